//! The arrows between the modules, as `lib.rs` draws them, and a few rules that keep the house in order.

use std::fs;
use std::path::{Path, PathBuf};

/// From the door inwards: a module may use those that come later.
const ORDER: [&str; 12] =
    ["cli", "commands", "context", "shutdown", "output", "management", "http", "broker", "exit", "amqp", "tls", "wire"];
/// What makes connections, and so knows TLS.
const OF_TLS: [&str; 3] = ["amqp", "http", "management"];
/// What reads and writes frames.
const OF_WIRE: [&str; 2] = ["amqp", "broker"];
/// What starts a broker for a command; nobody else names it.
const OF_BROKER: [&str; 2] = ["commands/broker.rs", "commands/demo/host.rs"];
/// What `output` may know of `amqp`: messages, and how to write them down.
const OF_MESSAGES: [&str; 6] = ["Field", "Message", "encode_line", "field", "header", "headers_to_json"];
/// What `exit` may know of `amqp`.
const OF_FAULTS: [&str; 2] = ["Fault", "Kind"];

struct Source {
    /// Path below `src/`.
    path: PathBuf,
    /// The part of the file before its unit tests.
    text: String,
    lines: usize,
}

fn sources() -> Vec<Source> {
    fn walk(folder: &Path, root: &Path, found: &mut Vec<Source>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, root, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let whole = fs::read_to_string(&path).unwrap();
                let text = whole.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
                let lines = whole.lines().count();
                found.push(Source { path: path.strip_prefix(root).unwrap().to_owned(), text, lines });
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    walk(&root, &root, &mut found);
    assert!(found.len() > 20, "the sources were not found");
    found
}

fn module(path: &Path) -> String {
    let first = path.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// Everything that follows `crate::` in a text: the module, and the names taken from it.
fn uses(text: &str) -> Vec<(String, Vec<String>)> {
    let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    code.split("crate::")
        .skip(1)
        .map(|rest| {
            let word =
                |text: &str| -> String { text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect() };
            let module = word(rest);
            let after = &rest[module.len()..];
            let names = match after.strip_prefix("::") {
                Some(list) if list.starts_with('{') => {
                    let inner = list[1..].split('}').next().unwrap_or_default();
                    inner.split(',').map(|name| word(name.trim())).filter(|name| !name.is_empty()).collect()
                }
                Some(name) => vec![word(name)],
                None => Vec::new(),
            };
            (module, names)
        })
        .collect()
}

#[test]
fn arrows_run_one_way() {
    let rank = |name: &str| ORDER.iter().position(|module| *module == name);
    for source in sources() {
        let Some(own) = rank(&module(&source.path)) else { continue };
        for (used, _) in uses(&source.text) {
            let used_rank = rank(&used).unwrap_or_else(|| panic!("{}: unknown module {used}", source.path.display()));
            assert!(used_rank >= own, "{}: {} must not use {used}", source.path.display(), ORDER[own]);
        }
    }
}

#[test]
fn the_inner_modules_know_no_more_than_they_need() {
    for source in sources() {
        let own = module(&source.path);
        let allowed: &[&str] = match own.as_str() {
            "output" => &OF_MESSAGES,
            "exit" => &OF_FAULTS,
            "amqp" | "broker" | "http" | "management" | "tls" | "wire" => {
                let known = |used: &str| match used {
                    "tls" if OF_TLS.contains(&own.as_str()) => true,
                    "wire" if OF_WIRE.contains(&own.as_str()) => true,
                    used => used == own,
                };
                let foreign: Vec<_> = uses(&source.text).into_iter().filter(|(used, _)| !known(used)).collect();
                assert!(foreign.is_empty(), "{}: {own} uses {foreign:?}", source.path.display());
                assert!(!source.text.contains("clap::"), "{}: {own} knows of the command line", source.path.display());
                continue;
            }
            _ => continue,
        };
        for (used, names) in uses(&source.text) {
            if used == "amqp" {
                for name in names {
                    assert!(allowed.contains(&name.as_str()), "{}: {own} uses amqp::{name}", source.path.display());
                }
            }
        }
    }
}

#[test]
fn only_the_connection_module_names_the_library() {
    for source in sources() {
        if module(&source.path) != "amqp" {
            assert!(!source.text.contains("lapin"), "{} names lapin", source.path.display());
        }
    }
}

#[test]
fn only_its_commands_name_the_broker() {
    for source in sources() {
        let allowed = module(&source.path) == "broker" || OF_BROKER.iter().any(|path| source.path == Path::new(path));
        let named = uses(&source.text).iter().any(|(used, _)| used == "broker");
        assert!(allowed || !named, "{} names the broker", source.path.display());
    }
}

#[test]
fn only_output_prints() {
    for source in sources() {
        if module(&source.path) != "output" {
            for print in ["println!", "print!", "io::stdout", "io::stderr"] {
                assert!(!source.text.contains(print), "{} prints by itself: {print}", source.path.display());
            }
        }
    }
}

#[test]
fn no_file_is_too_long() {
    for source in sources() {
        assert!(source.lines <= 400, "{} has {} lines", source.path.display(), source.lines);
    }
}

#[test]
fn the_scanner_sees_what_it_must() {
    let found = uses("use crate::amqp::{Message, encode_line};\n// crate::cli\nlet x = crate::exit::Exit::Done;");
    assert_eq!(found[0], ("amqp".to_owned(), vec!["Message".to_owned(), "encode_line".to_owned()]));
    assert_eq!(found[1].0, "exit");
    assert_eq!(found.len(), 2);
}
