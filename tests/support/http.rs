//! Owns the few lines of HTTP that the management API needs.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

/// `guest:guest`
const CREDENTIALS: &str = "Z3Vlc3Q6Z3Vlc3Q=";

/// The status and the body of an answer.
#[derive(Debug)]
pub struct Response {
    pub status: u16,
    pub body: String,
}

/// Asks a server on loopback, which has `limit` to answer. HTTP/1.0, because its answers simply end.
pub fn request(port: u16, method: &str, path: &str, body: &str, limit: Duration) -> io::Result<Response> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(limit))?;
    let length = body.len();
    let head = format!(
        "{method} {path} HTTP/1.0\r\n\
         Host: 127.0.0.1:{port}\r\n\
         Authorization: Basic {CREDENTIALS}\r\n\
         Content-Type: application/json\r\n\
         Content-Length: {length}\r\n\r\n"
    );
    stream.write_all((head + body).as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    parse(&answer).ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, answer))
}

fn parse(answer: &str) -> Option<Response> {
    let (head, body) = answer.split_once("\r\n\r\n")?;
    Some(Response { status: head.split(' ').nth(1)?.parse().ok()?, body: body.to_owned() })
}
