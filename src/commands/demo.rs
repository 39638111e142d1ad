//! `rmq demo`: the tutorials in one terminal, played by real programs against a broker of their own.

mod host;
mod play;
mod process;
mod script;
mod stage;
mod words;

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use tokio::io::{AsyncBufReadExt as _, BufReader};

use self::host::Host;
use self::play::{Pace, Play};
use self::process::Surroundings;
use self::script::SCENES;
use self::stage::{Stage, Wrong};
use crate::context::Context;
use crate::exit::{Complaint, Exit};

/// For people to read along.
const READING: Duration = Duration::from_millis(1000);
const BEAT: Duration = Duration::from_millis(250);

/// Play the tutorials in one terminal, against a broker of their own
///
/// A broker is started for it, on a free port of this machine, and ends with it; no other broker is touched. Each
/// program that is shown is a real one, run by the command line that is shown, and what it says is checked.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Exit code 0: all of it went right; 3: something did not, and was pointed out.

Examples:
  rmq demo                                 the tour, in half a minute
  rmq demo --step                          at your own pace: Enter goes on
  rmq demo --fast                          in seconds, as a test of this machine
  rmq demo -v                              with each AMQP step told in words")]
pub struct Args {
    /// Go through it without pauses for reading
    #[arg(long)]
    fast: bool,

    /// Wait for Enter before each scene
    #[arg(long)]
    step: bool,
}

impl Args {
    pub(super) async fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let host = Host::start()?;
        let program = std::env::current_exe().context("cannot find this program")?;
        let surroundings = Surroundings {
            program: program.clone(),
            environment: vec![
                ("RMQ_URL", format!("amqp://{}", host.amqp)),
                ("RMQ_API_URL", format!("http://{}", host.api)),
            ],
            color: context.output.stdout().color,
        };
        let mut stage = Stage::new(context.output.panes(), surroundings);
        let toured = context.unless_stopped(self.tour(&mut stage, &host, self.pace(context))).await;
        // However it ended: nobody is left behind.
        stage.clear().await;
        let stopped = host.stop().await;
        let failed = toured?;
        stopped?;
        if failed.is_empty() {
            stage.panes.text(&farewell(&program)).await?;
            return Ok(Exit::Done);
        }
        let what = format!("{} of {} scenes went wrong: {}", failed.len(), SCENES.len(), failed.join(", "));
        Err(Complaint::new(Exit::Expectation, what).advise("rmq demo -v tells each AMQP step").into())
    }

    fn pace(&self, context: &Context) -> Pace {
        // Only who watches needs time to read.
        let hurried = self.fast || !context.output.stdout().terminal;
        let (reading, beat) = if hurried { (Duration::ZERO, Duration::ZERO) } else { (READING, BEAT) };
        Pace { reading, beat, fast: self.fast, verbose: context.output.narrates() }
    }

    /// Plays all scenes, and tells which went wrong.
    async fn tour(&self, stage: &mut Stage, host: &Host, pace: Pace) -> anyhow::Result<Vec<&'static str>> {
        let started = Instant::now();
        let mut enter = BufReader::new(tokio::io::stdin());
        let mut failed = Vec::new();
        let intro = format!(
            "The RabbitMQ tutorials in one terminal. Behind each name stands what a real\n\
             program says that would have a terminal of its own; after a $ is the command\n\
             that started it. Their broker is in this process, on amqp://{},\n\
             and ends with it. Ctrl-C ends the tour.\n",
            host.amqp
        );
        stage.panes.text(&intro).await?;
        for (index, scene) in SCENES.iter().enumerate() {
            let title = format!("{} of {}: {}", index + 1, SCENES.len(), scene.title);
            if self.step {
                forget_typed();
                stage.panes.text(&format!("Enter goes on with {title}")).await?;
                // The end of stdin goes on as well: there is nobody to wait for.
                enter.read_line(&mut String::new()).await?;
            }
            stage.panes.heading(&title).await?;
            if let Err(error) = Play::new(stage, host, scene, pace).await.run().await {
                let Wrong { expected, came } = error.downcast()?;
                stage.panes.wrong(&expected, &came).await?;
                failed.push(scene.title);
            }
            stage.panes.text("").await?;
        }
        if failed.is_empty() {
            let time = started.elapsed().as_secs_f64();
            let all = format!("All {} scenes went as they should, in {time:.1} s.", SCENES.len());
            stage.panes.text(&all).await?;
        }
        Ok(failed)
    }
}

/// What to type next.
fn farewell(program: &Path) -> String {
    let mut text = String::from("\nNow in terminals of your own:\n");
    if !is_found(program) {
        text.push_str(&format!("  alias rmq={}\n", quoted(program)));
    }
    text.push_str(
        "  rmq broker               a broker to play with, or start RabbitMQ\n  \
         rmq receive              in a second terminal\n  \
         rmq send 'Hello World!'  in a third\n\
         rmq --help tells the rest; rmq demo --step is this again, at your own pace.",
    );
    text
}

/// Whether this program is what a shell runs as `rmq`.
fn is_found(program: &Path) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let first = std::env::split_paths(&path).map(|folder| folder.join("rmq")).find(|file| file.is_file());
    first.and_then(|file| file.canonicalize().ok()) == program.canonicalize().ok()
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    let plain = path.chars().all(|character| character.is_alphanumeric() || "/._-+".contains(character));
    if plain { path } else { format!("'{}'", path.replace('\'', r"'\''")) }
}

/// Whoever pressed Enter while a scene was played did not mean the next one.
fn forget_typed() {
    // Where stdin is no terminal there is nothing to forget, and what cannot be forgotten goes on at once.
    let _ = rustix::termios::tcflush(std::io::stdin(), rustix::termios::QueueSelector::IFlush);
}
