//! The committed completions and man pages are what the grammar renders. `RMQ_BLESS=1 cargo test --test house` writes
//! them anew.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use clap_complete::Shell;

use crate::grammar::every_command;
use crate::manual;

/// Compares a folder with what belongs there, or makes it so.
fn check(folder: &str, rendered: &BTreeMap<String, Vec<u8>>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    if env::var_os("RMQ_BLESS").is_some() {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        for (name, text) in rendered {
            fs::write(folder.join(name), text).unwrap();
        }
    }
    let there: Vec<PathBuf> =
        fs::read_dir(&folder).map(|entries| entries.map(|entry| entry.unwrap().path()).collect()).unwrap_or_default();
    for path in &there {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        assert!(rendered.contains_key(&name), "{} is left over: run with RMQ_BLESS=1", path.display());
    }
    for (name, text) in rendered {
        let committed = fs::read(folder.join(name)).unwrap_or_default();
        assert!(
            String::from_utf8_lossy(&committed) == String::from_utf8_lossy(text),
            "{name} is not what the grammar renders: run with RMQ_BLESS=1"
        );
    }
}

#[test]
fn completions_are_up_to_date() {
    let shells = [
        (Shell::Bash, "rmq.bash"),
        (Shell::Zsh, "_rmq"),
        (Shell::Fish, "rmq.fish"),
        (Shell::Elvish, "rmq.elv"),
        (Shell::PowerShell, "_rmq.ps1"),
    ];
    let rendered = shells.into_iter().map(|(shell, name)| {
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut rmq::cli::command(), "rmq", &mut script);
        (name.to_owned(), script)
    });
    check("completions", &rendered.collect());
}

#[test]
fn man_pages_are_up_to_date() {
    let rendered = every_command()
        .into_iter()
        .map(|(path, command)| (format!("{}.1", path.replace(' ', "-")), manual::render(&path, &command).unwrap()));
    check("man", &rendered.collect());
}

#[test]
fn the_tables_of_a_man_page_fit_on_a_terminal() {
    // 80 columns, of which man takes seven on the left and leaves two free on the right.
    let most = 80 - 7 - 2;
    let mut tables = 0;
    for (path, command) in every_command() {
        let help = manual::below(&command);
        let notes = help.split("Examples:").next().unwrap();
        for paragraph in notes.split("\n\n").filter(|paragraph| manual::has_columns(paragraph)) {
            tables += 1;
            for line in paragraph.lines().filter(|line| line.starts_with("  ")) {
                assert!(line.chars().count() <= most, "{path}: the line is broken on a terminal: {line}");
            }
        }
        let page = String::from_utf8(manual::render(&path, &command).unwrap()).unwrap();
        let lines = page.lines().filter(|line| line.starts_with("  ") && line.trim().contains("  "));
        let filled = page.split(".nf\n").next().unwrap();
        for line in lines {
            assert!(!filled.contains(line), "{path}: the columns are filled: {line}");
        }
    }
    assert!(tables > 0, "no page has a table");
}
