//! Owns playing a sequence to two brokers and finding the first answer that differs.

use std::env;
use std::fmt;
use std::time::{Duration, Instant};

use super::action::Step;
use super::generate::{EXCHANGES, QUEUES};
use super::known::{Known, known};
use super::link::Link;
use super::method::Method;
use super::player::Player;
use super::side::Side;

/// How long answers that differ may take to become the same.
const LATE: Duration = Duration::from_millis(500);

/// What came of a sequence.
#[derive(Default)]
pub struct Outcome {
    pub difference: Option<Difference>,
    /// The known differences that were met before.
    pub known: Vec<&'static Known>,
}

/// A step whose answers differ.
#[derive(Clone)]
pub struct Difference {
    /// The sequence up to and including it.
    pub steps: Vec<Step>,
    pub answers: [Vec<String>; 2],
    names: [&'static str; 2],
}

impl Difference {
    /// The step, as it is shown.
    pub fn last(&self) -> String {
        self.steps.last().map(ToString::to_string).unwrap_or_default()
    }
}

/// Plays these steps to both, up to the first difference that is not known.
pub fn compare(sides: [&Side; 2], steps: &[Step]) -> Outcome {
    sides.iter().for_each(|side| clean(side, &[]));
    let mut players = sides.map(Player::new);
    let mut outcome = Outcome::default();
    for (index, step) in steps.iter().enumerate() {
        let answers = play(&mut players, step);
        let disorder = players.iter().any(|player| player.disorder.is_some());
        if answers[0] == answers[1] {
            if disorder {
                break;
            }
            continue;
        }
        let names = sides.map(|side| side.name);
        let difference = Difference { steps: steps[..=index].to_vec(), answers, names };
        if let Some(known) = known(&difference) {
            outcome.known.push(known);
            if !known.ends {
                continue;
            }
        } else {
            outcome.difference = Some(difference);
        }
        break;
    }
    for (side, player) in sides.iter().zip(players) {
        clean(side, &player.end());
    }
    outcome
}

/// What both say to a step. Answers that differ are given a chance to be late.
fn play(players: &mut [Player; 2], step: &Step) -> [Vec<String>; 2] {
    let mut answers = players.each_mut().map(|player| player.play(step));
    let deadline = Instant::now() + LATE;
    while answers[0] != answers[1] && Instant::now() < deadline {
        players.iter_mut().for_each(Player::wait);
        answers = players.each_ref().map(Player::answers);
    }
    if env::var_os("RMQ_DIFF_TRACE").is_some() {
        println!("{step}\n    {}", answers[0].join("\n    "));
    }
    answers
}

/// Deletes everything that a sequence may have left behind; `named` are queues that the broker has named.
fn clean(side: &Side, named: &[String]) {
    side.wait_quiet();
    let mut link = Link::open(side).unwrap_or_else(|why| panic!("{why}"));
    for name in QUEUES.iter().copied().chain(named.iter().map(String::as_str)) {
        link.connection.send(1, &Method::new("queue.delete").text("queue", name));
    }
    for name in EXCHANGES {
        link.connection.send(1, &Method::new("exchange.delete").text("exchange", name));
    }
    assert!(link.close(), "{} does not close a connection", side.name);
    side.wait_quiet();
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.steps.iter().try_for_each(|step| writeln!(f, "    {step}"))?;
        for (name, answers) in self.names.iter().zip(&self.answers) {
            writeln!(f, "  {name} says:")?;
            answers.iter().try_for_each(|answer| writeln!(f, "    {answer}"))?;
        }
        Ok(())
    }
}
