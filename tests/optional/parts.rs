//! What some tests need that is not everywhere: where it is looked for, and what is said when it is not there.

use std::env;

use crate::installed;
use crate::python::Python;

/// Something that tests of `tests/interop` need.
pub struct Part {
    /// What the names of these tests begin with.
    pub tests: &'static str,
    /// What is wrong when it is not there, and what to do.
    pub missing: &'static str,
    is_installed: fn() -> bool,
}

/// All of them.
pub const PARTS: [Part; 4] = [
    Part {
        tests: "pika::",
        missing: "pika not installed (pip install pika)",
        is_installed: || Python::find().is_some(),
    },
    Part {
        tests: "amqp_tools::",
        missing: "amqp-tools not installed (apt-get install amqp-tools)",
        is_installed: || ["amqp-publish", "amqp-get", "amqp-consume"].into_iter().all(in_path),
    },
    Part { tests: "shells::zsh", missing: "zsh not installed (apt-get install zsh)", is_installed: || in_path("zsh") },
    Part {
        tests: "shells::fish",
        missing: "fish not installed (apt-get install fish)",
        is_installed: || in_path("fish"),
    },
];

/// What is on this machine.
pub struct Found {
    pub rabbitmq: bool,
    /// What is not there.
    pub missing: Vec<&'static Part>,
}

impl Found {
    /// Looks for everything.
    pub fn here() -> Self {
        let missing = PARTS.iter().filter(|part| !(part.is_installed)()).collect();
        Self { rabbitmq: installed::is_installed(), missing }
    }

    /// What is wrong with each that is missing.
    pub fn complaints(&self) -> Vec<&'static str> {
        let rabbitmq = (!self.rabbitmq).then_some(installed::MISSING);
        rabbitmq.into_iter().chain(self.missing.iter().map(|part| part.missing)).collect()
    }
}

fn in_path(program: &str) -> bool {
    env::var_os("PATH").is_some_and(|path| env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}
