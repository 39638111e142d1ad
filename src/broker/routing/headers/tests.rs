//! The tables are what RabbitMQ 3.10.8 answered.

use amq_protocol::types::{ByteArray, DecimalValue};

use super::*;

fn table(fields: &[(&str, AMQPValue)]) -> FieldTable {
    let mut table = FieldTable::default();
    for (name, value) in fields {
        table.insert((*name).into(), value.clone());
    }
    table
}

fn text(text: &str) -> AMQPValue {
    AMQPValue::LongString(text.into())
}

fn raw(bytes: &[u8]) -> AMQPValue {
    AMQPValue::ByteArray(ByteArray::from(bytes))
}

fn array(values: &[AMQPValue]) -> AMQPValue {
    AMQPValue::FieldArray(values.to_vec().into())
}

fn nested(fields: &[(&str, AMQPValue)]) -> AMQPValue {
    AMQPValue::FieldTable(table(fields))
}

const fn int(value: i32) -> AMQPValue {
    AMQPValue::LongInt(value)
}

fn decimal(scale: u8, value: u32) -> AMQPValue {
    AMQPValue::DecimalValue(DecimalValue { scale, value })
}

/// Values that equal each other within a row, and none of another row.
fn classes() -> Vec<Vec<AMQPValue>> {
    use AMQPValue::{
        Boolean, Double, Float, LongLongInt, LongUInt, ShortInt, ShortShortInt, ShortShortUInt, ShortUInt, Timestamp,
    };
    let two_53 = 9_007_199_254_740_992;
    vec![
        vec![Boolean(true)],
        vec![Boolean(false)],
        vec![
            ShortShortInt(1),
            ShortShortUInt(1),
            ShortInt(1),
            ShortUInt(1),
            int(1),
            LongUInt(1),
            LongLongInt(1),
            Timestamp(1),
            Float(1.0),
            Double(1.0),
        ],
        vec![ShortShortInt(-1), LongLongInt(-1)],
        vec![ShortShortUInt(255)],
        vec![Double(0.1)],
        vec![Float(0.1), Double(0.1_f32.into())],
        vec![int(0), Double(0.0), Double(-0.0)],
        vec![LongLongInt(two_53), Double(two_53 as f64)],
        vec![LongLongInt(two_53 + 1)],
        vec![Timestamp(1 << 63), Double((1_u64 << 63) as f64)],
        vec![Timestamp(u64::MAX)],
        vec![Double(18_446_744_073_709_551_616.0)],
        vec![decimal(0, 1)],
        vec![decimal(1, 10)],
        vec![text("1"), raw(b"1")],
        vec![text(""), raw(b"")],
        vec![text("true")],
        vec![AMQPValue::LongString(b"\xff".to_vec().into()), raw(b"\xff")],
        vec![array(&[]), nested(&[])],
        vec![array(&[int(1)])],
        vec![array(&[LongLongInt(1)])],
        vec![array(&[text("1")])],
        vec![array(&[raw(b"1")])],
        vec![array(&[Double(0.0)]), array(&[Double(-0.0)])],
        vec![array(&[AMQPValue::Void])],
        vec![nested(&[("a", int(1))])],
        vec![nested(&[("a", LongLongInt(1))])],
        vec![nested(&[("a", int(1)), ("b", int(2))])],
    ]
}

#[test]
fn which_values_are_equal() {
    let classes = classes();
    for (row, wanted) in classes.iter().enumerate().flat_map(|(row, class)| class.iter().map(move |v| (row, v))) {
        let binding = table(&[("k", wanted.clone())]);
        for (other, there) in classes.iter().enumerate().flat_map(|(row, class)| class.iter().map(move |v| (row, v))) {
            let headers = table(&[("k", there.clone())]);
            assert_eq!(matches(&binding, &headers), row == other, "{wanted:?} {there:?}");
        }
        assert!(matches(&table(&[("k", AMQPValue::Void)]), &binding), "presence of {wanted:?}");
        assert!(!matches(&binding, &table(&[("k", AMQPValue::Void)])), "void is no {wanted:?}");
    }
    let void = table(&[("k", AMQPValue::Void)]);
    assert!(matches(&void, &void));
}

