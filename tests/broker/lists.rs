//! Columns, order and pages.

use serde_json::json;

use super::{check, get};
use crate::support::Bench;

fn bench() -> Bench<'static> {
    let bench = Bench::new();
    for (queue, limit) in [("c", 1), ("a", 3), ("B", 2), ("ab", 4)] {
        bench.vhost().declare_queue(queue, &json!({"arguments": {"x-max-length": limit}}));
    }
    bench
}

#[test]
fn columns_choose_and_order_is_by_name() {
    let bench = bench();
    let all = get(&bench, "/api/queues/{v}?columns=name,arguments.x-max-length");
    let shown = |name: &str, limit: i32| json!({"arguments": {"x-max-length": limit}, "name": name});
    assert_eq!(all, json!([shown("B", 2), shown("a", 3), shown("ab", 4), shown("c", 1)]));
    let reversed = get(&bench, "/api/queues/{v}?columns=name&sort=name&sort_reverse=true");
    assert_eq!(reversed, json!([{"name": "c"}, {"name": "ab"}, {"name": "a"}, {"name": "B"}]));
}

#[test]
fn pages_say_where_they_are() {
    let bench = bench();
    assert_eq!(
        get(&bench, "/api/queues/{v}?columns=name&page=2&page_size=3"),
        json!({"filtered_count": 4, "item_count": 1, "items": [{"name": "c"}], "page": 2, "page_count": 2, "page_size": 3, "total_count": 4})
    );
    assert_eq!(
        get(&bench, "/api/queues/{v}?columns=name&page=1&name=b"),
        json!({"filtered_count": 2, "item_count": 2, "items": [{"name": "B"}, {"name": "ab"}], "page": 1, "page_count": 1, "page_size": 100, "total_count": 4})
    );
    assert_eq!(
        get(&bench, "/api/queues/{v}?columns=name&page=1&name=%5E.%3Fb&use_regex=true")["items"],
        json!([{"name": "B"}, {"name": "ab"}])
    );
    let exchanges = get(&bench, "/api/exchanges/{v}?columns=name&page=1&page_size=2");
    assert_eq!(exchanges["items"], json!([{"name": ""}, {"name": "amq.direct"}]));
    assert_eq!(exchanges["total_count"], 7);
}

#[test]
fn pages_that_there_are_not_are_refused() {
    check(
        &bench(),
        &[
            (
                "GET",
                "/api/queues/{v}?page=9&page_size=2",
                "",
                400,
                r#"{"error":"page_out_of_range","reason":"Page out of range, page: 9 page size: 2, len: 4"}"#,
            ),
            (
                "GET",
                "/api/queues/{v}?page=0",
                "",
                400,
                r#"{"error":"invalid_pagination_parameters","reason":"Invalid pagination parameters: page number 0, page size undefined"}"#,
            ),
            (
                "GET",
                "/api/queues/{v}?page=1&page_size=501",
                "",
                400,
                r#"{"error":"invalid_pagination_parameters","reason":"Invalid pagination parameters: page number 1, page size 501"}"#,
            ),
            (
                "GET",
                "/api/queues/{v}?page=x",
                "",
                400,
                r#"{"error":"bad_request","reason":"Pagination parameters are invalid"}"#,
            ),
            (
                "GET",
                "/api/queues/{v}?page=1&name=(&use_regex=true",
                "",
                400,
                r#"{"error":"bad_request","reason":"Pagination parameters are invalid"}"#,
            ),
        ],
    );
}
