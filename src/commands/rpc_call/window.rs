//! The requests that are under way, in their order, until their turn has come on stdout.

use std::collections::VecDeque;

use bytes::Bytes;
use tokio::time::Instant;

use crate::amqp::Message;

/// About how many bytes of requests and of early replies may be held; a single larger one still goes, alone.
const BYTES: usize = 8 * 1024 * 1024;

/// What became of the oldest request.
#[derive(Debug, PartialEq)]
pub(super) enum Turn {
    /// Its reply came.
    Replied(Message),
    /// None came in time.
    Overdue,
}

enum Slot {
    Waiting { until: Instant, body: Bytes },
    Replied(Message),
}

/// Requests by the number of their line.
pub(super) struct Window {
    slots: VecDeque<Slot>,
    /// Number of the first slot's line.
    first: u64,
    most: usize,
    bytes: usize,
}

impl Window {
    /// For at most so many requests. Lines count from 1.
    pub(super) fn new(most: u16) -> Self {
        Self { slots: VecDeque::new(), first: 1, most: most.into(), bytes: 0 }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    pub(super) fn has_room(&self) -> bool {
        self.slots.len() < self.most && self.bytes < BYTES
    }

    /// A request with this body has gone out, and is waited for until then. Answers its number.
    pub(super) fn sent(&mut self, body: Bytes, until: Instant) -> u64 {
        self.bytes += body.len();
        self.slots.push_back(Slot::Waiting { until, body });
        self.first + self.slots.len() as u64 - 1
    }

    /// The requests that have no reply yet, by their numbers.
    pub(super) fn waiting(&self) -> impl Iterator<Item = (u64, &Bytes)> {
        (self.first..).zip(&self.slots).filter_map(|(number, slot)| match slot {
            Slot::Waiting { body, .. } => Some((number, body)),
            Slot::Replied(_) => None,
        })
    }

    /// The number of the next request.
    pub(super) fn next(&self) -> u64 {
        self.first + self.slots.len() as u64
    }

    /// Puts a reply in its place; false when nobody waits for it.
    pub(super) fn replied(&mut self, number: u64, reply: Message) -> bool {
        let index = number.checked_sub(self.first).and_then(|index| usize::try_from(index).ok());
        match index.and_then(|index| self.slots.get_mut(index)) {
            Some(slot @ Slot::Waiting { .. }) => {
                self.bytes = self.bytes + reply.body.len() - slot.bytes();
                *slot = Slot::Replied(reply);
                true
            }
            _ => false,
        }
    }

    /// Takes the oldest request out if anything became of it until `now`, with its number.
    pub(super) fn turn(&mut self, now: Instant) -> Option<(u64, Turn)> {
        if self.slots.front().is_some_and(|slot| matches!(slot, Slot::Waiting { until, .. } if *until > now)) {
            return None;
        }
        let slot = self.slots.pop_front()?;
        self.bytes -= slot.bytes();
        self.first += 1;
        let turn = match slot {
            Slot::Replied(reply) => Turn::Replied(reply),
            Slot::Waiting { .. } => Turn::Overdue,
        };
        Some((self.first - 1, turn))
    }

    /// When the oldest request is overdue; it is the first of all to be so.
    pub(super) fn deadline(&self) -> Option<Instant> {
        match self.slots.front() {
            Some(Slot::Waiting { until, .. }) => Some(*until),
            _ => None,
        }
    }
}

impl Slot {
    fn bytes(&self) -> usize {
        match self {
            Self::Waiting { body, .. } => body.len(),
            Self::Replied(reply) => reply.body.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn reply(body: &str) -> Message {
        Message { body: body.to_owned().into(), ..Message::default() }
    }

    fn body(turn: Option<(u64, Turn)>) -> Option<(u64, String)> {
        match turn? {
            (number, Turn::Replied(reply)) => Some((number, String::from_utf8(reply.body.to_vec()).unwrap())),
            (number, Turn::Overdue) => Some((number, "overdue".to_owned())),
        }
    }

    fn request(bytes: usize) -> Bytes {
        vec![b'x'; bytes].into()
    }

    #[test]
    fn replies_come_out_in_the_order_of_the_requests() {
        let now = Instant::now();
        let later = now + Duration::from_secs(1);
        let mut window = Window::new(3);
        for number in 1..=3 {
            assert!(window.has_room());
            assert_eq!((window.next(), window.sent(request(10), later)), (number, number));
        }
        assert!(!window.has_room());
        assert!(window.replied(2, reply("b")));
        assert_eq!(window.waiting().map(|(number, _)| number).collect::<Vec<_>>(), [1, 3]);
        assert_eq!(window.turn(now), None, "the first has not had its turn");
        assert!(window.replied(1, reply("a")));
        assert_eq!(body(window.turn(now)), Some((1, "a".into())));
        assert_eq!(body(window.turn(now)), Some((2, "b".into())));
        assert_eq!(window.turn(now), None);
        assert!(window.has_room());
        assert_eq!(window.deadline(), Some(later));
        assert_eq!(body(window.turn(later)), Some((3, "overdue".into())));
        assert!(window.is_empty());
    }

    #[test]
    fn only_the_first_reply_to_a_request_that_waits_counts() {
        let now = Instant::now();
        let mut window = Window::new(9);
        window.sent(request(1), now);
        window.sent(request(1), now + Duration::from_secs(1));
        assert_eq!(body(window.turn(now)), Some((1, "overdue".into())));
        for number in [0, 1, 3, u64::MAX] {
            assert!(!window.replied(number, reply("late or unknown")), "{number}");
        }
        assert!(window.replied(2, reply("right")));
        assert!(!window.replied(2, reply("again")));
        assert_eq!(body(window.turn(now)), Some((2, "right".into())));
    }

    #[test]
    fn large_requests_and_early_replies_fill_it_before_its_count() {
        let now = Instant::now();
        let mut window = Window::new(9);
        window.sent(request(BYTES), now);
        assert!(!window.has_room());
        assert!(window.replied(1, reply("small")));
        assert!(window.has_room());
        window.sent(request(1), now);
        assert!(window.replied(2, Message { body: vec![0; BYTES].into(), ..Message::default() }));
        assert!(!window.has_room());
        window.turn(now);
        window.turn(now);
        assert!(window.has_room());
        assert_eq!(window.bytes, 0);
    }
}
