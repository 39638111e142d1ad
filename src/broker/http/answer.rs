//! What a request gets: a status, and JSON or nothing.

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderValue, LOCATION, WWW_AUTHENTICATE};
use hyper::{Response, StatusCode};
use serde_json::{Value, json};

use crate::broker::state::fault::Refusal;

/// What a handler has to say: an answer, or an answer that ends it early.
pub type Outcome<T = Answer> = Result<T, Answer>;

/// An answer.
#[derive(Debug)]
pub struct Answer {
    status: StatusCode,
    json: Option<Value>,
    header: Option<Header>,
}

/// A header beside the usual ones.
#[derive(Debug)]
enum Header {
    Allow(String),
    Location(String),
    Login,
}

impl Answer {
    fn new(status: StatusCode, json: Option<Value>) -> Self {
        Self { status, json, header: None }
    }

    /// 200 with this.
    pub fn ok(json: impl Into<Value>) -> Self {
        Self::new(StatusCode::OK, Some(json.into()))
    }

    /// 201 for what is new, 204 for what was there.
    pub fn put(new: bool) -> Self {
        Self::new(if new { StatusCode::CREATED } else { StatusCode::NO_CONTENT }, None)
    }

    /// 204: done.
    pub fn done() -> Self {
        Self::put(false)
    }

    /// 201: it is there.
    pub fn created(location: String) -> Self {
        Self { header: Some(Header::Location(location)), ..Self::put(true) }
    }

    /// 200 without anything, with the methods that a path knows.
    pub fn options(methods: String) -> Self {
        Self { header: Some(Header::Allow(methods)), ..Self::new(StatusCode::OK, None) }
    }

    /// 405, with the methods that a path knows.
    pub fn method_not_allowed(methods: String) -> Self {
        Self { header: Some(Header::Allow(methods)), ..Self::new(StatusCode::METHOD_NOT_ALLOWED, None) }
    }

    /// 400 without words: not even the head of the request makes sense.
    pub fn senseless() -> Self {
        Self::new(StatusCode::BAD_REQUEST, None)
    }

    fn error(status: StatusCode, error: &str, reason: impl Into<Value>) -> Self {
        Self::new(status, Some(json!({"error": error, "reason": reason.into()})))
    }

    /// 400 with a reason.
    pub fn bad(reason: impl Into<Value>) -> Self {
        Self::error(StatusCode::BAD_REQUEST, "bad_request", reason)
    }

    /// 400 with another name than `bad_request`.
    pub fn wrong(error: &str, reason: String) -> Self {
        Self::error(StatusCode::BAD_REQUEST, error, reason)
    }

    /// 404: no such thing.
    pub fn missing() -> Self {
        Self::error(StatusCode::NOT_FOUND, "Object Not Found", "Not Found")
    }

    /// 404 with words.
    pub fn not_found(reason: impl Into<Value>) -> Self {
        Self::error(StatusCode::NOT_FOUND, "not_found", reason)
    }

    /// 413: more than is read.
    pub fn too_large() -> Self {
        Self::error(StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large", "the request is too large")
    }

    /// 408: the request did not come whole.
    pub fn too_slow() -> Self {
        Self::error(StatusCode::REQUEST_TIMEOUT, "request_timeout", "the request did not come in time")
    }

    /// 503: not well.
    pub fn unwell(json: Value) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, Some(json))
    }

    /// 401: who asks is known, and may not.
    pub fn unauthorised(reason: impl Into<Value>) -> Self {
        Self::error(StatusCode::UNAUTHORIZED, "not_authorised", reason)
    }

    /// 401: who asks is to say who it is.
    pub fn login_wanted() -> Self {
        Self { header: Some(Header::Login), ..Self::new(StatusCode::UNAUTHORIZED, None) }
    }

    /// 401: who asks is not who it says. RabbitMQ spells this one with a z.
    pub fn login_failed() -> Self {
        let answer = Self::error(StatusCode::UNAUTHORIZED, "not_authorized", "Login failed");
        Self { header: Some(Header::Login), ..answer }
    }

    /// A refusal of something that is asked for by path: the words without the name of the code.
    pub fn refused(refusal: &Refusal) -> Self {
        let words = refusal.text.split_once(" - ").map_or(&*refusal.text, |(_, words)| words);
        match refusal.code {
            403 | 530 => Self::unauthorised("Access refused."),
            404 => Self::not_found(words),
            _ => Self::bad(words),
        }
    }

    /// A refusal of something that RabbitMQ's plugin does on a channel.
    pub fn refused_on_channel(refusal: &Refusal) -> Self {
        match refusal.code {
            403 => Self::unauthorised(&*refusal.text),
            404 => Self::not_found(&*refusal.text),
            code => Self::bad(format!("{code} {}", refusal.text)),
        }
    }

    /// A refusal of a message.
    pub fn refused_publish(refusal: &Refusal) -> Self {
        Self::bad(format!("{} {}", refusal.code, refusal.text))
    }

    /// The bytes of it.
    pub fn into_response(self) -> Response<Full<Bytes>> {
        let body = self.json.as_ref().map(|json| json.to_string());
        let mut response = Response::new(Full::from(body.unwrap_or_default()));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        if self.json.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        let more = match self.header {
            None => None,
            Some(Header::Allow(methods)) => HeaderValue::try_from(methods).ok().map(|value| (ALLOW, value)),
            Some(Header::Location(path)) => HeaderValue::try_from(path).ok().map(|value| (LOCATION, value)),
            Some(Header::Login) => {
                Some((WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"RabbitMQ Management\"")))
            }
        };
        if let Some((name, value)) = more {
            headers.insert(name, value);
        }
        response
    }
}
