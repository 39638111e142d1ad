//! What there is to see.

use super::{demo, of, scenes};
use crate::support::{ALL, Output};

const MESSAGES: &str = "|  [*] Waiting for messages. To exit press CTRL+C";
const LOGS: &str = "|  [*] Waiting for logs. To exit press CTRL+C";

fn fast() -> String {
    demo(&["--fast"]).stdout_matches("...\n").run().stdout_text()
}

#[test]
fn each_program_is_shown_with_its_command_line_and_what_it_says() {
    let text = fast();
    let scenes = scenes(&text);
    let is = |scene: usize, name: &str, lines: &[&str]| assert_eq!(of(scenes[scene - 1], name), lines, "{text}");
    is(1, "sender", &["$ rmq send 'Hello World!'", "|  [x] Sent Hello World!"]);
    is(1, "receiver", &["$ rmq receive --count 1", MESSAGES, "|  [x] Received Hello World!"]);
    for name in ["logs 1", "logs 2"] {
        is(4, name, &["$ rmq receive --exchange logs", LOGS, "|  [x] info: disk 90% full"]);
    }
    is(5, "errors", &["$ rmq route receive error", LOGS, "|  [x] error:Run. Run."]);
    let said = ["$ rmq route receive info warning error", LOGS, "|  [x] info:All is well", "|  [x] error:Run. Run."];
    is(5, "all", &said);
    let said = ["$ rmq topic receive 'kern.#'", LOGS, "|  [x] kern.info:Up again", "|  [x] kern.critical:It burns"];
    is(6, "kernel", &said);
    let critical = ["|  [x] cron.critical:Too late", "|  [x] kern.critical:It burns"];
    is(6, "critical", &["$ rmq topic receive '*.critical'", LOGS, critical[0], critical[1]]);
    is(7, "all", &["$ rmq headers receive format=pdf type=report", LOGS, "|  [x] Sales are up"]);
    let said =
        ["$ rmq headers receive --match any format=pdf type=report", LOGS, "|  [x] Pay now", "|  [x] Sales are up"];
    is(7, "any", &said);
    is(8, "server", &["$ rmq rpc-serve", "|  [x] Awaiting RPC requests", "|  [.] fib(30)"]);
    is(8, "client", &["$ rmq rpc-call 30", "|  [x] Requesting fib(30)", "|  [.] Got 832040"]);
    let said = [
        "|  [x] Received job 1 ####",
        "| ^C",
        "|  [*] Finishing what is in hand. CTRL+C again ends at once",
        "|  [x] Done",
    ];
    is(9, "worker", &["$ rmq worker -Q jobs --unit 350ms", MESSAGES, said[0], said[1], said[2], said[3]]);
    assert!(text.contains("\n\nAll 9 scenes went as they should, in "), "{text}");
    assert!(text.contains("\n  rmq broker "), "{text}");
}

#[test]
fn a_lost_worker_s_task_is_done_by_the_other() {
    let text = fast();
    let scene = scenes(&text)[2];
    let [lost, other] = match of(scene, "worker 1").contains(&"| Killed") {
        true => ["worker 1", "worker 2"],
        false => ["worker 2", "worker 1"],
    };
    let begun = ["$ rmq worker --unit 350ms", MESSAGES, "|  [x] Received important ###"];
    assert_eq!(of(scene, lost), [&begun[..], &["| Killed"]].concat(), "{text}");
    assert_eq!(of(scene, other), [&begun[..], &["|  [x] Done"]].concat(), "{text}");
    assert!(of(scene, "shell")[0].starts_with("$ kill -9 "), "{text}");
}

#[test]
fn off_a_terminal_it_is_plain_text_of_eighty_columns() {
    let text = fast();
    assert!(!text.contains(['\x1b', '\r']), "{text:?}");
    let own = text.lines().filter(|line| !line.starts_with("  alias rmq="));
    let wide: Vec<_> = own.filter(|line| line.chars().count() > 80).collect();
    assert!(wide.is_empty(), "{wide:?}");
}

#[test]
fn on_a_terminal_there_are_colours_and_bars_that_move() {
    let mut tour = demo(&["--fast"]).terminal(&ALL).screen_matches("...\n").spawn();
    tour.wait_screen("A worker is lost");
    tour.wait_screen("Killed");
    tour.wait_screen("1/3");
    tour.wait_screen("All 9 scenes");
    let screen = screen(&tour.finish());
    assert!(screen.contains("\x1b[36mworker 1\x1b[0m | \x1b[32m [x]\x1b[0m Received"), "{screen:?}");
}

#[test]
fn nothing_is_coloured_when_somebody_objects() {
    let cmd = || demo(&["--fast"]).terminal(&ALL).screen_matches("...\n");
    for cmd in [cmd().env("NO_COLOR", "1"), cmd().args(["--color", "never"])] {
        let screen = screen(&cmd.run());
        assert!(screen.contains("] 1/3"), "{screen:?}");
        let sequences = screen.split("\x1b[").skip(1);
        let ends: Vec<_> = sequences.filter_map(|rest| rest.chars().find(char::is_ascii_alphabetic)).collect();
        assert!(!ends.contains(&'m'), "{screen:?}");
    }
    let screen = screen(&cmd().env("TERM", "dumb").run());
    assert!(!screen.contains('\x1b'), "{screen:?}");
}

#[test]
fn verbose_has_every_program_narrate() {
    let text = demo(&["--fast", "-v"]).stdout_matches("...\n").run().stdout_text();
    let hello = scenes(&text)[0];
    assert!(of(hello, "sender").contains(&"$ rmq send 'Hello World!' -v"), "{hello}");
    assert!(hello.contains("| > publishing 12 bytes to exchange '' with key 'hello' (basic.publish)\n"), "{hello}");
}

fn screen(output: &Output) -> String {
    String::from_utf8_lossy(&output.screen).into_owned()
}
