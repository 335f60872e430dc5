//! Where the bytes of a download go.

use std::io::Write;

use crate::error::{Error, Result};
use crate::pipeline::stream::Version;

/// Where the bytes of a download go.
pub(super) trait Target {
    /// Called before the first byte; `resumed` when the bytes of an earlier download stay.
    fn begin(&mut self, version: &Version, resumed: bool) -> Result<()>;
    fn write(&mut self, bytes: &[u8]) -> Result<()>;
}

/// A writer of the program.
pub(super) struct Writer<'a>(pub &'a mut dyn Write);

impl Target for Writer<'_> {
    fn begin(&mut self, _: &Version, _: bool) -> Result<()> {
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.0.write_all(bytes).map_err(cannot_write)
    }
}

pub(super) fn cannot_write(cause: std::io::Error) -> Error {
    Error::system("cannot write what was downloaded", cause)
}
