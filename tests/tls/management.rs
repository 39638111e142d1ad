//! The management API over TLS: the same files, the same words.

use super::Secured;
use crate::support::{Authority, Bench, Clients, Cmd, TlsFront, error, port_of};

const BY_NAME: &str = "queues given by name, not by glob, can be counted without it";

/// The API behind TLS, and its address.
fn api(bench: &Bench, authority: &Authority, clients: Clients<'_>) -> (TlsFront, String) {
    let front = TlsFront::new(port_of(&bench.api_url()), &authority.server(&["127.0.0.1"]), clients);
    let url = format!("https://127.0.0.1:{}", front.port());
    (front, url)
}

fn stats(bench: &Bench, url: &str) -> Cmd {
    bench.rmq(["stats", "--api-url", url])
}

fn no_api(url: &str, why: &str, hint: &str) -> String {
    error(&format!("no management API at {url}"), why, &format!("{hint}; {BY_NAME}"))
}

#[test]
fn the_api_is_asked_over_tls() {
    let (bench, authority) = (Bench::new(), Authority::new());
    let (_front, url) = api(&bench, &authority, Clients::Anybody);
    let shown = format!("[..] at {url}, vhost {}\n...\n", bench.vhost().name());
    stats(&bench, &url).args(["--tls-ca", &authority.ca()]).stdout_matches(&shown).run();
    stats(&bench, &url).env("SSL_CERT_FILE", authority.ca()).stdout_matches(&shown).run();
}

#[test]
fn the_api_may_want_a_client_certificate() {
    let (bench, authority) = (Bench::new(), Authority::new());
    let (_front, url) = api(&bench, &authority, Clients::Of(&authority));
    let ca = ["--tls-ca", &authority.ca()];
    let flags = authority.client("ann").flags();
    let shown = format!("[..] at {url}, vhost {}\n...\n", bench.vhost().name());
    stats(&bench, &url).args(ca).args(flags).stdout_matches(&shown).run();
    let why = "the server wants a client certificate (CertificateRequired)";
    let stderr = no_api(&url, why, "name yours with --tls-cert and --tls-key");
    stats(&bench, &url).args(ca).stderr(&stderr).status(5).run();
}

#[test]
fn an_api_that_is_not_trusted_is_not_asked() {
    let (bench, authority) = (Bench::new(), Authority::new());
    let (_front, url) = api(&bench, &authority, Clients::Anybody);
    let stderr = no_api(
        &url,
        "the server's certificate is self-signed, or from an authority that is not trusted here (UnknownIssuer)",
        "name a file with the certificate (PEM) of the authority that signed it with --tls-ca",
    );
    stats(&bench, &url).args(["--tls-ca", &Authority::new().ca()]).stderr(&stderr).status(5).run();
    let stderr = no_api(
        &url.replace("127.0.0.1", "localhost"),
        "the server's certificate is for '127.0.0.1', not for 'localhost'",
        "name the host in the URL as the certificate does; ?server_name_indication=NAME in an AMQP URL expects another \
         name",
    );
    let localhost = url.replace("127.0.0.1", "localhost");
    stats(&bench, &localhost).args(["--tls-ca", &authority.ca()]).stderr(&stderr).status(5).run();
}

#[test]
fn an_api_without_tls_is_said_to_have_none() {
    let (bench, authority) = (Bench::new(), Authority::new());
    let url = format!("https://127.0.0.1:{}", port_of(&bench.api_url()));
    let stderr = no_api(
        &url,
        "the server does not speak TLS (received corrupt message of type InvalidContentType)",
        "write http:// for a port without TLS; RabbitMQ's is 15672, with TLS 15671",
    );
    stats(&bench, &url).args(["--tls-ca", &authority.ca()]).stderr(&stderr).status(5).run();
}

#[test]
fn who_trusts_nobody_asks_no_api() {
    let secured = Secured::new();
    let stderr = "error: no management API at https://127.0.0.1:1\n  \
                  why: this system has no certificates of authorities to trust: [..]\n  \
                  try: install them (package ca-certificates), or name a file with the broker's authority with --tls-ca\n";
    let stats = stats(&secured.bench, "https://127.0.0.1:1").env("SSL_CERT_FILE", "/nowhere");
    stats.env("SSL_CERT_DIR", "/nowhere").stderr_matches(stderr).status(5).run();
}
