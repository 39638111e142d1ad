//! Which queues: names, globs, and those that are not there.

use serde_json::json;

use super::{api, head, no_queue, stats};
use crate::support::{Bench, Cmd};

const NAMES: [&str; 5] = ["hello", "logs/app", "logs/web", "tasks", "a[1]"];

fn usage(argument: &str, value: &str, why: &str) -> String {
    format!("error: invalid value '{value}' for '{argument}': {why}\n\nFor more information, try '--help'.\n")
}

#[test]
fn names_and_globs_choose() {
    let server = api::broker(json!(NAMES.map(|name| json!({"name": name}))));
    for (patterns, names) in [
        (&["log*", "tasks"][..], &["logs/app", "logs/web", "tasks"][..]),
        (&["h?llo"], &["hello"]),
        (&["*/{app,db}", "[s-u]*", "tasks", "t*"], &["logs/app", "tasks"]),
        (&["*"], &["a[1]", "hello", "logs/app", "logs/web", "tasks"]),
        (&["a[1]"], &["a[1]"]),
        (&["a\\[1\\]"], &["a[1]"]),
    ] {
        let rows: String = names.iter().map(|name| format!("{name}  [..]-\n")).collect();
        let stdout = format!("{}{}{rows}", api::head(&server), super::HEADINGS);
        api::ask(&server, patterns).stdout_matches(&stdout).run();
    }
}

#[test]
fn a_broker_is_asked_for_names_that_are_hard_to_put_into_a_url() {
    let bench = Bench::new();
    let names = [".", "..", "a b", "50%", "a/b?c#d", "grün"];
    for name in names {
        bench.vhost().declare_queue(if name.starts_with('.') { "dots" } else { name }, &json!({}));
        if name.starts_with('.') {
            stats(&bench, &[name]).stderr(&no_queue(&bench, name)).status(6).run();
        } else {
            let stdout = format!("{}{}{name} [..]\n", head(&bench), super::HEADINGS);
            stats(&bench, &[name]).stdout_matches(&stdout).run();
        }
    }
}

#[test]
fn more_names_than_are_asked_for_one_by_one() {
    let bench = Bench::new();
    let names: Vec<_> = (10..35).map(|number| format!("q{number}")).collect();
    for name in &names {
        bench.vhost().declare_queue(name, &json!({}));
    }
    let rows: String = names.iter().map(|name| format!("{name}   [..]\n")).collect();
    let mut args: Vec<_> = names.iter().map(String::as_str).collect();
    let stdout = format!("{}{}{rows}", head(&bench), super::HEADINGS);
    stats(&bench, &args).stdout_matches(&stdout).run();
    args.push("nope");
    stats(&bench, &args).stderr(&no_queue(&bench, "nope")).status(6).run();
}

#[test]
fn a_name_that_is_not_there_is_an_error() {
    let bench = Bench::new();
    bench.vhost().declare_queue("q", &json!({}));
    for args in [&["nope"][..], &["q", "nope"], &["nope", "q*"], &["nope", "--watch"]] {
        stats(&bench, args).stderr(&no_queue(&bench, "nope")).status(6).run();
    }
}

#[test]
fn a_glob_that_fits_none_is_an_expectation_that_is_not_met() {
    let bench = Bench::new();
    bench.vhost().declare_queue("q", &json!({}));
    let stderr = format!(
        "error: no queue in vhost '{}' matches 'nope*'\n  try: check the glob, or --vhost; without one all queues are shown\n",
        bench.vhost().name()
    );
    for args in [&["nope*"][..], &["q", "nope*"]] {
        stats(&bench, args).stderr(&stderr).status(3).run();
    }
}

#[test]
fn a_glob_that_cannot_be_read_is_wrong_usage() {
    for (glob, why) in [
        ("a[1", "unclosed character class; missing ']'"),
        ("{a", "unclosed alternate group; missing '}' (maybe escape '{' with '[{]'?)"),
        ("[z-a]", "invalid range; 'z' > 'a'"),
    ] {
        let stderr = format!(
            "error: '{glob}' is not a glob\n  why: {why}\n  \
             try: use * ? [a-z] {{one,other}}, and \\ before a character that stands for itself\n"
        );
        Cmd::rmq().args(["stats", glob]).stderr(&stderr).status(2).run();
    }
}

#[test]
fn nonsense_is_wrong_usage() {
    let columns = "'size' is no column: name, state, ready, unacked, total, in, out, consumers, memory";
    for (args, argument, value, why) in [
        (&[""][..], "[QUEUE]...", "", "the name is empty"),
        (&["--vhost", ""], "--vhost <NAME>", "", "the name is empty"),
        (&["--sort", "size"], "--sort <COLUMN[:asc|desc]>", "size", columns),
        (&["--sort", "name,"], "--sort <COLUMN[:asc|desc]>", "", &columns.replace("size", "")),
        (&["--sort", "ready:up"], "--sort <COLUMN[:asc|desc]>", "ready:up", "'up' is neither asc nor desc"),
        (&["--max-ready", "x"], "--max-ready <N>", "x", "invalid digit found in string"),
        (&["--max-unacked", ""], "--max-unacked <N>", "", "cannot parse integer from empty string"),
        (&["--min-consumers=-1"], "--min-consumers <N>", "-1", "invalid digit found in string"),
        (&["--watch", "5x"], "--watch [<INTERVAL>]", "5x", "not a duration such as 30s, 500ms or 5m"),
        (&["--watch", "50ms"], "--watch [<INTERVAL>]", "50ms", "the shortest interval is 100ms"),
        (&["--watch=0"], "--watch [<INTERVAL>]", "0", "the shortest interval is 100ms"),
        (&["--watch", ""], "--watch [<INTERVAL>]", "", "the name is empty"),
    ] {
        Cmd::rmq().args(["stats"]).args(args).stderr(&usage(argument, value, why)).status(2).run();
    }
}
