//! Owns the RabbitMQ nodes that the tests run against: private ones, on loopback, gone with the test process.

use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, OnceLock};
use std::time::Duration;

use rustix::process::Pid;

use super::api::{Api, segment};
use super::poll::{Deadline, until};
use super::private::PrivateNode;
use super::supervisor::Supervisor;
use super::{ports, probe};

/// A node takes 8 s to start on an idle machine with two cores.
const STARTING: Duration = Duration::from_secs(120);

/// How often other ports are tried when a node does not come up: a taken port makes it exit.
const ATTEMPTS: u32 = 3;

static SHARED: OnceLock<Result<Node, String>> = OnceLock::new();

/// A RabbitMQ node with the management plugin.
pub struct Node {
    name: String,
    amqp_port: u16,
    api_port: u16,
    dir: PathBuf,
    supervisor: Mutex<Supervisor>,
}

impl Node {
    /// The node that all tests share, each in a vhost of its own. The first caller starts it.
    #[track_caller]
    pub fn shared() -> &'static Self {
        match SHARED.get_or_init(|| Self::start("")) {
            Ok(node) => node,
            Err(why) => panic!("{why}"),
        }
    }

    /// A node for one test, which may stop and kill it.
    #[track_caller]
    pub fn private() -> PrivateNode {
        Self::private_with("")
    }

    /// The same with more lines for its `rabbitmq.conf`.
    pub fn private_with(config: &str) -> PrivateNode {
        PrivateNode(Self::start(config).unwrap_or_else(|why| panic!("{why}")))
    }

    /// The port for AMQP.
    pub fn amqp_port(&self) -> u16 {
        self.amqp_port
    }

    /// The management API, for the test.
    pub fn api(&self) -> Api {
        Api::new(self.api_port)
    }

    /// The management API's address, for the program under test.
    pub fn api_url(&self) -> String {
        format!("http://guest:guest@127.0.0.1:{}", self.api_port)
    }

    /// The address of a vhost, for the program under test.
    pub fn url(&self, vhost: &str) -> String {
        let vhost = segment(vhost);
        format!("amqp://guest:guest@127.0.0.1:{}/{vhost}", self.amqp_port)
    }

    /// Where it keeps everything, its log in `log/`.
    pub fn dir(&self) -> &PathBuf {
        &self.dir
    }

    /// The process id of its server while that runs.
    pub fn server(&self) -> Option<Pid> {
        self.supervisor().pid("server")
    }

    /// The process id of its epmd while that runs.
    pub fn epmd(&self) -> Option<Pid> {
        self.supervisor().pid("epmd")
    }

    pub(super) fn restart(&self) -> Result<(), String> {
        self.supervisor().start_server();
        self.await_ready()
    }

    fn start(config: &str) -> Result<Self, String> {
        let mut problem = String::new();
        for _ in 0..ATTEMPTS {
            let node = Self::launch(config);
            match node.await_ready() {
                Ok(()) => return Ok(node),
                Err(why) => problem = why,
            }
        }
        Err(problem)
    }

    fn launch(config: &str) -> Self {
        let name = format!("rmq-test-{:016x}", ports::random());
        let [amqp_port, api_port, dist_port, epmd_port] = [(); 4].map(|()| ports::free());
        let mut supervisor = Supervisor::new(&name, epmd_port, dist_port);
        let dir = supervisor.configure(&format!(
            "listeners.tcp.default = 127.0.0.1:{amqp_port}\n\
             management.tcp.ip = 127.0.0.1\n\
             management.tcp.port = {api_port}\n\
             {config}\n"
        ));
        // Whether it is ours that listens is seen by whether ours still runs when the node is ready.
        until("epmd", || probe::listens(epmd_port).then_some(()));
        supervisor.start_server();
        Self { name, amqp_port, api_port, dir, supervisor: Mutex::new(supervisor) }
    }

    /// Waits until clients are served, or the reason why they will not be.
    fn await_ready(&self) -> Result<(), String> {
        let ready = Deadline::after(STARTING).poll(|| {
            let runs = self.server().is_some() && self.epmd().is_some();
            let ready =
                runs && probe::speaks_amqp(self.amqp_port, &self.name) && probe::serves_api(self.api_port, &self.name);
            (ready || !runs).then_some(ready)
        });
        if ready == Some(true) {
            return Ok(());
        }
        let why = ready.map_or("was not ready in time", |_| "ended while it started");
        let said = fs::read_to_string(self.dir.join("server.out")).unwrap_or_default();
        Err(format!("the RabbitMQ node {why}; it said:\n{said}"))
    }

    fn supervisor(&self) -> MutexGuard<'_, Supervisor> {
        self.supervisor.lock().expect("no holder panics")
    }
}
