//! Every way of not reaching a broker: what is said, and exit 5.

use super::{cannot_connect, error};
use crate::support::{Bench, Cmd, FakeServer, Node, RefusedPort, User};

const START: &str = "start a broker there ('rmq broker', or RabbitMQ), or name another with --url; --wait 30s waits for \
                     one that is starting";
const IS_IT_AMQP: &str = "is this an AMQP port? RabbitMQ's is 5672, with TLS 5671; 15672 is its web page";

#[test]
fn a_refused_port_is_said_to_refuse() {
    let refused = RefusedPort::new();
    let (why, port) = ("Connection refused (os error 111)", refused.port());
    for host in ["127.0.0.1", "localhost"] {
        let url = format!("amqp://{host}:{port}");
        cannot_connect(&url, &url, why, START);
    }
    let url = format!("amqp://127.0.0.1:{port}/a%2fb");
    cannot_connect(&url, &format!("amqp://127.0.0.1:{port} (vhost 'a/b')"), why, START);
}

#[test]
fn an_address_of_version_six_is_named_with_its_brackets() {
    // The node listens on 127.0.0.1 only.
    let url = format!("amqp://[::1]:{}", Node::shared().amqp_port());
    for client in super::CLIENTS {
        let stderr = format!("error: cannot connect to {url}\n  why: [..] (os error [..])\n...\n");
        Cmd::rmq().args(client).args(["--url", &url]).stderr_matches(&stderr).status(5).run();
    }
}

#[test]
fn of_several_brokers_the_last_is_explained() {
    let (first, last) = (RefusedPort::new(), FakeServer::closing());
    let [first, last] = [first.port(), last.port()].map(|port| format!("amqp://127.0.0.1:{port}"));
    let what = format!("cannot connect to {first}");
    let stderr = error(&what, "Connection refused (os error 111)", START);
    Cmd::rmq().args(["send", "hi", "--url", &format!("{last},{first}")]).stderr(&stderr).status(5).run();
}

#[test]
fn a_host_that_nobody_knows_is_named() {
    let url = "amqp://nonexistent.invalid";
    for client in super::CLIENTS {
        let stderr = "error: cannot connect to amqp://nonexistent.invalid:5672\n  why: failed to lookup address information: \
                      [..]\n  try: check the host name 'nonexistent.invalid' in --url\n";
        Cmd::rmq().args(client).args(["--url", url]).stderr_matches(stderr).status(5).run();
    }
}

#[test]
fn a_wrong_password_and_a_wrong_user_are_told_apart_from_nothing_else() {
    let node = Node::shared();
    for (user, password) in [("guest", "s3cret"), ("nobody", "s3cret")] {
        cannot_connect(
            &format!("amqp://{user}:{password}@127.0.0.1:{}", node.amqp_port()),
            &format!("amqp://127.0.0.1:{}", node.amqp_port()),
            "ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. For details see the broker logfile.",
            &format!("check the user name '{user}' and the password in --url, RMQ_URL or --password-file"),
        );
    }
}

#[test]
fn a_virtual_host_that_is_not_there_is_named() {
    let node = Node::shared();
    cannot_connect(
        &node.url("no/such"),
        &format!("amqp://127.0.0.1:{} (vhost 'no/such')", node.amqp_port()),
        "NOT_ALLOWED - vhost no/such not found",
        "check the end of the URL, or create the virtual host: rabbitmqctl add_vhost 'no/such'",
    );
}

#[test]
fn a_virtual_host_that_one_may_not_enter_is_told_from_one_that_is_not_there() {
    let bench = Bench::new();
    let user = User::new(Node::shared());
    let (name, vhost) = (user.name(), bench.vhost().name());
    cannot_connect(
        &bench.url().replace("guest:guest", &format!("{name}:{}", user.password())),
        &format!("amqp://127.0.0.1:{} (vhost '{vhost}')", Node::shared().amqp_port()),
        &format!("NOT_ALLOWED - access to vhost '{vhost}' refused for user '{name}'"),
        &format!("give the user access: rabbitmqctl set_permissions -p '{vhost}' '{name}' '.*' '.*' '.*'"),
    );
}

#[test]
fn a_server_that_speaks_something_else_is_no_broker() {
    for said in [b"HTTP/1.1 400 Bad Request\r\n\r\n".as_slice(), b"220 mail ESMTP\r\n"] {
        let server = FakeServer::saying(said);
        let url = format!("amqp://127.0.0.1:{}", server.port());
        cannot_connect(&url, &url, "the server does not speak AMQP 0-9-1", IS_IT_AMQP);
    }
}

#[test]
fn a_server_that_speaks_another_version_is_no_broker() {
    let server = FakeServer::saying(b"AMQP\0\x01\0\0");
    let url = format!("amqp://127.0.0.1:{}", server.port());
    let why = "the server does not speak AMQP 0-9-1 (the server only supports AMQP 1.0.0)";
    cannot_connect(&url, &url, why, "name a broker that speaks AMQP 0-9-1, such as RabbitMQ, with --url");
}

#[test]
fn a_server_that_is_silent_is_given_up() {
    let server = FakeServer::silent();
    let url = format!("amqp://127.0.0.1:{}", server.port());
    for scheme in ["amqp", "amqps"] {
        let url = url.replace("amqp:", &format!("{scheme}:"));
        let hint = "is this an AMQP port? RabbitMQ's is 5672, with TLS 5671; --connect-timeout allows more time";
        cannot_connect(&url, &url, "no answer within 2s", hint);
    }
}

#[test]
fn a_server_without_tls_is_told_so() {
    let node = Node::shared();
    let web = FakeServer::saying(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    for port in [node.amqp_port(), web.port()] {
        let url = format!("amqps://127.0.0.1:{port}");
        let why = "the server does not speak TLS (received corrupt message of type InvalidContentType)";
        cannot_connect(&url, &url, why, "write amqp:// for a port without TLS; RabbitMQ's is 5672, with TLS 5671");
    }
}
