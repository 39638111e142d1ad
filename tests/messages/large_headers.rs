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
