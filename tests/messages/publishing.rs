//! Exchanges that are missing, or created; where lines go; and lines that come to an end too early.

use serde_json::json;

use super::holds;
use crate::support::{Bench, Stdin};

const CREATE: &str =
    "check the name and the virtual host, or create the exchange: leave out --no-declare, or give --exchange-type";

fn no_exchange(bench: &Bench, cannot: &str) -> String {
    let why = format!("NOT_FOUND - no exchange 'nope' in vhost '{}'", bench.vhost().name());
    format!("error: cannot {cannot}\n  why: {why}\n  try: {CREATE}\n")
}

#[test]
fn a_missing_exchange_is_a_refusal() {
    let bench = Bench::new();
    for confirm in [&[][..], &["--no-confirm"]] {
        for args in
            [&["send", "--exchange", "nope", "x"][..], &["topic", "send", "-e", "nope", "--no-declare", "k", "x"]]
        {
            bench.rmq(args).args(confirm).stderr(&no_exchange(&bench, "find exchange 'nope'")).status(6).run();
        }
    }
}

#[test]
fn a_line_that_names_a_missing_exchange_is_a_refusal() {
    let bench = Bench::new();
    bench.vhost().declare_queue("q", &json!({}));
    let to_queue = "{\"body\":\"a\",\"routing_key\":\"q\"}\n";
    let astray = "{\"body\":\"b\",\"exchange\":\"nope\"}\n";
    for (confirm, word) in
        [(&[][..], "1 message published and confirmed"), (&["--no-confirm"], "2 messages handed over without confirms")]
    {
        let mut running = bench
            .rmq(["send", "--json"])
            .args(confirm)
            .stdin(Stdin::Piped)
            .stderr(&no_exchange(&bench, &format!("publish; {word}")))
            .status(6)
            .spawn();
        running.write_stdin(to_queue);
        // A message that is under way when the channel closes has an uncertain fate, so this one arrives first.
        holds(&bench, "q", 1, "a\n");
        running.write_stdin(astray);
        running.finish();
    }
}

#[test]
fn an_exchange_type_creates_what_is_missing() {
    let bench = Bench::new();
    for kind in ["fanout", "direct", "topic", "headers"] {
        let said = format!(
            " [x] Sent k:x\nwarning: nobody got the message: no queue is bound to exchange 'my {kind}' for key 'k'\n"
        );
        let name = format!("my {kind}");
        let send = || bench.rmq(["send", "-e", &name, "--exchange-type", kind, "-k", "k", "x"]).stderr(&said).run();
        send();
        let exchange = bench.api().get(&["exchanges", bench.vhost().name(), &name]);
        assert_eq!(exchange["type"], kind);
        // What exists is used as it is, whatever its type.
        send();
        bench.rmq(["send", "-e", &name, "--exchange-type", "direct", "-k", "k", "x"]).stderr(&said).run();
    }
}

#[test]
fn the_family_creates_its_exchanges() {
    let bench = Bench::new();
    for (args, exchange, kind) in [
        (&["emit-log", "-q"][..], "logs", "fanout"),
        (&["route", "send", "-q", "k"], "direct_logs", "direct"),
        (&["topic", "send", "-q", "k"], "topic_logs", "topic"),
        (&["headers", "send", "-q", "-H", "h=v"], "headers_logs", "headers"),
        (&["topic", "send", "-q", "-e", "mine", "k"], "mine", "topic"),
    ] {
        bench.rmq(args).run();
        assert_eq!(bench.api().get(&["exchanges", bench.vhost().name(), exchange])["type"], kind);
    }
}

#[test]
fn a_type_that_no_plugin_provides_is_a_refusal() {
    let bench = Bench::new();
    let said = "error: cannot declare exchange 'x'\n  why: COMMAND_INVALID - unknown exchange type 'nonsense'\n";
    let hint = "  try: use --exchange-type fanout|direct|topic|headers, or enable the broker's plugin for this type\n";
    let args = ["send", "-e", "x", "--exchange-type", "nonsense", "x"];
    bench.rmq(args).stderr(&format!("{said}{hint}")).status(6).run();
}

/// Binds `q` to everything that comes through the exchange `x` and prints where it came from.
fn copies(bench: &Bench) {
    bench.vhost().declare_exchange("x", &json!({"type": "topic"}));
    bench.vhost().declare_queue("q", &json!({}));
    bench.vhost().bind("x", "q", "#", &json!({}));
}

#[track_caller]
fn came(bench: &Bench, count: usize, printed: &str) {
    let count = count.to_string();
    super::receive(bench, "q", &["--count", &count, "--template", "%b %e %k"]).stdout(printed).run();
    bench.vhost().wait_depth("q", 0, 0);
}

#[test]
fn a_line_goes_where_it_says() {
    let bench = Bench::new();
    copies(&bench);
    let lines = "\
        {\"body\":\"1\",\"exchange\":\"x\",\"routing_key\":\"a\"}\n\
        {\"body\":\"2\",\"exchange\":\"x\"}\n\
        {\"body\":\"3\",\"routing_key\":\"q\"}\n\
        {\"body\":\"4\",\"exchange\":\"\",\"routing_key\":\"q\"}\n\
        {\"body\":\"5\"}\n";
    bench.rmq(["send", "--json"]).input(lines).stderr(" [x] Sent 5 messages\n").run();
    came(&bench, 4, "1 x a\n2 x \n3  q\n4  q\n");
    holds(&bench, "hello", 1, "5\n");
}

#[test]
fn a_queue_wins_over_the_line() {
    let bench = Bench::new();
    copies(&bench);
    let lines = "{\"body\":\"1\",\"exchange\":\"nope\",\"routing_key\":\"a\"}\n{\"body\":\"2\"}\n";
    bench.rmq(["send", "--json", "--queue", "q"]).input(lines).stderr(" [x] Sent 2 messages\n").run();
    came(&bench, 2, "1  q\n2  q\n");
    // Nothing was to go there.
    assert!(bench.vhost().queue("hello").is_none());
}

#[test]
fn an_exchange_wins_over_the_line_and_a_key_does() {
    let bench = Bench::new();
    copies(&bench);
    let lines = "{\"body\":\"1\",\"exchange\":\"nope\",\"routing_key\":\"a\"}\n{\"body\":\"2\"}\n";
    let send = |args: &[&str]| {
        bench.rmq(args).args(["--json"]).input(lines).stderr(" [x] Sent 2 messages\n").run();
    };
    send(&["send", "--exchange", "x"]);
    came(&bench, 2, "1 x a\n2 x \n");
    send(&["send", "--exchange", "x", "--key", "k"]);
    came(&bench, 2, "1 x k\n2 x k\n");
    send(&["emit-log", "--exchange", "x"]);
    came(&bench, 2, "1 x a\n2 x \n");
    send(&["topic", "send", "--exchange", "x", "k"]);
    came(&bench, 2, "1 x k\n2 x k\n");
}
