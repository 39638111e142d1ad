//! What things look like.

use serde_json::{Value, json};

use super::get;
use crate::support::{Bench, Signal, WAITING, until};

/// Some fields of an object.
fn fields(object: &Value, names: &[&str]) -> Value {
    names.iter().map(|name| ((*name).to_owned(), object[name].clone())).collect::<serde_json::Map<_, _>>().into()
}

#[test]
fn a_queue_shows_what_was_declared() {
    let bench = Bench::new();
    let arguments = json!({"x-max-length": 100, "x-message-ttl": 60_000, "other": "x"});
    bench.vhost().declare_queue("q", &json!({"durable": true, "auto_delete": true, "arguments": arguments}));
    let vhost = bench.vhost().name();
    let expected = json!({
        "name": "q", "vhost": vhost, "durable": true, "auto_delete": true, "exclusive": false, "type": "classic",
        "arguments": arguments, "consumer_details": [],
    });
    let names = ["name", "vhost", "durable", "auto_delete", "exclusive", "type", "arguments", "consumer_details"];
    assert_eq!(fields(&get(&bench, "/api/queues/{v}/q"), &names), expected);
    bench.vhost().declare_queue("r", &json!({"durable": true, "arguments": {"x-queue-type": "quorum"}}));
    assert_eq!(get(&bench, "/api/queues/{v}/r?columns=type"), json!({"type": "quorum"}));
}

#[test]
fn counts_are_there_at_once_for_those_who_ask_for_them() {
    let bench = Bench::new();
    bench.vhost().declare_queue("q", &json!({}));
    bench.vhost().publish("amq.default", "q", "1", &json!({}));
    let list = get(&bench, "/api/queues/{v}?disable_stats=true");
    assert_eq!(
        fields(&list[0], &["name", "messages", "state"]),
        json!({"name": "q", "messages": null, "state": "live"})
    );
    let one = |list: Value| fields(&list[0], &["messages", "messages_ready", "messages_unacknowledged", "state"]);
    let counted = || {
        let counts = one(get(&bench, "/api/queues/{v}?disable_stats=true&enable_queue_totals=true"));
        (counts == json!({"messages": 1, "messages_ready": 1, "messages_unacknowledged": 0, "state": "running"}))
            .then_some(())
    };
    until("the count", counted);
}

#[test]
fn rates_come_with_the_counts() {
    let bench = Bench::new();
    bench.vhost().declare_queue("q", &json!({}));
    bench.vhost().publish("amq.default", "q", "1", &json!({}));
    bench.vhost().publish("amq.default", "q", "2", &json!({}));
    assert_eq!(bench.vhost().take("q", 1).len(), 1);
    let measured = || {
        let queue = get(&bench, "/api/queues/{v}/q");
        (queue["message_stats"]["get_no_ack"] == 1 && queue["messages"] == 1).then_some(queue)
    };
    let queue = until("measurements", measured);
    let stats = &queue["message_stats"];
    assert_eq!((&stats["publish"], &stats["deliver_get"], &stats["ack"]), (&2.into(), &1.into(), &0.into()), "{stats}");
    for rate in ["publish_details", "deliver_get_details"] {
        assert!(stats[rate]["rate"].is_f64(), "{stats}");
    }
    assert_eq!((&queue["consumers"], &queue["messages_ready"]), (&0.into(), &1.into()), "{queue}");
    assert_eq!((&queue["message_bytes"], &queue["memory"].is_u64()), (&1.into(), &true), "{queue}");
}

