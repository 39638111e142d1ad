//! The processes behind a broker: seen while they run, and gone with their supervisor.

use std::path::PathBuf;

use crate::support::{Supervisor, quoted, until};

#[test]
fn what_is_started_ends_with_its_supervisor() {
    let mut supervisor = Supervisor::new();
    supervisor.start("one", "exec sleep 1000");
    supervisor.start("two", "trap '' TERM; exec sleep 1000");
    assert!(supervisor.all_run());
    let processes = supervisor.pids().into_iter().map(|pid| format!("/proc/{}", pid.as_raw_nonzero()));
    let mut paths: Vec<_> = processes.map(PathBuf::from).collect();
    paths.push(supervisor.dir().to_owned());
    assert!(paths.len() == 3 && paths.iter().all(|path| path.exists()), "{paths:?}");
    drop(supervisor);
    assert!(!paths.iter().any(|path| path.exists()), "{paths:?}");
}

#[test]
fn what_ends_by_itself_is_noticed_and_heard() {
    let mut supervisor = Supervisor::new();
    let odd = r#"it's "$HOME" \ here"#;
    supervisor.start("short", &format!("printf %s {}; echo why >&2; exit 3", quoted(odd)));
    until("the end of a process", || supervisor.pid("short").is_none().then_some(()));
    assert!(!supervisor.all_run());
    assert_eq!(supervisor.output("short"), odd);
    assert_eq!(supervisor.said(), format!("{odd}why\n"));
    supervisor.start("short", "exec sleep 1000");
    assert!(supervisor.all_run());
    assert_eq!(supervisor.said(), "", "this is of the last start only");
}
