//! The arguments: ours, a filter, and those of libtest, which `cargo test` hands to every target alike.

use super::fault::{Fault, Scale};

/// What libtest takes a value for.
const WITH_VALUE: [&str; 7] = ["--color", "--format", "--logfile", "--shuffle-seed", "--test-threads", "--skip", "-Z"];

/// What was asked for.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Options {
    pub full: bool,
    pub markdown: bool,
    pub list: bool,
    names: Vec<String>,
    skipped: Vec<String>,
}

impl Options {
    /// Reads them. What nobody knows is left to the targets that do.
    pub fn parse(args: impl Iterator<Item = String>) -> Self {
        let (mut options, mut args) = (Self::default(), args);
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--full" => options.full = true,
                "--markdown" => options.markdown = true,
                "--list" => options.list = true,
                "--skip" => options.skipped.extend(args.next()),
                flag if WITH_VALUE.contains(&flag) => _ = args.next(),
                flag if flag.starts_with('-') => {}
                _ => options.names.push(arg),
            }
        }
        options
    }

    /// How large the faults are to be.
    pub fn scale(&self) -> Scale {
        Scale { full: self.full }
    }

    /// Whether this one is to be run.
    pub fn wants(&self, fault: &Fault) -> bool {
        let within = |name: &String| fault.name.contains(name.as_str());
        let named = self.names.is_empty() || self.names.iter().any(within);
        named && !self.skipped.iter().any(within) && (self.full || fault.short)
    }
}
