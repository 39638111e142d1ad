//! `--watch` on a pipe.

use serde_json::{Value, json};

use super::{HEADINGS, head, stats};
use crate::support::{Bench, Signal};

fn block(bench: &Bench, row: &str) -> String {
    format!("20[..]T[..]Z\n{}{HEADINGS}{row}", head(bench))
}

fn bench() -> Bench<'static> {
    let bench = Bench::new();
    bench.vhost().declare_queue("q", &json!({}));
    bench
}

#[test]
fn samples_follow_one_another_until_a_signal() {
    let bench = bench();
    let block = block(&bench, "q     [..]\n");
    for signal in [Signal::INT, Signal::TERM] {
        let cmd = stats(&bench, &["--watch", "100ms"]).stdout_matches(&format!("{block}\n{block}...\n"));
        let mut running = cmd.spawn();
        for _ in 0..2 {
            running.wait_stdout_line("q  ");
        }
        running.signal(signal);
        running.finish();
    }
}

#[test]
fn behind_watch_stands_an_interval_or_a_queue() {
    let bench = bench();
    bench.vhost().declare_queue("other", &json!({}));
    let both = block(&bench, "other  [..]\nq      [..]\n");
    let one = block(&bench, "q     [..]\n");
    for (args, stdout) in [
        (&["--watch"][..], &both),
        (&["--watch", "1h"], &both),
        (&["--watch=1h", "q"], &one),
        (&["--watch", "q"], &one),
    ] {
        let mut running = stats(&bench, args).stdout_matches(stdout).spawn();
        running.wait_stdout_line("q  ");
        running.signal(Signal::TERM);
        running.finish();
    }
}

#[test]
fn a_closed_pipe_ends_it_quietly() {
    let bench = bench();
    for (format, part) in [("table", "q  "), ("json", "\"q\"")] {
        let mut running = stats(&bench, &["--watch", "100ms", "-f", format]).stdout_matches("...\n").spawn();
        running.wait_stdout_line(part);
        running.close_stdout();
        running.finish();
    }
}

#[test]
fn json_is_one_line_for_each_sample() {
    let bench = bench();
    let mut running =
        stats(&bench, &["--watch", "100ms", "-f", "json"]).stdout_matches("{[..]}\n{[..]}\n...\n").spawn();
    for _ in 0..2 {
        running.wait_stdout_line("\"q\"");
    }
    running.signal(Signal::INT);
    for line in running.finish().stdout_text().lines() {
        let sample: Value = serde_json::from_str(line).expect("it is JSON");
        assert_eq!(sample["queues"][0]["name"], "q");
    }
}

#[test]
fn a_queue_that_goes_and_comes_back_is_followed() {
    let bench = bench();
    let warning = format!("warning: queue 'q' does not exist in vhost '{}'", bench.vhost().name());
    let block = block(&bench, "q     [..]\n");
    let cmd = stats(&bench, &["--watch", "100ms", "q"]).stdout_matches(&format!("{block}...\n\n{block}"));
    let mut running = cmd.stderr(&format!("{warning}\n")).spawn();
    running.wait_stdout_line("q  ");
    bench.vhost().delete_queue("q");
    running.wait_stderr_line("warning");
    let before = running.output().stdout.len();
    bench.vhost().declare_queue("q", &json!({}));
    crate::support::until("another sample", || (running.output().stdout.len() > before).then_some(()));
    running.signal(Signal::TERM);
    running.finish();
}
