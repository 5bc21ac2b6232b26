//! What is wrong, where, and how to mend it.
//! Enters: spans, codes and words from every stage. Leaves: messages for people ([`render`]) and for programs.
//! Imports nothing of ours, reads no file, prints nothing by itself.

pub mod annotations;
pub mod codes;
pub mod lines;
pub mod render;
pub mod sarif;
mod span;

use std::collections::HashMap;
use std::sync::{Arc, OnceLock, RwLock};

pub use codes::{Code, Fault};
use lines::{LineColumn, LineIndex};
pub use span::{FileId, Span};

/// One file as the messages show it.
#[derive(Debug)]
pub struct SourceFile {
    /// Relative to the book's root with `/` between the parts.
    pub path: String,
    pub text: Arc<str>,
    /// Made for the first message that asks.
    lines: OnceLock<LineIndex>,
}

impl SourceFile {
    fn new(path: &str, text: Arc<str>) -> Self {
        SourceFile { path: path.to_owned(), text, lines: OnceLock::new() }
    }

    /// Line and column of byte `offset`, as [`LineIndex::line_column`] counts.
    pub fn line_column(&self, offset: u32) -> LineColumn {
        self.lines.get_or_init(|| LineIndex::new(&self.text)).line_column(&self.text, offset)
    }
}

/// The files that spans point into. Shared by threads: files found while includes are expanded join late.
#[derive(Debug, Default)]
pub struct Files {
    inner: RwLock<FileTable>,
}

#[derive(Debug, Default)]
struct FileTable {
    files: Vec<Arc<SourceFile>>,
    by_path: HashMap<String, FileId>,
}

impl Files {
    /// Adds the file, or gives the path's text anew, and answers its number, which a path keeps for good.
    pub fn insert(&self, path: &str, text: Arc<str>) -> FileId {
        let mut table = self.inner.write().expect("no holder of this lock panics");
        if let Some(&id) = table.by_path.get(path) {
            table.files[id.0 as usize] = Arc::new(SourceFile::new(path, text));
            return id;
        }
        let id = FileId(table.files.len() as u32);
        table.files.push(Arc::new(SourceFile::new(path, text)));
        table.by_path.insert(path.to_owned(), id);
        id
    }

    /// `None` for [`FileId::DETACHED`] and for numbers of another table.
    pub fn get(&self, id: FileId) -> Option<Arc<SourceFile>> {
        let table = self.inner.read().expect("no holder of this lock panics");
        table.files.get(id.0 as usize).cloned()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Error,
    Warning,
    Note,
}

impl Severity {
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// Where a fault stands: as near as is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The book as a whole.
    Book,
    /// A file, path relative to the book's root, when no line is at fault or the text could not be read.
    File(String),
    At(Span),
}

/// A second place that belongs to the fault, such as "first defined here".
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label {
    pub span: Span,
    pub text: String,
}

/// One fault: a value that travels with a stage's result, so that one run shows all of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    pub code: Code,
    pub severity: Severity,
    /// One line, lower case, no full stop, the offending text in backticks.
    pub message: String,
    pub place: Place,
    /// Words beside the caret; may be empty.
    pub label: String,
    pub others: Vec<Label>,
    /// What to do, imperative or a fact that tells it.
    pub help: Vec<String>,
}

impl Diagnostic {
    fn new(code: Code, severity: Severity, place: Place, message: String) -> Self {
        Diagnostic { code, severity, message, place, label: String::new(), others: Vec::new(), help: Vec::new() }
    }

    pub fn error(code: Code, place: impl Into<Place>, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, place.into(), message.into())
    }

    pub fn warning(code: Code, place: impl Into<Place>, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, place.into(), message.into())
    }

    pub fn note(code: Code, place: impl Into<Place>, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Note, place.into(), message.into())
    }

    /// The words beside the caret.
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.label = text.into();
        self
    }

    /// A second place.
    pub fn other(mut self, span: Span, text: impl Into<String>) -> Self {
        self.others.push(Label { span, text: text.into() });
        self
    }

    /// One way to mend it. May be called more than once.
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }
}

impl From<Span> for Place {
    fn from(span: Span) -> Self {
        Place::At(span)
    }
}

/// Sorts by file, position and code, and keeps one of equals, so that the same book gives the same messages
/// whatever the order the stages found them in. Faults of the book as a whole come first.
pub fn sort(files: &Files, diagnostics: &mut Vec<Diagnostic>) {
    let mut paths: HashMap<FileId, String> = HashMap::new();
    diagnostics.sort_by_cached_key(|diagnostic| {
        let (path, start, end) = match &diagnostic.place {
            Place::Book => (String::new(), 0, 0),
            Place::File(path) => (path.clone(), 0, 0),
            Place::At(span) => {
                let path = paths
                    .entry(span.file)
                    .or_insert_with(|| files.get(span.file).map(|file| file.path.clone()).unwrap_or_default());
                (path.clone(), span.start, span.end)
            }
        };
        (path, start, end, diagnostic.code.name(), diagnostic.message.clone())
    });
    diagnostics.dedup();
}

/// The word in `known` that `word` was probably meant to be: the nearest by Damerau–Levenshtein distance, at most a third
/// of the longer word's characters away (at least one). Ties go to a word that goes on where this one stops, then to the
/// first.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    let mut best: Option<((usize, bool), &str)> = None;
    for candidate in known {
        let other = candidate.chars().count();
        let allowed = (length.max(other) / 3).max(1);
        // The distance is at least the difference in length; most candidates end here, for next to nothing.
        if length.abs_diff(other) > allowed {
            continue;
        }
        let distance = strsim::damerau_levenshtein(word, candidate);
        let rank = (distance, !candidate.starts_with(word));
        if distance <= allowed && best.is_none_or(|(least, _)| rank < least) {
            best = Some((rank, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}
