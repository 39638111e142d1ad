//! The README says what the program says.

use std::path::Path;

use rmq::exit::Exit;

fn readme() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap()
}

#[test]
fn the_table_of_exit_codes_is_the_programs() {
    let readme = readme();
    for (exit, meaning) in Exit::TABLE {
        let row = format!("| {} | {meaning} |", exit.code());
        assert!(readme.contains(&row), "README.md lacks the row: {row}");
    }
}

/// Every `rmq ...` in a shell block is a command line that the grammar takes.
#[test]
fn every_command_in_a_shell_block_is_understood() {
    let readme = readme();
    let mut checked = 0;
    let blocks = readme.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    for line in blocks.flat_map(str::lines) {
        let line = line.split("    #").next().unwrap_or_default();
        for part in line.split(['|', ';']).map(str::trim) {
            let Some(start) = part.find("rmq ").filter(|at| *at == 0 || part[..*at].ends_with([' ', '('])) else {
                continue;
            };
            let command = part[start..].split(['<', '>', ')']).next().unwrap_or_default();
            let words = words(command.split(" || ").next().unwrap_or_default());
            let parsed = rmq::cli::command().try_get_matches_from(&words);
            assert!(parsed.is_ok(), "{words:?}: {}", parsed.unwrap_err());
            checked += 1;
        }
    }
    assert!(checked > 12, "only {checked} commands were found");
}

/// Splits a command line as a shell would, as far as the README needs it.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for character in line.chars() {
        match (quote, character) {
            (None, '\'' | '"') => quote = Some(character),
            (Some(open), close) if open == close => quote = None,
            (None, ' ') => words.push(String::new()),
            (_, other) => words.last_mut().unwrap().push(other),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
