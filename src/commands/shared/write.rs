//! Writing to stdout while signals are heard.

use std::time::Duration;

use crate::context::Context;
use crate::shutdown::Signal;

/// How long a reader may take to make room for the batch in hand once a signal came.
const LAST_WRITE: Duration = Duration::from_secs(2);

/// Writes bytes to stdout and flushes them. Tells the signal that came, when whoever reads stdout does not take them.
///
/// # Errors
/// stdout cannot be written to.
pub async fn write(context: &Context, bytes: Vec<u8>) -> anyhow::Result<Option<Signal>> {
    let refused = async {
        let signal = context.shutdown.requested().await;
        tokio::time::sleep(LAST_WRITE).await;
        signal
    };
    tokio::select! {
        written = context.output.write(bytes) => written.map(|()| None),
        signal = refused => Ok(Some(signal)),
    }
}
