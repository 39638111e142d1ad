//! Where the broker is: flags, profiles and variables, and which wins.

use std::fs;

use super::{Profiles, SENT};
use crate::support::{Authority, Bench, Clients, Node, RefusedPort, TlsFront, User, error};

/// The error of a broker that nobody is.
fn refused(port: &RefusedPort) -> String {
    error(
        &format!("cannot connect to amqp://127.0.0.1:{}", port.port()),
        "Connection refused (os error 111)",
        "start a broker there ('rmq broker', or RabbitMQ), or name another with --url; --wait 30s waits for one that is \
         starting",
    )
}

fn nowhere(port: &RefusedPort) -> String {
    format!("amqp://127.0.0.1:{}", port.port())
}

#[test]
fn a_profile_says_where_the_broker_is() {
    let (bench, port) = (Bench::new(), RefusedPort::new());
    let profiles = Profiles::new(&format!(
        "# Brokers\n[profiles.one]\nurl = '{0}'\n[profiles.several]\nurl = ['{1}', '{0}']\n[profiles.\"a list\"]\nurl = \
         '{1},{0}'\n",
        bench.url(),
        nowhere(&port)
    ));
    for name in ["one", "several", "a list"] {
        profiles.send(&bench).args(["--profile", name]).stderr(SENT).run();
        profiles.send(&bench).env("RMQ_PROFILE", name).stderr(SENT).run();
    }
    // A variable that is set to nothing is not set.
    profiles.send(&bench).env("RMQ_PROFILE", "").env("RMQ_URL", bench.url()).stderr(SENT).run();
    bench.vhost().wait_depth("hello", 7, 0);
}

#[test]
fn the_file_is_in_the_configuration_of_the_home_directory() {
    let bench = Bench::new();
    let profiles = Profiles::new(&format!("[profiles.p]\nurl = '{}'\n", bench.url()));
    let home = bench.dir().join("home");
    fs::create_dir_all(&home).expect("the directory is writable");
    fs::rename(profiles.home(), home.join(".config")).expect("the directory is ours");
    let send = || bench.rmq(["send", "hi", "--profile", "p"]).env("HOME", &home);
    send().stderr(SENT).run();
    // These are no places: the specification has absolute paths only.
    send().env("XDG_CONFIG_HOME", "").stderr(SENT).run();
    send().env("XDG_CONFIG_HOME", "relative").stderr(SENT).run();
    fs::rename(home.join(".config"), profiles.home()).expect("the directory is ours");
}

#[test]
fn a_profile_that_is_asked_for_wins_over_the_environment_and_not_over_the_flag() {
    let (bench, port) = (Bench::new(), RefusedPort::new());
    let right = Profiles::new(&format!("[profiles.p]\nurl = '{}'\n", bench.url()));
    right.send(&bench).args(["--profile", "p"]).env("RMQ_URL", nowhere(&port)).stderr(SENT).run();
    right.send(&bench).args(["--profile", "p"]).env("RMQ_PROFILE", "none").stderr(SENT).run();
    let wrong = Profiles::new(&format!("[profiles.p]\nurl = '{}'\n", nowhere(&port)));
    wrong.send(&bench).args(["--profile", "p", "--url", &bench.url()]).stderr(SENT).run();
}

#[test]
fn a_profile_in_the_environment_is_left_aside_where_a_url_is_said() {
    let (bench, port) = (Bench::new(), RefusedPort::new());
    // Not even read: there is no such file.
    let send = || bench.rmq(["send", "hi"]).env("RMQ_PROFILE", "p").env("XDG_CONFIG_HOME", "/nowhere");
    send().stderr(SENT).run();
    send().args(["--url", &bench.url()]).env("RMQ_URL", "").stderr(SENT).run();
    // AMQP_URL is for every program, and the profile for this one.
    let profiles = Profiles::new(&format!("[profiles.p]\nurl = '{}'\n", bench.url()));
    profiles.send(&bench).env("RMQ_PROFILE", "p").env("AMQP_URL", nowhere(&port)).stderr(SENT).run();
}

#[test]
fn a_profile_without_a_url_leaves_it_to_the_environment() {
    let (bench, port) = (Bench::new(), RefusedPort::new());
    let profiles = Profiles::new("[profiles.p]\nconnect-timeout = '3s'\n");
    profiles.send(&bench).args(["--profile", "p"]).env("RMQ_URL", bench.url()).stderr(SENT).run();
    let send = profiles.send(&bench).args(["--profile", "p"]).env("AMQP_URL", nowhere(&port));
    send.stderr(&refused(&port)).status(5).run();
}

