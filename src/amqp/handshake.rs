//! One attempt to connect, and why it failed.

use std::io;
use std::time::Duration;

use lapin::uri::{AMQPAuthority, AMQPQueryString, AMQPScheme, AMQPUri, AMQPUserInfo};
use lapin::{Connection, ConnectionProperties, Error, ErrorKind};

use super::dial::dial;
use super::link::Link;
use super::settings::USUAL_FRAME;
use super::timeline::Marks;
use super::watch::Watch;
use super::{Endpoint, Fault, Kind, Settings};

/// Connects to one broker, within `limit`, and marks each stage.
pub(super) async fn attempt(
    settings: &Settings,
    endpoint: &Endpoint,
    limit: Duration,
    marks: &Marks,
) -> Result<(Connection, Watch, Link), Fault> {
    let limit = endpoint.connection_timeout.map_or(limit, |own| own.min(limit));
    settings.narrator.tell(format_args!("connecting to {endpoint} as user '{}'", endpoint.user));
    let properties = ConnectionProperties::default()
        .with_connection_name(settings.connection_name.clone().into())
        .with_client_property("product".into(), env!("CARGO_PKG_NAME").into())
        .with_client_property("version".into(), env!("CARGO_PKG_VERSION").into());
    let frame_max = endpoint.frame_max.unwrap_or(USUAL_FRAME);
    let connecting = dial(uri(endpoint), properties, frame_max, marks.clone());
    match tokio::time::timeout(limit, connecting).await {
        Ok(Ok((connection, link))) => {
            let watch = Watch::new(settings.connect_timeout, link.clone());
            watch.follow(&connection, settings);
            settings
                .narrator
                .tell(format_args!("connected: vhost '{}', connection '{}'", endpoint.vhost, settings.connection_name));
            Ok((connection, watch, link))
        }
        Ok(Err(error)) => Err(unreachable(endpoint, &error)),
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
            let denied = |hint: String| Fault { kind: Kind::Denied, ..fault(why.clone()).advise(hint) };
            let (user, vhost) = (&endpoint.user, &endpoint.vhost);
            match reply.get_id() {
                403 => denied(format!("check the user name '{user}' and the password in --url, RMQ_URL or --password-file")),
                530 if why.contains("not found") => denied(format!(
                    "check the end of the URL, or create the virtual host: rabbitmqctl add_vhost '{vhost}'"
                )),
                530 if why.contains("refused for user") => denied(format!("give the user access: rabbitmqctl set_permissions -p '{vhost}' '{user}' '.*' '.*' '.*'")),
                530 => denied("see the broker's log, or name another broker with --url".to_owned()),
                _ => fault(why).advise("see the broker's log, or name another broker with --url"),
            }
        }
        ErrorKind::IOError(io) => match io.kind() {
            io::ErrorKind::ConnectionRefused if endpoint.is_local() => fault(io.to_string())
                .advise("start a broker there ('rmq broker', or RabbitMQ), or name another with --url; --wait 30s waits for one that is starting"),
            io::ErrorKind::ConnectionRefused => {
                fault(io.to_string()).advise("check host and port in --url; --wait 30s waits for a broker that is starting")
            }
            io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::UnexpectedEof => {
                fault(format!("the server closed the connection before the handshake was done ({io})"))
                    .advise("is this an AMQP port? RabbitMQ's is 5672 for amqp://, 5671 for amqps://")
            }
            io::ErrorKind::InvalidData if io.to_string().contains("InvalidContentType") => {
                fault(format!("the server does not speak TLS ({io})"))
                    .advise("write amqp:// for a port without TLS; RabbitMQ's is 5672, with TLS 5671")
            }
            io::ErrorKind::InvalidData if io.to_string().contains("certificate") => {
                fault(io.to_string()).advise(certificate_advice(&io.to_string()))
            }
            _ if io.to_string().contains("lookup") => fault(io.to_string()).advise(format!("check the host name '{}' in --url", endpoint.host)),
            _ => fault(io.to_string()),
        },
        ErrorKind::InvalidProtocolVersion(_) => fault(format!("the server does not speak AMQP 0-9-1 ({error})"))
            .advise("name a broker that speaks AMQP 0-9-1, such as RabbitMQ, with --url"),
        // What the parser says of it is of no use to anybody.
        ErrorKind::ParsingError(_) => fault("the server does not speak AMQP 0-9-1".to_owned())
            .advise("is this an AMQP port? RabbitMQ's is 5672, with TLS 5671; 15672 is its web page"),
        _ => fault(error.to_string()),
    }
}

/// What to do about a certificate that was not accepted.
fn certificate_advice(text: &str) -> &'static str {
    if text.contains("UnknownIssuer") {
        "to trust the authority that signed it, put its certificate (PEM) into a file and name that in SSL_CERT_FILE"
    } else if text.contains("not valid for name") || text.contains("NotValidForName") {
        "name the host in --url as the certificate does"
    } else {
        "see to the certificate of the broker; SSL_CERT_FILE names a file with the authorities to trust"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_that_is_not_accepted_has_its_advice() {
        let endpoint = Endpoint::parse("amqps://h").unwrap();
        for (text, words) in [
            ("invalid peer certificate: UnknownIssuer", "SSL_CERT_FILE"),
            (
                "invalid peer certificate: certificate not valid for name \"h\"; certificate is only valid for x",
                "--url",
            ),
            ("invalid peer certificate: Expired", "see to the certificate"),
        ] {
            let error = Error::from(io::Error::new(io::ErrorKind::InvalidData, text));
            let fault = unreachable(&endpoint, &error);
            assert_eq!((fault.kind, fault.why.as_str()), (Kind::Connect, text));
            assert!(fault.hint.clone().unwrap_or_default().contains(words), "{fault:?}");
        }
    }
}
