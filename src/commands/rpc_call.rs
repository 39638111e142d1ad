//! `rmq rpc-call`: one request, one reply; or with `--lines` as many as stdin has lines.

mod line;
mod replies;
mod stream;
mod window;

use std::time::Duration;

use super::shared::values::{duration, name, prefetch};
use super::shared::{MessageArgs, PrintArgs, PropertyArgs, is_curable, preview, unique_id};
use crate::amqp::{
    Backoff, Caller, Fault, Kind, Message, Properties, PropertyValue, QueueState, Reconnect, Session, ShortStr, field,
    header,
};
use crate::context::Context;
use crate::exit::{Complaint, Exit};
use crate::output::{Greeting, Printer};
use bytes::Bytes;
use line::Line;
use stream::Stream;

/// The tutorial's queue.
const RPC_QUEUE: &str = "rpc_queue";

/// Send a request and print the reply
#[derive(Debug, clap::Args)]
#[command(mut_arg("reply_to", |reply_to| reply_to.hide(true)))]
#[command(mut_arg("null", |null| null.help("Replies end with NUL in place of a newline, and with --lines requests too")))]
#[command(after_help = "\
With --lines many requests are under way at a time, and the replies come out in
the order of the lines, each as soon as its turn has come. An error reply, or
none in time, ends the stream with the number of its line (exit 3, 124); with
--keep-going an empty reply stands in its place, and the exit code is that of
the first failure. One newline at the end of a reply is taken off.

A connection that is lost ends it, because what a request does may not be done
twice. With --reconnect what has no reply yet is sent again on another one, with
the same correlation id, for as long as --timeout leaves it; a queue that went
with its broker is waited for.

Examples:
  rmq rpc-call 30                          the 30th Fibonacci number
  rmq rpc-call -Q upper -t 2s hello        exit 124 when no reply comes in time
  rmq rpc-call --lines < numbers           one reply for each line
  rmq rpc-call -Q thumbnail -f body - < photo.jpg > small.jpg")]
pub struct Args {
    #[command(flatten)]
    request: MessageArgs,

    /// Queue to send the request to
    #[arg(short = 'Q', long, value_name = "NAME", value_parser = name, default_value = RPC_QUEUE)]
    queue: ShortStr,

    /// Send each line of stdin as a request
    #[arg(long, conflicts_with = "message", help_heading = "Input")]
    lines: bool,

    /// Most requests that are under way at a time
    #[arg(long, value_name = "N", default_value = "100", value_parser = prefetch, requires = "lines", conflicts_with = "message", help_heading = "Input")]
    in_flight: u16,

    /// Go on after an error reply, or none in time, with an empty reply in its place
    #[arg(long, requires = "lines", conflicts_with = "message", help_heading = "Input")]
    keep_going: bool,

    /// How long to wait for a reply (exit 124)
    #[arg(short, long, value_name = "DURATION", value_parser = duration, default_value = "30s")]
    timeout: Duration,

    #[command(flatten)]
    print: PrintArgs,

    #[command(flatten)]
    properties: PropertyArgs,
}

