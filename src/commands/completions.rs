//! `rmq completions`: a completion script for a shell.

use clap_complete::Shell;

use crate::context::Context;
use crate::exit::Exit;

/// Write a completion script for a shell to stdout
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  rmq completions bash > ~/.local/share/bash-completion/completions/rmq
  rmq completions zsh > ~/.zfunc/_rmq      with ~/.zfunc in $fpath
  rmq completions fish > ~/.config/fish/completions/rmq.fish")]
pub struct Args {
    /// Shell to write for
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

impl Args {
    pub(super) async fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut (context.grammar)(), "rmq", &mut script);
        context.output.write(script).await?;
        Ok(Exit::Done)
    }
}
