//! Brokers: none is left behind, and those of one test do what the test wants.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::time::Duration;

use rustix::process::Pid;

use super::failure;
use crate::support::{Bench, Broker, Node, PrivateNode, announced};

fn process(pid: Pid) -> PathBuf {
    PathBuf::from(format!("/proc/{}", pid.as_raw_nonzero()))
}

#[test]
fn a_private_node_leaves_nothing_behind_even_when_frozen() {
    let node = Node::private();
    let processes: Vec<_> = node.processes().into_iter().map(process).collect();
    let dir = node.dir().clone();
    assert!(processes.iter().all(|process| process.exists()) && dir.join("server.out").is_file());
    assert!(processes.contains(&process(node.server().expect("it runs"))));
    node.pause();
    let mut stream = TcpStream::connect(("127.0.0.1", node.amqp_port())).expect("the kernel accepts");
    stream.set_read_timeout(Some(Duration::from_millis(200))).expect("not zero");
    stream.write_all(b"AMQP\0\0\x09\x01").expect("the kernel takes it");
    assert!(stream.read(&mut [0]).is_err());
    node.resume();
    let bench = Bench::on(&node);
    drop(bench.peer());
    drop(bench);
    node.pause();
    drop(node);
    assert!(!processes.iter().any(|process| process.exists()) && !dir.exists());
}

#[test]
fn a_private_node_is_killed_started_again_and_stopped() {
    let node = Node::private();
    let refuses = |node: &PrivateNode| TcpStream::connect(("127.0.0.1", node.amqp_port())).is_err();
    let bench = Bench::on(&node);
    node.kill();
    assert!(refuses(&node));
    node.start_again();
    assert_eq!(bench.api().get(&["vhosts", bench.vhost().name()])["name"], bench.vhost().name());
    drop(bench.peer());
    node.stop();
    assert!(refuses(&node));
}

#[test]
fn the_inner_broker_tells_where_it_is() {
    let ports = |output: &str| announced(output).map(|ports| (ports.amqp, ports.api));
    assert_eq!(ports("amqp://127.0.0.1:1\nhttp://127.0.0.1:65535\n"), Some((1, 65535)));
    assert_eq!(ports("amqp://127.0.0.1:1\nhttp://127.0.0.1:655"), None, "the line is not complete");
    for output in [
        "",
        "amqp://127.0.0.1:1\n",
        "http://127.0.0.1:1\namqp://127.0.0.1:2\n",
        "amqp://127.0.0.1:x\nhttp://127.0.0.1:1\n",
    ] {
        assert_eq!(ports(output), None, "{output}");
    }
}

#[test]
fn the_kind_of_broker_is_chosen_by_name() {
    for choice in [None, Some(""), Some("inner")] {
        assert_eq!(Broker::named(choice), Broker::Inner);
    }
    assert_eq!(Broker::named(Some("rabbitmq")), Broker::RabbitMq);
    let report = failure(|| _ = Broker::named(Some("RabbitMQ")));
    assert_eq!(report, "RMQ_TEST_BROKER is inner or rabbitmq, not \"RabbitMQ\"");
    assert_eq!(Node::shared().broker(), Broker::chosen());
}
