//! One file, one subcommand: its arguments and what it does.

pub mod shared;

mod bench;
mod broker;
mod check;
mod completions;
mod demo;
mod emit_log;
mod forward;
mod headers;
mod receive;
mod route;
mod rpc_call;
mod rpc_serve;
mod send;
mod stats;
mod topic;
mod worker;

use clap::{Args as _, Subcommand};

use crate::context::Context;
use crate::exit::Exit;

/// The subcommands.
#[derive(Debug, Subcommand)]
#[allow(missing_docs, reason = "each is described where its arguments are")]
pub enum Command {
    Send(send::Args),
    Receive(receive::Args),
    Worker(worker::Args),
    Forward(forward::Args),
    EmitLog(emit_log::Args),
    Route(route::Args),
    Topic(topic::Args),
    Headers(headers::Args),
    RpcCall(rpc_call::Args),
    RpcServe(rpc_serve::Args),
    Stats(stats::Args),
    Broker(broker::Args),
    Demo(demo::Args),
    Check(check::Args),
    Bench(bench::Args),
    Completions(completions::Args),
}

/// Describes a subcommand.
type Augment = fn(clap::Command) -> clap::Command;

/// The subcommands' names, and each one's grammar by itself.
const GRAMMARS: [(&str, Augment); 16] = [
    ("send", send::Args::augment_args),
    ("receive", receive::Args::augment_args),
    ("worker", worker::Args::augment_args),
    ("forward", forward::Args::augment_args),
    ("emit-log", emit_log::Args::augment_args),
    ("route", route::Args::augment_args),
    ("topic", topic::Args::augment_args),
    ("headers", headers::Args::augment_args),
    ("rpc-call", rpc_call::Args::augment_args),
    ("rpc-serve", rpc_serve::Args::augment_args),
    ("stats", stats::Args::augment_args),
    ("broker", broker::Args::augment_args),
    ("demo", demo::Args::augment_args),
    ("check", check::Args::augment_args),
    ("bench", bench::Args::augment_args),
    ("completions", completions::Args::augment_args),
];

/// The grammars of the subcommands whose names are wanted.
pub fn grammars(wanted: impl Fn(&str) -> bool) -> impl Iterator<Item = clap::Command> {
    let wanted = GRAMMARS.iter().filter(move |(name, _)| wanted(name));
    wanted.map(|(name, augment)| augment(clap::Command::new(*name)))
}

impl Command {
    /// Runs the subcommand.
    ///
    /// # Errors
    /// Whatever kept it from doing what was asked.
    pub async fn run(self, context: &Context) -> anyhow::Result<Exit> {
        match self {
            Self::Send(args) => args.run(context).await,
            Self::Receive(args) => args.run(context).await,
            Self::Worker(args) => args.run(context).await,
            Self::Forward(args) => args.run(context).await,
            Self::EmitLog(args) => args.run(context).await,
            Self::Route(args) => args.run(context).await,
            Self::Topic(args) => args.run(context).await,
            Self::Headers(args) => args.run(context).await,
            Self::RpcCall(args) => args.run(context).await,
            Self::RpcServe(args) => args.run(context).await,
            Self::Stats(args) => args.run(context).await,
            Self::Broker(args) => args.run(context).await,
            Self::Demo(args) => args.run(context).await,
            Self::Check(args) => args.run(context).await,
            Self::Bench(args) => args.run(context).await,
            Self::Completions(args) => args.run(context).await,
        }
    }
}
