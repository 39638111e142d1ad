//! An API that tells exactly what a test wants: a real broker's samples come when they come.

use std::io::{Read, Write};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use crate::support::{Cmd, FakeServer};

/// What an overview must have to be believed.
pub fn overview() -> Value {
    json!({"rabbitmq_version": "9.9"})
}

/// A server that answers each request for a path with what `answer` makes of it: a status line's end, and a body.
pub fn server(answer: impl Fn(&str) -> (&'static str, String) + Send + Sync + 'static) -> FakeServer {
    FakeServer::new(move |mut stream| {
        let mut request = Vec::new();
        let mut buffer = [0; 4096];
        while !request.windows(4).any(|end| end == b"\r\n\r\n") {
            match stream.read(&mut buffer) {
                Ok(count) if count > 0 => request.extend_from_slice(&buffer[..count]),
                _ => return,
            }
        }
        let request = String::from_utf8_lossy(&request).into_owned();
        let (status, body) = answer(request.split(' ').nth(1).unwrap_or_default());
        let length = body.len();
        let head = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
        // A client that has gone does not want the answer.
        let _ = stream.write_all((head + &body).as_bytes());
    })
}

/// A broker with these queues.
pub fn broker(queues: Value) -> FakeServer {
    server(move |path| {
        let body = if path.starts_with("/api/overview") { overview() } else { queues.clone() };
        ("200 OK", body.to_string())
    })
}

/// A broker without queues that answers well so often, then with each of these statuses once, and then well again. A look
/// takes two answers.
pub fn limping(well: usize, statuses: impl Into<Vec<&'static str>>) -> FakeServer {
    let statuses = statuses.into();
    let asked = AtomicUsize::new(0);
    server(move |path| {
        let wrong = asked.fetch_add(1, Ordering::SeqCst).checked_sub(well);
        match wrong.and_then(|index| statuses.get(index)) {
            Some(status) => (status, String::new()),
            None if path.starts_with("/api/overview") => ("200 OK", overview().to_string()),
            None => ("200 OK", "[]".to_owned()),
        }
    })
}

/// Its address.
pub fn url(server: &FakeServer) -> String {
    format!("http://127.0.0.1:{}", server.port())
}

/// `rmq stats` that asks it, of the vhost `/`.
pub fn ask(server: &FakeServer, args: &[&str]) -> Cmd {
    Cmd::rmq().args(["stats", "--api-url", &url(server)]).args(args)
}

/// The lines over the table of such a broker.
pub fn head(server: &FakeServer) -> String {
    format!("RabbitMQ 9.9 at {}, vhost /\nall vhosts: not known yet\n\n", url(server))
}
