//! `/api/bindings`, and the bindings of a queue or an exchange.

use std::fmt::Write;

use amq_protocol::types::FieldTable;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::{self, Call};
use super::{fields, list};
use crate::broker::state::State;
use crate::broker::state::bind::{Binding, Target};
use crate::broker::state::ids::Destination;
use crate::broker::state::names::Name;

const ORDER: &[&str] = &["vhost", "source", "type", "destination", "routing_key", "properties_key"];

/// A binding with the names of its ends; the default exchange's are there for every queue, and have no arguments.
struct Found {
    vhost: Name,
    source: Name,
    target: Name,
    to_queue: bool,
    key: String,
    arguments: FieldTable,
}

impl Found {
    fn show(&self) -> Value {
        json!({
            "source": *self.source,
            "vhost": *self.vhost,
            "destination": *self.target,
            "destination_type": if self.to_queue { "queue" } else { "exchange" },
            "routing_key": self.key,
            "arguments": fields::to_json(&self.arguments),
            "properties_key": properties_key(&self.key, &self.arguments),
        })
    }
}

/// All bindings of a vhost.
fn all_of(state: &State, vhost: &Name) -> Vec<Found> {
    let Some(there) = state.vhosts.get(vhost) else { return Vec::new() };
    let mut found: Vec<_> = there
        .queues
        .keys()
        .map(|queue| Found {
            vhost: vhost.clone(),
            source: there.default_name.clone(),
            target: queue.clone(),
            to_queue: true,
            key: queue.to_string(),
            arguments: FieldTable::default(),
        })
        .collect();
    for exchange in there.exchanges.values().filter_map(|id| state.exchanges.get(id)) {
        for (key, arguments, destination) in exchange.bindings.iter() {
            let (target, to_queue) = match destination {
                Destination::Queue(id) => (state.queues.get(id).map(|queue| &queue.name), true),
                Destination::Exchange(id) => (state.exchanges.get(id).map(|exchange| &exchange.name), false),
            };
            let Some(target) = target.cloned() else { continue };
            found.push(Found {
                vhost: vhost.clone(),
                source: exchange.name.clone(),
                target,
                to_queue,
                key: String::from_utf8_lossy(key).into_owned(),
                arguments: arguments.clone(),
            });
        }
    }
    found
}

fn some_of(state: &State, call: &Call, wanted: impl Fn(&Found) -> bool) -> Outcome {
    let vhost = call.vhost(state)?;
    let all = all_of(state, &vhost);
    list::whole(call, all.iter().filter(|found| wanted(found)).map(Found::show).collect(), ORDER)
}

/// All that may be seen, of one vhost or of all.
pub fn list(state: &mut State, call: &Call) -> Outcome {
    if call.vhost_name().is_some() {
        return some_of(state, call, |_| true);
    }
    let seen = state.vhosts.keys().filter(|vhost| call.who.sees(state, vhost));
    let all = seen.flat_map(|vhost| all_of(state, vhost)).map(|found| found.show()).collect();
    list::whole(call, all, ORDER)
}

/// Those to the queue of the path.
pub fn of_queue(state: &mut State, call: &Call) -> Outcome {
    some_of(state, call, |found| found.to_queue && *found.target == *call.name("queue"))
}

/// Those from the exchange of the path.
pub fn from_exchange(state: &mut State, call: &Call) -> Outcome {
    some_of(state, call, |found| *found.source == *call.exchange("exchange"))
}

/// Those to the exchange of the path.
pub fn to_exchange(state: &mut State, call: &Call) -> Outcome {
    some_of(state, call, |found| !found.to_queue && *found.target == *call.exchange("exchange"))
}

/// Whether the path has a queue at its end, and not an exchange.
fn is_to_queue(call: &Call) -> Outcome<bool> {
    match call.name("kind") {
        "q" => Ok(true),
        "e" => Ok(false),
        _ => Err(Answer::missing()),
    }
}

fn is_between(call: &Call, to_queue: bool, found: &Found) -> bool {
    found.to_queue == to_queue
        && *found.source == *call.exchange("source")
        && *found.target == *call.name("destination")
}

