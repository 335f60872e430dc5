//! The command line: options of every command, and the commands.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::commands::{
    add, answer, completions, create, doctor, download, dtmf, hang_up, listen, man, play, redirect,
    reject, transfer, verify,
};

const EXAMPLES: &str = "\
Examples:
  acs-call --offline create +16045551234 --wait     a first call, without an account
  acs-call doctor                                   checks settings, network, key and callback URL
  acs-call create +16045551234 --from +18005550100  a call; prints its call connection id
  acs-call listen --ladder                          what happens, as it happens

The connection string is best given as ACS_CONNECTION_STRING: other users of this machine can see the
arguments of a program.

Exit codes: 0 done; 1 refused or failed; 2 usage; 3 service not reached, nothing was done; 4 outcome
unknown, it may have been done; 5 no event in time, the operation continues; 6 trouble on this machine;
130 Ctrl-C. Data goes to standard output, messages to standard error.";

/// Phone calls of Azure Communication Services from the command line.
#[derive(Debug, Parser)]
#[command(name = "acs-call", version, after_help = EXAMPLES, max_term_width = 100)]
#[command(
    subcommand_required = true,
    arg_required_else_help = true,
    disable_help_subcommand = true
)]
pub struct Arguments {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// The options of every command.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Options of every command")]
pub struct Global {
    /// endpoint=https://...;accesskey=... [env: ACS_CONNECTION_STRING]
    #[arg(long, global = true, value_name = "TEXT", conflicts_with_all = ["endpoint", "offline"])]
    pub connection_string: Option<String>,
    /// URL of the resource, with a token of Microsoft Entra instead of the key: client secret, workload
    /// or managed identity, as AZURE_... variables say [env: ACS_ENDPOINT]
    #[arg(long, global = true, value_name = "URL", conflicts_with = "offline")]
    pub endpoint: Option<String>,
    /// Use an emulator: one of this command alone, or with =PORT the one that runs on that port
    #[arg(long, global = true, value_name = "PORT", num_args = 0..=1, require_equals = true)]
    pub offline: Option<Option<u16>>,
    /// PEM file of the certificates to trust instead of the built-in ones
    #[arg(long, global = true, value_name = "FILE")]
    pub ca: Option<PathBuf>,
    /// http proxy to reach the service through
    #[arg(long, global = true, value_name = "URL")]
    pub proxy: Option<String>,
    /// Print data as JSON, one object on a line, errors too
    #[arg(long, global = true)]
    pub json: bool,
}

/// The commands, each in a file of its own.
#[derive(Debug, Subcommand)]
pub enum Command {
    Create(create::Create),
    Answer(answer::Answer),
    Reject(reject::Reject),
    Redirect(redirect::Redirect),
    Transfer(transfer::Transfer),
    Add(add::Add),
    Play(play::Play),
    Dtmf(dtmf::Dtmf),
    HangUp(hang_up::HangUp),
    Listen(listen::Listen),
    Download(download::Download),
    Doctor(doctor::Doctor),
    Verify(verify::Verify),
    Completions(completions::Completions),
    Man(man::Man),
}
