//! Who gets which task, and what becomes of the task of a worker that dies.

use super::{tasks, worker};
use crate::support::{Bench, Gate, Signal, WAITING};

#[test]
fn a_task_of_a_killed_worker_is_done_by_another() {
    let bench = Bench::new();
    tasks(&bench, &["job #"]);
    let received = format!("{WAITING} [x] Received job #\n");
    let mut killed = bench.rmq(["worker", "--unit", "1h"]).stderr(&received).killed_by(Signal::KILL).spawn();
    killed.wait_stderr_line("Received");
    bench.vhost().wait_depth("task_queue", 0, 1);
    killed.signal(Signal::KILL);
    killed.finish();
    bench.rmq(["worker", "--unit", "1ms", "-n1"]).stderr(&format!("{received} [x] Done\n")).run();
    bench.vhost().wait_depth("task_queue", 0, 0);
}

#[test]
fn a_worker_that_is_busy_gets_no_second_task_while_another_is_free() {
    let bench = Bench::new();
    let mut gate = Gate::new(bench.dir(), "gate");
    let script = "read task; test $task != long || { echo begun; read x <gate; }; echo $task";
    tasks(&bench, &["long"]);
    let said = format!("{WAITING} [x] Received long\n [x] Done\n");
    let mut busy = worker(&bench, &[], script).stdout("begun\nlong\n").stderr(&said).spawn();
    busy.wait_stdout_line("begun");
    tasks(&bench, &["a", "b", "c"]);
    let said: String = ["a", "b", "c"].iter().map(|task| format!(" [x] Received {task}\n [x] Done\n")).collect();
    worker(&bench, &["-n3"], script).stdout("a\nb\nc\n").stderr(&(WAITING.to_owned() + &said)).run();
    gate.release();
    busy.wait_stderr_line("Done");
    bench.vhost().wait_depth("task_queue", 0, 0);
    busy.signal(Signal::TERM);
    busy.finish();
}

#[test]
fn jobs_are_commands_that_run_at_the_same_time() {
    let bench = Bench::new();
    let mut gate = Gate::new(bench.dir(), "gate");
    tasks(&bench, &["a", "a", "a"]);
    let script = "echo in; read x <gate; echo out";
    let cmd = worker(&bench, &["--jobs", "2", "-n3"], script).stdout_matches("in\nin\n[..]\n[..]\n[..]\n[..]\n");
    let mut running = cmd.stderr_matches(&format!("{WAITING}{}", "[..]a\n".repeat(6))).spawn();
    running.wait_stdout_line("in");
    running.wait_stdout_line("in");
    // Both are at the gate; the third is not with the worker, which holds as many as it works on.
    bench.vhost().wait_depth("task_queue", 1, 2);
    for _ in 0..3 {
        gate.release();
    }
    let mut said: Vec<String> = running.finish().stderr_text().lines().skip(1).map(str::to_owned).collect();
    said.sort();
    assert_eq!(
        said,
        [" [x] Done a", " [x] Done a", " [x] Done a", " [x] Received a", " [x] Received a", " [x] Received a"]
    );
    bench.vhost().wait_depth("task_queue", 0, 0);
}

#[test]
fn a_task_is_acked_after_its_work() {
    let bench = Bench::new();
    let mut gate = Gate::new(bench.dir(), "gate");
    tasks(&bench, &["a"]);
    let said = format!("{WAITING} [x] Received a\n [x] Done\n");
    let mut running = worker(&bench, &["-n1"], "echo in; read x <gate").stdout("in\n").stderr(&said).spawn();
    running.wait_stdout_line("in");
    bench.vhost().wait_depth("task_queue", 0, 1);
    gate.release();
    running.finish();
    bench.vhost().wait_depth("task_queue", 0, 0);
}

#[test]
fn with_a_prefetch_a_worker_holds_more_than_it_works_on() {
    let bench = Bench::new();
    let mut gate = Gate::new(bench.dir(), "gate");
    tasks(&bench, &["a", "b", "c", "d"]);
    let script = "read task; echo $task; read x <gate";
    let said =
        "...\n [x] Received a\n...\n [x] Received b\n...\n> a signal: no more messages are taken\n...\n [x] Done\n...";
    let cmd = worker(&bench, &["-v", "--prefetch", "3"], script).stdout("a\nb\n").stderr_matches(said);
    let mut running = cmd.spawn();
    running.wait_stdout_line("a");
    bench.vhost().wait_depth("task_queue", 1, 3);
    gate.release();
    running.wait_stdout_line("b");
    bench.vhost().wait_depth("task_queue", 0, 3);
    // What is held and not begun goes back.
    running.signal(Signal::TERM);
    running.wait_stderr_line("a signal: no more messages are taken");
    gate.release();
    running.finish();
    bench.vhost().wait_depth("task_queue", 2, 0);
}

#[test]
fn a_prefetch_is_never_smaller_than_the_jobs_and_takes_no_more_than_the_count() {
    let bench = Bench::new();
    let mut gate = Gate::new(bench.dir(), "gate");
    tasks(&bench, &["a", "a", "a"]);
    let cmd = worker(&bench, &["--jobs", "2", "--prefetch", "1", "-n2"], "echo in; read x <gate").stdout("in\nin\n");
    let mut running = cmd.stderr_matches(&format!("{WAITING}{}", "[..]a\n".repeat(4))).spawn();
    running.wait_stdout_line("in");
    running.wait_stdout_line("in");
    bench.vhost().wait_depth("task_queue", 1, 2);
    gate.release();
    gate.release();
    running.finish();
    bench.rmq(["worker", "-q", "--prefetch", "9", "-n1", "--", "true"]).run();
    bench.vhost().wait_depth("task_queue", 0, 0);
}

#[test]
fn a_hundred_short_tasks_are_done_once_each_however_they_are_spread() {
    for options in [&["-j1"][..], &["-j4"], &["-j1", "--prefetch", "8"], &["-j4", "--prefetch", "16"]] {
        let bench = Bench::new();
        bench.vhost().declare_queue("task_queue", &serde_json::json!({"durable": true}));
        let lines: String = (100..200).map(|n| format!("{n}\n")).collect();
        bench.rmq(["send", "-q", "-Q", "task_queue", "--lines"]).input(&lines).run();
        let args = [&["worker", "-q", "-n100"], options, &["--", "sh", "-c", "read n; echo $n"]].concat();
        let said = bench.rmq(args).stdout_matches("...\n").run().stdout_text();
        let mut done: Vec<&str> = said.lines().collect();
        done.sort_unstable();
        assert_eq!(done, lines.lines().collect::<Vec<_>>(), "{options:?}");
        bench.vhost().wait_depth("task_queue", 0, 0);
    }
}
