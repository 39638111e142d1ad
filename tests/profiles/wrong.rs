//! Profiles and files that are not there, or wrong: where, and what is.

use std::fs;

use super::{Profiles, SENT};
use crate::support::{Bench, error};

#[test]
fn a_profile_that_is_not_there_is_told_with_those_that_are() {
    let bench = Bench::new();
    let profiles = Profiles::new("[profiles.prod]\n[profiles.dev]\n");
    let stderr = format!("error: there is no profile 'x' in {}\n  why: it has 'dev', 'prod'\n", profiles.shown());
    profiles.send(&bench).args(["--profile", "x"]).stderr(&stderr).status(2).run();
    profiles.send(&bench).env("RMQ_PROFILE", "x").stderr(&stderr).status(2).run();
    for text in ["", "# nothing\n", "[profiles]\n"] {
        fs::write(profiles.file(), text).expect("the file is ours");
        let what = format!("there is no profile 'x' in {}", profiles.shown());
        let stderr = error(&what, "it has no profiles", "write [profiles.x] into it");
        profiles.send(&bench).args(["--profile", "x"]).stderr(&stderr).status(2).run();
    }
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let bench = Bench::new();
    let send = || bench.rmq(["send", "hi", "--profile", "x"]).status(2);
    let stderr = error(
        "cannot read the profile file /nowhere/rmq/config.toml",
        "No such file or directory (os error 2)",
        "write into it: [profiles.x] and, below that, url = \"amqps://HOST\"",
    );
    send().env("XDG_CONFIG_HOME", "/nowhere").stderr(&stderr).run();
    let stderr = "error: there is no profile 'x'\n  \
                  why: neither XDG_CONFIG_HOME nor HOME says where the profile file is\n";
    send().env_remove("HOME").stderr(stderr).run();
}

#[test]
fn a_file_that_is_wrong_is_told_with_its_line_and_without_its_values() {
    let bench = Bench::new();
    let profiles = Profiles::new("");
    let keys =
        "the keys of a profile are url, api-url, tls-ca, tls-cert, tls-key, password-file, auth, connect-timeout";
    let table = "a profile is a table: [profiles.NAME]";
    for (text, why, hint) in [
        ("[profiles.p]\nurl = 'amqp://u:s3cret@h\n", "line 2: this is not TOML: [..]", None),
        ("[profiles.p\n", "line 1: this is not TOML: [..]", None),
        ("[profiles.p]\n\npassword = 's3cret'\n", "line 3: unknown key 'password'", Some(keys)),
        ("[profiles.p]\ntls_ca = 's3cret'\n", "line 2: unknown key 'tls_ca'", Some(keys)),
        ("[prod]\nurl = 's3cret'\n", "line 1: unknown key 'prod'", Some(table)),
        ("[profiles]\np = 's3cret'\n", "line 2: profiles.p is a table: [profiles.NAME]", None),
        ("[profiles.p]\nconnect-timeout = 's3cret'\n", "line 2: connect-timeout is a duration such as \"10s\"", None),
        ("[profiles.p]\nauth = 's3cret'\n", "line 2: auth is \"plain\" or \"external\"", None),
    ] {
        fs::write(profiles.file(), text).expect("the file is ours");
        let hint = hint.map(|hint| format!("  try: {hint}\n")).unwrap_or_default();
        let stderr = format!("error: the profile file {} is wrong\n  why: {why}\n{hint}", profiles.shown());
        let output = profiles.send(&bench).args(["--profile", "p"]).stderr_matches(&stderr).status(2).run();
        assert!(!output.stderr_text().contains("s3cret"), "{text}");
    }
    fs::write(profiles.file(), b"\xff\xfe").expect("the file is ours");
    let stderr = format!(
        "error: cannot read the profile file {}\n  why: stream did not contain valid UTF-8\n  try: [..]\n",
        profiles.shown()
    );
    profiles.send(&bench).args(["--profile", "p"]).stderr_matches(&stderr).status(2).run();
}

#[test]
fn a_wrong_url_is_told_by_where_it_stands() {
    let bench = Bench::new();
    let profiles = Profiles::new("[profiles.p]\nurl = 'http://u:s3cret@h'\n");
    let stderr = error(
        &format!("url in profile 'p' of {} is not an AMQP URL", profiles.shown()),
        "it does not begin with amqp:// or amqps://",
        "write it like amqp://guest:guest@localhost:5672/%2f, a comma within it as %2C",
    );
    profiles.send(&bench).args(["--profile", "p"]).stderr(&stderr).status(2).run();
}

#[test]
fn who_asks_for_no_profile_is_not_held_up_by_a_wrong_file() {
    let bench = Bench::new();
    let profiles = Profiles::new("no TOML");
    profiles.send(&bench).env("RMQ_URL", bench.url()).stderr(SENT).run();
}
