//! Texts that are longer than the Bot API takes, and parts that are not posted twice.

use serde_json::json;

use super::{bench_with, telegram};
use crate::support::{Bench, Hook, Reply, Signal, WAITING};

/// Three lines of which any two are too long for one text, and each is not.
fn three_lines() -> [String; 3] {
    ["a", "b", "c"].map(|letter| letter.repeat(3000))
}

fn bench_with_three_lines() -> Bench<'static> {
    let bench = bench_with(&[]);
    bench.rmq(["send", "-q", "-Q", "q", "-"]).input(three_lines().join("\n")).run();
    bench
}

/// A server that says this to the requests of these numbers, and is content with the others.
fn odd_at(numbers: &'static [usize], status: &'static str) -> Hook {
    Hook::new(move |number, _| match numbers.contains(&number) {
        true => Reply::new(status, "", &json!({"ok": false, "description": "sorry"}).to_string()),
        false => Reply::new("200 OK", "", &json!({"ok": true}).to_string()),
    })
}

/// The first letters of the texts that came.
fn letters(hook: &Hook) -> String {
    let posts = hook.posts();
    posts.iter().filter_map(|post| post.json()["text"].as_str().and_then(|text| text.chars().next())).collect()
}

#[test]
fn a_long_text_is_posted_in_parts_cut_at_line_ends() {
    let bench = bench_with_three_lines();
    let hook = odd_at(&[], "");
    let said = format!("{WAITING} [x] Posted 9002 bytes (3 parts)\n");
    telegram(&bench, &hook, &["-n1"]).stderr(&said).run();
    let texts: Vec<_> = hook.posts().iter().map(|post| post.json()["text"].clone()).collect();
    assert_eq!(texts, three_lines());
    bench.vhost().wait_depth("q", 0, 0);
}

#[test]
fn a_long_line_is_cut_between_characters_of_two_units() {
    let bench = bench_with(&[]);
    let text = format!("x{}", "\u{1f980}".repeat(4096));
    bench.rmq(["send", "-q", "-Q", "q", "-"]).input(&text).run();
    let hook = odd_at(&[], "");
    let said = format!("{WAITING} [x] Posted {} bytes (3 parts)\n", text.len());
    telegram(&bench, &hook, &["-n1"]).stderr(&said).run();
    let texts: Vec<String> =
        hook.posts().iter().map(|post| post.json()["text"].as_str().expect("a text").to_owned()).collect();
    assert_eq!(texts.iter().map(|text| text.encode_utf16().count()).collect::<Vec<_>>(), [4095, 4096, 2]);
    assert_eq!(texts.concat(), text);
}

#[test]
fn a_text_of_just_the_limit_is_one_part() {
    let bench = bench_with(&[]);
    bench.rmq(["send", "-q", "-Q", "q", "-"]).input("\u{fc}".repeat(4096)).run();
    let hook = odd_at(&[], "");
    telegram(&bench, &hook, &["-n1"]).stderr(&format!("{WAITING} [x] Posted 8192 bytes\n")).run();
    assert_eq!(hook.posts().len(), 1);
}

#[test]
fn a_part_that_was_posted_is_not_posted_again_when_the_next_is_tried_again() {
    let bench = bench_with_three_lines();
    let hook = odd_at(&[2], "500 Internal Server Error");
    let said = format!(
        "{WAITING}warning: {} answered 500 Internal Server Error: sorry; trying again\n [x] Posted 9002 bytes (3 parts)\n",
        hook.origin()
    );
    telegram(&bench, &hook, &["-n1"]).stderr(&said).run();
    assert_eq!(letters(&hook), "abbc");
    bench.vhost().wait_depth("q", 0, 0);
}

#[test]
fn a_part_that_was_posted_is_not_posted_again_when_the_message_comes_back() {
    let bench = bench_with_three_lines();
    let hook = odd_at(&[3], "400 Bad Request");
    let said = format!(
        "{WAITING}warning: {} answered 400 Bad Request: sorry; the message goes back to the queue\n \
         [x] Posted 9002 bytes (3 parts)\n",
        hook.origin()
    );
    let mut running = telegram(&bench, &hook, &[]).stderr(&said).spawn();
    running.wait_stderr_line("Posted");
    assert_eq!(letters(&hook), "abcc");
    running.signal(Signal::TERM);
    running.finish();
    bench.vhost().wait_depth("q", 0, 0);
}

#[test]
fn a_signal_between_two_parts_lets_the_rest_be_posted() {
    let bench = bench_with_three_lines();
    let (open, latch) = super::Latch::new();
    let hook = Hook::new(move |_, _| {
        latch.pass();
        Reply::new("200 OK", "", &json!({"ok": true}).to_string())
    });
    let said = format!("{WAITING} [x] Posted 9002 bytes (3 parts)\n");
    let running = telegram(&bench, &hook, &[]).stderr(&said).spawn();
    hook.wait_posts(1);
    running.signal(Signal::INT);
    (0..3).for_each(|_| open.send(()).expect("the server waits"));
    running.finish();
    assert_eq!(letters(&hook), "abc");
    bench.vhost().wait_depth("q", 0, 0);
}
