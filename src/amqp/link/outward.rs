//! What the library sends, frame by frame, so that others' frames can stand between.

use bytes::BytesMut;

use crate::wire::{self, Outbox, PROTOCOL_HEADER};

/// A frame with `connection.tune-ok` begins so; behind it are channel-max, frame-max and heartbeat.
const TUNE_OK: [u8; 11] = [1, 0, 0, 0, 0, 0, 12, 0, 10, 0, 31];
/// Where frame-max stands in it.
const FRAME_MAX: std::ops::Range<usize> = 13..17;

/// See the module.
pub(super) struct Outward {
    greeted: bool,
    partial: BytesMut,
    /// What we ask for, until `connection.tune-ok`; from then on what was agreed on.
    frame_max: u32,
    /// What the broker offers.
    offered: u32,
}

impl Outward {
    pub(super) fn new(frame_max: u32) -> Self {
        Self { greeted: false, partial: BytesMut::new(), frame_max, offered: 0 }
    }

    pub(super) fn frame_max(&self) -> u32 {
        self.frame_max
    }

    /// The broker offers frames of this size (`connection.tune`); 0 is without limit.
    pub(super) fn offered(&mut self, frame_max: u32) {
        self.offered = frame_max;
    }

    /// Appends what the library wrote, up to the last whole frame.
    pub(super) fn push(&mut self, bytes: &[u8], outbox: &mut Outbox) {
        self.partial.extend_from_slice(bytes);
        if !self.greeted && self.partial.len() >= PROTOCOL_HEADER.len() {
            self.greeted = true;
            outbox.put_frame(&self.partial.split_to(PROTOCOL_HEADER.len()));
        }
        while self.greeted
            && let Some(size) = wire::frame_size(&self.partial).filter(|size| *size <= self.partial.len())
        {
            let mut frame = self.partial.split_to(size);
            if frame.starts_with(&TUNE_OK) {
                self.frame_max = self.agreed();
                frame[FRAME_MAX].copy_from_slice(&self.frame_max.to_be_bytes());
            }
            outbox.put_frame(&frame);
        }
    }

    /// The smaller of both, where 0 is the largest. The library asks for as little as its own frames need, because it
    /// allocates and clears 64 buffers of that size; those of messages are not its business.
    fn agreed(&self) -> u32 {
        match (self.frame_max, self.offered) {
            (0, other) | (other, 0) => other,
            (ours, theirs) => ours.min(theirs),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tune_ok(frame_max: u32) -> Vec<u8> {
        [&TUNE_OK[..], &[0x07, 0xFF], &frame_max.to_be_bytes(), &[0, 60, 0xCE]].concat()
    }

    fn sent(outbox: &mut Outbox) -> Vec<u8> {
        outbox.take().into_iter().flatten().collect()
    }

    #[test]
    fn frames_go_out_whole_however_they_come() {
        let heartbeat = [8, 0, 0, 0, 0, 0, 0, 0xCE];
        let all = [&b"AMQP\0\0\x09\x01"[..], &heartbeat, &heartbeat].concat();
        for size in [1, 3, 8, 100] {
            let (mut outward, mut outbox) = (Outward::new(0), Outbox::new());
            for chunk in all.chunks(size) {
                outward.push(chunk, &mut outbox);
                assert_eq!(outbox.len() % 8, 0, "in chunks of {size}");
            }
            assert_eq!(sent(&mut outbox), all);
        }
    }

    #[test]
    fn the_frames_that_are_agreed_on_are_those_of_the_messages() {
        for (ours, theirs, agreed) in
            [(131_072, 131_072, 131_072), (131_072, 0, 131_072), (0, 4096, 4096), (8192, 131_072, 8192), (0, 0, 0)]
        {
            let (mut outward, mut outbox) = (Outward::new(ours), Outbox::new());
            outward.offered(theirs);
            outward.push(b"AMQP\0\0\x09\x01", &mut outbox);
            outward.push(&tune_ok(4096), &mut outbox);
            assert_eq!(sent(&mut outbox)[8..], tune_ok(agreed), "{ours} and {theirs}");
            assert_eq!(outward.frame_max(), agreed);
        }
    }
}
