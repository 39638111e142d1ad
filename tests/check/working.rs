//! A broker that works: the report, and that nothing is left behind.

use serde_json::json;

use super::{CLEANED, CONNECTED, EXERCISED, report};
use crate::support::{ALL, Bench, Node, Signal, User, until};

/// The headline about the broker of a bench.
fn headline(bench: &Bench) -> String {
    let at = format!("amqp://127.0.0.1:{}", Node::shared().amqp_port());
    format!("RabbitMQ [..] at {at}, vhost {}, user guest", bench.vhost().name())
}

fn whole_report(bench: &Bench) -> String {
    report(&headline(bench), &[&CONNECTED, &EXERCISED, &CLEANED])
}

/// The names of the queues in the vhost.
fn queues(bench: &Bench) -> usize {
    bench.api().get(&["queues", bench.vhost().name()]).as_array().expect("a list").len()
}

#[test]
fn each_step_is_told_with_its_time_and_nothing_is_left() {
    let bench = Bench::new();
    bench.rmq(["check"]).stdout_matches(&whole_report(&bench)).run();
    assert_eq!(queues(&bench), 0);
    until("the end of its connection", || bench.vhost().connections().is_empty().then_some(()));
}

#[test]
fn a_quiet_success_says_nothing_at_all() {
    let bench = Bench::new();
    bench.rmq(["check", "-q"]).run();
    bench.rmq(["check", "-q", "--format", "json"]).run();
}

#[test]
fn the_times_stand_in_one_column() {
    let bench = Bench::new();
    let output = bench.rmq(["check"]).stdout_matches(&whole_report(&bench)).run();
    let text = String::from_utf8(output.stdout).expect("text");
    let ends: Vec<_> = text.lines().filter(|line| line.starts_with("  ") || line.starts_with(" [")).collect();
    let columns: Vec<_> = ends.iter().filter_map(|line| line.find(" ms")).collect();
    assert_eq!(columns.len(), ends.len() - 1, "all but the route have a time: {text}");
    assert!(columns.windows(2).all(|pair| pair[0] == pair[1]), "{text}");
    assert!(text.lines().all(|line| !line.ends_with(' ')), "{text}");
}

#[test]
fn narration_tells_the_steps_in_amqps_own_words() {
    let bench = Bench::new();
    let said = "> connecting to [..]\n> connected: [..] 'rmq check [..]'\n> declared temporary queue 'amq.gen-[..]' \
                (queue.declare, exclusive)\n> consuming from queue [..] with prefetch 1 (basic.qos, basic.consume)\n> \
                publishing [..] bytes to exchange '' with key 'amq.gen-[..]' (basic.publish)\n> [..]\n> [..]\n> acking \
                message 1 (basic.ack)\n> deleting queue 'amq.gen-[..]' (queue.delete)\n> connection closed\n";
    bench.rmq(["check", "-v"]).stdout_matches(&whole_report(&bench)).stderr_matches(said).run();
}

#[test]
fn a_terminal_has_its_marks_in_colour() {
    let bench = Bench::new();
    let coloured = whole_report(&bench).replace(" [x]", "\x1b[32m [x]\x1b[0m");
    bench.rmq(["check"]).terminal(&ALL).screen_matches(&coloured).run();
    bench.rmq(["check"]).terminal(&ALL).env("NO_COLOR", "1").screen_matches(&whole_report(&bench)).run();
    bench.rmq(["check", "--color", "always"]).stdout_matches(&coloured).run();
}

#[test]
fn the_permissions_that_the_help_names_are_enough() {
    let bench = Bench::new();
    let user = User::new(Node::shared());
    bench.vhost().permit(user.name(), ["^amq\\.gen", "^amq\\.default$", "^amq\\.gen"]);
    let url = bench.url().replace("guest:guest", &format!("{}:{}", user.name(), user.password()));
    bench.rmq(["check", "-q"]).env("RMQ_URL", url).run();
}

#[test]
fn what_is_in_the_vhost_is_not_touched() {
    let bench = Bench::new();
    bench.vhost().declare_queue("hello", &json!({"durable": true}));
    assert!(bench.vhost().publish("amq.default", "hello", "mine", &json!({})));
    bench.rmq(["check", "-q", "--rounds", "10"]).run();
    bench.vhost().wait_depth("hello", 1, 0);
}

#[test]
fn one_that_is_killed_leaves_nothing_behind() {
    let bench = Bench::new();
    let args = ["check", "--rounds", "1000000000", "--timeout", "1h"];
    let running = bench.rmq(args).killed_by(Signal::KILL).spawn();
    until("its queue", || (queues(&bench) == 1).then_some(()));
    running.signal(Signal::KILL);
    running.finish();
    until("the end of its queue", || (queues(&bench) == 0).then_some(()));
    until("the end of its connection", || bench.vhost().connections().is_empty().then_some(()));
}

#[test]
fn a_report_that_cannot_be_written_is_an_error() {
    let bench = Bench::new();
    let stderr = "error: cannot write to stdout\n  why: No space left on device (os error 28)\n";
    bench.rmq(["check"]).stdout_file("/dev/full").stderr(stderr).status(1).run();
}
