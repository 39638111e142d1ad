//! `/api/vhosts`.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::Call;
use super::users::tags;
use super::{NODE, list, stats};
use crate::broker::state::State;
use crate::broker::state::queue::Queue;
use crate::broker::state::users::Permissions;
use crate::broker::state::vhosts::Vhost;

fn show(state: &State, name: &str, vhost: &Vhost) -> Value {
    let queues = || vhost.queues.values().filter_map(|id| state.queues.get(id));
    let sum = |of: fn(&Queue) -> usize| queues().map(of).sum::<usize>();
    let mut shown = json!({
        "name": name,
        "description": vhost.description,
        "tags": vhost.tags,
        "default_queue_type": "undefined",
        "metadata": {"description": vhost.description, "tags": vhost.tags},
        "tracing": false,
        "cluster_state": {NODE: "running"},
        "messages": sum(|queue| queue.ready() + queue.unacked),
        "messages_ready": sum(Queue::ready),
        "messages_unacknowledged": sum(|queue| queue.unacked),
    });
    let counters: Vec<_> = queues().map(|queue| &queue.counters).collect();
    if let Some(stats) = stats::messages(&counters) {
        shown["message_stats"] = stats;
    }
    shown
}

/// All that may be seen.
pub fn list(state: &mut State, call: &Call) -> Outcome {
    let seen = state.vhosts.iter().filter(|(name, _)| call.who.is_monitor() || call.who.is_in(state, name));
    list::paged(call, seen.map(|(name, vhost)| show(state, name, vhost)).collect(), &["name"])
}

/// One.
pub fn one(state: &mut State, call: &Call) -> Outcome {
    let name = call.vhost(state)?;
    let vhost = state.vhosts.get(&name).ok_or_else(Answer::missing)?;
    list::single(call, show(state, &name, vhost))
}

/// Makes one, in which whoever asks may do everything, or changes what is said of it.
pub fn put(state: &mut State, call: &Call) -> Outcome {
    let object = call.object()?;
    if super::call::boolean(&object, "tracing")? {
        return Err(Answer::bad("tracing is not supported by this development broker"));
    }
    let tags = object.get("tags").map(tags).transpose()?;
    let name = call.name("vhost");
    let is_new = state.add_vhost(name);
    if is_new && let Ok(all) = Permissions::all() {
        state.grant(&call.who.name, name, all);
    }
    if let Some(vhost) = state.vhosts.get_mut(name) {
        if let Some(Value::String(description)) = object.get("description") {
            vhost.description.clone_from(description);
        }
        if let Some(tags) = tags {
            vhost.tags = tags;
        }
    }
    Ok(Answer::put(is_new))
}

/// Deletes one with all that is in it.
pub fn delete(state: &mut State, call: &Call) -> Outcome {
    if state.remove_vhost(call.name("vhost")) { Ok(Answer::done()) } else { Err(Answer::missing()) }
}
