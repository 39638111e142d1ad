//! Something that goes wrong.

use super::{children, demo, of, scenes};

#[test]
fn a_scene_that_goes_wrong_says_how_and_the_others_go_on() {
    let said = "error: 1 of 9 scenes went wrong: A worker is lost\n  try: rmq demo -v tells each AMQP step\n";
    let mut tour = demo(&["--fast"]).stdout_matches("...\n").stderr(said).status(3).spawn();
    tour.wait_stdout_line("3 of 9");
    tour.wait_stdout_line("worker 2 |  [*] Waiting");
    // Both workers, before any of them can have done the task; what else runs is none of them.
    for pid in children(tour.pid()) {
        let command = std::fs::read_to_string(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        if command.contains("\0worker\0") {
            let killed = std::process::Command::new("kill").args(["-9", &pid]).status();
            assert!(killed.is_ok_and(|status| status.success()), "{pid}");
        }
    }
    let text = tour.finish().stdout_text();
    let scenes = scenes(&text);
    let lines: Vec<_> = scenes[2].lines().collect();
    let at = lines.iter().position(|line| line.starts_with("expected: ")).expect("what was expected");
    assert!(lines[at + 1].starts_with("    came: ") && lines[at + 1].contains("SIGKILL"), "{text}");
    assert_eq!(of(scenes[7], "client").last(), Some(&"|  [.] Got 832040"), "{text}");
    assert!(!text.contains("went as they should"), "{text}");
}
