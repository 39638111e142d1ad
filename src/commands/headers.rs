//! `rmq headers`: a headers exchange, where a message goes by its headers and its key means nothing.

use clap::{Subcommand, ValueEnum};

use super::shared::{Family, ReceiveArgs, SendArgs, to_table};
use crate::amqp::{Binding, ShortStr, Value, parse_header};
use crate::context::Context;
use crate::exit::{Complaint, Exit};

const HEADERS_LOGS: Family = Family { exchange: "headers_logs", kind: "headers", message: "Hello World!" };

/// Publish and listen by header, through the headers exchange `headers_logs`
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  rmq headers receive --match any format=pdf format=zip
  rmq headers send -H format=pdf 'a report'")]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Publish with headers
    #[command(mut_arg("headers", |headers| headers.required_unless_present("json")))]
    #[command(after_help = "\
Examples:
  rmq headers send -H format=pdf -H type=report 'a report'
  rmq headers send -H size:int=7 'types count: 7 is not \"7\"'")]
    Send(SendArgs),

    /// Print the messages whose headers match
    #[command(after_help = "\
Examples:
  rmq headers receive format=pdf type=report
  rmq headers receive --match any format=pdf format=zip")]
    Receive(Receive),
}

#[derive(Debug, clap::Args)]
struct Receive {
    /// Headers to match, as K=V or K:TYPE=V with TYPE string, int, bool, float or json
    #[arg(value_name = "K=V", required = true, value_parser = parse_header)]
    headers: Vec<(ShortStr, Value)>,

    /// Whether all headers must match, or any of them
    #[arg(long = "match", value_enum, value_name = "WHICH", default_value_t = Match::All)]
    which: Match,

    #[command(flatten)]
    receive: ReceiveArgs,
}

/// `--match`, which the exchange reads as the binding's argument `x-match`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Match {
    /// Every header is there, with this value
    All,
    /// At least one is
    Any,
}

impl Args {
    pub(super) async fn run(self, context: &Context) -> anyhow::Result<Exit> {
        match self.action {
            Action::Send(args) => args.run(context, &HEADERS_LOGS, None).await,
            Action::Receive(args) => {
                let which = match args.which {
                    Match::All => "all",
                    Match::Any => "any",
                };
                let tables = tables(args.headers);
                if args.which == Match::All && tables.len() > 1 {
                    let what = "a header that stands more than once cannot match more than one value";
                    return Err(Complaint::usage(what)
                        .advise("choose --match any, or one value for each header")
                        .into());
                }
                let bindings = tables.iter().map(|headers| {
                    let mut arguments = to_table(headers);
                    arguments.insert("x-match".into(), Value::LongString(which.into()));
                    Binding { arguments, ..Binding::default() }
                });
                args.receive.run(context, &HEADERS_LOGS, bindings.collect()).await
            }
        }
    }
}

/// Spreads headers over as few tables as hold them: one has each key once.
fn tables(headers: Vec<(ShortStr, Value)>) -> Vec<Vec<(ShortStr, Value)>> {
    let mut tables: Vec<Vec<(ShortStr, Value)>> = Vec::new();
    for (key, value) in headers {
        match tables.iter_mut().find(|table| table.iter().all(|(taken, _)| *taken != key)) {
            Some(table) => table.push((key, value)),
            None => tables.push(vec![(key, value)]),
        }
    }
    tables
}
