//! The root of the grammar, and how the arguments of this process are read by it.

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{Args as _, FromArgMatches as _, Subcommand as _};

use super::GlobalArgs;
use super::global::help_color;
use crate::commands::{self, Command};
use crate::exit::Exit;

/// What the user asked for.
#[derive(Debug)]
pub struct Cli {
    pub(super) global: GlobalArgs,
    /// The subcommand's name.
    pub(super) name: String,
    pub(super) command: Command,
}

/// The whole grammar, for completions, man pages and tests.
#[must_use]
pub fn command() -> clap::Command {
    Command::augment_subcommands(root())
        .about("RabbitMQ from the shell: send, receive, work, route, call and watch")
        .after_long_help(after_help())
        .after_help("Exit codes and examples: rmq --help, rmq COMMAND --help")
}

/// Reads the arguments of this process.
pub(super) fn read() -> Result<Cli, clap::Error> {
    let words: Vec<_> = std::env::args_os().collect();
    // Most of a start would go into describing what is not asked for. Whoever makes no mistake needs the subcommands
    // that the words name and no others; all others hear of the whole.
    match parse(named(&words), &words) {
        Err(error) if error.kind() != ErrorKind::DisplayVersion => parse(command(), &words),
        read => read,
    }
}

fn parse(grammar: clap::Command, words: &[OsString]) -> Result<Cli, clap::Error> {
    let mut matches = grammar.color(help_color()).try_get_matches_from(words)?;
    Ok(Cli {
        name: matches.subcommand_name().unwrap_or_default().to_owned(),
        global: GlobalArgs::from_arg_matches_mut(&mut matches)?,
        command: Command::from_arg_matches_mut(&mut matches)?,
    })
}

/// The grammar of what may be meant by these words.
fn named(words: &[OsString]) -> clap::Command {
    root().subcommands(commands::grammars(|name| words.iter().skip(1).any(|word| word == name)))
}

fn root() -> clap::Command {
    let root = clap::Command::new("rmq")
        .version(env!("CARGO_PKG_VERSION"))
        .propagate_version(true)
        .max_term_width(100)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true);
    GlobalArgs::augment_args(root)
}

fn after_help() -> String {
    let mut text = String::from(
        "Examples:\n  \
         rmq demo                                 the tutorials in one terminal\n  \
         rmq send 'Hello World!'                  publish to the queue hello, confirmed\n  \
         rmq receive --count 1 --timeout 5s       print one message, or exit with 3\n  \
         rmq worker --jobs 2 -- ./resize.sh       a command for each task, in pairs\n  \
         rmq topic receive 'kern.*' '*.crit'      listen to a topic exchange\n  \
         rmq forward http http://localhost:8080   post each message, and lose none\n  \
         rmq check --wait 60s                     see whether the broker works\n\n\
         Exit codes:\n",
    );
    for (exit, meaning) in Exit::TABLE {
        text.push_str(&format!("  {:>3}  {meaning}\n", exit.code()));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_is_a_subcommand_too_may_be_a_message() {
        let words = ["rmq", "send", "receive", "-q"].map(OsString::from);
        let read = parse(named(&words), &words).expect("a message");
        assert_eq!(read.name, "send");
        assert!(matches!(read.command, Command::Send(_)));
    }

    #[test]
    fn a_subcommand_is_the_same_alone_and_among_the_others() {
        let mut whole = command();
        whole.build();
        assert!(whole.get_subcommands().count() > 10);
        for mut there in whole.get_subcommands().cloned() {
            let name = OsString::from(there.get_name());
            let mut alone = named(&["rmq".into(), "-q".into(), name.clone(), name]);
            alone.build();
            let mut all = alone.get_subcommands().cloned();
            let mut here = all.next().expect("the subcommand");
            assert_eq!(all.count(), 0);
            assert_eq!(here.render_long_help().to_string(), there.render_long_help().to_string());
        }
    }
}
