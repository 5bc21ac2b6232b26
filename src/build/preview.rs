//! The first pages of a large book while all of it is still being read.
//! In: a book's folder. Out: a page when it is asked for, with the navigation of the whole book around it, long before every
//! page is parsed; `None` for what only the whole book can tell, such as the search.
//! Reads of all pages but those asked for only the beginning, up to the first heading: that is what others show of a page. So
//! it knows of no link whether it is broken, and must never tell what is wrong with a book or be written to the disk.

use super::engine::{Changes, Engine};
use super::{Book, Options};
use crate::model::Content;
use crate::source::{Disk, FileSystem, History, Listed, Status};
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// A smaller book is built before anybody has asked for a page.
pub const LEAST_PAGES: usize = 2_000;

/// Bytes of a page in which its first heading is looked for.
const BEGINNING: usize = 4_096;

/// See the module's description.
#[derive(Debug)]
pub struct Preview {
    inner: Mutex<Inner>,
    /// The build under way keeps the usual threads busy for seconds.
    threads: rayon::ThreadPool,
}

#[derive(Debug)]
struct Inner {
    engine: Engine,
    disk: Beginnings,
    book: Arc<Book>,
}

impl Preview {
    /// Of the book whose folder is `root`; `None` where it has fewer than [`LEAST_PAGES`].
    pub fn read(root: &Path, options: &Options) -> Option<Preview> {
        if !has_pages(root, LEAST_PAGES) {
            return None;
        }
        let threads = rayon::ThreadPoolBuilder::new().build().ok()?;
        let mut engine = Engine::new(root, options);
        let disk = Beginnings::default();
        let book = threads.install(|| engine.update(&disk, &Changes::Everything)).book;
        (book.pages() >= LEAST_PAGES).then(|| Preview { inner: Mutex::new(Inner { engine, disk, book }), threads })
    }

    /// The page, asset or file of the theme at this path of the site.
    pub fn file(&self, path: &str) -> Option<Content> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let Inner { engine, disk, book } = &mut *inner;
        if let Some(source) = book.source_of(path).and_then(|page| engine.source(page))
            && disk.whole.insert(source.clone())
        {
            *book = self.threads.install(|| engine.update(disk, &Changes::Paths(vec![source]))).book;
        }
        book.single_file(path)
    }

    /// Whether [`Self::file`] has something for this path.
    pub fn has(&self, path: &str) -> bool {
        let book = Arc::clone(&self.inner.lock().unwrap_or_else(PoisonError::into_inner).book);
        book.has_single_file(path)
    }
}

/// Whether so many files below a folder may be pages. Hidden folders are passed over.
fn has_pages(root: &Path, least: usize) -> bool {
    let is_hidden =
        |entry: &walkdir::DirEntry| entry.depth() > 0 && entry.file_name().as_encoded_bytes().first() == Some(&b'.');
    let entries = walkdir::WalkDir::new(root).into_iter().filter_entry(|entry| !is_hidden(entry));
    let is_page = |entry: &walkdir::DirEntry| entry.path().extension().is_some_and(|extension| extension == "md");
    entries.filter_map(Result::ok).filter(is_page).nth(least - 1).is_some()
}

/// The disk, but that most pages end after their first heading and have no past.
#[derive(Debug, Default)]
struct Beginnings {
    /// Pages that are read to their ends.
    whole: BTreeSet<PathBuf>,
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
    use std::fs;

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

    #[test]
    fn pages_of_a_large_book_are_what_the_whole_book_shows() {
        let folder = tempfile::tempdir().unwrap();
        let content = folder.path().join("content");
        fs::create_dir_all(&content).unwrap();
        fs::write(folder.path().join("book.toml"), "[book]\ntitle = \"大书\"\nlanguage = \"zh-CN\"\n").unwrap();
        fs::write(content.join("index.md"), "# 大书\n\n从[第七页](p0007.md#节)读起。\n").unwrap();
        for number in 0..LEAST_PAGES {
            let text = format!(
                "# 第 {number} 页\n\n## 节\n\n正文 {number}。[下一页](p{:04}.md)\n",
                (number + 1) % LEAST_PAGES
            );
            fs::write(content.join(format!("p{number:04}.md")), text).unwrap();
        }
        let preview = Preview::read(folder.path(), &Options::default()).expect("a large book");
        let whole = Engine::new(folder.path(), &Options::default()).update(&Disk, &Changes::Everything).book;
        for path in ["p0007.html", "index.html", "p1999.html", "p0007.html"] {
            assert!(preview.has(path));
            assert_eq!(preview.file(path), whole.file(path), "{path}");
        }
        assert!(!preview.has("search.html") && preview.file("search.html").is_none());
        assert!(!preview.has("search/index.js") && !preview.has("nowhere.html"));
        fs::remove_file(content.join("p0000.md")).unwrap();
        fs::remove_file(content.join("p0001.md")).unwrap();
        assert!(Preview::read(folder.path(), &Options::default()).is_none());
    }
}
