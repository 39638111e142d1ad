//! Owns the few lines of HTTP that the management API needs.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Name and password of the user who may do everything.
pub const GUEST: &str = "guest:guest";

/// The status, the head and the body of an answer.
#[derive(Debug)]
pub struct Response {
    pub status: u16,
    head: String,
    pub body: String,
}

impl Response {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.head.lines().filter_map(|line| line.split_once(": "));
        headers.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

/// Asks a server on loopback, which has `limit` to answer. HTTP/1.0, because its answers simply end.
pub fn request(port: u16, method: &str, path: &str, body: &str, limit: Duration) -> io::Result<Response> {
    let authorization = basic(GUEST);
    request_with(port, &authorization, method, path, body, limit)
}

/// The header that says who asks: `name:password`.
pub fn basic(credentials: &str) -> String {
    format!("Authorization: Basic {}\r\n", STANDARD.encode(credentials))
}

/// The same with other headers, each with its line end, than the one that says who asks.
pub fn request_with(
    port: u16,
    headers: &str,
    method: &str,
    path: &str,
    body: &str,
    limit: Duration,
) -> io::Result<Response> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(limit))?;
    let length = body.len();
    let head = format!(
        "{method} {path} HTTP/1.0\r\n\
         Host: 127.0.0.1:{port}\r\n\
         {headers}\
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
    Some(Response { status: head.split(' ').nth(1)?.parse().ok()?, head: head.to_owned(), body: body.to_owned() })
}
