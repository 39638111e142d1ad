//! Posting over TLS: who is trusted, and what becomes of a message when nobody is.

use std::io::Read as _;

use super::{bench_with, posted, secret};
use crate::support::{
    Authority, Bench, Clients, Cmd, FakeServer, Hook, Identity, Reply, TlsFront, WAITING, error, port_of,
};

const NAME_IT: &str = "name a file with the certificate (PEM) of the authority that signed it with --http-ca";
const UNKNOWN: &str =
    "the server's certificate is self-signed, or from an authority that is not trusted here (UnknownIssuer)";

/// A server behind TLS.
struct Secured {
    authority: Authority,
    hook: Hook,
    front: TlsFront,
}

impl Secured {
    fn new() -> Self {
        Self::with(|authority| authority.server(&["127.0.0.1"]))
    }

    /// With another certificate.
    fn with(identity: impl FnOnce(&Authority) -> Identity) -> Self {
        Self::demanding(identity, |_| Clients::Anybody)
    }

    /// With demands of its own.
    fn demanding(
        identity: impl FnOnce(&Authority) -> Identity,
        clients: impl FnOnce(&Authority) -> Clients<'_>,
    ) -> Self {
        let (authority, hook) = (Authority::new(), Hook::new(|_, _| Reply::new("200 OK", "", r#"{"ok":true}"#)));
        let front = TlsFront::new(port_of(&hook.origin()), &identity(&authority), clients(&authority));
        Self { authority, hook, front }
    }

    fn origin(&self) -> String {
        format!("https://127.0.0.1:{}", self.front.port())
    }
}

/// `rmq forward http` of one message from the queue `q` to this address.
fn forward(bench: &Bench, url: &str) -> Cmd {
    bench.rmq(["forward", "http", url, "-Q", "q", "-n1"])
}

/// That a server is not trusted ends it, and the message stays, whatever else is asked for.
#[track_caller]
fn refused(secured: &Secured, url: &str, why: &str, hint: &str) {
    let bench = bench_with(&["a"]);
    let said = format!("{WAITING}{}", error(&format!("cannot post to {url}"), why, hint));
    for options in [&[][..], &["--on-failure", "reject", "--retries", "0"]] {
        let cmd = forward(&bench, url).args(["--http-ca", &secured.authority.ca()]).args(options);
        cmd.stderr_matches(&said).status(5).run();
        bench.vhost().wait_depth("q", 1, 0);
    }
    assert_eq!(secured.hook.posts().len(), 0);
}

#[test]
fn an_authority_that_is_named_is_trusted() {
    let (bench, secured) = (bench_with(&["a", "b"]), Secured::new());
    forward(&bench, &secured.origin()).args(["--http-ca", &secured.authority.ca()]).stderr(&posted(&["a"])).run();
    let cmd = forward(&bench, &secured.origin()).env("SSL_CERT_FILE", secured.authority.ca());
    cmd.stderr(&posted(&["b"])).run();
    assert_eq!(secured.hook.texts(), ["a", "b"]);
}

#[test]
fn a_chat_is_reached_over_tls_as_well() {
    let (bench, secured) = (bench_with(&["a"]), Secured::new());
    let token = secret(&bench, "token", "1:a");
    let args =
        ["forward", "telegram", "--chat", "42", "-Q", "q", "-n1", "--api-url", &secured.origin(), "--token-file"];
    let cmd = bench.rmq(args).args([token]).args(["--http-ca", &secured.authority.ca()]);
    cmd.stderr(&posted(&["a"])).run();
    assert_eq!(secured.hook.posts().len(), 1);
}

#[test]
fn the_brokers_authority_is_not_trusted_with_the_web() {
    let (bench, secured) = (bench_with(&["a"]), Secured::new());
    let plain =
        "warning: the connection to [..] is not encrypted, and the files for TLS are not used: amqps:// encrypts\n";
    let said = format!("{plain}{WAITING}{}", error(&format!("cannot post to {}", secured.origin()), UNKNOWN, NAME_IT));
    let cmd = forward(&bench, &secured.origin()).args(["--tls-ca", &secured.authority.ca()]);
    cmd.env("SSL_CERT_FILE", Authority::new().ca()).stderr_matches(&said).status(5).run();
    bench.vhost().wait_depth("q", 1, 0);
    assert_eq!(secured.hook.posts().len(), 0);
}

#[test]
fn who_is_not_trusted_gets_nothing() {
    let other = Authority::new();
    let secured = Secured::with(|_| other.server(&["127.0.0.1"]));
    refused(&secured, &secured.origin(), UNKNOWN, NAME_IT);
    let secured = Secured::with(|authority| authority.self_signed_server(false));
    refused(&secured, &secured.origin(), UNKNOWN, NAME_IT);
}

#[test]
fn a_certificate_for_another_name_is_no_certificate() {
    let secured = Secured::new();
    refused(
        &secured,
        &secured.origin().replace("127.0.0.1", "localhost"),
        "the server's certificate is for '127.0.0.1', not for 'localhost'",
        "name the host in the URL as the certificate does",
    );
}

#[test]
fn a_certificate_out_of_its_time_is_no_certificate() {
    let secured = Secured::with(Authority::expired_server);
    refused(
        &secured,
        &secured.origin(),
        "the server's certificate expired on 2020-02-01T00:00:00Z",
        "have it renewed; or, if it has been, see that the server uses it, and look at the clock here",
    );
    let secured = Secured::with(Authority::future_server);
    refused(
        &secured,
        &secured.origin(),
        "the server's certificate is not valid before 3000-01-01T00:00:00Z",
        "look at the clock of this machine",
    );
}

#[test]
fn a_server_that_wants_a_certificate_gets_none() {
    let secured = Secured::demanding(|authority| authority.server(&["127.0.0.1"]), |authority| Clients::Of(authority));
    refused(
        &secured,
        &secured.origin(),
        "the server wants a client certificate (CertificateRequired)",
        "post to an address that wants none: rmq shows its own to brokers only",
    );
}

#[test]
fn all_that_is_in_hand_ends_with_it() {
    let (bench, secured) = (bench_with(&["a", "b", "c"]), Secured::new());
    let said = format!("{WAITING}{}", error(&format!("cannot post to {}", secured.origin()), UNKNOWN, NAME_IT));
    let cmd = bench.rmq(["forward", "http", &secured.origin(), "-Q", "q"]);
    cmd.env("SSL_CERT_FILE", Authority::new().ca()).stderr(&said).status(5).run();
    bench.vhost().wait_depth("q", 3, 0);
}

#[test]
fn a_server_without_tls_or_in_trouble_with_it_is_tried_again() {
    let (bench, authority) = (bench_with(&["a"]), Authority::new());
    let options = ["--http-ca", &authority.ca(), "--retries", "1", "--on-failure", "stop"];
    for (server, why) in [
        (
            FakeServer::saying(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
            "the server does not speak TLS (received corrupt message of type InvalidContentType)",
        ),
        // A fatal alert (RFC 8446, 6) of a server that has no memory left, or reads its certificate anew.
        (FakeServer::saying(b"\x15\x03\x03\0\x02\x02\x50"), "the server broke off the TLS handshake (InternalError)"),
        (hearing_nothing(), "the server closed the connection in the TLS handshake: it may not speak TLS"),
    ] {
        let url = format!("https://127.0.0.1:{}", server.port());
        let what = format!("cannot post to {url}: {why}");
        let said = format!(
            "{WAITING}warning: {what}; trying again\nerror: {what}\n  why: --on-failure stop: the message stays in its \
             queue\n"
        );
        forward(&bench, &url).args(options).stderr(&said).status(1).run();
        bench.vhost().wait_depth("q", 1, 0);
    }
}

#[test]
fn a_file_that_is_none_of_certificates_is_told() {
    let bench = Bench::new();
    std::fs::write(bench.dir().join("ca.pem"), "nothing").expect("the directory is writable");
    for (file, said) in [
        (
            "ca.pem",
            "error: the CA file ca.pem holds no certificate\n  \
             why: a certificate in PEM begins with -----BEGIN CERTIFICATE-----\n",
        ),
        ("missing", "error: cannot read the CA file missing\n  why: No such file or directory (os error 2)\n"),
    ] {
        let cmd = forward(&bench, "http://127.0.0.1:1").args(["--http-ca", file]).cwd(bench.dir());
        cmd.stderr(said).status(2).run();
    }
}

/// A server that hears the client out, and closes.
fn hearing_nothing() -> FakeServer {
    FakeServer::new(|mut stream| {
        let _ = stream.read(&mut [0; 4096]);
    })
}
