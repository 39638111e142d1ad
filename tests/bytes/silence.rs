//! Clients that begin something and do not go on, or that do not stop. They are dropped, and disturb nobody.

use std::thread;
use std::time::Duration;

use crate::bytes::{expect_unharmed, inner};
use crate::support::raw::{Answers, CAPABLE, GREETING, Raw, close, start_ok};
use crate::support::{method_frame, shared_port};

#[test]
fn a_handshake_that_stands_still_is_given_up() {
    let start_ok = start_ok("PLAIN", b"\0guest\0guest", CAPABLE);
    let said: [&[u8]; 5] =
        [b"", b"AMQP", &GREETING, &[&GREETING, &start_ok[..30]].concat(), &[&GREETING, &start_ok[..]].concat()];
    let waiting: Vec<_> = said
        .into_iter()
        .map(|said| {
            let mut raw = Raw::dial(shared_port());
            raw.send(said);
            raw
        })
        .collect();
    // Whoever keeps on talking is no further.
    let talking = Raw::dial(shared_port());
    let mut talks = talking.socket().try_clone().expect("one more descriptor");
    let talker = thread::spawn(move || {
        use std::io::Write;
        let sent = talks.write_all(&GREETING);
        sent.expect("the broker reads");
        while talks.write_all(&[8, 0, 0, 0, 0, 0, 0, 0xCE].repeat(100)).is_ok() {
            thread::sleep(Duration::from_millis(5));
        }
    });
    for mut raw in waiting {
        // Some have heard a start, or a tune.
        raw.rest();
    }
    if inner() {
        let mut talking = talking;
        talking.rest();
    } else {
        drop(talking);
    }
    talker.join().expect("the talker ends when nobody listens");
    expect_unharmed();
}

#[test]
fn half_a_frame_and_silence_is_a_client_that_is_gone() {
    let whole = method_frame(1, (20, 10), &[&[0]]);
    for upto in [1, 7, whole.len() - 1] {
        let mut raw = Raw::with(shared_port(), &Answers { heartbeat: 1, ..Answers::default() });
        raw.send(&whole[..upto]);
        while let Some(frame) = raw.next() {
            assert_eq!(frame, [8, 0, 0, 0, 0, 0, 0, 0xCE]);
        }
    }
    expect_unharmed();
}

#[test]
fn a_client_that_talks_on_after_it_was_closed_is_cut_off() {
    if !inner() {
        return;
    }
    let mut raw = Raw::open(shared_port());
    raw.send([method_frame(1, (77, 10), &[]), vec![0xFF; 1000]].concat());
    raw.expect(close(540, "NOT_IMPLEMENTED - unknown method 10 of class 77", (77, 10)));
    let noise = vec![0xFF; 1 << 20];
    while raw.try_send(&noise) {}
    expect_unharmed();
}
