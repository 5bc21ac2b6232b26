//! Which folders may be replaced.
//! Enters: a [`Target`]. Leaves: its [`Location`] and what it [`Holding`]s, or the refusal.
//! Reads the disk, never changes it. Compares real paths and, where the system has them, inode numbers: neither a link,
//! `..`, another case on a disk that ignores case, nor a bind mount leads round a refusal.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::disk::DiskError;
use super::manifest::{self, Manifest, Unfit};
use super::{Target, in_place};
use crate::diag::{Diagnostic, Place, codes};

/// The output folder and the names beside it that are ours while it is written.
#[derive(Clone, Debug)]
pub(super) struct Location {
    /// Real path; may not exist.
    pub folder: PathBuf,
    /// The folder that holds it; may not exist either.
    pub parent: PathBuf,
    /// The next site while it grows. Left by a killed build, it was never published, unless the lock's note says so.
    pub staging: PathBuf,
    /// The last site, whole, for the moment between two renames where the system cannot exchange folders.
    pub previous: PathBuf,
    /// A tree that is being removed.
    pub discarded: PathBuf,
    pub lock: PathBuf,
}

const STAGING: &str = "staging";
const PREVIOUS: &str = "previous";
const DISCARDED: &str = "discarded";
const LOCK: &str = "lock";

impl Location {
    fn new(folder: PathBuf) -> Option<Self> {
        let (parent, name) = (folder.parent()?.to_owned(), folder.file_name()?);
        let beside = |suffix: &str| {
            // `.book.wence-staging` for `book`. Not `format!`: the name need not be Unicode.
            let mut hidden = std::ffi::OsString::from(".");
            hidden.push(name);
            hidden.push(".wence-");
            hidden.push(suffix);
            parent.join(hidden)
        };
        let (staging, previous, discarded, lock) = (beside(STAGING), beside(PREVIOUS), beside(DISCARDED), beside(LOCK));
        Some(Location { folder, parent, staging, previous, discarded, lock })
    }

    /// Whether `path` is the folder, one of the names beside it, or anything in them.
    pub fn covers(&self, path: &Path) -> bool {
        [&self.folder, &self.staging, &self.previous, &self.discarded, &self.lock]
            .iter()
            .any(|own| path.starts_with(own))
    }
}

/// What stands at the output folder's path.
#[derive(Debug)]
pub(super) enum Holding {
    Nothing,
    EmptyFolder,
    /// A site of ours: its manifest, decoded and as it stands on the disk.
    Site(Manifest, Vec<u8>),
}

impl Holding {
    pub fn manifest(&self) -> Option<&Manifest> {
        match self {
            Holding::Site(manifest, _) => Some(manifest),
            Holding::Nothing | Holding::EmptyFolder => None,
        }
    }
}

/// The refusals that follow from where the folder is. What it holds is for [`inspect`] to judge.
pub(super) fn locate(target: &Target) -> Result<Location, Diagnostic> {
    let unreadable = |error| DiskError::new("find the output folder", target.folder, error);
    let refuse = |why: String| Err(refusal(target, &why).help("name another folder with `-d`, such as `-d book`"));
    let written = std::path::absolute(target.folder).map_err(unreadable)?;
    let folder = real_path(target.folder).map_err(unreadable)?;
    let root = real_path(target.book_root).map_err(unreadable)?;
    let Some(location) = Location::new(folder) else {
        return refuse("the top of the file system".to_owned());
    };
    let folder = RealFolder::new(&location.folder);

    // The components are put together anew, because a `/` at the end would have the link followed.
    let is_link = fs::symlink_metadata(written.components().collect::<PathBuf>()).is_ok_and(|found| found.is_symlink());
    if is_link && (!location.folder.exists() || !folder.is_within(&RealFolder::new(&root))) {
        return Err(refusal(target, "a symbolic link that leads out of the book").help(format!(
            "name the folder it leads to, if that is the one meant: `-d {}`",
            fs::read_link(written).unwrap_or_else(|_| location.folder.clone()).display()
        )));
    }

    let root = RealFolder::new(&root);
    if folder.is(&root) {
        return refuse("the book's own folder".to_owned());
    }
    if root.is_within(&folder) {
        return refuse("a folder above the book".to_owned());
    }
    if let Some(home) = target.home {
        let home = real_path(home).map_err(unreadable)?;
        let home = RealFolder::new(&home);
        if folder.is(&home) {
            return refuse("the home folder".to_owned());
        }
        if home.is_within(&folder) {
            return refuse("a folder above the home folder".to_owned());
        }
    }
    for source in target.sources {
        let real = real_path(source).map_err(unreadable)?;
        let real = RealFolder::new(&real);
        let shown = shown(source, target);
        if folder.is(&real) {
            return refuse(format!("`{shown}`, which holds the book's sources"));
        }
        if real.is_within(&folder) {
            return refuse(format!("a folder above the book's sources in `{shown}`"));
        }
        // With `src = "."` the sources are the book's folder, and `book/` in it is where mdBook's users expect it.
        if folder.is_within(&real) && !real.is(&root) {
            return refuse(format!("inside the book's sources in `{shown}`"));
        }
    }
    Ok(location)
}

