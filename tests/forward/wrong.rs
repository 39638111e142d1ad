//! Command lines and files that cannot be used: told without the secrets that stand in them, and nothing is taken.

use super::{bench_with, secret};
use crate::support::{Bench, Cmd, error};

const POST: &str = "http://127.0.0.1:1/";

fn complains(cmd: Cmd, lines: &[&str]) {
    let said: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let output = cmd.stderr(&said).status(2).run();
    assert!(!output.stderr_text().contains("s3cret"));
}

fn forward(bench: &Bench, args: &[&str]) -> Cmd {
    bench.rmq(["forward"].iter().chain(args))
}

#[test]
fn an_address_that_is_none_is_told_without_it() {
    let bench = bench_with(&["a"]);
    let hint = "  try: write it like http://localhost:8080/path";
    for (url, why) in [
        ("localhost:8080/s3cret", "it does not begin with http:// or https://"),
        ("example.com/s3cret", "it does not begin with http:// or https://"),
        ("ftp://u:s3cret@h/", "it does not begin with http:// or https://"),
        ("http://u:s3cret@/", "empty host"),
        ("http://h:70000/s3cret", "invalid port number"),
    ] {
        let lines = ["error: what is to be posted to is not an HTTP URL", &format!("  why: {why}"), hint];
        complains(forward(&bench, &["http", url, "-Q", "q"]), &lines);
    }
    let token = secret(&bench, "token", "1:a");
    let token = token.to_string_lossy();
    let lines = [
        "error: --api-url is not the address of a Bot API server",
        "  why: it does not begin with http:// or https://",
    ];
    complains(forward(&bench, &["telegram", "--chat", "1", "--token-file", &token, "--api-url", "h:1/s3cret"]), &lines);
    bench.vhost().wait_depth("q", 1, 0);
}

#[test]
fn a_header_that_is_none_is_told_without_its_value() {
    let bench = Bench::new();
    for (header, why) in [
        ("Authorization: s3cret", "it is not NAME=VALUE"),
        ("two words=s3cret", "what is before '=' is no name of a header"),
        ("=s3cret", "what is before '=' is no name of a header"),
        ("Content-Length=1", "'content-length' is not for choosing"),
        ("connection=close", "'connection' is not for choosing"),
        ("X-Key=s3cret\n", "its value has a control character"),
    ] {
        let lines = ["error: --http-header is not a header for a request", &format!("  why: {why}")];
        complains(forward(&bench, &["http", POST, "--http-header", header]), &lines);
    }
    let lines = ["error: --http-header-file is not a header for a request", "  why: it is not NAME=VALUE"];
    complains(forward(&bench, &["http", POST, "--http-header-file", "key.txt"]), &lines);
    let lines = ["error: cannot read the header file /nowhere", "  why: No such file or directory (os error 2)"];
    complains(forward(&bench, &["http", POST, "--http-header-file", "X-Key=/nowhere"]), &lines);
}

#[test]
fn a_token_file_that_holds_no_token_is_told_without_what_it_holds() {
    let bench = Bench::new();
    let telegram = |file: &str| forward(&bench, &["telegram", "--chat", "1", "--token-file", file]);
    let missing = ["error: cannot read the token file /nowhere", "  why: No such file or directory (os error 2)"];
    complains(telegram("/nowhere"), &missing);
    let file = secret(&bench, "token", "");
    let file = file.to_string_lossy();
    for text in ["", "\n", "\n1:s3cret"] {
        secret(&bench, "token", text);
        complains(telegram(&file), &[&format!("error: the token file {file} has no first line")]);
    }
    for text in [" ", "token s3cret", "1:s3cret/../x", "1:s3cret?", "1:s3cr\u{e9}t"] {
        secret(&bench, "token", text);
        let what = format!("error: what is in the token file {file} is not a bot's token");
        complains(telegram(&file), &[&what, "  why: a token is a number, a colon, and letters, digits, '_' and '-'"]);
    }
}

#[test]
fn a_system_without_certificates_is_told_of() {
    let bench = Bench::new();
    let file = secret(&bench, "token", "1:s3cret");
    let cmd = forward(&bench, &["telegram", "--chat", "1", "--token-file", &file.to_string_lossy()]);
    let cmd = cmd.env("SSL_CERT_FILE", "/dev/null").env("SSL_CERT_DIR", "/nowhere");
    cmd.stderr_matches(&error(
        "cannot post to https://api.telegram.org",
        "[..]No CA certificates were loaded from the system",
        "install the system's certificates (ca-certificates), or name a file of some in SSL_CERT_FILE",
    ))
    .status(1)
    .run();
}

#[test]
fn a_chat_that_is_none_is_told() {
    let bench = Bench::new();
    let file = secret(&bench, "token", "1:a");
    for chat in ["mychannel", "@", ""] {
        let cmd = forward(&bench, &["telegram", "--token-file", &file.to_string_lossy(), "--chat", chat]);
        complains(cmd, &["error: --chat is neither a number nor the @NAME of a channel"]);
    }
}

#[test]
fn options_that_do_not_go_together_are_refused() {
    let bench = Bench::new();
    let usage = |args: &[&str], what: &str| {
        let cmd = forward(&bench, args).stderr_matches(&format!("error: {what}\n...\n"));
        cmd.status(2).run();
    };
    usage(&["http", POST, "--ordered", "--jobs", "2"], "the argument '--ordered' cannot be used with '--jobs <N>'");
    usage(
        &["http", POST, "--jobs", "0"],
        "invalid value '0' for '--jobs <N>': expected a whole number from 1 to 65535",
    );
    usage(&["http", POST, "--hold", "0.9"], "invalid value '0.9' for '--hold <DURATION>': shorter than a second");
    usage(&["http", POST, "--method", "GET"], "invalid value 'GET' for '--method <METHOD>'");
    usage(&["http", POST, "--as", "xml"], "invalid value 'xml' for '--as <WHAT>'");
    usage(&["http", POST, "--retries", "-1"], "unexpected argument '-1' found");
    usage(&["http", POST, "--http-url-file", "f"], "the argument '[URL]' cannot be used with '--http-url-file <FILE>'");
    usage(&["http"], "the following required arguments were not provided:");
    usage(&["telegram"], "the following required arguments were not provided:");
    let lines = [
        "error: --durable, --queue-type and other attributes are for a queue with a name",
        "  try: name it with --queue, or leave them out",
    ];
    complains(forward(&bench, &["http", POST, "-e", "logs", "--durable"]), &lines);
}
