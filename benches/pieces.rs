//! What one message costs the pieces through which every message goes: JSON lines both ways, templates, the plain line
//! of a pipe, and escaping for a terminal.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark that cannot run says so by panicking")]

use divan::{Bencher, black_box};
use rmq::amqp::{Message, Properties, PropertyValue, Table, decode_line, encode_line, field, parse_header};
use rmq::output::{Format, Greeting, Lines, Printer, Stream, Template, escape};

const PIPE: Stream = Stream { terminal: false, color: false, animated: false, pipe: true, file: false };
const TERMINAL: Stream = Stream { terminal: true, ..PIPE };

/// What a message brings along.
const KINDS: [&str; 3] = ["plain", "properties", "binary"];

fn main() {
    divan::main();
}

/// A message of 40 bytes as `send` makes it, one with headers and more properties, or one that is no UTF-8.
fn message(kind: &str) -> Message {
    let mut properties = Properties::default().with_delivery_mode(2);
    if kind == "properties" {
        let mut headers = Table::default();
        for text in ["trace=4bf92f3577b34da6", "attempt:int=3", "sampled:bool=true"] {
            let (name, value) = parse_header(text).expect("a header");
            headers.insert((&*name).into(), value);
        }
        properties = properties.with_headers(headers);
        for (name, text) in [("content_type", "text/plain"), ("message_id", "0b1c2d3e"), ("type", "order.created")] {
            let value = PropertyValue::Text(text.to_owned());
            properties = field(name).expect("a property").set(properties, &value).expect("a text");
        }
    }
    let body = if kind == "binary" { vec![0xff; 40] } else { b"a line of forty bytes, like most of them".to_vec() };
    Message {
        exchange: "events".into(),
        routing_key: "order.created".into(),
        redelivered: false,
        properties,
        body: body.into(),
    }
}

fn line(kind: &str) -> Vec<u8> {
    let mut line = Vec::new();
    encode_line(&message(kind), &mut line);
    line
}

#[divan::bench(args = KINDS)]
fn encode_json(bencher: Bencher<'_, '_>, kind: &str) {
    let (message, mut out) = (message(kind), Vec::new());
    bencher.bench_local(|| {
        out.clear();
        encode_line(black_box(&message), &mut out);
        out.len()
    });
}

#[divan::bench(args = KINDS)]
fn decode_json(bencher: Bencher<'_, '_>, kind: &str) {
    let line = line(kind);
    bencher.bench_local(|| decode_line(black_box(&line)));
}

#[divan::bench(args = ["%b", "%k %h{trace} %p{message_id} %b", "%H", "%j"])]
fn template(bencher: Bencher<'_, '_>, text: &str) {
    let (message, mut out) = (message("properties"), Vec::new());
    let template = Template::parse(text).expect("a template");
    bencher.bench_local(|| {
        out.clear();
        template.render(black_box(&message), "queue", &mut out);
        out.len()
    });
}

fn print(bencher: Bencher<'_, '_>, stream: Stream, format: Option<Format>) {
    let (message, mut out) = (message("plain"), Vec::new());
    let printer = Printer::new(stream, Greeting::Received, format, None, false);
    bencher.bench_local(|| {
        out.clear();
        printer.print(black_box(&message), "queue", &mut out);
        out.len()
    });
}

#[divan::bench]
fn print_text_to_a_pipe(bencher: Bencher<'_, '_>) {
    print(bencher, PIPE, None);
}

#[divan::bench]
fn print_greeting_to_a_terminal(bencher: Bencher<'_, '_>) {
    print(bencher, TERMINAL, None);
}

#[divan::bench(args = ["plain", "wide", "hostile"])]
fn escape_text(bencher: Bencher<'_, '_>, kind: &str) {
    let text = match kind {
        "plain" => "a line of forty bytes, like most of them",
        "wide" => "grün 🦀 日本 grün 🦀 日本 grün",
        _ => "\u{1b}[31mred\u{1b}]0;title\u{7}\u{202e} and more",
    };
    bencher.bench_local(|| escape(black_box(text.as_bytes()), Lines::Escape));
}
