//! Owns a broker under comparison: where it is, and how it is known that it has done everything.

use std::cell::RefCell;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};

use crate::support::{Node, Vhost};

/// A port and a vhost.
pub struct Side {
    pub name: &'static str,
    pub port: u16,
    pub vhost: String,
    /// Where `quiet.erl` answers; without it, a broker has done everything once it has answered.
    quiet: Option<RefCell<TcpStream>>,
    /// Deleted with the side.
    _vhost: Option<Vhost>,
}

impl Side {
    /// A broker that does everything before it answers.
    pub fn new(name: &'static str, port: u16, vhost: &str) -> Self {
        Self { name, port, vhost: vhost.to_owned(), quiet: None, _vhost: None }
    }

    /// A vhost of a RabbitMQ in which `quiet.erl` is on this port.
    pub fn rabbitmq(name: &'static str, node: &Node, quiet: u16) -> Self {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, quiet)).expect("quiet.erl listens");
        stream.set_nodelay(true).expect("a socket has this option");
        let vhost = Vhost::new(node);
        let side = Self::new(name, node.amqp_port(), vhost.name());
        Self { quiet: Some(RefCell::new(stream)), _vhost: Some(vhost), ..side }
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

/// Starts `quiet.erl` in a RabbitMQ, and answers its port.
pub fn start_quiet(node: &Node) -> u16 {
    let source = node.dir().join("quiet.erl");
    std::fs::write(&source, include_str!("quiet.erl")).expect("the directory is writable");
    let source = source.display();
    let port = node.eval(&format!(
        r#"{{ok, Module, Code}} = compile:file("{source}", [binary]),
           {{module, Module}} = code:load_binary(Module, "quiet", Code), Module:start()."#
    ));
    port.parse().unwrap_or_else(|_| panic!("not a port: {port}"))
}
