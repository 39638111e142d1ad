//! `rmq stats` and the API of a broker.

use serde_json::json;

use crate::support::{Bench, until};

#[test]
fn stats_reads_what_the_api_says() {
    let bench = Bench::new();
    bench.vhost().declare_queue("q", &json!({"durable": true}));
    bench.vhost().publish("amq.default", "q", "1", &json!({}));
    until("measurements", || bench.vhost().queue("q").filter(|queue| queue["messages"] == 1));
    let output = bench.rmq(["stats", "--format", "json", "--api-url", &bench.api_url()]).stdout_matches("[..]\n").run();
    let sample: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let queue = &sample["queues"][0];
    assert_eq!((&queue["name"], &queue["ready"], &queue["unacked"]), (&"q".into(), &1.into(), &0.into()), "{sample}");
    assert_eq!(
        (&queue["type"], &queue["durable"], &queue["state"]),
        (&"classic".into(), &true.into(), &"running".into())
    );
    assert_eq!(sample["overview"]["product"], bench.broker().product(), "{sample}");
}
