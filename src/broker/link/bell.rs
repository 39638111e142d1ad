//! How the state wakes up the tasks of a socket.

use tokio::sync::Notify;

use crate::broker::state::connection::Link;

/// One for each direction of a socket.
#[derive(Debug, Default)]
pub struct Bell {
    /// Something is to be sent.
    pub output: Notify,
    /// Reading may go on.
    pub input: Notify,
}

impl Link for Bell {
    fn has_output(&self) {
        self.output.notify_one();
    }

    fn may_read(&self) {
        self.input.notify_one();
    }
}
