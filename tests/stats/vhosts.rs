//! Which virtual host.

use serde_json::json;

use super::{BARE, HEADINGS, head, stats};
use crate::support::Bench;

#[test]
fn the_vhost_is_that_of_the_url_unless_another_is_named() {
    let (bench, other) = (Bench::new(), Bench::new());
    bench.vhost().declare_queue("mine", &json!({}));
    let mine = format!("{}{HEADINGS}mine  [..]\n", head(&bench));
    stats(&bench, &[]).stdout_matches(&mine).run();
    stats(&bench, &["mine"]).stdout_matches(&mine).run();
    stats(&other, &[]).stdout_matches(&(head(&other) + BARE)).run();
    for args in [&["--vhost", bench.vhost().name()][..], &["--vhost", bench.vhost().name(), "mine"]] {
        stats(&other, args).stdout_matches(&mine).run();
    }
}

#[test]
fn thresholds_count_in_the_vhost_that_was_named() {
    let (bench, other) = (Bench::new(), Bench::new());
    super::filled(&bench, "q", 1);
    other.vhost().declare_queue("q", &json!({}));
    let stdout = format!("{}{HEADINGS}q     [..]  1  [..]\n", super::head_counted(&bench));
    let stderr = "error: queue 'q' has 1 ready message, more than 0\n";
    let cmd = stats(&other, &["q", "--max-ready", "0", "--vhost", bench.vhost().name()]);
    cmd.stdout_matches(&stdout).stderr(stderr).status(3).run();
}

#[test]
fn a_vhost_that_does_not_exist_is_no_connection() {
    let bench = Bench::new();
    let stderr = "\
error: vhost 'no/where' does not exist
  try: check --vhost or the end of the URL, or create it: rabbitmqctl add_vhost 'no/where'
";
    for args in [&[][..], &["q"], &["q*"], &["q", "--max-ready", "1"]] {
        stats(&bench, args).args(["--vhost", "no/where"]).stderr(stderr).status(5).run();
    }
}
