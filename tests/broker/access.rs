//! Who may ask for what.

use serde_json::json;

use super::{REFUSED, ask_as, check, check_as, get};
use crate::support::{Bench, Node, User, basic};

const NO_VHOST: &str = r#"{"error":"not_authorised","reason":"User not authorised to access virtual host"}"#;
const NO_ADMINISTRATOR: &str = r#"{"error":"not_authorised","reason":"Not administrator user"}"#;
const NO_MONITOR: &str = r#"{"error":"not_authorised","reason":"Not monitor user"}"#;

fn credentials(user: &User) -> String {
    format!("{}:{}", user.name(), user.password())
}

#[test]
fn whoever_asks_says_who_it_is() {
    let bench = Bench::new();
    let failed = r#"{"error":"not_authorized","reason":"Login failed"}"#;
    let realm = Some("Basic realm=\"RabbitMQ Management\"");
    for (headers, status, body, realm) in [
        (String::new(), 401, "", realm),
        (basic("guest:wrong"), 401, failed, realm),
        (basic("nobody:guest"), 401, failed, realm),
        ("Authorization: Bearer x\r\n".to_owned(), 401, failed, realm),
        ("Authorization: Basic !!!\r\n".to_owned(), 400, "", None),
    ] {
        let response = bench.api().raw(&headers, "GET", "/api/overview", "");
        assert_eq!((response.status, response.body.as_str()), (status, body), "{headers}");
        assert_eq!(response.header("www-authenticate"), realm, "{headers}");
    }
}

#[test]
fn a_user_without_a_tag_gets_nothing() {
    let bench = Bench::new();
    let user = User::new(Node::shared());
    bench.vhost().permit(user.name(), [".*"; 3]);
    let refused = r#"{"error":"not_authorised","reason":"Not management user"}"#;
    for path in ["/api/overview", "/api/whoami", "/api/queues", "/api/queues/{v}", "/api/vhosts"] {
        check_as(&bench, &credentials(&user), &[("GET", path, "", 401, refused)]);
    }
}

