//! The finished site, before it is on a disk or in a server.
//! Enters: paths and bytes from `render`, `search`, `export`. Leaves: to `output`, which writes it, and `serve`, which answers from it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// What stands under one path of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Made by this build.
    Bytes(Arc<Vec<u8>>),
    /// An asset of the author's, copied as it is. The path is absolute and inside the book.
    Copy(PathBuf),
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Self {
        Content::Bytes(Arc::new(bytes))
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        text.into_bytes().into()
    }
}

/// All files of a site by path: relative, `/` between the parts, no `.` or `..`, decoded (not percent-encoded).
/// Sorted, so that whoever walks it does so in one order everywhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutputSet {
    pub files: BTreeMap<String, Content>,
}

impl OutputSet {
    /// Puts a file in place. Answers `false`, and changes nothing, when the path is taken.
    pub fn insert(&mut self, path: impl Into<String>, content: impl Into<Content>) -> bool {
        match self.files.entry(path.into()) {
            std::collections::btree_map::Entry::Vacant(entry) => {
                entry.insert(content.into());
                true
            }
            std::collections::btree_map::Entry::Occupied(_) => false,
        }
    }
}
