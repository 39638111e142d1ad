//! Queues that are created as asked for, and used as they are.

use serde_json::{Value, json};

use super::holds;
use crate::support::Bench;

/// What the broker says of the queue `q`: durable, type and arguments.
#[track_caller]
fn shape(bench: &Bench) -> (Value, Value, Value) {
    let queue = bench.vhost().queue("q").expect("the queue is there");
    (queue["durable"].clone(), queue["type"].clone(), queue["arguments"].clone())
}

#[test]
fn a_queue_is_created_as_the_options_say() {
    for (args, durable, kind, arguments) in [
        (&[][..], false, "classic", json!({})),
        (&["--durable"], true, "classic", json!({})),
        (&["--queue-type", "quorum"], true, "quorum", json!({"x-queue-type": "quorum"})),
        (&["--queue-type", "classic"], false, "classic", json!({"x-queue-type": "classic"})),
        (
            &["--queue-arg", "x-max-length=10", "--queue-arg", "x-overflow=reject-publish", "--durable"],
            true,
            "classic",
            json!({"x-max-length": 10, "x-overflow": "reject-publish"}),
        ),
        (&["--queue-arg", "x:string=10", "--queue-arg", "y=true"], false, "classic", json!({"x": "10", "y": true})),
    ] {
        let bench = Bench::new();
        bench.rmq(["send", "-Q", "q", "x"]).args(args).stderr(" [x] Sent x\n").run();
        assert_eq!(shape(&bench), (durable.into(), kind.into(), arguments), "{args:?}");
    }
}

#[test]
fn a_queue_that_exists_is_used_as_it_is() {
    for properties in [
        json!({"durable": true}),
        json!({"durable": true, "arguments": {"x-queue-type": "quorum"}}),
        json!({"durable": false, "auto_delete": true, "arguments": {"x-max-length": 5}}),
    ] {
        let bench = Bench::new();
        bench.vhost().declare_queue("q", &properties);
        bench.rmq(["send", "-Q", "q", "x"]).stderr(" [x] Sent x\n").run();
        bench.rmq(["receive", "-Q", "q", "--requeue", "-n", "1"]).stdout("x\n").stderr(super::WAITING).run();
        if properties["auto_delete"] != true {
            holds(&bench, "q", 1, "x\n");
        }
    }
}

#[test]
fn another_shape_than_the_one_asked_for_is_explained() {
    let bench = Bench::new();
    bench.vhost().declare_queue("q", &json!({"durable": false}));
    let vhost = bench.vhost().name();
    for (args, attribute, difference) in [
        (&["--durable"][..], "durable", "received 'true' but current is 'false'"),
        (
            &["--queue-arg", "x-max-length=1"],
            "x-max-length",
            "received the value '1' of type 'signedint' but current is none",
        ),
    ] {
        let why = format!(
            "PRECONDITION_FAILED - inequivalent arg '{attribute}' for queue 'q' in vhost '{vhost}': {difference}"
        );
        let hint = format!(
            "'q' exists already with another '{attribute}': leave out the options that choose it (an existing one is used as it is), use another name, or delete it first"
        );
        let said = format!("error: cannot declare queue 'q'\n  why: {why}\n  try: {hint}\n");
        bench.rmq(["send", "-Q", "q", "x"]).args(args).stderr(&said).status(6).run();
        bench.rmq(["receive", "-Q", "q"]).args(args).stderr(&said).status(6).run();
    }
}

#[test]
fn an_argument_that_the_broker_cannot_take_is_explained() {
    let bench = Bench::new();
    let vhost = bench.vhost().name();
    let why = format!(
        "PRECONDITION_FAILED - invalid arg 'x-message-ttl' for queue 'q' in vhost '{vhost}': {{value_negative,-1}}"
    );
    let said =
        format!("error: cannot declare queue 'q'\n  why: {why}\n  try: correct the value given with --queue-arg\n");
    bench.rmq(["send", "-Q", "q", "--queue-arg", "x-message-ttl=-1", "x"]).stderr(&said).status(6).run();
}
