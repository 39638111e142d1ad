//! Messages that are published and not yet answered for, in the order of their publishing.

use std::collections::VecDeque;
use std::sync::Arc;

use bytes::Bytes;

use super::link::{Content, Event};
use super::publisher::nacked_fault;
use super::{Address, Envelope, Fault, Returned};
use crate::wire::Incoming;

/// One message.
pub struct Slot {
    /// Address and properties.
    pub envelope: Arc<Envelope>,
    /// Body.
    pub body: Bytes,
    /// What the publisher calls it.
    pub mark: u64,
    /// Why it came back, in the broker's words.
    returned: Option<String>,
    /// The broker's answer: whether it was refused (`basic.nack`).
    nacked: Option<bool>,
}

impl Slot {
    /// Bytes of all that is held for it.
    fn size(&self) -> usize {
        self.body.len() + self.envelope.properties.len()
    }

    /// The message as one that came back, if it did.
    pub(super) fn returned(&self) -> Option<Returned> {
        let Address { exchange, key } = &self.envelope.address;
        self.returned.clone().map(|reason| Returned {
            exchange: exchange.to_string(),
            key: key.to_string(),
            reason,
            mark: Some(self.mark),
        })
    }

    /// What is to be said of a message that was answered for.
    pub(super) fn verdict(&self, nacked: bool) -> Result<(), Fault> {
        match self.returned() {
            Some(returned) => Err(returned.into()),
            None if nacked => Err(nacked_fault()),
            None => Ok(()),
        }
    }
}

/// Those of one channel. The broker numbers what it is sent from 1 (<https://www.rabbitmq.com/docs/confirms>).
pub(super) struct InFlight {
    slots: VecDeque<Slot>,
    /// The number of the first.
    first: u64,
    /// Bytes of all bodies and properties.
    bytes: usize,
    /// Messages that were answered for, ever.
    answered: u64,
}

