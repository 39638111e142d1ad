//! The coordinator: starts the clients together, stops producers when it is time, waits for what is under way.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at, sleep_until};

use super::Args;
use super::client::Client;
use super::queue::TestQueue;
use super::shared::{Event, Link, Phase, Role, Shared, Tally};
use super::summary::{Ended, Summary, Totals};
use crate::amqp::Settings;
use crate::context::Context;
use crate::exit::Complaint;
use crate::output::Meter;
use crate::shutdown::Signal;

/// How long draining may take once a signal came.
const HURRY: Duration = Duration::from_secs(2);
/// How long clients may take to leave.
const LEAVING: Duration = Duration::from_secs(4);
/// How often rates are shown.
const SHOWN: Duration = Duration::from_secs(1);

/// Runs the load through `queue`. Failing to begin is an error; how a run that began ended is in its summary.
pub(super) async fn run(
    context: &Context,
    args: &Arc<Args>,
    settings: &Settings,
    queue: &TestQueue,
) -> anyhow::Result<Summary> {
    let (shared, (events_in, events)) = (Arc::new(Shared::new()), mpsc::unbounded_channel());
    let (phase, phases) = watch::channel(Phase::Connect);
    let mut run = Run {
        context,
        args,
        shared,
        phase,
        events,
        clients: usize::from(args.producers) + usize::from(args.consumers),
        producing: args.producers,
        consuming: args.consumers,
        tallies: Vec::new(),
        began: Instant::now(),
        rates: Rates::new(),
    };
    let link = Link { phase: phases, events: events_in };
    if let Err(error) = run.prepare(&link, settings, &queue.name).await {
        run.stop().await;
        return Err(error);
    }
    drop(link);
    run.tell_start(queue);
    (run.began, run.rates) = (Instant::now(), Rates::new());
    let began = run.shared.stamp.now();
    // Those who want to know each step want to know these few, not every message.
    run.shared.hushed.store(true, Ordering::Relaxed);
    run.phase.send_replace(Phase::Run);
    let meter = context.output.meter(run.length());
    let mut ended = run.load(&meter).await;
    run.phase.send_replace(Phase::Drain);
    if !matches!(ended, Ended::Failed(_)) {
        ended = run.drain(ended, &meter).await;
    }
    drop(meter);
    let took = run.began.elapsed();
    let drained = run.is_drained();
    run.shared.hushed.store(false, Ordering::Relaxed);
    run.stop().await;
    let totals = Totals::of(args, &run.shared, run.tallies, began);
    Ok(Summary { ended, drained, took, totals })
}

struct Run<'a> {
    context: &'a Context,
    args: &'a Arc<Args>,
    shared: Arc<Shared>,
    phase: watch::Sender<Phase>,
    events: mpsc::UnboundedReceiver<Event>,
    /// How many have been started and have not left.
    clients: usize,
    /// Producers and consumers that are not done.
    producing: u16,
    consuming: u16,
    tallies: Vec<Tally>,
    began: Instant,
    rates: Rates,
}

