//! Writing into the published folder itself, for one that cannot be moved: a mount point, mostly.
//! Enters: what differs. Leaves: the same folder with the new site's files.
//! Each file is wholly old or wholly new at any moment, the site as a whole is not: for the time of some renames it is a
//! mixture. The order keeps that harmless: all bytes are on the disk before the first rename, styles, scripts and media come before
//! the pages that need them, and nothing is removed before all pages have come.

use std::fs;
use std::io;
use std::path::Path;

use super::disk::{self, DiskError};
use super::guard::Location;
use super::manifest::{self, Manifest, folders_of};
use super::staging::{self, Filled, Item, Scan, State};
use crate::diag::Diagnostic;

/// Files of the next site until they are renamed, in the output folder's top: the only place sure to be on its file system.
pub(super) const INCOMING: &str = ".wence-incoming";

/// Brings the folder to the state of `items`. `manifest` and `scan` tell what it holds. A kill leaves a folder that is
/// proven ours and that the next build mends; so does an error, which mostly comes before the first file is replaced.
pub(super) fn write(
    location: &Location,
    items: &[Item],
    manifest: Option<&Manifest>,
    scan: &Scan,
    book_root: &Path,
) -> Result<Filled, Diagnostic> {
    let folder = &location.folder;
    if !folder.exists() {
        disk::create_folder(folder)?;
    }
    let filled = replace_files(folder, items, manifest, scan, book_root);
    // After an error too: on a full disk its space is needed most.
    let removed = disk::remove_tree(&folder.join(INCOMING));
    let filled = filled?;
    removed?;
    disk::flush_names(folder);
    Ok(filled)
}

fn replace_files(
    folder: &Path,
    items: &[Item],
    manifest: Option<&Manifest>,
    scan: &Scan,
    book_root: &Path,
) -> Result<Filled, Diagnostic> {
    let incoming = folder.join(INCOMING);
    disk::remove_tree(&incoming)?;
    disk::create_folder(&incoming)?;
    let mut filled = Filled::default();
    let mut changed: Vec<(usize, &Item)> = Vec::new();
    for (index, item) in items.iter().enumerate() {
        match item.state {
            State::Unchanged(entry) => {
                filled.manifest.files.insert(item.path.to_owned(), entry);
            }
            State::Changed => changed.push((index, item)),
        }
    }
    let entries = disk::map_each(&changed, |(index, item)| {
        staging::write_content(item.content, &incoming.join(index.to_string()), None, book_root)
    });
    for ((index, item), entry) in changed.iter().zip(entries) {
        let entry = entry?;
        filled.manifest.files.insert(item.path.to_owned(), entry);
        filled.fresh.push(incoming.join(index.to_string()));
        filled.bytes_written += entry.length;
    }
    // From here until the end the list names the old site's files and the new one's, so that whatever a kill leaves is ours.
    let mut both = manifest.cloned().unwrap_or_default();
    both.files.extend(filled.manifest.files.iter().map(|(path, entry)| (path.clone(), *entry)));
    let (list, list_of_both) = (incoming.join("manifest"), incoming.join("manifest-of-both"));
    disk::write_new(&list, &filled.manifest.encode())?;
    disk::write_new(&list_of_both, &both.encode())?;
    filled.fresh.extend([list.clone(), list_of_both.clone()]);
    disk::flush(&filled.fresh, folder)?;
    let place = |from: &Path, to: &Path| disk::rename(from, to).map_err(|error| DiskError::new("replace", to, error));
    place(&list_of_both, &folder.join(manifest::NAME))?;

    changed.sort_by_key(|(_, item)| (is_page(item.path), item.path));
    for (index, item) in &changed {
        make_room(folder, item.path)?;
        place(&incoming.join(index.to_string()), &folder.join(item.path))?;
    }
    let new_folders = filled.manifest.folders();
    for path in &scan.ours {
        let is_current = filled.manifest.files.contains_key(path);
        // What stood in the way of a new file or folder is gone already, and its path may lead to something new.
        let made_room = new_folders.contains(path.as_str())
            || folders_of(path).any(|above| filled.manifest.files.contains_key(above));
        if !is_current && !made_room {
            disk::remove_file(&folder.join(path))?;
        }
    }
    // Ours that are empty now. Sorted backwards a folder comes before the one that holds it.
    let old_folders = manifest.map(Manifest::folders).unwrap_or_default();
    let mut old_folders: Vec<&str> = old_folders.into_iter().filter(|path| !new_folders.contains(path)).collect();
    old_folders.sort_unstable_by(|one, other| other.cmp(one));
    for path in old_folders {
        match disk::remove_folder(&folder.join(path)) {
            // Foreign files live there, or somebody put a link in its place.
            Err(error)
                if matches!(error.source.kind(), io::ErrorKind::DirectoryNotEmpty | io::ErrorKind::NotADirectory) => {}
            removed => removed?,
        }
    }
    place(&list, &folder.join(manifest::NAME))?;
    Ok(filled)
}

/// Pages refer to all other files, so they come last.
fn is_page(path: &str) -> bool {
    path.ends_with(".html")
}

/// Makes folders of all parts above `path` and clears `path` of a folder. What stands in the way is ours: conflicts with
/// foreign files ended the build before.
fn make_room(folder: &Path, path: &str) -> disk::Result<()> {
    let mut above: Vec<&str> = folders_of(path).collect();
    above.reverse();
    for part in above {
        let part = folder.join(part);
        match fs::symlink_metadata(&part) {
            Ok(found) if found.is_dir() => continue,
            // Removed rather than followed: a link would have the site written somewhere else.
            Ok(_) => disk::remove_file(&part)?,
            Err(_) => {}
        }
        disk::create_folder(&part)?;
    }
    let place = folder.join(path);
    if fs::symlink_metadata(&place).is_ok_and(|found| found.is_dir()) {
        disk::remove_tree(&place)?;
    }
    Ok(())
}
