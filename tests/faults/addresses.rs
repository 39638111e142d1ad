//! Where the broker is: flags, variables, lists, and what the parts of a URL mean.

use serde_json::json;

use crate::support::{Bench, Cmd, Node, RefusedPort};

/// A URL at which nobody listens.
fn nowhere(refused: &RefusedPort) -> String {
    format!("amqp://127.0.0.1:{}", refused.port())
}

const SENT: &str = " [x] Sent hi\n";

#[test]
fn the_flag_wins_over_both_variables() {
    let (bench, refused) = (Bench::new(), RefusedPort::new());
    let cmd = bench.rmq(["send", "hi", "--url", &bench.url()]);
    cmd.env("RMQ_URL", nowhere(&refused)).env("AMQP_URL", nowhere(&refused)).stderr(SENT).run();
    bench.vhost().wait_depth("hello", 1, 0);
}

#[test]
fn our_variable_wins_over_the_common_one() {
    let (bench, refused) = (Bench::new(), RefusedPort::new());
    bench.rmq(["send", "hi"]).env("AMQP_URL", nowhere(&refused)).stderr(SENT).run();
    let cmd = bench.rmq(["send", "hi"]).env_remove("RMQ_URL").env("AMQP_URL", bench.url());
    cmd.stderr(SENT).run();
    // A variable that is set to nothing is not set.
    bench.rmq(["send", "hi"]).env("RMQ_URL", "").env("AMQP_URL", bench.url()).stderr(SENT).run();
    bench.vhost().wait_depth("hello", 3, 0);
}

#[test]
fn of_several_brokers_the_first_that_answers_is_used() {
    let (bench, refused) = (Bench::new(), RefusedPort::new());
    let list = format!("{}, {}", nowhere(&refused), bench.url());
    bench.rmq(["send", "hi", "--url", &list]).stderr(SENT).run();
    bench.rmq(["send", "hi", "-u", &nowhere(&refused), "-u", &bench.url()]).stderr(SENT).run();
    bench.rmq(["send", "hi"]).env("RMQ_URL", &list).stderr(SENT).run();
    bench.vhost().wait_depth("hello", 3, 0);
}

#[test]
fn a_url_without_a_virtual_host_means_the_default_one() {
    let node = Node::shared();
    let queue = "faults-addresses-default-vhost";
    let base = format!("amqp://guest:guest@127.0.0.1:{}", node.amqp_port());
    for url in
        [base.clone(), format!("{base}/"), format!("{base}/%2f"), format!("amqp://localhost:{}", node.amqp_port())]
    {
        Cmd::rmq().args(["send", "hi", "-Q", queue, "-u", &url]).stderr(SENT).run();
        let got = node.api().post(
            &["queues", "/", queue, "get"],
            &json!({"count": 5, "ackmode": "ack_requeue_false", "encoding": "auto"}),
        );
        assert_eq!(got[0]["payload"], "hi", "{url}");
        assert_eq!(got.as_array().map(Vec::len), Some(1), "{url}");
    }
    node.api().delete(&["queues", "/", queue]);
}

#[test]
fn a_virtual_host_may_have_any_name() {
    let node = Node::shared();
    for name in ["faults/a/b", "faults 100% sure", "faults-föö ☃", "faults?a=b&c#d,e"] {
        node.api().put(&["vhosts", name], &json!({}));
        node.api().put(&["permissions", name, "guest"], &json!({"configure": ".*", "write": ".*", "read": ".*"}));
        Cmd::rmq().args(["send", "hi", "-u", &node.url(name).replace(',', "%2c")]).stderr(SENT).run();
        assert!(node.api().try_get(&["queues", name, "hello"]).is_ok_and(|queue| queue.is_some()), "{name}");
        node.api().delete(&["vhosts", name]);
    }
}

#[test]
fn what_is_no_url_is_wrong_usage_and_is_not_repeated() {
    for (url, why) in [
        ("localhost", "it does not begin with amqp:// or amqps://"),
        ("guest:s3cret@localhost", "it does not begin with amqp:// or amqps://"),
        ("amqp://u:s3cret@h/a/b", "a '/' in the virtual host must be written as %2f"),
        ("amqp://u:s3cret@h?heartbeat=often", "heartbeat is not a whole number in its range"),
        ("amqp://u:s3cret@h:99999", "invalid port number"),
        ("", "it does not begin with amqp:// or amqps://"),
        ("amqp://u:s3cret@h,", "it does not begin with amqp:// or amqps://"),
    ] {
        let stderr = format!(
            "error: --url is not an AMQP URL\n  why: {why}\n  try: write it like amqp://guest:guest@localhost:5672/%2f, a comma within it as %2C\n"
        );
        Cmd::rmq().args(["send", "hi", "--url", url]).stderr(&stderr).status(2).run();
    }
}
