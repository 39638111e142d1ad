//! A queue that was there before: it is used as it is, and stays.

use serde_json::{Value, json};

use super::{messages, quietly};
use crate::support::{Bench, EXCLUSIVE, Signal, error};

#[test]
fn a_queue_is_filled_in_one_run_and_drained_in_the_next() {
    let bench = Bench::new();
    bench.vhost().declare_queue("backlog", &json!({"durable": true}));
    let found = quietly(&bench, &["-c", "0", "-p", "2", "-n", "500", "-Q", "backlog", "--size", "100"]);
    assert_eq!((&found["queue"], &found["queue_type"]), (&json!("backlog"), &Value::Null));
    assert_eq!(found["lost"], Value::Null);
    bench.vhost().wait_depth("backlog", 500, 0);
    // What another run published is not this one's, and is counted with its own size.
    let found = quietly(&bench, &["-p", "0", "-c", "2", "-n", "401", "-Q", "backlog"]);
    assert_eq!((messages(&found, "received"), &found["others"], &found["ended"]), (401, &json!(401), &json!("count")));
    let flow = |name: &str| found["received"][name].as_f64().expect("a number");
    assert!((flow("messages_per_second") / 1e4 - flow("megabytes_per_second")).abs() < 1e-4, "{found}");
    for field in ["sent", "confirmed", "lost", "confirm_milliseconds", "delivery_milliseconds"] {
        assert!(found[field].is_null(), "{field}: {found}");
    }
    bench.vhost().wait_depth("backlog", 99, 0);
}

#[test]
fn more_consumers_than_messages_take_no_more_than_the_count() {
    let bench = Bench::new();
    bench.vhost().declare_queue("q", &json!({"durable": true}));
    quietly(&bench, &["-c", "0", "-n", "10", "-Q", "q"]);
    let text =
        "4 consumers\nprefetch 1000\nqueue q (was there before)\n\n[..]\nreceived [..] 2 [..]\n\nstopped by --count\n";
    bench.rmq(["bench", "-q", "-p", "0", "-c", "4", "-n", "2", "--queue", "q"]).stdout_matches(text).run();
    bench.vhost().wait_depth("q", 8, 0);
}

#[test]
fn too_few_messages_to_drain_are_exit_3() {
    let bench = Bench::new();
    bench.vhost().declare_queue("q", &json!({"durable": true}));
    assert!(bench.vhost().publish("amq.default", "q", "hello", &json!({})));
    let args = ["bench", "-q", "-p", "0", "-n", "2", "-d", "1s", "-Q", "q"];
    let stderr = "error: only 1 of 2 messages were received\n  why: --duration ran out\n";
    bench.rmq(args).stdout_matches("...\nstopped by --duration\n").stderr(stderr).status(3).run();
}

#[test]
fn a_queue_that_holds_fewer_than_the_count_is_drained_and_left_after_a_while() {
    let bench = Bench::new();
    bench.vhost().declare_queue("q", &json!({"durable": true}));
    for (held, options) in [(0, &["-c", "1"]), (3, &["-c", "2"])] {
        for _ in 0..held {
            assert!(bench.vhost().publish("amq.default", "q", "hello", &json!({})));
        }
        let cmd = bench.rmq(["bench", "-p", "0", "-n", "100", "-Q", "q", "--drain", "700ms"]).args(options);
        let what = format!("only {held} of 100 messages were received");
        let hint = "take fewer with --count; --drain waits longer for more to come";
        let running = " [*] Running through queue 'q' for 100 messages\n".to_owned();
        let stderr = running + &error(&what, "nothing came for 700ms", hint);
        cmd.stdout_matches("...\nstopped after 700ms without a message\n").stderr(&stderr).status(3).run();
        bench.vhost().wait_depth("q", 0, 0);
    }
    let args = ["bench", "-q", "-f", "json", "-p", "0", "-n", "1", "-Q", "q", "--drain", "0"];
    let stderr = "error: only 0 of 1 messages were received\n...\n";
    let output = bench.rmq(args).stdout_matches("{[..]}\n").stderr_matches(stderr).status(3).run();
    let found: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&found["ended"], &found["exit_code"], messages(&found, "received")), (&json!("quiet"), &json!(3), 0));
}

