//! Passwords come from files: a command line is for everybody to read.

use std::path::Path;

use crate::exit::Complaint;

/// The first line of a password file.
///
/// # Errors
/// The file cannot be read, or has no first line.
pub fn read_password(file: &Path) -> Result<String, Complaint> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        Complaint::usage(format!("cannot read the password file {}", file.display())).because(error.to_string())
    })?;
    match text.lines().next() {
        Some(line) if !line.is_empty() => Ok(line.to_owned()),
        _ => Err(Complaint::usage(format!("the password file {} has no first line", file.display()))),
    }
}
