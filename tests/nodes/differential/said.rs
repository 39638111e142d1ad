//! Owns what a broker has said on a channel in answer to one step, brought into the order in which it is compared.
//!
//! What AMQP or RabbitMQ leave open is left out: the order between deliveries to different consumers and between
//! confirms, and how many of those one frame has.

use std::collections::{BTreeMap, BTreeSet};

/// What was said so far.
#[derive(Default)]
pub struct Said {
    lines: Vec<String>,
    /// Consumer tag to deliveries.
    deliveries: BTreeMap<String, Vec<(u64, String)>>,
    confirmed: BTreeSet<u64>,
    rejected: BTreeSet<u64>,
}

impl Said {
    /// Something whose place among the others matters.
    pub fn line(&mut self, line: String) {
        self.lines.push(line);
        // Among cancels of several consumers it does not.
        let cancels = self.lines.iter().rev().take_while(|line| line.starts_with("basic.cancel ")).count();
        let first = self.lines.len() - cancels;
        self.lines[first..].sort();
    }

    /// Whether the last line is a message that was got.
    pub fn ends_with_message(&self) -> bool {
        self.lines.last().is_some_and(|line| line.starts_with("basic.get-ok"))
    }

    /// A delivery.
    pub fn delivery(&mut self, consumer: String, tag: u64, text: String) {
        self.deliveries.entry(consumer).or_default().push((tag, text));
    }

    /// A confirm.
    pub fn confirm(&mut self, number: u64, positive: bool) {
        let confirms = if positive { &mut self.confirmed } else { &mut self.rejected };
        confirms.insert(number);
    }

    /// All of it.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = self.lines.clone();
        let certain = self.deliveries.len() == 1;
        let mut tags = BTreeSet::new();
        for (consumer, deliveries) in &self.deliveries {
            for (tag, text) in deliveries {
                tags.insert(tag);
                let tag = if certain { format!(" tag {tag}") } else { String::new() };
                lines.push(format!("to '{consumer}'{tag}: {text}"));
            }
        }
        if !certain && !tags.is_empty() {
            lines.push(format!("tags {tags:?}"));
        }
        for (what, numbers) in [("confirmed", &self.confirmed), ("rejected", &self.rejected)] {
            if !numbers.is_empty() {
                lines.push(format!("{what} {numbers:?}"));
            }
        }
        lines
    }
}
