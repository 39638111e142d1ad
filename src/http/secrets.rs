//! What must not be shown, and texts from outside without it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use url::Url;

/// What stands in the place of a secret.
const HIDDEN: &str = "***";

/// Texts that a server may repeat in its answer, and that nobody is to read there.
#[derive(Clone, Default)]
pub struct Secrets(Vec<String>);

impl Secrets {
    /// Adds one.
    pub fn add(&mut self, secret: impl Into<String>) {
        let secret = secret.into();
        if !secret.is_empty() {
            self.0.push(secret);
            // One that is a part of another one leaves nothing of that.
            self.0.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        }
    }

    /// Adds the password of an address, in each form in which a server sees it.
    pub fn add_password_of(&mut self, url: &Url) {
        if let Some(encoded) = url.password() {
            let password = percent_decode_str(encoded).decode_utf8_lossy().into_owned();
            let user = percent_decode_str(url.username()).decode_utf8_lossy();
            self.add(STANDARD.encode(format!("{user}:{password}")));
            self.add(encoded);
            self.add(password);
        }
    }

    /// A text without them.
    #[must_use]
    pub fn hide(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, secret| text.replace(secret, HIDDEN))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_hidden_in_all_its_forms() {
        let mut secrets = Secrets::default();
        secrets.add("tok");
        secrets.add("token");
        secrets.add("");
        secrets.add_password_of(&Url::parse("http://user:p%20w@host/").unwrap());
        let basic = STANDARD.encode("user:p w");
        assert_eq!(secrets.hide(&format!("/bottoken/: {basic}, p%20w, p w")), "/bot***/: ***, ***, ***");
        assert_eq!(Secrets::default().hide("as it is"), "as it is");
    }
}
