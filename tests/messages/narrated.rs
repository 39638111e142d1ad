//! `-v` tells each step, and `-q` none.

use super::fill;
use crate::support::Bench;

/// What comes before and after the steps of a command.
fn narrated(command: &str, steps: &str) -> String {
    format!(
        "> connecting to amqp://127.0.0.1:[..] (vhost 'test/[..]') as user 'guest'\n\
         > connected: vhost 'test/[..]', connection 'rmq {command} [..]@[..]'\n\
         {steps}\
         > connection closed\n"
    )
}

#[test]
fn sending_is_told_step_by_step() {
    let bench = Bench::new();
    let steps = narrated(
        "send",
        "> publishing 3 bytes to exchange '' with key 'hello' (basic.publish)\n\
         > the broker gave a message back: NO_ROUTE (basic.return)\n\
         > looking for queue 'hello' (queue.declare, passive)\n\
         > declaring transient queue 'hello' (queue.declare)\n\
         > publishing 3 bytes to exchange '' with key 'hello' (basic.publish)\n\
         > the broker confirmed message 1 (basic.ack)\n [x] Sent abc\n",
    );
    bench.rmq(["-v", "send", "abc"]).stderr_matches(&steps).run();
    let steps = narrated(
        "topic",
        "> looking for exchange 'topic_logs' (exchange.declare, passive)\n\
         > declaring topic exchange 'topic_logs' (exchange.declare)\n\
         > publishing 3 bytes to exchange 'topic_logs' with key 'k' (basic.publish)\n\
         > the broker gave a message back: NO_ROUTE (basic.return)\n\
         > the broker confirmed message 1 (basic.ack)\n [x] Sent k:abc\n\
         warning: nobody got the message: no queue is bound to exchange 'topic_logs' for key 'k'\n",
    );
    bench.rmq(["topic", "send", "k", "abc", "-v"]).stderr_matches(&steps).run();
    bench.rmq(["topic", "send", "k", "abc", "-q"]).run();
}

#[test]
fn a_large_message_is_not_sent_before_its_queue_is_there() {
    let bench = Bench::new();
    let size = 64 * 1024 + 1;
    let steps = narrated(
        "send",
        &format!(
            "> looking for queue 'hello' (queue.declare, passive)\n\
             > declaring transient queue 'hello' (queue.declare)\n\
             > publishing {size} bytes to exchange '' with key 'hello' (basic.publish)\n\
             > the broker confirmed message 1 (basic.ack)\n [x] Sent {size} bytes\n"
        ),
    );
    bench.rmq(["-v", "send", "-"]).input(vec![b'x'; size]).stderr_matches(&steps).run();
}

#[test]
fn receiving_is_told_step_by_step() {
    let bench = Bench::new();
    fill(&bench, "q", 3);
    let steps = narrated(
        "receive",
        "> looking for queue 'q' (queue.declare, passive)\n\
         > consuming from queue 'q' with prefetch 1 (basic.qos, basic.consume)\n \
         [*] Waiting for messages. To exit press CTRL+C\n\
         > message 1 was delivered, 1 bytes (basic.deliver)\n\
         > cancelling the consumer, to take no more than 1 (basic.cancel)\n\
         > acking message 1 (basic.ack)\n",
    );
    bench.rmq(["receive", "-v", "-Q", "q", "-n", "1"]).stdout("1\n").stderr_matches(&steps).run();
    bench.rmq(["receive", "-q", "-Q", "q", "-n", "2"]).stdout("2\n3\n").run();
}
