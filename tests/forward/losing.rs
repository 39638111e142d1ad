//! A connection that is lost while a message waits for its server.

use super::bench_with;
use crate::support::{Hook, RefusedPort, Reply, WAITING};

#[test]
fn a_lost_connection_is_seen_with_all_hands_full() {
    // One message at a time; and no more wanted than are in hand.
    for options in [["--ordered", "-n2"], ["--jobs=4", "-n1"]] {
        let bench = bench_with(&["a", "b"]);
        let port = RefusedPort::new();
        let url = format!("http://127.0.0.1:{}", port.port());
        let refused = format!("warning: cannot post to {url}: Connection refused (os error 111); trying again");
        let said = format!(
            "{WAITING}{refused}\n...\nwarning: cannot consume from queue 'q': CONNECTION_FORCED - [..]; connecting again in \
             [..]ms\n [*] Connected again\n{WAITING}...\n [x] Posted a\n..."
        );
        let cmd = bench.rmq(["forward", "http", &url, "-Q", "q", "--reconnect", "forever"]).args(options);
        let mut running = cmd.stderr_matches(&said).spawn();
        running.wait_stderr_line(&refused);
        let name = format!("rmq forward {}@", running.pid().as_raw_nonzero());
        bench.vhost().close_connection(&name);
        running.wait_stderr_line("Connected again");
        let hook = Hook::on(port.listen(), |_, _| Reply::ok());
        running.finish();
        assert_eq!(hook.texts()[0], "a");
    }
}
