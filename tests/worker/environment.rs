//! What a command learns of its message from the environment.

use serde_json::json;

use super::{tasks, worker};
use crate::support::{Bench, WAITING};

/// All of the message, but for the address of the broker that the harness gives.
const SHOW: &str = "env | grep ^RMQ_ | grep -vE '^RMQ_(URL|RECONNECT)=' | LC_ALL=C sort";

fn said(task: &str) -> String {
    format!("{WAITING} [x] Received {task}\n [x] Done\n")
}

#[test]
fn every_property_is_in_the_environment() {
    let bench = Bench::new();
    bench.vhost().declare_exchange("x", &json!({"type": "direct"}));
    tasks(&bench, &[]);
    bench.vhost().bind("x", "task_queue", "k e y", &json!({}));
    let flags = "-q -e x -H a:int=1 -H b=007 --content-type text/plain --content-encoding identity --priority 3 \
                 --correlation-id c --reply-to r --expiration 60000 --message-id m --timestamp 1700000000 --type t \
                 --user-id guest --app-id app --cluster-id cl";
    bench.rmq(["send"].into_iter().chain(flags.split_whitespace()).chain(["-k", "k e y", "body"])).run();
    let shown = "\
RMQ_APP_ID=app
RMQ_ATTEMPT=1
RMQ_CLUSTER_ID=cl
RMQ_CONTENT_ENCODING=identity
RMQ_CONTENT_TYPE=text/plain
RMQ_CORRELATION_ID=c
RMQ_DELIVERY_MODE=2
RMQ_DELIVERY_TAG=1
RMQ_EXCHANGE=x
RMQ_EXPIRATION=60000
RMQ_HEADERS={\"a\":1,\"b\":\"007\"}
RMQ_MESSAGE_ID=m
RMQ_PRIORITY=3
RMQ_QUEUE=task_queue
RMQ_REDELIVERED=false
RMQ_REPLY_TO=r
RMQ_ROUTING_KEY=k e y
RMQ_TIMESTAMP=1700000000
RMQ_TYPE=t
RMQ_USER_ID=guest
";
    worker(&bench, &["-n1"], SHOW).stdout(shown).stderr(&said("body")).run();
}

/// What is shown of a message without properties.
const BARE: &str = "\
RMQ_ATTEMPT=1
RMQ_DELIVERY_TAG=1
RMQ_EXCHANGE=
RMQ_HEADERS={}
RMQ_QUEUE=task_queue
RMQ_REDELIVERED=false
RMQ_ROUTING_KEY=task_queue
";

#[test]
fn nothing_of_an_outer_worker_s_message_shows_through() {
    let bench = Bench::new();
    tasks(&bench, &["a"]);
    let mut cmd = worker(&bench, &["-n1"], SHOW);
    for name in ["APP_ID", "CONTENT_TYPE", "MESSAGE_ID", "PRIORITY", "HEADERS", "ATTEMPT", "REPLY_TO", "TIMESTAMP"] {
        cmd = cmd.env(&format!("RMQ_{name}"), "stale");
    }
    cmd.stdout(BARE).stderr(&said("a")).run();
}

#[test]
fn what_no_environment_can_hold_is_left_out_and_stops_nobody() {
    let bench = Bench::new();
    tasks(&bench, &[]);
    let properties = json!({"message_id": "a\0b", "headers": {"big": "x".repeat(100_000)}});
    assert!(bench.vhost().publish("amq.default", "task_queue", "a", &properties));
    let shown = BARE.replace("RMQ_HEADERS={}\n", "");
    let cmd = worker(&bench, &["-n1"], SHOW).env("RMQ_HEADERS", "stale").env("RMQ_MESSAGE_ID", "stale");
    cmd.stdout(&shown).stderr(&said("a")).run();
}

#[test]
fn large_headers_travel_from_end_to_end() {
    let bench = Bench::new();
    let header = format!("big={}", "x".repeat(100_000));
    let small = format!("small={}", "x".repeat(20_000));
    bench.rmq(["send", "-Q", "a", "-H", &header, "one"]).stderr(" [x] Sent one\n").run();
    bench.rmq(["send", "-Q", "a", "-H", &small, "two"]).stderr(" [x] Sent two\n").run();
    let seen = bench.rmq(["receive", "-qQ", "a", "-n2", "--format", "json"]).stdout_matches("[..]\n[..]\n").run();
    bench.rmq(["send", "--json", "-Q", "b"]).input(&seen.stdout).stderr(" [x] Sent 2 messages\n").run();
    let lines = format!("one {}\ntwo {}\n", "x".repeat(100_000), "x".repeat(20_000));
    let template = "%b %h{big}%h{small}";
    bench.rmq(["receive", "-qQ", "b", "-n2", "--template", template]).stdout(&lines).run();
}
