//! Messages and confirms that lie.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::{LOST, NOT_AMQP, error, is_told, nested, rmq};
use crate::support::{FakeServer, Request, WAITING, content, frame, long, scripted, short};

/// What a delivery begins with.
fn deliver(request: &Request, key: &[u8]) -> Vec<u8> {
    let tag = 1_u64.to_be_bytes();
    let length = [u8::try_from(key.len()).expect("a short string")];
    request.reply((60, 60), &[&short("consumer"), &tag, &[0], &short(""), &length, key])
}

/// A server that says this where a consumer begins, after its `consume-ok`.
fn after_consume(lie: impl Fn(&Request) -> Vec<u8> + Send + Sync + 'static) -> FakeServer {
    scripted(move |request| {
        (request.method == (60, 20)).then(|| [request.reply((60, 21), &[&short("consumer")]), lie(request)].concat())
    })
}

/// A content header that promises so many bytes.
fn header(request: &Request, size: u64, properties: &[u8]) -> Vec<u8> {
    frame(2, request.channel, &[&[0, 60, 0, 0][..], &size.to_be_bytes(), properties].concat())
}

#[track_caller]
fn is_caught(lie: impl Fn(&Request) -> Vec<u8> + Send + Sync + 'static) {
    let stderr = format!("{WAITING}{}", error("cannot consume from queue 'queue'", NOT_AMQP, LOST));
    rmq(&after_consume(lie), &["receive"]).stderr(&stderr).status(1).run();
}

#[test]
fn sizes_that_lie_are_an_error() {
    is_caught(|r| [deliver(r, b"k"), header(r, u64::MAX, &[0, 0])].concat());
    is_caught(|r| [deliver(r, b"k"), header(r, 1, &[0, 0]), frame(3, r.channel, b"two")].concat());
    is_caught(|r| [deliver(r, b"k"), header(r, 3, &[0, 0]), frame(3, r.channel, b"tw"), deliver(r, b"k")].concat());
    is_caught(|r| [deliver(r, b"k"), deliver(r, b"k")].concat());
    is_caught(|r| [deliver(r, b"k"), frame(3, r.channel, b"x")].concat());
    is_caught(|r| [deliver(r, b"k"), r.refuse(404, "NOT_FOUND")].concat());
}

#[test]
fn headers_that_lie_are_an_error() {
    let with = |value: Vec<u8>| {
        let headers = long([short("h"), value].concat());
        move |r: &Request| [deliver(r, b"k"), header(r, 0, &[&[0x20, 0][..], &headers].concat())].concat()
    };
    is_caught(with(nested(129)));
    is_caught(with(nested(20_000)));
    is_caught(with(b"S\xff\xff\xff\xffx".to_vec()));
    is_caught(with(b"?".to_vec()));
    is_caught(|r| [deliver(r, b"k"), header(r, 0, &[0xff, 0xfc])].concat());
}

#[test]
fn a_name_that_is_not_utf_8_is_told_of_the_message() {
    let hint = "look at the message with the broker's own tools, or at who sent it";
    let stderr = |why| format!("{WAITING}{}", error("cannot read what came from queue 'queue'", why, hint));
    let server = after_consume(|r| [deliver(r, b"\xff"), content(r.channel, &[0, 0], b"x")].concat());
    let why = "the exchange or the routing key of a message is not UTF-8";
    rmq(&server, &["receive"]).stderr(&stderr(why)).status(1).run();
    let server = after_consume(|r| [deliver(r, b"k"), content(r.channel, b"\x80\0\x01\xff", b"x")].concat());
    rmq(&server, &["receive"]).stderr(&stderr("a name or short string is not UTF-8")).status(1).run();
    // A message that came back where none was sent.
    let server = after_consume(|r| {
        let back = r.reply((60, 50), &[&[1, 0x38], &short("NO_ROUTE"), &short(""), &short("k")]);
        [back, content(r.channel, &[0, 0], b"x")].concat()
    });
    rmq(&server, &["receive"]).stderr(&stderr("a message came back that was not sent")).status(1).run();
}

#[test]
fn a_message_before_its_consumer_is_there_is_taken() {
    let server = scripted(|r| {
        let early = [deliver(r, b"k"), content(r.channel, &[0, 0], b"early")].concat();
        (r.method == (60, 20)).then(|| [early, r.reply((60, 21), &[&short("consumer")])].concat())
    });
    rmq(&server, &["receive", "-n1"]).stdout("early\n").stderr(WAITING).run();
}

