//! Finding the book that a command is about.
//! Enters: the folder named on the command line. Leaves: a [`BookFolder`], and its settings for commands that build nothing.
//! Never looks for a book elsewhere than it was told: a build of the wrong book would replace the wrong site.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::report::{self, Outlook};
use super::terminal::Terminal;
use super::{Failure, Outcome};
use crate::config::{self, Config, DEFAULT_SOURCE_FOLDERS};
use crate::diag::Files;
use crate::source::{self, Disk};

/// Name of the file that makes a folder a book.
pub(super) const SETTINGS: &str = "book.toml";

/// A folder that holds `book.toml`.
#[derive(Debug)]
pub(super) struct BookFolder {
    /// Absolute; links are not followed.
    pub root: PathBuf,
    /// The way there from where the user stands: empty or ending in `/`.
    pub prefix: String,
}

impl BookFolder {
    /// `base` is what `-C` named, where the process already is.
    pub fn find(folder: Option<&Path>, base: &Path) -> Result<BookFolder, Failure> {
        let folder = folder.unwrap_or(Path::new("."));
        let shown = shown(base, folder);
        let root = std::path::absolute(folder)
            .map_err(|error| Failure::new(format!("cannot tell where the folder `{shown}` is: {error}")))?;
        match fs::metadata(&root) {
            Ok(found) if found.is_dir() => {}
            Ok(_) => {
                return Err(Failure::new(format!("`{shown}` is a file")).help("name the folder that holds `book.toml`"));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(Failure::new(format!("there is no folder `{shown}`"))
                    .help(format!("`wence init {shown}` starts a new book there")));
            }
            Err(error) => return Err(Failure::new(format!("cannot read the folder `{shown}`: {error}"))),
        }
        if !root.join(SETTINGS).is_file() {
            return Err(no_book(&root, &shown));
        }
        let prefix = if shown == "." { String::new() } else { format!("{}/", shown.trim_end_matches('/')) };
        Ok(BookFolder { root, prefix })
    }

    /// The book's folder as the user would name it.
    pub fn name(&self) -> &str {
        if self.prefix.is_empty() { "." } else { self.prefix.strip_suffix('/').unwrap_or(&self.prefix) }
    }

    /// A path of the book, or of anything else, as the user would name it.
    pub fn shown(&self, path: &Path) -> String {
        match path.strip_prefix(&self.root) {
            Ok(relative) if !relative.as_os_str().is_empty() => format!("{}{}", self.prefix, relative.display()),
            _ => path.display().to_string(),
        }
    }

    /// What `book.toml` says, without building. Prints its faults; an error among them is a failure, since what stands for a
    /// misread setting might name the wrong folder.
    pub fn settings(&self, terminal: &Terminal) -> Result<Config, Failure> {
        let path = self.root.join(SETTINGS);
        if !source::is_inside(&Disk, &self.root, &path) {
            return Err(Failure::new(format!("`{}` is a symbolic link that leads out of the book", self.shown(&path)))
                .help("copy what it points to into the book"));
        }
        let text = fs::read_to_string(&path)
            .map_err(|error| Failure::new(format!("cannot read `{}`: {error}", self.shown(&path))))?;
        let files = Files::default();
        let text: Arc<str> = text.into();
        let file = files.insert(SETTINGS, Arc::clone(&text));
        let (config, diagnostics) = config::parse(&text, file);
        if report::outcome(&diagnostics) == Outcome::Done {
            return Ok(config);
        }
        report::print(&diagnostics, &Outlook { files: &files, prefix: &self.prefix }, terminal);
        Err(Failure::new(format!("`{}` has to be mended first", self.shown(&path))))
    }

    /// The folder of the pages, relative to the root; empty for the root itself.
    pub fn source_folder(&self, config: &Config) -> Result<String, Failure> {
        if let Some(folder) = &config.book.src {
            return Ok(folder.as_str().to_owned());
        }
        let found = DEFAULT_SOURCE_FOLDERS.iter().find(|name| self.root.join(name).is_dir());
        found.map(|name| (*name).to_owned()).ok_or_else(|| {
            let [first, second] = DEFAULT_SOURCE_FOLDERS;
            Failure::new(format!("the book in `{}` has neither `{first}/` nor `{second}/`", self.name()))
                .help(format!("make the folder `{first}`, or name another as `[book] src` in `{SETTINGS}`"))
        })
    }
}

/// A folder as the user named it, `-C` included.
pub(super) fn shown(base: &Path, folder: &Path) -> String {
    let joined: PathBuf = base.join(folder).components().collect();
    let text = joined.display().to_string();
    // `components` drops every `.` but a leading one.
    let text = text.strip_prefix("./").map(str::to_owned).unwrap_or(text);
    if text.is_empty() { ".".to_owned() } else { text }
}

/// What to do where no `book.toml` is.
fn no_book(root: &Path, shown: &str) -> Failure {
    let failure = Failure::new(format!("no book in `{shown}`: it has no `{SETTINGS}`"));
    let above = root.ancestors().skip(1).find(|above| above.join(SETTINGS).is_file());
    if let Some(above) = above {
        return failure.help(format!("the book in `{}` is above it: name that folder", above.display()));
    }
    let has_pages = root.join("content").is_dir() || root.join("src").join("SUMMARY.md").is_file();
    if has_pages {
        return failure
            .help(format!("its pages are there: an empty `{SETTINGS}` is enough, every setting has a default"));
    }
    failure.help("name the folder that holds one, or start a book with `wence init`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_shown_as_the_user_named_them() {
        let shown = |base: &str, folder: &str| shown(Path::new(base), Path::new(folder));
        assert_eq!(shown("", "."), ".");
        assert_eq!(shown("", "./docs/"), "docs");
        assert_eq!(shown("", "../指南"), "../指南");
        assert_eq!(shown("a", "."), "a");
        assert_eq!(shown("a", "b"), "a/b");
        assert_eq!(shown("a", "/b"), "/b");
    }

    #[test]
    fn a_folder_below_a_book_names_the_book() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(SETTINGS), "").unwrap();
        fs::create_dir(folder.path().join("content")).unwrap();
        let failure = BookFolder::find(Some(&folder.path().join("content")), Path::new("")).unwrap_err();
        assert!(failure.help[0].contains(&folder.path().display().to_string()), "{failure:?}");
    }

    #[test]
    fn pages_without_settings_are_told_what_is_missing() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("src")).unwrap();
        fs::write(folder.path().join("src/SUMMARY.md"), "").unwrap();
        let failure = BookFolder::find(Some(folder.path()), Path::new("")).unwrap_err();
        assert!(failure.help[0].contains("an empty `book.toml`"), "{failure:?}");
    }

    #[test]
    fn paths_in_messages_lead_from_where_the_user_stands() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(SETTINGS), "").unwrap();
        let book = BookFolder::find(Some(folder.path()), Path::new("")).unwrap();
        assert_eq!(book.prefix, format!("{}/", folder.path().display()));
        assert_eq!(book.shown(&folder.path().join("book")), folder.path().join("book").display().to_string());
        assert_eq!(book.shown(Path::new("/elsewhere")), "/elsewhere");
    }
}
