//! Looks on while the broker opens the connection.
//!
//! The library makes a connection in one go and keeps what the broker says of itself for itself. So the methods of the
//! handshake are seen here, on their way from the broker: on channel 0, in frames of their own (AMQP 0-9-1, 2.2.4).

use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use async_rs::Tokio;
use async_rs::traits::Reactor;
use bytes::{Bytes, BytesMut};
use futures_io::{AsyncRead, AsyncWrite};
use futures_util::Stream;
use lapin::protocol::AMQPClass;
use lapin::protocol::connection::AMQPMethod;
use lapin::types::{AMQPValue, FieldTable};

use super::Pipe;
use crate::amqp::Stage;
use crate::amqp::timeline::{Attempt, Marks};
use crate::wire::{self, Method, PROTOCOL_HEADER};

/// A frame of the handshake that is larger, in octets, is not taken. RabbitMQ's have some hundred.
const MOST: u32 = 64 * 1024;

/// What there was to see.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Sight {
    /// The handshake is not over, or will not come to a good end, which is for the library to find out.
    More,
    /// The connection is open; so many of the bytes belong to the handshake.
    Open(usize),
    /// What comes is no frame; so many of the bytes are enough for the library to see that.
    Foreign(usize),
    /// A frame that belongs to no handshake, is malformed, too large, or nested without bound.
    Broken,
}

/// Marks the stages as the broker's methods come by, and lets nothing by that could harm the library.
pub(super) struct Eyes {
    marks: Marks,
    /// What is not yet a whole frame.
    seen: BytesMut,
    /// What came was no frame; so many more bytes of it are handed on.
    foreign: Option<usize>,
    /// The largest frame that the broker offers (`connection.tune`), in octets; 0 is without limit.
    pub(super) offered: u32,
}

impl Eyes {
    pub(super) fn new(marks: Marks) -> Self {
        Self { marks, seen: BytesMut::new(), foreign: None, offered: 0 }
    }

    /// Looks at bytes from the broker.
    pub(super) fn look(&mut self, bytes: &[u8]) -> Sight {
        if self.foreign.is_none() {
            self.seen.extend_from_slice(bytes);
            // An alert or a handshake of TLS (RFC 8446, 5.1) is no frame that a broker could send.
            if let [0x15 | 0x16, ..] = self.seen[..] {
                self.marks.note_tls();
            }
            match self.look_at_frames(bytes.len()) {
                // Of the bytes, those before belong to frames. As many more are handed on as a protocol header has.
                Sight::Foreign(before) => self.foreign = Some(before + PROTOCOL_HEADER.len()),
                sight => return sight,
            }
        }
        let left = self.foreign.unwrap_or_default();
        let handed = left.min(bytes.len());
        self.foreign = Some(left - handed);
        Sight::Foreign(handed)
    }

    /// Looks at the frames that are whole. `fresh` is how many bytes came last.
    fn look_at_frames(&mut self, fresh: usize) -> Sight {
        loop {
            match self.seen.first() {
                Some(1 | 8) | None => {}
                // A content, which nobody can have asked for.
                Some(2 | 3) => return Sight::Broken,
                Some(_) => return Sight::Foreign(fresh - self.seen.len()),
            }
            let Ok(frame) = wire::cut(&mut self.seen, MOST) else { return Sight::Broken };
            let Some(frame) = frame else { return Sight::More };
            match self.notice(&frame.payload) {
                Notice::Goes => {}
                Notice::Over => return Sight::Open(fresh - self.seen.len()),
                Notice::Broken => return Sight::Broken,
            }
        }
    }

    /// Marks what a frame says.
    fn notice(&mut self, payload: &Bytes) -> Notice {
        if payload.is_empty() {
            return Notice::Goes;
        }
        let method = match wire::method(payload) {
            Ok(Method::Other(AMQPClass::Connection(method))) => method,
            Ok(_) => return Notice::Goes,
            Err(_) => return Notice::Broken,
        };
        match method {
            AMQPMethod::Start(start) => {
                self.marks.pass(Stage::Handshake, |attempt| {
                    introduce(attempt, &start.server_properties);
                    attempt.mechanisms = Some(start.mechanisms.to_string());
                });
            }
            AMQPMethod::Tune(tune) => {
                self.offered = tune.frame_max;
                self.marks.pass(Stage::Login, |_| ());
            }
            AMQPMethod::OpenOk(_) => {
                self.marks.pass(Stage::Vhost, |_| ());
                return Notice::Over;
            }
            _ => {}
        }
        Notice::Goes
    }
}

/// What a frame means for the handshake.
enum Notice {
    /// It goes on; whether it does so well is for the library to find out.
    Goes,
    Over,
    Broken,
}

fn introduce(attempt: &mut Attempt, properties: &FieldTable) {
    let text = |name: &str| match properties.inner().get(name) {
        Some(AMQPValue::LongString(text)) => Some(String::from_utf8_lossy(text.as_bytes()).into_owned()),
        _ => None,
    };
    (attempt.product, attempt.version) = (text("product"), text("version"));
}

/// The reactor of the runtime, but for its streams: the library is handed pipes.
#[derive(Debug, Clone)]
pub(in crate::amqp) struct Observing(pub(in crate::amqp) Tokio);

impl Reactor for Observing {
    type TcpStream = Pipe;
    type Sleep = <Tokio as Reactor>::Sleep;

