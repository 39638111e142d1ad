//! `rpc-call --lines` while it has no connection.

use super::lost::{FOREVER, bench};
use super::server;
use super::stream::NOBODY;
use crate::support::{Act, Bench, Cmd, Harm, Node, Plan, Proxy, Running, Stdin, Way, error};

/// A call that goes by way of a proxy.
fn proxied(bench: &Bench, proxy: &Proxy, args: &[&str]) -> Cmd {
    bench.rmq(["rpc-call", "--lines", "-u", &proxy.url(&bench.url())]).args(args).args(FOREVER)
}

/// Cuts the connection, and takes no other.
fn cut(proxy: &Proxy, call: &mut Running) {
    proxy.refuse();
    proxy.act(Act::Reset);
    call.wait_stderr_line("Connection refused");
}

/// What is said from then on, up to when the reply to this line is overdue.
fn overdue(line: u64) -> String {
    format!(
        "warning: cannot [..]: the connection was lost[..]; connecting again in [..]ms\nwarning: cannot \
         connect to [..]; connecting again in [..]\n...\nwarning: timed out waiting for the reply to line {line}: no reply \
         came within 3s\n...\n"
    )
}

#[test]
fn with_keep_going_lines_have_their_turn_while_there_is_no_connection() {
    let bench = bench();
    let proxy = Proxy::new(Node::shared().amqp_port());
    let stderr = format!(
        "{NOBODY}{}warning: timed out waiting for the reply to line 2: no reply came within 3s\nerror: 2 of 2 requests \
         failed\n",
        overdue(1)
    );
    let cmd = proxied(&bench, &proxy, &["--keep-going", "-t", "3s"]).input("10\n20\n");
    let mut call = cmd.stdout("\n\n").stderr_matches(&stderr).status(124).spawn();
    bench.vhost().wait_depth("rpc_queue", 2, 0);
    cut(&proxy, &mut call);
    call.finish();
}

#[test]
fn with_keep_going_the_end_of_the_input_is_seen_while_there_is_no_connection() {
    let bench = bench();
    let proxy = Proxy::new(Node::shared().amqp_port());
    let stderr = format!("{NOBODY}{}error: 1 of 1 request failed\n", overdue(1));
    let cmd = proxied(&bench, &proxy, &["--keep-going", "-t", "3s"]).stdin(Stdin::Piped);
    let mut call = cmd.stdout("\n").stderr_matches(&stderr).status(124).spawn();
    call.write_stdin("10\n");
    bench.vhost().wait_depth("rpc_queue", 1, 0);
    cut(&proxy, &mut call);
    call.wait_stderr_line("line 1");
    call.close_stdin();
    call.finish();
}

#[test]
fn with_keep_going_later_lines_wait_for_a_connection() {
    let bench = Bench::new();
    let mut peer = bench.server("rpc_queue");
    let proxy = Proxy::new(Node::shared().amqp_port());
    let stderr = format!("{} [*] Connected again\nerror: 1 of 2 requests failed\n", overdue(1));
    let cmd = proxied(&bench, &proxy, &["--keep-going", "-t", "3s", "--in-flight", "1"]).input("a\nb\n");
    let mut call = cmd.stdout("\nB\n").stderr_matches(&stderr).status(124).spawn();
    peer.next();
    cut(&proxy, &mut call);
    call.wait_stderr_line("line 1");
    proxy.welcome();
    let b = peer.next();
    peer.reply(&b, b"B");
    call.finish();
}

#[test]
fn a_reader_that_has_gone_ends_the_waiting() {
    let bench = bench();
    let proxy = Proxy::new(Node::shared().amqp_port());
    let cmd = proxied(&bench, &proxy, &[]).input("10\n");
    let mut call = cmd.stderr_matches(&format!("{NOBODY}warning: [..]\nwarning: [..]\n...")).spawn();
    bench.vhost().wait_depth("rpc_queue", 1, 0);
    cut(&proxy, &mut call);
    call.close_stdout();
    call.finish();
}

#[test]
fn a_stream_is_begun_on_another_connection_where_the_first_is_of_no_use() {
    let bench = Bench::new();
    let server = server(&bench, " [.] fib(10)\n", 1);
    let close = Harm { way: Way::FromBroker, after: 3, torn: false, act: Act::Close };
    let plan = move |number| Plan { harm: (number == 1).then_some(close), pace: None };
    let proxy = Proxy::planned(Node::shared().amqp_port(), plan);
    let stderr = "warning: cannot [..]: the connection was lost[..]; connecting again in [..]ms\n [*] Connected again\n \
                  [x] 1 request answered\n";
    proxied(&bench, &proxy, &[]).input("10\n").stdout("55\n").stderr_matches(stderr).run();
    server.finish();
}

/// What is said when the queue that was there is not there again yet.
const GONE: &str = "nobody can answer: queue 'rpc_queue' does not exist";

#[test]
fn a_queue_that_went_with_its_broker_is_waited_for() {
    for args in [&["10"][..], &["--lines"]] {
        let bench = bench();
        let proxy = Proxy::new(Node::shared().amqp_port());
        let cmd = bench.rmq(["rpc-call", "-u", &proxy.url(&bench.url())]).args(args).args(FOREVER).input("10\n");
        let stderr = format!(
            "{NOBODY}...\n [*] Connected again\nwarning: {GONE}: NOT_FOUND[..]; connecting again in [..]\n...\n"
        );
        let mut call = cmd.stdout("55\n").stderr_matches(&stderr).spawn();
        bench.vhost().wait_depth("rpc_queue", 1, 0);
        cut(&proxy, &mut call);
        bench.vhost().delete_queue("rpc_queue");
        proxy.welcome();
        call.wait_stderr_line(GONE);
        let server = server(&bench, " [.] fib(10)\n", 1);
        call.finish();
        server.finish();
    }
}

#[test]
fn a_queue_that_is_gone_is_waited_for_as_often_as_the_connection_may_be_made_again() {
    let bench = bench();
    let cmd = bench.rmq(["rpc-call", "10", "--reconnect", "1"]);
    let said = error(
        GONE,
        &format!("NOT_FOUND - no queue 'rpc_queue' in vhost '{}'", bench.vhost().name()),
        "start a server first: rmq rpc-serve",
    );
    let stderr = format!("{NOBODY} [x] Requesting fib(10)\nwarning: [..]\n [*] Connected again\n{said}");
    let call = cmd.stderr_matches(&stderr).status(4).spawn();
    bench.vhost().wait_depth("rpc_queue", 1, 0);
    bench.vhost().delete_queue("rpc_queue");
    bench.vhost().close_connection("rmq rpc-call");
    call.finish();
}
