//! What is tried again, the message unacked meanwhile.

use super::{Latch, bench_with, http, posted};
use crate::support::{FakeServer, Hook, RefusedPort, Reply, WAITING};

/// A server whose first answer is odd, and that likes everything after that.
fn odd_first(first: impl Fn() -> Reply + Send + Sync + 'static) -> Hook {
    Hook::new(move |number, _| if number == 1 { first() } else { Reply::ok() })
}

/// Holds a relay to a second try, and to one warning that says why.
#[track_caller]
fn tried_again(hook: &Hook, options: &[&str], why: &str) {
    let bench = bench_with(&["a"]);
    let said = format!("{WAITING}warning: {why}; trying again\n [x] Posted a\n");
    http(&bench, hook, options).args(["-n1"]).stderr_matches(&said).run();
    assert_eq!(hook.texts(), ["a", "a"]);
    bench.vhost().wait_depth("q", 0, 0);
}

#[test]
fn a_server_that_is_not_well_is_tried_again() {
    for (answer, words) in [
        (["500 Oh no", "", ""], "500 Internal Server Error"),
        (["503 Wait", "Retry-After: 0\r\n", "<html>\noops"], "503 Service Unavailable"),
        (["599 Odd", "", "\n out of\tpaper \nmore"], "599 out of\tpaper"),
    ] {
        let [status, headers, body] = answer;
        let hook = odd_first(move || Reply::new(status, headers, body));
        tried_again(&hook, &[], &format!("{} answered {words}", hook.origin()));
    }
}

#[test]
fn an_answer_that_breaks_off_is_no_answer() {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n";
    for text in [format!("{head}the beginning"), head.to_owned(), "HTTP/1.1 200 O".to_owned(), String::new()] {
        let hook = odd_first(move || Reply::Cut(text.clone()));
        tried_again(&hook, &[], &format!("cannot post to {}: [..]", hook.origin()));
    }
}

#[test]
fn an_answer_that_does_not_come_is_not_waited_for_for_ever() {
    for silence in [|| Reply::Silence, || Reply::Endless("HTTP/1.1 100 Continue\r\n\r\n".to_owned())] {
        let hook = odd_first(silence);
        let why = format!("cannot post to {}: [..]", hook.origin());
        tried_again(&hook, &["--request-timeout", "300ms"], &why);
    }
    let hook = odd_first(|| Reply::Silence);
    let why = format!("cannot post to {}: no whole answer within 300ms", hook.origin());
    tried_again(&hook, &["--request-timeout", "300ms"], &why);
}

#[test]
fn a_message_is_unacked_until_it_has_arrived() {
    let bench = bench_with(&["a", "b"]);
    let (open, latch) = Latch::new();
    let hook = Hook::new(move |number, _| {
        if number == 1 {
            return Reply::status("502 Bad Gateway");
        }
        latch.pass();
        Reply::ok()
    });
    let warning = format!("warning: {} answered 502 Bad Gateway; trying again\n", hook.origin());
    let said = format!("{WAITING}{warning} [x] Posted a\n");
    let running = http(&bench, &hook, &["-n1"]).stderr(&said).spawn();
    hook.wait_posts(2);
    bench.vhost().wait_depth("q", 1, 1);
    open.send(()).expect("the server waits");
    running.finish();
    bench.vhost().wait_depth("q", 1, 0);
}

#[test]
fn a_server_that_comes_later_is_waited_for() {
    let bench = bench_with(&["a"]);
    let port = RefusedPort::new();
    let url = format!("http://127.0.0.1:{}", port.port());
    let refused = format!("warning: cannot post to {url}: Connection refused (os error 111); trying again");
    let said = format!("{WAITING}{refused}\n...\n [x] Posted a\n");
    let mut running = bench.rmq(["forward", "http", &url, "-Q", "q", "-n1"]).stderr_matches(&said).spawn();
    running.wait_stderr_line(&refused);
    bench.vhost().wait_depth("q", 0, 1);
    let hook = Hook::on(port.listen(), |_, _| Reply::ok());
    running.finish();
    assert_eq!(hook.texts(), ["a"]);
    bench.vhost().wait_depth("q", 0, 0);
}

#[test]
fn a_host_that_is_not_known_is_tried_again() {
    let bench = bench_with(&["a"]);
    let args =
        ["forward", "http", "http://nowhere.invalid/s3cret", "-Q", "q", "--retries", "0", "--on-failure", "stop"];
    let said = format!(
        "{WAITING}error: cannot post to http://nowhere.invalid: failed to lookup address [..]\n  \
         why: --on-failure stop: the message stays in its queue\n"
    );
    bench.rmq(args).stderr_matches(&said).status(1).run();
    bench.vhost().wait_depth("q", 1, 0);
}

#[test]
fn what_does_not_speak_http_is_tried_again() {
    let bench = bench_with(&["a"]);
    let server = FakeServer::saying(b"220 mail.example ESMTP\r\n\r\n");
    let url = format!("http://127.0.0.1:{}", server.port());
    let args = ["forward", "http", &url, "-Q", "q", "--retries", "1", "--on-failure", "reject", "-n1"];
    let said = format!(
        "{WAITING}warning: cannot post to {url}: [..]; trying again\n\
         warning: cannot post to {url}: [..]; the message is rejected\n\
         error: no message was posted\n  why: what else was taken failed\n"
    );
    bench.rmq(args).stderr_matches(&said).status(3).run();
    bench.vhost().wait_depth("q", 0, 0);
}

#[test]
fn failures_are_told_once_in_a_while() {
    let bench = bench_with(&["a"]);
    let hook = Hook::new(|number, _| if number < 5 { Reply::status("500 No") } else { Reply::ok() });
    let warning = format!("warning: {} answered 500 Internal Server Error; trying again", hook.origin());
    let said =
        format!("{WAITING}{warning}\n{warning} (failure 2 in a row)\n{warning} (failure 4 in a row)\n [x] Posted a\n");
    http(&bench, &hook, &["-n1"]).stderr(&said).run();
    assert_eq!(hook.texts(), ["a"; 5]);
}

#[test]
fn a_large_answer_is_not_read_to_its_end() {
    let bench = bench_with(&["a"]);
    let hook = Hook::new(|_, _| Reply::Endless("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_owned()));
    http(&bench, &hook, &["-n1"]).stderr(&posted(&["a"])).run();
    assert_eq!(hook.posts().len(), 1);
    bench.vhost().wait_depth("q", 0, 0);
}
