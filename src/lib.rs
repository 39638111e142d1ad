//! `rmq`: RabbitMQ from the shell.
//!
//! The house, from the door inwards. A module may use those to its right and none to its left; a test holds that:
//!
//! ```text
//! main -> cli -> commands -> context -> { shutdown, output, management, http, broker } -> exit -> amqp -> { tls, wire }
//! ```
//!
//! | module         | owns                                                                     |
//! |----------------|--------------------------------------------------------------------------|
//! | [`cli`]        | the grammar's root: global options, and from them the connection settings |
//! | [`commands`]   | one file a subcommand: its arguments and what it does                     |
//! | [`context`]    | what every command is handed: settings, output, shutdown                  |
//! | [`amqp`]       | connections, topology, publishing, consuming; alone names the library     |
//! | [`management`] | the management HTTP API behind `stats`                                    |
//! | [`http`]       | posting to an address for `forward`, and what it answers                  |
//! | [`broker`]     | the in-process development broker; stands alone but for `wire`           |
//! | [`output`]     | every print of the program, and what a terminal may see                   |
//! | [`exit`]       | exit codes, and which error gives which                                   |
//! | [`shutdown`]   | signals: the first drains, the second ends                                |
//! | [`tls`]        | whom to trust, who we are, and why that failed; the same for all who connect |
//! | `wire`         | frames and methods as bytes, for `broker` and for the messages of `amqp`    |
//!
//! Of `amqp`, `output` knows messages only, and `exit` faults only.
//!
//! `send`, `emit-log`, `route`, `topic` and `headers` differ in data only: each turns its flags into an address to
//! publish to or a source to listen to, and calls the same `publish` or `listen` in `commands::shared`.

pub mod amqp;
pub mod broker;
pub mod cli;
pub mod commands;
pub mod context;
pub mod exit;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
pub mod http;
pub mod management;
pub mod output;
pub mod shutdown;
pub mod tls;
mod wire;
