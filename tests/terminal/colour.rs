//! When there is colour.

use crate::support::{ALL, Bench, Cmd};

const COLOURED: &str = "\x1b[32m [x]\x1b[0m Sent a\n";
const PLAIN: &str = " [x] Sent a\n";

#[test]
fn a_terminal_is_coloured_unless_somebody_objects() {
    let bench = Bench::new();
    let send = |options: &[&str]| bench.rmq(["send", "a"].iter().chain(options)).terminal(&ALL);
    send(&[]).screen_matches(COLOURED).run();
    send(&[]).env("NO_COLOR", "").screen_matches(COLOURED).run();
    send(&[]).env("NO_COLOR", "1").screen_matches(PLAIN).run();
    send(&[]).env("TERM", "dumb").screen_matches(PLAIN).run();
    send(&["--color", "never"]).screen_matches(PLAIN).run();
    send(&["--color", "always"]).env("NO_COLOR", "1").screen_matches(COLOURED).run();
}

#[test]
fn a_pipe_is_coloured_only_when_that_was_asked_for() {
    let bench = Bench::new();
    bench.rmq(["send", "a"]).stderr(PLAIN).run();
    bench.rmq(["send", "--color", "always", "a"]).stderr(COLOURED).run();
}

#[test]
fn errors_are_coloured_too() {
    let refused = crate::support::RefusedPort::new();
    let url = format!("amqp://127.0.0.1:{}", refused.port());
    let screen = format!(
        "\x1b[1;31merror:\x1b[0m cannot connect to {url}\n\x1b[1m  why:\x1b[0m Connection refused (os error 111)\n\
         \x1b[1m  try:\x1b[0m [..]\n"
    );
    Cmd::rmq().args(["send", "-u", &url]).terminal(&ALL).screen_matches(&screen).status(5).run();
}
