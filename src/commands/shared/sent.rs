//! What is said of messages that were sent, or were not.

use crate::amqp::{Fault, Kind};
use crate::exit;

/// Longest text that is repeated on stderr.
const PREVIEW: usize = 200;

/// Of how a stream ended and of what its last messages were answered, what is to be told: the first that went wrong, but a
/// message that is not where it should be before anything else.
pub(super) fn foremost(ended: anyhow::Result<()>, answered: anyhow::Result<()>) -> anyhow::Result<()> {
    match (&ended, &answered) {
        (Err(early), Err(late)) if line_of(early).is_none() && line_of(late).is_some() => answered,
        _ => ended.and(answered),
    }
}

/// Which line an error is about.
fn line_of(error: &anyhow::Error) -> Option<u64> {
    error.downcast_ref::<Fault>().and_then(|fault| fault.mark)
}

/// A message came back.
pub(super) fn is_returned(error: &anyhow::Error) -> bool {
    error.downcast_ref::<Fault>().is_some_and(|fault| fault.kind == Kind::Returned)
}

/// What the broker said of a message that it refused.
pub(super) fn nacked(error: &anyhow::Error) -> Option<Fault> {
    error.downcast_ref::<Fault>().filter(|fault| fault.kind == Kind::Nacked).cloned()
}

/// Adds to an error how much was done all the same.
pub(super) fn counted(error: anyhow::Error, done: u64, unconfirmed: bool) -> anyhow::Error {
    let line = line_of(&error);
    let Some(mut complaint) = exit::complaint(&error) else { return error };
    // Without confirms nobody knows how far those came; the one that failed is among them.
    let word = if unconfirmed { "handed over without confirms" } else { "published and confirmed" };
    let what = if complaint.what.is_empty() { "stopped by a signal" } else { &complaint.what };
    let line = line.map(|line| format!("line {line}: ")).unwrap_or_default();
    complaint.what = format!("{line}{what}; {} {word}", messages(done));
    complaint.into()
}

/// So many messages.
pub(super) fn messages(count: u64) -> String {
    if count == 1 { "1 message".to_owned() } else { format!("{count} messages") }
}

/// A body as a line of ours may repeat it: short text as it is, anything else by its size.
#[must_use]
pub fn preview(body: &[u8]) -> String {
    match std::str::from_utf8(body) {
        Ok(text) if text.len() <= PREVIEW => text.trim_end_matches(['\r', '\n']).to_owned(),
        _ => format!("{} bytes", body.len()),
    }
}
