//! Owns starting a private RabbitMQ node: its own name, ports, directory and epmd, all of it on loopback.

use std::path::Path;
use std::process::Command;

use super::broker::Broker;
use super::installed::{MISSING, SERVER, is_installed};
use super::poll::until;
use super::server::{Ports, Server};
use super::supervisor::{Supervisor, quoted};
use super::{ports, probe};

/// Statistics more often than every five seconds, for the tests that wait for them; and a disk that is nearly
/// full must not block publishers.
const CONFIG: &str = "\
collect_statistics_interval = 500
management.sample_retention_policies.global.minute = 1
management.sample_retention_policies.basic.minute = 1
management.sample_retention_policies.detailed.minute = 1
disk_free_limit.absolute = 1MB
";

/// The program that controls a node; it is where the server is.
#[allow(dead_code, reason = "the suite asks no node for its insides")]
const CONTROL: &str = "/usr/lib/rabbitmq/bin/rabbitmqctl";

/// Schedulers that wait for work without being busy: on a small machine they would take the time of those who bring it.
const PATIENT: &str = "+sbwt none +sbwtdcpu none +sbwtdio none";

/// A RabbitMQ node with the management plugin.
pub struct RabbitMq {
    name: String,
    ports: Ports,
    dist_port: u16,
    family: Family,
    config: String,
}

/// What the nodes of a cluster have in common. A node alone has it too.
#[derive(Clone)]
pub struct Family {
    /// The node that the others join.
    first: String,
    cookie: String,
    epmd_port: u16,
}

impl RabbitMq {
    /// More lines for `rabbitmq.conf` under which it has no memory for messages from the start.
    pub const SHORT_OF_MEMORY: &str = "vm_memory_high_watermark.absolute = 1MB";

    /// One with more lines for its `rabbitmq.conf`.
    #[track_caller]
    pub fn new(config: &str) -> Self {
        assert!(is_installed(), "{MISSING}");
        let first = name();
        let family = Family { first: first.clone(), cookie: name(), epmd_port: ports::free() };
        Self::of(family, first, config)
    }

    /// One that joins the cluster of another when it starts.
    #[allow(dead_code, reason = "the suite has no cluster")]
    pub fn joining(family: &Family) -> Self {
        let name = name();
        let config = format!(
            "cluster_formation.peer_discovery_backend = classic_config\n\
             cluster_formation.classic_config.nodes.1 = {}@localhost\n\
             cluster_formation.classic_config.nodes.2 = {name}@localhost",
            family.first
        );
        Self::of(family.clone(), name, &config)
    }

    /// What those need who join it.
    #[allow(dead_code, reason = "the suite has no cluster")]
    pub fn family(&self) -> Family {
        self.family.clone()
    }

    fn of(family: Family, name: String, config: &str) -> Self {
        let [amqp, api, dist_port] = [(); 3].map(|()| ports::free());
        Self { name, ports: Ports { amqp, api }, dist_port, family, config: config.to_owned() }
    }

    fn configuration(&self) -> String {
        let Ports { amqp, api } = self.ports;
        let first = &self.family.first;
        format!(
            "{CONFIG}\
             listeners.tcp.default = 127.0.0.1:{amqp}\n\
             management.tcp.ip = 127.0.0.1\n\
             management.tcp.port = {api}\n\
             cluster_name = {first}@localhost\n\
             {}\n",
            self.config
        )
    }

    /// With `RABBITMQ_ALLOW_INPUT` and `-noinput` the pid is the Erlang VM itself, not a script around it.
    fn script(&self) -> String {
        let Self { name, dist_port, family: Family { cookie, epmd_port, .. }, .. } = self;
        format!(
            r#"mkdir -p mnesia log home && chmod 700 home
[ -e home/.erlang.cookie ] || (umask 377 && echo {cookie} >home/.erlang.cookie)
exec env -i PATH="$PATH" LANG=C.UTF-8 HOME="$PWD/home" RABBITMQ_CONF_ENV_FILE=/dev/null \
    RABBITMQ_NODENAME={name}@localhost RABBITMQ_CONFIG_FILE="$PWD/rabbitmq.conf" \
    RABBITMQ_ENABLED_PLUGINS_FILE="$PWD/enabled_plugins" RABBITMQ_MNESIA_BASE="$PWD/mnesia" \
    RABBITMQ_LOG_BASE="$PWD/log" RABBITMQ_PID_FILE="$PWD/server.pid" RABBITMQ_DIST_PORT={dist_port} \
    ERL_EPMD_PORT={epmd_port} ERL_EPMD_ADDRESS=127.0.0.1 RABBITMQ_ALLOW_INPUT=1 \
    ERL_CRASH_DUMP="$PWD/erl_crash.dump" \
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-noinput -start_epmd false {PATIENT} -kernel inet_dist_use_interface {{127,0,0,1}}" \
    {}"#,
            quoted(SERVER)
        )
    }
}

/// A name that no other node has.
fn name() -> String {
    format!("rmq-test-{:016x}", ports::random())
}

impl Server for RabbitMq {
    fn broker(&self) -> Broker {
        Broker::RabbitMq
    }

    fn start(&self, supervisor: &mut Supervisor, _vhosts: &[String]) {
        supervisor.write("rabbitmq.conf", &self.configuration());
        supervisor.write("enabled_plugins", "[rabbitmq_management, rabbitmq_auth_mechanism_ssl].\n");
        let epmd_port = self.family.epmd_port;
        if self.name == self.family.first && supervisor.pid("epmd").is_none() {
            // It is ours from the start: one that the server starts by itself would be a daemon of unknown pid.
            supervisor.start("epmd", &format!("exec epmd -port {epmd_port} -address 127.0.0.1"));
            // Whether it is ours that listens is seen by whether ours still runs when the node is ready.
            until("epmd", || probe::listens(epmd_port).then_some(()));
        }
        supervisor.start("server", &self.script());
    }

    fn ready(&self, _supervisor: &Supervisor) -> Option<Ports> {
        let Ports { amqp, api } = self.ports;
        let ready = probe::speaks_amqp(amqp, &self.family.first) && probe::serves_api(api, &self.name);
        ready.then_some(self.ports)
    }

    fn exhaust(&self, _ports: Ports) {}

    fn eval(&self, dir: &Path, erlang: &str) -> String {
        let mut command = Command::new(CONTROL);
        command.args(["eval", erlang]).env_clear().env("LANG", "C.UTF-8").env("HOME", dir.join("home"));
        command.envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
        command.env("RABBITMQ_CONF_ENV_FILE", "/dev/null").env("RABBITMQ_NODENAME", format!("{}@localhost", self.name));
        let output =
            command.env("ERL_EPMD_PORT", self.family.epmd_port.to_string()).output().expect("rabbitmqctl can be run");
        assert!(output.status.success(), "{erlang}: {output:?}");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }
}
