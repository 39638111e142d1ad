//! `-q` says nothing but errors; `-v` tells each AMQP step.

use crate::support::{Bench, Signal};

#[test]
fn quiet_says_nothing_but_errors() {
    let bench = Bench::new();
    bench.rmq(["-q", "send", "a"]).run();
    bench.rmq(["emit-log", "-q", "nobody"]).run();
    bench.rmq(["receive", "--quiet", "-n1"]).stdout("a\n").run();
    bench.rmq(["-q", "send", "-Q", "task_queue", "##"]).run();
    bench.rmq(["worker", "-q", "-n1", "--unit", "1ms"]).run();
    let server = bench.rmq(["rpc-serve", "-q", "-n1"]).spawn();
    bench.vhost().wait_consumers("rpc_queue", 1);
    bench.rmq(["rpc-call", "-q", "7"]).stdout("13\n").run();
    server.finish();
    let error = "error: no message came\n  why: --timeout ran out\n";
    bench.rmq(["receive", "-q", "-n1", "-t", "50ms"]).stderr(error).status(3).run();
}

#[test]
fn verbose_tells_each_step_of_a_send_and_a_receive() {
    let bench = Bench::new();
    let vhost = bench.vhost().name();
    let url = bench.url().replace("guest:guest@", "");
    let address = url.rsplit_once('/').expect("it names a vhost").0;
    let connected = |command: &str, first: &str| {
        format!(
            "> connecting to {address} (vhost '{vhost}') as user 'guest'\n\
             > connected: vhost '{vhost}', connection 'rmq {command} [..]'\n\
             {first}"
        )
    };
    let looking = "> looking for queue 'hello' (queue.declare, passive)\n";
    let publishing = "> publishing 2 bytes to exchange '' with key 'hello' (basic.publish)\n";
    let sent = connected("send", publishing)
        + "> the broker gave a message back: NO_ROUTE (basic.return)\n"
        + looking
        + "> declaring transient queue 'hello' (queue.declare)\n\
           > publishing 2 bytes to exchange '' with key 'hello' (basic.publish)\n\
           > the broker confirmed message 1 (basic.ack)\n \
           [x] Sent hi\n\
           > connection closed\n";
    bench.rmq(["send", "-v", "hi"]).stderr_matches(&sent).run();
    let received = connected("receive", looking)
        + "> consuming from queue 'hello' with prefetch 256 (basic.qos, basic.consume)\n \
           [*] Waiting for messages. To exit press CTRL+C\n\
           > message 1 was delivered, 2 bytes (basic.deliver)\n\
           > acking message 1 (basic.ack)\n\
           > connection closed\n";
    let mut receiver = bench.rmq(["receive", "-v"]).stdout("hi\n").stderr_matches(&received).spawn();
    receiver.wait_stderr_line("acking");
    receiver.signal(Signal::TERM);
    receiver.finish();
}
