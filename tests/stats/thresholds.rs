//! Thresholds, for scripts that must not be told that all is well when nobody knows yet.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;

use super::{HEADINGS, api, filled, head, head_counted, sampled_ready, stats};
use crate::support::{Bench, RefusedPort};

#[test]
fn a_message_that_was_just_published_counts() {
    let bench = Bench::new();
    filled(&bench, "q", 2);
    let stdout = format!("{}{HEADINGS}q     [..]  2  [..]  0  [..]\n", head_counted(&bench));
    let judged = |limit: &str| stats(&bench, &["q", "--max-ready", limit]).stdout_matches(&stdout);
    judged("1").stderr("error: queue 'q' has 2 ready messages, more than 1\n").status(3).run();
    judged("2").run();
}

#[test]
fn too_few_consumers_are_told() {
    let bench = Bench::new();
    bench.vhost().declare_queue("q", &json!({}));
    let stdout = format!("{}{HEADINGS}q     [..]  0  [..]\n", head_counted(&bench));
    let judged = |least: &str| stats(&bench, &["q", "--min-consumers", least]).stdout_matches(&stdout);
    judged("1").stderr("error: queue 'q' has 0 consumers, fewer than 1\n").status(3).run();
    judged("0").run();
    let mut consumer = bench.peer();
    consumer.consume("q", 0);
    judged("1").run();
    judged("2").stderr("error: queue 'q' has 1 consumer, fewer than 2\n").status(3).run();
}

#[test]
fn unacked_messages_are_judged_once_they_are_sampled() {
    let bench = Bench::new();
    filled(&bench, "q", 1);
    let stdout = format!("{}{HEADINGS}q     [..]  0  [..]\n", head(&bench));
    stats(&bench, &["q", "--max-unacked", "0"]).stdout_matches(&stdout).run();
}

#[test]
fn unacked_messages_can_be_too_many() {
    let server = api::broker(json!([{"name": "q", "messages_unacknowledged": 2}]));
    let stdout =
        format!("{}{HEADINGS}q     -          -        2      -     -      -     -       -\n", api::head(&server));
    let stderr = "error: queue 'q' has 2 unacked messages, more than 1\n";
    api::ask(&server, &["q*", "--max-unacked", "1"]).stdout_matches(&stdout).stderr(stderr).status(3).run();
    api::ask(&server, &["q*", "--max-unacked", "2"]).stdout_matches(&stdout).run();
}

#[test]
fn every_condition_that_does_not_hold_is_told() {
    let bench = Bench::new();
    filled(&bench, "full", 3);
    filled(&bench, "none", 0);
    sampled_ready(&bench, "full", 3);
    sampled_ready(&bench, "none", 0);
    let stderr = "\
error: queue 'full' has 3 ready messages, more than 1
error: queue 'full' has 0 consumers, fewer than 1
error: queue 'none' has 0 consumers, fewer than 1
";
    let rows = "full  [..]  3  [..]\nnone  [..]  0  [..]\n";
    let conditions = ["--max-ready", "1", "--min-consumers", "1", "--max-unacked", "0"];
    for (names, head) in [(&["full", "none"][..], head_counted(&bench)), (&["*"], head(&bench))] {
        let stdout = format!("{head}{HEADINGS}{rows}");
        stats(&bench, names).args(conditions).stdout_matches(&stdout).stderr(stderr).status(3).run();
    }
    let stdout = format!("{}{HEADINGS}{rows}", head(&bench));
    let held = ["--max-ready", "3", "--min-consumers", "0", "--max-unacked", "0"];
    stats(&bench, &held).stdout_matches(&stdout).run();
}

#[test]
fn a_queue_that_is_never_sampled_has_not_passed() {
    let server = api::broker(json!([{"name": "q"}]));
    let stdout = format!("{}{}", api::head(&server), super::BARE)
        + "q     -          -        -      -     -      -     -       -\n";
    let stderr = "error: queue 'q' cannot be judged: the broker does not tell its unacked messages\n";
    api::ask(&server, &["--max-unacked", "5"]).stdout(&stdout).stderr(stderr).status(3).run();
}

#[test]
fn a_watch_ends_when_a_threshold_is_crossed() {
    let bench = Bench::new();
    bench.vhost().declare_queue("q", &json!({}));
    let block = |ready: u32| format!("[..]Z\n{}{HEADINGS}q     [..]  {ready}  [..]\n", head_counted(&bench));
    let stdout = format!("{}...\n\n{}", block(0), block(1));
    let cmd = stats(&bench, &["--watch", "100ms", "q", "--max-ready", "0"]);
    let cmd = cmd.stdout_matches(&stdout).stderr("error: queue 'q' has 1 ready message, more than 0\n").status(3);
    let mut running = cmd.spawn();
    running.wait_stdout_line("q  ");
    running.wait_stdout_line("q  ");
    filled(&bench, "q", 1);
    running.finish();
}

#[test]
fn a_glob_is_judged_once_its_queues_are_sampled() {
    let asked = AtomicUsize::new(0);
    let server = api::server(move |path| {
        let body = if path.starts_with("/api/overview") {
            api::overview()
        } else if asked.fetch_add(1, Ordering::SeqCst) == 0 {
            json!([{"name": "q"}])
        } else {
            json!([{"name": "q", "messages_ready": 1}, {"name": "queue of later"}])
        };
        ("200 OK", body.to_string())
    });
    let rows = "q               -          1        -      -     -      -     -       -\n\
                queue of later  -          -        -      -     -      -     -       -\n";
    let stdout = format!("{}{HEADINGS}{rows}", api::head(&server));
    let stderr = "error: queue 'q' has 1 ready message, more than 0\n";
    let cmd = api::ask(&server, &["q*", "--max-ready", "0"]);
    // The queue that turned up meanwhile cannot be judged, and nobody waits for it.
    cmd.stdout_matches(&stdout).stderr(stderr).status(3).run();
}

#[test]
fn where_amqp_is_out_of_reach_the_samples_are_judged_with_a_warning() {
    let refused = RefusedPort::new();
    let server = api::server(|path| {
        let queue = json!({"name": "q", "messages_ready": 4, "consumers": 0});
        ("200 OK", if path.starts_with("/api/overview") { api::overview() } else { queue }.to_string())
    });
    let stdout =
        format!("{}{HEADINGS}q     -          4        -      -     -      -     0       -\n", api::head(&server));
    let port = refused.port();
    let stderr = format!(
        "warning: ready and cons are the API's samples, which are up to 5 s old: \
         cannot connect to amqp://127.0.0.1:{port} (Connection refused[..])\n\
         error: queue 'q' has 4 ready messages, more than 3\n"
    );
    let cmd = api::ask(&server, &["q", "--max-ready", "3"]).env("RMQ_URL", format!("amqp://127.0.0.1:{port}/"));
    cmd.stdout_matches(&stdout).stderr_matches(&stderr).status(3).run();
}
