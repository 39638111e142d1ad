//! Something answers that is not the management API, or that is not well.

use std::io::{Read, Write};

use serde_json::json;

use super::{BARE, BY_NAME, api, filled, head_amqp, no_api, stats_at};
use crate::support::{Bench, FakeServer};

/// With and without a name: counted over AMQP, and no connection.
fn is_no_api(bench: &Bench, server: &FakeServer, why: &str) {
    let url = api::url(server);
    let row = "q     -          1        -      -     -      -     0       -\n";
    let stdout = head_amqp(bench, &format!("no management API at {url}: {why}")) + BARE + row;
    stats_at(bench, &url, &["q"]).stdout_matches(&stdout).run();
    stats_at(bench, &url, &[]).stderr_matches(&no_api(&url, why, BY_NAME)).status(5).run();
}

#[test]
fn other_web_servers_are_no_api() {
    let bench = Bench::new();
    filled(&bench, "q", 1);
    for (status, body, why) in [
        ("200 OK", "<html>", "its answer cannot be read (expected value at line 1 column 1)"),
        ("200 OK", "", "its answer cannot be read (EOF while parsing a value at line 1 column 0)"),
        ("200 OK", "{\"status\": \"ok\"}", "its overview names no version of RabbitMQ"),
        ("200 OK", "[]", "its overview names no version of RabbitMQ"),
        ("200 OK", "{\"rabbitmq_ver", "its answer cannot be read (EOF while parsing a string at line 1 column 14)"),
        ("404 Not Found", "<html>", "HTTP 404"),
        ("404 Not Found", "{\"error\": \"Not Found\"}", "it has no /api/overview"),
        ("406 Not Acceptable", "", "HTTP 406"),
        ("302 Found\r\nLocation: http://127.0.0.1:1/", "", "HTTP 302"),
    ] {
        let server = api::server(move |_| (status, body.to_owned()));
        is_no_api(&bench, &server, &format!("something else answers there: {why}"));
    }
}

#[test]
fn a_proxy_without_its_broker_is_no_api() {
    let bench = Bench::new();
    filled(&bench, "q", 1);
    let server = api::server(|_| ("503 Service Unavailable", "<html>".to_owned()));
    is_no_api(&bench, &server, "HTTP 503: Service Unavailable");
}

#[test]
fn servers_that_do_not_speak_http_are_no_api() {
    let bench = Bench::new();
    filled(&bench, "q", 1);
    let garbage = FakeServer::saying(b"220 mail.example ESMTP\r\n\r\n");
    // They may be heard before or after the request is on its way.
    is_no_api(&bench, &garbage, "something else answers there: [..]");
    let amqp = FakeServer::saying(b"AMQP\0\0\x09\x01");
    is_no_api(&bench, &amqp, "something else answers there: [..]");
    // How far the request comes is a matter of luck.
    is_no_api(&bench, &FakeServer::closing(), "[..]onnection [..]");
}

#[test]
fn an_answer_that_breaks_off_is_no_answer() {
    let bench = Bench::new();
    filled(&bench, "q", 1);
    let server = FakeServer::new(|mut stream| {
        if matches!(stream.read(&mut [0; 4096]), Ok(count) if count > 0) {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"rabbitmq_version\": ");
        }
    });
    is_no_api(&bench, &server, "end of file before message length reached");
}

#[test]
fn an_answer_without_end_is_cut_off() {
    let bench = Bench::new();
    let server = FakeServer::new(|mut stream| {
        if matches!(stream.read(&mut [0; 4096]), Ok(count) if count > 0) {
            let mut sent = stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
            let spaces = vec![b' '; 1 << 20];
            while sent.is_ok() {
                sent = stream.write_all(&spaces);
            }
        }
    });
    let stderr = format!(
        "error: the management API at {} failed\n  why: the answer is larger than 64 MiB\n  \
         try: name the queues without globs, so that only these are asked for\n",
        api::url(&server)
    );
    stats_at(&bench, &api::url(&server), &[]).stderr(&stderr).status(1).run();
}

#[test]
fn an_api_that_fails_is_a_failure() {
    let server = api::server(|_| ("500 Internal Server Error", json!({"reason": "out of order"}).to_string()));
    let stderr = format!("error: the management API at {} failed\n  why: HTTP 500: out of order\n", api::url(&server));
    for args in [&[][..], &["q"]] {
        api::ask(&server, args).stderr(&stderr).status(1).run();
    }
}

#[test]
fn queues_of_another_shape_are_no_api() {
    let server = api::broker(json!({"items": []}));
    let stderr = format!(
        "error: no management API at {}\n  why: something else answers there: its answer cannot be read (invalid type: map, \
         expected a sequence at line 1 column 0)\n  try: {}\n",
        api::url(&server),
        super::ENABLE
    );
    api::ask(&server, &[]).stderr(&stderr).status(5).run();
}
