//! What the management API orders: messages in and out without a connection.

use bytes::Bytes;

use super::State;
use super::arguments::QueueType;
use super::channel::{Settle, Unacked};
use super::deliver::with_delivery_count;
use super::fault::Outcome;
use super::ids::ConnectionId;
use super::message::{Draft, Entry};
use super::names::{self, Name};
use super::publish::Fate;
use super::users::Access;
use crate::wire::Publish;

/// No connection ever has this number.
const NOBODY: ConnectionId = ConnectionId(0);

/// A message that was taken off a queue.
#[derive(Debug)]
pub struct Taken {
    /// The message.
    pub entry: Entry,
    /// Its properties as a client would get them.
    pub properties: Bytes,
    /// How many waited behind it.
    pub left: usize,
}

impl State {
    /// Publishes a message for a user, and tells what became of it. `properties` are raw; `key` has at most 255 bytes.
    ///
    /// It does not wait when memory is short: nobody could be told to.
    ///
    /// # Errors
    /// 403, 404, or 406 for what is wrong with its properties.
    pub fn publish_as(
        &mut self,
        user: &str,
        vhost: &Name,
        exchange: &str,
        key: &str,
        properties: &[u8],
        body: &[u8],
    ) -> Outcome<Fate> {
        let mut draft = Draft::new(key.as_bytes(), properties, body.len() as u64);
        draft.push(body);
        let exchange = Bytes::copy_from_slice(exchange.as_bytes());
        let key = Bytes::copy_from_slice(key.as_bytes());
        let publish = Publish { exchange, key, mandatory: true, immediate: false };
        let prepared = self.prepare(user, vhost, &publish, draft)?;
        Ok(self.finish_publish(NOBODY, 0, prepared))
    }

    /// Takes messages off a queue for a user: for good, or to settle them when all are taken.
    ///
    /// # Errors
    /// 403, 404, 405.
    pub fn take_as(
        &mut self,
        user: &str,
        vhost: &Name,
        name: &str,
        count: usize,
        how: Option<Settle>,
    ) -> Outcome<Vec<Taken>> {
        self.permit(user, vhost, Access::Read, name, || names::queue(name, vhost))?;
        let id = self.queue_or_404(vhost, name)?;
        self.not_anothers(id, None)?;
        let mut all = Vec::new();
        while all.len() < count
            && let Some(entry) = self.take_one(id, how.is_none())?
        {
            let Some(queue) = self.queues.get_mut(&id) else { break };
            if how.is_some() {
                queue.unacked += 1;
                queue.unacked_gets += 1;
                queue.unacked_bytes += entry.message.body_len();
            }
            let raw = entry.message.properties();
            let counted = (queue.options.queue_type == QueueType::Quorum)
                .then(|| with_delivery_count(raw, entry.returns))
                .flatten();
            let properties = counted.unwrap_or_else(|| Bytes::copy_from_slice(raw));
            all.push(Taken { entry, properties, left: queue.ready() });
        }
        if let Some(how) = how {
            let unacked = |taken: &Taken| Unacked { queue: id, consumer: None, entry: taken.entry.clone() };
            self.settle_all(NOBODY, 0, all.iter().map(unacked), how);
        }
        Ok(all)
    }

    /// Ends an order: buries the dead, and looks after memory.
    pub fn settle_order(&mut self) {
        self.settle_batch(NOBODY);
    }
}
