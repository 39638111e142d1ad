//! Owns the works: what is measured, who takes part, and what is wanted of the ratios.

use super::clients::Client;
use super::memory;
use super::raw::Raw;
use super::rpc;
use super::stage::{BODY, Stage};
use super::work::Goal::{AtLeast, AtMost};
use super::work::{Comparison, Contestant, Flow, How, Job, Measure, Size, Stdin, Work};

/// All of them, in the order of the table.
pub const WORKS: [Work; 11] =
    [PUBLISH, PUBLISH_UNCONFIRMED, RECEIVE, RECEIVE_AUTO, SEND, GET, RPC, RPC_SERVER, COMMAND, MEMORY, START];

const PUBLISH: Work = Work {
    key: "publish",
    title: "bulk publish, confirms on",
    flow: Flow::In,
    size: Size::Bulk,
    body: &BODY,
    measures: &[Measure::Rate],
    contestants: &[
        rmq("rmq", "send -q -u {url} -Q {queue} --lines", Stdin::Lines),
        raw("raw socket", |stage, job| {
            let mut raw = Raw::open(stage.port());
            raw.publish_confirmed(&Stage::message(job.queue, &BODY), job.count);
            raw.close();
        }),
        pika("pika", 50, "publish.py {url} {queue}", Stdin::Lines),
    ],
    comparisons: &[compare("raw socket", Some(AtLeast(0.90))), compare("pika", None)],
};

const PUBLISH_UNCONFIRMED: Work = Work {
    key: "publish-unconfirmed",
    title: "bulk publish, --no-confirm",
    flow: Flow::In,
    size: Size::Bulk,
    body: &BODY,
    measures: &[Measure::Rate],
    contestants: &[
        rmq("rmq", "send -q -u {url} -Q {queue} --lines --no-confirm", Stdin::Lines),
        tool("amqp-publish -l", 1, "amqp-publish -u {url} -r {queue} -p -l", Stdin::Lines),
        raw("raw socket", |stage, job| {
            let mut raw = Raw::open(stage.port());
            raw.publish(&Stage::message(job.queue, &BODY), job.count);
            raw.close();
        }),
    ],
    comparisons: &[compare("amqp-publish -l", Some(AtLeast(1.15))), compare("raw socket", Some(AtLeast(0.85)))],
};

const RECEIVE: Work = Work {
    key: "receive",
    title: "receive to a file, acked after flush",
    flow: Flow::Out,
    size: Size::Bulk,
    body: &BODY,
    measures: &[Measure::Rate],
    contestants: &[
        rmq("rmq", "receive -q -u {url} -Q {queue} -n {count}", Stdin::Null),
        raw("raw socket", consume),
        pika("pika", 4, "consume.py {url} {queue} {count}", Stdin::Null),
        tool("amqp-consume cat", 200, "amqp-consume -u {url} -q {queue} -c {count} cat", Stdin::Null),
    ],
    comparisons: &[
        compare("raw socket", Some(AtLeast(0.90))),
        compare("pika", Some(AtLeast(4.0))),
        compare("amqp-consume cat", None),
    ],
};

const RECEIVE_AUTO: Work = Work {
    key: "receive-auto",
    title: "receive --ack auto",
    flow: Flow::Out,
    size: Size::Bulk,
    body: &BODY,
    measures: &[Measure::Rate],
    contestants: &[
        rmq("rmq", "receive -q -u {url} -Q {queue} -n {count} --ack auto", Stdin::Null),
        raw("raw socket, no_ack", |stage, job| {
            let mut raw = Raw::open(stage.port());
            raw.consume_unacked(job.queue, job.count);
            raw.close();
        }),
        raw("raw socket, multiple acks", consume),
    ],
    comparisons: &[compare("raw socket, no_ack", None), compare("raw socket, multiple acks", None)],
};

const SEND: Work = Work {
    key: "send",
    title: "one send, confirmed and routed",
    flow: Flow::In,
    size: Size::One,
    body: &BODY,
    measures: &[Measure::Wall],
    contestants: &[
        rmq("rmq", "send -q -u {url} -Q {queue} Hello", Stdin::Null),
        tool("amqp-publish", 1, "amqp-publish -u {url} -r {queue} -p -b Hello", Stdin::Null),
        pika("pika script", 1, "publish.py {url} {queue}", Stdin::Lines),
    ],
    comparisons: &[compare("amqp-publish", Some(AtMost(1.25))), compare("pika script", Some(AtMost(0.1)))],
};

const GET: Work = Work {
    key: "get",
    title: "one receive --count 1",
    flow: Flow::Out,
    size: Size::One,
    body: &BODY,
    measures: &[Measure::Wall],
    contestants: &[
        rmq("rmq", "receive -q -u {url} -Q {queue} -n 1", Stdin::Null),
        tool("amqp-get", 1, "amqp-get -u {url} -q {queue}", Stdin::Null),
        pika("pika script", 1, "get.py {url} {queue}", Stdin::Null),
    ],
    comparisons: &[compare("amqp-get", None), compare("pika script", None)],
};

const RPC: Work = Work {
    key: "rpc",
    title: "RPC round trip, one in flight",
    flow: Flow::Through,
    size: Size::Fixed(1000),
    body: &BODY,
    measures: &[Measure::P50, Measure::P99],
    contestants: &[own("rmq", Client::Rmq, rpc::rmq_asks_raw), own("raw socket", Client::Raw, rpc::raw_asks_raw)],
    comparisons: &[
        Comparison { goal: Some(AtMost(1.5)), ..compare("raw socket", None) },
        Comparison { measure: 1, ..compare("raw socket", None) },
    ],
};

