//! What is under way in both directions, and to whom a frame goes.

use std::io;
use std::task::{Context, Waker};
use std::time::{Duration, Instant};

use bytes::BytesMut;
use rustc_hash::FxHashMap;

use super::eyes::{Eyes, Sight};
use super::lane::Inbox;
use super::outward::Outward;
use crate::amqp::LARGEST_BODY;
use crate::amqp::timeline::Marks;
use crate::wire::{self, Frame, FrameKind, Outbox};

/// How often the library hears that the broker is alive while only messages come.
pub(super) const SIGN_OF_LIFE: Duration = Duration::from_secs(1);
/// A heartbeat (AMQP 0-9-1, 4.2.7).
const HEARTBEAT: [u8; 8] = [8, 0, 0, 0, 0, 0, 0, 0xCE];
/// The largest frame that is taken where none was agreed on, in octets: no message is larger.
const LARGEST_FRAME: u32 = LARGEST_BODY as u32;
/// Bytes on their way to the socket above which publishers wait.
pub(super) const ROOM: usize = 512 * 1024;

const CONNECTION_CLOSE: [u8; 4] = [0, 10, 0, 50];
const CHANNEL_CLOSE: [u8; 4] = [0, 20, 0, 40];
const CHANNEL_CLOSE_OK: [u8; 4] = [0, 20, 0, 41];

/// See the module.
pub(super) struct State {
    /// The handshake, until it is over.
    eyes: Option<Eyes>,
    /// What came from the socket and is no whole frame yet.
    buffer: BytesMut,
    /// What the library has not read yet.
    pub(super) to_library: BytesMut,
    /// The library was handed something since it last had to wait.
    pub(super) handed: bool,
    /// The library waits for that.
    pub(super) library: Option<Waker>,
    /// What comes from the library.
    pub(super) outward: Outward,
    /// Frames for the socket.
    pub(super) outbox: Outbox,
    /// Bytes that the pump has taken out of the outbox and not written yet.
    pub(super) unsent: usize,
    /// The pump waits for something to send.
    pub(super) pump: Option<Waker>,
    /// The pump waits for messages to be fetched before it reads on.
    pub(super) reader: Option<Waker>,
    /// Whoever waits for the outbox to become smaller, or for the end.
    senders: Vec<Waker>,
    lanes: FxHashMap<u16, Inbox>,
    /// Lanes so far.
    opened: u64,
    /// With which reply code and words the broker closed the connection.
    pub(super) goodbye: Option<Goodbye>,
    /// How the socket ended; an error is told to the library once.
    pub(super) ended: Option<Result<(), io::Error>>,
    /// The same, for who is not told by the library.
    pub(super) why: Option<io::Error>,
    /// The library has gone: what is queued is sent, and the socket closed.
    pub(super) left: bool,
    /// When the library last heard something.
    sign: Instant,
}

impl State {
    pub(super) fn new(frame_max: u32, marks: Marks) -> Self {
        Self {
            eyes: Some(Eyes::new(marks)),
            buffer: BytesMut::new(),
            to_library: BytesMut::new(),
            handed: false,
            library: None,
            outward: Outward::new(frame_max),
            outbox: Outbox::new(),
            unsent: 0,
            pump: None,
            reader: None,
            senders: Vec::new(),
            lanes: FxHashMap::default(),
            opened: 0,
            goodbye: None,
            ended: None,
            why: None,
            left: false,
            sign: Instant::now(),
        }
    }

    /// Largest frame that was agreed on, in octets; 0 is without limit.
    pub(super) fn frame_max(&self) -> u32 {
        self.outward.frame_max()
    }

    /// Bytes that are on their way to the socket.
    pub(super) fn queued(&self) -> usize {
        self.outbox.len() + self.unsent
    }

    /// Nothing more will be sent or come.
    pub(super) fn is_over(&self) -> bool {
        self.ended.is_some()
    }

    pub(super) fn tell_when_sent(&mut self, cx: &Context<'_>) {
        // Who asks again is not told twice.
        if !self.senders.iter().any(|waker| waker.will_wake(cx.waker())) {
            self.senders.push(cx.waker().clone());
        }
    }

    /// So much was written.
    pub(super) fn sent(&mut self, unsent: usize) {
        self.unsent = unsent;
        if self.queued() < ROOM / 2 {
            self.senders.drain(..).for_each(Waker::wake);
        }
    }

    /// There is something to send.
    pub(super) fn ring(&mut self) {
        if let Some(pump) = self.pump.take() {
            pump.wake();
        }
    }

    /// Bytes came from the socket.
    pub(super) fn received(&mut self, bytes: &[u8]) {
        let mut bytes = bytes;
        if let Some(eyes) = &mut self.eyes {
            let sight = eyes.look(bytes);
            self.outward.offered(eyes.offered);
            let of_handshake = match sight {
                Sight::More => bytes.len(),
                Sight::Foreign(count) => {
                    bytes = &bytes[..count];
                    count
                }
                Sight::Open(count) => {
                    self.eyes = None;
                    count
                }
                Sight::Broken => return self.end(Err(not_amqp())),
            };
            let (handshake, rest) = bytes.split_at(of_handshake);
            self.to_library.extend_from_slice(handshake);
            bytes = rest;
        }
        if self.eyes.is_none() {
            self.buffer.extend_from_slice(bytes);
            if self.route_all().is_err() {
                self.end(Err(not_amqp()));
            }
        }
        if !self.to_library.is_empty()
            && let Some(library) = self.library.take()
        {
            library.wake();
        }
    }

