//! Comparing what a program did with what was expected of it.

use super::{failure, sh};
use crate::support::{Output, Signal, matches};

#[test]
fn output_that_is_not_mentioned_is_a_failure() {
    for script in ["echo out", "echo err >&2", "exit 3", "kill -9 $$"] {
        failure(|| drop(sh(script).run()));
    }
    sh("echo out; echo err >&2; exit 3").stdout("out\n").stderr("err\n").status(3).run();
    let Output { stdout, .. } = sh("printf '\\377'").stdout_bytes(b"\xff").run();
    assert_eq!(stdout, b"\xff");
    sh("kill -9 $$").killed_by(Signal::KILL).run();
}

#[test]
fn a_failure_shows_what_was_expected_and_what_came() {
    let report = failure(|| drop(sh("printf 1; echo 2 >&2; exit 3").stdout("5\n").run()));
    for part in ["Status(3), expected Status(0)", "stdout expected:\n5\n", "stdout:\n1(no newline", "stderr:\n2\n"] {
        assert!(report.contains(part), "{part} is not in {report}");
    }
}

#[test]
fn wildcards_stand_for_parts_of_a_line_and_for_lines() {
    assert!(matches("a [..] c\n", "a b c\n"));
    assert!(matches("[..]:[..]\n", "x:y:z\n"));
    assert!(matches("a\n...\nz\n", "a\nb\nc\nz\n"));
    assert!(matches("a\n...\n", "a\n"));
    assert!(!matches("a [..]\n", "a b\nc\n"));
    assert!(!matches("a\n", "a"));
    assert!(!matches("", "a\n"));
    sh("echo $$").stdout_matches("[..]\n").run();
    let said = sh("echo $$ >&2").stderr_matches("[..]\n").run().stderr_text();
    assert!(said.trim_end().parse::<u32>().is_ok(), "{said}");
}
