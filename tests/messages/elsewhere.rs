//! JSON lines that say themselves where they go.

use super::{WAITING, holds};
use crate::support::Bench;

const TWO_QUEUES: &str = "{\"body\":\"1\",\"routing_key\":\"one\"}\n{\"body\":\"2\",\"routing_key\":\"two\"}\n\
    {\"body\":\"3\",\"routing_key\":\"one\"}\n{\"body\":\"4\"}\n";

#[test]
fn queues_that_lines_name_are_created_like_any_other() {
    let bench = Bench::new();
    bench.rmq(["send", "--json"]).input(TWO_QUEUES).stderr(" [x] Sent 4 messages\n").run();
    holds(&bench, "one", 2, "1\n3\n");
    holds(&bench, "two", 1, "2\n");
    holds(&bench, "hello", 1, "4\n");
}

#[test]
fn with_no_declare_they_must_exist() {
    let bench = Bench::new();
    let said = "error: line 1: the message was returned: queue 'one' does not exist; 0 messages published and confirmed\n  \
                why: NO_ROUTE\n  try: create the queue first, or leave out --no-declare\n";
    let line = TWO_QUEUES.lines().next().unwrap();
    bench.rmq(["send", "--json", "--no-declare"]).input(line).stderr(said).status(4).run();
}

#[test]
fn messages_move_to_a_broker_that_has_no_such_queue_yet() {
    let (old, new) = (Bench::new(), Bench::new());
    old.rmq(["send", "-q", "-Q", "orders", "x"]).run();
    let lines =
        old.rmq(["receive", "-Q", "orders", "-n1", "-f", "json"]).stdout_matches("[..]\n").stderr(WAITING).run();
    new.rmq(["send", "--json"]).input(lines.stdout_text()).stderr(" [x] Sent 1 message\n").run();
    holds(&new, "orders", 1, "x\n");
}

#[test]
fn lines_bring_headers_to_a_headers_exchange() {
    let bench = Bench::new();
    let running = super::listen(&bench, &["headers", "receive", "format=pdf", "-n1"], "x\n");
    let line = "{\"body\":\"x\",\"properties\":{\"headers\":{\"format\":\"pdf\"}}}";
    bench.rmq(["headers", "send", "--json"]).input(line).stderr(" [x] Sent 1 message\n").run();
    running.finish();
}

#[test]
fn what_was_in_flight_behind_a_returned_message_is_counted() {
    let bench = Bench::new();
    bench.rmq(["send", "-q", "-Q", "there", "x"]).run();
    let there = "{\"body\":\"y\",\"routing_key\":\"there\"}\n";
    let input = format!("{}{{\"body\":\"z\",\"routing_key\":\"nowhere\"}}\n", there.repeat(5));
    let said = "error: line 6: the message was returned: queue 'nowhere' does not exist; 5 messages published and confirmed\n  \
                why: NO_ROUTE\n  try: create the queue first, or leave out --no-declare\n";
    bench.rmq(["send", "--json", "--no-declare"]).input(&input).stderr(said).status(4).run();
    holds(&bench, "there", 6, "x\ny\ny\ny\ny\ny\n");
}
