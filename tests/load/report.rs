//! The report, as text and as JSON.

use serde_json::{Value, json};

use super::{RUNNING, measure, messages, quietly, wait_gone};
use crate::support::{ALL, Bench};

#[test]
fn the_text_tells_rates_and_latencies_and_nothing_is_left() {
    let bench = Bench::new();
    let text = "1 producer and 1 consumer\n40 bytes, persistent, confirms, window 1000, prefetch 1000\nqueue \
                rmq-bench-[..] (classic)\n\n[..]messages[..]msg/s[..]MB/s[..]seconds\nsent [..] 500 [..]\nconfirmed [..] 500 \
                [..]\nreceived [..] 500 [..]\n\n[..]p50 ms[..]p95 ms[..]p99 ms[..]max ms\nconfirm [..].[..]\ndelivery \
                [..].[..]\n\nnone lost; stopped by --count\n";
    let output = bench
        .rmq(["bench", "-n", "500"])
        .stdout_matches(text)
        .stderr_matches(&format!("{RUNNING}500 messages\n"))
        .run();
    let text = String::from_utf8(output.stdout).expect("text");
    assert!(text.lines().all(|line| line.chars().count() <= 80 && !line.ends_with(' ')), "{text}");
    wait_gone(&bench);
}

#[test]
fn a_terminal_is_told_the_same() {
    let bench = Bench::new();
    let screen = "[..]Running through[..]\n[..]1 producer and 1 consumer\n40 bytes[..]\nqueue [..]\n\n[..]\nsent [..]\nconfirmed [..]\nreceived \
                  [..]\n\n[..]\nconfirm [..]\ndelivery [..]\n\nnone lost; stopped by --count\n";
    bench.rmq(["bench", "-n", "100"]).terminal(&ALL).screen_matches(screen).run();
}

#[test]
fn the_object_has_every_field() {
    let bench = Bench::new();
    let mut found = quietly(&bench, &["-n", "300"]);
    let queue = found["queue"].take();
    assert!(queue.as_str().is_some_and(|name| name.starts_with("rmq-bench-")), "{queue}");
    for kind in ["sent", "confirmed", "received"] {
        let mut flow = found[kind].take();
        let number = |name: &str| flow[name].as_f64().expect("a number");
        let (rate, seconds) = (number("messages_per_second"), number("seconds"));
        assert!((rate * seconds - 300.0).abs() < 1.0, "{kind}: {flow}");
        // To a millionth of a megabyte.
        assert!((rate * 40.0 / 1e6 - number("megabytes_per_second")).abs() < 2e-6, "{kind}: {flow}");
        assert!(seconds <= found["seconds"].as_f64().expect("a number"), "{kind}: {flow}");
        for name in ["messages_per_second", "megabytes_per_second", "seconds"] {
            flow[name].take();
        }
        let none = Value::Null;
        let rest = json!({"messages": 300, "seconds": none, "messages_per_second": none, "megabytes_per_second": none});
        assert_eq!(flow, rest, "{kind}");
    }
    for kind in ["confirm_milliseconds", "delivery_milliseconds"] {
        let times = found[kind].take();
        let times: Vec<_> = ["p50", "p95", "p99", "max"].map(|name| times[name].as_f64().expect("a time")).into();
        assert!(times[0] > 0.0 && times.is_sorted(), "{kind}: {times:?}");
    }
    assert!(found["seconds"].take().is_number());
    let none = Value::Null;
    let expected = json!({
        "producers": 1, "consumers": 1, "queue": none, "queue_type": "classic", "size": 40, "persistent": true,
        "confirms": true, "window": 1000, "prefetch": 1000, "rate": none, "ended": "count", "exit_code": 0,
        "error": none, "seconds": none, "sent": none, "confirmed": none, "received": none, "lost": 0, "others": 0,
        "confirm_milliseconds": none, "delivery_milliseconds": none,
    });
    assert_eq!(found, expected);
}

#[test]
fn what_nobody_did_is_null() {
    let bench = Bench::new();
    let found = quietly(&bench, &["-n", "10", "--no-confirm", "-c", "0"]);
    assert_eq!(messages(&found, "sent"), 10);
    for field in ["confirmed", "received", "lost", "confirm_milliseconds", "delivery_milliseconds"] {
        assert!(found[field].is_null(), "{field}: {found}");
    }
    let text = "1 producer\n40 bytes, persistent, no confirms, window 1000\nqueue rmq-bench-[..] (classic)\n\n[..]\nsent \
                [..]\n\nstopped by --count\n";
    bench.rmq(["bench", "-q", "-n", "10", "--no-confirm", "-c", "0"]).stdout_matches(text).run();
    wait_gone(&bench);
}

#[test]
fn a_report_that_cannot_be_written_is_an_error_and_a_reader_that_has_gone_is_none() {
    let bench = Bench::new();
    let stderr = "error: cannot write to stdout\n  why: No space left on device (os error 28)\n";
    bench.rmq(["bench", "-q", "-n", "10"]).stdout_file("/dev/full").stderr(stderr).status(1).run();
    let script = "{ \"$0\" bench -q -n 10; echo $? >&2; } | :";
    bench.program("sh", ["-c", script, env!("CARGO_BIN_EXE_rmq")]).stderr("0\n").run();
    wait_gone(&bench);
}

#[test]
fn an_object_on_a_terminal_commands_nothing() {
    let bench = Bench::new();
    let queue = "\u{1b}]0;owned\u{7}";
    bench.vhost().declare_queue(queue, &json!({"durable": true}));
    let args = ["bench", "-q", "-n", "5", "-Q", queue];
    bench.rmq(args).args(["-f", "json"]).terminal(&ALL).screen_matches("{[..]u001b]0;owned[..]}\n").run();
    let screen = "...\nqueue \\x1b]0;owned\\x07 (was there before)\n...\n";
    bench.rmq(args).terminal(&ALL).screen_matches(screen).run();
}

#[test]
fn narration_tells_the_steps_but_not_every_message() {
    let bench = Bench::new();
    let said = "> connecting to [..]\n> connected: [..]'rmq bench [..]@[..]'\n> declaring durable classic queue \
                'rmq-bench-[..]' (queue.declare)\n...\n [*] Running [..]\n...\n> deleting queue 'rmq-bench-[..]' \
                (queue.delete)\n> connection closed\n";
    let output =
        bench.rmq(["bench", "-v", "-n", "5", "-f", "json"]).stdout_matches("{[..]}\n").stderr_matches(said).run();
    let said = output.stderr_text();
    for words in ["'rmq bench producer 1 ", "'rmq bench consumer 1 ", "> consuming from queue "] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(!said.contains("basic.publish") && !said.contains("basic.deliver"), "{said}");
    let found = measure(bench.rmq(["bench", "-q", "-f", "json", "-n", "5"]));
    assert_eq!(messages(&found, "received"), 5);
}
