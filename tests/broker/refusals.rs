//! What is refused, and in which words.

use super::{MISSING, REFUSED, Row, check};
use crate::support::{Bench, Broker};

#[test]
fn a_queue_that_is_declared_otherwise_is_refused() {
    check(
        &Bench::new(),
        &[
            ("PUT", "/api/queues/{v}/q", r#"{"durable":true}"#, 201, ""),
            (
                "PUT",
                "/api/queues/{v}/q",
                "{}",
                400,
                r#"{"error":"bad_request","reason":"inequivalent arg 'durable' for queue 'q' in vhost '{v}': received 'false' but current is 'true'"}"#,
            ),
            (
                "PUT",
                "/api/queues/{v}/n",
                r#"{"durable":"maybe"}"#,
                400,
                r#"{"error":"bad_request","reason":["not_boolean","maybe"]}"#,
            ),
            (
                "PUT",
                "/api/queues/{v}/n",
                r#"{"arguments":{"a":null}}"#,
                400,
                r#"{"error":"bad_request","reason":"null_not_allowed"}"#,
            ),
            (
                "PUT",
                "/api/queues/{v}/n",
                r#"{"arguments":{"x-message-ttl":-1}}"#,
                400,
                r#"{"error":"bad_request","reason":"invalid arg 'x-message-ttl' for queue 'n' in vhost '{v}': {value_negative,-1}"}"#,
            ),
            (
                "PUT",
                "/api/queues/{v}/n",
                r#"{"node":"elsewhere@nix"}"#,
                400,
                r#"{"error":"bad_request","reason":"Node elsewhere@nix could not be contacted"}"#,
            ),
            ("PUT", "/api/queues/{v}/amq.n", "{}", 401, REFUSED),
            ("PUT", "/api/queues/nix/n", "{}", 404, r#"{"error":"not_found","reason":"vhost_not_found"}"#),
            ("PUT", "/api/queues/{v}/n", "{bad", 400, r#"{"error":"bad_request","reason":"not_json"}"#),
            ("PUT", "/api/queues/{v}/n", "[1]", 400, r#"{"error":"bad_request","reason":"not_json"}"#),
            ("GET", "/api/queues/{v}/n", "", 404, MISSING),
            (
                "POST",
                "/api/queues/{v}/q/actions",
                r#"{"action":"nix"}"#,
                400,
                r#"{"error":"bad_request","reason":["unknown","nix"]}"#,
            ),
        ],
    );
}

#[test]
fn an_exchange_that_is_declared_otherwise_is_refused() {
    check(
        &Bench::new(),
        &[
            ("PUT", "/api/exchanges/{v}/x", r#"{"type":"topic"}"#, 201, ""),
            (
                "PUT",
                "/api/exchanges/{v}/x",
                r#"{"type":"fanout"}"#,
                400,
                r#"{"error":"bad_request","reason":"inequivalent arg 'type' for exchange 'x' in vhost '{v}': received 'fanout' but current is 'topic'"}"#,
            ),
            (
                "PUT",
                "/api/exchanges/{v}/n",
                r#"{"type":"nobodys-type"}"#,
                400,
                r#"{"error":"bad_request","reason":"unknown exchange type 'nobodys-type'"}"#,
            ),
            ("PUT", "/api/exchanges/{v}/amq.n", r#"{"type":"direct"}"#, 401, REFUSED),
            ("PUT", "/api/exchanges/{v}/amq.default", r#"{"type":"direct"}"#, 401, REFUSED),
            ("DELETE", "/api/exchanges/{v}/amq.default", "", 401, REFUSED),
            ("DELETE", "/api/exchanges/{v}/amq.direct", "", 401, REFUSED),
        ],
    );
}

#[test]
fn what_is_used_is_not_deleted_by_those_who_do_not_want_that() {
    let bench = Bench::new();
    bench.vhost().declare_queue("q", &serde_json::json!({}));
    bench.vhost().declare_exchange("x", &serde_json::json!({"type": "fanout"}));
    bench.vhost().bind("x", "q", "", &serde_json::json!({}));
    bench.vhost().publish("x", "", "body", &serde_json::json!({}));
    check(
        &bench,
        &[
            (
                "DELETE",
                "/api/queues/{v}/q?if-empty=true",
                "",
                400,
                r#"{"error":"bad_request","reason":"queue 'q' in vhost '{v}' not empty"}"#,
            ),
            (
                "DELETE",
                "/api/exchanges/{v}/x?if-unused=true",
                "",
                400,
                r#"{"error":"bad_request","reason":"exchange 'x' in vhost '{v}' in use"}"#,
            ),
            ("DELETE", "/api/exchanges/{v}/x", "", 204, ""),
        ],
    );
}

#[test]
fn both_ends_of_a_binding_have_to_be_there() {
    check(
        &Bench::new(),
        &[
            ("PUT", "/api/queues/{v}/q", "{}", 201, ""),
            (
                "POST",
                "/api/bindings/{v}/e/nix/q/q",
                "{}",
                404,
                r#"{"error":"not_found","reason":"no exchange 'nix' in vhost '{v}'"}"#,
            ),
            (
                "POST",
                "/api/bindings/{v}/e/amq.fanout/q/nix",
                "{}",
                404,
                r#"{"error":"not_found","reason":"no queue 'nix' in vhost '{v}'"}"#,
            ),
            ("POST", "/api/bindings/{v}/e/amq.default/q/q", "{}", 401, REFUSED),
            (
                "POST",
                "/api/bindings/{v}/e/amq.headers/q/q",
                r#"{"arguments":{"x-match":"nix"}}"#,
                400,
                r#"{"error":"bad_request","reason":"Invalid x-match field value <<\"nix\">>; expected all, any, all-with-x, or any-with-x"}"#,
            ),
            ("GET", "/api/bindings/{v}/e/amq.fanout/q/nix", "", 200, "[]"),
        ],
    );
}

#[test]
fn users_and_permissions_have_to_be_whole() {
    check(
        &Bench::new(),
        &[
            (
                "PUT",
                "/api/users/nix",
                r#"{"password":"x"}"#,
                400,
                r#"{"error":"bad_request","reason":"tags_not_present"}"#,
            ),
            ("PUT", "/api/users/nix", "", 400, r#"{"error":"bad_request","reason":"tags_not_present"}"#),
            (
                "PUT",
                "/api/users/nix",
                "\"{}\"",
                400,
                r#"{"error":"bad_request","reason":"invalid payload: the request body JSON-decoded to a string. Is the input doubly-JSON-encoded?"}"#,
            ),
            (
                "PUT",
                "/api/permissions/{v}/guest",
                r#"{"configure":"","write":""}"#,
                400,
                r#"{"error":"bad_request","reason":"[{key_missing,read}]"}"#,
            ),
            (
                "PUT",
                "/api/permissions/{v}/nix",
                r#"{"configure":"","write":"","read":""}"#,
                400,
                r#"{"error":"bad_request","reason":"vhost_or_user_not_found"}"#,
            ),
            (
                "PUT",
                "/api/permissions/nix/guest",
                r#"{"configure":"","write":"","read":""}"#,
                400,
                r#"{"error":"bad_request","reason":"vhost_or_user_not_found"}"#,
            ),
        ],
    );
}

#[test]
fn a_wrong_expression_is_no_permission() {
    let bench = Bench::new();
    let body = r#"{"configure":"*","write":"","read":""}"#;
    let response = super::ask(&bench, "PUT", "/api/permissions/{v}/guest", body);
    let said: serde_json::Value = serde_json::from_str(&response.body).unwrap();
    assert_eq!((response.status, &said["reason"][0]), (400, &"invalid_regexp".into()), "{said}");
}

/// What is only the inner broker's to refuse: RabbitMQ does it, or falls over.
const INNER: [Row; 7] = [
    (
        "PUT",
        "/api/vhosts/{v}",
        r#"{"tracing":true}"#,
        400,
        r#"{"error":"bad_request","reason":"tracing is not supported by this development broker"}"#,
    ),
    (
        "PUT",
        "/api/users/nix",
        r#"{"password_hash":"abc","tags":""}"#,
        400,
        r#"{"error":"bad_request","reason":"password_hash is not supported by this development broker: send a password"}"#,
    ),
    (
        "PUT",
        "/api/users/nix",
        r#"{"password":"x","tags":5}"#,
        400,
        r#"{"error":"bad_request","reason":"tags are a list, or a text with commas between them"}"#,
    ),
    (
        "PUT",
        "/api/users/nix",
        r#"{"password":5,"tags":""}"#,
        400,
        r#"{"error":"bad_request","reason":["not_string","password"]}"#,
    ),
    (
        "PUT",
        "/api/queues/{v}/q",
        r#"{"arguments":"x"}"#,
        400,
        r#"{"error":"bad_request","reason":"arguments are not an object"}"#,
    ),
    ("PUT", "/api/policies/{v}/p", r#"{"pattern":"","definition":{}}"#, 404, MISSING),
    ("GET", "/api/bindings/{v}/e/amq.fanout/z/q", "", 404, MISSING),
];

#[test]
fn what_the_inner_broker_does_not_do_it_says() {
    let bench = Bench::new();
    if bench.broker() == Broker::Inner {
        check(&bench, &INNER);
    }
}

#[test]
fn a_request_is_no_larger_than_it_needs_to_be() {
    let bench = Bench::new();
    if bench.broker() == Broker::Inner {
        let large = format!(r#"{{"arguments":{{"a":"{}"}}}}"#, "x".repeat(1 << 20));
        let response = super::ask(&bench, "PUT", "/api/queues/{v}/q", &large);
        assert_eq!(response.body, r#"{"error":"payload_too_large","reason":"the request is too large"}"#);
        assert_eq!(response.status, 413);
    }
}
