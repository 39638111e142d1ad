//! TLS to a server without, and plain bytes to one with.

use super::{SENT, Secured, unreachable};
use crate::support::{Bench, Cmd, FakeServer, Node, error};

#[test]
fn a_server_that_speaks_tls_is_said_to() {
    let secured = Secured::new();
    let url = secured.url().replace("amqps:", "amqp:");
    let at = format!("amqp://127.0.0.1:{}", secured.front.port());
    let why = "the server speaks TLS, and the URL says to speak without";
    let hint = "write amqps:// for a port with TLS; RabbitMQ's is 5671, without 5672";
    let send = secured.bench.rmq(["send", "hi", "--url", &url]);
    send.stderr(&unreachable(&secured.bench, &at, why, hint)).status(5).run();
    // An alert as RabbitMQ sends it, at once or in two parts.
    let server = FakeServer::saying(b"\x15\x03\x03\x00\x02\x02\x0a");
    let url = format!("amqp://127.0.0.1:{}", server.port());
    let stderr = error(&format!("cannot connect to {url}"), why, hint);
    Cmd::rmq().args(["send", "hi", "--url", &url]).stderr(&stderr).status(5).run();
}

#[test]
fn a_server_without_tls_is_said_to_have_none() {
    let url = format!("amqps://127.0.0.1:{}", Node::shared().amqp_port());
    let stderr = error(
        &format!("cannot connect to {url}"),
        "the server does not speak TLS (received corrupt message of type InvalidContentType)",
        "write amqp:// for a port without TLS; RabbitMQ's is 5672, with TLS 5671",
    );
    let failed = stderr.replace("cannot", "check failed at tls: cannot");
    let check = Cmd::rmq().args(["check", "--url", &url]).stdout_matches("[..]\n...\n [!] tls [..]\n");
    check.stderr(&failed).status(5).run();
    Cmd::rmq().args(["send", "hi", "--url", &url]).stderr(&stderr).status(5).run();
}

#[test]
fn a_server_that_hangs_up_in_the_handshake_is_said_to() {
    let server = FakeServer::new(|mut stream| {
        // What the client sent is read first: the kernel would turn the end into a reset.
        let _ = std::io::Read::read(&mut stream, &mut [0; 4096]);
    });
    let url = format!("amqps://127.0.0.1:{}", server.port());
    let stderr = error(
        &format!("cannot connect to {url}"),
        "the server closed the connection before the handshake was done (tls handshake eof)",
        "is this an AMQP port? RabbitMQ's is 5672 for amqp://, 5671 for amqps://",
    );
    Cmd::rmq().args(["send", "hi", "--url", &url]).stderr(&stderr).status(5).run();
}

#[test]
fn a_connection_that_is_not_encrypted_is_warned_of() {
    let (bench, secured) = (Bench::new(), Secured::new());
    let warning = format!(
        "warning: the connection to amqp://127.0.0.1:{} (vhost '{}') is not encrypted, and the files for TLS are not used: \
         amqps:// encrypts\n",
        Node::shared().amqp_port(),
        bench.vhost().name()
    );
    let ca = ["--tls-ca", &secured.authority.ca()];
    bench.rmq(["send", "hi"]).args(ca).stderr(&format!("{warning}{SENT}")).run();
    bench.rmq(["send", "-q", "hi"]).args(ca).run();
    bench.rmq(["check", "-q"]).args(ca).run();
    bench.rmq(["check"]).args(ca).stderr(&warning).stdout_matches("[..]\n...\n").run();
}
