//! While there is no connection yet.

use super::BOTH;
use crate::support::{Bench, Cmd, FakeServer, Gate, RefusedPort, Stdin, until};

const COMMANDS: [&[&str]; 5] = [&["send", "a"], &["receive"], &["worker"], &["rpc-serve"], &["rpc-call", "1"]];

#[test]
fn a_wait_for_a_broker_ends_at_the_first_signal() {
    for (signal, code) in BOTH {
        for command in COMMANDS {
            let server = FakeServer::silent();
            let url = format!("amqp://127.0.0.1:{}", server.port());
            let running = Cmd::rmq().args(command).args(["--wait", "1h", "-u", &url]).status(code).spawn();
            until("a connection", || (server.accepted() > 0).then_some(()));
            running.signal(signal);
            running.finish();
        }
    }
}

#[test]
fn a_wait_between_two_attempts_ends_at_the_first_signal() {
    let refused = RefusedPort::new();
    let url = format!("amqp://127.0.0.1:{}", refused.port());
    for (signal, code) in BOTH {
        let cmd = Cmd::rmq().args(["receive", "-v", "--wait", "1h", "-u", &url]).status(code);
        let attempt = format!(
            "> connecting to amqp://127.0.0.1:{} as user 'guest'\n\
             > not yet: Connection refused (os error 111); trying again\n",
            refused.port()
        );
        let mut running = cmd.stderr_matches(&format!("{}...\n", attempt.repeat(2))).spawn();
        running.wait_stderr_line("trying again");
        running.wait_stderr_line("trying again");
        running.signal(signal);
        running.finish();
    }
}

#[test]
fn a_message_that_is_still_being_typed_is_given_up() {
    let bench = Bench::new();
    for (signal, code) in BOTH {
        let mut running = bench.rmq(["send", "-"]).stdin(Stdin::Piped).status(code).spawn();
        // More than a pipe holds: it has been reading, and has long begun to watch for signals.
        running.write_stdin(vec![b'x'; 1 << 20]);
        running.insist(signal);
        running.finish();
        assert!(bench.vhost().queue("hello").is_none());
    }
}

#[test]
fn a_signal_ends_the_waiting_for_a_password_from_a_pipe() {
    for (signal, _) in BOTH {
        let bench = Bench::new();
        let gate = Gate::new(bench.dir(), "gate");
        // A shell that started the tests in the background has SIGINT ignored by all of its children, and none of them
        // handles it yet at this point.
        let rmq = env!("CARGO_BIN_EXE_rmq");
        let args = ["--default-signal=INT", rmq, "receive", "--password-file", "gate"];
        let running = bench.program("env", args).killed_by(signal).spawn();
        gate.wait_opened(&running);
        running.signal(signal);
        running.finish();
    }
}
