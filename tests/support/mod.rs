//! What the tests stand on: a broker of the chosen kind, the real program, and deadlines.
//!
//! A test begins with a [`Bench`], runs programs with [`Cmd`], and is over when [`Cmd::run`] or
//! [`Running::finish`] has compared standard output, standard error and the exit status. Nothing here uses
//! the crate's own code: what the broker holds is seen through its management API.
//!
//! ```text
//! bench ─┬─ cmd ─┬─ start ── pty                a program and its streams
//!        │       ├─ expect ── pattern, output   what it must have done
//!        │       └─ running, talk ── capture    what it is told and says while it runs
//!        ├─ gate, words                         commands that wait for the test; lines that many tests expect
//!        ├─ node, private ─┬─ supervisor        a broker, shared or for one test
//!        │                 └─ server            its kind: inner, or rabbitmq ── installed, probe
//!        ├─ broker                              which kind, and in what they differ
//!        ├─ vhost, watch, user ── api ── http   what the broker holds
//!        └─ peer ── arrived, frames             a client beside the program, and messages to the byte
//! raw ── said: a client of bytes             alone: a broker for one test, without its API
//! certificates ── front: TLS before a server      rows: what a terminal shows in the end
//! proxy ── conduit ── frame_count: a line that breaks
//! wire, script, hook, ports: servers that fail     scratch: nothing is left behind     poll: deadlines
//! ```

mod alone;
mod api;
mod arrived;
mod bench;
mod broker;
mod capture;
mod certificates;
mod cmd;
mod conduit;
mod expect;
mod frame_count;
mod frames;
mod front;
mod gate;
mod hook;
mod http;
mod inner;
mod installed;
mod node;
mod output;
mod pattern;
mod peer;
mod poll;
mod ports;
mod private;
mod probe;
mod proxy;
mod pty;
mod rabbitmq;
pub mod raw;
mod reader;
mod rows;
mod running;
mod said;
pub mod scratch;
mod script;
mod server;
mod start;
mod supervisor;
mod talk;
mod user;
mod vhost;
mod watch;
mod wire;
mod words;

pub use alone::{Alone, BANNER, shared_port};
pub use api::segment;
pub use arrived::Arrived;
pub use bench::Bench;
pub use broker::Broker;
pub use certificates::{Authority, Identity};
pub use cmd::{Cmd, Stdin};
pub use conduit::{Act, Harm, Pace, Plan, Way};
pub use frame_count::FrameCount;
pub use frames::{Property, content, field, frame, long, method_frame, properties, short, table};
pub use front::{Clients, TlsFront};
#[allow(unused_imports, reason = "the suite looks without waiting")]
pub use gate::has_ended;
pub use gate::{Gate, wait_ended};
pub use hook::{Hook, Post, Reply};
pub use http::{GUEST, Response, basic};
pub use inner::announced;
#[allow(unused_imports, reason = "the suite runs on whatever was chosen")]
pub use installed::{MISSING, is_installed};
pub use node::Node;
pub use output::Output;
pub use pattern::matches;
pub use peer::{EXCLUSIVE, NO_ACK};
#[allow(unused_imports, reason = "the suite waits as long as is usual")]
pub use poll::Deadline;
pub use poll::{PATIENCE, until};
#[allow(unused_imports, reason = "the suite gives no port to a server that cannot choose")]
pub use ports::free;
pub use ports::{RefusedPort, port_of, random};
pub use private::PrivateNode;
pub use proxy::Proxy;
pub use pty::{ALL, CTRL_C, Stream};
pub use rows::rows;
pub use running::Running;
pub use rustix::process::Signal;
pub use scratch::dir as scratch_dir;
pub use script::{Request, converse, scripted};
pub use supervisor::{Supervisor, quoted};
pub use user::User;
pub use vhost::Vhost;
pub use wire::FakeServer;
pub use words::{AWAITING, EVERY_PROPERTY, LOST, WAITING, WAITING_FOR_LOGS, error};
