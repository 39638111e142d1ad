//! The profile file: brokers with a name, in `$XDG_CONFIG_HOME/rmq/config.toml` or `~/.config/rmq/config.toml`.

mod document;

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use self::document::Wrong;
use crate::amqp::Auth;
use crate::exit::Complaint;
use crate::tls::Files;

/// What a profile says; what it does not say is for others to say.
#[derive(Default)]
pub(super) struct Profile {
    name: String,
    file: PathBuf,
    /// `url`: one, or several to try. They may hold passwords.
    pub(super) urls: Vec<String>,
    /// `api-url`. It may hold a password.
    pub(super) api_url: Option<String>,
    /// `tls-ca`, `tls-cert`, `tls-key`
    pub(super) files: Files,
    /// `password-file`
    pub(super) password_file: Option<PathBuf>,
    /// `auth`
    pub(super) auth: Option<Auth>,
    /// `connect-timeout`
    pub(super) connect_timeout: Option<Duration>,
}

impl Profile {
    /// Reads the profile of this name.
    ///
    /// # Errors
    /// The file cannot be read, is wrong, or shows a password to others; it has no such profile.
    pub(super) fn read(name: &str) -> Result<Self, Complaint> {
        let Some(file) = location() else {
            return Err(Complaint::usage(format!("there is no profile '{name}'"))
                .because("neither XDG_CONFIG_HOME nor HOME says where the profile file is"));
        };
        let shown = file.display();
        let text = std::fs::read_to_string(&file).map_err(|error| {
            Complaint::usage(format!("cannot read the profile file {shown}"))
                .because(error.to_string())
                .advise(format!("write into it: [profiles.{name}] and, below that, url = \"amqps://HOST\""))
        })?;
        let profiles = document::parse(&text).map_err(|Wrong { line, why, hint }| {
            let complaint = Complaint::usage(format!("the profile file {shown} is wrong"));
            let complaint = complaint.because(format!("line {line}: {why}"));
            match hint {
                Some(hint) => complaint.advise(hint),
                None => complaint,
            }
        })?;
        if profiles.iter().any(Self::holds_password) {
            keep_secret(&file)?;
        }
        let names: Vec<_> = profiles.iter().map(|profile| format!("'{}'", profile.name)).collect();
        let Some(mut profile) = profiles.into_iter().find(|profile| profile.name == name) else {
            let complaint = Complaint::usage(format!("there is no profile '{name}' in {shown}"));
            return Err(if names.is_empty() {
                complaint.because("it has no profiles").advise(format!("write [profiles.{name}] into it"))
            } else {
                complaint.because(format!("it has {}", names.join(", ")))
            });
        };
        profile.file = file;
        profile.files = std::mem::take(&mut profile.files).map(|path| profile.resolve(&path));
        profile.password_file = profile.password_file.take().map(|path| profile.resolve(&path));
        Ok(profile)
    }

    /// The profile and its file, for an error.
    pub(super) fn place(&self) -> String {
        format!("profile '{}' of {}", self.name, self.file.display())
    }

    /// A path as the file means it: `~` is the home directory, and what is relative is so to where the file is.
    pub(super) fn resolve(&self, path: &Path) -> PathBuf {
        match (path.strip_prefix("~"), std::env::var_os("HOME"), self.file.parent()) {
            (Ok(rest), Some(home), _) => Path::new(&home).join(rest),
            (_, _, Some(folder)) => folder.join(path),
            _ => path.to_owned(),
        }
    }

    fn holds_password(&self) -> bool {
        self.urls.iter().chain(&self.api_url).any(|url| {
            let user =
                url.rsplit_once('@').map(|(before, _)| before.rsplit_once("//").map_or(before, |(_, user)| user));
            user.is_some_and(|user| user.contains(':'))
        })
    }
}

/// Where the file is. The specification of `XDG_CONFIG_HOME` has no relative paths.
fn location() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let configuration = folder("XDG_CONFIG_HOME").or_else(|| folder("HOME").map(|home| home.join(".config")))?;
    Some(configuration.join("rmq/config.toml"))
}

/// Refuses a file with a password that others than its owner can read.
fn keep_secret(file: &Path) -> Result<(), Complaint> {
    let mode = std::fs::metadata(file).map_or(0, |metadata| metadata.permissions().mode() & 0o777);
    if mode & 0o077 == 0 {
        return Ok(());
    }
    let shown = file.display();
    Err(Complaint::usage(format!("the profile file {shown} is not used"))
        .because(format!("it holds a password, and others may read or change it (mode {mode:04o})"))
        .advise(format!("chmod 600 {shown}; or name the file with the password there: password-file = \"FILE\"")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_found_wherever_it_stands() {
        let holds = |url: &str| Profile { urls: vec![url.to_owned()], ..Profile::default() }.holds_password();
        for url in ["amqp://u:p@h", "amqps://u:p@h:1/v", "u:p@h", "amqp://u:a/b@h", "amqp://:p@h", "amqp://u:a@b@h"] {
            assert!(holds(url), "{url}");
        }
        for url in ["amqp://h", "amqp://u@h:5672/v", "amqps://h:5671?heartbeat=7", ""] {
            assert!(!holds(url), "{url}");
        }
        assert!(Profile { api_url: Some("http://u:p@h".to_owned()), ..Profile::default() }.holds_password());
    }

    #[test]
    fn paths_are_relative_to_the_file() {
        let profile = Profile { file: "/etc/rmq/config.toml".into(), ..Profile::default() };
        for (path, meant) in [("ca.pem", "/etc/rmq/ca.pem"), ("/ca.pem", "/ca.pem"), ("a/../b", "/etc/rmq/a/../b")] {
            assert_eq!(profile.resolve(Path::new(path)), Path::new(meant));
        }
    }
}
