//! A broker that dies, and one that stands still.

use crate::fault::{Fault, Scale, Tally};
use crate::shared;
use crate::stream::{Script, Stream};
use crate::support::{Bench, WAITING};

pub const FAULTS: &[Fault] = &[
    Fault { name: "broker killed while messages flow in and out, and started again", short: true, run: killed },
    Fault { name: "broker stopped for longer than two heartbeats", short: true, run: stopped },
];

fn killed(scale: &Scale) -> Tally {
    let (count, times) = scale.of((20_000, 1), (200_000, 3));
    shared::to_break(|node| {
        let bench = Bench::on(node);
        let lost = |what: &str| format!("warning: {what}: the connection was lost[..]; connecting again in [..]\n");
        let script = Script {
            options: &["--durable"],
            sender: &format!("{}...\n", lost("cannot publish")),
            receiver: &format!(
                "{WAITING}{}...\n [*] Connected again\n{WAITING}",
                lost("cannot consume from queue 'q'")
            ),
        };
        let mut stream = Stream::begin(&bench, count, &script);
        node.write_down();
        for _ in 0..times {
            stream.part(count / (times + 1));
            node.kill();
            node.start_again();
            stream.both_say("Connected again");
        }
        stream.finish(times)
    })
}

fn stopped(scale: &Scale) -> Tally {
    let (count, times) = scale.of((4_000, 1), (40_000, 4));
    shared::to_break(|node| {
        let bench = Bench::on(node);
        let url = format!("{}?heartbeat=1", bench.url());
        let why = "the connection was lost: no heartbeat came from the broker";
        let lost =
            |what: &str| format!("warning: {what}: {why}; connecting again in [..]\n...\n [*] Connected again\n");
        let receiver = lost("cannot consume from queue 'q'") + WAITING;
        let script = Script {
            options: &["--url", &url, "--connect-timeout", "1s"],
            sender: &lost("cannot publish").repeat(times as usize),
            receiver: &format!("{WAITING}{}", receiver.repeat(times as usize)),
        };
        let mut stream = Stream::begin(&bench, count, &script);
        for _ in 0..times {
            stream.part(count / (times + 1));
            node.pause();
            stream.both_say("no heartbeat came from the broker");
            node.resume();
            stream.both_say("Connected again");
        }
        stream.finish(times)
    })
}
