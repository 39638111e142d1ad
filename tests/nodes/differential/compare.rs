//! Owns playing a sequence to two brokers and finding the first answer that differs.

use std::fmt;
use std::time::{Duration, Instant};

use super::action::Step;
use super::generate::{EXCHANGES, QUEUES};
use super::method::Method;
use super::player::{Link, Player};
use super::side::Side;

/// How long answers that differ may take to become the same.
const LATE: Duration = Duration::from_millis(500);

/// The first step whose answers differ.
#[derive(Clone)]
pub struct Difference {
    /// The sequence up to and including it.
    pub steps: Vec<Step>,
    pub answers: [Vec<String>; 2],
    pub names: [String; 2],
}

impl Difference {
    /// The step.
    pub fn last(&self) -> String {
        self.steps.last().map(ToString::to_string).unwrap_or_default()
    }
}

/// Plays these steps to both.
pub fn compare(sides: [&Side; 2], steps: &[Step]) -> Option<Difference> {
    sides.iter().for_each(|side| clean(side, &[]));
    let mut players = sides.map(Player::new);
    let found = steps.iter().enumerate().find_map(|(index, step)| {
        let mut answers = players.each_mut().map(|player| player.play(step));
        if std::env::var_os("RMQ_DIFF_VERBOSE").is_some() {
            eprintln!("{step}");
            answers[0].iter().for_each(|answer| eprintln!("        {answer}"));
        }
        let deadline = Instant::now() + LATE;
        while answers[0] != answers[1] && Instant::now() < deadline {
            players.iter_mut().for_each(Player::wait);
            answers = players.each_ref().map(Player::answers);
        }
        let names = sides.map(|side| side.name.clone());
        (answers[0] != answers[1]).then(|| Difference { steps: steps[..=index].to_vec(), answers, names })
    });
    for (side, player) in sides.iter().zip(players) {
        let named: Vec<_> = player.named.iter().cloned().collect();
        for mut link in player.links {
            link.close();
        }
        clean(side, &named);
    }
    found
}

/// Deletes everything that a sequence may have left behind.
fn clean(side: &Side, named: &[String]) {
    side.wait_quiet();
    let mut link = Link::open(side);
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
        for step in &self.steps {
            writeln!(f, "    {step}")?;
        }
        for (name, answers) in self.names.iter().zip(&self.answers) {
            writeln!(f, "  {name} says:")?;
            answers.iter().try_for_each(|answer| writeln!(f, "    {answer}"))?;
        }
        Ok(())
    }
}
