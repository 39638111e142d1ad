//! A broker that lets us in and then refuses, loses or changes something.

use super::{CONNECTED, EXERCISED, check, failed, report, unnamed};
use crate::support::{Bench, FakeServer, Node, Request, User, content, properties, scripted, short};

const PERMISSION: &str =
    "ask for the permission (rabbitmqctl set_permissions), or use another user or virtual host in --url";
/// The steps against a scripted server, whose queue is called `queue`.
const PREPARED: [&str; 3] = [EXERCISED[0], " [x] declare[..] ms  queue", EXERCISED[2]];

/// Holds the check to a refusal of access for a user who may configure, write and read just this.
#[track_caller]
fn forbidden(permitted: [&str; 3], step: &str, what: &str, thing: &str, done: &[&str]) {
    let bench = Bench::new();
    let user = User::new(Node::shared());
    bench.vhost().permit(user.name(), permitted);
    let url = bench.url().replace("guest:guest", &format!("{}:{}", user.name(), user.password()));
    let vhost = bench.vhost().name();
    let why = format!("ACCESS_REFUSED - access to {thing} in vhost '{vhost}' refused for user '{}'", user.name());
    let stderr = failed(step, what, &why, PERMISSION);
    let headline = format!("RabbitMQ [..] vhost {vhost}, user {}", user.name());
    let table = report(&headline, &[&CONNECTED, done, &[&format!(" [!] {step}[..] ms")]]);
    bench.rmq(["check", "-u", &url]).stdout_matches(&table).stderr_matches(&stderr).status(6).run();
    assert_eq!(bench.api().get(&["queues", vhost]), serde_json::json!([]));
}

#[test]
fn without_the_configure_permission_declaring_fails() {
    forbidden(["", ".*", ".*"], "declare", "cannot declare a temporary queue", "queue 'amq.gen-[..]'", &EXERCISED[..1]);
}

#[test]
fn without_the_read_permission_consuming_fails() {
    let what = "cannot consume from queue 'amq.gen-[..]'";
    forbidden([".*", ".*", ""], "consume", what, "queue 'amq.gen-[..]'", &EXERCISED[..2]);
}

#[test]
fn without_the_write_permission_publishing_fails() {
    forbidden([".*", "", ".*"], "publish", "cannot publish", "exchange 'amq.default'", &EXERCISED[..3]);
}

#[test]
fn a_broker_without_confirms_fails_at_the_channel() {
    let server = scripted(|request| {
        (request.method == (85, 10)).then(|| request.hang_up(540, "NOT_IMPLEMENTED - no confirms here"))
    });
    let table = report(&unnamed(&server), &[&CONNECTED, &[" [!] channel[..] ms"]]);
    let stderr = "error: check failed at channel: cannot switch publisher confirms on\n  why: NOT_IMPLEMENTED - no confirms \
                  here\n  try: [..]\n";
    check(&server, &[]).stdout_matches(&table).stderr_matches(stderr).status(6).run();
}

#[test]
fn a_message_that_is_returned_fails_at_the_route() {
    let server = scripted(|request: &Request| {
        (request.method == (60, 40)).then(|| {
            let code = 312_u16.to_be_bytes();
            let returned = request.reply((60, 50), &[&code, &short("NO_ROUTE"), &short(""), &short("queue")]);
            [returned, content(request.channel, &properties(&[]), b"x")].concat()
        })
    });
    let what = "the message was returned: queue 'queue' does not exist";
    let stderr = failed("route", what, "NO_ROUTE", "somebody deletes queues, or the broker is not well: see its log");
    let table = report(&unnamed(&server), &[&CONNECTED, &PREPARED, &[" [!] route[..] ms"]]);
    check(&server, &[]).stdout_matches(&table).stderr(&stderr).status(4).run();
}

#[test]
fn a_message_that_is_nacked_fails_at_publishing() {
    let server = scripted(|request: &Request| {
        (request.method == (60, 40)).then(|| request.reply((60, 120), &[&1_u64.to_be_bytes(), &[0]]))
    });
    let stderr =
        "error: check failed at publish: the broker refused a message (basic.nack)\n  why: [..]\n  try: [..]\n";
    let table = report(&unnamed(&server), &[&CONNECTED, &PREPARED, &[" [!] publish[..] ms"]]);
    check(&server, &[]).stdout_matches(&table).stderr_matches(stderr).status(4).run();
}

/// A server that delivers this as soon as there is a consumer.
fn delivering(body: &'static [u8]) -> FakeServer {
    scripted(move |request: &Request| {
        (request.method == (60, 20)).then(|| {
            let consuming = request.reply((60, 21), &[&short("consumer")]);
            let tag = 1_u64.to_be_bytes();
            let delivery = request.reply((60, 60), &[&short("consumer"), &tag, &[0], &short(""), &short("queue")]);
            [consuming, delivery, content(request.channel, &properties(&[]), body)].concat()
        })
    })
}

#[test]
fn a_message_that_comes_back_different_is_exit_3() {
    let server = delivering(b"something else");
    let steps = [" [x] publish[..] ms  confirmed", EXERCISED[4], EXERCISED[5], " [!] compare[..] ms"];
    let table = report(&unnamed(&server), &[&CONNECTED, &PREPARED, &steps]);
    let why = "its body has 14 bytes, not [..]";
    let hint = "see what stands between rmq and the queue: plugins of the broker, a proxy";
    let stderr = failed("compare", "the message came back different", why, hint);
    check(&server, &[]).stdout_matches(&table).stderr_matches(&stderr).status(3).run();
}
