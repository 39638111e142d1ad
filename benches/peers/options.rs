//! Owns the options of this benchmark.

use clap::Parser;

use super::works::WORKS;

/// Messages of a bulk work, and of the larger flow whose memory is measured.
const FULL: Sizes = Sizes { rounds: 15, messages: 200_000, flow: 5_000_000 };
const QUICK: Sizes = Sizes { rounds: 3, messages: 100_000, flow: 1_000_000 };

struct Sizes {
    rounds: usize,
    messages: u64,
    flow: u64,
}

/// Measure rmq beside other clients on a RabbitMQ node of its own
#[derive(Parser)]
#[command(name = "cargo bench --bench peers --")]
pub struct Options {
    /// Measure in about four minutes: fewer rounds, fewer messages
    #[arg(long)]
    quick: bool,

    /// Measure only these works, separated by commas
    #[arg(long, value_name = "WORK", value_delimiter = ',', value_parser = WORKS.map(|work| work.key))]
    only: Vec<String>,

    /// Rounds of each work; works that take milliseconds get ten times as many
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    rounds: Option<u16>,

    /// Messages of each bulk work, and of the larger flow of `memory`
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1000..))]
    messages: Option<u64>,

    /// Print the table in Markdown
    #[arg(long)]
    pub markdown: bool,

    /// Given by cargo.
    #[arg(long, hide = true)]
    pub bench: bool,
}

impl Options {
    /// Whether a work is to be measured.
    pub fn wants(&self, key: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == key)
    }

    /// Rounds of a work of seconds.
    pub fn rounds(&self) -> usize {
        self.rounds.map_or(self.sizes().rounds, usize::from)
    }

    /// Messages of a bulk work.
    pub fn messages(&self) -> u64 {
        self.messages.unwrap_or(self.sizes().messages)
    }

    /// Messages of the larger flow whose memory is measured.
    pub fn flow(&self) -> u64 {
        self.messages.unwrap_or(self.sizes().flow)
    }

    fn sizes(&self) -> Sizes {
        if self.quick { QUICK } else { FULL }
    }
}