/// Those between an exchange and a queue or another exchange.
pub fn between(state: &mut State, call: &Call) -> Outcome {
    let to_queue = is_to_queue(call)?;
    some_of(state, call, |found| is_between(call, to_queue, found))
}

fn find_one(state: &State, call: &Call) -> Outcome<Found> {
    let to_queue = is_to_queue(call)?;
    let vhost = call.vhost(state)?;
    let wanted = call.name("properties");
    let is_it = |found: &Found| {
        let key = properties_key(&found.key, &found.arguments);
        // Some clients encode the key of a path twice, and some once.
        let once = key != "~" && unquoted(&key) == wanted;
        is_between(call, to_queue, found) && (key == wanted || once)
    };
    all_of(state, &vhost).into_iter().find(is_it).ok_or_else(Answer::missing)
}

/// One.
pub fn one(state: &mut State, call: &Call) -> Outcome {
    let found = find_one(state, call)?;
    list::single(call, found.show())
}

fn target(call: &Call) -> Outcome<Target<'_>> {
    Ok(if is_to_queue(call)? {
        Target::Queue(call.name("destination"))
    } else {
        Target::Exchange(call.exchange("destination"))
    })
}

/// Makes one.
pub fn bind(state: &mut State, call: &Call) -> Outcome {
    let target = target(call)?;
    let vhost = call.vhost(state).map_err(|_| Answer::not_found("vhost_not_found"))?;
    let object = call.object()?;
    let key = if object.contains_key("routing_key") { call::text(&object, "routing_key")? } else { "" };
    fields::short(key)?;
    let arguments = fields::arguments(&object)?;
    let properties = properties_key(key, &arguments);
    let binding = Binding { source: call.exchange("source"), target, key, arguments };
    state.bind(&call.who.name, &vhost, None, binding).map_err(|refusal| Answer::refused(&refusal))?;
    Ok(Answer::created(format!("{}/{}", quoted(call.name("destination")), quoted(&properties))))
}

/// Takes one away.
pub fn unbind(state: &mut State, call: &Call) -> Outcome {
    let found = find_one(state, call)?;
    let Found { vhost, key, arguments, .. } = found;
    let binding = Binding { source: call.exchange("source"), target: target(call)?, key: &key, arguments };
    state.unbind(&call.who.name, &vhost, None, &binding).map_err(|refusal| Answer::refused(&refusal))?;
    Ok(Answer::done())
}

/// What tells apart the bindings between the same two: the key, and something short for the arguments.
fn properties_key(key: &str, arguments: &FieldTable) -> String {
    let quoted = quoted(key).replace('~', "%7E");
    if !arguments.inner().is_empty() {
        return format!("{quoted}~{}", digest(arguments));
    }
    if quoted.is_empty() { "~".to_owned() } else { quoted }
}

/// FNV-1a over the arguments; what RabbitMQ takes is Erlang's own and known nowhere else.
fn digest(arguments: &FieldTable) -> String {
    let text = fields::to_json(arguments).to_string();
    let hash = text.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    URL_SAFE_NO_PAD.encode(hash.to_be_bytes())
}

/// A text as a part of a path, with `+` for a space.
fn quoted(text: &str) -> String {
    let mut quoted = String::new();
    for byte in text.bytes() {
        match byte {
            b' ' => quoted.push('+'),
            b'-' | b'_' | b'.' | b'~' | b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => quoted.push(char::from(byte)),
            // Writing to a string does not fail.
            _ => _ = write!(quoted, "%{byte:02X}"),
        }
    }
    quoted
}

fn unquoted(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_quoted() {
        for (key, quoted) in [("", "~"), ("a.#", "a.%23"), ("k k/~", "k+k%2F%7E"), ("a/b c+d", "a%2Fb+c%2Bd")] {
            assert_eq!(properties_key(key, &FieldTable::default()), quoted);
        }
    }

    #[test]
    fn arguments_make_a_difference() {
        let table = |number| fields::from_json(json!({"a": number}).as_object().unwrap()).unwrap();
        assert_ne!(properties_key("k", &table(1)), properties_key("k", &table(2)));
        assert!(properties_key("k", &table(1)).starts_with("k~"));
        assert!(properties_key("", &table(1)).starts_with('~'));
    }
}
