//! Addresses that are none, and passwords in them.

use std::fs;

use crate::support::{Bench, Cmd, FakeServer};

const SECRET: &str = "s3cret";
const LIKE: &str = "  try: write it like amqp://guest:guest@localhost:5672/%2f, a comma within it as %2C\n";

/// What is wrong with a URL, and what is said of it.
const WRONG: [(&str, &str); 13] = [
    ("nonsense", "it does not begin with amqp:// or amqps://"),
    ("http://u:s3cret@h", "it does not begin with amqp:// or amqps://"),
    ("u:s3cret@h", "it does not begin with amqp:// or amqps://"),
    ("amqp:u:s3cret@h", "two slashes are missing after the scheme: amqp://host"),
    ("amqp://u:s3cret@h:port", "invalid port number"),
    ("amqp://u:s3cret@h:70000", "invalid port number"),
    ("amqp://u:s3cret@h/a/b", "a '/' in the virtual host must be written as %2f"),
    ("amqp://u:s3cret@h/#x", "a '#' must be written as %23"),
    ("amqp://u:s3cret%ff@h", "the password is not UTF-8 after percent decoding"),
    ("amqp://u:s3cret@h?heartbeat=x", "heartbeat is not a whole number in its range"),
    ("amqp://u:s3cret@h?channel_max=65536", "channel_max is not a whole number in its range"),
    ("amqp://u:s3cret@h?frame_max=100", "frame_max is at least 4096 bytes"),
    ("amqp://u:s3cret@[::1", "invalid IPv6 address"),
];

#[test]
fn a_wrong_url_is_told_without_it() {
    for (url, why) in WRONG {
        let said = |origin: &str| format!("error: {origin} is not an AMQP URL\n  why: {why}\n{LIKE}");
        let cmd = |args: &[&str]| Cmd::rmq().args(args).input("left").status(2);
        cmd(&["send", "--url", url]).stderr(&said("--url")).run();
        cmd(&["-u", url, "receive"]).stderr(&said("--url")).run();
        cmd(&["emit-log"]).env("RMQ_URL", url).stderr(&said("RMQ_URL")).run();
        cmd(&["topic", "send", "k"]).env("AMQP_URL", url).stderr(&said("AMQP_URL")).run();
        // The comparison above is exact, so this holds for what was said.
        assert!(!said("--url").contains(SECRET));
    }
}

#[test]
fn one_wrong_url_of_a_list_is_enough() {
    let server = FakeServer::closing();
    let good = format!("amqp://u:{SECRET}@127.0.0.1:{}", server.port());
    let said = format!("error: --url is not an AMQP URL\n  why: invalid port number\n{LIKE}");
    for urls in [vec![format!("{good},amqp://h:x")], vec![good, "amqp://h:x".to_owned()]] {
        let mut cmd = Cmd::rmq().args(["send", "x"]);
        for url in urls {
            cmd = cmd.args(["--url", &url]);
        }
        cmd.stderr(&said).status(2).run();
    }
    assert_eq!(server.accepted(), 0);
}

#[test]
fn a_url_where_none_belongs_is_repeated_without_its_password() {
    let url = format!("amqp://u:{SECRET}@h/v");
    let help = "\nFor more information, try '--help'.\n";
    let said = format!("error: unrecognized subcommand 'amqp://u@h/v'\n\nUsage: rmq [OPTIONS] <COMMAND>\n{help}");
    Cmd::rmq().args([&url]).stderr(&said).status(2).run();
    let said =
        format!("error: invalid value 'amqp://u@h/v' for '--count <N>': expected a whole number above 0\n{help}");
    Cmd::rmq().args(["receive", "--count", &url]).stderr(&said).status(2).run();
    let said = format!("error: unexpected argument 'amqp://u@h/v' found\n\nUsage: rmq receive [OPTIONS]\n{help}");
    Cmd::rmq().args(["receive", &url]).stderr(&said).status(2).run();
}

#[test]
fn a_password_never_comes_out_when_the_broker_refuses_it() {
    let bench = Bench::new();
    let url = bench.url().replace("guest:guest", &format!("guest:{SECRET}"));
    let stderr = bench
        .rmq(["-v", "send", "x", "--url", &url])
        .status(5)
        .stderr_matches(
            "> connecting to amqp://127.0.0.1:[..] (vhost 'test/[..]') as user 'guest'\n\
             error: cannot connect to amqp://127.0.0.1:[..] (vhost 'test/[..]')\n  \
             why: ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. For details see the broker logfile.\n  \
             try: check the user name 'guest' and the password in --url, RMQ_URL or --password-file\n",
        )
        .run()
        .stderr_text();
    assert!(!stderr.contains(SECRET));
}

#[test]
fn a_password_file_that_cannot_be_used_is_told() {
    let bench = Bench::new();
    fs::write(bench.dir().join("empty"), "").expect("the directory takes a file");
    fs::write(bench.dir().join("blank"), "\npassword\n").expect("the directory takes a file");
    for (file, said) in [
        ("nowhere", "error: cannot read the password file nowhere\n  why: No such file or directory (os error 2)\n"),
        ("empty", "error: the password file empty has no first line\n"),
        ("blank", "error: the password file blank has no first line\n"),
    ] {
        bench.rmq(["send", "--password-file", file]).input("left").stderr(said).status(2).run();
    }
}
