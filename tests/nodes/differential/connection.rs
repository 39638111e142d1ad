//! Owns a connection to a broker: bytes to frames and back, and the handshake.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpStream};
use std::time::Duration;

use super::method::Method;
use super::properties::Properties;
use super::value::{Table, Value};

/// How long a broker has to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// The largest frame that is agreed on.
const FRAME_MAX: usize = 131_072;

pub const METHOD: u8 = 1;
pub const HEADER: u8 = 2;
pub const BODY: u8 = 3;

/// A frame, without its end octet.
#[derive(Debug)]
pub struct Frame {
    pub kind: u8,
    pub channel: u16,
    pub payload: Vec<u8>,
}

/// What became of waiting for a frame.
#[derive(Debug)]
pub enum Next {
    Frame(Frame),
    /// Nothing came.
    Silence,
    /// The broker has closed the connection.
    Gone,
}

/// An open connection.
pub struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
    to_send: Vec<u8>,
}

impl Connection {
    /// Connects as guest.
    pub fn open(port: u16, vhost: &str) -> io::Result<Self> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let mut this = Self { stream, received: Vec::new(), to_send: b"AMQP\0\0\x09\x01".to_vec() };
        this.expect("connection.start")?;
        let yes = Value::Bool(true);
        let capabilities =
            ["publisher_confirms", "basic.nack", "consumer_cancel_notify", "authentication_failure_close"];
        let capabilities = capabilities.map(|name| (name.to_owned(), yes.clone()));
        let properties = Table::from([("capabilities".to_owned(), Value::Table(Table::from(capabilities)))]);
        let answer = Method::new("connection.start-ok").table("properties", properties);
        this.send(0, &answer.text("mechanism", "PLAIN").text("response", "\0guest\0guest").text("locale", "en_US"));
        let tune = this.expect("connection.tune")?;
        let answer = Method::new("connection.tune-ok").number("channels", tune.get_number("channels"));
        this.send(0, &answer.number("frame", FRAME_MAX as u64));
        this.send(0, &Method::new("connection.open").text("vhost", vhost));
        this.expect("connection.open-ok")?;
        Ok(this)
    }

    /// Waits for this method on channel 0.
    fn expect(&mut self, name: &str) -> io::Result<Method> {
        match self.next(true) {
            Next::Frame(frame) if frame.kind == METHOD && frame.channel == 0 => {
                let method = Method::decode(&frame.payload).map_err(io::Error::other)?;
                if method.name() == name { Ok(method) } else { Err(io::Error::other(format!("{name}, but {method}"))) }
            }
            other => Err(io::Error::other(format!("{name}, but {other:?}"))),
        }
    }

    /// Sends a method; with the next [`Connection::flush`] or wait at the latest.
    pub fn send(&mut self, channel: u16, method: &Method) {
        self.put(METHOD, channel, &method.encode());
    }

    /// Sends the content that follows on a publish.
    pub fn send_content(&mut self, channel: u16, properties: &Properties, body: &[u8]) {
        self.put(HEADER, channel, &properties.encode(body.len()));
        for part in body.chunks(FRAME_MAX - 8) {
            self.put(BODY, channel, part);
        }
    }

    fn put(&mut self, kind: u8, channel: u16, payload: &[u8]) {
        self.to_send.push(kind);
        self.to_send.extend(channel.to_be_bytes());
        super::value::put_long_bytes(&mut self.to_send, payload);
        self.to_send.push(0xCE);
    }

    /// Sends what waits. That the broker has gone is seen when reading.
    pub fn flush(&mut self) {
        let _ = self.stream.write_all(&self.to_send);
        self.to_send.clear();
    }

    /// The next frame. `wait`: for as long as a broker may take to answer, else only what is there by now.
    pub fn next(&mut self, wait: bool) -> Next {
        self.flush();
        loop {
            if let Some(frame) = self.cut() {
                return Next::Frame(frame);
            }
            match self.fill(wait) {
                Ok(0) => return Next::Gone,
                Ok(_) => {}
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                    return Next::Silence;
                }
                Err(_) => return Next::Gone,
            }
        }
    }

    fn fill(&mut self, wait: bool) -> io::Result<usize> {
        let mut part = [0; 65536];
        self.stream.set_nonblocking(!wait)?;
        let read = self.stream.read(&mut part);
        self.stream.set_nonblocking(false)?;
        let count = read?;
        self.received.extend_from_slice(&part[..count]);
        Ok(count)
    }

    /// Takes a whole frame off the bytes received.
    fn cut(&mut self) -> Option<Frame> {
        let (head, _) = self.received.split_first_chunk::<7>()?;
        let [kind, c0, c1, size @ ..] = *head;
        let end = 7 + u32::from_be_bytes(size) as usize;
        let last = *self.received.get(end)?;
        assert_eq!(last, 0xCE, "a frame ends with the frame-end octet: {head:?}");
        let payload = self.received[7..end].to_vec();
        self.received.drain(..=end);
        Some(Frame { kind, channel: u16::from_be_bytes([c0, c1]), payload })
    }

    /// Closes our half, as a client does after the last word, and waits until the broker has closed its own.
    pub fn wait_gone(&mut self) -> bool {
        self.flush();
        let _ = self.stream.shutdown(Shutdown::Write);
        loop {
            match self.next(true) {
                Next::Frame(_) => {}
                Next::Silence => return false,
                Next::Gone => return true,
            }
        }
    }
}
