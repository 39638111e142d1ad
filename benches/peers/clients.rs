//! Owns which clients there are, and whether they are on this machine.

use std::env;

use super::python::Python;

/// A client that takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Client {
    /// The program that cargo has built for this run.
    Rmq,
    /// Debian's amqp-tools: C, librabbitmq.
    AmqpTools,
    /// Python.
    Pika,
    /// A socket, in this process.
    Raw,
}

/// The clients of this machine.
pub struct Clients {
    pub python: Option<Python>,
    amqp_tools: bool,
}

impl Clients {
    /// Looks for them.
    pub fn find() -> Self {
        let tools = ["amqp-publish", "amqp-consume", "amqp-get"];
        let path = env::var_os("PATH").unwrap_or_default();
        let there = |tool: &&str| env::split_paths(&path).any(|dir| dir.join(tool).is_file());
        Self { python: Python::find(), amqp_tools: tools.iter().all(there) }
    }

    /// Why a client cannot take part, if it cannot.
    pub fn absent(&self, client: Client) -> Option<&'static str> {
        match client {
            Client::AmqpTools if !self.amqp_tools => Some("amqp-tools are not installed"),
            Client::Pika if self.python.is_none() => Some("pika is not installed"),
            _ => None,
        }
    }
}
