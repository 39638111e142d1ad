//! Passwords: where they come from, which wins, and that a profile file does not show them around.

use std::fs;

use super::{Profiles, SENT};
use crate::support::{Bench, Node, User};

/// A user of the bench's vhost; the address without a password and with it; a file with the password.
fn user(bench: &Bench) -> (User, String, String, String) {
    let user = User::new(Node::shared());
    bench.vhost().permit(user.name(), [".*", ".*", ".*"]);
    let with = |login: &str| bench.url().replace("guest:guest", login);
    let file = bench.dir().join("password");
    fs::write(&file, format!("{}\n", user.password())).expect("the directory is writable");
    let urls = (with(user.name()), with(&format!("{}:{}", user.name(), user.password())));
    (user, urls.0, urls.1, file.to_string_lossy().into_owned())
}

/// A file with another password.
fn wrong_file(bench: &Bench) -> String {
    let file = bench.dir().join("wrong");
    fs::write(&file, "wrong\n").expect("the directory is writable");
    file.to_string_lossy().into_owned()
}

const DENIED: &str = "error: cannot connect to [..]\n  why: ACCESS_REFUSED - [..]\n  try: [..]\n";

#[test]
fn the_password_may_be_in_a_file_that_a_variable_names() {
    let bench = Bench::new();
    let (_user, url, full, file) = user(&bench);
    let wrong = wrong_file(&bench);
    let send = || bench.rmq(["send", "hi"]).env("RMQ_PASSWORD_FILE", &file);
    send().env("RMQ_URL", &url).stderr(SENT).run();
    send().args(["--url", &url]).stderr(SENT).run();
    // The flag wins over the variable.
    let send = || bench.rmq(["send", "hi"]).env("RMQ_PASSWORD_FILE", &wrong);
    send().args(["--url", &url, "--password-file", &file]).stderr(SENT).run();
    // So does a password in a URL that a flag says, but not one that stands in the environment as well.
    send().args(["--url", &full]).stderr(SENT).run();
    send().env("RMQ_URL", &full).stderr_matches(DENIED).status(5).run();
    let missing = "error: cannot read the password file /nowhere\n  why: No such file or directory (os error 2)\n";
    bench.rmq(["send", "hi"]).env("RMQ_PASSWORD_FILE", "/nowhere").stderr(missing).status(2).run();
    bench.rmq(["send", "hi"]).env("RMQ_PASSWORD_FILE", "").stderr(SENT).run();
}

#[test]
fn the_password_of_a_profile_is_for_its_broker() {
    let bench = Bench::new();
    let (user, url, full, file) = user(&bench);
    let wrong = wrong_file(&bench);
    let profiles = Profiles::new(&format!(
        "[profiles.file]\nurl = '{url}'\npassword-file = '{file}'\n[profiles.full]\nurl = '{full}'\n\
         [profiles.none]\nurl = '{url}'\n[profiles.wrong]\nurl = '{full}'\npassword-file = '{wrong}'\n"
    ));
    let send = |name: &str| profiles.send(&bench).args(["--profile", name]);
    for name in ["file", "full"] {
        send(name).env("RMQ_PASSWORD_FILE", &wrong).stderr(SENT).run();
    }
    send("none").env("RMQ_PASSWORD_FILE", &file).stderr(SENT).run();
    send("wrong").stderr_matches(DENIED).status(5).run();
    send("wrong").args(["--password-file", &file]).stderr(SENT).run();
    for name in ["file", "full", "wrong"] {
        let output = send(name).args(["-v"]).stderr_matches("> connecting [..]\n...\n").status(if name == "wrong" {
            5
        } else {
            0
        });
        assert!(!output.run().stderr_text().contains(user.password()), "{name}");
    }
    // A URL that is said with its password keeps it.
    send("wrong").args(["--url", &full]).stderr(SENT).run();
}

#[test]
fn a_file_that_shows_a_password_to_others_is_not_used() {
    let bench = Bench::new();
    let (_user, url, full, file) = user(&bench);
    let secret = Profiles::new(&format!("[profiles.a]\nurl = '{url}'\n[profiles.b]\nurl = ['{url}', '{full}']\n"));
    for (mode, shown) in [(0o644, "0644"), (0o640, "0640"), (0o602, "0602")] {
        secret.permit(mode);
        let file = secret.shown();
        let stderr = format!(
            "error: the profile file {file} is not used\n  \
             why: it holds a password, and others may read or change it (mode {shown})\n  \
             try: chmod 600 {file}; or name the file with the password there: password-file = \"FILE\"\n"
        );
        for name in ["a", "b"] {
            secret.send(&bench).args(["--profile", name]).stderr(&stderr).status(2).run();
        }
    }
    secret.permit(0o400);
    secret.send(&bench).args(["--profile", "b", "--password-file", &file]).stderr(SENT).run();
    let harmless = Profiles::new(&format!("[profiles.a]\nurl = '{url}'\npassword-file = '{file}'\n"));
    harmless.permit(0o644);
    harmless.send(&bench).args(["--profile", "a"]).stderr(SENT).run();
    let api = Profiles::new("[profiles.a]\napi-url = 'http://u:s3cret@h'\n");
    api.permit(0o644);
    let stderr = "error: the profile file [..] is not used\n  why: [..]\n  try: [..]\n";
    api.send(&bench).args(["--profile", "a"]).stderr_matches(stderr).status(2).run();
}
