//! Owns a connection of the client with its channels.

use super::channel::Channel;
use super::connection::{Connection, Next};
use super::method::Method;
use super::side::Side;

pub const CHANNELS: u16 = 2;

/// A connection and its channels.
pub struct Link {
    pub connection: Connection,
    /// Channel `n` is at `n - 1`.
    pub channels: Vec<Channel>,
    /// What was said about the connection as a whole.
    pub lines: Vec<String>,
    /// The broker takes no connections any more.
    pub lost: bool,
}

impl Link {
    /// Connects, and opens the channels.
    pub fn open(side: &Side) -> Result<Self, String> {
        let connection = Connection::open(side.port, &side.vhost);
        let mut connection = connection.map_err(|why| format!("{} cannot be connected to: {why}", side.name))?;
        let mut channels = Vec::new();
        for number in 1..=CHANNELS {
            connection.send(number, &Method::new("channel.open"));
            channels.push(Channel::opening());
        }
        Ok(Self { connection, channels, lines: Vec::new(), lost: false })
    }

    /// Whether nobody can say what is where when all channels end at once: RabbitMQ ends them in some order, and what one
    /// gives back the next may still get.
    pub fn ends_in_disorder(&self) -> bool {
        let takes_part = |channel: &&Channel| channel.holds() || !channel.consumers.is_empty();
        self.channels.iter().any(Channel::holds) && self.channels.iter().filter(takes_part).count() > 1
    }

    /// Closes the connection in good order; whether the broker did so too.
    pub fn close(&mut self) -> bool {
        self.connection.send(0, &closing("connection.close"));
        loop {
            match self.connection.next(true) {
                Next::Frame(frame) if frame.channel == 0 => return self.connection.wait_gone(),
                Next::Frame(_) => {}
                Next::Silence => return false,
                Next::Gone => return true,
            }
        }
    }

    /// Asks something on each channel, so that the answer tells that everything before it has been answered.
    pub fn ask(&mut self) {
        for (number, channel) in (1..).zip(&mut self.channels) {
            if !channel.busy {
                self.connection.send(number, &Method::new("channel.flow").bit("active", true));
                channel.syncs += 1;
            }
        }
        self.connection.flush();
    }

    /// What has been received and not been read.
    pub fn waiting(&mut self) -> Option<Next> {
        if self.lost {
            return None;
        }
        let next = self.connection.next(false);
        (!matches!(next, Next::Silence)).then_some(next)
    }
}

/// A close in good order.
pub fn closing(name: &str) -> Method {
    Method::new(name).number("code", 200).text("text", "done")
}