#[test]
fn a_tag_alone_opens_no_vhost() {
    let bench = Bench::new();
    let user = User::tagged(Node::shared(), "management");
    check_as(
        &bench,
        &credentials(&user),
        &[
            ("GET", "/api/queues", "", 200, "[]"),
            ("GET", "/api/exchanges", "", 200, "[]"),
            ("GET", "/api/bindings", "", 200, "[]"),
            ("GET", "/api/vhosts", "", 200, "[]"),
            ("GET", "/api/connections", "", 200, "[]"),
            ("GET", "/api/consumers/{v}", "", 200, "[]"),
            ("GET", "/api/queues/{v}", "", 401, NO_VHOST),
            ("GET", "/api/exchanges/{v}", "", 401, NO_VHOST),
            ("GET", "/api/vhosts/{v}/connections", "", 401, NO_VHOST),
            ("PUT", "/api/queues/{v}/q", "{}", 401, NO_VHOST),
            ("GET", "/api/aliveness-test/{v}", "", 401, NO_VHOST),
            ("GET", "/api/vhosts/{v}", "", 401, NO_ADMINISTRATOR),
            ("PUT", "/api/vhosts/mine", "{}", 401, NO_ADMINISTRATOR),
            ("GET", "/api/users", "", 401, NO_ADMINISTRATOR),
            ("GET", "/api/permissions", "", 401, NO_ADMINISTRATOR),
            ("GET", "/api/nodes", "", 401, NO_MONITOR),
            ("GET", "/api/health/checks/alarms", "", 200, r#"{"status":"ok"}"#),
        ],
    );
}

#[test]
fn permissions_hold_here_too() {
    let bench = Bench::new();
    let user = User::tagged(Node::shared(), "management");
    bench.vhost().permit(user.name(), ["^mine"; 3]);
    bench.vhost().declare_queue("other", &json!({}));
    let message = r#"{"routing_key":"other","payload":"x","payload_encoding":"string","properties":{}}"#;
    let order = r#"{"count":1,"ackmode":"ack_requeue_true","encoding":"auto"}"#;
    let name = user.name();
    check_as(
        &bench,
        &credentials(&user),
        &[
            ("PUT", "/api/queues/{v}/mine", "{}", 201, ""),
            ("GET", "/api/queues/{v}?columns=name", "", 200, r#"[{"name":"mine"},{"name":"other"}]"#),
            ("PUT", "/api/queues/{v}/yours", "{}", 401, REFUSED),
            ("DELETE", "/api/queues/{v}/other", "", 401, REFUSED),
            ("DELETE", "/api/queues/{v}/other/contents", "", 401, REFUSED),
            ("POST", "/api/bindings/{v}/e/amq.fanout/q/mine", "{}", 401, REFUSED),
        ],
    );
    let response = ask_as(&bench, &credentials(&user), "POST", "/api/exchanges/{v}/amq.default/publish", message);
    let vhost = bench.vhost().name();
    let why =
        format!("403 ACCESS_REFUSED - access to exchange 'amq.default' in vhost '{vhost}' refused for user '{name}'");
    assert_eq!(response.body, json!({"error": "bad_request", "reason": why}).to_string());
    let response = ask_as(&bench, &credentials(&user), "POST", "/api/queues/{v}/other/get", order);
    let why = format!("ACCESS_REFUSED - access to queue 'other' in vhost '{vhost}' refused for user '{name}'");
    assert_eq!(response.body, json!({"error": "not_authorised", "reason": why}).to_string());
}

#[test]
fn an_administrator_sees_what_he_may_not_change() {
    let bench = Bench::new();
    let user = User::tagged(Node::shared(), "administrator");
    bench.vhost().declare_queue("q", &json!({}));
    check_as(
        &bench,
        &credentials(&user),
        &[
            ("GET", "/api/queues/{v}?columns=name", "", 200, r#"[{"name":"q"}]"#),
            ("PUT", "/api/queues/{v}/n", "{}", 401, REFUSED),
            ("DELETE", "/api/queues/{v}/q", "", 401, REFUSED),
            ("GET", "/api/aliveness-test/{v}", "", 401, REFUSED),
        ],
    );
    let who = ask_as(&bench, &credentials(&user), "GET", "/api/whoami", "");
    assert_eq!(who.body, json!({"name": user.name(), "tags": ["administrator"]}).to_string());
}

#[test]
fn a_monitor_sees_the_vhosts_and_the_node() {
    let bench = Bench::new();
    let user = User::tagged(Node::shared(), "monitoring");
    let vhosts = ask_as(&bench, &credentials(&user), "GET", "/api/vhosts?columns=name", "");
    assert!(vhosts.body.contains(bench.vhost().name()), "{}", vhosts.body);
    let nodes = ask_as(&bench, &credentials(&user), "GET", "/api/nodes?columns=running", "");
    assert_eq!(nodes.body, r#"[{"running":true}]"#);
    check_as(&bench, &credentials(&user), &[("GET", "/api/queues/{v}", "", 401, NO_VHOST)]);
}

#[test]
fn whoever_makes_a_vhost_may_do_everything_there() {
    let bench = Bench::new();
    let path = "/api/permissions/{v}/guest";
    assert_eq!(get(&bench, path)["configure"], ".*");
    let user = User::tagged(Node::shared(), "administrator, other");
    let other = format!("{}-of-its-own", bench.vhost().name());
    let vhost = crate::support::segment(&other);
    let made = ask_as(
        &bench,
        &credentials(&user),
        "PUT",
        &format!("/api/vhosts/{vhost}"),
        r#"{"description":"d","tags":"a,b"}"#,
    );
    let permissions = get(&bench, &format!("/api/permissions/{vhost}/{}", user.name()));
    let shown = get(&bench, &format!("/api/vhosts/{vhost}"));
    bench.api().delete(&["vhosts", &other]);
    assert_eq!(made.status, 201);
    let expected = json!({"user": user.name(), "vhost": other, "configure": ".*", "write": ".*", "read": ".*"});
    assert_eq!(permissions, expected);
    assert_eq!((&shown["description"], &shown["tags"]), (&"d".into(), &json!(["a", "b"])));
}

#[test]
fn nobody_logs_in_without_a_password() {
    let bench = Bench::new();
    let user = User::tagged(Node::shared(), "management");
    let path = format!("/api/users/{}", user.name());
    for body in [r#"{"tags":"management"}"#, r#"{"password":"","tags":"management"}"#] {
        assert_eq!(super::ask(&bench, "PUT", &path, body).status, 204);
        for password in ["", user.password()] {
            let credentials = format!("{}:{password}", user.name());
            assert_eq!(ask_as(&bench, &credentials, "GET", "/api/whoami", "").status, 401, "{body} {password}");
        }
    }
    check(
        &bench,
        &[("GET", "/api/users/guest?columns=name,tags", "", 200, r#"{"name":"guest","tags":["administrator"]}"#)],
    );
}
