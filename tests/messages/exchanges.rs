//! Fanout, and what holds for every exchange: a receiver that says it waits is bound.

use serde_json::json;

use super::{WAITING_LOGS, listen, numbers};
use crate::support::{Bench, Signal};

#[test]
fn every_listener_gets_a_copy() {
    let bench = Bench::new();
    let args = ["receive", "--exchange", "logs", "--count", "2"];
    let (one, two) = (listen(&bench, &args, "first\nsecond\n"), listen(&bench, &args, "first\nsecond\n"));
    bench.rmq(["emit-log", "first"]).stderr(" [x] Sent first\n").run();
    bench.rmq(["emit-log", "--lines"]).input("second").stderr(" [x] Sent 1 message\n").run();
    one.finish();
    two.finish();
}

#[test]
fn a_listener_hears_nothing_of_the_past() {
    let bench = Bench::new();
    let said = " [x] Sent past\nwarning: nobody got the message: no queue is bound to exchange 'logs' for key ''\n";
    bench.rmq(["emit-log", "past"]).stderr(said).run();
    let running = listen(&bench, &["receive", "-e", "logs", "--count", "1"], "now\n");
    bench.rmq(["emit-log", "now"]).stderr(" [x] Sent now\n").run();
    running.finish();
}

#[test]
fn whoever_says_that_it_waits_is_bound() {
    let bench = Bench::new();
    for (receive, send) in [
        (&["receive", "-e", "logs"][..], &["emit-log"][..]),
        (&["route", "receive", "k"], &["route", "send", "k"]),
        (&["topic", "receive", "*.b"], &["topic", "send", "a.b"]),
        (&["headers", "receive", "h=v"], &["headers", "send", "-H", "h=v"]),
    ] {
        for _ in 0..5 {
            let cmd = bench.rmq(receive).args(["--count", "1"]).stdout("x\n").stderr(WAITING_LOGS);
            let mut running = cmd.spawn();
            running.wait_stderr_line("Waiting");
            // It would be returned if nobody were bound, and that is an error here.
            bench.rmq(send).args(["-q", "--mandatory", "x"]).run();
            running.finish();
        }
    }
}

#[test]
fn another_exchange_can_be_named() {
    let bench = Bench::new();
    let args = ["topic", "receive", "#", "-e", "mine", "--count", "1", "--template", "%e %k %b"];
    let running = listen(&bench, &args, "mine a.b x\n");
    bench.rmq(["topic", "send", "--exchange", "mine", "a.b", "x"]).stderr(" [x] Sent a.b:x\n").run();
    running.finish();
}

#[test]
fn an_exchange_that_exists_is_used_as_it_is() {
    let bench = Bench::new();
    bench.vhost().declare_exchange("logs", &json!({"type": "fanout", "durable": true}));
    bench.vhost().declare_exchange("topic_logs", &json!({"type": "topic", "durable": true, "auto_delete": true}));
    let one = listen(&bench, &["receive", "-e", "logs", "--count", "1"], "a\n");
    let two = listen(&bench, &["topic", "receive", "k", "--count", "1"], "b\n");
    bench.rmq(["emit-log", "a"]).stderr(" [x] Sent a\n").run();
    bench.rmq(["topic", "send", "k", "b"]).stderr(" [x] Sent k:b\n").run();
    one.finish();
    two.finish();
}

#[test]
fn a_listener_that_is_stopped_leaves_nothing_behind() {
    let bench = Bench::new();
    let running = listen(&bench, &["route", "receive", "k"], "");
    running.signal(Signal::TERM);
    running.finish();
    assert_eq!(bench.api().get(&["queues", bench.vhost().name()]), json!([]));
    let said =
        " [x] Sent k:x\nwarning: nobody got the message: no queue is bound to exchange 'direct_logs' for key 'k'\n";
    bench.rmq(["route", "send", "k", "x"]).stderr(said).run();
}

#[test]
fn a_stream_of_messages_comes_in_order() {
    let bench = Bench::new();
    let running = listen(&bench, &["receive", "-e", "logs", "--count", "3000"], &numbers(1..=3000));
    bench.rmq(["emit-log", "--lines"]).input(numbers(1..=3000)).stderr(" [x] Sent 3000 messages\n").run();
    running.finish();
}

#[test]
fn a_header_may_have_one_of_several_values_where_any_will_do() {
    let bench = Bench::new();
    let args = ["headers", "receive", "--match", "any", "format=pdf", "format=zip", "size:int=1", "-n", "3"];
    let running = listen(&bench, &args, "a\nb\nc\n");
    for (header, body) in
        [("format=pdf", "a"), ("format=doc", "-"), ("format=zip", "b"), ("size=1", "-"), ("size:int=1", "c")]
    {
        bench.rmq(["headers", "send", "-q", "-H", header, body]).run();
    }
    running.finish();
    let said = "error: a header that stands more than once cannot match more than one value\n  \
                try: choose --match any, or one value for each header\n";
    bench.rmq(["headers", "receive", "format=pdf", "format=zip"]).stderr(said).status(2).run();
}
