//! Programs of well-formed frames of several clients, some of them with something wrong, and what else happens to a
//! broker: time passes, clients listen or do not, and go.

use super::client::Client;
use super::reader::{Choices, frame, long, method, short};
use super::{bury, state};
use crate::broker::state::State;
use crate::broker::state::connection::{Connection, Phase};

/// Bytes of messages above which publishers wait, in some programs.
const LITTLE: usize = 20_000;
/// Steps of a program at most: a broker is checked after each.
const STEPS: usize = 400;

const QUEUES: [&str; 8] = ["q0", "q1", "q2", "q3", "q0", "q1", "", "amq.rabbitmq.reply-to"];
const EXCHANGES: [&str; 12] =
    ["", "", "", "", "", "amq.direct", "amq.fanout", "amq.topic", "amq.headers", "x0", "x1", "nowhere"];
const KEYS: [&str; 11] = ["q0", "q1", "q2", "q3", "q0", "q1", "", "a.b", "*.b", "#", "#.a.#"];
const TAGS: [&str; 6] = ["", "", "", "", "t0", "t1"];
const TYPES: [&str; 5] = ["direct", "fanout", "topic", "headers", "nonsense"];
const SIZES: [usize; 7] = [0, 1, 10, 100, 4088, 20_000, 140_000];

/// Runs a program, and fails when something does not hold.
pub fn run(bytes: &[u8]) {
    let mut choices = Choices::new(bytes);
    let mut state = state((choices.octet() & 7 == 7).then_some(LITTLE));
    let mut clients = [open(&mut state), open(&mut state)];
    for queue in ["q0", "q1", "q2", "q3"] {
        clients[0].feed(&mut state, &declare_queue(1, queue, 0, &mut choices));
        mend(&mut clients[0], &mut state);
    }
    let mut now = 0;
    for _ in 0..STEPS {
        if choices.is_over() {
            break;
        }
        let which = choices.octet();
        let client = &mut clients[usize::from(which >> 7)];
        let channel = 1 + (which >> 6 & 1);
        match which & 0x3F {
            0..=2 => {
                now += u64::from(choices.octet());
                state.set_clock(now);
                state.tick();
            }
            3..=5 => client.listen(&mut state),
            6 if choices.octet() < 64 => client.go(&mut state),
            7 if choices.octet() < 32 => state.force_close(client.id(), "a test"),
            8 | 9 => {
                let tag = unacked(&state, client, channel, &mut choices);
                client.feed(&mut state, &settle(channel, tag, &mut choices));
            }
            kind => {
                let mut said = say(kind, channel, &mut choices);
                if choices.octet() == 255 {
                    spoil(&mut said, &mut choices);
                }
                client.feed(&mut state, &said);
            }
        }
        state.bury();
        state.watch_memory();
        mend(client, &mut state);
        state.check();
    }
    for client in &mut clients {
        client.listen(&mut state);
        client.go(&mut state);
        state.check();
    }
    bury(&mut state);
}

/// Calls again when the connection has ended, and opens the channels that were closed.
fn mend(client: &mut Client, state: &mut State) {
    let over = |connection: &Connection| connection.phase != Phase::Running;
    if client.is_gone() || state.connections.get(&client.id()).is_none_or(over) {
        client.go(state);
        *client = open(state);
    }
    for number in [1, 2] {
        let channel =
            state.connections.get(&client.id()).and_then(|connection| connection.channels.get(&number.into()));
        let closing = channel.is_some_and(|channel| channel.closing);
        if closing {
            client.feed(state, &method(number, 20, 41, &[]));
        }
        if closing || channel_is_missing(state, client, number) {
            client.feed(state, &method(number, 20, 10, &[&[0]]));
        }
    }
}

fn channel_is_missing(state: &State, client: &Client, number: u8) -> bool {
    let connection = state.connections.get(&client.id());
    connection.is_some_and(|connection| !connection.channels.contains_key(&number.into()))
}

/// The tag of a delivery that is not settled; now and then one that is not there.
fn unacked(state: &State, client: &Client, channel: u8, choices: &mut Choices<'_>) -> u64 {
    let which = choices.octet();
    let channel = state.connections.get(&client.id()).and_then(|connection| connection.channels.get(&channel.into()));
    let tags: Vec<_> = channel.map(|channel| channel.unacked.keys().copied().collect()).unwrap_or_default();
    match tags.len() {
        0 => 0,
        _ if which == 255 => 1000,
        count => tags[usize::from(which) % count],
    }
}

