//! The shared connection module: the only place that names the AMQP client library.
//!
//! It owns connections, topology, publishing and consuming, and turns every error of the library or the broker into a
//! [`Fault`] in words. It knows nothing of the command line and prints nothing: what it has to tell while it works goes
//! to the [`Narrator`] that it is handed. Of the crate it knows `tls` alone.

mod connection;
mod consumer;
mod dial;
mod endpoint;
mod fault;
mod handshake;
mod json;
mod last_words;
mod message;
mod observed;
mod publisher;
mod settings;
mod short;
mod timeline;
mod topology;
mod value;
mod watch;

pub use connection::Session;
pub use consumer::{Ack, Consumer, ConsumerOptions, Delivery};
pub use endpoint::{Auth, Endpoint};
pub use fault::{Fault, Kind};
pub use json::{Line, decode_line, encode_line, headers_to_json};
pub use message::{FIELDS, Field, Message, Properties, PropertyValue, Table, Value, field, header};
pub use publisher::{Address, Publisher, PublisherOptions, Returned};
pub use settings::{Narrator, SMALL_FRAME, Settings, USUAL_FRAME};
pub use short::{ShortStr, short};
pub use timeline::{Attempt, Stage, Timeline};
pub use topology::{Binding, Declare, ExchangeSpec, QueueKind, QueueShape, QueueSpec, QueueState};
pub use value::{parse_argument, parse_header};
