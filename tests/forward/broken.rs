//! A broker that dies or hangs up in the middle of a relay: nothing is acked that did not arrive.

use serde_json::json;

use super::{bench_with, http, send};
use crate::support::{Bench, Hook, LOST, Node, Reply, Signal, WAITING, error};

#[test]
fn a_broker_that_is_killed_while_a_request_is_in_hand() {
    let node = Node::private();
    let bench = Bench::on(&node);
    bench.vhost().declare_queue("q", &json!({"durable": true}));
    send(&bench, &["a"]);
    let hook = Hook::new(|_, _| Reply::Silence);
    let lost = error("cannot consume from queue 'q'", bench.broker().gone(), LOST);
    let said = format!("{WAITING}{lost}");
    let running = http(&bench, &hook, &["--ordered"]).stderr_matches(&said).status(1).spawn();
    hook.wait_posts(1);
    node.kill();
    running.finish();
    assert_eq!(hook.texts(), ["a"]);
}

#[test]
fn a_connection_that_is_closed_gives_back_what_is_in_hand() {
    let bench = bench_with(&["a"]);
    let hook = Hook::new(|_, _| Reply::Silence);
    let closed = error("cannot consume from queue 'q'", "CONNECTION_FORCED - Closed via management plugin", LOST);
    let running = http(&bench, &hook, &[]).stderr(&format!("{WAITING}{closed}")).status(1).spawn();
    hook.wait_posts(1);
    bench.vhost().close_connection(&format!("rmq forward {}@", running.pid().as_raw_nonzero()));
    running.finish();
    bench.vhost().wait_depth("q", 1, 0);
}

#[test]
fn a_relay_ends_with_its_queue() {
    let bench = bench_with(&[]);
    let hook = Hook::pleased();
    let cancelled = error(
        "the broker cancelled the consumer of queue 'q'",
        "the queue was deleted, or its node went down (basic.cancel)",
        "start again once the queue is there",
    );
    let mut running = http(&bench, &hook, &[]).stderr(&format!("{WAITING}{cancelled}")).status(1).spawn();
    running.wait_stderr_line("Waiting");
    bench.vhost().delete_queue("q");
    running.finish();
}

#[test]
fn a_killed_relay_leaves_its_message_to_the_next() {
    let bench = bench_with(&["a"]);
    let hook = Hook::new(|number, _| if number == 1 { Reply::Silence } else { Reply::ok() });
    let killed = http(&bench, &hook, &[]).stderr(WAITING).killed_by(Signal::KILL).spawn();
    hook.wait_posts(1);
    killed.signal(Signal::KILL);
    killed.finish();
    http(&bench, &hook, &["-n1"]).stderr(&super::posted(&["a"])).run();
    let posts = hook.posts();
    assert_eq!((hook.texts(), posts[1].header("rmq-redelivered")), (vec!["a".to_owned(); 2], Some("true")));
    bench.vhost().wait_depth("q", 0, 0);
}
