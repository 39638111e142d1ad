//! Channels that are not in use: one to be used again, and those that are done with.
//!
//! To open a channel is a round trip, to close one is another, and each is a process more at the broker. So a channel on
//! which nothing was set is handed to whoever needs one next, and one that is done with stays until the connection is
//! closed, which closes it too.

use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lapin::Channel;

/// Most channels that stay although they are done with.
const MOST: usize = 8;

/// See the module. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Shelf(Arc<Mutex<Channels>>);

#[derive(Default)]
struct Channels {
    spare: Option<Channel>,
    done: Vec<Channel>,
}

impl Shelf {
    /// A std lock, never held across an await.
    fn lock(&self) -> MutexGuard<'_, Channels> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A channel that somebody put back.
    pub(super) fn take(&self) -> Option<Channel> {
        self.lock().spare.take()
    }

    /// Puts a channel back on which nothing was set, and which was not closed.
    pub(super) fn put_back(&self, channel: Channel) {
        self.lock().spare = Some(channel);
    }

    /// A channel that stays when it is dropped.
    pub(super) fn hold(&self, channel: Channel) -> Held {
        Held { channel, shelf: self.clone() }
    }
}

/// A channel in use.
pub(super) struct Held {
    channel: Channel,
    shelf: Shelf,
}

impl Deref for Held {
    type Target = Channel;

    fn deref(&self) -> &Channel {
        &self.channel
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut channels = self.shelf.lock();
        if channels.done.len() < MOST {
            // The last copy that goes closes the channel.
            channels.done.push(self.channel.clone());
        }
    }
}
