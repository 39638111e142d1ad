//! Passwords and other secrets come from files: a command line is for everybody to read.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use crate::exit::Complaint;

/// The permission to read of those who are neither the owner nor in the group.
const OTHERS: u32 = 0o004;

/// The first line of a password file.
///
/// # Errors
/// The file cannot be read, or has no first line.
pub fn read_password(file: &Path) -> Result<String, Complaint> {
    read_secret("password file", file)
}

/// The first line of a file with a secret in it; `what` is what the file is called.
///
/// # Errors
/// The file cannot be read, or has no first line.
pub fn read_secret(what: &str, file: &Path) -> Result<String, Complaint> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        Complaint::usage(format!("cannot read the {what} {}", file.display())).because(error.to_string())
    })?;
    match text.lines().next() {
        Some(line) if !line.is_empty() => Ok(line.to_owned()),
        _ => Err(Complaint::usage(format!("the {what} {} has no first line", file.display()))),
    }
}

/// True when a file is there for everybody to read.
pub fn others_can_read(file: &Path) -> bool {
    std::fs::metadata(file).is_ok_and(|data| data.is_file() && data.permissions().mode() & OTHERS != 0)
}
