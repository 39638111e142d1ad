//! What the headers of a request tell of a message.

use serde_json::json;

use super::{bench_with, http, posted, secret};
use crate::support::{Hook, Post, Property, field, long, properties, short, table};

/// All headers but those of the connection, a line each.
fn shown(post: &Post) -> String {
    let ours = |name: &str| ["host", "content-length", "user-agent", "accept"].contains(&name);
    let lines = post.headers.iter().filter(|(name, _)| !ours(name));
    lines.map(|(name, value)| format!("{name}: {}\n", String::from_utf8_lossy(value))).collect()
}

#[test]
fn properties_and_headers_are_headers() {
    let bench = bench_with(&[]);
    bench.vhost().declare_exchange("x", &json!({"type": "direct"}));
    bench.vhost().bind("x", "q", "k e y", &json!({}));
    let flags = "-q -e x -H a:int=1 -H Trace-Id=007 -H list:json=[1,\"b\"] --content-type text/plain --content-encoding gzip \
                 --priority 3 --correlation-id c --reply-to r --expiration 60000 --message-id m --timestamp 1700000000 \
                 --type t --user-id guest --app-id app --cluster-id cl";
    bench.rmq(["send"].into_iter().chain(flags.split_whitespace()).chain(["-k", "k e y", "body"])).run();
    let hook = Hook::pleased();
    http(&bench, &hook, &["-n1"]).stderr(&posted(&["body"])).run();
    let post = &hook.posts()[0];
    let mut lines: Vec<_> = shown(post).lines().map(str::to_owned).collect();
    lines.sort();
    let expected = "\
content-encoding: gzip
content-type: text/plain
rmq-app-id: app
rmq-cluster-id: cl
rmq-correlation-id: c
rmq-delivery-mode: 2
rmq-exchange: x
rmq-expiration: 60000
rmq-header-a: 1
rmq-header-list: [1,\"b\"]
rmq-header-trace-id: 007
rmq-message-id: m
rmq-priority: 3
rmq-queue: q
rmq-redelivered: false
rmq-reply-to: r
rmq-routing-key: k e y
rmq-timestamp: 1700000000
rmq-type: t
rmq-user-id: guest";
    assert_eq!(lines.join("\n"), expected);
    assert_eq!(post.header("user-agent"), Some(concat!("rmq/", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn a_bare_message_says_that_nothing_is_known_of_its_body() {
    let bench = bench_with(&["a"]);
    let hook = Hook::pleased();
    http(&bench, &hook, &["-n1"]).stderr(&posted(&["a"])).run();
    let expected = "rmq-queue: q\nrmq-exchange: \nrmq-routing-key: q\nrmq-redelivered: false\n\
                    content-type: application/octet-stream\n";
    assert_eq!(shown(&hook.posts()[0]), expected);
}

#[test]
fn what_http_cannot_carry_is_left_out() {
    let bench = bench_with(&[]);
    let headers = table(&[
        ("two words", field(b'S', long("x"))),
        ("line", field(b'S', long("a\r\nevil: 1"))),
        ("", field(b'S', long("x"))),
        ("c:d", field(b'S', long("x"))),
        ("\u{fc}", field(b'S', long("x"))),
        ("fine", field(b'S', long("gr\u{fc}n"))),
    ]);
    let all = properties(&[
        (Property::ContentType, short("text/plain\nevil: 1")),
        (Property::Headers, headers),
        (Property::MessageId, short("a\0b")),
    ]);
    bench.peer().publish("", "q", &all, b"a");
    let hook = Hook::pleased();
    http(&bench, &hook, &["-n1"]).stderr(&posted(&["a"])).run();
    let expected = "rmq-queue: q\nrmq-exchange: \nrmq-routing-key: q\nrmq-redelivered: false\n\
                    content-type: application/octet-stream\nrmq-header-: x\nrmq-header-fine: gr\u{fc}n\n";
    let mut lines: Vec<_> = shown(&hook.posts()[0]).lines().map(str::to_owned).collect();
    let mut wanted: Vec<_> = expected.lines().map(str::to_owned).collect();
    lines.sort();
    wanted.sort();
    assert_eq!(lines, wanted);
}

#[test]
fn own_headers_come_in_place_of_others() {
    let bench = bench_with(&["a"]);
    let hook = Hook::pleased();
    let file = secret(&bench, "auth", "Bearer s3cret\nsecond line\n");
    let from_file = format!("Authorization={}", file.display());
    let options = ["-n1", "--http-header", "Content-Type=text/x", "--http-header", "X-A=1", "--http-header", "x-a=a=b"];
    let cmd = http(&bench, &hook, &options).args(["--http-header-file", &from_file, "--http-header", "RMQ-Queue="]);
    cmd.stderr(&posted(&["a"])).run();
    let expected = ["authorization: Bearer s3cret", "content-type: text/x", "rmq-exchange: ", "rmq-queue: "];
    let mut lines: Vec<_> = shown(&hook.posts()[0]).lines().map(str::to_owned).collect();
    lines.sort();
    assert_eq!(lines[..4], expected);
    assert_eq!(lines[4..], ["rmq-redelivered: false", "rmq-routing-key: q", "x-a: 1", "x-a: a=b"]);
}

#[test]
fn a_message_with_very_many_headers_is_posted_with_all_of_them() {
    let bench = bench_with(&[]);
    let values: Vec<_> = (0..10_000).map(|number| (format!("h{number}"), field(b't', [1]))).collect();
    let headers: Vec<_> = values.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    bench.peer().publish("", "q", &properties(&[(Property::Headers, table(&headers))]), b"a");
    let hook = Hook::pleased();
    http(&bench, &hook, &["-n1"]).stderr(&posted(&["a"])).run();
    let posts = hook.posts();
    assert_eq!(posts[0].headers.iter().filter(|(name, _)| name.starts_with("rmq-header-h")).count(), 10_000);
    bench.vhost().wait_depth("q", 0, 0);
}
