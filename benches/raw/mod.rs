//! A client of raw bytes: frames are encoded before the clock starts, and what comes back is only counted. What it gets
//! out of a broker is about all that anybody can.

pub mod frames;

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::ops::Range;
use std::time::Duration;

use frames::{ACK, DELIVER, METHOD, NACK, RETURN, frame, method, short};

/// Most messages that are published and not yet confirmed, and how many are written at a time.
const WINDOW: u64 = 2048;
const CHUNK: u64 = 256;

/// Most messages that are delivered and not yet acked, and how many one ack is for.
const PREFETCH: u16 = 2000;
const BATCH: u64 = 100;

/// How long the broker may take to answer.
const PATIENCE: Duration = Duration::from_secs(120);

const BUFFER: usize = 256 * 1024;

/// A connection with one open channel.
pub struct Raw {
    socket: TcpStream,
    buffer: Vec<u8>,
    /// What of the buffer has been read and not yet been looked at.
    unread: Range<usize>,
    /// The last publish of which a confirm is known.
    confirmed: u64,
}

impl Raw {
    /// Logs in as guest.
    pub fn open(port: u16) -> Self {
        let socket = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("the broker listens");
        socket.set_nodelay(true).expect("a socket");
        socket.set_read_timeout(Some(PATIENCE)).expect("a limit that is not zero");
        let mut raw = Self { socket, buffer: vec![0; BUFFER], unread: 0..0, confirmed: 0 };
        raw.send(b"AMQP\0\0\x09\x01");
        raw.expect([0, 10, 0, 10]);
        let mut start_ok = vec![0, 10, 0, 11, 0, 0, 0, 0];
        start_ok.extend(short("PLAIN"));
        start_ok.extend(12_u32.to_be_bytes());
        start_ok.extend(b"\0guest\0guest");
        start_ok.extend(short("en_US"));
        raw.send(&frame(METHOD, 0, &start_ok));
        raw.expect([0, 10, 0, 30]);
        raw.send(&frame(METHOD, 0, &[0, 10, 0, 31, 0x07, 0xFF, 0, 2, 0, 0, 0, 0]));
        raw.send(&frame(METHOD, 0, &[0, 10, 0, 40, 1, b'/', 0, 0]));
        raw.expect([0, 10, 0, 41]);
        raw.send(&method(20, 10, &[0]));
        raw.expect([0, 20, 0, 11]);
        raw
    }

    /// Says goodbye, and waits for the answer.
    pub fn close(mut self) {
        self.send(&frame(METHOD, 0, &[0, 10, 0, 50, 0, 200, 0, 0, 0, 0, 0]));
        self.expect([0, 10, 0, 51]);
    }

    /// Declares a transient queue.
    pub fn declare(&mut self, queue: &str) {
        self.send(&Self::declaration(queue, 0));
        self.expect([0, 50, 0, 11]);
    }

    /// Declares a queue that this connection alone may use, and that goes with it; answers the name that the broker gave.
    pub fn declare_exclusive(&mut self) -> String {
        self.send(&Self::declaration("", 4));
        let answer = self.expect([0, 50, 0, 11]);
        String::from_utf8_lossy(&answer[5..5 + usize::from(answer[4])]).into_owned()
    }

    /// Messages that wait.
    pub fn depth(&mut self, queue: &str) -> u64 {
        self.state(queue)[0]
    }

    /// Consumers that there are.
    pub fn consumers(&mut self, queue: &str) -> u64 {
        self.state(queue)[1]
    }

    fn state(&mut self, queue: &str) -> [u64; 2] {
        self.send(&Self::declaration(queue, 1));
        let answer = self.expect([0, 50, 0, 11]);
        let number = |at: usize| u32::from_be_bytes(answer[at..at + 4].try_into().expect("four bytes")).into();
        [5, 9].map(|at| number(at + queue.len()))
    }

    fn declaration(queue: &str, flags: u8) -> Vec<u8> {
        let mut arguments = vec![0, 0];
        arguments.extend(short(queue));
        arguments.push(flags);
        arguments.extend([0; 4]);
        method(50, 10, &arguments)
    }

    /// Deletes a queue.
    pub fn delete(&mut self, queue: &str) {
        let mut arguments = vec![0, 0];
        arguments.extend(short(queue));
        arguments.push(0);
        self.send(&method(50, 40, &arguments));
        self.expect([0, 50, 0, 41]);
    }

    /// Asks for publisher confirms.
    pub fn confirms(&mut self) {
        self.send(&method(85, 10, &[0]));
        self.expect([0, 85, 0, 11]);
    }

    /// Publishes the frames of one message `count` times.
    pub fn publish(&mut self, message: &[u8], count: u64) {
        self.write(message, count, |_, _| {});
    }

    /// The same with confirms: a bounded number of messages is on its way, and in the end none.
    pub fn publish_confirmed(&mut self, message: &[u8], count: u64) {
        self.confirms();
        self.write(message, count, |raw, written| raw.wait_confirmed((written + CHUNK).saturating_sub(WINDOW)));
        self.wait_confirmed(count);
    }

