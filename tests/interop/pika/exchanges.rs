//! Publish/subscribe, routing and topics, both ways.

use super::pika;
use crate::support::{Bench, WAITING_FOR_LOGS};

/// An exchange of the tutorials, the commands for it, and what both sides show.
struct Case {
    exchange: &'static str,
    kind: &'static str,
    send: &'static [&'static str],
    receive: &'static [&'static str],
    key: &'static str,
    sent: &'static str,
}

const CASES: [Case; 3] = [
    Case {
        exchange: "logs",
        kind: "fanout",
        send: &["emit-log", "text"],
        receive: &["receive", "-e", "logs", "-n1"],
        key: "",
        sent: " [x] Sent text\n",
    },
    Case {
        exchange: "direct_logs",
        kind: "direct",
        send: &["route", "send", "error", "text"],
        receive: &["route", "receive", "error", "-n1"],
        key: "error",
        sent: " [x] Sent error:text\n",
    },
    Case {
        exchange: "topic_logs",
        kind: "topic",
        send: &["topic", "send", "kern.critical", "text"],
        receive: &["topic", "receive", "kern.*", "-n1"],
        key: "kern.critical",
        sent: " [x] Sent kern.critical:text\n",
    },
];

#[test]
fn their_logs_reach_our_listeners() {
    for Case { exchange, kind, receive, key, .. } in CASES {
        let bench = Bench::new();
        let mut listener = bench.rmq(receive).stdout("text\n").stderr(WAITING_FOR_LOGS).spawn();
        listener.wait_stderr_line("Waiting");
        let script = format!(
            "
channel.exchange_declare(exchange='{exchange}', exchange_type='{kind}')
channel.basic_publish(exchange='{exchange}', routing_key='{key}', body='text')
connection.close()
"
        );
        pika(&bench, &script).run();
        listener.finish();
    }
}

#[test]
fn our_logs_reach_their_listeners() {
    for Case { exchange, kind, send, key, sent, .. } in CASES {
        let bench = Bench::new();
        let script = format!(
            "
channel.exchange_declare(exchange='{exchange}', exchange_type='{kind}')
queue_name = channel.queue_declare(queue='', exclusive=True).method.queue
channel.queue_bind(exchange='{exchange}', queue=queue_name, routing_key='{key}')
print(' [*] Waiting for logs. To exit press CTRL+C')
def callback(ch, method, properties, body):
    print(f' [x] {{method.routing_key}}:{{body.decode()}}')
    ch.stop_consuming()
channel.basic_consume(queue=queue_name, on_message_callback=callback, auto_ack=True)
channel.start_consuming()
connection.close()
"
        );
        let mut listener = pika(&bench, &script).stdout(&format!("{WAITING_FOR_LOGS} [x] {key}:text\n")).spawn();
        listener.wait_stdout_line("Waiting");
        bench.rmq(send).stderr(sent).run();
        listener.finish();
    }
}
