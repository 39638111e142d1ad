//! A watched broker that goes away, and comes back.

use serde_json::{Value, json};

use super::{BARE, api, filled, head_amqp, shown, stats, stats_at};
use crate::support::{ALL, Bench, CTRL_C, Node, RefusedPort, Signal, matches, until};

/// What is said of an API at this address whose broker was stopped. At first it may still answer, that it is not well.
fn lost(url: &str) -> String {
    format!("warning: [..]{url}[..]; connecting again in [..]ms\n...\n [*] Connected again\n")
}

#[test]
fn an_api_that_is_not_well_is_asked_again() {
    let server = api::limping(2, ["503 Service Unavailable", "500 Internal Server Error", "429 Too Many Requests"]);
    let url = api::url(&server);
    let stderr = format!(
        "warning: no management API at {url}: HTTP 503: Service Unavailable; connecting again in [..]ms\n\
         warning: the management API at {url} failed: HTTP 500: Internal Server Error; connecting again in [..]ms\n \
         [*] Connected again\n"
    );
    let block = format!("20[..]Z\n{}{BARE}", api::head(&server));
    let cmd = api::ask(&server, &["--watch", "100ms", "--reconnect", "forever"])
        .stdout_matches(&format!("{block}\n{block}...\n"));
    let mut running = cmd.stderr_matches(&stderr).spawn();
    for _ in 0..2 {
        running.wait_stdout_line("name  ");
    }
    running.signal(Signal::INT);
    running.finish();
}

#[test]
fn a_broker_that_is_restarted_is_there_again() {
    let node = Node::private();
    let bench = Bench::on(&node);
    let cmd = stats(&bench, &["--watch", "100ms", "--reconnect", "forever", "-f", "json"])
        .stdout_matches("{[..]}\n{[..]}\n...\n");
    let mut running = cmd.stderr_matches(&lost(&shown(&bench))).spawn();
    running.wait_stdout_line("\"queues\"");
    node.stop();
    running.wait_stderr_line("connecting again in");
    node.start_again();
    running.wait_stderr_line("Connected again");
    let before = running.output().stdout.len();
    until("another sample", || (running.output().stdout.len() > before).then_some(()));
    running.signal(Signal::TERM);
    for line in running.finish().stdout_text().lines() {
        let sample: Value = serde_json::from_str(line).expect("it is JSON");
        assert_eq!(sample["queues"], json!([]));
    }
}

#[test]
fn a_broker_without_the_api_is_counted_again() {
    let (node, refused) = (Node::private(), RefusedPort::new());
    let bench = Bench::on(&node);
    let nowhere = format!("http://127.0.0.1:{}", refused.port());
    bench.vhost().declare_queue("q", &json!({"durable": true}));
    let stderr = "warning: [..]; connecting again in [..]ms\n...\n [*] Connected again\n...";
    let stdout =
        format!("20[..]Z\nsource: AMQP passive declare at [..]\nno management API at {nowhere}: [..]\n\n...\n");
    let cmd = stats_at(&bench, &nowhere, &["--watch", "100ms", "--reconnect", "forever", "q"]);
    let mut running = cmd.stdout_matches(&stdout).stderr_matches(stderr).spawn();
    running.wait_stdout_line("q  ");
    node.write_down();
    node.kill();
    running.wait_stderr_line("connecting again in");
    node.start_again();
    running.wait_stderr_line("Connected again");
    running.signal(Signal::TERM);
    running.finish();
}

#[test]
fn a_broker_that_stands_still_is_asked_again() {
    let (node, refused) = (Node::private(), RefusedPort::new());
    let bench = Bench::on(&node);
    let nowhere = format!("http://127.0.0.1:{}", refused.port());
    bench.vhost().declare_queue("q", &json!({"durable": true}));
    let stderr = "warning: [..]: the broker did not answer within 1s; connecting again in [..]ms\n...\n [*] Connected again\n...";
    let args = ["--watch", "100ms", "--reconnect", "forever", "--connect-timeout", "1s", "q"];
    let cmd = stats_at(&bench, &nowhere, &args).stdout_matches("...\n").stderr_matches(stderr);
    let mut running = cmd.spawn();
    running.wait_stdout_line("q  ");
    node.pause();
    running.wait_stderr_line("connecting again in");
    node.resume();
    running.wait_stderr_line("Connected again");
    running.signal(Signal::TERM);
    running.finish();
}

#[test]
fn a_counted_queue_outlives_its_connection() {
    let (bench, refused) = (Bench::new(), RefusedPort::new());
    let nowhere = format!("http://127.0.0.1:{}", refused.port());
    filled(&bench, "q", 1);
    let head = head_amqp(&bench, &format!("no management API at {nowhere}: Connection refused (os error 111)"));
    let block = format!("20[..]Z\n{head}{BARE}q     -          1        -      -     -      -     0       -\n");
    let stderr = "warning: [..]: CONNECTION_FORCED - Closed via management plugin; connecting again in [..]ms\n \
                  [*] Connected again\n";
    let cmd = stats_at(&bench, &nowhere, &["--watch", "100ms", "--reconnect", "forever", "q"]).stderr_matches(stderr);
    let mut running = cmd.stdout_matches(&format!("{block}\n{block}...\n")).spawn();
    running.wait_stdout_line("q  ");
    bench.vhost().close_connection(&format!("rmq stats {}@", running.pid().as_raw_nonzero()));
    running.wait_stderr_line("Connected again");
    running.wait_stdout_line("q  ");
    running.signal(Signal::INT);
    running.finish();
}

#[test]
fn a_screen_is_painted_over_again() {
    let server = api::limping(2, ["503 Service Unavailable"]);
    let cmd = api::ask(&server, &["--watch", "100ms", "--reconnect", "forever", "--color", "never"]).terminal(&ALL);
    let mut running = cmd.screen_matches("...\n[..]").spawn();
    running.wait_screen("Connected again");
    running.wait_screen("\x1b[J\x1b[H");
    running.send_keys(CTRL_C);
    let screen = String::from_utf8(running.finish().screen).expect("it is text").replace("^C", "");
    let table = format!("20[..]Z\n{}{BARE}", api::head(&server)).replace('\n', "\x1b[K\n") + "\x1b[J";
    // Below the table, until the next one is painted over both.
    let said = format!(
        "warning: no management API at {}: HTTP 503: Service Unavailable; connecting again in [..]ms\n [*] Connected again\n",
        api::url(&server)
    );
    let mut frames = screen.split("\x1b[H");
    assert_eq!(frames.next(), Some(""), "{screen:?}");
    let first = frames.next().expect("a first frame");
    assert!(matches(&format!("\x1b[J{table}{said}"), first), "{screen:?}");
    let next = frames.next().expect("a second frame");
    assert!(matches(&table, next), "{screen:?}");
}
