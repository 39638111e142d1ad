//! How a run begins and ends.

mod global;
mod grammar;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::context::Context;
use crate::exit::{self, Complaint, Exit};
use crate::output::{Lines, Output, escape};
use crate::shutdown;
pub use global::GlobalArgs;
pub use grammar::{Cli, command};

/// Runs the program with the arguments of this process.
#[must_use]
pub fn main() -> Exit {
    let cli = match grammar::read() {
        Ok(cli) => cli,
        Err(error) => {
            let exit = if error.use_stderr() { Exit::Usage } else { Exit::Done };
            // A closed pipe behind --help is nobody's business.
            let _ = guiding(harmless(error)).print();
            return exit;
        }
    };
    let output = Output::new(cli.global.color(), cli.global.verbosity());
    match start(cli, output.clone()) {
        Ok(exit) => exit,
        Err(error) => match exit::complaint(&error) {
            None => Exit::Done,
            Some(complaint) => {
                // A signal needs no words, unless there is something to say about what was left undone.
                if !complaint.what.is_empty() {
                    let Complaint { what, why, hint, .. } = &complaint;
                    output.complain(what, why.as_deref(), hint.as_deref());
                }
                complaint.exit
            }
        },
    }
}

/// An error repeats what the user typed: without the password of a URL that stands where none belongs, and without
/// anything that commands a terminal.
fn harmless(mut error: clap::Error) -> clap::Error {
    let typed: Vec<_> = error
        .context()
        .filter_map(|(kind, value)| match value {
            ContextValue::String(text) if kind != ContextKind::Usage => Some((kind, text.clone())),
            _ => None,
        })
        .collect();
    for (kind, text) in typed {
        let shown = escape(without_password(&text).as_bytes(), Lines::Escape);
        error.insert(kind, ContextValue::String(shown));
    }
    error
}

/// Who leaves out the '--' before a command is told of it, by the name of the command.
fn guiding(mut error: clap::Error) -> clap::Error {
    let Some(ContextValue::String(argument)) = error.get(ContextKind::InvalidArg) else { return error };
    let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) else { return error };
    let usage = usage.to_string();
    let taker = usage.strip_prefix("Usage: ").and_then(|usage| usage.split_once(" ["));
    if let Some((taker, _)) = taker.filter(|(_, rest)| rest.ends_with("[-- <COMMAND>...]"))
        && error.kind() == ErrorKind::UnknownArgument
        && !argument.starts_with('-')
    {
        let tip = format!("a command goes after '--': {taker} -- {argument} ...").into();
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip]));
    }
    error
}

fn without_password(text: &str) -> String {
    let parts = text.rsplit_once('@').and_then(|(before, host)| Some((before.split_once("://")?, host)));
    match parts {
        Some(((scheme, user), host)) => {
            let user = user.split_once(':').map_or(user, |(user, _)| user);
            format!("{scheme}://{user}@{host}")
        }
        None => text.to_owned(),
    }
}

fn start(cli: Cli, output: Output) -> anyhow::Result<Exit> {
    // One thread is enough for a program that waits, and starts faster than several.
    // Clocks and sockets are looked at more often than usual: the turns of who reads from a busy broker are long.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().event_interval(8).build()?;
    // Before signals are ours: a password may come from a pipe, which may take its time.
    let reach = cli.global.reach(&output, &cli.name);
    let ended = runtime.block_on(async {
        let (shutdown, second_signal) = shutdown::watch_signals()?;
        output.before_waiting(shutdown::watch_from_outside);
        let context = Context::new(reach, output, shutdown, command);
        tokio::select! {
            // First of all: what came before the end of a task must be known before the next one is taken.
            biased;
            exit = second_signal => Ok(exit),
            ended = cli.command.run(&context) => ended,
        }
    });
    // The library's thread may find its tasks gone while it still works, and panics then. That is nobody's business.
    std::panic::set_hook(Box::new(|_| {}));
    // A thread that is blocked on stdin or stdout must not keep the program alive.
    runtime.shutdown_background();
    ended
}