/// A client whose vhost and channels are open.
fn open(state: &mut State) -> Client {
    let mut client = Client::new(state);
    let answer = [&[0; 4], &short("PLAIN")[..], &long(b"\0guest\0guest"), &short("en_US")].concat();
    let tune = [0, 9, 0, 0, 0x10, 0, 0, 0];
    let said = [
        method(0, 10, 11, &[&answer]),
        method(0, 10, 31, &[&tune]),
        method(0, 10, 40, &[&short("/"), &[0, 0]]),
        method(1, 20, 10, &[&[0]]),
        method(2, 20, 10, &[&[0]]),
    ];
    client.feed(state, &said.concat());
    client
}

/// Changes one byte.
fn spoil(said: &mut [u8], choices: &mut Choices<'_>) {
    let at = usize::from(choices.octet()) % said.len();
    said[at] = choices.octet();
}

fn say(kind: u8, channel: u8, choices: &mut Choices<'_>) -> Vec<u8> {
    match kind {
        10 | 11 => {
            let (queue, bits) = (choices.one_of(&QUEUES), choices.octet() & 0x1F);
            declare_queue(channel, queue, bits, choices)
        }
        12..=14 => publish(channel, choices),
        15 | 16 => {
            let bits = choices.octet();
            let (name, kind) = (choices.one_of(&EXCHANGES), choices.one_of(&TYPES));
            let arguments = alternate(choices);
            method(channel, 40, 10, &[&[0, 0], &short(name), &short(kind), &[bits], &arguments])
        }
        17..=19 => bind(channel, choices),
        20..=31 => publish(channel, choices),
        32..=34 => {
            let queue = choices.one_of(&QUEUES);
            method(channel, 60, 70, &[&[0, 0], &short(queue), &[choices.octet() & 1]])
        }
        35..=40 => {
            let (queue, tag, bits) =
                (choices.one_of(&QUEUES), choices.one_of(&TAGS), choices.one_of(&[0, 0, 0, 0, 0, 2, 2, 4, 8]));
            let arguments: &[u8] = choices.one_of(&[&[][..], b"\x0Ax-priorityI\0\0\0\x05", b"\x0Ax-prioritys\xFF\xF0"]);
            method(channel, 60, 20, &[&[0, 0], &short(queue), &short(tag), &[bits], &long(arguments)])
        }
        41..=46 => publish(channel, choices),
        47..=49 => method(channel, 60, 10, &[&[0; 4], &[0, choices.octet() % 4], &[choices.octet() & 1]]),
        50 => method(channel, 60, 30, &[&short(choices.one_of(&TAGS)), &[choices.octet() & 1]]),
        51 => method(
            channel,
            50,
            choices.one_of(&[30, 40]),
            &[&[0, 0], &short(choices.one_of(&QUEUES)), &[choices.octet() & 7]],
        ),
        52 => method(channel, 40, 20, &[&[0, 0], &short(choices.one_of(&EXCHANGES)), &[choices.octet() & 3]]),
        53 => method(channel, 85, 10, &[&[0]]),
        54 | 55 => method(channel, 90, choices.one_of(&[10, 20, 20, 30]), &[]),
        56 => vec![8, 0, 0, 0, 0, 0, 0, 0xCE],
        57 => method(channel, 60, choices.one_of(&[100, 110]), &[&[1]]),
        58 => method(channel, 20, choices.one_of(&[10, 41]), &[&[0][..usize::from(choices.octet() & 1)]]),
        59 => method(channel, 20, 40, &[&[0, 200, 0, 0, 0, 0, 0]]),
        60 if choices.octet() < 32 => method(0, 10, choices.one_of(&[50, 51]), &[choices.some()]),
        61 => frame(choices.one_of(&[1, 2, 3, 8]), channel, choices.some()),
        _ => method(channel, choices.octet(), choices.octet(), &[choices.some()]),
    }
}

fn declare_queue(channel: u8, name: &str, bits: u8, choices: &mut Choices<'_>) -> Vec<u8> {
    let which = choices.octet();
    let values: [&[u8]; 14] = [
        b"\x0Dx-message-ttlI\0\0\0\0",
        b"\x0Dx-message-ttlI\0\0\0\x20",
        b"\x0Cx-max-lengthI\0\0\0\x02",
        b"\x0Cx-max-lengthI\0\0\0\0",
        b"\x12x-max-length-bytesI\0\0\0\x64",
        b"\x0Ax-overflowS\0\0\0\x0Ereject-publish",
        b"\x0Ax-overflowS\0\0\0\x12reject-publish-dlx",
        b"\x16x-dead-letter-exchangeS\0\0\0\0",
        b"\x16x-dead-letter-exchangeS\0\0\0\x02x0",
        b"\x19x-dead-letter-routing-keyS\0\0\0\x02q1",
        b"\x0Ex-max-priorityI\0\0\0\x03",
        b"\x0Cx-queue-typeS\0\0\0\x06quorum",
        b"\x10x-delivery-limitI\0\0\0\x01",
        b"\x18x-single-active-consumert\x01",
    ];
    let mut arguments = Vec::new();
    for _ in 0..which % 5 {
        arguments.extend_from_slice(choices.one_of(&values));
    }
    if which > 250 {
        arguments.extend_from_slice(b"\x09x-expiresI\0\0\0\x40");
    }
    method(channel, 50, 10, &[&[0, 0], &short(name), &[bits], &long(&arguments)])
}

