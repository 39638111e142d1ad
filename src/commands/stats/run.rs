//! Looking, printing and judging: once, or again and again.

use std::collections::BTreeSet;
use std::time::Duration;

use tokio::time::Instant;

use super::looks::Looks;
use super::report::{Format, render};
use super::sample::Sample;
use super::source::Source;
use super::{Args, sort};
use crate::exit::Exit;
use crate::output::repaint;

/// How long a queue may be too fresh to be judged. The broker samples its counters every five seconds, and scripts
/// create a queue and look at it at once.
const SAMPLING: Duration = Duration::from_secs(6);
const PAUSE: Duration = Duration::from_millis(500);

impl Args {
    /// Everything from the first question to the verdict.
    ///
    /// # Errors
    /// A first look that fails; stdout cannot be written to; a signal.
    pub(super) async fn look(&self, source: &mut Source<'_>, wait: Option<Duration>) -> anyhow::Result<Exit> {
        source.open(wait).await?;
        match self.interval() {
            None => self.once(source).await,
            Some(interval) => self.watch(source, interval).await,
        }
    }

    async fn once(&self, source: &mut Source<'_>) -> anyhow::Result<Exit> {
        let (mut sample, unsampled) = self.settled(source).await?;
        self.print(source, &mut sample, true).await?;
        let mut broken = self.thresholds.broken(&sample.rows);
        broken.extend(unsampled);
        Ok(judge(source, broken))
    }

    /// A sample that has every counter the thresholds need; and what is to be said of queues that never got theirs,
    /// because one that cannot be judged has not passed. Queues that turn up meanwhile are not waited for.
    async fn settled(&self, source: &mut Source<'_>) -> anyhow::Result<(Sample, Vec<String>)> {
        let deadline = Instant::now() + SAMPLING;
        let mut sample = source.sample().await?;
        let mut pending: BTreeSet<String> = self.unknown(&sample).map(|(name, _)| name.to_owned()).collect();
        while !pending.is_empty() && Instant::now() < deadline {
            source.pause(PAUSE).await?;
            sample = source.sample().await?;
            let still: BTreeSet<_> = self.unknown(&sample).map(|(name, _)| name.to_owned()).collect();
            pending.retain(|name| still.contains(name));
        }
        let words = self
            .unknown(&sample)
            .filter(|(name, _)| pending.contains(*name))
            .map(|(name, what)| format!("queue '{name}' cannot be judged: the broker does not tell its {what}"))
            .collect();
        Ok((sample, words))
    }

    fn unknown<'s>(&'s self, sample: &'s Sample) -> impl Iterator<Item = (&'s str, &'static str)> {
        sample.rows.iter().filter_map(|row| Some((row.name.as_str(), self.thresholds.unknown(row)?)))
    }

    /// Looks until a threshold is crossed or a signal comes. What is not sampled yet is judged at the next look.
    async fn watch(&self, source: &mut Source<'_>, interval: Duration) -> anyhow::Result<Exit> {
        let output = &source.context.output.clone();
        let watching = async {
            let mut looks = Looks::new(source)?;
            let mut first = true;
            loop {
                if let Some(mut sample) = looks.next().await? {
                    self.print(looks.source, &mut sample, first).await?;
                    first = false;
                    let broken = self.thresholds.broken(&sample.rows);
                    if !broken.is_empty() {
                        return Ok(judge(looks.source, broken));
                    }
                }
                looks.source.pause(interval).await?;
            }
        };
        tokio::select! {
            biased;
            ended = watching => ended,
            // Who has gone would else be heard of at the next sample only, which may be long in coming.
            error = output.reader_gone() => Err(error),
        }
    }

    /// Prints a sample: in place of the one before where the terminal can do that, else after it, under its time.
    async fn print(&self, source: &Source<'_>, sample: &mut Sample, first: bool) -> anyhow::Result<()> {
        let stdout = source.context.output.stdout();
        sort::sort(&mut sample.rows, &self.sort);
        let text = render(sample, self.format, stdout)?;
        let text = match self.format {
            Format::Table if self.watch.is_some() => {
                let text = format!("{}\n{text}", sample.time);
                match (stdout.animated, first) {
                    (true, first) => repaint(&text, first),
                    (false, true) => text,
                    (false, false) => format!("\n{text}"),
                }
            }
            Format::Table | Format::Json => text,
        };
        source.context.output.write(text.into_bytes()).await
    }
}

/// Tells each condition that does not hold, and how to end.
fn judge(source: &Source<'_>, broken: Vec<String>) -> Exit {
    if broken.is_empty() {
        return Exit::Done;
    }
    for what in broken {
        source.context.output.complain(&what, None, None);
    }
    Exit::Expectation
}