impl Run<'_> {
    /// Starts every client and waits until all are connected: consumers consume, producers wait for the start.
    async fn prepare(&mut self, link: &Link, settings: &Settings, queue: &crate::amqp::ShortStr) -> anyhow::Result<()> {
        let consumers = (0..self.args.consumers).map(|index| (Role::Consumer, index));
        let everybody: Vec<_> =
            consumers.chain((0..self.args.producers).map(|index| (Role::Producer, index))).collect();
        self.clients = 0;
        for &(role, index) in &everybody {
            let (args, queue) = (Arc::clone(self.args), queue.clone());
            let client = Client { role, index, args, queue, shared: Arc::clone(&self.shared), link: link.clone() };
            client.launch(settings)?;
            self.clients += 1;
        }
        let mut waiting = everybody.len();
        let context = self.context;
        context
            .unless_stopped(async {
                while waiting > 0 {
                    match self.events.recv().await {
                        Some(Event::Done(_, Err(fault))) => return Err(fault),
                        Some(event) => self.note(event),
                        None => return Ok(()),
                    }
                    waiting -= 1;
                }
                Ok(())
            })
            .await
    }

    fn tell_start(&self, queue: &TestQueue) {
        let limits = [
            self.args.limit().map(|limit| humantime::format_duration(limit).to_string()),
            self.args.count.map(|count| format!("{count} message{}", if count == 1 { "" } else { "s" })),
        ];
        let limits: Vec<_> = limits.into_iter().flatten().collect();
        let text = format!("Running through queue '{}' for {}", queue.name, limits.join(" or "));
        self.context.output.note(" [*]", text);
    }

    /// What a whole bar stands for: milliseconds, or messages.
    fn length(&self) -> Option<u64> {
        self.args.limit().map(|limit| u64::try_from(limit.as_millis()).unwrap_or(u64::MAX)).or(self.args.count)
    }

    /// Until time is up, the work is done, something fails or a signal comes; when nobody publishes and no time was given,
    /// also until nothing has come for as long as `--drain`.
    async fn load(&mut self, meter: &Meter) -> Ended {
        let limit = self.args.limit().map(|limit| self.began + limit);
        let mut last = (0, self.began);
        loop {
            if self.shared.taken() > last.0 {
                last = (self.shared.taken(), Instant::now());
            }
            let quiet = (self.args.producers == 0).then(|| last.1 + self.args.drain);
            let deadline = limit.or(quiet);
            let done = if self.args.producers > 0 { self.producing == 0 } else { self.consuming == 0 };
            if done {
                return Ended::Count;
            }
            match self.step(deadline, true).await {
                Step::Signal(signal) => return Ended::Signal(signal),
                Step::Failed(complaint) => return Ended::Failed(complaint),
                Step::Late if limit.is_some() => return Ended::Duration,
                // What has come and was not seen yet moves the moment.
                Step::Late if self.shared.taken() == last.0 => return Ended::Quiet,
                Step::Tick => self.show(meter, None),
                Step::Late | Step::Other => {}
            }
        }
    }

    /// Until everything is confirmed and received, but not for longer than `--drain`, or hardly any longer once a signal
    /// came.
    async fn drain(&mut self, ended: Ended, meter: &Meter) -> Ended {
        let begun = Instant::now();
        let mut signal = match ended {
            Ended::Signal(signal) => Some(signal),
            _ => None,
        };
        loop {
            if self.is_drained() {
                return ended;
            }
            let patience = if signal.is_some() { HURRY.min(self.args.drain) } else { self.args.drain };
            match self.step(Some(begun + patience), signal.is_none()).await {
                Step::Signal(came) => signal = Some(came),
                Step::Failed(complaint) => return Ended::Failed(complaint),
                Step::Late => return signal.map_or(ended, Ended::Signal),
                Step::Tick => self.show(meter, Some(begun)),
                Step::Other => {}
            }
        }
    }

    /// Whether all that was published is confirmed, and received where there are consumers.
    fn is_drained(&self) -> bool {
        let [sent, _, received, _] = self.shared.counts();
        self.producing == 0 && (!self.args.both() || received >= sent)
    }

    /// Waits for whatever comes next.
    async fn step(&mut self, deadline: Option<Instant>, heeds_signals: bool) -> Step {
        let late = async {
            match deadline {
                Some(deadline) => sleep_until(deadline).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            signal = self.context.shutdown.requested(), if heeds_signals => Step::Signal(signal),
            event = self.events.recv() => match event {
                Some(Event::Done(_, Err(fault))) => Step::Failed(Complaint::from(&fault)),
                Some(event) => { self.note(event); Step::Other }
                // Cannot be: a client that has left keeps its line.
                None => Step::Late,
            },
            () = late => Step::Late,
            _ = self.rates.tick.tick() => Step::Tick,
            () = self.shared.arrived.notified() => Step::Other,
        }
    }

    fn note(&mut self, event: Event) {
        match event {
            Event::Ready => {}
            Event::Done(Role::Producer, _) => self.producing -= 1,
            Event::Done(Role::Consumer, _) => self.consuming -= 1,
            Event::Left(tally) => {
                self.clients -= 1;
                self.tallies.push(*tally);
            }
        }
    }

    /// Has everybody leave, and waits for them as long as that is reasonable.
    async fn stop(&mut self) {
        self.phase.send_replace(Phase::Stop);
        let deadline = Instant::now() + LEAVING;
        while self.clients > 0 {
            match tokio::time::timeout_at(deadline, self.events.recv()).await {
                Ok(Some(event)) => self.note(event),
                Ok(None) | Err(_) => return,
            }
        }
    }

    fn show(&mut self, meter: &Meter, draining: Option<Instant>) {
        let [sent, confirmed, received, others] = self.shared.counts();
        let both = [
            (self.args.producers > 0 && draining.is_none(), "sent", sent),
            (self.args.producers > 0 && !self.args.no_confirm, "confirmed", confirmed),
            (self.args.consumers > 0, "received", received + others),
        ];
        let rates = self.rates.next(both.map(|(_, _, count)| count));
        let shown = both.iter().zip(rates).filter(|((shown, ..), _)| *shown);
        let mut words: Vec<_> = shown.map(|((_, name, _), rate)| format!("{name} {}/s", brief(rate))).collect();
        if let Some(begun) = draining {
            words.insert(0, format!("draining {}s", begun.elapsed().as_secs()));
        }
        let done = match self.args.limit() {
            Some(_) => u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX),
            None if self.args.producers > 0 => sent,
            None => others,
        };
        meter.show(done, words.join("  "));
    }
}

enum Step {
    Signal(Signal),
    Failed(Complaint),
    Late,
    Tick,
    Other,
}

/// Counts a moment ago, to tell rates by.
struct Rates {
    tick: Interval,
    at: Instant,
    counts: [u64; 3],
}

impl Rates {
    fn new() -> Self {
        let mut tick = interval_at(Instant::now() + SHOWN, SHOWN);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { tick, at: Instant::now(), counts: [0; 3] }
    }

    /// How many of each a second since the last time.
    fn next(&mut self, counts: [u64; 3]) -> [f64; 3] {
        let seconds = self.at.elapsed().as_secs_f64().max(0.001);
        let before = std::mem::replace(&mut self.counts, counts);
        self.at = Instant::now();
        std::array::from_fn(|kind| (counts[kind] - before[kind]) as f64 / seconds)
    }
}

/// A rate in a few characters.
fn brief(rate: f64) -> String {
    match rate {
        1e6.. => format!("{:.1}M", rate / 1e6),
        1e4.. => format!("{:.1}k", rate / 1e3),
        _ => format!("{rate:.0}"),
    }
}
