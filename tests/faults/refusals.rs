//! What the broker refuses is told in words, with what to do: exit 6.

use super::error;
use crate::support::Bench;

/// Holds a command to a refusal; `{}` in `why` is the vhost.
#[track_caller]
fn refused(bench: &Bench, args: &[&str], what: &str, why: &str, hint: &str) {
    let why = why.replace("{}", bench.vhost().name());
    bench.rmq(args).stderr(&error(what, &why, hint)).status(6).run();
}

#[test]
fn what_is_missing_and_must_not_be_created_is_named() {
    let bench = Bench::new();
    for command in ["receive", "worker", "rpc-serve"] {
        refused(
            &bench,
            &[command, "-Q", "q", "--no-declare"],
            "cannot find queue 'q'",
            "NOT_FOUND - no queue 'q' in vhost '{}'",
            "check the name and the virtual host, or create the queue: leave out --no-declare",
        );
    }
    assert!(bench.vhost().queue("q").is_none());
}

#[test]
fn an_exchange_that_is_missing_is_named() {
    let bench = Bench::new();
    let cases: [&[&str]; 7] = [
        &["send", "-e", "x", "hi"],
        &["emit-log", "-e", "x", "--no-declare", "hi"],
        &["route", "send", "k", "-e", "x", "--no-declare", "hi"],
        &["route", "receive", "k", "-e", "x", "--no-declare"],
        &["topic", "receive", "k", "-e", "x", "--no-declare"],
        &["headers", "receive", "a=b", "-e", "x", "--no-declare"],
        &["receive", "-e", "x", "--no-declare"],
    ];
    for args in cases {
        refused(
            &bench,
            args,
            "cannot find exchange 'x'",
            "NOT_FOUND - no exchange 'x' in vhost '{}'",
            "check the name and the virtual host, or create the exchange: leave out --no-declare, or give --exchange-type",
        );
    }
}

#[test]
fn reserved_names_are_refused_with_their_reason() {
    let bench = Bench::new();
    let hint = "choose a name that does not begin with 'amq.'";
    for command in ["send", "receive", "worker", "rpc-serve"] {
        let why = "ACCESS_REFUSED - queue name 'amq.mine' contains reserved prefix 'amq.*'";
        refused(&bench, &[command, "-Q", "amq.mine"], "cannot declare queue 'amq.mine'", why, hint);
    }
    let cases: [&[&str]; 4] = [&["emit-log"], &["route", "send", "k"], &["topic", "receive", "k"], &["receive"]];
    for args in cases {
        let args = [args, &["-e", "amq.mine"]].concat();
        let why = "ACCESS_REFUSED - exchange name 'amq.mine' contains reserved prefix 'amq.*'";
        refused(&bench, &args, "cannot declare exchange 'amq.mine'", why, hint);
    }
}

#[test]
fn an_exchange_type_that_nobody_knows_is_refused() {
    let bench = Bench::new();
    let hint = "use --exchange-type fanout|direct|topic|headers, or enable the broker's plugin for this type";
    for command in ["send", "receive"] {
        let args = [command, "-e", "x", "--exchange-type", "weird"];
        let why = "COMMAND_INVALID - unknown exchange type 'weird'";
        refused(&bench, &args, "cannot declare exchange 'x'", why, hint);
    }
}

#[test]
fn an_argument_that_makes_no_sense_is_refused() {
    let bench = Bench::new();
    for command in ["send", "receive", "worker", "rpc-serve"] {
        refused(
            &bench,
            &[command, "-Q", "q", "--queue-arg", "x-message-ttl=-1"],
            "cannot declare queue 'q'",
            "PRECONDITION_FAILED - invalid arg 'x-message-ttl' for queue 'q' in vhost '{}': {value_negative,-1}",
            "correct the value given with --queue-arg",
        );
    }
    assert!(bench.vhost().queue("q").is_none());
}

#[test]
fn a_user_id_that_is_not_ours_is_refused() {
    let bench = Bench::new();
    for args in [["send", "--user-id", "x", "hi"], ["emit-log", "--user-id", "x", "hi"]] {
        refused(
            &bench,
            &args,
            "cannot publish",
            "PRECONDITION_FAILED - user_id property set to 'x' but authenticated user was 'guest'",
            "--user-id must be the user of the connection, or left out",
        );
    }
    bench.rmq(["send", "--user-id", "guest", "hi"]).stderr(" [x] Sent hi\n").run();
}

#[test]
fn an_expiration_that_is_no_number_is_refused() {
    let bench = Bench::new();
    // The refusal may overtake the confirm of the message before it.
    let stderr = error(
        "cannot publish; [..] published and confirmed",
        "PRECONDITION_FAILED - invalid expiration 'abc': no_integer",
        "expiration is a whole number of milliseconds, such as \"60000\"",
    );
    let lines = "{\"body\":\"a\"}\n{\"body\":\"b\",\"properties\":{\"expiration\":\"abc\"}}\n";
    bench.rmq(["send", "--json"]).input(lines).stderr_matches(&stderr).status(6).run();
    bench.vhost().wait_depth("hello", 1, 0);
}

#[test]
fn the_default_exchange_is_only_published_to() {
    let bench = Bench::new();
    bench.vhost().declare_queue("q", &serde_json::json!({}));
    bench.rmq(["send", "-e", "", "-k", "q", "hi"]).stderr(" [x] Sent hi\n").run();
    bench.vhost().wait_depth("q", 1, 0);
    let stderr =
        "error: invalid value '' for '--exchange <NAME>': the name is empty\n\nFor more information, try '--help'.\n";
    bench.rmq(["receive", "-e", ""]).stderr(stderr).status(2).run();
}
