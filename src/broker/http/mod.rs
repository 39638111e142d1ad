//! The management API: what RabbitMQ's plugin answers on port 15672, as far as this broker has it to tell.
//!
//! ```text
//! server ── dispatch ─┬─ routes ── (overview, vhosts, users, ..., queues, take)   what is answered, by path
//!   │                 ├─ access                                                  who asks, and what they may see
//! patience            └─ call, answer                                            one request, and what it gets
//! list, fields        columns, order and pages of lists; AMQP's tables as JSON
//! ```
//!
//! Handlers are synchronous and get the whole state for the time of one answer. Whatever they change, they change
//! through the state's own methods, with the permissions of the user who asks.

mod access;
mod answer;
mod bindings;
mod call;
mod channels;
mod connections;
mod consumers;
mod dispatch;
mod exchanges;
mod fields;
mod health;
mod list;
mod nodes;
mod overview;
mod patience;
mod permissions;
mod properties;
mod publish;
mod queue_view;
mod queues;
mod routes;
mod server;
mod stats;
mod take;
mod users;
mod vhosts;

pub use server::serve;

/// What the one node calls itself.
const NODE: &str = "rmq@localhost";
