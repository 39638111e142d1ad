//! Where a scene is played: its programs, what they have said so far, and waiting for what they say next.
//!
//! Whatever a program writes is shown when it comes, also while something else is waited for.

use std::collections::VecDeque;
use std::process::ExitStatus;
use std::time::Duration;

use rustix::process::Signal;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::{Instant, timeout_at};

use super::process::{Event, Process, Surroundings};
use crate::output::{Pane, Panes, Seen, plain};

/// How long nothing may happen while something is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// Columns of the programs' names, the same for the whole tour.
pub const LABEL: usize = 8;

/// Something else came than what must come.
#[derive(Debug, thiserror::Error)]
#[error("expected {expected}; came {came}")]
pub struct Wrong {
    /// What must come.
    pub expected: String,
    /// What came.
    pub came: String,
}

impl Wrong {
    /// `who` was to do one thing, and did another.
    pub fn new(expected: impl Into<String>, came: impl Into<String>) -> Self {
        Self { expected: expected.into(), came: came.into() }
    }
}

/// A pane, and the program that runs in it now or ran in it last.
struct Actor {
    name: &'static str,
    pane: Pane,
    process: Process,
    /// Lines that nobody has asked for yet, without colours.
    said: VecDeque<String>,
    /// It writes no more.
    silent: bool,
    ended: Option<ExitStatus>,
}

/// The stage. Dropping it kills who is left on it.
pub struct Stage {
    /// Where everything is shown.
    pub panes: Panes,
    surroundings: Surroundings,
    cast: Vec<Actor>,
    events: UnboundedReceiver<(usize, Event)>,
    tell: UnboundedSender<(usize, Event)>,
}

impl Stage {
    /// An empty stage.
    #[must_use]
    pub fn new(panes: Panes, surroundings: Surroundings) -> Self {
        let (tell, events) = unbounded_channel();
        Self { panes, surroundings, cast: Vec::new(), events, tell }
    }

    /// Kills who is left.
    pub async fn clear(&mut self) {
        for actor in self.cast.drain(..) {
            actor.process.kill().await;
        }
        // What was still to be heard of them is nobody's any more.
        (self.tell, self.events) = unbounded_channel();
    }

    /// Shows a command line in a pane and starts it there.
    ///
    /// # Errors
    /// It cannot be started, or shown.
    pub async fn start(&mut self, name: &'static str, command: &str) -> anyhow::Result<()> {
        let known = self.cast.iter().position(|actor| actor.name == name);
        let index = known.unwrap_or(self.cast.len());
        let pane = self.panes.pane(index, name, LABEL);
        self.panes.typed(&pane, command).await?;
        let columns = self.panes.columns(LABEL);
        let process = Process::start(&self.surroundings, command, columns, index, self.tell.clone())?;
        let actor = Actor { name, pane, process, said: VecDeque::new(), silent: false, ended: None };
        match self.cast.get_mut(index) {
            Some(place) => *place = actor,
            None => self.cast.push(actor),
        }
        Ok(())
    }

    /// Waits until the program says its next line, which must be this one.
    ///
    /// # Errors
    /// [`Wrong`], and what cannot be shown; so with all that follow.
    pub async fn hear(&mut self, name: &'static str, line: &str) -> anyhow::Result<()> {
        let expected = || format!("{name} says: {}", line.trim());
        let (_, came) = self.next_of(&[name], &expected()).await?;
        if came == line { Ok(()) } else { Err(Wrong::new(expected(), format!("{name} says: {}", came.trim())).into()) }
    }

