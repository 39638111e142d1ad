//! Options that are wrong, and brokers that are not there.

use serde_json::{Value, json};

use crate::support::{Bench, Cmd, FakeServer, RefusedPort, Signal, error};

#[track_caller]
fn usage(options: &[&str], words: &str) {
    let stderr = format!("error: {words}\n...\n");
    Cmd::rmq().arg_list(options).stderr_matches(&stderr).status(2).run();
}

impl Cmd {
    fn arg_list(self, options: &[&str]) -> Self {
        self.args(["bench"]).args(options)
    }
}

#[test]
fn each_value_is_checked() {
    let number = "expected a whole number";
    for (option, value, why) in [
        ("--producers", "-1", "..."),
        ("--producers", "x", "expected a whole number from 0 to 1000"),
        ("--consumers", "1001", "expected a whole number from 0 to 1000"),
        ("--size", "15", "less than 16 bytes, in which a message says of which run it is and when it left"),
        ("--size", "513MiB", "more than 512MiB, the most that RabbitMQ takes"),
        ("--size", "big", "not a size such as 64MB, 1GiB or 500000"),
        ("--rate", "0", "expected a whole number above 0, such as 500, 10k or 2M"),
        ("--rate", "1g", "expected a whole number above 0, such as 500, 10k or 2M"),
        ("--rate", "1.5k", "expected a whole number above 0, such as 500, 10k or 2M"),
        ("--count", "99999999999999999M", "expected a whole number above 0, such as 500, 10k or 2M"),
        ("--window", "0", number),
        ("--window", "2049", "expected a whole number from 1 to 2048"),
        ("--prefetch", "0", number),
        ("--count", "0", number),
        ("--count", "1.5", number),
        ("--duration", "soon", "not a duration such as 30s, 500ms or 5m"),
        ("--drain", "-1s", "..."),
        ("--timeout", "1 parsec", "not a duration"),
        ("--queue", "", "the name is empty"),
        ("--queue-arg", "x", "..."),
    ] {
        match why {
            "..." => usage(&[option, value], "[..]"),
            why => usage(&[option, value], &format!("invalid value '{value}' for '{option} <[..]>': {why}[..]")),
        }
    }
    usage(&["--format", "xml"], "invalid value 'xml' for '--format <FORMAT>'");
    usage(&["--queue-type", "stream"], "invalid value 'stream' for '--queue-type <TYPE>'");
}

#[test]
fn what_does_not_go_together_is_refused() {
    usage(&["--persistent", "--transient"], "the argument '--persistent' cannot be used with '--transient'");
    usage(
        &["-Q", "q", "--queue-type", "quorum"],
        "the argument '--queue <NAME>' cannot be used with '--queue-type <TYPE>'",
    );
    usage(&["-Q", "q", "--queue-arg", "a=b"], "the argument '--queue <NAME>' cannot be used with '--queue-arg <K=V>'");
    let what = "there is nothing to do without producers and without consumers";
    let stderr = format!("error: {what}\n  try: leave out --producers 0 or --consumers 0\n");
    Cmd::rmq().args(["bench", "-p", "0", "-c", "0"]).stderr(&stderr).status(2).run();
    let (why, hint) = (
        "nothing comes to a queue of its own when nobody publishes",
        "name a queue that holds messages, or that others publish to",
    );
    let stderr = error("--producers 0 needs --queue", why, hint);
    Cmd::rmq().args(["bench", "--producers", "0"]).stderr(&stderr).status(2).run();
}

#[test]
fn an_argument_that_the_broker_does_not_take_is_exit_6() {
    let bench = Bench::new();
    let stderr = "error: cannot declare queue 'rmq-bench-[..]'\n  why: PRECONDITION_FAILED - invalid arg 'x-max-length' \
                  [..]\n  try: correct the value given with --queue-arg\n";
    bench.rmq(["bench", "--queue-arg", "x-max-length:int=-1"]).stderr_matches(stderr).status(6).run();
}

