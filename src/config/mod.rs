//! The settings of a book.
//! In: the text of `book.toml`. Out: a [`Config`] whose every field can be used as it stands, and all faults of the text at
//! once. Reads no file and no environment: whether a folder or file that is named exists is for `source` to say.
//!
//! Each key is declared once, in `schema`: type, default, and the words of the manual. From these declarations come the
//! reader, the suggestions for a misspelt key, the JSON schema and the reference page. Start at [`parse`].

mod bank;
mod design;
mod editing;
mod languages;
mod mdbook;
mod read;
#[cfg(test)]
mod reference;
mod schema;
mod searched;
mod syntax;
#[cfg(test)]
mod tests;
mod text;
mod values;

pub use bank::{Bank, Term, Vocabulary};
pub use design::{BaseTheme, Color, FontFamilies};
pub use editing::{QuoteHabit, SpacingHabit};
pub use languages::{Languages, Translation, TranslationTable};
pub use mdbook::{Output, Playground, Preprocessors, Rust, WithoutEffect};
pub use read::Located;
pub use schema::{
    Book, Build, Code, Colors, Config, DEFAULT_SOURCE_FOLDERS, Fold, Fonts, Glossary, Html, Lint, Markdown, Print,
    Search,
};
pub use searched::{Searched, SearchedChapters};
pub use values::{
    Appearance, BookPath, EditUrlTemplate, FolderPath, HostName, Language, NotFoundPage, PolicySetting, Redirect,
    Redirects, SiteId, SiteUrl, SourceFolder, Switch, TextDirection, WebUrl,
};

use crate::diag::{Diagnostic, FileId, codes};
use read::{Reader, Setting};
use std::path::{Component, Path};

/// Reads the text of `book.toml`. Never fails: a fault becomes a diagnostic, the default stands in its place, and the rest is
/// read on. With an error among the diagnostics the book must not be built; with warnings and notes it may.
///
/// Spans are bytes of `text` as given, a byte order mark included.
pub fn parse(text: &str, file: FileId) -> (Config, Vec<Diagnostic>) {
    let (text, mut diagnostics) = syntax::repair(text, file);
    let (root, faults) = syntax::tree(&text);
    let (reported, damaged) = syntax::report(&text, file, &faults);
    diagnostics.extend(reported);
    let mut reader = Reader::new(&text, file, Config::KEYS, damaged);
    let mut config = Config::read(&root, &mut reader).unwrap_or_default();
    config.bank.check_levels(&mut reader);
    config.languages.check_own(&config.book.language, &mut reader);
    check_build_dir(&mut config, &mut reader);
    diagnostics.extend(reader.into_diagnostics());
    (config, diagnostics)
}

/// The schema of `book.toml` for editors: JSON Schema, draft 2020-12. Made from the types of this module and kept beside them;
/// a test holds the two together.
pub fn json_schema() -> &'static str {
    include_str!("book.schema.json")
}

/// The site must not take the place of the book itself. Folders that only the disk can tell are checked by `output`.
fn check_build_dir(config: &mut Config, reader: &mut Reader<'_>) {
    let Some(span) = config.build.build_dir.span else { return };
    let is_root = |path: &Path| path.components().all(|part| part == Component::CurDir);
    if is_root(&config.build.build_dir) {
        let fault = Diagnostic::error(codes::CONFIG_VALUE, span, "`build-dir` is the book's own folder");
        reader.report(fault.help("name a folder for the site alone, such as `book`"));
        config.build.build_dir = Build::default().build_dir;
    }
}
