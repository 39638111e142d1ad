//! The command line of `rmq broker`, and what it writes.

use crate::support::raw::{Raw, round_trip};
use crate::support::{Alone, BANNER, Cmd, Signal};

fn broker(args: &[&str]) -> Cmd {
    Cmd::rmq().args(["broker"]).args(args)
}

#[test]
fn a_port_that_is_taken_is_named() {
    let other = Alone::new(&[]);
    let address = format!("127.0.0.1:{}", other.port());
    let taken = |hint: &str| {
        format!("error: cannot listen on {address}\n  why: Address already in use (os error 98)\n  try: {hint}\n")
    };
    let stderr = taken("a broker may run there already; --listen 0 --http 0 takes free ports");
    broker(&["--listen", &address, "--http", "off"]).stderr(&stderr).status(1).run();
    let stderr = taken("--http 0 takes a free port, --http off does without");
    broker(&["--listen", "127.0.0.1:0", "--http", &address]).stderr(&stderr).status(1).run();
}

#[test]
fn nonsense_is_refused() {
    let address = "neither ADDRESS:PORT, such as 127.0.0.1:5672, nor a port";
    let listen = ["nonsense", "127.0.0.1", "127.0.0.1:70000", ":5672", "65536", "[::1]"];
    let more = |flag: &str, name: &str, why: &str, values: &[&str]| {
        for value in values {
            let stderr = format!(
                "error: invalid value '{value}' for '--{flag} <{name}>': {why}\n\nFor more information, try '--help'.\n"
            );
            broker(&[&format!("--{flag}={value}")]).stderr(&stderr).status(2).run();
        }
    };
    more("listen", "ADDRESS", address, &listen);
    more("http", "ADDRESS", address, &listen);
    more("user", "NAME:PASSWORD-FILE", "not NAME:PASSWORD-FILE", &["alice", ":file", "alice:", ":"]);
    let size = "not a size such as 64MB, 1GiB or 500000";
    more("max-memory", "SIZE", size, &["much", "-1", "99999999999999999999", "1 light-year"]);
    let stderr = "error: invalid value '9' for '--like <VERSION>'\n  [possible values: 3.10, 4.3]\n\nFor more information, try '--help'.\n";
    broker(&["--like", "9"]).stderr(stderr).status(2).run();
}

#[test]
fn a_password_file_that_cannot_be_used_is_named() {
    let stderr = "error: cannot read the password file /nowhere\n  why: No such file or directory (os error 2)\n";
    broker(&["--user", "alice:/nowhere"]).stderr(stderr).status(2).run();
    let stderr = "error: the password file /dev/null has no first line\n";
    broker(&["--user", "alice:/dev/null"]).stderr(stderr).status(2).run();
}

#[test]
fn its_addresses_are_the_first_lines_on_stdout() {
    let both = broker(&["--listen", "127.0.0.1:0", "--http", "127.0.0.1:0"]);
    let mut both = both.stdout_matches("amqp://127.0.0.1:[..]\nhttp://127.0.0.1:[..]\n").stderr(BANNER).spawn();
    both.wait_stdout_line("http://");
    both.signal(Signal::TERM);
    both.finish();
    let quiet = broker(&["--listen", "0", "--http", "off", "-q"]);
    let mut quiet = quiet.stdout_matches("amqp://127.0.0.1:[..]\n").spawn();
    quiet.wait_stdout_line("amqp://");
    quiet.signal(Signal::TERM);
    quiet.finish();
}

#[test]
fn a_reader_of_the_address_may_go() {
    let alone = broker(&["--listen", "127.0.0.1:0", "--http", "off"]);
    let mut running = alone.stdout_matches("amqp://127.0.0.1:[..]\n").stderr(BANNER).spawn();
    let line = running.wait_stdout_line("amqp://");
    running.close_stdout();
    let port = line.trim_start_matches("amqp://127.0.0.1:").parse().expect("a port");
    round_trip(&mut Raw::open(port), "q");
    running.signal(Signal::TERM);
    running.finish();
}

#[test]
fn addresses_that_cannot_be_told_are_a_failure() {
    let full = broker(&["--listen", "127.0.0.1:0", "--http", "off"]).stdout_file("/dev/full");
    let stderr = format!("{BANNER}error: cannot write to stdout\n  why: No space left on device (os error 28)\n");
    full.stderr(&stderr).status(1).run();
}

#[test]
fn it_narrates_what_happens() {
    let mut broker = broker(&["--listen", "127.0.0.1:0", "--http", "off", "-v"])
        .stdout_matches("amqp://127.0.0.1:[..]\n")
        .stderr_matches(
            " [*] A development broker: in memory, on one node. To exit press CTRL+C
> 127.0.0.1:[..]: connected
> 127.0.0.1:[..]: user 'guest' is in vhost '/'
> queue 'q' in vhost '/' declared
> queue 'q' in vhost '/' deleted
> 127.0.0.1:[..] -> 127.0.0.1:[..]: gone
",
        )
        .spawn();
    let line = broker.wait_stdout_line("amqp://");
    let port = line.trim_start_matches("amqp://127.0.0.1:").parse().expect("a port");
    let mut raw = Raw::open(port);
    round_trip(&mut raw, "q");
    drop(raw);
    broker.wait_stderr_line("gone");
    broker.signal(Signal::TERM);
    broker.finish();
}
