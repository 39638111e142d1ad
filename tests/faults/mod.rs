//! Connections, refusals, and brokers that fail.

mod addresses;
mod broken;
mod handshakes;
mod lies;
mod negotiation;
mod newest;
mod operator;
mod passwords;
mod permissions;
mod refusals;
mod shapes;
mod spread;
mod unreachable;
mod waiting;

use crate::support::{Cmd, LOST, WAITING, error};

/// One command of each kind: publishing, listening, and both.
const CLIENTS: [&[&str]; 3] = [&["send", "hi"], &["receive"], &["rpc-call", "3"]];

/// Holds each of [`CLIENTS`] to the error of a connection that cannot be made.
#[track_caller]
fn cannot_connect(url: &str, named: &str, why: &str, hint: &str) {
    for client in CLIENTS {
        let cmd = Cmd::rmq().args(client).args(["--connect-timeout", "2s", "--url", url]);
        cmd.stderr(&error(&format!("cannot connect to {named}"), why, hint)).status(5).run();
    }
}
