//! What the user typed and an error repeats: no secrets, nothing that commands a terminal, and any bytes at all.

use crate::support::{ALL, Bench, Cmd};

#[test]
fn an_argument_that_commands_the_terminal_is_shown_and_not_obeyed() {
    let screen = "error: unrecognized subcommand '\\x1b]0;owned\\x07'\n\nUsage: rmq [OPTIONS] <COMMAND>\n\n\
                  For more information, try '--help'.\n";
    Cmd::rmq().args(["--color", "never", "\u{1b}]0;owned\u{7}"]).terminal(&ALL).screen_matches(screen).status(2).run();
}

#[test]
fn a_url_in_the_wrong_place_is_shown_without_its_password() {
    for args in [
        &["amqp://u:s3cret@h"][..],
        &["receive", "--timeout", "amqp://u:s3cret@h"],
        &["send", "--connect-timeout", "amqp://u:s3cret@h"],
        &["completions", "amqp://u:s3cret@h"],
    ] {
        let output = Cmd::rmq().args(args).stderr_matches("error: [..]amqp://u@h[..]\n...\n").status(2).run();
        assert!(!output.stderr_text().contains("s3cret"), "{args:?}");
    }
}

#[test]
fn an_argument_that_is_no_text_is_wrong_usage() {
    let bench = Bench::new();
    let script = "exec \"$0\" send \"$(printf '\\377')\"";
    let program = env!("CARGO_BIN_EXE_rmq");
    bench
        .program("sh", ["-c", script, program])
        .stderr_matches("error: invalid UTF-8 was detected in one or more arguments\n...\n")
        .status(2)
        .run();
}
