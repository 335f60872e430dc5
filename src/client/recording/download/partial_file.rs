//! A file that gets its name once it is whole, and that a later download can continue.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::target::Target;
use crate::error::{Error, Result};
use crate::field;
use crate::pipeline::stream::Version;
use crate::platform::file_lock::FileLock;

/// `<path>.part`, which is always the beginning of what is wanted, and beside it `<path>.part.id`,
/// which names the recording.
pub(super) struct PartialFile {
    path: PathBuf,
    part: PathBuf,
    id: PathBuf,
    /// The URL's path and the range.
    what: String,
    /// Offset and length of what is wanted.
    wanted: (u64, Option<u64>),
    /// Open once it has bytes of this download, or of the one that is resumed.
    file: Option<FileLock>,
}

/// The first line of `<path>.part.id`: another format would have another one.
const FORMAT: &str = "acs-call-automation download 1";
/// Stands for a value that the store did not send.
const NONE: &str = "-";

impl PartialFile {
    /// For bytes from an offset on, so many or all, of the recording that a URL's path names.
    pub(super) fn new(path: &Path, of: &str, wanted: (u64, Option<u64>)) -> Result<Self> {
        if path.file_name().is_none() {
            return Err(Error::invalid(
                field::PATH,
                "must end in the name of a file",
            ));
        }
        match fs::metadata(path) {
            Ok(found) if !found.is_file() => {
                // A device would be replaced by a file.
                return Err(Error::invalid(
                    field::PATH,
                    format_args!("{} is not a regular file", path.display()),
                ));
            }
            _ => {}
        }
        let range = wanted.1.map_or_else(String::new, |bytes| bytes.to_string());
        let beside = |end: &str| {
            let mut name = OsString::from(path);
            name.push(end);
            PathBuf::from(name)
        };
        Ok(Self {
            path: path.to_owned(),
            part: beside(".part"),
            id: beside(".part.id"),
            what: format!("{of} {}+{range}", wanted.0),
            wanted,
            file: None,
        })
    }

    /// What an earlier download of the same left: the number of bytes, and their version.
    pub(super) fn reopen(&mut self) -> Result<Option<(u64, Version)>> {
        self.file = self.open().map_err(|cause| self.cannot_write(cause))?;
        let left = self.left();
        if left.is_none() {
            self.file = None;
        }
        Ok(left)
    }

    fn left(&self) -> Option<(u64, Version)> {
        let id = fs::symlink_metadata(&self.id).ok()?;
        let version = self.parse(&fs::read_to_string(id.is_file().then_some(&self.id)?).ok()?)?;
        let mut file = self.file.as_ref()?.file();
        let bytes = file.metadata().ok()?.len();
        let after_offset = version.total.map(|total| total.checked_sub(self.wanted.0));
        let wanted = match (after_offset, self.wanted.1) {
            (Some(rest), Some(length)) => rest?.min(length),
            (rest, length) => rest.flatten().or(length).unwrap_or(u64::MAX),
        };
        // The last byte of a whole file is requested again: an empty range does not exist.
        let bytes = bytes.saturating_sub(u64::from(bytes == wanted));
        self.wanted.0.checked_add(bytes)?;
        file.seek(SeekFrom::Start(bytes)).ok()?;
        (0 < bytes && bytes < wanted).then_some((bytes, version))
    }

    /// Opens an existing part, if it is a file.
    fn open(&self) -> io::Result<Option<FileLock>> {
        // Anything else is not opened: opening a pipe would wait for a reader.
        match fs::symlink_metadata(&self.part) {
            Ok(found) if found.is_file() => {}
            _ => return Ok(None),
        }
        match OpenOptions::new().write(true).open(&self.part) {
            Ok(file) => self.take(file).map(Some),
            Err(_) => Ok(None),
        }
    }

    fn take(&self, file: File) -> io::Result<FileLock> {
        FileLock::take(file, &self.part)?
            .ok_or_else(|| io::Error::other("another download is writing to it"))
    }

    fn parse(&self, id: &str) -> Option<Version> {
        let lines: Vec<_> = id.lines().collect();
        let [FORMAT, what, etag, total, last_modified] = *lines else {
            return None;
        };
        let known = |line: &str| (line != NONE).then(|| line.to_owned());
        let version = Version {
            etag: known(etag),
            total: match known(total) {
                Some(total) => Some(total.parse().ok()?),
                None => None,
            },
            last_modified: known(last_modified),
            content_type: None,
        };
        let is_it = what == self.what && is_known(&version) && id.ends_with('\n');
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

    /// Renames the part to the final name. A file of that name is replaced in one step.
    pub(super) fn complete(self) -> Result<()> {
        let synced = self
            .file
            .as_ref()
            .map_or(Ok(()), |taken| taken.file().sync_all());
        match synced.and_then(|()| fs::rename(&self.part, &self.path)) {
            Ok(()) => {
                // Not needed any more; one that stays does no harm.
                let _ = fs::remove_file(&self.id);
                Ok(())
            }
            Err(cause) => {
                let error = Error::system(&format!("cannot write {}", self.path.display()), cause);
                Err(self.keep(error))
            }
        }
    }

    /// Keeps the bytes that were received before the error.
    pub(super) fn keep(self, error: Error) -> Error {
        if self.file.is_none() {
            return error;
        }
        match fs::metadata(&self.part) {
            Ok(part) if part.len() > 0 => {
                let before = error.hint().map(|hint| format!("{hint}. "));
                let hint = format!(
                    "{}The first {} bytes are in {}, where a download with resume continues",
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

    /// A new file: a link in its place is not followed, and no other process has it open.
    fn create(&mut self, version: &Version) -> io::Result<()> {
        let old = match self.file.take() {
            Some(taken) => Some(taken),
            None => self.open()?,
        };
        for old in [&self.id, &self.part] {
            match fs::remove_file(old) {
                Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(cause),
                _ => {}
            }
        }
        let new = |path| OpenOptions::new().write(true).create_new(true).open(path);
        self.file = Some(self.take(new(&self.part)?)?);
        // A download that waits for the old file must find this one.
        drop(old);
        if is_known(version) {
            new(&self.id)?.write_all(self.id_of(version).as_bytes())?;
        }
        Ok(())
    }

    fn cannot_write(&self, cause: io::Error) -> Error {
        Error::system(&format!("cannot write {}", self.part.display()), cause)
    }
}

/// Whether it can be distinguished from another recording; if not, it is not resumed.
fn is_known(version: &Version) -> bool {
    version.etag.is_some() || version.total.is_some()
}

impl Target for PartialFile {
    fn begin(&mut self, version: &Version, resumed: bool) -> Result<()> {
        if !resumed {
            let created = self.create(version);
            created.map_err(|cause| self.cannot_write(cause))?;
        }
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let written = self
            .file
            .as_ref()
            .map(|taken| taken.file().write_all(bytes));
        match written {
            Some(Err(cause)) => Err(self.cannot_write(cause)),
            _ => Ok(()),
        }
    }
}
