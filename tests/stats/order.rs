//! The order of the queues.

use serde_json::json;

use super::api;

#[test]
fn numbers_go_down_names_go_up_and_the_unknown_comes_last() {
    let server = api::broker(json!([
        {"name": "c", "messages_ready": 5, "consumers": 1, "memory": 1},
        {"name": "fresh"},
        {"name": "a", "messages_ready": 10, "consumers": 1, "memory": 2},
        {"name": "b", "messages_ready": 5, "consumers": 3, "memory": 3},
    ]));
    for (args, order) in [
        (&[][..], ["a", "b", "c", "fresh"]),
        (&["--sort", "name:desc"], ["fresh", "c", "b", "a"]),
        (&["--sort", "ready"], ["a", "b", "c", "fresh"]),
        (&["--sort", "ready:asc"], ["b", "c", "a", "fresh"]),
        (&["--sort", "ready:asc", "--sort", "name:desc"], ["c", "b", "a", "fresh"]),
        (&["--sort", "cons,memory:asc"], ["b", "c", "a", "fresh"]),
        (&["--sort", "memory"], ["b", "a", "c", "fresh"]),
        (&["--sort", "unacked"], ["a", "b", "c", "fresh"]),
    ] {
        let rows: String = order.iter().map(|name| format!("{name} [..]\n")).collect();
        let stdout = format!("{}{}{rows}", api::head(&server), super::HEADINGS);
        api::ask(&server, args).stdout_matches(&stdout).run();
    }
}
