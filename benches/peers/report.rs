//! Owns the table: for each comparison both numbers, their ratio, and the goal where there is one.

use std::thread;
use std::time::SystemTime;

use comfy_table::Table;
use comfy_table::presets::{ASCII_MARKDOWN, NOTHING};

use super::options::Options;
use super::rounds::{Played, Score};
use super::stage::Stage;
use super::statistics::Summary;
use super::work::{Comparison, Measure};

const HEAD: [&str; 6] = ["work", "rmq", "against", "", "ratio", "goal"];

/// What is in the place of what could not be measured.
const NONE: &str = "-";

/// Prints everything.
pub fn print(stage: &Stage, results: &[Played], options: &Options) {
    let mut table = Table::new();
    table.load_style(if options.markdown { ASCII_MARKDOWN } else { NOTHING });
    table.set_header(HEAD);
    for played in results {
        for comparison in played.work.comparisons {
            table.add_row(row(played, comparison));
        }
    }
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let date = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
    println!("{}, RabbitMQ {}, {cores} cores, rmq {}\n", &date[..10], stage.version(), env!("CARGO_PKG_VERSION"));
    println!("{}\n", table.trim_fmt());
    println!(
        "Each number is the median of {} rounds in which the contestants took turns ({} where a turn takes milliseconds),\n\
         ± the median distance from it; a ratio is the median of the rounds' own ratios, ± the same.\n\
         A rate is that of a whole turn: of a program from its start to its end, of a raw socket from connecting to closing.\n\
         Messages have 40 bytes, are persistent and mandatory as those of `rmq send`, in transient queues on this machine.\n\
         Those for a command are empty. A bulk work has {} messages a turn unless it is said below, and a large flow, which\n\
         like the small one flows once, {}.",
        options.rounds(),
        options.rounds() * 10,
        options.messages(),
        options.flow(),
    );
    for played in results {
        for note in played.scores.iter().filter_map(|score| note(played, score)) {
            println!("{note}");
        }
    }
}

fn row(played: &Played, comparison: &Comparison) -> [String; 6] {
    let measure = played.work.measures[comparison.measure];
    let numbers = |name| {
        played.scores.iter().find(|score| score.contestant.name == name).map(|score| score.numbers(comparison.measure))
    };
    let ours = numbers(comparison.of).unwrap_or_default();
    let theirs = comparison.against.and_then(numbers).unwrap_or_default();
    let name = |name| if name == "rmq" { String::new() } else { format!("{name}: ") };
    let (of, against) = (Summary::of(&ours), Summary::of(&theirs));
    let ratio = match (comparison.against, of, against) {
        (Some(_), Some(_), Some(_)) => ratio(&ours, &theirs),
        (None, of, _) => of,
        _ => None,
    };
    let goal = match (comparison.goal, ratio) {
        (Some(goal), Some(Summary { median, .. })) => {
            format!("{goal}: {}", if goal.is_reached(median) { "reached" } else { "missed" })
        }
        (Some(goal), None) => goal.to_string(),
        (None, _) => String::new(),
    };
    [
        format!("{}{}", played.work.title, measure.name()),
        name(comparison.of) + &of.map_or_else(|| NONE.to_owned(), |summary| shown(summary, measure)),
        comparison.against.unwrap_or_default().to_owned(),
        against.map_or_else(
            || if comparison.against.is_some() { NONE.to_owned() } else { String::new() },
            |summary| shown(summary, measure),
        ),
        match (comparison.against, ratio) {
            (Some(_), Some(Summary { median, deviation })) => format!("{median:.2} ± {deviation:.2}"),
            _ => String::new(),
        },
        goal,
    ]
}

/// The ratios of the rounds: a machine has slow times and fast ones, which mostly last longer than a round. All who got to
/// the end were in all rounds.
fn ratio(ours: &[f64], theirs: &[f64]) -> Option<Summary> {
    let ratios: Vec<_> = ours.iter().zip(theirs).map(|(ours, theirs)| ours / theirs).collect();
    Summary::of(&ratios)
}

fn shown(Summary { median, deviation }: Summary, measure: Measure) -> String {
    match measure {
        Measure::Rate if median >= 10_000.0 => format!("{:.1} ± {:.1} k/s", median / 1000.0, deviation / 1000.0),
        Measure::Rate => format!("{median:.0} ± {deviation:.0} /s"),
        Measure::Wall => format!("{median:.1} ± {deviation:.1} ms"),
        Measure::P50 | Measure::P99 => format!("{median:.0} ± {deviation:.0} µs"),
        Measure::Sender | Measure::Receiver => format!("{median:.1} MiB"),
    }
}

/// What is to be said of a contestant that did not take part, or not with as many messages as the others.
fn note(played: &Played, score: &Score) -> Option<String> {
    let who = format!("{}, {}", played.work.title, score.contestant.name);
    match &score.out {
        Some(why) => Some(format!("{who}: left out: {why}")),
        None if score.contestant.part > 1 => Some(format!("{who}: {} messages a turn", score.count)),
        None => None,
    }
}
