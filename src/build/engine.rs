//! Keeps a book between builds and does again only what an edit asks for.
//! In: a book's root, and after each save the paths that may have changed. Out: a [`Book`] as it stands now, what was found
//! wrong with it, and how much was done. An edit costs one of three things:
//!
//! | edit | done again |
//! | --- | --- |
//! | a page's text, its face as other pages see it unchanged | that page's parse and its own checks |
//! | a page's face: title, headings, order, images, terms; the kinds of its pieces | that parse, navigation, all checks |
//! | anything else: settings, theme, `anchors.lock`, a file that came or went | everything but parses of equal text |
//!
//! Whatever way is taken, the book is the one that a clean build gives; a test holds it to that, byte for byte.

use super::book::{Book, Look};
use super::editing::Editing;
use super::stages::{self, Added, Parse};
use super::{Clock, Options, SETTINGS_FILE};
use crate::anchors::{self, Ledger};
use crate::bank;
use crate::check;
use crate::config::{self, Config};
use crate::diag::{self, Diagnostic, Files};
use crate::glossary;
use crate::links::{self, Targets};
use crate::markdown::ParseOptions;
use crate::model::{LinkKind, OutputSet, Page, ParsedPage, Site, SitePath, Target};
use crate::render::Theme;
use crate::source::{self, FileSystem, History, SourceTree};
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// What may have changed since the last update.
#[derive(Clone, Debug)]
pub enum Changes {
    /// Nothing is known.
    Everything,
    /// Files and folders that were written, came or went, absolute. Hints: contents are compared.
    Paths(Vec<PathBuf>),
}

/// The book after an update.
#[derive(Debug)]
pub struct Update {
    pub book: Arc<Book>,
    /// The texts that the diagnostics point into.
    pub files: Arc<Files>,
    /// Sorted, each once.
    pub diagnostics: Vec<Diagnostic>,
    pub questions: usize,
    /// What the ledger of published places should say of this site.
    pub ledger: Arc<Ledger>,
    /// In the order the stages ran.
    pub timings: Vec<(&'static str, Duration)>,
    /// How many pages were parsed.
    pub parsed: usize,
    /// Files of the site that differ from those of the update before; `None` where any may.
    pub changed: Option<BTreeSet<String>>,
    /// The output folder that the settings name, absolute.
    pub dest: PathBuf,
    /// Folders of the author's that no output may replace, absolute.
    pub sources: Vec<PathBuf>,
    /// Files and folders that this book was read from or would have been, absolute, sorted.
    pub watch: Arc<Vec<PathBuf>>,
}

/// See the module's description.
#[derive(Debug)]
pub struct Engine {
    root: PathBuf,
    options: Options,
    files: Arc<Files>,
    state: Option<State>,
}

/// A book as read and put together.
#[derive(Debug)]
struct State {
    settings: Settings,
    tree: SourceTree,
    /// Of the pages of `tree`, in its order.
    parses: Vec<Parse>,
    site: Assembled,
    history: Known,
    /// What is wrong with settings and theme, and with reading.
    configure_faults: Vec<Diagnostic>,
    load_faults: Vec<Diagnostic>,
    /// Pages of `tree` by the files that their texts come from.
    readers: HashMap<PathBuf, Vec<usize>>,
    watch: Arc<Vec<PathBuf>>,
}

/// What version control was asked and has answered. Reading it takes as long as there is history, so it is kept: until a
/// commit is made, or a page reads a file that was not asked about.
#[derive(Debug, Default)]
struct Known {
    /// Sorted.
    files: Vec<PathBuf>,
    history: History,
}

impl Known {
    /// Whether the answer to a question about `files`, sorted, is among those that were given.
    fn covers(&self, files: &[PathBuf]) -> bool {
        files.iter().all(|file| self.files.binary_search(file).is_ok())
    }
}

/// All that stands in files beside the pages.
#[derive(Debug)]
struct Settings {
    config: Arc<Config>,
    theme: Arc<Theme>,
    added: Added,
    parse_options: ParseOptions,
    source: source::Settings,
    /// Of published places; empty where the book has none.
    ledger: Ledger,
    dest: PathBuf,
}

/// The pages as one site.
#[derive(Debug)]
struct Assembled {
    book: Arc<Book>,
    targets: Arc<Targets>,
    claims: Vec<Diagnostic>,
    lost_redirects: Vec<Diagnostic>,
    /// By the index of the page in the site.
    broken: Vec<Vec<Diagnostic>>,
    bank_faults: Vec<Diagnostic>,
    questions: usize,
    glossary_faults: Vec<Diagnostic>,
    cover_fault: Option<Diagnostic>,
    /// Places of the ledger that are gone.
    vanished: Vec<Diagnostic>,
    next_ledger: Arc<Ledger>,
}

impl Engine {
    /// `root` is the book's folder. Reads nothing yet.
    pub fn new(root: &Path, options: &Options) -> Engine {
        Engine { root: root.to_owned(), options: options.clone(), files: Arc::default(), state: None }
    }

