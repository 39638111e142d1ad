//! `/api/exchanges`.

use serde_json::{Map, Value, json};

use super::answer::{Answer, Outcome};
use super::call::{self, Call};
use super::{fields, list};
use crate::broker::state::State;
use crate::broker::state::declare_exchange::NewExchange;
use crate::broker::state::exchange::Exchange;
use crate::broker::state::ids::ExchangeId;
use crate::broker::state::names::Name;

/// What RabbitMQ tells of who publishes to what, in detail, and this broker does not measure.
pub fn no_details() -> Value {
    json!([])
}

fn show(vhost: &str, exchange: &Exchange) -> Map<String, Value> {
    let mut shown = default(vhost, exchange.published);
    let own = json!({
        "arguments": fields::to_json(&exchange.arguments),
        "auto_delete": exchange.auto_delete,
        "durable": exchange.durable,
        "internal": exchange.internal,
        "name": *exchange.name,
        "type": exchange.kind.as_str(),
    });
    if let Value::Object(own) = own {
        shown.extend(own);
    }
    shown
}

/// The default exchange.
fn default(vhost: &str, published: u64) -> Map<String, Value> {
    let shown = json!({
        "arguments": {},
        "auto_delete": false,
        "durable": true,
        "internal": false,
        "name": "",
        "type": "direct",
        "vhost": vhost,
    });
    let mut shown = if let Value::Object(shown) = shown { shown } else { Map::new() };
    if published > 0 {
        shown.insert("message_stats".to_owned(), json!({"publish_in": published}));
    }
    shown
}

/// All that may be seen, of one vhost or of all.
pub fn list(state: &mut State, call: &Call) -> Outcome {
    let one = call.vhost_name().map(|_| call.vhost(state)).transpose()?;
    let mut shown = Vec::new();
    for (name, vhost) in &state.vhosts {
        let wanted = one.as_ref().map_or_else(|| call.who.sees(state, name), |one| one == name);
        if wanted {
            let exchanges = vhost.exchanges.values().filter_map(|id| state.exchanges.get(id));
            shown.push(Value::Object(default(name, vhost.published_to_default)));
            shown.extend(exchanges.map(|exchange| Value::Object(show(name, exchange))));
        }
    }
    list::paged(call, shown, list::BY_NAME)
}

/// The exchange of the path; none for the default exchange.
pub fn find(state: &State, call: &Call) -> Outcome<(Name, Option<ExchangeId>)> {
    let vhost = call.vhost(state)?;
    match call.exchange("exchange") {
        "" => Ok((vhost, None)),
        name => {
            let id = state.find_exchange(&vhost, name).ok_or_else(Answer::missing)?;
            Ok((vhost, Some(id)))
        }
    }
}

/// One.
pub fn one(state: &mut State, call: &Call) -> Outcome {
    let (vhost, id) = find(state, call)?;
    let mut shown = match id.and_then(|id| state.exchanges.get(&id)) {
        Some(exchange) => show(&vhost, exchange),
        None => default(&vhost, state.vhosts.get(&vhost).map_or(0, |vhost| vhost.published_to_default)),
    };
    shown.insert("incoming".to_owned(), no_details());
    shown.insert("outgoing".to_owned(), no_details());
    list::single(call, Value::Object(shown))
}

/// Declares one.
pub fn put(state: &mut State, call: &Call) -> Outcome {
    let vhost = call.vhost(state).map_err(|_| Answer::not_found("vhost_not_found"))?;
    let object = call.object()?;
    // The protocol's default (AMQP 0-9-1 section 1.7.2.1).
    let kind = if object.contains_key("type") { call::text(&object, "type")? } else { "direct" };
    let name = call.exchange("exchange");
    let new = NewExchange {
        name,
        kind,
        durable: call::boolean(&object, "durable")?,
        auto_delete: call::boolean(&object, "auto_delete")?,
        internal: call::boolean(&object, "internal")?,
        arguments: fields::arguments(&object)?,
    };
    let is_new = state.find_exchange(&vhost, name).is_none();
    state.declare_exchange(&call.who.name, &vhost, new).map_err(|refusal| Answer::refused(&refusal))?;
    Ok(Answer::put(is_new))
}

/// Deletes one.
pub fn delete(state: &mut State, call: &Call) -> Outcome {
    let (vhost, _) = find(state, call)?;
    let deleted = state.delete_exchange(&call.who.name, &vhost, call.exchange("exchange"), call.is_set("if-unused"));
    deleted.map_err(|refusal| Answer::refused(&refusal))?;
    Ok(Answer::done())
}
