//! A folder of the author's, read whole: the theme's overrides.
//! Enters: a folder. Leaves: its files by their path inside it, sorted. Links inside it are not followed, nor is
//! one that leads out of the book.

use super::{FileSystem, Kind, display_path, is_inside, walk};
use crate::diag::{Diagnostic, Place, codes};
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

/// A larger file is no part of a theme.
const MAX_FILE_BYTES: u64 = 16 << 20;

/// Deeper than any theme is.
const MAX_DEPTH: usize = 16;

/// All files below `folder`, with `/` between the parts of their paths. A folder that does not exist holds none. Names that
/// start with `.` are passed over.
pub fn read(fs: &dyn FileSystem, root: &Path, folder: &Path) -> (BTreeMap<String, Vec<u8>>, Vec<Diagnostic>) {
    let mut files = BTreeMap::new();
    let mut diagnostics = Vec::new();
    if !is_inside(fs, root, folder) {
        diagnostics.push(walk::outside(root, folder));
        return (files, diagnostics);
    }
    let mut open = vec![(folder.to_path_buf(), String::new(), 0)];
    while let Some((folder, inside, depth)) = open.pop() {
        let unreadable = |path: &Path, error: &io::Error| {
            Diagnostic::error(
                codes::FILE_UNREADABLE,
                Place::File(display_path(root, path)),
                format!("cannot be read: {error}"),
            )
        };
        let listed = match fs.list(&folder) {
            Ok(listed) => listed,
            Err(error) if error.kind() == io::ErrorKind::NotFound && depth == 0 => continue,
            Err(error) => {
                diagnostics.push(unreadable(&folder, &error));
                continue;
            }
        };
        for entry in listed {
            let Some(name) = entry.name.to_str().filter(|name| !name.starts_with('.')) else { continue };
            let path = folder.join(name);
            let inside = format!("{inside}{name}");
            match entry.kind {
                Kind::Folder if depth < MAX_DEPTH => open.push((path, format!("{inside}/"), depth + 1)),
                Kind::File => match fs.read(&path, MAX_FILE_BYTES) {
                    Ok(bytes) => {
                        files.insert(inside, bytes);
                    }
                    Err(error) => diagnostics.push(unreadable(&path, &error)),
                },
                _ => {}
            }
        }
    }
    (files, diagnostics)
}
