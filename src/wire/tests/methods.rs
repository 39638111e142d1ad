//! Section 4.2.4 and chapter 1 of the reference: methods and their fields.

use amq_protocol::protocol::{AMQPClass, basic, channel, connection, queue};
use amq_protocol::types::AMQPValue;
use bytes::Bytes;

use super::{join, nested};
use crate::wire::{Method, method};

/// Decodes what the codec gives.
fn other(payload: &Bytes) -> AMQPClass {
    match method(payload) {
        Ok(Method::Other(class)) => class,
        wrong => panic!("{wrong:?}"),
    }
}

#[test]
fn publish() {
    let payload = join(&[&[0, 60, 0, 40, 0, 0], b"\x04logs", b"\x05a.b.c", &[0]]);
    let Ok(Method::Publish(publish)) = method(&payload) else { panic!() };
    assert_eq!((&publish.exchange[..], &publish.key[..]), (&b"logs"[..], &b"a.b.c"[..]));
    assert!(!publish.mandatory && !publish.immediate);
}

#[test]
fn publish_has_two_bits() {
    for bits in 0..4 {
        let payload = join(&[&[0, 60, 0, 40, 0, 0, 0, 0, bits]]);
        let Ok(Method::Publish(publish)) = method(&payload) else { panic!() };
        assert_eq!((publish.mandatory, publish.immediate), (bits & 1 != 0, bits & 2 != 0));
        assert!(publish.exchange.is_empty() && publish.key.is_empty());
    }
}

#[test]
fn publish_takes_any_bytes_and_the_longest_names() {
    let long = [0xFF; 255];
    let payload = join(&[&[0, 60, 0, 40, 9, 9, 255], &long, &[255], &long, &[1]]);
    let Ok(Method::Publish(publish)) = method(&payload) else { panic!() };
    assert_eq!((&publish.exchange[..], &publish.key[..], publish.mandatory), (&long[..], &long[..], true));
}

#[test]
fn ack() {
    let payload = join(&[&[0, 60, 0, 80, 1, 2, 3, 4, 5, 6, 7, 8, 1]]);
    assert_eq!(method(&payload), Ok(Method::Ack { tag: 0x0102_0304_0506_0708, multiple: true }));
    let payload = join(&[&[0, 60, 0, 80, 0, 0, 0, 0, 0, 0, 0, 1, 0]]);
    assert_eq!(method(&payload), Ok(Method::Ack { tag: 1, multiple: false }));
}

#[test]
fn nack_and_reject() {
    let nack = other(&join(&[&[0, 60, 0, 120, 0, 0, 0, 0, 0, 0, 0, 5, 2]]));
    let expected = basic::Nack { delivery_tag: 5, multiple: false, requeue: true };
    assert_eq!(nack, AMQPClass::Basic(basic::AMQPMethod::Nack(expected)));
    let nack = other(&join(&[&[0, 60, 0, 120, 0, 0, 0, 0, 0, 0, 0, 5, 1]]));
    let expected = basic::Nack { delivery_tag: 5, multiple: true, requeue: false };
    assert_eq!(nack, AMQPClass::Basic(basic::AMQPMethod::Nack(expected)));
    let reject = other(&join(&[&[0, 60, 0, 90, 0, 0, 0, 0, 0, 0, 0, 6, 1]]));
    let expected = basic::Reject { delivery_tag: 6, requeue: true };
    assert_eq!(reject, AMQPClass::Basic(basic::AMQPMethod::Reject(expected)));
}

#[test]
fn qos_keeps_its_size() {
    let payload = join(&[&[0, 60, 0, 10, 0, 1, 0, 0, 0, 10, 1]]);
    assert_eq!(method(&payload), Ok(Method::Qos { size: 65536, count: 10, global: true }));
}

#[test]
fn queue_declare_with_arguments() {
    // durable and auto-delete are the second and fourth bit.
    let fields = b"\x09x-expiresI\x00\x00\x03\xe8\x06x-typeS\x00\x00\x00\x01q";
    let length = u32::try_from(fields.len()).unwrap().to_be_bytes();
    let class = other(&join(&[&[0, 50, 0, 10, 0, 0], b"\x05hello", &[0b1010], &length, fields]));
    let AMQPClass::Queue(queue::AMQPMethod::Declare(declare)) = class else { panic!("{class:?}") };
    assert_eq!(declare.queue.as_str(), "hello");
    assert!(declare.durable && declare.auto_delete);
    assert!(!declare.passive && !declare.exclusive && !declare.nowait);
    let arguments = declare.arguments.inner();
    assert_eq!(arguments.get("x-expires"), Some(&AMQPValue::LongInt(1000)));
    assert_eq!(arguments.get("x-type"), Some(&AMQPValue::LongString("q".into())));
}

