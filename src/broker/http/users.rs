//! `/api/users` and `/api/whoami`. Passwords are nowhere shown, and neither are hashes, of which there are none.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::{self, Call};
use super::list;
use crate::broker::state::State;
use crate::broker::state::names;
use crate::broker::state::users::User;

/// The user who is let in from this machine only.
const GUEST: &str = "guest";

fn show(name: &str, user: &User) -> Value {
    json!({"name": name, "tags": user.tags, "limits": {}})
}

/// Who asks.
pub fn whoami(_: &mut State, call: &Call) -> Outcome {
    list::single(call, json!({"name": call.who.name, "tags": call.who.tags}))
}

/// All.
pub fn list(state: &mut State, call: &Call) -> Outcome {
    list::whole(call, state.users.iter().map(|(name, user)| show(name, user)).collect(), &["name"])
}

/// Those who may not be in any vhost.
pub fn without_permissions(state: &mut State, call: &Call) -> Outcome {
    let without = state.users.iter().filter(|(_, user)| user.permissions.is_empty());
    list::whole(call, without.map(|(name, user)| show(name, user)).collect(), &["name"])
}

/// One.
pub fn one(state: &mut State, call: &Call) -> Outcome {
    let name = call.name("user");
    let user = state.users.get(name).ok_or_else(Answer::missing)?;
    list::single(call, show(name, user))
}

/// Tags out of a request: a list, or a text with commas.
///
/// # Errors
/// 400.
pub fn tags(given: &Value) -> Outcome<Vec<String>> {
    let wrong = || Answer::bad("tags are a list, or a text with commas between them");
    let split = |text: &str| text.split(',').map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).collect();
    match given {
        Value::String(text) => Ok(split(text)),
        Value::Array(tags) => {
            tags.iter().map(|tag| tag.as_str().map(str::to_owned)).collect::<Option<_>>().ok_or_else(wrong)
        }
        _ => Err(wrong()),
    }
}

/// Makes one, or changes password and tags.
pub fn put(state: &mut State, call: &Call) -> Outcome {
    let object = call.object()?;
    let tags = tags(object.get("tags").ok_or_else(|| Answer::bad("tags_not_present"))?)?;
    if object.get("password_hash").is_some_and(|hash| hash != "") {
        return Err(Answer::bad("password_hash is not supported by this development broker: send a password"));
    }
    let password = if object.contains_key("password") { call::text(&object, "password")? } else { "" };
    // Without a password nobody can log in, and one that nobody knows does just that.
    let password = if password.is_empty() { names::unique("none").to_string() } else { password.to_owned() };
    let name = call.name("user");
    if let Some(user) = state.users.get_mut(name) {
        user.password = password;
        user.tags = tags;
        return Ok(Answer::put(false));
    }
    let user = User { password, tags, permissions: Default::default(), loopback_only: name == GUEST };
    state.users.insert(name.to_owned(), user);
    Ok(Answer::put(true))
}

/// Deletes one, who stays where he is connected.
pub fn delete(state: &mut State, call: &Call) -> Outcome {
    state.users.remove(call.name("user")).map(|_| Answer::done()).ok_or_else(Answer::missing)
}
