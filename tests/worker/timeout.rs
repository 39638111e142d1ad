//! `--task-timeout`: a command that takes too long is ended with everything it started.

use super::{tasks, worker};
use crate::support::{Bench, WAITING, wait_ended};

fn said(what: &str) -> String {
    format!("{WAITING} [x] Received a\nwarning: 'sh' did not end within 500ms; {what}\n")
}

/// Runs a script that writes process ids and does not end in time, and sees those processes gone.
fn ends(script: &str) {
    let bench = Bench::new();
    tasks(&bench, &["a"]);
    let cmd = worker(&bench, &["-n1", "--task-timeout", "500ms", "--on-failure", "reject"], script);
    let said =
        format!("{}error: no task was done\n  why: what else was taken failed\n", said("the message is rejected"));
    let output = cmd.stdout_matches("[..]\n").stderr(&said).status(3).run();
    wait_ended(output.stdout_text().trim_end());
    bench.vhost().wait_depth("task_queue", 0, 0);
}

#[test]
fn a_command_that_takes_too_long_is_ended_with_its_children() {
    ends("sleep 1000 & echo $!; wait");
}

#[test]
fn a_command_that_does_not_want_to_end_is_killed() {
    ends("trap '' TERM; sleep 1000 & echo $!; while :; do wait; done");
}

#[test]
fn a_child_that_does_not_want_to_end_is_killed_although_the_command_ended() {
    ends("(trap '' TERM; exec sleep 1000) & echo $!; wait");
}

#[test]
fn a_command_that_took_too_long_is_tried_again_like_any_other() {
    let bench = Bench::new();
    tasks(&bench, &["a"]);
    let script = "test $RMQ_ATTEMPT = 2 || exec sleep 1000";
    let cmd = worker(&bench, &["-n1", "--task-timeout", "500ms", "--retries", "1"], script);
    cmd.stderr(&(said("trying again (1 of 1)") + " [x] Done\n")).run();
}
