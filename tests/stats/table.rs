//! The table.

use serde_json::json;

use super::{HEADINGS, api, filled, head, sampled, sampled_ready, stats};
use crate::support::{ALL, Bench};

#[test]
fn no_queues_are_a_heading_and_nothing_below() {
    let bench = Bench::new();
    stats(&bench, &[]).stdout_matches(&(head(&bench) + super::BARE)).run();
}

#[test]
fn a_busy_queue_has_every_counter() {
    let bench = Bench::new();
    filled(&bench, "q", 3);
    let mut holding = bench.peer();
    assert!(holding.hold("q").is_some());
    bench.vhost().wait_depth("q", 2, 1);
    sampled(&bench, "q", |sample| {
        let stats = &sample["message_stats"];
        let rates = stats["publish_details"]["rate"].is_number() && stats["deliver_get_details"]["rate"].is_number();
        rates && (&sample["messages_ready"], &sample["messages_unacknowledged"]) == (&json!(2), &json!(1))
    });
    let row = "q     running[..] 2        1      3   [..].[..]    [..].[..]     [..]  [..]B\n";
    stats(&bench, &[]).stdout_matches(&format!("{}{HEADINGS}{row}", head(&bench))).run();
}

#[test]
fn what_is_not_sampled_yet_is_a_dash() {
    let server = api::broker(json!([{"name": "fresh", "type": "classic", "durable": false}]));
    let table = "\
name   state  ready  unacked  total  in/s  out/s  cons  memory
fresh  -          -        -      -     -      -     -       -
";
    api::ask(&server, &[]).stdout(&(api::head(&server) + table)).run();
}

#[test]
fn every_cell_is_where_its_heading_is() {
    let server = api::broker(json!([{
        "name": "q", "state": "running", "messages": 1234567, "messages_ready": 1234560, "messages_unacknowledged": 7,
        "consumers": 2, "memory": 5_368_709_120_u64,
        "message_stats": {"publish_details": {"rate": 0.4}, "deliver_get_details": {"rate": 1000.0}},
    }]));
    let table = "\
name  state      ready  unacked    total  in/s   out/s  cons   memory
q     running  1234560        7  1234567   0.4  1000.0     2  5.0 GiB
";
    api::ask(&server, &[]).stdout(&(api::head(&server) + table)).run();
}

#[test]
fn a_name_cannot_break_the_table_or_command_a_terminal() {
    let server = api::broker(json!([{"name": "a\nb"}, {"name": "\u{1b}[31mred"}, {"name": "grün"}]));
    let table = api::head(&server)
        + "\
name         state  ready  unacked  total  in/s  out/s  cons  memory
\\x1b[31mred  -          -        -      -     -      -     -       -
a\\nb         -          -        -      -     -      -     -       -
grün         -          -        -      -     -      -     -       -
";
    api::ask(&server, &[]).stdout(&table).run();
    api::ask(&server, &[]).terminal(&ALL).screen_matches(&table).run();
}

#[test]
fn a_broker_keeps_a_name_that_commands_terminals() {
    let bench = Bench::new();
    filled(&bench, "\x1b[31mred", 1);
    sampled_ready(&bench, "\x1b[31mred", 1);
    let row = "\\x1b[31mred  running      1        0      1   [..]      -     0  [..]B\n";
    let table = format!("{}{HEADINGS}{row}", head(&bench));
    stats(&bench, &["*red"]).stdout_matches(&table).run();
    stats(&bench, &["\x1b\\[31mred"]).stdout_matches(&table).run();
}

#[test]
fn a_full_disk_is_a_failure() {
    let bench = Bench::new();
    let stderr = "error: cannot write to stdout\n  why: No space left on device (os error 28)\n";
    for args in [&[][..], &["--format", "json"], &["--watch", "1h"]] {
        stats(&bench, args).stdout_file("/dev/full").stderr(stderr).status(1).run();
    }
}

#[test]
fn the_requests_are_told_without_secrets() {
    let bench = Bench::new();
    let url = super::shown(&bench);
    let vhost = bench.vhost().name().replace('/', "%2F");
    let stderr = format!(
        "> GET {url}/api/overview?columns=management_version,rabbitmq_version,product_name,product_version,\
         cluster_name,queue_totals,object_totals,listeners\n> HTTP 200, [..] bytes\n\
         > GET {url}/api/queues/{vhost}?columns=name,state,type,durable,messages,messages_ready,\
         messages_unacknowledged,consumers,memory,message_stats.publish_details.rate,\
         message_stats.deliver_get_details.rate\n> HTTP 200, 2 bytes\n"
    );
    stats(&bench, &["-v"]).stdout_matches(&(head(&bench) + super::BARE)).stderr_matches(&stderr).run();
}
