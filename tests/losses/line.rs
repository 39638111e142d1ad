//! A sender or a receiver by way of a proxy, which connects again when its line breaks.

use crate::fault::{Scale, Tally};
use crate::flow::{Came, confirmed, numbered, take_rest, tally};
use crate::many::each;
use crate::shared;
use crate::support::{Bench, Cmd, Harm, Plan, Proxy, Signal, WAITING, matches};

/// What a line is like.
#[derive(Clone, Copy)]
pub struct Line {
    /// What its URL ends with.
    pub query: &'static str,
    /// More arguments of the program.
    pub args: &'static [&'static str],
    /// How many messages go over it.
    pub messages: u64,
    /// Why it may be lost, as patterns.
    pub why: &'static [&'static str],
}

/// A program that goes over a line, in a queue of this name: `Line::send` or `Line::receive`.
pub type Crossing = fn(&Line, &Bench<'_>, &Proxy, &str) -> Tally;

/// A proxy that does this harm to the first connection.
pub fn harming(harm: Option<Harm>) -> Proxy {
    Proxy::planned(shared::node().amqp_port(), move |number| Plan { harm: harm.filter(|_| number == 1), pace: None })
}

impl Line {
    /// The usual one.
    pub fn new(scale: &Scale) -> Self {
        Self { query: "", args: &[], messages: scale.of(10, 30), why: &["the connection was lost[..]"] }
    }

    /// Crosses it once for each harm, and counts those that came about.
    pub fn cross(&self, crossing: Crossing, harms: &[Harm]) -> Tally {
        let bench = Bench::on(shared::node());
        each(harms, |number, harm| {
            let proxy = harming(Some(*harm));
            let tally = crossing(self, &bench, &proxy, &format!("q{number}"));
            Tally { tried: proxy.harmed(), ..tally }
        })
    }

    /// Sends numbered lines. They come to their end.
    #[track_caller]
    pub fn send(&self, bench: &Bench<'_>, proxy: &Proxy, queue: &str) -> Tally {
        let cmd = self.rmq(bench, proxy, &["send", "--lines", "--durable", "-Q", queue]);
        let said = cmd.input(numbered(self.messages)).stderr_matches("...\n").run().stderr_text();
        let done = format!(" [x] Sent {} messages\n", self.messages);
        self.check(&said, |_, again| vec![done.clone(), format!("{again}{done}")]);
        tally(confirmed(&said), &take_rest(bench, queue), &Came::default())
    }

    /// Receives numbered lines until it has the last, and is told to end then: the line may break before, while or after
    /// it says goodbye.
    #[track_caller]
    pub fn receive(&self, bench: &Bench<'_>, proxy: &Proxy, queue: &str) -> Tally {
        bench.rmq(["send", "-q", "--lines", "--durable", "-Q", queue]).input(numbered(self.messages)).run();
        let cmd = self.rmq(bench, proxy, &["receive", "-Q", queue]);
        let mut running = cmd.stdout_matches("...\n").stderr_matches("...\n").spawn();
        running.wait_stdout_line(&(self.messages - 1).to_string());
        running.signal(Signal::TERM);
        let output = running.finish();
        self.check(&output.stderr_text(), |lost, again| {
            vec![
                WAITING.to_owned(),
                format!("{again}{WAITING}"),
                format!("{WAITING}{again}{WAITING}"),
                format!("{WAITING}{again}"),
                format!("{WAITING}{lost}"),
            ]
        });
        tally(self.messages, &Came::of(&output.stdout), &take_rest(bench, queue))
    }

    fn rmq(&self, bench: &Bench<'_>, proxy: &Proxy, args: &[&str]) -> Cmd {
        let url = proxy.url(&bench.url()) + self.query;
        // One is for before there is a connection, the other for after that.
        bench.rmq(args).args(["--wait", "20s", "--reconnect", "forever", "-u", &url]).args(self.args)
    }

    /// `good` makes patterns of what is said when the connection is lost, and of that with what is said when it is there
    /// again.
    #[track_caller]
    fn check(&self, said: &str, good: impl Fn(&str, &str) -> Vec<String>) {
        let patterns = self.why.iter().flat_map(|why| {
            let lost = format!("warning: cannot [..]: {why}; connecting again in [..]ms\n");
            good(&lost, &format!("{lost} [*] Connected again\n"))
        });
        let patterns: Vec<_> = patterns.collect();
        let holds = patterns.iter().any(|pattern| matches(pattern, said));
        assert!(holds, "it should have said one of {patterns:#?}\nand said:\n{said}");
    }
}
