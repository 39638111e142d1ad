//! `rmq rpc-call`: one request, one reply.

use std::sync::Arc;
use std::time::Duration;

use super::shared::values::{duration, name};
use super::shared::{MessageArgs, PrintArgs, PropertyArgs, preview, unique_id};
use crate::amqp::{
    Ack, Address, Consumer, ConsumerOptions, Declare, Delivery, Envelope, Fault, Kind, Message, Properties,
    PropertyValue, Publisher, PublisherOptions, QueueSpec, Session, ShortStr, field, header,
};
use crate::context::Context;
use crate::exit::{Complaint, Exit};
use crate::output::Greeting;

/// The tutorial's queue.
const RPC_QUEUE: &str = "rpc_queue";

/// Send a request and print the reply
#[derive(Debug, clap::Args)]
#[command(mut_arg("reply_to", |reply_to| reply_to.hide(true)))]
#[command(after_help = "\
Examples:
  rmq rpc-call 30                          the 30th Fibonacci number
  rmq rpc-call -Q upper -t 2s hello        exit 124 when no reply comes in time
  rmq rpc-call -Q thumbnail -f body - < photo.jpg > small.jpg")]
pub struct Args {
    #[command(flatten)]
    request: MessageArgs,

    /// Queue to send the request to
    #[arg(short = 'Q', long, value_name = "NAME", value_parser = name, default_value = RPC_QUEUE)]
    queue: ShortStr,

    /// How long to wait for the reply (exit 124)
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
                .because("the reply comes to a queue of its own")
                .into());
        }
        context.settings()?;
        let body = self.request.read(context, "30").await?;
        context
            .session(async |session| {
                let call = tokio::time::timeout(self.timeout, self.call(context, session, properties, body));
                let call = async { call.await.unwrap_or_else(|_| Err(self.overdue().into())) };
                let reply = context.unless_stopped(call).await?;
                self.show(context, &reply).await
            })
            .await
    }

    /// Sends the request and waits for its reply.
    async fn call(
        &self,
        context: &Context,
        session: &mut Session,
        mut properties: Properties,
        body: Vec<u8>,
    ) -> anyhow::Result<Delivery> {
        self.look_for_server(context, session).await?;
        let callback = session.temporary_queue().await?.name;
        let options = ConsumerOptions { prefetch: 1, ack: Ack::Auto, limit: None };
        let mut replies = Consumer::open(session, &callback, options).await?;
        let id = match field("correlation_id").and_then(|field| field.get(&properties)) {
            Some(given) => given.to_string(),
            None => unique_id(),
        };
        for (name, value) in [("correlation_id", &id), ("reply_to", &callback.to_string())] {
            if let Some(field) = field(name) {
                properties = field.set(properties, &PropertyValue::Text(value.clone())).map_err(Complaint::usage)?;
            }
        }
        let request = preview(&body);
        let request = if &*self.queue == RPC_QUEUE { format!("fib({request})") } else { request };
        context.output.note(" [x]", format!("Requesting {request}"));
        let options = PublisherOptions { confirm: true, mandatory: true, timeout: self.timeout };
        let mut publisher = Publisher::open(session, options).await?;
        let address = Address { exchange: ShortStr::default(), key: self.queue.clone() };
        let envelope = Arc::new(Envelope::new(address, &properties));
        publisher.publish(&envelope, body, 1).await?;
        publisher.finish().await?;
        Ok(reply_to(&id, &mut replies, context).await?)
    }

    /// Fails at once when nobody can answer, and warns when nobody seems to.
    async fn look_for_server(&self, context: &Context, session: &mut Session) -> Result<(), Fault> {
        let queue = QueueSpec { name: self.queue.clone(), declare: Declare::Never };
        match session.queue_to_publish_to(&queue).await {
            Err(fault) if fault.reply_code() == Some(404) => {
                let what = format!("nobody can answer: queue '{}' does not exist", self.queue);
                Err(Fault::new(Kind::Returned, what, fault.why).advise("start a server first: rmq rpc-serve"))
            }
            Err(fault) => Err(fault),
            Ok(found) => {
                if found.is_some_and(|queue| queue.consumers == 0) {
                    let name = &self.queue;
                    context
                        .output
                        .warn(format!("queue '{name}' has no consumer: the request waits there for a server"));
                }
                Ok(())
            }
        }
    }

    fn overdue(&self) -> Fault {
        let why = format!("no reply came within {}", humantime::format_duration(self.timeout));
        Fault::new(Kind::TimedOut, "timed out waiting for the reply", why)
            .advise("see that a server is running; --timeout allows more time")
    }

    async fn show(&self, context: &Context, reply: &Delivery) -> anyhow::Result<Exit> {
        let message = &reply.message;
        if is_error(message) {
            let text = String::from_utf8_lossy(&message.body).trim_end().to_owned();
            return Err(Complaint::new(Exit::Expectation, "the server answered with an error").because(text).into());
        }
        let mut bytes = Vec::new();
        self.print.printer(context.output.stdout(), Greeting::Got).print(message, &self.queue, &mut bytes);
        context.output.write(bytes).await?;
        Ok(Exit::Done)
    }
}

/// Waits for the reply with our correlation id; those of others are not for us.
async fn reply_to(id: &str, replies: &mut Consumer, context: &Context) -> Result<Delivery, Fault> {
    loop {
        let reply = match replies.next().await {
            Some(reply) => reply?,
            None => return Err(Fault::new(Kind::Lost, "the callback queue ended", "the broker cancelled it")),
        };
        match reply.message.properties.correlation_id() {
            Some(theirs) if theirs.as_str() == id => return Ok(reply),
            _ => context.output.narrate(format_args!("ignoring a reply with another correlation id")),
        }
    }
}

/// True for the error replies of `rpc-serve`.
fn is_error(message: &Message) -> bool {
    header(&message.properties, "rmq-error").is_some_and(|value| value == b"true")
}
