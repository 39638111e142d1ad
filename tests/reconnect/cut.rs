//! A connection that ends without a word, or falls silent, as soon as it is open.

use serde_json::json;

use crate::support::{Act, Bench, Harm, LOST, Node, Plan, Proxy, Signal, WAITING, Way};

/// From the broker come start, tune and open-ok.
fn opened(act: Act) -> Plan {
    Plan { harm: Some(Harm { way: Way::FromBroker, after: 3, torn: false, act }), pace: None }
}

#[test]
fn whoever_asks_something_while_the_connection_ends_hears_of_it() {
    let bench = Bench::new();
    let proxy = Proxy::planned(Node::shared().amqp_port(), |_| opened(Act::Close));
    let stderr = format!("error: cannot open a channel\n  why: the connection was lost[..]\n  try: {LOST}\n");
    // Which comes first, the question or the end, is another each time.
    for _ in 0..6 {
        let cmd = bench.rmq(["send", "hi", "-u", &proxy.url(&bench.url())]);
        cmd.stderr_matches(&stderr).status(1).run();
    }
}

#[test]
fn whoever_waits_for_no_confirm_hears_of_it_too() {
    let bench = Bench::new();
    bench.vhost().declare_queue("q", &json!({}));
    // Behind the opening comes the channel's.
    let close = Harm { way: Way::FromBroker, after: 4, torn: false, act: Act::Close };
    let proxy = Proxy::planned(Node::shared().amqp_port(), move |_| Plan { harm: Some(close), pace: None });
    let stderr = format!("error: cannot publish\n  why: the connection was lost[..]\n  try: {LOST}\n");
    for _ in 0..6 {
        let cmd = bench.rmq(["send", "hi", "-Q", "q", "--no-confirm", "-u", &proxy.url(&bench.url())]);
        cmd.stderr_matches(&stderr).status(1).run();
    }
}

#[test]
fn a_listener_outlives_a_broker_that_does_not_answer() {
    let bench = Bench::new();
    bench.vhost().declare_queue("q", &json!({}));
    bench.vhost().publish("", "q", "x", &json!({}));
    let proxy =
        Proxy::planned(
            Node::shared().amqp_port(),
            |number| {
                if number == 1 { opened(Act::Silence) } else { Plan::default() }
            },
        );
    let url = proxy.url(&bench.url());
    let args = ["receive", "-Q", "q", "-n", "1", "--connect-timeout", "2s", "--reconnect", "forever", "-u", &url];
    let stderr = format!(
        "warning: cannot open a channel: the broker did not answer within 2s; connecting again in [..]ms\n [*] Connected \
         again\n{WAITING}"
    );
    bench.rmq(args).stdout("x\n").stderr_matches(&stderr).run();
}

#[test]
fn a_queue_that_was_never_seen_is_not_gone() {
    let bench = Bench::new();
    let proxy =
        Proxy::planned(
            Node::shared().amqp_port(),
            |number| {
                if number == 1 { opened(Act::Close) } else { Plan::default() }
            },
        );
    let url = proxy.url(&bench.url());
    let stderr = format!(
        "warning: cannot open a channel: the connection was lost[..]; connecting again in [..]ms\n [*] Connected \
         again\n{WAITING}"
    );
    let cmd = bench.rmq(["receive", "-Q", "q", "--reconnect", "forever", "-u", &url]).stderr_matches(&stderr);
    let mut running = cmd.spawn();
    running.wait_stderr_line(WAITING.trim_end());
    running.signal(Signal::TERM);
    running.finish();
}

#[test]
fn a_stream_without_progress_is_given_up_like_a_confirm() {
    let bench = Bench::new();
    let proxy = Proxy::planned(Node::shared().amqp_port(), |_| opened(Act::Close));
    let url = proxy.url(&bench.url());
    let args = ["send", "--lines", "-Q", "q", "--timeout", "2s", "--reconnect", "forever", "-u", &url];
    let stderr = "warning: cannot open a channel: the connection was lost[..]; connecting again in [..]ms\n...\n\
                  error: timed out waiting for another connection\n  why: cannot open a channel: the connection was \
                  lost[..]\n  try: --timeout allows more time\n";
    bench.rmq(args).input("1\n").stderr_matches(stderr).status(124).run();
}
