//! Owns what the client makes of the frames that it receives.

use super::channel::{Channel, Content, Mode, Outstanding};
use super::connection::{BODY, Frame, HEADER, METHOD, Next};
use super::link::Link;
use super::method::Method;
use super::player::Player;
use super::properties::Properties;
use super::scrub::{scrub, scrub_headers};

/// Bodies are shown up to here.
const SHOWN: usize = 40;

impl Player<'_> {
    /// Takes one frame, or that there is none.
    pub(super) fn absorb(&mut self, link: usize, next: Next) {
        match next {
            Next::Frame(Frame { kind: METHOD, channel, payload }) => match Method::decode(&payload) {
                Ok(method) if channel == 0 => self.on_connection(link, &method),
                Ok(method) => self.on_channel(link, channel, method),
                Err(why) => self.links[link].lines.push(why),
            },
            Next::Frame(frame) => self.on_content(link, &frame),
            Next::Gone => self.reconnect(link, "the connection is gone"),
            Next::Silence => self.reconnect(link, "no answer"),
        }
    }

    fn on_connection(&mut self, link: usize, method: &Method) {
        let line = scrub(&method.to_string(), &self.side.vhost);
        match method.name() {
            "connection.close" => {
                let link = &mut self.links[link];
                link.connection.send(0, &Method::new("connection.close-ok"));
            }
            "connection.close-ok" => {}
            _ => return self.links[link].lines.push(line),
        }
        let gone = self.links[link].connection.wait_gone();
        self.reconnect(link, &if gone { line } else { line + ", but it stays open" });
    }

    fn reconnect(&mut self, link: usize, why: &str) {
        let old = &mut self.links[link];
        let mut new = match Link::open(self.side) {
            Ok(new) => new,
            Err(lost) => {
                old.lines.extend([why.to_owned(), lost]);
                old.lost = true;
                return;
            }
        };
        if old.ends_in_disorder() {
            self.disorder = Some(link);
        }
        for (channel, new) in old.channels.iter_mut().zip(&mut new.channels) {
            std::mem::swap(&mut channel.said, &mut new.said);
        }
        new.lines = std::mem::take(&mut old.lines);
        new.lines.push(why.to_owned());
        *old = new;
        self.disturbed = true;
    }

    fn on_channel(&mut self, link: usize, number: u16, method: Method) {
        let Link { connection, channels, lines, .. } = &mut self.links[link];
        let line = scrub(&method.to_string(), &self.side.vhost);
        let Some(channel) = channels.get_mut(usize::from(number) - 1) else {
            return lines.push(format!("on channel {number}: {line}"));
        };
        match method.name() {
            "channel.flow-ok" => channel.syncs = channel.syncs.saturating_sub(1),
            "channel.open-ok" => channel.busy = false,
            "basic.ack" | "basic.nack" => {
                let positive = method.name() == "basic.ack";
                channel.confirm(method.get_number("delivery-tag"), method.has("multiple"), positive);
            }
            "basic.deliver" | "basic.get-ok" | "basic.return" => {
                channel.content = Some(Content { method, header: None, body: Vec::new() });
            }
            "channel.close" | "channel.close-ok" => {
                channel.said.line(line);
                if method.name() == "channel.close" {
                    connection.send(number, &Method::new("channel.close-ok"));
                }
                connection.send(number, &Method::new("channel.open"));
                channel.reset();
                self.disturbed = true;
            }
            _ => {
                channel.note_reply(&method);
                // Nothing has been asked on this channel yet.
                self.disturbed |= method.name() == "tx.commit-ok";
                channel.said.line(line);
                self.named.extend(Some(method.get_text("queue").to_owned()).filter(|name| name.starts_with("amq.gen")));
            }
        }
    }

    fn on_content(&mut self, link: usize, frame: &Frame) {
        let Link { channels, lines, .. } = &mut self.links[link];
        let channel = usize::from(frame.channel).checked_sub(1).and_then(|index| channels.get_mut(index));
        let Some((channel, content)) = channel.and_then(|channel| {
            let content = channel.content.take()?;
            Some((channel, content))
        }) else {
            return lines.push(format!("a frame of type {} out of place on channel {}", frame.kind, frame.channel));
        };
        match content.with(frame) {
            Err(why) => channel.said.line(why),
            Ok(Content { method, header: Some((size, mut properties)), body }) if body.len() as u64 == size => {
                self.reply_to = Some(properties.text("reply-to").to_owned())
                    .filter(|reply_to| reply_to.starts_with("amq.rabbitmq.reply-to."))
                    .unwrap_or_else(|| std::mem::take(&mut self.reply_to));
                channel.receive(self.now, &method, &mut properties, &body);
            }
            Ok(content) => channel.content = Some(content),
        }
    }
}

impl Content {
    /// With one more frame of it.
    fn with(mut self, frame: &Frame) -> Result<Self, String> {
        match (frame.kind, &self.header) {
            (HEADER, None) => {
                let header = Properties::decode(&frame.payload);
                self.header = Some(header.ok_or_else(|| format!("an unreadable header: {:?}", frame.payload))?);
            }
            (BODY, Some(_)) => self.body.extend_from_slice(&frame.payload),
            (kind, _) => return Err(format!("a frame of type {kind} within {}", self.method.name())),
        }
        Ok(self)
    }
}

impl Channel {
    /// What the client learns from replies.
    fn note_reply(&mut self, method: &Method) {
        match method.name() {
            "confirm.select-ok" => self.mode = Mode::Confirm,
            "tx.select-ok" => self.mode = Mode::Transaction,
            "tx.commit-ok" => {
                self.busy = false;
                self.end_transaction(true);
            }
            "tx.rollback-ok" => self.end_transaction(false),
            "basic.recover-ok" => self.recover(),
            "basic.consume-ok" => {
                self.consumers.insert(method.get_text("consumer-tag").to_owned(), self.asked);
            }
            _ => {}
        }
    }

    /// A whole message has come.
    fn receive(&mut self, step: usize, method: &Method, properties: &mut Properties, body: &[u8]) {
        scrub_headers(properties);
        let shown = String::from_utf8_lossy(&body[..body.len().min(SHOWN)]).into_owned();
        let size = if body.len() > SHOWN { format!(" and more, {} bytes", body.len()) } else { String::new() };
        let text = scrub(&format!("{method} {properties} '{shown}'{size}"), "");
        let tag = method.get_number("delivery-tag");
        let consumer = method.get_text("consumer-tag").to_owned();
        match method.name() {
            "basic.deliver" => {
                let no_ack = self.consumers.get(&consumer).copied();
                let text = text.replacen(&format!(" delivery-tag={tag}"), "", 1);
                let known = if no_ack.is_none() { " (before its consume-ok)" } else { "" };
                if !no_ack.unwrap_or(self.asked) {
                    self.delivered(Outstanding { step, consumer: consumer.clone(), tag });
                }
                self.said.delivery(scrub(&consumer, ""), tag, text + known);
            }
            "basic.get-ok" => {
                if !self.asked {
                    self.delivered(Outstanding { step, consumer, tag });
                }
                self.said.line(text);
            }
            _ => {
                let late = self.mode == Mode::Confirm && self.unconfirmed.is_empty();
                self.said.line(if late { text + " (after its confirm)" } else { text });
            }
        }
    }
}
