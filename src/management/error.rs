//! What can go wrong between us and the API, in words that follow "because".

use std::error::Error as _;

use crate::tls::Trouble;

/// A question that was not answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Nobody answered: refused, unknown host, TLS, too late.
    #[error("{0}")]
    Unreachable(String),
    /// Somebody may have answered, but not so that it can be trusted.
    #[error("{0}")]
    Tls(Trouble),
    /// The user name or the password is wrong.
    #[error("the user name or the password is wrong ({0})")]
    Unauthorized(String),
    /// The user is known, and may not ask this.
    #[error("{0}")]
    Forbidden(String),
    /// There is no such virtual host or queue.
    #[error("there is no such object")]
    NotFound,
    /// Something answered that is not this API.
    #[error("something else answers there: {0}")]
    NotTheApi(String),
    /// There are too many queues to list. In MiB, the most that is taken.
    #[error("the answer is larger than {0} MiB")]
    TooLarge(usize),
    /// Another HTTP status, and its reason.
    #[error("HTTP {0}: {1}")]
    Http(u16, String),
}

impl Error {
    /// True when there is no API, or not yet: trying again later, or asking somewhere else, makes sense.
    #[must_use]
    pub fn is_absence(&self) -> bool {
        matches!(self, Self::Unreachable(_) | Self::Tls(_) | Self::NotTheApi(_) | Self::Http(502..=504, _))
    }

    /// Reads an answer that is no success. The plugin says 401 also where others say 403: a user without a tag
    /// ("Not management user"), and one without a permission in the virtual host ("User not authorised to ...").
    pub(super) fn from_answer(status: reqwest::StatusCode, body: &[u8]) -> Self {
        let reason = reason(body);
        let words = reason.clone().unwrap_or_else(|| status.canonical_reason().unwrap_or("no reason given").to_owned());
        match status.as_u16() {
            401 if words.starts_with("Not management") || words.starts_with("User not authorised") => {
                Self::Forbidden(words)
            }
            401 => Self::Unauthorized(words),
            403 => Self::Forbidden(words),
            404 if reason.is_some() => Self::NotFound,
            300..=399 | 404 => Self::NotTheApi(format!("HTTP {}", status.as_u16())),
            code => Self::Http(code, words),
        }
    }
}

/// The `reason` of an error document such as `{"error":"not_authorized","reason":"Login failed"}`.
fn reason(body: &[u8]) -> Option<String> {
    let document: serde_json::Value = serde_json::from_slice(body).ok()?;
    let reason = document.get("reason").or_else(|| document.get("error"))?;
    let words = reason.as_str().map_or_else(|| reason.to_string(), str::to_owned);
    Some(words.chars().take(300).collect())
}

impl From<reqwest::Error> for Error {
    fn from(error: reqwest::Error) -> Self {
        if error.is_timeout() {
            return Self::Unreachable("no answer in time".to_owned());
        }
        // The innermost cause has the operating system's words; the outer ones repeat the URL.
        let mut cause = error.source();
        while let Some(inner) = cause.and_then(std::error::Error::source) {
            cause = Some(inner);
        }
        let words = cause.map_or_else(|| "the request failed".to_owned(), ToString::to_string);
        // A server that speaks first, as one for mail does, is heard before or after the request is on its way.
        let is_http = |text: &str| ["HTTP", "header", "unexpected message"].iter().any(|part| text.contains(part));
        if !error.is_connect() && is_http(&words) { Self::NotTheApi(words) } else { Self::Unreachable(words) }
    }
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;

    use super::Error;

    #[test]
    fn a_refusal_is_told_from_a_wrong_password_by_its_reason() {
        let answer = |status, body: &str| Error::from_answer(status, body.as_bytes());
        let unauthorized = StatusCode::UNAUTHORIZED;
        assert_eq!(
            answer(unauthorized, r#"{"error":"not_authorized","reason":"Login failed"}"#),
            Error::Unauthorized("Login failed".into())
        );
        for reason in ["Not management user", "User not authorised to access virtual host"] {
            let body = format!(r#"{{"error":"not_authorised","reason":"{reason}"}}"#);
            assert_eq!(answer(unauthorized, &body), Error::Forbidden(reason.into()));
        }
        assert_eq!(answer(unauthorized, "<html>"), Error::Unauthorized("Unauthorized".into()));
    }

    #[test]
    fn only_the_api_can_say_that_something_does_not_exist() {
        let missing = StatusCode::NOT_FOUND;
        let body = br#"{"error":"Object Not Found","reason":"Not Found"}"#;
        assert_eq!(Error::from_answer(missing, body), Error::NotFound);
        assert_eq!(Error::from_answer(missing, b"<html>"), Error::NotTheApi("HTTP 404".into()));
        assert!(Error::from_answer(StatusCode::FOUND, b"").is_absence());
        assert!(Error::from_answer(StatusCode::SERVICE_UNAVAILABLE, b"").is_absence());
        assert!(!Error::from_answer(StatusCode::INTERNAL_SERVER_ERROR, b"").is_absence());
    }
}
