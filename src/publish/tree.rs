//! What a commit holds, as one flat list of paths.
//! Enters: git's listing of a commit, files of a site. Leaves: their difference, and trees in git's object store.

use std::collections::{BTreeMap, BTreeSet};

use super::failed;
use super::git::{Git, TreeMaker};
use crate::diag::Diagnostic;

/// One file of a commit: bytes, a symbolic link, or (mode 160000) a commit of another repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Blob {
    /// As in `ls-tree`: six octal digits.
    mode: String,
    pub id: String,
    /// Zero for what has no bytes of its own.
    bytes: u64,
}

impl Blob {
    /// A file without the right to be run.
    pub fn file(id: String, bytes: u64) -> Blob {
        Blob { mode: "100644".to_owned(), id, bytes }
    }

    fn kind(&self) -> &'static str {
        if self.mode == "160000" { "commit" } else { "blob" }
    }
}

/// By path, `/` between the parts.
pub(super) type Files = BTreeMap<String, Blob>;

/// What becomes of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    Added,
    Changed,
    Removed,
}

/// One path that differs between two commits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub kind: ChangeKind,
    pub path: String,
    /// Of the new file; of the old one where it is removed.
    pub bytes: u64,
}

/// All files of a commit. Those whose names are not UTF-8 make the branch one that cannot be written to.
pub(super) fn read(git: &Git, commit: &str) -> Result<Files, Diagnostic> {
    let bytes = git.run_bytes(&["ls-tree", "-r", "-l", "-z", "--full-tree", commit])?;
    let text = String::from_utf8(bytes).map_err(|_| failed("the branch holds names that are not UTF-8".to_owned()))?;
    let mut files = Files::new();
    for line in text.split_terminator('\0') {
        // `mode SP kind SP id SP+ size TAB path`
        let Some((head, path)) = line.split_once('\t') else { continue };
        let mut words = head.split_ascii_whitespace();
        if let (Some(mode), Some(_), Some(id), Some(size)) = (words.next(), words.next(), words.next(), words.next()) {
            let blob = Blob { mode: mode.to_owned(), id: id.to_owned(), bytes: size.parse().unwrap_or(0) };
            files.insert(path.to_owned(), blob);
        }
    }
    Ok(files)
}

/// Adds what stays on the branch. Where the site has a file of that path, or a folder, or a file where this one's folder
/// would be, the site's stands; the other remains in the history.
pub(super) fn keep<'a>(files: &mut Files, kept: impl Iterator<Item = (&'a String, &'a Blob)>) {
    let folders: BTreeSet<String> = files.keys().flat_map(|path| folders_of(path)).map(str::to_owned).collect();
    for (path, blob) in kept {
        let is_taken = files.contains_key(path)
            || folders.contains(path.as_str())
            || folders_of(path).any(|folder| files.contains_key(folder));
        if !is_taken {
            files.insert(path.clone(), blob.clone());
        }
    }
}

/// The folders above a path, nearest first.
fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(path.rsplit_once('/'), |(folder, _)| folder.rsplit_once('/')).map(|(folder, _)| folder)
}

/// In the order of paths.
pub(super) fn changes(before: &Files, after: &Files) -> Vec<Change> {
    let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let one = |path: &String| {
        let (kind, bytes) = match (before.get(path), after.get(path)) {
            (None, Some(new)) => (ChangeKind::Added, new.bytes),
            (Some(old), None) => (ChangeKind::Removed, old.bytes),
            (Some(old), Some(new)) if (&old.id, &old.mode) != (&new.id, &new.mode) => (ChangeKind::Changed, new.bytes),
            _ => return None,
        };
        Some(Change { kind, path: path.clone(), bytes })
    };
    paths.into_iter().filter_map(one).collect()
}

/// Stores the trees of all folders and answers the id of the topmost. The same files give the same id.
pub(super) fn write(git: &Git, files: &Files) -> Result<String, Diagnostic> {
    // Each folder's entries; a folder comes after those inside it, since a longer path sorts after its own beginning.
    let mut folders: BTreeMap<&str, Vec<String>> = BTreeMap::from([("", Vec::new())]);
    for (path, blob) in files {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        folders.entry(folder).or_default().push(format!("{} {} {}\t{name}\0", blob.mode, blob.kind(), blob.id));
        for above in folders_of(path) {
            folders.entry(above).or_default();
        }
    }
    let mut maker: TreeMaker = git.tree_maker()?;
    loop {
        let Some((folder, entries)) = folders.pop_last() else {
            return Err(failed("there is nothing to publish".to_owned()));
        };
        let id = maker.make(&entries.concat())?;
        if folder.is_empty() {
            return Ok(id);
        }
        let (above, name) = folder.rsplit_once('/').unwrap_or(("", folder));
        folders.entry(above).or_default().push(format!("040000 tree {id}\t{name}\0"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(paths: &[(&str, &str)]) -> Files {
        paths.iter().map(|(path, id)| ((*path).to_owned(), Blob::file((*id).to_owned(), 1))).collect()
    }

    #[test]
    fn changes_are_told_in_the_order_of_paths() {
        let (before, after) =
            (files(&[("a", "1"), ("b", "2"), ("d", "4")]), files(&[("a", "1"), ("b", "3"), ("c", "5")]));
        let told: Vec<_> = changes(&before, &after).into_iter().map(|change| (change.kind, change.path)).collect();
        let expected = [(ChangeKind::Changed, "b"), (ChangeKind::Added, "c"), (ChangeKind::Removed, "d")];
        assert_eq!(told, expected.map(|(kind, path)| (kind, path.to_owned())));
        assert!(changes(&before, &before).is_empty());
    }

    #[test]
    fn the_site_stands_where_a_kept_file_would_be_in_its_way() {
        let mut site = files(&[("a/b.html", "1"), ("c", "2")]);
        let kept = files(&[("CNAME", "3"), ("a", "4"), ("a/other", "5"), ("c", "6"), ("c/d", "7")]);
        keep(&mut site, kept.iter());
        assert_eq!(site.keys().collect::<Vec<_>>(), ["CNAME", "a/b.html", "a/other", "c"]);
        assert_eq!(site["c"].id, "2");
    }
}
