//! A sender and a receiver at work on the same queue. Lines go from one to the other in parts, and while they do something
//! breaks.

use std::time::Duration;

use serde_json::json;

use crate::fault::Tally;
use crate::flow::{Came, confirmed, lines, take_rest, tally};
use crate::support::{Bench, Cmd, Running, Signal, Stdin};

/// How long all of it may take.
const LIMIT: Duration = Duration::from_secs(600);
/// How many lines of a part have come when it is under way, and not over.
const UNDER_WAY: u64 = 500;

/// What both are told, and what they say.
pub struct Script<'a> {
    /// More arguments for both.
    pub options: &'a [&'a str],
    /// What stands before the sender's last line, and all that the receiver says, as patterns.
    pub sender: &'a str,
    pub receiver: &'a str,
}

/// See the module.
pub struct Stream<'a> {
    bench: &'a Bench<'a>,
    pub sender: Running,
    pub receiver: Running,
    count: u64,
    written: u64,
}

impl<'a> Stream<'a> {
    /// Has both begin on a durable queue `q`, for so many lines in all.
    #[track_caller]
    pub fn begin(bench: &'a Bench<'a>, count: u64, script: &Script<'_>) -> Self {
        bench.vhost().declare_queue("q", &json!({"durable": true}));
        Self::begin_on(bench, count, script)
    }

    /// Has both begin on the queue `q` that is there.
    #[track_caller]
    pub fn begin_on(bench: &'a Bench<'a>, count: u64, script: &Script<'_>) -> Self {
        let lasting = |cmd: Cmd| cmd.env_remove("RMQ_RECONNECT").args(script.options).limit(LIMIT);
        let receiver = lasting(bench.rmq(["receive", "-Q", "q"])).stdout_matches("...\n");
        let mut receiver = receiver.stderr_matches(script.receiver).spawn();
        receiver.wait_stderr_line("Waiting for messages");
        let said = format!("{} [x] Sent {count} messages\n", script.sender);
        let sender = lasting(bench.rmq(["send", "--lines", "-Q", "q", "--timeout", "5m"]));
        let sender = sender.stdin(Stdin::Piped).stderr_matches(&said).spawn();
        Self { bench, sender, receiver, count, written: 0 }
    }

    /// Sends the next part: so many lines. Answers when some of them have come, and more are on their way.
    #[track_caller]
    pub fn part(&mut self, lines: u64) {
        self.write(lines);
        self.receiver.wait_stdout_line(&(self.written - lines + UNDER_WAY).to_string());
    }

    /// Writes so many more lines for the sender.
    #[track_caller]
    pub fn write(&mut self, count: u64) {
        let from = self.written;
        self.written += count;
        self.sender.write_stdin(lines(from..self.written));
    }

    /// Both have said this, with nothing but themselves to wait for.
    #[track_caller]
    pub fn both_say(&mut self, text: &str) {
        self.sender.wait_stderr_line(text);
        self.receiver.wait_stderr_line(text);
    }

    /// Sends the rest, waits until all has come, and counts.
    #[track_caller]
    pub fn finish(mut self, tried: u64) -> Tally {
        self.write(self.count - self.written);
        let sent = confirmed(&self.sender.finish().stderr_text());
        self.receiver.wait_stdout_line(&(self.count - 1).to_string());
        self.receiver.signal(Signal::TERM);
        let came = Came::of(&self.receiver.finish().stdout);
        Tally { tried, ..tally(sent, &came, &take_rest(self.bench, "q")) }
    }
}