impl Args {
    pub(super) async fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let properties = self.properties.fresh().map_err(Complaint::usage)?;
        if properties.reply_to().is_some() {
            return Err(Complaint::usage("--reply-to has no place in rpc-call")
                .because("the reply comes straight to where the request came from")
                .into());
        }
        context.settings()?;
        if self.lines {
            return context.session(async |session| Stream::run(&self, context, session, properties).await).await;
        }
        let body = self.request.read(context, "30").await?;
        context
            .session(async |session| {
                let call = async {
                    let call = self.insist(context, session, properties, body);
                    match tokio::time::timeout(self.timeout, call).await {
                        Ok(outcome) => outcome,
                        Err(_) => Err(self.overdue(session.blocked(), "the reply").into()),
                    }
                };
                let reply = context.unless_stopped(call).await?;
                self.show(context, &reply).await
            })
            .await
    }

    /// Sends the request, and with `--reconnect` again on another connection when its own is lost.
    async fn insist(
        &self,
        context: &Context,
        session: &mut Session,
        properties: Properties,
        body: Vec<u8>,
    ) -> anyhow::Result<Message> {
        let id = match properties.correlation_id() {
            Some(given) => given.to_string(),
            None => unique_id(),
        };
        let properties = with_id(properties, &id)?;
        let body = Bytes::from(body);
        let mut line = Line::new(self, context, session)?;
        let mut caller = line.open().await?;
        loop {
            match self.call(context, &mut caller, (&id, &properties), &body).await {
                Err(error) => caller = line.connect(error).await?,
                outcome => return outcome,
            }
        }
    }

    /// Sends the request and waits for its reply; one with another correlation id is not for us.
    async fn call(
        &self,
        context: &Context,
        caller: &mut Caller,
        (id, properties): (&str, &Properties),
        body: &Bytes,
    ) -> anyhow::Result<Message> {
        let request = preview(body);
        let request = if &*self.queue == RPC_QUEUE { format!("fib({request})") } else { request };
        context.output.note(" [x]", format!("Requesting {request}"));
        caller.request(properties.clone(), body.clone());
        loop {
            let reply = caller.next().await?;
            match reply.properties.correlation_id() {
                Some(theirs) if theirs.as_str() == id => return Ok(reply),
                _ => ignore(context),
            }
        }
    }

    /// Looks for a server and gets ready to ask it, both at once.
    async fn open(&self, context: &Context, session: &mut Session) -> Result<Caller, Fault> {
        let (found, caller) =
            tokio::join!(session.look_to_publish_to(&self.queue), Caller::open(session, self.queue.clone()));
        self.judge(context, found)?;
        session.knows(&self.queue);
        caller
    }

    /// Whether another connection may help. A queue that went with its broker is back when its server is, which has to
    /// connect again too.
    fn may_pass(&self, session: &Session, error: &anyhow::Error) -> bool {
        let is_gone = |fault: &Fault| fault.kind == Kind::Returned;
        is_curable(error) || session.expects(&self.queue) && error.downcast_ref().is_some_and(is_gone)
    }

    /// Fails at once when nobody can answer, and warns when nobody seems to.
    fn judge(&self, context: &Context, found: Result<Option<QueueState>, Fault>) -> Result<(), Fault> {
        let name = &self.queue;
        match found {
            Err(fault) if fault.reply_code() == Some(404) => {
                let what = format!("nobody can answer: queue '{name}' does not exist");
                Err(Fault::new(Kind::Returned, what, fault.why)
                    .advise(format!("start a server first: {}", self.server())))
            }
            Err(fault) => Err(fault),
            Ok(found) => {
                if found.is_some_and(|queue| queue.consumers == 0) {
                    let what = format!("queue '{name}' has no consumer: the request waits there for a server");
                    context.output.warn(what);
                }
                Ok(())
            }
        }
    }

    /// The command that serves our queue.
    fn server(&self) -> String {
        match &*self.queue {
            RPC_QUEUE => "rmq rpc-serve".to_owned(),
            name => format!("rmq rpc-serve -Q '{name}'"),
        }
    }

    /// What to say when `what` did not come in time. `blocked` is why the broker takes no messages, if it says so.
    fn overdue(&self, blocked: Option<String>, what: &str) -> Fault {
        let why = match blocked {
            Some(reason) => format!("the broker takes no messages for now: {reason}"),
            None => format!("no reply came within {}", humantime::format_duration(self.timeout)),
        };
        Fault::new(Kind::TimedOut, format!("timed out waiting for {what}"), why)
            .advise("see that a server is running; --timeout allows more time")
    }

    fn printer(&self, context: &Context) -> Printer {
        self.print.printer(context.output.stdout(), Greeting::Got)
    }

    async fn show(&self, context: &Context, reply: &Message) -> anyhow::Result<Exit> {
        if let Some(text) = error_in(reply) {
            return Err(Complaint::new(Exit::Expectation, "the server answered with an error").because(text).into());
        }
        let mut bytes = Vec::new();
        self.printer(context).print(reply, &self.queue, &mut bytes);
        context.output.write(bytes).await?;
        Ok(Exit::Done)
    }
}

/// How often to connect again: not at all unless somebody says so, since what a request does may not be done twice.
fn patience(context: &Context) -> Result<Backoff, Complaint> {
    Ok(Backoff::new(context.settings()?.reconnect.unwrap_or(Reconnect::Times(0))))
}

fn with_id(properties: Properties, id: &str) -> Result<Properties, Complaint> {
    match field("correlation_id") {
        Some(field) => field.set(properties, &PropertyValue::Text(id.to_owned())).map_err(Complaint::usage),
        None => Ok(properties),
    }
}

fn ignore(context: &Context) {
    context.output.narrate(format_args!("ignoring a reply with another correlation id"));
}

/// The words of an error reply, as `rpc-serve` marks them.
fn error_in(reply: &Message) -> Option<String> {
    let marked = header(&reply.properties, "rmq-error").is_some_and(|value| value == b"true");
    marked.then(|| String::from_utf8_lossy(&reply.body).trim_end().to_owned())
}
