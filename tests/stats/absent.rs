//! No management API: queues that are given by name are counted over AMQP.

use serde_json::{Value, json};

use super::{BARE, BY_NAME, ENABLE, filled, head_amqp, no_api, no_queue, stats_at};
use crate::support::{Bench, RefusedPort, Signal};

const REFUSED: &str = "Connection refused (os error 111)";

fn nowhere(refused: &RefusedPort) -> String {
    format!("http://127.0.0.1:{}", refused.port())
}

#[test]
fn names_are_counted() {
    let (bench, refused) = (Bench::new(), RefusedPort::new());
    let url = nowhere(&refused);
    filled(&bench, "q", 2);
    let head = head_amqp(&bench, &format!("no management API at {url}: {REFUSED}"));
    let table = "q     -          2        -      -     -      -     0       -\n";
    stats_at(&bench, &url, &["q"]).stdout(&format!("{head}{BARE}{table}")).run();
    let stderr = "\
error: queue 'q' has 2 ready messages, more than 1
error: queue 'q' has 0 consumers, fewer than 1
";
    let cmd = stats_at(&bench, &url, &["q", "--max-ready", "1", "--min-consumers", "1"]);
    cmd.stdout(&format!("{head}{BARE}{table}")).stderr(stderr).status(3).run();
}

#[test]
fn json_tells_the_source_and_the_reason() {
    let (bench, refused) = (Bench::new(), RefusedPort::new());
    let url = nowhere(&refused);
    filled(&bench, "q", 1);
    let output = stats_at(&bench, &url, &["q", "--format", "json"]).stdout_matches("{[..]}\n").run();
    let mut sample: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    assert!(sample["time"].take().is_string());
    let port = crate::support::Node::shared().amqp_port();
    let vhost = bench.vhost().name();
    let queue = json!({
        "name": "q", "vhost": vhost, "type": null, "durable": null, "state": null, "ready": 1, "unacked": null,
        "total": null, "incoming_rate": null, "delivery_rate": null, "consumers": 0, "memory": null,
    });
    let expected = json!({
        "time": null, "source": "amqp", "url": format!("amqp://127.0.0.1:{port}"),
        "reason": format!("no management API at {url}: {REFUSED}"), "passive_declare": true, "vhost": vhost,
        "overview": null, "queues": [queue],
    });
    assert_eq!(sample, expected);
}

#[test]
fn a_name_that_is_not_there_is_told_in_the_same_words() {
    let (bench, refused) = (Bench::new(), RefusedPort::new());
    stats_at(&bench, &nowhere(&refused), &["nope"]).stderr(&no_queue(&bench, "nope")).status(6).run();
}

#[test]
fn what_cannot_be_counted_is_no_connection() {
    let (bench, refused) = (Bench::new(), RefusedPort::new());
    let url = nowhere(&refused);
    for (args, besides) in [
        (&[][..], BY_NAME),
        (&["q*"], BY_NAME),
        (&["q", "*"], BY_NAME),
        (&["q", "--max-unacked", "5"], "without it, --max-unacked cannot be judged"),
    ] {
        stats_at(&bench, &url, args).stderr(&no_api(&url, REFUSED, besides)).status(5).run();
    }
}

#[test]
fn another_host_is_not_asked_instead() {
    let bench = Bench::new();
    let stderr = format!(
        "error: no management API at http://nowhere.invalid:1\n  why: failed to lookup address information: [..]\n  \
         try: {ENABLE}; queues can be counted without it when --url names the same host\n"
    );
    stats_at(&bench, "http://nowhere.invalid:1", &["q"]).stderr_matches(&stderr).status(5).run();
}

#[test]
fn a_watch_counts_again_and_again() {
    let (bench, refused) = (Bench::new(), RefusedPort::new());
    let url = nowhere(&refused);
    filled(&bench, "q", 0);
    let head = head_amqp(&bench, &format!("no management API at {url}: {REFUSED}"));
    let block = |ready: u32| {
        format!("[..]Z\n{head}{BARE}q     -          {ready}        -      -     -      -     0       -\n")
    };
    let cmd = stats_at(&bench, &url, &["--watch", "100ms", "q"]);
    let mut running = cmd.stdout_matches(&format!("{}...\n\n{}...\n", block(0), block(1))).spawn();
    running.wait_stdout_line("q     -          0");
    filled(&bench, "q", 1);
    running.wait_stdout_line("q     -          1");
    running.signal(Signal::INT);
    running.finish();
}
