//! Requests and replies that are not as they should be.

use serde_json::json;

use super::server;
use crate::support::Bench;

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
    let script = "
channel.queue_declare('rpc_queue')
def answer(channel, method, request, body):
    for id, text in (('other', 'wrong'), (None, 'wrong too'), (request.correlation_id, 'right')):
        channel.basic_publish('', request.reply_to, text.encode(), pika.BasicProperties(correlation_id=id))
    channel.basic_ack(method.delivery_tag)
    channel.stop_consuming()
channel.basic_consume('rpc_queue', answer)
print('serving')
channel.start_consuming()
connection.close()
";
    let mut server = bench.pika(script).stdout("serving\n").spawn();
    server.wait_stdout_line("serving");
    bench.rmq(["rpc-call", "1"]).stdout("right\n").stderr(" [x] Requesting fib(1)\n").run();
    server.finish();
}

#[test]
fn a_client_of_direct_reply_to_is_answered_with_no_false_alarm() {
    let bench = Bench::new();
    let server = server(&bench, " [.] fib(3)\n", 1);
    let script = "
channel.basic_consume('amq.rabbitmq.reply-to', lambda *reply: (print(reply[2].correlation_id, reply[3].decode()),
    channel.stop_consuming()), auto_ack=True)
channel.basic_publish('', 'rpc_queue', b'3', pika.BasicProperties(reply_to='amq.rabbitmq.reply-to'))
channel.start_consuming()
connection.close()
";
    bench.pika(script).stdout("None 2\n").run();
    server.finish();
}

#[test]
fn a_reply_goes_to_a_queue_of_its_own_and_nowhere_else() {
    let said = "error: --reply-to has no place in rpc-call\n  why: the reply comes to a queue of its own\n";
    Bench::new().rmq(["rpc-call", "--reply-to", "q", "1"]).stderr(said).status(2).run();
}
