//! Properties: what the flags say is what arrives.

use std::time::{SystemTime, UNIX_EPOCH};

use super::{json_of, receive};
use crate::support::{Bench, EVERY_PROPERTY, Property, properties as raw, short};

#[test]
fn every_property_has_its_flag() {
    let bench = Bench::new();
    bench.rmq(["send", "x"]).args(EVERY_PROPERTY).stderr(" [x] Sent x\n").run();
    let properties = r#"{"content_type":"text/plain","content_encoding":"gzip","delivery_mode":2,"priority":255,"correlation_id":"c 1","reply_to":"r","expiration":"60000","message_id":"m","timestamp":1700000000,"type":"t","user_id":"guest","app_id":"ä","cluster_id":"i"}"#;
    let line =
        format!(r#"{{"body":"x","exchange":"","routing_key":"hello","redelivered":true,"properties":{properties}}}"#);
    let mut peer = bench.peer();
    let held = peer.hold("hello").expect("it was sent");
    let sent = [
        (Property::ContentType, short("text/plain")),
        (Property::ContentEncoding, short("gzip")),
        (Property::DeliveryMode, vec![2]),
        (Property::Priority, vec![255]),
        (Property::CorrelationId, short("c 1")),
        (Property::ReplyTo, short("r")),
        (Property::Expiration, short("60000")),
        (Property::MessageId, short("m")),
        (Property::Timestamp, 1_700_000_000_u64.to_be_bytes().to_vec()),
        (Property::Type, short("t")),
        (Property::UserId, short("guest")),
        (Property::AppId, short("ä")),
        (Property::ClusterId, short("i")),
    ];
    assert_eq!((held.properties, held.body), (raw(&sent), b"x".to_vec()));
    drop(peer);
    // It was not taken for good, so the message is back.
    assert_eq!(json_of(&bench, "hello"), line);
}

#[test]
fn a_message_is_persistent_unless_it_is_transient() {
    let bench = Bench::new();
    for (args, input, mode) in [
        (&["x"][..], "", "2"),
        (&["x", "--persistent"], "", "2"),
        (&["x", "--transient"], "", "1"),
        (&["--lines"], "x", "2"),
        (&["--lines", "--transient"], "x", "1"),
        (&["--json"], r#"{"body":"x"}"#, ""),
        (&["--json"], r#"{"body":"x","properties":{"delivery_mode":1}}"#, "1"),
        (&["--json", "--persistent"], r#"{"body":"x","properties":{"delivery_mode":1}}"#, "2"),
        (&["--json", "--transient"], r#"{"body":"x","properties":{"delivery_mode":2}}"#, "1"),
    ] {
        let many = input.len().min(1);
        let said = [" [x] Sent x\n", " [x] Sent 1 message\n"][many];
        bench.rmq(["send"]).args(args).input(input).stderr(said).run();
        let template = ["--count", "1", "--template", "%p{delivery_mode}"];
        receive(&bench, "hello", &template).stdout(&format!("{mode}\n")).run();
    }
}

#[test]
fn an_expiration_is_milliseconds_or_has_a_unit() {
    let bench = Bench::new();
    for (text, milliseconds) in [
        ("60000", "60000"),
        ("90s", "90000"),
        ("1h 30m", "5400000"),
        ("61500ms", "61500"),
        ("49days", "4233600000"),
        ("4294967295", "4294967295"),
    ] {
        bench.rmq(["send", "x", "--expiration", text]).stderr(" [x] Sent x\n").run();
        let template = ["--count", "1", "--template", "%p{expiration}"];
        receive(&bench, "hello", &template).stdout(&format!("{milliseconds}\n")).run();
    }
}

#[test]
fn an_expired_message_is_gone() {
    let bench = Bench::new();
    bench.rmq(["send", "x", "--expiration", "0"]).stderr(" [x] Sent x\n").run();
    bench.vhost().wait_depth("hello", 0, 0);
}

#[test]
fn a_timestamp_can_be_now() {
    let seconds = || SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
    let bench = Bench::new();
    let before = seconds();
    bench.rmq(["send", "x", "--timestamp", "now"]).stderr(" [x] Sent x\n").run();
    let after = seconds();
    let cmd = receive(&bench, "hello", &["--count", "1", "--template", "%p{timestamp}"]).stdout_matches("[..]\n");
    let sent: u64 = cmd.run().stdout_text().trim_end().parse().expect("seconds");
    assert!((before..=after).contains(&sent), "{before} {sent} {after}");
}

#[test]
fn flags_are_set_on_every_line() {
    let bench = Bench::new();
    let lines = "{\"body\":\"a\",\"properties\":{\"type\":\"own\",\"app_id\":\"kept\",\"headers\":{\"h\":1,\"i\":2}}}\n{\"body\":\"b\"}\n";
    let args = ["send", "--json", "--type", "flag", "-H", "h=flag", "-H", "h=last"];
    bench.rmq(args).input(lines).stderr(" [x] Sent 2 messages\n").run();
    let template = "%b %p{type} %p{app_id} %H";
    let printed = "a flag kept {\"h\":\"last\",\"i\":2}\nb flag  {\"h\":\"last\"}\n";
    receive(&bench, "hello", &["--count", "2", "--template", template]).stdout(printed).run();
}

#[test]
fn a_queue_with_priorities_heeds_them() {
    let bench = Bench::new();
    let args = ["send", "-Q", "q", "--queue-arg", "x-max-priority=9"];
    for (body, priority) in [("a", &[][..]), ("b", &["--priority", "3"]), ("c", &["--priority", "7"])] {
        bench.rmq(args).args(priority).args([body]).stderr(&format!(" [x] Sent {body}\n")).run();
    }
    bench.vhost().wait_depth("q", 3, 0);
    receive(&bench, "q", &["--count", "3"]).stdout("c\nb\na\n").run();
}

#[test]
fn the_broker_insists_on_the_user_of_the_connection() {
    let bench = Bench::new();
    let why = "PRECONDITION_FAILED - user_id property set to 'nobody' but authenticated user was 'guest'";
    let said = format!(
        "error: cannot publish\n  why: {why}\n  try: --user-id must be the user of the connection, or left out\n"
    );
    bench.rmq(["send", "x", "--user-id", "nobody"]).stderr(&said).status(6).run();
    bench.rmq(["send", "x", "--user-id", "nobody", "--no-confirm"]).stderr(&said).status(6).run();
}
