//! What a URL may say of TLS, as RabbitMQ's URI query parameters do.

use super::{SENT, Secured, amqp_port};
use crate::support::{Authority, Clients, Cmd, TlsFront, error};

#[test]
fn the_files_may_be_in_the_url() {
    let secured = Secured::new();
    let client = secured.authority.client("ann");
    let server = secured.authority.server(&["127.0.0.1"]);
    let front = TlsFront::new(amqp_port(&secured.bench), &server, Clients::Of(&secured.authority));
    let url = format!(
        "{}?cacertfile={}&certfile={}&keyfile={}&verify=verify_peer",
        super::behind(&secured.bench, &front),
        secured.authority.ca(),
        client.certificate.display(),
        client.key.display()
    );
    secured.bench.rmq(["send", "hi", "--url", &url]).stderr(SENT).run();
    secured.bench.rmq(["send", "hi"]).env("RMQ_URL", &url).stderr(SENT).run();
}

#[test]
fn a_flag_wins_over_the_file_in_the_url() {
    let (secured, other) = (Secured::new(), Authority::new());
    secured.send(&format!("{}?cacertfile={}", secured.url(), other.ca())).stderr(SENT).run();
}

#[test]
fn each_broker_has_its_own_files() {
    let (first, second) = (Secured::new(), Secured::new());
    let url = |secured: &Secured| format!("{}?cacertfile={}", secured.url(), secured.authority.ca());
    let (first_url, second_url) = (url(&first), url(&second));
    drop(first.front);
    first.bench.rmq(["send", "-q", "hi", "--url", &first_url, "--url", &second_url]).run();
    second.bench.vhost().wait_depth("hello", 1, 0);
}

#[test]
fn what_would_trust_anybody_is_refused() {
    for (query, why) in [
        (
            "verify=verify_none",
            "verify is verify_peer or left out: rmq talks to no server that it has not checked, and cacertfile names the \
             authority to check it with",
        ),
        ("server_name_indication=disable", "server_name_indication is a name: without one, the server is not checked"),
        ("auth_mechanism=magic", "auth_mechanism is plain or external"),
    ] {
        let stderr = error(
            "--url is not an AMQP URL",
            why,
            "write it like amqp://guest:guest@localhost:5672/%2f, a comma within it as %2C",
        );
        let url = format!("amqps://guest:s3cret@localhost?{query}");
        Cmd::rmq().args(["send", "hi", "--url", &url]).stderr(&stderr).status(2).run();
    }
}
