//! The steps of a check, and their names.

use crate::amqp::Stage;

/// A step, in the order in which they are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// A stage of the connection.
    Connect(Stage),
    /// A channel, and publisher confirms on it.
    Channel,
    /// An exclusive queue with a name of the broker's choice.
    Declare,
    /// A consumer on that queue.
    Consume,
    /// A message, up to its confirm.
    Publish,
    /// That it was not returned; told together with the confirm, so without a time of its own.
    Route,
    /// The message, from its publishing to its delivery.
    Deliver,
    /// That it is the same message.
    Compare,
    /// The ack, up to the answer to the next question on its channel.
    Ack,
    /// The rounds after the first.
    Rounds,
    /// The queue is deleted and the connection closed.
    Cleanup,
}

impl Step {
    /// What it is called in both formats.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Connect(Stage::Resolve) => "resolve",
            Self::Connect(Stage::Tcp) => "tcp",
            Self::Connect(Stage::Tls) => "tls",
            Self::Connect(Stage::Handshake) => "handshake",
            Self::Connect(Stage::Login) => "login",
            Self::Connect(Stage::Vhost) => "vhost",
            Self::Channel => "channel",
            Self::Declare => "declare",
            Self::Consume => "consume",
            Self::Publish => "publish",
            Self::Route => "route",
            Self::Deliver => "deliver",
            Self::Compare => "compare",
            Self::Ack => "ack",
            Self::Rounds => "rounds",
            Self::Cleanup => "cleanup",
        }
    }
}
