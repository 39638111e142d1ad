//! The tutorial's service: Fibonacci numbers.

use serde_json::json;

use super::{refused, server};
use crate::support::Bench;

#[test]
fn fibonacci_numbers_are_exact() {
    let bench = Bench::new();
    let numbers = [
        ("0", "0"),
        ("1", "1"),
        ("2", "1"),
        ("30", "832040"),
        ("94", "19740274219868223167"),
        ("186", "332825110087067562321196029789634457848"),
    ];
    let said: String = numbers.iter().map(|(n, _)| format!(" [.] fib({n})\n")).collect();
    let server = server(&bench, &said, numbers.len());
    for (n, number) in numbers {
        let requesting = format!(" [x] Requesting fib({n})\n");
        bench.rmq(["rpc-call", n]).stdout(&format!("{number}\n")).stderr(&requesting).run();
    }
    server.finish();
}

#[test]
fn what_is_no_small_number_is_an_error_in_words() {
    let bench = Bench::new();
    let requests = ["187", "-1", "abc", "1.5", "30 30"];
    let why = |request: &str| format!("'{request}' is not a whole number from 0 to 186");
    let said: String = requests
        .iter()
        .map(|request| format!(" [.] fib({request})\nwarning: answered with an error: {}\n", why(request)))
        .collect();
    let server = server(&bench, &said, requests.len());
    for request in requests {
        refused(&bench, request, &why(request));
    }
    server.finish();
    bench.vhost().wait_depth("rpc_queue", 0, 0);
}

#[test]
fn a_request_comes_from_stdin_too() {
    let bench = Bench::new();
    let server = server(&bench, " [.] fib(7)\n [.] fib(8)\n", 2);
    bench.rmq(["rpc-call"]).input("7\n").stdout("13\n").stderr(" [x] Requesting fib(7)\n").run();
    bench.rmq(["rpc-call", "-"]).input("8").stdout("21\n").stderr(" [x] Requesting fib(8)\n").run();
    server.finish();
}

#[test]
fn an_error_reply_is_marked_for_other_clients() {
    let bench = Bench::new();
    let server =
        server(&bench, " [.] fib(x)\nwarning: answered with an error: 'x' is not a whole number from 0 to 186\n", 1);
    bench.vhost().declare_queue("replies", &json!({}));
    let asks = json!({"reply_to": "replies", "correlation_id": "me"});
    assert!(bench.vhost().publish("amq.default", "rpc_queue", "x", &asks));
    server.finish();
    let reply = &bench.vhost().take("replies", 2)[..];
    let [reply] = reply else { panic!("one reply expected: {reply:?}") };
    assert_eq!(reply["payload"], "'x' is not a whole number from 0 to 186");
    let properties = &reply["properties"];
    assert_eq!((&properties["correlation_id"], &properties["type"]), (&json!("me"), &json!("error")));
    assert_eq!(properties["headers"], json!({"rmq-error": true}));
}
