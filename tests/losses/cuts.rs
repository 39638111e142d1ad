//! The connection is cut after each of its frames, either way, and the next one is not.
//!
//! Each is told twice the same: `--wait` for what happens before there is a connection, and to connect again for what
//! happens after that. So no cut may have another end than none.

use crate::fault::{Fault, Scale, Tally};
use crate::flow::{Came, confirmed, numbered, take_rest, tally};
use crate::many::each;
use crate::shared;
use crate::support::{Act, Bench, Cmd, Harm, Plan, Proxy, Signal, WAITING, Way, error, matches};

/// How a connection is cut: an act, and whether in the middle of the next frame.
type Cut = (Act, bool);
const CLOSED: Cut = (Act::Close, false);
const RESET: Cut = (Act::Reset, false);
const TORN: Cut = (Act::Close, true);

macro_rules! fault {
    ($name:literal, $short:literal, $run:ident, $way:ident, $cut:ident) => {
        Fault { name: $name, short: $short, run: |scale| $run(scale, Way::$way, $cut) }
    };
}

pub const FAULTS: &[Fault] = &[
    Fault { name: "handshake cut after each frame, one attempt only", short: true, run: handshake },
    fault!("send: closed after each frame from the broker", true, send, FromBroker, CLOSED),
    fault!("send: closed after each frame to the broker", true, send, FromClient, CLOSED),
    fault!("send: reset after each frame from the broker", false, send, FromBroker, RESET),
    fault!("send: reset after each frame to the broker", true, send, FromClient, RESET),
    fault!("send: closed within each frame from the broker", false, send, FromBroker, TORN),
    fault!("send: closed within each frame to the broker", false, send, FromClient, TORN),
    fault!("receive: closed after each frame from the broker", true, receive, FromBroker, CLOSED),
    fault!("receive: closed after each frame to the broker", true, receive, FromClient, CLOSED),
    fault!("receive: reset after each frame from the broker", true, receive, FromBroker, RESET),
    fault!("receive: reset after each frame to the broker", false, receive, FromClient, RESET),
    fault!("receive: closed within each frame from the broker", false, receive, FromBroker, TORN),
    fault!("receive: closed within each frame to the broker", false, receive, FromClient, TORN),
];

/// Frames of a handshake, up to the one that ends it.
const HANDSHAKE: [(Way, u64); 2] = [(Way::FromBroker, 3), (Way::FromClient, 4)];
/// A connection was lost, and made again.
const AGAIN: &str =
    "warning: cannot [..]: the connection was lost[..]; connecting again in [..]ms\n [*] Connected again\n";

/// A proxy that cuts the first connection.
fn cutting(harm: Option<Harm>) -> Proxy {
    Proxy::planned(shared::node().amqp_port(), move |number| Plan { harm: harm.filter(|_| number == 1), pace: None })
}

/// `rmq` with these arguments, by way of a proxy, to which it connects again.
fn rmq(bench: &Bench<'_>, proxy: &Proxy, args: &[&str]) -> Cmd {
    let url = proxy.url(&bench.url());
    bench.rmq(args).args(["--wait", "20s", "--reconnect", "forever", "-u", &url])
}

/// After each frame that an unharmed connection has this way; in the short form after each of the first and some of the
/// others.
fn points(scale: &Scale, frames: u64, way: Way, (act, torn): Cut) -> Vec<Harm> {
    let wanted = |after: &u64| scale.full || *after < 9 || after.is_multiple_of(5);
    (0..=frames).filter(wanted).map(|after| Harm { way, after, torn, act }).collect()
}

fn send(scale: &Scale, way: Way, cut: Cut) -> Tally {
    let lines = scale.of(10, 30);
    let bench = Bench::on(shared::node());
    let one = |queue: &str, harm| {
        let proxy = cutting(harm);
        let cmd = rmq(&bench, &proxy, &["send", "--lines", "--durable", "-Q", queue]).input(numbered(lines));
        let said = cmd.stderr_matches("...\n").run().stderr_text();
        let done = format!(" [x] Sent {lines} messages\n");
        let good = [done.clone(), format!("{AGAIN}{done}")];
        assert!(good.iter().any(|good| matches(good, &said)), "{harm:?}: {said}");
        let mut tally = tally(confirmed(&said), &take_rest(&bench, queue), &Came::default());
        tally.tried = proxy.harmed();
        (tally, proxy)
    };
    let (_, calm) = one("calm", None);
    let points = points(scale, calm.frames(1, way), way, cut);
    each(&points, |number, harm| one(&format!("q{number}"), Some(*harm)).0)
}

fn receive(scale: &Scale, way: Way, cut: Cut) -> Tally {
    let lines: u64 = scale.of(10, 30);
    let bench = Bench::on(shared::node());
    let one = |queue: &str, harm| {
        bench.rmq(["send", "-q", "--lines", "--durable", "-Q", queue]).input(numbered(lines)).run();
        let proxy = cutting(harm);
        let cmd = rmq(&bench, &proxy, &["receive", "-Q", queue]);
        let mut running = cmd.stdout_matches("...\n").stderr_matches("...\n").spawn();
        running.wait_stdout_line(&(lines - 1).to_string());
        // It may be cut before, while or after it says goodbye.
        running.signal(Signal::TERM);
        let output = running.finish();
        let said = output.stderr_text();
        let begun = [format!("{AGAIN}{WAITING}"), format!("{WAITING}{AGAIN}{WAITING}"), format!("{WAITING}{AGAIN}")];
        let lost = AGAIN.lines().next().map(|line| format!("{WAITING}{line}\n"));
        let mut good = [WAITING.to_owned()].into_iter().chain(begun).chain(lost);
        assert!(good.any(|good| matches(&good, &said)), "{harm:?}: {said}");
        let mut tally = tally(lines, &Came::of(&output.stdout), &take_rest(&bench, queue));
        tally.tried = proxy.harmed();
        (tally, proxy)
    };
    let (_, calm) = one("calm", None);
    let points = points(scale, calm.frames(1, way), way, cut);
    each(&points, |number, harm| one(&format!("q{number}"), Some(*harm)).0)
}

/// A connection that never was is not made again: it is an error that says why.
fn handshake(_scale: &Scale) -> Tally {
    let bench = Bench::on(shared::node());
    let acts = [
        (Act::Close, "the server closed the connection before the handshake was done (connection aborted)"),
        (
            Act::Reset,
            "the server closed the connection before the handshake was done (Connection reset by peer (os error 104))",
        ),
    ];
    let points: Vec<_> = acts
        .iter()
        .flat_map(|(act, why)| {
            HANDSHAKE.iter().flat_map(move |(way, frames)| {
                (0..*frames).map(move |after| (Harm { way: *way, after, torn: false, act: *act }, *why))
            })
        })
        .collect();
    each(&points, |_, (harm, why)| {
        let mut tried = 0;
        for command in [&["send", "hi"][..], &["send", "--lines"], &["receive"]] {
            let proxy = cutting(Some(*harm));
            let url = proxy.url(&bench.url());
            let cmd = bench.rmq(command).args(["--reconnect", "forever", "-u", &url]).input("1\n");
            cmd.stderr_matches(&error("cannot connect to [..]", why, "[..]")).status(5).run();
            tried += proxy.harmed();
        }
        Tally { tried, ..Tally::default() }
    })
}
