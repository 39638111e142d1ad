//! When a worker stops of its own accord.

use super::tasks;
use crate::support::{Bench, WAITING};

#[test]
fn a_worker_stops_after_its_count_and_takes_no_more() {
    let bench = Bench::new();
    tasks(&bench, &["a", "b", "c"]);
    let said = format!("{WAITING} [x] Received a\n [x] Done\n [x] Received b\n [x] Done\n");
    bench.rmq(["worker", "--count", "2"]).stderr(&said).run();
    bench.vhost().wait_depth("task_queue", 1, 0);
    assert_eq!(bench.vhost().take("task_queue", 1)[0]["redelivered"], false);
}

#[test]
fn more_jobs_than_its_count_take_no_more_than_its_count() {
    let bench = Bench::new();
    tasks(&bench, &["a", "a", "a"]);
    let mut said: Vec<String> = bench
        .rmq(["worker", "--count", "2", "--jobs", "5"])
        .stderr_matches(&format!("{WAITING}{}", "[..]a\n".repeat(4)))
        .run()
        .stderr_text()
        .lines()
        .skip(1)
        .map(str::to_owned)
        .collect();
    said.sort();
    assert_eq!(said, [" [x] Done a", " [x] Done a", " [x] Received a", " [x] Received a"]);
    bench.vhost().wait_depth("task_queue", 1, 0);
    assert_eq!(bench.vhost().take("task_queue", 1)[0]["redelivered"], false);
}

#[test]
fn a_worker_that_is_idle_or_out_of_time_ends() {
    let bench = Bench::new();
    bench.rmq(["worker", "--idle", "100ms"]).stderr(WAITING).run();
    bench.rmq(["worker", "--timeout", "100ms"]).stderr(WAITING).run();
    let fewer = |why: &str| format!("{WAITING}error: none of 2 tasks were done\n  why: {why} ran out\n");
    bench.rmq(["worker", "-n2", "--idle", "100ms"]).stderr(&fewer("--idle")).status(3).run();
    bench.rmq(["worker", "-n2", "--timeout", "100ms"]).stderr(&fewer("--timeout")).status(3).run();
}

#[test]
fn a_task_in_hand_is_finished_when_time_runs_out() {
    let bench = Bench::new();
    let mut gate = crate::support::Gate::new(bench.dir(), "gate");
    tasks(&bench, &["a"]);
    let said = format!("{WAITING} [x] Received a\n [x] Done\n");
    let cmd = super::worker(&bench, &["-t", "1ms", "--idle", "1ms"], "echo in; read x <gate; echo out");
    let mut running = cmd.stdout_matches("in\nout\n").stderr(&said).spawn();
    running.wait_stdout_line("in");
    gate.release();
    running.finish();
    bench.vhost().wait_depth("task_queue", 0, 0);
}

#[test]
fn time_runs_out_although_there_is_always_a_task_in_hand() {
    let bench = Bench::new();
    // Two commands that overlap for ever: each lets the next begin before it ends.
    let tasks_there: Vec<_> = std::iter::repeat_n("a", 200).collect();
    tasks(&bench, &tasks_there);
    let script = "test $(($RMQ_DELIVERY_TAG % 2)) = 0 && sleep 0.3 || sleep 0.2";
    super::worker(&bench, &["-q", "-j2", "-t", "500ms"], script).run();
    let (ready, _) = bench.vhost().queue_depth("task_queue");
    assert!(ready > 0, "the worker went on until nothing was left");
}

#[test]
fn a_failed_task_is_not_a_task_done() {
    let bench = Bench::new();
    tasks(&bench, &["a"]);
    let said = format!(
        "{WAITING} [x] Received a\nwarning: 'sh' ended with status 1; the message is rejected\n\
         error: no task was done\n  why: what else was taken failed\n"
    );
    super::worker(&bench, &["-n1", "--on-failure", "reject"], "exit 1").stderr(&said).status(3).run();
}
