//! The only writer of the site.
//! Enters: an [`OutputSet`] and the folder it is for. Leaves: that folder, holding exactly the set and whatever else
//! somebody put there, and a report of what changed.
//! Never leaves half a site, never replaces a folder that it did not write, never writes to a file that exists.
//!
//! `guard` says which folders may be replaced, `lock` keeps two builds apart, `staging` grows the next site beside the
//! published one, `exchange` swaps them and tidies up after kills, `in_place` does without a swap, `manifest` is
//! the list by which the next build knows its own, `disk` holds every call that changes anything.

// Failing ends a build: the size of the error is of no account beside being the one type that every stage returns.
#![allow(clippy::result_large_err)]

mod disk;
mod exchange;
mod guard;
mod in_place;
mod lock;
mod manifest;
mod staging;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::diag::{Diagnostic, Place, Severity, codes};
use crate::model::OutputSet;
use exchange::Published;
use guard::{Holding, Location};
use lock::Lock;
use manifest::Manifest;
use staging::{Filled, Item, Scan};

/// Name of the list of a site's files, in the top of its folder: the proof that Wence wrote what stands there.
pub const MANIFEST: &str = manifest::NAME;

/// The files that a list names, with their lengths in bytes; the list itself is not among them. `None` when the bytes are no
/// list of ours, or one of another format.
pub fn listed(manifest: &[u8]) -> Option<BTreeMap<String, u64>> {
    let files = Manifest::decode(manifest).ok()?.files;
    Some(files.into_iter().map(|(path, entry)| (path, entry.length)).collect())
}

/// Where a site goes, and what it must not replace. Relative paths count from the working directory.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// The output folder. Need not exist, nor the folders above it.
    pub folder: &'a Path,
    /// The folder that holds `book.toml`.
    pub book_root: &'a Path,
    /// Folders that are read: pages, theme, whatever else. One of them may be the book's root itself (`src = "."`).
    pub sources: &'a [PathBuf],
    /// The user's home folder, when known.
    pub home: Option<&'a Path>,
}

/// What [`write()`] did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files of the set. The manifest is not counted, here and below.
    pub files: usize,
    /// Paths that are new or have other bytes than before, sorted.
    pub changed: Vec<String>,
    /// Paths that an earlier build wrote and that are gone now, sorted.
    pub removed: Vec<String>,
    /// Bytes of the files in `changed`.
    pub bytes_written: u64,
    /// Warnings: the site is in place, but something about it is worth knowing.
    pub notes: Vec<Diagnostic>,
}

/// What [`clean`] did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cleaned {
    /// Whether anything was removed.
    pub removed: bool,
    /// What no build wrote, relative to the folder: it stays there, and the folder with it. A whole folder ends in `/`. Sorted.
    pub kept: Vec<String>,
}

/// What the machine under us is taken to be able to do. Each is tried and falls back by itself; the tests take them away.
#[derive(Clone, Copy, Debug)]
struct Means {
    /// Swapping two folders in one call.
    exchange: bool,
    /// Renaming the output folder.
    rename: bool,
    /// Hard links.
    link: bool,
}

const ALL_MEANS: Means = Means { exchange: true, rename: true, link: true };

/// Whether the folder may be written: `OUTPUT_REFUSED` if not, `OUTPUT_FAILED` if that cannot be found out.
/// Changes nothing. [`write()`] checks again; this is for saying so before a build and not after it.
pub fn check_target(target: &Target) -> Result<(), Diagnostic> {
    let location = guard::locate(target)?;
    guard::inspect(&location, target).map(|_| ())
}

/// Makes the output folder hold the set, files that no build wrote carried over, others of ours removed.
///
/// Whenever the process ends, the folder holds the old site or the new one. (Two exceptions: where the system cannot exchange
/// folders there is a moment without either, which the next [`write()`] or [`clean`] repairs; a folder that cannot
/// be moved is written file by file, with a warning.) Unchanged files keep inode and time; when nothing changed, nothing is touched.
///
/// # Errors
/// `OUTPUT_REFUSED`: the folder is not ours to replace, or a foreign file in it stands where the set has one.
/// `OUTPUT_LOCKED`: another build is at work. `FILE_UNREADABLE`: an asset. `OUTPUT_FAILED`: anything else.
/// After each the old site stands as it was (in a folder that cannot be moved: each of its files does, or is new).
pub fn write(set: &OutputSet, target: &Target) -> Result<Written, Diagnostic> {
    write_by(set, target, ALL_MEANS)
}

