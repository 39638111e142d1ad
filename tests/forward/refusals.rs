//! What a server will not have goes where `--on-failure` says.

use serde_json::json;

use super::{bench_with, http};
use crate::support::{Bench, Hook, Reply, WAITING};

const REFUSALS: [(&str, &str); 6] = [
    ("400 Bad Request", "400 Bad Request: no such field"),
    ("401 Unauthorized", "401 Unauthorized: no such field"),
    ("404 Not Found", "404 Not Found: no such field"),
    ("408 Request Timeout", "408 Request Timeout: no such field"),
    ("413 Content Too Large", "413 Payload Too Large: no such field"),
    (
        "307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/",
        "307 Temporary Redirect: no such field (redirects are not followed)",
    ),
];

#[test]
fn a_refused_message_is_rejected_after_one_try() {
    for (status, words) in REFUSALS {
        let bench = Bench::new();
        let arguments = json!({"x-dead-letter-exchange": "", "x-dead-letter-routing-key": "dead"});
        bench.vhost().declare_queue("dead", &json!({}));
        bench.vhost().declare_queue("q", &json!({"arguments": arguments}));
        super::send(&bench, &["bad", "good"]);
        let hook = Hook::new(move |_, post| match post.text() {
            "bad" => Reply::new(status, "", "no such field\n"),
            _ => Reply::ok(),
        });
        let said = format!(
            "{WAITING}warning: {} answered {words}; the message is rejected\n [x] Posted good\n\
             error: only 1 of 2 messages were posted\n  why: what else was taken failed\n",
            hook.origin()
        );
        http(&bench, &hook, &["-n2", "--ordered", "--on-failure", "reject"]).stderr(&said).status(3).run();
        assert_eq!(hook.texts(), ["bad", "good"]);
        bench.vhost().wait_depth("q", 0, 0);
        bench.vhost().wait_depth("dead", 1, 0);
        assert_eq!(bench.vhost().take("dead", 1)[0]["payload"], "bad");
    }
}

#[test]
fn a_refused_message_comes_back_after_a_pause() {
    let bench = bench_with(&["a"]);
    let hook = Hook::new(|number, _| if number == 1 { Reply::status("403 Forbidden") } else { Reply::ok() });
    let said = format!(
        "{WAITING}warning: {} answered 403 Forbidden; the message goes back to the queue\n [x] Posted a\n\
         error: only 1 of 2 messages were posted\n  why: what else was taken failed\n",
        hook.origin()
    );
    http(&bench, &hook, &["-n2"]).stderr(&said).status(3).run();
    let redelivered: Vec<_> = hook.posts().iter().map(|post| post.header("rmq-redelivered") == Some("true")).collect();
    assert_eq!(redelivered, [false, true]);
    bench.vhost().wait_depth("q", 0, 0);
}

#[test]
fn a_relay_that_stops_leaves_the_message_in_the_queue() {
    let bench = bench_with(&["a", "b"]);
    let hook = Hook::new(|_, _| Reply::status("410 Gone"));
    let said = format!(
        "{WAITING}error: {} answered 410 Gone\n  why: --on-failure stop: the message stays in its queue\n",
        hook.origin()
    );
    http(&bench, &hook, &["--ordered", "--on-failure", "stop"]).stderr(&said).status(1).run();
    assert_eq!(hook.texts(), ["a"]);
    bench.vhost().wait_depth("q", 2, 0);
}

#[test]
fn tries_in_vain_come_to_an_end_when_they_are_counted() {
    let bench = bench_with(&["a"]);
    let hook = Hook::new(|_, _| Reply::status("500 No"));
    let why = format!("{} answered 500 Internal Server Error", hook.origin());
    let said = format!(
        "{WAITING}warning: {why}; trying again\nerror: {why}\n  why: --on-failure stop: the message stays in its queue\n"
    );
    http(&bench, &hook, &["--retries", "1", "--on-failure", "stop"]).stderr(&said).status(1).run();
    assert_eq!(hook.texts(), ["a", "a"]);
    bench.vhost().wait_depth("q", 1, 0);
}
