//! No connection: the stage that failed, and exit 5; or 124 when the check as a whole took too long.

use super::{CONNECTED, LOGIN, TCP, check, failed, report, unnamed, url};
use crate::support::{Bench, Cmd, FakeServer, Node, RefusedPort, Request, User, scripted};

const RESOLVED: &str = CONNECTED[0];
const HANDSHAKE: &str = CONNECTED[2];
const IS_IT_AMQP: &str = "is this an AMQP port? RabbitMQ's is 5672 for amqp://, 5671 for amqps://";
const MORE_TIME: &str = "is this an AMQP port? RabbitMQ's is 5672, with TLS 5671; --connect-timeout allows more time";
const LATE: &str = "see that the broker is well; --timeout allows more time";

#[test]
fn a_host_that_nobody_knows_fails_at_resolve() {
    let url = "amqp://nonexistent.invalid";
    let what = format!("cannot connect to {url}:5672");
    let hint = "check the host name 'nonexistent.invalid' in --url";
    let stderr = failed("resolve", &what, "failed to lookup address information: [..]", hint);
    let table = report(&format!("{url}:5672, vhost /, user guest"), &[&[" [!] resolve[..] ms"]]);
    Cmd::rmq().args(["check", "-u", url]).stdout_matches(&table).stderr_matches(&stderr).status(5).run();
}

#[test]
fn a_port_that_refuses_fails_at_tcp() {
    let refused = RefusedPort::new();
    let url = format!("amqp://127.0.0.1:{}", refused.port());
    let stderr = failed("tcp", &format!("cannot connect to {url}"), "Connection refused (os error 111)", "[..]");
    let table = report(&format!("{url}, vhost /, user guest"), &[&[RESOLVED, " [!] tcp[..] ms"]]);
    Cmd::rmq().args(["check", "-u", &url]).stdout_matches(&table).stderr_matches(&stderr).status(5).run();
}

#[test]
fn a_port_without_tls_fails_at_tls() {
    // An alert is what a TLS client understands of anything that is no TLS.
    let server = FakeServer::saying(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    let url = format!("amqps://127.0.0.1:{}", server.port());
    let why = "the server does not speak TLS (received corrupt message of type InvalidContentType)";
    let hint = "write amqp:// for a port without TLS; RabbitMQ's is 5672, with TLS 5671";
    let stderr = failed("tls", &format!("cannot connect to {url}"), why, hint);
    let table = report(&format!("{url}, vhost /, user guest"), &[&[RESOLVED, TCP, " [!] tls[..] ms"]]);
    Cmd::rmq().args(["check", "-u", &url]).stdout_matches(&table).stderr(&stderr).status(5).run();
}

/// Holds a server that is no broker to a failure at the handshake.
#[track_caller]
fn no_handshake(server: &FakeServer, why: &str, hint: &str) {
    let stderr = failed("handshake", &format!("cannot connect to {}", url(server)), why, hint);
    let table = report(&unnamed(server), &[&[RESOLVED, TCP, " [!] handshake[..] ms"]]);
    check(server, &["--connect-timeout", "2s"]).stdout_matches(&table).stderr(&stderr).status(5).run();
}

#[test]
fn a_server_that_says_nothing_fails_at_the_handshake() {
    no_handshake(&FakeServer::silent(), "no answer within 2s", MORE_TIME);
}

#[test]
fn a_server_of_another_protocol_fails_at_the_handshake() {
    let hint = "is this an AMQP port? RabbitMQ's is 5672, with TLS 5671; 15672 is its web page";
    let server = FakeServer::saying(b"SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n");
    no_handshake(&server, "the server does not speak AMQP 0-9-1", hint);
}

#[test]
fn a_server_that_hangs_up_fails_at_the_handshake() {
    use std::io::Read;
    let server = FakeServer::new(|mut stream| {
        let _ = stream.read_exact(&mut [0; 8]);
    });
    let why = "the server closed the connection before the handshake was done";
    no_handshake(&server, why, IS_IT_AMQP);
}

#[test]
fn a_wrong_password_fails_at_login() {
    let (bench, node) = (Bench::new(), Node::shared());
    let url = format!("amqp://127.0.0.1:{}", node.amqp_port());
    let why =
        "ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. For details see the broker logfile.";
    let hint = "check the user name 'guest' and the password in --url, RMQ_URL or --password-file";
    let stderr = failed("login", &format!("cannot connect to {url}"), why, hint);
    let headline = format!("RabbitMQ [..] at {url}, vhost /, user guest");
    let table = report(&headline, &[&[RESOLVED, TCP, HANDSHAKE, " [!] login[..] ms"]]);
    let with_password = url.replace("://", "://guest:s3cret@");
    bench.rmq(["check", "-u", &with_password]).stdout_matches(&table).stderr(&stderr).status(5).run();
}

#[test]
fn a_vhost_that_is_not_there_or_forbidden_fails_at_vhost() {
    let (bench, node) = (Bench::new(), Node::shared());
    let (user, at) = (User::new(node), format!("amqp://127.0.0.1:{}", node.amqp_port()));
    let name = bench.vhost().name();
    let stranger = bench.url().replace("guest:guest", &format!("{}:{}", user.name(), user.password()));
    let forbidden = format!("NOT_ALLOWED - access to vhost '{name}' refused for user '{}'", user.name());
    for (url, vhost, user, why) in [
        (node.url("no/such"), "no/such", "guest", "NOT_ALLOWED - vhost no/such not found"),
        (stranger, name, user.name(), &forbidden),
    ] {
        let stderr = failed("vhost", &format!("cannot connect to {at} (vhost '{vhost}')"), why, "[..]");
        let headline = format!("RabbitMQ [..] at {at}, vhost {vhost}, user {user}");
        let table = report(&headline, &[&[RESOLVED, TCP, HANDSHAKE, LOGIN, " [!] vhost[..] ms"]]);
        bench.rmq(["check", "-u", &url]).stdout_matches(&table).stderr_matches(&stderr).status(5).run();
    }
}

/// A server that does not answer this method.
fn silent_at(method: (u16, u16)) -> FakeServer {
    scripted(move |request: &Request| (request.method == method).then(Vec::new))
}

#[test]
fn a_broker_that_falls_silent_fails_where_it_does() {
    let at_login = [RESOLVED, TCP, HANDSHAKE, " [!] login[..] ms"];
    let at_vhost = [RESOLVED, TCP, HANDSHAKE, LOGIN, " [!] vhost[..] ms"];
    for (method, step, steps) in [((10, 11), "login", &at_login[..]), ((10, 40), "vhost", &at_vhost)] {
        let server = silent_at(method);
        let stderr = failed(step, &format!("cannot connect to {}", url(&server)), "no answer within 300ms", MORE_TIME);
        let table = report(&unnamed(&server), &[steps]);
        let cmd = check(&server, &["--connect-timeout", "300ms"]);
        cmd.stdout_matches(&table).stderr(&stderr).status(5).run();
    }
}

#[test]
fn the_whole_check_has_a_deadline_while_it_connects() {
    let server = FakeServer::silent();
    let stderr = failed("handshake", "timed out", "it was not done within 300ms", LATE);
    let table = report(&unnamed(&server), &[&[RESOLVED, TCP, " [!] handshake[..] ms"]]);
    check(&server, &["--timeout", "300ms"]).stdout_matches(&table).stderr(&stderr).status(124).run();
}
