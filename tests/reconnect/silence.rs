//! A broker that takes the connection, and then answers nothing.

use crate::support::{Cmd, FakeServer, Request, Signal, WAITING, error, scripted};

const SLOW: &str = "see that the broker is well; --connect-timeout allows more time";

/// A broker that leaves this question unanswered on so many connections, and answers on later ones.
fn silent(question: (u16, u16), connections: usize) -> FakeServer {
    scripted(move |request: &Request| (request.connection <= connections && request.method == question).then(Vec::new))
}

fn rmq(server: &FakeServer, args: &[&str]) -> Cmd {
    let url = format!("amqp://127.0.0.1:{}", server.port());
    Cmd::rmq().args(args).args(["--connect-timeout", "300ms", "--url", &url])
}

fn again(what: &str) -> String {
    format!("warning: cannot {what}: the broker did not answer within 300ms; connecting again in [..]ms\n")
}

#[test]
fn a_listener_tries_again_on_another_connection() {
    for (question, what) in [
        ((20, 10), "open a channel"),
        ((50, 10), "find queue 'q'"),
        ((60, 10), "consume from queue 'queue'"),
        ((60, 20), "consume from queue 'queue'"),
    ] {
        let server = silent(question, 2);
        let again = again(what);
        let stderr = format!("{again} [*] Connected again\n{again} [*] Connected again\n{WAITING}");
        let cmd = rmq(&server, &["receive", "-Q", "q", "--reconnect", "forever"]).stderr_matches(&stderr);
        let mut running = cmd.spawn();
        running.wait_stderr_line(WAITING.trim_end());
        running.signal(Signal::TERM);
        running.finish();
    }
}

#[test]
fn silence_counts_against_the_number_of_attempts() {
    let server = silent((50, 10), usize::MAX);
    let (again, connected) = (again("find queue 'q'"), " [*] Connected again\n");
    let ended = error("cannot find queue 'q'", "the broker did not answer within 300ms", SLOW);
    let stderr = format!("{again}{connected}{again}{connected}{ended}");
    let cmd = rmq(&server, &["receive", "-Q", "q", "--reconnect", "2"]).stderr_matches(&stderr).status(124);
    cmd.run();
    assert_eq!(server.accepted(), 3);
}

#[test]
fn a_stream_is_carried_on_by_another_connection() {
    let server = silent((50, 10), 1);
    let stderr = format!("{} [*] Connected again\n [x] Sent 2 messages\n", again("find queue 'q'"));
    let cmd = rmq(&server, &["send", "-Q", "q", "--lines", "--reconnect", "forever"]).input("1\n2\n");
    cmd.stderr_matches(&stderr).run();
}

#[test]
fn a_stream_that_no_connection_carries_is_given_up_in_time() {
    let server = silent((50, 10), usize::MAX);
    let why = "cannot find queue 'q': the broker did not answer within 300ms";
    let ended = error("timed out waiting for another connection", why, "--timeout allows more time");
    let stderr = format!("{}...\n{ended}", again("find queue 'q'"));
    let cmd = rmq(&server, &["send", "-Q", "q", "--lines", "--reconnect", "forever", "--timeout", "2s"]);
    cmd.input("1\n2\n").stderr_matches(&stderr).status(124).run();
}
