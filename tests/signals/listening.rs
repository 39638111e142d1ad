//! `receive`, and the listeners of the exchange family, which share its body.

use super::BOTH;
use crate::support::{Bench, Gate, Stdin, WAITING, WAITING_FOR_LOGS};

#[test]
fn a_listener_without_a_count_is_done_when_it_is_told_so() {
    let bench = Bench::new();
    for (signal, _) in BOTH {
        for (args, said) in [
            (&["receive"][..], WAITING),
            (&["receive", "-e", "logs"], WAITING_FOR_LOGS),
            (&["topic", "receive", "#"], WAITING_FOR_LOGS),
            (&["receive", "--timeout", "1h", "--idle", "1h"], WAITING),
        ] {
            let mut listener = bench.rmq(args).stderr(said).spawn();
            listener.wait_stderr_line("Waiting");
            listener.signal(signal);
            listener.finish();
        }
    }
}

#[test]
fn a_listener_that_was_to_get_more_says_how_many_came() {
    let bench = Bench::new();
    for (signal, code) in BOTH {
        let said = format!("{WAITING}error: only 1 of 3 messages came\n  why: stopped by a signal\n");
        let mut listener = bench.rmq(["receive", "-n3"]).stdout("a\n").stderr(&said).status(code).spawn();
        listener.wait_stderr_line("Waiting");
        assert!(bench.vhost().publish("amq.default", "hello", "a", &serde_json::json!({})));
        listener.wait_stdout_line("a");
        bench.vhost().wait_depth("hello", 0, 0);
        listener.signal(signal);
        listener.finish();
    }
}

#[test]
fn a_second_signal_ends_a_listener_whose_output_nobody_reads() {
    let bench = Bench::new();
    bench.rmq(["send", "-q", "-"]).input(vec![b'x'; 1 << 20]).run();
    for (signal, code) in BOTH {
        let full = Gate::new(bench.dir(), &format!("full{code}"));
        let cmd = bench.rmq(["receive"]).stdin(Stdin::Null).stdout_file(full.path());
        let mut listener = cmd.stderr(WAITING).status(code).spawn();
        listener.wait_stderr_line("Waiting");
        full.wait_filled();
        listener.insist(signal);
        listener.finish();
        bench.vhost().wait_depth("hello", 1, 0);
    }
}

#[test]
fn a_first_signal_lets_the_message_in_hand_be_written_and_acked() {
    let bench = Bench::new();
    let size = 1 << 20;
    bench.rmq(["send", "-q", "-"]).input(vec![b'x'; size]).run();
    for (signal, _) in BOTH {
        let mut full = Gate::new(bench.dir(), &format!("full-{}", signal.as_raw()));
        let mut listener = bench.rmq(["receive"]).stdout_file(full.path()).stderr(WAITING).spawn();
        listener.wait_stderr_line("Waiting");
        full.wait_filled();
        listener.signal(signal);
        assert_eq!(full.read(size + 1).iter().filter(|byte| **byte == b'x').count(), size);
        listener.finish();
        bench.vhost().wait_depth("hello", 0, 0);
        bench.rmq(["send", "-q", "-"]).input(vec![b'x'; size]).run();
    }
}

#[test]
fn a_second_signal_ends_a_listener_whose_stderr_nobody_reads() {
    for (signal, code) in BOTH {
        let bench = Bench::new();
        let gate = Gate::new(bench.dir(), "gate");
        // Narration fills the pipe, and then the program stands still in the middle of a line.
        bench.rmq(["send", "-q", "--lines"]).input("a\n".repeat(3000)).run();
        let script = format!("exec \"$0\" receive -v >/dev/null 2>'{}'", gate.path().display());
        let running = bench.program("sh", ["-c", &script, env!("CARGO_BIN_EXE_rmq")]).status(code).spawn();
        gate.wait_full();
        running.signal(signal);
        running.insist(signal);
        running.finish();
    }
}
