//! One request, read: who asks, what stands for the names in the path, and what the query and the body say.

use bytes::Bytes;
use serde_json::{Map, Value};

use super::access::Who;
use super::answer::{Answer, Outcome};
use super::server::Places;
use crate::broker::state::State;
use crate::broker::state::names::{DEFAULT_EXCHANGE, Name};

/// A request.
pub struct Call {
    /// Who asks.
    pub who: Who,
    /// What the path has for each `:name` of its pattern.
    pub names: Vec<(&'static str, String)>,
    /// The query's parameters, decoded, in order.
    pub query: Vec<(String, String)>,
    /// The body as it came.
    pub body: Bytes,
    /// The header `X-Reason`, for whoever is thrown out.
    pub reason: Option<String>,
    /// Where the broker listens.
    pub places: Places,
}

impl Call {
    /// What the path has for a name; nothing for a name that the pattern does not have.
    pub fn name(&self, name: &str) -> &str {
        self.names.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }

    /// The vhost of the path.
    pub fn vhost_name(&self) -> Option<&str> {
        self.names.iter().find(|(known, _)| *known == "vhost").map(|(_, value)| value.as_str())
    }

    /// The vhost of the path, which has to be there.
    ///
    /// # Errors
    /// 404.
    pub fn vhost(&self, state: &State) -> Outcome<Name> {
        state.vhosts.get_key_value(self.name("vhost")).map(|(name, _)| name.clone()).ok_or_else(Answer::missing)
    }

    /// An exchange of the path: the default exchange, whose name is empty, has another one there.
    pub fn exchange(&self, name: &str) -> &str {
        match self.name(name) {
            DEFAULT_EXCHANGE => "",
            other => other,
        }
    }

    /// A parameter of the query.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether a parameter of the query is `true`.
    pub fn is_set(&self, name: &str) -> bool {
        self.parameter(name) == Some("true")
    }

    /// The body: an object; an empty one when there is nothing.
    ///
    /// # Errors
    /// 400.
    pub fn object(&self) -> Outcome<Map<String, Value>> {
        if self.body.is_empty() {
            return Ok(Map::new());
        }
        match serde_json::from_slice(&self.body) {
            Ok(Value::Object(object)) => Ok(object),
            Ok(Value::String(_)) => Err(Answer::bad(
                "invalid payload: the request body JSON-decoded to a string. Is the input doubly-JSON-encoded?",
            )),
            _ => Err(Answer::bad("not_json")),
        }
    }

    /// The body with these keys in it.
    ///
    /// # Errors
    /// 400.
    pub fn object_with(&self, keys: &[&str]) -> Outcome<Map<String, Value>> {
        let object = self.object()?;
        let missing: Vec<_> =
            keys.iter().filter(|key| !object.contains_key(**key)).map(|key| format!("{{key_missing,{key}}}")).collect();
        if missing.is_empty() { Ok(object) } else { Err(Answer::bad(format!("[{}]", missing.join(",")))) }
    }
}

/// A truth value of the body: true, false, or the same as a text; false when there is none.
///
/// # Errors
/// 400.
pub fn boolean(object: &Map<String, Value>, key: &str) -> Outcome<bool> {
    match object.get(key) {
        None => Ok(false),
        Some(Value::Bool(yes)) => Ok(*yes),
        Some(Value::String(text)) if text == "true" => Ok(true),
        Some(Value::String(text)) if text == "false" => Ok(false),
        Some(other) => Err(Answer::bad(Value::from(vec![Value::from("not_boolean"), other.clone()]))),
    }
}

/// A whole number of the body, or the same as a text.
///
/// # Errors
/// 400.
pub fn integer(value: &Value) -> Outcome<i64> {
    let number = match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    number.ok_or_else(|| Answer::bad(Value::from(vec![Value::from("not_integer"), value.clone()])))
}

/// A text of the body.
///
/// # Errors
/// 400.
pub fn text<'a>(object: &'a Map<String, Value>, key: &str) -> Outcome<&'a str> {
    match object.get(key) {
        Some(Value::String(text)) => Ok(text),
        _ => Err(Answer::bad(Value::from(vec!["not_string", key]))),
    }
}
