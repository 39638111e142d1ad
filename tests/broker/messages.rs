//! Messages in and out.

use serde_json::{Value, json};

use super::{Row, ask, check};
use crate::support::Bench;

const PUBLISH: &str = "/api/exchanges/{v}/amq.default/publish";
const GET: &str = "/api/queues/{v}/q/get";

fn bench() -> Bench<'static> {
    let bench = Bench::new();
    bench.vhost().declare_queue("q", &json!({}));
    bench
}

fn take(bench: &Bench, order: &Value) -> Vec<Value> {
    let response = ask(bench, "POST", GET, &order.to_string());
    assert_eq!(response.status, 200, "{}", response.body);
    serde_json::from_str(&response.body).unwrap()
}

#[test]
fn a_message_comes_back_as_it_was() {
    let bench = bench();
    let properties = json!({
        "content_type": "text/plain", "content_encoding": "gzip", "delivery_mode": 2, "priority": 3,
        "headers": {"a": 1, "b": "x", "c": [1, "y"], "d": {"e": 1.5}, "g": true, "n": 12_345_678_901_i64},
        "correlation_id": "c", "reply_to": "r", "expiration": "100000", "message_id": "m", "timestamp": 1234,
        "type": "t", "user_id": "guest", "app_id": "a", "cluster_id": "l",
    });
    assert!(bench.vhost().publish("amq.default", "q", "hellö", &properties));
    let expected = json!([{
        "payload_bytes": 6, "redelivered": false, "exchange": "", "routing_key": "q", "message_count": 0,
        "properties": properties, "payload": "hellö", "payload_encoding": "string",
    }]);
    assert_eq!(Value::from(bench.vhost().take("q", 9)), expected);
}

