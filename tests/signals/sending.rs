//! `send`: a stream of lines until its input ends, and a program that cannot say a word.

use super::BOTH;
use crate::support::{Bench, Gate, Node, Stdin};

#[test]
fn what_was_sent_before_a_signal_is_counted() {
    for (signal, code) in BOTH {
        for (flags, word) in [
            (&["--lines"][..], "published and confirmed"),
            (&["--lines", "--no-confirm"], "handed over without confirms"),
        ] {
            let bench = Bench::new();
            let said = format!("error: stopped by a signal; 2 messages {word}\n");
            let cmd = bench.rmq(["send"].iter().chain(flags)).stdin(Stdin::Piped).stderr(&said).status(code);
            let mut running = cmd.spawn();
            running.write_stdin("a\nb\nnot a whole line");
            bench.vhost().wait_depth("hello", 2, 0);
            running.signal(signal);
            // Its input stays open all the while: only the signal can end it.
            crate::support::until("its words", || running.output().stderr_text().ends_with('\n').then_some(()));
            running.finish();
            bench.vhost().wait_depth("hello", 2, 0);
        }
    }
}

#[test]
fn what_is_not_confirmed_when_a_signal_comes_is_not_sent() {
    let node = Node::private_short_of_memory();
    let bench = Bench::on(&node);
    let blocked = "warning: the broker takes no messages for now: low on memory\n";
    let stopped = format!("{blocked}error: stopped by a signal; 0 messages published and confirmed\n");
    let all: Vec<_> = BOTH
        .into_iter()
        .zip([(["send", "--lines"], &*stopped), (["send", "-"], blocked)])
        .map(|((signal, code), (args, said))| {
            // The input has ended when the broker speaks: nothing but confirms is waited for.
            let mut running = bench.rmq(args).input("a\n").stderr(said).status(code).spawn();
            running.wait_stderr_line("no messages");
            running.signal(signal);
            running
        })
        .collect();
    all.into_iter().for_each(|running| _ = running.finish());
}

#[test]
fn a_second_signal_ends_a_program_that_stands_still_from_its_first_word_on() {
    for (signal, code) in BOTH {
        let bench = Bench::new();
        let mut gate = Gate::new(bench.dir(), "gate");
        gate.fill();
        let script = format!("exec \"$0\" send -v a 2>'{}'", gate.path().display());
        let running = bench.program("sh", ["-c", &script, env!("CARGO_BIN_EXE_rmq")]).status(code).spawn();
        running.wait_thread("signals");
        running.insist(signal);
        running.finish();
    }
}
