//! The stream that the library reads and writes: memory, with the pump at the other end.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Buf;
use futures_io::{AsyncRead, AsyncWrite};

use super::Link;
use super::state::State;

/// The library's end of a [`Link`].
pub(in crate::amqp) struct Pipe(Link);

impl Pipe {
    pub(super) fn new(link: Link) -> Self {
        Self(link)
    }
}

impl AsyncRead for Pipe {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut [u8]) -> Poll<io::Result<usize>> {
        self.0.with(|state| {
            let count = state.to_library.len().min(buf.len());
            if count > 0 {
                buf[..count].copy_from_slice(&state.to_library[..count]);
                state.to_library.advance(count);
                state.handed = true;
                return Poll::Ready(Ok(count));
            }
            // The library reads until it has to wait, and deals with what it read only then: an end behind it must not
            // be told before.
            if std::mem::take(&mut state.handed) && state.is_over() {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            match &mut state.ended {
                // An error is told once; behind it is the end.
                Some(how) => Poll::Ready(std::mem::replace(how, Ok(())).map(|()| 0)),
                None => {
                    state.library = Some(cx.waker().clone());
                    Poll::Pending
                }
            }
        })
    }
}

impl AsyncWrite for Pipe {
    /// Takes everything, also when the socket has ended: why it has is told by reading.
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.0.with(|state| {
            state.outward.push(buf, &mut state.outbox);
            state.ring();
        });
        Poll::Ready(Ok(buf.len()))
    }

    fn poll_write_vectored(self: Pin<&mut Self>, _: &mut Context<'_>, bufs: &[IoSlice<'_>]) -> Poll<io::Result<usize>> {
        self.0.with(|state| {
            for buf in bufs {
                state.outward.push(buf, &mut state.outbox);
            }
            state.ring();
        });
        Poll::Ready(Ok(bufs.iter().map(|buf| buf.len()).sum()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.0.with(State::leave);
        Poll::Ready(Ok(()))
    }
}

impl Drop for Pipe {
    fn drop(&mut self) {
        self.0.with(State::leave);
    }
}
