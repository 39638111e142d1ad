//! A broker that denies transient queues (541 on a closed connection) as RabbitMQ 4.3 does: we recover, and say how.

use std::sync::{Arc, Mutex};

use crate::support::{Cmd, FakeServer, Request, content, properties, scripted, short};

const DENIED: &str = "INTERNAL_ERROR - Feature `transient_nonexcl_queues` is deprecated.";

/// What is declared, as the server reads it: the connection, passive and durable, and the arguments.
type Declared = Arc<Mutex<Vec<(usize, u8, Vec<u8>)>>>;

/// A server without queues, that permits durable ones only, and has one message for each consumer.
fn newest() -> (FakeServer, Declared) {
    let declared = Declared::default();
    let log = Arc::clone(&declared);
    let server = scripted(move |request| match request.method {
        (50, 10) => declare(request, &log),
        (60, 20) => Some(deliver(request)),
        _ => None,
    });
    (server, declared)
}

fn declare(request: &Request, log: &Declared) -> Option<Vec<u8>> {
    // Two reserved bytes, the name, the bits (passive 1, durable 2), the arguments.
    let bits_at = 2 + 1 + usize::from(request.arguments[2]);
    let bits = request.arguments[bits_at];
    let entry = (request.connection, bits, request.arguments[bits_at + 1..].to_vec());
    log.lock().expect("no holder panics").push(entry);
    match bits {
        1 => Some(request.refuse(404, "NOT_FOUND - no queue 'hello' in vhost '/'")),
        2 => Some(request.reply((50, 11), &[&short("hello"), &[0; 8]])),
        _ => Some(request.hang_up(541, DENIED)),
    }
}

fn deliver(request: &Request) -> Vec<u8> {
    let consuming = request.reply((60, 21), &[&short("consumer")]);
    let tag = 1_u64.to_be_bytes();
    let delivery = request.reply((60, 60), &[&short("consumer"), &tag, &[0], &short(""), &short("hello")]);
    [consuming, delivery, content(request.channel, &properties(&[]), b"hi")].concat()
}

/// Looked for and denied on the first connection; durable and quorum on the second.
#[track_caller]
fn assert_recovered(declared: &Declared) {
    let quorum = [&[0, 0, 0, 24][..], b"\x0cx-queue-typeS\0\0\0\x06quorum"].concat();
    let none = vec![0; 4];
    let expected = [(1, 1, none.clone()), (1, 0, none), (2, 2, quorum)];
    assert_eq!(*declared.lock().expect("no holder panics"), expected);
}

fn recovery(url: &str, command: &str) -> String {
    let connecting =
        format!("> connecting to {url} as user 'guest'\n> connected: vhost '/', connection 'rmq {command} [..]'\n");
    format!(
        "{connecting}> looking for queue 'hello' (queue.declare, passive)\n> declaring transient queue 'hello' \
         (queue.declare)\n{connecting}> the broker denies a transient queue: creating a durable quorum queue instead\n> \
         declaring durable quorum queue 'hello' (queue.declare)\n"
    )
}

#[test]
fn send_creates_a_quorum_queue_where_a_transient_one_is_denied() {
    let (server, declared) = newest();
    let url = format!("amqp://127.0.0.1:{}", server.port());
    let cmd = Cmd::rmq().args(["send", "-v", "--lines", "--url", &url]).input("hi\n");
    let stderr = recovery(&url, "send")
        + "> publishing 2 bytes to exchange '' with key 'hello' (basic.publish)\n> the broker confirmed message 1 \
           (basic.ack)\n [x] Sent 1 message\n> connection closed\n";
    cmd.stderr_matches(&stderr).run();
    assert_recovered(&declared);
}

#[test]
fn receive_creates_a_quorum_queue_where_a_transient_one_is_denied() {
    let (server, declared) = newest();
    let url = format!("amqp://127.0.0.1:{}", server.port());
    let cmd = Cmd::rmq().args(["receive", "-v", "--count", "1", "--url", &url]).stdout("hi\n");
    let stderr = recovery(&url, "receive")
        + "> consuming from queue 'hello' with prefetch 1 (basic.qos, basic.consume)\n [*] Waiting for messages. To exit \
           press CTRL+C\n> message 1 was delivered, 2 bytes (basic.deliver)\n> cancelling the \
           consumer, to take no more than 1 (basic.cancel)\n> acking message 1 (basic.ack)\n> connection closed\n";
    cmd.stderr_matches(&stderr).run();
    assert_recovered(&declared);
}

#[test]
fn without_narration_the_recovery_is_silent() {
    let (server, declared) = newest();
    let url = format!("amqp://127.0.0.1:{}", server.port());
    Cmd::rmq().args(["send", "--lines", "--url", &url]).input("hi\n").stderr(" [x] Sent 1 message\n").run();
    assert_recovered(&declared);
}

#[test]
fn a_shape_that_was_chosen_outright_is_not_changed() {
    let (server, _declared) = newest();
    let url = format!("amqp://127.0.0.1:{}", server.port());
    let stderr = super::error(
        "cannot declare queue 'hello'",
        DENIED,
        "choose what the broker still permits, such as --durable or --queue-type quorum",
    );
    let args = ["send", "hi", "--queue-type", "classic", "--url", &url];
    Cmd::rmq().args(args).stderr(&stderr).status(6).run();
    assert_eq!(server.accepted(), 1);
}
