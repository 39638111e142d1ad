//! `/api/queues`.

use serde_json::Value;

use super::answer::{Answer, Outcome};
use super::call::{self, Call};
use super::queue_view::{Depth, show, show_one};
use super::{NODE, fields, list};
use crate::broker::state::State;
use crate::broker::state::declare_queue::NewQueue;
use crate::broker::state::ids::QueueId;

fn depth(call: &Call, is_list: bool) -> Depth {
    match (call.is_set("disable_stats"), is_list && call.is_set("enable_queue_totals")) {
        (false, _) => Depth::Measured,
        (true, false) => Depth::Declared,
        (true, true) => Depth::Totals,
    }
}

/// All that may be seen, of one vhost or of all.
pub fn list(state: &mut State, call: &Call) -> Outcome {
    let depth = depth(call, true);
    let one = call.vhost_name().map(|_| call.vhost(state)).transpose()?;
    let wanted = |vhost: &str| match &one {
        Some(one) => **one == *vhost,
        None => call.who.sees(state, vhost),
    };
    let queues = state.queues.values().filter(|queue| wanted(&queue.vhost));
    let queues = queues.map(|queue| Value::Object(show(queue, depth))).collect();
    list::paged(call, queues, list::BY_NAME)
}

/// The queue of the path.
fn find(state: &State, call: &Call) -> Outcome<QueueId> {
    state.find_queue(call.name("vhost"), call.name("queue")).ok_or_else(Answer::missing)
}

/// One.
pub fn one(state: &mut State, call: &Call) -> Outcome {
    let id = find(state, call)?;
    let queue = state.queues.get(&id).ok_or_else(Answer::missing)?;
    list::single(call, show_one(state, queue, depth(call, false)))
}

/// Declares one.
pub fn put(state: &mut State, call: &Call) -> Outcome {
    let vhost = call.vhost(state).map_err(|_| Answer::not_found("vhost_not_found"))?;
    let object = call.object()?;
    if let Some(node) = object.get("node").filter(|node| *node != NODE) {
        let node = node.as_str().unwrap_or("undefined");
        return Err(Answer::bad(format!("Node {node} could not be contacted")));
    }
    let name = call.name("queue");
    let new = NewQueue {
        name,
        durable: call::boolean(&object, "durable")?,
        exclusive: false,
        auto_delete: call::boolean(&object, "auto_delete")?,
        arguments: fields::arguments(&object)?,
    };
    let is_new = state.find_queue(&vhost, name).is_none();
    state.declare_queue(&call.who.name, &vhost, None, new).map_err(|refusal| Answer::refused(&refusal))?;
    Ok(Answer::put(is_new))
}

/// Deletes one.
pub fn delete(state: &mut State, call: &Call) -> Outcome {
    find(state, call)?;
    let vhost = call.vhost(state)?;
    let conditions = (call.is_set("if-unused"), call.is_set("if-empty"));
    let gone = state.delete_queue(&call.who.name, &vhost, None, call.name("queue"), conditions);
    let gone = gone.map_err(|refusal| Answer::refused(&refusal))?;
    state.tell_all_cancelled(&gone);
    Ok(Answer::done())
}

/// Drops the messages of one.
pub fn purge(state: &mut State, call: &Call) -> Outcome {
    find(state, call)?;
    let vhost = call.vhost(state)?;
    let purged = state.purge_queue(&call.who.name, &vhost, None, call.name("queue"));
    purged.map_err(|refusal| Answer::refused(&refusal))?;
    Ok(Answer::done())
}

/// What one does with mirrors, of which there are none here.
pub fn act(state: &mut State, call: &Call) -> Outcome {
    find(state, call)?;
    match call.object_with(&["action"])?.get("action") {
        Some(Value::String(action)) if ["sync", "cancel_sync"].contains(&action.as_str()) => Ok(Answer::done()),
        action => Err(Answer::bad(Value::from(vec![Value::from("unknown"), action.cloned().unwrap_or_default()]))),
    }
}
