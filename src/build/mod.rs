//! Drives the stages from a book's folder to a finished site in memory.
//! In: the book's root. Out: a [`Build`]: the site's files, every diagnostic of every stage, timings, and what was read.
//! Does no stage's work itself, writes nothing, never fails: a fault of any stage is a diagnostic, and the stages after it go
//! on with what there is, so that one run tells all. Start at [`build`]; [`Engine`] is for whoever builds again and again.

mod assembled;
mod book;
mod editing;
mod editions;
mod engine;
mod late;
mod place;
mod preview;
mod settings;
mod stages;
#[cfg(test)]
mod tests;
mod translation;
mod whole_book;

pub use book::EditionBook;
pub use editing::MendedFile;
pub use editions::{Engine, Translations, Update};
pub use engine::Changes;
pub use preview::Preview;
pub use whole_book::Book;

use crate::anchors::Ledger;
use crate::bank;
use crate::config::Config;
use crate::diag::{self, Diagnostic, Files, Severity, codes};
use crate::export::{self, Format};
use crate::external::Addresses;
use crate::model::{Content, OutputSet, SitePath};
use crate::render;
use crate::source::{self, Disk, FileSystem};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Name of the file with a book's settings.
pub const SETTINGS_FILE: &str = "book.toml";

#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Whether pages marked `draft` are built.
    pub drafts: bool,
    /// Whether to prove that the search finds what stands in the pages.
    pub prove_search: bool,
    /// Whether to read the text as an editor does ([`crate::lint`]).
    pub lint: bool,
    /// Whether to look for what a build does not mind: see [`crate::check`].
    pub check: bool,
    /// Bytes of text, 4 KiB added for each page, from which on what is made of a book is set aside in a file: all of it
    /// together takes about ten times as much memory. `None` keeps it there, as wants whoever builds again and again.
    pub most_in_memory: Option<u64>,
    /// Whether the site is shown while it is worked on: readers' browsers are then told to keep nothing.
    pub preview: bool,
}

/// All that one build made and learnt.
#[derive(Debug)]
pub struct Build {
    /// The texts that the diagnostics point into.
    pub files: Arc<Files>,
    /// Sorted, each once. When one of them is an error the output is incomplete and must not be published.
    pub diagnostics: Vec<Diagnostic>,
    pub output: Arc<OutputSet>,
    pub pages: usize,
    pub questions: usize,
    /// In the order the stages ran.
    pub timings: Vec<(&'static str, Duration)>,
    /// The output folder that the settings name, absolute.
    pub dest: PathBuf,
    /// Folders of the author's that no output may replace, absolute.
    pub sources: Vec<PathBuf>,
    /// What the ledger of published places should say of this site.
    pub ledger: Arc<Ledger>,
    /// The addresses of the web that pages link to and show; empty unless [`Options::check`] asks for them.
    pub addresses: Addresses,
    /// What translations there are; none in a book of one language.
    pub translations: Translations,
    /// Files and folders that this build read or would have read, absolute, sorted.
    pub watch: Vec<PathBuf>,
}

impl Build {
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }
}

/// Measures the stages one after another.
struct Clock {
    last: Instant,
    timings: Vec<(&'static str, Duration)>,
}

impl Clock {
    fn start() -> Clock {
        Clock { last: Instant::now(), timings: Vec::new() }
    }

