//! What the tests do and see in a broker.

use serde_json::json;

use crate::support::{Bench, Node, Stdin, User, Vhost, until};

#[test]
fn messages_go_in_and_come_out() {
    let bench = Bench::new();
    let vhost: &Vhost = bench.vhost();
    vhost.declare_queue("q", &json!({"durable": true}));
    vhost.declare_exchange("x", &json!({"type": "direct"}));
    vhost.bind("x", "q", "k", &json!({}));
    assert!(vhost.publish("x", "k", "body", &json!({"headers": {"a": 1}})));
    assert!(!vhost.publish("x", "other", "body", &json!({})));
    assert!(vhost.publish("amq.default", "q", "more", &json!({})));
    vhost.wait_depth("q", 2, 0);
    assert_eq!(vhost.queue_depth("q"), (2, 0));
    let messages = vhost.take("q", 5);
    assert_eq!(messages.len(), 2);
    assert_eq!(messages[0]["payload"], "body");
    assert_eq!(messages[0]["properties"]["headers"]["a"], 1);
    vhost.delete_queue("q");
    assert!(vhost.queue("q").is_none());
}

#[test]
fn consumers_and_connections_are_seen_and_closed() {
    let bench = Bench::new();
    bench.vhost().declare_queue("q", &json!({}));
    let mut peer = bench.peer();
    peer.consume("q", 0);
    assert_eq!(bench.vhost().wait_consumers("q", 1)[0]["ack_required"], true);
    assert_eq!(bench.vhost().wait_connection("peer")["user"], "guest");
    bench.vhost().close_connection("peer");
    assert_eq!(peer.closed(), 320);
    bench.vhost().wait_consumers("q", 0);
    until("the end of the connections", || bench.vhost().connections().is_empty().then_some(()));
}

#[test]
fn users_may_do_what_they_are_permitted_to() {
    let bench = Bench::new();
    let user = User::new(Node::shared());
    bench.vhost().permit(user.name(), ["^mine", "", ""]);
    let mut peer = bench.peer_of(user.name(), user.password());
    assert_eq!(peer.declare("mine", 0), Ok(()));
    assert_eq!(peer.declare("other", 0), Err(403));
}

#[test]
fn programs_find_their_vhost() {
    let bench = Bench::new();
    assert_eq!(bench.api().get(&["vhosts", bench.vhost().name()])["name"], bench.vhost().name());
    bench
        .program("sh", ["-c", "echo $RMQ_URL; pwd"])
        .stdout(&format!("{}\n{}\n", bench.url(), bench.dir().display()))
        .run();
    let overview = Node::shared().api().get(&["overview"]);
    assert_eq!(overview["product_name"], bench.broker().product());
    let listeners = overview["listeners"].as_array().expect("it tells where it listens");
    let port = |protocol: &str| &listeners.iter().find(|one| one["protocol"] == protocol).expect("it listens")["port"];
    assert_eq!(port("amqp"), Node::shared().amqp_port());
    assert!(bench.api_url().ends_with(&port("http").to_string()), "{overview}");
    bench.program("cat", ["-"]).stdin(Stdin::Null).run();
    bench.rmq(["--version"]).stdout_matches("[..]\n").run();
}
