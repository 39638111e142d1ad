//! What the targets in `fuzz/` and the tests that replay their corpus call: bytes in, a panic when something is wrong.

mod client;
mod program;
mod reader;

use amq_protocol::types::AMQPValue;
use bytes::{Bytes, BytesMut};

use super::settings::Settings;
use super::state::State;
use super::state::users::{Permissions, User};
use crate::wire::{self, Change};
use client::Client;

pub use program::run as structured;

/// Takes bytes apart as a link does, and reads every payload as everything that it could be.
pub fn wire(bytes: &[u8]) {
    read(bytes);
    let mut buffer = BytesMut::from(bytes);
    let _ = wire::protocol_header(&mut buffer);
    while let Ok(Some(frame)) = wire::cut(&mut buffer, 131_072) {
        read(&frame.payload);
    }
}

fn read(bytes: &[u8]) {
    let payload = Bytes::copy_from_slice(bytes);
    let _ = wire::method(&payload);
    if let Ok(content) = wire::content_header(&payload) {
        assert!(wire::summary(&content.properties).is_ok(), "checked properties can be read");
        let _ = wire::properties(&content.properties);
    }
    if let Ok(Some(headers)) = wire::summary(bytes).map(|summary| summary.headers) {
        let _ = wire::header(headers, "x-death");
        let _ = wire::table(headers);
    }
    let changes = [Change::RemoveHeader("a"), Change::SetHeader("b", &AMQPValue::Void), Change::SetReplyTo("r")];
    if let Ok(edited) = wire::edit(bytes, &changes) {
        assert_eq!(wire::summary(&edited).map(|summary| summary.reply_to), Ok(Some("r")));
    }
    let _ = wire::table(bytes);
}

/// Gives a broker the bytes of one client, from behind the protocol header.
pub fn session(bytes: &[u8]) {
    let mut state = state(None);
    let mut client = Client::new(&mut state);
    client.feed(&mut state, bytes);
    state.check();
    client.listen(&mut state);
    client.go(&mut state);
    bury(&mut state);
}

/// A broker with its default user and vhost.
fn state(max_memory: Option<usize>) -> State {
    let settings = Settings::default();
    let mut state = State::new(settings.rules, max_memory, None);
    state.add_vhost("/");
    for login in settings.logins {
        let permissions = Permissions::all().map(|all| ("/".to_owned(), all));
        let user = User {
            password: login.password,
            tags: Vec::new(),
            permissions: permissions.into_iter().collect(),
            loopback_only: login.loopback_only,
        };
        state.users.insert(login.user, user);
    }
    state
}

/// Nothing is left when all clients and queues are gone.
fn bury(state: &mut State) {
    let queues: Vec<_> = state.queues.keys().copied().collect();
    for queue in queues {
        state.remove_queue(queue);
    }
    state.check_empty();
}

#[cfg(test)]
mod tests;
