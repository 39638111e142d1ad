//! Owns a client that plays a sequence to one broker: two connections of two channels each.

use std::collections::BTreeSet;

use super::action::{Action, REPLY, Step};
use super::channel::{Channel, Mode};
use super::connection::Next;
use super::link::{Link, closing};
use super::method::Method;
use super::side::Side;

pub const CONNECTIONS: usize = 2;

/// More than a queue of a sequence ever holds.
const MANY: usize = 500;

/// The client.
pub struct Player<'a> {
    pub(super) side: &'a Side,
    pub(super) links: Vec<Link>,
    /// The step that is played.
    pub(super) now: usize,
    /// A channel or connection has come to an end: what follows from that is still to be waited for.
    pub(super) disturbed: bool,
    /// The connection that has ended in disorder: what comes after that cannot be compared.
    pub disorder: Option<usize>,
    /// The direct reply-to address that was seen last.
    pub(super) reply_to: String,
    /// Queues that were named by the broker.
    pub(super) named: BTreeSet<String>,
}

impl<'a> Player<'a> {
    /// Connects.
    pub fn new(side: &'a Side) -> Self {
        let links = (0..CONNECTIONS).map(|_| Link::open(side).unwrap_or_else(|why| panic!("{why}"))).collect();
        let mut this = Self {
            side,
            links,
            now: 0,
            disturbed: false,
            disorder: None,
            reply_to: String::new(),
            named: BTreeSet::new(),
        };
        this.wait();
        this
    }

    /// Does one thing, and answers everything that is said then, on any channel.
    pub fn play(&mut self, step: &Step) -> Vec<String> {
        self.now += 1;
        for link in &mut self.links {
            link.lines.clear();
            link.channels.iter_mut().for_each(|channel| channel.said = Default::default());
        }
        self.perform(step);
        self.wait();
        self.answers()
    }

    /// Waits until everything has been answered and done.
    pub fn wait(&mut self) {
        loop {
            self.disturbed = false;
            for link in &mut self.links {
                link.ask();
            }
            (0..CONNECTIONS).for_each(|link| self.receive(link));
            self.side.wait_quiet();
            for link in 0..CONNECTIONS {
                while let Some(next) = self.links[link].waiting() {
                    self.absorb(link, next);
                }
            }
            if !self.disturbed {
                return;
            }
        }
    }

    /// What was said since the step.
    pub fn answers(&self) -> Vec<String> {
        if let Some(link) = self.disorder {
            return self.links[link].lines.clone();
        }
        let mut answers = Vec::new();
        for (number, link) in self.links.iter().enumerate() {
            answers.extend(link.lines.iter().map(|line| format!("{number}: {line}")));
            for (channel, said) in (1..).zip(&link.channels) {
                answers.extend(said.said.lines().into_iter().map(|line| format!("{number}.{channel}: {line}")));
            }
        }
        answers
    }

    /// Ends it; answers the queues that were named by the broker.
    pub fn end(mut self) -> Vec<String> {
        for link in &mut self.links {
            link.close();
        }
        self.named.into_iter().collect()
    }

    fn perform(&mut self, step: &Step) {
        let Step { connection: index, channel: number, action } = step;
        let link = &mut self.links[*index];
        let disorder = link.ends_in_disorder();
        let Link { connection, channels, .. } = link;
        let channel = channels.get_mut(usize::from(*number) - 1);
        match (action, channel) {
            (Action::Call(method), Some(channel)) => {
                channel.note_call(method);
                connection.send(*number, method);
            }
            (Action::Call(method), None) => connection.send(*number, method),
            (Action::Publish { method, properties, text, padding }, Some(channel)) => {
                let key = method.get_text("routing-key");
                let key = if key == REPLY { &self.reply_to } else { key };
                connection.send(*number, &method.clone().text("routing-key", key));
                let mut body = text.clone().into_bytes();
                body.resize(text.len() + padding, b'.');
                connection.send_content(*number, properties, &body);
                channel.publish();
            }
            (Action::Settle { method, which }, Some(channel)) => {
                let multiple = method.has("multiple");
                if let Some(tag) = channel.tag(*which, multiple) {
                    connection.send(*number, &method.clone().number("delivery-tag", tag));
                    channel.settle(tag, multiple);
                }
            }
            (Action::CloseChannel, Some(channel)) => {
                connection.send(*number, &closing("channel.close"));
                channel.busy = true;
            }
            (Action::CloseConnection, _) if disorder => {}
            (Action::CloseConnection, _) => {
                connection.send(0, &closing("connection.close"));
                channels.iter_mut().for_each(|channel| channel.busy = true);
            }
            (Action::Drain { queue }, Some(_)) => self.drain(*index, *number, queue),
            (action, None) => panic!("{action}: there is no channel {number}"),
        }
    }

    fn drain(&mut self, index: usize, number: u16, queue: &str) {
        for _ in 0..MANY {
            let link = &mut self.links[index];
            link.connection.send(number, &Method::new("basic.get").text("queue", queue).bit("no-ack", true));
            link.channels[usize::from(number) - 1].asked = true;
            link.ask();
            self.receive(index);
            if !self.links[index].channels[usize::from(number) - 1].said.ends_with_message() {
                return;
            }
        }
    }

    /// Reads until this connection has answered everything.
    fn receive(&mut self, link: usize) {
        while !self.links[link].lost && !self.links[link].channels.iter().all(Channel::settled) {
            let next = self.links[link].connection.next(true);
            let silent = matches!(next, Next::Silence);
            self.absorb(link, next);
            if silent {
                return;
            }
        }
    }
}

impl Channel {
    /// What the client knows from what it asks for.
    fn note_call(&mut self, method: &Method) {
        match method.name() {
            "basic.get" => self.asked = method.has("no-ack"),
            "basic.consume" => {
                self.asked = method.has("no-ack");
                if method.has("no-wait") {
                    self.consumers.insert(method.get_text("consumer-tag").to_owned(), self.asked);
                }
            }
            "basic.recover-async" => self.recover(),
            "tx.commit" => self.busy = true,
            "confirm.select" if method.has("no-wait") && self.mode == Mode::Plain => self.mode = Mode::Confirm,
            _ => {}
        }
    }
}
