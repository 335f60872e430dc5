//! A file that gets its name once it is whole, and that a later download can go on with.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::download::Target;
use crate::error::{Error, Result};
use crate::pipeline::stream::Version;

/// `<path>.part`, which is always the beginning of what is wanted, and beside it `<path>.part.id`,
/// which tells of what.
pub(super) struct PartialFile {
    path: PathBuf,
    part: PathBuf,
    id: PathBuf,
    /// The URL's path and the range.
    what: String,
    /// Open once it holds something of this download, or of one that this goes on with.
    file: Option<File>,
}

/// The first line of `<path>.part.id`: another format would have another one.
const FORMAT: &str = "acs-call-automation download 1";
/// What stands for a thing that the store did not tell.
const NONE: &str = "-";

impl PartialFile {
    pub(super) fn new(path: &Path, what: String) -> Result<Self> {
        if path.file_name().is_none() {
            return Err(Error::invalid("path", "must end in the name of a file"));
        }
        match fs::metadata(path) {
            Ok(found) if !found.is_file() => {
                // A device would be replaced by a file, which nobody wants.
                return Err(Error::invalid(
                    "path",
                    format_args!("{} is no regular file", path.display()),
                ));
            }
            _ => {}
        }
        let beside = |end: &str| {
            let mut name = OsString::from(path);
            name.push(end);
            PathBuf::from(name)
        };
        Ok(Self {
            path: path.to_owned(),
            part: beside(".part"),
            id: beside(".part.id"),
            what,
            file: None,
        })
    }

    /// What an earlier download left, if it was of the same: how many bytes, and of which version.
    pub(super) fn reopen(&mut self) -> Option<(u64, Version)> {
        let version = self.parse(&fs::read_to_string(&self.id).ok()?)?;
        let mut file = OpenOptions::new().write(true).open(&self.part).ok()?;
        let bytes = file.seek(SeekFrom::End(0)).ok()?;
        self.file = Some(file);
        (bytes > 0).then_some((bytes, version))
    }

    fn parse(&self, id: &str) -> Option<Version> {
        let mut lines = id.lines();
        let is_it = lines.next()? == FORMAT && lines.next()? == self.what;
        let mut next = || lines.next().filter(|line| *line != NONE);
        let version = Version {
            etag: next().map(str::to_owned),
            total: next().and_then(|total| total.parse().ok()),
            last_modified: next().map(str::to_owned),
            content_type: None,
        };
        is_it.then_some(version)
    }

    fn id_of(&self, version: &Version) -> String {
        let total = version.total.map(|total| total.to_string());
        let mut id = format!("{FORMAT}\n{}\n", self.what);
        for line in [&version.etag, &total, &version.last_modified] {
            id.push_str(line.as_deref().unwrap_or(NONE));
            id.push('\n');
        }
        id
    }

    /// Gives it its name. A file of that name is replaced in one step.
    pub(super) fn complete(self) -> Result<()> {
        let synced = self.file.as_ref().map_or(Ok(()), File::sync_all);
        match synced.and_then(|()| fs::rename(&self.part, &self.path)) {
            Ok(()) => {
                // Of no use any more, and of no harm.
                let _ = fs::remove_file(&self.id);
                Ok(())
            }
            Err(cause) => {
                let error = Error::system(&format!("cannot write {}", self.path.display()), cause);
                Err(self.keep(error))
            }
        }
    }

    /// Leaves behind what came before the error.
    pub(super) fn keep(self, error: Error) -> Error {
        if self.file.is_none() {
            return error;
        }
        match fs::metadata(&self.part) {
            Ok(part) if part.len() > 0 => {
                let before = error.hint().map(|hint| format!("{hint}. "));
                let hint = format!(
                    "{}The first {} bytes are in {}, where a download with resume goes on",
                    before.unwrap_or_default(),
                    part.len(),
                    self.part.display()
                );
                error.with_hint(hint)
            }
            _ => {
                let _ = fs::remove_file(&self.part);
                let _ = fs::remove_file(&self.id);
                error
            }
        }
    }

    /// A new file, so that a link in its place leads nowhere.
    fn create(&self, version: &Version) -> io::Result<File> {
        for old in [&self.id, &self.part] {
            match fs::remove_file(old) {
                Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(cause),
                _ => {}
            }
        }
        let new = |path| OpenOptions::new().write(true).create_new(true).open(path);
        let file = new(&self.part)?;
        // What cannot be told from another recording is not gone on with.
        if version.etag.is_some() || version.total.is_some() {
            new(&self.id)?.write_all(self.id_of(version).as_bytes())?;
        }
        Ok(file)
    }

    fn cannot_write(&self, cause: io::Error) -> Error {
        Error::system(&format!("cannot write {}", self.part.display()), cause)
    }
}

impl Target for PartialFile {
    fn begin(&mut self, version: &Version, resumed: bool) -> Result<()> {
        if !resumed {
            let file = self.create(version);
            self.file = Some(file.map_err(|cause| self.cannot_write(cause))?);
        }
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let written = self.file.as_mut().map(|file| file.write_all(bytes));
        match written {
            Some(Err(cause)) => Err(self.cannot_write(cause)),
            _ => Ok(()),
        }
    }
}
