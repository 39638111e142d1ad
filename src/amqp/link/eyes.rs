//! Looks on while the broker opens the connection.
//!
//! The library makes a connection in one go and keeps what the broker says of itself for itself. So the methods of the
//! handshake are seen here, on their way from the broker: on channel 0, in frames of their own (AMQP 0-9-1, 2.2.4).

use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use async_rs::Tokio;
use async_rs::traits::Reactor;
use bytes::Bytes;
use futures_io::{AsyncRead, AsyncWrite};
use futures_util::Stream;
use lapin::protocol::AMQPClass;
use lapin::protocol::connection::AMQPMethod;
use lapin::types::{AMQPValue, FieldTable};

use super::Pipe;
use crate::amqp::Stage;
use crate::amqp::timeline::{Attempt, Marks};
use crate::wire::{self, Method};

/// Bytes before the payload of a frame: type, channel, size (AMQP 0-9-1, 4.2.3).
const FRAME_HEAD: usize = 7;
/// A broker that says more than this before it has opened the connection is not looked at any longer.
const MOST: usize = 64 * 1024;
/// The class of the methods of a connection.
const CONNECTION: u16 = 10;

/// What there was to see.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Sight {
    /// The handshake is not over, or will not come to a good end, which is for the library to find out.
    More,
    /// The connection is open; so many of the bytes belong to the handshake.
    Open(usize),
    /// A method of the handshake is malformed, or nested without bound.
    Broken,
}

/// Marks the stages as the broker's methods come by.
pub(super) struct Eyes {
    marks: Marks,
    /// What is not yet a whole frame; `None` when there is nothing more to see.
    seen: Option<Vec<u8>>,
    /// The largest frame that the broker offers (`connection.tune`), in octets; 0 is without limit.
    pub(super) offered: u32,
}

impl Eyes {
    pub(super) fn new(marks: Marks) -> Self {
        Self { marks, seen: Some(Vec::new()), offered: 0 }
    }

    /// Looks at bytes from the broker.
    pub(super) fn look(&mut self, bytes: &[u8]) -> Sight {
        let Some(mut seen) = self.seen.take() else { return Sight::More };
        seen.extend_from_slice(bytes);
        // An alert or a handshake of TLS (RFC 8446, 5.1) is no frame that a broker could send.
        if let [0x15 | 0x16, 3, ..] = seen[..] {
            self.marks.note_tls();
            return Sight::More;
        }
        while let Some((size, payload)) = first_frame(&seen) {
            match self.notice(payload) {
                Notice::Goes => {}
                Notice::Over => return Sight::Open(bytes.len() - (seen.len() - size)),
                Notice::Broken => return Sight::Broken,
                Notice::Foreign => return Sight::More,
            }
            seen.drain(..size);
        }
        if seen.len() < MOST {
            self.seen = Some(seen);
        }
        Sight::More
    }

    /// Marks what a frame says.
    fn notice(&mut self, payload: &[u8]) -> Notice {
        if !payload.starts_with(&CONNECTION.to_be_bytes()) {
            return Notice::Foreign;
        }
        let Ok(Method::Other(AMQPClass::Connection(method))) = wire::method(&Bytes::copy_from_slice(payload)) else {
            return Notice::Broken;
        };
        match method {
            AMQPMethod::Start(start) => {
                self.marks.pass(Stage::Handshake, |attempt| {
                    introduce(attempt, &start.server_properties);
                    attempt.mechanisms = Some(start.mechanisms.to_string());
                });
            }
            AMQPMethod::Secure(_) => {}
            AMQPMethod::Tune(tune) => {
                self.offered = tune.frame_max;
                self.marks.pass(Stage::Login, |_| ());
            }
            AMQPMethod::OpenOk(_) => {
                self.marks.pass(Stage::Vhost, |_| ());
                return Notice::Over;
            }
            _ => return Notice::Foreign,
        }
        Notice::Goes
    }
}

/// What a frame means for the handshake.
enum Notice {
    Goes,
    Over,
    Broken,
    /// It is no part of one that succeeds.
    Foreign,
}

/// The first whole frame: its size in bytes with all that belongs to it, and its payload.
fn first_frame(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let size = bytes.get(3..FRAME_HEAD)?.try_into().map(u32::from_be_bytes).ok()?;
    let end = FRAME_HEAD.checked_add(usize::try_from(size).ok()?)?;
    // One more byte ends the frame.
    (bytes.len() > end).then(|| (end + 1, &bytes[FRAME_HEAD..end]))
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
            let looks: Vec<_> = all.chunks(size).map(|chunk| eyes.look(chunk)).collect();
            let open = |(index, sight): (usize, &Sight)| match sight {
                Sight::Open(count) => Some(index * size + count),
                _ => None,
            };
            let opened: Vec<_> = looks.iter().enumerate().filter_map(open).collect();
            assert_eq!((opened, eyes.offered), (vec![handshake().len()], 131_072), "in chunks of {size}");
            assert_eq!(stages(&timeline), [Stage::Handshake, Stage::Login, Stage::Vhost]);
            let attempt = timeline.attempts().remove(0);
            assert_eq!((attempt.product.as_deref(), attempt.version.as_deref()), (Some("RabbitMQ"), Some("3.10.8")));
        }
    }

    #[test]
    fn what_is_no_handshake_is_not_looked_at() {
        let close = frame(&[0, 10, 0, 50, 1, 147, 0, 0, 0, 0, 0]);
        for bytes in [b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec(), b"AMQP\0\0\x09\x01".to_vec(), close, frame(b"x")] {
            let (timeline, mut eyes) = eyes();
            assert_eq!(eyes.look(&bytes), Sight::More);
            assert_eq!(stages(&timeline), [], "{bytes:?}");
        }
        let (timeline, mut alerted) = eyes();
        assert_eq!(alerted.look(b"\x15\x03\x01\0\x02\x02\x0a"), Sight::More);
        assert!(timeline.attempts()[0].is_tls_only);
        let (_, mut eyes) = eyes();
        assert_eq!(eyes.look(&[b'x'; MOST]), Sight::More);
        assert!(eyes.seen.is_none(), "nothing is kept for ever");
    }
}
