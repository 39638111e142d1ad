//! Transactions: `tx.select`, `tx.commit` and `tx.rollback`, and `confirm.select`, which excludes them (AMQP 0-9-1
//! section 1.9; RabbitMQ documentation, "Blocking Semantics").

use super::State;
use super::channel::{Channel, Confirms, Transaction};
use super::fault::{Outcome, Refusal};
use super::ids::ConnectionId;

impl Channel {
    /// From now on, publishes and acks wait for a commit.
    ///
    /// # Errors
    /// 406 on a channel with confirms.
    pub fn select_tx(&mut self) -> Outcome {
        if self.confirms.is_some() {
            return Err(Refusal::precondition("cannot switch from confirm to tx mode"));
        }
        self.transaction.get_or_insert_default();
        Ok(())
    }

    /// From now on, publishes are confirmed.
    ///
    /// # Errors
    /// 406 on a channel with transactions.
    pub fn select_confirms(&mut self) -> Outcome {
        if self.transaction.is_some() {
            return Err(Refusal::precondition("cannot switch from tx to confirm mode"));
        }
        self.confirms.get_or_insert_with(Confirms::default);
        Ok(())
    }

    fn end_transaction(&mut self) -> Outcome<Transaction> {
        let transaction = self.transaction.as_mut();
        transaction.map(std::mem::take).ok_or_else(|| Refusal::precondition("channel is not transactional"))
    }
}

impl State {
    /// Does what waits: publishes first, then acks.
    ///
    /// # Errors
    /// 406 on a channel without transactions.
    pub fn commit(&mut self, id: ConnectionId, number: u16) -> Outcome {
        let Some(channel) = self.channel(id, number) else { return Ok(()) };
        let Transaction { publishes, settles } = channel.end_transaction()?;
        for prepared in publishes {
            self.finish_publish(id, number, prepared);
        }
        for (_, unacked, how) in settles {
            self.settled(id, number, unacked, how);
        }
        Ok(())
    }

    /// Forgets what waits: what was to be settled is unacked as before.
    ///
    /// # Errors
    /// 406 on a channel without transactions.
    pub fn rollback(&mut self, id: ConnectionId, number: u16) -> Outcome {
        let Some(channel) = self.channel(id, number) else { return Ok(()) };
        let Transaction { settles, .. } = channel.end_transaction()?;
        channel.unacked.extend(settles.into_iter().map(|(tag, unacked, _)| (tag, unacked)));
        Ok(())
    }
}
