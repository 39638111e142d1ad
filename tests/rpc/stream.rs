//! `rpc-call --lines`: many requests under way, and their replies in the order of the lines.

use serde_json::json;

use super::{command, server, serving};
use crate::support::{AWAITING, Bench, Property, Signal, Stdin, properties, short, wait_ended};

#[test]
fn each_line_has_its_reply_in_its_place() {
    let bench = Bench::new();
    let said: String = (0..=180).map(|n| format!(" [.] fib({n})\n")).collect();
    let server = server(&bench, &said, 181);
    let lines: String = (0..=180).map(|n| format!("{n}\n")).collect();
    let numbers: String = fibonacci().take(181).map(|number| format!("{number}\n")).collect();
    let cmd = bench.rmq(["rpc-call", "--lines"]).input(&lines);
    cmd.stdout(&numbers).stderr(" [x] 181 requests answered\n").run();
    server.finish();
    bench.vhost().wait_depth("rpc_queue", 0, 0);
}

#[test]
fn the_last_line_needs_no_end_and_no_lines_are_no_requests() {
    let bench = Bench::new();
    let server = server(&bench, " [.] fib(10)\n [.] fib(20)\n", 2);
    let cmd = bench.rmq(["rpc-call", "--lines"]).input("10\n20");
    cmd.stdout("55\n6765\n").stderr(" [x] 2 requests answered\n").run();
    server.finish();
    let cmd = bench.rmq(["rpc-call", "--lines"]).stdin(Stdin::Null);
    cmd.stderr(&format!("{NOBODY} [x] 0 requests answered\n")).run();
}

#[test]
fn the_newline_that_a_command_ends_its_reply_with_is_not_printed_twice() {
    let bench = Bench::new();
    let run = |more: &[&str], replies: &str| {
        let server = serving(
            bench.rmq(["rpc-serve", "-n3", "--", "wc", "-c"]).stderr(&format!("{AWAITING} [.] a\n [.] bb\n [.] \n")),
        );
        let cmd = bench.rmq(["rpc-call", "--lines"]).args(more).input("a\nbb\n\n");
        cmd.stdout(replies).stderr(" [x] 3 requests answered\n").run();
        server.finish();
    };
    run(&[], "1\n2\n0\n");
    run(&["--template", "%b"], "1\n\n2\n\n0\n\n");
}

#[test]
fn with_null_requests_may_hold_newlines_and_replies_too() {
    let bench = Bench::new();
    let said = format!("{AWAITING} [.] a\nb\n [.] c\n");
    let server = serving(bench.rmq(["rpc-serve", "-n2", "--", "tr", "a-z", "A-Z"]).stderr(&said));
    let cmd = bench.rmq(["rpc-call", "--lines", "--null"]).input("a\nb\0c\0");
    cmd.stdout("A\nB\0C\0").stderr(" [x] 2 requests answered\n").run();
    server.finish();
}

#[test]
fn null_alone_is_for_the_one_reply() {
    let bench = Bench::new();
    let server = server(&bench, " [.] fib(10)\n", 1);
    bench.rmq(["rpc-call", "--null", "10"]).stdout("55\0").stderr(" [x] Requesting fib(10)\n").run();
    server.finish();
}

#[test]
fn a_single_line_is_asked_and_answered_while_more_may_come() {
    let bench = Bench::new();
    let server = server(&bench, " [.] fib(10)\n [.] fib(20)\n", 2);
    let cmd = bench.rmq(["rpc-call", "--lines"]).stdin(Stdin::Piped);
    let mut call = cmd.stdout("55\n6765\n").stderr(" [x] 2 requests answered\n").spawn();
    call.write_stdin("10\n");
    call.wait_stdout_line("55");
    call.write_stdin("20\n");
    call.wait_stdout_line("6765");
    call.close_stdin();
    call.finish();
    server.finish();
}

#[test]
fn replies_that_come_early_wait_for_their_turn() {
    let bench = Bench::new();
    let mut peer = bench.server("rpc_queue");
    let cmd = bench.rmq(["rpc-call", "--lines"]).input("a\nb\nc\n");
    let mut call = cmd.stdout("A\nB\nC\n").stderr(" [x] 3 requests answered\n").spawn();
    let [a, b, c] = [peer.next(), peer.next(), peer.next()];
    peer.reply(&c, b"C");
    peer.reply(&a, b"A");
    call.wait_stdout_line("A");
    peer.reply(&b, b"B");
    call.finish();
}

#[test]
fn no_more_are_under_way_than_were_asked_for() {
    let bench = Bench::new();
    bench.vhost().declare_queue("rpc_queue", &json!({}));
    let cmd = bench.rmq(["rpc-call", "--lines", "--in-flight", "3"]).input("1\n2\n3\n4\n5\n");
    let cmd = cmd.stdout("1\n1\n2\n3\n5\n").stderr(&format!("{NOBODY} [x] 5 requests answered\n"));
    let call = cmd.spawn();
    bench.vhost().wait_depth("rpc_queue", 3, 0);
    let said: String = (1..=5).map(|n| format!(" [.] fib({n})\n")).collect();
    let server = server(&bench, &said, 5);
    call.finish();
    server.finish();
}

