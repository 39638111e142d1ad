//! What the target `inputs` in `fuzz/`, and the tests that replay its corpus, call: everything that reads what others
//! wrote, but for frames, which have targets of their own in `broker::fuzzing`.

use crate::amqp::{Endpoint, Message, decode_line, encode_line, parse_argument, parse_header};
use crate::management::{Overview, Queue, Target};
use crate::output::Template;
use crate::wire;

/// A password that an error must not repeat.
const SECRET: &str = "s3cr3t-word";

/// Reads bytes as everything that they could be.
///
/// # Panics
/// Something is wrong.
pub fn inputs(bytes: &[u8]) {
    line(bytes);
    message(bytes);
    let _ = serde_json::from_slice::<Overview>(bytes);
    let _ = serde_json::from_slice::<Vec<Queue>>(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        url(text);
        argument(text);
        if let Ok(template) = Template::parse(text) {
            template.render(&Message::default(), "queue", &mut Vec::new());
        }
    }
}

/// A URL is read, or refused without its password.
fn url(text: &str) {
    if let Ok(endpoint) = Endpoint::parse(text) {
        assert!(endpoint.vhost.len() <= 255 && !endpoint.vhost.is_empty());
        assert!(endpoint.url().ends_with(&format!(":{}", endpoint.port)));
    }
    let _ = Target::parse(text, "user", SECRET).map(|target| target.host());
    let told = [
        Endpoint::parse(&format!("amqp://user:{SECRET}@{text}"))
            .map_or_else(|why| why, |endpoint| endpoint.to_string()),
        Target::parse(&format!("http://user:{SECRET}@{text}"), "u", "p").map_or_else(|why| why, |target| target.host()),
    ];
    // What is told may stand in the text itself, and a URL is read without its tabs and line ends.
    let known = text.replace(['\t', '\r', '\n'], "").contains(SECRET);
    assert!(told.iter().all(|told| known || !told.contains(SECRET)), "{told:?}");
}

/// `-H` and `--queue-arg`.
fn argument(text: &str) {
    for parse in [parse_header, parse_argument] {
        if let Ok((name, _)) = parse(text) {
            assert!(name.len() <= 255);
        }
    }
}

/// What is read of a line is written and read again as the same.
fn line(bytes: &[u8]) {
    let Ok(line) = decode_line(bytes) else { return };
    let message = Message { properties: line.properties, body: line.body.into(), ..Message::default() };
    round_trip(&message);
}

/// Properties as they are on the wire, and a body behind them.
fn message(bytes: &[u8]) {
    let Some((&at, rest)) = bytes.split_first() else { return };
    let (properties, body) = rest.split_at(usize::from(at).min(rest.len()));
    let Ok(properties) = wire::properties(properties) else { return };
    round_trip(&Message { properties, body: body.to_vec().into(), ..Message::default() });
}

/// A message is the same after it was written as a line and read again.
fn round_trip(message: &Message) {
    let mut line = Vec::new();
    encode_line(message, &mut line);
    let again = match decode_line(&line) {
        Ok(again) => again,
        // Tables within tables, deeper than JSON is read.
        Err(why) => return assert!(why.contains("recursion limit"), "{why}: {}", line.escape_ascii()),
    };
    assert_eq!(again.body, message.body);
    let bytes = [&message.properties, &again.properties].map(wire::encode_properties);
    assert_eq!(bytes[0], bytes[1], "{}", line.escape_ascii());
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::inputs;

    fn corpus() -> Vec<Vec<u8>> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/inputs");
        fs::read_dir(folder).unwrap().map(|entry| fs::read(entry.unwrap().path()).unwrap()).collect()
    }

    #[test]
    fn the_corpus_of_inputs() {
        let corpus = corpus();
        assert!(!corpus.is_empty());
        corpus.iter().for_each(|bytes| inputs(bytes));
    }

    #[test]
    fn the_corpus_spoiled() {
        for (seed, bytes) in (0..).zip(corpus()) {
            let mut random = fastrand::Rng::with_seed(seed);
            for _ in 0..300 {
                let mut bytes = bytes.clone();
                for _ in 0..random.usize(1..4) {
                    let at = random.usize(..=bytes.len());
                    match random.u8(..4) {
                        0 => bytes.insert(at, random.u8(..)),
                        1 => bytes.truncate(at),
                        2 => bytes.extend_from_within(at..),
                        _ => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte = random.u8(..)),
                    }
                }
                inputs(&bytes);
            }
        }
    }
}
