//! Brokers at the level of bytes. What is sent and what must come back is written out from AMQP 0-9-1, as a broker and a
//! client that share a library would also share its mistakes. What is not about `rmq broker` alone holds for RabbitMQ too.

mod channels;
mod content;
mod garbage;
mod handshake;
mod heartbeats;
mod logins;
mod methods;
mod silence;

use crate::support::raw::{Raw, round_trip};
use crate::support::{Alone, Broker, random, shared_port};

/// Whether this run is about `rmq broker`.
fn inner() -> bool {
    Broker::chosen() == Broker::Inner
}

/// After all that one client did, the broker serves another, and `rmq broker` has not complained of anything.
#[track_caller]
fn expect_unharmed() {
    round_trip(&mut Raw::open(shared_port()), &format!("unharmed {:x}", random()));
    if inner() {
        Alone::shared().expect_quiet();
    }
}
