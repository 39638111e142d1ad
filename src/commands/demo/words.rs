//! A command line as a shell would split it, as far as the demo's own need it.

/// The words of a line: separated by spaces, except between single quotes.
pub fn words(line: &str) -> impl Iterator<Item = String> {
    let mut words: Vec<String> = Vec::new();
    let (mut quoted, mut within) = (false, false);
    for character in line.chars() {
        match character {
            '\'' => quoted = !quoted,
            ' ' if !quoted => {
                within = false;
                continue;
            }
            _ => {}
        }
        if !within {
            words.push(String::new());
            within = true;
        }
        if let (Some(word), true) = (words.last_mut(), character != '\'') {
            word.push(character);
        }
    }
    words.into_iter()
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn quotes_keep_words_together() {
        let split = |line: &str| words(line).collect::<Vec<_>>();
        assert_eq!(split("rmq  send 'a  b' -H k='v w' ''"), ["rmq", "send", "a  b", "-H", "k=v w", ""]);
        assert!(split(" ").is_empty());
    }
}
