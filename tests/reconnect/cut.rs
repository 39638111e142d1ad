//! A connection that is closed without a word as soon as it is open.

use crate::support::{Act, Bench, Harm, LOST, Node, Plan, Proxy, Way};

/// From the broker come start, tune and open-ok.
const OPEN: Harm = Harm { way: Way::FromBroker, after: 3, torn: false, act: Act::Close };

#[test]
fn whoever_asks_something_while_the_connection_ends_hears_of_it() {
    let bench = Bench::new();
    let proxy = Proxy::planned(Node::shared().amqp_port(), |_| Plan { harm: Some(OPEN), pace: None });
    let stderr = format!("error: cannot open a channel\n  why: the connection was lost[..]\n  try: {LOST}\n");
    // Which comes first, the question or the end, is another each time.
    for _ in 0..6 {
        let cmd = bench.rmq(["send", "hi", "-u", &proxy.url(&bench.url())]);
        cmd.stderr_matches(&stderr).status(1).run();
    }
}