/// What the folder holds; a refusal when it is anything but nothing, an empty folder or a site of ours.
pub(super) fn inspect(location: &Location, target: &Target) -> Result<Holding, Diagnostic> {
    let folder = &location.folder;
    let unreadable = |error| Diagnostic::from(DiskError::new("read the output folder", folder, error));
    let help_elsewhere = "name another folder with `-d`, or remove this one if nothing in it is needed";
    match fs::symlink_metadata(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            // The nearest thing above it that exists must be a folder, or the build would fail at its very end.
            return match location.parent.ancestors().find_map(|above| Some((above, fs::metadata(above).ok()?))) {
                Some((above, found)) if !found.is_dir() => {
                    Err(refusal(target, &format!("below `{}`, which is a file", above.display())).help(help_elsewhere))
                }
                _ => Ok(Holding::Nothing),
            };
        }
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(refusal(target, "below a file").help(help_elsewhere));
        }
        Err(error) => return Err(unreadable(error)),
        Ok(found) if !found.is_dir() => {
            return Err(refusal(target, "a file, not a folder").help(help_elsewhere));
        }
        Ok(_) => {}
    }
    if let Some(bytes) = Manifest::read_bytes(folder).map_err(unreadable)? {
        return match Manifest::decode(&bytes) {
            Ok(manifest) => Ok(Holding::Site(manifest, bytes)),
            Err(Unfit::OtherVersion(version)) => {
                let why =
                    format!("the work of another version of Wence (its `{}` has format {version})", manifest::NAME);
                Err(refusal(target, &why).help(help_elsewhere))
            }
            Err(Unfit::Malformed) => {
                let why = format!("not empty, and its `{}` is damaged, so nothing proves it ours", manifest::NAME);
                Err(refusal(target, &why).help(help_elsewhere))
            }
        };
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        names.push(entry.map_err(unreadable)?.file_name());
    }
    // What a build in place leaves when it is killed before its first manifest.
    names.retain(|name| name != in_place::INCOMING);
    names.sort_unstable();
    let Some(first) = names.first() else {
        return Ok(Holding::EmptyFolder);
    };
    let why = format!("not empty, and Wence did not write it (it holds `{}`)", first.display());
    let mut refused = refusal(target, &why);
    // mdBook writes `book.js`, since 0.5 `book-<hash>.js`; its `build-dir` is ours as well, so many first builds end here.
    let is_script = |name: &str| name.starts_with("book") && name.ends_with(".js");
    if names.iter().any(|name| name.to_str().is_some_and(is_script)) {
        refused = refused.help("it looks like a site that mdBook built: if so, remove the folder, and build again");
    }
    Err(refused.help(help_elsewhere))
}

fn refusal(target: &Target, why: &str) -> Diagnostic {
    let message = format!("the output folder `{}` is {why}", shown(target.folder, target));
    Diagnostic::error(codes::OUTPUT_REFUSED, Place::Book, message)
}

/// Relative to the book where it can be.
fn shown(path: &Path, target: &Target) -> String {
    match path.strip_prefix(target.book_root) {
        Ok(relative) if !relative.as_os_str().is_empty() => relative.display().to_string(),
        _ => path.display().to_string(),
    }
}

/// Absolute, without links and `..` as far as the path exists; what does not exist yet is added as it is written.
pub(super) fn real_path(path: &Path) -> io::Result<PathBuf> {
    let mut real = PathBuf::new();
    for component in std::path::absolute(path)?.components() {
        match component {
            Component::Prefix(_) | Component::RootDir => real.push(component),
            Component::CurDir => {}
            // Right even behind a link, since the links before it have been resolved.
            Component::ParentDir => {
                real.pop();
            }
            Component::Normal(name) => {
                real.push(name);
                if let Ok(resolved) = fs::canonicalize(&real) {
                    real = resolved;
                }
            }
        }
    }
    Ok(real)
}

/// A real path with what else tells two folders apart.
struct RealFolder<'a> {
    path: &'a Path,
    /// Device and inode number, of a path that exists.
    identity: Option<(u64, u64)>,
}

impl<'a> RealFolder<'a> {
    fn new(path: &'a Path) -> Self {
        RealFolder { path, identity: identity(path) }
    }

    fn is(&self, other: &RealFolder) -> bool {
        self.path == other.path || (self.identity.is_some() && self.identity == other.identity)
    }

    /// Strictly: a folder is not within itself.
    fn is_within(&self, other: &RealFolder) -> bool {
        self.path.ancestors().skip(1).any(|above| RealFolder::new(above).is(other))
    }
}

#[cfg(unix)]
pub(super) fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    let found = fs::symlink_metadata(path).ok()?;
    Some((found.dev(), found.ino()))
}

#[cfg(not(unix))]
pub(super) fn identity(_path: &Path) -> Option<(u64, u64)> {
    None
}
