//! Which paths there are, what may be done there and by whom.

use hyper::Method;
use percent_encoding::percent_decode_str;

use super::access::Level;
use super::answer::Outcome;
use super::call::Call;
use super::{
    bindings, channels, connections, consumers, exchanges, health, nodes, overview, permissions, publish, queues, take,
    users, vhosts,
};
use crate::broker::state::State;

type Act = fn(&mut State, &Call) -> Outcome;

/// What is done for a method and a path.
pub struct Route {
    method: Method,
    /// Below `/api`; `:name` stands for one part.
    path: &'static str,
    /// Who may.
    pub level: Level,
    /// What is done.
    pub act: Act,
}

/// Bytes of a request's body, when it is no message.
const SMALL: usize = 1 << 20;

/// Bytes of a request with a message of 128 MiB, which is RabbitMQ's largest, as base64 or with escapes.
const MESSAGE: usize = 256 << 20;

impl Route {
    /// How much of a body is read.
    pub fn limit(&self) -> usize {
        if self.path.ends_with("/publish") { MESSAGE } else { SMALL }
    }
}

const fn get(path: &'static str, level: Level, act: Act) -> Route {
    Route { method: Method::GET, path, level, act }
}

const fn put(path: &'static str, level: Level, act: Act) -> Route {
    Route { method: Method::PUT, path, level, act }
}

const fn post(path: &'static str, level: Level, act: Act) -> Route {
    Route { method: Method::POST, path, level, act }
}

const fn delete(path: &'static str, level: Level, act: Act) -> Route {
    Route { method: Method::DELETE, path, level, act }
}

use Level::{Administrator as Admin, Management, Monitor, Policymaker, Vhost};

/// All of them. A path that is written out comes before one with a name in the same place.
static ROUTES: &[Route] = &[
    get("overview", Management, overview::show),
    get("whoami", Management, users::whoami),
    get("cluster-name", Management, nodes::cluster_name),
    get("nodes", Monitor, nodes::list),
    get("nodes/:node", Monitor, nodes::one),
    get("extensions", Management, overview::nothing),
    get("vhosts", Management, vhosts::list),
    get("vhosts/:vhost", Admin, vhosts::one),
    put("vhosts/:vhost", Admin, vhosts::put),
    delete("vhosts/:vhost", Admin, vhosts::delete),
    get("vhosts/:vhost/permissions", Admin, permissions::of_vhost),
    get("vhosts/:vhost/connections", Vhost, connections::of_vhost),
    get("vhosts/:vhost/channels", Vhost, channels::of_vhost),
    get("users", Admin, users::list),
    get("users/without-permissions", Admin, users::without_permissions),
    get("users/:user", Admin, users::one),
    put("users/:user", Admin, users::put),
    delete("users/:user", Admin, users::delete),
    get("users/:user/permissions", Admin, permissions::of_user),
    get("permissions", Admin, permissions::list),
    get("permissions/:vhost/:user", Admin, permissions::one),
    put("permissions/:vhost/:user", Admin, permissions::put),
    delete("permissions/:vhost/:user", Admin, permissions::delete),
    get("queues", Management, queues::list),
    get("queues/:vhost", Vhost, queues::list),
    get("queues/:vhost/:queue", Vhost, queues::one),
    put("queues/:vhost/:queue", Vhost, queues::put),
    delete("queues/:vhost/:queue", Vhost, queues::delete),
    get("queues/:vhost/:queue/bindings", Vhost, bindings::of_queue),
    delete("queues/:vhost/:queue/contents", Vhost, queues::purge),
    post("queues/:vhost/:queue/get", Vhost, take::take),
    post("queues/:vhost/:queue/actions", Vhost, queues::act),
    get("exchanges", Management, exchanges::list),
    get("exchanges/:vhost", Vhost, exchanges::list),
    get("exchanges/:vhost/:exchange", Vhost, exchanges::one),
    put("exchanges/:vhost/:exchange", Vhost, exchanges::put),
    delete("exchanges/:vhost/:exchange", Vhost, exchanges::delete),
    post("exchanges/:vhost/:exchange/publish", Vhost, publish::publish),
    get("exchanges/:vhost/:exchange/bindings/source", Vhost, bindings::from_exchange),
    get("exchanges/:vhost/:exchange/bindings/destination", Vhost, bindings::to_exchange),
    get("bindings", Management, bindings::list),
    get("bindings/:vhost", Vhost, bindings::list),
    get("bindings/:vhost/e/:source/:kind/:destination", Vhost, bindings::between),
    post("bindings/:vhost/e/:source/:kind/:destination", Vhost, bindings::bind),
    get("bindings/:vhost/e/:source/:kind/:destination/:properties", Vhost, bindings::one),
    delete("bindings/:vhost/e/:source/:kind/:destination/:properties", Vhost, bindings::unbind),
    get("consumers", Management, consumers::list),
    get("consumers/:vhost", Management, consumers::list),
    get("connections", Management, connections::list),
    get("connections/:connection", Management, connections::one),
    delete("connections/:connection", Management, connections::delete),
    get("connections/:connection/channels", Management, channels::of_connection),
    get("channels", Management, channels::list),
    get("channels/:channel", Management, channels::one),
    get("aliveness-test/:vhost", Vhost, health::aliveness),
    get("health/checks/alarms", Management, health::alarms),
    get("health/checks/local-alarms", Management, health::alarms),
    get("health/checks/virtual-hosts", Management, health::fine),
    get("health/checks/node-is-quorum-critical", Management, health::single_node),
    get("health/checks/node-is-mirror-sync-critical", Management, health::single_node),
    get("health/checks/port-listener/:port", Management, health::port_listener),
    get("health/checks/protocol-listener/:protocol", Management, health::protocol_listener),
    get("policies", Management, overview::nothing),
    get("policies/:vhost", Vhost, overview::nothing),
    get("operator-policies", Management, overview::nothing),
    get("operator-policies/:vhost", Vhost, overview::nothing),
    get("parameters", Policymaker, overview::nothing),
    get("global-parameters", Policymaker, overview::nothing),
    get("topic-permissions", Admin, overview::nothing),
    get("vhost-limits", Management, overview::nothing),
    get("user-limits", Admin, overview::nothing),
    get("feature-flags", Admin, overview::nothing),
];

