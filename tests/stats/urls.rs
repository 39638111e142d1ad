//! Where the API is.

use super::{BARE, BY_NAME, ENABLE, api, head, no_api, shown, stats_at};
use crate::support::{Bench, Cmd, RefusedPort};

fn wrong(origin: &str, why: &str) -> String {
    format!(
        "error: {origin} is not the URL of a management API\n  why: {why}\n  try: write it like http://localhost:15672\n"
    )
}

#[test]
fn a_wrong_url_is_not_repeated_for_the_password_in_it() {
    let scheme = "it does not begin with http:// or https://";
    for (url, why) in [
        ("", scheme),
        ("localhost", scheme),
        ("localhost:15672", scheme),
        ("u:s3cret@host", scheme),
        ("amqp://u:s3cret@h", scheme),
        ("http://", "empty host"),
        ("http://u:s3cret@h:99999", "invalid port number"),
        ("http://h/?password=s3cret", "a '?' or a '#' has no place in it"),
        ("http://u:%ff@h", "the password is not UTF-8 after percent decoding"),
    ] {
        Cmd::rmq().args(["stats", "--api-url", url]).stderr(&wrong("--api-url", why)).status(2).run();
        if !url.is_empty() {
            let cmd = Cmd::rmq().args(["stats"]).env("RMQ_API_URL", url);
            cmd.stderr(&wrong("RMQ_API_URL", why)).status(2).run();
        }
    }
}

#[test]
fn the_environment_names_it_and_the_option_wins() {
    let (bench, refused) = (Bench::new(), RefusedPort::new());
    let nowhere = format!("http://127.0.0.1:{}", refused.port());
    let stdout = head(&bench) + BARE;
    bench.rmq(["stats"]).env("RMQ_API_URL", bench.api_url()).stdout_matches(&stdout).run();
    stats_at(&bench, &bench.api_url(), &[]).env("RMQ_API_URL", &nowhere).stdout_matches(&stdout).run();
    let stderr = no_api(&nowhere, "Connection refused (os error 111)", BY_NAME);
    bench.rmq(["stats"]).env("RMQ_API_URL", nowhere).stderr(&stderr).status(5).run();
}

#[test]
fn a_url_from_a_browser_will_do() {
    let bench = Bench::new();
    for end in ["/", "/api", "/api/"] {
        stats_at(&bench, &(bench.api_url() + end), &[]).stdout_matches(&(head(&bench) + BARE)).run();
    }
}

#[test]
fn a_wrong_prefix_is_told() {
    let bench = Bench::new();
    let why = "something else answers there: [..]";
    let stderr = no_api(&(shown(&bench) + "/elsewhere"), why, BY_NAME);
    stats_at(&bench, &(bench.api_url() + "/elsewhere"), &[]).stderr_matches(&stderr).status(5).run();
}

#[test]
fn tls_to_a_server_without_it_is_no_connection() {
    let server = api::broker(serde_json::json!([]));
    let url = format!("https://127.0.0.1:{}", server.port());
    let stderr = format!("error: no management API at {url}\n  why: [..]\n  try: {ENABLE}; {BY_NAME}\n");
    Cmd::rmq().args(["stats", "--api-url", &url]).stderr_matches(&stderr).status(5).run();
}
