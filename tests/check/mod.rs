//! `rmq check`: what it says of a broker that works, and of each way in which one does not.

mod interrupted;
mod json;
mod refused;
mod rounds;
mod several;
mod unreachable;
mod working;

use crate::support::{Cmd, FakeServer};

/// The steps that every connection has in common, without TLS.
const CONNECTED: [&str; 5] =
    [" [x] resolve[..] ms  127.0.0.1", TCP, " [x] handshake[..] ms", LOGIN, " [x] vhost[..] ms"];
const TCP: &str = " [x] tcp[..] ms  127.0.0.1:[..]";
const LOGIN: &str = " [x] login[..] ms";
/// The steps of a message that goes to a real broker and comes back.
const EXERCISED: [&str; 8] = [
    " [x] channel[..] ms  publisher confirms on",
    " [x] declare[..] ms  amq.gen-[..]",
    " [x] consume[..] ms",
    " [x] publish[..] ms  confirmed",
    " [x] route[..]  -     not returned",
    " [x] deliver[..] ms  since publishing",
    " [x] compare[..] ms  [..] bytes",
    " [x] ack[..] ms",
];
/// What comes after the last round.
const CLEANED: [&str; 2] = [" [x] cleanup[..] ms  queue deleted, connection closed", "     total[..] ms"];

/// The pattern of a report: the headline, and these groups of lines.
fn report(headline: &str, groups: &[&[&str]]) -> String {
    let lines = std::iter::once(&headline).chain(groups.iter().flat_map(|group| group.iter()));
    lines.map(|line| format!("{line}\n")).collect()
}

/// The three lines of an error at a step.
fn failed(step: &str, what: &str, why: &str, hint: &str) -> String {
    format!("error: check failed at {step}: {what}\n  why: {why}\n  try: {hint}\n")
}

fn url(server: &FakeServer) -> String {
    format!("amqp://127.0.0.1:{}", server.port())
}

/// `rmq check` against this server, with more options.
fn check(server: &FakeServer, options: &[&str]) -> Cmd {
    Cmd::rmq().args(["check", "-u", &url(server)]).args(options)
}

/// The headline about a server that does not say what it is.
fn unnamed(server: &FakeServer) -> String {
    format!("{}, vhost /, user guest", url(server))
}
