//! Client certificates: shown, wanted, refused; and logging in with one.

use std::sync::{Arc, Mutex};

use super::{SENT, amqp_port, behind, unreachable};
use crate::support::{Authority, Bench, Clients, Cmd, TlsFront, error, scripted};

/// The versions of TLS in which a client certificate is refused at different times: after our handshake, or within it.
const VERSIONS: [&rustls::SupportedProtocolVersion; 2] = [&rustls::version::TLS13, &rustls::version::TLS12];

/// A broker behind TLS that wants certificates from an authority, and `rmq send hi` to it with these flags.
fn front(bench: &Bench, authority: &Authority, version: &'static rustls::SupportedProtocolVersion) -> TlsFront {
    let server = authority.server(&["127.0.0.1"]);
    TlsFront::speaking(amqp_port(bench), &server, Clients::Of(authority), &[version])
}

fn send(bench: &Bench, authority: &Authority, front: &TlsFront) -> Cmd {
    bench.rmq(["send", "hi", "--url", &behind(bench, front), "--tls-ca", &authority.ca()])
}

#[test]
fn a_client_certificate_is_shown() {
    let (bench, authority) = (Bench::new(), Authority::new());
    for version in VERSIONS {
        let front = front(&bench, &authority, version);
        send(&bench, &authority, &front).args(authority.client("ann").flags()).stderr(SENT).run();
    }
    bench.vhost().wait_depth("hello", 2, 0);
}

#[test]
fn a_certificate_and_its_key_may_be_in_one_file() {
    let (bench, authority) = (Bench::new(), Authority::new());
    let client = authority.client("ann");
    let both = [&client.certificate, &client.key].map(|file| std::fs::read_to_string(file).expect("a file"));
    std::fs::write(bench.dir().join("both.pem"), both.concat()).expect("the directory is writable");
    let front = front(&bench, &authority, &rustls::version::TLS13);
    send(&bench, &authority, &front).args(["--tls-cert", "both.pem"]).stderr(SENT).run();
}

#[test]
fn a_server_that_wants_a_certificate_is_said_to() {
    let (bench, authority) = (Bench::new(), Authority::new());
    for (version, why, hint) in [
        (
            &rustls::version::TLS13,
            "the server wants a client certificate (CertificateRequired)",
            "name yours with --tls-cert and --tls-key",
        ),
        (
            &rustls::version::TLS12,
            "the server wants a client certificate (CertificateRequired)",
            "name yours with --tls-cert and --tls-key",
        ),
    ] {
        let front = front(&bench, &authority, version);
        let at = format!("amqps://127.0.0.1:{}", front.port());
        let stderr = unreachable(&bench, &at, why, hint);
        send(&bench, &authority, &front).args(["--wait", "1h"]).stderr(&stderr).status(5).run();
    }
}

#[test]
fn a_client_certificate_that_is_refused_is_said_to_be() {
    let (bench, authority) = (Bench::new(), Authority::new());
    let other = Authority::new();
    let stranger = other.client("ann");
    for version in VERSIONS {
        let front = front(&bench, &authority, version);
        let at = format!("amqps://127.0.0.1:{}", front.port());
        let why = "the server does not accept the client certificate (UnknownCA)";
        let stderr = unreachable(&bench, &at, why, "use a certificate from an authority that the server trusts");
        send(&bench, &authority, &front).args(stranger.flags()).stderr(&stderr).status(5).run();
    }
}

#[test]
fn external_says_nothing_but_the_certificate() {
    let authority = Authority::new();
    let said = Arc::new(Mutex::new(Vec::new()));
    let server = scripted({
        let said = Arc::clone(&said);
        move |request| {
            if request.method == (10, 11) {
                said.lock().expect("no holder panics").extend_from_slice(&request.arguments);
            }
            None
        }
    });
    let front = TlsFront::new(server.port(), &authority.server(&["127.0.0.1"]), Clients::Of(&authority));
    let (url, client) = (format!("amqps://ann:s3cret@127.0.0.1:{}", front.port()), authority.client("ann"));
    let told = format!(
        "> connecting to amqps://127.0.0.1:{} as who the client certificate says\n> connected: [..]\n...\n [x] Sent hi\n\
         > connection closed\n",
        front.port()
    );
    for (url, auth) in [(url.clone(), &["--auth", "external"][..]), (format!("{url}?auth_mechanism=external"), &[])] {
        let send = Cmd::rmq().args(["send", "-v", "hi", "--no-declare", "--no-confirm", "--url", &url]);
        send.args(auth).args(["--tls-ca", &authority.ca()]).args(client.flags()).stderr_matches(&told).run();
        let said = std::mem::take(&mut *said.lock().expect("no holder panics"));
        let holds = |text: &[u8]| said.windows(text.len()).any(|part| part == text);
        // The mechanism, an empty response, the locale.
        assert!(holds(b"\x08EXTERNAL\0\0\0\0\x05en_US"), "{said:?}");
        assert!(!holds(b"s3cret"));
    }
}

#[test]
fn a_broker_that_does_not_know_external_is_quoted() {
    let (bench, authority) = (Bench::new(), Authority::new());
    let front = front(&bench, &authority, &rustls::version::TLS13);
    let at = format!("amqps://127.0.0.1:{}", front.port());
    let stderr = unreachable(
        &bench,
        &at,
        "the broker lets nobody log in with EXTERNAL; it offers [..]PLAIN[..]",
        "log in with --auth plain; or enable rabbitmq_auth_mechanism_ssl at the broker, and EXTERNAL in its \
         auth_mechanisms",
    );
    let send = send(&bench, &authority, &front).args(authority.client("ann").flags()).args(["--auth", "external"]);
    send.stderr_matches(&stderr).status(5).run();
}

#[test]
fn external_wants_a_certificate_and_tls() {
    let authority = Authority::new();
    let send = Cmd::rmq().args(["send", "hi", "--auth", "external", "--url", "amqps://localhost"]);
    let stderr = "error: EXTERNAL logs in with a client certificate, and there is none\n  \
                  try: name it with --tls-cert and --tls-key, or log in with --auth plain\n";
    send.stderr(stderr).status(2).run();
    let send = Cmd::rmq().args(["send", "hi", "--auth", "external"]).args(authority.client("ann").flags());
    let stderr = error(
        "EXTERNAL, which logs in with a client certificate, needs TLS",
        "the default begins with amqp://",
        "write amqps://",
    );
    send.stderr(&stderr).status(2).run();
    let stderr = "error: invalid value 'magic' for '--auth <HOW>'\n  [possible values: plain, external]\n\n\
                  For more information, try '--help'.\n";
    Cmd::rmq().args(["send", "hi", "--auth", "magic"]).stderr(stderr).status(2).run();
}

#[test]
fn a_flag_wins_over_the_url() {
    let bench = Bench::new();
    let url = format!("{}?auth_mechanism=external", bench.url());
    bench.rmq(["send", "hi", "--auth", "plain", "--url", &url]).stderr(SENT).run();
}
