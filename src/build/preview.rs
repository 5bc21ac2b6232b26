//! The first pages of a large book while all of it is still being read.
//! In: a book's folder. Out: a page when it is asked for, with the navigation of the whole book around it, long before every
//! page is parsed; `None` for what only the whole book can tell, such as the search.
//! Reads of all pages but those asked for only the beginning, up to the first heading: that is what others show of a page. So
//! it knows of no link whether it is broken, and must never tell what is wrong with a book or be written to the disk.

use super::{Book, Options};
use super::{Changes, Engine};
use crate::model::Content;
use crate::source::{Beginnings, has_pages};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// A smaller book is built before anybody has asked for a page.
pub const LEAST_PAGES: usize = 2_000;

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
        let mut engine = Engine::new(root, options).of_beginnings();
        let disk = Beginnings::default();
        let book = threads.install(|| engine.update(&disk, &Changes::Everything)).book;
        (book.pages() >= LEAST_PAGES).then(|| Preview { inner: Mutex::new(Inner { engine, disk, book }), threads })
    }

    /// The page, asset or file of the theme at this path of the site.
    pub fn file(&self, path: &str) -> Option<Content> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let Inner { engine, disk, book } = &mut *inner;
        if let Some(source) = engine.source_of(book, path)
            && disk.read_whole(source.clone())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Disk;
    use std::fs;

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