    /// Hands on every whole frame.
    fn route_all(&mut self) -> Result<(), ()> {
        let frame_max = match self.frame_max() {
            0 => LARGEST_FRAME,
            agreed => agreed.min(LARGEST_FRAME),
        };
        let mut messages = false;
        while let Some(frame) = wire::cut(&mut self.buffer, frame_max).map_err(|_| ())? {
            let taken = match self.lanes.get_mut(&frame.channel) {
                Some(lane) => lane.take_in(&frame)?,
                None => false,
            };
            messages |= taken;
            if !taken {
                self.hand_to_library(&frame)?;
            }
        }
        if messages {
            self.lanes.values_mut().for_each(Inbox::wake);
        }
        // Also while a large frame comes slowly.
        self.give_sign();
        Ok(())
    }

    /// Lets the library know that the broker is alive, now and then.
    fn give_sign(&mut self) {
        if self.sign.elapsed() > SIGN_OF_LIFE {
            self.sign = Instant::now();
            self.to_library.extend_from_slice(&HEARTBEAT);
        }
    }

    /// Whether the socket is better not read for now, because what came is not fetched as fast. It is not the broker's
    /// fault then if the library hears nothing.
    pub(super) fn is_full(&mut self) -> bool {
        let full = self.lanes.values().any(Inbox::is_full);
        if full {
            self.give_sign();
            if let Some(library) = self.library.take() {
                library.wake();
            }
        }
        full
    }

    /// There is room again.
    pub(super) fn read_on(&mut self) {
        if let Some(reader) = self.reader.take() {
            reader.wake();
        }
    }

    /// A frame that is the library's, which takes tables apart without a bound to their depth. Contents are never its.
    fn hand_to_library(&mut self, frame: &Frame) -> Result<(), ()> {
        match frame.kind {
            FrameKind::Method => {
                wire::method(&frame.payload).map_err(|_| ())?;
                self.notice_end(frame);
            }
            FrameKind::Header | FrameKind::Body => return Err(()),
            FrameKind::Heartbeat => {}
        }
        frame.write_to(&mut self.to_library);
        Ok(())
    }

    /// The end of a channel, or of all, is the library's business and a lane's.
    fn notice_end(&mut self, frame: &Frame) {
        let is = |method: [u8; 4]| frame.payload.starts_with(&method);
        if frame.channel == 0 && is(CONNECTION_CLOSE) {
            self.goodbye = Goodbye::read(&frame.payload);
            self.lanes.values_mut().for_each(Inbox::close);
        } else if is(CHANNEL_CLOSE) || is(CHANNEL_CLOSE_OK) {
            if let Some(lane) = self.lanes.get_mut(&frame.channel) {
                lane.goodbye = Goodbye::read(&frame.payload).filter(|_| is(CHANNEL_CLOSE));
                lane.close();
            }
            self.lanes.retain(|channel, lane| *channel != frame.channel || !lane.abandoned);
        }
    }

    /// The socket is at its end.
    pub(super) fn end(&mut self, how: io::Result<()>) {
        if self.ended.is_none() {
            self.why = how.as_ref().err().map(copy);
            self.ended = Some(how);
        }
        self.lanes.values_mut().for_each(Inbox::close);
        self.senders.drain(..).for_each(Waker::wake);
        if let Some(library) = self.library.take() {
            library.wake();
        }
        self.ring();
    }

    /// The library has gone, and with it every channel: it saw the connection closed, or gave it up.
    pub(super) fn leave(&mut self) {
        self.left = true;
        self.lanes.values_mut().for_each(Inbox::close);
        self.senders.drain(..).for_each(Waker::wake);
        self.ring();
        self.read_on();
    }

    /// Answers with the number of the lane.
    pub(super) fn open_lane(&mut self, channel: u16) -> u64 {
        self.opened += 1;
        let mut inbox = Inbox::new(self.opened);
        if self.is_over() || self.left {
            inbox.close();
        }
        self.lanes.insert(channel, inbox);
        self.opened
    }

    /// Its messages are nobody's from now on, until the channel is closed.
    pub(super) fn abandon_lane(&mut self, channel: u16, number: u64) {
        if let Some(lane) = self.lane(channel, number) {
            if lane.closed {
                self.lanes.remove(&channel);
            } else {
                lane.abandon();
            }
            self.read_on();
        }
    }

    /// Octets that came and are kept, but for what is the library's; and how many lanes there are.
    #[cfg(test)]
    pub(super) fn kept(&self) -> (usize, usize) {
        (self.buffer.len() + self.lanes.values().map(Inbox::kept).sum::<usize>(), self.lanes.len())
    }

    pub(super) fn lane(&mut self, channel: u16, number: u64) -> Option<&mut Inbox> {
        self.lanes.get_mut(&channel).filter(|lane| lane.number == number)
    }
}

/// Why the broker closed a channel or the connection: `connection.close` and `channel.close` begin alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::amqp) struct Goodbye {
    /// Reply code (AMQP 0-9-1, 1.1 "Constants").
    pub(in crate::amqp) code: u16,
    /// The broker's words.
    pub(in crate::amqp) text: String,
}

impl Goodbye {
    fn read(payload: &[u8]) -> Option<Self> {
        let (code, rest) = payload.get(4..)?.split_first_chunk::<2>()?;
        let (length, rest) = rest.split_first()?;
        let text = String::from_utf8_lossy(rest.get(..usize::from(*length))?).into_owned();
        Some(Self { code: u16::from_be_bytes(*code), text })
    }
}

fn not_amqp() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the broker sent what is not AMQP")
}

/// An error of the system cannot be cloned.
fn copy(error: &io::Error) -> io::Error {
    error.raw_os_error().map_or_else(|| io::Error::new(error.kind(), error.to_string()), io::Error::from_raw_os_error)
}
