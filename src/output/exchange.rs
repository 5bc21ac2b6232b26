//! The step from the old site to the new one, and what a killed build leaves behind.
//! Enters: a [`Location`] whose staging folder holds a whole site, or leftovers. Leaves: the new site published, no leftovers.
//! The published folder is whole before and after each single call made here; where a system cannot exchange two folders it
//! is absent between two renames, and the next run brings it back.
//!
//! States a kill can leave, and what [`recover`] makes of them (`lock` note: see [`super::lock::Lock::record`]):
//!
//! | folder | staging | previous | discarded | then |
//! |---|---|---|---|---|
//! | old | partial or whole | – | – | remove staging |
//! | new | old (inode differs from the lock's note) | – | – | discard staging |
//! | – | whole | old | – | rename previous back, remove staging |
//! | new | – | old | – | discard previous |
//! | any | – | – | partial | discard it further |

use std::fs;
use std::io;
use std::path::Path;

use walkdir::WalkDir;

use super::disk::{self, DiskError};
use super::guard::{Holding, Location, identity};
use super::lock::Lock;
use super::manifest::{self, Manifest};
use super::staging::{Folders, site_path};
use super::{Means, in_place};

/// How it went.
pub(super) enum Published {
    /// The new site is in place; the old one, if there was one, waits beside it for [`retire`].
    Done,
    /// The folder cannot be moved. Nothing has changed; staging still holds the new site.
    Immovable(io::Error),
}

/// Puts the staging folder in the place of the published one.
pub(super) fn publish(
    location: &Location,
    holding: &Holding,
    lock: &mut Lock,
    means: Means,
) -> disk::Result<Published> {
    let Location { folder, staging, previous, .. } = location;
    let fail = |error| DiskError::new("rename the new site to", folder, error);
    match holding {
        Holding::Nothing => {
            disk::rename(staging, folder).map_err(fail)?;
            return Ok(Published::Done);
        }
        // No exchange: a plain rename succeeds only while the folder is empty, so a file that comes now is not lost.
        Holding::EmptyFolder => {
            if !means.rename {
                return Ok(Published::Immovable(io::ErrorKind::ResourceBusy.into()));
            }
            #[cfg(windows)]
            disk::remove_folder(folder)?;
            return match disk::rename(staging, folder) {
                Ok(()) => Ok(Published::Done),
                Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => Err(fail(error)),
                Err(error) => Ok(Published::Immovable(error)),
            };
        }
        Holding::Site(..) => {}
    }
    if means.exchange {
        lock.record(identity(staging).map(|(_, inode)| inode));
        if disk::exchange(staging, folder).is_ok() {
            disk::flush_names(&location.parent);
            return Ok(Published::Done);
        }
    }
    if !means.rename {
        return Ok(Published::Immovable(io::ErrorKind::ResourceBusy.into()));
    }
    // Old file systems know no exchange (NFS, 9p, some FUSE ones); Windows has none.
    match disk::rename(folder, previous) {
        Ok(()) => {}
        // Somebody removed the folder while we built.
        Err(error) if error.kind() == io::ErrorKind::NotFound && !folder.exists() => {
            disk::rename(staging, folder).map_err(fail)?;
            return Ok(Published::Done);
        }
        // A mount point, a folder in the lower layer of an overlay, one that a program on Windows has open.
        Err(error) => return Ok(Published::Immovable(error)),
    }
    if let Err(error) = disk::rename(staging, folder) {
        disk::rename(previous, folder).map_err(|error| DiskError::new("rename the old site back to", folder, error))?;
        return Err(fail(error));
    }
    disk::flush_names(&location.parent);
    Ok(Published::Done)
}

/// Removes the old site once the new one is published. Answers what was rescued from it.
pub(super) fn retire(location: &Location) -> disk::Result<Vec<String>> {
    // Only a whole tree may bear the name that is restored from, so it is renamed before its first file goes.
    for old in [&location.staging, &location.previous] {
        if exists(old) {
            set_aside(old, location)?;
        }
    }
    discard(location)
}

fn set_aside(tree: &Path, location: &Location) -> disk::Result<()> {
    disk::rename(tree, &location.discarded).map_err(|error| DiskError::new("set aside", tree, error))
}

/// Makes good what a killed build left beside the folder. To be called under the lock, for a folder that
/// [`super::guard::inspect`] has let pass.
pub(super) fn recover(location: &Location, unfinished: Option<u64>) -> disk::Result<()> {
    let Location { folder, staging, previous, .. } = location;
    discard(location)?;
    if let Some((_, inode)) = identity(staging) {
        // Both trees stood side by side, so the other one's number differs for certain.
        let was_exchanged = unfinished.is_some_and(|unfinished| unfinished != inode);
        if was_exchanged {
            set_aside(staging, location)?;
            discard(location)?;
        }
    }
    disk::remove_tree(staging)?;
    if exists(previous) {
        if exists(folder) {
            set_aside(previous, location)?;
            discard(location)?;
        } else {
            disk::rename(previous, folder).map_err(|error| DiskError::new("restore the site from", previous, error))?;
        }
    }
    // Of a build in place. The folder is empty but for this, or ours: the caller has seen to it.
    disk::remove_tree(&folder.join(in_place::INCOMING))
}

fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Removes the discarded tree, after [`rescue`]. Its manifest goes first and so tells, after a kill, that nothing is left
/// to be rescued. Answers what was rescued.
pub(super) fn discard(location: &Location) -> disk::Result<Vec<String>> {
    let discarded = &location.discarded;
    let mut rescued = Vec::new();
    // No manifest, or a damaged one: it has been through here before.
    if let Ok(Some(bytes)) = Manifest::read_bytes(discarded)
        && let Ok(manifest) = Manifest::decode(&bytes)
    {
        rescued = rescue(discarded, &location.folder, &manifest)?;
        disk::remove_file_from(discarded, manifest::NAME)?;
    }
    disk::remove_tree(discarded)?;
    Ok(rescued)
}

/// Moves to `folder` what no build wrote and `folder` has not got: files that came in the moment between the carrying
/// over and the exchange, or all foreign ones when the site itself is being removed. One that `folder` has with other
/// bytes comes to stand beside it as `NAME.kept`. Answers the new paths, folders that moved as a whole with a `/`.
fn rescue(discarded: &Path, folder: &Path, manifest: &Manifest) -> disk::Result<Vec<String>> {
    let our_folders = manifest.folders();
    let mut rescued = Vec::new();
    let mut folders = Folders::default();
    let mut is_proven = exists(&folder.join(manifest::NAME));
    let mut walk = WalkDir::new(discarded).min_depth(1).sort_by_file_name().into_iter();
    while let Some(entry) = walk.next() {
        let entry = entry.map_err(|error| disk::walk_error(discarded, error))?;
        if entry.depth() == 1 && (entry.file_name() == manifest::NAME || entry.file_name() == in_place::INCOMING) {
            if entry.file_type().is_dir() {
                walk.skip_current_dir();
            }
            continue;
        }
        let relative = entry.path().strip_prefix(discarded).unwrap_or(entry.path());
        let is_folder = entry.file_type().is_dir();
        let is_ours = site_path(relative).is_some_and(|name| {
            if is_folder { our_folders.contains(name.as_str()) } else { manifest.files.contains_key(&name) }
        });
        if is_ours {
            continue;
        }
        let mut to = folder.join(relative);
        if is_folder && to.is_dir() && !to.is_symlink() {
            continue;
        }
        if exists(&to) {
            if !is_folder && is_same(entry.path(), &to) {
                continue;
            }
            to = free_name(&to);
        }
        if !is_proven {
            prove_ours(folder, discarded)?;
            is_proven = true;
        }
        folders.create(folder, relative.parent().unwrap_or(Path::new("")))?;
        disk::move_to(entry.path(), &to)?;
        if is_folder {
            walk.skip_current_dir();
        }
        let shown = to.strip_prefix(folder).unwrap_or(&to).to_string_lossy().replace('\\', "/");
        rescued.push(if is_folder { shown + "/" } else { shown });
    }
    Ok(rescued)
}

/// Makes `folder`, absent or empty, a site without files, or the next build would refuse what is moved there.
fn prove_ours(folder: &Path, discarded: &Path) -> disk::Result<()> {
    let list = discarded.join(in_place::INCOMING);
    disk::remove_tree(&list)?;
    disk::write_new(&list, &Manifest::default().encode())?;
    if !exists(folder) {
        disk::create_folder(folder)?;
    }
    disk::rename(&list, &folder.join(manifest::NAME))
        .map_err(|error| DiskError::new("write a manifest in", folder, error))
}

/// Two names of one file, or two with equal content.
fn is_same(one: &Path, other: &Path) -> bool {
    if identity(one).is_some() && identity(one) == identity(other) {
        return true;
    }
    match (fs::symlink_metadata(one), fs::symlink_metadata(other)) {
        (Ok(first), Ok(second)) if first.is_symlink() && second.is_symlink() => {
            fs::read_link(one).ok() == fs::read_link(other).ok()
        }
        (Ok(first), Ok(second)) if first.is_file() && second.is_file() && first.len() == second.len() => {
            super::staging::is_equal_file(one, other)
        }
        _ => false,
    }
}

/// What is added to the name of a file that cannot keep it.
pub(super) const KEPT: &str = ".kept";

/// `NAME.kept`, or with a number when that is taken.
fn free_name(path: &Path) -> std::path::PathBuf {
    let with = |suffix: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        std::path::PathBuf::from(name)
    };
    std::iter::once(with(KEPT))
        .chain((2_u32..).map(|number| with(&format!("{KEPT}-{number}"))))
        .find(|candidate| !exists(candidate))
        .unwrap_or_else(|| with(KEPT))
}
