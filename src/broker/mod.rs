//! A broker in the process, for development and tests: AMQP 0-9-1 with RabbitMQ's extensions, in memory, one node.
//!
//! Of this crate it uses `wire` alone, and knows nothing of the command line. What it accepts it does as RabbitMQ
//! does; what it does not do it refuses with the right reply code. Where it differs all the same is in
//! [`DIFFERENCES`].
//!
//! ```text
//! link ─┬─ session ─┬─ state ── routing      sockets, one lock;  which frame may come when;  what is, and the rules
//!       └─ http ────┘    └───── wire         the management API over the same state;  bytes (of the crate)
//! ```

pub mod routing;

mod differences;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod fuzzing;
mod http;
mod link;
mod session;
mod settings;
pub mod state;
mod term;

pub use differences::DIFFERENCES;
pub use link::{Hub, run};
pub use settings::{Login, Settings};
pub use state::Log;
pub use state::rules::Rules;