#[test]
fn messages_that_still_come_keep_it_waiting() {
    let bench = Bench::new();
    bench.vhost().declare_queue("q", &json!({"durable": true}));
    let cmd = bench.rmq(["bench", "-p", "0", "-n", "2", "-Q", "q", "--drain", "1h"]);
    let stderr = " [*] Running through queue 'q' for 2 messages\n";
    let mut running = cmd.stdout_matches("...\nstopped by --count\n").stderr(stderr).spawn();
    running.wait_stderr_line("Running through");
    for _ in 0..2 {
        assert!(bench.vhost().publish("amq.default", "q", "hello", &json!({})));
        bench.vhost().wait_depth("q", 0, 0);
    }
    running.finish();
}

#[test]
fn what_is_in_the_queue_is_taken_too_and_told_about() {
    let bench = Bench::new();
    bench.vhost().declare_queue("q", &json!({"durable": true}));
    for body in ["", "hello", "a body that is longer than a stamp"] {
        assert!(bench.vhost().publish("amq.default", "q", body, &json!({})));
    }
    let stderr = "warning: queue 'q' is not empty: its messages (3) are taken too\n [*] Running through queue 'q' for 7 \
                  messages\n";
    let text = "...\nnone lost; 3 received were not of this run; stopped by --count\n";
    bench.rmq(["bench", "-n", "7", "-Q", "q"]).stdout_matches(text).stderr(stderr).run();
    bench.vhost().wait_depth("q", 0, 0);
}

#[test]
fn other_consumers_take_messages_away() {
    let bench = Bench::new();
    bench.vhost().declare_queue("q", &json!({"durable": true}));
    let mut peer = bench.peer();
    peer.consume("q", 0);
    let warning = "warning: queue 'q' has other consumers (1), which take messages away\n [*] Running through queue 'q' \
                   for 100 messages\n";
    let what = "[..] of 100 messages did not arrive within 500ms";
    let told = error(
        what,
        "the queue has other consumers, and [..] messages",
        "stop the other consumers, or leave out --queue",
    );
    let text = "...\n[..] sent and not received; stopped by --count\n";
    let args = ["bench", "-n", "100", "-Q", "q", "--drain", "500ms"];
    bench.rmq(args).stdout_matches(text).stderr_matches(&(warning.to_owned() + &told)).status(3).run();
}

#[test]
fn an_exclusive_queue_is_refused() {
    let bench = Bench::new();
    let mut peer = bench.peer();
    peer.declare("mine", EXCLUSIVE).expect("a queue");
    let stderr = "error: cannot find queue 'mine'\n  why: RESOURCE_LOCKED - [..]\n  try: [..]\n";
    bench.rmq(["bench", "-Q", "mine"]).stderr_matches(stderr).status(6).run();
}

#[test]
fn a_queue_that_is_not_there_is_refused() {
    let bench = Bench::new();
    let why = format!("NOT_FOUND - no queue 'q' in vhost '{}'", bench.vhost().name());
    let check = "check the name and the virtual host";
    let make = "or make it: rmq receive -q -Q q --durable --timeout 0";
    for (options, hint) in [
        (&["-c", "1"], format!("{check}, or leave out --queue, {make}")),
        (&["-c", "0"], format!("{check}, {make}")),
        (&["-p", "0"], check.to_owned()),
    ] {
        let stderr = error("cannot find queue 'q'", &why, &hint);
        bench.rmq(["bench", "--queue", "q"]).args(options).stderr(&stderr).status(6).run();
    }
    let stderr =
        "error: [..]\n  why: [..]\n  try: check [..] or make it: rmq receive -q -Q NAME --durable --timeout 0\n";
    bench.rmq(["bench", "-c", "0", "--queue", "a; b"]).stderr_matches(stderr).status(6).run();
}

#[test]
fn a_queue_that_is_made_as_the_advice_says_can_be_filled() {
    let bench = Bench::new();
    bench.rmq(["receive", "-q", "-Q", "backlog", "--durable", "--timeout", "0"]).run();
    quietly(&bench, &["-c", "0", "-n", "10", "--queue", "backlog"]);
    bench.vhost().wait_depth("backlog", 10, 0);
}

#[test]
fn a_drain_is_stopped_by_a_signal() {
    let bench = Bench::new();
    bench.vhost().declare_queue("q", &json!({"durable": true}));
    let text =
        "1 consumer\nprefetch 1000\nqueue q (was there before)\n\n[..]\nreceived [..] 0 [..]\n\nstopped by a signal\n";
    let cmd = bench.rmq(["bench", "-p", "0", "-n", "5", "-Q", "q"]).stdout_matches(text);
    let mut running = cmd.stderr(" [*] Running through queue 'q' for 5 messages\n").status(143).spawn();
    running.wait_stderr_line("Running through");
    running.signal(Signal::TERM);
    running.finish();
    bench.vhost().wait_depth("q", 0, 0);
}
