//! The shared connection module: the only place that names the AMQP client library.
//!
//! It owns connections, topology, publishing and consuming, and turns every error of the library or the broker into a
//! [`Fault`] in words. It knows nothing of the command line and prints nothing: what it has to tell while it works goes
//! to the [`Narrator`] that it is handed. Of the crate it knows `tls` and `wire`.

mod backoff;
mod blocked;
mod caller;
mod connection;
mod consumer;
mod courier;
mod dial;
mod ending;
mod endpoint;
mod envelope;
mod fault;
mod handshake;
mod in_flight;
mod json;
mod last_words;
mod link;
mod message;
mod offset;
mod publisher;
mod settings;
mod shelf;
mod short;
mod subscription;
mod timeline;
mod topology;
mod value;
mod watch;

pub use backoff::{Backoff, Reconnect};
pub use caller::Caller;
pub use connection::Session;
pub use consumer::{Consumer, ConsumerOptions, Delivery};
pub use courier::Courier;
pub use endpoint::{Auth, Endpoint};
pub use envelope::{Address, Envelope};
pub use fault::{Fault, Kind, STREAM};
pub use in_flight::Slot as Unconfirmed;
pub use json::{Line, decode_line, encode_line, headers_to_json};
pub use message::{FIELDS, Field, LARGEST_BODY, Message, Properties, PropertyValue, Table, Value, field, header};
pub use offset::Offset;
pub use publisher::{Publisher, PublisherOptions, Returned, WINDOW, WINDOW_BYTES};
pub use settings::{Narrator, Settings};
pub use short::{ShortStr, short};
pub use timeline::{Attempt, Stage, Timeline};
pub use topology::{Binding, Declare, ExchangeSpec, QueueKind, QueueShape, QueueSpec, QueueState};
pub use value::{parse_argument, parse_header};
