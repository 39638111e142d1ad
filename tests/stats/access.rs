//! Who may look, and that no password is told.

use serde_json::json;

use super::{BARE, head, shown, stats_at};
use crate::support::{Bench, Node, User};

/// The API's address with a user and a password in it.
fn login(bench: &Bench, user: &str, password: &str) -> String {
    bench.api_url().replace("guest:guest@", &format!("{user}:{password}@"))
}

fn forbidden(bench: &Bench, user: &User, why: &str, hint: &str) -> String {
    let (user, url) = (user.name(), shown(bench));
    format!("error: user '{user}' may not ask the management API at {url}\n  why: {why}\n  try: {hint}\n")
}

#[test]
fn a_wrong_password_is_no_connection_and_is_not_repeated() {
    let bench = Bench::new();
    let url = shown(&bench);
    let stderr = format!(
        "error: cannot log in to the management API at {url} as 'guest'\n  \
         why: the user name or the password is wrong (Login failed)\n  \
         try: check user and password in --url, RMQ_URL, --password-file or --api-url\n"
    );
    let wrong = login(&bench, "guest", "s3cret");
    stats_at(&bench, &wrong, &[]).stderr(&stderr).status(5).run();
    stats_at(&bench, &wrong, &["q", "--wait", "30s"]).stderr(&stderr).status(5).run();
    // Without one in its own URL the API is asked as AMQP would be.
    let amqp = bench.url().replace("guest:guest@", "guest:s3cret@");
    stats_at(&bench, &url, &["--url", &amqp]).stderr(&stderr).status(5).run();
    let output = stats_at(&bench, &wrong, &["-v"]).stderr_matches(&format!("> GET [..]\n> HTTP 401, [..]\n{stderr}"));
    assert!(!output.status(5).run().stderr_text().contains("s3cret"));
}

#[test]
fn a_password_file_is_for_the_api_too() {
    let bench = Bench::new();
    std::fs::write(bench.dir().join("password"), "guest\n").expect("a directory of the test");
    let amqp = bench.url().replace("guest:guest@", "guest:wrong@");
    let cmd = stats_at(&bench, &shown(&bench), &["--url", &amqp, "--password-file", "password"]);
    cmd.stdout_matches(&(head(&bench) + BARE)).run();
}

#[test]
fn a_user_without_a_tag_may_not_look() {
    let bench = Bench::new();
    let user = User::new(Node::shared());
    bench.vhost().permit(user.name(), [".*", ".*", ".*"]);
    let hint = format!(
        "the user needs the tag 'monitoring' or 'management': rabbitmqctl set_user_tags '{}' monitoring",
        user.name()
    );
    let stderr = forbidden(&bench, &user, "Not management user", &hint);
    let url = login(&bench, user.name(), user.password());
    for args in [&[][..], &["q"]] {
        stats_at(&bench, &url, args).stderr(&stderr).status(6).run();
    }
}

#[test]
fn a_user_without_a_permission_may_not_look_into_the_vhost() {
    let bench = Bench::new();
    bench.vhost().declare_queue("q", &json!({}));
    let user = User::new(Node::shared());
    bench.api().put(&["users", user.name()], &json!({"password": user.password(), "tags": "management"}));
    let hint = format!(
        "choose another with --vhost, or grant it: rabbitmqctl set_permissions -p '{}' '{}' '' '' '.*'",
        bench.vhost().name(),
        user.name()
    );
    let stderr = forbidden(&bench, &user, "User not authorised to access virtual host", &hint);
    let url = login(&bench, user.name(), user.password());
    for args in [&[][..], &["q"], &["*"]] {
        stats_at(&bench, &url, args).stderr(&stderr).status(6).run();
    }
    bench.vhost().permit(user.name(), ["", "", ""]);
    let stdout = format!("{}{}q     [..]\n", head(&bench), super::HEADINGS);
    stats_at(&bench, &url, &[]).stdout_matches(&stdout).run();
}
