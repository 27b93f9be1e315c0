//! What the program does: it serves, unless it is told to do something else.

mod backup;
mod init;
mod keys;
mod restore;
mod rewrap;
mod serve;

use std::error::Error;

use crate::cli::{Args, Command};

/// Why the program ends without having done what it was told: a line for the operator, and its causes.
pub type Failure = Box<dyn Error>;

/// Does what the command line says.
///
/// # Errors
/// [`Failure`].
pub async fn run(args: &Args) -> Result<(), Failure> {
    match &args.command {
        None => serve::run(args).await,
        Some(Command::Init) => init::run(args).await,
        Some(Command::Backup { file }) => backup::run(args, file).await,
        Some(Command::Restore { file }) => restore::run(args, file).await,
        Some(Command::Rewrap) => rewrap::run(args).await,
    }
}
