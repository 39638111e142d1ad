//! What a demo plays: its scenes, as data.

use std::time::Duration;

/// One part of the tour. Its programs end with it.
pub struct Scene {
    /// What it is about.
    pub title: &'static str,
    /// What is going to happen, in lines that fit a screen.
    pub about: &'static [&'static str],
    /// What happens.
    pub steps: &'static [Step],
    /// How long a `#` of work takes: for people, and for `--fast`.
    pub unit: (Duration, Duration),
}

/// One thing that happens, and what must come of it. Programs are named by their panes, and what they say is compared
/// line by line: what nobody waited for is wrong too.
pub enum Step {
    /// A program starts, says this, and stays.
    Start(&'static str, &'static str, &'static str),
    /// A program runs to its end, which is a good one, and says just this.
    Run(&'static str, &'static str, &'static [&'static str]),
    /// A program says this.
    Hear(&'static str, &'static str),
    /// These programs get these tasks done among themselves, each at least one.
    Share(&'static [&'static str], &'static [&'static str]),
    /// The one of these programs that works on this task is killed, and another gets it done.
    Lose(&'static [&'static str], &'static str),
    /// A program runs to its end, and among what it says is a row of a table that begins with these cells.
    Table(&'static str, &'static str, &'static [&'static str]),
    /// A program is interrupted, as with Ctrl-C, says these lines, and ends well.
    Interrupt(&'static str, &'static [&'static str]),
}

use Step::{Hear, Interrupt, Lose, Run, Share, Start, Table};

const MESSAGES: &str = " [*] Waiting for messages. To exit press CTRL+C";
const LOGS: &str = " [*] Waiting for logs. To exit press CTRL+C";
const WORKER: &str = "rmq worker --unit {unit}";
const WORKERS: &[&str] = &["worker 1", "worker 2"];
/// Work as long as it is watched, or hardly any.
const UNIT: (Duration, Duration) = (Duration::from_millis(600), Duration::from_millis(100));
/// Long enough that the work is under way for certain when its worker is killed or looked at.
const LONG_UNIT: (Duration, Duration) = (Duration::from_millis(600), Duration::from_millis(350));

/// The scenes in order: the tutorials, and a look at the queues.
pub const SCENES: &[Scene] = &[
    Scene {
        title: "Hello World",
        about: &["A queue keeps a message until somebody takes it. Nobody is there yet when", "this one is sent."],
        steps: &[
            Run("sender", "rmq send 'Hello World!'", &[" [x] Sent Hello World!"]),
            Run("receiver", "rmq receive --count 1", &[MESSAGES, " [x] Received Hello World!"]),
        ],
        unit: UNIT,
    },
    Scene {
        title: "Work Queues",
        about: &[
            "Workers share the tasks of a queue, one at a time each: who is done gets the",
            "next. Each # in a task stands for some work.",
        ],
        steps: &[
            Start("worker 1", WORKER, MESSAGES),
            Start("worker 2", WORKER, MESSAGES),
            Run("sender", "rmq send -Q task_queue 'long task ####'", &[" [x] Sent long task ####"]),
            Run("sender", "rmq send -Q task_queue 'task B #'", &[" [x] Sent task B #"]),
            Run("sender", "rmq send -Q task_queue 'task C ##'", &[" [x] Sent task C ##"]),
            Share(WORKERS, &["long task ####", "task B #", "task C ##"]),
        ],
        unit: UNIT,
    },
    Scene {
        title: "A worker is lost",
        about: &[
            "A task is acknowledged when it is done and not before. When its worker dies in",
            "the middle, the broker gives the task to another one: nothing is lost.",
        ],
        steps: &[
            Start("worker 1", WORKER, MESSAGES),
            Start("worker 2", WORKER, MESSAGES),
            Run("sender", "rmq send -Q task_queue 'important ###'", &[" [x] Sent important ###"]),
            Lose(WORKERS, "important ###"),
        ],
        unit: LONG_UNIT,
    },
    Scene {
        title: "Publish/Subscribe",
        about: &["Through a fanout exchange everyone who listens gets a copy."],
        steps: &[
            Start("logs 1", "rmq receive --exchange logs", LOGS),
            Start("logs 2", "rmq receive --exchange logs", LOGS),
            Run("sender", "rmq emit-log 'info: disk 90% full'", &[" [x] Sent info: disk 90% full"]),
            Hear("logs 1", " [x] info: disk 90% full"),
            Hear("logs 2", " [x] info: disk 90% full"),
        ],
        unit: UNIT,
    },
    Scene {
        title: "Routing",
        about: &[
            "A direct exchange looks at the routing key: one listener wants errors only,",
            "the other everything.",
        ],
        steps: &[
            Start("errors", "rmq route receive error", LOGS),
            Start("all", "rmq route receive info warning error", LOGS),
            Run("sender", "rmq route send info 'All is well'", &[" [x] Sent info:All is well"]),
            Hear("all", " [x] info:All is well"),
            Run("sender", "rmq route send error 'Run. Run.'", &[" [x] Sent error:Run. Run."]),
            Hear("errors", " [x] error:Run. Run."),
            Hear("all", " [x] error:Run. Run."),
        ],
        unit: UNIT,
    },
    Scene {
        title: "Topics",
        about: &["Keys of several words, and patterns: * is one word, # any number of words."],
        steps: &[
            Start("kernel", "rmq topic receive 'kern.#'", LOGS),
            Start("critical", "rmq topic receive '*.critical'", LOGS),
            Run("sender", "rmq topic send kern.info 'Up again'", &[" [x] Sent kern.info:Up again"]),
            Hear("kernel", " [x] kern.info:Up again"),
            Run("sender", "rmq topic send cron.critical 'Too late'", &[" [x] Sent cron.critical:Too late"]),
            Hear("critical", " [x] cron.critical:Too late"),
            Run("sender", "rmq topic send kern.critical 'It burns'", &[" [x] Sent kern.critical:It burns"]),
            Hear("kernel", " [x] kern.critical:It burns"),
            Hear("critical", " [x] kern.critical:It burns"),
        ],
        unit: UNIT,
    },
    Scene {
        title: "Headers",
        about: &["A headers exchange does not look at the key but at the headers: all, or any."],
        steps: &[
            Start("all", "rmq headers receive format=pdf type=report", LOGS),
            Start("any", "rmq headers receive --match any format=pdf type=report", LOGS),
            Run("sender", "rmq headers send -H format=pdf -H type=bill 'Pay now'", &[" [x] Sent Pay now"]),
            Hear("any", " [x] Pay now"),
            Run("sender", "rmq headers send -H format=pdf -H type=report 'Sales are up'", &[" [x] Sent Sales are up"]),
            Hear("all", " [x] Sales are up"),
            Hear("any", " [x] Sales are up"),
        ],
        unit: UNIT,
    },
    Scene {
        title: "Remote procedure call",
        about: &["A request says to which queue the reply is to go. This server computes", "Fibonacci numbers."],
        steps: &[
            Start("server", "rmq rpc-serve", " [x] Awaiting RPC requests"),
            Run("client", "rmq rpc-call 30", &[" [x] Requesting fib(30)", " [.] Got 832040"]),
            Hear("server", " [.] fib(30)"),
        ],
        unit: UNIT,
    },
    Scene {
        title: "What is in the queues",
        about: &[
            "A queue can have any name. The worker has one task in hand, one is waiting;",
            "Ctrl-C lets it finish what it has begun.",
        ],
        steps: &[
            Run("sender", "rmq send -Q jobs 'job 1 ####'", &[" [x] Sent job 1 ####"]),
            Run("sender", "rmq send -Q jobs 'job 2 ####'", &[" [x] Sent job 2 ####"]),
            Start("worker", "rmq worker -Q jobs --unit {unit}", MESSAGES),
            Hear("worker", " [x] Received job 1 ####"),
            Table("stats", "rmq stats", &["jobs", "running", "1", "1", "2"]),
            Interrupt("worker", &[" [*] Finishing what is in hand. CTRL+C again ends at once", " [x] Done"]),
        ],
        unit: LONG_UNIT,
    },
];

#[cfg(test)]
mod tests {
    use super::super::{stage::LABEL, words::words};
    use super::*;

    fn commands() -> impl Iterator<Item = &'static str> {
        SCENES.iter().flat_map(|scene| scene.steps).filter_map(|step| match step {
            Start(_, command, _) | Run(_, command, _) | Table(_, command, _) => Some(*command),
            _ => None,
        })
    }

    #[test]
    fn every_command_is_understood() {
        for command in commands() {
            let parsed = crate::cli::command().try_get_matches_from(words(&command.replace("{unit}", "1s")));
            assert!(parsed.is_ok(), "{command}: {}", parsed.unwrap_err());
        }
    }

    #[test]
    fn everything_fits_a_screen_of_eighty_columns() {
        for line in SCENES.iter().flat_map(|scene| scene.about) {
            assert!(line.chars().count() <= 78, "{line}");
        }
        for command in commands() {
            assert!(command.chars().count() <= 78 - LABEL - " $ ".len(), "{command}");
        }
        for step in SCENES.iter().flat_map(|scene| scene.steps) {
            let names: &[&str] = match step {
                Start(name, ..) | Run(name, ..) | Table(name, ..) | Hear(name, _) | Interrupt(name, _) => &[name],
                Share(names, _) | Lose(names, _) => names,
            };
            assert!(names.iter().all(|name| name.len() <= LABEL), "{names:?}");
        }
    }
}
