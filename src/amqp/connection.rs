//! A connection to one of the configured brokers: made, watched, explained when it fails, and closed.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::StreamExt;
use lapin::uri::{AMQPAuthority, AMQPQueryString, AMQPScheme, AMQPUri, AMQPUserInfo};
use lapin::{Channel, Connection, ConnectionProperties, Error, ErrorKind, Event};
use tokio::time::Instant;

use super::{Endpoint, Fault, Kind, Narrator, Settings};

/// The library allocates 32 buffers of this size and clears them, so a small one starts faster; bodies of any size still
/// travel, in more frames, but headers of any size do not.
const SMALL_FRAME: u32 = 16 * 1024;
/// How long a closing handshake may take before we leave without it.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(2);
/// Pauses between attempts while waiting for a broker: short at first, then steady.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);
/// How long the reason of a closed channel may lag behind the first symptom.
const REASON_TIMEOUT: Duration = Duration::from_millis(500);

/// An open connection, with what is needed to make it again.
pub struct Session {
    settings: Settings,
    endpoint: Endpoint,
    connection: Connection,
    watch: Watch,
}

/// What the broker told us outside of any request. Publishers and consumers keep one to explain their errors with.
#[derive(Clone, Default)]
pub(super) struct Watch(Arc<Mutex<Seen>>);

#[derive(Default)]
struct Seen {
    blocked: Option<String>,
    error: Option<Error>,
    /// Channel errors that were dealt with before their event came.
    forgiven: u32,
}

