//! One attempt to connect, and why it failed.

use std::io;
use std::time::Duration;

use lapin::uri::{AMQPAuthority, AMQPQueryString, AMQPScheme, AMQPUri, AMQPUserInfo, SASLMechanism};
use lapin::{Connection, ConnectionProperties, Error, ErrorKind};

use super::dial::dial;
use super::link::Link;
use super::settings::USUAL_FRAME;
use super::timeline::{Attempt, Marks, Stage};
use super::watch::Watch;
use super::{Auth, Endpoint, Fault, Kind, Settings};
use crate::tls::{Advice, Peer, trouble_in};

/// Connects to one broker, within `limit`, and marks each stage.
pub(super) async fn attempt(
    settings: &Settings,
    endpoint: &Endpoint,
    limit: Duration,
    marks: &Marks,
) -> Result<(Connection, Watch, Link), Fault> {
    let limit = endpoint.connection_timeout.map_or(limit, |own| own.min(limit));
    match endpoint.login() {
        Some(user) => settings.narrator.tell(format_args!("connecting to {endpoint} as user '{user}'")),
        None => settings.narrator.tell(format_args!("connecting to {endpoint} as who the client certificate says")),
    }
    let properties = ConnectionProperties::default()
        .with_connection_name(settings.connection_name.clone().into())
        .with_client_property("product".into(), env!("CARGO_PKG_NAME").into())
        .with_client_property("version".into(), env!("CARGO_PKG_VERSION").into());
    let frame_max = endpoint.frame_max.unwrap_or(USUAL_FRAME);
    let connecting = dial(endpoint.clone(), uri(endpoint), properties, frame_max, marks.clone());
    match tokio::time::timeout(limit, connecting).await {
        Ok(Ok((connection, link))) => {
            let watch = Watch::new(settings.connect_timeout, link.clone());
            watch.follow(&connection, settings);
            settings
                .narrator
                .tell(format_args!("connected: vhost '{}', connection '{}'", endpoint.vhost, settings.connection_name));
            Ok((connection, watch, link))
        }
        Ok(Err(error)) => Err(unreachable(&marks.look(), &error)),
        Err(_) => Err(Fault::new(
            Kind::Connect,
            format!("cannot connect to {endpoint}"),
            // What is left of --wait has nanoseconds that nobody wants to read.
            format!(
                "no answer within {}",
                humantime::format_duration(limit - Duration::from_nanos(limit.subsec_nanos() as u64 % 1_000_000))
            ),
        )
        .advise("is this an AMQP port? RabbitMQ's is 5672, with TLS 5671; --connect-timeout allows more time")),
    }
}

fn uri(endpoint: &Endpoint) -> AMQPUri {
    AMQPUri {
        scheme: if endpoint.tls { AMQPScheme::AMQPS } else { AMQPScheme::AMQP },
        authority: AMQPAuthority {
            userinfo: AMQPUserInfo { username: endpoint.user.clone(), password: endpoint.password.clone() },
            host: endpoint.host.clone(),
            port: endpoint.port,
        },
        vhost: endpoint.vhost.clone(),
        query: AMQPQueryString {
            channel_max: endpoint.channel_max,
            heartbeat: endpoint.heartbeat,
            auth_mechanism: Some(match endpoint.auth {
                None | Some(Auth::Plain) => SASLMechanism::Plain,
                Some(Auth::External) => SASLMechanism::External,
            }),
            ..AMQPQueryString::default()
        },
    }
}

