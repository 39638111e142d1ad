//! Where the program of a command is.

use std::env::{split_paths, var_os};
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use rustix::fs::{Access, access};

/// Looks a program up in PATH, so that not every message has each folder tried for it. A name with a slash is a path
/// already; one that is not found stays as it is, and starting it says so.
pub fn find_program(name: &OsStr) -> OsString {
    if name.is_empty() || name.as_bytes().contains(&b'/') {
        return name.to_owned();
    }
    let path = var_os("PATH").unwrap_or_default();
    split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|program| is_program(program))
        .map_or_else(|| name.to_owned(), OsString::from)
}

fn is_program(path: &Path) -> bool {
    path.is_file() && access(path, Access::EXEC_OK).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_name_is_looked_up_and_a_path_is_not() {
        let found = find_program(OsStr::new("sh"));
        assert!(is_program(Path::new(&found)) && found.as_bytes().ends_with(b"/sh"), "{}", found.display());
        for name in ["./sh", "/none/such", "none-such-program", ""] {
            assert_eq!(find_program(OsStr::new(name)), name);
        }
    }
}
