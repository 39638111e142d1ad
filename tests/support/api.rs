//! Owns the management API as the tests use it: a view of the broker that owes nothing to the program under test.

use std::fmt::Write;
use std::io;
use std::time::Duration;

use serde_json::Value;

use super::http;
use super::poll::PATIENCE;

/// A broker that a test has frozen must not hold up its end.
const LAST_ORDER: Duration = Duration::from_secs(5);

/// The management API of a broker. Paths are given in parts, without `/api`.
#[derive(Clone, Copy, Debug)]
pub struct Api {
    port: u16,
}

impl Api {
    /// The API on this loopback port.
    pub fn new(port: u16) -> Self {
        Self { port }
    }

    /// Asks for something that may be missing.
    pub fn try_get(self, path: &[&str]) -> io::Result<Option<Value>> {
        self.ask(&join(path))
    }

    /// The queues of a vhost with their counters as they are, where everything else lags behind by the
    /// broker's sampling interval; `None` when there is no such vhost.
    pub fn queue_totals(self, vhost: &str) -> io::Result<Option<Value>> {
        self.ask(&(join(&["queues", vhost]) + "?disable_stats=true&enable_queue_totals=true"))
    }

    /// The HTTP status with which it answers.
    pub fn status(self, path: &[&str]) -> io::Result<u16> {
        Ok(http::request(self.port, "GET", &join(path), "", PATIENCE)?.status)
    }

    fn ask(self, path: &str) -> io::Result<Option<Value>> {
        let response = http::request(self.port, "GET", path, "", PATIENCE)?;
        match response.status {
            200 => Ok(Some(serde_json::from_str(&response.body)?)),
            404 => Ok(None),
            _ => Err(io::Error::other(format!("{response:?}"))),
        }
    }

    /// Asks for something that exists.
    #[track_caller]
    pub fn get(self, path: &[&str]) -> Value {
        match self.try_get(path) {
            Ok(Some(value)) => value,
            other => panic!("GET {}: {other:?}", join(path)),
        }
    }

    /// Asks whatever one likes, with headers (each with its line end) that say who asks: see [`http::basic`].
    #[track_caller]
    pub fn raw(self, headers: &str, method: &str, path: &str, body: &str) -> http::Response {
        match http::request_with(self.port, headers, method, path, body, PATIENCE) {
            Ok(response) => response,
            Err(why) => panic!("{method} {path}: {why}"),
        }
    }

    /// Creates or changes something.
    #[track_caller]
    pub fn put(self, path: &[&str], body: &Value) {
        self.change("PUT", path, body);
    }

    /// Does something; the answer is JSON, or null when there is none.
    #[track_caller]
    pub fn post(self, path: &[&str], body: &Value) -> Value {
        self.change("POST", path, body)
    }

    /// Deletes something.
    #[track_caller]
    pub fn delete(self, path: &[&str]) {
        self.change("DELETE", path, &Value::Null);
    }

    /// Deletes something that may have gone by itself; tells whether it was there.
    #[track_caller]
    pub fn try_delete(self, path: &[&str]) -> bool {
        match http::request(self.port, "DELETE", &join(path), "", PATIENCE) {
            Ok(response) if (200..300).contains(&response.status) => true,
            Ok(response) if response.status == 404 => false,
            other => panic!("DELETE {}: {other:?}", join(path)),
        }
    }

    /// Deletes something in a destructor, where the broker may be frozen or gone.
    pub fn discard(self, path: &[&str]) {
        let _ = http::request(self.port, "DELETE", &join(path), "", LAST_ORDER);
    }

    #[track_caller]
    fn change(self, method: &str, path: &[&str], body: &Value) -> Value {
        let path = join(path);
        let body = if body.is_null() { String::new() } else { body.to_string() };
        match http::request(self.port, method, &path, &body, PATIENCE) {
            Ok(response) if (200..300).contains(&response.status) => {
                serde_json::from_str(&response.body).unwrap_or(Value::Null)
            }
            other => panic!("{method} {path} {body}: {other:?}"),
        }
    }
}

fn join(path: &[&str]) -> String {
    path.iter().fold("/api".to_owned(), |path, part| path + "/" + &segment(part))
}

/// One part of a path, percent-encoded.
pub fn segment(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02x}");
        }
    }
    encoded
}
