//! The text of a profile file: TOML with a table for each profile.
//!
//! It is taken apart by hand rather than through serde, whose errors quote the values that they do not like: here these
//! are URLs with passwords.

use std::path::PathBuf;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Profile;
use crate::amqp::Auth;
use crate::commands::shared::values::duration;

/// What is wrong with the text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    /// From 1.
    pub(super) line: usize,
    /// Names keys and kinds of values, never a value.
    pub(super) why: String,
    pub(super) hint: Option<String>,
}

/// The keys of a profile, and what each does with its value.
const KEYS: [(&str, Take); 8] = [
    ("url", |profile, value| texts(value).map(|urls| profile.urls = urls)),
    ("api-url", |profile, value| text(value).map(|value| profile.api_url = Some(value))),
    ("tls-ca", |profile, value| path(value).map(|value| profile.files.ca = Some(value))),
    ("tls-cert", |profile, value| path(value).map(|value| profile.files.certificate = Some(value))),
    ("tls-key", |profile, value| path(value).map(|value| profile.files.key = Some(value))),
    ("password-file", |profile, value| path(value).map(|value| profile.password_file = Some(value))),
    ("auth", |profile, value| auth(value).map(|value| profile.auth = Some(value))),
    ("connect-timeout", |profile, value| time(value).map(|value| profile.connect_timeout = Some(value))),
];

/// Takes a value into a profile, or says what it should be.
type Take = fn(&mut Profile, &DeValue<'_>) -> Result<(), &'static str>;

/// The profiles in the order of their names.
///
/// # Errors
/// The first thing that is wrong.
pub(super) fn parse(text: &str) -> Result<Vec<Profile>, Wrong> {
    let wrong = |at: usize, why: String| Wrong { line: line(text, at), why, hint: None };
    let document = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        // A line that is half written may hold half a password: the message has none of the text.
        wrong(at, format!("this is not TOML: {}", error.message()))
    })?;
    let mut profiles = Vec::new();
    for (key, value) in document.get_ref().iter() {
        if key.get_ref() != "profiles" {
            let why = format!("unknown key '{}'", key.get_ref());
            let hint = Some("a profile is a table: [profiles.NAME]".to_owned());
            return Err(Wrong { hint, ..wrong(key.span().start, why) });
        }
        for (name, value) in table("profiles", value).map_err(|why| wrong(key.span().start, why))? {
            let keys = table(&format!("profiles.{}", name.get_ref()), value);
            let mut profile = Profile { name: name.get_ref().to_string(), ..Profile::default() };
            for (key, value) in keys.map_err(|why| wrong(name.span().start, why))? {
                let Some((known, take)) = KEYS.iter().find(|(known, _)| known == key.get_ref()) else {
                    let why = format!("unknown key '{}'", key.get_ref());
                    let hint = Some(format!("the keys of a profile are {}", KEYS.map(|(known, _)| known).join(", ")));
                    return Err(Wrong { hint, ..wrong(key.span().start, why) });
                };
                take(&mut profile, value.get_ref())
                    .map_err(|expected| wrong(key.span().start, format!("{known} is {expected}")))?;
            }
            profiles.push(profile);
        }
    }
    Ok(profiles)
}

/// The line in which the byte at this place is, from 1.
fn line(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

fn table<'a, 'b>(name: &str, value: &'a Spanned<DeValue<'b>>) -> Result<&'a DeTable<'b>, String> {
    value.get_ref().as_table().ok_or_else(|| format!("{name} is a table: [profiles.NAME]"))
}

fn text(value: &DeValue<'_>) -> Result<String, &'static str> {
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned).ok_or("a string that is not empty")
}

fn texts(value: &DeValue<'_>) -> Result<Vec<String>, &'static str> {
    const EXPECTED: &str = "a string or an array of strings, none of them empty";
    match value.as_array() {
        None => text(value).map(|url| vec![url]).map_err(|_| EXPECTED),
        Some(array) if array.is_empty() => Err(EXPECTED),
        Some(array) => array.iter().map(|url| text(url.get_ref()).map_err(|_| EXPECTED)).collect(),
    }
}

fn path(value: &DeValue<'_>) -> Result<PathBuf, &'static str> {
    text(value).map(PathBuf::from).map_err(|_| "the name of a file")
}

fn auth(value: &DeValue<'_>) -> Result<Auth, &'static str> {
    match value.as_str() {
        Some("plain") => Ok(Auth::Plain),
        Some("external") => Ok(Auth::External),
        _ => Err("\"plain\" or \"external\""),
    }
}

fn time(value: &DeValue<'_>) -> Result<std::time::Duration, &'static str> {
    value.as_str().and_then(|text| duration(text).ok()).ok_or("a duration such as \"10s\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_read_in_full() {
        let profiles = parse(
            "[profiles.b]\nurl = ['amqp://h', 'amqp://i']\napi-url = 'https://h'\ntls-ca = 'ca'\ntls-cert = 'c'\n\
             tls-key = 'k'\npassword-file = '~/p'\nauth = 'external'\nconnect-timeout = '2s'\n[profiles.a]\nurl = 'x'\n",
        )
        .unwrap();
        assert_eq!(profiles.len(), 2);
        let b = profiles.iter().find(|profile| profile.name == "b").unwrap();
        assert_eq!((b.urls.join(" ").as_str(), b.api_url.as_deref()), ("amqp://h amqp://i", Some("https://h")));
        assert_eq!((b.auth, b.connect_timeout), (Some(Auth::External), Some(std::time::Duration::from_secs(2))));
        assert_eq!(b.files.key, Some(PathBuf::from("k")));
        assert!(parse("").unwrap().is_empty() && parse("profiles = {}").unwrap().is_empty());
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line_and_without_values() {
        for (text, line, why) in [
            ("\n[profiles.a]\nurl = 's3cret", 3, "this is not TOML: "),
            ("[profiles.a]\nurl = 's3cret'\nurl = 's3cret'", 3, "this is not TOML: duplicate key"),
            ("[prod]\nurl = 's3cret'", 1, "unknown key 'prod'"),
            ("url = 's3cret'", 1, "unknown key 'url'"),
            ("profiles = 's3cret'", 1, "profiles is a table: [profiles.NAME]"),
            ("[profiles]\n\nprod = 's3cret'", 3, "profiles.prod is a table: [profiles.NAME]"),
            ("[profiles.a]\npassword = 's3cret'", 2, "unknown key 'password'"),
            ("[profiles.a]\nurl = ['s3cret', 7]", 2, "url is a string or an array of strings, none of them empty"),
            ("[profiles.a]\nurl = []", 2, "url is a string or an array of strings, none of them empty"),
            ("[profiles.a]\napi-url = 7", 2, "api-url is a string that is not empty"),
            ("[profiles.a]\ntls-ca = true", 2, "tls-ca is the name of a file"),
            ("[profiles.a]\nauth = 's3cret'", 2, "auth is \"plain\" or \"external\""),
            ("[profiles.a]\nconnect-timeout = 7", 2, "connect-timeout is a duration such as \"10s\""),
        ] {
            let wrong = parse(text).err().unwrap_or_else(|| panic!("{text} is taken"));
            assert!(wrong.line == line && wrong.why.starts_with(why), "{text}: {wrong:?}");
            assert!(!format!("{wrong:?}").contains("s3cret"), "{text}: {wrong:?}");
        }
    }
}
