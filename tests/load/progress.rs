//! What a terminal shows meanwhile.

use crate::support::{ALL, Bench, CTRL_C, Stream, rows};

#[test]
fn a_terminal_shows_rates_while_it_runs_and_none_afterwards() {
    let bench = Bench::new();
    let cmd = bench.rmq(["bench", "--rate", "500", "-d", "1h"]).terminal(&ALL).status(130);
    let mut running = cmd.screen_matches("...\n[..]stopped by a signal\n").spawn();
    let shown = running.wait_screen("/s  received ");
    assert!(shown.contains("sent ") && shown.contains("/s  confirmed "), "{shown}");
    running.send_keys(CTRL_C);
    let left = rows(&running.finish().screen);
    assert!(left[0].starts_with(" [*] Running through queue"), "{left:#?}");
    // The terminal shows the key, which the report is then written over.
    assert_eq!(left[1], "1 producer and 1 consumer, 500 messages a second", "{left:#?}");
}

#[test]
fn a_count_has_a_bar_of_messages_and_only_what_is_done_is_shown() {
    let bench = Bench::new();
    let args = ["bench", "--rate", "50", "-n", "1000000", "--no-confirm", "-c", "0"];
    let cmd = bench.rmq(args).terminal(&[Stream::Stderr]).stdout_matches("...\nstopped by a signal\n").status(130);
    let mut running = cmd.screen_matches("[..]Running through[..]\n[..]sent [..]").spawn();
    let shown = running.wait_screen("sent ");
    assert!(shown.contains(" [") && !shown.contains("confirmed") && !shown.contains("received"), "{shown}");
    running.signal(crate::support::Signal::INT);
    running.finish();
}

#[test]
fn a_terminal_that_cannot_be_drawn_on_is_not() {
    let bench = Bench::new();
    for (options, screen) in [(&[][..], " [*] Running through queue 'rmq-bench-[..]' for 1500ms\n"), (&["-q"], "")] {
        let cmd = bench.rmq(["bench", "--rate", "10", "-d", "1500ms"]).args(options);
        let cmd = cmd
            .terminal(&[Stream::Stderr])
            .env("TERM", "dumb")
            .stdout_matches("...\nnone lost; stopped by --duration\n");
        cmd.screen_matches(&screen.replace("1500ms", "1s 500ms")).run();
    }
}
