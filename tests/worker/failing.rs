//! What becomes of a message whose command failed.

use serde_json::json;

use super::{tasks, worker};
use crate::support::{Bench, Signal, WAITING};

#[test]
fn a_failed_command_is_tried_again_and_told_so() {
    let bench = Bench::new();
    tasks(&bench, &["a"]);
    let script = "cat; echo $RMQ_ATTEMPT; test $RMQ_ATTEMPT = 3";
    let said = format!(
        "{WAITING} [x] Received a\n\
         warning: 'sh' ended with status 1; trying again (1 of 5)\n\
         warning: 'sh' ended with status 1; trying again (2 of 5)\n \
         [x] Done\n"
    );
    worker(&bench, &["-n1", "--retries", "5"], script).stdout("a1\na2\na3\n").stderr(&said).run();
    bench.vhost().wait_depth("task_queue", 0, 0);
}

#[test]
fn a_message_whose_command_failed_comes_back() {
    let bench = Bench::new();
    tasks(&bench, &["a"]);
    let said = format!(
        "{WAITING} [x] Received a\n\
         warning: 'sh' was killed by signal 9; the message goes back to the queue\n \
         [x] Received a\n [x] Done\n\
         error: only 1 of 2 tasks were done\n  why: what else was taken failed\n"
    );
    let script = "echo $RMQ_REDELIVERED; test $RMQ_REDELIVERED = true || kill -9 $$";
    worker(&bench, &["-n2"], script).stdout("false\ntrue\n").stderr(&said).status(3).run();
    bench.vhost().wait_depth("task_queue", 0, 0);
}

#[test]
fn a_signal_cuts_the_pause_before_a_message_goes_back_short() {
    let bench = Bench::new();
    tasks(&bench, &["a"]);
    let failure = "warning: 'false' ended with status 1; the message goes back to the queue\n";
    // The pauses have grown to many seconds by then: a worker that waited them out would be past its deadline.
    let rounds = 5;
    let said = format!("{WAITING}{}", format!(" [x] Received a\n{failure}").repeat(rounds));
    let mut running = bench.rmq(["worker", "--", "false"]).stderr(&said).spawn();
    for _ in 0..rounds {
        running.wait_stderr_line("goes back");
    }
    bench.vhost().wait_depth("task_queue", 0, 1);
    running.signal(Signal::TERM);
    running.finish();
    bench.vhost().wait_depth("task_queue", 1, 0);
}

#[test]
fn a_rejected_message_goes_to_the_dead_letter_exchange() {
    let bench = Bench::new();
    let arguments = json!({"x-dead-letter-exchange": "", "x-dead-letter-routing-key": "dead"});
    bench.vhost().declare_queue("dead", &json!({}));
    bench.vhost().declare_queue("jobs", &json!({"arguments": arguments}));
    bench.vhost().publish("amq.default", "jobs", "bad", &json!({}));
    bench.vhost().publish("amq.default", "jobs", "good", &json!({}));
    let said = format!(
        "{WAITING} [x] Received bad\nwarning: 'grep' ended with status 1; the message is rejected\n \
         [x] Received good\n [x] Done\n\
         error: only 1 of 2 tasks were done\n  why: what else was taken failed\n"
    );
    bench
        .rmq(["worker", "-Q", "jobs", "-n2", "--on-failure", "reject", "--", "grep", "good"])
        .stdout("good\n")
        .stderr(&said)
        .status(3)
        .run();
    bench.vhost().wait_depth("jobs", 0, 0);
    bench.vhost().wait_depth("dead", 1, 0);
    assert_eq!(bench.vhost().take("dead", 1)[0]["payload"], "bad");
}

#[test]
fn a_worker_that_stops_leaves_the_message_in_the_queue() {
    let bench = Bench::new();
    tasks(&bench, &["a", "b"]);
    let said = format!(
        "{WAITING} [x] Received a\n\
         error: 'sh' ended with status 7\n  \
           why: --on-failure stop: the message stays in its queue\n"
    );
    worker(&bench, &["--on-failure", "stop"], "exit 7").stderr(&said).status(1).run();
    bench.vhost().wait_depth("task_queue", 2, 0);
}

#[test]
fn a_worker_that_stops_finishes_its_other_task_first() {
    let bench = Bench::new();
    let mut gate = crate::support::Gate::new(bench.dir(), "gate");
    tasks(&bench, &["good"]);
    let script = "read task; echo $task; test $task = bad || read x <gate; test $task = good";
    let said = format!(
        "{WAITING} [x] Received good\n [x] Received bad\n [x] Done good\n\
         error: 'sh' ended with status 1\n  \
           why: --on-failure stop: the message stays in its queue\n"
    );
    let cmd = worker(&bench, &["-j2", "--on-failure", "stop"], script).stdout("good\nbad\n").stderr(&said).status(1);
    let mut running = cmd.spawn();
    running.wait_stdout_line("good");
    tasks(&bench, &["bad"]);
    running.wait_stdout_line("bad");
    gate.release();
    running.finish();
    bench.vhost().wait_depth("task_queue", 1, 0);
}