/// Says why there is no connection, and what to do.
fn unreachable(attempt: &Attempt, error: &Error) -> Fault {
    let endpoint = &attempt.endpoint;
    let fault = |why: String| Fault::new(Kind::Connect, format!("cannot connect to {endpoint}"), why);
    if attempt.is_tls_only {
        return fault("the server speaks TLS, and the URL says to speak without".to_owned())
            .advise("write amqps:// for a port with TLS; RabbitMQ's is 5671, without 5672");
    }
    if let Some(offered) = attempt.mechanisms.as_deref().filter(|_| !attempt.has_passed(Stage::Login))
        && let Some((wanted, hint)) = not_offered(endpoint, offered)
    {
        // A broker closes the connection without a word.
        return Fault {
            kind: Kind::Denied,
            ..fault(format!("the broker lets nobody log in with {wanted}; it offers {offered}")).advise(hint)
        };
    }
    match error.kind() {
        ErrorKind::ProtocolError(reply) => {
            let why = reply.get_message().to_string();
            let denied = |hint: String| Fault { kind: Kind::Denied, ..fault(why.clone()).advise(hint) };
            let (user, vhost) = (&endpoint.user, &endpoint.vhost);
            match reply.get_id() {
                403 if endpoint.login().is_none() => denied(
                    "the broker takes the user's name from the client certificate: see that it has this user \
                     (rabbitmqctl list_users), and ssl_cert_login_from in its configuration"
                        .to_owned(),
                ),
                403 => denied(format!(
                    "check the user name '{user}' and the password in --url, RMQ_URL or --password-file"
                )),
                530 if why.contains("not found") => denied(format!(
                    "check the end of the URL, or create the virtual host: rabbitmqctl add_vhost '{vhost}'"
                )),
                530 if why.contains("refused for user") => denied(format!(
                    "give the user access: rabbitmqctl set_permissions -p '{vhost}' '{user}' '.*' '.*' '.*'"
                )),
                530 => denied("see the broker's log, or name another broker with --url".to_owned()),
                _ => fault(why).advise("see the broker's log, or name another broker with --url"),
            }
        }
        ErrorKind::IOError(io) => cut_off(attempt, io),
        ErrorKind::InvalidProtocolVersion(_) => fault(format!("the server does not speak AMQP 0-9-1 ({error})"))
            .advise("name a broker that speaks AMQP 0-9-1, such as RabbitMQ, with --url"),
        // What the parser says of it is of no use to anybody.
        ErrorKind::ParsingError(_) => fault("the server does not speak AMQP 0-9-1".to_owned())
            .advise("is this an AMQP port? RabbitMQ's is 5672, with TLS 5671; 15672 is its web page"),
        _ => fault(error.to_string()),
    }
}

/// The SASL mechanism that we would use and the broker does not offer, and what to do.
fn not_offered(endpoint: &Endpoint, offered: &str) -> Option<(&'static str, &'static str)> {
    let (wanted, hint) = match endpoint.login() {
        Some(_) => ("PLAIN", "log in with a client certificate: --auth external, --tls-cert and --tls-key"),
        None => (
            "EXTERNAL",
            "log in with --auth plain; or enable rabbitmq_auth_mechanism_ssl at the broker, and EXTERNAL in its \
             auth_mechanisms",
        ),
    };
    offered.split(' ').all(|mechanism| mechanism != wanted).then_some((wanted, hint))
}

/// Says why the connection did not come about, or ended before it was open.
fn cut_off(attempt: &Attempt, io: &io::Error) -> Fault {
    let endpoint = &attempt.endpoint;
    let fault = |why: String| Fault::new(Kind::Connect, format!("cannot connect to {endpoint}"), why);
    let peer = Peer {
        name: endpoint.certified_name(),
        identified: endpoint.trust.is_identified(),
        if_plain: "write amqp:// for a port without TLS; RabbitMQ's is 5672, with TLS 5671",
        advice: &Advice::BROKER,
    };
    if let Some(trouble) = trouble_in(io, peer) {
        let kind = if trouble.lasting { Kind::Denied } else { Kind::Connect };
        return Fault { kind, ..fault(trouble.why).advise(trouble.hint) };
    }
    match io.kind() {
        io::ErrorKind::ConnectionRefused if endpoint.is_local() => fault(io.to_string()).advise(
            "start a broker there ('rmq broker', or RabbitMQ), or name another with --url; --wait 30s waits for one that \
             is starting",
        ),
        io::ErrorKind::ConnectionRefused => {
            fault(io.to_string()).advise("check host and port in --url; --wait 30s waits for a broker that is starting")
        }
        io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe
        | io::ErrorKind::UnexpectedEof => {
            // What the TLS library says goes on with an address on the web.
            let words = io.to_string();
            let words = match words.split(": http").next().unwrap_or_default() {
                // The library's name for an end without a reason.
                "" | "connection aborted" => String::new(),
                words => format!(" ({words})"),
            };
            if attempt.has_passed(Stage::Tls) && !attempt.has_passed(Stage::Handshake) {
                fault(format!("the server closed the connection after the TLS handshake{words}"))
                    .advise("it may want another client certificate (--tls-cert), or be no AMQP server: see its log")
            } else {
                fault(format!("the server closed the connection before the handshake was done{words}"))
                    .advise("is this an AMQP port? RabbitMQ's is 5672 for amqp://, 5671 for amqps://")
            }
        }
        _ if io.to_string().contains("lookup") => {
            fault(io.to_string()).advise(format!("check the host name '{}' in --url", endpoint.host))
        }
        _ => fault(io.to_string()),
    }
}
