//! Owns starting `rmq broker`, the broker in the program under test.

use serde_json::json;

use super::api::Api;
use super::broker::Broker;
use super::ports;
use super::server::{Ports, Server};
use super::supervisor::{Supervisor, quoted};

/// How much its messages may take when it is short of memory, in bytes.
const LITTLE: usize = 1_000_000;

/// `rmq broker` on loopback.
pub struct Inner {
    /// Where it is told to listen; any free ports when it is not.
    ports: Option<Ports>,
    options: Vec<String>,
}

impl Inner {
    /// One that takes any free ports.
    pub fn anywhere() -> Self {
        Self { ports: None, options: Vec::new() }
    }

    /// One that is found at the same ports when it is started again: outgoing connections cannot take these meanwhile.
    pub fn somewhere() -> Self {
        let [amqp, api] = [(); 2].map(|()| ports::free());
        Self { ports: Some(Ports { amqp, api }), options: Vec::new() }
    }

    /// The same with little memory for messages.
    pub fn short_of_memory() -> Self {
        Self { options: vec!["--max-memory".to_owned(), LITTLE.to_string()], ..Self::somewhere() }
    }

    fn script(&self, vhosts: &[String]) -> String {
        let Ports { amqp, api } = self.ports.unwrap_or(Ports { amqp: 0, api: 0 });
        let mut args = vec![env!("CARGO_BIN_EXE_rmq").to_owned(), "broker".to_owned()];
        args.extend([
            "--listen".to_owned(),
            format!("127.0.0.1:{amqp}"),
            "--http".to_owned(),
            format!("127.0.0.1:{api}"),
        ]);
        args.extend(vhosts.iter().flat_map(|vhost| ["--vhost".to_owned(), vhost.clone()]));
        args.extend_from_slice(&self.options);
        let args: Vec<_> = args.iter().map(|arg| quoted(arg)).collect();
        // The profile variable is for measuring test coverage.
        let profile = std::env::var("LLVM_PROFILE_FILE")
            .map_or_else(|_| String::new(), |file| format!("LLVM_PROFILE_FILE={} ", quoted(&file)));
        format!(r#"exec env -i PATH="$PATH" LANG=C.UTF-8 HOME="$PWD" {profile}{}"#, args.join(" "))
    }
}

impl Server for Inner {
    fn broker(&self) -> Broker {
        Broker::Inner
    }

    fn start(&self, supervisor: &mut Supervisor, vhosts: &[String]) {
        supervisor.start("server", &self.script(vhosts));
    }

    fn ready(&self, supervisor: &Supervisor) -> Option<Ports> {
        announced(&supervisor.output("server"))
    }

    fn exhaust(&self, ports: Ports) {
        let api = Api::new(ports.api);
        api.put(&["queues", "/", "ballast"], &json!({}));
        let ballast = json!({
            "routing_key": "ballast", "payload": "x".repeat(LITTLE), "payload_encoding": "string", "properties": {},
        });
        api.post(&["exchanges", "/", "amq.default", "publish"], &ballast);
    }
}

/// The ports in what it writes when it serves clients: the address of the broker, and in a second line that of its API.
pub fn announced(output: &str) -> Option<Ports> {
    let mut lines = output.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n'));
    let mut port = |scheme: &str| lines.next()?.strip_prefix(scheme)?.strip_prefix("://127.0.0.1:")?.parse().ok();
    Some(Ports { amqp: port("amqp")?, api: port("http")? })
}
