//! Three RabbitMQ nodes, of which one or the other dies: what was confirmed is there.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use serde_json::Value;

use crate::support::{Bench, Node, PrivateNode, Signal, Stdin, WAITING, until};

/// Lines that are written at once until a node has died, and all those that follow then.
const PORTION: usize = 500;
const AFTER: usize = 10_000;
/// What a sender says that goes on at another node.
const AGAIN: &str = "warning: [..]; connecting again in [..]\n...\n [*] Connected again\n";

/// What a node says of the queue `q`.
fn queue(bench: &Bench) -> Value {
    bench.vhost().queue("q").expect("the queue is there")
}

fn name(node: &PrivateNode) -> String {
    let overview = node.api().try_get(&["overview"]).expect("the node answers").expect("it has an overview");
    overview["node"].as_str().expect("a name").to_owned()
}

/// Sends numbers to the brokers at `urls`, beginning with `first`, before, while and after `node` dies. The sender says `said`,
/// and that all of them were confirmed. Tells the number after the last one.
fn send_while_it_dies(bench: &Bench, (node, urls, said): (&PrivateNode, &str, &str), first: usize) -> usize {
    let sender = bench.rmq(["send", "-Q", "q", "--lines", "-u", urls, "--reconnect", "forever"]).stdin(Stdin::Piped);
    let mut sender = sender.stderr_matches(&format!("{said} [x] Sent [..] messages\n")).spawn();
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
        // A sender that takes no more lines has said why.
        let _ = writer.join();
    });
    sender.close_stdin();
    let said = sender.finish().stderr_text();
    assert!(said.ends_with(&format!(" [x] Sent {} messages\n", end - first)), "all of them were confirmed: {said}");
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
    let middle = send_while_it_dies(&bench, (third, &at(&sender), ""), 0);
    third.start_again();
    until("three members", || (queue(&bench)["online"].as_array().map(Vec::len) == Some(3)).then_some(()));
    // Where the sender itself is at the node that dies, it goes on at the next one.
    let list = format!("{},{}", at(leader), at(third));
    let all = send_while_it_dies(&bench, (leader, &list, AGAIN), middle);
    // A dead node is the first of the list.
    bench.rmq(["send", "-q", "-Q", "q", &all.to_string(), "-u", &list]).run();
    leader.start_again();
    // The one that was sent last comes last, once there is a leader again.
    let receive = bench.rmq(["receive", "-q", "-Q", "q", "-u", &at(leader)]);
    let mut receive = receive.stdout_matches("...\n").spawn();
    receive.wait_stdout_line(&all.to_string());
    receive.signal(Signal::INT);
    let came = receive.finish().stdout_text();
    let mut times = vec![0; all + 1];
    for number in came.lines().map(|line| line.parse::<usize>().expect("a number")) {
        times[number] += 1;
    }
    let lost: Vec<_> = (0..=all).filter(|number| times[*number] == 0).collect();
    let twice: Vec<_> = (0..middle).filter(|number| times[*number] > 1).collect();
    assert_eq!((lost, twice), (Vec::new(), Vec::new()), "lost, and twice although the sender's node was alive");
    bench.rmq(["receive", "-q", "-Q", "q", "--requeue"]).stderr("error: queue 'q' is empty\n").status(3).run();
}
