//! `rmq forward`: what is posted, how often and in which order, what is left in the queue, and what is said.

mod answers;
mod broken;
mod headers;
mod limits;
mod losing;
mod permissions;
mod posting;
mod refusals;
mod retrying;
mod secrets;
mod secured;
mod signals;
mod splitting;
mod telegram;
mod wrong;

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::sync::{Mutex, mpsc};

use serde_json::json;

use crate::support::{Bench, Cmd, Hook, PATIENCE, WAITING};

/// The token of a bot.
const TOKEN: &str = "123456:AAE-not_for_anybody";

/// A bench with these messages in its queue `q`.
fn bench_with(bodies: &[&str]) -> Bench<'static> {
    let bench = Bench::new();
    bench.vhost().declare_queue("q", &json!({}));
    send(&bench, bodies);
    bench
}

fn send(bench: &Bench, bodies: &[&str]) {
    for body in bodies {
        assert!(bench.vhost().publish("amq.default", "q", body, &json!({})));
    }
}

/// `rmq forward http` from the queue `q`.
fn http(bench: &Bench, hook: &Hook, options: &[&str]) -> Cmd {
    bench.rmq(["forward", "http", &hook.url("/hook"), "-Q", "q"]).args(options)
}

/// `rmq forward telegram` from the queue `q` to the chat 42.
fn telegram(bench: &Bench, hook: &Hook, options: &[&str]) -> Cmd {
    let file = secret(bench, "token", &format!("{TOKEN}\n"));
    let args = ["forward", "telegram", "--chat", "42", "-Q", "q", "--api-url", &hook.origin(), "--token-file"];
    bench.rmq(args).args([file]).args(options)
}

/// A file that only its owner can read.
fn secret(bench: &Bench, name: &str, text: &str) -> PathBuf {
    let file = bench.dir().join(name);
    fs::write(&file, text).expect("the directory is writable");
    fs::set_permissions(&file, Permissions::from_mode(0o600)).expect("the file is ours");
    file
}

/// What is said in the end of these messages, one at a time.
fn posted(bodies: &[&str]) -> String {
    bodies.iter().fold(WAITING.to_owned(), |said, body| format!("{said} [x] Posted {body}\n"))
}

/// A place in an answer where the server waits for the test.
struct Latch(Mutex<mpsc::Receiver<()>>);

impl Latch {
    fn new() -> (mpsc::Sender<()>, Self) {
        let (open, opened) = mpsc::channel();
        (open, Self(Mutex::new(opened)))
    }

    /// Waits until it is opened, once for each time, or until the test is over.
    fn pass(&self) {
        let _ = self.0.lock().map(|opened| opened.recv_timeout(PATIENCE));
    }
}
