//! One build at a time for one output folder.
//! Enters: the folder's [`Location`]. Leaves: a [`Lock`], held until it is dropped or the process is gone, however it went.
//! The file stands beside the folder, never in it, and goes with the lock; after a kill the next build takes it over.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::Path;

use super::disk;
use super::guard::Location;
use crate::diag::{Diagnostic, Place, codes};

/// Longest text of a lock file that is read back. Ours are shorter than 64 bytes.
const NOTE_LIMIT: u64 = 256;

#[derive(Debug)]
pub(super) struct Lock {
    file: File,
    /// False when the output folder itself is locked, because nothing can be created beside it.
    beside: bool,
    /// The number of the staging folder that a killed build was about to exchange.
    unfinished: Option<u64>,
    path: std::path::PathBuf,
}

impl Lock {
    /// `OUTPUT_LOCKED` when another build holds it: this never waits. `OUTPUT_FAILED` when no lock can be had at all.
    pub fn acquire(location: &Location) -> Result<Self, Diagnostic> {
        let path = &location.lock;
        loop {
            let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
            let mut file = match opened {
                Ok(file) => file,
                Err(error) if is_refusal(&error) => return Self::acquire_folder(location, error),
                Err(error) => return Err(disk::DiskError::new("create the lock", path, error).into()),
            };
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(held(location, read_note(&mut file).process)),
                Err(TryLockError::Error(error)) => return Err(disk::DiskError::new("lock", path, error).into()),
            }
            // Between opening and locking, the former holder may have removed the file: this lock would then exclude
            // nobody. Each round of the loop means that another build has ended meanwhile.
            if is_file_at(&file, path) {
                let unfinished = read_note(&mut file).staging;
                return Ok(Lock { file, beside: true, unfinished, path: path.clone() });
            }
        }
    }

    /// A folder in a parent that may not be written to, such as a mounted volume.
    fn acquire_folder(location: &Location, cause: io::Error) -> Result<Self, Diagnostic> {
        let folder = &location.folder;
        let file = File::open(folder).map_err(|_| disk::DiskError::new("create the lock", &location.lock, cause))?;
        match file.try_lock() {
            Ok(()) => Ok(Lock { file, beside: false, unfinished: None, path: folder.clone() }),
            Err(TryLockError::WouldBlock) => Err(held(location, None)),
            Err(TryLockError::Error(error)) => Err(disk::DiskError::new("lock", folder, error).into()),
        }
    }

    /// Whether files can be made beside the output folder.
    pub fn is_beside(&self) -> bool {
        self.beside
    }

    /// See [`Lock::record`]; what the last holder recorded, if it was killed.
    pub fn unfinished(&self) -> Option<u64> {
        self.unfinished
    }

    /// Notes which folder (by inode number) is about to be exchanged with the published one. After a kill it tells
    /// whether a folder left under the staging name is the new site or, already exchanged, the old one.
    /// The note need not survive a power cut: without it the folder counts as never exchanged.
    pub fn record(&mut self, staging: Option<u64>) {
        if !self.beside {
            return;
        }
        let mut note = format!("process {}\n", std::process::id());
        if let Some(staging) = staging {
            note.push_str(&format!("staging {staging}\n"));
        }
        // A note that cannot be written costs a name in a message or the rescue of a file that came in a moment ago.
        let _ = self.file.rewind();
        let _ = self.file.set_len(0);
        let _ = self.file.write_all(note.as_bytes());
    }
}

impl Drop for Lock {
    /// Removes the file while the lock is still held, so that nobody's but our own goes.
    fn drop(&mut self) {
        // Without inode numbers (Windows) a late opener could not see that its file has lost its name: there it stays.
        if cfg!(unix) && self.beside {
            let _ = disk::remove_file(&self.path);
        }
    }
}

fn is_refusal(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

#[derive(Default)]
struct Note {
    process: Option<u32>,
    staging: Option<u64>,
}

fn read_note(file: &mut File) -> Note {
    let mut text = String::new();
    let mut note = Note::default();
    if file.rewind().is_err() || Read::take(&mut *file, NOTE_LIMIT).read_to_string(&mut text).is_err() {
        return note;
    }
    for line in text.lines() {
        match line.split_once(' ') {
            Some(("process", number)) => note.process = number.parse().ok(),
            Some(("staging", number)) => note.staging = number.parse().ok(),
            _ => {}
        }
    }
    note
}

fn held(location: &Location, process: Option<u32>) -> Diagnostic {
    let by = process.map(|process| format!(" (process {process})")).unwrap_or_default();
    let message = format!("another build{by} is writing to `{}`", location.folder.display());
    Diagnostic::error(codes::OUTPUT_LOCKED, Place::Book, message)
        .help("wait for it to end, or stop it; a `wence watch` that still runs counts too")
        .help("to build at the same time, name another folder with `-d`")
}

#[cfg(unix)]
fn is_file_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), std::fs::symlink_metadata(path)) {
        (Ok(held), Ok(named)) => held.ino() == named.ino() && held.dev() == named.dev(),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_file_at(_file: &File, _path: &Path) -> bool {
    true
}