/// A server that says this where confirms are switched on, which the library has no part in.
fn after_select(lie: impl Fn(&Request) -> Vec<u8> + Send + Sync + 'static) -> FakeServer {
    scripted(move |request| (request.method == (85, 10)).then(|| lie(request)))
}

fn ack(request: &Request, tag: u64, multiple: u8) -> Vec<u8> {
    request.reply((60, 80), &[&tag.to_be_bytes(), &[multiple]])
}

#[test]
fn confirms_of_what_was_not_published_are_nobody_s() {
    for (tag, multiple) in [(0, 0), (0, 1), (1, 0), (2, 1), (7, 0), (u64::MAX, 0), (u64::MAX, 1)] {
        let server = after_select(move |r| ack(r, tag, multiple).repeat(3));
        rmq(&server, &["send", "--lines"]).input("a\nb\n").stderr(" [x] Sent 2 messages\n").run();
    }
}

#[test]
fn confirms_that_never_end_do_not_put_the_end_off() {
    // It answers for a message that is none, for ever, and never for the one that it was sent.
    let server = super::flood((60, 40), |request| ack(request, 7, 0));
    let cmd = rmq(&server, &["send", "hi", "--timeout", "1s"]);
    let stderr = "error: timed out waiting for the broker to confirm\n  why: no confirm came within 1s\n  try: [..]\n";
    cmd.stderr_matches(stderr).status(124).run();
}

#[test]
fn messages_that_nobody_asked_for_are_not_taken_for_ever() {
    let message = |r: &Request| [deliver(r, b"k"), content(r.channel, &[0, 0], &[b'x'; 1000])].concat();
    let server = super::flood((60, 20), move |r| {
        // The consumer begins with each.
        [r.reply((60, 21), &[&short("consumer")]), message(r).repeat(50)].concat()
    });
    let cmd = rmq(&server, &["receive", "-n1"]).stdout_matches("...\n");
    is_told(&cmd.stderr_matches(&format!("{WAITING}error: [..]\n...\n")).status(1).run());
}

#[test]
fn a_return_without_its_message_is_an_error() {
    for behind in [Vec::new(), frame(8, 0, &[])] {
        let server = after_select(move |r| {
            let back = r.reply((60, 50), &[&[1, 0x38], &short("NO_ROUTE"), &short(""), &short("hello")]);
            [back, behind.clone(), ack(r, 1, 0)].concat()
        });
        is_told(&rmq(&server, &["send", "hi"]).stderr_matches("error: cannot publish[..]\n...\n").status(1).run());
    }
    let server = after_select(|r| {
        let back = r.reply((60, 50), &[&[1, 0x38], &short("NO_ROUTE"), &short(""), &short("hello")]);
        [back, header(r, 0, &[&[0x20, 0][..], &long([short("h"), nested(20_000)].concat())].concat())].concat()
    });
    is_told(&rmq(&server, &["send", "hi"]).stderr_matches("error: cannot publish[..]\n...\n").status(1).run());
}

#[test]
fn a_cancel_that_is_not_answered_is_given_up() {
    let server = scripted(|r| match r.method {
        (60, 30) => Some(Vec::new()),
        (60, 20) => {
            let message = [deliver(r, b"k"), content(r.channel, &[0, 0], b"x")].concat();
            Some([r.reply((60, 21), &[&short("consumer")]), message].concat())
        }
        _ => None,
    });
    let hint = "see that the broker is well; --connect-timeout allows more time";
    let lost = error("cannot cancel the consumer of queue 'queue'", "the broker did not answer within 2s", hint);
    rmq(&server, &["receive", "-n2"]).stdout("x\n").stderr(&format!("{WAITING}{lost}")).status(124).run();
}

#[test]
fn a_consumer_that_is_not_begun_again_is_given_up() {
    let consumers = AtomicUsize::new(0);
    let server = scripted(move |r| match r.method {
        (60, 20) if consumers.fetch_add(1, Ordering::Relaxed) == 0 => {
            let message = [deliver(r, b"k"), content(r.channel, &[0, 0], b"x")].concat();
            Some([r.reply((60, 21), &[&short("consumer")]), message].concat())
        }
        (60, 10 | 20) if consumers.load(Ordering::Relaxed) > 0 => Some(Vec::new()),
        _ => None,
    });
    let hint = "see that the broker is well; --connect-timeout allows more time";
    let lost = error("cannot consume from queue 'queue'", "the broker did not answer within 2s", hint);
    rmq(&server, &["receive", "-n2"]).stdout("x\n").stderr(&format!("{WAITING}{lost}")).status(124).run();
}