fn write_by(set: &OutputSet, target: &Target, means: Means) -> Result<Written, Diagnostic> {
    check_paths(set)?;
    let location = guard::locate(target)?;
    // Before the lock, which creates folders above: a refused target leaves no trace.
    guard::inspect(&location, target)?;
    disk::create_folders(&location.parent)?;
    let mut lock = Lock::acquire(&location)?;
    exchange::recover(&location, lock.unfinished())?;
    lock.record(None);
    // Again: recovery may have brought back a site, and another build may have ended just before the lock was ours.
    let holding = guard::inspect(&location, target)?;

    let old = holding.manifest();
    let items = staging::compare(set, &location.folder, old, target.book_root)?;
    let mut written = Written { files: set.files.len(), ..Written::default() };
    if let Holding::Site(_, bytes) = &holding
        && is_current(&items, bytes)
    {
        return Ok(written);
    }
    let mut scan = match old {
        Some(manifest) => staging::scan(&location.folder, manifest)?,
        None => Scan::default(),
    };
    staging::settle_conflicts(set, &mut scan, &location.folder)?;
    let plan = Plan { location: &location, holding: &holding, items: &items, scan: &scan, target, means };
    let (filled, notes) = plan.carry_out(&mut lock)?;
    written.notes = notes;
    written.bytes_written = filled.bytes_written;
    written.changed = items.iter().filter(|item| item.is_changed()).map(|item| item.path.to_owned()).collect();
    written.removed = scan.ours.into_iter().filter(|path| !set.files.contains_key(path)).collect();
    Ok(written)
}

/// Whether every file is as it should be and the manifest, to its last byte, is what this build would write.
fn is_current(items: &[Item], manifest_bytes: &[u8]) -> bool {
    let mut manifest = Manifest::default();
    for item in items {
        let staging::State::Unchanged(entry) = item.state else { return false };
        manifest.files.insert(item.path.to_owned(), entry);
    }
    manifest.encode() == manifest_bytes
}

/// All that is known before the first change.
struct Plan<'a> {
    location: &'a Location,
    holding: &'a Holding,
    items: &'a [Item<'a>],
    scan: &'a Scan,
    target: &'a Target<'a>,
    means: Means,
}

impl Plan<'_> {
    /// Stages and publishes, or writes in place when that is not possible.
    fn carry_out(&self, lock: &mut Lock) -> Result<(Filled, Vec<Diagnostic>), Diagnostic> {
        let location = self.location;
        let cause = match immovable(location, lock) {
            Some(cause) => cause,
            None => match self.stage_and_publish(lock) {
                Ok((filled, Published::Done)) => return Ok((filled, retire(location))),
                Ok((_, Published::Immovable(error))) => {
                    disk::remove_tree(&location.staging)?;
                    error.to_string()
                }
                Err(error) => {
                    // What is left of it, if this fails too, the next build removes.
                    let _ = disk::remove_tree(&location.staging);
                    return Err(error);
                }
            },
        };
        let filled = in_place::write(location, self.items, self.holding.manifest(), self.scan, self.target.book_root)?;
        let shown = location.folder.display();
        let message = format!("`{shown}` cannot be exchanged as a whole ({cause}); it was written file by file");
        let warning = Diagnostic::warning(codes::OUTPUT_IN_PLACE, Place::Book, message)
            .help("name a folder inside it with `-d` to have the site replaced in one step");
        Ok((filled, vec![warning]))
    }

    fn stage_and_publish(&self, lock: &mut Lock) -> Result<(Filled, Published), Diagnostic> {
        let location = self.location;
        let published = match self.holding {
            Holding::Nothing => None,
            Holding::EmptyFolder | Holding::Site(..) => Some((location.folder.as_path(), self.scan)),
        };
        let filled = staging::fill(&location.staging, self.items, published, self.means, self.target.book_root)?;
        // A first build has no old site to lose, and the next one would mend it.
        if matches!(self.holding, Holding::Site(..)) {
            disk::flush(&filled.fresh, &location.staging)?;
        }
        let outcome = exchange::publish(location, self.holding, lock, self.means)?;
        Ok((filled, outcome))
    }
}

/// Removes the old site. The new one is published, so nothing here is a failure; what stays is removed by the next build.
fn retire(location: &Location) -> Vec<Diagnostic> {
    match exchange::retire(location) {
        Ok(rescued) => rescued
            .iter()
            .filter(|path| path.contains(exchange::KEPT))
            .map(|path| {
                let message = format!("a file that came into the output folder during the build was kept as `{path}`");
                Diagnostic::warning(codes::OUTPUT_REFUSED, Place::Book, message)
                    .help("the new site has a file of its own in that place; move yours out of the output folder")
            })
            .collect(),
        Err(error) => vec![Diagnostic { severity: Severity::Warning, ..error.into() }],
    }
}

