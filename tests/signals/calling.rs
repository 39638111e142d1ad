//! `rpc-call`, which waits for one reply.

use super::BOTH;
use crate::support::Bench;

#[test]
fn a_call_is_given_up_at_the_first_signal() {
    let bench = Bench::new();
    bench.vhost().declare_queue("rpc_queue", &serde_json::json!({}));
    for ((signal, code), waiting) in BOTH.into_iter().zip(1..) {
        let said = "warning: queue 'rpc_queue' has no consumer: the request waits there for a server\n \
                    [x] Requesting fib(30)\n";
        let call = bench.rmq(["rpc-call"]).stderr(said).status(code).spawn();
        bench.vhost().wait_depth("rpc_queue", waiting, 0);
        call.signal(signal);
        call.finish();
    }
}
