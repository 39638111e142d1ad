//! The tests that need more than Rust are run as far as that is there.

#[path = "../optional/plan.rs"]
mod plan;

use std::ffi::OsString;
use std::path::Path;

/// The brokers, each with cargo's arguments.
fn runs(program: &str, args: &[&str], rabbitmq: bool, left_out: &[&str]) -> Vec<(&'static str, String)> {
    let args: Vec<OsString> = args.iter().map(OsString::from).collect();
    let runs = plan::plan(Path::new(program), &args, rabbitmq, left_out, 2);
    let words = |cargo: Vec<OsString>| cargo.join(&OsString::from(" ")).into_string().expect("it was text");
    runs.into_iter().map(|run| (run.broker, words(run.cargo))).collect()
}

#[test]
fn cargo_is_told_the_profile_and_the_arguments() {
    let all = |options: &str, args: &str| {
        [
            ("inner", format!("test --quiet{options} --test interop --{args}")),
            ("rabbitmq", format!("test --quiet{options} --test suite --test nodes --test interop --{args}")),
        ]
    };
    assert_eq!(runs("/t/debug/deps/optional-1", &[], true, &[]), all("", ""));
    let release = runs("/t/release/deps/optional-1", &["a", "--exact"], true, &[]);
    assert_eq!(release, all(" --profile release", " a --exact"));
}

#[test]
fn what_cannot_be_run_is_left_out() {
    let runs = |rabbitmq, left_out: &[&str]| runs("/t/debug/deps/optional-1", &["x"], rabbitmq, left_out);
    let left = "test --quiet --test interop -- --skip a:: x".to_owned();
    assert_eq!(runs(false, &["a::"]), [("inner", left)]);
    let rest = "test --quiet --test suite --test nodes -- --skip a:: --skip b:: x".to_owned();
    assert_eq!(runs(true, &["a::", "b::"]), [("rabbitmq", rest)]);
    assert_eq!(runs(false, &["a::", "b::"]), []);
}
