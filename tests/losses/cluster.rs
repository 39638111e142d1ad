//! Three nodes, of which one after the other dies, and comes back before the next does.

use serde_json::json;

use crate::fault::{Fault, Scale, Tally};
use crate::stream::{Script, Stream};
use crate::support::{Bench, Node, PrivateNode, WAITING, until};

pub const FAULTS: &[Fault] =
    &[Fault { name: "each node of a cluster killed in turn, a quorum queue on all three", short: false, run: killed }];

fn killed(_: &Scale) -> Tally {
    const LINES: u64 = 200_000;
    let (first, family) = Node::first_of_a_cluster();
    let bench = Bench::on(&first);
    let [second, third] = &first.two_that_join(&family);
    let nodes: [&PrivateNode; 3] = [&first, second, third];
    let quorum = json!({"durable": true, "arguments": {"x-queue-type": "quorum"}});
    bench.vhost().declare_queue("q", &quorum);
    let urls = nodes.map(|node| node.url(bench.vhost().name())).join(",");
    // Who is at which node, and who notices what, is left to chance.
    let script = Script { options: &["--url", &urls], sender: "...\n", receiver: &format!("{WAITING}...\n") };
    let mut stream = Stream::begin_on(&bench, LINES, &script);
    for node in nodes {
        stream.part(LINES / 10);
        node.kill();
        // Two of three go on.
        stream.part(LINES / 10);
        node.start_again();
        let online = || bench.vhost().queue("q")?["online"].as_array().map(Vec::len);
        until("all three members", || (online() == Some(3)).then_some(()));
    }
    stream.finish(3)
}
