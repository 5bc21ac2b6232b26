//! The finished site, before it is on a disk or in a server.
//! Enters: paths and bytes from `render`, `search`, `export`. Leaves: to `output`, which writes it, and `serve`, which answers from it.

use super::Stored;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// What stands under one path of the site.
#[derive(Clone, Debug)]
pub enum Content {
    /// Made by this build.
    Bytes(Arc<Vec<u8>>),
    /// The same, set aside: the files of a large book do not fit into memory together.
    Elsewhere(Arc<dyn Stored>),
    /// An asset of the author's, copied as it is. The path is absolute and inside the book.
    Copy(PathBuf),
}

impl Content {
    /// The bytes of what this build made; `None` for a file of the author's. Empty where they cannot be had again, which their
    /// keeper tells.
    pub fn made(&self) -> Option<Cow<'_, [u8]>> {
        match self {
            Content::Bytes(bytes) => Some(Cow::Borrowed(bytes)),
            Content::Elsewhere(stored) => Some(Cow::Owned(stored.read().unwrap_or_default())),
            Content::Copy(_) => None,
        }
    }

    /// How many bytes this build made; `None` for a file of the author's.
    pub fn made_length(&self) -> Option<u64> {
        match self {
            Content::Bytes(bytes) => Some(bytes.len() as u64),
            Content::Elsewhere(stored) => Some(stored.length()),
            Content::Copy(_) => None,
        }
    }
}

/// Equal bytes, wherever they stand, or one file of the author's.
impl PartialEq for Content {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Content::Bytes(one), Content::Bytes(other)) => one == other,
            (Content::Copy(one), Content::Copy(other)) => one == other,
            (Content::Copy(_), _) | (_, Content::Copy(_)) => false,
            (one, other) => one.made() == other.made(),
        }
    }
}

impl Eq for Content {}

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
