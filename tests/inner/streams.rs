//! Streams, which this broker has not.

use crate::support::{Alone, Cmd, error};

#[test]
fn a_stream_is_refused_and_it_is_said_who_has_them() {
    let broker = Alone::new(&[]);
    let stderr = error(
        "cannot declare queue 's'",
        "NOT_IMPLEMENTED - streams are not supported by this development broker",
        "RabbitMQ has streams since 3.9, and rmq broker has none",
    );
    let url = format!("amqp://127.0.0.1:{}", broker.port());
    for args in [&["send", "-Q", "s", "x", "--queue-type", "stream"][..], &["receive", "-Q", "s", "--offset", "first"]]
    {
        Cmd::rmq().args(["--url", &url]).args(args).stderr(&stderr).status(6).run();
    }
}
