//! Owns what clients and brokers say, as frames: the methods that many tests of bytes need. Where no channel is given it is
//! channel 1, and where no exchange is given it is the default exchange.

use super::frames::{frame, long, method_frame, short};

/// `connection.start-ok`.
pub fn start_ok(mechanism: &str, response: &[u8], properties: &[u8]) -> Vec<u8> {
    let response = [&u32::try_from(response.len()).expect("a few bytes").to_be_bytes(), response].concat();
    let properties = [&u32::try_from(properties.len()).expect("a few bytes").to_be_bytes(), properties].concat();
    method_frame(0, (10, 11), &[&properties, &short(mechanism), &response, &short("en_US")])
}

/// `connection.tune-ok`.
pub fn tune_ok(channel_max: u16, frame_max: u32, heartbeat: u16) -> Vec<u8> {
    let fields: [&[u8]; 3] = [&channel_max.to_be_bytes(), &frame_max.to_be_bytes(), &heartbeat.to_be_bytes()];
    method_frame(0, (10, 31), &fields)
}

/// `connection.close` of a broker.
pub fn close(code: u16, text: &str, (class, method): (u16, u16)) -> Vec<u8> {
    let fields: [&[u8]; 4] = [&code.to_be_bytes(), &short(text), &class.to_be_bytes(), &method.to_be_bytes()];
    method_frame(0, (10, 50), &fields)
}

/// `channel.close` of a broker.
pub fn channel_close(channel: u16, code: u16, text: &str, (class, method): (u16, u16)) -> Vec<u8> {
    let fields: [&[u8]; 4] = [&code.to_be_bytes(), &short(text), &class.to_be_bytes(), &method.to_be_bytes()];
    method_frame(channel, (20, 40), &fields)
}

/// `queue.declare` on channel 1. Bits: 1 passive, 2 durable, 4 exclusive, 8 delete when unused, 16 no answer.
pub fn declare(queue: &str, bits: u8) -> Vec<u8> {
    method_frame(1, (50, 10), &[&[0, 0], &short(queue), &[bits], &[0; 4]])
}

/// The answer to [`declare`].
pub fn declared(queue: &str, ready: u32, consumers: u32) -> Vec<u8> {
    method_frame(1, (50, 11), &[&short(queue), &ready.to_be_bytes(), &consumers.to_be_bytes()])
}

/// `basic.publish` to the default exchange on channel 1. Bits: 1 mandatory, 2 immediate.
pub fn publish(queue: &str, bits: u8) -> Vec<u8> {
    method_frame(1, (60, 40), &[&[0, 0], &short(""), &short(queue), &[bits]])
}

/// A content header on channel 1. Properties are flags and values.
pub fn header(size: u64, properties: &[u8]) -> Vec<u8> {
    frame(2, 1, &[&[0, 60, 0, 0], &size.to_be_bytes()[..], properties].concat())
}

/// A body frame on channel 1.
pub fn body(part: &[u8]) -> Vec<u8> {
    frame(3, 1, part)
}

/// A message to a queue on channel 1, its body in frames of this size, which has no properties.
pub fn message(queue: &str, bits: u8, text: &[u8], part: usize) -> Vec<u8> {
    let parts = text.chunks(part).flat_map(body);
    publish(queue, bits).into_iter().chain(header(text.len() as u64, &[0, 0])).chain(parts).collect()
}

/// `basic.get` on channel 1.
pub fn get(queue: &str, no_ack: bool) -> Vec<u8> {
    method_frame(1, (60, 70), &[&[0, 0], &short(queue), &[u8::from(no_ack)]])
}

/// `basic.get-ok` of a message from the default exchange on channel 1.
pub fn got(queue: &str, tag: u64, left: u32) -> Vec<u8> {
    method_frame(1, (60, 71), &[&tag.to_be_bytes(), &[0], &short(""), &short(queue), &left.to_be_bytes()])
}

/// `basic.consume` on channel 1. Bits: 1 no-local, 2 no-ack, 4 exclusive, 8 no answer.
pub fn consume(queue: &str, tag: &str, bits: u8) -> Vec<u8> {
    method_frame(1, (60, 20), &[&[0, 0], &short(queue), &short(tag), &[bits], &long("")])
}

/// `basic.ack`, from a consumer or from the broker, on channel 1.
pub fn ack(tag: u64, multiple: bool) -> Vec<u8> {
    method_frame(1, (60, 80), &[&tag.to_be_bytes(), &[u8::from(multiple)]])
}
