//! The answers of the Bot API (<https://core.telegram.org/bots/api#making-requests>).

use serde_json::Value;

use super::verdict::Verdict;
use crate::http::{Answer, describe, seconds};

/// What an answer means. Only `"ok":true` says that the text was sent; what is not the API's own answer does not say
/// that it was not, but somebody in between who spoke in its place will not do so for ever.
pub(super) fn judge(answer: &Answer) -> Verdict {
    let reply: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let status = answer.status.as_u16();
    let ok = reply["ok"].as_bool();
    if answer.status.is_success() {
        match ok {
            Some(true) => return Verdict::Done,
            Some(false) => {}
            None => {
                let why = format!("answered {}, but not as the Bot API does", describe(status, ""));
                return Verdict::Again { why, told: None };
            }
        }
    }
    // The API repeats the status in the answer: where something in between has changed the one, the other counts.
    let code = match (answer.status.is_success(), reply["error_code"].as_u64()) {
        (true, Some(code)) => u16::try_from(code).unwrap_or(status),
        _ => status,
    };
    let parameters = &reply["parameters"];
    let why = match reply["description"].as_str() {
        Some(description) => format!("answered {}", describe(code, description)),
        None => format!("answered {}", answer.summary()),
    };
    let why = match (code, parameters["migrate_to_chat_id"].as_i64()) {
        (_, Some(chat)) => format!("{why} (this chat is now --chat {chat})"),
        (401 | 404, _) => format!("{why} (is the token the right one?)"),
        _ => why,
    };
    let told = parameters["retry_after"].as_u64().map(seconds).or(answer.retry_after);
    Verdict::of_status(code, why, told)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use super::*;
    use crate::http::StatusCode;

    fn judged(status: u16, body: &str) -> Verdict {
        let status = StatusCode::from_u16(status).unwrap();
        judge(&Answer { status, retry_after: Some(Duration::from_secs(9)), body: body.as_bytes().to_vec() })
    }

    #[test]
    fn only_ok_is_sent() {
        assert_eq!(judged(200, r#"{"ok":true,"result":{}}"#), Verdict::Done);
        for body in ["", "{", "[]", "null", r#"{"ok":1}"#, r#"{"result":{}}"#] {
            let why = "answered 200 OK, but not as the Bot API does".to_owned();
            assert_eq!(judged(200, body), Verdict::Again { why, told: None }, "{body}");
        }
        assert_eq!(judged(200, r#"{"ok":false}"#), Verdict::Refused("answered 200 OK: {\"ok\":false}".into()));
    }

    #[test]
    fn the_api_says_what_is_wrong_and_how_long_to_wait() {
        let wait =
            json!({"ok": false, "error_code": 429, "description": "Slow down", "parameters": {"retry_after": 3}});
        for status in [429, 200] {
            let why = "answered 429 Too Many Requests: Slow down".to_owned();
            assert_eq!(judged(status, &wait.to_string()), Verdict::Wait { why, told: Some(Duration::from_secs(3)) });
        }
        let nine = Some(Duration::from_secs(9));
        let why = "answered 429 Too Many Requests".to_owned();
        assert_eq!(judged(429, ""), Verdict::Wait { why, told: nine }, "the header is the next best");
        let why = "answered 502 Bad Gateway".to_owned();
        assert_eq!(judged(502, "<html>"), Verdict::Again { why, told: nine });
        let moved = json!({"ok": false, "description": "upgraded", "parameters": {"migrate_to_chat_id": -100}});
        let why = "answered 400 Bad Request: upgraded (this chat is now --chat -100)";
        assert_eq!(judged(400, &moved.to_string()), Verdict::Refused(why.into()));
    }
}
