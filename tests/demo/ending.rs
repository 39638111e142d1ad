//! An end before the end: nothing goes on without the tour.

use super::demo;
use crate::support::{ALL, CTRL_C, Running, Signal, wait_ended};

/// Waits until two workers have been started, and answers with the process ids of what runs now.
fn in_the_middle(tour: &mut Running) -> Vec<String> {
    tour.wait_stdout_line("rmq worker");
    tour.wait_stdout_line("worker 2 |  [*] Waiting");
    let children = super::children(tour.pid());
    assert!(children.len() >= 2, "{children:?}");
    children
}

#[test]
fn a_signal_ends_it_with_all_its_programs() {
    for (signal, status) in [(Signal::INT, 130), (Signal::TERM, 143)] {
        let mut tour = demo(&[]).stdout_matches("...\n").status(status).spawn();
        let children = in_the_middle(&mut tour);
        tour.signal(signal);
        tour.finish();
        children.iter().for_each(|pid| wait_ended(pid));
    }
}

#[test]
fn ctrl_c_ends_it_with_all_its_programs() {
    let mut tour = demo(&[]).terminal(&ALL).screen_matches("...\n").status(130).spawn();
    tour.wait_screen("0/4");
    let children = super::children(tour.pid());
    assert!(children.len() >= 2, "{children:?}");
    tour.send_keys(CTRL_C);
    tour.finish();
    children.iter().for_each(|pid| wait_ended(pid));
}

#[test]
fn ctrl_c_ends_it_while_it_waits_for_enter() {
    let mut tour = demo(&["--step"]).terminal(&ALL).screen_matches("...\n").status(130).spawn();
    tour.wait_screen("Enter goes on");
    tour.send_keys(CTRL_C);
    tour.finish();
}

#[test]
fn its_programs_do_not_outlive_one_that_is_killed() {
    let mut tour = demo(&[]).stdout_matches("...\n").killed_by(Signal::KILL).spawn();
    let children = in_the_middle(&mut tour);
    tour.signal(Signal::KILL);
    tour.finish();
    children.iter().for_each(|pid| wait_ended(pid));
}

#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    let mut tour = demo(&[]).stdout_matches("...\n").spawn();
    let children = in_the_middle(&mut tour);
    tour.close_stdout();
    tour.finish();
    children.iter().for_each(|pid| wait_ended(pid));
}

#[test]
fn it_needs_no_environment_and_touches_no_other_broker() {
    let elsewhere = "amqp://127.0.0.1:1";
    let cmd =
        demo(&["--fast"]).env("RMQ_URL", elsewhere).env("AMQP_URL", elsewhere).env("RMQ_API_URL", "http://127.0.0.1:1");
    cmd.env_remove("HOME")
        .env_remove("PATH")
        .stdout_matches("...\nAll 9 scenes went as they should, in [..]\n...\n")
        .run();
}
