//! Owns running Python with pika, the client library of the tutorials that `rmq` must get on with.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use super::cmd::Cmd;
use super::poll::Deadline;
use super::scratch;

static PYTHON: OnceLock<Result<PathBuf, String>> = OnceLock::new();

/// Creating a virtual environment and fetching a package.
const INSTALLING: Duration = Duration::from_secs(180);

/// A Python script that can import pika. Its output is not buffered, so that a test can wait for a line of it.
#[track_caller]
pub fn script(text: &str) -> Cmd {
    match PYTHON.get_or_init(find) {
        Ok(python) => Cmd::new(python).env("PYTHONUNBUFFERED", "1").args(["-c", text]),
        Err(why) => panic!("{why}"),
    }
}

fn find() -> Result<PathBuf, String> {
    // The interpreter itself, as what is in PATH may be a wrapper that needs more than the bare environment.
    let found = run(Command::new("python3").args(["-c", "import sys; print(sys.executable)"]))
        .map_err(|_| "these tests need Python 3: apt-get install python3 python3-venv")?;
    let python = PathBuf::from(found.trim_end());
    if has_pika(&python) {
        return Ok(python);
    }
    let venv = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pika");
    if !has_pika(&venv.join("bin/python")) {
        install(&python, &venv)?;
    }
    Ok(venv.join("bin/python"))
}

/// Makes the environment under another name first: a half-made one must not be found by the next run.
fn install(python: &Path, venv: &Path) -> Result<(), String> {
    let half = venv.with_extension(std::process::id().to_string());
    run(Command::new(python).args(["-m", "venv"]).arg(&half))
        .map_err(|why| format!("these tests need Python's venv: apt-get install python3-venv\n{why}"))?;
    run(Command::new(half.join("bin/python")).args(["-m", "pip", "install", "--quiet", "pika"]))
        .map_err(|why| format!("these tests need pika: apt-get install python3-pika\n{why}"))?;
    let _ = std::fs::remove_dir_all(venv);
    std::fs::rename(&half, venv).map_err(|why| format!("{}: {why}", venv.display()))
}

/// With the environment that scripts get: packages of the user's own home are not found there.
fn has_pika(python: &Path) -> bool {
    let mut command = Command::new(python);
    command.env_clear().env("HOME", scratch::root()).args(["-c", "import pika"]);
    run(&mut command).is_ok()
}

/// Runs it to its end, at most [`INSTALLING`] long, and answers what it wrote to standard output.
fn run(command: &mut Command) -> Result<String, String> {
    let dir = scratch::dir();
    let [stdout, stderr] = ["stdout", "stderr"].map(|name| dir.path().join(name));
    let file = |path| std::fs::File::create(path).map_err(|why| why.to_string());
    command.env(scratch::MARK, scratch::root());
    command.stdin(Stdio::null()).stdout(file(&stdout)?).stderr(file(&stderr)?);
    let mut child = command.spawn().map_err(|why| why.to_string())?;
    let status = Deadline::after(INSTALLING).poll(|| child.try_wait().ok().flatten());
    if status.is_some_and(|status| status.success()) {
        return std::fs::read_to_string(stdout).map_err(|why| why.to_string());
    }
    let _ = child.kill();
    let _ = child.wait();
    let said = std::fs::read_to_string(stderr).unwrap_or_default();
    Err(format!("{command:?} failed: {said}"))
}
