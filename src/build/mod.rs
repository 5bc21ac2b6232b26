//! Drives the stages from a book's folder to a finished site in memory.
//! In: the book's root. Out: a [`Build`]: the site's files, every diagnostic of every stage, timings, and what was read.
//! Does no stage's work itself, writes nothing, never fails: a fault of any stage is a diagnostic, and the stages after it go
//! on with what there is, so that one run tells all. Start at [`build`].

mod editing;
mod stages;

pub use editing::MendedFile;

use crate::anchors::{self, Ledger};
use crate::bank;
use crate::check;
use crate::config::{self, Config};
use crate::diag::{self, Diagnostic, Files, Severity, codes};
use crate::export::{self, Format};
use crate::glossary;
use crate::links;
use crate::model::{OutputSet, Site, SitePath};
use crate::render::{self, Theme};
use crate::source::{Disk, FileSystem, SourceTree};
use std::collections::BTreeMap;
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
    pub ledger: Ledger,
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
    fn lap(&mut self, stage: &'static str) {
        let now = Instant::now();
        self.timings.push((stage, now - self.last));
        self.last = now;
    }
}

/// Builds the book whose folder is `root`.
pub fn build(root: &Path, options: &Options) -> Build {
    build_from(&Disk, root, options)
}

/// The book as far as every kind of output needs it: read, parsed, each reference checked.
struct Resolved {
    config: Config,
    theme: Theme,
    added: stages::Added,
    tree: SourceTree,
    site: Site,
    /// The output folder that the settings name, absolute.
    dest: PathBuf,
}

fn resolve(
    fs: &dyn FileSystem,
    root: &Path,
    options: &Options,
    files: &Arc<Files>,
    clock: &mut Clock,
    diagnostics: &mut Vec<Diagnostic>,
) -> Resolved {
    let config = read_config(fs, root, files, diagnostics);
    let dest = root.join(config.build.build_dir.value.as_path());
    let added = stages::read_additions(fs, root, &config, diagnostics);
    let (theme, faults) = Theme::load(&config.output.html, added.theme_folder(), files);
    diagnostics.extend(faults);
    clock.lap("configure");

    let tree = stages::load(fs, root, &config, &dest, files, diagnostics);
    clock.lap("load");

    let parsed = stages::parse(&tree, &config, &theme, options, diagnostics);
    clock.lap("parse");

    let outline = stages::outline(&tree, &parsed);
    let assets = stages::assets(fs, &tree, &parsed);
    let input = links::Input {
        content_folder: tree.content.clone(),
        language: config.book.language.as_str().to_owned(),
        outline,
        pages: parsed.published,
        assets,
        unpublished: parsed.unpublished,
        redirects: stages::redirects(&config),
        not_found_page: stages::not_found_page(&config, &tree),
    };
    let (site, faults) = links::resolve(input);
    diagnostics.extend(faults);
    Resolved { config, theme, added, tree, site, dest }
}

/// All that one export made.
#[derive(Debug)]
pub struct Export {
    /// The texts that the diagnostics point into.
    pub files: Arc<Files>,
    /// Sorted, each once. When one of them is an error the output is incomplete.
    pub diagnostics: Vec<Diagnostic>,
    /// One file.
    pub output: OutputSet,
    pub questions: usize,
}

/// The questions of the book whose folder is `root`, in another format.
pub fn export(root: &Path, format: &Format) -> Export {
    export_from(&Disk, root, format)
}

