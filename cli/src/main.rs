//! The program `acs-call`: phone calls of Azure Communication Services from the command line.
//!
//! Data goes to the standard output, everything for people to the standard error.

mod arguments;
mod commands;
mod doctor;
mod events;
mod failure;
mod forward;
mod interrupt;
mod new_call;
mod outcome;
mod screen;
mod session;
mod verify;
mod web;

use std::process::ExitCode;

use clap::Parser as _;

use arguments::Arguments;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(refusal) => {
            // Help and version are refusals too, with status 0; a closed pipe loses nothing else.
            let _ = refusal.print();
            return ExitCode::from(u8::try_from(refusal.exit_code()).unwrap_or(2));
        }
    };
    let json = arguments.global.json;
    match commands::run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(json),
    }
}
