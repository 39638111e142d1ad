//! Owns a client of bytes: it knows the handshake and where a frame ends, and nothing else of the protocol. What is said
//! and what is answered are the bytes in the test.

use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpStream};

use super::broker::Broker;
use super::frames::{method_frame, short};
use super::poll::PATIENCE;
pub use super::said::*;

/// What a client of AMQP 0-9-1 says first.
pub const GREETING: [u8; 8] = *b"AMQP\0\0\x09\x01";

/// What a client says of itself: that it wants to hear why it may not log in, and that publishers are held back.
pub const CAPABLE: &[u8] =
    b"\x0ccapabilitiesF\0\0\0\x34\x1cauthentication_failure_closet\x01\x12connection.blockedt\x01";

/// A connection of bytes. Waiting for an answer has a deadline.
pub struct Raw {
    socket: TcpStream,
    buffer: Vec<u8>,
    start: usize,
}

/// What a client answers in a handshake.
pub struct Answers<'a> {
    pub login: [&'a str; 2],
    pub vhost: &'a str,
    pub channel_max: u16,
    pub frame_max: u32,
    pub heartbeat: u16,
}

impl Default for Answers<'_> {
    fn default() -> Self {
        Self { login: ["guest"; 2], vhost: "/", channel_max: 2047, frame_max: 131_072, heartbeat: 0 }
    }
}

impl Raw {
    /// Connects, and says nothing.
    #[track_caller]
    pub fn dial(port: u16) -> Self {
        let socket = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("the broker listens");
        socket.set_nodelay(true).expect("a socket");
        socket.set_read_timeout(Some(PATIENCE)).expect("a limit that is not zero");
        socket.set_write_timeout(Some(PATIENCE)).expect("a limit that is not zero");
        Self { socket, buffer: Vec::new(), start: 0 }
    }

    /// Connects as guest, without heartbeats, and opens channel 1.
    #[track_caller]
    pub fn open(port: u16) -> Self {
        let mut raw = Self::with(port, &Answers::default());
        raw.open_channel(1);
        raw
    }

    /// Connects with these answers.
    #[track_caller]
    pub fn with(port: u16, answers: &Answers<'_>) -> Self {
        let mut raw = Self::dial(port);
        raw.send(GREETING);
        raw.wait_method((10, 10));
        let [user, password] = answers.login;
        raw.send(start_ok("PLAIN", format!("\0{user}\0{password}").as_bytes(), CAPABLE));
        raw.wait_method((10, 30));
        raw.send(tune_ok(answers.channel_max, answers.frame_max, answers.heartbeat));
        raw.send(method_frame(0, (10, 40), &[&short(answers.vhost), &[0, 0]]));
        raw.expect(method_frame(0, (10, 41), &[&[0]]));
        raw
    }

    /// Opens a channel.
    #[track_caller]
    pub fn open_channel(&mut self, number: u16) {
        self.ask(method_frame(number, (20, 10), &[&[0]]), method_frame(number, (20, 11), &[&[0; 4]]));
    }

