//! Statuses, methods and headers.

use super::{MISSING, ask, check};
use crate::support::Bench;

#[test]
fn what_is_new_is_created_and_what_is_there_is_not() {
    let bench = Bench::new();
    check(
        &bench,
        &[
            ("PUT", "/api/queues/{v}/a%2Fb%20c+d", r#"{"durable":"true"}"#, 201, ""),
            ("PUT", "/api/queues/{v}/a%2Fb%20c+d", r#"{"durable":true,"arguments":[]}"#, 204, ""),
            (
                "GET",
                "/api/queues/{v}/a%2Fb%20c+d?columns=name,durable",
                "",
                200,
                r#"{"durable":true,"name":"a/b c+d"}"#,
            ),
            ("DELETE", "/api/queues/{v}/a%2Fb%20c+d/contents", "", 204, ""),
            ("DELETE", "/api/queues/{v}/a%2Fb%20c+d?if-empty=true", "", 204, ""),
            ("DELETE", "/api/queues/{v}/a%2Fb%20c+d", "", 404, MISSING),
            ("PUT", "/api/exchanges/{v}/x", r#"{"type":"fanout"}"#, 201, ""),
            ("PUT", "/api/exchanges/{v}/x", r#"{"type":"fanout"}"#, 204, ""),
            ("DELETE", "/api/exchanges/{v}/x", "", 204, ""),
            ("DELETE", "/api/exchanges/{v}/x", "", 404, MISSING),
            ("PUT", "/api/vhosts/{v}", "", 204, ""),
            ("PUT", "/api/permissions/{v}/guest", r#"{"configure":"","write":"","read":""}"#, 204, ""),
            ("DELETE", "/api/permissions/{v}/guest", "", 204, ""),
            ("DELETE", "/api/permissions/{v}/guest", "", 404, MISSING),
            ("PUT", "/api/permissions/{v}/guest", r#"{"configure":"","write":"","read":""}"#, 201, ""),
        ],
    );
}

#[test]
fn what_is_not_there_is_not_found() {
    let bench = Bench::new();
    for path in [
        "/api/nix",
        "/api/queues/nix",
        "/api/queues/{v}/nix",
        "/api/queues/nix/nix",
        "/api/exchanges/{v}/nix",
        "/api/bindings/nix",
        "/api/bindings/{v}/e/amq.direct/q/nix/nix",
        "/api/consumers/nix",
        "/api/connections/nix",
        "/api/channels/nix",
        "/api/vhosts/nix",
        "/api/vhosts/nix/connections",
        "/api/vhosts/nix/permissions",
        "/api/users/nix",
        "/api/users/nix/permissions",
        "/api/permissions/{v}/nix",
        "/api/aliveness-test/nix",
    ] {
        check(&bench, &[("GET", path, "", 404, MISSING)]);
    }
    for path in ["/api/users/nix", "/api/vhosts/nix", "/api/connections/nix", "/api/queues/{v}/nix/contents"] {
        check(&bench, &[("DELETE", path, "", 404, MISSING)]);
    }
}

#[test]
fn a_path_knows_its_methods() {
    let bench = Bench::new();
    for (method, path, allowed) in [
        ("POST", "/api/overview", "HEAD, GET, OPTIONS"),
        ("PATCH", "/api/queues", "HEAD, GET, OPTIONS"),
        ("POST", "/api/queues/{v}/q", "HEAD, GET, PUT, DELETE, OPTIONS"),
        ("GET", "/api/queues/{v}/q/get", "POST, OPTIONS"),
    ] {
        let response = ask(&bench, method, path, "");
        assert_eq!((response.status, response.header("allow")), (405, Some(allowed)), "{method} {path}");
        let response = ask(&bench, "OPTIONS", path, "");
        assert_eq!((response.status, response.header("allow")), (200, Some(allowed)), "{path}");
    }
}

#[test]
fn a_head_comes_without_its_body() {
    let bench = Bench::new();
    let response = ask(&bench, "HEAD", "/api/whoami", "");
    let length = ask(&bench, "GET", "/api/whoami", "").body.len().to_string();
    assert_eq!((response.status, response.body.as_str()), (200, ""));
    assert_eq!(response.header("content-type"), Some("application/json"));
    assert_eq!(response.header("content-length"), Some(length.as_str()));
}

#[test]
fn a_binding_is_found_where_its_location_says() {
    let bench = Bench::new();
    bench.vhost().declare_queue("q", &serde_json::json!({}));
    let between = "/api/bindings/{v}/e/amq.topic/q/q";
    for (key, location, properties) in
        [("a.#", "q/a.%2523", "a.%23"), ("k k/~", "q/k%2Bk%252F%257E", "k+k%2F%7E"), ("", "q/~", "~")]
    {
        let body = serde_json::json!({"routing_key": key}).to_string();
        let response = ask(&bench, "POST", between, &body);
        // It is relative, and how much of the path it repeats depends on how the client writes the vhost.
        let there = response.header("location").unwrap_or_default();
        assert_eq!((response.status, there.ends_with(location)), (201, true), "{key}: {there}");
        let path = format!("{between}/{}", location.trim_start_matches("q/"));
        let found: serde_json::Value = super::get(&bench, &path);
        assert_eq!((&found["routing_key"], &found["properties_key"]), (&key.into(), &properties.into()), "{key}");
        assert_eq!(ask(&bench, "DELETE", &path, "").status, 204, "{key}");
        assert_eq!(ask(&bench, "GET", &path, "").status, 404, "{key}");
    }
}
