//! The tests on RabbitMQ are run where it is, and never left out in silence.

#[path = "../rabbitmq/plan.rs"]
mod plan;

use std::ffi::OsString;
use std::path::Path;

use plan::{Plan, plan};

fn run(program: &str, args: &[&str]) -> String {
    let args: Vec<OsString> = args.iter().map(OsString::from).collect();
    match plan(true, false, Path::new(program), &args) {
        Plan::Run(cargo) => cargo.join(&OsString::from(" ")).into_string().expect("it was text"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn cargo_is_told_the_profile_and_the_arguments() {
    let tests = "--test suite --test nodes --";
    assert_eq!(run("/t/debug/deps/rabbitmq-1", &[]), format!("test --quiet {tests}"));
    assert_eq!(
        run("/t/release/deps/rabbitmq-1", &["a", "--exact"]),
        format!("test --quiet --profile release {tests} a --exact")
    );
}

#[test]
fn without_rabbitmq_it_is_skipped_or_missing() {
    let plan = |required, args: &[OsString]| plan(false, required, Path::new("/t/debug/deps/rabbitmq-1"), args);
    assert_eq!(plan(false, &["a".into()]), Plan::Skip);
    assert_eq!(plan(true, &[]), Plan::Missing);
}

#[test]
fn there_is_nothing_to_list() {
    for (installed, required) in [(true, true), (false, true), (false, false)] {
        let args = ["--list", "--format", "terse"].map(OsString::from);
        assert_eq!(plan(installed, required, Path::new("/t/debug/deps/rabbitmq-1"), &args), Plan::Nothing);
    }
}
