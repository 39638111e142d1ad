//! stdout that is closed, full, or read by nobody: what was not written is not acked.

use serde_json::json;

use crate::support::{Bench, Gate, Signal, WAITING, until};

fn put(bench: &Bench, bodies: &[&str]) {
    for body in bodies {
        assert!(bench.vhost().publish("amq.default", "hello", body, &json!({})));
    }
}

#[test]
fn a_closed_pipe_ends_quietly_and_just_what_was_flushed_is_acked() {
    let bench = Bench::new();
    bench.vhost().declare_queue("hello", &json!({}));
    put(&bench, &["a", "b"]);
    let mut receiver = bench.rmq(["receive"]).stdout("a\nb\n").stderr(WAITING).spawn();
    receiver.wait_stdout_line("b");
    bench.vhost().wait_depth("hello", 0, 0);
    receiver.close_stdout();
    put(&bench, &["c"]);
    receiver.finish();
    bench.vhost().wait_depth("hello", 1, 0);
    assert_eq!(bench.vhost().take("hello", 1)[0]["payload"], "c");
}

#[test]
fn a_reader_that_goes_away_ends_a_listener_that_waits() {
    let bench = Bench::new();
    for args in [&["receive"][..], &["topic", "receive", "#"], &["receive", "-Q", "hello", "-n", "5", "-t", "1h"]] {
        let mut listener = bench.rmq(args).stderr_matches("[..]Waiting for [..]\n").spawn();
        listener.wait_stderr_line("Waiting");
        listener.close_stdout();
        listener.finish();
    }
}

#[test]
fn head_takes_a_line_and_the_next_one_stays() {
    let bench = Bench::new();
    bench.vhost().declare_queue("hello", &json!({}));
    put(&bench, &["a"]);
    let script = r#"{ "$0" receive; echo "ended with $?" >&2; } | { head -n 1; exec <&-; echo "head has gone" >&2; }"#;
    let said = format!("{WAITING}head has gone\nended with 0\n");
    let mut shell = bench.program("sh", ["-c", script, env!("CARGO_BIN_EXE_rmq")]).stdout("a\n").stderr(&said).spawn();
    shell.wait_stderr_line("head has gone");
    put(&bench, &["b"]);
    shell.finish();
    bench.vhost().wait_depth("hello", 1, 0);
}

#[test]
fn a_full_disk_leaves_the_message_in_the_queue() {
    let bench = Bench::new();
    bench.vhost().declare_queue("hello", &json!({}));
    put(&bench, &["a"]);
    let said = format!("{WAITING}error: cannot write to stdout\n  why: No space left on device (os error 28)\n");
    bench.rmq(["receive"]).stdout_file("/dev/full").stderr(&said).status(1).run();
    bench.vhost().wait_depth("hello", 1, 0);
}

#[test]
fn a_reader_that_stops_reading_stops_no_heartbeats() {
    let bench = Bench::new();
    let size = 1 << 20;
    bench.rmq(["send", "-q", "-"]).input(vec![b'x'; size]).run();
    let mut full = Gate::new(bench.dir(), "full");
    let url = format!("{}?heartbeat=2", bench.url());
    let cmd = bench.rmq(["receive", "-u", &url]).stdout_file(full.path()).stderr(WAITING);
    let receiver = cmd.spawn();
    full.wait_filled();
    // What the broker hears from a client that only consumes is heartbeats.
    let heard = || bench.vhost().wait_connection("rmq receive")["recv_cnt"].as_u64();
    let before = until("a count of frames", heard);
    until("three heartbeats", || heard().filter(|now| *now >= before + 3));
    assert_eq!(full.read(size + 1).last(), Some(&b'\n'));
    bench.vhost().wait_depth("hello", 0, 0);
    receiver.signal(Signal::TERM);
    receiver.finish();
}

#[test]
fn what_would_go_to_a_closed_stdout_stays_in_the_queue() {
    let bench = Bench::new();
    bench.rmq(["send", "-q", "a"]).run();
    let rmq = env!("CARGO_BIN_EXE_rmq");
    let sh = |script: &str| bench.program("sh", ["-c", script, rmq]);
    let said = "error: cannot write to stdout\n  why: Bad file descriptor (os error 9)\n";
    sh("exec \"$0\" receive -q -n 1 >&-").stderr(said).status(1).run();
    bench.vhost().wait_depth("hello", 1, 0);
    // Whoever means it has its way.
    sh("exec \"$0\" receive -q -n 1 >/dev/null").run();
    bench.vhost().wait_depth("hello", 0, 0);
    bench.rmq(["send", "-q", "a"]).run();
    sh("exec \"$0\" receive -q -n 1 <>/dev/null >&0 2>&0").run();
    bench.vhost().wait_depth("hello", 0, 0);
}
