//! The calls that change a disk; no other file of `output` makes one.
//! Enters: absolute paths. Leaves: the change, or a [`DiskError`] that names the act and the path.
//! One door, so that the tests can end the process before each single change and look at what is left.
//! Never opens an existing file for writing: a file here may be a second name of one in the published folder.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::WalkDir;

use crate::diag::{Diagnostic, Place, codes};

/// What was tried, on which path, and why it failed.
#[derive(Debug)]
pub(super) struct DiskError {
    /// Completes "cannot …": `create the folder`.
    pub act: &'static str,
    pub path: PathBuf,
    pub source: io::Error,
}

impl DiskError {
    pub fn new(act: &'static str, path: &Path, source: io::Error) -> Self {
        DiskError { act, path: path.to_owned(), source }
    }
}

impl From<DiskError> for Diagnostic {
    fn from(error: DiskError) -> Self {
        let help = match error.source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                "free some space on that disk, then build again"
            }
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                "choose a folder that you may write to with `-d`, or change the permissions of this one"
            }
            _ => "mend the cause and build again",
        };
        let message = format!("cannot {} `{}`: {}", error.act, error.path.display(), error.source);
        Diagnostic::error(codes::OUTPUT_FAILED, Place::Book, message).help(help)
    }
}

pub(super) type Result<T> = std::result::Result<T, DiskError>;

/// From this many files on the work is shared among threads. Below it, starting them costs more than it saves.
const PARALLEL_FROM: usize = 64;

/// `work` on each item, results in the items' order. Shared among threads when there are many.
pub(super) fn map_each<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
    if items.len() < PARALLEL_FROM {
        items.iter().map(work).collect()
    } else {
        items.par_iter().with_min_len(16).map(work).collect()
    }
}

/// As [`map_each`], for work that can fail: the error of the first item in order, whichever thread met one first.
pub(super) fn try_each<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> Result<R> + Sync + Send) -> Result<Vec<R>> {
    map_each(items, work).into_iter().collect()
}

pub(super) fn create_folder(path: &Path) -> Result<()> {
    before_change();
    fs::create_dir(path).map_err(|error| DiskError::new("create the folder", path, error))
}

/// With those above it. Folders that exist are left as they are.
pub(super) fn create_folders(path: &Path) -> Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    before_change();
    fs::create_dir_all(path).map_err(|error| DiskError::new("create the folder", path, error))
}

/// An empty new file. Fails when the path is taken, so that nothing is ever written through a hard link.
pub(super) fn create_file(path: &Path) -> Result<File> {
    before_change();
    let file = File::create_new(path).map_err(|error| DiskError::new("create", path, error))?;
    before_change();
    Ok(file)
}

pub(super) fn write_new(path: &Path, bytes: &[u8]) -> Result<()> {
    create_file(path)?.write_all(bytes).map_err(|error| DiskError::new("write", path, error))
}

/// Gives the file of `from` a second name. The caller falls back to copying, so the error comes bare.
pub(super) fn link(from: &Path, to: &Path) -> io::Result<()> {
    before_change();
    fs::hard_link(from, to)
}

/// Contents and permissions, to a path that does not exist yet.
pub(super) fn copy_file(from: &Path, to: &Path) -> Result<()> {
    let fail = |error| DiskError::new("copy", from, error);
    let mut source = File::open(from).map_err(fail)?;
    let metadata = source.metadata().map_err(fail)?;
    let mut copy = create_file(to)?;
    io::copy(&mut source, &mut copy).map_err(fail)?;
    // Refused by some network and FAT file systems, and nothing a reader sees hangs on them.
    let _ = copy.set_permissions(metadata.permissions());
    set_modified(&copy, &metadata);
    Ok(())
}

/// Gives a fresh copy the time of what it copies: servers send it as `Last-Modified`. Failing does no harm.
pub(super) fn set_modified(file: &File, like: &fs::Metadata) {
    if let Ok(time) = like.modified() {
        let _ = file.set_modified(time);
    }
}

