//! The proxy passes all, breaks when and as it was told, and counts frames to the byte.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use crate::support::{Act, FakeServer, FrameCount, Harm, PATIENCE, Pace, Plan, Proxy, Way, frame, method_frame};

const GREETING: &[u8] = b"AMQP\0\0\x09\x01";

/// What came, and how the connection ended: in good order when it was no error.
type Heard = (Vec<u8>, Option<ErrorKind>);

/// Frames that differ in size: 8, 12 and 1008 octets.
fn frames() -> [Vec<u8>; 3] {
    [frame(8, 0, &[]), method_frame(1, (20, 11), &[]), frame(3, 1, &[0xCE; 1000])]
}

/// A server that says these frames once it was greeted, and tells all that it hears until its connection ends, and how
/// that did.
fn talker() -> (FakeServer, Receiver<Heard>) {
    let (heard, hears) = channel();
    let server = FakeServer::new(move |mut stream| {
        let mut all = vec![0; GREETING.len()];
        let begun = stream.read_exact(&mut all).and_then(|()| stream.write_all(&frames().concat()));
        let ended = begun.and_then(|()| stream.read_to_end(&mut all)).err();
        let _ = heard.send((all, ended.map(|error| error.kind())));
    });
    (server, hears)
}

fn connect(proxy: &Proxy) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", proxy.port())).expect("it listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("not zero");
    stream
}

fn planned(server: &FakeServer, way: Way, after: u64, torn: bool, act: Act) -> Proxy {
    let harm = Some(Harm { way, after, torn, act });
    Proxy::planned(server.port(), move |number| if number == 1 { Plan { harm, pace: None } } else { Plan::default() })
}

/// Greets, and reads what comes until the end, and how it ends.
fn greet(proxy: &Proxy) -> Heard {
    let mut stream = connect(proxy);
    stream.write_all(GREETING).expect("it reads");
    let mut all = Vec::new();
    let ended = stream.read_to_end(&mut all).err();
    (all, ended.map(|error| error.kind()))
}

/// Greets, says the frames, and reads all of the answer.
fn talk(proxy: &Proxy) {
    let mut stream = connect(proxy);
    stream.write_all(&[GREETING, &frames().concat()].concat()).expect("it reads");
    stream.shutdown(std::net::Shutdown::Write).expect("it is open");
    let mut all = Vec::new();
    stream.read_to_end(&mut all).expect("a clean end");
    assert_eq!(all, frames().concat());
}

#[test]
fn frames_are_counted_however_they_are_cut_up() {
    let all = [GREETING, &frames().concat(), &frames().concat()].concat();
    for size in [1, 2, 7, 8, 9, 500, all.len()] {
        let mut count = FrameCount::default();
        let mut ends = Vec::new();
        for (number, piece) in all.chunks(size).enumerate() {
            let mut at = 0;
            while at < piece.len() {
                let before = count.whole();
                at += count.take(&piece[at..]);
                ends.extend((count.whole() > before).then_some(number * size + at));
            }
        }
        assert_eq!(ends, [8, 16, 28, 1036, 1044, 1056, 2064], "in pieces of {size}");
    }
}

#[test]
fn what_is_not_harmed_passes_whole() {
    let (server, hears) = talker();
    let pace = Some(Pace { bytes: 300, pause: Duration::from_millis(1) });
    for plan in [Plan::default(), Plan { pace, harm: None }] {
        let proxy = Proxy::planned(server.port(), move |_| plan);
        talk(&proxy);
        let heard = hears.recv_timeout(PATIENCE).expect("the server hears an end");
        assert_eq!(heard, ([GREETING, &frames().concat()].concat(), None));
        assert_eq!((proxy.frames(1, Way::FromBroker), proxy.frames(1, Way::FromClient)), (3, 4));
        assert_eq!((proxy.connections(), proxy.harmed()), (1, 0));
    }
}

#[test]
fn a_connection_is_cut_after_the_very_frame_and_the_next_is_not() {
    let (server, hears) = talker();
    let whole: Vec<usize> = [0, 8, 20, 1028].to_vec();
    for (act, ended) in [(Act::Close, None), (Act::Reset, Some(ErrorKind::ConnectionReset))] {
        for (after, torn) in [(0, false), (0, true), (1, false), (1, true), (2, false), (2, true), (3, false)] {
            let proxy = planned(&server, Way::FromBroker, after, torn, act);
            let size = whole[after as usize] + if torn { 4 } else { 0 };
            assert_eq!(
                greet(&proxy),
                (frames().concat()[..size].to_vec(), ended),
                "{act:?} after {after}, torn: {torn}"
            );
            let heard = hears.recv_timeout(PATIENCE).expect("the server hears an end");
            assert_eq!(heard, (GREETING.to_vec(), ended));
            assert_eq!((proxy.harmed(), proxy.frames(1, Way::FromBroker)), (1, after));
            talk(&proxy);
            assert_eq!((proxy.connections(), proxy.harmed()), (2, 1));
            hears.recv_timeout(PATIENCE).expect("the server hears an end");
        }
    }
}

