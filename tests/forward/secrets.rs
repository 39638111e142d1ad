//! A token, a password and a key are seen by the server alone.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;

use serde_json::json;

use super::{Latch, TOKEN, bench_with, http, posted, secret, telegram};
use crate::support::{Cmd, Hook, RefusedPort, Reply, WAITING};

/// The part of the token that makes it one.
const KEY: &str = "not_for_anybody";

/// Runs it with all that it can tell, and looks for a secret in what it told.
#[track_caller]
fn keeps(secret: &str, cmd: Cmd) {
    let output = cmd.args(["-v"]).run();
    let shown = [output.stdout, output.stderr].concat();
    let shown = String::from_utf8_lossy(&shown);
    assert!(!shown.contains(secret), "{shown}");
}

#[test]
fn a_token_is_not_told_whatever_goes_wrong() {
    let replies: [fn() -> Reply; 6] = [
        || Reply::new("404 Not Found", "", &json!({"ok": false, "description": format!("/bot{TOKEN}/x")}).to_string()),
        || Reply::new("400 Bad Request", "", &format!("no such path: /bot{TOKEN}/sendMessage")),
        || Reply::new("302 Found", &format!("Location: http://127.0.0.1:1/bot{TOKEN}\r\n"), ""),
        || Reply::new("200 OK", "", TOKEN),
        || Reply::Cut("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n".to_owned()),
        || Reply::Silence,
    ];
    for reply in replies {
        let bench = bench_with(&["a"]);
        let hook = Hook::new(move |_, _| reply());
        let options = ["--retries", "0", "--on-failure", "stop", "--request-timeout", "1s"];
        let said = "...\nerror: [..]\n  why: --on-failure stop: the message stays in its queue\n...\n";
        keeps(KEY, telegram(&bench, &hook, &options).stderr_matches(said).status(1));
        bench.vhost().wait_depth("q", 1, 0);
    }
    let bench = bench_with(&["a"]);
    let port = RefusedPort::new();
    let token = secret(&bench, "token", TOKEN);
    let url = format!("http://127.0.0.1:{}", port.port());
    let args = ["forward", "telegram", "--chat", "1", "-Q", "q", "--api-url", &url, "--retries", "0", "-n1"];
    let said = format!(
        "...\nwarning: cannot post to {url}: Connection refused (os error 111); the message is rejected\n...\n"
    );
    let cmd = bench.rmq(args).args(["--on-failure", "reject", "--token-file"]).args([token]);
    keeps(KEY, cmd.stderr_matches(&said).status(3));
}

#[test]
fn an_api_s_own_words_are_shown_with_stars_for_the_token() {
    let bench = bench_with(&["a"]);
    let hook = Hook::new(|_, _| Reply::new("400 Bad Request", "", &format!("no /bot{TOKEN}/sendMessage")));
    let said = format!(
        "{WAITING}error: {} answered 400 Bad Request: no /bot***/sendMessage\n  \
         why: --on-failure stop: the message stays in its queue\n",
        hook.origin()
    );
    telegram(&bench, &hook, &["--on-failure", "stop"]).stderr(&said).status(1).run();
}

#[test]
fn a_token_is_not_in_the_process_list() {
    let bench = bench_with(&["a"]);
    let (open, latch) = Latch::new();
    let hook = Hook::new(move |_, _| {
        latch.pass();
        Reply::new("200 OK", "", r#"{"ok":true}"#)
    });
    let running = telegram(&bench, &hook, &["-n1"]).stderr(&posted(&["a"])).spawn();
    hook.wait_posts(1);
    for file in ["cmdline", "environ"] {
        let shown = fs::read(format!("/proc/{}/{file}", running.pid().as_raw_nonzero())).expect("it runs");
        assert!(!String::from_utf8_lossy(&shown).contains(KEY), "{file}");
    }
    open.send(()).expect("the server waits");
    running.finish();
}

#[test]
fn a_password_in_a_url_goes_to_the_server_alone() {
    let bench = bench_with(&["a", "b"]);
    let hook = Hook::new(|_, post| match post.text() {
        "a" => Reply::ok(),
        _ => Reply::new("403 Forbidden", "", &format!("not you, {}", post.header("authorization").unwrap_or_default())),
    });
    let url = hook.url("/in?key=s3cret").replace("http://", "http://user:s3%20cret@");
    let args = ["forward", "http", &url, "-Q", "q", "--ordered", "--on-failure", "stop"];
    let said = format!("...\nerror: {} answered 403 Forbidden: not you, Basic ***\n  why: [..]\n...\n", hook.origin());
    keeps("s3", bench.rmq(args).stderr_matches(&said).status(1));
    assert_eq!(hook.posts()[0].header("authorization"), Some("Basic dXNlcjpzMyBjcmV0"));
    assert_eq!(hook.posts()[0].line, "POST /in?key=s3cret");
}

#[test]
fn a_header_from_a_file_goes_to_the_server_alone() {
    let bench = bench_with(&["a"]);
    let file = secret(&bench, "auth", "Bearer s3cret");
    let hook = Hook::new(|_, _| Reply::new("401 Unauthorized", "", "s3cret is no key, and Bearer s3cret no header"));
    let said = format!(
        "...\nerror: {} answered 401 Unauthorized: *** is no key, and *** no header\n  why: [..]\n...\n",
        hook.origin()
    );
    let header = format!("Authorization={}", file.display());
    let cmd = http(&bench, &hook, &["--on-failure", "stop", "--http-header-file", &header]);
    keeps("s3cret", cmd.stderr_matches(&said).status(1));
}

#[test]
fn a_file_that_others_can_read_is_warned_of() {
    let bench = bench_with(&["a", "b"]);
    let hook = Hook::new(|_, _| Reply::new("200 OK", "", r#"{"ok":true}"#));
    let token = secret(&bench, "token", TOKEN);
    let warned = |what: &str, name: &str| {
        let file = bench.dir().join(name);
        fs::set_permissions(&file, Permissions::from_mode(0o644)).expect("the file is ours");
        format!("warning: others can read the {what} {}\n", file.display())
    };
    let said = warned("token file", "token");
    let args = ["forward", "telegram", "--chat", "1", "-n1", "-Q", "q", "--api-url", &hook.origin(), "--token-file"];
    bench.rmq(args).args([token]).stderr(&(said + &posted(&["a"]))).run();
    let (url, key) = (secret(&bench, "url", &hook.url("/")), secret(&bench, "key", "k"));
    let said = warned("URL file", "url") + &warned("header file", "key") + &posted(&["b"]);
    let cmd = bench.rmq(["forward", "http", "-Q", "q", "-n1", "--http-url-file"]).args([url]);
    cmd.args(["--http-header-file", &format!("X-Key={}", key.display())]).stderr(&said).run();
}