pub(super) fn copy_symlink(from: &Path, to: &Path) -> Result<()> {
    let fail = |error| DiskError::new("copy the symbolic link", from, error);
    let leads_to = fs::read_link(from).map_err(fail)?;
    before_change();
    #[cfg(unix)]
    let made = std::os::unix::fs::symlink(leads_to, to);
    #[cfg(windows)]
    let made = {
        use std::os::windows::fs::FileTypeExt;
        match fs::symlink_metadata(from) {
            Ok(metadata) if metadata.file_type().is_symlink_dir() => std::os::windows::fs::symlink_dir(leads_to, to),
            _ => std::os::windows::fs::symlink_file(leads_to, to),
        }
    };
    made.map_err(fail)
}

/// Never a hard-linked file's: folders have one name only.
pub(super) fn set_folder_permissions(path: &Path, permissions: fs::Permissions) -> Result<()> {
    before_change();
    fs::set_permissions(path, permissions).map_err(|error| DiskError::new("set the permissions of", path, error))
}

/// Replaces a file at `to`, and on Unix an empty folder when `from` is one. The error comes bare, to be told apart.
pub(super) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    before_change();
    fs::rename(from, to)
}

/// To a path in another folder that is free. A folder may be read-only, which by itself forbids moving it.
pub(super) fn move_to(from: &Path, to: &Path) -> Result<()> {
    let fail = |error| DiskError::new("move", from, error);
    match rename(from, to) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied && from.is_dir() && !from.is_symlink() => {
            let permissions = fs::symlink_metadata(from).map_err(fail)?.permissions();
            make_writable(from);
            let moved = rename(from, to);
            let left = if moved.is_ok() { to } else { from };
            set_folder_permissions(left, permissions)?;
            moved.map_err(fail)
        }
        moved => moved.map_err(fail),
    }
}

/// Swaps what two paths name, in one step no other process can see the middle of.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub(super) fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    before_change();
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

/// This system has no such call.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub(super) fn exchange(_one: &Path, _other: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// A file or a symbolic link; one that is gone already is no error.
pub(super) fn remove_file(path: &Path) -> Result<()> {
    before_change();
    let removed = fs::remove_file(path);
    // Here a link that leads to a folder is removed as folders are.
    #[cfg(windows)]
    let removed = removed.or_else(|error| {
        if fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink()) {
            fs::remove_dir(path)
        } else {
            Err(error)
        }
    });
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(DiskError::new("remove", path, error)),
        _ => Ok(()),
    }
}

/// A file in a folder that is about to be removed as well, and may be read-only.
pub(super) fn remove_file_from(folder: &Path, name: &str) -> Result<()> {
    match remove_file(&folder.join(name)) {
        Err(error) if error.source.kind() == io::ErrorKind::PermissionDenied => {
            make_writable(folder);
            remove_file(&folder.join(name))
        }
        removed => removed,
    }
}

/// An empty folder; one that is gone already is no error.
pub(super) fn remove_folder(path: &Path) -> Result<()> {
    before_change();
    match fs::remove_dir(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(DiskError::new("remove the folder", path, error)),
        _ => Ok(()),
    }
}

/// The folder and all in it, links not followed. One that does not exist is no error.
pub(super) fn remove_tree(path: &Path) -> Result<()> {
    match remove_tree_once(path) {
        Err(error) if error.source.kind() == io::ErrorKind::PermissionDenied => {
            make_folders_writable(path);
            remove_tree_once(path)
        }
        removed => removed,
    }
}

fn remove_tree_once(path: &Path) -> Result<()> {
    if fs::symlink_metadata(path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
        return Ok(());
    }
    let (mut folders, mut files) = (Vec::new(), Vec::new());
    for entry in WalkDir::new(path).contents_first(true) {
        let entry = entry.map_err(|error| walk_error(path, error))?;
        let group = if entry.file_type().is_dir() { &mut folders } else { &mut files };
        group.push(entry.into_path());
    }
    try_each(&files, |file| remove_file(file))?;
    // Contents first: a folder stands before the one that holds it.
    folders.iter().try_for_each(|folder| remove_folder(folder))
}

