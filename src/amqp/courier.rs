//! Publishing where each message has an answer of its own: the replies of a server, the requests of a caller.
//!
//! A [`super::Publisher`] answers for a stream in its order; here nobody waits for anybody else.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use futures_util::FutureExt as _;
use lapin::{Channel, Confirmation, Error};

use super::publisher::{nacked_fault, options_for, overdue, switch_confirms_on};
use super::watch::Watch;
use super::{Address, Fault, Narrator, Properties, Returned, Session};

/// A confirm that is still to come.
type Pending = Pin<Box<dyn Future<Output = Result<Confirmation, Error>> + Send>>;

/// A channel with confirms, on which messages go out at once.
pub struct Courier {
    watch: Watch,
    narrator: Narrator,
    channel: Channel,
    /// How long to wait for a confirm; for as long as it takes when there is no limit.
    limit: Option<Duration>,
}

impl Courier {
    /// Opens a channel and switches confirms on; each may take as long as `limit`.
    ///
    /// # Errors
    /// The broker's refusal.
    pub async fn open(session: &Session, limit: Duration) -> Result<Self, Fault> {
        let courier = Self { limit: Some(limit), ..Self::silent(session).await? };
        switch_confirms_on(session, &courier.channel).await?;
        Ok(courier)
    }

    /// Opens a channel on which confirms are yet to be switched on.
    pub(super) async fn silent(session: &Session) -> Result<Self, Fault> {
        let channel = session.channel().await?;
        Ok(Self { watch: session.watch().clone(), narrator: session.narrator().clone(), channel, limit: None })
    }

    /// The channel beneath.
    pub(super) fn channel(&self) -> &Channel {
        &self.channel
    }

    /// Puts a message on its way before it returns, so that messages go in the order of these calls. What it returns
    /// waits for the broker's answer: an error when the message was returned, nacked, refused or not confirmed in time.
    pub fn send(
        &self,
        address: &Address,
        properties: Properties,
        body: Vec<u8>,
    ) -> impl Future<Output = Result<(), Fault>> + Send + use<> {
        self.narrator.tell(format_args!(
            "publishing {} bytes to exchange '{}' with key '{}' (basic.publish)",
            body.len(),
            address.exchange,
            address.key
        ));
        let channel = self.channel.clone();
        let (exchange, key, options) = (address.exchange.to_short(), address.key.to_short(), options_for(address));
        let mut answer: Pending =
            Box::pin(async move { channel.basic_publish(exchange, key, options, &body, properties).await?.await });
        // The first poll puts the frames into the library's queue: this is what keeps the order.
        let early = answer.as_mut().now_or_never();
        let (watch, narrator, limit) = (self.watch.clone(), self.narrator.clone(), self.limit);
        async move {
            let confirmation = match (early, limit) {
                (Some(outcome), _) => outcome,
                (None, None) => answer.await,
                (None, Some(limit)) => tokio::time::timeout(limit, answer).await.map_err(|_| overdue(&watch, limit))?,
            };
            match confirmation {
                Ok(confirmation) => verdict(confirmation, &narrator),
                Err(error) => Err(watch.explain("publish", error).await),
            }
        }
    }
}

fn verdict(confirmation: Confirmation, narrator: &Narrator) -> Result<(), Fault> {
    let nacked = confirmation.is_nack();
    if let Some(message) = confirmation.take_message() {
        return Err(Returned::from(&message).into());
    }
    if nacked {
        return Err(nacked_fault());
    }
    narrator.tell(format_args!("the broker confirmed a message (basic.ack)"));
    Ok(())
}
