//! `/api/permissions`.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::{self, Call};
use super::list;
use crate::broker::state::State;
use crate::broker::state::users::{Pattern, Permissions};

const ORDER: &[&str] = &["user", "vhost"];

fn show(user: &str, vhost: &str, permissions: &Permissions) -> Value {
    json!({
        "user": user,
        "vhost": vhost,
        "configure": permissions.configure.text,
        "write": permissions.write.text,
        "read": permissions.read.text,
    })
}

fn all(state: &State, wanted: impl Fn(&str, &str) -> bool) -> Vec<Value> {
    let every = state
        .users
        .iter()
        .flat_map(|(user, known)| known.permissions.iter().map(move |(vhost, permissions)| (user, vhost, permissions)));
    every
        .filter(|(user, vhost, _)| wanted(user, vhost))
        .map(|(user, vhost, permissions)| show(user, vhost, permissions))
        .collect()
}

/// All.
pub fn list(state: &mut State, call: &Call) -> Outcome {
    list::whole(call, all(state, |_, _| true), ORDER)
}

/// Those for the vhost of the path.
pub fn of_vhost(state: &mut State, call: &Call) -> Outcome {
    let wanted = call.vhost(state)?;
    list::whole(call, all(state, |_, vhost| *wanted == *vhost), ORDER)
}

/// Those of the user of the path.
pub fn of_user(state: &mut State, call: &Call) -> Outcome {
    let wanted = call.name("user");
    if !state.users.contains_key(wanted) {
        return Err(Answer::missing());
    }
    list::whole(call, all(state, |user, _| user == wanted), ORDER)
}

/// Those of one user for one vhost.
pub fn one(state: &mut State, call: &Call) -> Outcome {
    let (user, vhost) = (call.name("user"), call.name("vhost"));
    let permissions = state.users.get(user).and_then(|known| known.permissions.get(vhost));
    list::single(call, show(user, vhost, permissions.ok_or_else(Answer::missing)?))
}

/// Sets them.
pub fn put(state: &mut State, call: &Call) -> Outcome {
    let (user, vhost) = (call.name("user"), call.name("vhost"));
    let object = call.object_with(&["configure", "write", "read"])?;
    let pattern = |key: &str| {
        let text = call::text(&object, key)?;
        Pattern::new(text).map_err(|why| Answer::bad(json!(["invalid_regexp", text, why])))
    };
    let permissions =
        Permissions { configure: pattern("configure")?, write: pattern("write")?, read: pattern("read")? };
    let there = state.users.get(user).filter(|_| state.vhosts.contains_key(vhost));
    let is_new = !there.ok_or_else(|| Answer::bad("vhost_or_user_not_found"))?.permissions.contains_key(vhost);
    state.grant(user, vhost, permissions);
    Ok(Answer::put(is_new))
}

/// Takes them away.
pub fn delete(state: &mut State, call: &Call) -> Outcome {
    let user = state.users.get_mut(call.name("user")).ok_or_else(Answer::missing)?;
    user.permissions.remove(call.name("vhost")).map(|_| Answer::done()).ok_or_else(Answer::missing)
}
