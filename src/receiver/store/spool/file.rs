//! The file under the database: locked, and not inherited by a forked child.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;
use std::sync::Arc;
#[cfg(test)]
use std::sync::atomic::{AtomicBool, Ordering};

use redb::StorageBackend;

use crate::platform::file_lock::FileLock;

/// A cheap handle of an open file: the database is opened again on the same one, without losing the lock.
#[derive(Debug, Clone)]
pub(super) struct SpoolFile(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    file: FileLock,
    /// As if the disk were full.
    #[cfg(test)]
    is_full: AtomicBool,
}

impl SpoolFile {
    /// Opens the file, or creates an empty one that only its owner may read; `None` when another process has
    /// it.
    pub(super) fn open(path: &Path) -> io::Result<Option<Self>> {
        let mut options = OpenOptions::new();
        options.read(true).write(true);
        let opened = options.open(path);
        let file = match opened {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                #[cfg(unix)]
                std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
                let created = options.create_new(true).open(path)?;
                sync_folder(path)?;
                created
            }
            opened => opened?,
        };
        if !file.metadata()?.is_file() {
            return Err(io::Error::other("not a regular file"));
        }
        let locked = FileLock::take(file, path)?;
        Ok(locked.map(|file| {
            Self(Arc::new(Inner {
                file,
                #[cfg(test)]
                is_full: AtomicBool::new(false),
            }))
        }))
    }

    pub(super) fn is_empty(&self) -> io::Result<bool> {
        Ok(self.file().metadata()?.len() == 0)
    }

    fn file(&self) -> &File {
        self.0.file.file()
    }

    #[cfg(test)]
    pub(super) fn set_full(&self, is_full: bool) {
        self.0.is_full.store(is_full, Ordering::SeqCst);
    }

    #[cfg(test)]
    fn check_full(&self) -> io::Result<()> {
        if self.0.is_full.load(Ordering::SeqCst) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        Ok(())
    }

    #[cfg(not(test))]
    #[allow(clippy::unused_self)]
    fn check_full(&self) -> io::Result<()> {
        Ok(())
    }
}

/// Makes the name of a new file durable.
#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

impl StorageBackend for SpoolFile {
    fn len(&self) -> io::Result<u64> {
        Ok(self.file().metadata()?.len())
    }

    fn read(&self, offset: u64, len: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; len];
        read_at(self.file(), &mut bytes, offset)?;
        Ok(bytes)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.check_full()?;
        self.file().set_len(len)
    }

    fn sync_data(&self, _: bool) -> io::Result<()> {
        self.check_full()?;
        self.file().sync_data()
    }

    fn write(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.check_full()?;
        write_at(self.file(), bytes, offset)
    }
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, offset)
}

#[cfg(unix)]
fn write_at(file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, offset)
}

#[cfg(windows)]
fn read_at(file: &File, mut bytes: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let count = std::os::windows::fs::FileExt::seek_read(file, bytes, offset)?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes = bytes.get_mut(count..).unwrap_or_default();
        offset += count as u64;
    }
    Ok(())
}

#[cfg(windows)]
fn write_at(file: &File, mut bytes: &[u8], mut offset: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let count = std::os::windows::fs::FileExt::seek_write(file, bytes, offset)?;
        if count == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        bytes = bytes.get(count..).unwrap_or_default();
        offset += count as u64;
    }
    Ok(())
}
