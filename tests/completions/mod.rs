//! The completion scripts in the shells that they are for.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::Cmd;

fn script(name: &str) -> String {
    format!("{}/completions/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// What bash offers after these words, the last of which is not finished.
fn offers(words: &[&str], expected: &str) {
    let code = r#"
source "$1" || exit 9
shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_rmq rmq "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\n' "${COMPREPLY[@]}"
"#;
    let path = script("rmq.bash");
    let args = ["-c", code, "bash", &path].into_iter().chain(words.iter().copied());
    Cmd::new("bash").args(args).stdout(expected).run();
}

#[test]
fn bash_completes_commands_and_options() {
    offers(&["rmq", "ro"], "route\n");
    offers(&["rmq", "rpc-"], "rpc-call\nrpc-serve\n");
    offers(&["rmq", "route", "rec"], "receive\n");
    offers(&["rmq", "worker", "--on-f"], "--on-failure\n");
    offers(&["rmq", "worker", "--on-failure", "re"], "requeue\nreject\n");
}

#[test]
fn the_scripts_are_accepted_by_the_shells_that_are_here() {
    for (shell, name) in [("bash", "rmq.bash"), ("zsh", "_rmq"), ("fish", "rmq.fish")] {
        let is_here = Command::new(shell).args(["-c", "exit"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
        let path = script(name);
        assert!(Path::new(&path).exists(), "{path}");
        if is_here.is_ok() {
            Cmd::new(shell).args(["-n", &path]).run();
        } else {
            assert_ne!(shell, "bash", "these tests need bash");
            println!("{shell} is not installed: {name} was not parsed");
        }
    }
}
