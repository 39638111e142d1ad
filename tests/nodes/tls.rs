//! RabbitMQ's own TLS: client certificates that it wants, and users that it takes from them.

use serde_json::json;

use crate::support::{Authority, Cmd, Identity, Node, PrivateNode, User, error, free};

const SENT: &str = " [x] Sent hi\n";

/// A RabbitMQ with TLS for AMQP and for its API; both want a certificate from the authority.
struct Secured {
    node: PrivateNode,
    authority: Authority,
    amqp: u16,
    api: u16,
}

impl Secured {
    fn new(config: &str) -> Self {
        let authority = Authority::new();
        let (amqp, api) = (free(), free());
        let server = authority.server(&["localhost", "127.0.0.1"]);
        let files = |prefix: &str| {
            format!(
                "{prefix}.cacertfile = {}\n{prefix}.certfile = {}\n{prefix}.keyfile = {}\n\
                 {prefix}.verify = verify_peer\n{prefix}.fail_if_no_peer_cert = true\n",
                authority.ca(),
                server.certificate.display(),
                server.key.display()
            )
        };
        let node = Node::rabbitmq(&format!(
            "listeners.ssl.default = 127.0.0.1:{amqp}\n{}management.ssl.ip = 127.0.0.1\nmanagement.ssl.port = {api}\n{}\
             auth_mechanisms.1 = PLAIN\nauth_mechanisms.2 = EXTERNAL\nssl_cert_login_from = common_name\n{config}",
            files("ssl_options"),
            files("management.ssl")
        ));
        Self { node, authority, amqp, api }
    }

    fn url(&self) -> String {
        format!("amqps://127.0.0.1:{}", self.amqp)
    }

    /// `rmq` with this certificate, if any.
    fn rmq(&self, args: &[&str], client: Option<&Identity>) -> Cmd {
        let rmq = Cmd::rmq().args(args).args(["--tls-ca", &self.authority.ca()]);
        match client {
            Some(client) => rmq.args(client.flags()),
            None => rmq,
        }
    }

    fn send(&self, client: Option<&Identity>) -> Cmd {
        self.rmq(&["send", "hi", "--url", &self.url()], client)
    }

    fn refused(&self, why: &str, hint: &str) -> String {
        error(&format!("cannot connect to {}", self.url()), why, hint)
    }
}

/// Holds a node to what it does with certificates, and us to the words; to those for a certificate that is missing, too.
fn certificates(config: &str, (why, hint): (&str, &str)) {
    let secured = Secured::new(config);
    let user = User::new(&secured.node);
    let rights = json!({"configure": ".*", "write": ".*", "read": ".*"});
    secured.node.api().put(&["permissions", "/", user.name()], &rights);
    let known = secured.authority.client(user.name());
    // With a password too: that the server wants a certificate does not say who we are.
    secured.send(Some(&known)).stderr(SENT).run();
    secured.send(Some(&known)).args(["--auth", "external"]).stderr(SENT).run();
    let check = secured.rmq(&["check", "--auth", "external", "--url", &secured.url()], Some(&known));
    let report = format!("RabbitMQ [..] at {}, vhost /, user from the client certificate\n...\n", secured.url());
    check.stdout_matches(&report).run();

    let stranger = secured.authority.client("nobody");
    let stderr = secured.refused(
        "ACCESS_REFUSED - Login was refused using authentication mechanism EXTERNAL. For details see the broker logfile.",
        "the broker takes the user's name from the client certificate: see that it has this user (rabbitmqctl list_users), \
         and ssl_cert_login_from in its configuration",
    );
    secured.send(Some(&stranger)).args(["--auth", "external"]).stderr(&stderr).status(5).run();

    let stderr = secured.refused(why, hint);
    // Again and again: what the node says last must not get lost when it hangs up.
    for _ in 0..10 {
        secured.send(None).args(["--wait", "1h"]).stderr(&stderr).status(5).run();
    }
    let other = Authority::new();
    let foreign = other.client(user.name());
    let stderr = secured.refused(
        "the server does not accept the client certificate (UnknownCA)",
        "use a certificate from an authority that the server trusts",
    );
    for _ in 0..10 {
        secured.send(Some(&foreign)).stderr(&stderr).status(5).run();
    }
}

#[test]
fn rabbitmq_takes_certificates_with_tls_13() {
    let missing =
        ("the server wants a client certificate (CertificateRequired)", "name yours with --tls-cert and --tls-key");
    certificates("ssl_options.versions.1 = tlsv1.3\n", missing);
}

#[test]
fn rabbitmq_takes_certificates_with_tls_12() {
    let missing = (
        "the server broke off the TLS handshake (HandshakeFailure): it may want a client certificate",
        "name yours with --tls-cert and --tls-key, or see the server's log",
    );
    certificates("ssl_options.versions.1 = tlsv1.2\n", missing);
}

#[test]
fn rabbitmq_is_asked_over_tls() {
    let secured = Secured::new("");
    let client = secured.authority.client("ann");
    let api = format!("https://127.0.0.1:{}", secured.api);
    let stats = |client| secured.rmq(&["stats", "--api-url", &api], client);
    stats(Some(&client)).stdout_matches(&format!("RabbitMQ [..] at {api}, vhost /\n...\n")).run();
    let stderr = format!(
        "error: no management API at {api}\n  why: the server wants a client certificate ([..])\n  try: [..]\n"
    );
    stats(None).stderr_matches(&stderr).status(5).run();
}

#[test]
fn rabbitmq_is_spoken_to_as_it_speaks() {
    let secured = Secured::new("");
    let plain = format!("amqp://127.0.0.1:{}", secured.amqp);
    let stderr = error(
        &format!("cannot connect to {plain}"),
        "the server speaks TLS, and the URL says to speak without",
        "write amqps:// for a port with TLS; RabbitMQ's is 5671, without 5672",
    );
    Cmd::rmq().args(["send", "hi", "--url", &plain]).stderr(&stderr).status(5).run();
    let encrypted = format!("amqps://127.0.0.1:{}", secured.node.amqp_port());
    let stderr = error(
        &format!("cannot connect to {encrypted}"),
        "the server does not speak TLS (received corrupt message of type InvalidContentType)",
        "write amqp:// for a port without TLS; RabbitMQ's is 5672, with TLS 5671",
    );
    Cmd::rmq().args(["send", "hi", "--url", &encrypted]).stderr(&stderr).status(5).run();
}
