//! Answers that are none.

use super::{LOST, NOT_AMQP, error, is_told, nested, rmq};
use crate::support::{Request, frame, long, method_frame, scripted, short};

/// A lie in the place of `queue.declare-ok` is told, and no more.
#[track_caller]
fn is_caught(lie: impl Fn(&Request) -> Vec<u8> + Send + Sync + Clone + 'static) {
    let stderr = error("cannot find queue 'hello'", NOT_AMQP, LOST);
    for args in [["send", "--lines"].as_slice(), &["receive"]] {
        let lie = lie.clone();
        let server = scripted(move |request: &Request| (request.method == (50, 10)).then(|| lie(request)));
        rmq(&server, args).stderr(&stderr).status(1).run();
    }
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
        let server = scripted(move |request: &Request| {
            (request.method == (50, 10)).then(|| frame(kind, request.channel, &[0; 14]))
        });
        is_told(
            &rmq(&server, &["send", "--lines"])
                .stderr_matches("error: cannot find queue 'hello'\n...\n")
                .status(1)
                .run(),
        );
    }
}

#[test]
fn frames_of_channels_that_nobody_opened_are_an_error() {
    for lie in
        [frame(3, 77, b"x"), method_frame(77, (60, 72), &[&[0]]), method_frame(77, (20, 40), &[&[1, 0x94, 0], &[0; 4]])]
    {
        let server = scripted(move |request: &Request| (request.method == (50, 10)).then(|| lie.clone()));
        is_told(
            &rmq(&server, &["send", "--lines"])
                .stderr_matches("error: cannot find queue 'hello'\n...\n")
                .status(1)
                .run(),
        );
    }
}

#[test]
fn an_answer_to_another_question_is_an_error() {
    let server = scripted(|request: &Request| (request.method == (50, 10)).then(|| request.reply((40, 11), &[])));
    is_told(&rmq(&server, &["send", "--lines"]).stderr_matches("error: [..]\n...\n").status(1).run());
}
