//! Brokers that lie or fall silent after the handshake: an error, never a hang or a panic.

use super::LOST;
use crate::support::{Cmd, FakeServer, Request, scripted};

/// Answers `bytes` where a queue is declared.
fn lying(bytes: &'static [u8]) -> FakeServer {
    scripted(move |request: &Request| (request.method == (50, 10)).then(|| bytes.to_vec()))
}

const SLOW: &str = "see that the broker is well; --connect-timeout allows more time";
const NOT_AMQP: &str = "the connection was lost: the broker sent what is not AMQP";

#[track_caller]
fn fails(server: &FakeServer, args: &[&str]) {
    let url = format!("amqp://127.0.0.1:{}", server.port());
    let stderr = super::error("cannot find queue 'hello'", NOT_AMQP, LOST);
    Cmd::rmq().args(args).args(["--connect-timeout", "1s", "--url", &url]).stderr(&stderr).status(1).run();
}

#[test]
fn frames_that_lie_are_an_error() {
    let lies: [&'static [u8]; 5] = [
        // A declare-ok with another byte at its end.
        b"\x01\0\x01\0\0\0\x0e\0\x32\0\x0b\x01q\0\0\0\0\0\0\0\0\0",
        // Another type of frame.
        b"\x09\0\x01\0\0\0\x01\0\xce",
        // A method that does not exist.
        b"\x01\0\x01\0\0\0\x04\0\x63\0\x63\xce",
        // Fewer arguments than the method has.
        b"\x01\0\x01\0\0\0\x04\0\x32\0\x0b\xce",
        b"<html><body>Bad Gateway</body></html>",
    ];
    for bytes in lies {
        for args in [["send", "--lines"].as_slice(), &["receive"]] {
            fails(&lying(bytes), args);
        }
    }
}

#[test]
fn a_frame_that_was_not_agreed_on_is_an_error() {
    let server = lying(b"\x01\0\x01\x7f\xff\xff\xff\0\x32\0\x0b");
    let url = format!("amqp://127.0.0.1:{}", server.port());
    for args in [["send", "--lines"].as_slice(), &["receive"]] {
        let stderr = super::error("cannot find queue 'hello'", NOT_AMQP, LOST);
        Cmd::rmq().args(args).args(["--url", &url]).stderr(&stderr).status(1).run();
    }
}

#[test]
fn a_frame_whose_end_never_comes_is_given_up() {
    let server = lying(b"\x01\0\x01\0\x01\xff\xf8\0\x32\0\x0b");
    let url = format!("amqp://127.0.0.1:{}", server.port());
    let stderr = super::error("cannot find queue 'hello'", "the broker did not answer within 1s", SLOW);
    for args in [["send", "--lines"].as_slice(), &["receive"]] {
        Cmd::rmq().args(args).args(["--connect-timeout", "1s", "--url", &url]).stderr(&stderr).status(124).run();
    }
}

#[test]
fn garbage_in_place_of_a_message_is_an_error() {
    let server = scripted(|request| {
        let begun = request.reply((60, 21), &[b"\x08consumer"]);
        (request.method == (60, 20)).then(|| [&begun[..], b"\x01\0\x01\0\0\0\x04\0\x63\0\x63\xce"].concat())
    });
    let url = format!("amqp://127.0.0.1:{}", server.port());
    let lost = super::error("cannot consume from queue 'queue'", NOT_AMQP, LOST);
    let cmd = Cmd::rmq().args(["receive", "--url", &url]).status(1);
    cmd.stderr(&format!("{}{lost}", super::WAITING)).run();
}

/// Holds a command to giving up a request that the broker does not answer.
#[track_caller]
fn gives_up(method: (u16, u16), args: &[&str], what: &str) {
    let server = scripted(move |request| (request.method == method).then(Vec::new));
    let url = format!("amqp://127.0.0.1:{}", server.port());
    let stderr = super::error(&format!("cannot {what}"), "the broker did not answer within 1s", SLOW);
    Cmd::rmq().args(args).args(["--connect-timeout", "1s", "--url", &url]).stderr(&stderr).status(124).run();
}

#[test]
fn a_broker_that_falls_silent_is_given_up() {
    for (command, queue) in
        [("receive", "hello"), ("worker", "task_queue"), ("rpc-serve", "rpc_queue"), ("rpc-call", "rpc_queue")]
    {
        gives_up((50, 10), &[command], &format!("find queue '{queue}'"));
        gives_up((20, 10), &[command], "open a channel");
    }
    gives_up((40, 10), &["emit-log"], "find exchange 'logs'");
    gives_up((50, 10), &["send", "--lines"], "find queue 'hello'");
    gives_up((20, 10), &["send"], "open a channel");
    gives_up((60, 10), &["receive"], "consume from queue 'queue'");
    gives_up((60, 20), &["worker"], "consume from queue 'queue'");
}