const RPC_SERVER: Work = Work {
    key: "rpc-server",
    title: "RPC round trip, asking rpc-serve",
    contestants: &[own("rmq", Client::Rmq, rpc::raw_asks_rmq), own("raw socket", Client::Raw, rpc::raw_asks_raw)],
    comparisons: &[compare("raw socket", None), Comparison { measure: 1, ..compare("raw socket", None) }],
    ..RPC
};

/// The messages are empty: amqp-consume writes each body to its command, and is gone when that is gone already.
const COMMAND: Work = Work {
    key: "command",
    title: "a command for each message",
    flow: Flow::Out,
    size: Size::Fixed(1000),
    body: &[],
    measures: &[Measure::Rate],
    contestants: &[
        rmq("--jobs 1", "worker -q -u {url} -Q {queue} -n {count} --jobs 1 -- true", Stdin::Null),
        rmq("--jobs 2", "worker -q -u {url} -Q {queue} -n {count} --jobs 2 -- true", Stdin::Null),
        rmq("--prefetch 10", "worker -q -u {url} -Q {queue} -n {count} --prefetch 10 -- true", Stdin::Null),
        rmq(
            "--jobs 2 --prefetch 10",
            "worker -q -u {url} -Q {queue} -n {count} --jobs 2 --prefetch 10 -- true",
            Stdin::Null,
        ),
        tool("amqp-consume -p 1 true", 1, "amqp-consume -u {url} -q {queue} -c {count} -p 1 true", Stdin::Null),
        tool("amqp-consume true", 1, "amqp-consume -u {url} -q {queue} -c {count} true", Stdin::Null),
    ],
    comparisons: &[
        Comparison { of: "--jobs 1", ..compare("amqp-consume true", Some(AtLeast(1.0))) },
        Comparison { of: "--jobs 2", ..compare("amqp-consume true", Some(AtLeast(1.6))) },
        Comparison { of: "--jobs 1", ..compare("amqp-consume -p 1 true", None) },
        Comparison { of: "--prefetch 10", ..compare("amqp-consume true", None) },
        Comparison { of: "--jobs 2 --prefetch 10", ..compare("amqp-consume true", None) },
    ],
};

const LARGE: &str = "large flow";
const SMALL: &str = "100 k messages";

const MEMORY: Work = Work {
    key: "memory",
    title: "peak memory, lines in and out",
    flow: Flow::Through,
    size: Size::Once,
    body: &BODY,
    measures: &[Measure::Sender, Measure::Receiver],
    contestants: &[
        own(SMALL, Client::Rmq, |stage, job| memory::flow(stage, job, job.count.min(100_000))),
        own(LARGE, Client::Rmq, |stage, job| memory::flow(stage, job, job.count)),
    ],
    comparisons: &[
        Comparison { of: LARGE, ..compare(SMALL, Some(AtMost(1.2))) },
        Comparison { of: LARGE, measure: 1, ..compare(SMALL, Some(AtMost(1.2))) },
        Comparison { of: LARGE, measure: 0, against: None, goal: Some(AtMost(40.0)) },
        Comparison { of: LARGE, measure: 1, against: None, goal: Some(AtMost(40.0)) },
    ],
};

const START: Work = Work {
    key: "start",
    title: "start",
    flow: Flow::None,
    size: Size::One,
    body: &BODY,
    measures: &[Measure::Wall],
    contestants: &[
        rmq("--version", "--version", Stdin::Null),
        rmq("--help", "--help", Stdin::Null),
        tool("amqp-publish --help", 1, "amqp-publish --help", Stdin::Null),
    ],
    comparisons: &[
        Comparison { of: "--version", ..compare("amqp-publish --help", None) },
        Comparison { of: "--help", ..compare("amqp-publish --help", None) },
    ],
};

fn consume(stage: &Stage, job: &Job<'_>) {
    let mut raw = Raw::open(stage.port());
    raw.consume(job.queue, job.count);
    raw.close();
}

const fn rmq(name: &'static str, words: &'static str, stdin: Stdin) -> Contestant {
    Contestant { name, client: Client::Rmq, part: 1, how: How::Program { words, stdin } }
}

const fn tool(name: &'static str, part: u64, words: &'static str, stdin: Stdin) -> Contestant {
    Contestant { name, client: Client::AmqpTools, part, how: How::Program { words, stdin } }
}

const fn pika(name: &'static str, part: u64, words: &'static str, stdin: Stdin) -> Contestant {
    Contestant { name, client: Client::Pika, part, how: How::Program { words, stdin } }
}

const fn raw(name: &'static str, run: fn(&Stage, &Job<'_>)) -> Contestant {
    Contestant { name, client: Client::Raw, part: 1, how: How::Raw(run) }
}

const fn own(name: &'static str, client: Client, run: fn(&Stage, &Job<'_>) -> Result<Vec<f64>, String>) -> Contestant {
    Contestant { name, client, part: 1, how: How::Own(run) }
}

/// `rmq` with another one, by the first measure.
const fn compare(against: &'static str, goal: Option<super::work::Goal>) -> Comparison {
    Comparison { of: "rmq", measure: 0, against: Some(against), goal }
}
