//! Heartbeats (AMQP 0-9-1, 4.2.7), which are the library's while the messages pass it by.

use std::time::Duration;

use super::{LOST, error, rmq};
use crate::support::raw::{Answers, Raw};
use crate::support::{Bench, FakeServer, Node, Signal, Stdin, WAITING, scripted};

/// A server that wants to hear something each second, and says nothing of its own accord.
fn silent() -> FakeServer {
    scripted(|request| {
        let tune = [&[0, 0][..], &131_072_u32.to_be_bytes(), &[0, 1]];
        (request.method == (10, 11)).then(|| request.reply((10, 30), &tune))
    })
}

#[test]
fn who_waits_for_a_confirm_hears_that_the_broker_is_gone() {
    let why = "the connection was lost: no heartbeat came from the broker";
    let server = FakeServer::new(|stream| super::mute_after(stream, (60, 40)));
    let cmd = rmq(&server, &["send", "hi", "--timeout", "1h"]);
    cmd.stderr(&error("cannot publish", why, LOST)).status(1).run();
    let server = silent();
    let cmd = rmq(&server, &["receive"]);
    cmd.stderr(&format!("{WAITING}{}", error("cannot consume from queue 'queue'", why, LOST))).status(1).run();
}

/// As long as it takes a broker to drop a client that says nothing for two heartbeats, and that so often.
fn silences(port: u16, count: usize, mut meanwhile: impl FnMut()) {
    for _ in 0..count {
        let mut silent = Raw::with(port, &Answers { heartbeat: 1, ..Answers::default() });
        let pause = Duration::from_millis(100);
        silent.socket().set_read_timeout(Some(pause)).expect("a limit that is not zero");
        while !gone(&mut silent) {
            meanwhile();
        }
    }
}

/// Whether the broker has dropped it; reads for a moment.
fn gone(raw: &mut Raw) -> bool {
    use std::io::Read;
    matches!(raw.socket().read(&mut [0; 64]), Ok(0)) || raw.socket().take_error().is_ok_and(|error| error.is_some())
}

#[test]
fn who_has_nothing_to_say_stays_connected() {
    let bench = Bench::new();
    let url = bench.url() + "?heartbeat=1";
    let mut receive = bench.rmq(["receive", "--url", &url]).stdout("late\n").stderr(WAITING).spawn();
    receive.wait_stderr_line("Waiting");
    let send = bench.rmq(["send", "--lines", "--url", &url]).stdin(Stdin::Piped);
    let mut send = send.stderr(" [x] Sent 1 message\n").spawn();
    silences(Node::shared().amqp_port(), 3, || ());
    send.write_stdin("late\n");
    send.close_stdin();
    send.finish();
    receive.wait_stdout_line("late");
    receive.signal(Signal::INT);
    receive.finish();
}

#[test]
fn who_has_messages_only_stays_connected() {
    let bench = Bench::new();
    let url = bench.url() + "?heartbeat=1";
    let mut receive = bench.rmq(["receive", "--url", &url]).stdout_matches("...\n").stderr(WAITING).spawn();
    receive.wait_stderr_line("Waiting");
    let send = bench.rmq(["send", "--lines", "--url", &url]).stdin(Stdin::Piped);
    let mut send = send.stderr_matches(" [x] Sent [..] messages\n").spawn();
    silences(Node::shared().amqp_port(), 3, || send.write_stdin("now\n"));
    send.write_stdin("last\n");
    send.close_stdin();
    send.finish();
    receive.wait_stdout_line("last");
    receive.signal(Signal::INT);
    receive.finish();
}
