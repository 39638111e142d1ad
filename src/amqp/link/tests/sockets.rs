//! Sockets that take little at a time, keep what they took until it is flushed, end, or break.

use std::io;
use std::pin::Pin;
use std::task::Poll;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::*;
use crate::amqp::link::Pump;

/// A socket in memory, as TLS is one: what was written is on its way when it is flushed.
#[derive(Default)]
struct Socket {
    random: fastrand::Rng,
    /// It has just had the reader wait for nothing.
    coy: bool,
    incoming: VecDeque<u8>,
    /// How it ends when everything was read.
    end: Option<io::ErrorKind>,
    written: Vec<u8>,
    flushed: usize,
    /// Breaks when so much was written.
    breaks_at: Option<usize>,
}

impl AsyncRead for Socket {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.incoming.is_empty() {
            return match self.end {
                Some(io::ErrorKind::UnexpectedEof) => Poll::Ready(Ok(())),
                Some(kind) => Poll::Ready(Err(kind.into())),
                None => Poll::Pending,
            };
        }
        if !self.coy && self.random.bool() {
            self.coy = true;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        self.coy = false;
        let most = buf.remaining().min(self.incoming.len());
        let count = self.random.usize(1..=most);
        self.incoming.drain(..count).for_each(|byte| buf.put_slice(&[byte]));
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Socket {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        if self.breaks_at.is_some_and(|at| self.written.len() >= at) {
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        }
        if self.random.bool() {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let most = self.breaks_at.map_or(buf.len(), |at| (at - self.written.len()).min(buf.len()));
        let count = self.random.usize(1..=most);
        self.written.extend_from_slice(&buf[..count]);
        Poll::Ready(Ok(count))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.random.bool() {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        self.flushed = self.written.len();
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

fn run(future: impl Future) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async { tokio::time::timeout(std::time::Duration::from_secs(20), future).await }).unwrap();
}

#[test]
fn everything_is_written_and_flushed_before_the_end() {
    for seed in 0..100 {
        let mut random = fastrand::Rng::with_seed(seed);
        let (link, pipe) = open();
        let lane = link.lane(1);
        let mut expected = Vec::new();
        for _ in 0..50 {
            let body = Bytes::from(vec![random.u8(..); random.usize(..40_000)]);
            let mut outbox = Outbox::new();
            outbox.put_content(1, &[0, 0], &body, FRAME_MAX);
            expected.extend(outbox.take().into_iter().flatten());
            lane.put(|outbox, channel, frame_max| outbox.put_content(channel, &[0, 0], &body, frame_max));
        }
        drop(pipe);
        let mut socket = Socket { random, ..Socket::default() };
        run(Pump::new(link.clone(), &mut socket));
        assert_eq!((socket.written == expected, socket.flushed), (true, expected.len()), "seed {seed}");
        run(link.drained());
    }
}

#[test]
fn an_end_at_any_point_is_the_end_for_all() {
    let all = delivery(1, 1, &[b'x'; 300], 50).concat();
    for end in [io::ErrorKind::UnexpectedEof, io::ErrorKind::ConnectionReset] {
        for at in 0..=all.len() {
            let (link, mut pipe) = open();
            let lane = link.lane(1);
            let incoming = all[..at].iter().copied().collect();
            let mut socket = Socket { incoming, end: Some(end), ..Socket::default() };
            run(Pump::new(link.clone(), &mut socket));
            assert_eq!((is_over(&link), fetched(&lane).len()), (true, usize::from(at == all.len())));
            assert!(!lane.put(|_, _, _| ()));
            let mut cx = Context::from_waker(noop_waker_ref());
            let told = Pin::new(&mut pipe).poll_read(&mut cx, &mut [0; 10]);
            assert_eq!(matches!(told, Poll::Ready(Ok(0))), end == io::ErrorKind::UnexpectedEof, "{told:?}");
            run(link.drained());
        }
    }
}

#[test]
fn a_socket_that_breaks_at_any_point_of_a_publish_is_the_end_when_all_is_read() {
    for at in (0..1000).step_by(7) {
        let (link, _pipe) = open();
        let lane = link.lane(1);
        lane.put(|outbox, channel, frame_max| {
            outbox.put_content(channel, &[0, 0], &Bytes::from(vec![1; 1000]), frame_max);
        });
        // The broker says why before it closes.
        let incoming = frame(1, 0, b"\0\x0a\0\x32\x01\x40\x06FORCED\0\0\0\0").into();
        let mut socket = Socket { incoming, breaks_at: Some(at), ..Socket::default() };
        run(Pump::new(link.clone(), &mut socket));
        assert!(is_over(&link));
        assert_eq!(link.goodbye().map(|goodbye| goodbye.code), Some(320));
        run(link.drained());
    }
}

#[test]
fn a_reader_that_is_slow_gets_everything_in_the_end() {
    let (link, _pipe) = open();
    let lane = link.lane(1);
    lane.expect_anything();
    let incoming = (1..=40).flat_map(|tag| delivery(1, tag, &vec![b'x'; 1024 * 1024], 100_000)).flatten().collect();
    let mut socket = Socket { incoming, end: Some(io::ErrorKind::UnexpectedEof), ..Socket::default() };
    let mut came = Vec::new();
    run(async {
        let mut pump = Pump::new(link.clone(), &mut socket);
        let mut waits = 0;
        std::future::poll_fn(|cx| {
            let over = Pin::new(&mut pump).poll(cx).is_ready();
            if over || link.with(|state| state.is_full()) {
                waits += usize::from(!over);
                came.extend(fetched(&lane).into_iter().map(|(tag, _)| tag));
            }
            if over { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
        assert!(waits > 1);
    });
    assert_eq!(came, (1..=40).collect::<Vec<_>>());
}
