//! `rmq rpc-serve`: answer requests, with Fibonacci numbers or with the output of a command.

use std::cell::RefCell;
use std::ffi::OsString;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::shared::values::{duration, name, prefetch};
use super::shared::{
    Closing, Outcome, QueueArgs, Settlement, StopArgs, Task, in_words, is_curable, lasting, preview, work_off,
};
use crate::amqp::{
    Address, Consumer, ConsumerOptions, Courier, Delivery, Envelope, Fault, Kind, Message, Properties, PropertyValue,
    QueueShape, Session, ShortStr, Table, Value, field,
};
use crate::context::Context;
use crate::exit::Exit;

/// How long the broker may take to confirm a reply.
const REPLY_TIMEOUT: Duration = Duration::from_secs(30);
/// The largest n whose Fibonacci number fits 128 bits.
const LARGEST_N: u8 = 186;

/// Answer requests: Fibonacci numbers, or the output of a command
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  rmq rpc-serve                            answers: rmq rpc-call 30
  rmq rpc-serve -Q upper -- tr a-z A-Z     answers: rmq rpc-call -Q upper hello
  rmq rpc-serve -Q thumbs -j 4 -- ./thumb  four requests at a time")]
pub struct Args {
    /// Command to answer with, run without a shell: the request on stdin, the reply from its stdout
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,

    /// Queue to take requests from
    #[arg(short = 'Q', long, value_name = "NAME", value_parser = name, default_value = "rpc_queue")]
    queue: ShortStr,

    /// Requests to work on at a time; a reply that is on its way counts until the broker has it
    #[arg(short, long, value_name = "N", default_value = "1", value_parser = prefetch)]
    jobs: u16,

    /// How long a command may run; then it and its children are ended, and the reply is an error
    #[arg(long, value_name = "DURATION", value_parser = duration, requires = "command")]
    task_timeout: Option<Duration>,

    #[command(flatten)]
    stop: StopArgs,

    #[command(flatten)]
    declare: QueueArgs,
}

impl Args {
    pub(super) async fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let spec = self.declare.spec_to_take_from(self.queue.clone(), QueueShape::default())?;
        let task = (!self.command.is_empty()).then(|| Task::new(&self.command, self.task_timeout, true));
        let stop = self.stop.start("request came", "requests came");
        lasting(context, stop, async |session, stop| {
            let queue = context.unless_stopped(session.queue(&spec)).await?;
            let options =
                ConsumerOptions { prefetch: self.jobs, limit: stop.wanted(), offset: None, holds_back: false };
            let consumer = context.unless_stopped(Consumer::open(session, &queue.name, options)).await?;
            context.output.note(" [x]", "Awaiting RPC requests");
            let server = Server {
                context,
                session,
                queue: queue.name,
                task: task.as_ref(),
                jobs: self.jobs,
                replies: RefCell::default(),
            };
            work_off(context, consumer, stop, (self.jobs.into(), &Closing::new()), |delivery| server.serve(delivery))
                .await
        })
        .await
    }
}

/// The answer to a request: a reply, or the reason why there is none.
type Answer = Result<Vec<u8>, String>;

struct Server<'a> {
    context: &'a Context,
    session: &'a Session,
    queue: ShortStr,
    task: Option<&'a Task>,
    jobs: u16,
    /// Opened for the first reply, and again after a refused one has closed its channel.
    replies: RefCell<Option<Rc<Courier>>>,
}

