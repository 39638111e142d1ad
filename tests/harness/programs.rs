//! Running programs: what they start with, and what a test does to them.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use super::{failure, sh};
use crate::support::{Cmd, Running, Signal, Stdin, has_ended, until};

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
fn a_standard_output_is_closed_when_no_other_program_has_a_copy_of_it_either() {
    let mut running = sh("read x; exec printf b").stdin(Stdin::Piped).killed_by(Signal::PIPE).spawn();
    let pid = running.pid().to_string();
    let pipe = fs::read_link(format!("/proc/{pid}/fd/1")).expect("its output has a name");
    let copy = File::open(format!("/proc/{pid}/fd/1")).expect("a pipe can be opened once more");
    let other = thread::spawn(move || {
        until("our reading end to be closed and somebody to wait, or the program to write", || {
            let open = fs::read_dir("/proc/self/fd").ok()?.flatten().map(|file| file.path());
            let ends = open.filter(|end| fs::read_link(end).is_ok_and(|target| target == pipe));
            let modes = ends.filter_map(|end| Some(fs::symlink_metadata(end).ok()?.permissions().mode()));
            let (reading, writing): (Vec<_>, Vec<_>) = modes.partition(|mode| mode & 0o400 != 0);
            (reading.len() == 1 && (writing.len() == 1 || has_ended(&pid))).then_some(())
        });
        drop(copy);
    });
    running.close_stdout();
    running.write_stdin("\n");
    running.finish();
    other.join().expect("the copy is given up");
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
