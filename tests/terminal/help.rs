//! Help on a terminal of 80 columns.

use crate::support::{ALL, Cmd};

const COMMANDS: [&str; 17] = [
    "",
    "send",
    "receive",
    "worker",
    "emit-log",
    "route",
    "route send",
    "route receive",
    "topic",
    "topic send",
    "topic receive",
    "headers",
    "headers send",
    "headers receive",
    "rpc-call",
    "rpc-serve",
    "demo",
];

#[test]
fn no_line_of_help_is_wider_than_the_terminal() {
    let mut wide = Vec::new();
    for command in COMMANDS {
        for flag in ["-h", "--help"] {
            let cmd = Cmd::rmq().args(command.split_whitespace()).args([flag]).terminal(&ALL).env("NO_COLOR", "1");
            let screen = String::from_utf8(cmd.screen_matches("...\n").run().screen).expect("help is text");
            assert!(screen.contains("Usage: rmq"), "{screen}");
            let lines = screen.lines().filter(|line| line.chars().count() > 80);
            wide.extend(lines.map(|line| format!("rmq {command} {flag}: {line}")));
        }
    }
    assert!(wide.is_empty(), "{}", wide.join("\n"));
}
