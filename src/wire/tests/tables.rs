//! Section 4.2.5.5 with the types that RabbitMQ knows: tables and arrays.

use amq_protocol::types::AMQPValue::{self, *};
use amq_protocol::types::{ByteArray, DecimalValue, FieldArray, FieldTable};

use super::nested;
use crate::wire::table;

/// A table with its length.
fn encoded(fields: &[u8]) -> Vec<u8> {
    [&u32::try_from(fields.len()).unwrap().to_be_bytes()[..], fields].concat()
}

/// The value of the one field, whose name is `k`.
fn value(bytes: &[u8]) -> AMQPValue {
    let table = table(&encoded(&[b"\x01k", bytes].concat())).unwrap();
    table.inner().get("k").cloned().unwrap()
}

#[test]
fn every_type_of_a_field() {
    assert_eq!(value(b"t\x01"), Boolean(true));
    assert_eq!(value(b"t\x00"), Boolean(false));
    assert_eq!(value(b"b\xff"), ShortShortInt(-1));
    assert_eq!(value(b"B\xff"), ShortShortUInt(255));
    assert_eq!(value(b"s\xff\xfe"), ShortInt(-2));
    assert_eq!(value(b"u\xff\xfe"), ShortUInt(65534));
    assert_eq!(value(b"I\xff\xff\xff\xfd"), LongInt(-3));
    assert_eq!(value(b"i\xff\xff\xff\xfd"), LongUInt(4_294_967_293));
    assert_eq!(value(b"l\xff\xff\xff\xff\xff\xff\xff\xfc"), LongLongInt(-4));
    assert_eq!(value(b"L\xff\xff\xff\xff\xff\xff\xff\xfc"), LongLongInt(-4));
    assert_eq!(value(b"f\x3f\x80\x00\x00"), Float(1.0));
    assert_eq!(value(b"d\x3f\xf0\x00\x00\x00\x00\x00\x00"), Double(1.0));
    assert_eq!(value(b"D\x02\x00\x00\x01\x00"), AMQPValue::DecimalValue(DecimalValue { scale: 2, value: 256 }));
    assert_eq!(value(b"T\x00\x00\x00\x00\x00\x00\x01\x00"), Timestamp(256));
    assert_eq!(value(b"S\x00\x00\x00\x02h\xff"), LongString(b"h\xff".to_vec().into()));
    assert_eq!(value(b"x\x00\x00\x00\x02\x00\x01"), AMQPValue::ByteArray(ByteArray::from(&b"\x00\x01"[..])));
    assert_eq!(value(b"V"), Void);
    assert_eq!(value(b"F\x00\x00\x00\x00"), AMQPValue::FieldTable(FieldTable::default()));
    let array = FieldArray::from(vec![Boolean(true), Void]);
    assert_eq!(value(b"A\x00\x00\x00\x03t\x01V"), AMQPValue::FieldArray(array));
}

#[test]
fn no_other_type() {
    for kind in (0..=255u8).filter(|kind| !b"tbBsuIilLfdDTSxVFA".contains(kind)) {
        let error = table(&encoded(&[b'\x01', b'k', kind, 0, 0, 0, 0, 0, 0, 0, 0])).unwrap_err();
        assert_eq!(error.to_string(), "a table has a field of an unknown type", "{kind}");
    }
}

#[test]
fn every_value_may_be_cut_short() {
    let values: [&[u8]; 9] = [
        b"t\x01",
        b"s\0\0",
        b"I\0\0\0\0",
        b"D\0\0\0\0\0",
        b"l\0\0\0\0\0\0\0\0",
        b"S\0\0\0\x01a",
        b"x\0\0\0\x01a",
        b"F\0\0\0\x03\x01aV",
        b"A\0\0\0\x01V",
    ];
    for whole in values {
        for end in 0..whole.len() {
            let fields = [b"\x01k", &whole[..end]].concat();
            assert!(table(&encoded(&fields)).is_err(), "{fields:?}");
        }
        value(whole);
    }
}

#[test]
fn the_length_is_that_of_the_table() {
    assert_eq!(table(&[0, 0, 0, 0]), Ok(FieldTable::default()));
    for wrong in [&[][..], &[0, 0, 0], &[0, 0, 0, 1], &[0, 0, 0, 0, 0], &[255, 255, 255, 255]] {
        assert_eq!(table(wrong).unwrap_err().to_string(), "a table is not as long as it says", "{wrong:?}");
    }
}

#[test]
fn a_name_must_be_utf8_to_be_decoded() {
    assert_eq!(table(&encoded(b"\x01\xffV")).unwrap_err().to_string(), "a name or short string is not UTF-8");
}

#[test]
fn of_two_fields_with_one_name_the_last_counts() {
    let table = table(&encoded(b"\x01kt\x00\x01kt\x01")).unwrap();
    assert_eq!(table.inner().get("k"), Some(&Boolean(true)));
}

#[test]
fn tables_and_arrays_nest_so_deep_and_no_deeper() {
    assert!(table(&nested(128)).is_ok());
    assert!(table(&nested(129)).unwrap_err().to_string().contains("deeper than 128"));
    assert!(table(&nested(5_000)).unwrap_err().to_string().contains("deeper than 128"));
    let mut array = Vec::new();
    for _ in 0..127 {
        array = [&b"A"[..], &encoded(&array)].concat();
    }
    assert!(table(&encoded(&[b"\x01k", &array[..]].concat())).is_ok());
    array = [&b"A"[..], &encoded(&array)].concat();
    assert!(table(&encoded(&[b"\x01k", &array[..]].concat())).is_err());
}
