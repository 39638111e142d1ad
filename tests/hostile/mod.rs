//! Brokers that lie: an error in words and in time, never a hang, a panic, or memory without bound.

mod beats;
mod handshakes;
mod messages;
mod methods;

use std::io::{Read, Write};
use std::net::TcpStream;

use crate::support::{Cmd, FakeServer, LOST, Output, Request, converse, error};

/// Why, when frames make no sense.
const NOT_AMQP: &str = "the connection was lost: the broker sent what is not AMQP";

/// `rmq` against a server of lies, with little patience.
fn rmq(server: &FakeServer, args: &[&str]) -> Cmd {
    let url = format!("amqp://127.0.0.1:{}", server.port());
    Cmd::rmq().args(args).args(["--connect-timeout", "2s", "--url", &url])
}

/// However it went, `rmq` said in three lines why it failed, and did not panic.
#[track_caller]
fn is_told(output: &Output) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.starts_with("error: ") || said.contains("\nerror: "), "{said}");
    assert!(!said.contains("panicked"), "{said}");
}

/// A server that greets with `bytes`, over and over when `endless`, and then reads until the client has gone.
fn greeting(bytes: Vec<u8>, endless: bool) -> FakeServer {
    FakeServer::new(move |mut stream: TcpStream| {
        let mut header = [0; 8];
        if stream.read_exact(&mut header).is_err() {
            return;
        }
        while stream.write_all(&bytes).is_ok() && endless {}
        while matches!(stream.read(&mut [0; 4096]), Ok(count) if count > 0) {}
    })
}

/// A server that says the usual until this method comes, and then nothing but `lie`, without end.
fn flood(method: (u16, u16), lie: impl Fn(&Request) -> Vec<u8> + Send + Sync + 'static) -> FakeServer {
    FakeServer::new(move |stream: TcpStream| {
        let Ok(mut out) = stream.try_clone() else { return };
        converse(stream, |request| {
            if request.method == method {
                let bytes = lie(request);
                while out.write_all(&bytes).is_ok() {}
            }
            None
        });
    })
}

/// Tunes a heartbeat of a second, and says nothing more once this method has come, but reads on.
fn mute_after(mut stream: TcpStream, method: (u16, u16)) {
    let Ok(copy) = stream.try_clone() else { return };
    converse(copy, |request| match request.method {
        (10, 11) => Some(request.reply((10, 30), &[&[0, 0], &131_072_u32.to_be_bytes(), &[0, 1]])),
        it if it == method => {
            while matches!(stream.read(&mut [0; 4096]), Ok(count) if count > 0) {}
            None
        }
        _ => None,
    });
}

/// A value within `depth` arrays, with its type.
fn nested(depth: usize) -> Vec<u8> {
    let mut value = Vec::new();
    for at in 0..depth {
        let inside = u32::try_from((depth - at - 1) * 5).expect("a long string");
        value.push(b'A');
        value.extend(inside.to_be_bytes());
    }
    value
}
