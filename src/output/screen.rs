//! Painting one text over another on a terminal.

/// ECMA-48: CUP to the upper left corner, EL to the end of the line, ED to the end of the screen.
const HOME: &str = "\x1b[H";
const END_OF_LINE: &str = "\x1b[K";
const END_OF_SCREEN: &str = "\x1b[J";

/// The text as it replaces the one before on stdout, cut to the screen: what does not fit would scroll away the
/// beginning.
#[must_use]
pub fn repaint(text: &str, first: bool) -> String {
    let size = rustix::termios::tcgetwinsize(std::io::stdout()).ok().filter(|size| size.ws_row > 0 && size.ws_col > 0);
    match size {
        Some(size) => over(&cut(text, size.ws_row.into(), size.ws_col.into()), size.ws_col.into(), first),
        None => over(text, usize::MAX, first),
    }
}

/// Writes over what is there line by line. Only the first time is all of it cleared: some terminals keep each screen
/// that is cleared in their history.
fn over(text: &str, columns: usize, first: bool) -> String {
    let mut painted = String::from(HOME);
    if first {
        painted.push_str(END_OF_SCREEN);
    }
    for line in text.lines() {
        painted.push_str(line);
        // After a full line the cursor still stands on its last character, which would be cleared.
        let length = line.chars().count();
        if length == 0 || !length.is_multiple_of(columns) {
            painted.push_str(END_OF_LINE);
        }
        painted.push('\n');
    }
    painted.push_str(END_OF_SCREEN);
    painted
}

/// Keeps the lines that fit into `rows`, of which one is for the cursor, and says how many are left out.
fn cut(text: &str, rows: usize, columns: usize) -> String {
    let lines: Vec<_> = text.lines().collect();
    let heights = || lines.iter().map(|line| line.chars().count().max(1).div_ceil(columns));
    if heights().sum::<usize>() < rows {
        return text.to_owned();
    }
    // One row for the cursor, one for the last line.
    let mut room = rows.saturating_sub(2);
    let shown = heights()
        .take_while(|height| {
            let fits = *height <= room;
            room = room.saturating_sub(*height);
            fits
        })
        .count();
    let mut kept: String = lines[..shown].iter().flat_map(|line| [line, "\n"]).collect();
    kept.push_str(&format!("... {} more\n", lines.len() - shown));
    kept
}

#[cfg(test)]
mod tests {
    use super::{cut, over};

    #[test]
    fn a_text_is_written_over_the_one_before() {
        assert_eq!(over("ab\n\n1234\n", 4, false), "\x1b[Hab\x1b[K\n\x1b[K\n1234\n\x1b[J");
        assert!(over("ab\n", 4, true).starts_with("\x1b[H\x1b[Jab"));
    }

    #[test]
    fn what_fits_is_left_alone_and_the_rest_is_counted() {
        assert_eq!(cut("a\nb\nc\n", 4, 80), "a\nb\nc\n");
        assert_eq!(cut("a\nb\nc\nd\n", 4, 80), "a\nb\n... 2 more\n");
        assert_eq!(cut("1234567\nb\nc\n", 4, 4), "1234567\n... 2 more\n");
        assert_eq!(cut("a\nb\n", 1, 80), "... 2 more\n");
    }
}
