//! Owns a client beside the program under test: one connection with one channel, which sends messages and sees
//! those that arrive to the byte. Its connection is called `peer`.

use std::collections::VecDeque;
use std::io::Write;
use std::net::{Ipv4Addr, TcpStream};

use super::arrived::{Arrived, take_short};
use super::frames::{METHOD, Property, content, field, long, method_frame, properties, read_frame, short, table};
use super::poll::PATIENCE;

/// For a queue and for a consumer: nobody else may use it.
pub const EXCLUSIVE: u8 = 0b100;
/// For a consumer: what is delivered counts as acked.
pub const NO_ACK: u8 = 0b10;

/// For a queue: it is there already.
const PASSIVE: u8 = 0b1;
const CHANNEL: u16 = 1;
const DELIVER: (u16, u16) = (60, 60);
const GET_OK: (u16, u16) = (60, 71);
const CLOSE: (u16, u16) = (10, 50);
const CLOSE_CHANNEL: (u16, u16) = (20, 40);

/// An open connection. Dropping it gives up what was taken and not acked.
pub struct Peer {
    stream: TcpStream,
    delivered: VecDeque<Arrived>,
}

/// A method of the broker, with the message that belongs to some.
#[derive(Debug)]
struct Said {
    method: (u16, u16),
    arguments: Vec<u8>,
    properties: Vec<u8>,
    body: Vec<u8>,
}

impl Peer {
    /// Connects to a broker on loopback.
    #[track_caller]
    pub fn open(port: u16, vhost: &str, user: &str, password: &str) -> Self {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("the broker listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a limit that is not zero");
        let mut peer = Self { stream, delivered: VecDeque::new() };
        peer.send(b"AMQP\0\0\x09\x01");
        peer.expect((10, 10));
        let name = table(&[("connection_name", field(b'S', long("peer")))]);
        let response = long(format!("\0{user}\0{password}"));
        peer.send(&method_frame(0, (10, 11), &[&name, &short("PLAIN"), &response, &short("en_US")]));
        peer.expect((10, 30));
        // One channel, frames of 128 KiB, no heartbeats.
        peer.send(&method_frame(0, (10, 31), &[&CHANNEL.to_be_bytes(), &131_072_u32.to_be_bytes(), &[0, 0]]));
        peer.send(&method_frame(0, (10, 40), &[&short(vhost), &[0, 0]]));
        peer.expect((10, 41));
        peer.must((20, 10), &[&[0]], (20, 11));
        peer.must((85, 10), &[&[0]], (85, 11));
        peer
    }

    /// Creates a queue, or the code with which the broker refuses.
    pub fn declare(&mut self, queue: &str, bits: u8) -> Result<(), u16> {
        self.ask((50, 10), &[&[0, 0], &short(queue), &[bits], &table(&[])], &[(50, 11)]).map(|_| ())
    }

    /// How many messages are ready in a queue, and how many consumers it has; or the code with which the broker refuses.
    /// Unlike what its API says, that is exact, also of a queue that nothing has happened to.
    #[allow(dead_code, reason = "the suite asks the API")]
    pub fn counts(&mut self, queue: &str) -> Result<(u32, u32), u16> {
        let said = self.ask((50, 10), &[&[0, 0], &short(queue), &[PASSIVE], &table(&[])], &[(50, 11)])?;
        let mut rest = said.arguments.as_slice();
        take_short(&mut rest);
        let [m0, m1, m2, m3, c0, c1, c2, c3] = *rest else { panic!("two numbers expected: {rest:?}") };
        Ok((u32::from_be_bytes([m0, m1, m2, m3]), u32::from_be_bytes([c0, c1, c2, c3])))
    }

    /// Publishes, and waits until the broker has confirmed it.
    #[track_caller]
    pub fn publish(&mut self, exchange: &str, key: &str, properties: &[u8], body: &[u8]) {
        let publish = method_frame(CHANNEL, (60, 40), &[&[0, 0], &short(exchange), &short(key), &[0]]);
        self.send(&[publish, content(CHANNEL, properties, body)].concat());
        self.expect((60, 80));
    }

    /// Takes the first message off a queue for good, if there is one.
    #[track_caller]
    pub fn take(&mut self, queue: &str) -> Option<Arrived> {
        self.get(queue, 1)
    }

    /// Takes the first message off a queue, which has it back when this is dropped.
    #[track_caller]
    pub fn hold(&mut self, queue: &str) -> Option<Arrived> {
        self.get(queue, 0)
    }

