//! The disk with only the beginnings of pages: what others show of a page stands in its front matter and first heading.
//! In: paths. Out: a page up to the end of its first heading, whole where it is asked for whole or its beginning cannot be
//! told; all else as [`Disk`] gives it, without a past.

use super::{Disk, FileSystem, History, Kind, Listed, Status};
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

/// Bytes of a page in which its first heading is looked for.
const BEGINNING: usize = 4_096;

/// Whether so many files below a folder may be pages. Hidden folders are passed over.
pub fn has_pages(root: &Path, least: usize) -> bool {
    let is_hidden =
        |entry: &walkdir::DirEntry| entry.depth() > 0 && entry.file_name().as_encoded_bytes().first() == Some(&b'.');
    let entries = walkdir::WalkDir::new(root).into_iter().filter_entry(|entry| !is_hidden(entry));
    let is_page = |entry: &walkdir::DirEntry| entry.path().extension().is_some_and(|extension| extension == "md");
    entries.filter_map(Result::ok).filter(is_page).nth(least - 1).is_some()
}

/// The disk, but that most pages end after their first heading and have no past.
#[derive(Debug, Default)]
pub struct Beginnings {
    /// Pages that are read to their ends.
    whole: BTreeSet<PathBuf>,
}

impl Beginnings {
    /// From now on this page is read to its end; whether that is new.
    pub fn read_whole(&mut self, page: PathBuf) -> bool {
        self.whole.insert(page)
    }
}

impl FileSystem for Beginnings {
    fn read_into(&self, path: &Path, limit: u64, bytes: &mut Vec<u8>) -> io::Result<()> {
        let is_page = path.extension().is_some_and(|extension| extension == "md");
        let is_list = path.file_name().is_some_and(|name| name == "SUMMARY.md");
        if is_page && !is_list && !self.whole.contains(path) {
            let head = Disk.read_head(path, BEGINNING)?;
            if let Some(end) = end_of_beginning(&head) {
                bytes.clear();
                bytes.extend_from_slice(&head[..end]);
                return Ok(());
            }
        }
        Disk.read_into(path, limit, bytes)
    }

    fn read_head(&self, path: &Path, most: usize) -> io::Result<Vec<u8>> {
        Disk.read_head(path, most)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Listed>> {
        Disk.list(folder)
    }

    fn status(&self, path: &Path) -> io::Result<Status> {
        Disk.status(path)
    }

    fn kind(&self, path: &Path) -> io::Result<Kind> {
        Disk.kind(path)
    }

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        Disk.canonical(path)
    }

    fn history(&self, _: &Path, _: &[PathBuf]) -> History {
        History::default()
    }
}

/// Where a page's front matter and the line of its first ATX heading end (CommonMark 0.31.2, section 4.2). `None` where the
/// bytes do not hold both: the page has to be read whole.
fn end_of_beginning(head: &[u8]) -> Option<usize> {
    let mut at = if head.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let mut lines = head[at..].split_inclusive(|&byte| byte == b'\n').peekable();
    if lines.peek().is_some_and(|first| first.trim_ascii_end() == b"---") {
        at += lines.next()?.len();
        loop {
            let line = lines.next()?;
            at += line.len();
            if line.trim_ascii_end() == b"---" {
                break;
            }
        }
    }
    for line in lines {
        at += line.len();
        // What looks like a heading may be code.
        if line.trim_ascii_start().starts_with(b"```") || line.trim_ascii_start().starts_with(b"~~~") {
            return None;
        }
        let marks = line.iter().take_while(|&&byte| byte == b'#').count();
        if (1..=6).contains(&marks) && line.get(marks) == Some(&b' ') && line.ends_with(b"\n") {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_begins_with_front_matter_and_its_first_heading() {
        for (text, beginning) in [
            ("# 甲\n\n正文\n", Some("# 甲\n")),
            ("---\ntitle: 甲\n---\n\n开头\n\n## 乙\n后\n", Some("---\ntitle: 甲\n---\n\n开头\n\n## 乙\n")),
            ("---\r\ntitle: 甲\r\n---\r\n# 乙\r\n", Some("---\r\ntitle: 甲\r\n---\r\n# 乙\r\n")),
            ("\u{feff}# 甲\n后\n", Some("\u{feff}# 甲\n")),
            // Cut off, or of another form.
            ("# 甲", None),
            ("---\ntitle: 甲\n", None),
            ("```sh\n# 注释\n```\n# 甲\n", None),
            ("甲\n===\n", None),
            ("#甲\n", None),
            ("", None),
        ] {
            assert_eq!(end_of_beginning(text.as_bytes()), beginning.map(str::len), "{text:?}");
        }
    }
}
