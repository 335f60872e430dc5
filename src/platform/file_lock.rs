//! An exclusive lock of a file, in this process and others.

use std::fs::File;
use std::io;
#[cfg(unix)]
use std::os::fd::AsRawFd;
use std::path::Path;

use super::not_inherited::NotInherited;

/// A locked file, until dropped. Where the file system has no locks it is just a file.
#[derive(Debug)]
pub struct FileLock(NotInherited<File>);

impl FileLock {
    /// Locks the file at `path`; `None` when another owner has the lock, or has replaced the file
    /// meanwhile.
    pub fn take(file: File, path: &Path) -> io::Result<Option<Self>> {
        if !lock(&file) {
            return Ok(None);
        }
        let locked = Self(NotInherited::new(file));
        Ok(is_at(&locked.0, path)?.then_some(locked))
    }

    pub fn file(&self) -> &File {
        &self.0
    }
}

#[cfg(unix)]
fn lock(file: &File) -> bool {
    // SAFETY: the descriptor is open as long as `file` is borrowed.
    let outcome = unsafe { libc::flock(file.as_raw_fd(), libc::LOCK_EX | libc::LOCK_NB) };
    outcome == 0 || io::Error::last_os_error().kind() != io::ErrorKind::WouldBlock
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let (opened, named) = (file.metadata()?, std::fs::symlink_metadata(path));
    Ok(named.is_ok_and(|named| (named.dev(), named.ino()) == (opened.dev(), opened.ino())))
}

#[cfg(unix)]
impl Drop for FileLock {
    fn drop(&mut self) {
        // A child that was spawned meanwhile has the descriptor too, and would keep the lock.
        // SAFETY: the descriptor is open.
        unsafe { libc::flock(self.0.as_raw_fd(), libc::LOCK_UN) };
    }
}

#[cfg(not(unix))]
fn lock(_: &File) -> bool {
    true
}

#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> io::Result<bool> {
    Ok(true)
}