impl Server<'_> {
    /// Answers one request. Only what ends the server stops it: a request that nobody can be answered for does not.
    async fn serve(&self, delivery: Delivery) -> Settlement {
        match self.answer(&delivery).await {
            Ok(()) => Settlement::Ack,
            Err(error) => Settlement::Stop(error),
        }
    }

    async fn answer(&self, delivery: &Delivery) -> anyhow::Result<()> {
        let message = &delivery.message;
        let request = preview(&message.body);
        let Some(reply_to) = message.properties.reply_to().as_ref().map(ToString::to_string) else {
            self.context.output.warn(format!("a request without reply_to cannot be answered: {request}"));
            return Ok(());
        };
        let answer = match self.task {
            None => {
                self.context.output.note(" [.]", format!("fib({request})"));
                fibonacci(&message.body)
            }
            Some(task) => {
                self.context.output.note(" [.]", &request);
                match task.run(delivery, &self.queue, 1).await? {
                    Outcome::Done(output) => Ok(output),
                    Outcome::Failed(reason) => Err(reason),
                }
            }
        };
        if let Err(reason) = &answer {
            self.context.output.warn(format!("answered with an error: {reason}"));
        }
        match self.reply(message, &reply_to, answer).await {
            // Whoever asked has gone, or named a place where nothing can be put.
            Err(fault) if matches!(fault.kind, Kind::Returned | Kind::Refused(_)) => {
                self.context.output.warn(format!("the reply could not be delivered: {}: {}", fault.what, fault.why));
                Ok(())
            }
            Err(fault) => {
                let error = fault.into();
                // Whoever is told to end does so without another connection, and then nobody else would say it.
                if self.context.shutdown.signal().is_some() && is_curable(&error) {
                    let why = in_words(&error);
                    self.context.output.warn(format!("the reply may not have arrived: {why}; the request comes again"));
                }
                Err(error)
            }
            Ok(()) => Ok(()),
        }
    }

    /// Sends the reply and waits until it has arrived; other replies go their way meanwhile.
    async fn reply(&self, request: &Message, reply_to: &str, answer: Answer) -> Result<(), Fault> {
        let mut properties = Properties::default();
        if let Some(id) = request.properties.correlation_id() {
            properties = properties.with_correlation_id(id.clone());
        }
        let body = Bytes::from(match answer {
            Ok(body) => body,
            Err(reason) => {
                properties = mark_as_error(properties);
                reason.into_bytes()
            }
        });
        // A short string came in, so one goes out.
        let address = Address { exchange: ShortStr::default(), key: ShortStr::new(reply_to).unwrap_or_default() };
        let envelope = Arc::new(Envelope::new(address, &properties));
        let courier = self.courier().await?;
        let sent = tokio::select! {
            sent = courier.send(&envelope, body.clone()) => sent,
            () = self.hurry() => Err(courier.overdue()),
        };
        match sent {
            Err(fault) if matches!(fault.kind, Kind::Refused(_)) => {
                // The refusal of one reply closes the channel for all that are under way on it.
                self.replies.borrow_mut().take_if(|present| Rc::ptr_eq(present, &courier));
                if self.jobs == 1 {
                    return Err(fault);
                }
                // Alone on a channel, each is told its own.
                Courier::open(self.session, REPLY_TIMEOUT).await?.send(&envelope, body).await
            }
            outcome => outcome,
        }
    }

    /// Waits until a signal has come, and after it as long as a reply may take: a broker that takes none for hours does not
    /// hold up the end.
    async fn hurry(&self) {
        self.context.shutdown.requested().await;
        tokio::time::sleep(REPLY_TIMEOUT).await;
    }

    async fn courier(&self) -> Result<Rc<Courier>, Fault> {
        let present = self.replies.borrow().clone();
        match present {
            Some(courier) => Ok(courier),
            None => {
                let courier = Rc::new(Courier::open(self.session, REPLY_TIMEOUT).await?);
                self.replies.replace(Some(courier.clone()));
                Ok(courier)
            }
        }
    }
}

/// How `rpc-call` tells an error from an answer.
fn mark_as_error(properties: Properties) -> Properties {
    let mut headers = Table::default();
    headers.insert("rmq-error".into(), Value::Boolean(true));
    let properties = properties.with_headers(headers);
    let kind = PropertyValue::Text("error".to_owned());
    field("type").and_then(|field| field.set(properties.clone(), &kind).ok()).unwrap_or(properties)
}

/// The nth Fibonacci number, exact for every n that is accepted.
fn fibonacci(request: &[u8]) -> Answer {
    let text = String::from_utf8_lossy(request);
    let text = text.trim();
    let n: u8 = text
        .parse()
        .ok()
        .filter(|n| *n <= LARGEST_N)
        .ok_or_else(|| format!("'{}' is not a whole number from 0 to {LARGEST_N}", preview(text.as_bytes())))?;
    let (mut current, mut next) = (0_u128, 1_u128);
    for _ in 0..n {
        (current, next) = (next, current.saturating_add(next));
    }
    Ok(current.to_string().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::fibonacci;

    fn answer(request: &str) -> String {
        String::from_utf8(fibonacci(request.as_bytes()).unwrap()).unwrap()
    }

    #[test]
    fn fibonacci_is_exact_up_to_its_bound() {
        for (n, number) in [
            ("0", "0"),
            ("1", "1"),
            ("2", "1"),
            ("30", "832040"),
            ("93", "12200160415121876738"),
            ("94", "19740274219868223167"),
            ("186", "332825110087067562321196029789634457848"),
            (" 7\n", "13"),
        ] {
            assert_eq!(answer(n), number, "fib({n})");
        }
    }

    #[test]
    fn anything_else_is_refused_in_words() {
        for request in ["-1", "187", "256", "abc", "", "1.5", "99999999999999999999", "\u{1b}[31m"] {
            let error = fibonacci(request.as_bytes()).unwrap_err();
            assert!(error.ends_with("is not a whole number from 0 to 186"), "{error}");
        }
        assert!(fibonacci(b"\xff\xfe").is_err());
    }
}
