//! The tour: what it shows, on a terminal and off one, and that it leaves nothing behind.

mod ending;
mod failing;
mod showing;
mod stepping;

use std::fs;

use rustix::process::Pid;

use crate::support::Cmd;

/// The scenes in order.
const SCENES: [&str; 9] = [
    "Hello World",
    "Work Queues",
    "A worker is lost",
    "Publish/Subscribe",
    "Routing",
    "Topics",
    "Headers",
    "Remote procedure call",
    "What is in the queues",
];

/// `rmq demo` with these options.
fn demo(options: &[&str]) -> Cmd {
    Cmd::rmq().args(["demo"]).args(options)
}

/// What the tour wrote about each scene.
fn scenes(text: &str) -> Vec<&str> {
    let scenes: Vec<_> = text.split("\n-- ").skip(1).collect();
    assert_eq!(scenes.len(), SCENES.len(), "{text}");
    for (index, (scene, title)) in scenes.iter().zip(SCENES).enumerate() {
        let heading = format!("{} of {}: {title} -", index + 1, SCENES.len());
        assert!(scene.starts_with(&heading), "{heading}: {scene}");
    }
    scenes
}

/// What stands behind a name in a scene, line by line: what was typed after `$ `, what was said after `| `.
fn of<'a>(scene: &'a str, name: &str) -> Vec<&'a str> {
    scene.lines().filter_map(|line| line.trim_start().strip_prefix(name)?.strip_prefix(' ')).collect()
}

/// The programs that this one has started and that run, as process ids.
fn children(parent: Pid) -> Vec<String> {
    let parent = parent.as_raw_nonzero().to_string();
    let processes = fs::read_dir("/proc").unwrap().flatten();
    let pids = processes.filter_map(|entry| entry.file_name().into_string().ok());
    pids.filter(|pid| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        // After the name in brackets: state, parent.
        let rest: Vec<_> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
        rest.len() > 1 && rest[0] != "Z" && rest[1] == parent
    })
    .collect()
}
