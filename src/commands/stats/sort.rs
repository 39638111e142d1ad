//! The order of the queues.

use std::cmp::Ordering;

use super::sample::Row;

/// `--sort COLUMN[:asc|desc]`: a column and a direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sort {
    column: Column,
    descending: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Name,
    State,
    Ready,
    Unacked,
    Total,
    Incoming,
    Delivery,
    Consumers,
    Memory,
}

/// Every column with its names: the heading, then those that JSON and people use.
const COLUMNS: [(Column, &[&str]); 9] = [
    (Column::Name, &["name"]),
    (Column::State, &["state"]),
    (Column::Ready, &["ready"]),
    (Column::Unacked, &["unacked"]),
    (Column::Total, &["total"]),
    (Column::Incoming, &["in", "in/s", "incoming", "incoming_rate"]),
    (Column::Delivery, &["out", "out/s", "delivery", "delivery_rate"]),
    (Column::Consumers, &["consumers", "cons"]),
    (Column::Memory, &["memory"]),
];

/// Reads `COLUMN[:asc|desc]`. Without a direction text goes up and numbers go down: the largest is what one looks for.
///
/// # Errors
/// One sentence that says what is wrong.
pub(super) fn parse(text: &str) -> Result<Sort, String> {
    let (name, direction) = text.split_once(':').map_or((text, None), |(name, direction)| (name, Some(direction)));
    let Some((column, _)) = COLUMNS.iter().find(|(_, names)| names.contains(&name)) else {
        let names: Vec<_> = COLUMNS.iter().filter_map(|(_, names)| names.first().copied()).collect();
        return Err(format!("'{name}' is no column: {}", names.join(", ")));
    };
    let descending = match direction {
        None => !matches!(column, Column::Name | Column::State),
        Some("asc") => false,
        Some("desc") => true,
        Some(other) => return Err(format!("'{other}' is neither asc nor desc")),
    };
    Ok(Sort { column: *column, descending })
}

/// Orders by the first column, ties by the next, and in the end by name.
pub(super) fn sort(rows: &mut [Row], by: &[Sort]) {
    rows.sort_by(|a, b| {
        let chosen = by.iter().map(|sort| sort.compare(a, b));
        chosen.fold(Ordering::Equal, Ordering::then).then_with(|| a.name.cmp(&b.name))
    });
}

impl Sort {
    fn compare(self, a: &Row, b: &Row) -> Ordering {
        let down = self.descending;
        match self.column {
            Column::Name => directed(a.name.cmp(&b.name), down),
            Column::State => known(a.state.as_ref(), b.state.as_ref(), down, Ord::cmp),
            Column::Ready => known(a.ready, b.ready, down, Ord::cmp),
            Column::Unacked => known(a.unacked, b.unacked, down, Ord::cmp),
            Column::Total => known(a.total, b.total, down, Ord::cmp),
            Column::Incoming => known(a.incoming_rate, b.incoming_rate, down, f64::total_cmp),
            Column::Delivery => known(a.delivery_rate, b.delivery_rate, down, f64::total_cmp),
            Column::Consumers => known(a.consumers, b.consumers, down, Ord::cmp),
            Column::Memory => known(a.memory, b.memory, down, Ord::cmp),
        }
    }
}

/// What is not known comes last in either direction.
fn known<T>(a: Option<T>, b: Option<T>, down: bool, compare: impl Fn(&T, &T) -> Ordering) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => directed(compare(&a, &b), down),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

fn directed(ordering: Ordering, down: bool) -> Ordering {
    if down { ordering.reverse() } else { ordering }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(by: &[&str]) -> String {
        let row = |name: &str, ready, rate| Row { ready, incoming_rate: rate, ..Row::named(name) };
        let mut rows = [
            row("c", Some(5), Some(0.5)),
            row("d", None, None),
            row("a", Some(10), Some(0.5)),
            row("b", Some(5), Some(2.0)),
        ];
        sort(&mut rows, &by.iter().map(|text| parse(text).unwrap()).collect::<Vec<_>>());
        rows.iter().map(|row| row.name.as_str()).collect()
    }

    #[test]
    fn numbers_go_down_names_go_up_and_the_unknown_comes_last() {
        for (by, names) in [
            (&[][..], "abcd"),
            (&["name"], "abcd"),
            (&["name:desc"], "dcba"),
            (&["ready"], "abcd"),
            (&["ready:asc"], "bcad"),
            (&["ready:desc", "name:desc"], "acbd"),
            (&["in/s", "ready:asc"], "bcad"),
            (&["state"], "abcd"),
        ] {
            assert_eq!(order(by), names, "{by:?}");
        }
    }

    #[test]
    fn an_unknown_column_is_answered_with_those_there_are() {
        assert_eq!(
            parse("size").unwrap_err(),
            "'size' is no column: name, state, ready, unacked, total, in, out, consumers, memory"
        );
        assert!(parse("ready:up").unwrap_err().contains("neither asc nor desc"));
        assert_eq!(parse("incoming_rate"), parse("in"));
    }
}
