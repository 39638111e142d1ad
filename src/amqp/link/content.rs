//! A message that is being put together from its frames (AMQP 0-9-1, 2.3.5.2).

use bytes::{Bytes, BytesMut};

use crate::amqp::LARGEST_BODY;
use crate::wire::{self, Frame, FrameKind, Incoming};

/// A whole message, as it was on the wire.
pub(in crate::amqp) struct Content {
    /// The method that it came with.
    pub(in crate::amqp) method: Incoming,
    /// Flags and values of its properties, which have been checked.
    pub(in crate::amqp) properties: Bytes,
    pub(in crate::amqp) body: Bytes,
}

/// As much of a message as has come.
pub(super) struct Parts {
    method: Incoming,
    header: Option<(Bytes, usize)>,
    body: BytesMut,
}

/// What came of a frame.
pub(super) enum Step {
    /// There is more to come.
    More(Parts),
    /// The message is whole.
    Whole(Content),
}

impl Parts {
    /// A message that begins.
    pub(super) fn new(method: Incoming) -> Self {
        Self { method, header: None, body: BytesMut::new() }
    }

    /// The next frame of its channel. An error when it does not belong there.
    pub(super) fn add(mut self, frame: &Frame) -> Result<Step, ()> {
        match (frame.kind, self.header.take()) {
            (FrameKind::Header, None) => {
                let content = wire::content_header(&frame.payload).map_err(|_| ())?;
                let size = usize::try_from(content.body_size).map_err(|_| ())?;
                if size > LARGEST_BODY {
                    return Err(());
                }
                self.header = Some((content.properties, size));
                Ok(if size == 0 { self.whole(Bytes::new()) } else { Step::More(self) })
            }
            (FrameKind::Body, Some((properties, size))) => {
                self.header = Some((properties, size));
                // Most bodies are one frame, and stay where they are.
                if self.body.is_empty() && frame.payload.len() == size {
                    return Ok(self.whole(frame.payload.clone()));
                }
                if self.body.capacity() == 0 {
                    // Room for all of it: growing would hold it twice. Memory is only taken as it is filled.
                    self.body.reserve(size);
                }
                self.body.extend_from_slice(&frame.payload);
                match self.body.len() {
                    more if more > size => Err(()),
                    all if all == size => {
                        let body = std::mem::take(&mut self.body).freeze();
                        Ok(self.whole(body))
                    }
                    _ => Ok(Step::More(self)),
                }
            }
            _ => Err(()),
        }
    }

    /// Octets of the body so far.
    #[cfg(test)]
    pub(super) fn kept(&self) -> usize {
        self.body.len()
    }

    fn whole(self, body: Bytes) -> Step {
        let properties = self.header.map(|(properties, _)| properties).unwrap_or_default();
        Step::Whole(Content { method: self.method, properties, body })
    }
}
