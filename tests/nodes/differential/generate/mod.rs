//! Owns making up sequences: few names and values, so that they meet, and every now and then something wrong.

mod consume;
mod declare;
mod message;
mod topology;

use super::action::{Action, Step};
use super::link::CHANNELS;
use super::method::Method;
use super::player::CONNECTIONS;
use super::rng::Rng;

/// The queues of a sequence. One may be missing.
pub const QUEUES: [&str; 5] = ["a", "b", "c", "d", "e"];
/// The exchanges of a sequence, besides those that are always there.
pub const EXCHANGES: [&str; 3] = ["x", "y", "z"];

type Kind = fn(&mut Generator) -> Action;

/// What may be done, and how often by comparison.
const KINDS: &[(Kind, usize)] = &[
    (Generator::publish, 30),
    (Generator::get, 14),
    (Generator::settle, 18),
    (Generator::consume, 6),
    (Generator::cancel, 3),
    (Generator::declare_queue, 6),
    (Generator::declare_exchange, 4),
    (Generator::bind, 7),
    (Generator::unbind, 3),
    (Generator::purge, 2),
    (Generator::delete_queue, 2),
    (Generator::delete_exchange, 2),
    (Generator::qos, 3),
    (Generator::recover, 2),
    (Generator::mode, 2),
    (Generator::end_transaction, 3),
    (Generator::close, 2),
    (Generator::mistake, 1),
];

/// Makes up one sequence.
pub struct Generator {
    rng: Rng,
    /// How each queue and exchange is declared when nothing is changed on purpose.
    queues: Vec<Method>,
    exchanges: Vec<Method>,
    weights: Vec<usize>,
    /// The queues that are declared at the beginning.
    names: &'static [&'static str],
    /// Where the next step is.
    at: (usize, u16),
    /// The channels that have been made transactional, if nothing has ended them since.
    transactional: Vec<(usize, u16)>,
    /// Messages made so far: each has a body of its own.
    messages: usize,
}

/// The sequence of this seed, with so many steps of chance between its beginning and its end.
pub fn sequence(seed: u64, length: usize) -> Vec<Step> {
    let mut rng = Rng::new(seed);
    // What some sequences do often, others never do.
    let weights = KINDS.iter().map(|(_, weight)| weight * rng.pick(&[0, 1, 1, 1, 2, 4])).collect();
    let mut generator = Generator {
        names: &QUEUES[..2 + rng.below(QUEUES.len() - 1)],
        rng,
        queues: Vec::new(),
        exchanges: Vec::new(),
        weights,
        at: (0, 1),
        transactional: Vec::new(),
        messages: 0,
    };
    let mut steps = generator.beginning();
    steps.extend((0..length).map(|_| generator.step()));
    steps.extend(ending(generator.names));
    steps
}

/// At the end everything is given back and taken out.
fn ending(queues: &[&'static str]) -> impl Iterator<Item = Step> {
    let channels = (0..CONNECTIONS).flat_map(|connection| (1..=CHANNELS).map(move |channel| (connection, channel)));
    let closes = channels.map(|(connection, channel)| Step { connection, channel, action: Action::CloseChannel });
    // An exclusive queue is seen by its own connection alone.
    let drains = (0..CONNECTIONS).flat_map(|connection| {
        queues.iter().map(move |queue| Step { connection, channel: 1, action: Action::Drain { queue } })
    });
    closes.chain(drains)
}

impl Generator {
    fn beginning(&mut self) -> Vec<Step> {
        self.queues = QUEUES.map(|name| self.queue(name)).to_vec();
        self.exchanges = EXCHANGES.map(|name| self.exchange(name)).to_vec();
        let declares: Vec<_> = self.exchanges.iter().chain(&self.queues[..self.names.len()]).cloned().collect();
        let mut steps: Vec<_> = declares.into_iter().map(|method| self.here(Action::Call(method))).collect();
        for _ in 0..4 {
            let bind = self.bind();
            steps.push(self.here(bind));
        }
        steps
    }

    fn step(&mut self) -> Step {
        // Mostly the same one, where most of the state then is.
        self.at = (usize::from(self.rng.chance(30)), 1 + u16::from(self.rng.chance(30)));
        let mut place = self.rng.below(self.weights.iter().sum::<usize>().max(1));
        let kind = self.weights.iter().position(|weight| {
            let found = place < *weight;
            place = place.saturating_sub(*weight);
            found
        });
        let action = KINDS[kind.unwrap_or(0)].0(self);
        self.here(action)
    }

    fn here(&self, action: Action) -> Step {
        Step { connection: self.at.0, channel: self.at.1, action }
    }

    fn queue_name(&mut self) -> &'static str {
        match self.rng.below(50) {
            0 => self.rng.pick(&["", "missing", "amq.gen-none"]),
            1 => self.rng.pick(&QUEUES),
            _ => self.rng.pick(self.names),
        }
    }

    fn exchange_name(&mut self) -> &'static str {
        match self.rng.below(30) {
            0 => self.rng.pick(&["", "missing", "amq.match"]),
            1..=9 => self.rng.pick(&["amq.direct", "amq.fanout", "amq.topic", "amq.headers"]),
            _ => self.rng.pick(&EXCHANGES),
        }
    }

    fn mode(&mut self) -> Action {
        if self.rng.chance(60) {
            return Action::Call(Method::new("confirm.select").bit("no-wait", self.rng.chance(10)));
        }
        self.transactional.push(self.at);
        Action::Call(Method::new("tx.select"))
    }

    fn end_transaction(&mut self) -> Action {
        if !self.transactional.contains(&self.at) && self.rng.chance(95) {
            return self.publish();
        }
        Action::Call(Method::new(if self.rng.chance(65) { "tx.commit" } else { "tx.rollback" }))
    }

    fn close(&mut self) -> Action {
        self.transactional.retain(|channel| *channel != self.at);
        if self.rng.chance(75) { Action::CloseChannel } else { Action::CloseConnection }
    }

    /// What ends the connection.
    fn mistake(&mut self) -> Action {
        Action::Call(match self.rng.below(6) {
            0 => Method::new("channel.open"),
            1 => Method::new("channel.flow"),
            2 => Method::new("basic.recover"),
            3 => Method::new("basic.qos").number("size", 1),
            // Its content does not follow.
            4 => Method::new("basic.publish"),
            _ => return self.immediate(),
        })
    }
}