    // Nobody asks for this: it is for handles other than TCP connections.
    fn register<H: Read + Write + Send + 'static>(
        &self,
        _socket: H,
    ) -> io::Result<impl AsyncRead + AsyncWrite + Send + Unpin + 'static> {
        Err::<Pipe, _>(io::ErrorKind::Unsupported.into())
    }

    fn sleep(&self, duration: Duration) -> Self::Sleep {
        self.0.sleep(duration)
    }

    fn interval(&self, duration: Duration) -> impl Stream<Item = Instant> + Send + 'static {
        self.0.interval(duration)
    }

    // Nor for this: it is dialled here.
    fn tcp_connect_addr(&self, _: SocketAddr) -> impl Future<Output = io::Result<Pipe>> + Send + 'static {
        std::future::ready(Err(io::ErrorKind::Unsupported.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::amqp::{Endpoint, Timeline};

    fn frame(method: &[u8]) -> Vec<u8> {
        let size = u32::try_from(method.len()).unwrap().to_be_bytes();
        [&[1, 0, 0][..], &size, method, &[0xce]].concat()
    }

    fn start() -> Vec<u8> {
        let properties = b"\x07productS\0\0\0\x08RabbitMQ\x07versionS\0\0\0\x063.10.8";
        let size = u32::try_from(properties.len()).unwrap().to_be_bytes();
        let locales = b"\0\0\0\x05PLAIN\0\0\0\x05en_US";
        frame(&[&[0, 10, 0, 10, 0, 9][..], &size, properties, locales].concat())
    }

    fn handshake() -> Vec<u8> {
        let tune = frame(&[0, 10, 0, 30, 0, 0, 0, 2, 0, 0, 0, 60]);
        let open_ok = frame(&[0, 10, 0, 41, 0]);
        [start(), tune, open_ok].concat()
    }

    fn eyes() -> (Timeline, Eyes) {
        let timeline = Timeline::default();
        let marks = timeline.begin(&Endpoint::parse("amqp://h").unwrap());
        (timeline, Eyes::new(marks))
    }

    fn stages(timeline: &Timeline) -> Vec<Stage> {
        timeline.attempts()[0].stages().into_iter().map(|(stage, _)| stage).collect()
    }

    #[test]
    fn the_stages_are_marked_however_the_bytes_come() {
        for size in [1, 7, 8, 40, 1000] {
            let (timeline, mut eyes) = eyes();
            let all = [handshake(), b"behind".to_vec()].concat();
            let opened = all.chunks(size).enumerate().find_map(|(index, chunk)| match eyes.look(chunk) {
                Sight::Open(count) => Some(index * size + count),
                sight => (sight != Sight::More).then_some(0),
            });
            assert_eq!((opened, eyes.offered), (Some(handshake().len()), 131_072), "in chunks of {size}");
            assert_eq!(stages(&timeline), [Stage::Handshake, Stage::Login, Stage::Vhost]);
            let attempt = timeline.attempts().remove(0);
            assert_eq!((attempt.product.as_deref(), attempt.version.as_deref()), (Some("RabbitMQ"), Some("3.10.8")));
        }
    }

    #[test]
    fn of_what_is_no_frame_the_library_sees_as_much_as_it_needs() {
        for bytes in [b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec(), b"AMQP\0\0\x09\x01".to_vec(), vec![0; 70_000]] {
            for size in [1, 3, 8, 1000] {
                let (timeline, mut eyes) = eyes();
                let all = [start(), bytes.clone()].concat();
                let handed = all.chunks(size).map(|chunk| match eyes.look(chunk) {
                    Sight::More => chunk.len(),
                    Sight::Foreign(count) => count,
                    sight => panic!("{sight:?}"),
                });
                assert_eq!(handed.sum::<usize>(), start().len() + PROTOCOL_HEADER.len(), "in chunks of {size}");
                assert_eq!(stages(&timeline), [Stage::Handshake]);
                assert!(eyes.seen.len() <= size, "nothing is kept for ever");
            }
        }
    }

    #[test]
    fn what_could_harm_the_library_is_not_let_by() {
        let close = frame(&[0, 10, 0, 50, 1, 147, 0, 0, 0, 0, 0]);
        let heartbeat = b"\x08\0\0\0\0\0\0\xce".to_vec();
        for first in [Vec::new(), close, heartbeat, start()] {
            let deep = [&[0, 0, 0, 203][..], b"\x01dA\0\0\0\xc3", &b"A\0\0\0\0".repeat(39)].concat();
            let locales = b"\0\0\0\x05PLAIN\0\0\0\x05en_US";
            let malformed = frame(&[&[0, 10, 0, 10, 0, 9][..], &deep, locales].concat());
            let content = [&[2][..], &frame(&[0, 60])[1..]].concat();
            let large = b"\x01\0\0\0\x01\0\x01".to_vec();
            let unended = [&frame(&[0, 10, 0, 41, 0])[..12], b"\0"].concat();
            for harm in [malformed, content, large, unended, frame(b"x"), frame(&[0, 99, 0, 1])] {
                let (_, mut eyes) = eyes();
                assert_eq!(eyes.look(&[first.clone(), harm].concat()), Sight::Broken);
            }
        }
        let (timeline, mut alerted) = eyes();
        assert_eq!(alerted.look(b"\x15\x03\x01\0\x02\x02\x0a"), Sight::Foreign(7));
        assert!(timeline.attempts()[0].is_tls_only);
    }
}
