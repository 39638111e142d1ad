//! The table: a line a fault as it is done, and the sum. As Markdown for the README, or in columns.

use crate::fault::Tally;
use crate::runner::Outcome;

const COLUMNS: [&str; 6] = ["fault", "tried", "confirmed", "delivered", "again", "lost"];

/// The heads of the columns.
pub fn begin(markdown: bool) {
    if markdown {
        println!("| {} |\n|---|---:|---:|---:|---:|---:|", COLUMNS.join(" | "));
    } else {
        println!("{}", columns(COLUMNS.map(str::to_owned)));
    }
}

/// One fault.
pub fn row(outcome: &Outcome, markdown: bool) {
    let cells = match outcome.tally {
        Some(tally) => cells(outcome.name, tally),
        None => [outcome.name, "failed", "", "", "", ""].map(str::to_owned),
    };
    if markdown {
        println!("| {} |", cells.join(" | "));
    } else {
        println!("{}  {:.1} s", columns(cells), outcome.took.as_secs_f64());
    }
}

/// The sum, and what was not as it should be.
pub fn end(outcomes: &[Outcome], markdown: bool) {
    let sum = outcomes.iter().filter_map(|outcome| outcome.tally).sum();
    let cells = cells("all", sum);
    if markdown {
        println!("| {} |", cells.map(|cell| format!("**{cell}**")).join(" | "));
    } else {
        println!("{}", columns(cells));
    }
    for outcome in outcomes.iter().filter(|outcome| !outcome.is_good()) {
        let why = match outcome.tally {
            None => "not as expected, see above",
            Some(tally) if tally.lost > 0 => "messages were lost",
            Some(_) => "it never happened",
        };
        eprintln!("error: {}: {why}", outcome.name);
    }
}

fn cells(name: &str, tally: Tally) -> [String; 6] {
    let Tally { tried, confirmed, delivered, duplicated, lost } = tally;
    let [tried, confirmed, delivered, duplicated, lost] = [tried, confirmed, delivered, duplicated, lost].map(grouped);
    [name.to_owned(), tried, confirmed, delivered, duplicated, lost]
}

fn columns([name, tried, confirmed, delivered, again, lost]: [String; 6]) -> String {
    format!("{name:<64} {tried:>6} {confirmed:>9} {delivered:>9} {again:>7} {lost:>5}")
}

/// `1234567` as `1,234,567`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