impl Session {
    /// Connects to the first broker that answers, trying for as long as `settings.wait` allows.
    ///
    /// # Errors
    /// [`Kind::Connect`], about the last broker that was tried.
    pub async fn open(settings: Settings) -> Result<Self, Fault> {
        let deadline = settings.wait.map(|wait| Instant::now() + wait);
        let mut pause = FIRST_PAUSE;
        loop {
            let mut last = None;
            for endpoint in &settings.endpoints {
                let limit = deadline.map_or(settings.connect_timeout, |end| {
                    settings.connect_timeout.min(end.saturating_duration_since(Instant::now()).max(FIRST_PAUSE))
                });
                match attempt(&settings, endpoint, limit).await {
                    Ok((connection, watch)) => {
                        let endpoint = endpoint.clone();
                        return Ok(Self { settings, endpoint, connection, watch });
                    }
                    Err(fault) => last = Some(fault),
                }
            }
            let fault = last.unwrap_or_else(|| Fault::new(Kind::Connect, "cannot connect", "no URL was given"));
            match deadline {
                Some(end) if Instant::now() + pause < end => {
                    settings.narrator.tell(format_args!("not yet: {}; trying again", fault.why));
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
                _ => return Err(fault),
            }
        }
    }

    /// The broker that answered.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Who hears about each step.
    #[must_use]
    pub fn narrator(&self) -> &Narrator {
        &self.settings.narrator
    }

    /// What the broker tells us outside of any request.
    pub(super) fn watch(&self) -> &Watch {
        &self.watch
    }

    /// Opens a channel.
    pub(super) async fn channel(&self) -> Result<Channel, Fault> {
        match self.connection.create_channel().await {
            Ok(channel) => Ok(channel),
            Err(error) => Err(self.watch.explain("open a channel", error).await),
        }
    }

    /// Leaves the present connection, which the broker has closed, and makes another.
    pub(super) async fn reopen(&mut self) -> Result<(), Fault> {
        *self = Self::open(self.settings.clone()).await?;
        Ok(())
    }

    /// Says goodbye (`connection.close`) and waits for the answer. Deliveries that were not acked go back to their queues.
    pub async fn close(self) {
        let close = self.connection.close(200, "OK".into());
        // A broker that has gone away needs no goodbye, and a slow one does not keep the user waiting.
        let _ = tokio::time::timeout(CLOSE_TIMEOUT, close).await;
        self.settings.narrator.tell(format_args!("connection closed"));
    }
}

impl Watch {
    fn seen<T>(&self, look: impl FnOnce(&mut Seen) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Why the broker has stopped taking messages (`connection.blocked`), while it has.
    pub(super) fn blocked(&self) -> Option<String> {
        self.seen(|seen| seen.blocked.clone())
    }

    /// Turns an error into a [`Fault`]. An operation on a channel that the broker closed a moment ago only hears that it
    /// is closed; the reason came as an event of its own, and is waited for here.
    pub(super) async fn explain(&self, what: &str, error: Error) -> Fault {
        let mut error = error;
        if Fault::is_aftermath(&error) {
            let deadline = Instant::now() + REASON_TIMEOUT;
            while Instant::now() < deadline {
                if let Some(reason) = self.seen(|seen| seen.error.clone()) {
                    error = reason;
                    break;
                }
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        }
        Fault::from_library(what, &error)
    }

    /// Forgets a channel error that was dealt with, whether its event has come already or is still on its way.
    pub(super) fn forgive(&self) {
        self.seen(|seen| {
            if seen.error.take().is_none() {
                seen.forgiven += 1;
            }
        });
    }

    /// Follows the events of a connection until it ends.
    fn follow(&self, connection: &Connection, settings: &Settings) {
        let mut events = Box::pin(connection.events_listener());
        let (watch, warner, narrator) = (self.clone(), settings.warner.clone(), settings.narrator.clone());
        tokio::spawn(async move {
            while let Some(event) = events.next().await {
                match event {
                    Event::ConnectionBlocked(reason) => {
                        warner.tell(format_args!("the broker takes no messages for now: {reason}"));
                        watch.seen(|seen| seen.blocked = Some(reason));
                    }
                    Event::ConnectionUnblocked => {
                        narrator.tell(format_args!("the broker takes messages again (connection.unblocked)"));
                        watch.seen(|seen| seen.blocked = None);
                    }
                    Event::Error(error) => watch.seen(|seen| match seen.forgiven.checked_sub(1) {
                        Some(rest) => seen.forgiven = rest,
                        None => seen.error = Some(error),
                    }),
                    _ => {}
                }
            }
        });
    }
}

async fn attempt(settings: &Settings, endpoint: &Endpoint, limit: Duration) -> Result<(Connection, Watch), Fault> {
    let limit = endpoint.connection_timeout.map_or(limit, |own| own.min(limit));
    settings.narrator.tell(format_args!("connecting to {endpoint} as user '{}'", endpoint.user));
    let properties = ConnectionProperties::default()
        .with_connection_name(settings.connection_name.clone().into())
        .with_client_property("product".into(), env!("CARGO_PKG_NAME").into())
        .with_client_property("version".into(), env!("CARGO_PKG_VERSION").into());
    let connecting = Connection::connect_uri(uri(endpoint, settings.small_frames), properties);
    match tokio::time::timeout(limit, connecting).await {
        Ok(Ok(connection)) => {
            let watch = Watch::default();
            watch.follow(&connection, settings);
            settings
                .narrator
                .tell(format_args!("connected: vhost '{}', connection '{}'", endpoint.vhost, settings.connection_name));
            Ok((connection, watch))
        }
        Ok(Err(error)) => Err(unreachable(endpoint, &error)),
        Err(_) => Err(Fault::new(
            Kind::Connect,
            format!("cannot connect to {endpoint}"),
            format!("no answer within {}", humantime::format_duration(limit)),
        )
        .advise("is this an AMQP port? RabbitMQ's is 5672, with TLS 5671; --connect-timeout allows more time")),
    }
}

fn uri(endpoint: &Endpoint, small_frames: bool) -> AMQPUri {
    AMQPUri {
        scheme: if endpoint.tls { AMQPScheme::AMQPS } else { AMQPScheme::AMQP },
        authority: AMQPAuthority {
            userinfo: AMQPUserInfo { username: endpoint.user.clone(), password: endpoint.password.clone() },
            host: endpoint.host.clone(),
            port: endpoint.port,
        },
        vhost: endpoint.vhost.clone(),
        query: AMQPQueryString {
            // Without one it is the broker's own, 128 KiB unless configured.
            frame_max: endpoint.frame_max.or(small_frames.then_some(SMALL_FRAME)),
            channel_max: endpoint.channel_max,
            heartbeat: endpoint.heartbeat,
            ..AMQPQueryString::default()
        },
    }
}

/// Says why there is no connection, and what to do.
fn unreachable(endpoint: &Endpoint, error: &Error) -> Fault {
    let fault = |why: String| Fault::new(Kind::Connect, format!("cannot connect to {endpoint}"), why);
    match error.kind() {
        ErrorKind::ProtocolError(reply) => {
            let why = reply.get_message().to_string();
            match reply.get_id() {
                403 => fault(why).advise(format!("check the user name '{}' and the password in --url, RMQ_URL or --password-file", endpoint.user)),
                530 if why.contains("vhost") => fault(why).advise(format!(
                    "check the end of the URL, or create the virtual host: rabbitmqctl add_vhost {}",
                    endpoint.vhost
                )),
                _ => fault(why),
            }
        }
        ErrorKind::IOError(io) => match io.kind() {
            io::ErrorKind::ConnectionRefused if endpoint.is_local() => fault(io.to_string())
                .advise("start a broker there, such as Debian's rabbitmq-server, or name another with --url; --wait 30s waits for one that is starting"),
            io::ErrorKind::ConnectionRefused => {
                fault(io.to_string()).advise("check host and port in --url; --wait 30s waits for a broker that is starting")
            }
            io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::UnexpectedEof => {
                fault(format!("the server closed the connection before it spoke AMQP ({io})"))
                    .advise("is this an AMQP port? RabbitMQ's is 5672 for amqp://, 5671 for amqps://")
            }
            _ if io.to_string().contains("lookup") => fault(io.to_string()).advise(format!("check the host name '{}' in --url", endpoint.host)),
            _ => fault(io.to_string()),
        },
        ErrorKind::ParsingError(_) | ErrorKind::InvalidProtocolVersion(_) => fault(format!("the server does not speak AMQP 0-9-1 ({error})"))
            .advise("is this an AMQP port? RabbitMQ's is 5672; 15672 is its web page"),
        _ => fault(error.to_string()),
    }
}
