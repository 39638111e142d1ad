//! What ends a program all the same.

use serde_json::json;

use super::{CLOSED, cut};
use crate::support::{Bench, Cmd, LOST, Node, RefusedPort, Signal, Stdin, WAITING};

#[test]
fn so_many_attempts_are_made_and_no_more() {
    let node = Node::private();
    let bench = Bench::on(&node);
    let cmd = bench.rmq(["receive", "-Q", "q", "--reconnect", "2"]).status(5);
    let stderr = format!(
        "{WAITING}warning: cannot consume from queue 'q': [..]; connecting again in [..]ms\nwarning: cannot connect to [..]: \
         Connection refused (os error 111); connecting again in [..]ms\nerror: cannot connect to [..]\n  why: Connection \
         refused (os error 111)\n  try: [..]\n"
    );
    let mut running = cmd.stderr_matches(&stderr).spawn();
    running.wait_stderr_line(WAITING.trim_end());
    node.kill();
    running.finish();
}

#[test]
fn never_is_never() {
    let bench = Bench::new();
    let stderr = format!("{WAITING}error: cannot consume from queue 'q'\n  why: {CLOSED}\n  try: {LOST}\n");
    for how in ["never", "0"] {
        let mut running = bench.rmq(["receive", "-Q", "q", "--reconnect", how]).stderr(&stderr).status(1).spawn();
        running.wait_stderr_line(WAITING.trim_end());
        cut(&bench, "receive", &running);
        running.finish();
    }
}

#[test]
fn a_signal_ends_the_waiting() {
    let node = Node::private();
    let bench = Bench::on(&node);
    let stderr = format!("{WAITING}warning: [..]; connecting again in [..]ms\n...");
    let mut running = bench.rmq(["receive", "-Q", "q", "--reconnect", "forever"]).stderr_matches(&stderr).spawn();
    running.wait_stderr_line(WAITING.trim_end());
    node.kill();
    running.wait_stderr_line("connecting again in");
    running.signal(Signal::TERM);
    running.finish();
}

#[test]
fn time_runs_out_while_there_is_no_connection() {
    let node = Node::private();
    let bench = Bench::on(&node);
    let stderr = format!("{WAITING}...\nerror: no message came\n  why: --timeout ran out\n");
    let args = ["receive", "-Q", "q", "-n", "1", "--timeout", "3s", "--reconnect", "forever"];
    let mut running = bench.rmq(args).stderr_matches(&stderr).status(3).spawn();
    running.wait_stderr_line(WAITING.trim_end());
    node.kill();
    running.finish();
}

#[test]
fn a_queue_that_nobody_can_see_is_not_idle() {
    let node = Node::private();
    let bench = Bench::on(&node);
    let lost = "error: cannot consume from queue 'q'\n  why: the connection was lost[..]\n  try: [..]\n";
    let idle = ["receive", "-Q", "q", "--idle", "1s"];
    // Who asked for another connection waits for it, for as long as there is time.
    let mut running = [&["--timeout", "3s", "--reconnect", "forever"][..], &[]].map(|more| {
        let cmd = bench.rmq(idle).args(more).env_remove("RMQ_RECONNECT").status(1);
        cmd.stderr_matches(&format!("{WAITING}...\n{lost}")).spawn()
    });
    running.iter_mut().for_each(|running| _ = running.wait_stderr_line(WAITING.trim_end()));
    node.kill();
    running.into_iter().for_each(|running| _ = running.finish());
}

#[test]
fn a_reader_that_goes_while_there_is_no_connection_is_noticed() {
    let node = Node::private();
    let bench = Bench::on(&node);
    let args = ["receive", "-Q", "q", "--reconnect", "forever"];
    let mut running = bench.rmq(args).stderr_matches(&format!("{WAITING}...\n")).spawn();
    running.wait_stderr_line(WAITING.trim_end());
    node.kill();
    running.wait_stderr_line("connecting again in");
    running.close_stdout();
    running.finish();
}

#[test]
fn one_broker_that_denies_us_is_not_the_last_word_on_another() {
    let (node, other) = (Node::private(), Bench::new());
    let bench = Bench::on(&node);
    let nowhere = format!("{}-nowhere", other.url());
    let urls = format!("{},{nowhere}", bench.url());
    let args = ["send", "--lines", "-Q", "q", "--reconnect", "forever", "-u", &urls];
    let cmd = bench.rmq(args).stdin(Stdin::Piped).stderr_matches("warning: [..]\n...\n [x] Sent 2 messages\n");
    let mut running = cmd.spawn();
    running.write_stdin(b"1\n");
    bench.vhost().wait_depth("q", 1, 0);
    node.kill();
    running.wait_stderr_line("Connection refused");
    node.start_again();
    running.write_stdin(b"2\n");
    running.close_stdin();
    running.finish();
}

#[test]
fn a_sender_does_not_wait_for_longer_than_for_a_confirm() {
    let node = Node::private();
    let bench = Bench::on(&node);
    let stderr = "...\nerror: timed out waiting for another connection; 1 message published and confirmed\n  why: cannot \
                  connect to [..]: Connection refused (os error 111)\n  try: --timeout allows more time\n";
    let args = ["send", "--lines", "-Q", "q", "--timeout", "1s", "--reconnect", "forever"];
    let mut running = bench.rmq(args).stdin(Stdin::Piped).stderr_matches(stderr).status(124).spawn();
    running.write_stdin(b"1\n");
    bench.vhost().wait_depth("q", 1, 0);
    node.kill();
    running.write_stdin(b"2\n");
    running.close_stdin();
    running.finish();
}

#[test]
fn a_queue_that_is_gone_ends_who_must_not_create_it() {
    let bench = Bench::new();
    bench.vhost().declare_queue("q", &json!({"auto_delete": true}));
    let stderr = format!(
        "{WAITING}warning: cannot consume from queue 'q': {CLOSED}; connecting again in [..]ms\n [*] Connected again\n\
         error: cannot find queue 'q'\n  why: NOT_FOUND - [..]\n  try: [..]\n"
    );
    let args = ["receive", "-Q", "q", "--no-declare", "--reconnect", "forever"];
    let mut running = bench.rmq(args).stderr_matches(&stderr).status(6).spawn();
    running.wait_stderr_line(WAITING.trim_end());
    cut(&bench, "receive", &running);
    running.finish();
}

#[test]
fn a_first_connection_is_made_as_ever() {
    let refused = RefusedPort::new();
    let url = format!("amqp://127.0.0.1:{}", refused.port());
    let error = format!("error: cannot connect to {url}\n  why: Connection refused (os error 111)\n  try: [..]\n");
    let cmd = Cmd::rmq().args(["receive", "--reconnect", "forever", "-u", &url]);
    cmd.stderr_matches(&error).status(5).run();
}

#[test]
fn what_cannot_be_understood_is_told() {
    for how in ["always", "-1", "1.5"] {
        let error = format!(
            "error: invalid value '{how}' for '--reconnect <HOW>': expected never, forever, or a number of attempts\n\n\
             For more information, try '--help'.\n"
        );
        Cmd::rmq().args(["receive", &format!("--reconnect={how}")]).stderr(&error).status(2).run();
    }
    let error =
        "error: RMQ_RECONNECT cannot be understood: 'soon'\n  why: expected never, forever, or a number of attempts\n";
    Cmd::rmq().args(["receive"]).env("RMQ_RECONNECT", "soon").stderr(error).status(2).run();
}
