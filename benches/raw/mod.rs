//! A client of raw bytes: frames are encoded before the clock starts, and what comes back is only counted. What it gets
//! out of a broker is about all that anybody can.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

/// `basic.deliver`, `basic.ack`, `queue.declare-ok`.
const DELIVER: [u8; 4] = [0, 60, 0, 60];
const ACK: [u8; 4] = [0, 60, 0, 80];

/// Deliveries for each ack.
const BATCH: u64 = 100;

/// A connection with one open channel.
pub struct Raw {
    socket: TcpStream,
    buffer: Vec<u8>,
    start: usize,
}

fn frame(kind: u8, channel: u16, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![kind];
    frame.extend(channel.to_be_bytes());
    frame.extend((payload.len() as u32).to_be_bytes());
    frame.extend(payload);
    frame.push(0xCE);
    frame
}

fn method(class: u16, number: u16, arguments: &[u8]) -> Vec<u8> {
    let mut payload = class.to_be_bytes().to_vec();
    payload.extend(number.to_be_bytes());
    payload.extend(arguments);
    frame(1, 1, &payload)
}

fn short(text: &str) -> Vec<u8> {
    let mut bytes = vec![text.len() as u8];
    bytes.extend(text.as_bytes());
    bytes
}

impl Raw {
    /// Logs in as guest.
    pub fn open(port: u16) -> Self {
        let socket = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("the broker listens");
        socket.set_nodelay(true).expect("a socket");
        socket.set_read_timeout(Some(Duration::from_secs(120))).expect("a limit that is not zero");
        let mut raw = Self { socket, buffer: Vec::new(), start: 0 };
        raw.send(b"AMQP\0\0\x09\x01");
        raw.expect([0, 10, 0, 10]);
        let mut start_ok = [0, 0, 0, 0].to_vec();
        start_ok.extend(short("PLAIN"));
        start_ok.extend(12_u32.to_be_bytes());
        start_ok.extend(b"\0guest\0guest");
        start_ok.extend(short("en_US"));
        let mut payload = vec![0, 10, 0, 11];
        payload.extend(start_ok);
        raw.send(&frame(1, 0, &payload));
        raw.expect([0, 10, 0, 30]);
        raw.send(&frame(1, 0, &[0, 10, 0, 31, 0x07, 0xFF, 0, 2, 0, 0, 0, 0]));
        raw.send(&frame(1, 0, &[0, 10, 0, 40, 1, b'/', 0, 0]));
        raw.expect([0, 10, 0, 41]);
        raw.send(&method(20, 10, &[0]));
        raw.expect([0, 20, 0, 11]);
        raw
    }

    /// Declares a transient queue.
    pub fn declare(&mut self, queue: &str) {
        self.send(&Self::declaration(queue, 0));
        self.expect([0, 50, 0, 11]);
    }

    /// Messages that wait.
    pub fn depth(&mut self, queue: &str) -> u64 {
        self.send(&Self::declaration(queue, 1));
        let answer = self.expect([0, 50, 0, 11]);
        let at = 4 + 1 + queue.len();
        u32::from_be_bytes(answer[at..at + 4].try_into().expect("four bytes")).into()
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

    /// Frames of `count` messages to a queue, with a body of `size` bytes.
    pub fn messages(queue: &str, size: usize, count: usize) -> Vec<u8> {
        let mut arguments = vec![0, 0, 0];
        arguments.extend(short(queue));
        arguments.push(0);
        let mut one = method(60, 40, &arguments);
        let mut header = vec![0, 60, 0, 0];
        header.extend((size as u64).to_be_bytes());
        header.extend([0x10, 0, 1]);
        one.extend(frame(2, 1, &header));
        one.extend(frame(3, 1, &vec![b'x'; size]));
        one.repeat(count)
    }

    /// Writes bytes.
    pub fn send(&mut self, bytes: &[u8]) {
        self.socket.write_all(bytes).expect("the broker reads");
    }

    /// Waits until publish number `last` is confirmed.
    pub fn wait_confirmed(&mut self, last: u64) {
        let mut tag = 0;
        while tag < last {
            let payload = self.expect(ACK);
            tag = u64::from_be_bytes(payload[4..12].try_into().expect("eight bytes"));
        }
    }

    /// Consumes `count` messages, acking every hundred at once.
    pub fn consume(&mut self, queue: &str, count: u64) {
        self.send(&method(60, 10, &[0, 0, 0, 0, 0x07, 0xD0, 0]));
        self.expect([0, 60, 0, 11]);
        let mut arguments = vec![0, 0];
        arguments.extend(short(queue));
        arguments.extend(short("c"));
        arguments.push(0);
        arguments.extend([0; 4]);
        self.send(&method(60, 20, &arguments));
        self.expect([0, 60, 0, 21]);
        for number in 1..=count {
            let payload = self.expect(DELIVER);
            if number % BATCH == 0 || number == count {
                // The delivery tag is behind the consumer tag.
                let mut ack = payload[6..14].to_vec();
                ack.push(1);
                self.send(&method(60, 80, &ack));
            }
        }
        let mut cancel = short("c");
        cancel.push(0);
        self.send(&method(60, 30, &cancel));
        self.expect([0, 60, 0, 31]);
    }

    /// Reads frames until this method comes, and answers its payload.
    fn expect(&mut self, wanted: [u8; 4]) -> Vec<u8> {
        loop {
            while self.buffer.len() - self.start < 7 {
                self.fill();
            }
            let head = &self.buffer[self.start..];
            let (kind, size) = (head[0], u32::from_be_bytes(head[3..7].try_into().expect("four bytes")) as usize);
            while self.buffer.len() - self.start < size + 8 {
                self.fill();
            }
            let payload = &self.buffer[self.start + 7..self.start + 7 + size];
            self.start += size + 8;
            if kind == 1 && payload[..4] == wanted {
                return payload.to_vec();
            }
            assert!(
                kind != 1 || payload[..4] != [0, 10, 0, 50] && payload[..4] != [0, 20, 0, 40],
                "closed: {payload:?}"
            );
        }
    }

    fn fill(&mut self) {
        self.buffer.drain(..self.start);
        self.start = 0;
        let before = self.buffer.len();
        self.buffer.resize(before + 256 * 1024, 0);
        let read = self.socket.read(&mut self.buffer[before..]).expect("the broker answers");
        assert!(read > 0, "the broker has gone");
        self.buffer.truncate(before + read);
    }
}