    fn lap(&mut self, stage: &'static str) {
        let now = Instant::now();
        self.timings.push((stage, now - self.last));
        self.last = now;
    }
}

/// A book of more text is not held in memory with all that is made of it: about 1,500 pages of 7 KB, or 4,000 short ones.
/// Smaller ones are built faster so.
const MOST_IN_MEMORY: u64 = 16 << 20;

/// Builds the book whose folder is `root`.
pub fn build(root: &Path, options: &Options) -> Build {
    let most_in_memory = options.most_in_memory.or(Some(MOST_IN_MEMORY));
    build_from(&Disk, root, &Options { most_in_memory, ..options.clone() })
}

/// All that one export made.
#[derive(Debug)]
pub struct Export {
    /// The texts that the diagnostics point into.
    pub files: Arc<Files>,
    /// Sorted, each once. When one of them is an error the output is incomplete.
    pub diagnostics: Vec<Diagnostic>,
    /// One file; an error where the format has no room for something of the book's.
    pub output: io::Result<OutputSet>,
    pub questions: usize,
}

/// The book whose folder is `root`, or its questions, in another format: in its own language, or in that of this tag.
pub fn export(root: &Path, language: Option<&str>, format: &Format) -> Export {
    export_from(&Disk, root, language, format)
}

/// [`export()`] from any file system.
pub fn export_from(fs: &dyn FileSystem, root: &Path, language: Option<&str>, format: &Format) -> Export {
    let Update { book: all, files, mut diagnostics, .. } =
        Engine::new(root, &Options::default()).update(fs, &Changes::Everything);
    let Some(book) = all.in_language(language) else {
        let message = format!("the book is in {}, not in `{}`", all.languages().join(", "), language.unwrap_or(""));
        return Export { questions: 0, files, diagnostics, output: Err(io::Error::other(message)) };
    };
    // An export is of one file; what would stand beside it is not there.
    let book = Arc::new(if book.config().output.html.archive { book.without_archive() } else { book });
    // What concerns the pages of the site alone is a build's to tell.
    let of_site = [codes::ANCHORS_LOCK, codes::GLOSSARY_NOT_FOUND, codes::GLOSSARY_TERM, codes::HISTORY_UNKNOWN];
    diagnostics.retain(|diagnostic| !of_site.contains(&diagnostic.code));
    let (site, config) = (book.site(), book.config());
    let (bank, _) = bank::check(site, &config.bank);
    let mut images = BTreeMap::new();
    for asset in export::images(site, &bank, format) {
        match fs.read(&asset.source, stages::MAX_ADDITION_BYTES) {
            Ok(bytes) => {
                images.insert(asset.path.clone(), bytes);
            }
            Err(error) => {
                let path = asset.path.as_str();
                let place = diag::Place::File(path.to_owned());
                let message = format!("the image `{path}` cannot be read: {error}");
                diagnostics.push(Diagnostic::warning(codes::FILE_UNREADABLE, place, message));
            }
        }
    }
    let title = render::book_title(site, config);
    let book_id = render::site_id(site, config);
    let pages = match format.is_of_site() {
        true => whole_site(fs, &book, format, &mut diagnostics),
        false => OutputSet::default(),
    };
    let inputs =
        export::Inputs { site, bank: &bank, config, book_id: &book_id, title: &title, images: &images, pages: &pages };
    let output = export::export(&inputs, format);
    diag::sort(&files, &mut diagnostics);
    Export { questions: bank.entries.len(), files, diagnostics, output }
}

/// Every file of the site as bytes; for a single file the page of all chapters too, which settings may want none of.
fn whole_site(
    fs: &dyn FileSystem,
    book: &Arc<EditionBook>,
    format: &Format,
    diagnostics: &mut Vec<Diagnostic>,
) -> OutputSet {
    let index = book.index();
    let (mut output, faults) = book.render();
    diagnostics.extend(faults);
    for (path, content) in index {
        output.insert(path, content);
    }
    if let Some(page) = book.print_page().filter(|_| *format == Format::Single) {
        output.insert("print.html", page);
    }
    for (path, content) in &mut output.files {
        let Content::Copy(source) = content else { continue };
        match fs.read(source, u64::MAX) {
            Ok(bytes) => *content = bytes.into(),
            Err(error) => {
                let message = format!("the file `{path}` cannot be read: {error}");
                diagnostics.push(Diagnostic::error(codes::FILE_UNREADABLE, diag::Place::File(path.clone()), message));
            }
        }
    }
    output
}

/// One question of a book, for those who add another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownQuestion {
    /// The page's source in the content folder.
    pub page: SitePath,
    /// Its id and its aliases: none may be given again.
    pub ids: Vec<String>,
    pub category: Option<String>,
}

