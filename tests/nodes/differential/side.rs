//! Owns a broker under comparison: where it is, and how it is known that it has done everything.

use std::cell::RefCell;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};

/// A port and a vhost.
pub struct Side {
    pub name: String,
    pub port: u16,
    pub vhost: String,
    /// Where `quiet.erl` answers; without it, a broker has done everything once it has answered.
    quiet: Option<RefCell<TcpStream>>,
}

impl Side {
    /// A broker that does everything before it answers.
    pub fn new(name: &str, port: u16, vhost: &str) -> Self {
        Self { name: name.to_owned(), port, vhost: vhost.to_owned(), quiet: None }
    }

    /// A RabbitMQ with `quiet.erl` on this port.
    pub fn rabbitmq(name: &str, port: u16, vhost: &str, quiet: u16) -> Self {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, quiet)).expect("quiet.erl listens");
        stream.set_nodelay(true).expect("a socket has this option");
        Self { quiet: Some(RefCell::new(stream)), ..Self::new(name, port, vhost) }
    }

    /// Waits until nothing moves in it any more.
    pub fn wait_quiet(&self) {
        if let Some(quiet) = &self.quiet {
            let mut quiet = quiet.borrow_mut();
            quiet.write_all(b"?").expect("quiet.erl reads");
            quiet.read_exact(&mut [0]).expect("quiet.erl answers");
        }
    }
}
