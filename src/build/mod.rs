//! Drives the stages from a book's folder to a finished site in memory.
//! In: the book's root. Out: a [`Build`]: the site's files, every diagnostic of every stage, timings, and what was read.
//! Does no stage's work itself, writes nothing, never fails: a fault of any stage is a diagnostic, and the stages after it go
//! on with what there is, so that one run tells all. Start at [`build`].

mod stages;

use crate::bank;
use crate::config::{self, Config};
use crate::diag::{self, Diagnostic, Files, Severity};
use crate::links;
use crate::model::OutputSet;
use crate::render::{self, Theme};
use crate::source::{Disk, FileSystem};
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

/// [`build`] from any file system.
pub fn build_from(fs: &dyn FileSystem, root: &Path, options: &Options) -> Build {
    let mut clock = Clock { last: Instant::now(), timings: Vec::new() };
    let files = Arc::new(Files::default());
    let mut diagnostics = Vec::new();

    let config = read_config(fs, root, &files, &mut diagnostics);
    let dest = root.join(config.build.build_dir.value.as_path());
    let added = stages::read_additions(fs, root, &config, &mut diagnostics);
    let (theme, faults) = Theme::load(&config.output.html, added.theme_folder(), &files);
    diagnostics.extend(faults);
    clock.lap("configure");

    let tree = stages::load(fs, root, &config, &dest, &files, &mut diagnostics);
    clock.lap("load");

    let parsed = stages::parse(&tree, &config, &theme, options, &mut diagnostics);
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
    let (bank, faults) = bank::check(&site, &config.bank);
    diagnostics.extend(faults);
    let questions = bank.entries.len();
    clock.lap("resolve");

    let inputs = render::Inputs {
        site: &site,
        config: &config,
        theme: &theme,
        source_folder: &tree.content,
        additions: &added.additions,
    };
    let (mut output, faults) = render::render(&inputs);
    diagnostics.extend(faults);
    clock.lap("render");

    for (path, bytes) in render::search_index(&inputs) {
        output.insert(path, bytes);
    }
    clock.lap("index");
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
    watch.sort();
    watch.dedup();
    Build {
        files,
        diagnostics,
        output: Arc::new(output),
        pages: site.editions.iter().map(|edition| edition.pages.len()).sum(),
        questions,
        timings: clock.timings,
        dest,
        sources: vec![root.join(&tree.content), root.join(config.output.html.theme.value.as_str())],
        watch,
    }
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
