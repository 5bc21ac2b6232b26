//! Finds the files of a book.
//! Enters: the content folder. Leaves: its files, sorted, and a diagnostic for each that cannot be part of a site.

use super::{FileSystem, Kind, display_path, leftover};
use crate::diag::{Diagnostic, Place, codes};
use crate::model::SitePath;
use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

/// Folders that stand inside each other, the content folder counted. Paths are far shorter on every system in use, and what
/// walks a book by its folders (this walk, the navigation) takes a step of the stack for each.
const MAX_DEPTH: usize = 128;

/// Links to folders that one walk follows. A few folders that link to each other make a tree as large as the number of their
/// orders.
const MAX_FOLDER_LINKS: usize = 1000;

/// A file of the content folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Walked {
    /// From the content folder.
    pub path: SitePath,
    /// As reached, symbolic links not resolved.
    pub absolute: PathBuf,
}

pub(super) struct Walk<'a> {
    pub fs: &'a dyn FileSystem,
    /// Canonical.
    pub root: &'a Path,
    /// Absolute paths that are passed over, with all that is in them.
    pub ignore: &'a HashSet<PathBuf>,
    /// Whether names that start with `_` are passed over.
    pub skip_underscore: bool,
    pub n_folder_links: usize,
    pub found: Vec<Walked>,
    pub diagnostics: Vec<Diagnostic>,
}

impl Walk<'_> {
    /// Walks `folder`, whose path in the content folder is `path`. `above` are the canonical paths of the folders on the way,
    /// `folder`'s own last.
    pub fn folder(&mut self, folder: &Path, path: &str, above: &mut Vec<PathBuf>) {
        if above.len() > MAX_DEPTH {
            let place = Place::File(display_path(self.root, folder));
            let message = format!("folders stand inside each other more than {MAX_DEPTH} deep");
            let fault = Diagnostic::error(codes::FILE_UNREADABLE, place, message);
            self.diagnostics.push(fault.help("move it up, or give it a name that starts with `.`"));
            return;
        }
        let listed = match self.fs.list(folder) {
            Ok(listed) => listed,
            Err(error) => {
                self.unreadable(folder, &error);
                return;
            }
        };
        for entry in listed {
            let Some(name) = entry.name.to_str() else {
                let name = entry.name.to_string_lossy();
                if !self.is_skipped(&name) {
                    let place = Place::File(display_path(self.root, folder));
                    let fault =
                        Diagnostic::error(codes::NAME_NOT_UNICODE, place, format!("the name `{name}` is not Unicode"));
                    self.diagnostics.push(fault.help("give the file a name in UTF-8, or one that starts with `.`"));
                }
                continue;
            };
            let absolute = folder.join(name);
            if self.is_skipped(name) || self.ignore.contains(&absolute) {
                continue;
            }
            let inside = if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
            match entry.kind {
                Kind::File => self.file(&inside, absolute),
                Kind::Folder => {
                    let real = above.last().map_or_else(|| absolute.clone(), |real| real.join(name));
                    above.push(real);
                    self.folder(&absolute, &inside, above);
                    above.pop();
                }
                Kind::Link => self.link(&inside, absolute, above),
                Kind::Other => self.neither(&absolute),
            }
        }
    }

    fn is_skipped(&self, name: &str) -> bool {
        name.starts_with('.') || leftover::is_leftover(name) || (self.skip_underscore && name.starts_with('_'))
    }

    fn file(&mut self, path: &str, absolute: PathBuf) {
        if let Some(path) = SitePath::new(path) {
            self.found.push(Walked { path, absolute });
        }
    }

    fn link(&mut self, path: &str, absolute: PathBuf, above: &mut Vec<PathBuf>) {
        let real = match self.fs.canonical(&absolute) {
            Ok(real) => real,
            Err(error) if is_loop(&error) => return self.circle(&absolute),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let place = Place::File(display_path(self.root, &absolute));
                let fault = Diagnostic::error(codes::FILE_UNREADABLE, place, "the symbolic link leads to nothing");
                self.diagnostics.push(fault.help("mend the link, or take it away"));
                return;
            }
            Err(error) => return self.unreadable(&absolute, &error),
        };
        if !real.starts_with(self.root) {
            self.diagnostics.push(outside(self.root, &absolute));
            return;
        }
        if self.ignore.contains(&real) {
            return;
        }
        match self.fs.status(&real) {
            Ok(status) if status.kind == Kind::File => self.file(path, absolute),
            Ok(status) if status.kind == Kind::Folder => {
                if above.contains(&real) {
                    return self.circle(&absolute);
                }
                self.n_folder_links += 1;
                if self.n_folder_links > MAX_FOLDER_LINKS {
                    return self.too_many_links(&absolute);
                }
                above.push(real);
                self.folder(&absolute, path, above);
                above.pop();
            }
            Ok(_) => self.neither(&absolute),
            Err(error) => self.unreadable(&absolute, &error),
        }
    }

    fn circle(&mut self, absolute: &Path) {
        let place = Place::File(display_path(self.root, absolute));
        let fault = Diagnostic::error(codes::SYMLINK_LOOP, place, "the symbolic link leads back to where it stands");
        self.diagnostics.push(fault.help("take the link away"));
    }

    /// Told once: the links beyond the limit may be without number.
    fn too_many_links(&mut self, absolute: &Path) {
        if self.n_folder_links == MAX_FOLDER_LINKS + 1 {
            let place = Place::File(display_path(self.root, absolute));
            let message = format!("the book reaches folders by more than {MAX_FOLDER_LINKS} symbolic links");
            let fault = Diagnostic::error(codes::SYMLINK_LOOP, place, message);
            self.diagnostics.push(fault.help("look for folders that link to each other, and take such links away"));
        }
    }

    fn unreadable(&mut self, absolute: &Path, error: &io::Error) {
        let place = Place::File(display_path(self.root, absolute));
        self.diagnostics.push(Diagnostic::error(codes::FILE_UNREADABLE, place, format!("cannot be read: {error}")));
    }

    fn neither(&mut self, absolute: &Path) {
        let place = Place::File(display_path(self.root, absolute));
        let fault = Diagnostic::error(codes::FILE_UNREADABLE, place, "is neither a file nor a folder");
        self.diagnostics.push(fault.help("move it out of the book, or give it a name that starts with `.`"));
    }
}

/// The fault of a link that leads out of the book.
pub(super) fn outside(root: &Path, absolute: &Path) -> Diagnostic {
    let place = Place::File(display_path(root, absolute));
    Diagnostic::error(codes::SYMLINK_OUTSIDE_BOOK, place, "the symbolic link leads out of the book")
        .help("copy what it points to into the book, or take the link away")
}

#[cfg(unix)]
fn is_loop(error: &io::Error) -> bool {
    rustix::io::Errno::from_io_error(error) == Some(rustix::io::Errno::LOOP)
}

#[cfg(not(unix))]
fn is_loop(_: &io::Error) -> bool {
    false
}
