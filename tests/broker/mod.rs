//! The management API of a broker: what the inner one answers is what RabbitMQ answers.

mod access;
mod lists;
mod messages;
mod objects;
mod paths;
mod refusals;
mod stats;

use serde_json::Value;

use crate::support::{Bench, GUEST, Response, basic, segment};

/// A request by guest. `{v}` in the path is the vhost of the test.
#[track_caller]
fn ask(bench: &Bench, method: &str, path: &str, body: &str) -> Response {
    ask_as(bench, GUEST, method, path, body)
}

/// The same by somebody else: `name:password`.
#[track_caller]
fn ask_as(bench: &Bench, credentials: &str, method: &str, path: &str, body: &str) -> Response {
    bench.api().raw(&basic(credentials), method, &path.replace("{v}", &segment(bench.vhost().name())), body)
}

/// What comes back on `GET`.
#[track_caller]
fn get(bench: &Bench, path: &str) -> Value {
    let response = ask(bench, "GET", path, "");
    assert_eq!(response.status, 200, "{path}: {}", response.body);
    serde_json::from_str(&response.body).unwrap()
}

/// A method, a path and a body, and what they get: a status, and JSON (with `{v}` for the vhost) or nothing.
type Row = (&'static str, &'static str, &'static str, u16, &'static str);

/// Asks one after the other.
#[track_caller]
fn check(bench: &Bench, rows: &[Row]) {
    check_as(bench, GUEST, rows);
}

/// The same for somebody else.
#[track_caller]
fn check_as(bench: &Bench, credentials: &str, rows: &[Row]) {
    for (method, path, body, status, expected) in rows {
        let response = ask_as(bench, credentials, method, path, body);
        let expected = expected.replace("{v}", bench.vhost().name());
        let read = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_else(|_| Value::String(text.to_owned()));
        let (said, wanted) = (read(&response.body), read(&expected));
        assert_eq!((response.status, &said), (*status, &wanted), "{method} {path} {body}");
    }
}

const MISSING: &str = r#"{"error":"Object Not Found","reason":"Not Found"}"#;
const REFUSED: &str = r#"{"error":"not_authorised","reason":"Access refused."}"#;
