//! Signs of life (AMQP 0-9-1, section 4.2.7). No time is asserted: what is waited for comes, or does not come while
//! something else does.

use std::time::Duration;

use crate::support::raw::{Answers, Raw};
use crate::support::{method_frame, shared_port};

const HEARTBEAT: [u8; 8] = [8, 0, 0, 0, 0, 0, 0, 0xCE];

#[track_caller]
fn each_second() -> Raw {
    Raw::with(shared_port(), &Answers { heartbeat: 1, ..Answers::default() })
}

#[test]
fn a_silent_client_hears_heartbeats_and_is_dropped() {
    let mut raw = each_second();
    raw.expect(HEARTBEAT);
    raw.expect(HEARTBEAT);
    while let Some(frame) = raw.next() {
        assert_eq!(frame, HEARTBEAT);
    }
}

#[test]
fn a_client_that_shows_signs_of_life_is_kept() {
    let mut silent = each_second();
    let (mut beating, mut talking) = (each_second(), each_second());
    silent.socket().set_read_timeout(Some(Duration::from_millis(300))).expect("a limit that is not zero");
    // For as long as it takes to drop the silent one, twice.
    for _ in 0..2 {
        while !gone(&mut silent) {
            beating.send(HEARTBEAT);
            talking.send(method_frame(0, (10, 70), &[&[0; 4], &[0]]));
        }
        silent = each_second();
        silent.socket().set_read_timeout(Some(Duration::from_millis(300))).expect("a limit that is not zero");
    }
    for mut raw in [beating, talking] {
        raw.send(method_frame(1, (20, 10), &[&[0]]));
        let (channel, fields) = raw.wait_method((20, 11));
        assert_eq!((channel, fields), (1, vec![0; 4]));
    }
}

/// Reads what has come; true when the connection has ended.
fn gone(raw: &mut Raw) -> bool {
    use std::io::{ErrorKind, Read};
    match raw.socket().read(&mut [0; 4096]) {
        Ok(count) => count == 0,
        Err(error) => !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
    }
}

#[test]
fn a_client_that_wants_no_heartbeats_gets_none() {
    let mut without = Raw::with(shared_port(), &Answers::default());
    let mut silent = each_second();
    while silent.next().is_some() {}
    without.ask(method_frame(1, (20, 10), &[&[0]]), method_frame(1, (20, 11), &[&[0; 4]]));
}
