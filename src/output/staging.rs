//! The next site, grown beside the one that is published.
//! Enters: an `OutputSet` and the folder as the last build (and anybody since) left it. Leaves: what differs, and a folder
//! that holds the whole next site: unchanged files as second names of the published ones, the others new, foreign ones
//! carried over. The published folder is read only.

use std::collections::{BTreeSet, HashSet};
use std::fs::{self, File, Metadata};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::Means;
use super::disk::{self, DiskError};
use super::in_place;
use super::manifest::{self, Entry, EntryBuilder, Manifest, folders_of};
use crate::diag::{Diagnostic, Place, codes};
use crate::model::{Content, OutputSet, Stored};

/// Bytes read at a time. Pages fit in one piece; media files of any size take no more memory than this per thread.
const PIECE: usize = 64 * 1024;

/// One file of the set, beside what is published.
#[derive(Debug)]
pub(super) struct Item<'a> {
    pub path: &'a str,
    pub content: &'a Content,
    pub state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// The published file has these very bytes; it was read to know.
    Unchanged(Entry),
    Changed,
}

impl Item<'_> {
    pub fn is_changed(&self) -> bool {
        self.state == State::Changed
    }
}

/// Tells what differs from the published `folder`, in order of path. `manifest` is that folder's; `None` when it holds no site.
///
/// An equal hash in the manifest is not believed but makes it worth reading the published file: an edit made there by hand is
/// mended by the next build, at 10 µs a page; linking or writing the page would cost more.
pub(super) fn compare<'a>(
    set: &'a OutputSet,
    folder: &Path,
    manifest: Option<&Manifest>,
    book_root: &Path,
) -> Result<Vec<Item<'a>>, Diagnostic> {
    let files: Vec<(&str, &Content)> = set.files.iter().map(|(path, content)| (path.as_str(), content)).collect();
    let Some(manifest) = manifest else {
        return Ok(files.into_iter().map(|(path, content)| Item { path, content, state: State::Changed }).collect());
    };
    // A folder of ours that somebody replaced by a link would show files that are not in the published folder.
    let mut real = true;
    let mut last_folder = "";
    let mut reachable = Vec::with_capacity(files.len());
    for (path, _) in &files {
        let above = path.rsplit_once('/').map_or("", |(above, _)| above);
        if above != last_folder {
            last_folder = above;
            real = folders_of(path)
                .all(|above| fs::symlink_metadata(folder.join(above)).is_ok_and(|found| found.is_dir()));
        }
        reachable.push(above.is_empty() || real);
    }
    let indices: Vec<usize> = (0..files.len()).collect();
    let states = disk::map_each(&indices, |&index| -> Result<State, Diagnostic> {
        let (path, content) = files[index];
        match manifest.files.get(path) {
            Some(&entry) if reachable[index] => {
                let equal = match content {
                    Content::Bytes(bytes) => Entry::of(bytes) == entry && is_file_of(&folder.join(path), bytes),
                    Content::Elsewhere(stored) => {
                        let bytes = made_again(path, stored.as_ref())?;
                        Entry::of(&bytes) == entry && is_file_of(&folder.join(path), &bytes)
                    }
                    Content::Copy(source) => {
                        // The published file last: an author's file that changed needs no second reading.
                        hash_source(source, book_root)? == entry && hash_file(&folder.join(path)).ok() == Some(entry)
                    }
                };
                Ok(if equal { State::Unchanged(entry) } else { State::Changed })
            }
            _ => Ok(State::Changed),
        }
    });
    files.into_iter().zip(states).map(|((path, content), state)| Ok(Item { path, content, state: state? })).collect()
}

/// Whether a regular file with exactly these bytes stands at `path`. Not being able to tell counts as no.
fn is_file_of(path: &Path, bytes: &[u8]) -> bool {
    let is_candidate =
        fs::symlink_metadata(path).is_ok_and(|found| found.is_file() && found.len() == bytes.len() as u64);
    if !is_candidate {
        return false;
    }
    let Ok(mut file) = File::open(path) else { return false };
    let mut piece = vec![0; PIECE.min(bytes.len() + 1)];
    let mut rest = bytes;
    loop {
        match file.read(&mut piece) {
            Ok(0) => return rest.is_empty(),
            Ok(count) => match rest.strip_prefix(&piece[..count]) {
                Some(after) => rest = after,
                None => return false,
            },
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return false,
        }
    }
}

fn hash_file(path: &Path) -> io::Result<Entry> {
    if !fs::symlink_metadata(path)?.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    pour(&mut File::open(path)?, &mut io::sink())
}