/// An alternate exchange, or none.
fn alternate(choices: &mut Choices<'_>) -> Vec<u8> {
    long(choices.one_of(&[&[][..], b"\x12alternate-exchangeS\0\0\0\x02x0", b"\x12alternate-exchangeS\0\0\0\x02x1"]))
}

fn bind(channel: u8, choices: &mut Choices<'_>) -> Vec<u8> {
    let how = choices.octet();
    let (queue, exchange, key) = (choices.one_of(&QUEUES), choices.one_of(&EXCHANGES), choices.one_of(&KEYS));
    let arguments = long(choices.one_of(&[&[][..], b"\x01aI\0\0\0\x01", b"\x07x-matchS\0\0\0\x03any\x01aV"]));
    let fields: [&[u8]; 4] = [&[0, 0], &short(queue), &short(exchange), &short(key)];
    match how % 4 {
        0 | 1 => method(channel, 50, 20, &[&fields.concat(), &[0], &arguments]),
        2 => method(channel, 50, 50, &[&fields.concat(), &arguments]),
        _ => {
            let fields: [&[u8]; 4] = [&[0, 0], &short(choices.one_of(&EXCHANGES)), &short(exchange), &short(key)];
            method(channel, 40, choices.one_of(&[30, 40]), &[&fields.concat(), &[0], &arguments])
        }
    }
}

fn publish(channel: u8, choices: &mut Choices<'_>) -> Vec<u8> {
    let (exchange, key, bits) = (choices.one_of(&EXCHANGES), choices.one_of(&KEYS), choices.octet() & 1);
    let size = choices.one_of(&SIZES);
    let start = method(channel, 60, 40, &[&[0, 0], &short(exchange), &short(key), &[bits]]);
    let head = [&[0, 60, 0, 0], &(size as u64).to_be_bytes()[..], &properties(choices)].concat();
    let body = vec![b'x'; size];
    let parts = body.chunks(4088).flat_map(|part| frame(3, channel, part));
    start.into_iter().chain(frame(2, channel, &head)).chain(parts).collect()
}

fn properties(choices: &mut Choices<'_>) -> Vec<u8> {
    let headers = |fields: &[u8]| [&[0x20, 0], &long(fields)[..]].concat();
    match choices.octet() % 12 {
        0 => [&[0x01, 0], &short("0")[..]].concat(),
        1 => [&[0x01, 0], &short("50")[..]].concat(),
        2 => [&[0x02, 0], &short("amq.rabbitmq.reply-to")[..]].concat(),
        3 => vec![0x08, 0, choices.octet() % 6],
        4 => headers(b"\x02CCA\0\0\0\x0ES\0\0\0\x02q1S\0\0\0\x02q2"),
        5 => headers(b"\x03BCCA\0\0\0\x07S\0\0\0\x02q1"),
        6 => headers(&[b"\x07x-deathA", &long(&[b"F", &long(&death(choices))[..]].concat())[..]].concat()),
        7 => headers(choices.some()),
        8 => choices.some().to_vec(),
        _ => vec![0, 0],
    }
}

/// A death that nobody died.
fn death(choices: &mut Choices<'_>) -> Vec<u8> {
    let reason = choices.one_of(&["expired", "maxlen", "rejected"]);
    let queue = choices.one_of(&QUEUES);
    let count: &[u8] = choices.one_of(&[&b"l\0\0\0\0\0\0\0\x01"[..], b"l\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF", b"V"]);
    let text = |name: &str, value: &str| [&short(name), &b"S"[..], &long(value.as_bytes())].concat();
    [text("queue", queue), text("reason", reason), [&short("count"), count].concat()].concat()
}

fn settle(channel: u8, tag: u64, choices: &mut Choices<'_>) -> Vec<u8> {
    let bits = choices.octet() & 3;
    // Zero without the bit for all up to it is nobody's tag.
    let bits = if tag == 0 { bits | 1 } else { bits };
    method(channel, 60, choices.one_of(&[80, 90, 120, 120]), &[&tag.to_be_bytes(), &[bits]])
}
