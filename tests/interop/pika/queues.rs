//! Hello World and work queues, both ways.

use super::pika;
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
    pika(&bench, SEND).stdout(" [x] Sent Hello World!\n").run();
    bench.rmq(["receive", "-n1"]).stdout("Hello World!\n").stderr(WAITING).run();
    let bench = Bench::new();
    let mut receiver = bench.rmq(["receive", "-n1"]).stdout("Hello World!\n").stderr(WAITING).spawn();
    receiver.wait_stderr_line("Waiting");
    pika(&bench, SEND).stdout(" [x] Sent Hello World!\n").run();
    receiver.finish();
}

#[test]
fn our_sender_reaches_their_receiver() {
    let bench = Bench::new();
    bench.rmq(["send"]).stderr(" [x] Sent Hello World!\n").run();
    pika(&bench, RECEIVE).stdout(RECEIVED).run();
    let bench = Bench::new();
    let mut receiver = pika(&bench, RECEIVE).stdout(RECEIVED).spawn();
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
    pika(&bench, NEW_TASK).run();
    bench.rmq(["worker", "-n1", "--unit", "1ms"]).stderr(&ours).run();
    bench.rmq(["send", "-Q", "task_queue", "Task #"]).stderr(" [x] Sent Task #\n").run();
    pika(&bench, WORKER).stdout(&theirs).run();
    bench.vhost().wait_depth("task_queue", 0, 0);
    let bench = Bench::new();
    let mut worker = bench.rmq(["worker", "-n1", "--unit", "1ms"]).stderr(&ours).spawn();
    worker.wait_stderr_line("Waiting");
    pika(&bench, NEW_TASK).run();
    worker.finish();
    let mut worker = pika(&bench, WORKER).stdout(&theirs).spawn();
    worker.wait_stdout_line("Waiting");
    bench.rmq(["send", "-Q", "task_queue", "Task #"]).stderr(" [x] Sent Task #\n").run();
    worker.finish();
}
