//! The name of the host, which must be the certificate's.

use super::{SENT, Secured, unreachable};

const HINT: &str = "name the host in the URL as the certificate does; ?server_name_indication=NAME in an AMQP URL expects \
                    another name";

#[test]
fn a_certificate_for_another_host_is_told_with_its_names() {
    let secured = Secured::with(|authority| authority.server(&["mq.example", "10.0.0.7"]));
    for host in ["127.0.0.1", "localhost"] {
        let url = secured.url().replace("127.0.0.1", host);
        let at = format!("amqps://{host}:{}", secured.front.port());
        let why = format!("the server's certificate is for 'mq.example', '10.0.0.7', not for '{host}'");
        secured.send(&url).stderr(&unreachable(&secured.bench, &at, &why, HINT)).status(5).run();
    }
}

#[test]
fn a_certificate_without_a_name_is_for_nobody() {
    let secured = Secured::with(|authority| authority.server(&[]));
    let at = format!("amqps://127.0.0.1:{}", secured.front.port());
    let why = "the server's certificate is for another host, not for '127.0.0.1'";
    secured.send(&secured.url()).stderr(&unreachable(&secured.bench, &at, why, HINT)).status(5).run();
}

#[test]
fn the_url_can_expect_another_name() {
    let secured = Secured::with(|authority| authority.server(&["mq.example"]));
    let url = format!("{}?server_name_indication=mq.example", secured.url());
    secured.send(&url).stderr(SENT).run();
    let at = format!("amqps://127.0.0.1:{}", secured.front.port());
    let why = "the server's certificate is for 'mq.example', not for 'other.example'";
    let stderr = unreachable(&secured.bench, &at, why, HINT);
    secured.send(&url.replace("mq.example", "other.example")).stderr(&stderr).status(5).run();
}

#[test]
fn what_cannot_be_a_name_is_said() {
    let secured = Secured::new();
    let at = format!("amqps://127.0.0.1:{}", secured.front.port());
    let why = "no certificate can be for the name 'a b'";
    let stderr = unreachable(&secured.bench, &at, why, "name the host in the URL in another way");
    secured.send(&format!("{}?server_name_indication=a%20b", secured.url())).stderr(&stderr).status(5).run();
}

#[test]
fn a_wildcard_is_a_name() {
    let secured = Secured::with(|authority| authority.server(&["*.mq.example"]));
    secured.send(&format!("{}?server_name_indication=a.mq.example", secured.url())).stderr(SENT).run();
}
