//! Owns users other than guest, for tests of what one may not do.

use serde_json::json;

use super::api::Api;
use super::node::Node;
use super::ports;

/// A user of one test, deleted on drop.
pub struct User {
    api: Api,
    name: String,
    password: String,
}

impl User {
    /// Creates one who may do nothing until [`super::vhost::Vhost::permit`] says otherwise.
    #[track_caller]
    pub fn new(node: &Node) -> Self {
        Self::tagged(node, "")
    }

    /// The same with tags, such as `monitoring`, which open the management API.
    #[track_caller]
    pub fn tagged(node: &Node, tags: &str) -> Self {
        let name = format!("user-{:016x}", ports::random());
        let user = Self { api: node.api(), password: format!("secret-{:016x}", ports::random()), name };
        user.api.put(&["users", &user.name], &json!({"password": user.password, "tags": tags}));
        user
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The password, which must not appear in any output.
    pub fn password(&self) -> &str {
        &self.password
    }
}

impl Drop for User {
    fn drop(&mut self) {
        self.api.discard(&["users", &self.name]);
    }
}
