//! RabbitMQ nodes: none is left behind, and those of one test do what the test wants.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::time::Duration;

use rustix::process::Pid;
use serde_json::json;

use crate::support::{Bench, Node, PrivateNode};

fn process(pid: Option<Pid>) -> PathBuf {
    PathBuf::from(format!("/proc/{}", pid.expect("it runs")))
}

#[test]
fn a_private_node_leaves_nothing_behind_even_when_frozen() {
    let node = Node::private_with("heartbeat = 7");
    let (server, epmd) = (process(node.server()), process(node.epmd()));
    let dir = node.dir().clone();
    assert!(server.exists() && epmd.exists() && dir.join("log").is_dir());
    node.pause();
    let mut stream = TcpStream::connect(("127.0.0.1", node.amqp_port())).expect("the kernel accepts");
    stream.set_read_timeout(Some(Duration::from_millis(200))).expect("not zero");
    stream.write_all(b"AMQP\0\0\x09\x01").expect("the kernel takes it");
    assert!(stream.read(&mut [0]).is_err());
    node.resume();
    let bench = Bench::on(&node);
    bench.pika("print('connected')").stdout("connected\n").run();
    drop(bench);
    node.pause();
    drop(node);
    assert!(!server.exists() && !epmd.exists() && !dir.exists());
}

#[test]
fn a_private_node_is_killed_started_again_and_stopped() {
    let node = Node::private();
    let refuses = |node: &PrivateNode| TcpStream::connect(("127.0.0.1", node.amqp_port())).is_err();
    let bench = Bench::on(&node);
    bench.vhost().declare_queue("kept", &json!({"durable": true}));
    node.kill();
    assert!(refuses(&node));
    node.start_again();
    assert!(bench.vhost().queue("kept").is_some());
    node.stop();
    assert!(refuses(&node));
}
