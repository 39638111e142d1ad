//! A stream whose other side is heard to the end: a server that hangs up has often said why, just before.
//!
//! So it is with a client certificate that is refused, while the rest of our handshake is still on its way (RFC 8446,
//! 4.4.2.4). Sending fails then, and a TLS library that stops at that never reads the alert.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// A TCP connection whose failure to send is told by reading, after all that there is to read.
pub(super) struct LastWords {
    stream: TcpStream,
    failed: Option<io::Error>,
}

impl LastWords {
    pub(super) fn of(stream: TcpStream) -> Self {
        Self { stream, failed: None }
    }

    /// Takes what cannot be sent for sent: nobody will read it, and a reader learns of the failure.
    fn sent(&mut self, sent: Poll<io::Result<usize>>, size: usize) -> Poll<io::Result<usize>> {
        sent.map(|sent| {
            sent.or_else(|error| {
                self.failed.get_or_insert(error);
                Ok(size)
            })
        })
    }
}

impl AsyncRead for LastWords {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buf);
        let is_over = match &read {
            Poll::Pending => false,
            Poll::Ready(outcome) => outcome.is_err() || buf.filled().len() == before,
        };
        match self.failed.take_if(|_| is_over) {
            Some(error) => Poll::Ready(Err(error)),
            None => read,
        }
    }
}

impl AsyncWrite for LastWords {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let sent = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.sent(sent, buf.len())
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let sent = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.sent(sent, bufs.iter().map(|buf| buf.len()).sum())
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn what_was_said_last_is_read_although_nothing_can_be_sent() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (mut server, _) = listener.accept().await.unwrap();
        let mut client = LastWords::of(client);
        client.write_all(b"nobody reads this, so that the end is a reset").await.unwrap();
        server.readable().await.unwrap();
        server.write_all(b"bye").await.unwrap();
        drop(server);
        for _ in 0..2 {
            client.write_all(b"more").await.unwrap();
        }
        let mut said = [0; 3];
        client.read_exact(&mut said).await.unwrap();
        assert_eq!(&said, b"bye");
        assert_eq!(client.read(&mut said).await.unwrap_err().kind(), io::ErrorKind::ConnectionReset);
    }
}
