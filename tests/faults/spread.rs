//! Several URLs: those who send keep to the order, those who listen are spread.

use crate::support::{Bench, RefusedPort, error};

const LISTENERS: [&[&str]; 6] = [
    &["receive"],
    &["receive", "-e", "logs", "-Q", "hello"],
    &["worker", "-Q", "hello"],
    &["rpc-serve", "-Q", "hello"],
    &["forward", "http", "http://localhost:9", "-Q", "hello"],
    &["forward", "telegram", "--chat", "1", "--token-file", "token", "-Q", "hello"],
];

#[test]
fn those_who_send_try_the_first_one_first() {
    let (first, second) = (Bench::new(), Bench::new());
    let urls = format!("{},{}", first.url(), second.url());
    for _ in 0..10 {
        first.rmq(["send", "-q", "hi", "-u", &urls]).run();
    }
    first.vhost().wait_depth("hello", 10, 0);
    assert!(second.vhost().queue("hello").is_none(), "somebody went to the second one");
}

#[test]
fn those_who_listen_are_spread() {
    for listener in LISTENERS {
        let (first, second) = (Bench::new(), Bench::new());
        std::fs::write(first.dir().join("token"), "1:t").expect("the directory is writable");
        let urls = format!("{},{}", first.url(), second.url());
        // So many that keep to one of the two by chance are not seen in a lifetime.
        let mut turns = 64;
        while [&first, &second].iter().any(|bench| bench.vhost().queue("hello").is_none()) {
            assert!(turns > 0, "{listener:?}: all are at the same broker");
            turns -= 1;
            first.rmq(listener).args(["-q", "-u", &urls, "--timeout", "0"]).run();
        }
    }
}

#[test]
fn those_who_listen_go_on_to_one_that_answers() {
    let bench = Bench::new();
    let refused = [RefusedPort::new(), RefusedPort::new()];
    let nowhere: Vec<_> = refused.iter().map(|port| format!("amqp://127.0.0.1:{}", port.port())).collect();
    let urls = format!("{},{},{}", nowhere[0], bench.url(), nowhere[1]);
    for _ in 0..5 {
        bench.rmq(["send", "-q", "hi", "-u", &urls]).run();
        bench.rmq(["receive", "-q", "-n", "1", "-u", &urls]).stdout("hi\n").run();
    }
    let stderr = error(
        "cannot connect to amqp://127.0.0.1:[..]",
        "Connection refused (os error 111)",
        "start a broker there ('rmq broker', or RabbitMQ), or name another with --url; --wait 30s waits for one that is starting",
    );
    let urls = nowhere.join(",");
    bench.rmq(["receive", "-u", &urls]).stderr_matches(&stderr).status(5).run();
}