/// Two regular files with the same bytes. Not being able to tell counts as no.
pub(super) fn is_equal_file(one: &Path, other: &Path) -> bool {
    matches!((hash_file(one), hash_file(other)), (Ok(first), Ok(second)) if first == second)
}

fn hash_source(source: &Path, book_root: &Path) -> Result<Entry, Diagnostic> {
    open_source(source)
        .and_then(|mut file| pour(&mut file, &mut io::sink()))
        .map_err(|error| source_unreadable(source, book_root, &error))
}

/// An asset, by way of a symbolic link too: the stage that listed it saw that the link stays inside the book.
fn open_source(source: &Path) -> io::Result<File> {
    // Opening a named pipe would wait for somebody to write to it.
    if !fs::metadata(source)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
    }
    File::open(source)
}

fn source_unreadable(source: &Path, book_root: &Path, error: &io::Error) -> Diagnostic {
    let shown = source.strip_prefix(book_root).unwrap_or(source).to_string_lossy().replace('\\', "/");
    Diagnostic::error(codes::FILE_UNREADABLE, Place::File(shown.clone()), format!("cannot read `{shown}`: {error}"))
        .help("check that the file is still there and that you may read it; the last good site is still in place")
}

/// The bytes of a file of the set that were set aside.
fn made_again(path: &str, stored: &dyn Stored) -> Result<Vec<u8>, Diagnostic> {
    stored.read().map_err(|error| {
        let message = format!("what was set aside of `{path}` cannot be read again: {error}");
        Diagnostic::error(codes::OUTPUT_FAILED, Place::Book, message)
            .help("check the disk; the last good site is still in place")
    })
}

