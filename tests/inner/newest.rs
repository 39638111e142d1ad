//! `--like 4.3`: what the newest RabbitMQ denies is denied, and `rmq` works with it as it does with all others.

use crate::support::raw::{Raw, channel_close, declare, declared};
use crate::support::{AWAITING, Alone, Cmd, Running, WAITING, WAITING_FOR_LOGS, long, method_frame, short};

fn newest() -> Alone {
    Alone::new(&["--like", "4.3"])
}

/// `queue.declare` of a durable queue with an argument that is a text.
fn with_argument(queue: &str, name: &str, value: &str) -> Vec<u8> {
    let table = long([&short(name), &b"S"[..], &long(value)].concat());
    method_frame(1, (50, 10), &[&[0, 0], &short(queue), &[2], &table])
}

#[test]
fn it_says_which_version_it_is_like() {
    let broker = newest();
    let mut raw = Raw::dial(broker.port());
    raw.send(b"AMQP\0\0\x09\x01");
    let start = raw.next().expect("a start");
    let version = [&short("version"), &b"S"[..], &long("4.3.0")].concat();
    assert!(start.windows(version.len()).any(|part| part == version), "{}", start.escape_ascii());
}

#[test]
fn what_the_newest_denies_is_denied() {
    let broker = newest();
    let mut raw = Raw::open(broker.port());
    raw.send(declare("transient", 0));
    let why = "INTERNAL_ERROR - Feature `transient_nonexcl_queues` is deprecated.";
    let close = raw.next().expect("a close");
    assert_eq!(close[7..13], [0, 10, 0, 50, 2, 29], "{}", close.escape_ascii());
    assert!(close[14..].starts_with(why.as_bytes()), "{}", close.escape_ascii());
    let mut raw = Raw::open(broker.port());
    raw.send(method_frame(1, (60, 10), &[&[0; 4], &[0, 1], &[1]]));
    let close = raw.next().expect("a close");
    assert!(
        close[14..].starts_with(b"INTERNAL_ERROR - Feature `global_qos` is deprecated."),
        "{}",
        close.escape_ascii()
    );
    for (argument, words) in [
        ("x-queue-mode", "PRECONDITION_FAILED - invalid arg 'x-queue-mode' for queue 'old' in vhost '/': removed"),
        ("x-queue-master-locator", "INTERNAL_ERROR - Feature `queue_master_locator` is deprecated."),
    ] {
        let mut raw = Raw::open(broker.port());
        raw.send(with_argument("old", argument, "lazy"));
        let close = raw.next().expect("a close");
        assert!(close[14..].starts_with(words.as_bytes()), "{}", close.escape_ascii());
    }
    let mut raw = Raw::open(broker.port());
    let unknown = method_frame(1, (40, 10), &[&[0, 0], &short("x"), &short("nonsense"), &[0], &[0; 4]]);
    let why = "PRECONDITION_FAILED - unknown exchange type 'nonsense'";
    raw.ask(unknown, channel_close(1, 406, why, (40, 10)));
    broker.expect_quiet();
}

#[test]
fn what_the_newest_permits_is_permitted() {
    let broker = newest();
    let mut raw = Raw::open(broker.port());
    raw.ask(declare("exclusive", 4), declared("exclusive", 0, 0));
    raw.ask(declare("durable", 2), declared("durable", 0, 0));
    raw.ask(with_argument("quorum", "x-queue-type", "quorum"), declared("quorum", 0, 0));
    raw.ask(method_frame(1, (60, 10), &[&[0; 4], &[0, 1], &[0]]), method_frame(1, (60, 11), &[]));
}

/// `rmq` with the newest broker.
fn rmq(broker: &Alone, args: &[&str]) -> Cmd {
    Cmd::rmq().env("RMQ_URL", format!("amqp://127.0.0.1:{}", broker.port())).args(args)
}

#[track_caller]
fn listener(broker: &Alone, args: &[&str], said: &str, heard: &str) -> Running {
    let mut listener = rmq(broker, args).stdout(heard).stderr(said).spawn();
    listener.wait_stderr_line(if said == AWAITING { "Awaiting" } else { "Waiting" });
    listener
}

#[test]
fn every_tutorial_works_with_the_newest() {
    let broker = newest();
    let send = |args: &[&str], said: &str| rmq(&broker, args).stderr(&format!(" [x] Sent {said}\n")).run();
    send(&["send"], "Hello World!");
    listener(&broker, &["receive", "-n1"], WAITING, "Hello World!\n").finish();
    let done = format!("{WAITING} [x] Received task\n [x] Done\n");
    let mut worker = rmq(&broker, &["worker", "-n1"]).stderr(&done).spawn();
    worker.wait_stderr_line("Waiting");
    send(&["send", "-Q", "task_queue", "task"], "task");
    worker.finish();
    let logs = listener(&broker, &["receive", "-e", "logs", "-n1"], WAITING_FOR_LOGS, "info: Hello World!\n");
    send(&["emit-log"], "info: Hello World!");
    let routed = listener(&broker, &["route", "receive", "info", "-n1"], WAITING_FOR_LOGS, "routed\n");
    send(&["route", "send", "info", "routed"], "info:routed");
    let topic = listener(&broker, &["topic", "receive", "kern.*", "-n1"], WAITING_FOR_LOGS, "topic\n");
    send(&["topic", "send", "kern.info", "topic"], "kern.info:topic");
    let headers = listener(&broker, &["headers", "receive", "a=b", "-n1"], WAITING_FOR_LOGS, "headers\n");
    send(&["headers", "send", "-H", "a=b", "headers"], "headers");
    for listener in [logs, routed, topic, headers] {
        listener.finish();
    }
    let mut server = rmq(&broker, &["rpc-serve", "-n1"]).stderr(&format!("{AWAITING} [.] fib(10)\n")).spawn();
    server.wait_stderr_line("Awaiting");
    rmq(&broker, &["rpc-call", "10"]).stdout("55\n").stderr(" [x] Requesting fib(10)\n").run();
    server.finish();
    broker.expect_quiet();
}
