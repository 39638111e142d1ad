//! What a connection needs to know before it is made.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::{Endpoint, Reconnect};
use crate::tls::Files;

/// Takes one line about each AMQP step, for people who want to watch.
#[derive(Clone)]
pub struct Narrator(Arc<dyn Fn(fmt::Arguments<'_>) + Send + Sync>);

impl Narrator {
    /// Hands each line to `tell`, not yet formatted: nobody may want to hear it.
    pub fn new(tell: impl Fn(fmt::Arguments<'_>) + Send + Sync + 'static) -> Self {
        Self(Arc::new(tell))
    }

    /// Tells one line.
    pub fn tell(&self, line: fmt::Arguments<'_>) {
        (self.0)(line);
    }
}

impl fmt::Debug for Narrator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Narrator")
    }
}

/// The largest frame that RabbitMQ agrees to unless it is set up otherwise, in bytes. The headers of a message travel in
/// one frame, so nothing less is asked for.
pub(super) const USUAL_FRAME: u32 = 128 * 1024;

/// How to reach a broker. Made from flags and environment, the same for every command.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Brokers to try, in this order; at least one.
    pub endpoints: Vec<Endpoint>,
    /// How long to go on trying until one of them speaks AMQP. `None`: each is tried once.
    pub wait: Option<Duration>,
    /// How long one attempt may take, from name resolution to `connection.open-ok`.
    pub connect_timeout: Duration,
    /// Whether a lost connection is made again, where the user says it.
    pub reconnect: Option<Reconnect>,
    /// Name of the connection that the broker's own tools show.
    pub connection_name: String,
    /// Who hears about each step.
    pub narrator: Narrator,
    /// Who hears what the user must know although nothing failed.
    pub warner: Narrator,
}

impl Settings {
    /// The same brokers in an order of chance: of many who listen to a cluster, not all are at its first node.
    #[must_use]
    pub fn spread(mut self) -> Self {
        fastrand::shuffle(&mut self.endpoints);
        self
    }

    /// Warns of a connection that is not encrypted although somebody says how to.
    pub fn warn_of_plain_text(&self) {
        let plain = self.endpoints.iter().find(|endpoint| !endpoint.tls && *endpoint.trust.files() != Files::default());
        if let Some(endpoint) = plain {
            self.warner.tell(format_args!(
                "the connection to {endpoint} is not encrypted, and the files for TLS are not used: amqps:// encrypts"
            ));
        }
    }
}
