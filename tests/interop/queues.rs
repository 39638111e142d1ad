//! Hello World and work queues, both ways.

use super::quorum;
use crate::support::{Bench, WAITING};

const SEND: &str = "
channel.queue_declare(queue='hello')
channel.basic_publish(exchange='', routing_key='hello', body='Hello World!')
print(' [x] Sent Hello World!')
connection.close()
";

const RECEIVE: &str = "
channel.queue_declare(queue='hello')
def callback(ch, method, properties, body):
    print(f' [x] Received {body}')
    ch.stop_consuming()
channel.basic_consume(queue='hello', on_message_callback=callback, auto_ack=True)
print(' [*] Waiting for messages. To exit press CTRL+C')
channel.start_consuming()
connection.close()
";

const RECEIVED: &str = " [*] Waiting for messages. To exit press CTRL+C\n [x] Received b'Hello World!'\n";

#[test]
fn their_sender_reaches_our_receiver() {
    let bench = Bench::new();
    bench.pika(SEND).stdout(" [x] Sent Hello World!\n").run();
    bench.rmq(["receive", "-n1"]).stdout("Hello World!\n").stderr(WAITING).run();
    let bench = Bench::new();
    let mut receiver = bench.rmq(["receive", "-n1"]).stdout("Hello World!\n").stderr(WAITING).spawn();
    receiver.wait_stderr_line("Waiting");
    bench.pika(SEND).stdout(" [x] Sent Hello World!\n").run();
    receiver.finish();
}

#[test]
fn our_sender_reaches_their_receiver() {
    let bench = Bench::new();
    bench.rmq(["send"]).stderr(" [x] Sent Hello World!\n").run();
    bench.pika(RECEIVE).stdout(RECEIVED).run();
    let bench = Bench::new();
    let mut receiver = bench.pika(RECEIVE).stdout(RECEIVED).spawn();
    receiver.wait_stdout_line("Waiting");
    bench.rmq(["send"]).stderr(" [x] Sent Hello World!\n").run();
    receiver.finish();
}

const NEW_TASK: &str = "
channel.queue_declare(queue='task_queue', durable=True)
properties = pika.BasicProperties(delivery_mode=pika.DeliveryMode.Persistent)
channel.basic_publish(exchange='', routing_key='task_queue', body='Task #', properties=properties)
connection.close()
";

const WORKER: &str = "
channel.queue_declare(queue='task_queue', durable=True)
print(' [*] Waiting for messages. To exit press CTRL+C')
def callback(ch, method, properties, body):
    print(f' [x] Received {body.decode()} {properties.delivery_mode}')
    ch.basic_ack(delivery_tag=method.delivery_tag)
    ch.stop_consuming()
channel.basic_qos(prefetch_count=1)
channel.basic_consume(queue='task_queue', on_message_callback=callback)
channel.start_consuming()
connection.close()
";

#[test]
fn tasks_of_both_sides_are_done_by_both_sides() {
    let ours = format!("{WAITING} [x] Received Task #\n [x] Done\n");
    let theirs = format!("{WAITING} [x] Received Task # 2\n");
    let bench = Bench::new();
    bench.pika(NEW_TASK).run();
    bench.rmq(["worker", "-n1", "--unit", "1ms"]).stderr(&ours).run();
    bench.rmq(["send", "-Q", "task_queue", "Task #"]).stderr(" [x] Sent Task #\n").run();
    bench.pika(WORKER).stdout(&theirs).run();
    bench.vhost().wait_depth("task_queue", 0, 0);
    let bench = Bench::new();
    let mut worker = bench.rmq(["worker", "-n1", "--unit", "1ms"]).stderr(&ours).spawn();
    worker.wait_stderr_line("Waiting");
    bench.pika(NEW_TASK).run();
    worker.finish();
    let mut worker = bench.pika(WORKER).stdout(&theirs).spawn();
    worker.wait_stdout_line("Waiting");
    bench.rmq(["send", "-Q", "task_queue", "Task #"]).stderr(" [x] Sent Task #\n").run();
    worker.finish();
}

#[test]
fn quorum_queues_are_used_as_they_are() {
    let bench = Bench::new();
    for queue in ["hello", "task_queue", "rpc_queue"] {
        quorum(&bench, queue);
    }
    bench.rmq(["send"]).stderr(" [x] Sent Hello World!\n").run();
    bench.rmq(["receive", "-n1"]).stdout("Hello World!\n").stderr(WAITING).run();
    bench.rmq(["send", "-Q", "task_queue", "#"]).stderr(" [x] Sent #\n").run();
    let worked = format!("{WAITING} [x] Received #\n [x] Done\n");
    bench.rmq(["worker", "-n1", "--unit", "1ms"]).stderr(&worked).run();
    let served = format!("{} [.] fib(6)\n", crate::support::AWAITING);
    let mut server = bench.rmq(["rpc-serve", "-n1"]).stderr(&served).spawn();
    server.wait_stderr_line("Awaiting");
    bench.rmq(["rpc-call", "6"]).stdout("8\n").stderr(" [x] Requesting fib(6)\n").run();
    server.finish();
}
