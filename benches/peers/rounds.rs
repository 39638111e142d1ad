//! Owns taking turns: every contestant once in each round, and each round begins with another one.

use std::time::Instant;

use super::options::Options;
use super::program;
use super::stage::Stage;
use super::work::{Contestant, How, Job, Measure, Work};

/// What came of a work.
pub struct Played {
    pub work: &'static Work,
    pub scores: Vec<Score>,
}

/// What came of a contestant.
pub struct Score {
    pub contestant: &'static Contestant,
    /// How many messages a turn had.
    pub count: u64,
    /// A number for each measure of the work, round by round; rounds are the same for all who are in them to the end.
    pub samples: Vec<Vec<f64>>,
    /// Why there is none.
    pub out: Option<String>,
}

impl Score {
    /// All numbers of one measure; none when it did not get to the end.
    pub fn numbers(&self, measure: usize) -> Vec<f64> {
        let samples = if self.out.is_some() { &[][..] } else { &self.samples };
        samples.iter().map(|sample| sample[measure]).collect()
    }
}

/// Lets all contestants of a work have their turns.
pub fn play(stage: &Stage, work: &'static Work, options: &Options) -> Played {
    let rounds = work.size.rounds(options);
    let enter = |contestant: &'static Contestant| Score {
        contestant,
        count: work.size.messages(contestant.part, options),
        samples: Vec::new(),
        out: stage.clients.absent(contestant.client).map(str::to_owned),
    };
    let mut scores: Vec<_> = work.contestants.iter().map(enter).collect();
    eprintln!("{}: {}", work.key, work.title);
    for score in &mut scores {
        if let (None, Some(count)) = (&score.out, work.size.warm_up(score.count)) {
            score.out = turn(stage, work, score.contestant, count).err();
        }
    }
    for round in 0..rounds {
        scores.rotate_left(usize::from(round > 0));
        for score in &mut scores {
            if score.out.is_some() {
                continue;
            }
            match turn(stage, work, score.contestant, score.count) {
                Ok(sample) => score.samples.push(sample),
                Err(why) => score.out = Some(why),
            }
        }
        tell(round, rounds, &scores);
    }
    scores.sort_by_key(|score| work.contestants.iter().position(|other| other.name == score.contestant.name));
    Played { work, scores }
}

/// One turn: a number for each measure, or why there is none.
fn turn(stage: &Stage, work: &Work, contestant: &Contestant, count: u64) -> Result<Vec<f64>, String> {
    let queue = stage.queue(work, count);
    let outcome = perform(stage, work, contestant, &Job { queue: &queue, count });
    let outcome = outcome.and_then(|sample| stage.settled(&queue, work.flow, count).map(|()| sample));
    stage.discard(&queue, work.flow);
    outcome
}

fn perform(stage: &Stage, work: &Work, contestant: &Contestant, job: &Job<'_>) -> Result<Vec<f64>, String> {
    let seconds = match &contestant.how {
        How::Program { words, stdin } => program::run(stage, contestant.client, words, *stdin, job)?,
        How::Raw(run) => {
            let start = Instant::now();
            run(stage, job);
            start.elapsed().as_secs_f64()
        }
        How::Own(run) => return run(stage, job),
    };
    Ok(work
        .measures
        .iter()
        .map(|measure| if *measure == Measure::Rate { job.count as f64 / seconds } else { seconds * 1000.0 })
        .collect())
}

/// Shows on stderr that there is progress. Of works with many rounds, not every one.
fn tell(round: usize, rounds: usize, scores: &[Score]) {
    if rounds > 10 && !(round + 1).is_multiple_of(10) {
        return;
    }
    let last = |score: &Score| match (&score.out, score.samples.last()) {
        (None, Some(sample)) => format!("{} {:.0}", score.contestant.name, sample[0]),
        _ => format!("{} out", score.contestant.name),
    };
    let shown: Vec<_> = scores.iter().map(last).collect();
    eprintln!("  round {} of {rounds}: {}", round + 1, shown.join(", "));
}
