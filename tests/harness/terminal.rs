//! Programs on a terminal.

use super::sh;
use crate::support::{ALL, CTRL_C, Cmd, Signal, Stdin, Stream};

#[test]
fn a_terminal_has_a_size_and_all_streams() {
    let cmd = sh("test -t 0 && test -t 1 && test -t 2 && stty size && echo $TERM");
    cmd.terminal(&ALL).screen_matches("24 80\nxterm-256color\n").run();
}

#[test]
fn streams_can_stay_off_the_terminal() {
    let cmd = sh("test -t 0 || cat; test -t 1 || echo out; test -t 2 && echo err >&2");
    let cmd = cmd.input("in\n").terminal(&[Stream::Stderr]);
    cmd.stdout("in\nout\n").screen_matches("err\n").run();
}

#[test]
fn keys_reach_the_program() {
    let mut running = sh("printf '? '; read x; echo got $x").terminal(&ALL).screen_matches("? hi\ngot hi\n").spawn();
    running.wait_screen("? ");
    running.send_keys("hi\n");
    running.wait_screen("got hi");
    running.finish();
}

#[test]
fn ctrl_c_interrupts() {
    // When the tests themselves ignore the signal, as in the background of a script, so would sleep.
    let cmd = Cmd::new("env").args(["--default-signal=INT", "sh", "-c", "echo ready; exec sleep 60"]);
    let cmd = cmd.terminal(&[Stream::Stdout]).stdin(Stdin::Null);
    let mut running = cmd.screen_matches("ready\n^C").killed_by(Signal::INT).spawn();
    running.wait_screen("ready");
    running.send_keys(CTRL_C);
    running.finish();
}
