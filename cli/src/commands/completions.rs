//! `acs-call completions`: completions for shells, from the definitions of the command line.

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use crate::arguments::Arguments;
use crate::failure::Failure;
use crate::screen;

const EXAMPLES: &str = "\
Examples:
  acs-call completions bash >~/.local/share/bash-completion/completions/acs-call
  acs-call completions zsh >~/.zfunc/_acs-call          with fpath+=(~/.zfunc) before compinit
  acs-call completions fish >~/.config/fish/completions/acs-call.fish";

/// Print the completions for a shell
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub fn run(&self) -> Result<(), Failure> {
        let mut text = Vec::new();
        let mut command = Arguments::command();
        clap_complete::generate(self.shell, &mut command, "acs-call", &mut text);
        screen::bytes(&text)
    }
}
