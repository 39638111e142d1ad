//! Three RabbitMQ nodes, of which one or the other dies: what was confirmed is there.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use serde_json::Value;

use crate::support::{Bench, Node, PrivateNode, Stdin, WAITING, until};

/// Lines that are written at once until a node has died, and all those that follow then.
const PORTION: usize = 500;
const AFTER: usize = 10_000;

/// What a node says of the queue `q`.
fn queue(bench: &Bench) -> Value {
    bench.vhost().queue("q").expect("the queue is there")
}

fn name(node: &PrivateNode) -> String {
    let overview = node.api().try_get(&["overview"]).expect("the node answers").expect("it has an overview");
    overview["node"].as_str().expect("a name").to_owned()
}

/// Sends numbers, beginning with `first`, before, while and after `node` dies. The sender is at the node of `bench`, and
/// hears nothing of it. Tells the number after the last one.
fn send_while_it_dies(bench: &Bench, node: &PrivateNode, first: usize) -> usize {
    let sender = bench.rmq(["send", "-Q", "q", "--lines"]).stdin(Stdin::Piped);
    let mut sender = sender.stderr_matches(" [x] Sent [..] messages\n").spawn();
    let (died, mut end) = (AtomicBool::new(false), first);
    thread::scope(|scope| {
        let mut write = |count: usize| {
            sender.write_stdin((end..end + count).map(|number| format!("{number}\n")).collect::<String>());
            end += count;
        };
        let died = &died;
        let writer = scope.spawn(move || {
            while !died.load(Ordering::Relaxed) {
                write(PORTION);
            }
            write(AFTER);
        });
        until("some lines", || (queue(bench)["messages"].as_u64() > Some(first as u64 + 1000)).then_some(()));
        node.kill();
        died.store(true, Ordering::Relaxed);
        writer.join().expect("the sender takes all lines");
    });
    sender.close_stdin();
    let said = sender.finish().stderr_text();
    assert_eq!(said, format!(" [x] Sent {} messages\n", end - first), "all of them were confirmed");
    end
}

#[test]
fn a_quorum_queue_loses_nothing_when_nodes_die() {
    let (sender, family) = Node::first_of_a_cluster();
    let bench = Bench::on(&sender);
    let [leader, third] = &sender.two_that_join(&family);
    let at = |node: &PrivateNode| node.url(bench.vhost().name());
    // Declared by one node, published through another, consumed through the third.
    let declare = ["receive", "-Q", "q", "--queue-type", "quorum", "--timeout", "0", "-u", &at(leader)];
    bench.rmq(declare).stderr(WAITING).run();
    let members = queue(&bench)["members"].as_array().map(Vec::len);
    assert_eq!((queue(&bench)["leader"].as_str(), members), (Some(&*name(leader)), Some(3)));
    bench.rmq(["send", "-Q", "q", "hi", "-u", &at(&sender)]).stderr(" [x] Sent hi\n").run();
    bench.rmq(["receive", "-Q", "q", "-n", "1", "-u", &at(third)]).stdout("hi\n").stderr(WAITING).run();
    // First one that only follows dies, and comes back; then the one that leads.
    let middle = send_while_it_dies(&bench, third, 0);
    third.start_again();
    until("three members", || (queue(&bench)["online"].as_array().map(Vec::len) == Some(3)).then_some(()));
    let all = send_while_it_dies(&bench, leader, middle);
    // A dead node is the first of the list.
    let list = format!("{},{}", at(leader), at(third));
    bench.rmq(["send", "-q", "-Q", "q", &all.to_string(), "-u", &list]).run();
    leader.start_again();
    let count = (all + 1).to_string();
    let receive = ["receive", "-q", "-Q", "q", "-n", &count, "--timeout", "2m", "-u", &at(leader)];
    let came = bench.rmq(receive).stdout_matches("...\n").run().stdout_text();
    let came: Vec<&str> = came.lines().collect();
    let different: HashSet<&str> = came.iter().copied().collect();
    let lost: Vec<_> = (0..=all).filter(|number| !different.contains(&*number.to_string())).collect();
    assert_eq!((lost, came.len() - different.len()), (Vec::new(), 0), "lost, and how many came twice");
    bench.rmq(["receive", "-q", "-Q", "q", "--requeue"]).stderr("error: queue 'q' is empty\n").status(3).run();
}
