//! Headers that fill more than a small frame: AMQP cannot split them.

use super::WAITING;
use crate::support::Bench;

#[test]
fn headers_of_a_hundred_kilobytes_go_and_come() {
    let bench = Bench::new();
    let value = "v".repeat(100_000);
    bench.rmq(["send", "-H", &format!("big={value}"), "x"]).stderr(" [x] Sent x\n").run();
    bench.rmq(["receive", "-n1", "--template", "%b %h{big}"]).stdout(&format!("x {value}\n")).stderr(WAITING).run();
    let line = format!("{{\"body\":\"y\",\"properties\":{{\"headers\":{{\"big\":\"{value}\"}}}}}}");
    bench.rmq(["send", "--json"]).input(&line).stderr(" [x] Sent 1 message\n").run();
    let said = format!("{WAITING} [x] Received y\n [x] Done\n");
    bench.rmq(["worker", "-Q", "hello", "-n1"]).stderr(&said).run();
}

#[test]
fn headers_that_no_frame_holds_are_told_in_words() {
    let bench = Bench::new();
    let value = "v".repeat(131_072);
    let line = format!("{{\"body\":\"y\",\"properties\":{{\"headers\":{{\"big\":\"{value}\"}}}}}}");
    bench
        .rmq(["send", "--json"])
        .input(&line)
        .stderr_matches(
            "error: cannot publish; 0 messages published and confirmed\n  why: FRAME_ERROR - [..]frame_too_large[..]\n  \
             try: the headers are too large: shorten them, or raise frame_max at the broker\n",
        )
        .status(6)
        .run();
}

#[test]
fn bindings_of_a_hundred_kilobytes_are_made() {
    let bench = Bench::new();
    for size in [20_000, 100_000] {
        let header = format!("big={}", "v".repeat(size));
        let receive = bench.rmq(["headers", "receive", "-n1", "--idle", "20s", &header]);
        let mut receive = receive.stdout("x\n").stderr_matches("[..]Waiting[..]\n").spawn();
        receive.wait_stderr_line("Waiting");
        let send = bench.rmq(["headers", "send", "-H", &header, "x"]);
        send.stderr_matches(" [x] Sent [..]x\n").run();
        receive.finish();
    }
}

#[test]
fn a_binding_that_no_frame_holds_is_told_in_words() {
    let bench = Bench::new();
    let long = ["a", "b", "c"].map(|name| format!("{name}={}", "v".repeat(100_000)));
    for (count, why) in [(2, "FRAME_ERROR - [..]"), (3, "the arguments take [..] bytes, and there is room for 253952")]
    {
        let args = ["headers", "receive"].into_iter().chain(long[..count].iter().map(String::as_str));
        let stderr = format!("error: cannot bind queue [..]\n  why: {why}\n  try: [..]shorten them[..]\n");
        bench.rmq(args).stderr_matches(&stderr).status(6).run();
    }
}
