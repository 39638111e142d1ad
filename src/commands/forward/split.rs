//! Cutting a long text into parts that a chat takes.

use unicode_segmentation::UnicodeSegmentation as _;

/// The parts of a text, none longer than `limit` UTF-16 code units, cut at line ends, or in a longer line between
/// characters as a reader sees them. A line end at which it is cut is left out, and so are parts that are blank, which
/// a chat does not take.
pub(super) fn split(mut text: &str, limit: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    while !text.is_empty() {
        let (part, rest) = cut(text, limit);
        if !part.trim().is_empty() {
            parts.push(part);
        }
        text = rest;
    }
    parts
}

/// The first part and the rest.
fn cut(text: &str, limit: usize) -> (&str, &str) {
    let end = fitting(text, limit);
    if end == text.len() {
        return (text, "");
    }
    // The line end may be the first that does not fit: it is left out anyway.
    let reach = end + usize::from(text[end..].starts_with('\n'));
    match text[..reach].rfind('\n') {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => text.split_at(last_boundary(text, end)),
    }
}

/// How many bytes at the beginning are no more than so many UTF-16 code units, and whole code points.
fn fitting(text: &str, limit: usize) -> usize {
    let mut units = 0;
    let too_much = text.char_indices().find(|(_, character)| {
        units += character.len_utf16();
        units > limit
    });
    too_much.map_or(text.len(), |(at, _)| at)
}

/// The last place up to `end` that is not within a character of several code points, unless there is none.
fn last_boundary(text: &str, end: usize) -> usize {
    let begun = text.grapheme_indices(true).map(|(at, _)| at).take_while(|at| *at <= end).last();
    begun.filter(|at| *at > 0).unwrap_or(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_texts_are_one_part() {
        assert_eq!(split("a\nb\n", 4), ["a\nb\n"]);
        assert_eq!(split("", 4), [""; 0]);
        assert_eq!(split(" \n\t", 4), [""; 0]);
    }

    #[test]
    fn long_texts_are_cut_at_line_ends() {
        assert_eq!(split("ab\ncd\nef", 5), ["ab\ncd", "ef"]);
        assert_eq!(split("ab\ncd\nef", 6), ["ab\ncd", "ef"]);
        assert_eq!(split("abcd\nef", 4), ["abcd", "ef"]);
        assert_eq!(split("\nabcdef", 4), ["abcd", "ef"]);
        assert_eq!(split("ab\n\n\n\n\n\n\ncd", 4), ["ab\n\n", "cd"]);
    }

    #[test]
    fn long_lines_are_cut_between_characters() {
        assert_eq!(split("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        // One code point, two units of UTF-16.
        assert_eq!(split("a🦀🦀", 4), ["a🦀", "🦀"]);
        // A letter and the accent on it; a family of three.
        assert_eq!(split("abce\u{301}d", 4), ["abc", "e\u{301}d"]);
        assert_eq!(split("ab👨‍👩‍👧c", 9), ["ab", "👨‍👩‍👧c"]);
        // More than fits, in one character: cut all the same.
        let pile = format!("e{}", "\u{301}".repeat(9));
        assert_eq!(split(&pile, 4).iter().map(|part| part.chars().count()).collect::<Vec<_>>(), [4, 4, 2]);
    }

    #[test]
    fn nothing_is_lost_and_nothing_is_too_long() {
        for seed in 0..200 {
            let mut random = fastrand::Rng::with_seed(seed);
            let pieces = ["a", "word ", "\n", "ü", "🦀", "e\u{301}", "👨‍👩‍👧", "\r\n", "日本"];
            let text: String = (0..random.usize(..400)).map(|_| pieces[random.usize(..pieces.len())]).collect();
            let limit = random.usize(10..60);
            let parts = split(&text, limit);
            assert!(parts.iter().all(|part| part.encode_utf16().count() <= limit), "{seed}");
            let without_blanks = |text: &str| text.replace(char::is_whitespace, "");
            assert_eq!(without_blanks(&parts.concat()), without_blanks(&text), "{seed}");
        }
    }
}