    /// Brings the book up to date. Never fails: a fault of any stage is a diagnostic, and the stages after it go on with what
    /// there is.
    pub fn update(&mut self, fs: &dyn FileSystem, changes: &Changes) -> Update {
        let mut clock = Clock::start();
        if let (Some(state), Changes::Paths(paths)) = (&mut self.state, changes)
            && let Some(reread) = state.reread(fs, paths, &self.files)
        {
            clock.lap("load");
            let (parsed, changed) = state.replace(reread, &self.options, fs, &self.files, &mut clock);
            return self.report(clock, parsed, changed);
        }
        let mut before = self.state.take();
        if let Some(state) = &mut before
            && state.has_new_commits(changes)
        {
            state.history = Known::default();
        }
        let (state, parsed) = State::read(fs, &self.root, &self.options, &self.files, before, &mut clock);
        self.state = Some(state);
        self.report(clock, parsed, None)
    }

    /// What reads the text of the book as an editor does; `None` before the first update, and where it is not asked for.
    pub(super) fn editing(&self) -> Option<Editing<'_>> {
        let state = self.state.as_ref()?;
        Editing::new(&state.tree, &self.files, &state.settings.config, &state.settings.parse_options)
    }

    /// The file that a page was read from at the last update, absolute.
    pub(super) fn source(&self, page: &SitePath) -> Option<PathBuf> {
        self.state.as_ref()?.tree.page(page).map(|page| page.source.clone())
    }

    /// What is wrong with the site of the last update although it builds; `output` is that site.
    pub(super) fn check(&self, output: &OutputSet) -> Vec<Diagnostic> {
        let Some(state) = &self.state else { return Vec::new() };
        let additions = state.settings.added.additions.iter();
        check::check(&check::Input {
            site: state.site.book.site(),
            output,
            content_folder: &state.tree.content,
            unlisted: stages::unlisted(&state.tree),
            additions: additions.map(|addition| addition.bytes.as_slice()).collect(),
        })
    }

    fn report(&self, clock: Clock, parsed: usize, changed: Option<BTreeSet<String>>) -> Update {
        let state = self.state.as_ref().expect("every update leaves a state");
        let mut diagnostics: Vec<Diagnostic> = Vec::new();
        diagnostics.extend_from_slice(&state.configure_faults);
        diagnostics.extend_from_slice(&state.load_faults);
        diagnostics.extend(stages::history_fault(&state.history.history));
        let published = state.parses.iter().filter(|parse| parse.is_published(&self.options));
        diagnostics.extend(published.flat_map(|parse| parse.faults.iter().cloned()));
        diagnostics.extend_from_slice(&state.site.claims);
        diagnostics.extend_from_slice(&state.site.lost_redirects);
        diagnostics.extend(state.site.broken.iter().flatten().cloned());
        diagnostics.extend_from_slice(&state.site.bank_faults);
        diagnostics.extend_from_slice(&state.site.glossary_faults);
        diagnostics.extend(state.site.cover_fault.clone());
        if self.options.check {
            diagnostics.extend_from_slice(&state.site.vanished);
        }
        finish(&self.files, &mut diagnostics);
        let theme_folder = self.root.join(state.settings.config.output.html.theme.value.as_str());
        Update {
            book: Arc::clone(&state.site.book),
            files: Arc::clone(&self.files),
            diagnostics,
            questions: state.site.questions,
            ledger: Arc::clone(&state.site.next_ledger),
            timings: clock.timings,
            parsed,
            changed,
            dest: state.settings.dest.clone(),
            sources: vec![self.root.join(&state.tree.content), theme_folder],
            watch: Arc::clone(&state.watch),
        }
    }
}

