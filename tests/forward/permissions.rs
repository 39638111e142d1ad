//! A relay needs to read its queue, and nothing else.

use serde_json::json;

use super::{http, posted, send};
use crate::support::{Bench, Cmd, Hook, Node, User, error};

const HINT: &str = "ask for the permission (rabbitmqctl set_permissions), or use another user or virtual host in --url";

/// A bench whose user may only read what matches this.
fn fenced(read: &str) -> (Bench<'static>, User, String) {
    let bench = Bench::new();
    let user = User::new(Node::shared());
    bench.vhost().permit(user.name(), ["", "", read]);
    let url = bench.url().replace("guest:guest", &format!("{}:{}", user.name(), user.password()));
    (bench, user, url)
}

#[test]
fn a_user_who_may_only_read_the_queue_can_forward_it() {
    let (bench, _user, url) = fenced("^q$");
    bench.vhost().declare_queue("q", &json!({"durable": true, "arguments": {"x-max-priority": 3}}));
    send(&bench, &["a", "b"]);
    let hook = Hook::pleased();
    let run = |cmd: Cmd, body: &str| cmd.env("RMQ_URL", &url).stderr(&posted(&[body])).run();
    run(http(&bench, &hook, &["-n1"]), "a");
    run(http(&bench, &hook, &["-n1", "--no-declare"]), "b");
    assert_eq!(hook.texts(), ["a", "b"]);
    bench.vhost().wait_depth("q", 0, 0);
}

#[test]
fn what_a_user_may_not_do_is_told_in_the_broker_s_words() {
    let (bench, user, url) = fenced("^$");
    let hook = Hook::pleased();
    let refused = |what: &str| {
        let (vhost, user) = (bench.vhost().name(), user.name());
        let why = format!("ACCESS_REFUSED - access to queue 'q' in vhost '{vhost}' refused for user '{user}'");
        let cmd = http(&bench, &hook, &[]).env("RMQ_URL", &url);
        cmd.stderr(&error(&format!("cannot {what}"), &why, HINT)).status(6).run();
    };
    refused("declare queue 'q'");
    bench.vhost().declare_queue("q", &json!({}));
    send(&bench, &["a"]);
    refused("consume from queue 'q'");
    assert!(hook.posts().is_empty());
    bench.vhost().wait_depth("q", 1, 0);
}