#[test]
fn bytes_travel_as_base64() {
    let bench = bench();
    let message = r#"{"routing_key":"q","payload":"AAH/","payload_encoding":"base64","properties":{}}"#;
    check(&bench, &[("POST", PUBLISH, message, 200, r#"{"routed":true}"#)]);
    bench.vhost().publish("amq.default", "q", "hello", &json!({}));
    let order = json!({"count": 2, "ackmode": "ack_requeue_true", "encoding": "auto"});
    let taken = take(&bench, &order);
    assert_eq!((&taken[0]["payload"], &taken[0]["payload_encoding"]), (&"AAH/".into(), &"base64".into()));
    assert_eq!((&taken[1]["payload"], &taken[1]["payload_encoding"]), (&"hello".into(), &"string".into()));
    assert_eq!(taken[0]["properties"], json!([]));
    let taken = take(&bench, &json!({"count": 2, "ackmode": "ack_requeue_true", "encoding": "base64", "truncate": 2}));
    assert_eq!((&taken[0]["payload"], &taken[0]["payload_bytes"]), (&"AAE=".into(), &3.into()));
    assert_eq!((&taken[1]["payload"], &taken[1]["payload_bytes"]), (&"aGU=".into(), &5.into()));
    assert_eq!((&taken[0]["redelivered"], &taken[1]["redelivered"]), (&true.into(), &true.into()));
}

#[test]
fn what_is_taken_is_gone_or_not() {
    let bench = Bench::new();
    bench.vhost().declare_queue("dead", &json!({}));
    let arguments = json!({"x-dead-letter-exchange": "", "x-dead-letter-routing-key": "dead"});
    bench.vhost().declare_queue("q", &json!({"arguments": arguments}));
    for body in ["1", "2", "3"] {
        bench.vhost().publish("amq.default", "q", body, &json!({}));
    }
    let bodies = |count: i32, ackmode: &str| -> Vec<Value> {
        let taken = take(&bench, &json!({"count": count, "ackmode": ackmode, "encoding": "auto"}));
        taken.into_iter().map(|message| message["payload"].clone()).collect()
    };
    assert_eq!(bodies(2, "ack_requeue_true"), ["1", "2"]);
    assert_eq!(bodies(1, "reject_requeue_true"), ["1"]);
    assert_eq!(bodies(1, "reject_requeue_false"), ["1"]);
    bench.vhost().wait_depth("dead", 1, 0);
    assert_eq!(bodies(1, "ack_requeue_false"), ["2"]);
    assert_eq!(bodies(-1, "ack_requeue_false"), ["3"]);
    assert_eq!(bodies(1, "ack_requeue_false"), [""; 0]);
    assert_eq!(bench.vhost().take("dead", 1)[0]["properties"]["headers"]["x-first-death-reason"], "rejected");
}

const MESSAGES: [Row; 12] = [
    (
        "POST",
        PUBLISH,
        r#"{"routing_key":"nix","payload":"","payload_encoding":"string","properties":{}}"#,
        200,
        r#"{"routed":false}"#,
    ),
    (
        "POST",
        PUBLISH,
        r#"{"routing_key":"q","payload":"!","payload_encoding":"base64","properties":{}}"#,
        400,
        r#"{"error":"bad_request","reason":["not_base64","!"]}"#,
    ),
    (
        "POST",
        PUBLISH,
        r#"{"routing_key":"q","payload":"","payload_encoding":"nix","properties":{}}"#,
        400,
        r#"{"error":"bad_request","reason":["unsupported_encoding","nix"]}"#,
    ),
    (
        "POST",
        PUBLISH,
        r#"{"routing_key":"q","payload":5,"payload_encoding":"string","properties":{}}"#,
        400,
        r#"{"error":"bad_request","reason":"payload_not_string"}"#,
    ),
    (
        "POST",
        PUBLISH,
        r#"{"routing_key":"q","payload":"","properties":{}}"#,
        400,
        r#"{"error":"bad_request","reason":"[{key_missing,payload_encoding}]"}"#,
    ),
    (
        "POST",
        PUBLISH,
        r#"{"routing_key":"q","payload":"","payload_encoding":"string","properties":{"priority":"x"}}"#,
        400,
        r#"{"error":"bad_request","reason":["not_int","priority"]}"#,
    ),
    (
        "POST",
        PUBLISH,
        r#"{"routing_key":"q","payload":"","payload_encoding":"string","properties":{"expiration":100}}"#,
        400,
        r#"{"error":"bad_request","reason":["not_string","expiration"]}"#,
    ),
    (
        "POST",
        PUBLISH,
        r#"{"routing_key":"q","payload":"","payload_encoding":"string","properties":{"expiration":"abc"}}"#,
        400,
        r#"{"error":"bad_request","reason":"406 PRECONDITION_FAILED - invalid expiration 'abc': no_integer"}"#,
    ),
    (
        "POST",
        PUBLISH,
        r#"{"routing_key":"q","payload":"","payload_encoding":"string","properties":{"user_id":"nix"}}"#,
        400,
        r#"{"error":"bad_request","reason":"406 PRECONDITION_FAILED - user_id property set to 'nix' but authenticated user was 'guest'"}"#,
    ),
    (
        "POST",
        PUBLISH,
        r#"{"routing_key":"q","payload":"","payload_encoding":"string","properties":{"headers":{"a":null}}}"#,
        400,
        r#"{"error":"bad_request","reason":"null_not_allowed"}"#,
    ),
    (
        "POST",
        "/api/exchanges/{v}/nix/publish",
        r#"{"routing_key":"q","payload":"","payload_encoding":"string","properties":{}}"#,
        400,
        r#"{"error":"bad_request","reason":"404 NOT_FOUND - no exchange 'nix' in vhost '{v}'"}"#,
    ),
    (
        "POST",
        "/api/exchanges/{v}/amq.rabbitmq.trace/publish",
        r#"{"routing_key":"q","payload":"","payload_encoding":"string","properties":{}}"#,
        400,
        r#"{"error":"bad_request","reason":"403 ACCESS_REFUSED - cannot publish to internal exchange 'amq.rabbitmq.trace' in vhost '{v}'"}"#,
    ),
];

#[test]
fn wrong_messages_are_refused() {
    check(&bench(), &MESSAGES);
}

#[test]
fn a_full_queue_refuses() {
    let bench = Bench::new();
    bench.vhost().declare_queue("q", &json!({"arguments": {"x-max-length": 1, "x-overflow": "reject-publish"}}));
    let message = r#"{"routing_key":"q","payload":"","payload_encoding":"string","properties":{}}"#;
    let refused = r#"{"error":"bad_request","reason":"rejected Unable to publish message. Check queue limits."}"#;
    check(&bench, &[("POST", PUBLISH, message, 200, r#"{"routed":true}"#), ("POST", PUBLISH, message, 400, refused)]);
}

#[test]
fn wrong_orders_are_refused() {
    let order = r#"{"count":1,"ackmode":"ack_requeue_true","encoding":"auto"}"#;
    check(
        &bench(),
        &[
            ("POST", GET, r#"{"count":"1","ackmode":"ack_requeue_true","encoding":"auto"}"#, 200, "[]"),
            (
                "POST",
                GET,
                r#"{"count":"x","ackmode":"ack_requeue_true","encoding":"auto"}"#,
                400,
                r#"{"error":"bad_request","reason":["not_integer","x"]}"#,
            ),
            (
                "POST",
                GET,
                r#"{"count":1,"ackmode":"ack_requeue_true","encoding":"nix"}"#,
                400,
                r#"{"error":"bad_request","reason":"Unsupported encoding. Please use auto or base64."}"#,
            ),
            (
                "POST",
                GET,
                r#"{"count":1}"#,
                400,
                r#"{"error":"bad_request","reason":"[{key_missing,ackmode},{key_missing,encoding}]"}"#,
            ),
            (
                "POST",
                "/api/queues/{v}/nix/get",
                order,
                404,
                r#"{"error":"not_found","reason":"NOT_FOUND - no queue 'nix' in vhost '{v}'"}"#,
            ),
        ],
    );
}

#[test]
fn a_broker_that_lives_says_so() {
    let bench = Bench::new();
    let ok = r#"{"status":"ok"}"#;
    check(
        &bench,
        &[
            ("GET", "/api/aliveness-test/{v}", "", 200, ok),
            (
                "GET",
                "/api/queues/{v}/aliveness-test?columns=name,durable",
                "",
                200,
                r#"{"durable":false,"name":"aliveness-test"}"#,
            ),
            ("GET", "/api/health/checks/alarms", "", 200, ok),
            ("GET", "/api/health/checks/local-alarms", "", 200, ok),
            ("GET", "/api/health/checks/protocol-listener/amqp091", "", 200, r#"{"protocol":"amqp","status":"ok"}"#),
        ],
    );
    let port = crate::support::Node::shared().amqp_port();
    let listener = ask(&bench, "GET", &format!("/api/health/checks/port-listener/{port}"), "");
    assert_eq!(listener.status, 200, "{}", listener.body);
    assert_eq!(ask(&bench, "GET", "/api/health/checks/port-listener/1", "").status, 503);
}