impl InFlight {
    pub(super) fn new() -> Self {
        Self { slots: VecDeque::new(), first: 1, bytes: 0, answered: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.slots.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Bytes of all bodies and properties.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Messages that the broker has answered for, settled or not.
    pub(super) fn answered(&self) -> u64 {
        self.answered
    }

    pub(super) fn push(&mut self, envelope: Arc<Envelope>, body: Bytes, mark: u64) {
        let slot = Slot { envelope, body, mark, returned: None, nacked: None };
        self.bytes += slot.size();
        self.slots.push_back(slot);
    }

    /// Takes note of what came; answers with a message that came back and was not sent here, or long ago.
    pub(super) fn take_note(&mut self, event: Event) -> Option<Returned> {
        match event {
            Event::Confirm { tag, multiple, nacked } => self.answer(tag, multiple, nacked),
            Event::Message(Content { method: Incoming::Return { text, exchange, key }, properties, body }) => {
                let reason = String::from_utf8_lossy(&text);
                if self.give_back([&exchange, &key], [&properties, &body], &reason).is_none() {
                    let [exchange, key] = [exchange, key].map(|name| String::from_utf8_lossy(&name).into());
                    return Some(Returned { exchange, key, reason: reason.into(), mark: None });
                }
            }
            Event::Message(_) | Event::Begun | Event::CancelOk | Event::Cancelled => {}
        }
        None
    }

    /// A message came back. Nothing says which it was, but they come back in the order in which they were sent: it is the
    /// first with this exchange, key, properties and body that has not. Where a broker has rewritten the properties, the
    /// first with the others. `None` when there is none.
    pub(super) fn give_back(&mut self, address: [&[u8]; 2], content: [&[u8]; 2], reason: &str) -> Option<u64> {
        let [properties, body] = content;
        let mut alike = self.slots.iter_mut().enumerate().filter(|(_, slot)| {
            let Address { exchange, key } = &slot.envelope.address;
            slot.returned.is_none()
                && slot.nacked.is_none()
                && address == [exchange.as_bytes(), key.as_bytes()]
                && slot.body == body
        });
        let (first, slot) = alike.next()?;
        let index = if slot.envelope.properties == properties {
            first
        } else {
            alike.find(|(_, slot)| slot.envelope.properties == properties).map_or(first, |(index, _)| index)
        };
        let slot = self.slots.get_mut(index)?;
        slot.returned = Some(reason.to_owned());
        Some(slot.mark)
    }

    /// The broker answers for message number `tag`, or for all up to it; 0 is all there are.
    pub(super) fn answer(&mut self, tag: u64, multiple: bool, nacked: bool) {
        let count = self.slots.len();
        let upto = match tag {
            0 => count,
            _ => usize::try_from(tag.saturating_sub(self.first).saturating_add(1)).unwrap_or(usize::MAX).min(count),
        };
        // A number that was answered for before, or is yet to come, is nobody's; and no message has the number 0.
        let all = multiple && tag == 0;
        if !all && (tag < self.first || tag - self.first >= count as u64 && !multiple) {
            return;
        }
        let from = if multiple { 0 } else { upto - 1 };
        for slot in self.slots.range_mut(from..upto) {
            self.answered += u64::from(slot.nacked.is_none());
            slot.nacked.get_or_insert(nacked);
        }
    }

    /// Takes the first message when it was answered for; and whether it was refused.
    pub(super) fn settle(&mut self) -> Option<(Slot, bool)> {
        let nacked = self.slots.front()?.nacked?;
        let slot = self.slots.pop_front()?;
        self.first += 1;
        self.bytes -= slot.size();
        Some((slot, nacked))
    }

    /// Gives up on all of them, and gives them back in their order.
    pub(super) fn give_up(&mut self) -> VecDeque<Slot> {
        self.first += self.slots.len() as u64;
        self.bytes = 0;
        std::mem::take(&mut self.slots)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::amqp::{Properties, ShortStr};

    fn three() -> InFlight {
        let address = Address { exchange: ShortStr::fixed("x"), key: ShortStr::fixed("k") };
        let envelope = Arc::new(Envelope::new(address, &Properties::default()));
        let mut in_flight = InFlight::new();
        for (mark, body) in [(10, "a"), (11, "b"), (12, "b")] {
            in_flight.push(envelope.clone(), Bytes::from(body), mark);
        }
        in_flight
    }

    fn settled(in_flight: &mut InFlight) -> Vec<(u64, bool)> {
        std::iter::from_fn(|| in_flight.settle()).map(|(slot, nacked)| (slot.mark, nacked)).collect()
    }

    #[test]
    fn answers_may_come_in_any_order_and_settle_in_one() {
        let mut in_flight = three();
        in_flight.answer(2, false, true);
        assert_eq!(settled(&mut in_flight), []);
        in_flight.answer(1, false, false);
        assert_eq!(settled(&mut in_flight), [(10, false), (11, true)]);
        assert_eq!((in_flight.len(), in_flight.bytes()), (1, 3), "two bytes are the flags");
        in_flight.answer(3, true, false);
        assert_eq!(settled(&mut in_flight), [(12, false)]);
    }

    #[test]
    fn an_answer_for_several_leaves_what_was_answered_before() {
        let mut in_flight = three();
        in_flight.answer(2, false, true);
        in_flight.answer(3, true, false);
        assert_eq!(settled(&mut in_flight), [(10, false), (11, true), (12, false)]);
        let mut in_flight = three();
        in_flight.answer(0, true, false);
        assert_eq!(settled(&mut in_flight).len(), 3);
    }

    #[test]
    fn an_answer_for_what_is_not_there_is_nobodys() {
        let mut in_flight = three();
        in_flight.answer(4, false, false);
        in_flight.answer(u64::MAX, false, false);
        assert_eq!(settled(&mut in_flight), []);
        in_flight.answer(0, false, false);
        assert_eq!(settled(&mut in_flight), []);
        in_flight.answer(u64::MAX, true, false);
        assert_eq!(settled(&mut in_flight).len(), 3);
        for multiple in [false, true] {
            for tag in [0, 1, 4, u64::MAX] {
                in_flight.answer(tag, multiple, false);
            }
        }
        in_flight.answer(1, true, false);
        in_flight.answer(2, false, false);
        assert!(in_flight.is_empty());
    }

    #[test]
    fn what_comes_back_is_known_by_its_address_and_body() {
        let mut in_flight = three();
        assert_eq!(in_flight.give_back([b"x", b"k"], [&[0, 0], b"b"], "NO_ROUTE"), Some(11));
        assert_eq!(in_flight.give_back([b"x", b"k"], [&[0, 0], b"b"], "NO_ROUTE"), Some(12));
        assert_eq!(in_flight.give_back([b"x", b"k"], [&[0, 0], b"b"], "NO_ROUTE"), None);
        assert_eq!(in_flight.give_back([b"x", b"other"], [&[0, 0], b"a"], "NO_ROUTE"), None);
    }

    #[test]
    fn of_those_with_the_same_body_it_is_the_one_with_its_properties() {
        let mut in_flight = three();
        let mut slots = in_flight.slots.iter_mut();
        let envelope = slots.next_back().map(|slot| (slot.envelope.address.clone(), slot)).unwrap();
        envelope.1.envelope = Arc::new(Envelope::new(envelope.0, &Properties::default().with_priority(7)));
        let rewritten = [0xff, 0xff];
        assert_eq!(in_flight.give_back([b"x", b"k"], [&[8, 0, 7], b"b"], "NO_ROUTE"), Some(12));
        assert_eq!(in_flight.give_back([b"x", b"k"], [&rewritten, b"b"], "NO_ROUTE"), Some(11));
    }
}