#[test]
fn what_a_client_says_is_cut_as_well() {
    let (server, hears) = talker();
    for (after, torn, size) in [(1, false, 8), (2, false, 16), (3, true, 32), (4, false, 1036)] {
        let proxy = planned(&server, Way::FromClient, after, torn, Act::Close);
        let mut stream = connect(&proxy);
        stream.write_all(&[GREETING, &frames().concat()].concat()).expect("it reads");
        stream.read_to_end(&mut Vec::new()).expect("a clean end");
        let all = [GREETING, &frames().concat()].concat();
        assert_eq!(hears.recv_timeout(PATIENCE).expect("an end"), (all[..size].to_vec(), None));
    }
}

#[test]
fn a_half_closed_connection_goes_on_the_other_way() {
    let (server, hears) = talker();
    let proxy = planned(&server, Way::FromBroker, 1, false, Act::HalfClose);
    let mut stream = connect(&proxy);
    stream.write_all(GREETING).expect("it reads");
    let mut all = Vec::new();
    stream.read_to_end(&mut all).expect("a clean end");
    assert_eq!(all, frames()[0]);
    stream.write_all(b"more").expect("it reads");
    drop(stream);
    assert_eq!(hears.recv_timeout(PATIENCE).expect("an end"), ([GREETING, b"more"].concat(), None));
}

#[test]
fn a_silent_connection_says_nothing_and_stays_open() {
    let (server, hears) = talker();
    let proxy = planned(&server, Way::FromBroker, 2, false, Act::Silence);
    let mut stream = connect(&proxy);
    stream.write_all(GREETING).expect("it reads");
    stream.read_exact(&mut [0; 20]).expect("two frames");
    stream.set_read_timeout(Some(Duration::from_millis(100))).expect("not zero");
    stream.write_all(b"unheard").expect("the kernel takes it");
    let error = stream.read(&mut [0]).expect_err("nothing comes");
    assert_eq!(error.kind(), ErrorKind::WouldBlock);
    drop(proxy);
    let (heard, _) = hears.recv_timeout(PATIENCE).expect("an end");
    assert_eq!(heard, GREETING);
}

#[test]
fn harm_is_done_at_once_when_it_is_asked_for() {
    let (server, hears) = talker();
    let proxy = Proxy::new(server.port());
    let mut stream = connect(&proxy);
    stream.write_all(GREETING).expect("it reads");
    stream.read_exact(&mut [0; 1028]).expect("three frames");
    proxy.act(Act::Reset);
    assert_eq!(stream.read(&mut [0]).expect_err("a reset").kind(), ErrorKind::ConnectionReset);
    assert_eq!(hears.recv_timeout(PATIENCE).expect("an end").1, Some(ErrorKind::ConnectionReset));
}

#[test]
fn a_connection_is_half_closed_at_once_when_that_is_asked_for() {
    let (server, hears) = talker();
    let proxy = Proxy::new(server.port());
    let mut stream = connect(&proxy);
    stream.write_all(GREETING).expect("it reads");
    stream.read_exact(&mut [0; 1028]).expect("three frames");
    proxy.act(Act::HalfClose);
    assert_eq!(stream.read(&mut [0]).expect("a clean end"), 0);
    stream.write_all(b"more").expect("it reads");
    drop(stream);
    assert_eq!(hears.recv_timeout(PATIENCE).expect("an end"), ([GREETING, b"more"].concat(), None));
}

#[test]
fn a_proxy_refuses_for_a_while() {
    let (server, _hears) = talker();
    let proxy = Proxy::new(server.port());
    for _ in 0..3 {
        talk(&proxy);
        proxy.refuse();
        let error = TcpStream::connect(("127.0.0.1", proxy.port())).expect_err("nobody listens");
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
        proxy.welcome();
    }
    talk(&proxy);
    assert_eq!(proxy.connections(), 4);
    proxy.refuse();
}

#[test]
fn a_proxy_without_a_server_closes() {
    let refused = crate::support::RefusedPort::new();
    let proxy = Proxy::new(refused.port());
    assert_eq!(connect(&proxy).read(&mut [0]).expect("a clean end"), 0);
    assert_eq!(proxy.url(&format!("amqp://h:{}/v", refused.port())), format!("amqp://h:{}/v", proxy.port()));
}
