//! The connection is cut after each of its frames, either way, and the next one is not. No cut may have another end than
//! none.

use crate::fault::{Fault, Scale, Tally};
use crate::line::{Crossing, Line, harming};
use crate::many::each;
use crate::shared;
use crate::support::{Act, Bench, Harm, Way, error};

/// How a connection is cut: an act, and whether in the middle of the next frame.
type Cut = (Act, bool);
const CLOSED: Cut = (Act::Close, false);
const RESET: Cut = (Act::Reset, false);
const TORN: Cut = (Act::Close, true);

/// One message at a time, so that each has an ack of its own.
const SINGLY: &[&str] = &["--prefetch", "1"];

macro_rules! fault {
    ($name:literal, $short:literal, $crossing:ident, $way:ident, $cut:ident, $args:expr) => {
        Fault { name: $name, short: $short, run: |scale| cut(scale, Line::$crossing, Way::$way, $cut, $args) }
    };
}

pub const FAULTS: &[Fault] = &[
    Fault { name: "handshake cut after each frame, one attempt", short: true, run: handshake },
    fault!("send: closed after each frame from the broker", true, send, FromBroker, CLOSED, &[]),
    fault!("send: closed after each frame to the broker", true, send, FromClient, CLOSED, &[]),
    fault!("send: reset after each frame from the broker", false, send, FromBroker, RESET, &[]),
    fault!("send: reset after each frame to the broker", true, send, FromClient, RESET, &[]),
    fault!("send: closed within each frame from the broker", false, send, FromBroker, TORN, &[]),
    fault!("send: closed within each frame to the broker", false, send, FromClient, TORN, &[]),
    fault!("receive: closed after each frame from the broker", true, receive, FromBroker, CLOSED, &[]),
    fault!("receive: closed after each frame to the broker", true, receive, FromClient, CLOSED, SINGLY),
    fault!("receive: reset after each frame from the broker", true, receive, FromBroker, RESET, &[]),
    fault!("receive: reset after each frame to the broker", false, receive, FromClient, RESET, SINGLY),
    fault!("receive: closed within each frame from the broker", false, receive, FromBroker, TORN, &[]),
    fault!("receive: closed within each frame to the broker", false, receive, FromClient, TORN, SINGLY),
];

/// Frames of a handshake each way, up to the one that ends it.
const HANDSHAKE: [(Way, u64); 2] = [(Way::FromBroker, 3), (Way::FromClient, 4)];

/// Why there is no connection: one that is closed may be noticed by writing, too.
const WHY: [(Act, &str); 2] = [(Act::Close, "[..]"), (Act::Reset, " (Connection reset by peer (os error 104))")];

/// After each frame that an unharmed connection has this way; in the short form after each of the first and some of the
/// others.
fn cut(scale: &Scale, crossing: Crossing, way: Way, (act, torn): Cut, args: &'static [&'static str]) -> Tally {
    let (line, calm) = (Line { args, ..Line::new(scale) }, harming(None));
    crossing(&line, &Bench::on(shared::node()), &calm, "calm");
    let wanted = |after: &u64| scale.full || *after < 9 || after.is_multiple_of(5);
    let points = (0..=calm.frames(1, way)).filter(wanted);
    line.cross(crossing, &points.map(|after| Harm { way, after, torn, act }).collect::<Vec<_>>())
}

/// A connection that never was is not made again: it is an error that says why.
fn handshake(_scale: &Scale) -> Tally {
    let bench = Bench::on(shared::node());
    let mut harms = Vec::new();
    for (act, why) in WHY {
        for (way, frames) in HANDSHAKE {
            harms.extend((0..frames).map(|after| (Harm { way, after, torn: false, act }, why)));
        }
    }
    each(&harms, |_, (harm, why)| {
        let why = format!("the server closed the connection before the handshake was done{why}");
        let stderr = error("cannot connect to [..]", &why, "is this an AMQP port? [..]");
        let commands = [&["send", "hi"][..], &["send", "--lines"], &["receive"]];
        let cut = |command: &&[&str]| {
            let proxy = harming(Some(*harm));
            let cmd = bench.rmq(*command).args(["--reconnect", "forever", "-u", &proxy.url(&bench.url())]);
            cmd.input("1\n").stderr_matches(&stderr).status(5).run();
            proxy.harmed()
        };
        Tally { tried: commands.iter().map(cut).sum(), ..Tally::default() }
    })
}
