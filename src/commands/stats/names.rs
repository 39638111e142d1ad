//! Which queues: names, and globs over names.

use globset::{Glob, GlobMatcher};

use super::sample::Row;
use crate::amqp::ShortStr;
use crate::exit::{Complaint, Exit};

/// The queues that were asked for; all of them when nobody named one.
pub(super) struct Selection(Vec<Pattern>);

struct Pattern {
    text: ShortStr,
    /// `None` for a plain name.
    glob: Option<GlobMatcher>,
}

impl Selection {
    /// Reads names and globs.
    ///
    /// # Errors
    /// A glob that cannot be read.
    pub(super) fn parse(texts: &[ShortStr]) -> Result<Self, Complaint> {
        let mut patterns: Vec<Pattern> = Vec::new();
        for text in texts {
            if patterns.iter().any(|seen| seen.text == *text) {
                continue;
            }
            let glob = if text.contains(['*', '?', '[', ']', '{', '}', '\\']) {
                let glob = Glob::new(text).map_err(|error| {
                    Complaint::usage(format!("'{text}' is not a glob"))
                        .because(error.kind().to_string())
                        .advise("use * ? [a-z] {one,other}, and \\ before a character that stands for itself")
                })?;
                Some(glob.compile_matcher())
            } else {
                None
            };
            patterns.push(Pattern { text: text.clone(), glob });
        }
        Ok(Self(patterns))
    }

    /// The names, when there are names and nothing but names.
    pub(super) fn plain(&self) -> Option<Vec<&ShortStr>> {
        let names: Vec<_> =
            self.0.iter().filter(|pattern| pattern.glob.is_none()).map(|pattern| &pattern.text).collect();
        (!names.is_empty() && names.len() == self.0.len()).then_some(names)
    }

    /// Keeps the rows that were asked for.
    ///
    /// # Errors
    /// A name that no row has (6), or a glob that fits none (3).
    pub(super) fn select(&self, mut rows: Vec<Row>, vhost: &str) -> Result<Vec<Row>, Complaint> {
        for pattern in &self.0 {
            if !rows.iter().any(|row| pattern.fits(&row.name)) {
                return Err(match pattern.glob {
                    None => missing(&pattern.text, vhost),
                    Some(_) => Complaint::new(
                        Exit::Expectation,
                        format!("no queue in vhost '{vhost}' matches '{}'", pattern.text),
                    )
                    .advise("check the glob, or --vhost; without one all queues are shown"),
                });
            }
        }
        if !self.0.is_empty() {
            rows.retain(|row| self.0.iter().any(|pattern| pattern.fits(&row.name)));
        }
        Ok(rows)
    }
}

impl Pattern {
    /// A queue may have a name that looks like a glob.
    fn fits(&self, name: &str) -> bool {
        *self.text == *name || self.glob.as_ref().is_some_and(|glob| glob.is_match(name))
    }
}

/// The same words, whichever way a queue was looked for.
pub(super) fn missing(name: &str, vhost: &str) -> Complaint {
    Complaint::new(Exit::Refused, format!("queue '{name}' does not exist in vhost '{vhost}'"))
        .advise("check the name, or --vhost; without a name all queues are shown")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selected(patterns: &[&str]) -> Result<Vec<String>, Complaint> {
        let texts: Vec<_> = patterns.iter().map(|text| ShortStr::new(*text).unwrap()).collect();
        let rows = ["hello", "logs/app", "logs/web", "a[1]", "amq.gen-x\ny"].map(Row::named).into();
        let rows = Selection::parse(&texts)?.select(rows, "/")?;
        Ok(rows.into_iter().map(|row| row.name).collect())
    }

    #[test]
    fn names_and_globs_choose_and_nothing_chooses_all() {
        for (patterns, names) in [
            (&["hello"][..], &["hello"][..]),
            (&["hello", "hello"], &["hello"]),
            (&["logs*"], &["logs/app", "logs/web"]),
            (&["*/{app,db}", "h?llo"], &["hello", "logs/app"]),
            (&["a[1]"], &["a[1]"]),
            (&["amq.*"], &["amq.gen-x\ny"]),
        ] {
            assert_eq!(selected(patterns).unwrap(), names, "{patterns:?}");
        }
        assert_eq!(selected(&[]).unwrap().len(), 5);
    }

    #[test]
    fn what_is_not_there_ends_with_a_code_of_its_own() {
        let name = selected(&["hello", "nope"]).unwrap_err();
        assert_eq!((name.exit, name.what.as_str()), (Exit::Refused, "queue 'nope' does not exist in vhost '/'"));
        assert_eq!(selected(&["nope*"]).unwrap_err().exit, Exit::Expectation);
        assert_eq!(selected(&["a[1"]).unwrap_err().exit, Exit::Usage);
    }

    #[test]
    fn only_names_can_be_asked_for_one_by_one() {
        let plain = |texts: &[&'static str]| {
            let texts: Vec<_> = texts.iter().map(|text| ShortStr::fixed(text)).collect();
            Selection::parse(&texts).unwrap().plain().map(|names| names.len())
        };
        assert_eq!((plain(&["a", "b"]), plain(&["a", "b*"]), plain(&[])), (Some(2), None, None));
    }
}
