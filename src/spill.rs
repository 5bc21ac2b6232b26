//! Bytes set aside in files, for books too large to hold in memory with all that is made of them.
//! In: bytes, from any thread. Out: handles ([`Stored`]) that give them back. The files have no names, where the system knows such,
//! and go when the last handle does. Never loses bytes in silence: what cannot be written is given back, and what cannot be
//! read again is remembered ([`Spill::failure`]).

use crate::model::{Held, Stored, stored};
use serde::Serialize;
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Descriptors are scarce, and more threads than this seldom write at one time.
const MOST_FILES: usize = 8;

/// See the module's description.
#[derive(Debug)]
pub struct Spill {
    /// One for each thread, since to a file only one at a time writes; each with where the next bytes go.
    files: Vec<(File, AtomicU64)>,
    /// Set by the first failure to write, most likely a full disk: the rest stays in memory.
    is_full: AtomicBool,
    failure: OnceLock<String>,
}

#[derive(Debug)]
struct Part {
    spill: Arc<Spill>,
    file: usize,
    start: u64,
    length: u64,
}

impl Spill {
    /// Files in the folder, or in the system's for temporary files where that takes none.
    ///
    /// # Errors
    /// That of the second.
    pub fn new(folder: Option<&Path>) -> io::Result<Arc<Spill>> {
        let files_in = |folder: &Path| {
            let files = (0..rayon::current_num_threads().clamp(1, MOST_FILES)).map(|_| tempfile::tempfile_in(folder));
            files.collect::<io::Result<Vec<File>>>()
        };
        let files = match folder.map(files_in) {
            Some(Ok(files)) => files,
            Some(Err(_)) | None => files_in(&std::env::temp_dir())?,
        };
        Ok(Arc::new(Spill::of(files)))
    }

    fn of(files: Vec<File>) -> Spill {
        let files = files.into_iter().map(|file| (file, AtomicU64::new(0))).collect();
        Spill { files, is_full: AtomicBool::new(false), failure: OnceLock::new() }
    }

    /// Sets bytes aside.
    ///
    /// # Errors
    /// The bytes, where the file takes no more.
    pub fn put(self: &Arc<Self>, bytes: Vec<u8>) -> Result<Arc<dyn Stored>, Vec<u8>> {
        let length = bytes.len() as u64;
        let file = rayon::current_thread_index().unwrap_or(0) % self.files.len();
        let (writer, end) = &self.files[file];
        let start = end.fetch_add(length, Ordering::Relaxed);
        if self.is_full.load(Ordering::Relaxed) || write_at(writer, &bytes, start).is_err() {
            self.is_full.store(true, Ordering::Relaxed);
            return Err(bytes);
        }
        Ok(Arc::new(Part { spill: Arc::clone(self), file, start, length }))
    }

    /// Sets a value aside, if there is room.
    pub fn take<T: Serialize>(self: &Arc<Self>, value: &mut Held<T>) {
        let Held::Here(here) = value else { return };
        if let Some(Ok(stored)) = stored::to_bytes(here).map(|bytes| self.put(bytes)) {
            *value = Held::Elsewhere(stored);
        }
    }

    /// Why bytes could not be read again, if that ever was so.
    pub fn failure(&self) -> Option<&str> {
        self.failure.get().map(String::as_str)
    }
}

impl Stored for Part {
    fn length(&self) -> u64 {
        self.length
    }

    fn read(&self) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; usize::try_from(self.length).map_err(|_| io::ErrorKind::OutOfMemory)?];
        read_at(&self.spill.files[self.file].0, &mut bytes, self.start).inspect_err(|error| {
            let _ = self.spill.failure.set(error.to_string());
        })?;
        Ok(bytes)
    }
}

#[cfg(unix)]
fn write_at(file: &File, bytes: &[u8], start: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, start)
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], start: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, start)
}

#[cfg(windows)]
fn write_at(file: &File, mut bytes: &[u8], mut start: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let count = std::os::windows::fs::FileExt::seek_write(file, bytes, start)?;
        if count == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        bytes = &bytes[count..];
        start += count as u64;
    }
    Ok(())
}

#[cfg(windows)]
fn read_at(file: &File, mut bytes: &mut [u8], mut start: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let count = std::os::windows::fs::FileExt::seek_read(file, bytes, start)?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes = &mut bytes[count..];
        start += count as u64;
    }
    Ok(())
}

#[cfg(not(any(unix, windows)))]
fn write_at(_: &File, _: &[u8], _: u64) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(not(any(unix, windows)))]
fn read_at(_: &File, _: &mut [u8], _: u64) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rayon::prelude::*;

    #[test]
    fn bytes_of_many_threads_come_back() {
        let spill = Spill::new(None).expect("a file");
        let text = |at: usize| vec![at as u8; at * 7 % 4_001];
        let parts: Vec<_> = (0..500).into_par_iter().map(|at| spill.put(text(at)).expect("room")).collect();
        for (at, part) in parts.iter().enumerate() {
            assert_eq!(part.length(), text(at).len() as u64);
            assert_eq!(part.read().expect("what was written"), text(at));
        }
        assert_eq!(spill.failure(), None);
    }

    #[test]
    fn a_folder_that_is_not_there_is_passed_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let spill = Spill::new(Some(&folder.path().join("gone"))).expect("a file");
        assert_eq!(spill.put(b"one".to_vec()).expect("room").read().expect("bytes"), b"one");
    }

    /// A file that cannot be written stands for a full disk.
    #[test]
    fn what_finds_no_room_is_given_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("file");
        std::fs::write(&path, "").expect("a folder just made");
        let file = File::open(&path).expect("a file just made");
        let spill = Arc::new(Spill::of(vec![file]));
        assert_eq!(spill.put(b"one".to_vec()).expect_err("no room"), b"one");
        let lost = Part { spill: Arc::clone(&spill), file: 0, start: 0, length: 3 };
        assert!(lost.read().is_err());
        assert!(spill.failure().is_some());
    }
}
