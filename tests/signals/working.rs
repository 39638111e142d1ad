//! `worker` and `rpc-serve`: the task in hand is finished, or at the second signal ended with all it started.

use super::BOTH;
use crate::support::{ALL, AWAITING, Bench, CTRL_C, Gate, Signal, WAITING, wait_ended};

fn tasks(bench: &Bench, queue: &str, bodies: &[&str]) {
    bench.vhost().declare_queue(queue, &serde_json::json!({}));
    for body in bodies {
        assert!(bench.vhost().publish("amq.default", queue, body, &serde_json::json!({"reply_to": "replies"})));
    }
}

#[test]
fn a_worker_finishes_the_task_in_hand_and_takes_no_other() {
    for (signal, code) in BOTH {
        let bench = Bench::new();
        let mut gate = Gate::new(bench.dir(), "gate");
        tasks(&bench, "task_queue", &["a", "b"]);
        for (options, complaint, status) in
            [(&[][..], "", 0), (&["-n2"], "error: only 1 of 2 tasks were done\n  why: stopped by a signal\n", code)]
        {
            let args = ["worker"].iter().chain(options).chain(&["--", "sh", "-c", "echo in; read x <gate; echo out"]);
            let said = format!("{WAITING} [x] Received [..]\n [x] Done\n{complaint}");
            let mut worker = bench.rmq(args).stdout("in\nout\n").stderr_matches(&said).status(status).spawn();
            worker.wait_stdout_line("in");
            worker.signal(signal);
            gate.release();
            worker.finish();
            bench.vhost().wait_depth("task_queue", 1, 0);
            tasks(&bench, "task_queue", &["c"]);
        }
    }
}

#[test]
fn simulated_work_is_finished_too() {
    let bench = Bench::new();
    for (signal, _) in BOTH {
        tasks(&bench, "task_queue", &["###"]);
        let said = format!("{WAITING} [x] Received ###\n [x] Done\n");
        let mut worker = bench.rmq(["worker", "--unit", "200ms"]).stderr(&said).spawn();
        worker.wait_stderr_line("Received");
        worker.signal(signal);
        worker.finish();
        bench.vhost().wait_depth("task_queue", 0, 0);
    }
}

#[test]
fn a_second_signal_ends_a_worker_and_all_that_its_command_started() {
    for (signal, code) in BOTH {
        let bench = Bench::new();
        tasks(&bench, "task_queue", &["a"]);
        let script = "trap '' INT TERM; sleep 1000 & echo $!; echo $$; wait; sleep 1000";
        let cmd = bench.rmq(["worker", "--", "sh", "-c", script]).stdout_matches("[..]\n[..]\n");
        let mut worker = cmd.stderr(&format!("{WAITING} [x] Received a\n")).status(code).spawn();
        let pids = [worker.wait_stdout_line(""), worker.wait_stdout_line("")];
        worker.insist(signal);
        pids.iter().for_each(|pid| wait_ended(pid));
        worker.finish();
        bench.vhost().wait_depth("task_queue", 1, 0);
    }
}

#[test]
fn a_server_answers_the_request_in_hand_and_takes_no_other() {
    for (signal, _) in BOTH {
        let bench = Bench::new();
        let mut gate = Gate::new(bench.dir(), "gate");
        bench.vhost().declare_queue("replies", &serde_json::json!({}));
        tasks(&bench, "rpc_queue", &["1", "2"]);
        let args = ["rpc-serve", "--", "sh", "-c", "echo begun >&2; read x <gate; printf reply"];
        let mut server = bench.rmq(args).stderr(&format!("{AWAITING} [.] 1\nbegun\n")).spawn();
        server.wait_stderr_line("begun");
        server.signal(signal);
        gate.release();
        server.finish();
        bench.vhost().wait_depth("rpc_queue", 1, 0);
        assert_eq!(bench.vhost().take("replies", 9)[0]["payload"], "reply");
    }
}

#[test]
fn a_server_that_ends_says_which_reply_did_not_arrive() {
    let bench = Bench::new();
    let mut gate = Gate::new(bench.dir(), "gate");
    tasks(&bench, "rpc_queue", &["1"]);
    let args = ["rpc-serve", "--", "sh", "-c", "echo begun >&2; read x <gate; printf reply"];
    let unanswered = "warning: [..]; what is in hand is finished first\nwarning: the reply may not have arrived: cannot [..]; the \
                      request comes again\n";
    let cmd = bench.rmq(args).stderr_matches(&format!("{AWAITING} [.] 1\nbegun\n{unanswered}"));
    let mut server = cmd.spawn();
    server.wait_stderr_line("begun");
    server.signal(Signal::TERM);
    bench.vhost().close_connection(&format!("rmq rpc-serve {}@", server.pid().as_raw_nonzero()));
    server.wait_stderr_line("finished first");
    gate.release();
    server.finish();
}

#[test]
fn a_second_signal_ends_a_server_and_its_command() {
    for (signal, code) in BOTH {
        let bench = Bench::new();
        tasks(&bench, "rpc_queue", &["1"]);
        let args = ["rpc-serve", "--", "sh", "-c", "echo pid $$ >&2; exec sleep 1000"];
        let cmd = bench.rmq(args).stderr_matches(&format!("{AWAITING} [.] 1\npid [..]\n")).status(code);
        let mut server = cmd.spawn();
        let pid = server.wait_stderr_line("pid ");
        server.insist(signal);
        wait_ended(pid.trim_start_matches("pid "));
        server.finish();
        bench.vhost().wait_depth("rpc_queue", 1, 0);
    }
}

#[test]
fn ctrl_c_is_for_the_worker_and_not_for_its_command() {
    let bench = Bench::new();
    let mut gate = Gate::new(bench.dir(), "gate");
    tasks(&bench, "task_queue", &["a"]);
    // Bars would paint over the lines; `--color never` does not keep them away, a dumb terminal does.
    let args = ["worker", "--", "sh", "-c", "echo in; read x <gate; echo out"];
    let cmd = bench.rmq(args).terminal(&ALL).env("TERM", "dumb");
    let screen = format!(
        "{WAITING} [x] Received a\nin\n^C [*] Finishing what is in hand. CTRL+C again ends at once\nout\n [x] Done\n"
    );
    let mut worker = cmd.screen_matches(&screen).spawn();
    worker.wait_screen("in\r\n");
    worker.send_keys(CTRL_C);
    worker.wait_screen("again ends at once");
    gate.release();
    worker.finish();
    bench.vhost().wait_depth("task_queue", 0, 0);
}
