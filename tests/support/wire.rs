//! Owns servers that are no AMQP server: what a client meets when something is wrong at the other end.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};

use super::poll::PATIENCE;

/// A server on a loopback port that does with each connection what a closure says.
pub struct FakeServer {
    port: u16,
    shared: Arc<Shared>,
    listener: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    stopping: AtomicBool,
    accepted: AtomicUsize,
}

impl FakeServer {
    /// Calls `serve` with each connection in a thread of its own. Reads from it time out.
    pub fn new(serve: impl Fn(TcpStream) + Send + Sync + 'static) -> Self {
        Self::on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback has a free port"), serve)
    }

    /// The same with connections that come in here.
    pub fn on(listener: TcpListener, serve: impl Fn(TcpStream) + Send + Sync + 'static) -> Self {
        let port = listener.local_addr().expect("a listener has an address").port();
        let shared = Arc::new(Shared::default());
        let listener = thread::spawn({
            let shared = Arc::clone(&shared);
            move || accept(&listener, &shared, &Arc::new(serve))
        });
        Self { port, shared, listener: Some(listener) }
    }

    /// Accepts, reads, and never says a word.
    pub fn silent() -> Self {
        Self::new(|mut stream| drain(&mut stream))
    }

    /// Sends these bytes at once, and then reads until the client has gone.
    pub fn saying(bytes: &'static [u8]) -> Self {
        Self::new(|mut stream| {
            if stream.write_all(bytes).is_ok() {
                drain(&mut stream);
            }
        })
    }

    /// Closes each connection as soon as it is there.
    pub fn closing() -> Self {
        Self::new(drop)
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// How many connections were accepted.
    pub fn accepted(&self) -> usize {
        self.shared.accepted.load(Ordering::SeqCst)
    }
}

impl Drop for FakeServer {
    fn drop(&mut self) {
        self.shared.stopping.store(true, Ordering::SeqCst);
        // A connection of our own wakes the thread that accepts.
        let woken = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_ok();
        if let Some(listener) = self.listener.take().filter(|_| woken) {
            let _ = listener.join();
        }
    }
}

fn accept<F>(listener: &TcpListener, shared: &Shared, serve: &Arc<F>)
where
    F: Fn(TcpStream) + Send + Sync + 'static,
{
    for stream in listener.incoming().map_while(Result::ok) {
        if shared.stopping.load(Ordering::SeqCst) {
            return;
        }
        shared.accepted.fetch_add(1, Ordering::SeqCst);
        stream.set_read_timeout(Some(PATIENCE)).expect("a limit that is not zero");
        let serve = Arc::clone(serve);
        thread::spawn(move || serve(stream));
    }
}

/// Reads until the other side has gone.
fn drain(stream: &mut TcpStream) {
    while matches!(stream.read(&mut [0; 4096]), Ok(count) if count > 0) {}
}
