//! `rmq forward telegram`: what is posted to the Bot API, and what its answers mean.

use serde_json::{Value, json};

use super::{TOKEN, bench_with, posted, send, telegram};
use crate::support::{Hook, Reply, WAITING};

/// A server of the Bot API that answers like this once, and then is content.
fn first(status: &'static str, body: Value) -> Hook {
    Hook::new(move |number, _| if number == 1 { Reply::new(status, "", &body.to_string()) } else { content() })
}

fn content() -> Reply {
    Reply::new("200 OK", "", &json!({"ok": true, "result": {"message_id": 1}}).to_string())
}

/// Holds the relay to a refusal that is told like this.
#[track_caller]
fn refuses(status: &'static str, body: Value, words: &str) {
    let bench = bench_with(&["a"]);
    let hook = first(status, body);
    let said = format!(
        "{WAITING}error: {} answered {words}\n  why: --on-failure stop: the message stays in its queue\n",
        hook.origin()
    );
    telegram(&bench, &hook, &["--on-failure", "stop"]).stderr(&said).status(1).run();
    assert_eq!(hook.posts().len(), 1);
    bench.vhost().wait_depth("q", 1, 0);
}

/// Holds the relay to trying again, and to saying so like this.
#[track_caller]
fn tries_again(hook: &Hook, words: &str) {
    let bench = bench_with(&["a"]);
    let said = format!("{WAITING}warning: {} {words}\n [x] Posted a\n", hook.origin());
    telegram(&bench, hook, &["-n1"]).stderr(&said).run();
    assert_eq!(hook.posts().len(), 2);
    bench.vhost().wait_depth("q", 0, 0);
}

#[test]
fn each_message_is_a_text_in_order() {
    let bench = bench_with(&["a", "b\n<b>c</b> *d* \u{fc}", "c"]);
    let hook = Hook::new(|_, _| content());
    telegram(&bench, &hook, &["-n3"]).stderr(&posted(&["a", "b\n<b>c</b> *d* \u{fc}", "c"])).run();
    let posts = hook.posts();
    assert!(posts.iter().all(|post| post.line == format!("POST /bot{TOKEN}/sendMessage")));
    assert!(posts.iter().all(|post| post.header("content-type") == Some("application/json")));
    let texts = ["a", "b\n<b>c</b> *d* \u{fc}", "c"].map(|text| json!({"chat_id": 42, "text": text}));
    assert_eq!(posts.iter().map(|post| post.json()).collect::<Vec<_>>(), texts);
    bench.vhost().wait_depth("q", 0, 0);
}

#[test]
fn a_chat_is_a_number_or_a_name_and_a_server_may_have_a_path() {
    let bench = bench_with(&["a", "b"]);
    let hook = Hook::new(|_, _| content());
    for (chat, body, shown) in [("-1001234567890", "a", json!(-1_001_234_567_890_i64)), ("@c", "b", json!("@c"))] {
        let options = ["-n1", "--api-url", &hook.url("/api/"), "--chat", chat];
        let token = super::secret(&bench, "token", &format!("{TOKEN}\r\n"));
        let cmd = bench.rmq(["forward", "telegram", "-Q", "q", "--token-file"]).args([token]).args(options);
        cmd.stderr(&posted(&[body])).run();
        let post = hook.posts().pop().expect("a post");
        assert_eq!(post.line, format!("POST /api/bot{TOKEN}/sendMessage"));
        assert_eq!(post.json()["chat_id"], shown);
    }
}

#[test]
fn the_api_is_left_alone_for_as_long_as_it_says() {
    let answer = |seconds: u64| {
        let words = format!("Too Many Requests: retry after {seconds}");
        json!({"ok": false, "error_code": 429, "description": words, "parameters": {"retry_after": seconds}})
    };
    for (status, seconds) in [("429 Too Many Requests", 1), ("200 OK", 0)] {
        let words = format!(
            "answered 429 Too Many Requests: Too Many Requests: retry after {seconds}; waiting {seconds}s as told"
        );
        tries_again(&first(status, answer(seconds)), &words);
    }
}

#[test]
fn an_api_that_is_not_well_is_tried_again() {
    let failure = json!({"ok": false, "error_code": 500, "description": "Internal"});
    let words = "answered 500 Internal Server Error: Internal; trying again";
    tries_again(&first("500 Internal Server Error", failure.clone()), words);
    tries_again(&first("200 OK", failure), words);
    let hook = Hook::new(|number, _| if number == 1 { Reply::new("502 Bad", "", "<html>") } else { content() });
    tries_again(&hook, "answered 502 Bad Gateway; trying again");
}

#[test]
fn an_answer_that_is_not_the_api_s_does_not_say_that_the_text_was_sent() {
    for body in ["", "{\"ok\":true", "<html>Welcome to our network", "[]", "{\"ok\":\"true\"}"] {
        let hook = Hook::new(move |number, _| if number == 1 { Reply::new("200 OK", "", body) } else { content() });
        tries_again(&hook, "answered 200 OK, but not as the Bot API does; trying again");
    }
}

#[test]
fn what_the_api_refuses_is_told_in_its_words() {
    let refusal = |code: u64, words: &str| json!({"ok": false, "error_code": code, "description": words});
    let chat = refusal(400, "Bad Request: chat not found");
    refuses("400 Bad Request", chat.clone(), "400 Bad Request: Bad Request: chat not found");
    refuses("200 OK", chat, "400 Bad Request: Bad Request: chat not found");
    refuses(
        "401 Unauthorized",
        refusal(401, "Unauthorized"),
        "401 Unauthorized: Unauthorized (is the token the right one?)",
    );
    refuses("404 Not Found", refusal(404, "Not Found"), "404 Not Found: Not Found (is the token the right one?)");
    let mut moved = refusal(400, "group chat was upgraded");
    moved["parameters"] = json!({"migrate_to_chat_id": -100_200});
    refuses("400 Bad Request", moved, "400 Bad Request: group chat was upgraded (this chat is now --chat -100200)");
    refuses("200 OK", json!({"ok": false}), "200 OK: {\"ok\":false}");
    refuses("302 Found\r\nLocation: http://127.0.0.1:1/", json!({}), "302 Found: {} (redirects are not followed)");
}

#[test]
fn what_is_no_text_is_not_posted() {
    for (body, why) in [
        (&b"\xff\xfe"[..], "the body is not UTF-8"),
        (b"", "the body is blank, and a chat takes no blank texts"),
        (b" \n\t \n", "the body is blank, and a chat takes no blank texts"),
    ] {
        let bench = bench_with(&[]);
        bench.rmq(["send", "-q", "-Q", "q", "-"]).input(body).run();
        send(&bench, &["good"]);
        let hook = Hook::new(|_, _| content());
        let said = format!(
            "{WAITING}warning: cannot post: {why}; the message is rejected\n [x] Posted good\n\
             error: only 1 of 2 messages were posted\n  why: what else was taken failed\n"
        );
        telegram(&bench, &hook, &["-n2", "--on-failure", "reject"]).stderr(&said).status(3).run();
        assert_eq!(hook.posts().len(), 1);
        bench.vhost().wait_depth("q", 0, 0);
    }
}
