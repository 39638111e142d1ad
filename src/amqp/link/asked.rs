//! What a lane asks of the broker past the library, and what comes of it.

use std::collections::VecDeque;

use bytes::Bytes;
use lapin::protocol::AMQPClass;
use lapin::protocol::basic::{AMQPMethod, Cancel, Consume, Qos};
use lapin::types::ShortString;

use super::lane::{Event, Lane};

const QOS_OK: [u8; 4] = [0, 60, 0, 11];
const CANCEL: [u8; 4] = [0, 60, 0, 30];
const CANCEL_OK: [u8; 4] = [0, 60, 0, 31];

/// Questions without an answer yet, and the consumer of which the library knows nothing.
#[derive(Default)]
pub(super) struct Asked {
    /// Methods that answer, in this order, because a broker answers what one channel asks in turn; and what of them is to
    /// be known.
    answers: VecDeque<([u8; 4], Option<Event>)>,
    /// The tag of the present consumer.
    tag: Option<ShortString>,
}

impl Asked {
    /// Whether a method is an answer, or about the consumer; and what of it is to be known.
    pub(super) fn recognise(&mut self, payload: &Bytes) -> Option<Option<Event>> {
        if self.answers.front().is_some_and(|(answer, _)| payload.starts_with(answer)) {
            return self.answers.pop_front().map(|(_, known)| known);
        }
        let tag = self.tag.as_ref()?.as_str().as_bytes();
        let (length, named) = payload.strip_prefix(&CANCEL)?.split_first()?;
        (usize::from(*length) == tag.len() && named.starts_with(tag)).then_some(Some(Event::Cancelled))
    }
}

impl Lane {
    /// Begins a consumer with this prefetch, and expects as many deliveries and one for each that is settled. That it has
    /// begun is an event; a broker that refuses closes the channel.
    pub(in crate::amqp) fn consume(&self, queue: &ShortString, tag: &ShortString, prefetch: u16) {
        self.expect(prefetch.into());
        let qos = AMQPMethod::Qos(Qos { prefetch_count: prefetch, global: false });
        // RabbitMQ (3.10.8) breaks down when a consumer is cancelled before it has sent consume-ok. So that is not asked for,
        // but something that is answered behind it.
        let consume = AMQPMethod::Consume(Consume {
            queue: queue.clone(),
            consumer_tag: tag.clone(),
            nowait: true,
            ..Consume::default()
        });
        self.ask(&[qos.clone(), consume, qos], |asked| {
            asked.answers.extend([(QOS_OK, None), (QOS_OK, Some(Event::Begun))]);
            asked.tag = Some(tag.clone());
        });
    }

    /// Cancels a consumer. The answer is an event, behind everything that was delivered to it; what is settled from now on
    /// lets the broker send nothing more.
    pub(in crate::amqp) fn cancel(&self, tag: &ShortString) {
        let cancel = AMQPMethod::Cancel(Cancel { consumer_tag: tag.clone(), nowait: false });
        self.ask(&[cancel], |asked| asked.answers.push_back((CANCEL_OK, Some(Event::CancelOk))));
    }

    /// Where the channel is closed, nothing is asked: the end of it tells why.
    fn ask(&self, methods: &[AMQPMethod], note: impl FnOnce(&mut Asked)) {
        self.noting(note, |outbox, channel| {
            methods.iter().for_each(|method| outbox.put_method(channel, &AMQPClass::Basic(method.clone())));
        });
    }
}
