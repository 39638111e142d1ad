//! Servers that fail on purpose.

use std::io::{Read, Write};
use std::net::TcpStream;

use crate::support::{FakeServer, Hook, PATIENCE, RefusedPort, Reply};

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

#[test]
fn a_hook_takes_requests_where_a_port_refused_them() {
    let refused = RefusedPort::new();
    let port = refused.port();
    let hook = Hook::on(refused.listen(), |number, post| match number {
        1 => Reply::new("201 Created", "X-Path: y\r\n", post.text()),
        _ => Reply::Cut("HTTP/1.1 5".to_owned()),
    });
    let mut stream = connect(port);
    stream.write_all(b"PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi").expect("it reads");
    stream.write_all(b"POST / HTTP/1.1\r\n\r\n").expect("it reads");
    let mut answers = String::new();
    stream.read_to_string(&mut answers).expect("a clean end");
    assert_eq!(answers, "HTTP/1.1 201 Created\r\nContent-Length: 2\r\nX-Path: y\r\n\r\nhiHTTP/1.1 5");
    let posts = hook.wait_posts(2);
    assert_eq!(
        (posts[0].line.as_str(), posts[0].header("host"), hook.texts()),
        ("PUT /a", Some("h"), vec!["hi".to_owned(), String::new()])
    );
}