/// The routes of one path.
pub struct Found {
    path: &'static str,
    /// What the path has for each `:name`.
    pub names: Vec<(&'static str, String)>,
}

impl Found {
    fn routes(&self) -> impl Iterator<Item = &'static Route> {
        let path = self.path;
        ROUTES.iter().filter(move |route| route.path == path)
    }

    /// The one for a method.
    pub fn route(&self, method: &Method) -> Option<&'static Route> {
        self.routes().find(|route| route.method == *method)
    }

    /// The methods that there are, as the header `Allow` has them.
    pub fn methods(&self) -> String {
        let mut methods = Vec::new();
        for route in self.routes() {
            if route.method == Method::GET {
                methods.push("HEAD");
            }
            methods.push(route.method.as_str());
        }
        methods.push("OPTIONS");
        methods.join(", ")
    }
}

/// Looks up a path.
pub fn find(path: &str) -> Option<Found> {
    let path = path.strip_prefix("/api/")?;
    let parts: Vec<_> = path.strip_suffix('/').unwrap_or(path).split('/').collect();
    ROUTES.iter().find_map(|route| Some(Found { path: route.path, names: names(route.path, &parts)? }))
}

/// What the parts of a path have for the names of a pattern, if they fit.
fn names(pattern: &'static str, parts: &[&str]) -> Option<Vec<(&'static str, String)>> {
    let mut names = Vec::new();
    let mut given = parts.iter();
    for wanted in pattern.split('/') {
        let part = given.next()?;
        match wanted.strip_prefix(':') {
            Some(name) => names.push((name, percent_decode_str(part).decode_utf8().ok()?.into_owned())),
            None if wanted == *part => {}
            None => return None,
        }
    }
    given.next().is_none().then_some(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_decoded_and_written_out_paths_come_first() {
        let found = find("/api/queues/%2F/a%2Fb+c").unwrap();
        assert_eq!(found.names, [("vhost", "/".to_owned()), ("queue", "a/b+c".to_owned())]);
        assert_eq!(found.methods(), "HEAD, GET, PUT, DELETE, OPTIONS");
        assert_eq!(find("/api/users/without-permissions").unwrap().names, []);
        assert_eq!(find("/api/queues/").unwrap().path, "queues");
        for path in ["/", "/api", "/api/", "/api/nix", "/api/queues/a/b/c", "/api/queues/%ff"] {
            assert!(find(path).is_none(), "{path}");
        }
    }
}
