//! What an answer means for the message that was posted.

use std::time::Duration;

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It has arrived.
    Done,
    /// Not now: after this long, if the server said how long.
    Wait { why: String, told: Option<Duration> },
    /// The server is not well: again, after a while.
    Again { why: String, told: Option<Duration> },
    /// The server will not have it.
    Refused(String),
}

impl Verdict {
    /// What a status means that is no success (RFC 9110, 15; RFC 6585, 4). `why` is for people.
    pub(super) fn of_status(code: u16, why: String, told: Option<Duration>) -> Self {
        match code {
            429 => Self::Wait { why, told },
            500.. => Self::Again { why, told },
            300..=399 => Self::Refused(format!("{why} (redirects are not followed)")),
            _ => Self::Refused(why),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Verdict;

    #[test]
    fn only_what_may_pass_is_tried_again() {
        let of = |code| Verdict::of_status(code, String::new(), None);
        assert!(matches!(of(429), Verdict::Wait { .. }));
        for code in [500, 501, 503, 599] {
            assert!(matches!(of(code), Verdict::Again { .. }), "{code}");
        }
        for code in [101, 301, 304, 307, 400, 401, 403, 404, 408, 413, 428, 430, 499] {
            assert!(matches!(of(code), Verdict::Refused(_)), "{code}");
        }
    }
}