#[test]
fn a_message_that_is_too_large_for_the_broker_is_exit_6() {
    let bench = Bench::new();
    let stderr = "error: cannot publish\n  why: PRECONDITION_FAILED - message size [..] is larger than configured max \
                  size [..]\n  try: send it in parts, or raise max_message_size at the broker\n";
    let cmd = bench.rmq(["bench", "-q", "-c", "0", "-n", "1", "-s", "150MB"]);
    cmd.stdout_matches("...\nstopped by an error\n").stderr_matches(stderr).status(6).run();
}

#[test]
fn no_broker_is_exit_5() {
    let refused = RefusedPort::new();
    let url = format!("amqp://127.0.0.1:{}", refused.port());
    let stderr = "error: cannot connect to [..]\n  why: Connection refused[..]\n  try: start a broker there [..]\n";
    Cmd::rmq().args(["bench", "-u", &url]).stderr_matches(stderr).status(5).run();
    Cmd::rmq()
        .args(["bench", "-u", "http://x"])
        .stderr_matches("error: --url is not an AMQP URL\n...\n")
        .status(2)
        .run();
}

/// The object of a run that did not begin, but for its error and exit code.
fn not_begun(queue: &Value, queue_type: &Value) -> Value {
    let none = Value::Null;
    json!({
        "producers": 1, "consumers": 1, "queue": queue, "queue_type": queue_type, "size": 40, "persistent": true,
        "confirms": true, "window": 1000, "prefetch": 1000, "rate": none, "ended": "error", "exit_code": none,
        "error": none, "seconds": 0.0, "sent": none, "confirmed": none, "received": none, "lost": none, "others": 0,
        "confirm_milliseconds": none, "delivery_milliseconds": none,
    })
}

#[test]
fn an_object_tells_why_it_could_not_begin() {
    let refused = RefusedPort::new();
    let url = format!("amqp://127.0.0.1:{}", refused.port());
    let stderr = format!("error: cannot connect to {url}\n  why: Connection refused[..]\n  try: start a broker [..]\n");
    let cmd = Cmd::rmq().args(["bench", "-n", "10", "-f", "json", "-u", &url]);
    let output = cmd.stdout_matches("{[..]}\n").stderr_matches(&stderr).status(5).run();
    let mut found: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let told = found["error"].take();
    assert_eq!(told["what"], format!("cannot connect to {url}"));
    assert!(told["why"].is_string() && told["try"].is_string(), "{told}");
    assert_eq!(found["exit_code"].take(), 5);
    assert_eq!(found, not_begun(&Value::Null, &json!("classic")));

    let bench = Bench::new();
    let cmd = bench.rmq(["bench", "-f", "json", "-Q", "nope"]);
    let stderr = "error: cannot find queue 'nope'\n  why: NOT_FOUND - [..]\n  try: [..]\n";
    let output = cmd.stdout_matches("{[..]}\n").stderr_matches(stderr).status(6).run();
    let mut found: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(found["error"].take()["what"], "cannot find queue 'nope'");
    assert_eq!(found["exit_code"].take(), 6);
    assert_eq!(found, not_begun(&json!("nope"), &Value::Null));
}

#[test]
fn an_object_tells_of_a_signal_that_came_before_the_beginning() {
    let server = FakeServer::silent();
    let url = format!("amqp://127.0.0.1:{}", server.port());
    for (signal, status) in [(Signal::INT, 130), (Signal::TERM, 143)] {
        let cmd = Cmd::rmq().args(["bench", "-v", "-f", "json", "--connect-timeout", "1h", "-u", &url]).status(status);
        let mut running = cmd.stdout_matches("{[..]}\n").stderr_matches("> connecting to [..]\n").spawn();
        running.wait_stderr_line("> connecting");
        running.signal(signal);
        let mut found: Value = serde_json::from_slice(&running.finish().stdout).expect("JSON");
        let ended = [found["ended"].take(), found["exit_code"].take()];
        assert_eq!(ended, [json!("signal"), json!(status)]);
        found["ended"] = json!("error");
        assert_eq!(found, not_begun(&Value::Null, &json!("classic")));
    }
}
