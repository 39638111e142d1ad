//! How to end: whether what was asked for was done, and if not, what is to be said of it.

use super::Args;
use super::queue::TestQueue;
use super::summary::{Ended, Summary};
use crate::exit::{Complaint, Exit};

impl Summary {
    /// Judges; `left` is how many messages are in the queue, when some are missing and the broker told.
    ///
    /// # Errors
    /// What was not as it should be.
    pub(super) fn verdict(&self, args: &Args, queue: &TestQueue, left: Option<u32>) -> Result<(), Complaint> {
        match &self.ended {
            Ended::Failed(complaint) => return Err(complaint.clone()),
            Ended::Signal(signal) => return Err(signal.complaint()),
            Ended::Duration | Ended::Count | Ended::Quiet => {}
        }
        self.all_confirmed(args)?;
        self.all_received(args, queue, left)?;
        self.as_many_as_asked(args)
    }

    fn all_confirmed(&self, args: &Args) -> Result<(), Complaint> {
        let (Some(sent), Some(confirmed)) = (self.totals.sent, self.totals.confirmed) else { return Ok(()) };
        let open = sent.messages.saturating_sub(confirmed.messages);
        if self.drained || open == 0 {
            return Ok(());
        }
        let drain = humantime::format_duration(args.drain);
        let what = format!("{open} of {} messages were not confirmed within {drain}", sent.messages);
        let late = Complaint::new(Exit::TimedOut, what);
        Err(match &self.totals.blocked {
            Some(reason) => late
                .because(format!("the broker takes no messages for now: {reason}"))
                .advise("free what it is short of (rabbitmq-diagnostics alarms)"),
            None => late.because("the broker did not answer").advise("see that it is well; --drain allows more time"),
        })
    }

    fn all_received(&self, args: &Args, queue: &TestQueue, left: Option<u32>) -> Result<(), Complaint> {
        let missing = self.missing(args);
        if missing == 0 {
            return Ok(());
        }
        let sent = self.totals.sent.map_or(0, |sent| sent.messages);
        let drain = humantime::format_duration(args.drain);
        let what = format!("{missing} of {sent} messages did not arrive within {drain}");
        let lost = Complaint::new(Exit::Expectation, what);
        Err(match left {
            Some(left) if u64::from(left) >= missing => lost
                .because("they are still in the queue: consumers were slower than producers")
                .advise("--drain allows more time, --rate publishes less, --consumers takes more"),
            Some(left) if queue.before.consumers > 0 => lost
                .because(format!("the queue has other consumers, and {left} messages"))
                .advise("stop the other consumers, or leave out --queue"),
            Some(left) => lost
                .because(format!("the broker confirmed or took them, and has {left} in the queue"))
                .advise("see the queue's limits (length, time to live) and its policies"),
            None => lost.because("the broker does not tell what is in the queue").advise("see the broker's log"),
        })
    }

    fn as_many_as_asked(&self, args: &Args) -> Result<(), Complaint> {
        let (flow, done) = match (self.totals.sent, self.totals.received) {
            (Some(sent), _) => (sent, "published"),
            (None, Some(received)) => (received, "received"),
            (None, None) => return Ok(()),
        };
        let Some(count) = args.count.filter(|count| flow.messages < *count) else { return Ok(()) };
        let what = format!("only {} of {count} messages were {done}", flow.messages);
        let fewer = Complaint::new(Exit::Expectation, what);
        Err(match self.ended {
            Ended::Quiet => fewer
                .because(format!("nothing came for {}", humantime::format_duration(args.drain)))
                .advise("take fewer with --count; --drain waits longer for more to come"),
            _ => fewer.because("--duration ran out"),
        })
    }
}