    /// Waits until one of these programs says its next line: who, and what. `expected` is what an error says that was
    /// waited for.
    pub async fn next_of(&mut self, names: &[&'static str], expected: &str) -> anyhow::Result<(&'static str, String)> {
        let mut patience = Instant::now() + PATIENCE;
        loop {
            let mut asked = self.cast.iter_mut().filter(|actor| names.contains(&actor.name));
            if let Some((name, line)) = asked.find_map(|actor| Some((actor.name, actor.said.pop_front()?))) {
                return Ok((name, line));
            }
            if self.cast.iter().all(|actor| actor.silent || !names.contains(&actor.name)) {
                let mut ends = Vec::new();
                for name in names {
                    ends.push(format!("{name} ended ({})", self.end_of(name).await?));
                }
                return Err(Wrong::new(expected, ends.join(", ")).into());
            }
            let Some(event) = self.event_before(patience).await else { return Err(late(expected).into()) };
            if self.show(event).await? {
                patience = Instant::now() + PATIENCE;
            }
        }
    }

    /// Waits until the program has ended, and tells how. What it has not been asked for by then stays to be asked for.
    pub async fn end_of(&mut self, name: &str) -> anyhow::Result<ExitStatus> {
        let mut patience = Instant::now() + PATIENCE;
        let expected = || format!("{name} ends");
        loop {
            let Some(actor) = self.cast.iter_mut().find(|actor| actor.name == name) else {
                anyhow::bail!("nobody is called {name}");
            };
            if let Some(status) = actor.ended {
                return Ok(status);
            }
            if actor.silent {
                let status = tokio::time::timeout(PATIENCE, actor.process.wait()).await;
                let status = status.map_err(|_| late(&expected()))??;
                actor.ended = Some(status);
                return Ok(status);
            }
            let Some(event) = self.event_before(patience).await else { return Err(late(&expected()).into()) };
            if self.show(event).await? {
                patience = Instant::now() + PATIENCE;
            }
        }
    }

    /// Everything that the program has said and nobody has asked for.
    pub fn unheard(&mut self, name: &str) -> Vec<String> {
        let actor = self.cast.iter_mut().find(|actor| actor.name == name);
        actor.map(|actor| actor.said.drain(..).collect()).unwrap_or_default()
    }

    /// Waits until the program has ended well, with nothing more to say.
    pub async fn ends_well(&mut self, name: &'static str) -> anyhow::Result<()> {
        let status = self.end_of(name).await?;
        let more = self.cast.iter_mut().find(|actor| actor.name == name).and_then(|actor| actor.said.pop_front());
        if let Some(line) = more {
            let came = format!("{name} says: {}", line.trim());
            return Err(Wrong::new(format!("{name} ends and says nothing more"), came).into());
        }
        if !status.success() {
            return Err(Wrong::new(format!("{name} ends with exit status 0"), status.to_string()).into());
        }
        Ok(())
    }

    /// Sends a signal to a program, if it still runs.
    pub fn signal(&self, name: &str, signal: Signal) {
        if let Some(actor) = self.cast.iter().find(|actor| actor.name == name) {
            actor.process.signal(signal);
        }
    }

    /// The process id of a program that has not ended.
    #[must_use]
    pub fn id(&self, name: &str) -> Option<u32> {
        self.cast.iter().find(|actor| actor.name == name).and_then(|actor| actor.process.id())
    }

    /// Shows a line in the pane of a program that did not write it.
    pub async fn remark(&self, name: &str, line: &str) -> anyhow::Result<()> {
        match self.cast.iter().find(|actor| actor.name == name) {
            Some(actor) => self.panes.said(&actor.pane, line).await,
            None => Ok(()),
        }
    }

    /// Shows a command line that the user would type into a shell, where no program of ours runs.
    pub async fn typed(&self, name: &str, command: &str) -> anyhow::Result<()> {
        self.panes.typed(&self.panes.pane(self.cast.len(), name, LABEL), command).await
    }

    /// Interrupts all who still run, and waits until they have ended well.
    pub async fn curtain(&mut self) -> anyhow::Result<()> {
        let left: Vec<_> = self.cast.iter().filter(|actor| actor.ended.is_none()).map(|actor| actor.name).collect();
        for name in &left {
            self.signal(name, Signal::INT);
        }
        for name in left {
            self.ends_well(name).await?;
        }
        Ok(())
    }

    /// Lets time pass.
    pub async fn pause(&mut self, time: Duration) -> anyhow::Result<()> {
        let until = Instant::now() + time;
        while let Some(event) = self.event_before(until).await {
            self.show(event).await?;
        }
        Ok(())
    }

    async fn event_before(&mut self, when: Instant) -> Option<(usize, Event)> {
        timeout_at(when, self.events.recv()).await.ok().flatten()
    }

    /// Shows what happened and remembers it. A bar that moves is no progress: false.
    async fn show(&mut self, (index, event): (usize, Event)) -> anyhow::Result<bool> {
        let Some(actor) = self.cast.get_mut(index) else { return Ok(false) };
        match event {
            Event::Seen(Seen::Live(text)) => {
                self.panes.live(&mut actor.pane, &text);
                return Ok(false);
            }
            Event::Seen(Seen::Line(line)) => {
                // What stood on its last line was the beginning of this one, or has made room for it.
                self.panes.live(&mut actor.pane, "");
                self.panes.said(&actor.pane, &line).await?;
                let line = plain(&line);
                // What -v narrates is no part of the script.
                if !line.starts_with("> ") {
                    actor.said.push_back(line);
                }
            }
            Event::Silent => {
                self.panes.live(&mut actor.pane, "");
                actor.silent = true;
            }
        }
        Ok(true)
    }
}

fn late(expected: &str) -> Wrong {
    Wrong::new(expected, format!("nothing within {}", humantime::format_duration(PATIENCE)))
}
