//! `--watch` on a terminal.

use super::{HEADINGS, filled, head, sampled_ready, stats};
use crate::support::{ALL, Bench, CTRL_C, matches};

/// To the upper left corner.
const HOME: &str = "\x1b[H";

#[test]
fn each_sample_is_painted_over_the_one_before() {
    let bench = Bench::new();
    filled(&bench, "q", 1);
    sampled_ready(&bench, "q", 1);
    let mut running = stats(&bench, &["--watch", "100ms"]).terminal(&ALL).screen_matches("...\n[..]").spawn();
    for _ in 0..3 {
        running.wait_screen("\x1b[J\x1b[H");
    }
    running.send_keys(CTRL_C);
    let screen = String::from_utf8(running.finish().screen).expect("it is text");
    // The terminal itself shows the key, somewhere.
    let screen = screen.replace("^C", "");
    let lines = format!("20[..]Z\n{}{HEADINGS}q     running [..]B\n", head(&bench));
    let frame = lines.replace('\n', "\x1b[K\n") + "\x1b[J";
    let mut frames = screen.split(HOME);
    assert_eq!(frames.next(), Some(""), "{screen:?}");
    let first = frames.next().and_then(|first| first.strip_prefix("\x1b[J")).expect("it clears the screen at first");
    let mut all: Vec<_> = std::iter::once(first).chain(frames).collect();
    // A terminal forgets what it has not shown yet when the key is pressed, which may be a part of the last one.
    all.pop();
    assert!(all.len() >= 3 && all.iter().all(|shown| matches(&frame, shown)), "{screen:?}");
    // Nothing else commands the terminal: no colours.
    let plain = screen.replace(HOME, "").replace("\x1b[K", "").replace("\x1b[J", "");
    assert!(!plain.contains('\x1b'), "{plain:?}");
}

#[test]
fn what_does_not_fit_is_counted() {
    let bench = Bench::new();
    for number in 10..40 {
        filled(&bench, &format!("q{number}"), 0);
    }
    // 24 rows: 5 over the first queue, one for the last line and one for the cursor.
    let rows: String = (10..27).map(|number| format!("q{number}   [..]\n")).collect();
    let lines = format!("20[..]Z\n{}{HEADINGS}{rows}... 13 more\n", head(&bench));
    let frame = format!("{HOME}\x1b[J{}\x1b[J^C", lines.replace('\n', "\x1b[K\n"));
    let mut running = stats(&bench, &["--watch", "1h"]).terminal(&ALL).screen_matches(&frame).spawn();
    running.wait_screen("more\x1b[K\r\n\x1b[J");
    running.send_keys(CTRL_C);
    running.finish();
}

#[test]
fn a_dumb_terminal_gets_one_sample_after_the_other() {
    let bench = Bench::new();
    filled(&bench, "q", 0);
    let block = format!("20[..]Z\n{}{HEADINGS}q     [..]\n", head(&bench));
    let cmd = stats(&bench, &["--watch", "100ms"]).terminal(&ALL).env("TERM", "dumb");
    let mut running = cmd.screen_matches(&format!("{block}\n{block}...\n[..]")).spawn();
    for _ in 0..3 {
        running.wait_screen("q  ");
    }
    running.send_keys(CTRL_C);
    let screen = running.finish().screen;
    assert!(!screen.contains(&0x1b));
}