/// The bindings of the table below by name.
fn bindings() -> Vec<(&'static str, FieldTable)> {
    let with = |rule: &str, fields: &[(&str, AMQPValue)]| {
        let mut table = table(fields);
        table.insert("x-match".into(), text(rule));
        table
    };
    let (k, j, x) = (("k", int(1)), ("j", int(2)), ("x-k", int(1)));
    vec![
        ("none", table(&[])),
        ("all", with("all", &[])),
        ("any", with("any", &[])),
        ("absent k", table(std::slice::from_ref(&k))),
        ("all k", with("all", std::slice::from_ref(&k))),
        ("all k j", with("all", &[k.clone(), j.clone()])),
        ("any k j", with("any", &[k.clone(), j.clone()])),
        ("all x-k", with("all", std::slice::from_ref(&x))),
        ("any x-k", with("any", std::slice::from_ref(&x))),
        ("all k x-k", with("all", &[k.clone(), x.clone()])),
        ("any k x-k", with("any", &[k.clone(), x.clone()])),
        ("allx x-k", with("all-with-x", std::slice::from_ref(&x))),
        ("anyx x-k", with("any-with-x", std::slice::from_ref(&x))),
        ("allx k x-k", with("all-with-x", &[k.clone(), x.clone()])),
        ("anyx k x-k", with("any-with-x", &[k, x])),
        ("allx", with("all-with-x", &[])),
        ("anyx", with("any-with-x", &[])),
        ("all X-k", with("all", &[("X-k", int(1))])),
        ("all x", with("all", &[("x", int(1))])),
        ("allx void", with("all-with-x", &[("x-k", AMQPValue::Void)])),
        ("any void", with("any", &[("k", AMQPValue::Void)])),
        ("all void j", with("all", &[("k", AMQPValue::Void), j])),
    ]
}

#[test]
fn the_rules() {
    let always = ["none", "all", "all x-k", "allx"];
    let (k1, k2, j2, x1) = (("k", int(1)), ("k", int(2)), ("j", int(2)), ("x-k", int(1)));
    let of_k1 = ["absent k", "all k", "any k j", "all k x-k", "any k x-k", "anyx k x-k", "any void"];
    let rows: Vec<(FieldTable, Vec<&str>)> = vec![
        (table(&[]), vec![]),
        (table(std::slice::from_ref(&k1)), of_k1.to_vec()),
        (table(std::slice::from_ref(&k2)), vec!["any void"]),
        (table(std::slice::from_ref(&j2)), vec!["any k j"]),
        (table(&[k1.clone(), j2.clone()]), [&of_k1[..], &["all k j", "all void j"]].concat()),
        (table(&[k2, j2]), vec!["any k j", "any void", "all void j"]),
        (table(std::slice::from_ref(&x1)), vec!["allx x-k", "anyx x-k", "anyx k x-k", "allx void"]),
        (table(&[k1.clone(), x1]), [&of_k1[..], &["allx x-k", "anyx x-k", "allx k x-k", "allx void"]].concat()),
        (table(&[k1, ("x-k", int(2))]), [&of_k1[..], &["allx void"]].concat()),
        (table(&[("x-match", text("any"))]), vec![]),
        (table(&[("X-k", int(1))]), vec!["all X-k"]),
        (table(&[("x", int(1))]), vec!["all x"]),
    ];
    for (headers, more) in rows {
        for (name, binding) in bindings() {
            let expected = always.contains(&name) || more.contains(&name);
            assert_eq!(matches(&binding, &headers), expected, "{name} {headers:?}");
        }
    }
}

#[test]
fn refusals_are_worded_as_rabbitmq_words_them() {
    for good in ["all", "any", "all-with-x", "any-with-x"] {
        assert_eq!(check(&table(&[("x-match", text(good))])), Ok(()));
    }
    assert_eq!(check(&table(&[("match", int(1))])), Ok(()));
    for (value, expected) in [
        (text("All"), "Invalid x-match field value <<\"All\">>; expected all, any, all-with-x, or any-with-x"),
        (text(""), "Invalid x-match field value <<>>; expected all, any, all-with-x, or any-with-x"),
        (raw(b"all"), "Invalid x-match field type binary (value <<\"all\">>); expected longstr"),
        (AMQPValue::Void, "Invalid x-match field type void (value undefined); expected longstr"),
        (decimal(0, 1), "Invalid x-match field type decimal (value {0,1}); expected longstr"),
        (array(&[int(1)]), "Invalid x-match field type array (value [{signedint,1}]); expected longstr"),
    ] {
        assert_eq!(check(&table(&[("x-match", value)])).unwrap_err().to_string(), expected);
    }
}
