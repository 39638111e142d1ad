//! What an operator does to those who are at work: closes their connections, deletes what they use.

use serde_json::json;

use crate::fault::{Fault, Scale, Tally};
use crate::flow::{Came, confirmed, numbered, take_rest, tally};
use crate::shared;
use crate::stream::{Script, Stream};
use crate::support::{Bench, Running, Signal, WAITING, error};

pub const FAULTS: &[Fault] = &[
    Fault { name: "connections of both closed by an operator", short: true, run: closed },
    Fault { name: "queue deleted under its consumer and its publisher", short: true, run: queue_deleted },
    Fault { name: "exchange deleted in mid-stream (channel error)", short: true, run: exchange_deleted },
];

/// More lines than are sent before an operator has acted.
const ENOUGH: u64 = 1_000_000;

fn closed(scale: &Scale) -> Tally {
    let (count, times): (_, u16) = scale.of((6_000, 2), (200_000, 10));
    let bench = Bench::on(shared::node());
    let lost = |what: &str| {
        let why = "CONNECTION_FORCED - Closed via management plugin";
        format!("warning: {what}: {why}; connecting again in [..]ms\n [*] Connected again\n")
    };
    let receiver = lost("cannot consume from queue 'q'") + WAITING;
    let script = Script {
        options: &[],
        sender: &lost("cannot publish").repeat(times.into()),
        receiver: &format!("{WAITING}{}", receiver.repeat(times.into())),
    };
    let mut stream = Stream::begin(&bench, count, &script);
    for _ in 0..times {
        stream.part(count / u64::from(times + 1));
        close(&bench, "send", &stream.sender);
        stream.sender.wait_stderr_line("Connected again");
        close(&bench, "receive", &stream.receiver);
        stream.receiver.wait_stderr_line("Connected again");
    }
    stream.finish(2 * u64::from(times))
}

fn close(bench: &Bench<'_>, command: &str, running: &Running) {
    bench.vhost().close_connection(&format!("rmq {command} {}@", running.pid().as_raw_nonzero()));
}

/// What an operator deletes is gone; what the sender says was confirmed before that has come.
fn queue_deleted(_: &Scale) -> Tally {
    let bench = Bench::on(shared::node());
    bench.vhost().declare_queue("q", &json!({"durable": true}));
    let why = "the queue was deleted, or its node went down (basic.cancel)";
    let cancelled = error("the broker cancelled the consumer of queue 'q'", why, "start again once the queue is there");
    let receiver = bench.rmq(["receive", "-Q", "q"]).env_remove("RMQ_RECONNECT").status(1);
    let mut receiver = receiver.stdout_matches("...\n").stderr(&(WAITING.to_owned() + &cancelled)).spawn();
    receiver.wait_stderr_line(WAITING.trim_end());
    let returned = "error: line 2001: the message was returned: queue 'q' does not exist; 2000 messages published and \
                    confirmed\n  why: NO_ROUTE\n  try: create the queue first, or leave out --no-declare\n";
    let sender = bench.rmq(["send", "--lines", "-Q", "q"]).env_remove("RMQ_RECONNECT").status(4);
    let mut sender = sender.stdin(crate::support::Stdin::Piped).stderr(returned).spawn();
    sender.write_stdin(numbered(2000));
    receiver.wait_stdout_line("1999");
    bench.vhost().delete_queue("q");
    let came = Came::of(&receiver.finish().stdout);
    sender.write_stdin("2000\n");
    let sent = confirmed(&sender.finish().stderr_text());
    tally(sent, &came, &Came::default())
}

/// The receiver goes on: its queue is there.
fn exchange_deleted(_: &Scale) -> Tally {
    let bench = Bench::on(shared::node());
    bench.vhost().declare_queue("q", &json!({"durable": true}));
    bench.vhost().declare_exchange("x", &json!({"type": "fanout", "durable": true}));
    bench.vhost().bind("x", "q", "", &json!({}));
    let receiver = bench.rmq(["receive", "-Q", "q"]).env_remove("RMQ_RECONNECT");
    let mut receiver = receiver.stdout_matches("...\n").stderr(WAITING).spawn();
    receiver.wait_stderr_line(WAITING.trim_end());
    let refused = "error: cannot publish; [..] messages published and confirmed\n  why: NOT_FOUND - no exchange 'x' in \
                   vhost '[..]'\n  try: check the name and the virtual host, or create the exchange: leave out \
                   --no-declare, or give --exchange-type\n";
    let sender = bench.rmq(["send", "--lines", "-e", "x"]).env_remove("RMQ_RECONNECT").input(numbered(ENOUGH));
    let sender = sender.stderr_matches(refused).status(6).spawn();
    // More than may be on their way without a confirm.
    receiver.wait_stdout_line("5000");
    bench.api().delete(&["exchanges", bench.vhost().name(), "x"]);
    let sent = confirmed(&sender.finish().stderr_text());
    receiver.signal(Signal::TERM);
    let came = Came::of(&receiver.finish().stdout);
    tally(sent, &came, &take_rest(&bench, "q"))
}
