//! Moves bytes between the socket and the link, as a task of the runtime.

use std::collections::VecDeque;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

use super::Link;
use super::state::SIGN_OF_LIFE;
use crate::wire;

/// Most bytes that are read at a time: few at first, which is all that most commands need, and many once they come.
const FEW: usize = 4 * 1024;
const MANY: usize = 64 * 1024;
/// Most pieces that are written at a time.
const PIECES: usize = 32;
/// Reads and writes before others have their turn. The runtime looks at its clocks only every so many turns, so that a
/// broker that never pauses could put off every timeout.
const TURNS: usize = 4;

/// See the module. Ends with the socket, or once the library has gone and everything is sent.
pub(in crate::amqp) struct Pump<S> {
    link: Link,
    socket: S,
    scratch: Vec<u8>,
    chunks: VecDeque<Bytes>,
    /// Something was written and not flushed yet.
    unflushed: bool,
    /// The socket takes nothing more; what it still has to say is read.
    deaf: Option<io::Error>,
    /// It was, and had nothing to say, when it was looked at before.
    mute: bool,
    /// Reading had to wait when it was looked at last.
    full: bool,
    /// Until it is looked whether there is room for more.
    nap: Option<Pin<Box<Sleep>>>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Pump<S> {
    pub(in crate::amqp) fn new(link: Link, socket: S) -> Self {
        Self {
            link,
            socket,
            scratch: vec![0; FEW],
            chunks: VecDeque::new(),
            unflushed: false,
            deaf: None,
            mute: false,
            full: false,
            nap: None,
        }
    }

    /// Reads once. Ready with false at the end.
    fn read(&mut self, cx: &mut Context<'_>) -> Poll<bool> {
        if self.full && self.is_full(cx) {
            return Poll::Pending;
        }
        let mut buffer = ReadBuf::new(&mut self.scratch);
        let read = ready!(Pin::new(&mut self.socket).poll_read(cx, &mut buffer));
        let bytes = buffer.filled();
        let goes_on = self.link.with(|state| {
            match read {
                Ok(()) if bytes.is_empty() => state.end(Ok(())),
                Ok(()) => state.received(bytes),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => state.end(Err(error)),
            }
            self.full = state.is_full();
            !state.is_over()
        });
        if bytes.len() == FEW {
            self.scratch.resize(MANY, 0);
        }
        Poll::Ready(goes_on)
    }

    /// Whether reading has to wait. It is looked at again when something was fetched, and now and then.
    fn is_full(&mut self, cx: &mut Context<'_>) -> bool {
        loop {
            let full = self.link.with(|state| {
                let full = state.is_full();
                state.reader = full.then(|| cx.waker().clone());
                full
            });
            if !full {
                self.full = false;
                self.nap = None;
                return false;
            }
            let nap = self.nap.get_or_insert_with(|| Box::pin(tokio::time::sleep(SIGN_OF_LIFE)));
            if nap.as_mut().poll(cx).is_pending() {
                return true;
            }
            self.nap = None;
        }
    }

    /// Writes once. Ready with false when there is nothing to write and the library has gone.
    fn write(&mut self, cx: &mut Context<'_>) -> Poll<bool> {
        if self.chunks.is_empty() {
            let (chunks, left) = self.link.with(|state| {
                let chunks = state.outbox.take();
                state.sent(chunks.iter().map(Bytes::len).sum());
                state.pump = chunks.is_empty().then(|| cx.waker().clone());
                (chunks, state.left)
            });
            self.chunks = chunks;
            if self.chunks.is_empty() {
                if self.unflushed {
                    let flushed = ready!(Pin::new(&mut self.socket).poll_flush(cx));
                    self.unflushed = false;
                    self.deaf = flushed.err().or(self.deaf.take());
                }
                return if left { Poll::Ready(false) } else { Poll::Pending };
            }
        }
        if self.deaf.is_some() {
            self.forget();
            return Poll::Ready(true);
        }
        let mut slices = [IoSlice::new(&[]); PIECES];
        let pieces = wire::slices(&self.chunks, &mut slices);
        match ready!(Pin::new(&mut self.socket).poll_write_vectored(cx, &slices[..pieces])) {
            Ok(0) => self.deaf = Some(io::ErrorKind::WriteZero.into()),
            Ok(count) => {
                self.unflushed = true;
                wire::written(&mut self.chunks, count);
                let left = self.chunks.iter().map(Bytes::len).sum();
                self.link.with(|state| state.sent(left));
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => self.deaf = Some(error),
        }
        Poll::Ready(true)
    }

    fn forget(&mut self) {
        self.chunks.clear();
        self.link.with(|state| state.sent(0));
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Future for Pump<S> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        for _ in 0..TURNS {
            let read = this.read(cx);
            let written = this.write(cx);
            match (read, written) {
                (Poll::Ready(false), _) | (_, Poll::Ready(false)) => return Poll::Ready(()),
                (Poll::Pending, Poll::Pending) => {
                    if this.deaf.is_none() {
                        return Poll::Pending;
                    }
                    // The runtime now and then says that there is nothing to read only to let others have their turn.
                    if !std::mem::replace(&mut this.mute, true) {
                        cx.waker().wake_by_ref();
                        return Poll::Pending;
                    }
                    // What there was to read has been read: the reason is the failed write.
                    let how = this.deaf.take().map_or(Ok(()), Err);
                    this.link.with(|state| state.end(how));
                    return Poll::Ready(());
                }
                (Poll::Ready(true), _) => this.mute = false,
                _ => {}
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
