//! `rmq completions`: a completion script for a shell.

use std::io::Write as _;

use clap_complete::Shell;

use crate::exit::Exit;

/// Write a completion script for a shell to stdout
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  rmq completions bash > ~/.local/share/bash-completion/completions/rmq
  rmq completions zsh > ~/.zfunc/_rmq            with ~/.zfunc in $fpath
  rmq completions fish > ~/.config/fish/completions/rmq.fish")]
pub struct Args {
    /// Shell to write for
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut crate::cli::command(), "rmq", &mut script);
        std::io::stdout().lock().write_all(&script)?;
        Ok(Exit::Done)
    }
}