/// Names can be removed only from a folder that is not read-only, and a carried-over one may be. Folders have one name
/// only, so the tree in use is not touched.
fn make_folders_writable(root: &Path) {
    for folder in WalkDir::new(root).into_iter().flatten().filter(|entry| entry.file_type().is_dir()) {
        make_writable(folder.path());
    }
}

/// For us alone. Where it fails, what was to be done next fails too, and tells.
fn make_writable(folder: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let _ = set_folder_permissions(folder, fs::Permissions::from_mode(0o700));
    }
    #[cfg(not(unix))]
    let _ = folder;
}

pub(super) fn walk_error(root: &Path, error: walkdir::Error) -> DiskError {
    let path = error.path().unwrap_or(root).to_owned();
    let source = error.into_io_error().unwrap_or_else(|| io::Error::other("the folder has no end"));
    DiskError::new("read", &path, source)
}

/// Up to this many files are flushed one by one; above, the whole file system at once. One `fsync` costs 0.5 to 2.4 ms,
/// `syncfs` 1 to 7 ms whatever the number (ext4, files of 12 KB); but it also waits for what other programs have written.
#[cfg(any(target_os = "linux", target_os = "android"))]
const FLUSH_SINGLY: usize = 8;

/// Returns once the bytes of `files`, and the names of all that was made in `folder`, would survive a power cut.
///
/// Names need no call of their own on the journalling file systems in use (ext4, XFS, Btrfs, APFS, NTFS): changes of
/// folders become durable in the order they were made, so an exchange that survived implies the names made before it.
/// It is the bytes that may come up to 30 s later (delayed allocation), and files of length zero would be the result.
pub(super) fn flush(files: &[PathBuf], folder: &Path) -> Result<()> {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    if files.len() > FLUSH_SINGLY {
        let fail = |error: io::Error| DiskError::new("flush", folder, error);
        let opened = File::open(folder).map_err(fail)?;
        return rustix::fs::syncfs(&opened).map_err(|error| fail(error.into()));
    }
    let _ = folder;
    try_each(files, |path| {
        let fail = |error: io::Error| DiskError::new("flush", path, error);
        // Not `File::sync_data`: on macOS that empties the drive's own cache too, at 5 ms or more a file.
        #[cfg(unix)]
        let flushed = rustix::fs::fsync(File::open(path).map_err(fail)?).map_err(io::Error::from);
        #[cfg(not(unix))]
        let flushed = fs::OpenOptions::new().write(true).open(path).and_then(|file| file.sync_data());
        match flushed {
            // Some network and FUSE file systems have no such call: then there is no promise to keep either.
            Err(error) if !matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => {
                Err(fail(error))
            }
            _ => Ok(()),
        }
    })?;
    Ok(())
}

/// Makes the names in a folder durable. Where that cannot be asked for (Windows) the file system orders them itself.
pub(super) fn flush_names(folder: &Path) {
    #[cfg(unix)]
    if let Ok(opened) = File::open(folder) {
        let _ = rustix::fs::fsync(opened);
    }
    #[cfg(not(unix))]
    let _ = folder;
}

#[cfg(not(all(test, unix)))]
fn before_change() {}

#[cfg(all(test, unix))]
fn before_change() {
    interruption::point();
}

/// Ends the process before its n-th change of the disk, as `kill -9` would: no destructor runs.
#[cfg(all(test, unix))]
pub(super) mod interruption {
    use std::sync::atomic::{AtomicI64, Ordering};

    static CHANGES_LEFT: AtomicI64 = AtomicI64::new(i64::MAX);

    pub fn arm(changes: i64) {
        CHANGES_LEFT.store(changes, Ordering::SeqCst);
    }

    pub fn point() {
        if CHANGES_LEFT.fetch_sub(1, Ordering::SeqCst) <= 0 {
            let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
            std::process::abort();
        }
    }
}
