//! From an exchange and routing keys to queues.

use amq_protocol::types::FieldTable;

use super::State;
use super::ids::{Destination, ExchangeId, QueueId};
use super::vhosts::Vhost;

/// Messages that the default exchange gets: straight to the queue of that name.
pub fn by_name(vhost: &Vhost, key: &[u8]) -> Option<QueueId> {
    vhost.queues.get(std::str::from_utf8(key).ok()?).copied()
}

impl State {
    /// The queues that a message published to an exchange with these keys goes to, each once: through its bindings,
    /// those of exchanges bound to it, and its alternate exchange when there is no binding that fits.
    pub(in crate::broker) fn route(
        &self,
        vhost: &str,
        exchange: ExchangeId,
        keys: &[&[u8]],
        headers: &dyn Fn() -> Option<FieldTable>,
    ) -> Vec<QueueId> {
        let mut queues = Vec::new();
        let mut seen = vec![exchange];
        let mut next = 0;
        let mut found = Vec::new();
        while let Some(id) = seen.get(next) {
            next += 1;
            let Some(exchange) = self.exchanges.get(id) else { continue };
            found.clear();
            for key in keys {
                exchange.bindings.route(key, headers, &mut found);
            }
            if found.is_empty()
                && let Some(alternate) = &exchange.alternate
                && let Some(alternate) = self.find_exchange(vhost, alternate)
                && !seen.contains(&alternate)
            {
                seen.push(alternate);
            }
            for destination in &found {
                match destination {
                    Destination::Queue(queue) => queues.push(*queue),
                    Destination::Exchange(exchange) if !seen.contains(exchange) => seen.push(*exchange),
                    Destination::Exchange(_) => {}
                }
            }
        }
        // One exchange names a queue once; several may name the same.
        if next > 1 {
            queues.sort_unstable();
            queues.dedup();
        }
        queues
    }
}
