//! JSON lines that are no messages.

use super::holds;
use crate::support::{Bench, FakeServer};

/// What is wrong with a line, and what is said of it.
const WRONG: [(&str, &str); 22] = [
    ("{", "not JSON: EOF while parsing an object at line 1 column 1"),
    ("word", "not JSON: expected value at line 1 column 1"),
    ("{} {}", "not JSON: trailing characters at line 1 column 4"),
    ("[]", "not a JSON object"),
    ("\"a\"", "not a JSON object"),
    ("{}", "neither 'body' nor 'body_base64' is there"),
    (r#"{"body":1}"#, "'body' is not a string"),
    (r#"{"body":"a","body_base64":"YQ=="}"#, "both 'body' and 'body_base64' are there"),
    (r#"{"body_base64":"!"}"#, "'body_base64' is not base64: Invalid symbol 33, offset 0."),
    (r#"{"body":"a","bdy":1}"#, "unknown field 'bdy'"),
    (r#"{"body":"a","exchange":1}"#, "'exchange' is not a string"),
    (r#"{"body":"a","routing_key":null}"#, "'routing_key' is not a string"),
    (r#"{"body":"a","redelivered":"no"}"#, "'redelivered' is neither true nor false"),
    (r#"{"body":"a","properties":1}"#, "'properties' is not an object"),
    (r#"{"body":"a","properties":{"prio":1}}"#, "unknown property 'prio'"),
    (r#"{"body":"a","properties":{"priority":"1"}}"#, "the property priority is not a whole number from 0 to 255"),
    (r#"{"body":"a","properties":{"priority":256}}"#, "the property priority is not a whole number from 0 to 255"),
    (r#"{"body":"a","properties":{"priority":-1}}"#, "the property 'priority' is neither a string nor a whole number"),
    (r#"{"body":"a","properties":{"type":1}}"#, "the property type is not a string"),
    (r#"{"body":"a","properties":{"headers":[]}}"#, "'headers' is not an object"),
    (
        r#"{"body":"a","properties":{"headers":{"h":{"$int8":999}}}}"#,
        "in 'headers', 'h': 999 is not a value for '$int8', or '$int8' is no type",
    ),
    (
        r#"{"body":"a","properties":{"headers":{"h":[{"$what":1}]}}}"#,
        "in 'headers', 'h': 1 is not a value for '$what', or '$what' is no type",
    ),
];

#[test]
fn a_line_that_is_no_message_is_told_by_its_number_and_nothing_after_it_is_sent() {
    let bench = Bench::new();
    for (line, why) in WRONG {
        let said =
            format!("error: line 4 of the input is not a message; 2 messages published and confirmed\n  why: {why}\n");
        let input = format!("{{\"body\":\"1\"}}\n\n{{\"body\":\"2\"}}\n{line}\n{{\"body\":\"3\"}}\n");
        bench.rmq(["send", "--json"]).input(&input).stderr(&said).status(2).run();
        holds(&bench, "hello", 2, "1\n2\n");
    }
}

#[test]
fn the_first_line_can_be_wrong_already() {
    let bench = Bench::new();
    let server = FakeServer::silent();
    let url = format!("amqp://127.0.0.1:{}", server.port());
    let said = "error: line 1 of the input is not a message\n  why: not a JSON object\n";
    for (option, input) in [(None, "7"), (Some("--no-confirm"), "7"), (Some("--null"), "7\0")] {
        bench.rmq(["send", "--json", "--url", &url]).args(option).input(input).stderr(said).status(2).run();
    }
    assert_eq!(server.accepted(), 0, "nothing is connected before the first line is understood");
    assert!(bench.vhost().queue("hello").is_none());
}

#[test]
fn a_name_that_is_too_long_is_told() {
    let bench = Bench::new();
    let long = "k".repeat(256);
    let too_long = "longer than 255 bytes (it has 256), the most that AMQP allows here";
    for (line, why) in [
        (format!(r#"{{"body":"a","routing_key":"{long}"}}"#), format!("'routing_key' is {too_long}")),
        (format!(r#"{{"body":"a","exchange":"{long}"}}"#), format!("'exchange' is {too_long}")),
        (format!(r#"{{"body":"a","properties":{{"app_id":"{long}"}}}}"#), format!("the property app_id is {too_long}")),
        (
            format!(r#"{{"body":"a","properties":{{"headers":{{"{long}":1}}}}}}"#),
            format!("in 'headers', the key '{long}' is {too_long}"),
        ),
    ] {
        let said = format!("error: line 1 of the input is not a message\n  why: {why}\n");
        bench.rmq(["send", "--json"]).input(&line).stderr(&said).status(2).run();
    }
}
