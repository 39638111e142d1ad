//! `--wait`: until the API is there.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::{BARE, BY_NAME, api, head, no_api, stats};
use crate::support::{Bench, Cmd, Node, RefusedPort, Signal};

const ASKED: &str = "> GET [..]/api/overview?[..]\n";

#[test]
fn it_asks_until_the_api_is_there() {
    let asked = AtomicUsize::new(0);
    let server = api::server(move |path| match asked.fetch_add(1, Ordering::SeqCst) {
        0 => ("503 Service Unavailable", String::new()),
        1 => ("404 Not Found", "<html>".to_owned()),
        _ if path.starts_with("/api/overview") => ("200 OK", api::overview().to_string()),
        _ => ("200 OK", "[]".to_owned()),
    });
    let stderr = format!(
        "{ASKED}> HTTP 503, 0 bytes\n> not yet: HTTP 503: Service Unavailable; trying again\n\
         {ASKED}> HTTP 404, 6 bytes\n> not yet: something else answers there: HTTP 404; trying again\n\
         {ASKED}> HTTP 200, [..] bytes\n> GET [..]/api/queues/%2F?[..]\n> HTTP 200, 2 bytes\n"
    );
    api::ask(&server, &["--wait", "30s", "-v"]).stdout(&(api::head(&server) + BARE)).stderr_matches(&stderr).run();
}

#[test]
fn a_broker_that_starts_later_is_waited_for() {
    let node = Node::private();
    let bench = Bench::on(&node);
    node.kill();
    let cmd = stats(&bench, &["--wait", "2m", "-v"]);
    let cmd = cmd.stdout_matches(&(head(&bench) + BARE));
    let mut running = cmd.stderr_matches(&format!("{ASKED}> not yet: Connection refused[..]\n...\n")).spawn();
    running.wait_stderr_line("not yet: Connection refused");
    node.start_again();
    running.finish();
}

#[test]
fn in_the_end_it_gives_up() {
    let refused = RefusedPort::new();
    let url = format!("http://127.0.0.1:{}", refused.port());
    let why = "Connection refused (os error 111)";
    let stderr = format!("{ASKED}> not yet: {why}; trying again\n{ASKED}...\n{}", no_api(&url, why, BY_NAME));
    let cmd = Cmd::rmq().args(["stats", "--api-url", &url, "--wait", "700ms", "-v"]);
    cmd.stderr_matches(&stderr).status(5).run();
}

#[test]
fn a_signal_ends_the_waiting() {
    let refused = RefusedPort::new();
    let url = format!("http://127.0.0.1:{}", refused.port());
    for (signal, status) in [(Signal::INT, 130), (Signal::TERM, 143)] {
        let cmd = Cmd::rmq().args(["stats", "--api-url", &url, "--wait", "1h", "-v"]);
        let mut running = cmd.stderr_matches(&format!("{ASKED}> not yet: [..]\n...\n")).status(status).spawn();
        running.wait_stderr_line("not yet");
        running.signal(signal);
        running.finish();
    }
}
