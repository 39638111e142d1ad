//! `--step`.

use super::{SCENES, demo, scenes};
use crate::support::{ALL, Stdin};

#[test]
fn nothing_happens_before_enter() {
    let mut tour = demo(&["--fast", "--step"]).stdin(Stdin::Piped).stdout_matches("...\n").spawn();
    for (index, title) in SCENES.iter().enumerate() {
        let line = tour.wait_stdout_line("Enter goes on with");
        assert_eq!(line, format!("Enter goes on with {} of {}: {title}", index + 1, SCENES.len()));
        assert!(super::children(tour.pid()).is_empty());
        tour.write_stdin("\n");
    }
    tour.finish();
}

#[test]
fn it_is_a_key_on_a_terminal() {
    let mut tour = demo(&["--fast", "--step"]).terminal(&ALL).screen_matches("...\n").spawn();
    for title in SCENES {
        tour.wait_screen(title);
        tour.send_keys("\r");
        tour.wait_screen(&format!("{title} --"));
    }
    tour.finish();
}

#[test]
fn the_end_of_stdin_waits_for_nobody() {
    let text = demo(&["--fast", "--step"]).stdout_matches("...\n").run().stdout_text();
    scenes(&text);
}
