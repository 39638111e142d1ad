//! Counting over AMQP: a passive declare tells how many messages are ready and how many consumers there are, now.
//! It is what there is without the management API, and it is exact where the API's samples are up to five seconds old
//! (but for streams).

use super::names::missing;
use super::sample::Row;
use crate::amqp::{Declare, Endpoint, Kind, QueueSpec, Session, Settings, ShortStr};
use crate::context::Context;

/// A connection that is made when it is first needed, and again after it was lost.
pub(super) struct Counter {
    settings: Settings,
    session: Option<Session>,
    vhost: String,
}

impl Counter {
    pub(super) fn new(mut settings: Settings, vhost: &str) -> Self {
        // Waiting for the broker was done before, for the management API.
        settings.wait = None;
        for endpoint in &mut settings.endpoints {
            vhost.clone_into(&mut endpoint.vhost);
        }
        Self { settings, session: None, vhost: vhost.to_owned() }
    }

    /// The broker that answers, or the first that would be asked.
    pub(super) fn url(&self) -> String {
        let endpoint = self.session.as_ref().map(Session::endpoint).or(self.settings.endpoints.first());
        endpoint.map_or_else(String::new, Endpoint::url)
    }

    /// Fills in what a passive declare tells.
    ///
    /// # Errors
    /// A queue that does not exist; no connection; a refusal.
    pub(super) async fn count(&mut self, context: &Context, rows: &mut [Row]) -> anyhow::Result<()> {
        for row in rows {
            let spec = QueueSpec {
                name: ShortStr::new(row.name.as_str()).map_err(anyhow::Error::msg)?,
                declare: Declare::Never,
            };
            let session = match &mut self.session {
                Some(session) => session,
                None => {
                    let opening = context.unless_stopped(Session::open(self.settings.clone()));
                    self.session.insert(opening.await?)
                }
            };
            let asked = context.unless_stopped(async { Ok::<_, anyhow::Error>(session.queue(&spec).await) }).await?;
            match asked {
                Ok(state) => {
                    row.ready = Some(state.messages.into());
                    // A stream answers with a sample of its messages, and always with 0 consumers (RabbitMQ 3.10.8).
                    if row.kind.as_deref() != Some("stream") {
                        row.consumers = Some(state.consumers.into());
                    }
                    // Else the sum would contradict its parts.
                    row.total = row.unacked.map(|unacked| unacked + u64::from(state.messages));
                }
                Err(fault) if fault.reply_code() == Some(404) => return Err(missing(&row.name, &self.vhost).into()),
                Err(fault) => {
                    if !matches!(fault.kind, Kind::Refused(_)) {
                        self.session = None;
                    }
                    return Err(fault.into());
                }
            }
        }
        Ok(())
    }

    /// Says goodbye, where there was a connection.
    pub(super) async fn close(self) {
        if let Some(session) = self.session {
            session.close().await;
        }
    }
}
