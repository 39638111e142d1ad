//! A socket whose peer must not be silent for long, so that it cannot hold a connection for nothing.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep};

/// How long a client may neither send nor take anything.
const SILENCE: Duration = Duration::from_secs(30);

/// A socket that fails when nothing moves.
pub struct Patient {
    socket: TcpStream,
    deadline: Pin<Box<Sleep>>,
}

impl Patient {
    /// Begins to wait.
    pub fn new(socket: TcpStream) -> Self {
        Self { socket, deadline: Box::pin(sleep(SILENCE)) }
    }

    /// Passes on what the socket says; what it does not say in time is an error.
    fn in_time<T>(&mut self, cx: &mut Context<'_>, said: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if said.is_ready() {
            self.deadline.as_mut().reset(Instant::now() + SILENCE);
            return said;
        }
        ready!(self.deadline.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Patient {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let said = Pin::new(&mut self.socket).poll_read(cx, buf);
        self.in_time(cx, said)
    }
}

impl AsyncWrite for Patient {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let said = Pin::new(&mut self.socket).poll_write(cx, buf);
        self.in_time(cx, said)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }
}