    /// Begins to consume. Nothing is acked.
    #[track_caller]
    pub fn consume(&mut self, queue: &str, bits: u8) {
        self.must((60, 20), &[&[0, 0], &short(queue), &short(""), &[bits], &table(&[])], (60, 21));
    }

    /// Waits for the next message that is delivered.
    #[track_caller]
    pub fn next(&mut self) -> Arrived {
        if let Some(arrived) = self.delivered.pop_front() {
            return arrived;
        }
        let said = self.hear();
        assert_eq!(said.method, DELIVER, "a delivery expected: {said:?}");
        said.arrived()
    }

    /// Answers a request.
    #[track_caller]
    pub fn reply(&mut self, request: &Arrived, body: &[u8]) {
        let text = |property| request.text(property).expect("a request has it");
        let correlation = properties(&[(Property::CorrelationId, short(&text(Property::CorrelationId)))]);
        self.publish("", &text(Property::ReplyTo), &correlation, body);
    }

    /// Waits until the broker closes the connection, and answers the code that it gives.
    #[track_caller]
    pub fn closed(&mut self) -> u16 {
        let said = self.expect(CLOSE);
        self.send(&method_frame(0, (10, 51), &[]));
        said.number(0)
    }

    #[track_caller]
    fn get(&mut self, queue: &str, no_ack: u8) -> Option<Arrived> {
        let answer = self.ask((60, 70), &[&[0, 0], &short(queue), &[no_ack]], &[GET_OK, (60, 72)]);
        let said = answer.unwrap_or_else(|code| panic!("the broker refused: {code}"));
        (said.method == GET_OK).then(|| said.arrived())
    }

    fn send(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).expect("the broker reads");
    }

    #[track_caller]
    fn must(&mut self, method: (u16, u16), arguments: &[&[u8]], answer: (u16, u16)) {
        if let Err(code) = self.ask(method, arguments, &[answer]) {
            panic!("the broker refused {method:?}: {code}");
        }
    }

    fn ask(&mut self, method: (u16, u16), arguments: &[&[u8]], answers: &[(u16, u16)]) -> Result<Said, u16> {
        self.send(&method_frame(CHANNEL, method, arguments));
        let said = self.wait(|method| answers.contains(&method) || [CLOSE, CLOSE_CHANNEL].contains(&method));
        if answers.contains(&said.method) { Ok(said) } else { Err(said.number(0)) }
    }

    #[track_caller]
    fn expect(&mut self, method: (u16, u16)) -> Said {
        let said = self.wait(|_| true);
        assert_eq!(said.method, method, "{said:?}");
        said
    }

    /// The next method that `wanted` takes; deliveries are kept for [`Peer::next`].
    fn wait(&mut self, wanted: impl Fn((u16, u16)) -> bool) -> Said {
        loop {
            let said = self.hear();
            match said.method {
                DELIVER => self.delivered.push_back(said.arrived()),
                method if wanted(method) => return said,
                _ => panic!("the broker said {said:?}"),
            }
        }
    }

    fn hear(&mut self) -> Said {
        let (kind, payload) = self.frame();
        assert_eq!(kind, METHOD, "a method expected");
        let number = |at: usize| u16::from_be_bytes([payload[at], payload[at + 1]]);
        let method = (number(0), number(2));
        let mut said = Said { method, arguments: payload[4..].to_vec(), properties: Vec::new(), body: Vec::new() };
        if [DELIVER, GET_OK].contains(&method) {
            let (_, header) = self.frame();
            let (fixed, properties) = header.split_at(12);
            let size = u64::from_be_bytes(fixed[4..].try_into().expect("eight bytes"));
            said.properties = properties.to_vec();
            while (said.body.len() as u64) < size {
                said.body.extend(self.frame().1);
            }
        }
        said
    }

    fn frame(&mut self) -> (u8, Vec<u8>) {
        let (kind, _, payload) = read_frame(&mut self.stream).expect("the broker answers");
        (kind, payload)
    }
}

impl Said {
    fn number(&self, at: usize) -> u16 {
        u16::from_be_bytes([self.arguments[at], self.arguments[at + 1]])
    }

    fn arrived(self) -> Arrived {
        let mut rest = self.arguments.as_slice();
        if self.method == DELIVER {
            take_short(&mut rest);
        }
        // The delivery tag, and whether it was delivered before.
        rest = &rest[9..];
        let (exchange, routing_key) = (take_short(&mut rest), take_short(&mut rest));
        Arrived { exchange, routing_key, properties: self.properties, body: self.body }
    }
}
