//! How `rmq broker` ends.

use crate::support::raw::{Raw, close, declare, declared};
use crate::support::{BANNER, Cmd, LOST, Running, Signal, WAITING, error, method_frame};

const WHY: &str = "CONNECTION_FORCED - broker forced connection closure with reason 'shutdown'";

/// A broker, and its port.
#[track_caller]
pub(super) fn started(status: i32) -> (Running, u16) {
    let broker = Cmd::rmq().args(["broker", "--listen", "127.0.0.1:0", "--http", "off"]);
    let mut broker = broker.stdout_matches("amqp://127.0.0.1:[..]\n").stderr(BANNER).status(status).spawn();
    let line = broker.wait_stdout_line("amqp://");
    let port = line.trim_start_matches("amqp://127.0.0.1:").parse().expect("a port");
    (broker, port)
}

#[test]
fn a_signal_says_goodbye_to_all_clients() {
    for signal in [Signal::TERM, Signal::INT] {
        let (broker, port) = started(0);
        let (mut idle, mut busy, half) = (Raw::open(port), Raw::open(port), Raw::dial(port));
        busy.ask(declare("q", 4), declared("q", 0, 0));
        let url = format!("amqp://127.0.0.1:{port}");
        let stderr = format!("{WAITING}{}", error("cannot consume from queue 'hello'", WHY, LOST));
        let mut receiver = Cmd::rmq().args(["receive", "--url", &url]).stderr(&stderr).status(1).spawn();
        receiver.wait_stderr_line("Waiting");
        broker.signal(signal);
        idle.expect_close(320, WHY, (0, 0));
        busy.expect_close(320, WHY, (0, 0));
        receiver.finish();
        broker.finish();
        drop(half);
    }
}

#[test]
fn clients_that_do_not_answer_do_not_hold_it_up() {
    let (broker, port) = started(0);
    let (mut mute, silent) = (Raw::open(port), Raw::dial(port));
    broker.signal(Signal::TERM);
    mute.expect(close(320, WHY, (0, 0)));
    broker.finish();
    drop(silent);
}

#[test]
fn a_second_signal_ends_it_at_once() {
    for (signal, status) in [(Signal::INT, 130), (Signal::TERM, 143)] {
        let (broker, port) = started(status);
        let mut mute = Raw::open(port);
        broker.signal(signal);
        // It waits for the answer.
        mute.expect(close(320, WHY, (0, 0)));
        broker.insist(signal);
        broker.finish();
        mute.expect_end();
    }
}

#[test]
fn nobody_new_is_let_in_while_it_ends() {
    let (broker, port) = started(0);
    let mut mute = Raw::open(port);
    broker.signal(Signal::TERM);
    mute.expect(close(320, WHY, (0, 0)));
    assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_err());
    // What it says now is not heard, but its answer is.
    mute.send(declare("q", 4));
    mute.send(method_frame(0, (10, 51), &[]));
    mute.expect_end();
    broker.finish();
}