#[test]
fn connection_start_ok() {
    let class =
        other(&join(&[&[0, 10, 0, 11], &[0, 0, 0, 0], b"\x05PLAIN", &[0, 0, 0, 12], b"\0guest\0guest", b"\x05en_US"]));
    let AMQPClass::Connection(connection::AMQPMethod::StartOk(start)) = class else { panic!("{class:?}") };
    assert_eq!((start.mechanism.as_str(), start.locale.as_str()), ("PLAIN", "en_US"));
    assert_eq!(start.response.as_bytes(), b"\0guest\0guest");
}

#[test]
fn channel_methods() {
    assert_eq!(other(&join(&[&[0, 20, 0, 10, 0]])), AMQPClass::Channel(channel::AMQPMethod::Open(channel::Open {})));
    let close = other(&join(&[&[0, 20, 0, 40, 0, 200], b"\x03bye", &[0, 60, 0, 40]]));
    let AMQPClass::Channel(channel::AMQPMethod::Close(close)) = close else { panic!("{close:?}") };
    assert_eq!((close.reply_code, close.reply_text.as_str(), close.class_id, close.method_id), (200, "bye", 60, 40));
}

/// Every method of the protocol in its shortest form: numbers and lengths are zero.
#[test]
fn every_method_is_known_in_its_shortest_form() {
    let methods: [(u16, &[(u16, usize)]); 8] = [
        (
            10,
            &[
                (10, 14),
                (11, 10),
                (20, 4),
                (21, 4),
                (30, 8),
                (31, 8),
                (40, 3),
                (41, 1),
                (50, 7),
                (51, 0),
                (60, 1),
                (61, 0),
                (70, 5),
                (71, 0),
            ],
        ),
        (20, &[(10, 1), (11, 4), (20, 1), (21, 1), (40, 7), (41, 0)]),
        (30, &[(10, 2), (11, 2)]),
        (40, &[(10, 9), (11, 0), (20, 4), (21, 0), (30, 10), (31, 0), (40, 10), (51, 0)]),
        (50, &[(10, 8), (11, 9), (20, 10), (21, 0), (30, 4), (31, 4), (40, 4), (41, 4), (50, 9), (51, 0)]),
        (
            60,
            &[
                (10, 7),
                (11, 0),
                (20, 9),
                (21, 1),
                (30, 2),
                (31, 1),
                (40, 5),
                (50, 5),
                (60, 12),
                (70, 4),
                (71, 15),
                (72, 1),
                (80, 9),
                (90, 9),
                (100, 1),
                (110, 1),
                (111, 0),
                (120, 9),
            ],
        ),
        (85, &[(10, 1), (11, 0)]),
        (90, &[(10, 0), (11, 0), (20, 0), (21, 0), (30, 0), (31, 0)]),
    ];
    let known = |class: u16, id: u16| methods.iter().any(|(c, ids)| *c == class && ids.iter().any(|(m, _)| *m == id));
    for (class, ids) in methods {
        for &(id, length) in ids {
            let numbers = [class.to_be_bytes(), id.to_be_bytes()].concat();
            let decoded = method(&join(&[&numbers, &vec![0; length]]));
            let decoded = decoded.unwrap_or_else(|error| panic!("{class}.{id}: {error:?}"));
            if let Method::Other(decoded) = decoded {
                assert_eq!((decoded.get_amqp_class_id(), decoded.get_amqp_method_id()), (class, id));
            }
            for wrong in [length + 1, length.saturating_sub(1)].into_iter().filter(|wrong| *wrong != length) {
                let error = method(&join(&[&numbers, &vec![0; wrong]])).unwrap_err();
                assert_eq!((error.code, error.class, error.method), (501, class, id), "{class}.{id}");
            }
        }
    }
    for class in 0..=255 {
        for id in (0..=255).filter(|id| !known(class, *id)) {
            let error = method(&join(&[&class.to_be_bytes(), &id.to_be_bytes()])).unwrap_err();
            assert_eq!((error.code, error.class, error.method), (540, class, id));
        }
    }
}

#[test]
fn the_deepest_table_that_is_let_through_is_decoded() {
    let declare = |levels| join(&[&[0, 50, 0, 10, 0, 0], b"\x01q", &[0], &nested(levels)]);
    assert!(matches!(method(&declare(128)), Ok(Method::Other(AMQPClass::Queue(_)))));
    assert_eq!(method(&declare(129)).unwrap_err().code, 502);
}
