//! What the counters must not exceed, or fall short of.

use clap::Args;

use super::sample::Row;

/// Conditions on each queue that is shown. One that does not hold ends the program with 3.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Thresholds (exit 3)")]
pub(super) struct Thresholds {
    /// Fail when a queue has more ready messages than this
    #[arg(long, value_name = "N")]
    max_ready: Option<u64>,

    /// Fail when a queue has more unacked messages than this
    #[arg(long, value_name = "N")]
    max_unacked: Option<u64>,

    /// Fail when a queue has fewer consumers than this
    #[arg(long, value_name = "N")]
    min_consumers: Option<u64>,
}

impl Thresholds {
    /// True when there is something that a passive declare can count.
    pub(super) fn can_be_counted(&self) -> bool {
        self.max_ready.is_some() || self.min_consumers.is_some()
    }

    /// True when only the management API can tell.
    pub(super) fn need_management(&self) -> bool {
        self.max_unacked.is_some()
    }

    /// The name of a counter that a condition needs, and that the broker has not sampled yet.
    pub(super) fn unknown(&self, row: &Row) -> Option<&'static str> {
        let needs = |limit: Option<u64>, value: Option<u64>| limit.is_some() && value.is_none();
        if needs(self.max_ready, row.ready) {
            Some("ready messages")
        } else if needs(self.max_unacked, row.unacked) {
            Some("unacked messages")
        } else if needs(self.min_consumers, row.consumers) {
            Some("consumers")
        } else {
            None
        }
    }

    /// One clause for each condition that does not hold. What is not known breaks none.
    pub(super) fn broken(&self, rows: &[Row]) -> Vec<String> {
        let mut broken = Vec::new();
        for row in rows {
            let name = &row.name;
            for (limit, value, what) in
                [(self.max_ready, row.ready, "ready"), (self.max_unacked, row.unacked, "unacked")]
            {
                if let (Some(limit), Some(value)) = (limit, value)
                    && value > limit
                {
                    let messages = if value == 1 { "message" } else { "messages" };
                    broken.push(format!("queue '{name}' has {value} {what} {messages}, more than {limit}"));
                }
            }
            if let (Some(limit), Some(value)) = (self.min_consumers, row.consumers)
                && value < limit
            {
                let consumers = if value == 1 { "consumer" } else { "consumers" };
                broken.push(format!("queue '{name}' has {value} {consumers}, fewer than {limit}"));
            }
        }
        broken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_condition_that_does_not_hold_is_one_line() {
        let thresholds = Thresholds { max_ready: Some(10), max_unacked: Some(0), min_consumers: Some(2) };
        let rows = [
            Row { ready: Some(12), unacked: Some(1), consumers: Some(1), ..Row::named("x") },
            Row { ready: Some(10), unacked: Some(0), consumers: Some(2), ..Row::named("fine") },
            Row::named("fresh"),
        ];
        assert_eq!(
            thresholds.broken(&rows),
            [
                "queue 'x' has 12 ready messages, more than 10",
                "queue 'x' has 1 unacked message, more than 0",
                "queue 'x' has 1 consumer, fewer than 2",
            ]
        );
    }

    #[test]
    fn only_a_counter_that_is_needed_can_be_unknown() {
        let fresh = Row { ready: Some(1), ..Row::named("fresh") };
        assert_eq!(Thresholds::default().unknown(&fresh), None);
        assert_eq!(Thresholds { max_ready: Some(1), ..Thresholds::default() }.unknown(&fresh), None);
        assert_eq!(Thresholds { min_consumers: Some(1), ..Thresholds::default() }.unknown(&fresh), Some("consumers"));
    }
}
