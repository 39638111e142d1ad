//! Owns `rmq broker` without its management API: for tests of its bytes, its limits and its end.

use std::fs;
use std::sync::OnceLock;

use rustix::process::Pid;

use super::broker::Broker;
use super::node::Node;
use super::poll::until;
use super::supervisor::{Supervisor, quoted};

/// What it says when it has begun.
pub const BANNER: &str = " [*] A development broker: in memory, on one node. To exit press CTRL+C\n";

static SHARED: OnceLock<Alone> = OnceLock::new();

/// An `rmq broker` of one test. Dropping it kills it.
pub struct Alone {
    supervisor: Supervisor,
    port: u16,
}

impl Alone {
    /// Starts one with these options, on a free port.
    #[track_caller]
    pub fn new(options: &[&str]) -> Self {
        let mut words = vec![env!("CARGO_BIN_EXE_rmq"), "broker", "--listen", "127.0.0.1:0", "--http", "off"];
        words.extend_from_slice(options);
        let words: Vec<_> = words.into_iter().map(quoted).collect();
        let profile = std::env::var("LLVM_PROFILE_FILE")
            .map_or_else(|_| String::new(), |file| format!("LLVM_PROFILE_FILE={} ", quoted(&file)));
        let mut supervisor = Supervisor::new();
        let script = format!(r#"exec env -i PATH="$PATH" LANG=C.UTF-8 HOME="$PWD" {profile}{}"#, words.join(" "));
        supervisor.start("server", &script);
        let port = until("a broker to be ready", || {
            assert!(supervisor.all_run(), "the broker has ended: {}", supervisor.said());
            supervisor.output("server").strip_prefix("amqp://127.0.0.1:")?.strip_suffix('\n')?.parse().ok()
        });
        Self { supervisor, port }
    }

    /// One that many tests share.
    #[track_caller]
    pub fn shared() -> &'static Self {
        SHARED.get_or_init(|| Self::new(&[]))
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its process id while it runs.
    pub fn pid(&self) -> Option<Pid> {
        self.supervisor.pid("server")
    }

    /// All that it has written to standard error.
    pub fn stderr(&self) -> String {
        fs::read_to_string(self.supervisor.dir().join("server.err")).expect("it writes text")
    }

    /// It runs, and has said no more than it says at its start.
    #[track_caller]
    pub fn expect_quiet(&self) {
        assert_eq!(self.stderr(), BANNER);
        assert!(self.pid().is_some(), "it has ended");
    }

    /// Bytes of memory that it has now.
    #[track_caller]
    pub fn memory(&self) -> usize {
        let pid = self.pid().expect("it runs").as_raw_nonzero();
        let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("a process has a status");
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = resident.and_then(|text| text.trim().strip_suffix(" kB")).and_then(|text| text.parse().ok());
        kilobytes.map(|count: usize| count * 1024).expect("a number of kilobytes")
    }
}

/// The port of a broker of the chosen kind, which many tests share.
#[track_caller]
pub fn shared_port() -> u16 {
    match Broker::chosen() {
        Broker::Inner => Alone::shared().port(),
        Broker::RabbitMq => Node::shared().amqp_port(),
    }
}
