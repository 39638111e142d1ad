//! Changes to raw properties.

use amq_protocol::types::AMQPValue;

use crate::wire::{Change, Property, edit, header};

/// Content type, headers with a name that is not UTF-8 and one that is there twice, delivery mode, reply-to, expiration.
fn raw() -> Vec<u8> {
    [b"\xb3\x00\x01t", &table(b"\x01\xffV\x01at\x01\x01at\x00\x01bL\0\0\0\0\0\0\0\x09")[..], b"\x02\x01r\x0260"]
        .concat()
}

fn table(fields: &[u8]) -> Vec<u8> {
    [&u32::try_from(fields.len()).unwrap().to_be_bytes()[..], fields].concat()
}

#[test]
fn without_changes_it_is_the_same() {
    assert_eq!(edit(&raw(), &[]).unwrap(), raw());
    assert_eq!(edit(&[0, 0], &[]).unwrap(), [0, 0][..]);
    assert!(edit(b"\x20\x00\x00\x00\x00\x09\x01", &[]).is_err(), "the table is longer than what there is");
}

#[test]
fn a_header_is_set_and_everything_else_stays() {
    let edited = edit(&raw(), &[Change::SetHeader("a", &AMQPValue::LongInt(5))]).unwrap();
    let headers = table(b"\x01\xffV\x01bL\0\0\0\0\0\0\0\x09\x01aI\0\0\0\x05");
    assert_eq!(edited, [b"\xb3\x00\x01t", &headers[..], b"\x02\x01r\x0260"].concat());
}

#[test]
fn the_table_comes_when_it_is_needed_and_stays_when_it_is_empty() {
    let edited = edit(b"\x10\x00\x02", &[Change::SetHeader("a", &AMQPValue::Void)]).unwrap();
    assert_eq!(edited, b"\x30\x00\x00\x00\x00\x03\x01aV\x02"[..]);
    let edited = edit(&edited, &[Change::RemoveHeader("a")]).unwrap();
    assert_eq!(edited, b"\x30\x00\x00\x00\x00\x00\x02"[..]);
    assert_eq!(edit(b"\x10\x00\x02", &[Change::RemoveHeader("a")]).unwrap(), b"\x10\x00\x02"[..]);
}

#[test]
fn the_later_change_counts() {
    let (one, two) = (AMQPValue::Boolean(true), AMQPValue::Boolean(false));
    let twice = [Change::SetHeader("a", &one), Change::SetHeader("a", &two)];
    assert_eq!(edit(&[0, 0], &twice).unwrap(), b"\x20\x00\x00\x00\x00\x04\x01at\x00"[..]);
    let gone = [Change::SetHeader("a", &one), Change::RemoveHeader("a")];
    assert_eq!(edit(&[0, 0], &gone).unwrap(), b"\x20\x00\x00\x00\x00\x00"[..]);
}

#[test]
fn properties_are_taken_away() {
    let gone = [Change::Remove(Property::Expiration), Change::Remove(Property::Headers)];
    assert_eq!(edit(&raw(), &gone).unwrap(), b"\x92\x00\x01t\x02\x01r"[..]);
}

#[test]
fn the_address_of_the_answer_is_set() {
    assert_eq!(edit(&[0, 0], &[Change::SetReplyTo("abc")]).unwrap(), b"\x02\x00\x03abc"[..]);
    assert_eq!(edit(b"\x03\x00\x01r\x0260", &[Change::SetReplyTo("s")]).unwrap(), b"\x03\x00\x01s\x0260"[..]);
    let both = [Change::SetReplyTo("s"), Change::Remove(Property::ReplyTo)];
    assert_eq!(edit(b"\x02\x00\x01r", &both).unwrap(), [0, 0][..]);
}

#[test]
fn a_header_is_looked_up() {
    let headers = table(b"\x01\xffV\x01at\x01\x01at\x00\x01fF\x00\x00\x00\x03\x01\xffV");
    assert_eq!(header(&headers, "a"), Ok(Some(AMQPValue::Boolean(true))), "the first");
    assert_eq!(header(&headers, "b"), Ok(None));
    assert!(header(&headers, "f").is_err(), "a name in it is not UTF-8");
    assert_eq!(header(&table(b""), "a"), Ok(None));
    assert!(header(&[], "a").is_err());
    assert!(header(&table(b"\x01at"), "b").is_err());
}
