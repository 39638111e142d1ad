//! Each option does what it says.

use serde_json::json;

use super::{RUNNING, measure, messages, quietly, wait_gone};
use crate::support::{Bench, Signal};

#[test]
fn the_count_is_exact_however_it_is_divided() {
    let bench = Bench::new();
    for (producers, consumers, count) in [(1, 1, 1), (3, 2, 10), (4, 1, 2), (1, 4, 1001), (2, 2, 5000)] {
        let numbers = [producers, consumers, count].map(|number: u32| number.to_string());
        let found = quietly(&bench, &["-p", &numbers[0], "-c", &numbers[1], "-n", &numbers[2]]);
        assert_eq!(found["producers"], producers);
        assert_eq!(found["consumers"], consumers);
        for kind in ["sent", "confirmed", "received"] {
            assert_eq!(messages(&found, kind), u64::from(count), "{kind}: {found}");
        }
        assert_eq!((&found["lost"], &found["others"]), (&json!(0), &json!(0)));
    }
    wait_gone(&bench);
}

#[test]
fn thousands_and_millions_can_be_said() {
    let bench = Bench::new();
    let found = quietly(&bench, &["-n", "1k", "--rate", "2M"]);
    assert_eq!((&found["rate"], messages(&found, "sent")), (&json!(2_000_000), 1000));
}

#[test]
fn a_duration_ends_it_and_all_that_was_sent_arrives() {
    let bench = Bench::new();
    let found = quietly(&bench, &["--duration", "300ms", "--no-confirm"]);
    assert_eq!(found["ended"], "duration");
    assert!(messages(&found, "sent") > 0);
    assert_eq!(messages(&found, "sent"), messages(&found, "received"));
}

#[test]
fn a_count_comes_before_a_duration() {
    let bench = Bench::new();
    let stderr = format!("{RUNNING}1h or 20 messages\n");
    let text = "...\nnone lost; stopped by --count\n";
    bench.rmq(["bench", "-n", "20", "-d", "1h"]).stdout_matches(text).stderr_matches(&stderr).run();
}

#[test]
fn fewer_than_the_count_are_exit_3() {
    let bench = Bench::new();
    let stderr = "error: only [..] of 1000000000 messages were published\n  why: --duration ran out\n";
    let args = ["bench", "-q", "-n", "1000000000", "-d", "200ms", "--rate", "50"];
    bench.rmq(args).stdout_matches("...\nnone lost; stopped by --duration\n").stderr_matches(stderr).status(3).run();
}

#[test]
fn the_rate_is_for_all_producers_together() {
    let bench = Bench::new();
    let found = quietly(&bench, &["-p", "3", "-n", "30", "--rate", "100"]);
    assert_eq!((&found["rate"], messages(&found, "received")), (&json!(100), 30));
    // The last of 30 is not due before 290 ms.
    assert!(found["sent"]["seconds"].as_f64().is_some_and(|seconds| seconds >= 0.29), "{found}");
    let text = "1 producer and 1 consumer, 1000 messages a second\n...\n";
    bench.rmq(["bench", "-q", "-n", "5", "-r", "1000"]).stdout_matches(text).run();
}

#[test]
fn the_smallest_and_the_largest_window_and_prefetch_will_do() {
    let bench = Bench::new();
    let found = quietly(&bench, &["-n", "50", "--window", "1", "--prefetch", "1"]);
    assert_eq!((&found["window"], &found["prefetch"]), (&json!(1), &json!(1)));
    assert_eq!(messages(&found, "received"), 50);
    quietly(&bench, &["-n", "3000", "--window", "2048", "--prefetch", "65535"]);
}

#[test]
fn bodies_have_their_size_and_messages_their_mode() {
    let bench = Bench::new();
    bench.vhost().declare_queue("q", &json!({"durable": true}));
    for (options, size, mode) in
        [(&[][..], 40, 2), (&["-s", "16", "--persistent"], 16, 2), (&["--size", "2kB", "--transient"], 2000, 1)]
    {
        let args = [&["-c", "0", "-n", "1", "-Q", "q"], options].concat();
        let found = quietly(&bench, &args);
        assert_eq!((&found["size"], &found["persistent"]), (&json!(size), &json!(mode == 2)));
        let taken = bench.vhost().take("q", 1).remove(0);
        assert_eq!(taken["payload_bytes"], size);
        assert_eq!(taken["properties"]["delivery_mode"], mode);
    }
}

#[test]
fn large_bodies_come_through() {
    let bench = Bench::new();
    let found = quietly(&bench, &["-n", "20", "-s", "1MiB"]);
    assert_eq!((messages(&found, "received"), &found["size"]), (20, &json!(1 << 20)));
}

#[test]
fn its_queue_is_as_chosen_and_goes_away_by_itself() {
    let bench = Bench::new();
    let hour = "3610000";
    for (options, kind, expires) in [
        (&[][..], "classic", "60000"),
        (&["--queue-type", "quorum"], "quorum", "60000"),
        (&["--queue-arg", "x-expires:int=7000", "--queue-type", "classic"], "classic", "7000"),
        // Nobody consumes, so it must last as long as the run may, with what may come after it.
        (&["-c", "0", "--drain", "5s", "--timeout", "5s", "-d", "59m"], "classic", hour),
    ] {
        let cmd = bench.rmq(["bench", "-n", "1000000", "--rate", "20", "-p", "2"]).args(options);
        let mut running = cmd.stdout_matches("...\n").stderr_matches("...\n").status(143).spawn();
        running.wait_stderr_line("Running through");
        let queue = bench.api().get(&["queues", bench.vhost().name()])[0].take();
        let arguments = json!({"x-queue-type": kind, "x-expires": expires.parse::<u64>().expect("a number")});
        assert_eq!((&queue["arguments"], &queue["durable"]), (&arguments, &json!(true)));
        bench.vhost().wait_connection("rmq bench producer 2 ");
        running.signal(Signal::TERM);
        running.finish();
        wait_gone(&bench);
    }
}

#[test]
fn without_a_count_it_is_for_ten_seconds() {
    let bench = Bench::new();
    let stderr = format!("{RUNNING}10s\n");
    let cmd = bench.rmq(["bench", "--rate", "10"]).stdout_matches("...\nnone lost; stopped by a signal\n");
    let mut running = cmd.stderr_matches(&stderr).status(130).spawn();
    running.wait_stderr_line("Running through");
    running.signal(Signal::INT);
    running.finish();
    let found = measure(bench.rmq(["bench", "-qf", "json", "-d", "0", "-p", "2"]));
    assert_eq!(found["ended"], "duration");
}
