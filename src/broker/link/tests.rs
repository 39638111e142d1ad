//! One link that fails does not end the others.

use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Duration, timeout};

use super::{Hub, run};
use crate::broker::settings::Settings;

const GREETING: &[u8] = b"AMQP\0\0\x09\x01";
const START_OK: &[u8] = b"\x01\0\0\0\0\0\x24\0\x0A\0\x0B\0\0\0\0\x05PLAIN\0\0\0\x0C\0guest\0guest\x05en_US\xCE";
const TUNE_OK: &[u8] = b"\x01\0\0\0\0\0\x0C\0\x0A\0\x1F\x07\xFF\0\x02\0\0\0\0\xCE";
const OPEN: &[u8] = b"\x01\0\0\0\0\0\x08\0\x0A\0\x28\x01/\0\0\xCE";
const OPEN_OK: &[u8] = b"\x01\0\0\0\0\0\x05\0\x0A\0\x29\0\xCE";
/// An unknown method, of which the log hears within the lock.
const NO_METHOD: &[u8] = b"\x01\0\0\0\0\0\x04\0\x4D\0\x0A\xCE";

async fn open(port: u16) -> TcpStream {
    let mut socket = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    socket.write_all(&[GREETING, START_OK, TUNE_OK, OPEN].concat()).await.unwrap();
    let mut came = Vec::new();
    while !came.ends_with(OPEN_OK) {
        assert!(socket.read_buf(&mut came).await.unwrap() > 0, "{}", came.escape_ascii());
    }
    socket
}

/// Declares a queue that is deleted after a millisecond without use.
const SHORT_LIVED: &[u8] = b"\x01\0\x01\0\0\0\x05\0\x14\0\x0A\0\xCE\x01\0\x01\0\0\0\x1C\0\x32\0\x0A\0\0\x01?\0\
\0\0\0\x0F\x09x-expiresI\0\0\0\x01\xCE";

#[tokio::test]
async fn the_clock_goes_on_after_a_panic() {
    let (ended, mut endings) = tokio::sync::mpsc::unbounded_channel();
    let log = Arc::new(move |words: String| {
        if words.ends_with("deleted") {
            ended.send(()).unwrap();
            panic!("a test of what a panic ends");
        }
    });
    let hub = Hub::new(&Settings::default(), Some(log)).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let broker = run(hub, listener, None, std::future::pending());
    let talk = async {
        // Another queue each time: what was at hand when the panic came is not asked for again.
        for name in *b"abc" {
            let mut socket = open(port).await;
            let declare = SHORT_LIVED.iter().map(|byte| if *byte == b'?' { name } else { *byte });
            socket.write_all(&declare.collect::<Vec<_>>()).await.unwrap();
            endings.recv().await.unwrap();
        }
    };
    tokio::select! {
        outcome = broker => panic!("the broker has ended: {outcome:?}"),
        () = talk => {}
        () = tokio::time::sleep(Duration::from_secs(30)) => panic!("the clock stands still"),
    }
}

#[tokio::test]
async fn a_panic_within_the_lock_ends_its_own_connection_only() {
    let log = Arc::new(|words: String| assert!(!words.contains("unknown method"), "a test of what a panic ends"));
    let hub = Hub::new(&Settings::default(), Some(log)).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let broker = tokio::spawn(run(hub.clone(), listener, None, async {
        let _ = stopped.await;
    }));
    let talk = async {
        let (mut before, mut failing) = (open(port).await, open(port).await);
        failing.write_all(NO_METHOD).await.unwrap();
        let mut rest = Vec::new();
        // It ends at once, and without a word.
        let _ = failing.read_to_end(&mut rest).await;
        assert!(rest.is_empty(), "{}", rest.escape_ascii());
        let after = open(port).await;
        assert_eq!(hub.lock().connections.keys().count(), 2, "what failed is not forgotten");
        before.write_all(b"\x01\0\0\0\0\0\x0E\0\x0A\0\x32\0\xC8\x03bye\0\0\0\0\xCE").await.unwrap();
        before.read_to_end(&mut rest).await.unwrap();
        assert_eq!(rest, b"\x01\0\0\0\0\0\x04\0\x0A\0\x33\xCE");
        drop(after);
        stop.send(()).unwrap();
        broker.await.unwrap().unwrap();
    };
    timeout(Duration::from_secs(30), talk).await.unwrap();
}
