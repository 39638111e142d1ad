//! Invariants of the grammar.

use clap::Command;

/// The root and all commands below it, as paths such as `rmq route send`.
pub fn every_command() -> Vec<(String, Command)> {
    let mut root = rmq::cli::command();
    root.build();
    let mut all = Vec::new();
    collect("", &root, &mut all);
    all
}

fn collect(parent: &str, command: &Command, all: &mut Vec<(String, Command)>) {
    let path =
        if parent.is_empty() { command.get_name().to_owned() } else { format!("{parent} {}", command.get_name()) };
    for child in command.get_subcommands() {
        collect(&path, child, all);
    }
    all.push((path, command.clone()));
}

#[test]
fn clap_finds_nothing_wrong() {
    rmq::cli::command().debug_assert();
}

#[test]
fn every_command_is_described_and_has_examples() {
    for (path, command) in every_command() {
        assert!(command.get_about().is_some(), "{path} has no description");
        let help =
            command.get_after_long_help().or(command.get_after_help()).map(ToString::to_string).unwrap_or_default();
        assert!(help.contains("Examples:\n  rmq "), "{path} has no example");
        for line in help.lines().take_while(|line| *line != "Exit codes:") {
            assert!(line.chars().count() <= 80, "{path}: longer than 80 columns: {line}");
        }
    }
}

#[test]
fn every_argument_has_help_without_a_full_stop() {
    for (path, command) in every_command() {
        for argument in command.get_arguments() {
            let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
            assert!(!help.is_empty(), "{path}: {} has no help", argument.get_id());
            assert!(!help.ends_with('.'), "{path}: {} ends with a full stop", argument.get_id());
        }
    }
}

#[test]
fn what_is_in_the_long_help_is_not_in_the_short_one_too() {
    let mut checked = 0;
    for (path, mut command) in every_command() {
        let short = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        assert!(short.lines().count() <= 30, "{path}: notes of that length belong into the long help: {short}");
        if command.get_after_long_help().is_none() {
            continue;
        }
        checked += 1;
        assert!(short.lines().count() <= 8, "{path}: more than examples below the options: {short}");
        let help = command.render_help().to_string();
        assert!(help.lines().count() <= 70, "{path}: {} lines of short help", help.lines().count());
    }
    assert!(checked > 0, "no command has a long help");
}
