//! TLS, on the way to a broker and to its management API: a server in the test speaks it, and passes on what is in it.

mod files;
mod identity;
mod management;
mod names;
mod plain;
mod trust;
mod urls;

use crate::support::{Authority, Bench, Clients, Cmd, Identity, TlsFront, error, port_of};

/// What was sent when all went well.
const SENT: &str = " [x] Sent hi\n";

/// A broker behind TLS, with a certificate for this machine.
struct Secured {
    bench: Bench<'static>,
    authority: Authority,
    front: TlsFront,
}

impl Secured {
    fn new() -> Self {
        Self::with(|authority| authority.server(&["localhost", "127.0.0.1"]))
    }

    /// With another certificate.
    fn with(identity: impl FnOnce(&Authority) -> Identity) -> Self {
        let (bench, authority) = (Bench::new(), Authority::new());
        let front = TlsFront::new(amqp_port(&bench), &identity(&authority), Clients::Anybody);
        Self { bench, authority, front }
    }

    /// `rmq send hi` that trusts the authority.
    fn send(&self, url: &str) -> Cmd {
        self.bench.rmq(["send", "hi", "--url", url, "--tls-ca", &self.authority.ca()])
    }

    /// The address of the vhost behind TLS.
    fn url(&self) -> String {
        behind(&self.bench, &self.front)
    }
}

/// The port of the broker.
fn amqp_port(bench: &Bench) -> u16 {
    port_of(&bench.url())
}

/// The address of the bench's vhost through a server that speaks TLS.
fn behind(bench: &Bench, front: &TlsFront) -> String {
    let url = bench.url().replace("amqp:", "amqps:");
    url.replace(&format!(":{}/", amqp_port(bench)), &format!(":{}/", front.port()))
}

/// The error of a connection that cannot be made to the bench's vhost at this port.
fn unreachable(bench: &Bench, at: &str, why: &str, hint: &str) -> String {
    error(&format!("cannot connect to {at} (vhost '{}')", bench.vhost().name()), why, hint)
}
