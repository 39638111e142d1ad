//! Exchanges come and go: `exchange.declare` and `exchange.delete` (AMQP 0-9-1 section 1.7).

use amq_protocol::types::{AMQPValue, FieldTable};

use super::State;
use super::fault::{Outcome, Refusal};
use super::ids::{Destination, ExchangeId};
use super::names::{self, Name};
use super::users::Access;
use crate::broker::routing::ExchangeType;
use crate::broker::term::type_name;

/// What `exchange.declare` says.
#[derive(Debug, Clone)]
pub struct NewExchange<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its type as the client writes it.
    pub kind: &'a str,
    /// Whether it is to outlive a restart.
    pub durable: bool,
    /// Whether it goes with its last binding.
    pub auto_delete: bool,
    /// Whether clients may not publish to it.
    pub internal: bool,
    /// Its arguments.
    pub arguments: FieldTable,
}

impl State {
    /// Creates an exchange, or checks that the one there is is the one that is meant.
    ///
    /// # Errors
    /// 403, 406, or what the rules have for an unknown type.
    pub fn declare_exchange(&mut self, user: &str, vhost: &Name, new: NewExchange<'_>) -> Outcome {
        let Ok(kind) = new.kind.parse::<ExchangeType>() else {
            let words = format!("unknown exchange type '{}'", new.kind);
            return Err(Refusal::new(self.rules.unknown_exchange_type, words));
        };
        let name = names::without_line_ends(new.name);
        not_default(&name)?;
        let described = || names::exchange(&name, vhost);
        self.permit(user, vhost, Access::Configure, &name, described)?;
        if let Some(id) = self.find_exchange(vhost, &name) {
            return self.same_exchange(id, kind, &new, &described());
        }
        names::not_reserved("exchange", &name)?;
        match new.arguments.inner().get("alternate-exchange") {
            None => {}
            Some(AMQPValue::LongString(alternate)) => {
                self.permit(user, vhost, Access::Read, &name, described)?;
                let alternate = alternate.to_string();
                self.permit(user, vhost, Access::Write, &alternate, || names::exchange(&alternate, vhost))?;
            }
            Some(other) => {
                let found = type_name(other);
                let words = format!("invalid type '{found}' for arg 'alternate-exchange' in {}", described());
                return Err(Refusal::precondition(words));
            }
        }
        self.note(|| format!("{} declared, {}", described(), kind));
        self.insert_exchange(vhost, name, kind, new.durable, new.auto_delete, new.internal, new.arguments);
        Ok(())
    }

    /// Looks whether an exchange is there.
    ///
    /// # Errors
    /// 404.
    pub fn expect_exchange(&self, vhost: &str, name: &str) -> Outcome<ExchangeId> {
        let name = names::without_line_ends(name);
        not_default(&name)?;
        self.exchange_or_404(vhost, &name)
    }

    /// The number of an exchange that has to be there.
    ///
    /// # Errors
    /// 404.
    pub fn exchange_or_404(&self, vhost: &str, name: &str) -> Outcome<ExchangeId> {
        let missing = || Refusal::not_found(format!("no {}", names::exchange(name, vhost)));
        self.find_exchange(vhost, name).ok_or_else(missing)
    }

    /// Deletes an exchange with its bindings; one that is not there is no error.
    ///
    /// # Errors
    /// 403, or 406 when it is used and must not be.
    pub fn delete_exchange(&mut self, user: &str, vhost: &Name, name: &str, if_unused: bool) -> Outcome {
        let name = names::without_line_ends(name);
        not_default(&name)?;
        if name.starts_with("amq.") {
            let words = format!("deletion of system {} not allowed", names::exchange(&name, vhost));
            return Err(Refusal::access(words));
        }
        self.permit(user, vhost, Access::Configure, &name, || names::exchange(&name, vhost))?;
        let Some(id) = self.find_exchange(vhost, &name) else { return Ok(()) };
        let used = self.exchanges.get(&id).is_some_and(|exchange| !exchange.bindings.is_empty());
        if if_unused && used {
            return Err(Refusal::precondition(format!("{} in use", names::exchange(&name, vhost))));
        }
        self.remove_exchanges(vhost, vec![id]);
        Ok(())
    }

    /// Takes exchanges away, with the bindings from them and to them, and those that go with their last binding.
    pub(in crate::broker) fn remove_exchanges(&mut self, vhost: &Name, mut ids: Vec<ExchangeId>) {
        while let Some(id) = ids.pop() {
            let Some(gone) = self.exchanges.remove(&id) else { continue };
            self.note(|| format!("{} deleted", names::exchange(&gone.name, vhost)));
            if let Some(vhost) = self.vhosts.get_mut(vhost) {
                vhost.exchanges.remove(&gone.name);
            }
            for (.., destination) in gone.bindings.iter() {
                if let Some(bound) = self.bound(*destination) {
                    bound.remove(&id);
                }
            }
            ids.extend(self.unbind_everywhere(Destination::Exchange(id), gone.bound.into_keys()));
        }
    }

    fn same_exchange(&self, id: ExchangeId, kind: ExchangeType, new: &NewExchange<'_>, described: &str) -> Outcome {
        let Some(there) = self.exchanges.get(&id) else { return Ok(()) };
        let differ = |attribute: &str, received: &str, current: &str| {
            let words = format!(
                "inequivalent arg '{attribute}' for {described}: received '{received}' but current is '{current}'"
            );
            Err(Refusal::precondition(words))
        };
        if there.kind != kind {
            return differ("type", &kind.to_string(), &there.kind.to_string());
        }
        for (attribute, received, current) in [
            ("durable", new.durable, there.durable),
            ("auto_delete", new.auto_delete, there.auto_delete),
            ("internal", new.internal, there.internal),
        ] {
            if received != current {
                return differ(attribute, &received.to_string(), &current.to_string());
            }
        }
        super::declare_queue::same_arguments(
            &there.arguments,
            &new.arguments,
            ["alternate-exchange"].into_iter(),
            described,
        )
    }
}

/// Refuses what nobody may do with the default exchange.
pub(in crate::broker) fn not_default(name: &str) -> Outcome {
    if name.is_empty() {
        return Err(Refusal::access("operation not permitted on the default exchange"));
    }
    Ok(())
}
