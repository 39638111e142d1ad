//! The connection falls silent, in one direction or both, is slow, or cannot be made again for a while.

use std::time::Duration;

use serde_json::json;

use crate::fault::{Fault, Scale, Tally};
use crate::flow::{Came, confirmed, numbered, take_rest, tally};
use crate::line::{Crossing, Line};
use crate::shared;
use crate::support::{Act, Bench, Harm, Pace, Plan, Proxy, Signal, Stdin, WAITING, Way, error, until};

macro_rules! fault {
    ($name:literal, $function:ident $(, $argument:expr)*) => {
        Fault { name: $name, short: true, run: |scale| $function(scale $(, $argument)*) }
    };
}

pub const FAULTS: &[Fault] = &[
    fault!("send: black hole, heartbeats of 1 s", black_hole, Line::send),
    fault!("receive: black hole, heartbeats of 1 s", black_hole, Line::receive),
    fault!("send: black hole, no heartbeats, --timeout 1s", unheard),
    fault!("send: half closed from the broker", half_closed, Line::send, Way::FromBroker),
    fault!("send: half closed to the broker", half_closed, Line::send, Way::FromClient),
    fault!("receive: half closed from the broker", half_closed, Line::receive, Way::FromBroker),
    fault!("receive: half closed to the broker", half_closed, Line::receive, Way::FromClient),
    fault!("send: slow, in pieces of 7 octets", slow, Line::send),
    fault!("receive: slow, in pieces of 7 octets", slow, Line::receive),
    fault!("send and receive: reset, then refused for a while", refused),
];

/// These points in the handshake, at its end, and in the work.
fn points(scale: &Scale, act: Act, ways: &[Way]) -> Vec<Harm> {
    let after =
        scale.of(&[1, 3, 5, 14][..], &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 17, 20, 25, 30, 40, 60, 80, 95]);
    let harms =
        |way: &Way| after.iter().map(|after| Harm { way: *way, after: *after, torn: false, act }).collect::<Vec<_>>();
    ways.iter().flat_map(harms).collect()
}

/// Nothing comes any more, either way, and nobody says so.
fn black_hole(scale: &Scale, crossing: Crossing) -> Tally {
    let line = Line {
        query: "?heartbeat=1",
        args: &["--connect-timeout", "2s"],
        why: &["the connection was lost: no heartbeat came from the broker", "the broker did not answer within 2s"],
        ..Line::new(scale)
    };
    line.cross(crossing, &points(scale, Act::Silence, &[Way::FromBroker, Way::FromClient]))
}

fn half_closed(scale: &Scale, crossing: Crossing, way: Way) -> Tally {
    Line::new(scale).cross(crossing, &points(scale, Act::HalfClose, &[way]))
}

/// Without heartbeats nobody notices but who waits for a confirm.
fn unheard(scale: &Scale) -> Tally {
    let half: u64 = scale.of(10, 1000);
    let bench = Bench::on(shared::node());
    bench.vhost().declare_queue("q", &json!({"durable": true}));
    let proxy = Proxy::new(shared::node().amqp_port());
    let url = proxy.url(&bench.url()) + "?heartbeat=0";
    let args = ["send", "--lines", "-Q", "q", "--timeout", "1s", "--reconnect", "forever", "-u", &url];
    let what = "timed out waiting for the broker to confirm; [..] published and confirmed";
    let cmd = bench.rmq(args).stdin(Stdin::Piped).stderr_matches(&error(what, "[..]", "[..]")).status(124);
    let mut running = cmd.spawn();
    let lines = numbered(2 * half);
    let middle = numbered(half).len();
    running.write_stdin(&lines[..middle]);
    // Behind start, tune and three that open or declare something comes the first confirm.
    until("a confirm", || (proxy.frames(1, Way::FromBroker) > 5).then_some(()));
    proxy.act(Act::Silence);
    running.write_stdin(&lines[middle..]);
    let said = running.finish().stderr_text();
    let confirmed = confirmed(&said);
    assert!(confirmed > 0, "{said}");
    tally(confirmed, &take_rest(&bench, "q"), &Came::default())
}

/// Nothing is wrong with a line that takes its time.
fn slow(scale: &Scale, crossing: Crossing) -> Tally {
    let pace = Some(Pace { bytes: 7, pause: Duration::from_millis(1) });
    let proxy = Proxy::planned(shared::node().amqp_port(), move |_| Plan { harm: None, pace });
    let tally = crossing(&Line::new(scale), &Bench::on(shared::node()), &proxy, "q");
    assert_eq!((proxy.connections(), tally.duplicated), (1, 0));
    tally
}

/// Both lose their connection while messages flow, and find nobody there at first.
fn refused(scale: &Scale) -> Tally {
    let half: u64 = scale.of(1000, 20_000);
    let bench = Bench::on(shared::node());
    bench.vhost().declare_queue("q", &json!({"durable": true}));
    let proxy = Proxy::new(shared::node().amqp_port());
    let url = proxy.url(&bench.url());
    let lost = "warning: cannot [..]: the connection was lost[..]; connecting again in [..]ms\n\
                warning: cannot connect to [..]: Connection refused (os error 111); connecting again in [..]\n...\n \
                [*] Connected again\n";
    let out = bench.rmq(["receive", "-Q", "q", "--reconnect", "forever", "-u", &url]);
    let mut out = out.stdout_matches("...\n").stderr_matches(&format!("{WAITING}{lost}{WAITING}")).spawn();
    let done = format!("{lost} [x] Sent {} messages\n", 2 * half);
    let into = bench.rmq(["send", "--lines", "-Q", "q", "--reconnect", "forever", "-u", &url]);
    let mut into = into.stdin(Stdin::Piped).stderr_matches(&done).spawn();
    let lines = numbered(2 * half);
    let middle = numbered(half).len();
    into.write_stdin(&lines[..middle]);
    out.wait_stdout_line(&(half - 1).to_string());
    proxy.refuse();
    proxy.act(Act::Reset);
    into.write_stdin(&lines[middle..]);
    for running in [&mut into, &mut out] {
        running.wait_stderr_line("Connection refused");
    }
    proxy.welcome();
    let sent = confirmed(&into.finish().stderr_text());
    out.wait_stdout_line(&(2 * half - 1).to_string());
    out.signal(Signal::TERM);
    let came = Came::of(&out.finish().stdout);
    tally(sent, &came, &take_rest(&bench, "q"))
}