/// The questions of the book whose folder is `root`, in reading order, drafts included. What is wrong with the book is a
/// build's to tell.
pub fn known_questions(root: &Path) -> Vec<KnownQuestion> {
    let options = Options { drafts: true, ..Options::default() };
    let book = Engine::new(root, &options).update(&Disk, &Changes::Everything).book;
    let site = book.site();
    let (bank, _) = bank::check(site, &book.config().bank);
    let known = bank.entries.iter().map(|entry| KnownQuestion {
        page: site.editions[entry.edition].pages[entry.page].parsed.path.clone(),
        ids: entry.question.id.iter().chain(&entry.question.aliases).map(|id| id.value.clone()).collect(),
        category: entry.question.category.as_ref().map(|category| category.value.clone()),
    });
    known.collect()
}

/// [`build`] from any file system.
pub fn build_from(fs: &dyn FileSystem, root: &Path, options: &Options) -> Build {
    let mut engine = Engine::new(root, options);
    let update = engine.update(fs, &Changes::Everything);
    let mut clock = Clock { last: Instant::now(), timings: update.timings };
    // Before the pages: what making the index takes up is free again when they are there.
    let index = update.book.index();
    clock.lap("index");
    let (mut output, faults) = update.book.render();
    for (path, content) in index {
        output.insert(path, content);
    }
    clock.lap("render");
    let mut diagnostics = update.diagnostics;
    diagnostics.extend(update.book.complete_from(fs, &mut output));
    clock.lap("offline");
    diagnostics.extend(faults);
    if options.lint {
        for editing in engine.editing() {
            diagnostics.extend(editing.diagnostics(update.book.site()));
        }
        clock.lap("lint");
    }
    if options.check {
        diagnostics.extend(engine.check(&output));
        clock.lap("check");
    }
    if options.prove_search {
        diagnostics.extend(update.book.search_misses(&output));
        clock.lap("prove search");
    }
    if let Some(failure) = update.book.spill_failure() {
        let message = format!("what was set aside of the book cannot be read again: {failure}");
        let fault = Diagnostic::error(codes::OUTPUT_FAILED, diag::Place::Book, message);
        diagnostics.push(fault.help("check the disk that the site is written to"));
    }
    diag::sort(&update.files, &mut diagnostics);
    Build {
        files: update.files,
        diagnostics,
        output: Arc::new(output),
        pages: update.book.pages(),
        questions: update.questions,
        addresses: if options.check { update.book.addresses() } else { Addresses::new() },
        ledger: update.ledger,
        translations: engine.translations(),
        timings: clock.timings,
        dest: update.dest,
        sources: update.sources,
        watch: update.watch.to_vec(),
    }
}

/// The pages' files with those faults of their text mended that have one right form. Pages that cannot be read are left out:
/// [`build`] tells of them.
pub fn mend(root: &Path) -> Vec<MendedFile> {
    let fs = &Disk;
    let files = Arc::new(Files::default());
    let mut diagnostics = Vec::new();
    let config = settings::read_config(fs, root, &files, &mut diagnostics);
    let dest = root.join(config.build.build_dir.value.as_path());
    let folders = stages::translation_folders(fs, root, &config);
    let mend = |config: &Config, others: &[String]| {
        let mut settings = stages::source_settings(fs, root, config, &dest);
        // What an include brings in is not the page's own.
        settings.follow_includes = false;
        settings.ignore.extend(others.iter().map(|folder| root.join(folder)));
        let (tree, _) = source::load(fs, root, &settings, &files);
        let parse_options = stages::prose_options(config);
        let editing = editing::Editing::new(&tree, &BTreeSet::new(), &files, config, &parse_options);
        editing.map_or_else(Vec::new, |editing| editing.mended(&files, &tree.content))
    };
    let mut mended = mend(&config, &folders);
    for (translation, folder) in config.languages.iter().zip(&folders) {
        if stages::translation_fault(fs, root, translation, folder).is_none() {
            mended.extend(mend(&config.in_language(translation, folder, ""), &[]));
        }
    }
    mended
}
