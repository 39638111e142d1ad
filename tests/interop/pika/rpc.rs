//! RPC, both ways.

use super::pika;
use crate::support::{AWAITING, Bench};

#[test]
fn their_client_asks_our_server() {
    let bench = Bench::new();
    let mut server = bench.rmq(["rpc-serve", "-n1"]).stderr(&format!("{AWAITING} [.] fib(30)\n")).spawn();
    server.wait_stderr_line("Awaiting");
    let script = "
import uuid
callback_queue = channel.queue_declare(queue='', exclusive=True).method.queue
corr_id = str(uuid.uuid4())
def on_response(ch, method, props, body):
    if corr_id == props.correlation_id:
        print(f' [.] Got {int(body)}')
        ch.stop_consuming()
channel.basic_consume(queue=callback_queue, on_message_callback=on_response, auto_ack=True)
properties = pika.BasicProperties(reply_to=callback_queue, correlation_id=corr_id)
channel.basic_publish(exchange='', routing_key='rpc_queue', properties=properties, body='30')
channel.start_consuming()
connection.close()
";
    pika(&bench, script).stdout(" [.] Got 832040\n").run();
    server.finish();
}

#[test]
fn our_client_asks_their_server() {
    let bench = Bench::new();
    let script = "
channel.queue_declare(queue='rpc_queue')
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
def on_request(ch, method, props, body):
    n = int(body)
    print(f' [.] fib({n})')
    properties = pika.BasicProperties(correlation_id=props.correlation_id)
    ch.basic_publish(exchange='', routing_key=props.reply_to, properties=properties, body=str(fib(n)))
    ch.basic_ack(delivery_tag=method.delivery_tag)
    ch.stop_consuming()
channel.basic_qos(prefetch_count=1)
channel.basic_consume(queue='rpc_queue', on_message_callback=on_request)
print(' [x] Awaiting RPC requests')
channel.start_consuming()
connection.close()
";
    let mut server = pika(&bench, script).stdout(&format!("{AWAITING} [.] fib(15)\n")).spawn();
    server.wait_stdout_line("Awaiting");
    bench.rmq(["rpc-call", "15"]).stdout("610\n").stderr(" [x] Requesting fib(15)\n").run();
    server.finish();
}
