//! Records of stdin: read on a thread of their own, a chunk of whole records at a time, and cut without copying.

use std::io::{ErrorKind, Read, stdin};

use anyhow::Context as _;
use bytes::{Bytes, BytesMut};
use memchr::{memchr, memrchr};
use tokio::sync::mpsc;

use super::input::too_large;
use crate::amqp::LARGEST_BODY;

/// Most bytes that are read at a time.
const CHUNK: usize = 64 * 1024;
/// Chunks that may wait: enough to keep both sides busy, few enough to keep memory small.
const CHUNKS: usize = 2;

/// One record of a stream, and where it stood.
#[derive(Debug, PartialEq, Eq)]
pub struct Record {
    /// Number of the line, from 1.
    pub number: u64,
    /// The line without its end.
    pub bytes: Bytes,
}

/// The records of stdin.
pub struct Records {
    chunks: mpsc::Receiver<anyhow::Result<Bytes>>,
    cutter: Cutter,
}

impl Records {
    /// Begins to read stdin: records end with a newline, or with NUL.
    #[must_use]
    pub fn start(null: bool) -> Self {
        let end = if null { b'\0' } else { b'\n' };
        let (sender, chunks) = mpsc::channel(CHUNKS);
        std::thread::spawn(move || read_chunks(&mut stdin().lock(), end, |chunk| sender.blocking_send(chunk).is_ok()));
        Self { chunks, cutter: Cutter { end, chunk: Bytes::new(), number: 0 } }
    }

    /// The next record if it is here already.
    pub fn ready(&mut self) -> Option<Record> {
        self.cutter.next()
    }

    /// The next record; `None` at the end. Safe to drop and call again.
    ///
    /// # Errors
    /// stdin cannot be read, or holds a record that is larger than any broker takes.
    pub async fn next(&mut self) -> Option<anyhow::Result<Record>> {
        loop {
            if let Some(record) = self.ready() {
                return Some(Ok(record));
            }
            match self.chunks.recv().await? {
                Ok(chunk) => self.cutter.chunk = chunk,
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

/// Cuts chunks into records, and numbers them.
struct Cutter {
    end: u8,
    /// Whole records; only the last of all may be without its end.
    chunk: Bytes,
    number: u64,
}

impl Cutter {
    fn next(&mut self) -> Option<Record> {
        if self.chunk.is_empty() {
            return None;
        }
        self.number += 1;
        let bytes = match memchr(self.end, &self.chunk) {
            Some(at) => {
                let record = self.chunk.split_to(at + 1);
                record.slice(..at)
            }
            None => std::mem::take(&mut self.chunk),
        };
        Some(Record { number: self.number, bytes })
    }
}

/// Reads until the end, an error, or until `hand_over` says that nobody listens. What is there goes out as soon as it is a
/// whole record, so that none waits for the next.
fn read_chunks(input: &mut impl Read, end: u8, mut hand_over: impl FnMut(anyhow::Result<Bytes>) -> bool) {
    let mut scratch = vec![0; CHUNK];
    let mut buffer = BytesMut::new();
    loop {
        let read = match input.read(&mut scratch) {
            Ok(count) => &scratch[..count],
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => {
                // Nobody listens any more: then nobody wants to know.
                hand_over(Err(error).context("cannot read stdin"));
                return;
            }
        };
        if read.is_empty() {
            if !buffer.is_empty() {
                hand_over(Ok(buffer.freeze()));
            }
            return;
        }
        let whole = memrchr(end, read).map(|at| buffer.len() + at + 1);
        buffer.extend_from_slice(read);
        if let Some(whole) = whole
            && !hand_over(Ok(buffer.split_to(whole).freeze()))
        {
            return;
        }
        if buffer.len() > LARGEST_BODY {
            hand_over(Err(too_large().into()));
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives its bytes in pieces.
    struct Pieces<'a>(std::slice::Chunks<'a, u8>);

    impl Read for Pieces<'_> {
        fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
            let piece = self.0.next().unwrap_or_default();
            buf[..piece.len()].copy_from_slice(piece);
            Ok(piece.len())
        }
    }

    fn records(input: &[u8], piece: usize, end: u8) -> Vec<(u64, Vec<u8>)> {
        let mut cutter = Cutter { end, chunk: Bytes::new(), number: 0 };
        let mut records = Vec::new();
        read_chunks(&mut Pieces(input.chunks(piece)), end, |chunk| {
            cutter.chunk = chunk.unwrap();
            while let Some(Record { number, bytes }) = cutter.next() {
                records.push((number, bytes.to_vec()));
            }
            true
        });
        records
    }

    #[test]
    fn a_record_ends_at_its_end_or_at_the_end_of_input() {
        for piece in [1, 2, 100] {
            let numbered = |expected: &[&[u8]]| -> Vec<_> { (1..).zip(expected.iter().map(|r| r.to_vec())).collect() };
            assert_eq!(records(b"a\n\nb", piece, b'\n'), numbered(&[b"a", b"", b"b"]));
            assert_eq!(records(b"a\n", piece, b'\n'), numbered(&[b"a"]));
            assert_eq!(records(b"a\nb\0c", piece, b'\0'), numbered(&[b"a\nb", b"c"]));
            assert_eq!(records(b"", piece, b'\n'), numbered(&[]));
        }
    }

    #[test]
    fn nothing_is_read_once_nobody_listens() {
        let mut handed = 0;
        read_chunks(&mut Pieces(b"a\nb\nc\n".chunks(2)), b'\n', |_| {
            handed += 1;
            false
        });
        assert_eq!(handed, 1);
    }
}
