//! What ends a watch, although its broker may come back.

use super::{BARE, ENABLE, api};
use crate::support::{Cmd, FakeServer, Signal};

const FOREVER: [&str; 2] = ["--reconnect", "forever"];
const UNWELL: &str = "503 Service Unavailable";

/// A watch of an API that is not well any more after a first look, and the sample that it shows.
fn watch(server: &FakeServer, options: &[&str]) -> Cmd {
    let shown = format!("20[..]Z\n{}{BARE}", api::head(server));
    api::ask(server, &["--watch", "100ms"]).args(options).stdout_matches(&shown)
}

/// The complaint about it.
fn error(server: &FakeServer) -> String {
    format!("error: no management API at {}\n  why: HTTP 503: Service Unavailable\n  try: {ENABLE}\n", api::url(server))
}

/// What is said of it before.
fn warning(server: &FakeServer) -> String {
    let url = api::url(server);
    format!("warning: no management API at {url}: HTTP 503: Service Unavailable; connecting again in [..]ms\n")
}

#[test]
fn so_many_attempts_are_made_and_no_more() {
    let server = api::limping(2, [UNWELL; 4]);
    let warning = warning(&server);
    // Of attempts the 1st, 2nd, 4th and so on is told.
    let stderr = format!("{warning}{warning}{}", error(&server));
    watch(&server, &["--reconnect", "3"]).stderr_matches(&stderr).status(5).run();
}

#[test]
fn never_is_never() {
    for how in ["never", "0"] {
        let server = api::limping(2, [UNWELL]);
        watch(&server, &["--reconnect", how]).stderr(&error(&server)).status(5).run();
    }
    let server = api::limping(2, [UNWELL]);
    watch(&server, &[]).env("RMQ_RECONNECT", "never").stderr(&error(&server)).status(5).run();
    let server = api::limping(2, ["500 Internal Server Error"]);
    let stderr =
        format!("error: the management API at {} failed\n  why: HTTP 500: Internal Server Error\n", api::url(&server));
    watch(&server, &["--reconnect", "never"]).stderr(&stderr).status(1).run();
}

#[test]
fn a_refusal_ends_it_at_once() {
    for (refusal, what, why, hint, status) in [
        (
            "401 Unauthorized",
            "cannot log in to the management API at [..] as 'guest'",
            "the user name or the password is wrong (Unauthorized)",
            "check user and password in --url, RMQ_URL, --password-file or --api-url",
            5,
        ),
        (
            "403 Forbidden",
            "user 'guest' may not ask the management API at [..]",
            "Forbidden",
            "the user needs the tag 'monitoring' or 'management': rabbitmqctl set_user_tags 'guest' monitoring",
            6,
        ),
    ] {
        for (server, before) in
            [(api::limping(2, vec![refusal]), false), (api::limping(2, vec![UNWELL, refusal]), true)]
        {
            let warning = if before { warning(&server) } else { String::new() };
            let stderr = format!("{warning}error: {what}\n  why: {why}\n  try: {hint}\n");
            watch(&server, &FOREVER).stderr_matches(&stderr).status(status).run();
        }
    }
}

#[test]
fn a_signal_ends_the_waiting() {
    for signal in [Signal::INT, Signal::TERM] {
        let server = api::limping(2, [UNWELL; 1000]);
        let mut running = watch(&server, &FOREVER).stderr_matches(&format!("{}...\n", warning(&server))).spawn();
        running.wait_stderr_line("connecting again in");
        running.signal(signal);
        running.finish();
    }
}

#[test]
fn a_reader_that_goes_ends_the_waiting() {
    for (server, options) in [
        (api::limping(2, [UNWELL; 1000]), &["--watch", "100ms", "--reconnect", "forever"][..]),
        // Nor is the next look waited for.
        (api::limping(2, [UNWELL; 0]), &["--watch", "1h"]),
    ] {
        let shown = format!("20[..]Z\n{}{BARE}", api::head(&server));
        let mut running = api::ask(&server, options).stdout_matches(&shown).stderr_matches("...\n").spawn();
        running.wait_stdout_line("name  ");
        running.close_stdout();
        running.finish();
    }
}

#[test]
fn a_look_that_fails_at_first_is_no_loss() {
    let server = api::limping(1, [UNWELL]);
    api::ask(&server, &["--watch", "100ms"]).stderr(&error(&server)).status(5).run();
}

#[test]
fn a_vhost_that_is_gone_is_told_once_and_looked_for() {
    let bench = crate::support::Bench::new();
    let vhost = bench.vhost().name().to_owned();
    let warning = format!("warning: vhost '{vhost}' does not exist\n");
    let shown = format!("20[..]Z\n{}{BARE}...\n", super::head(&bench));
    let cmd = super::stats(&bench, &["--watch", "100ms"]).stdout_matches(&shown);
    let mut running = cmd.stderr(&warning).spawn();
    running.wait_stdout_line("name  ");
    bench.api().delete(&["vhosts", &vhost]);
    running.wait_stderr_line("does not exist");
    running.signal(Signal::TERM);
    running.finish();
}
