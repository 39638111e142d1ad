//! `send --lines`, which publishes until its input ends.

use super::BOTH;
use crate::support::{Bench, Stdin};

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
