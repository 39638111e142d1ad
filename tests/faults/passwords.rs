//! Passwords: where they come from, and that nobody sees them.

use std::fs;

use super::error;
use crate::support::{Bench, Node, Signal, User};

/// A bench with a user of its own, the address without its password, and the file with it.
fn bench_with_user() -> (Bench<'static>, User, String, String) {
    let bench = Bench::new();
    let user = User::new(Node::shared());
    bench.vhost().permit(user.name(), [".*", ".*", ".*"]);
    let url = bench.url().replace("guest:guest", user.name());
    let file = bench.dir().join("password");
    fs::write(&file, format!("{}\nsecond line\n", user.password())).expect("the directory is writable");
    let file = file.to_string_lossy().into_owned();
    (bench, user, url, file)
}

#[test]
fn the_first_line_of_the_password_file_is_the_password() {
    let (bench, user, url, file) = bench_with_user();
    let send = |file: &str| bench.rmq(["send", "hi", "--url", &url, "--password-file", file]);
    send(&file).stderr(" [x] Sent hi\n").run();
    fs::write(&file, user.password()).expect("the directory is writable");
    send(&file).stderr(" [x] Sent hi\n").run();
    fs::write(&file, format!("{}\r\n", user.password())).expect("the directory is writable");
    send(&file).stderr(" [x] Sent hi\n").run();
    bench.vhost().wait_depth("hello", 3, 0);
}

#[test]
fn a_password_file_that_cannot_be_used_is_named() {
    let (bench, _user, url, file) = bench_with_user();
    let send = |file: &str| bench.rmq(["send", "hi", "--url", &url, "--password-file", file]).status(2);
    let missing = "error: cannot read the password file /nowhere\n  why: No such file or directory (os error 2)\n";
    send("/nowhere").stderr(missing).run();
    for text in ["", "\nsecret"] {
        fs::write(&file, text).expect("the directory is writable");
        send(&file).stderr(&format!("error: the password file {file} has no first line\n")).run();
    }
    fs::write(&file, b"\xff\xfe").expect("the directory is writable");
    let stderr = format!("error: cannot read the password file {file}\n  why: stream did not contain valid UTF-8\n");
    send(&file).stderr(&stderr).run();
}

#[test]
fn a_wrong_password_file_is_a_wrong_password() {
    let (bench, user, url, file) = bench_with_user();
    fs::write(&file, "s3cret\n").expect("the directory is writable");
    let stderr = error(
        &format!(
            "cannot connect to amqp://127.0.0.1:{} (vhost '{}')",
            Node::shared().amqp_port(),
            bench.vhost().name()
        ),
        "ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. For details see the broker logfile.",
        &format!("check the user name '{}' and the password in --url, RMQ_URL or --password-file", user.name()),
    );
    bench.rmq(["send", "hi", "--url", &url, "--password-file", &file]).stderr(&stderr).status(5).run();
}

#[test]
fn nobody_sees_the_password() {
    let (bench, user, url, file) = bench_with_user();
    let args = ["receive", "-v", "--url", &url, "--password-file", &file];
    let mut running = bench.rmq(args).stderr_matches("...\n").spawn();
    running.wait_stderr_line("Waiting");
    let process = format!("/proc/{}", running.pid().as_raw_nonzero());
    let line = fs::read(format!("{process}/cmdline")).expect("it runs");
    running.signal(Signal::INT);
    let said = running.finish().stderr_text();
    assert!(said.contains(&format!("as user '{}'", user.name())), "{said}");
    for text in [said, String::from_utf8_lossy(&line).into_owned()] {
        assert!(!text.contains(user.password()), "{text}");
    }
}

#[test]
fn a_command_that_we_start_is_not_told_the_password() {
    let (bench, user, url, file) = bench_with_user();
    bench.vhost().declare_queue("tasks", &serde_json::json!({}));
    bench.vhost().publish("amq.default", "tasks", "", &serde_json::json!({}));
    let show = "cat /proc/$$/cmdline /proc/$$/environ | tr '\\0' '\\n'";
    let args = ["worker", "-Q", "tasks", "-n", "1", "--url", &url, "--password-file", &file, "--", "sh", "-c", show];
    let stderr = format!("{} [x] Received \n [x] Done\n", super::WAITING);
    let shown = bench.rmq(args).stdout_matches("...\n").stderr(&stderr).run().stdout_text();
    assert!(shown.contains("RMQ_QUEUE=tasks"), "{shown}");
    assert!(!shown.contains(user.password()), "{shown}");
}
