//! Which servers are trusted, and what is said of the others.

use super::{SENT, Secured, unreachable};
use crate::support::{Authority, Clients, Cmd, Identity, Node, TlsFront, error};

const NAME_IT: &str = "name a file with the certificate (PEM) of the authority that signed it with --tls-ca";
const UNKNOWN: &str =
    "the server's certificate is self-signed, or from an authority that is not trusted here (UnknownIssuer)";

/// What is said of a server with this certificate; `[..]` stands for anything.
#[track_caller]
fn refused(identity: impl FnOnce(&Authority) -> Identity, why: &str, hint: &str) {
    let secured = Secured::with(identity);
    let at = format!("amqps://127.0.0.1:{}", secured.front.port());
    let stderr = unreachable(&secured.bench, &at, why, hint);
    // Waiting does not help: somebody has to change something.
    for wait in [&[][..], &["--wait", "1h"]] {
        secured.send(&secured.url()).args(wait).stderr_matches(&stderr).status(5).run();
    }
    assert_eq!(secured.bench.vhost().queue("hello"), None);
}

#[test]
fn a_server_whose_authority_is_named_is_trusted() {
    let secured = Secured::new();
    secured.send(&secured.url()).stderr(SENT).run();
    let receive = ["receive", "-q", "-n", "1", "--url", &secured.url(), "--tls-ca", &secured.authority.ca()];
    secured.bench.rmq(receive).stdout("hi\n").run();
}

#[test]
fn the_system_says_whom_to_trust_when_nobody_else_does() {
    let secured = Secured::new();
    let send = |file: &str| secured.bench.rmq(["send", "hi", "--url", &secured.url()]).env("SSL_CERT_FILE", file);
    send(&secured.authority.ca()).stderr(SENT).run();
    let at = format!("amqps://127.0.0.1:{}", secured.front.port());
    let other = Authority::new();
    send(&other.ca()).stderr(&unreachable(&secured.bench, &at, UNKNOWN, NAME_IT)).status(5).run();
    // What is named in its place is all that is trusted.
    secured.send(&secured.url()).env("SSL_CERT_FILE", other.ca()).stderr(SENT).run();
    let alone = secured.bench.rmq(["send", "hi", "--url", &secured.url(), "--tls-ca", &other.ca()]);
    let alone = alone.env("SSL_CERT_FILE", secured.authority.ca());
    alone.stderr(&unreachable(&secured.bench, &at, UNKNOWN, NAME_IT)).status(5).run();
}

#[test]
fn a_system_that_trusts_nobody_is_said_to() {
    let secured = Secured::new();
    let at = format!("amqps://127.0.0.1:{}", secured.front.port());
    let stderr = unreachable(
        &secured.bench,
        &at,
        "this system has no certificates of authorities to trust: [..]",
        "install them (package ca-certificates), or name a file with the broker's authority with --tls-ca",
    );
    let send = secured.bench.rmq(["send", "hi", "--url", &secured.url()]).env("SSL_CERT_FILE", "/nowhere");
    send.env("SSL_CERT_DIR", "/nowhere").stderr_matches(&stderr).status(5).run();
}

#[test]
fn an_authority_that_nobody_named_is_not_trusted() {
    let other = Authority::new();
    refused(|_| other.server(&["127.0.0.1"]), UNKNOWN, NAME_IT);
}

#[test]
fn an_authority_of_the_same_name_is_another() {
    let (one, other) = (Authority::named("mq"), Authority::named("mq"));
    let front = TlsFront::new(Node::shared().amqp_port(), &one.server(&["127.0.0.1"]), Clients::Anybody);
    let url = format!("amqps://127.0.0.1:{}", front.port());
    let why = "the server's certificate is not from the authority that is trusted here, but from another of the same name \
               (BadSignature)";
    let stderr = error(&format!("cannot connect to {url}"), why, NAME_IT);
    Cmd::rmq().args(["send", "hi", "--url", &url, "--tls-ca", &other.ca()]).stderr(&stderr).status(5).run();
}

#[test]
fn a_certificate_that_signed_itself_is_not_trusted() {
    refused(|authority| authority.self_signed_server(false), UNKNOWN, NAME_IT);
}

#[test]
fn a_certificate_that_signed_itself_can_be_named() {
    let secured = Secured::with(|authority| authority.self_signed_server(false));
    let itself = secured.authority.path("self.cert.pem");
    secured.bench.rmq(["send", "hi", "--url", &secured.url(), "--tls-ca", &itself]).stderr(SENT).run();
}

#[test]
fn an_authority_is_no_server() {
    let secured = Secured::with(|authority| authority.self_signed_server(true));
    let at = format!("amqps://127.0.0.1:{}", secured.front.port());
    let why = "the server shows the certificate of an authority as its own (CaUsedAsEndEntity)";
    let hint = "give the server a certificate that the authority has signed, or one made without CA:TRUE";
    let itself = secured.authority.path("self.cert.pem");
    let send = secured.bench.rmq(["send", "hi", "--url", &secured.url(), "--tls-ca", &itself]);
    send.stderr(&unreachable(&secured.bench, &at, why, hint)).status(5).run();
}

#[test]
fn a_certificate_that_has_expired_is_told_with_its_date() {
    refused(
        Authority::expired_server,
        "the server's certificate expired on 2020-02-01T00:00:00Z",
        "have it renewed; or, if it has been, see that the server uses it, and look at the clock here",
    );
}

#[test]
fn a_certificate_of_the_future_is_told_with_its_date() {
    refused(
        Authority::future_server,
        "the server's certificate is not valid before 3000-01-01T00:00:00Z",
        "look at the clock of this machine",
    );
}

#[test]
fn the_certificate_of_a_client_is_none_for_a_server() {
    refused(
        |authority| authority.client_at("client", &["127.0.0.1"]),
        "the server's certificate is not meant for a server",
        "give the server one with the extended key usage serverAuth",
    );
}
