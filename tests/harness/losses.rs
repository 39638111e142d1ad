//! The fault table counts what it should: a loss that nobody sees would be a promise that nobody keeps.

#[path = "../losses/fault.rs"]
#[allow(dead_code, reason = "the faults use the rest of it")]
mod fault;
#[path = "../losses/flow.rs"]
#[allow(dead_code, reason = "the faults use the rest of it")]
mod flow;
#[path = "../losses/options.rs"]
mod options;

use fault::{Fault, Tally};
use flow::{Came, confirmed, numbered, tally};
use options::Options;

use super::failure;

const SHORT: Fault = Fault { name: "send: cut", short: true, run: |_| Tally::default() };
const LONG: Fault = Fault { name: "receive: cut", short: false, run: |_| Tally::default() };

/// Which faults are run with these arguments.
fn wanted(args: &str) -> Vec<&'static str> {
    let options = Options::parse(args.split_whitespace().map(str::to_owned));
    let all = [SHORT, LONG].into_iter().filter(|fault| options.wants(fault));
    all.map(|fault| fault.name).collect()
}

#[test]
fn what_is_lost_or_doubled_is_counted() {
    let came = Came::of(b"0\n2\n1\n2\n2\n4\n9");
    assert_eq!(came, Came(vec![0, 2, 1, 2, 2, 4]), "a line without an end was not written");
    let left = Came(vec![5, 0]);
    let counted = tally(7, &came, &left);
    assert_eq!(counted, Tally { tried: 1, confirmed: 7, delivered: 4, duplicated: 2, lost: 2 });
    assert_eq!(tally(3, &came, &Came::default()).lost, 0, "what was not confirmed is not lost");
    let both: Tally = [counted, counted].into_iter().sum();
    assert_eq!(both, Tally { tried: 2, confirmed: 14, delivered: 8, duplicated: 4, lost: 4 });
}

#[test]
fn numbered_lines_come_back_as_numbers() {
    assert_eq!(numbered(3), b"0\n1\n2\n");
    assert_eq!(Came::of(&numbered(1000)).different(), 1000);
    assert_eq!(Came::of(b"").and(&Came(vec![1, 1])).different(), 1);
    assert!(failure(|| _ = Came::of(b"1\n1x\n")).contains("\"1x\""));
}

#[test]
fn what_was_confirmed_is_read_from_the_last_words() {
    assert_eq!(confirmed("warning: cannot publish: x\n [*] Connected again\n [x] Sent 12 messages\n"), 12);
    assert_eq!(confirmed(" [x] Sent 1 message\n"), 1);
    let failed = |count: &str| format!("error: line 7: cannot publish; {count} published and confirmed\n  why: x\n");
    assert_eq!((confirmed(&failed("1 message")), confirmed(&failed("200 messages"))), (1, 200));
    assert!(failure(|| _ = confirmed("error: cannot connect\n")).starts_with("no count in"));
}

#[test]
fn arguments_choose_faults_and_those_of_libtest_do_no_harm() {
    assert_eq!(wanted(""), ["send: cut"]);
    assert_eq!(wanted("--full --markdown"), ["send: cut", "receive: cut"]);
    assert_eq!(wanted("--full receive"), ["receive: cut"]);
    assert_eq!(wanted("--full cut --skip send"), ["receive: cut"]);
    assert_eq!(wanted("receive"), [""; 0]);
    for libtests in
        ["-q", "--nocapture", "--test-threads 1", "--test-threads=1", "--color always", "-Z unstable-options"]
    {
        assert_eq!(wanted(libtests), ["send: cut"], "{libtests}");
    }
    let options = Options::parse(["--list", "--full"].map(str::to_owned).into_iter());
    assert!(options.list && options.scale().full && !options.markdown);
}
