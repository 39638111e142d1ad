//! The completion scripts in shells that not everybody has.

use crate::support::Cmd;

#[track_caller]
fn takes(shell: &str, name: &str) {
    let path = format!("{}/completions/{name}", env!("CARGO_MANIFEST_DIR"));
    Cmd::new(shell).args(["-n", &path]).run();
}

#[test]
fn zsh_takes_its_script() {
    takes("zsh", "_rmq");
}

#[test]
fn fish_takes_its_script() {
    takes("fish", "rmq.fish");
}
