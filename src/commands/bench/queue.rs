//! The queue that the load goes through: made and removed, or somebody's that is used as it is.

use std::time::Duration;

use tokio::time::timeout;

use super::Args;
use crate::amqp::{Declare, Fault, QueueShape, QueueSpec, QueueState, Session, Settings, ShortStr, Value};
use crate::commands::shared::{to_table, unique_id};

/// How long the broker may take to delete the queue.
const DELETING: Duration = Duration::from_secs(5);
/// How long a queue of ours outlives its last consumer when we could not delete it.
const ORPHANED: Duration = Duration::from_secs(60);
/// Fewer messages a second than this are not expected of a broker that is to take a number of them.
const SLOWEST: u64 = 500;
/// How much of a unique id is enough for a queue that lives for minutes, and short enough to be read.
const DIGITS: usize = 12;

/// A queue to use.
pub(super) struct TestQueue {
    pub(super) name: ShortStr,
    /// Made by us, to be removed.
    pub(super) own: bool,
    /// What was there at the beginning.
    pub(super) before: QueueState,
    expires: Duration,
}

impl TestQueue {
    /// Looks for the queue that was named, or makes one.
    pub(super) async fn prepare(session: &mut Session, args: &Args) -> Result<Self, Fault> {
        let expires = expires(args);
        let (name, declare) = match &args.queue {
            Some(name) => (name.clone(), Declare::Never),
            None => {
                let name: String = "rmq-bench-".chars().chain(unique_id().chars().take(DIGITS)).collect();
                let name = ShortStr::new(name).unwrap_or_default();
                let expires = Value::LongLongInt(i64::try_from(expires.as_millis()).unwrap_or(i64::MAX));
                let ours = [(ShortStr::fixed("x-expires"), expires)];
                let arguments = to_table(&[&ours, args.queue_arg.as_slice()].concat());
                // Durable, as every RabbitMQ takes it: from 4.3 on others are denied.
                let shape = QueueShape { durable: true, kind: Some(args.queue_type.into()), arguments };
                (name, Declare::Exactly(shape))
            }
        };
        let own = args.queue.is_none();
        let before = session.queue(&QueueSpec { name: name.clone(), declare }).await.map_err(|fault| {
            match fault.reply_code() {
                Some(404) => fault.advise(missing(args)),
                _ => fault,
            }
        })?;
        Ok(Self { name, own, before, expires })
    }

    /// What the user should know of somebody's queue.
    pub(super) fn warning(&self, args: &Args) -> Option<String> {
        let QueueState { messages, consumers, .. } = self.before;
        let name = &self.name;
        match (messages, consumers) {
            _ if self.own => None,
            (1.., _) if args.both() => {
                Some(format!("queue '{name}' is not empty: its messages ({messages}) are taken too"))
            }
            (_, 1..) if args.consumers > 0 => {
                Some(format!("queue '{name}' has other consumers ({consumers}), which take messages away"))
            }
            _ => None,
        }
    }

    /// Messages in the queue, if the broker still tells.
    pub(super) async fn depth(&self, session: &mut Session) -> Option<u32> {
        let spec = QueueSpec { name: self.name.clone(), declare: Declare::Never };
        session.queue(&spec).await.ok().map(|state| state.messages)
    }

    /// Deletes it if it is ours, over another connection when this one is lost, and closes the connection. Tells what to
    /// say when it could not be deleted.
    pub(super) async fn remove(&self, session: Session, settings: &Settings) -> Option<String> {
        let removing = timeout(DELETING, async {
            let outcome = self.delete(&session).await;
            session.close().await;
            match outcome {
                Ok(()) => Ok(()),
                Err(_) => {
                    let session = Session::open(Settings { wait: None, ..settings.clone() }).await?;
                    let outcome = self.delete(&session).await;
                    session.close().await;
                    outcome
                }
            }
        });
        let why = match removing.await {
            Ok(Ok(())) => return None,
            Ok(Err(fault)) => fault.why,
            Err(_) if self.own => "the broker does not answer".to_owned(),
            Err(_) => return None,
        };
        let expires = humantime::format_duration(self.expires);
        Some(format!("queue '{}' may be left for {expires}, then the broker deletes it: {why}", self.name))
    }

    async fn delete(&self, session: &Session) -> Result<(), Fault> {
        if self.own { session.delete_queue(&self.name).await } else { Ok(()) }
    }
}

/// What to do about a queue that is not there.
fn missing(args: &Args) -> String {
    let check = "check the name and the virtual host";
    let name = args.queue.as_deref().unwrap_or_default();
    // Only a name that a shell takes as it is can be shown as something to type.
    let plain = !name.starts_with('-') && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.:/".contains(c));
    let make = format!("make it: rmq receive -q -Q {} --durable --timeout 0", if plain { name } else { "NAME" });
    match (args.producers, args.consumers) {
        (0, _) => check.to_owned(),
        (_, 0) => format!("{check}, or {make}"),
        _ => format!("{check}, or leave out --queue, or {make}"),
    }
}

/// After how long without consumers the broker is to delete the queue. One that is only published to has none: it must last
/// as long as the run may. Declaring it again would not help, a quorum queue takes no notice of that.
fn expires(args: &Args) -> Duration {
    if args.consumers > 0 {
        return ORPHANED;
    }
    let seconds = |count: u64| Duration::from_secs(count / args.rate.unwrap_or(SLOWEST).min(SLOWEST));
    let longest = args.limit().or(args.count.map(seconds)).unwrap_or_default() + args.drain + args.timeout + ORPHANED;
    // RabbitMQ takes at most 2^32 - 1 milliseconds (https://www.rabbitmq.com/docs/ttl).
    let longest = longest.min(Duration::from_millis(u32::MAX.into()));
    Duration::from_secs(longest.as_secs())
}
