//! `acs-call man`: man pages, from the definitions of the command line.

use std::path::PathBuf;

use clap::{Args, CommandFactory as _};
use clap_mangen::Man as Page;

use crate::arguments::Arguments;
use crate::failure::Failure;
use crate::screen;

const EXAMPLES: &str = "\
Examples:
  acs-call man | man -l -
  acs-call man ~/.local/share/man/man1              acs-call.1, acs-call-create.1, ...";

/// Print the man page, or write all of them into a folder
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Man {
    /// Folder for the pages of the program and of each command
    folder: Option<PathBuf>,
}

impl Man {
    pub fn run(&self) -> Result<(), Failure> {
        let command = Arguments::command();
        let Some(folder) = &self.folder else {
            let mut text = Vec::new();
            let rendered = Page::new(command).render(&mut text);
            rendered.map_err(|cause| Failure::local(format!("cannot render the page: {cause}")))?;
            return screen::bytes(&text);
        };
        let cannot =
            |cause| Failure::local(format!("cannot write to {}: {cause}", folder.display()));
        std::fs::create_dir_all(folder).map_err(cannot)?;
        clap_mangen::generate_to(command, folder).map_err(cannot)
    }
}
