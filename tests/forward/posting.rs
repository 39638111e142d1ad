//! What is posted when nothing goes wrong.

use std::fs;

use serde_json::json;

use super::{Latch, bench_with, http, posted, send};
use crate::support::{Bench, Hook, Reply, Signal, WAITING, WAITING_FOR_LOGS};

#[test]
fn each_message_is_posted_as_it_is_and_acked() {
    let bench = bench_with(&["a", "b c", ""]);
    let hook = Hook::pleased();
    http(&bench, &hook, &["-n3", "--ordered"]).stderr(&posted(&["a", "b c", ""])).run();
    let posts = hook.posts();
    assert!(posts.iter().all(|post| post.line == "POST /hook"));
    assert_eq!(hook.texts(), ["a", "b c", ""]);
    let lengths: Vec<_> = posts.iter().map(|post| post.header("content-length")).collect();
    assert_eq!(lengths, ["1", "3", "0"].map(Some), "nothing is a length too");
    bench.vhost().wait_depth("q", 0, 0);
}

#[test]
fn path_parameters_and_method_are_as_given() {
    let bench = bench_with(&["a", "b", "c"]);
    let hook = Hook::pleased();
    for (method, body) in [("POST", "a"), ("PUT", "b"), ("patch", "c")] {
        let url = hook.url("/in/%2f?key=a%20b");
        let args = ["forward", "http", &url, "-Q", "q", "-n1", "--method", method];
        bench.rmq(args).stderr(&posted(&[body])).run();
    }
    let lines: Vec<_> = hook.posts().into_iter().map(|post| post.line).collect();
    assert_eq!(lines, ["POST", "PUT", "PATCH"].map(|method| format!("{method} /in/%2f?key=a%20b")));
}

#[test]
fn any_bytes_are_posted_whole() {
    let bench = bench_with(&[]);
    let hook = Hook::pleased();
    let large: Vec<u8> = (0..3_000_000_u32).map(|number| (number % 251) as u8).collect();
    for body in [&b"\xff\x00\r\n\r\n"[..], &large] {
        bench.rmq(["send", "-q", "-Q", "q", "-"]).input(body).run();
    }
    let said = posted(&["6 bytes", "3000000 bytes"]);
    http(&bench, &hook, &["-n2", "--ordered"]).stderr(&said).run();
    let posts = hook.posts();
    assert_eq!((posts[0].body.as_slice(), posts[1].body == large), (&b"\xff\x00\r\n\r\n"[..], true));
    bench.vhost().wait_depth("q", 0, 0);
}

#[test]
fn as_json_it_is_what_receive_prints() {
    let bench = bench_with(&[]);
    let hook = Hook::pleased();
    let flags = ["send", "-q", "-Q", "q", "-H", "n:int=7", "--message-id", "m", "--content-type", "text/plain", "hi"];
    bench.rmq(flags).run();
    bench.rmq(flags).run();
    http(&bench, &hook, &["-n1", "--as", "json"]).stderr(&posted(&["hi"])).run();
    let line = bench.rmq(["receive", "-qQ", "q", "-n1", "-f", "json"]).stdout_matches("{[..]}\n").run();
    let post = &hook.posts()[0];
    assert_eq!(format!("{}\n", post.text()).as_bytes(), line.stdout);
    assert_eq!(post.header("content-type"), Some("application/json"));
    assert!(post.headers.iter().all(|(name, _)| !name.starts_with("rmq-")), "the body tells it all");
}

#[test]
fn as_many_as_jobs_are_posted_at_a_time() {
    let bench = bench_with(&["a", "a", "a", "a", "a"]);
    let (open, latch) = Latch::new();
    let hook = Hook::new(move |_, _| {
        latch.pass();
        Reply::ok()
    });
    let running = http(&bench, &hook, &["-n5"]).stderr(&posted(&["a"; 5])).spawn();
    hook.wait_posts(4);
    bench.vhost().wait_depth("q", 1, 4);
    (0..5).for_each(|_| open.send(()).expect("the server waits"));
    running.finish();
    bench.vhost().wait_depth("q", 0, 0);
    assert_eq!(hook.posts().len(), 5);
}