    /// Writes bytes.
    #[track_caller]
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.socket.write_all(bytes.as_ref()).expect("the broker reads");
    }

    /// Writes bytes to one who may have closed the connection: what then remains unread is no failure.
    pub fn try_send(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        self.socket.write_all(bytes.as_ref()).is_ok()
    }

    /// The socket, for what is not about bytes.
    pub fn socket(&self) -> &TcpStream {
        &self.socket
    }

    /// The next frame as it came; `None` when the connection has ended.
    #[track_caller]
    pub fn next(&mut self) -> Option<Vec<u8>> {
        loop {
            let came = &self.buffer[self.start..];
            if let Some((head, _)) = came.split_first_chunk::<7>() {
                let [.., s3, s2, s1, s0] = *head;
                let size = 8 + u32::from_be_bytes([s3, s2, s1, s0]) as usize;
                if came.len() >= size {
                    let frame = came[..size].to_vec();
                    self.start += size;
                    assert_eq!(frame[size - 1], 0xCE, "the end of a frame: {}", frame.escape_ascii());
                    return Some(frame);
                }
            }
            if !self.fill() {
                assert_eq!(self.buffer[self.start..].escape_ascii().to_string(), "", "the broker ends within a frame");
                return None;
            }
        }
    }

    /// The next frame is this one, or the next frames are these.
    #[track_caller]
    pub fn expect(&mut self, bytes: impl AsRef<[u8]>) {
        let (bytes, mut came) = (bytes.as_ref(), Vec::new());
        while came.len() < bytes.len() {
            let Some(frame) = self.next() else { break };
            came.extend(frame);
        }
        assert!(
            came == bytes,
            "expected {}\n     got {}",
            bytes[..bytes.len().min(600)].escape_ascii(),
            came[..came.len().min(600)].escape_ascii()
        );
    }

    /// Says something, and gets this for an answer.
    #[track_caller]
    pub fn ask(&mut self, said: impl AsRef<[u8]>, answer: impl AsRef<[u8]>) {
        self.send(said);
        self.expect(answer);
    }

    /// Waits for a method, whatever comes before it; answers its channel and its fields.
    #[track_caller]
    pub fn wait_method(&mut self, (class, method): (u16, u16)) -> (u16, Vec<u8>) {
        let wanted = [class.to_be_bytes(), method.to_be_bytes()].concat();
        loop {
            let frame = self.next().unwrap_or_else(|| panic!("no method {class}.{method}, but the end"));
            if frame[0] == 1 && frame[7..11] == wanted {
                return (u16::from_be_bytes([frame[1], frame[2]]), frame[11..frame.len() - 1].to_vec());
            }
            let closed = [[0, 10, 0, 50], [0, 20, 0, 40]].iter().any(|close| frame[7..].starts_with(close));
            assert!(frame[0] != 1 || !closed, "waited for {class}.{method}: {}", frame.escape_ascii());
        }
    }

    /// The broker closes the connection for this reason. The answer is given, and the end awaited.
    #[track_caller]
    pub fn expect_close(&mut self, code: u16, text: &str, during: (u16, u16)) {
        self.expect(close(code, text, during));
        self.try_send(method_frame(0, (10, 51), &[]));
        self.expect_end();
    }

    /// Nothing more comes, and the connection ends. RabbitMQ leaves that to the client when it has closed in good order.
    #[track_caller]
    pub fn expect_end(&mut self) {
        if Broker::chosen() == Broker::RabbitMq {
            // Fails when the end has come already.
            let _ = self.socket.shutdown(Shutdown::Write);
        }
        let rest = self.rest();
        assert!(rest.is_empty(), "the end expected: {}", rest.escape_ascii());
    }

    /// All bytes until the end of the connection. A reset is an end.
    #[track_caller]
    pub fn rest(&mut self) -> Vec<u8> {
        while self.fill() {}
        self.buffer.split_off(self.start)
    }

    /// Reads more; false at the end.
    #[track_caller]
    fn fill(&mut self) -> bool {
        self.buffer.drain(..self.start);
        self.start = 0;
        let before = self.buffer.len();
        self.buffer.resize(before + 256 * 1024, 0);
        let read = self.socket.read(&mut self.buffer[before..]);
        self.buffer.truncate(before + read.as_ref().map_or(0, |count| *count));
        match read {
            Ok(count) => count > 0,
            Err(error) if matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe) => false,
            Err(error) => panic!("{error}; so far: {}", self.buffer.escape_ascii()),
        }
    }
}

/// A message goes through a queue of its own, which is gone with the connection.
#[track_caller]
pub fn round_trip(raw: &mut Raw, queue: &str) {
    raw.ask(declare(queue, 4), declared(queue, 0, 0));
    raw.send(message(queue, 0, b"hi", 2));
    raw.send(get(queue, true));
    raw.wait_method((60, 71));
    raw.expect([header(2, &[0, 0]), body(b"hi")].concat());
}
