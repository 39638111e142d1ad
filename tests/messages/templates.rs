//! `--template`: every piece of it.

use super::receive;
use crate::support::Bench;

#[test]
fn every_piece_shows_its_part_of_the_message() {
    let bench = Bench::new();
    for (template, printed) in [
        ("%b", "bödy"),
        ("%k", "q"),
        ("<%e>", "<>"),
        ("%q", "q"),
        ("%r", "false"),
        ("%h{s} %h{n} %h{t} <%h{none}>", "text 7 true <>"),
        ("%h{a}", r#"[1,{"b":null}]"#),
        ("%H", r#"{"a":[1,{"b":null}],"n":7,"s":"text","t":true}"#),
        ("%p{content_type} %p{content_encoding} %p{delivery_mode} %p{priority}", "text/plain gzip 1 3"),
        ("%p{correlation_id} %p{reply_to} %p{expiration} %p{message_id}", "c r 60000 m"),
        ("%p{timestamp} %p{type} %p{user_id} %p{app_id} %p{cluster_id}", "1700000000 t guest a i"),
        ("%b%n%b%t%b", "bödy\nbödy\tbödy"),
        ("100%% %%b ü", "100% %b ü"),
        ("", ""),
        ("no pieces", "no pieces"),
    ] {
        bench
            .rmq(["send", "-Q", "q", "bödy", "--transient", "--content-type", "text/plain"])
            .args(["--content-encoding", "gzip", "--priority", "3", "--correlation-id", "c", "--reply-to", "r"])
            .args(["--expiration", "1min", "--message-id", "m", "--timestamp", "1700000000", "--type", "t"])
            .args(["--user-id", "guest", "--app-id", "a", "--cluster-id", "i"])
            .args(["-H", "s=text", "-H", "n:int=7", "-H", "t:bool=true", "-H", r#"a:json=[1,{"b":null}]"#])
            .stderr(" [x] Sent bödy\n")
            .run();
        let args = ["--count", "1", "--template", template];
        receive(&bench, "q", &args).stdout(&format!("{printed}\n")).run();
    }
}

#[test]
fn what_a_message_does_not_have_is_empty() {
    let bench = Bench::new();
    bench.rmq(["send", "--json"]).input(r#"{"body":""}"#).stderr(" [x] Sent 1 message\n").run();
    let template = "<%b|%e|%h{x}|%p{type}|%p{delivery_mode}|%p{priority}|%p{timestamp}|%H>";
    receive(&bench, "hello", &["--count", "1", "--template", template]).stdout("<|||||||{}>\n").run();
}

#[test]
fn the_line_in_json_is_the_one_of_the_format() {
    let bench = Bench::new();
    bench.rmq(["send", "x"]).stderr(" [x] Sent x\n").run();
    receive(&bench, "hello", &["--requeue", "--count", "1", "--template", "%r %k"]).stdout("false hello\n").run();
    receive(&bench, "hello", &["--requeue", "--count", "1", "--template", "%r"]).stdout("true\n").run();
    let line =
        r#"{"body":"x","exchange":"","routing_key":"hello","redelivered":true,"properties":{"delivery_mode":2}}"#;
    receive(&bench, "hello", &["--count", "1", "--template", "%j;"]).stdout(&format!("{line};\n")).run();
}

#[test]
fn bytes_stay_bytes() {
    let bench = Bench::new();
    bench.rmq(["send", "-"]).input(b"\xff\0\n").stderr(" [x] Sent 3 bytes\n").run();
    receive(&bench, "hello", &["--count", "1", "--template", "[%b]", "--null"]).stdout_bytes(b"[\xff\0\n]\0").run();
}
