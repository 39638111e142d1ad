//! Messages come in parts: method, content header, body (AMQP 0-9-1 section 2.3.5.2).

use super::names::{BASIC, PUBLISH};
use super::{Complaint, Next};
use crate::broker::state::State;
use crate::broker::state::channel::{Channel, Content};
use crate::broker::state::fault::Refusal;
use crate::broker::state::ids::ConnectionId;
use crate::broker::state::message::Draft;
use crate::wire::{self, Frame, Publish};

/// The largest body, in bytes: RabbitMQ's default `max_message_size`.
const LARGEST: u64 = 134_217_728;

impl State {
    /// `basic.publish` came; its content is to follow.
    pub(super) fn expect_content(&mut self, id: ConnectionId, number: u16, publish: Publish) {
        if let Some(channel) = self.channel(id, number) {
            channel.content = Some(Content::Header(publish));
        }
    }

    pub(super) fn on_header(&mut self, id: ConnectionId, number: u16, frame: &Frame) -> Result<Next, Complaint> {
        let publish = match self.channel(id, number) {
            None => return Err(expected_method()),
            Some(Channel { closing: true, .. }) => return Ok(Next::Read),
            Some(channel) => match channel.content.take() {
                Some(Content::Header(publish)) => publish,
                Some(Content::Body(..)) => {
                    return Err(unexpected("expected content body, got non content body frame instead"));
                }
                None => return Err(expected_method()),
            },
        };
        let content = wire::content_header(&frame.payload)?;
        if content.body_size > LARGEST {
            let words = format!("message size {} is larger than configured max size {LARGEST}", content.body_size);
            return Err(Refusal::precondition(words).during(BASIC, PUBLISH));
        }
        let addressed = self.with_reply_address(id, number, &content.properties);
        let properties = addressed.as_ref().unwrap_or(&content.properties);
        let draft = Draft::new(&publish.key, properties, content.body_size);
        if draft.missing == 0 {
            return self.complete(id, number, &publish, draft);
        }
        if let Some(channel) = self.channel(id, number) {
            channel.content = Some(Content::Body(publish, draft));
        }
        Ok(Next::Read)
    }

    pub(super) fn on_body(&mut self, id: ConnectionId, number: u16, frame: &Frame) -> Result<Next, Complaint> {
        let (publish, mut draft) = match self.channel(id, number) {
            None => return Err(expected_method()),
            Some(Channel { closing: true, .. }) => return Ok(Next::Read),
            Some(channel) => match channel.content.take() {
                Some(Content::Body(publish, draft)) => (publish, draft),
                Some(Content::Header(_)) => return Err(unexpected(NO_HEADER)),
                None => return Err(expected_method()),
            },
        };
        if frame.payload.len() as u64 > draft.missing {
            let words =
                format!("content body has {} bytes more than announced", frame.payload.len() as u64 - draft.missing);
            return Err(Refusal::new(501, words).during(BASIC, PUBLISH));
        }
        draft.push(&frame.payload);
        if draft.missing == 0 {
            return self.complete(id, number, &publish, draft);
        }
        if let Some(channel) = self.channel(id, number) {
            channel.content = Some(Content::Body(publish, draft));
        }
        Ok(Next::Read)
    }

    fn complete(&mut self, id: ConnectionId, number: u16, publish: &Publish, draft: Draft) -> Result<Next, Complaint> {
        self.publish(id, number, publish, draft).map_err(|refusal| refusal.during(BASIC, PUBLISH))?;
        Ok(Next::Read)
    }
}

/// What a method frame gets that comes in the middle of a message.
pub(super) fn interrupted(content: &Content) -> Complaint {
    match content {
        Content::Header(_) => unexpected(NO_HEADER),
        Content::Body(..) => unexpected("expected content body, got non content body frame instead"),
    }
}

const NO_HEADER: &str = "expected content header for class 60, got non content header frame instead";

fn unexpected(words: &str) -> Complaint {
    Refusal::new(505, words).during(BASIC, PUBLISH)
}

fn expected_method() -> Complaint {
    Refusal::new(505, "expected method frame, got non method frame instead").during(0, 0)
}
