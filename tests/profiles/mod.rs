//! Profiles: brokers with a name, in a file.

mod precedence;
mod secrets;
mod wrong;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::support::{Bench, Cmd, scratch_dir};

const SENT: &str = " [x] Sent hi\n";

/// A configuration directory with a profile file that its owner alone can read.
struct Profiles {
    dir: TempDir,
}

impl Profiles {
    fn new(text: &str) -> Self {
        let profiles = Self { dir: scratch_dir() };
        fs::create_dir(profiles.folder()).expect("the directory is writable");
        fs::write(profiles.file(), text).expect("the directory is writable");
        profiles.permit(0o600);
        profiles
    }

    /// What `XDG_CONFIG_HOME` is to be.
    fn home(&self) -> &Path {
        self.dir.path()
    }

    fn folder(&self) -> PathBuf {
        self.home().join("rmq")
    }

    fn file(&self) -> PathBuf {
        self.folder().join("config.toml")
    }

    /// The file as it is shown.
    fn shown(&self) -> String {
        self.file().display().to_string()
    }

    fn permit(&self, mode: u32) {
        fs::set_permissions(self.file(), fs::Permissions::from_mode(mode)).expect("the file is ours");
    }

    /// `rmq send hi` with no other word about where the broker is.
    fn send(&self, bench: &Bench) -> Cmd {
        bench.rmq(["send", "hi"]).env_remove("RMQ_URL").env("XDG_CONFIG_HOME", self.home())
    }
}
