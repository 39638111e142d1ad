//! Exit codes: the table, and which error gives which.

use std::fmt;
use std::process::ExitCode;

use crate::amqp::{Fault, Kind};
use crate::tls::BadFile;

/// How the program ends. Scripts branch on these; README, `--help` and the man pages show [`Exit::TABLE`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// What was asked for is done.
    Done = 0,
    /// Any failure that has no code of its own.
    Failure = 1,
    /// The command line or the input was wrong.
    Usage = 2,
    /// Everything worked, and the answer is no.
    Expectation = 3,
    /// The broker gave a message back, or nacked it.
    Undelivered = 4,
    /// No connection.
    NoConnection = 5,
    /// The broker refused an operation.
    Refused = 6,
    /// An answer did not come in time.
    TimedOut = 124,
    /// Stopped by SIGINT before the work was done.
    Interrupted = 130,
    /// Stopped by SIGTERM before the work was done.
    Terminated = 143,
}

impl Exit {
    /// Every code with its meaning, for people.
    pub const TABLE: [(Self, &'static str); 10] = [
        (Self::Done, "done; also a closed pipe, and a listener stopped by a signal after it drained"),
        (Self::Failure, "any other failure"),
        (Self::Usage, "wrong usage or bad input"),
        (
            Self::Expectation,
            "expectation not met: fewer messages than --count, empty queue, threshold crossed, reply was an error",
        ),
        (Self::Undelivered, "the message was returned as unroutable, or nacked"),
        (Self::NoConnection, "cannot connect: refused, unknown host, TLS, authentication, vhost"),
        (Self::Refused, "the broker refused the operation (403, 404, 405, 406, ...)"),
        (Self::TimedOut, "timed out"),
        (Self::Interrupted, "ended by SIGINT before the work asked for was done"),
        (Self::Terminated, "ended by SIGTERM before the work asked for was done"),
    ];

    /// The number that the shell sees.
    #[must_use]
    pub fn code(self) -> u8 {
        self as u8
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// A failure that is no fault of the connection: what, why, what to do, and the code to end with.
#[derive(Debug, Clone)]
pub struct Complaint {
    /// The code to end with.
    pub exit: Exit,
    /// What failed, as a clause without a full stop.
    pub what: String,
    /// Why.
    pub why: Option<String>,
    /// What the user can do about it.
    pub hint: Option<String>,
}

impl Complaint {
    /// A complaint that ends the program with `exit`.
    pub fn new(exit: Exit, what: impl Into<String>) -> Self {
        Self { exit, what: what.into(), why: None, hint: None }
    }

    /// A complaint about the command line or the input.
    pub fn usage(what: impl Into<String>) -> Self {
        Self::new(Exit::Usage, what)
    }

    /// Adds the reason.
    #[must_use]
    pub fn because(mut self, why: impl Into<String>) -> Self {
        self.why = Some(why.into());
        self
    }

    /// Adds advice.
    #[must_use]
    pub fn advise(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// What failed and why, in one line.
    #[must_use]
    pub fn in_one_line(&self) -> String {
        match &self.why {
            Some(why) => format!("{}: {why}", self.what),
            None => self.what.clone(),
        }
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for Complaint {}

impl From<BadFile> for Complaint {
    fn from(bad: BadFile) -> Self {
        Self { exit: Exit::Usage, what: bad.what, why: bad.why, hint: bad.hint }
    }
}

impl From<&Fault> for Complaint {
    fn from(fault: &Fault) -> Self {
        let exit = match fault.kind {
            Kind::Connect | Kind::Denied => Exit::NoConnection,
            Kind::Refused(_) => Exit::Refused,
            Kind::Returned | Kind::Nacked => Exit::Undelivered,
            Kind::TimedOut | Kind::Unanswered => Exit::TimedOut,
            Kind::Lost | Kind::Ended => Exit::Failure,
        };
        Self { exit, what: fault.what.clone(), why: Some(fault.why.clone()), hint: fault.hint.clone() }
    }
}

/// What to tell the user about an error, and how to end; `None` for a closed pipe, which is no error.
#[must_use]
pub fn complaint(error: &anyhow::Error) -> Option<Complaint> {
    for cause in error.chain() {
        if let Some(fault) = cause.downcast_ref::<Fault>() {
            return Some(fault.into());
        }
        if let Some(complaint) = cause.downcast_ref::<Complaint>() {
            return Some(complaint.clone());
        }
        if cause.downcast_ref::<std::io::Error>().is_some_and(|io| io.kind() == std::io::ErrorKind::BrokenPipe) {
            return None;
        }
    }
    let mut causes = error.chain().map(ToString::to_string);
    let mut complaint = Complaint::new(Exit::Failure, causes.next().unwrap_or_default());
    let why: Vec<_> = causes.collect();
    if !why.is_empty() {
        complaint.why = Some(why.join(": "));
    }
    Some(complaint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_every_code_once_in_order() {
        let codes: Vec<_> = Exit::TABLE.iter().map(|(exit, _)| exit.code()).collect();
        assert_eq!(codes, [0, 1, 2, 3, 4, 5, 6, 124, 130, 143]);
    }

    #[test]
    fn every_sort_of_fault_has_its_code() {
        for (kind, exit) in [
            (Kind::Connect, Exit::NoConnection),
            (Kind::Denied, Exit::NoConnection),
            (Kind::Refused(404), Exit::Refused),
            (Kind::Returned, Exit::Undelivered),
            (Kind::Nacked, Exit::Undelivered),
            (Kind::Lost, Exit::Failure),
            (Kind::Ended, Exit::Failure),
            (Kind::TimedOut, Exit::TimedOut),
            (Kind::Unanswered, Exit::TimedOut),
        ] {
            let error = anyhow::Error::from(Fault::new(kind, "what", "why")).context("while testing");
            assert_eq!(complaint(&error).unwrap().exit, exit);
        }
    }

    #[test]
    fn a_closed_pipe_is_no_error() {
        let error = anyhow::Error::from(std::io::Error::from(std::io::ErrorKind::BrokenPipe)).context("cannot write");
        assert!(complaint(&error).is_none());
    }

    #[test]
    fn any_other_error_is_told_with_its_causes() {
        let error = anyhow::anyhow!("disk full").context("cannot write");
        let complaint = complaint(&error).unwrap();
        assert_eq!((complaint.exit, complaint.what.as_str()), (Exit::Failure, "cannot write"));
        assert_eq!(complaint.why.as_deref(), Some("disk full"));
    }
}
