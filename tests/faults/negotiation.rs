//! What the query of a URL asks for, and bodies larger than any frame.

use crate::support::Bench;

#[test]
fn the_query_of_the_url_is_negotiated() {
    let bench = Bench::new();
    let url = bench.url() + "?heartbeat=7&frame_max=8192&channel_max=11&somebody_elses=1";
    let mut running = bench.rmq(["receive", "--url", &url]).stderr(super::WAITING).spawn();
    running.wait_stderr_line(super::WAITING.trim_end());
    let name = format!("rmq receive {}@", running.pid().as_raw_nonzero());
    let connection = bench.vhost().wait_connection(&name);
    assert_eq!(connection["timeout"], 7, "{connection}");
    assert_eq!(connection["frame_max"], 8192, "{connection}");
    assert_eq!(connection["channel_max"], 11, "{connection}");
    running.signal(crate::support::Signal::INT);
    running.finish();
}

#[test]
fn a_large_body_travels_in_frames_of_any_size() {
    let bench = Bench::new();
    let body: Vec<u8> = (0..10 * 1024 * 1024_u32).map(|at| (at % 251) as u8).collect();
    for frame_max in [4096, 131_072, 10_000_000, 0] {
        let url = format!("{}?frame_max={frame_max}", bench.url());
        let send = bench.rmq(["send", "-", "--url", &url]).input(&body);
        send.stderr(" [x] Sent 10485760 bytes\n").run();
        let receive = bench.rmq(["receive", "--count", "1", "--timeout", "20s", "--format", "body", "--url", &url]);
        receive.stdout_bytes(&body).stderr(super::WAITING).run();
    }
}
