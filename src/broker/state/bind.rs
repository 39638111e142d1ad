//! Bindings come and go: `queue.bind`, `queue.unbind`, `exchange.bind` and `exchange.unbind` (AMQP 0-9-1 section
//! 1.8; RabbitMQ documentation, "Exchange to Exchange Bindings").

use amq_protocol::types::FieldTable;

use super::State;
use super::declare_exchange::not_default;
use super::fault::{Outcome, Refusal};
use super::ids::{ConnectionId, Destination, ExchangeId};
use super::names::{self, Name};
use super::users::Access;

/// Where a binding leads, by name.
#[derive(Debug, Clone, Copy)]
pub enum Target<'a> {
    /// To a queue.
    Queue(&'a str),
    /// To an exchange.
    Exchange(&'a str),
}

impl Target<'_> {
    fn name(&self) -> &str {
        match self {
            Self::Queue(name) | Self::Exchange(name) => name,
        }
    }

    fn described(&self, vhost: &str) -> String {
        match self {
            Self::Queue(name) => names::queue(name, vhost),
            Self::Exchange(name) => names::exchange(name, vhost),
        }
    }
}

/// A binding as clients name it.
#[derive(Debug, Clone)]
pub struct Binding<'a> {
    /// The exchange that it comes from.
    pub source: &'a str,
    /// Where it leads.
    pub target: Target<'a>,
    /// The binding key.
    pub key: &'a str,
    /// Its arguments.
    pub arguments: FieldTable,
}

impl State {
    /// Makes a binding, unless it is there.
    ///
    /// # Errors
    /// 403, 404, 405; 406 for arguments that a headers exchange does not understand.
    pub fn bind(
        &mut self,
        user: &str,
        vhost: &Name,
        connection: Option<ConnectionId>,
        binding: Binding<'_>,
    ) -> Outcome {
        self.permit_binding(user, vhost, &binding)?;
        let (source, destination) = self.both_ends(vhost, &binding)?;
        if let Destination::Queue(queue) = destination {
            self.not_anothers(queue, connection)?;
        }
        let Some(exchange) = self.exchanges.get_mut(&source) else { return Ok(()) };
        let added = exchange.bindings.add(binding.key.as_bytes(), binding.arguments, destination);
        if !added.map_err(|error| Refusal::precondition(error.to_string()))? {
            return Ok(());
        }
        if let Some(bound) = self.bound(destination) {
            *bound.entry(source).or_default() += 1;
        }
        self.note(|| {
            format!("{} bound to '{}' with '{}'", binding.target.described(vhost), binding.source, binding.key)
        });
        Ok(())
    }

    /// Takes a binding away; one that is not there is no error.
    ///
    /// # Errors
    /// 403, 404, 405.
    pub fn unbind(
        &mut self,
        user: &str,
        vhost: &Name,
        connection: Option<ConnectionId>,
        binding: &Binding<'_>,
    ) -> Outcome {
        self.permit_binding(user, vhost, binding)?;
        let Ok((source, destination)) = self.both_ends(vhost, binding) else { return Ok(()) };
        if let Destination::Queue(queue) = destination
            && let Err(refusal) = self.not_anothers(queue, connection)
        {
            let is_this = |(key, arguments, to): (&[u8], &FieldTable, &Destination)| {
                key == binding.key.as_bytes() && *arguments == binding.arguments && *to == destination
            };
            let there = self.exchanges.get(&source).is_some_and(|exchange| exchange.bindings.iter().any(is_this));
            return if there { Err(refusal) } else { Ok(()) };
        }
        let Some(exchange) = self.exchanges.get_mut(&source) else { return Ok(()) };
        if !exchange.bindings.remove(binding.key.as_bytes(), &binding.arguments, &destination) {
            return Ok(());
        }
        if let Some(bound) = self.bound(destination)
            && let Some(count) = bound.get_mut(&source)
        {
            *count -= 1;
            if *count == 0 {
                bound.remove(&source);
            }
        }
        if self.exchanges.get(&source).is_some_and(|exchange| exchange.auto_delete && exchange.bindings.is_empty()) {
            self.remove_exchanges(vhost, vec![source]);
        }
        Ok(())
    }

    /// Takes away all bindings from these exchanges to a thing that is gone, and answers which of them go with their
    /// last binding.
    pub(in crate::broker) fn unbind_everywhere(
        &mut self,
        destination: Destination,
        sources: impl Iterator<Item = ExchangeId>,
    ) -> Vec<ExchangeId> {
        let mut emptied = Vec::new();
        for source in sources {
            if let Some(exchange) = self.exchanges.get_mut(&source) {
                exchange.bindings.remove_destination(&destination);
                if exchange.auto_delete && exchange.bindings.is_empty() {
                    emptied.push(source);
                }
            }
        }
        emptied
    }

    pub(in crate::broker) fn bound(
        &mut self,
        destination: Destination,
    ) -> Option<&mut rustc_hash::FxHashMap<ExchangeId, usize>> {
        match destination {
            Destination::Queue(queue) => self.queues.get_mut(&queue).map(|queue| &mut queue.bound),
            Destination::Exchange(exchange) => self.exchanges.get_mut(&exchange).map(|exchange| &mut exchange.bound),
        }
    }

    fn permit_binding(&self, user: &str, vhost: &str, binding: &Binding<'_>) -> Outcome {
        let target = binding.target;
        self.permit(user, vhost, Access::Write, target.name(), || target.described(vhost))?;
        if let Target::Exchange(name) = target {
            not_default(name)?;
        }
        not_default(binding.source)?;
        self.permit(user, vhost, Access::Read, binding.source, || names::exchange(binding.source, vhost))
    }

    fn both_ends(&self, vhost: &str, binding: &Binding<'_>) -> Outcome<(ExchangeId, Destination)> {
        let source = self.exchange_or_404(vhost, binding.source)?;
        let destination = match binding.target {
            Target::Queue(name) => self.queue_or_404(vhost, name).map(Destination::Queue),
            Target::Exchange(name) => self.exchange_or_404(vhost, name).map(Destination::Exchange),
        };
        Ok((source, destination?))
    }
}
