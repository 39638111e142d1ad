//! What a user may not do is told in the broker's words: exit 6.

use serde_json::json;

use super::error;
use crate::support::{AWAITING, Bench, Cmd, Node, User};

const HINT: &str = "ask for the permission (rabbitmqctl set_permissions), or use another user or virtual host in --url";

/// A bench in which a user may configure, write and read what these regular expressions say.
struct Fence {
    bench: Bench<'static>,
    user: User,
    url: String,
}

impl Fence {
    fn new(permitted: [&str; 3]) -> Self {
        let bench = Bench::new();
        let user = User::new(Node::shared());
        bench.vhost().permit(user.name(), permitted);
        bench.vhost().declare_queue("q", &json!({}));
        bench.vhost().declare_exchange("x", &json!({"type": "direct"}));
        let url = bench.url().replace("guest:guest", &format!("{}:{}", user.name(), user.password()));
        Self { bench, user, url }
    }

    fn rmq(&self, args: &[&str]) -> Cmd {
        self.bench.rmq(args).env("RMQ_URL", &self.url)
    }

    /// Holds a command to a refusal of access to `thing`.
    #[track_caller]
    fn refuses(&self, args: &[&str], what: &str, thing: &str) {
        let (vhost, user) = (self.bench.vhost().name(), self.user.name());
        let why = format!("ACCESS_REFUSED - access to {thing} in vhost '{vhost}' refused for user '{user}'");
        self.rmq(args).stderr(&error(&format!("cannot {what}"), &why, HINT)).status(6).run();
    }
}

#[test]
fn without_the_configure_permission_nothing_is_created() {
    let fence = Fence::new(["", ".*", ".*"]);
    for command in ["send", "receive", "worker", "rpc-serve"] {
        fence.refuses(&[command, "-Q", "new"], "declare queue 'new'", "queue 'new'");
    }
    let cases: [&[&str]; 8] = [
        &["emit-log"],
        &["receive"],
        &["route", "send", "k"],
        &["route", "receive", "k"],
        &["topic", "send", "k"],
        &["topic", "receive", "k"],
        &["headers", "send", "-H", "a=b"],
        &["headers", "receive", "a=b"],
    ];
    for args in cases {
        fence.refuses(&[args, &["-e", "new"]].concat(), "declare exchange 'new'", "exchange 'new'");
    }
    // What is there can be used.
    fence.rmq(&["send", "-Q", "q", "hi"]).stderr(" [x] Sent hi\n").run();
    fence.rmq(&["receive", "-Q", "q", "-n", "1"]).stdout("hi\n").stderr(super::WAITING).run();
}

#[test]
fn without_the_configure_permission_there_is_no_temporary_queue() {
    let fence = Fence::new(["", ".*", ".*"]);
    let (vhost, user) = (fence.bench.vhost().name(), fence.user.name());
    let stderr = format!(
        "error: cannot declare a temporary queue\n  why: ACCESS_REFUSED - access to queue 'amq.gen-[..]' in vhost '{vhost}' \
         refused for user '{user}'\n  try: {HINT}\n"
    );
    fence.rmq(&["receive", "-e", "x"]).stderr_matches(&stderr).status(6).run();
    fence.rmq(&["route", "receive", "k", "-e", "x"]).stderr_matches(&stderr).status(6).run();
    // A call needs none.
    let mut server =
        fence.rmq(&["rpc-serve", "-Q", "q", "-n", "1"]).stderr(&format!("{AWAITING} [.] fib(10)\n")).spawn();
    server.wait_stderr_line("Awaiting");
    fence.rmq(&["rpc-call", "-Q", "q", "10"]).stdout("55\n").stderr(" [x] Requesting 10\n").run();
    server.finish();
}

#[test]
fn without_the_write_permission_nothing_is_published() {
    let fence = Fence::new([".*", "", ".*"]);
    let default = "exchange 'amq.default'";
    fence.refuses(&["send", "-Q", "q", "hi"], "publish", default);
    fence.refuses(&["send", "-Q", "q", "--no-declare", "hi"], "publish", default);
    fence.refuses(&["send", "-Q", "q", "--no-confirm", "hi"], "publish", default);
    let cases: [&[&str]; 5] =
        [&["send"], &["emit-log"], &["route", "send", "k"], &["topic", "send", "k"], &["headers", "send", "-H", "a=b"]];
    for args in cases {
        fence.refuses(&[args, &["-e", "x"]].concat(), "publish", "exchange 'x'");
    }
    let (vhost, user) = (fence.bench.vhost().name(), fence.user.name());
    let stderr = format!(
        "warning: queue 'q' has no consumer: the request waits there for a server\n [x] Requesting 3\nerror: cannot publish\n  \
         why: ACCESS_REFUSED - access to {default} in vhost '{vhost}' refused for user '{user}'\n  try: {HINT}\n"
    );
    fence.rmq(&["rpc-call", "-Q", "q", "3"]).stderr(&stderr).status(6).run();
}

#[test]
fn without_the_write_permission_a_stream_of_lines_ends_with_its_count() {
    let fence = Fence::new([".*", "", ".*"]);
    let (vhost, user) = (fence.bench.vhost().name(), fence.user.name());
    let stderr = error(
        "cannot publish; 0 messages published and confirmed",
        &format!("ACCESS_REFUSED - access to exchange 'amq.default' in vhost '{vhost}' refused for user '{user}'"),
        HINT,
    );
    fence.rmq(&["send", "-Q", "q", "--lines"]).input("a\nb\nc\n").stderr(&stderr).status(6).run();
}

#[test]
fn without_the_read_permission_nothing_is_consumed() {
    let fence = Fence::new([".*", ".*", ""]);
    for command in ["receive", "worker", "rpc-serve"] {
        fence.refuses(&[command, "-Q", "q"], "consume from queue 'q'", "queue 'q'");
    }
    let (vhost, user) = (fence.bench.vhost().name(), fence.user.name());
    let cases: [&[&str]; 4] =
        [&["receive"], &["route", "receive", "k"], &["topic", "receive", "k"], &["headers", "receive", "a=b"]];
    for args in cases {
        let stderr = format!(
            "error: cannot bind queue 'amq.gen-[..]' to exchange 'x'\n  why: ACCESS_REFUSED - access to exchange 'x' in vhost \
             '{vhost}' refused for user '{user}'\n  try: {HINT}\n"
        );
        fence.rmq(args).args(["-e", "x"]).stderr_matches(&stderr).status(6).run();
    }
}
