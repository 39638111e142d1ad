//! Owns the brokers that the tests run against: of their own, on loopback, gone with the test process.

use std::cell::RefCell;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, OnceLock};
use std::thread;
use std::time::Duration;

use rustix::process::Pid;

use super::api::{Api, segment};
use super::broker::Broker;
use super::inner::Inner;
use super::poll::{Deadline, until};
use super::private::PrivateNode;
use super::rabbitmq::{Family, RabbitMq};
use super::server::{Ports, Server};
use super::supervisor::Supervisor;

/// RabbitMQ takes 8 s to start on an idle machine with two cores.
const STARTING: Duration = Duration::from_secs(120);

/// How often other ports are tried when a node does not come up: a taken port makes it exit.
const ATTEMPTS: u32 = 3;

static SHARED: OnceLock<Result<Node, String>> = OnceLock::new();

/// A broker with its management API.
pub struct Node {
    server: Box<dyn Server>,
    ports: Ports,
    dir: PathBuf,
    supervisor: Mutex<Supervisor>,
    vhosts: Mutex<Vec<String>>,
}

impl Node {
    /// The node that all tests share, each in a vhost of its own. The first caller starts it.
    #[track_caller]
    pub fn shared() -> &'static Self {
        let node = SHARED.get_or_init(|| {
            Self::start(|| match Broker::chosen() {
                Broker::Inner => Box::new(Inner::anywhere()),
                Broker::RabbitMq => Box::new(RabbitMq::new("")),
            })
        });
        match node {
            Ok(node) => node,
            Err(why) => panic!("{why}"),
        }
    }

    /// A node of the chosen kind for one test, which may stop and kill it.
    #[track_caller]
    pub fn private() -> PrivateNode {
        match Broker::chosen() {
            Broker::Inner => Self::of(|| Box::new(Inner::somewhere())),
            Broker::RabbitMq => Self::rabbitmq(""),
        }
    }

    /// The same in want of memory: it takes no messages.
    #[track_caller]
    pub fn private_short_of_memory() -> PrivateNode {
        let node = match Broker::chosen() {
            Broker::Inner => Self::of(|| Box::new(Inner::short_of_memory())),
            Broker::RabbitMq => Self::rabbitmq(RabbitMq::SHORT_OF_MEMORY),
        };
        node.server.exhaust(node.ports);
        until("the alarm of a node without memory", || {
            let checked = node.api().status(&["health", "checks", "alarms"]);
            checked.is_ok_and(|status| status == 503).then_some(())
        });
        node
    }

    /// A RabbitMQ node for one test, whichever kind was chosen, with more lines for its `rabbitmq.conf`.
    #[track_caller]
    pub fn rabbitmq(config: &str) -> PrivateNode {
        Self::of(|| Box::new(RabbitMq::new(config)))
    }

    /// The first RabbitMQ node of a cluster, and what is needed to join it.
    #[track_caller]
    #[allow(dead_code, reason = "the suite has no cluster")]
    pub fn first_of_a_cluster() -> (PrivateNode, Family) {
        let family = RefCell::new(None);
        let first = Self::of(|| {
            let server = RabbitMq::new("");
            family.replace(Some(server.family()));
            Box::new(server)
        });
        (first, family.take().expect("it has one as it has started"))
    }

    /// Two more, and the cluster is complete. What vhosts there are they have from their start: one that is made just
    /// afterwards is not there at once, and RabbitMQ only looks again half a minute later.
    #[track_caller]
    #[allow(dead_code, reason = "the suite has no cluster")]
    pub fn two_that_join(&self, family: &Family) -> [PrivateNode; 2] {
        let join = || Self::of(|| Box::new(RabbitMq::joining(family)));
        let nodes = thread::scope(|scope| {
            let other = scope.spawn(join);
            [join(), other.join().expect("the other node starts")]
        });
        until("a cluster of three nodes", || {
            let seen = |node: &Self| {
                let known = node.api().try_get(&["nodes"]).ok().flatten();
                known.and_then(|known| Some(known.as_array()?.iter().filter(|node| node["running"] == true).count()))
            };
            [self, &nodes[0], &nodes[1]].into_iter().all(|node| seen(node) == Some(3)).then_some(())
        });
        nodes
    }

    /// Its kind.
    pub fn broker(&self) -> Broker {
        self.server.broker()
    }

    /// The port for AMQP.
    pub fn amqp_port(&self) -> u16 {
        self.ports.amqp
    }

    /// The management API, for the test.
    pub fn api(&self) -> Api {
        Api::new(self.ports.api)
    }

    /// The management API's address, for the program under test.
    pub fn api_url(&self) -> String {
        format!("http://guest:guest@127.0.0.1:{}", self.ports.api)
    }

    /// The address of a vhost, for the program under test.
    pub fn url(&self, vhost: &str) -> String {
        let vhost = segment(vhost);
        format!("amqp://guest:guest@127.0.0.1:{}/{vhost}", self.ports.amqp)
    }

    /// Where it keeps everything, what it writes in `server.out` and `server.err`.
    pub fn dir(&self) -> &PathBuf {
        &self.dir
    }

    /// The process id of its server while that runs.
    pub fn server(&self) -> Option<Pid> {
        self.supervisor().pid("server")
    }

    /// The process ids of its server and of what that needs, while they run.
    pub fn processes(&self) -> Vec<Pid> {
        self.supervisor().pids()
    }

    /// Evaluates Erlang in a RabbitMQ, and answers what comes of it.
    #[track_caller]
    pub fn eval(&self, erlang: &str) -> String {
        self.server.eval(&self.dir, erlang)
    }

    /// Has a vhost made anew when the node is started again without what it held.
    pub(super) fn remember(&self, vhost: &str) {
        self.vhosts.lock().expect("no holder panics").push(vhost.to_owned());
    }

    pub(super) fn restart(&self) -> Result<(), String> {
        let vhosts = self.vhosts.lock().expect("no holder panics").clone();
        let mut supervisor = self.supervisor();
        self.server.start(&mut supervisor, &vhosts);
        let ports = await_ready(&*self.server, &supervisor)?;
        assert_eq!(ports, self.ports, "the node is somewhere else after its restart");
        Ok(())
    }

    #[track_caller]
    fn of(server: impl Fn() -> Box<dyn Server>) -> PrivateNode {
        PrivateNode(Self::start(server).unwrap_or_else(|why| panic!("{why}")))
    }

    /// Starts what `server` makes, which has other ports each time.
    fn start(server: impl Fn() -> Box<dyn Server>) -> Result<Self, String> {
        let mut problem = String::new();
        for _ in 0..ATTEMPTS {
            let (server, mut supervisor) = (server(), Supervisor::new());
            server.start(&mut supervisor, &[]);
            match await_ready(&*server, &supervisor) {
                Ok(ports) => {
                    let dir = supervisor.dir().to_owned();
                    return Ok(Self {
                        server,
                        ports,
                        dir,
                        supervisor: Mutex::new(supervisor),
                        vhosts: Mutex::default(),
                    });
                }
                Err(why) => problem = why,
            }
        }
        Err(problem)
    }

    fn supervisor(&self) -> MutexGuard<'_, Supervisor> {
        self.supervisor.lock().expect("no holder panics")
    }
}

/// Waits until clients are served, or the reason why they will not be.
fn await_ready(server: &dyn Server, supervisor: &Supervisor) -> Result<Ports, String> {
    let ready = Deadline::after(STARTING).poll(|| {
        let runs = supervisor.all_run();
        let ports = server.ready(supervisor).filter(|_| runs && supervisor.all_run());
        (ports.is_some() || !runs).then_some(ports)
    });
    let why = match ready {
        Some(Some(ports)) => return Ok(ports),
        Some(None) => "ended while it started",
        None => "was not ready in time",
    };
    Err(format!("the broker {why}; it said:\n{}", supervisor.said()))
}
