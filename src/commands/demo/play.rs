//! Plays a scene, step by step.

use std::os::unix::process::ExitStatusExt as _;
use std::time::Duration;

use rustix::process::Signal;

use super::host::Host;
use super::script::{Scene, Step};
use super::stage::{Stage, Wrong};

/// Where the command line stands that no program of ours answers.
const SHELL: &str = "shell";

/// How fast a tour goes.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// For reading what a scene is about.
    pub reading: Duration,
    /// After each command.
    pub beat: Duration,
    /// Work is hardly any.
    pub fast: bool,
    /// Programs narrate.
    pub verbose: bool,
}

/// A scene that is played at some pace.
pub struct Play<'a> {
    stage: &'a mut Stage,
    host: &'a Host,
    scene: &'a Scene,
    pace: Pace,
    unit: Duration,
}

impl<'a> Play<'a> {
    /// Empties the stage for a scene.
    pub async fn new(stage: &'a mut Stage, host: &'a Host, scene: &'a Scene, pace: Pace) -> Self {
        stage.clear().await;
        let unit = if pace.fast { scene.unit.1 } else { scene.unit.0 };
        Self { stage, host, scene, pace, unit }
    }

    /// Plays it.
    ///
    /// # Errors
    /// [`Wrong`]; or what keeps the tour from going on.
    pub async fn run(mut self) -> anyhow::Result<()> {
        for line in self.scene.about {
            self.stage.panes.text(line).await?;
        }
        self.stage.panes.text("").await?;
        self.stage.pause(self.pace.reading).await?;
        for step in self.scene.steps {
            self.step(step).await?;
        }
        self.stage.curtain().await
    }

    async fn step(&mut self, step: &Step) -> anyhow::Result<()> {
        match *step {
            Step::Start(name, command, ready) => {
                self.type_in(name, command).await?;
                self.stage.hear(name, ready).await?;
            }
            Step::Run(name, command, says) => {
                self.type_in(name, command).await?;
                for line in says {
                    self.stage.hear(name, line).await?;
                }
                self.stage.ends_well(name).await?;
            }
            Step::Hear(name, line) => return self.stage.hear(name, line).await,
            Step::Share(names, tasks) => self.share(names, tasks).await?,
            Step::Lose(names, task) => self.lose(names, task).await?,
            Step::Table(name, command, row) => self.table(name, command, row).await?,
            Step::Interrupt(name, lines) => {
                self.stage.remark(name, "^C").await?;
                self.stage.signal(name, Signal::INT);
                for line in lines {
                    self.stage.hear(name, line).await?;
                }
                self.stage.ends_well(name).await?;
            }
        }
        self.stage.pause(self.pace.beat).await
    }

    /// Starts a program by the command line that is shown.
    async fn type_in(&mut self, name: &'static str, command: &str) -> anyhow::Result<()> {
        let mut command = command.replace("{unit}", &humantime::format_duration(self.unit).to_string());
        if self.pace.verbose {
            command.push_str(" -v");
        }
        self.stage.start(name, &command).await
    }

    async fn share(&mut self, names: &[&'static str], tasks: &[&str]) -> anyhow::Result<()> {
        let mut waiting: Vec<&str> = tasks.to_vec();
        let mut busy: Vec<&str> = Vec::new();
        let mut took_part: Vec<&str> = Vec::new();
        while !(waiting.is_empty() && busy.is_empty()) {
            let (name, line) = self.stage.next_of(names, &format!("the workers do: {}", tasks.join(", "))).await?;
            let wrong = |expected: String| Wrong::new(expected, format!("{name} says: {}", line.trim()));
            if let Some(at) = busy.iter().position(|worker| *worker == name) {
                if line != DONE {
                    return Err(wrong(format!("{name} says: {}", DONE.trim())).into());
                }
                busy.remove(at);
            } else {
                let task = waiting.iter().position(|task| line == received(task));
                let task = task.ok_or_else(|| wrong(format!("{name} receives one of: {}", waiting.join(", "))))?;
                waiting.remove(task);
                busy.push(name);
                took_part.push(name);
            }
        }
        match names.iter().find(|name| !took_part.contains(name)) {
            Some(idle) => Err(Wrong::new("every worker does something", format!("{idle} got no task")).into()),
            None => Ok(()),
        }
    }

    async fn lose(&mut self, names: &[&'static str], task: &str) -> anyhow::Result<()> {
        let (lost, line) = self.stage.next_of(names, &format!("a worker receives: {task}")).await?;
        if line != received(task) {
            let came = format!("{lost} says: {}", line.trim());
            return Err(Wrong::new(format!("{lost} receives: {task}"), came).into());
        }
        if !self.pace.beat.is_zero() {
            // Half of the work, for the bar to be seen.
            self.stage.pause(self.unit * 3 / 2).await?;
        }
        let id = self.stage.id(lost).unwrap_or_default();
        self.stage.typed(SHELL, &format!("kill -9 {id}")).await?;
        self.stage.signal(lost, Signal::KILL);
        let status = self.stage.end_of(lost).await?;
        if status.signal() != Some(Signal::KILL.as_raw()) {
            return Err(Wrong::new(format!("{lost} is killed"), status.to_string()).into());
        }
        self.stage.remark(lost, "Killed").await?;
        for other in names.iter().filter(|name| **name != lost) {
            self.stage.hear(other, &received(task)).await?;
            self.stage.hear(other, DONE).await?;
        }
        Ok(())
    }

    async fn table(&mut self, name: &'static str, command: &str, row: &[&str]) -> anyhow::Result<()> {
        self.host.measure();
        self.type_in(name, command).await?;
        self.stage.end_of(name).await?;
        let lines = self.stage.unheard(name);
        if !lines.iter().any(|line| cells(line).starts_with(row)) {
            let same = lines.iter().find(|line| cells(line).first() == row.first());
            let came = same.cloned().unwrap_or_else(|| format!("{} lines without it", lines.len()));
            return Err(Wrong::new(format!("{name} shows a row: {} ...", row.join(" ")), came).into());
        }
        self.stage.ends_well(name).await
    }
}

/// What a worker says when it is done.
const DONE: &str = " [x] Done";

fn cells(row: &str) -> Vec<&str> {
    row.split_whitespace().collect()
}

fn received(task: &str) -> String {
    format!(" [x] Received {task}")
}