#[test]
fn replies_to_unknown_requests_and_second_replies_are_ignored() {
    let bench = Bench::new();
    let mut peer = bench.server("rpc_queue");
    let cmd = bench.rmq(["rpc-call", "--lines", "--correlation-id", "mine"]).stdin(Stdin::Piped);
    let mut call = cmd.stdout("right\nright too\n").stderr(" [x] 2 requests answered\n").spawn();
    call.write_stdin("a\n");
    let a = peer.next();
    let reply_to = a.text(Property::ReplyTo).expect("an address to reply to");
    for id in ["other", "mine-0", "mine-2", "mine-x", "mine-99999999999999999999", "mine", ""] {
        let id = properties(&[(Property::CorrelationId, short(id))]);
        peer.publish("", &reply_to, &id, b"wrong");
    }
    peer.publish("", &reply_to, &properties(&[]), b"wrong");
    peer.reply(&a, b"right");
    peer.reply(&a, b"again");
    call.wait_stdout_line("right");
    call.write_stdin("b\n");
    let b = peer.next();
    assert_eq!(b.text(Property::CorrelationId).as_deref(), Some("mine-2"));
    peer.reply(&b, b"right too");
    call.close_stdin();
    call.finish();
}

#[test]
fn a_format_is_for_each_reply() {
    let bench = Bench::new();
    let server = server(&bench, " [.] fib(10)\n [.] fib(20)\n", 2);
    let cmd = bench.rmq(["rpc-call", "--lines", "--template", "%q: %b", "-q"]).input("10\n20\n");
    cmd.stdout("rpc_queue: 55\nrpc_queue: 6765\n").run();
    server.finish();
}

#[test]
fn bodies_larger_than_the_window_pass_one_at_a_time() {
    let bench = Bench::new();
    let said = format!("{AWAITING}{}", " [.] 9437184 bytes\n".repeat(3));
    let server = serving(bench.rmq(["rpc-serve", "-n3", "-j3", "--", "cat"]).stderr(&said));
    let line = |letter: &str| letter.repeat(9 << 20) + "\n";
    let lines = ["a", "b", "c"].map(line).concat();
    let cmd = bench.rmq(["rpc-call", "--lines"]).input(&lines);
    cmd.stdout(&lines).stderr(" [x] 3 requests answered\n").run();
    server.finish();
}

#[test]
fn a_reader_that_goes_away_ends_the_stream_quietly() {
    let bench = Bench::new();
    let server = serving(command(&bench, &["-n1"], "cat").stderr(&format!("{AWAITING} [.] a\n")));
    let cmd = bench.rmq(["rpc-call", "--lines"]).stdin(Stdin::Piped);
    let mut call = cmd.stdout("a\n").spawn();
    call.write_stdin("a\n");
    call.wait_stdout_line("a");
    call.close_stdout();
    let pid = call.pid().as_raw_nonzero().to_string();
    wait_ended(&pid);
    call.finish();
    server.finish();
}

#[test]
fn a_full_disk_ends_the_stream() {
    let bench = Bench::new();
    let server = server(&bench, " [.] fib(1)\n", 1);
    let said = "error: cannot write to stdout; 1 request answered\n  why: No space left on device (os error 28)\n";
    bench.rmq(["rpc-call", "--lines"]).input("1\n").stdout_file("/dev/full").stderr(said).status(1).run();
    server.finish();
}

#[test]
fn a_signal_takes_no_more_lines_and_waits_for_the_replies_under_way() {
    for (signal, code) in [(Signal::INT, 130), (Signal::TERM, 143)] {
        let bench = Bench::new();
        let mut peer = bench.server("rpc_queue");
        let cmd = bench.rmq(["rpc-call", "--lines", "-v"]).stdin(Stdin::Piped).status(code);
        let cmd = cmd.stdout("A\nB\n").stderr_matches("...\nerror: stopped by a signal; 2 requests answered\n");
        let mut call = cmd.spawn();
        call.write_stdin("a\nb\n");
        let [a, b] = [peer.next(), peer.next()];
        call.signal(signal);
        peer.reply(&b, b"B");
        peer.reply(&a, b"A");
        call.wait_stdout_line("B");
        call.finish();
    }
}

#[test]
fn a_line_that_waits_for_room_is_not_sent_after_a_signal() {
    let bench = Bench::new();
    let mut peer = bench.server("rpc_queue");
    let cmd = bench.rmq(["rpc-call", "--lines", "--in-flight", "1"]).stdin(Stdin::Piped);
    let mut call = cmd.stdout("A\n").stderr("error: stopped by a signal; 1 request answered\n").status(143).spawn();
    call.write_stdin("a\nb\n");
    let a = peer.next();
    call.signal(Signal::TERM);
    peer.reply(&a, b"A");
    call.finish();
    bench.vhost().wait_depth("rpc_queue", 0, 0);
}

/// The warning that no server is there.
pub(super) const NOBODY: &str = "warning: queue 'rpc_queue' has no consumer: the request waits there for a server\n";

/// The Fibonacci numbers.
fn fibonacci() -> impl Iterator<Item = u128> {
    std::iter::successors(Some((0_u128, 1_u128)), |(a, b)| Some((*b, a + b))).map(|(a, _)| a)
}
