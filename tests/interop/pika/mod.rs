//! pika, the client library of the tutorials, at the other end, as the tutorials have it, whichever side starts first.

mod exchanges;
mod messages;
mod python;
mod queues;
mod rpc;

use std::sync::LazyLock;

use crate::support::{Bench, Cmd};
use python::Python;

/// What comes before a test's Python: `pika`, `params`, `connection` and `channel`.
const PRELUDE: &str = "\
import os, pika
params = pika.URLParameters(os.environ['RMQ_URL'])
connection = pika.BlockingConnection(params)
channel = connection.channel()
";

static PYTHON: LazyLock<Option<Python>> = LazyLock::new(Python::find);

/// Python with `pika`, `params`, `connection` and `channel` at hand. Its output is not buffered, so that a test can
/// wait for a line of it.
#[track_caller]
fn pika(bench: &Bench, script: &str) -> Cmd {
    let python = PYTHON.as_ref().expect("these tests need pika (pip install pika)");
    let cmd = bench.program(&python.program, ["-c", &format!("{PRELUDE}{script}")]);
    cmd.env("PYTHONUNBUFFERED", "1").env("PYTHONPATH", &python.packages)
}
