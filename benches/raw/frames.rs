//! The bytes of frames and methods (AMQP 0-9-1, 2.3.5 and 1.1 to 1.8), on channel 1 where they are on any.

/// `basic.deliver`, `basic.ack`, and what a publisher must not be told: `basic.return`, `basic.nack`.
pub const DELIVER: [u8; 4] = [0, 60, 0, 60];
pub const ACK: [u8; 4] = [0, 60, 0, 80];
pub const RETURN: [u8; 4] = [0, 60, 0, 50];
pub const NACK: [u8; 4] = [0, 60, 0, 120];

/// Kinds of frames.
pub const METHOD: u8 = 1;
pub const HEADER: u8 = 2;
pub const BODY: u8 = 3;

/// One frame.
pub fn frame(kind: u8, channel: u16, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![kind];
    frame.extend(channel.to_be_bytes());
    frame.extend((payload.len() as u32).to_be_bytes());
    frame.extend(payload);
    frame.push(0xCE);
    frame
}

/// The frame of a method.
pub fn method(class: u16, number: u16, arguments: &[u8]) -> Vec<u8> {
    let mut payload = class.to_be_bytes().to_vec();
    payload.extend(number.to_be_bytes());
    payload.extend(arguments);
    frame(METHOD, 1, &payload)
}

/// A short string.
pub fn short(text: &str) -> Vec<u8> {
    let mut bytes = vec![text.len() as u8];
    bytes.extend(text.as_bytes());
    bytes
}

/// What a message to a queue is like, but for its body.
#[derive(Clone, Copy)]
pub struct Manner {
    /// The broker is to return it when it cannot be routed.
    pub mandatory: bool,
    /// 1 or 2; 2 means that it outlives the broker, if its queue does.
    pub delivery_mode: u8,
}

/// As few demands as there can be.
pub const TRANSIENT: Manner = Manner { mandatory: false, delivery_mode: 1 };

/// Frames of one message to a queue, for the default exchange. `properties` are the flags of those that follow the
/// delivery mode in the specification's order, and their bytes.
pub fn message(queue: &str, manner: Manner, properties: (u16, &[u8]), body: &[u8]) -> Vec<u8> {
    let mut arguments = vec![0, 0, 0];
    arguments.extend(short(queue));
    arguments.push(u8::from(manner.mandatory));
    let mut frames = method(60, 40, &arguments);
    let mut header = vec![0, 60, 0, 0];
    header.extend((body.len() as u64).to_be_bytes());
    header.extend((DELIVERY_MODE | properties.0).to_be_bytes());
    header.push(manner.delivery_mode);
    header.extend(properties.1);
    frames.extend(frame(HEADER, 1, &header));
    if !body.is_empty() {
        frames.extend(frame(BODY, 1, body));
    }
    frames
}

/// Flags of the properties (AMQP 0-9-1, 4.2.6.1).
pub const DELIVERY_MODE: u16 = 1 << 12;
