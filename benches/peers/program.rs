//! Owns running other programs while a clock runs, none of them for ever.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::clients::Client;
use super::stage::Stage;
use super::support::scratch;
use super::work::{Job, Stdin};

/// The program under measurement.
const RMQ: &str = env!("CARGO_BIN_EXE_rmq");

/// Where the scripts for pika are.
const SCRIPTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peers/scripts/");

/// How long a program may take for a turn.
const LIMIT: Duration = Duration::from_secs(300);

/// How often that is looked at.
const INTERVAL: Duration = Duration::from_millis(500);

/// Runs a program to its end: seconds, or what it said when it failed. Its output is in the file `out`.
pub fn run(stage: &Stage, client: Client, words: &str, stdin: Stdin, job: &Job<'_>) -> Result<f64, String> {
    let mut command = command(stage, client, words, job);
    if stdin == Stdin::Lines {
        command.stdin(open(&stage.lines(job.count)));
    }
    let out = stage.path("out");
    command.stdout(create(&out));
    let start = Instant::now();
    let program = Program::start(stage, command, LIMIT)?;
    let status = program.wait();
    let taken = start.elapsed();
    succeeded(stage, status)?;
    Ok(taken.as_secs_f64())
}

/// A command from its words, with nothing on stdin, what it says on stderr in a file, and an environment that does not
/// send it elsewhere.
pub fn command(stage: &Stage, client: Client, words: &str, job: &Job<'_>) -> Command {
    let (url, count) = (stage.url(), job.count.to_string());
    let mut words = words.split(' ').map(|word| match word {
        "{url}" => &url,
        "{queue}" => job.queue,
        "{count}" => &count,
        word => word,
    });
    let mut first = || words.next().expect("no command is empty");
    let mut command = match (client, &stage.clients.python) {
        (Client::Rmq, _) => Command::new(RMQ),
        (Client::Pika, Some(python)) => {
            let mut command = Command::new(&python.program);
            command.env("PYTHONPATH", &python.packages).arg(format!("{SCRIPTS}{}", first()));
            command
        }
        _ => Command::new(first()),
    };
    command.args(words).env_remove("RMQ_URL").env_remove("AMQP_URL");
    command.stdin(Stdio::null()).stderr(create(&complaints(stage)));
    scratch::mark(&mut command);
    command
}

/// A program that runs, until its end or its limit.
pub struct Program<'a> {
    pub child: Child,
    watchdog: &'a Watchdog,
    pid: Pid,
}

impl<'a> Program<'a> {
    /// Starts it.
    pub fn start(stage: &'a Stage, mut command: Command, limit: Duration) -> Result<Self, String> {
        let child = command.spawn().map_err(|error| format!("cannot be started: {error}"))?;
        let pid = Pid::from_child(&child);
        stage.watchdog.watch(pid, limit);
        Ok(Self { child, watchdog: &stage.watchdog, pid })
    }

    /// Sends it a signal.
    pub fn signal(&self, signal: Signal) {
        let _ = kill_process(self.pid, signal);
    }

    /// Waits for its end.
    pub fn wait(mut self) -> ExitStatus {
        self.child.wait().expect("a child can be waited for")
    }
}

impl Drop for Program<'_> {
    fn drop(&mut self) {
        self.watchdog.forget(self.pid);
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a program said that did not end well.
pub fn succeeded(stage: &Stage, status: ExitStatus) -> Result<(), String> {
    if status.success() {
        return Ok(());
    }
    let said = fs::read(complaints(stage)).unwrap_or_default();
    let said = String::from_utf8_lossy(&said);
    let said = said.trim().lines().map(str::trim).collect::<Vec<_>>().join("; ");
    Err(format!("{status} {}", said.chars().take(300).collect::<String>()))
}

fn complaints(stage: &Stage) -> PathBuf {
    stage.path("err")
}

fn open(path: &Path) -> File {
    File::open(path).expect("the file is there")
}

fn create(path: &Path) -> File {
    // Several programs of one turn may write to it.
    File::options()
        .create(true)
        .append(true)
        .open(path)
        .and_then(|file| file.set_len(0).map(|()| file))
        .expect("a file")
}

/// Kills what runs for too long, so that waiting for a child can be left to the kernel.
pub struct Watchdog(Arc<Mutex<Vec<(Pid, Instant)>>>);

impl Watchdog {
    /// Starts the thread that looks.
    pub fn start() -> Self {
        let watched = Arc::new(Mutex::new(Vec::<(Pid, Instant)>::new()));
        let shared = Arc::downgrade(&watched);
        thread::spawn(move || {
            while let Some(watched) = shared.upgrade() {
                for (pid, end) in watched.lock().expect("no holder panics").iter() {
                    if *end < Instant::now() {
                        let _ = kill_process(*pid, Signal::KILL);
                    }
                }
                drop(watched);
                thread::sleep(INTERVAL);
            }
        });
        Self(watched)
    }

    fn watch(&self, pid: Pid, limit: Duration) {
        self.0.lock().expect("no holder panics").push((pid, Instant::now() + limit));
    }

    fn forget(&self, pid: Pid) {
        self.0.lock().expect("no holder panics").retain(|(watched, _)| *watched != pid);
    }
}
