//! Owns an HTTP server that answers what a test wants, however odd, and remembers what it was asked.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::Value;

use super::poll::until;
use super::wire::FakeServer;

/// A request that came.
#[derive(Clone, Debug)]
pub struct Post {
    /// `POST /path`
    pub line: String,
    /// Names in lower case, and values; in the order in which they came.
    pub headers: Vec<(String, Vec<u8>)>,
    pub body: Vec<u8>,
}

/// What is answered to a request.
pub enum Reply {
    /// This, and more requests are welcome on the connection.
    Whole(String),
    /// This, and the connection is closed.
    Cut(String),
    /// This, and then spaces for as long as somebody takes them.
    Endless(String),
    /// Nothing, until the client has gone.
    Silence,
}

/// The server.
pub struct Hook {
    server: FakeServer,
    posts: Arc<Mutex<Vec<Post>>>,
}

impl Post {
    /// The body as text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("a text was posted")
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON was posted")
    }

    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| std::str::from_utf8(value).expect("a header of text"))
    }
}

impl Reply {
    /// An answer with this status, further header lines (each with its line end) and body.
    pub fn new(status: &str, headers: &str, body: &str) -> Self {
        Self::Whole(format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n{headers}\r\n{body}", body.len()))
    }

    /// The answer that everybody likes.
    pub fn ok() -> Self {
        Self::new("200 OK", "", "thanks\n")
    }

    /// An answer with a status and nothing else.
    pub fn status(status: &str) -> Self {
        Self::new(status, "", "")
    }
}

impl Hook {
    /// Answers requests with what `answer` makes of their number, from 1, and of what they are.
    pub fn new(answer: impl Fn(usize, &Post) -> Reply + Send + Sync + 'static) -> Self {
        Self::on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback has a free port"), answer)
    }

    /// The same, where connections come in here.
    pub fn on(listener: TcpListener, answer: impl Fn(usize, &Post) -> Reply + Send + Sync + 'static) -> Self {
        let posts = Arc::new(Mutex::new(Vec::new()));
        let server = FakeServer::on(listener, {
            let posts = Arc::clone(&posts);
            move |stream| {
                // However the conversation ends: the client says what came of it.
                let _ = serve(stream, &posts, &answer);
            }
        });
        Self { server, posts }
    }

    /// One that likes everything.
    pub fn pleased() -> Self {
        Self::new(|_, _| Reply::ok())
    }

    /// Its address, with this path.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin())
    }

    /// Its address without a path.
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.server.port())
    }

    /// What came so far.
    pub fn posts(&self) -> Vec<Post> {
        self.posts.lock().expect("no test has failed").clone()
    }

    /// The texts that came so far.
    pub fn texts(&self) -> Vec<String> {
        self.posts().iter().map(|post| post.text().to_owned()).collect()
    }

    /// Waits until so many requests have come.
    #[track_caller]
    pub fn wait_posts(&self, count: usize) -> Vec<Post> {
        until(&format!("{count} requests"), || Some(self.posts()).filter(|posts| posts.len() >= count))
    }
}

fn serve(stream: TcpStream, posts: &Mutex<Vec<Post>>, answer: &impl Fn(usize, &Post) -> Reply) -> std::io::Result<()> {
    let mut writer = stream.try_clone()?;
    let mut reader = BufReader::new(stream);
    while let Some(post) = read(&mut reader)? {
        let number = {
            let mut posts = posts.lock().expect("no test has failed");
            posts.push(post.clone());
            posts.len()
        };
        match answer(number, &post) {
            Reply::Whole(text) => writer.write_all(text.as_bytes())?,
            Reply::Cut(text) => return writer.write_all(text.as_bytes()),
            Reply::Endless(text) => {
                writer.write_all(text.as_bytes())?;
                loop {
                    writer.write_all(&[b' '; 65536])?;
                }
            }
            Reply::Silence => return reader.read_to_end(&mut Vec::new()).map(drop),
        }
    }
    Ok(())
}

/// The next request; `None` when the client has gone.
fn read(reader: &mut impl BufRead) -> std::io::Result<Option<Post>> {
    let mut lines = Vec::new();
    loop {
        let mut line = Vec::new();
        reader.read_until(b'\n', &mut line)?;
        match line.strip_suffix(b"\r\n") {
            None => return Ok(None),
            Some(b"") => break,
            Some(line) => lines.push(line.to_vec()),
        }
    }
    let first = String::from_utf8_lossy(&lines[0]).trim_end_matches(" HTTP/1.1").to_owned();
    let split = |line: &Vec<u8>| {
        let at = line.windows(2).position(|two| two == b": ").expect("a header has a colon");
        (String::from_utf8_lossy(&line[..at]).to_lowercase(), line[at + 2..].to_vec())
    };
    let mut post = Post { line: first, headers: lines[1..].iter().map(split).collect(), body: Vec::new() };
    let length = post.header("content-length").map_or(0, |length| length.parse().expect("a number"));
    post.body = vec![0; length];
    reader.read_exact(&mut post.body)?;
    Ok(Some(post))
}