/// Puts the diagnostics of all stages in order.
pub(super) fn finish(files: &Files, diagnostics: &mut Vec<Diagnostic>) {
    stages::excuse_fields_of_preprocessors(diagnostics);
    diag::sort(files, diagnostics);
}

impl Settings {
    /// Reads settings and theme. What came out as it was `before` is the same value, so that what was made from it holds.
    fn read(
        fs: &dyn FileSystem,
        root: &Path,
        files: &Files,
        before: Option<Settings>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Settings {
        let config = read_config(fs, root, files, diagnostics);
        let dest = root.join(config.build.build_dir.value.as_path());
        let added = stages::read_additions(fs, root, &config, diagnostics);
        let (theme, faults) = Theme::load(&config.output.html, added.theme_folder(), files);
        diagnostics.extend(faults);
        let parse_options = stages::parse_options(&config, &theme);
        let source = stages::source_settings(fs, root, &config, &dest);
        let ledger = stages::ledger(fs, root, files, diagnostics).unwrap_or_default();
        let (config, theme) = match before {
            Some(before) if *before.config == config && before.added == added => (before.config, before.theme),
            _ => (Arc::new(config), Arc::new(theme)),
        };
        Settings { config, theme, added, parse_options, source, ledger, dest }
    }
}

/// The settings, the default ones where they cannot be read.
pub(super) fn read_config(
    fs: &dyn FileSystem,
    root: &Path,
    files: &Files,
    diagnostics: &mut Vec<Diagnostic>,
) -> Config {
    match stages::read_settings(fs, root, SETTINGS_FILE, files) {
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

/// What was read of the pages and of their past.
#[derive(Clone, Copy)]
struct Read<'a> {
    tree: &'a SourceTree,
    /// Of the pages of `tree`, in its order.
    parses: &'a [Parse],
    history: &'a History,
}

/// A page read again: its index in the tree, and what stands in its files now.
type Reread = (usize, source::SourcePage);

impl State {
    /// Reads everything. Parses of equal text are taken over from `before`. Answers how many were not.
    fn read(
        fs: &dyn FileSystem,
        root: &Path,
        options: &Options,
        files: &Arc<Files>,
        before: Option<State>,
        clock: &mut Clock,
    ) -> (State, usize) {
        let mut configure_faults = Vec::new();
        let mut known: HashMap<SitePath, Parse> = HashMap::new();
        let mut settings_before = None;
        let mut options_before = None;
        let mut book_before = None;
        let mut history = Known::default();
        if let Some(before) = before {
            known.extend(before.tree.pages.iter().map(|page| page.path.clone()).zip(before.parses));
            options_before = Some(before.settings.parse_options.clone());
            settings_before = Some(before.settings);
            book_before = Some(before.site.book);
            history = before.history;
        }
        let settings = Settings::read(fs, root, files, settings_before, &mut configure_faults);
        clock.lap("configure");
        let (tree, load_faults) = source::load(fs, root, &settings.source, files);
        clock.lap("load");
        if options_before.as_ref() != Some(&settings.parse_options) {
            known.clear();
        }
        let wanted = if settings.config.output.html.last_changed { stages::history_files(&tree) } else { Vec::new() };
        let ask = || fs.history(&tree.content_folder(), &wanted);
        let (parses, parsed) = std::thread::scope(|scope| {
            // git reads while pages are parsed: it is a process of its own, and mostly done before they are.
            let asked = (!history.covers(&wanted)).then(|| std::thread::Builder::new().spawn_scoped(scope, ask));
            let parsed = stages::parse(&tree, &settings.parse_options, &known);
            if let Some(asked) = asked {
                let found = match asked {
                    // A thread that could not finish knows as much as a book without a repository.
                    Ok(thread) => thread.join().unwrap_or_default(),
                    // A machine that has no thread left still has the time.
                    Err(_) => ask(),
                };
                history = Known { history: found, files: wanted.clone() };
            }
            parsed
        });
        if wanted.is_empty() {
            history = Known::default();
        }
        clock.lap("parse");
        let read = Read { tree: &tree, parses: &parses, history: &history.history };
        let site = Assembled::new(fs, &settings, read, options, book_before.as_deref(), files);
        clock.lap("resolve");
        let mut state = State {
            settings,
            tree,
            parses,
            site,
            history,
            configure_faults,
            load_faults,
            readers: HashMap::new(),
            watch: Arc::default(),
        };
        state.find_readers();
        state.watch = Arc::new(state.watched(root));
        (state, parsed)
    }

    fn find_readers(&mut self) {
        self.readers.clear();
        for (index, page) in self.tree.pages.iter().enumerate() {
            self.readers.entry(page.source.clone()).or_default().push(index);
            for include in &page.expanded.includes {
                self.readers.entry(include.clone()).or_default().push(index);
            }
        }
    }

    fn watched(&self, root: &Path) -> Vec<PathBuf> {
        let mut watch = self.settings.added.watch.clone();
        watch.push(self.tree.content_folder());
        watch.extend(self.tree.pages.iter().flat_map(|page| page.expanded.includes.iter().cloned()));
        let extra = &self.settings.config.build.extra_watch_dirs;
        watch.extend(extra.iter().map(|folder| root.join(folder.value.as_path())));
        watch.push(root.join(SETTINGS_FILE));
        watch.push(root.join(anchors::FILE));
        watch.extend(self.history.history.watch.clone());
        watch.sort();
        watch.dedup();
        watch
    }

    /// Whether version control may have more to say than it had.
    fn has_new_commits(&self, changes: &Changes) -> bool {
        match (changes, &self.history.history.watch) {
            (Changes::Everything, _) => true,
            (Changes::Paths(paths), Some(log)) => paths.contains(log),
            (Changes::Paths(_), None) => false,
        }
    }

    /// The pages that these paths are read for, read again, if that is all that the paths mean and nothing is wrong with
    /// reading; those of equal text left out. `None` where more has to be looked at.
    fn reread(&self, fs: &dyn FileSystem, paths: &[PathBuf], files: &Files) -> Option<Vec<Reread>> {
        if !self.load_faults.is_empty() {
            return None;
        }
        let mut stale: BTreeSet<usize> = BTreeSet::new();
        for path in paths {
            stale.extend(self.readers.get(path)?);
        }
        let mut reread = Vec::new();
        for index in stale {
            let before = &self.tree.pages[index];
            let (page, faults) = source::load_page(fs, &self.tree, &before.path, &self.settings.source, files)?;
            // Gone, or wrong in a way that is told by looking at all.
            if !faults.is_empty() || page.expanded.includes != before.expanded.includes {
                return None;
            }
            if page.hash != before.hash {
                reread.push((index, page));
            }
        }
        Some(reread)
    }

    /// Parses pages again and puts them in place. Answers how many, and the files of the site that changed by it.
    fn replace(
        &mut self,
        reread: Vec<Reread>,
        options: &Options,
        fs: &dyn FileSystem,
        files: &Arc<Files>,
        clock: &mut Clock,
    ) -> (usize, Option<BTreeSet<String>>) {
        let parsed = reread.len();
        let mut replaced = Vec::with_capacity(parsed);
        for (index, page) in reread {
            let parse = stages::parse_page(&page, &self.settings.parse_options);
            self.tree.pages[index] = page;
            let before = std::mem::replace(&mut self.parses[index], parse);
            replaced.push((index, before));
        }
        clock.lap("parse");
        let edition = self.site.book.site().editions.first();
        let in_place: Option<Vec<(usize, usize)>> = replaced
            .iter()
            .map(|(index, before)| {
                let after = &self.parses[*index];
                let at = edition?.by_path.get(&after.page.path)?;
                let published = before.is_published(options) && after.is_published(options);
                (published && is_alike(&before.page, &after.page)).then_some((*index, *at))
            })
            .collect();
        let changed = match in_place {
            Some(places) => Some(self.site.replace(&self.settings, &self.tree, &self.parses, &places)),
            None => {
                let before = Arc::clone(&self.site.book);
                let read = Read { tree: &self.tree, parses: &self.parses, history: &self.history.history };
                self.site = Assembled::new(fs, &self.settings, read, options, Some(&before), files);
                None
            }
        };
        clock.lap("resolve");
        (parsed, changed)
    }
}

/// Whether the site around a page is the same for both of its texts.
fn is_alike(before: &ParsedPage, after: &ParsedPage) -> bool {
    /// The pictures that a page shows, whose sizes are read for it.
    fn pictures(page: &ParsedPage) -> BTreeSet<&SitePath> {
        let shown = page.face.links.iter().filter_map(|link| match (link.kind, &link.target) {
            (LinkKind::Image, Target::Path { path, .. }) => Some(path),
            _ => None,
        });
        shown.collect()
    }
    // Which scripts the site has goes by the pieces of all pages.
    before.face.is_alike(&after.face) && before.body.pieces == after.body.pieces && pictures(before) == pictures(after)
}

impl Assembled {
    fn new(
        fs: &dyn FileSystem,
        settings: &Settings,
        read: Read<'_>,
        options: &Options,
        before: Option<&Book>,
        files: &Arc<Files>,
    ) -> Assembled {
        let Read { tree, parses, history } = read;
        let published: Vec<Arc<ParsedPage>> =
            parses.iter().filter(|parse| parse.is_published(options)).map(|parse| Arc::clone(&parse.page)).collect();
        let drafts = parses.iter().filter(|parse| !parse.is_published(options)).map(|parse| parse.page.path.clone());
        let unpublished = tree.unlisted.iter().cloned().chain(drafts).collect();
        let input = links::Input {
            content_folder: tree.content.clone(),
            language: settings.config.book.language.as_str().to_owned(),
            outline: stages::outline(tree, &published),
            assets: stages::assets(fs, tree, &published),
            pages: published,
            changed: stages::last_changes(tree, history),
            unpublished,
            redirects: stages::redirects(&settings.config),
            markdown_pages: settings.config.output.html.markdown_pages,
            not_found_page: stages::not_found_page(&settings.config, tree),
        };
        let links::Resolved { site, targets, claims, lost_redirects, broken } = links::resolve(input);
        let (bank_faults, questions) = check_bank(&site, settings);
        let cover_fault = stages::cover_fault(&settings.config, &site);
        let (glossaries, glossary_faults) = glossary::gather(&site, &settings.config.glossary);
        let anchors::Comparison { moved, vanished, next } = anchors::compare(&settings.ledger, &site, &tree.content);
        let look = Look {
            config: Arc::clone(&settings.config),
            theme: Arc::clone(&settings.theme),
            additions: Arc::clone(&settings.added.additions),
            source_folder: tree.content.as_str().into(),
            is_kept: !options.preview,
            glossaries: glossaries.into(),
        };
        let book = Book::new(site, look, moved, tree, files);
        let book = match before {
            Some(before) => book.following(before),
            None => book,
        };
        Assembled {
            book: Arc::new(book),
            targets: Arc::new(targets),
            claims,
            lost_redirects,
            broken,
            bank_faults,
            questions,
            glossary_faults,
            cover_fault,
            vanished,
            next_ledger: Arc::new(next),
        }
    }

    /// Puts pages in the place of former ones that other pages cannot tell from them. `places` are indices into `parses` and
    /// into the site's pages. Answers the files of the site that changed.
    fn replace(
        &mut self,
        settings: &Settings,
        tree: &SourceTree,
        parses: &[Parse],
        places: &[(usize, usize)],
    ) -> BTreeSet<String> {
        if places.is_empty() {
            return BTreeSet::new();
        }
        let mut site = self.book.site().clone();
        for &(parse, at) in places {
            let page = &mut site.editions[0].pages[at];
            *page = Arc::new(Page { parsed: Arc::clone(&parses[parse].page), ..Page::clone(page) });
        }
        for &(parse, at) in places {
            self.broken[at] = self.targets.check(&site, &parses[parse].page);
        }
        if self.questions > 0 {
            (self.bank_faults, self.questions) = check_bank(&site, settings);
        }
        let glossary = settings.config.glossary.file.as_ref().map(|file| file.value.as_str());
        if places.iter().any(|&(parse, _)| Some(parses[parse].page.path.as_str()) == glossary) {
            // Its terms are the same, but they may stand elsewhere in the text.
            self.glossary_faults = glossary::gather(&site, &settings.config.glossary).1;
        }
        let source = |&(parse, at): &(usize, usize)| (at, Arc::clone(&tree.pages[parse].expanded));
        let pages: Vec<_> = places.iter().map(source).collect();
        let (book, changed) = self.book.with_pages(site, &pages);
        self.book = Arc::new(book);
        changed
    }
}

fn check_bank(site: &Site, settings: &Settings) -> (Vec<Diagnostic>, usize) {
    let (bank, faults) = bank::check(site, &settings.config.bank);
    (faults, bank.entries.len())
}
