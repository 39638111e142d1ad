//! Options that are wrong: told in a sentence, before stdin is read and before anything is connected.

use crate::support::{Cmd, FakeServer};

const RMQ: &str = env!("CARGO_BIN_EXE_rmq");
/// Runs the program, and then prints what that has left on stdin.
const THEN_CAT: &str = r#""$0" "$@"; status=$?; cat; exit $status"#;
const HELP: &str = "\nFor more information, try '--help'.\n";

/// Runs the program with each list of arguments, and compares what it says up to the hint at `--help`.
#[track_caller]
pub fn refused(cases: &[(&[&str], &str)]) {
    let server = FakeServer::closing();
    for (args, said) in cases {
        let hint = if said.contains("\n  try:") { "" } else { HELP };
        Cmd::new("sh")
            .args(["-c", THEN_CAT, RMQ])
            .args(*args)
            .env("RMQ_URL", format!("amqp://127.0.0.1:{}", server.port()))
            .input("left")
            .stdout("left")
            .stderr(&format!("error: {said}\n{hint}"))
            .status(2)
            .run();
    }
    assert_eq!(server.accepted(), 0);
}

#[test]
fn options_that_exclude_each_other() {
    let usage = |one: &str, other: &str, usage: &str| {
        format!("the argument '{one}' cannot be used with '{other}'\n\nUsage: rmq {usage}")
    };
    let cases = [
        (&["send", "--lines", "x"][..], usage("--lines", "[MESSAGE]...", "send --lines [MESSAGE]...")),
        (&["send", "--json", "x"], usage("--json", "[MESSAGE]...", "send --json [MESSAGE]...")),
        (&["send", "--null", "-"], usage("--null", "[MESSAGE]...", "send --null [MESSAGE]...")),
        (&["send", "--lines", "--json"], usage("--lines", "--json", "send --lines [MESSAGE]...")),
        (
            &["send", "--persistent", "--transient"],
            usage("--persistent", "--transient", "send --persistent [MESSAGE]..."),
        ),
        (
            &["send", "-Q", "q", "-e", "x"],
            usage("--queue <NAME>", "--exchange <NAME>", "send --queue <NAME> [MESSAGE]..."),
        ),
        (
            &["send", "-e", "x", "--durable"],
            usage("--exchange <NAME>", "--durable", "send --exchange <NAME> [MESSAGE]..."),
        ),
        (
            &["send", "-e", "x", "--exchange-type", "topic", "--no-declare"],
            usage(
                "--exchange-type <TYPE>",
                "--no-declare",
                "send --exchange <NAME> --exchange-type <TYPE> [MESSAGE]...",
            ),
        ),
        (&["send", "--no-declare", "--durable"], usage("--no-declare", "--durable", "send --no-declare [MESSAGE]...")),
        (&["receive", "--requeue", "-e", "x"], usage("--requeue", "--exchange <NAME>", "receive --requeue")),
        (&["receive", "--requeue", "--ack", "auto"], usage("--requeue", "--ack <WHEN>", "receive --requeue")),
        (&["receive", "--requeue", "--prefetch", "1"], usage("--requeue", "--prefetch <N>", "receive --requeue")),
        (
            &["receive", "--template", "%b", "-f", "json"],
            usage("--template <TEMPLATE>", "--format <FORMAT>", "receive --template <TEMPLATE>"),
        ),
        (&["-q", "-v", "send"], usage("--quiet", "--verbose", "--quiet <COMMAND>")),
    ];
    let cases: Vec<_> = cases.iter().map(|(args, said)| (*args, said.as_str())).collect();
    refused(&cases);
    refused(&[
        (
            &["receive", "--requeue", "-n", "65536"],
            "--requeue holds at most 65535 messages\n  try: choose a smaller --count",
        ),
        (
            &["receive", "-e", "x", "--durable"],
            "--durable, --queue-type and other attributes are for a queue with a name\n  try: name it with --queue, or leave them out",
        ),
    ]);
}

#[test]
fn commands_and_options_that_are_missing_or_unknown() {
    let missing = |what: &str, usage: &str| {
        format!("the following required arguments were not provided:\n  {what}\n\nUsage: rmq {usage}")
    };
    let unknown = |option: &str, usage: &str| {
        format!(
            "unexpected argument '{option}' found\n\n  tip: to pass '{option}' as a value, use '-- {option}'\n\nUsage: rmq {usage}"
        )
    };
    let behind = |command: &str, argument: &str| {
        format!(
            "unexpected argument '{argument}' found\n\n  tip: a command goes after '--': rmq {command} -- {argument} ...\n\n\
             Usage: rmq {command} [OPTIONS] [-- <COMMAND>...]"
        )
    };
    let similar = |option: &str, right: &str, usage: &str| {
        format!(
            "unexpected argument '{option}' found\n\n  tip: a similar argument exists: '{right}'\n\nUsage: rmq {usage}"
        )
    };
    let cases = [
        (&["send", "-k", "k"][..], missing("--exchange <NAME>", "send --exchange <NAME> --key <KEY> [MESSAGE]...")),
        (
            &["receive", "--exchange-type", "topic"],
            missing("--exchange <NAME>", "receive --exchange <NAME> --exchange-type <TYPE>"),
        ),
        (&["route", "send"], missing("<KEY>", "route send <KEY> [MESSAGE]...")),
        (&["topic", "receive"], missing("<PATTERN>...", "topic receive <PATTERN>...")),
        (&["headers", "send", "x"], missing("--header <K=V>", "headers send --header <K=V> <MESSAGE>...")),
        (&["headers", "receive"], missing("<K=V>...", "headers receive <K=V>...")),
        (&["send", "--frobnicate"], unknown("--frobnicate", "send [OPTIONS] [MESSAGE]...")),
        (&["send", "-x"], unknown("-x", "send [OPTIONS] [MESSAGE]...")),
        (&["frobnicate"], "unrecognized subcommand 'frobnicate'\n\nUsage: rmq [OPTIONS] <COMMAND>".to_owned()),
        (
            &["sned", "receive"],
            "unrecognized subcommand 'sned'\n\n  tip: a similar subcommand exists: 'send'\n\nUsage: rmq [OPTIONS] <COMMAND>"
                .to_owned(),
        ),
        (&["topic", "publish"], "unrecognized subcommand 'publish'\n\nUsage: rmq topic [OPTIONS] <COMMAND>".to_owned()),
        (&["receive", "hello"], "unexpected argument 'hello' found\n\nUsage: rmq receive [OPTIONS]".to_owned()),
        (&["send", "--persistant"], similar("--persistant", "--persistent", "send --persistent [MESSAGE]...")),
        (&["rpc-serve", "tr", "a-z", "A-Z"], behind("rpc-serve", "tr")),
        (&["worker", "-Q", "q", "--jobs", "2", "./resize.sh"], behind("worker", "./resize.sh")),
    ];
    let cases: Vec<_> = cases.iter().map(|(args, said)| (*args, said.as_str())).collect();
    refused(&cases);
}
