//! What the management API's refusals mean for the user, for the exit code, and for a watch.

use crate::amqp::Fault;
use crate::commands::shared::is_curable;
use crate::exit::{Complaint, Exit};
use crate::management::{Error, Target};

/// What to do when no API answers.
const NO_API: &str =
    "enable it at the broker (rabbitmq-plugins enable rabbitmq_management), or say where it is with --api-url";

/// What a watch does about a look that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outlook {
    /// Nobody is there, or whoever is there is not well: it asks again and again.
    Again,
    /// The answer is one that may change: it goes on as ever.
    Later,
    /// Asking again is of no use.
    End,
}

/// A question that was not answered.
#[derive(Debug, thiserror::Error)]
#[error("{complaint}")]
pub(super) struct Unanswered {
    outlook: Outlook,
    #[source]
    complaint: Complaint,
}

impl Unanswered {
    /// By this API.
    pub(super) fn by(error: &Error, target: &Target, vhost: &str) -> Self {
        let outlook = match error {
            Error::Tls(trouble) if trouble.lasting => Outlook::End,
            error if error.is_absence() => Outlook::Again,
            Error::Http(408 | 429 | 500.., _) => Outlook::Again,
            Error::TooLarge(_) | Error::NotFound => Outlook::Later,
            _ => Outlook::End,
        };
        Self { outlook, complaint: complain(error, target, vhost) }
    }
}

impl From<Complaint> for Unanswered {
    fn from(complaint: Complaint) -> Self {
        Self { outlook: Outlook::Later, complaint }
    }
}

/// What comes of a look that failed. A queue or a virtual host that is not there may come back.
pub(super) fn outlook(error: &anyhow::Error) -> Outlook {
    if let Some(unanswered) = error.downcast_ref::<Unanswered>() {
        return unanswered.outlook;
    }
    match error.downcast_ref::<Fault>() {
        Some(_) if is_curable(error) => Outlook::Again,
        Some(_) => Outlook::End,
        None => Outlook::Later,
    }
}

/// Words and exit code for a question that was not answered.
pub(super) fn complain(error: &Error, target: &Target, vhost: &str) -> Complaint {
    let user = target.user();
    let (exit, what) = match error {
        error if error.is_absence() => (Exit::NoConnection, format!("no management API at {target}")),
        Error::Unauthorized(_) => {
            (Exit::NoConnection, format!("cannot log in to the management API at {target} as '{user}'"))
        }
        Error::Forbidden(_) => (Exit::Refused, format!("user '{user}' may not ask the management API at {target}")),
        Error::Http(code, _) if (400..500).contains(code) => {
            (Exit::Refused, format!("the management API at {target} refused the request"))
        }
        _ => (Exit::Failure, format!("the management API at {target} failed")),
    };
    let hint = match error {
        Error::Tls(trouble) => Some(trouble.hint.clone()),
        error if error.is_absence() => Some(NO_API.to_owned()),
        Error::TooLarge(_) => Some("name the queues without globs, so that only these are asked for".to_owned()),
        Error::Unauthorized(_) => {
            Some("check user and password in --url, RMQ_URL, --password-file or --api-url".to_owned())
        }
        Error::Forbidden(why) if why.contains("virtual host") => Some(format!(
            "choose another with --vhost, or grant it: rabbitmqctl set_permissions -p '{vhost}' '{user}' '' '' '.*'"
        )),
        Error::Forbidden(_) => Some(format!(
            "the user needs the tag 'monitoring' or 'management': rabbitmqctl set_user_tags '{user}' monitoring"
        )),
        _ => None,
    };
    let complaint = Complaint::new(exit, what).because(error.to_string());
    match hint {
        Some(hint) => complaint.advise(hint),
        None => complaint,
    }
}

/// No API at all, and why AMQP is no way out.
pub(super) fn no_api(error: &Error, target: &Target, vhost: &str, why_not_amqp: &str) -> Complaint {
    let complaint = complain(error, target, vhost);
    let hint = complaint.hint.clone().unwrap_or_default();
    complaint.advise(format!("{hint}; {why_not_amqp}"))
}

/// A virtual host that does not exist: with AMQP one cannot even connect then.
pub(super) fn no_vhost(vhost: &str) -> Complaint {
    Complaint::new(Exit::NoConnection, format!("vhost '{vhost}' does not exist"))
        .advise(format!("check --vhost or the end of the URL, or create it: rabbitmqctl add_vhost '{vhost}'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_has_its_code_and_says_what_to_do() {
        let target = Target::derive(("h", 5672), false, "ann", "s3cret");
        for (error, exit, hint, outlook) in [
            (Error::Unreachable("refused".into()), Exit::NoConnection, "rabbitmq_management", Outlook::Again),
            (Error::NotTheApi("HTTP 404".into()), Exit::NoConnection, "--api-url", Outlook::Again),
            (Error::Unauthorized("Login failed".into()), Exit::NoConnection, "password", Outlook::End),
            (Error::Forbidden("Not management user".into()), Exit::Refused, "'ann' monitoring", Outlook::End),
            (
                Error::Forbidden("User not authorised to access virtual host".into()),
                Exit::Refused,
                "set_permissions -p 'v' 'ann'",
                Outlook::End,
            ),
            (Error::Http(400, "bad".into()), Exit::Refused, "", Outlook::End),
            (Error::Http(429, "slowly".into()), Exit::Refused, "", Outlook::Again),
            (Error::Http(500, "bad".into()), Exit::Failure, "", Outlook::Again),
            (Error::Http(503, "bad".into()), Exit::NoConnection, "", Outlook::Again),
            (Error::TooLarge(64), Exit::Failure, "without globs", Outlook::Later),
        ] {
            let unanswered = Unanswered::by(&error, &target, "v");
            assert_eq!(unanswered.outlook, outlook, "{error}");
            let complaint = unanswered.complaint;
            assert_eq!(complaint.exit, exit, "{error}");
            assert!(complaint.hint.clone().unwrap_or_default().contains(hint), "{complaint:?}");
            assert!(!format!("{complaint:?}").contains("s3cret"));
        }
    }
}
