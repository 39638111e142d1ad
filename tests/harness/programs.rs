//! Running programs: what they start with, and what a test does to them.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{failure, sh};
use crate::support::{Cmd, Running, Signal, Stdin, until};

fn process(running: &Running) -> PathBuf {
    PathBuf::from(format!("/proc/{}", running.pid()))
}

#[test]
fn nothing_of_the_environment_leaks_in() {
    let output = sh("env -u PATH -u LLVM_PROFILE_FILE").stdout_matches("...\n").run().stdout_text();
    let mut names: Vec<_> = output.lines().filter_map(|line| line.split('=').next()).collect();
    names.sort_unstable();
    assert_eq!(names, ["HOME", "LANG", "PWD", "RMQ_RECONNECT", "TEST_SCRATCH"]);
    sh("echo $A$LANG").env("A", "b").env_remove("LANG").stdout("b\n").run();
    sh("pwd").cwd("/").stdout("/\n").run();
}

#[test]
fn standard_input_is_what_was_chosen() {
    sh("cat").run();
    sh("cat").input("12").stdout("12").run();
    sh("cat").input(b"\xff\0").stdout_bytes(b"\xff\0").run();
    sh("exit 0").input(vec![b'x'; 1 << 20]).run();
    sh("test -e /proc/$$/fd/0").run();
    sh("test -e /proc/$$/fd/0").stdin(Stdin::Closed).status(1).run();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let text = std::fs::read_to_string(&file).expect("it is there");
    sh("cat").stdin(Stdin::File(file)).stdout(&text).run();
}

#[test]
fn a_running_program_is_talked_to() {
    let mut cat = sh("echo ready >&2; cat").stdin(Stdin::Piped).stdout("1\n2\n").stderr("ready\n").spawn();
    assert_eq!(cat.wait_stderr_line("ead"), "ready");
    for line in ["1", "2"] {
        cat.write_stdin(format!("{line}\n"));
        assert_eq!(cat.wait_stdout_line(""), line);
    }
    cat.close_stdin();
    cat.finish();
    let sleeper = sh("exec sleep 60").killed_by(Signal::TERM).spawn();
    sleeper.signal(Signal::TERM);
    sleeper.finish();
}

#[test]
fn a_closed_standard_output_is_a_broken_pipe() {
    let cmd = sh("echo a; read x; exec printf b").stdin(Stdin::Piped);
    let mut running = cmd.stdout("a\n").killed_by(Signal::PIPE).spawn();
    running.wait_stdout_line("a");
    running.close_stdout();
    running.write_stdin("\n");
    running.finish();
    sh("echo a").stdout_file("/dev/full").stderr_matches("sh: [..]: echo: I/O error\n").status(1).run();
}

#[test]
fn a_deadline_kills_and_tells_what_was_printed() {
    let limit = Duration::from_millis(300);
    let report = failure(|| drop(sh("echo $$; exec sleep 60").limit(limit).run()));
    assert!(report.contains("still running at its deadline"), "{report}");
    let pid = report.lines().find(|line| line.bytes().all(|b| b.is_ascii_digit())).expect("a pid");
    assert!(!Path::new("/proc").join(pid).exists());
    let report = failure(|| drop(sh("sleep 2 &").limit(limit).run()));
    assert!(report.contains("something it started"), "{report}");
    let report = failure(|| drop(sh("echo a").spawn().wait_stdout_line("b")));
    assert!(report.contains("no line on stdout with \"b\""), "{report}");
}

#[test]
fn a_dropped_program_is_ended() {
    let sleeper = sh("exec sleep 60").spawn();
    let process = process(&sleeper);
    until("the process", || process.exists().then_some(()));
    drop(sleeper);
    assert!(!process.exists());
}

#[test]
fn the_program_under_test_is_the_real_one() {
    Cmd::rmq().args(["--version"]).stdout_matches("[..]\n").run();
}
