//! Owns the shell script that owns a node's processes and directory; see `node.sh` for what they say.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin};

use rustix::process::Pid;

use super::capture::Capture;
use super::poll::{Deadline, PATIENCE, until};
use super::scratch;

/// Debian's, Fedora's and the official packages' place. `rabbitmq-server` in `PATH` will not do: that one
/// changes directory and user.
const SERVER: &str = "/usr/lib/rabbitmq/bin/rabbitmq-server";

/// Statistics more often than every five seconds, for the tests that wait for them; and a disk that is nearly
/// full must not block publishers.
const CONFIG: &str = "\
collect_statistics_interval = 500
management.sample_retention_policies.global.minute = 1
management.sample_retention_policies.basic.minute = 1
management.sample_retention_policies.detailed.minute = 1
disk_free_limit.absolute = 1MB
";

/// A running `node.sh`. Dropping it ends the node, its epmd and the directory.
pub struct Supervisor {
    script: Child,
    stdin: Option<ChildStdin>,
    reports: Capture,
}

impl Supervisor {
    /// Starts the script and with it the node's epmd, but not the server yet.
    pub fn new(name: &str, epmd_port: u16, dist_port: u16) -> Self {
        assert!(Path::new(SERVER).exists(), "these tests need a RabbitMQ server: apt-get install rabbitmq-server");
        let ports = [epmd_port.to_string(), dist_port.to_string()];
        let args = [name, &ports[0], &ports[1], SERVER];
        let mut script = scratch::shell(include_str!("node.sh"), &args);
        Self {
            stdin: script.stdin.take(),
            reports: Capture::of(script.stdout.take().expect("stdout is piped")),
            script,
        }
    }

    /// Writes the configuration, and answers the node's directory.
    pub fn configure(&self, config: &str) -> PathBuf {
        let dir = until("the directory of a node", || self.reported("dir ").pop());
        let dir = PathBuf::from(dir);
        fs::write(dir.join("rabbitmq.conf"), format!("{CONFIG}{config}")).expect("the directory is writable");
        fs::write(dir.join("enabled_plugins"), "[rabbitmq_management].\n").expect("the directory is writable");
        dir
    }

    /// Starts the server in its directory and answers when it has a pid.
    pub fn start_server(&mut self) {
        let before = self.reported("server pid ").len();
        let stdin = self.stdin.as_mut().expect("open until drop");
        stdin.write_all(b"start\n").expect("the script reads its orders");
        until("a server process", || (self.reported("server pid ").len() > before).then_some(()));
    }

    /// The process id of `child`, which is `epmd` or `server`, while it runs.
    pub fn pid(&self, child: &str) -> Option<Pid> {
        let last = self.reported(&format!("{child} ")).pop()?;
        Pid::from_raw(last.strip_prefix("pid ")?.parse().ok()?)
    }

    /// The rest of every line so far that begins with `prefix`.
    fn reported(&self, prefix: &str) -> Vec<String> {
        let bytes = self.reports.bytes();
        let text = String::from_utf8_lossy(&bytes);
        let complete = text.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n'));
        complete.filter_map(|line| line.strip_prefix(prefix)).map(str::to_owned).collect()
    }
}

impl Drop for Supervisor {
    fn drop(&mut self) {
        drop(self.stdin.take());
        // The script does its work also when this does not wait for it; a drop must not panic.
        let _ = Deadline::after(PATIENCE).poll(|| self.script.try_wait().ok().flatten());
    }
}
