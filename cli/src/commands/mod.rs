//! The commands, each in a file of its own.

pub mod add;
pub mod answer;
pub mod completions;
pub mod create;
pub mod doctor;
pub mod download;
pub mod dtmf;
pub mod hang_up;
mod incoming;
pub mod listen;
pub mod man;
pub mod play;
pub mod redirect;
pub mod reject;
pub mod transfer;
pub mod verify;

use crate::arguments::{Arguments, Command, Global};
use crate::failure::Failure;
use crate::session::Session;

pub fn run(arguments: Arguments) -> Result<(), Failure> {
    let Arguments { global, command } = arguments;
    match command {
        Command::Create(create) => with(&global, |session| create.run(session)),
        Command::Answer(answer) => with(&global, |session| answer.run(session)),
        Command::Reject(reject) => with(&global, |session| reject.run(session)),
        Command::Redirect(redirect) => with(&global, |session| redirect.run(session)),
        Command::Transfer(transfer) => with(&global, |session| transfer.run(session)),
        Command::Add(add) => with(&global, |session| add.run(session)),
        Command::Play(play) => with(&global, |session| play.run(session)),
        Command::Dtmf(dtmf) => with(&global, |session| dtmf.run(session)),
        Command::HangUp(hang_up) => with(&global, |session| hang_up.run(session)),
        Command::Listen(listen) => with(&global, |session| listen.run(session)),
        Command::Download(download) => download.run(&global),
        Command::Doctor(doctor) => with(&global, |session| doctor.run(&global, session)),
        Command::Verify(verify) => verify.run(&global),
        Command::Completions(completions) => completions.run(),
        Command::Man(man) => man.run(),
    }
}

/// Runs a command that needs a resource; the ladder diagram of `--offline` comes last, also after a failure.
fn with(global: &Global, run: impl FnOnce(&Session) -> Result<(), Failure>) -> Result<(), Failure> {
    let session = Session::open(global)?;
    let done = run(&session);
    session.close();
    done
}