/// All bytes from one to the other; answers what passed. An error of `to` and one of `from` look alike.
fn pour(from: &mut impl Read, to: &mut impl Write) -> io::Result<Entry> {
    let mut builder = EntryBuilder::new();
    let mut piece = vec![0; PIECE];
    loop {
        match from.read(&mut piece) {
            Ok(0) => return Ok(builder.finish()),
            Ok(count) => {
                builder.update(&piece[..count]);
                to.write_all(&piece[..count])?;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// The published folder's content, sorted into ours and not ours.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// Listed in the manifest and there.
    pub ours: BTreeSet<String>,
    /// Parents before children, else in order of name.
    pub foreign: Vec<Foreign>,
}

/// Something in the output folder that no build put there.
#[derive(Debug)]
pub(super) struct Foreign {
    /// Relative to the output folder. Need not be Unicode.
    pub path: PathBuf,
    pub kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Folder,
    /// A file, or a pipe, socket or device.
    File,
    Symlink,
}

pub(super) fn scan(folder: &Path, manifest: &Manifest) -> disk::Result<Scan> {
    let our_folders = manifest.folders();
    let mut scan = Scan::default();
    let is_working = |entry: &walkdir::DirEntry| {
        entry.depth() == 1 && (entry.file_name() == manifest::NAME || entry.file_name() == in_place::INCOMING)
    };
    let walk = WalkDir::new(folder).min_depth(1).sort_by_file_name();
    for entry in walk.into_iter().filter_entry(|entry| !is_working(entry)) {
        let entry = entry.map_err(|error| disk::walk_error(folder, error))?;
        let kind = match entry.file_type() {
            found if found.is_dir() => Kind::Folder,
            found if found.is_symlink() => Kind::Symlink,
            _ => Kind::File,
        };
        let path = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let name = site_path(path);
        match name.as_deref() {
            Some(name) if kind == Kind::Folder && our_folders.contains(name) => {}
            // A link in the place of a file of ours is an edit like any other, and mended.
            Some(name) if kind != Kind::Folder && manifest.files.contains_key(name) => {
                scan.ours.insert(name.to_owned());
            }
            _ => scan.foreign.push(Foreign { path: path.to_owned(), kind }),
        }
    }
    Ok(scan)
}

/// As the set spells it, `/` between the parts. `None` for a name that is not Unicode and so can be none of ours.
pub(super) fn site_path(relative: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = relative.components().map(|part| part.as_os_str().to_str()).collect();
    Some(parts?.join("/"))
}

/// Foreign files that stand where the set has a file or needs a folder: neither may be lost, so nothing is written.
/// One with the very bytes of the set's file is no conflict, and no longer foreign.
pub(super) fn settle_conflicts(set: &OutputSet, scan: &mut Scan, folder: &Path) -> Result<(), Diagnostic> {
    let set_folders: HashSet<&str> = set.files.keys().flat_map(|path| folders_of(path)).collect();
    let mut conflicts = Vec::new();
    scan.foreign.retain(|foreign| {
        let Some(name) = site_path(&foreign.path) else { return true };
        let is_equal = |content: &Content| {
            foreign.kind == Kind::File
                && match content {
                    Content::Bytes(bytes) => is_file_of(&folder.join(&foreign.path), bytes),
                    Content::Elsewhere(stored) => {
                        stored.read().is_ok_and(|bytes| is_file_of(&folder.join(&foreign.path), &bytes))
                    }
                    Content::Copy(source) => {
                        let asset = open_source(source).and_then(|mut file| pour(&mut file, &mut io::sink()));
                        asset.is_ok() && asset.ok() == hash_file(&folder.join(&foreign.path)).ok()
                    }
                }
        };
        let claim = set.files.get(&name);
        if claim.is_some_and(is_equal) {
            return false;
        }
        let on_a_folder = foreign.kind != Kind::Folder && set_folders.contains(name.as_str());
        let below_a_file = folders_of(&name).any(|above| set.files.contains_key(above));
        if claim.is_some() || on_a_folder || below_a_file {
            conflicts.push(name);
        }
        true
    });
    let Some(first) = conflicts.first() else { return Ok(()) };
    let others = match conflicts.len() - 1 {
        0 => String::new(),
        1 => " (and 1 other)".to_owned(),
        count => format!(" (and {count} others)"),
    };
    let message = format!(
        "`{first}`{others} in the output folder `{}` was not written by Wence and stands where the new site has a file",
        folder.display()
    );
    let mut refused = Diagnostic::error(codes::OUTPUT_REFUSED, Place::Book, message)
        .help("move it out of the output folder; a file that belongs to the site goes into the book's sources");
    /// Enough to see what kind of files they are; the rest come with the next build.
    const NAMED: usize = 10;
    if conflicts.len() > 1 {
        let named: Vec<String> = conflicts.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
        let more = if conflicts.len() > NAMED { ", …" } else { "" };
        refused = refused.help(format!("in the way: {}{more}", named.join(", ")));
    }
    Err(refused)
}

/// What was put into a new folder.
#[derive(Debug, Default)]
pub(super) struct Filled {
    pub manifest: Manifest,
    /// Files whose bytes are new to the disk: to be flushed before they are all there is.
    pub fresh: Vec<PathBuf>,
    /// Bytes of the changed files.
    pub bytes_written: u64,
}

/// Makes `staging`, which must not exist, the whole next site. After an error it is incomplete and of no use.
pub(super) fn fill(
    staging: &Path,
    items: &[Item],
    published: Option<(&Path, &Scan)>,
    means: Means,
    book_root: &Path,
) -> Result<Filled, Diagnostic> {
    disk::create_folder(staging)?;
    let mut filled = Filled::default();
    if let Some((folder, scan)) = published {
        carry_over(staging, folder, scan, means, &mut filled)?;
    }
    let mut folders = Folders::default();
    for item in items {
        folders.create(staging, Path::new(item.path).parent().unwrap_or(Path::new("")))?;
    }
    // Where one file cannot be linked none can, most often; but each failure costs little, and permissions differ by file.
    let results = disk::map_each(items, |item| {
        let to = staging.join(item.path);
        match (item.state, published) {
            (State::Unchanged(entry), Some((folder, _))) => {
                let from = folder.join(item.path);
                if means.link && disk::link(&from, &to).is_ok() {
                    return Ok((entry, false));
                }
                let entry = write_content(item.content, &to, fs::metadata(&from).ok().as_ref(), book_root)?;
                Ok((entry, true))
            }
            _ => write_content(item.content, &to, None, book_root).map(|entry| (entry, true)),
        }
    });
    for (item, result) in items.iter().zip(results) {
        let (entry, is_fresh): (Entry, bool) = result?;
        filled.manifest.files.insert(item.path.to_owned(), entry);
        if is_fresh {
            filled.fresh.push(staging.join(item.path));
        }
        if item.is_changed() {
            filled.bytes_written += entry.length;
        }
    }
    let list = staging.join(manifest::NAME);
    disk::write_new(&list, &filled.manifest.encode())?;
    filled.fresh.push(list);
    if let Some((folder, scan)) = published {
        restore_permissions(staging, folder, scan)?;
    }
    Ok(filled)
}

/// Writes a file of the set to a path that does not exist. `like` gives the time of an equal file it stands in for.
pub(super) fn write_content(
    content: &Content,
    to: &Path,
    like: Option<&Metadata>,
    book_root: &Path,
) -> Result<Entry, Diagnostic> {
    let (mut file, entry);
    match content {
        Content::Bytes(bytes) => {
            file = disk::create_file(to)?;
            file.write_all(bytes).map_err(|error| DiskError::new("write", to, error))?;
            entry = Entry::of(bytes);
        }
        Content::Elsewhere(stored) => {
            let bytes = made_again(&to.to_string_lossy(), stored.as_ref())?;
            file = disk::create_file(to)?;
            file.write_all(&bytes).map_err(|error| DiskError::new("write", to, error))?;
            entry = Entry::of(&bytes);
        }
        Content::Copy(source) => {
            let mut asset = open_source(source).map_err(|error| source_unreadable(source, book_root, &error))?;
            file = disk::create_file(to)?;
            // The hash of what is written, not of what was compared: the author may save while this runs.
            entry = pour_asset(&mut asset, source, &mut file, to, book_root)?;
        }
    }
    if let Some(like) = like {
        disk::set_modified(&file, like);
    }
    Ok(entry)
}

/// [`pour`], telling an asset that cannot be read from a disk that cannot be written.
fn pour_asset(
    from: &mut File,
    source: &Path,
    to: &mut File,
    path: &Path,
    book_root: &Path,
) -> Result<Entry, Diagnostic> {
    struct Marking<'a>(&'a mut File, bool);
    impl Read for Marking<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let read = self.0.read(buffer);
            self.1 = read.is_err();
            read
        }
    }
    let mut from = Marking(from, false);
    pour(&mut from, to).map_err(|error| {
        if from.1 { source_unreadable(source, book_root, &error) } else { DiskError::new("write", path, error).into() }
    })
}

