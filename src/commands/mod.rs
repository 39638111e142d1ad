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

use clap::Subcommand;

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

impl Command {
    /// The name that the user typed.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Send(_) => "send",
            Self::Receive(_) => "receive",
            Self::Worker(_) => "worker",
            Self::Forward(_) => "forward",
            Self::EmitLog(_) => "emit-log",
            Self::Route(_) => "route",
            Self::Topic(_) => "topic",
            Self::Headers(_) => "headers",
            Self::RpcCall(_) => "rpc-call",
            Self::RpcServe(_) => "rpc-serve",
            Self::Stats(_) => "stats",
            Self::Broker(_) => "broker",
            Self::Demo(_) => "demo",
            Self::Check(_) => "check",
            Self::Bench(_) => "bench",
            Self::Completions(_) => "completions",
        }
    }

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