#[test]
fn in_order_the_next_is_taken_when_the_one_before_is_acked() {
    let bench = bench_with(&["a", "b", "c"]);
    let (open, latch) = Latch::new();
    let hook = Hook::new(move |number, _| {
        latch.pass();
        if number == 2 { Reply::status("500 Sorry") } else { Reply::ok() }
    });
    let warning = format!("warning: {} answered 500 Internal Server Error; trying again\n", hook.origin());
    let said = format!("{WAITING} [x] Posted a\n{warning} [x] Posted b\n [x] Posted c\n");
    let running = http(&bench, &hook, &["-n3", "--ordered"]).stderr(&said).spawn();
    hook.wait_posts(1);
    bench.vhost().wait_depth("q", 2, 1);
    (0..4).for_each(|_| open.send(()).expect("the server waits"));
    running.finish();
    assert_eq!(hook.texts(), ["a", "b", "b", "c"]);
    bench.vhost().wait_depth("q", 0, 0);
}

#[test]
fn an_exchange_is_listened_to_through_a_queue() {
    let bench = Bench::new();
    let hook = Hook::pleased();
    let args = ["forward", "http", &hook.origin(), "-e", "events", "--exchange-type", "topic", "-k", "a.#", "-n1"];
    let mut running = bench.rmq(args).stderr(&format!("{WAITING_FOR_LOGS} [x] Posted hi\n")).spawn();
    running.wait_stderr_line("Waiting");
    for key in ["b.c", "a.b"] {
        bench.vhost().publish("events", key, "hi", &json!({}));
    }
    running.finish();
    let posts = hook.posts();
    assert_eq!((posts.len(), posts[0].header("rmq-routing-key")), (1, Some("a.b")));
}

#[test]
fn without_a_queue_it_is_hello() {
    let bench = Bench::new();
    bench.rmq(["send", "-q", "hi"]).run();
    let hook = Hook::pleased();
    bench.rmq(["forward", "http", &hook.origin(), "-n1"]).stderr(&posted(&["hi"])).run();
    assert_eq!(hook.posts()[0].header("rmq-queue"), Some("hello"));
}

#[test]
fn a_url_with_a_secret_comes_from_a_file() {
    let bench = bench_with(&["a"]);
    let hook = Hook::pleased();
    let file = super::secret(&bench, "url", &format!("{}\n", hook.url("/s3cret")));
    let cmd = bench.rmq(["forward", "http", "-Q", "q", "-n1", "--http-url-file"]).args([&file]);
    cmd.stderr(&posted(&["a"])).run();
    assert_eq!(hook.posts()[0].line, "POST /s3cret");
    send(&bench, &["b"]);
    fs::write(&file, "localhost:80/s3cret").expect("the file is ours");
    let cmd = bench.rmq(["forward", "http", "-Q", "q", "-n1", "--http-url-file"]).args([&file]);
    cmd.stderr(
        "error: what is in --http-url-file is not an HTTP URL\n  why: it does not begin with http:// or https://\n  \
         try: write it like http://localhost:8080/path\n",
    )
    .status(2)
    .run();
    bench.vhost().wait_depth("q", 1, 0);
}

#[test]
fn the_proxy_of_the_environment_is_gone_through() {
    let bench = bench_with(&["a"]);
    let proxy = Hook::pleased();
    let args = ["forward", "http", "http://hook.example/in", "-Q", "q", "-n1"];
    bench.rmq(args).env("HTTP_PROXY", proxy.origin()).stderr(&posted(&["a"])).run();
    assert_eq!(proxy.posts()[0].line, "POST http://hook.example/in");
}

#[test]
fn verbose_tells_each_request_and_its_answer() {
    let bench = bench_with(&["abc"]);
    let hook = Hook::pleased();
    let posted = format!("> POST {}, 3 bytes\n> 200 OK, 7 bytes\n [x] Posted abc\n", hook.origin());
    let said = format!("...\n{posted}> cancelling[..]\n> acking[..]\n...\n");
    http(&bench, &hook, &["-v", "-n1"]).stderr_matches(&said).run();
}

#[test]
fn a_relay_goes_on_until_it_is_told_to_end() {
    let bench = bench_with(&["a"]);
    let hook = Hook::pleased();
    let mut running = http(&bench, &hook, &[]).stderr(&posted(&["a", "b"])).spawn();
    running.wait_stderr_line("Posted a");
    send(&bench, &["b"]);
    running.wait_stderr_line("Posted b");
    bench.vhost().wait_connection("rmq forward ");
    running.signal(Signal::TERM);
    running.finish();
    bench.vhost().wait_depth("q", 0, 0);
}