/// Gives every foreign thing a place in `staging`: files a second name, links and folders anew.
fn carry_over(staging: &Path, folder: &Path, scan: &Scan, means: Means, filled: &mut Filled) -> disk::Result<()> {
    let mut folders = Folders::default();
    let mut files = Vec::new();
    for foreign in &scan.foreign {
        let parent = foreign.path.parent().unwrap_or(Path::new(""));
        match foreign.kind {
            Kind::Folder => folders.create(staging, &foreign.path)?,
            Kind::Symlink => {
                folders.create(staging, parent)?;
                disk::copy_symlink(&folder.join(&foreign.path), &staging.join(&foreign.path))?;
            }
            Kind::File => {
                folders.create(staging, parent)?;
                files.push(foreign);
            }
        }
    }
    let copied = disk::try_each(&files, |foreign| {
        let (from, to) = (folder.join(&foreign.path), staging.join(&foreign.path));
        if means.link && disk::link(&from, &to).is_ok() {
            return Ok(None);
        }
        // A pipe or a socket that cannot be linked has no content to carry, and opening one may never end.
        if fs::symlink_metadata(&from).is_ok_and(|found| found.is_file()) {
            disk::copy_file(&from, &to)?;
            return Ok(Some(to));
        }
        Ok(None)
    })?;
    filled.fresh.extend(copied.into_iter().flatten());
    Ok(())
}

/// Of the top and the foreign folders, when all is in them: one may be read-only.
fn restore_permissions(staging: &Path, folder: &Path, scan: &Scan) -> disk::Result<()> {
    let foreign = scan.foreign.iter().rev().filter(|foreign| foreign.kind == Kind::Folder);
    for path in foreign.map(|foreign| foreign.path.as_path()).chain([Path::new("")]) {
        let (from, to) = (folder.join(path), staging.join(path));
        let permissions = |path: &Path| fs::symlink_metadata(path).map(|found| found.permissions());
        match (permissions(&from), permissions(&to)) {
            (Ok(wanted), Ok(given)) if wanted != given => disk::set_folder_permissions(&to, wanted)?,
            _ => {}
        }
    }
    Ok(())
}

/// Folders made so far, so that each is made once.
#[derive(Default)]
pub(super) struct Folders {
    made: HashSet<PathBuf>,
}

impl Folders {
    /// Makes `relative`, and those above it, in `root`. One that exists is left.
    pub fn create(&mut self, root: &Path, relative: &Path) -> disk::Result<()> {
        if relative.as_os_str().is_empty() || self.made.contains(relative) {
            return Ok(());
        }
        if let Some(parent) = relative.parent() {
            self.create(root, parent)?;
        }
        let path = root.join(relative);
        match disk::create_folder(&path) {
            Err(error) if error.source.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => {}
            made => made?,
        }
        self.made.insert(relative.to_owned());
        Ok(())
    }
}
