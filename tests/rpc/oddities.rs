//! Requests and replies that are not as they should be.

use serde_json::json;

use super::server;
use crate::support::{Bench, NO_ACK, Property, properties, short};

#[test]
fn a_request_that_wants_no_reply_is_acked_with_a_warning() {
    let bench = Bench::new();
    let said = "warning: a request without reply_to cannot be answered: 5\n [.] fib(6)\n";
    let server = server(&bench, said, 2);
    assert!(bench.vhost().publish("amq.default", "rpc_queue", "5", &json!({})));
    bench.rmq(["rpc-call", "6"]).stdout("8\n").stderr(" [x] Requesting fib(6)\n").run();
    server.finish();
    bench.vhost().wait_depth("rpc_queue", 0, 0);
}

#[test]
fn a_reply_to_somebody_else_is_ignored() {
    let bench = Bench::new();
    let mut server = bench.server("rpc_queue");
    let call = bench.rmq(["rpc-call", "1"]).stdout("right\n").stderr(" [x] Requesting fib(1)\n").spawn();
    let request = server.next();
    let queue = request.text(Property::ReplyTo).expect("a queue to reply to");
    let other = properties(&[(Property::CorrelationId, short("other"))]);
    server.publish("", &queue, &other, b"wrong");
    server.publish("", &queue, &properties(&[]), b"wrong too");
    server.reply(&request, b"right");
    call.finish();
}

#[test]
fn a_client_of_direct_reply_to_is_answered_with_no_false_alarm() {
    let bench = Bench::new();
    let server = server(&bench, " [.] fib(3)\n", 1);
    let mut client = bench.peer();
    client.consume("amq.rabbitmq.reply-to", NO_ACK);
    let request = properties(&[(Property::ReplyTo, short("amq.rabbitmq.reply-to"))]);
    client.publish("", "rpc_queue", &request, b"3");
    let reply = client.next();
    assert_eq!((reply.text(Property::CorrelationId), reply.body), (None, b"2".to_vec()));
    server.finish();
}

#[test]
fn a_reply_comes_to_its_caller_and_nowhere_else() {
    let said =
        "error: --reply-to has no place in rpc-call\n  why: the reply comes straight to where the request came from\n";
    Bench::new().rmq(["rpc-call", "--reply-to", "q", "1"]).stderr(said).status(2).run();
}
