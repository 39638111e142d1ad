//! Owns a server that speaks just enough AMQP 0-9-1, frame by frame, for what no real broker at hand says.
//!
//! It gives the usual answer to each method, and a test puts other bytes in the place of some of them.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::frames::{BODY, HEADER, METHOD, long, method_frame, read_frame, short};
use super::wire::FakeServer;

/// A method that the client sent.
#[derive(Debug)]
pub struct Request {
    /// Which connection it came on, from 1.
    pub connection: usize,
    pub channel: u16,
    /// Class and method, such as `(50, 10)` for `queue.declare`.
    pub method: (u16, u16),
    pub arguments: Vec<u8>,
}

impl Request {
    /// A method on the same channel, as a frame.
    pub fn reply(&self, method: (u16, u16), arguments: &[&[u8]]) -> Vec<u8> {
        method_frame(self.channel, method, arguments)
    }

    /// `channel.close` with this reply.
    pub fn refuse(&self, code: u16, text: &str) -> Vec<u8> {
        self.reply((20, 40), &[&code.to_be_bytes(), &short(text), &[0; 4]])
    }

    /// `connection.close` with this reply.
    pub fn hang_up(&self, code: u16, text: &str) -> Vec<u8> {
        method_frame(0, (10, 50), &[&code.to_be_bytes(), &short(text), &[0; 4]])
    }
}

/// A server that answers what `script` says to a method, and the usual where it says nothing.
pub fn scripted(script: impl Fn(&Request) -> Option<Vec<u8>> + Send + Sync + 'static) -> FakeServer {
    let connections = AtomicUsize::new(0);
    FakeServer::new(move |mut stream| {
        let connection = connections.fetch_add(1, Ordering::SeqCst) + 1;
        // However the conversation ends: the client says what came of it.
        let _ = serve(&mut stream, connection, &script);
    })
}

/// One such conversation, for a server that does more than to answer.
pub fn converse(mut stream: TcpStream, script: impl FnMut(&Request) -> Option<Vec<u8>>) {
    let script = RefCell::new(script);
    let _ = serve(&mut stream, 1, &|request: &Request| (script.borrow_mut())(request));
}

fn serve(stream: &mut TcpStream, connection: usize, script: &impl Fn(&Request) -> Option<Vec<u8>>) -> io::Result<()> {
    let mut header = [0; 8];
    stream.read_exact(&mut header)?;
    // Version 0.9, no server properties.
    stream.write_all(&method_frame(0, (10, 10), &[&[0, 9], &[0; 4], &long("PLAIN"), &long("en_US")]))?;
    let mut published = HashMap::<u16, Published>::new();
    loop {
        let (kind, channel, payload) = read_frame(stream)?;
        if kind != METHOD {
            if published.entry(channel).or_default().take(kind, &payload) {
                let tag = published[&channel].count.to_be_bytes();
                stream.write_all(&method_frame(channel, (60, 80), &[&tag, &[0]]))?;
            }
            continue;
        }
        let number = |at: usize| u16::from_be_bytes([payload[at], payload[at + 1]]);
        let request = Request { connection, channel, method: (number(0), number(2)), arguments: payload[4..].to_vec() };
        if let Some(bytes) = script(&request).or_else(|| usual(&request)) {
            stream.write_all(&bytes)?;
        }
    }
}

/// The answer of a broker that has nothing against it.
fn usual(request: &Request) -> Option<Vec<u8>> {
    let tag = short("consumer");
    Some(match request.method {
        // start-ok: tune, without a heartbeat
        (10, 11) => request.reply((10, 30), &[&[0, 0], &131_072_u32.to_be_bytes(), &[0, 0]]),
        (10, 40) => request.reply((10, 41), &[&[0]]),
        (10, 50) => request.reply((10, 51), &[]),
        (20, 10) => request.reply((20, 11), &[&[0; 4]]),
        (20, 40) => request.reply((20, 41), &[]),
        (50, 10) => request.reply((50, 11), &[&short("queue"), &[0; 8]]),
        (50, 40) => request.reply((50, 41), &[&[0; 4]]),
        (60, 10) => request.reply((60, 11), &[]),
        (60, 20) => request.reply((60, 21), &[&tag]),
        (60, 30) => request.reply((60, 31), &[&tag]),
        (85, 10) if request.arguments == [0] => request.reply((85, 11), &[]),
        _ => return None,
    })
}

/// The messages that came on a channel.
#[derive(Default)]
struct Published {
    count: u64,
    missing: u64,
}

impl Published {
    /// Takes a header or a part of a body; true when a message is complete with it.
    fn take(&mut self, kind: u8, payload: &[u8]) -> bool {
        match kind {
            HEADER => self.missing = u64::from_be_bytes(payload[4..12].try_into().expect("eight bytes")),
            BODY => self.missing -= payload.len() as u64,
            _ => return false,
        }
        self.count += u64::from(self.missing == 0);
        self.missing == 0
    }
}
