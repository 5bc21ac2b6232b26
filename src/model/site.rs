//! The whole book with every page known: what `links` makes and `render`, `search`, `bank` and `export` read.
//! Its large parts are shared, so that the site of an edited book costs what the edit changed.

use super::{Moment, Outline, ParsedPage, SitePath};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// One page in its place.
#[derive(Clone, Debug)]
pub struct Page {
    pub parsed: Arc<ParsedPage>,
    /// For navigation, breadcrumbs and `<title>`: the outline's words (`SUMMARY.md`), else the page's own, else its file name.
    pub title: String,
    /// Path of the written file, such as `before/index.html`.
    pub url: SitePath,
    /// BCP 47 tag of the page's text.
    pub language: String,
    /// Chapter number such as `2.1.`, where the outline numbers its chapters.
    pub number: Option<String>,
    /// The last change by version control, where it is known.
    pub changed: Option<Moment>,
}

impl Page {
    /// The language of these words in a list of a book in `language`: the page's, where they are its own and it is another.
    pub fn language_of(&self, title: &str, language: &str) -> Option<&str> {
        let is_own = self.parsed.face.title().is_some_and(|own| own == title);
        Some(self.language.as_str()).filter(|own| is_own && *own != language)
    }
}

/// A file that is copied as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// From the content folder, and so also from the site's root.
    pub path: SitePath,
    /// Absolute, inside the book.
    pub source: PathBuf,
    pub bytes: u64,
    /// Width and height in CSS pixels, for images whose header tells.
    pub size: Option<(u32, u32)>,
}

/// One language's book. A site holds one today; several will stand side by side in folders of their own.
#[derive(Clone, Debug)]
pub struct Edition {
    pub language: String,
    pub outline: Arc<Outline>,
    /// In reading order; pages that the outline does not list come last, by path.
    pub pages: Vec<Arc<Page>>,
    /// Index into `pages` by source path.
    pub by_path: Arc<BTreeMap<SitePath, usize>>,
}

#[derive(Clone, Debug)]
pub struct Site {
    pub editions: Vec<Edition>,
    /// Sorted by path.
    pub assets: Arc<Vec<Asset>>,
    /// Pages that only lead elsewhere: path of the written file to the target, relative to the site's root or absolute with a scheme.
    pub redirects: Arc<BTreeMap<SitePath, String>>,
}
