//! The real disk.
//! Enters: paths. Leaves: bytes, folder listings, and what git knows of files. Never writes.

use super::{FileSystem, History, Kind, Listed, Status, history};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Reads by way of the operating system.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

fn kind_of(kind: fs::FileType) -> Kind {
    if kind.is_symlink() {
        Kind::Link
    } else if kind.is_dir() {
        Kind::Folder
    } else if kind.is_file() {
        Kind::File
    } else {
        Kind::Other
    }
}

impl FileSystem for Disk {
    fn read_into(&self, path: &Path, limit: u64, bytes: &mut Vec<u8>) -> io::Result<()> {
        bytes.clear();
        // What is read counts, not what the file claims: files grow, and those under `/proc` claim nothing.
        File::open(path)?.take(limit.saturating_add(1)).read_to_end(bytes)?;
        if bytes.len() as u64 > limit { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(()) }
    }

    fn read_head(&self, path: &Path, most: usize) -> io::Result<Vec<u8>> {
        let mut head = Vec::new();
        File::open(path)?.take(most as u64).read_to_end(&mut head)?;
        Ok(head)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Listed>> {
        fs::read_dir(folder)?
            .map(|entry| {
                let entry = entry?;
                Ok(Listed { kind: kind_of(entry.file_type()?), name: entry.file_name() })
            })
            .collect()
    }

    fn status(&self, path: &Path) -> io::Result<Status> {
        let metadata = fs::metadata(path)?;
        Ok(Status { kind: kind_of(metadata.file_type()), bytes: metadata.len() })
    }

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        fs::canonicalize(path)
    }

    fn history(&self, folder: &Path, files: &[PathBuf]) -> History {
        history::history(folder, files)
    }
}
