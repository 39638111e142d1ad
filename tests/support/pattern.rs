//! Owns comparing output with what is expected of it, exactly or with wildcards.
//!
//! In a pattern `[..]` stands for any characters within one line, and a line of just `...` for any number
//! of lines, none included.

/// What a stream must have held when the program has ended.
#[derive(Clone, Debug)]
pub enum Expected {
    /// These bytes.
    Exact(Vec<u8>),
    /// Text of this pattern.
    Pattern(String),
}

impl Default for Expected {
    fn default() -> Self {
        Self::Exact(Vec::new())
    }
}

impl Expected {
    /// Whether `actual` is what was expected.
    pub fn holds(&self, actual: &[u8]) -> bool {
        match self {
            Self::Exact(bytes) => bytes == actual,
            Self::Pattern(pattern) => std::str::from_utf8(actual).is_ok_and(|text| matches(pattern, text)),
        }
    }
}

/// Whether the whole of `text` is described by `pattern`.
pub fn matches(pattern: &str, text: &str) -> bool {
    let pattern: Vec<&str> = pattern.split_inclusive('\n').collect();
    let text: Vec<&str> = text.split_inclusive('\n').collect();
    lines(&pattern, &text)
}

fn lines(pattern: &[&str], text: &[&str]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some((&("...\n" | "..."), rest)) => (0..=text.len()).any(|skip| lines(rest, &text[skip..])),
        Some((first, rest)) => text.split_first().is_some_and(|(line, more)| within(first, line) && lines(rest, more)),
    }
}

fn within(pattern: &str, line: &str) -> bool {
    let Some((before, after)) = pattern.split_once("[..]") else {
        return pattern == line;
    };
    line.strip_prefix(before).is_some_and(|rest| {
        let mut starts = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
        starts.any(|at| within(after, &rest[at..]))
    })
}

/// Bytes for a human to read in a failure: text as it is, anything else escaped.
pub fn shown(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok("") => "(nothing)\n".to_owned(),
        Ok(text) if text.ends_with('\n') => text.to_owned(),
        Ok(text) => format!("{text}(no newline here)\n"),
        Err(_) => format!("{}\n", bytes.escape_ascii()),
    }
}
