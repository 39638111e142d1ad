//! From the protocol header to an open vhost: start, tune, open (AMQP 0-9-1 section 2.2.4).

use std::net::SocketAddr;
use std::sync::Arc;

use amq_protocol::protocol::{AMQPClass, connection};
use amq_protocol::types::{AMQPValue, FieldTable, LongString};
use bytes::Bytes;

use super::names::method_numbers;
use super::{Complaint, Next};
use crate::broker::state::State;
use crate::broker::state::connection::{Connection, Link, Phase};
use crate::broker::state::fault::Refusal;
use crate::broker::state::ids::ConnectionId;
use crate::wire::{self, Method};

/// What RabbitMQ offers by default.
const CHANNEL_MAX: u16 = 2047;
/// Bytes.
const FRAME_MAX: u32 = 131_072;
/// Seconds.
const HEARTBEAT: u16 = 60;
/// The smallest that the protocol permits, in bytes.
const FRAME_MIN: u32 = 4096;

/// What this broker does beyond the protocol; only what is true.
const CAPABILITIES: [&str; 9] = [
    "publisher_confirms",
    "exchange_exchange_bindings",
    "basic.nack",
    "consumer_cancel_notify",
    "connection.blocked",
    "consumer_priorities",
    "authentication_failure_close",
    "per_consumer_qos",
    "direct_reply_to",
];

impl State {
    /// A client has called, and its protocol header is right.
    pub fn connect(&mut self, peer: SocketAddr, local: SocketAddr, epoch: u64, link: Arc<dyn Link>) -> ConnectionId {
        let id = ConnectionId(self.next_id());
        self.connections.insert(id, Connection::new(peer, local, epoch, link));
        self.note(|| format!("{peer}: connected"));
        let start = connection::Start {
            version_major: 0,
            version_minor: 9,
            server_properties: self.server_properties(),
            mechanisms: "PLAIN AMQPLAIN".into(),
            locales: "en_US".into(),
        };
        self.send(id, 0, &AMQPClass::Connection(connection::AMQPMethod::Start(start)));
        id
    }

    fn server_properties(&self) -> FieldTable {
        let text = |text: &str| AMQPValue::LongString(text.into());
        let mut capabilities = FieldTable::default();
        for capability in CAPABILITIES {
            capabilities.insert(capability.into(), AMQPValue::Boolean(true));
        }
        let mut properties = FieldTable::default();
        properties.insert("capabilities".into(), AMQPValue::FieldTable(capabilities));
        properties.insert("cluster_name".into(), text("rmq@localhost"));
        // Clients do other things when they read another name or an older version: kombu, and with it Celery, would go
        // back to the qos of RabbitMQ 2. What this is in truth stands beside it.
        properties.insert("product".into(), text("RabbitMQ"));
        properties.insert("version".into(), text(self.rules.version));
        properties.insert("platform".into(), text(concat!("rmq broker ", env!("CARGO_PKG_VERSION"))));
        properties.insert("information".into(), text("A development broker, in memory, that does as RabbitMQ does"));
        properties
    }

    pub(super) fn on_connection_method(
        &mut self,
        id: ConnectionId,
        phase: Phase,
        payload: &Bytes,
    ) -> Result<Next, Complaint> {
        let method = match wire::method(payload) {
            Ok(method) => method,
            Err(_) if phase == Phase::Closing => return Ok(Next::Read),
            Err(error) => return Err(error.into()),
        };
        let (class, number) = method_numbers(payload);
        let unexpected = || {
            let words = format!("unexpected method in connection state {}", state_name(phase));
            Err(Refusal::new(504, words).during(class, number))
        };
        let Method::Other(AMQPClass::Connection(method)) = method else {
            return if phase == Phase::Closing { Ok(Next::Read) } else { unexpected() };
        };
        use connection::AMQPMethod as M;
        let outcome = match (phase, method) {
            (Phase::Closing, M::CloseOk(_)) => return Ok(Next::Close),
            (Phase::Closing, M::Close(_)) | (_, M::Close(_)) => return Ok(self.on_close(id)),
            (Phase::Closing, _) => return Ok(Next::Read),
            (Phase::Starting, M::StartOk(start)) => self.on_start_ok(id, &start),
            (Phase::Tuning, M::TuneOk(tune)) => self.on_tune_ok(id, &tune),
            (Phase::Opening, M::Open(open)) => self.on_open(id, open.virtual_host.as_str()),
            (Phase::Running, M::UpdateSecret(_)) => {
                self.send(id, 0, &AMQPClass::Connection(M::UpdateSecretOk(connection::UpdateSecretOk {})));
                Ok(Next::Read)
            }
            _ => return unexpected(),
        };
        outcome.map_err(|refusal| refusal.during(class, number))
    }

