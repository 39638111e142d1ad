//! Who may come in (AMQP 0-9-1, section 1.4; RabbitMQ documentation, "Access Control").

use crate::bytes::inner;
use crate::support::raw::{CAPABLE, GREETING, Raw, start_ok};
use crate::support::{long, shared_port, short};

#[track_caller]
fn says_hello() -> Raw {
    let mut raw = Raw::dial(shared_port());
    raw.send(GREETING);
    raw.wait_method((10, 10));
    raw
}

fn amqplain(user: &str, password: &str) -> Vec<u8> {
    let text = |name: &str, value: &str| [&short(name), &b"S"[..], &long(value)].concat();
    [text("LOGIN", user), text("PASSWORD", password)].concat()
}

fn refused(mechanism: &str) -> String {
    format!(
        "ACCESS_REFUSED - Login was refused using authentication mechanism {mechanism}. For details see the broker \
         logfile."
    )
}

#[test]
fn amqplain_is_a_way_in() {
    let mut raw = says_hello();
    raw.send(start_ok("AMQPLAIN", &amqplain("guest", "guest"), b""));
    raw.wait_method((10, 30));
}

#[test]
fn a_client_that_wants_to_know_is_told_why_it_may_not_come_in() {
    let wrong = [
        ("PLAIN", b"\0guest\0wrong".to_vec()),
        ("PLAIN", b"\0nobody\0guest".to_vec()),
        ("PLAIN", b"\0guest\0".to_vec()),
        ("AMQPLAIN", amqplain("guest", "wrong")),
    ];
    for (mechanism, response) in wrong {
        let mut raw = says_hello();
        raw.send(start_ok(mechanism, &response, CAPABLE));
        raw.expect_close(403, &refused(mechanism), (0, 0));
    }
}

#[test]
fn any_other_client_finds_its_connection_closed() {
    let mut raw = says_hello();
    raw.send(start_ok("PLAIN", b"\0guest\0wrong", b""));
    raw.expect_end();
}

#[test]
fn credentials_that_are_none_are_refused() {
    let wrong: [(&str, &[u8]); 6] = [
        ("PLAIN", b""),
        ("PLAIN", b"guest"),
        ("PLAIN", b"\0guest\0guest\0guest"),
        ("AMQPLAIN", b"\x05LOGI"),
        ("AMQPLAIN", b"\x05LOGINI\0\0\0\x01"),
        ("AMQPLAIN", b""),
    ];
    for (mechanism, response) in wrong {
        let mut raw = says_hello();
        raw.send(start_ok(mechanism, response, CAPABLE));
        // RabbitMQ tells its log, and hangs up.
        if inner() {
            raw.expect_close(403, &refused(mechanism), (0, 0));
        } else {
            raw.expect_end();
        }
    }
    let mut raw = says_hello();
    raw.send(start_ok("CRAM-MD5", b"", CAPABLE));
    if inner() {
        raw.expect_close(503, "COMMAND_INVALID - unknown authentication mechanism 'CRAM-MD5'", (10, 11));
    } else {
        raw.expect_end();
    }
}
