//! Paths: files and folders of the book, and folders anywhere on the machine.
//! In: text. Out: a path in one form, which leads nowhere that it should not. Whether it exists is for `source` to say.

use super::checked_text;
use crate::config::read::{Reader, Setting, Value};
use crate::diag::Severity;
use std::ops::Deref;
use std::path::{Path, PathBuf};

checked_text! {
    /// A file or folder of the book: relative to its root (or to its content folder, where so said), parts joined by `/`, no
    /// `.` or `..` among them. Empty for the root itself.
    BookPath
}

/// Why a path is none of the book's.
pub(super) fn book_path(written: &str) -> Result<BookPath, &'static str> {
    if written.chars().any(char::is_control) {
        return Err("holds a control character");
    }
    // A drive letter makes a path absolute on Windows, and is no sensible folder name elsewhere.
    let drive = written.as_bytes().get(1) == Some(&b':') && written.as_bytes()[0].is_ascii_alphabetic();
    if written.starts_with(['/', '\\']) || drive {
        return Err("must be relative to the book's folder");
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in written.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." if parts.pop().is_none() => return Err("leads out of the book's folder"),
            ".." => {}
            part => parts.push(part),
        }
    }
    Ok(BookPath(parts.join("/")))
}

impl BookPath {
    /// A path written in this program.
    pub(in crate::config) fn known(path: &'static str) -> Self {
        BookPath(path.to_owned())
    }

    fn read(value: &Value<'_>, reader: &mut Reader<'_>, severity: Severity) -> Option<Self> {
        let written = reader.string(value)?;
        match book_path(written) {
            Ok(path) => Some(path),
            Err(why) => {
                reader.unusable(value, severity, why);
                None
            }
        }
    }
}

checked_text! {
    /// The folder of the book's pages; otherwise as [`BookPath`]. Empty for the book's root.
    SourceFolder
}

impl SourceFolder {
    /// A folder inside the book, as `source` found it.
    pub(in crate::config) fn of_translation(folder: &str) -> Self {
        SourceFolder(folder.to_owned())
    }
}

impl Setting for SourceFolder {
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        BookPath::read(value, reader, Severity::Error).map(|path| SourceFolder(path.0))
    }
}

/// A file or folder whose absence leaves the book readable.
impl Setting for BookPath {
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let path = BookPath::read(value, reader, Severity::Warning)?;
        if path.is_empty() {
            reader.unusable(value, Severity::Warning, "names no file or folder");
            return None;
        }
        Some(path)
    }
}

/// A folder anywhere on the machine, relative to the book's root or absolute. Never empty.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(test, derive(serde::Serialize), serde(transparent))]
pub struct FolderPath(PathBuf);

impl FolderPath {
    /// A path written in this program.
    pub(in crate::config) fn known(path: &'static str) -> Self {
        FolderPath(PathBuf::from(path))
    }

    pub fn as_path(&self) -> &Path {
        &self.0
    }
}

impl Deref for FolderPath {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.0
    }
}

impl Setting for FolderPath {
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let written = reader.string(value)?;
        let why = if written.trim().is_empty() {
            "names no folder"
        } else if written.chars().any(char::is_control) {
            "holds a control character"
        } else {
            // Written on Windows, built elsewhere: `\` is a separator there and no part of any sensible name here.
            return Some(FolderPath(PathBuf::from(written.replace('\\', "/"))));
        };
        reader.unusable(value, Severity::Error, why);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_brought_into_one_form() {
        for (written, expected) in [
            ("./src", "src"),
            ("a//b/", "a/b"),
            ("a/../b", "b"),
            (".", ""),
            ("theme\\x.css", "theme/x.css"),
            ("内容", "内容"),
        ] {
            assert_eq!(book_path(written).unwrap().as_str(), expected);
        }
        for written in ["..", "a/../../b", "/etc", "\\\\server\\x", "C:\\book", "c:book", "a\0b"] {
            assert!(book_path(written).is_err(), "{written}");
        }
    }
}