/// Why the folder can be known not to be movable before a staging folder has been filled.
fn immovable(location: &Location, lock: &Lock) -> Option<String> {
    if !lock.is_beside() {
        return Some("nothing can be created beside it".to_owned());
    }
    let (folder, parent) = (guard::identity(&location.folder)?, guard::identity(&location.parent)?);
    // A bind mount within one file system is not seen here; the exchange then fails and tells.
    (folder.0 != parent.0).then(|| "it is a mount point".to_owned())
}

/// The set's promise about its paths (`model::output`), checked where breaking it would write outside the folder.
fn check_paths(set: &OutputSet) -> Result<(), Diagnostic> {
    let working = [manifest::NAME, in_place::INCOMING];
    for path in set.files.keys() {
        let is_odd = path.contains('\0') || (cfg!(windows) && path.contains(['\\', ':']));
        let is_plain = !is_odd && path.split('/').all(|part| !matches!(part, "" | "." | ".."));
        let is_working = path.split('/').next().is_some_and(|first| working.contains(&first));
        let below = manifest::folders_of(path).find(|above| set.files.contains_key(*above));
        let why = match below {
            _ if !is_plain => "it is not a plain relative path".to_owned(),
            _ if is_working => "Wence keeps its own records under that name".to_owned(),
            Some(above) => format!("`{above}` is a file of the site too"),
            None => continue,
        };
        return Err(Diagnostic::error(codes::OUTPUT_FAILED, Place::Book, format!("cannot write `{path}`: {why}"))
            .help("give the page or asset another name"));
    }
    Ok(())
}

/// Removes a site of ours and what killed builds left beside it. Foreign files stay, in a folder that still counts as ours.
/// A folder that does not exist or is empty is no error.
///
/// # Errors
/// As [`write()`].
pub fn clean(target: &Target) -> Result<Cleaned, Diagnostic> {
    clean_by(target, ALL_MEANS)
}

fn clean_by(target: &Target, means: Means) -> Result<Cleaned, Diagnostic> {
    let location = guard::locate(target)?;
    let holding = guard::inspect(&location, target)?;
    let leftovers = [&location.staging, &location.previous, &location.discarded, &location.lock];
    let has_leftovers = leftovers.iter().any(|path| path.symlink_metadata().is_ok());
    if !has_leftovers && !matches!(holding, Holding::Site(..)) {
        return Ok(Cleaned::default());
    }
    let mut lock = Lock::acquire(&location)?;
    exchange::recover(&location, lock.unfinished())?;
    lock.record(None);
    let Holding::Site(manifest, _) = guard::inspect(&location, target)? else {
        return Ok(Cleaned { removed: has_leftovers, kept: Vec::new() });
    };
    // Already the least that can be left.
    let scan = staging::scan(&location.folder, &manifest)?;
    let kept: Vec<String> = top_most(&scan);
    if scan.ours.is_empty() && !kept.is_empty() && manifest.files.is_empty() {
        return Ok(Cleaned { removed: has_leftovers, kept });
    }
    let is_movable = means.rename && immovable(&location, &lock).is_none();
    if is_movable && disk::rename(&location.folder, &location.discarded).is_ok() {
        exchange::discard(&location)?;
        return Ok(Cleaned { removed: true, kept });
    }
    in_place::write(&location, &[], Some(&manifest), &scan, target.book_root)?;
    if kept.is_empty() {
        disk::remove_file(&location.folder.join(manifest::NAME))?;
    }
    Ok(Cleaned { removed: true, kept })
}

/// The foreign things that are in no foreign folder.
fn top_most(scan: &Scan) -> Vec<String> {
    let mut last_folder: Option<&Path> = None;
    let mut names = Vec::new();
    for foreign in &scan.foreign {
        if last_folder.is_some_and(|folder| foreign.path.starts_with(folder)) {
            continue;
        }
        let is_folder = foreign.kind == staging::Kind::Folder;
        let name = foreign.path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
        names.push(if is_folder { name + "/" } else { name });
        if is_folder {
            last_folder = Some(&foreign.path);
        }
    }
    names.sort_unstable();
    names
}

/// Whether a path is the output folder, in it, or one of the names that [`write()`] uses beside it: what a watcher must not
/// take for a change of the book, nor a reader of the sources for a part of it.
/// Holds for a path that is gone by now too, and whether or not it is given by way of links.
pub fn is_output(target: &Target, path: &Path) -> bool {
    let Ok(location) = guard::locate(target) else { return false };
    // As given first: a link inside the folder may lead out of it.
    location.covers(path) || guard::real_path(path).is_ok_and(|real| location.covers(&real))
}