/// [`export()`] from any file system.
pub fn export_from(fs: &dyn FileSystem, root: &Path, format: &Format) -> Export {
    let mut clock = Clock { last: Instant::now(), timings: Vec::new() };
    let files = Arc::new(Files::default());
    let mut diagnostics = Vec::new();
    let options = Options::default();
    let Resolved { config, site, .. } = resolve(fs, root, &options, &files, &mut clock, &mut diagnostics);
    let (bank, faults) = bank::check(&site, &config.bank);
    diagnostics.extend(faults);
    let mut images = BTreeMap::new();
    for asset in export::images(&site, &bank) {
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
    let title = render::book_title(&site, &config);
    let book_id = render::site_id(&site, &config);
    let inputs =
        export::Inputs { site: &site, bank: &bank, config: &config, book_id: &book_id, title: &title, images: &images };
    let output = export::export(&inputs, format);
    stages::excuse_fields_of_preprocessors(&mut diagnostics);
    diag::sort(&files, &mut diagnostics);
    Export { questions: bank.entries.len(), files, diagnostics, output }
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
    let mut clock = Clock { last: Instant::now(), timings: Vec::new() };
    let options = Options { drafts: true, ..Options::default() };
    let files = Arc::new(Files::default());
    let Resolved { config, site, .. } = resolve(&Disk, root, &options, &files, &mut clock, &mut Vec::new());
    let (bank, _) = bank::check(&site, &config.bank);
    let known = bank.entries.iter().map(|entry| KnownQuestion {
        page: site.editions[entry.edition].pages[entry.page].parsed.path.clone(),
        ids: entry.question.id.iter().chain(&entry.question.aliases).map(|id| id.value.clone()).collect(),
        category: entry.question.category.as_ref().map(|category| category.value.clone()),
    });
    known.collect()
}

/// [`build`] from any file system.
pub fn build_from(fs: &dyn FileSystem, root: &Path, options: &Options) -> Build {
    let mut clock = Clock { last: Instant::now(), timings: Vec::new() };
    let files = Arc::new(Files::default());
    let mut diagnostics = Vec::new();

    let resolved = resolve(fs, root, options, &files, &mut clock, &mut diagnostics);
    let Resolved { config, theme, added, tree, site, dest } = resolved;
    let (bank, faults) = bank::check(&site, &config.bank);
    diagnostics.extend(faults);
    let questions = bank.entries.len();
    let (glossaries, faults) = glossary::gather(&site, &config.glossary);
    diagnostics.extend(faults);
    clock.lap("resolve");

    let ledger = stages::ledger(fs, root, &files, &mut diagnostics);
    let comparison = anchors::compare(&ledger.unwrap_or_default(), &site, &tree.content);
    if options.check {
        diagnostics.extend(comparison.vanished.iter().cloned());
    }

    let inputs = render::Inputs {
        site: &site,
        config: &config,
        theme: &theme,
        source_folder: &tree.content,
        additions: &added.additions,
        glossaries: &glossaries,
        moved: &comparison.moved,
    };
    let (mut output, faults) = render::render(&inputs);
    diagnostics.extend(faults);
    clock.lap("render");

    if let Some(json) = questions_json(&site, &bank, &config) {
        output.insert(export::QUESTIONS_JSON, json);
    }
    for (path, bytes) in render::search_index(&inputs) {
        output.insert(path, bytes);
    }
    clock.lap("index");
    if options.lint {
        let parse_options = stages::parse_options(&config, &theme);
        if let Some(editing) = editing::Editing::new(&tree, &config, &parse_options) {
            diagnostics.extend(editing.diagnostics(&site));
        }
        clock.lap("lint");
    }
    if options.check {
        let unlisted = stages::unlisted(&tree);
        let additions: Vec<&[u8]> = added.additions.iter().map(|addition| addition.bytes.as_slice()).collect();
        let content_folder = &tree.content;
        let input = check::Input { site: &site, output: &output, content_folder, unlisted, additions };
        diagnostics.extend(check::check(&input));
        clock.lap("check");
    }
    if options.prove_search {
        diagnostics.extend(render::search_misses(&inputs, &output));
        clock.lap("prove search");
    }

    stages::excuse_fields_of_preprocessors(&mut diagnostics);
    diag::sort(&files, &mut diagnostics);
    let mut watch = added.watch;
    watch.push(tree.content_folder());
    watch.extend(tree.pages.iter().flat_map(|page| page.expanded.includes.iter().cloned()));
    watch.extend(config.build.extra_watch_dirs.iter().map(|folder| root.join(folder.value.as_path())));
    watch.push(root.join(SETTINGS_FILE));
    watch.push(root.join(anchors::FILE));
    watch.sort();
    watch.dedup();
    Build {
        files,
        diagnostics,
        output: Arc::new(output),
        pages: site.editions.iter().map(|edition| edition.pages.len()).sum(),
        questions,
        ledger: comparison.next,
        timings: clock.timings,
        dest,
        sources: vec![root.join(&tree.content), root.join(config.output.html.theme.value.as_str())],
        watch,
    }
}

/// The bank as a file of the site.
fn questions_json(site: &Site, bank: &bank::Bank<'_>, config: &Config) -> Option<String> {
    // The work of finding the book's names is not for books without questions.
    if bank.entries.is_empty() {
        return None;
    }
    let title = render::book_title(site, config);
    let book_id = render::site_id(site, config);
    let images = BTreeMap::new();
    let inputs = export::Inputs { site, bank, config, book_id: &book_id, title: &title, images: &images };
    export::questions_json(&inputs)
}

/// The pages' files with those faults of their text mended that have one right form. Pages that cannot be read are left out:
/// [`build`] tells of them.
pub fn mend(root: &Path) -> Vec<MendedFile> {
    let fs = &Disk;
    let files = Arc::new(Files::default());
    let mut diagnostics = Vec::new();
    let config = read_config(fs, root, &files, &mut diagnostics);
    let dest = root.join(config.build.build_dir.value.as_path());
    let added = stages::read_additions(fs, root, &config, &mut diagnostics);
    let (theme, _) = Theme::load(&config.output.html, added.theme_folder(), &files);
    let tree = stages::load(fs, root, &config, &dest, &files, &mut diagnostics);
    let parse_options = stages::parse_options(&config, &theme);
    let editing = editing::Editing::new(&tree, &config, &parse_options);
    editing.map_or_else(Vec::new, |editing| editing.mended(&files, &tree.content))
}

fn read_config(fs: &dyn FileSystem, root: &Path, files: &Files, diagnostics: &mut Vec<Diagnostic>) -> Config {
    match stages::read_settings(fs, &root.join(SETTINGS_FILE), SETTINGS_FILE, files) {
        Ok((file, text)) => {
            let (config, faults) = config::parse(&text, file);
            diagnostics.extend(faults);
            config
        }
        Err(fault) => {
            diagnostics.push(*fault);
            Config::default()
        }
    }
}
