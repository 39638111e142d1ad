//! A stream that looks on while the broker opens the connection, and is only a stream from then on.
//!
//! The library makes a connection in one go and keeps what the broker says of itself for itself. So the methods of the
//! handshake are seen here, on their way from the broker: on channel 0, in frames of their own (AMQP 0-9-1, 2.2.4).

use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use async_rs::Tokio;
use async_rs::traits::Reactor;
use futures_io::{AsyncRead, AsyncWrite};
use lapin::protocol::connection::{AMQPMethod, parse_connection};
use lapin::types::{AMQPValue, FieldTable};

use super::Stage;
use super::timeline::{Attempt, Marks};

/// A connection, with or without TLS.
pub(super) type Raw = Box<dyn Stream>;

/// What a connection must be able to do.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// Bytes before the payload of a frame: type, channel, size (AMQP 0-9-1, 4.2.3).
const FRAME_HEAD: usize = 7;
/// A broker that says more than this before it has opened the connection is not looked at any longer.
const MOST: usize = 64 * 1024;
/// The class of the methods of a connection.
const CONNECTION: u16 = 10;

/// A stream and, until the connection is open, a pair of eyes.
pub(super) struct Observed {
    stream: Raw,
    eyes: Option<Eyes>,
}

impl Observed {
    pub(super) fn new(stream: Raw, marks: Marks) -> Self {
        Self { stream, eyes: Some(Eyes { marks, seen: Vec::new() }) }
    }

    fn look(&mut self, bytes: &[u8]) {
        if let Some(eyes) = &mut self.eyes
            && !eyes.look(bytes)
        {
            self.eyes = None;
        }
    }
}

impl AsyncRead for Observed {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut [u8]) -> Poll<io::Result<usize>> {
        let read = Pin::new(&mut self.stream).poll_read(cx, buf);
        if let Poll::Ready(Ok(count)) = read {
            self.look(&buf[..count]);
        }
        read
    }

    fn poll_read_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &mut [io::IoSliceMut<'_>],
    ) -> Poll<io::Result<usize>> {
        let read = Pin::new(&mut self.stream).poll_read_vectored(cx, bufs);
        if let Poll::Ready(Ok(mut left)) = read {
            for buf in bufs.iter() {
                let count = left.min(buf.len());
                self.look(&buf[..count]);
                left -= count;
            }
        }
        read
    }
}

impl AsyncWrite for Observed {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_close(cx)
    }
}

/// Marks the stages as the broker's methods come by.
struct Eyes {
    marks: Marks,
    /// What is not yet a whole frame.
    seen: Vec<u8>,
}

impl Eyes {
    /// Looks at bytes from the broker; false when there is nothing more to see.
    fn look(&mut self, bytes: &[u8]) -> bool {
        self.seen.extend_from_slice(bytes);
        // An alert or a handshake of TLS (RFC 8446, 5.1) is no frame that a broker could send.
        if let [0x15 | 0x16, 3, ..] = self.seen[..] {
            self.marks.note_tls();
            return false;
        }
        while let Some((size, payload)) = first_frame(&self.seen) {
            if !notice(payload, &self.marks) {
                return false;
            }
            self.seen.drain(..size);
        }
        self.seen.len() < MOST
    }
}

/// The first whole frame: its size in bytes with all that belongs to it, and its payload.
fn first_frame(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let size = bytes.get(3..FRAME_HEAD)?.try_into().map(u32::from_be_bytes).ok()?;
    let end = FRAME_HEAD.checked_add(usize::try_from(size).ok()?)?;
    // One more byte ends the frame.
    (bytes.len() > end).then(|| (end + 1, &bytes[FRAME_HEAD..end]))
}

/// Marks what a frame says; false when the handshake is over, or is none.
fn notice(payload: &[u8], marks: &Marks) -> bool {
    let Some(method) = payload.strip_prefix(&CONNECTION.to_be_bytes()) else { return false };
    match parse_connection(method) {
        Ok((_, AMQPMethod::Start(start))) => {
            marks.pass(Stage::Handshake, |attempt| {
                introduce(attempt, &start.server_properties);
                attempt.mechanisms = Some(start.mechanisms.to_string());
            });
        }
        Ok((_, AMQPMethod::Secure(_))) => {}
        Ok((_, AMQPMethod::Tune(_))) => marks.pass(Stage::Login, |_| ()),
        Ok((_, AMQPMethod::OpenOk(_))) => {
            marks.pass(Stage::Vhost, |_| ());
            return false;
        }
        _ => return false,
    }
    true
}

fn introduce(attempt: &mut Attempt, properties: &FieldTable) {
    let text = |name: &str| match properties.inner().get(name) {
        Some(AMQPValue::LongString(text)) => Some(String::from_utf8_lossy(text.as_bytes()).into_owned()),
        _ => None,
    };
    (attempt.product, attempt.version) = (text("product"), text("version"));
}

/// The reactor of the runtime, whose streams are observed ones.
#[derive(Debug, Clone)]
pub(super) struct Observing {
    pub(super) reactor: Tokio,
    pub(super) marks: Marks,
}

impl Reactor for Observing {
    type TcpStream = Observed;
    type Sleep = <Tokio as Reactor>::Sleep;

    // Nobody asks for this: it is for handles other than TCP connections.
    fn register<H: Read + Write + Send + 'static>(
        &self,
        _socket: H,
    ) -> io::Result<impl AsyncRead + AsyncWrite + Send + Unpin + 'static> {
        Err::<Observed, _>(io::ErrorKind::Unsupported.into())
    }

    fn sleep(&self, duration: Duration) -> Self::Sleep {
        self.reactor.sleep(duration)
    }

    fn interval(&self, duration: Duration) -> impl futures_util::Stream<Item = Instant> + Send + 'static {
        self.reactor.interval(duration)
    }

    fn tcp_connect_addr(
        &self,
        address: SocketAddr,
    ) -> impl Future<Output = io::Result<Self::TcpStream>> + Send + 'static {
        let (connecting, marks) = (self.reactor.tcp_connect_addr(address), self.marks.clone());
        async move { Ok(Observed::new(Box::new(connecting.await?), marks)) }
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
        (timeline, Eyes { marks, seen: Vec::new() })
    }

    fn stages(timeline: &Timeline) -> Vec<Stage> {
        timeline.attempts()[0].stages().into_iter().map(|(stage, _)| stage).collect()
    }

    #[test]
    fn the_stages_are_marked_however_the_bytes_come() {
        for size in [1, 7, 8, 40, 1000] {
            let (timeline, mut eyes) = eyes();
            let looks: Vec<_> = handshake().chunks(size).map(|chunk| eyes.look(chunk)).collect();
            assert_eq!(looks.iter().filter(|more| !**more).count(), 1, "in chunks of {size}");
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
            eyes.look(&bytes);
            assert_eq!(stages(&timeline), [], "{bytes:?}");
        }
        let (timeline, mut alerted) = eyes();
        assert!(!alerted.look(b"\x15\x03\x01\0\x02\x02\x0a"));
        assert!(timeline.attempts()[0].is_tls_only);
        let (_, mut eyes) = eyes();
        assert!(!eyes.look(&[b'x'; MOST]), "nothing is kept for ever");
    }
}
