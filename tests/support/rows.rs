//! Owns what is left to see of all that a program wrote to a terminal.

/// Columns of a row: see [`super::pty::spawn`].
const COLUMNS: usize = 80;

/// The rows that a terminal without end shows in the end, without colours. It knows what progress bars use (ECMA-48).
#[track_caller]
pub fn rows(written: &[u8]) -> Vec<String> {
    let mut rows: Vec<Vec<char>> = Vec::new();
    let (mut row, mut column) = (0_usize, 0);
    let text = String::from_utf8_lossy(written);
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\r' => column = 0,
            // The harness has taken the return before it.
            '\n' => (row, column) = (row + 1, 0),
            '\x1b' => {
                let mut count = String::new();
                let end = characters.by_ref().skip(1).find(|character| {
                    count.push(*character);
                    character.is_ascii_alphabetic()
                });
                count.pop();
                let number = count.parse().unwrap_or(1);
                match (count.as_str(), end) {
                    (_, Some('A')) => row = row.saturating_sub(number),
                    (_, Some('B')) => row += number,
                    ("2", Some('K')) => rows.get_mut(row).map_or((), Vec::clear),
                    (_, Some('m')) => {}
                    other => panic!("a terminal was sent {other:?}"),
                }
            }
            _ => {
                // A full row is followed by another only when there is more.
                if column == COLUMNS {
                    (row, column) = (row + 1, 0);
                }
                rows.resize(rows.len().max(row + 1), Vec::new());
                let cells = &mut rows[row];
                cells.resize(cells.len().max(column + 1), ' ');
                cells[column] = character;
                column += 1;
            }
        }
    }
    let mut rows: Vec<_> = rows.into_iter().map(|cells| String::from_iter(cells).trim_end().to_owned()).collect();
    while rows.last().is_some_and(String::is_empty) {
        rows.pop();
    }
    rows
}