#[test]
fn exchanges_and_bindings_show_what_was_declared() {
    let bench = Bench::new();
    let vhost = bench.vhost().name();
    bench.vhost().declare_queue("q", &json!({}));
    let properties = json!({"type": "headers", "durable": true, "arguments": {"alternate-exchange": "amq.fanout"}});
    bench.vhost().declare_exchange("x", &properties);
    bench.vhost().bind("x", "q", "k", &json!({"a": 1}));
    let expected = json!({
        "name": "x", "vhost": vhost, "type": "headers", "durable": true, "auto_delete": false, "internal": false,
        "arguments": {"alternate-exchange": "amq.fanout"},
    });
    let names = ["name", "vhost", "type", "durable", "auto_delete", "internal", "arguments"];
    assert_eq!(fields(&get(&bench, "/api/exchanges/{v}/x"), &names), expected);
    let default = json!({"name": "", "type": "direct", "durable": true, "internal": false});
    assert_eq!(
        fields(&get(&bench, "/api/exchanges/{v}/amq.default"), &["name", "type", "durable", "internal"]),
        default
    );
    let binding = |source: &str, key: &str, arguments: Value| {
        json!({"source": source, "destination": "q", "destination_type": "queue", "routing_key": key, "vhost": vhost,
            "arguments": arguments})
    };
    let names = ["source", "destination", "destination_type", "routing_key", "vhost", "arguments"];
    let expected = [binding("", "q", json!({})), binding("x", "k", json!({"a": 1}))];
    for path in ["/api/bindings/{v}", "/api/queues/{v}/q/bindings"] {
        let all = get(&bench, path);
        let all: Vec<_> = all.as_array().unwrap().iter().map(|binding| fields(binding, &names)).collect();
        assert_eq!(all, expected, "{path}");
    }
    let from = get(&bench, "/api/exchanges/{v}/x/bindings/source");
    assert_eq!((&from[0]["routing_key"], from.as_array().unwrap().len()), (&"k".into(), 1));
    assert!(from[0]["properties_key"].as_str().unwrap().starts_with("k~"), "{from}");
}

#[test]
fn connections_channels_and_consumers_belong_together() {
    let bench = Bench::new();
    let mut worker = bench.rmq(["worker", "-Q", "q", "--jobs", "3"]).stderr(WAITING).spawn();
    worker.wait_stderr_line(WAITING.trim_end());
    let consumer = bench.vhost().wait_consumers("q", 1).remove(0);
    let connection = bench.vhost().wait_connection("rmq worker");
    let name = connection["name"].as_str().unwrap();
    let expected = json!({"user": "guest", "protocol": "AMQP 0-9-1", "type": "network", "ssl": false,
        "auth_mechanism": "PLAIN", "peer_host": "127.0.0.1", "host": "127.0.0.1", "vhost": bench.vhost().name()});
    let names = ["user", "protocol", "type", "ssl", "auth_mechanism", "peer_host", "host", "vhost"];
    assert_eq!(fields(&connection, &names), expected);
    assert!(name.starts_with("127.0.0.1:") && name.contains(" -> 127.0.0.1:"), "{name}");
    let path = format!("/api/connections/{}", crate::support::segment(name));
    assert_eq!(get(&bench, &path)["client_properties"], connection["client_properties"]);
    let details = &consumer["channel_details"];
    let expected = json!({"ack_required": true, "active": true, "activity_status": "up", "exclusive": false,
        "prefetch_count": 3, "queue": {"name": "q", "vhost": bench.vhost().name()}});
    let names = ["ack_required", "active", "activity_status", "exclusive", "prefetch_count", "queue"];
    assert_eq!(fields(&consumer, &names), expected);
    assert_eq!((&details["connection_name"], &details["user"]), (&name.into(), &"guest".into()));
    let channel = details["name"].as_str().unwrap();
    let shown = until("the channel's consumer", || {
        let channels = get(&bench, &format!("{path}/channels"));
        let found = channels.as_array().unwrap().iter().find(|shown| shown["name"] == channel).cloned();
        found.filter(|shown| shown["consumer_count"] == 1)
    });
    let expected = json!({"number": details["number"], "confirm": false, "transactional": false, "user": "guest"});
    assert_eq!(fields(&shown, &["number", "confirm", "transactional", "user"]), expected);
    worker.signal(Signal::TERM);
    worker.finish();
}
