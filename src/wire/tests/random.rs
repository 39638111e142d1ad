//! Whatever comes, nothing panics, and what is let through stays what it was.

use amq_protocol::types::AMQPValue;
use bytes::{Bytes, BytesMut};

use super::{join, nested};
use crate::wire::properties::properties;
use crate::wire::{Change, content_header, cut, edit, header, method, protocol_header, summary, table};

/// Numbers that look random and are the same every time (xorshift64).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit).unwrap()).unwrap()
    }

    fn octet(&mut self) -> u8 {
        self.next().to_le_bytes()[3]
    }

    /// Bytes of which many are small, so that lengths often fit.
    fn bytes(&mut self, longest: usize) -> Vec<u8> {
        let small = self.below(4) != 0;
        (0..self.below(longest))
            .map(|_| if small && self.below(3) != 0 { self.octet() % 4 } else { self.octet() })
            .collect()
    }

    /// The same with a few octets changed, dropped or added.
    fn spoil(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        for _ in 0..=self.below(3) {
            let at = self.below(bytes.len() + 1);
            match self.below(3) {
                0 => bytes.insert(at, self.octet()),
                1 => bytes.truncate(at.max(bytes.len().saturating_sub(3))),
                _ => {
                    if let Some(octet) = bytes.get_mut(at) {
                        *octet = self.octet();
                    }
                }
            }
        }
        bytes
    }
}

/// Everything that reads payloads.
fn read(bytes: &[u8]) {
    let payload = Bytes::copy_from_slice(bytes);
    let _ = method(&payload);
    if let Ok(content) = content_header(&payload) {
        assert!(summary(&content.properties).is_ok(), "{bytes:?}");
    }
    if let Ok(summary) = summary(bytes) {
        let _ = summary.headers.map(|headers| header(headers, "a"));
    }
    let changes = [Change::RemoveHeader("b"), Change::SetHeader("a", &AMQPValue::Void), Change::SetReplyTo("r")];
    if let Ok(edited) = edit(bytes, &changes) {
        assert_eq!(summary(&edited).unwrap().reply_to, Some("r"));
    }
    let _ = properties(bytes);
    let _ = table(bytes);
}

#[test]
fn random_streams() {
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    for _ in 0..10_000 {
        let bytes = numbers.bytes(64);
        let frame_max = [0, 1, 8, 4096][numbers.below(4)];
        let mut buffer = BytesMut::from(&bytes[..]);
        let _ = protocol_header(&mut buffer);
        while let Ok(Some(frame)) = cut(&mut buffer, frame_max) {
            assert!(frame_max == 0 || frame.payload.len() <= frame_max as usize);
            read(&frame.payload);
        }
    }
}

#[test]
fn random_payloads() {
    let mut numbers = Numbers(42);
    for _ in 0..10_000 {
        let mut bytes = numbers.bytes(96);
        read(&bytes);
        let class = [10, 20, 40, 50, 60, 85, 90][numbers.below(7)];
        bytes.splice(0..0, [0, class, 0, numbers.octet() % 13 * 10]);
        read(&bytes);
    }
}

#[test]
fn right_payloads_with_something_wrong() {
    let fields = b"\x01aS\0\0\0\x01x\x01bF\0\0\0\x03\x01cV\x01dA\0\0\0\x02t\x01\x01ei\0\0\0\x01";
    let table = join(&[&[0, 0, 0, u8::try_from(fields.len()).unwrap()], fields]);
    let right = [
        join(&[&[0, 60, 0, 40, 0, 0], b"\x02ex", b"\x03key", &[1]]),
        join(&[&[0, 60, 0, 80, 0, 0, 0, 0, 0, 0, 0, 1, 1]]),
        join(&[&[0, 50, 0, 10, 0, 0], b"\x01q", &[0], &table]),
        join(&[&[0, 60, 0, 20, 0, 0], b"\x01q", b"\x01t", &[0], &table]),
        join(&[&[0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5], &[0xB0, 0], b"\x01t", &table, &[2]]),
        Bytes::from(nested(5)),
        table,
    ];
    let mut numbers = Numbers(7);
    for _ in 0..4_000 {
        for payload in &right {
            read(&numbers.spoil(payload));
        }
    }
}