    fn on_start_ok(&mut self, id: ConnectionId, start: &connection::StartOk) -> Result<Next, Refusal> {
        let mechanism = start.mechanism.as_str();
        let (mechanism, credentials) = match mechanism {
            "PLAIN" => ("PLAIN", plain(start.response.as_bytes())),
            "AMQPLAIN" => ("AMQPLAIN", amqplain(&start.response)),
            other => {
                return Err(Refusal::new(503, format!("unknown authentication mechanism '{other}'")));
            }
        };
        let Some(connection) = self.connections.get_mut(&id) else { return Ok(Next::Close) };
        connection.properties = start.client_properties.clone();
        connection.mechanism = mechanism;
        let peer = connection.peer;
        let login = credentials.filter(|(user, password)| {
            let known = self.users.get(user).filter(|known| known.password == *password);
            known.is_some_and(|known| !known.loopback_only || peer.ip().to_canonical().is_loopback())
        });
        let Some((user, _)) = login else {
            self.note(|| format!("{peer}: login refused"));
            return Ok(self.refuse_login(id, mechanism));
        };
        let Some(connection) = self.connections.get_mut(&id) else { return Ok(Next::Close) };
        connection.user = user.as_str().into();
        connection.phase = Phase::Tuning;
        let tune = connection::Tune { channel_max: CHANNEL_MAX, frame_max: FRAME_MAX, heartbeat: HEARTBEAT };
        self.send(id, 0, &AMQPClass::Connection(connection::AMQPMethod::Tune(tune)));
        Ok(Next::Read)
    }

    /// Tells a client that can hear it; any other finds its socket closed.
    fn refuse_login(&mut self, id: ConnectionId, mechanism: &str) -> Next {
        let told = self
            .connections
            .get(&id)
            .is_some_and(|connection| connection.is_capable_of("authentication_failure_close"));
        if !told {
            return Next::Close;
        }
        let words = format!(
            "Login was refused using authentication mechanism {mechanism}. For details see the broker logfile."
        );
        self.close_connection(id, &Refusal::access(words).during(0, 0));
        Next::Read
    }

    fn on_tune_ok(&mut self, id: ConnectionId, tune: &connection::TuneOk) -> Result<Next, Refusal> {
        let Some(connection) = self.connections.get_mut(&id) else { return Ok(Next::Close) };
        negotiable("frame_max", tune.frame_max, FRAME_MIN, FRAME_MAX)?;
        negotiable("channel_max", tune.channel_max.into(), 1, CHANNEL_MAX.into())?;
        connection.frame_max = tune.frame_max;
        connection.channel_max = tune.channel_max;
        connection.heartbeat = tune.heartbeat;
        connection.phase = Phase::Opening;
        Ok(Next::Read)
    }

    fn on_open(&mut self, id: ConnectionId, vhost: &str) -> Result<Next, Refusal> {
        let Some(connection) = self.connections.get(&id) else { return Ok(Next::Close) };
        let user = connection.user.clone();
        let Some((vhost, _)) = self.vhosts.get_key_value(vhost) else {
            return Err(Refusal::not_allowed(format!("vhost {vhost} not found")));
        };
        let vhost = vhost.clone();
        if !self.users.get(&*user).is_some_and(|known| known.permissions.contains_key(&*vhost)) {
            return Err(Refusal::not_allowed(format!("access to vhost '{vhost}' refused for user '{user}'")));
        }
        if let Some(connection) = self.connections.get_mut(&id) {
            connection.vhost = vhost.clone();
            connection.phase = Phase::Running;
            let peer = connection.peer;
            self.note(|| format!("{peer}: user '{user}' is in vhost '{vhost}'"));
        }
        self.send(id, 0, &AMQPClass::Connection(connection::AMQPMethod::OpenOk(connection::OpenOk {})));
        Ok(Next::Read)
    }
}

/// Refuses what is too small or too large; 0 means without limit, which is too large.
fn negotiable(field: &str, value: u32, least: u32, most: u32) -> Result<(), Refusal> {
    let (detail, bound, limit) = match value {
        0 => (" (no limit)", "higher than the maximum", most),
        _ if value < least => ("", "lower than the minimum", least),
        _ if value > most => ("", "higher than the maximum", most),
        _ => return Ok(()),
    };
    Err(Refusal::not_allowed(format!("negotiated {field} = {value}{detail} is {bound} allowed value ({limit})")))
}

/// Names of the states in which RabbitMQ waits for these methods.
fn state_name(phase: Phase) -> &'static str {
    match phase {
        Phase::Starting => "starting",
        Phase::Tuning => "tuning",
        Phase::Opening => "opening",
        Phase::Running => "running",
        Phase::Closing => "closing",
    }
}

/// RFC 4616: somebody to act as, who it is, and the password, with NULs between them.
fn plain(response: &[u8]) -> Option<(String, String)> {
    let mut parts = response.split(|byte| *byte == 0);
    let (_, user, password) = (parts.next()?, parts.next()?, parts.next()?);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).ok();
    parts.next().is_none().then_some((text(user)?, text(password)?))
}

/// A field table without its length, with LOGIN and PASSWORD.
fn amqplain(response: &LongString) -> Option<(String, String)> {
    let fields = response.as_bytes();
    let mut table = u32::try_from(fields.len()).ok()?.to_be_bytes().to_vec();
    table.extend_from_slice(fields);
    let table = wire::table(&table).ok()?;
    let text = |name: &str| crate::broker::state::arguments::text(&table, name);
    Some((text("LOGIN")?, text("PASSWORD")?))
}