    fn write(&mut self, message: &[u8], count: u64, after: fn(&mut Self, u64)) {
        let chunk = message.repeat(CHUNK as usize);
        let mut written = 0;
        while written < count {
            let more = CHUNK.min(count - written);
            self.send(&chunk[..more as usize * message.len()]);
            written += more;
            after(self, written);
        }
    }

    /// Writes bytes.
    pub fn send(&mut self, bytes: &[u8]) {
        self.socket.write_all(bytes).expect("the broker reads");
    }

    /// Waits until publish number `last` is confirmed.
    fn wait_confirmed(&mut self, last: u64) {
        while self.confirmed < last {
            let payload = self.find(ACK);
            self.confirmed = u64::from_be_bytes(self.buffer[payload.start + 4..][..8].try_into().expect("eight bytes"));
        }
    }

    /// Consumes `count` messages, acking every hundred at once.
    pub fn consume(&mut self, queue: &str, count: u64) {
        self.start_consumer(queue, PREFETCH, false);
        for number in 1..=count {
            let payload = self.find(DELIVER);
            if number % BATCH == 0 || number == count {
                let tag = self.buffer[payload][6..14].try_into().expect("eight bytes");
                self.ack_up_to(tag);
            }
        }
        self.stop_consumer();
    }

    /// Consumes `count` messages that the broker forgets as it sends them.
    pub fn consume_unacked(&mut self, queue: &str, count: u64) {
        self.start_consumer(queue, 0, true);
        for _ in 0..count {
            self.find(DELIVER);
        }
        self.stop_consumer();
    }

    /// Starts the consumer `c`.
    pub fn start_consumer(&mut self, queue: &str, prefetch: u16, no_ack: bool) {
        let mut qos = vec![0; 4];
        qos.extend(prefetch.to_be_bytes());
        qos.push(0);
        self.send(&method(60, 10, &qos));
        self.expect([0, 60, 0, 11]);
        let mut arguments = vec![0, 0];
        arguments.extend(short(queue));
        arguments.extend(short("c"));
        arguments.push(u8::from(no_ack) << 1);
        arguments.extend([0; 4]);
        self.send(&method(60, 20, &arguments));
        self.expect([0, 60, 0, 21]);
    }

    /// Answers a message of the consumer `c` with frames, and acks it by the bytes of its delivery tag, in one write.
    pub fn reply(&mut self, frames: &[u8], tag: [u8; 8]) {
        let mut arguments = tag.to_vec();
        arguments.push(0);
        self.send(&[frames, &method(60, 80, &arguments)].concat());
    }

    /// Acks messages by the bytes of the last one's delivery tag.
    fn ack_up_to(&mut self, tag: [u8; 8]) {
        let mut arguments = tag.to_vec();
        arguments.push(1);
        self.send(&method(60, 80, &arguments));
    }

    fn stop_consumer(&mut self) {
        let mut cancel = short("c");
        cancel.push(0);
        self.send(&method(60, 30, &cancel));
        self.expect([0, 60, 0, 31]);
    }

    /// Reads frames until this method comes, and answers its payload.
    fn expect(&mut self, wanted: [u8; 4]) -> Vec<u8> {
        let payload = self.find(wanted);
        self.buffer[payload].to_vec()
    }

    /// Reads frames until this method comes, and answers where in the buffer its payload is until the next frame is read.
    fn find(&mut self, wanted: [u8; 4]) -> Range<usize> {
        loop {
            let (kind, payload) = self.read();
            if kind == METHOD && self.buffer[payload.clone()].starts_with(&wanted) {
                return payload;
            }
        }
    }

    /// The next frame: its kind, and its payload until the one after it is read.
    pub fn next(&mut self) -> (u8, &[u8]) {
        let (kind, payload) = self.read();
        (kind, &self.buffer[payload])
    }

    fn read(&mut self) -> (u8, Range<usize>) {
        self.fill(7);
        let head = &self.buffer[self.unread.start..];
        let (kind, size) = (head[0], u32::from_be_bytes(head[3..7].try_into().expect("four bytes")) as usize);
        self.fill(size + 8);
        let payload = self.unread.start + 7..self.unread.start + 7 + size;
        self.unread.start += size + 8;
        let method = &self.buffer[payload.clone()];
        let bad = [[0, 10, 0, 50], [0, 20, 0, 40], RETURN, NACK].iter().any(|bad| method.starts_with(bad));
        assert!(kind != METHOD || !bad, "closed or refused: {:?}", String::from_utf8_lossy(method));
        (kind, payload)
    }

    /// Reads until `wanted` bytes are there.
    fn fill(&mut self, wanted: usize) {
        if self.unread.len() >= wanted {
            return;
        }
        if self.unread.start + wanted > self.buffer.len() || self.unread.is_empty() {
            self.buffer.copy_within(self.unread.clone(), 0);
            self.unread = 0..self.unread.len();
            self.buffer.resize(self.buffer.len().max(wanted), 0);
        }
        while self.unread.len() < wanted {
            let read = self.socket.read(&mut self.buffer[self.unread.end..]).expect("the broker answers");
            assert!(read > 0, "the broker has gone");
            self.unread.end += read;
        }
    }
}
