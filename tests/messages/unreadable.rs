//! A message that cannot be read: it stays where it is, and so does all that is behind it.

use super::WAITING;
use crate::support::{Bench, Property, properties};

#[test]
fn a_message_that_cannot_be_read_is_not_acked_with_those_around_it() {
    let bench = Bench::new();
    bench.vhost().declare_queue("q", &serde_json::json!({}));
    let mut peer = bench.peer();
    // A short string may hold any bytes on the wire.
    let odd = properties(&[(Property::CorrelationId, b"\x02\xff\xfe".to_vec())]);
    for (properties, body) in [(&[0, 0][..], b"one"), (&odd, b"two"), (&[0, 0], b"six")] {
        peer.publish("", "q", properties, body);
    }
    let why = "error: cannot read what came from queue 'q'\n  why: a name or short string is not UTF-8\n  try: look at \
               the message with the broker's own tools, or at who sent it\n";
    let stderr = format!("{WAITING}{why}");
    for (args, stdout) in [(&["--requeue"][..], "one\n"), (&["--count", "3"], "one\n"), (&[], "")] {
        bench.rmq(["receive", "-Q", "q"]).args(args).stdout(stdout).stderr(&stderr).status(1).run();
    }
    bench.vhost().wait_depth("q", 2, 0);
}
