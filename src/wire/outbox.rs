//! What a connection has to send, put together for vectored writes (AMQP 0-9-1, section 2.3.5).

use std::collections::VecDeque;

use amq_protocol::frame::WriteContext;
use amq_protocol::protocol::{AMQPClass, gen_class};
use bytes::{BufMut, Bytes, BytesMut};

use super::frame::{EMPTY_FRAME, FRAME_END, FrameKind, HEAD};

/// Pieces of bodies above this many octets are referenced, those up to it are copied.
const COPIED: usize = 16 * 1024;
const BASIC: u16 = 60;
/// Octets of a content header before the properties.
const CONTENT_HEAD: usize = 12;

/// Frames on their way out. Small things are appended to one buffer; large pieces of bodies are put between.
#[derive(Debug, Default)]
pub struct Outbox {
    /// Before `tail`, in order.
    chunks: VecDeque<Bytes>,
    /// Octets in `chunks`.
    chunked: usize,
    /// What is appended to.
    tail: BytesMut,
}

impl Outbox {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// Octets that wait.
    pub fn len(&self) -> usize {
        self.chunked + self.tail.len()
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Everything that waits, in order, none of it empty.
    pub fn take(&mut self) -> VecDeque<Bytes> {
        self.end_tail();
        self.chunked = 0;
        std::mem::take(&mut self.chunks)
    }

    /// Any method, through the library.
    pub fn put_method(&mut self, channel: u16, method: &AMQPClass) {
        // A vector takes every byte, so there is no error to report.
        if let Ok(context) = gen_class(method)(WriteContext::from(Vec::new())) {
            let fields = context.into_inner().0;
            self.head(FrameKind::Method, channel, fields.len());
            self.tail.put_slice(&fields);
            self.tail.put_u8(FRAME_END);
        }
    }

    /// A heartbeat (section 4.2.7).
    pub fn put_heartbeat(&mut self) {
        self.head(FrameKind::Heartbeat, 0, 0);
        self.tail.put_u8(FRAME_END);
    }

    /// `basic.deliver`; the content follows.
    pub fn put_deliver(
        &mut self,
        channel: u16,
        consumer_tag: &str,
        delivery_tag: u64,
        redelivered: bool,
        exchange: &[u8],
        key: &[u8],
    ) {
        let (consumer_tag, exchange, key) = (short(consumer_tag.as_bytes()), short(exchange), short(key));
        self.method(channel, 60, 9 + 3 + consumer_tag.len() + exchange.len() + key.len());
        self.short_string(consumer_tag);
        self.tag_and_bits(delivery_tag, u8::from(redelivered));
        self.short_string(exchange);
        self.short_string(key);
        self.tail.put_u8(FRAME_END);
    }

    /// `basic.get-ok`; the content follows. `messages` is how many are left in the queue.
    pub fn put_get_ok(
        &mut self,
        channel: u16,
        delivery_tag: u64,
        redelivered: bool,
        exchange: &[u8],
        key: &[u8],
        messages: u32,
    ) {
        let (exchange, key) = (short(exchange), short(key));
        self.method(channel, 71, 9 + 2 + exchange.len() + key.len() + 4);
        self.tag_and_bits(delivery_tag, u8::from(redelivered));
        self.short_string(exchange);
        self.short_string(key);
        self.tail.put_u32(messages);
        self.tail.put_u8(FRAME_END);
    }

    /// `basic.return`; the content follows.
    pub fn put_return(&mut self, channel: u16, code: u16, text: &str, exchange: &[u8], key: &[u8]) {
        let (text, exchange, key) = (short(text.as_bytes()), short(exchange), short(key));
        self.method(channel, 50, 2 + 3 + text.len() + exchange.len() + key.len());
        self.tail.put_u16(code);
        self.short_string(text);
        self.short_string(exchange);
        self.short_string(key);
        self.tail.put_u8(FRAME_END);
    }

    /// `basic.ack`: a confirm.
    pub fn put_ack(&mut self, channel: u16, tag: u64, multiple: bool) {
        self.method(channel, 80, 9);
        self.tag_and_bits(tag, u8::from(multiple));
        self.tail.put_u8(FRAME_END);
    }

    /// `basic.nack`: a message that was not taken. To a publisher, `requeue` means nothing; RabbitMQ sets it.
    pub fn put_nack(&mut self, channel: u16, tag: u64, multiple: bool, requeue: bool) {
        self.method(channel, 120, 9);
        self.tag_and_bits(tag, u8::from(multiple) | u8::from(requeue) << 1);
        self.tail.put_u8(FRAME_END);
    }

    /// `basic.publish`, from [`publish_payload`]; the content follows.
    pub fn put_publish(&mut self, channel: u16, payload: &[u8]) {
        self.head(FrameKind::Method, channel, payload.len());
        self.tail.put_slice(payload);
        self.tail.put_u8(FRAME_END);
    }

    /// A whole frame, as it is.
    pub fn put_frame(&mut self, frame: &[u8]) {
        self.tail.put_slice(frame);
    }

    /// Header frame and body frames. `properties` are raw; `frame_max` is the size of a whole frame in octets, 0 when
    /// there is no limit. An empty body has no body frame.
    pub fn put_content(&mut self, channel: u16, properties: &[u8], body: &Bytes, frame_max: u32) {
        self.head(FrameKind::Header, channel, CONTENT_HEAD + properties.len());
        let mut start = [0; CONTENT_HEAD];
        start[..2].copy_from_slice(&BASIC.to_be_bytes());
        start[4..].copy_from_slice(&(body.len() as u64).to_be_bytes());
        self.tail.put_slice(&start);
        self.tail.put_slice(properties);
        self.tail.put_u8(FRAME_END);
        let limit = match frame_max {
            0 => u32::MAX as usize,
            some => (some as usize).saturating_sub(EMPTY_FRAME).max(1),
        };
        let mut from = 0;
        while from < body.len() {
            let to = body.len().min(from.saturating_add(limit));
            self.head(FrameKind::Body, channel, to - from);
            if to - from > COPIED {
                self.end_tail();
                self.chunked += to - from;
                self.chunks.push_back(body.slice(from..to));
            } else {
                self.tail.put_slice(&body[from..to]);
            }
            self.tail.put_u8(FRAME_END);
            from = to;
        }
    }

    fn end_tail(&mut self) {
        if !self.tail.is_empty() {
            self.chunked += self.tail.len();
            self.chunks.push_back(self.tail.split().freeze());
        }
    }

    fn head(&mut self, kind: FrameKind, channel: u16, size: usize) {
        self.tail.reserve(EMPTY_FRAME + size.min(COPIED));
        self.tail.put_slice(&head(kind, channel, size));
    }

    /// The head of a method of class basic, class and method number. `size` is that of its fields.
    fn method(&mut self, channel: u16, method: u16, size: usize) {
        let mut start = [0; HEAD + 4];
        start[..HEAD].copy_from_slice(&head(FrameKind::Method, channel, 4 + size));
        start[HEAD..HEAD + 2].copy_from_slice(&BASIC.to_be_bytes());
        start[HEAD + 2..].copy_from_slice(&method.to_be_bytes());
        self.tail.reserve(EMPTY_FRAME + 4 + size);
        self.tail.put_slice(&start);
    }

    /// A delivery tag and the octet of bits behind it.
    fn tag_and_bits(&mut self, tag: u64, bits: u8) {
        let mut both = [bits; 9];
        both[..8].copy_from_slice(&tag.to_be_bytes());
        self.tail.put_slice(&both);
    }

    fn short_string(&mut self, text: &[u8]) {
        self.tail.put_u8(u8::try_from(text.len()).unwrap_or(u8::MAX));
        self.tail.put_slice(text);
    }
}

/// The payload of a `basic.publish`, which may be sent as often as one likes.
pub fn publish_payload(exchange: &str, key: &str, mandatory: bool) -> Bytes {
    let (exchange, key) = (short(exchange.as_bytes()), short(key.as_bytes()));
    let mut payload = BytesMut::with_capacity(4 + 2 + 2 + exchange.len() + key.len() + 1);
    payload.put_slice(&[0, 60, 0, 40, 0, 0]);
    for text in [exchange, key] {
        payload.put_u8(u8::try_from(text.len()).unwrap_or(u8::MAX));
        payload.put_slice(text);
    }
    payload.put_u8(u8::from(mandatory));
    payload.freeze()
}

/// Type, channel and size of a payload. None is larger than the field: bodies are split, the rest is bounded by the
/// frames that it came in.
fn head(kind: FrameKind, channel: u16, size: usize) -> [u8; HEAD] {
    let [c1, c0] = channel.to_be_bytes();
    let [s3, s2, s1, s0] = u32::try_from(size).unwrap_or(u32::MAX).to_be_bytes();
    [kind as u8, c1, c0, s3, s2, s1, s0]
}

/// As much as fits into a short string.
fn short(text: &[u8]) -> &[u8] {
    &text[..text.len().min(usize::from(u8::MAX))]
}
