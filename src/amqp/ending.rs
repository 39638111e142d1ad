//! How what is consumed ends: the messages come by a lane, and the library tells the end.

use std::collections::VecDeque;
use std::task::{Context, Poll, ready};

use futures_util::StreamExt as _;
use lapin::Error;

use super::link::{Event, Lane};

/// That a consumer ended, and with which error, kept so that it can be told more than once.
#[derive(Default)]
pub(super) struct Ending(Option<Option<Error>>);

impl Ending {
    /// As [`Lane::poll_fetch`]; ready with false when nothing is left and `stream` has told the end.
    pub(super) fn poll_fetch(
        &mut self,
        cx: &mut Context<'_>,
        lane: &Lane,
        stream: &mut lapin::Consumer,
        events: &mut VecDeque<Event>,
    ) -> Poll<bool> {
        loop {
            if let Poll::Ready(true) = lane.poll_fetch(cx, events) {
                return Poll::Ready(true);
            }
            if self.0.is_some() {
                return Poll::Ready(false);
            }
            // The stream tells its end only once. What came before it is looked for again.
            match ready!(stream.poll_next_unpin(cx)) {
                Some(Ok(_)) => {}
                Some(Err(error)) => self.0 = Some(Some(error)),
                None => self.0 = Some(None),
            }
        }
    }

    /// The error that it came with.
    pub(super) fn error(&self) -> Option<Error> {
        self.0.clone().flatten()
    }
}
