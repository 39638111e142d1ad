//! What RabbitMQ logs of our connections: that they were closed, and not that a client vanished.

use std::fs;

use crate::support::{Bench, Node, until};

/// The level of the line about the end of a connection of this name: `info`, or `warning` for one that vanished.
fn logged_end(node: &Node, name: &str) -> String {
    let folder = node.dir().join("log");
    let logs = fs::read_dir(folder).expect("the node logs").map(|entry| entry.expect("a log").path());
    let text: String = logs.filter_map(|path| fs::read_to_string(path).ok()).collect();
    let mut lines = text.lines().filter(|line| line.contains(name) && line.contains("closing AMQP connection"));
    let level = |line: &str| line.split(['[', ']']).nth(1).unwrap_or_default().to_owned();
    lines.next().map(level).unwrap_or_default()
}

#[test]
fn a_connection_ends_with_a_goodbye() {
    let node = Node::rabbitmq("");
    let bench = Bench::on(&node);
    for args in [&["send", "-q", "hi"][..], &["receive", "-q", "-n", "1"], &["check", "-q"]] {
        let stdout = if args[0] == "receive" { "hi\n" } else { "" };
        let running = bench.rmq(args).stdout(stdout).spawn();
        let name = format!("rmq {} {}@", args[0], running.pid().as_raw_nonzero());
        running.finish();
        let level = until("a line in the log", || Some(logged_end(&node, &name)).filter(|level| !level.is_empty()));
        assert_eq!(level, "info", "{args:?}");
    }
}