#[test]
fn a_profile_has_files_relative_to_its_own() {
    let (bench, authority) = (Bench::new(), Authority::new());
    let client = authority.client("ann");
    let port = Node::shared().amqp_port();
    let front = TlsFront::new(port, &authority.server(&["127.0.0.1"]), Clients::Of(&authority));
    let user = User::new(Node::shared());
    bench.vhost().permit(user.name(), [".*", ".*", ".*"]);
    let url = bench.url().replace("amqp://guest:guest", &format!("amqps://{}", user.name()));
    let url = url.replace(&format!(":{port}/"), &format!(":{}/", front.port()));
    let profiles = Profiles::new(&format!(
        "[profiles.p]\nurl = '{url}'\ntls-ca = 'ca.pem'\ntls-cert = '~/ann.pem'\ntls-key = 'sub/../ann.key'\n\
         password-file = 'password'\n[profiles.q]\nurl = '{url}?cacertfile=ca.pem&certfile=~/ann.pem&keyfile=ann.key'\n\
         password-file = './password'\nauth = 'plain'\n"
    ));
    fs::create_dir(profiles.folder().join("sub")).expect("the directory is writable");
    fs::copy(authority.ca(), profiles.folder().join("ca.pem")).expect("the directory is writable");
    fs::copy(&client.certificate, bench.dir().join("ann.pem")).expect("the directory is writable");
    fs::copy(&client.key, profiles.folder().join("ann.key")).expect("the directory is writable");
    fs::write(profiles.folder().join("password"), user.password()).expect("the directory is writable");
    for name in ["p", "q"] {
        profiles.send(&bench).args(["--profile", name]).env("HOME", bench.dir()).stderr(SENT).run();
    }
    // A flag wins over what stands in the profile.
    let other = Authority::new();
    let send = profiles.send(&bench).args(["--profile", "p", "--tls-ca", &other.ca()]).env("HOME", bench.dir());
    send.stderr_matches("error: [..]\n  why: [..](UnknownIssuer)\n  try: [..]\n").status(5).run();
}

#[test]
fn a_profile_logs_in_as_it_says() {
    let bench = Bench::new();
    let profiles = Profiles::new("[profiles.p]\nurl = 'amqps://h'\nauth = 'external'\n");
    let stderr = "error: EXTERNAL logs in with a client certificate, and there is none\n  \
                  try: name it with --tls-cert and --tls-key, or log in with --auth plain\n";
    profiles.send(&bench).args(["--profile", "p"]).stderr(stderr).status(2).run();
}

#[test]
fn a_profile_has_its_own_patience() {
    let bench = Bench::new();
    let silent = crate::support::FakeServer::silent();
    let url = format!("amqp://127.0.0.1:{}", silent.port());
    let profiles = Profiles::new(&format!("[profiles.p]\nurl = '{url}'\nconnect-timeout = '300ms'\n"));
    let late = |limit: &str| {
        let hint = "is this an AMQP port? RabbitMQ's is 5672, with TLS 5671; --connect-timeout allows more time";
        error(&format!("cannot connect to {url}"), &format!("no answer within {limit}"), hint)
    };
    let send = || profiles.send(&bench).args(["--profile", "p"]).status(5);
    send().stderr(&late("300ms")).run();
    send().args(["--connect-timeout", "200ms"]).stderr(&late("200ms")).run();
}

#[test]
fn the_api_of_a_profile_goes_with_it() {
    let (bench, port) = (Bench::new(), RefusedPort::new());
    let elsewhere = format!("http://127.0.0.1:{}", port.port());
    let profiles = Profiles::new(&format!(
        "[profiles.p]\nurl = '{0}'\napi-url = '{1}'\n[profiles.w]\nurl = '{0}'\napi-url = 'ftp://h'\n\
         [profiles.n]\nurl = 'amqp://nonexistent.invalid'\n[profiles.o]\n",
        bench.url(),
        bench.api_url()
    ));
    let stats = |name: &str| {
        let stats = bench.rmq(["stats", "--profile", name]).env("XDG_CONFIG_HOME", profiles.home());
        stats.env("RMQ_API_URL", &elsewhere)
    };
    let found = format!("[..] at {}, vhost [..]\n...\n", bench.api_url().replace("guest:guest@", ""));
    stats("p").stdout_matches(&found).run();
    stats("p").env("RMQ_API_URL", bench.api_url()).stdout_matches(&found).run();
    let none = |url: &str| format!("error: no management API at {url}\n  why: [..]\n  try: [..]\n");
    stats("p").args(["--api-url", &elsewhere]).stderr_matches(&none(&elsewhere)).status(5).run();
    let wrong = error(
        &format!("api-url in profile 'w' of {} is not the URL of a management API", profiles.shown()),
        "it does not begin with http:// or https://",
        "write it like http://localhost:15672",
    );
    stats("w").stderr(&wrong).status(2).run();
    // Its URL says where the API is, and the environment speaks of another broker.
    stats("n").stderr_matches(&none("http://nonexistent.invalid:15672")).status(5).run();
    // A profile that says nothing of where leaves that to the environment.
    stats("o").env("RMQ_API_URL", &elsewhere).stderr_matches(&none(&elsewhere)).status(5).run();
}
