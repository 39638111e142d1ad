//! The completion script for bash; other shells are in `tests/interop`.

use crate::support::Cmd;

fn script() -> String {
    format!("{}/completions/rmq.bash", env!("CARGO_MANIFEST_DIR"))
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
    let path = script();
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
fn bash_takes_its_script() {
    Cmd::new("bash").args(["-n", &script()]).run();
}
