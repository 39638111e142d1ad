//! Tables for people: columns in order, numbers to the right.

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, Table};

/// A column: its heading, and whether its cells are numbers.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// What stands over it.
    pub heading: &'static str,
    /// Aligned to the right.
    pub number: bool,
}

/// Lays out rows of cells under their headings; no line ends with a space.
#[must_use]
pub fn render_table(columns: &[Column], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(NOTHING);
    table.set_header(columns.iter().map(|column| column.heading));
    for (index, column) in columns.iter().enumerate() {
        if let Some(layout) = table.column_mut(index) {
            layout.set_padding((0, 2));
            if column.number {
                layout.set_cell_alignment(CellAlignment::Right);
            }
        }
    }
    table.add_rows(rows);
    let mut text = String::new();
    for line in table.lines() {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Column, render_table};

    #[test]
    fn numbers_stand_to_the_right_and_no_line_ends_in_space() {
        let columns = [Column { heading: "name", number: false }, Column { heading: "ready", number: true }];
        let rows = [vec!["hello".to_owned(), "7".to_owned()], vec!["q".to_owned(), "1234567".to_owned()]];
        assert_eq!(render_table(&columns, rows), "name     ready\nhello        7\nq      1234567\n");
    }
}
