//! Servers that hang up before or during the handshake.

use std::io::{Read, Write};

use super::cannot_connect;
use crate::support::{Act, FakeServer, Harm, Node, Plan, Proxy, Request, Way, scripted};

const CLOSED: &str = "the server closed the connection before the handshake was done";
const IS_IT_AMQP: &str = "is this an AMQP port? RabbitMQ's is 5672 for amqp://, 5671 for amqps://";

#[test]
fn a_server_that_closes_at_once_is_said_to() {
    // What the client sent is read first: the kernel would turn the end into a reset.
    let server = FakeServer::new(|mut stream| {
        let _ = stream.read_exact(&mut [0; 8]);
    });
    let url = format!("amqp://127.0.0.1:{}", server.port());
    cannot_connect(&url, &url, CLOSED, IS_IT_AMQP);
}

#[test]
fn a_broker_that_closes_during_the_handshake_is_said_to() {
    let server = FakeServer::new(|mut stream| {
        let start = crate::support::method_frame(
            0,
            (10, 10),
            &[&[0, 9, 0, 0, 0, 0, 0, 0, 0, 5], b"PLAIN", &[0, 0, 0, 5], b"en_US"],
        );
        let _ = stream.read_exact(&mut [0; 8]).and_then(|()| stream.write_all(&start));
        // The whole start-ok is read, so that the client sees an end and no reset.
        let mut head = [0; 7];
        let _ = stream.read_exact(&mut head);
        let size = u32::from_be_bytes([head[3], head[4], head[5], head[6]]) as usize;
        let _ = stream.read_exact(&mut vec![0; size + 1]);
    });
    let url = format!("amqp://127.0.0.1:{}", server.port());
    cannot_connect(&url, &url, CLOSED, IS_IT_AMQP);
}

#[test]
fn a_broker_that_refuses_the_connection_is_quoted() {
    let refuse = |request: &Request| {
        (request.method == (10, 40)).then(|| request.hang_up(530, "NOT_ALLOWED - connection limit (1) is reached"))
    };
    let server = scripted(refuse);
    let url = format!("amqp://127.0.0.1:{}", server.port());
    let why = "NOT_ALLOWED - connection limit (1) is reached";
    cannot_connect(&url, &url, why, "see the broker's log, or name another broker with --url");
}

#[test]
fn a_broker_that_falls_silent_during_the_handshake_is_given_up() {
    let server = scripted(|request| (request.method == (10, 11)).then(Vec::new));
    let url = format!("amqp://127.0.0.1:{}", server.port());
    let hint = "is this an AMQP port? RabbitMQ's is 5672, with TLS 5671; --connect-timeout allows more time";
    cannot_connect(&url, &url, "no answer within 2s", hint);
}

#[test]
fn a_connection_that_ends_anywhere_in_the_handshake_is_said_to() {
    for (way, frames) in [(Way::FromBroker, 3), (Way::FromClient, 4)] {
        for after in 0..frames {
            let harm = Some(Harm { way, after, torn: false, act: Act::Close });
            let proxy = Proxy::planned(Node::shared().amqp_port(), move |_| Plan { harm, pace: None });
            let url = format!("amqp://127.0.0.1:{}", proxy.port());
            cannot_connect(&url, &url, CLOSED, IS_IT_AMQP);
        }
    }
}
