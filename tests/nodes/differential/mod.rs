//! Random sequences of what clients do, played to RabbitMQ and to the inner broker, whose every answer is compared.
//!
//! ```text
//! campaign ─┬─ generate ── rng             sequences of `action`s
//!           ├─ compare ── player, known    plays one to both brokers
//!           └─ shrink                      makes one short that shows a difference
//! player ─┬─ absorb ── scrub               a client: what it does, and what it makes of what it receives
//!         ├─ link, channel ── said         what it knows of its connections and channels, and what was said there
//!         └─ side ── quiet.erl             where the broker is, and how it is known to have done everything
//! connection ── method ── spec             the wire, of its own coding
//!           └── properties ── value
//! ```

mod absorb;
mod action;
mod campaign;
mod channel;
mod compare;
mod connection;
mod generate;
mod known;
mod link;
mod method;
mod player;
mod properties;
mod rng;
mod said;
mod scrub;
mod shrink;
mod side;
mod spec;
mod value;

use std::env;
use std::time::Duration;

use campaign::run;
use side::{Side, start_quiet};

use crate::support::{Cmd, Node, Running};

/// The address of a broker that runs already, `127.0.0.1:PORT`; it is compared in its default vhost.
const RUNNING: &str = "RMQ_DIFF_BROKER";

/// No campaign takes longer.
const LONG: Duration = Duration::from_secs(86_400);

#[test]
fn rabbitmq_answers_as_rabbitmq() {
    let node = Node::rabbitmq("");
    let quiet = start_quiet(&node);
    let sides = ["one RabbitMQ", "the other RabbitMQ"].map(|name| Side::rabbitmq(name, &node, quiet));
    run(sides.each_ref());
}

#[test]
fn the_inner_broker_answers_as_rabbitmq() {
    let node = Node::rabbitmq("");
    let rabbitmq = Side::rabbitmq("RabbitMQ", &node, start_quiet(&node));
    let (_broker, port) = inner_broker();
    run([&rabbitmq, &Side::new("rmq broker", port, "/")]);
}

/// The broker to compare, with its port; its process when it is of this test.
fn inner_broker() -> (Option<Running>, u16) {
    if let Ok(address) = env::var(RUNNING) {
        let port = address.rsplit_once(':').and_then(|(_, port)| port.parse().ok());
        return (None, port.unwrap_or_else(|| panic!("{RUNNING} is 127.0.0.1:PORT, not {address}")));
    }
    let args = ["broker", "--listen", "127.0.0.1:0", "--http", "off"];
    let mut broker = Cmd::rmq().args(args).limit(LONG).spawn();
    let address = broker.wait_stdout_line("amqp://127.0.0.1:");
    let port = address.trim_end().rsplit_once(':').and_then(|(_, port)| port.parse().ok());
    (Some(broker), port.unwrap_or_else(|| panic!("{address} has no port")))
}
