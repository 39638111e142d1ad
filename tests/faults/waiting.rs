//! `--wait`: until the broker speaks AMQP, and not longer.

use std::sync::atomic::{AtomicBool, Ordering};

use super::error;
use crate::support::{Bench, Cmd, FakeServer, RefusedPort, Signal, scripted};

#[test]
fn waiting_outlasts_a_broker_that_is_starting() {
    static READY: AtomicBool = AtomicBool::new(false);
    let server = scripted(|request| {
        let starting = request.method == (10, 40) && !READY.load(Ordering::SeqCst);
        starting.then(|| request.hang_up(541, "INTERNAL_ERROR - still starting"))
    });
    let url = format!("amqp://127.0.0.1:{}", server.port());
    let cmd = Cmd::rmq().args(["send", "-v", "--no-declare", "--wait", "25s", "hi", "--url", &url]);
    let mut running = cmd.stderr_matches("...\n [x] Sent hi\n> connection closed\n").spawn();
    running.wait_stderr_line("> not yet: INTERNAL_ERROR - still starting; trying again");
    running.wait_stderr_line("> not yet: INTERNAL_ERROR - still starting; trying again");
    READY.store(true, Ordering::SeqCst);
    running.finish();
    assert!(server.accepted() > 2);
}

#[test]
fn waiting_tries_every_broker_of_a_list() {
    let (bench, refused) = (Bench::new(), RefusedPort::new());
    let url = format!("amqp://127.0.0.1:{},{}", refused.port(), bench.url());
    bench.rmq(["send", "hi", "--wait", "20s", "--url", &url]).stderr(" [x] Sent hi\n").run();
}

#[test]
fn waiting_runs_out_with_the_last_reason() {
    let refused = RefusedPort::new();
    let url = format!("amqp://127.0.0.1:{}", refused.port());
    for client in super::CLIENTS {
        let hint = "start a broker there ('rmq broker', or RabbitMQ), or name another with --url; --wait 30s waits for \
                    one that is starting";
        let stderr = error(&format!("cannot connect to {url}"), "Connection refused (os error 111)", hint);
        Cmd::rmq().args(client).args(["--wait", "300ms", "--url", &url]).stderr(&stderr).status(5).run();
    }
}

#[test]
fn a_silent_server_does_not_hold_up_the_end_of_waiting() {
    let server = FakeServer::silent();
    let url = format!("amqp://127.0.0.1:{}", server.port());
    let stderr =
        format!("error: cannot connect to {url}\n  why: no answer within [..]\n  try: is this an AMQP port? [..]\n");
    let cmd = Cmd::rmq().args(["receive", "--wait", "1s", "--url", &url]);
    cmd.stderr_matches(&stderr).status(5).run();
    let cmd = Cmd::rmq().args(["receive", "--wait", "1s", "--connect-timeout", "100ms", "--url", &url]);
    cmd.stderr_matches(&stderr).status(5).run();
    assert!(server.accepted() > 2);
}

#[test]
fn waiting_ends_at_a_signal() {
    let refused = RefusedPort::new();
    let url = format!("amqp://127.0.0.1:{}", refused.port());
    for (signal, status) in [(Signal::INT, 130), (Signal::TERM, 143)] {
        let cmd = Cmd::rmq().args(["receive", "-v", "--wait", "10m", "--url", &url]);
        let mut running = cmd.stderr_matches("> connecting to [..]\n...\n").status(status).spawn();
        running.wait_stderr_line("trying again");
        running.signal(signal);
        running.finish();
    }
}

#[test]
fn the_broker_knows_us_by_command_process_and_host() {
    let bench = Bench::new();
    let mut running = bench.rmq(["worker"]).stderr(super::WAITING).spawn();
    running.wait_stderr_line(super::WAITING.trim_end());
    let host = rustix::system::uname().nodename().to_string_lossy().into_owned();
    let name = format!("rmq worker {}@{host}", running.pid().as_raw_nonzero());
    assert_eq!(bench.vhost().wait_connection("rmq worker")["user_provided_name"], name);
    running.signal(Signal::TERM);
    running.finish();
}
