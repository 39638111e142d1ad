//! Answers that are none.

use super::{LOST, NOT_AMQP, error, is_told, nested, rmq};
use crate::support::{FakeServer, Request, frame, long, method_frame, scripted, short};

const NOT_FOUND: &str = "error: cannot find queue 'hello'\n...\n";

/// A server that says this in the place of `queue.declare-ok`.
fn instead_of_declare_ok(lie: impl Fn(&Request) -> Vec<u8> + Send + Sync + 'static) -> FakeServer {
    scripted(move |request: &Request| (request.method == (50, 10)).then(|| lie(request)))
}

/// A lie in the place of `queue.declare-ok` is told, and no more.
#[track_caller]
fn is_caught(lie: impl Fn(&Request) -> Vec<u8> + Send + Sync + Clone + 'static) {
    let stderr = error("cannot find queue 'hello'", NOT_AMQP, LOST);
    for args in [["send", "--lines"].as_slice(), &["receive"]] {
        let server = instead_of_declare_ok(lie.clone());
        rmq(&server, args).stderr(&stderr).status(1).run();
    }
}

/// Such a lie, of which the library says this or that, is an error.
#[track_caller]
fn is_an_error(lie: impl Fn(&Request) -> Vec<u8> + Send + Sync + 'static, stderr: &str) {
    let server = instead_of_declare_ok(lie);
    is_told(&rmq(&server, &["send", "--lines"]).stderr_matches(stderr).status(1).run());
}

#[test]
fn names_that_are_not_utf_8_are_an_error() {
    is_caught(|request| request.reply((50, 11), &[b"\x03\xff\xfe\xfd", &[0; 8]]));
    is_caught(|request| request.reply((20, 40), &[&[1, 0x94], b"\x02\xff\xfe", &[0; 4]]));
    is_caught(|_| method_frame(0, (10, 50), &[&[1, 0x40], b"\x02\xff\xfe", &[0; 4]]));
}

#[test]
fn answers_with_more_or_less_than_they_have_are_an_error() {
    is_caught(|request| request.reply((50, 11), &[&short("hello"), &[0; 8], &nested(10_000)]));
    is_caught(|request| request.reply((50, 11), &[&short("hello"), &[0; 3]]));
    is_caught(|request| request.reply((50, 11), &[&[255], b"hello"]));
    // A greeting again, with a table without end.
    is_caught(|_| {
        let properties = [short("deep"), nested(20_000)].concat();
        method_frame(0, (10, 10), &[&[0, 9], &long(properties), &long("PLAIN"), &long("en_US")])
    });
}

#[test]
fn a_content_that_nobody_asked_for_is_an_error() {
    for kind in [2, 3] {
        is_an_error(move |request| frame(kind, request.channel, &[0; 14]), NOT_FOUND);
    }
}

#[test]
fn frames_of_channels_that_nobody_opened_are_an_error() {
    for lie in
        [frame(3, 77, b"x"), method_frame(77, (60, 72), &[&[0]]), method_frame(77, (20, 40), &[&[1, 0x94, 0], &[0; 4]])]
    {
        is_an_error(move |_| lie.clone(), NOT_FOUND);
    }
}

#[test]
fn an_answer_to_another_question_is_an_error() {
    is_an_error(|request| request.reply((40, 11), &[]), "error: [..]\n...\n");
}
