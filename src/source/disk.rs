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

/// Opens a file for reading, and tells how many bytes it claims to have. Anything else is refused at once: a pipe without a writer would hold the program for good, and a
/// device may never end. What is opened is asked, not the path, which may by now lead elsewhere.
fn open(path: &Path) -> io::Result<(File, u64)> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        // Without this the opening of a pipe itself waits for a writer. Reading a file heeds it not.
        options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    }
    let file = options.open(path)?;
    let metadata = file.metadata()?;
    match kind_of(metadata.file_type()) {
        Kind::File => Ok((file, metadata.len())),
        Kind::Folder => Err(io::ErrorKind::IsADirectory.into()),
        Kind::Link | Kind::Other => Err(io::Error::new(io::ErrorKind::InvalidInput, "neither a file nor a folder")),
    }
}

impl FileSystem for Disk {
    fn read_into(&self, path: &Path, limit: u64, bytes: &mut Vec<u8>) -> io::Result<()> {
        bytes.clear();
        // What is read counts, not what the file claims: files grow, and those under `/proc` claim nothing.
        let (file, claimed) = open(path)?;
        bytes.reserve(usize::try_from(claimed.min(limit)).unwrap_or(0).saturating_add(1));
        file.take(limit.saturating_add(1)).read_to_end(bytes)?;
        if bytes.len() as u64 > limit { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(()) }
    }

    fn read_head(&self, path: &Path, most: usize) -> io::Result<Vec<u8>> {
        let mut head = Vec::new();
        open(path)?.0.take(most as u64).read_to_end(&mut head)?;
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

    fn kind(&self, path: &Path) -> io::Result<Kind> {
        Ok(kind_of(fs::symlink_metadata(path)?.file_type()))
    }

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        fs::canonicalize(path)
    }

    fn history(&self, folder: &Path, files: &[PathBuf]) -> History {
        history::history(folder, files)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn pipes_devices_and_folders_are_refused_at_once() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let pipe = folder.path().join("pipe.css");
        rustix::fs::mknodat(
            rustix::fs::CWD,
            &pipe,
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR,
            0,
        )
        .expect("a pipe");
        for path in [pipe.as_path(), Path::new("/dev/zero")] {
            let error = Disk.read(path, 10).expect_err("no file");
            assert_eq!(error.to_string(), "neither a file nor a folder");
            Disk.read_head(path, 10).expect_err("no file");
        }
        assert_eq!(Disk.read(folder.path(), 10).expect_err("no file").kind(), io::ErrorKind::IsADirectory);
        fs::write(folder.path().join("a"), "text").expect("a file");
        assert_eq!(Disk.read(&folder.path().join("a"), 4).expect("its bytes"), b"text");
    }
}
