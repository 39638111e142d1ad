//! Servers that fail on purpose.

use std::io::{Read, Write};
use std::net::TcpStream;

use crate::support::{FakeServer, PATIENCE, RefusedPort};

fn connect(port: u16) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", port)).expect("it listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("not zero");
    stream
}

#[test]
fn a_server_says_what_it_was_told_to() {
    let server = FakeServer::saying(b"HTTP/1.1 400 Bad Request\r\n");
    let mut answer = [0; 8];
    connect(server.port()).read_exact(&mut answer).expect("it answers");
    assert_eq!(&answer, b"HTTP/1.1");
    assert_eq!(server.accepted(), 1);
}

#[test]
fn a_server_closes_or_keeps_silent() {
    let closing = FakeServer::closing();
    assert_eq!(connect(closing.port()).read(&mut [0]).expect("a clean end"), 0);
    let silent = FakeServer::silent();
    let mut stream = connect(silent.port());
    stream.write_all(b"AMQP").expect("it reads");
    stream.set_nonblocking(true).expect("a socket can be that");
    assert!(stream.read(&mut [0]).is_err());
}

#[test]
fn a_refused_port_refuses() {
    let refused = RefusedPort::new();
    let error = TcpStream::connect(("127.0.0.1", refused.port())).expect_err("nobody listens");
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionRefused);
}
