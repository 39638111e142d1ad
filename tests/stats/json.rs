//! One line of JSON for programs.

use serde_json::{Value, json};

use super::{api, filled, sampled_ready, stats};
use crate::support::{ALL, Bench, Cmd, FakeServer, matches};

/// The one line that it prints, without its time, which is checked.
fn line(cmd: Cmd) -> Value {
    let output = cmd.stdout_matches("{[..]}\n").run();
    let mut sample: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let time = sample["time"].take();
    assert!(matches("20[..]-[..]-[..]T[..]:[..]:[..]Z", time.as_str().expect("text")), "{time}");
    sample
}

fn fake(server: &FakeServer) -> Value {
    line(api::ask(server, &["--format", "json"]))
}

#[test]
fn every_field_is_there_and_null_when_it_is_not_known() {
    let server = api::broker(json!([{"name": "a\nb"}]));
    let overview = json!({
        "product": null, "version": "9.9", "cluster": null, "queues": null, "ready": null, "unacked": null,
        "total": null, "consumers": null, "connections": null,
    });
    let queue = json!({
        "name": "a\nb", "vhost": "/", "type": null, "durable": null, "state": null, "ready": null, "unacked": null,
        "total": null, "incoming_rate": null, "delivery_rate": null, "consumers": null, "memory": null,
    });
    let expected = json!({
        "time": null, "source": "management", "url": api::url(&server), "passive_declare": false, "vhost": "/",
        "overview": overview, "queues": [queue],
    });
    assert_eq!(fake(&server), expected);
}

#[test]
fn what_is_known_is_told_exactly() {
    let server = api::broker(json!([{
        "name": "q", "type": "quorum", "durable": true, "state": "running", "messages": 5, "messages_ready": 3,
        "messages_unacknowledged": 2, "consumers": 1, "memory": 21064,
        "message_stats": {"publish_details": {"rate": 0.25}, "deliver_get_details": {"rate": 12.5}},
    }]));
    let queue = json!({
        "name": "q", "vhost": "/", "type": "quorum", "durable": true, "state": "running", "ready": 3, "unacked": 2,
        "total": 5, "incoming_rate": 0.25, "delivery_rate": 12.5, "consumers": 1, "memory": 21064,
    });
    assert_eq!(fake(&server)["queues"], json!([queue]));
}

#[test]
fn a_real_queue_is_told_as_it_is() {
    let bench = Bench::new();
    filled(&bench, "q \"1\"", 2);
    sampled_ready(&bench, "q \"1\"", 2);
    let sample = line(stats(&bench, &["--format", "json"]));
    let queue = &sample["queues"][0];
    assert_eq!((&queue["name"], &queue["vhost"]), (&json!("q \"1\""), &json!(bench.vhost().name())));
    assert_eq!((&queue["ready"], &queue["unacked"], &queue["total"]), (&json!(2), &json!(0), &json!(2)));
    assert_eq!((&queue["type"], &queue["durable"]), (&json!("classic"), &json!(false)));
    assert_eq!((&queue["consumers"], &queue["delivery_rate"]), (&json!(0), &Value::Null));
    assert!(queue["incoming_rate"].is_number() && queue["memory"].is_u64(), "{queue}");
    assert_eq!(sample["url"], super::shown(&bench));
    assert_eq!(sample["overview"]["product"], bench.broker().product());
}

#[test]
fn a_terminal_is_shown_nothing_that_commands_it() {
    let server = api::broker(json!([{"name": "\u{9b}31m\u{202e}"}]));
    let screen = "{[..]\"queues\":[{\"name\":\"\\u009b31m\\u202e\",[..]}]}\n";
    api::ask(&server, &["-f", "json"]).terminal(&ALL).screen_matches(screen).run();
}
