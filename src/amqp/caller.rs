//! Requests and their replies, on one channel and without a queue of one's own.
//!
//! Direct reply-to (<https://www.rabbitmq.com/docs/direct-reply-to>): the broker hands a reply straight to the channel
//! that the request came from. Beside a callback queue this saves the caller two round trips and the permission to create
//! queues, and a cluster the agreement on a queue for each call. A server sees an address in `reply_to` either way.

use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt as _, StreamExt as _};
use lapin::Error;
use lapin::options::BasicConsumeOptions;
use lapin::types::{FieldTable, ShortString};

use super::courier::Courier;
use super::publisher::switch_confirms_on;
use super::watch::Watch;
use super::{Address, Fault, Kind, Message, Narrator, Properties, Session, ShortStr};

/// What stands in `reply_to` of a request, and what its replies are consumed from.
const DIRECT_REPLY_TO: &str = "amq.rabbitmq.reply-to";

/// The answer that is still to come to a request's publish: not its reply, but whether it arrived.
type Arrival = futures_util::future::BoxFuture<'static, Result<(), Fault>>;

/// Sends requests to a queue and takes their replies.
pub struct Caller {
    watch: Watch,
    narrator: Narrator,
    courier: Courier,
    address: Address,
    replies: lapin::Consumer,
    arrivals: FuturesUnordered<Arrival>,
    /// That the replies ended, and with which error, kept so that it can be told more than once.
    ended: Option<Option<Error>>,
}

impl Caller {
    /// Gets ready to send requests to `queue`.
    ///
    /// # Errors
    /// The broker's refusal.
    pub async fn open(session: &Session, queue: ShortStr) -> Result<Self, Fault> {
        let courier = Courier::silent(session).await?;
        let what = "take replies (direct reply-to)";
        session
            .narrator()
            .tell(format_args!("taking replies without a queue, from '{DIRECT_REPLY_TO}' (basic.consume)"));
        let no_ack = BasicConsumeOptions { no_ack: true, ..BasicConsumeOptions::default() };
        let consume = courier.channel().basic_consume(
            DIRECT_REPLY_TO.into(),
            ShortString::default(),
            no_ack,
            FieldTable::default(),
        );
        // Two questions, one round trip.
        let (consuming, confirming) =
            tokio::join!(session.watch().answer(what, consume), switch_confirms_on(session, courier.channel()));
        let replies = match consuming? {
            Ok(replies) => replies,
            Err(error) => return Err(session.watch().explain(what, error).await),
        };
        confirming?;
        Ok(Self {
            watch: session.watch().clone(),
            narrator: session.narrator().clone(),
            courier,
            address: Address { exchange: ShortStr::default(), key: queue },
            replies,
            arrivals: FuturesUnordered::new(),
            ended: None,
        })
    }

    /// Puts a request on its way. Its reply comes from [`Caller::next`], and is known by the request's correlation id.
    pub fn request(&mut self, properties: Properties, body: Vec<u8>) {
        let properties = properties.with_reply_to(DIRECT_REPLY_TO.into());
        self.arrivals.push(self.courier.send(&self.address, properties, body).boxed());
    }

    /// The next reply, whosever it is. Safe to drop and call again.
    ///
    /// # Errors
    /// A request was returned, nacked or refused; the connection was lost.
    pub async fn next(&mut self) -> Result<Message, Fault> {
        while self.ended.is_none() {
            tokio::select! {
                biased;
                // First: a reply proves that its request arrived.
                reply = self.replies.next() => match reply {
                    Some(Ok(delivery)) => return Ok(self.took(delivery)),
                    Some(Err(error)) => self.ended = Some(Some(error)),
                    None => self.ended = Some(None),
                },
                Some(arrived) = self.arrivals.next() => arrived?,
            }
        }
        Err(self.why().await)
    }

    /// Why there are no more replies: where the channel ended with a request that had not arrived, that is why.
    async fn why(&mut self) -> Fault {
        while let Some(arrived) = self.arrivals.next().await {
            if let Err(fault) = arrived {
                return fault;
            }
        }
        match self.ended.clone().flatten() {
            Some(error) => self.watch.explain("wait for the reply", error).await,
            None => Fault::new(Kind::Lost, "no more replies can come", "the broker cancelled their consumer"),
        }
    }

    /// The next reply if it is here already.
    ///
    /// # Errors
    /// As [`Caller::next`].
    pub fn try_next(&mut self) -> Option<Result<Message, Fault>> {
        self.next().now_or_never()
    }

    fn took(&self, delivery: lapin::message::Delivery) -> Message {
        self.narrator.tell(format_args!("a reply was delivered, {} bytes (basic.deliver)", delivery.data.len()));
        delivery.into()
    }
}
