//! One look after the other: a broker that goes away is waited for, and the watch goes on when it is back.

use tokio::time::Instant;

use super::sample::Sample;
use super::source::Source;
use super::trouble::{Outlook, outlook};
use crate::amqp::{Backoff, Reconnect};
use crate::commands::shared::{in_words, retry};

/// The looks of a watch.
pub(super) struct Looks<'s, 'a> {
    pub(super) source: &'s mut Source<'a>,
    backoff: Backoff,
    /// When the broker that is asked began to answer; `None` until it has answered once.
    since: Option<Instant>,
    /// What was said of the last look, if it failed.
    said: Option<String>,
}

impl<'s, 'a> Looks<'s, 'a> {
    /// None yet.
    ///
    /// # Errors
    /// Wrong settings.
    pub(super) fn new(source: &'s mut Source<'a>) -> anyhow::Result<Self> {
        let policy = source.context.settings()?.reconnect.unwrap_or(Reconnect::Forever);
        Ok(Self { source, backoff: Backoff::new(policy), since: None, said: None })
    }

    /// Looks, for as long as it takes where the broker has gone. `None` when there is nothing to be seen now, which was
    /// told, and may be at the next look.
    ///
    /// # Errors
    /// A first look that fails; a refusal; a broker that does not come back; a signal.
    pub(super) async fn next(&mut self) -> anyhow::Result<Option<Sample>> {
        let mut outcome = self.source.sample().await;
        let Some(since) = self.since else {
            self.since = Some(Instant::now());
            return outcome.map(Some);
        };
        if let Err(error) = outcome {
            outcome = match outlook(&error) {
                Outlook::Again => {
                    let patience = self.source.context.settings()?.connect_timeout;
                    self.backoff.held(since.elapsed(), error.downcast_ref(), patience);
                    self.wait(error).await
                }
                Outlook::Later | Outlook::End => Err(error),
            };
        }
        match outcome {
            Ok(sample) => {
                self.said = None;
                Ok(Some(sample))
            }
            Err(error) if self.source.context.is_stopped() || outlook(&error) != Outlook::Later => Err(error),
            Err(error) => {
                self.tell(in_words(&error));
                Ok(None)
            }
        }
    }

    /// Looks again and again, until there is an answer.
    async fn wait(&mut self, error: anyhow::Error) -> anyhow::Result<Sample> {
        let (context, source) = (self.source.context, &mut self.source);
        let may_pass = |error: &anyhow::Error| outlook(error) == Outlook::Again;
        let attempt = async || match source.sample_anywhere().await {
            // An answer, although there is nothing to be seen.
            Err(error) if !context.is_stopped() && outlook(&error) == Outlook::Later => Ok(Err(error)),
            outcome => outcome.map(Ok),
        };
        let answer = context.unless_stopped(retry(context, &mut self.backoff, error, may_pass, attempt)).await?;
        self.since = Some(Instant::now());
        answer
    }

    /// Says why there is nothing to be seen: once, not at each look.
    fn tell(&mut self, words: String) {
        if self.said.as_ref() != Some(&words) {
            self.source.context.output.warn(&words);
            self.said = Some(words);
        }
    }
}
