//! Keeps a book between builds and does again only what an edit asks for.
//! In: a book's root, and after each save the paths that may have changed. Out: an [`EditionBook`] as it stands now, what was found
//! wrong with it, and how much was done. An edit costs one of three things:
//!
//! | edit | done again |
//! | --- | --- |
//! | a page's text, its face as other pages see it unchanged | that page's parse and its own checks |
//! | a page's face: title, headings, order, images, terms; the kinds of its pieces | that parse, navigation, all checks |
//! | anything else: settings, theme, `anchors.lock`, a file that came or went | everything but parses of equal text |
//!
//! One engine keeps the book in one language. Those of further languages are given the original, by the side of which they are
//! kept: what they lack they take from it.
//!
//! Whatever way is taken, the book is the one that a clean build gives; a test holds it to that, byte for byte.

use super::assembled::{Assembled, Read};
use super::book::EditionBook;
use super::editing::Editing;
use super::settings::Settings;
use super::stages::{self, Parse};
use super::translation;
use super::{Clock, Options, SETTINGS_FILE};
use crate::anchors::{self, Ledger};
use crate::check;
use crate::config::Translation;
use crate::diag::{self, Diagnostic, Files, Place, Severity, codes};
use crate::model::{LinkKind, OutputSet, ParsedPage, SitePath, Target};
use crate::source::{self, FileSystem, History, SourceTree};
use crate::spill::Spill;
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
    /// The same, where more may have changed than they tell: everything is looked at again.
    Anew(Vec<PathBuf>),
}

/// One language's book after an update.
#[derive(Debug)]
pub struct EditionUpdate {
    pub book: Arc<EditionBook>,
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
pub struct EditionEngine {
    root: PathBuf,
    options: Options,
    files: Arc<Files>,
    state: Option<State>,
}

/// The original, for the book in a further language.
#[derive(Clone, Copy)]
pub struct Given<'a> {
    pub(super) original: &'a State,
    pub(super) translation: &'a Translation,
    /// The content folder of the further language, from the root.
    pub(super) folder: &'a str,
}

/// A book as read and put together.
#[derive(Debug)]
pub(super) struct State {
    pub(super) settings: Settings,
    pub(super) tree: SourceTree,
    /// Pages of `tree` that are the original's, in the book of a further language.
    taken: BTreeSet<SitePath>,
    /// Of the pages of `tree`, in its order.
    parses: Vec<Parse>,
    pub(super) site: Assembled,
    history: Known,
    /// Where what is made of the pages is set aside, if it is.
    spill: Option<Arc<Spill>>,
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

impl EditionEngine {
    /// `root` is the book's folder. Reads nothing yet. Engines of one book share `files`.
    pub fn new(root: &Path, options: &Options, files: &Arc<Files>) -> EditionEngine {
        EditionEngine { root: root.to_owned(), options: options.clone(), files: Arc::clone(files), state: None }
    }

    /// Brings the book up to date. Never fails: a fault of any stage is a diagnostic, and the stages after it go on with what
    /// there is. `given` is the original, up to date, for the book of a further language.
    pub fn update(&mut self, fs: &dyn FileSystem, changes: &Changes, given: Option<Given<'_>>) -> EditionUpdate {
        let mut clock = Clock::start();
        if let (Some(state), Changes::Paths(paths)) = (&mut self.state, changes)
            && let Some(reread) = state.reread(fs, paths, &self.files, given)
        {
            clock.lap("load");
            let (parsed, changed) = state.replace(reread, &self.options, fs, &self.files, given, &mut clock);
            return self.report(clock, parsed, changed);
        }
        let mut before = self.state.take();
        if let Some(state) = &mut before
            && state.has_new_commits(changes)
        {
            state.history = Known::default();
        }
        let (state, parsed) = State::read(fs, &self.root, &self.options, &self.files, before, given, &mut clock);
        self.state = Some(state);
        self.report(clock, parsed, None)
    }

    /// The further languages of the book that the last update read, each with its content folder, from the root.
    pub fn translations(&self) -> Vec<(Translation, String)> {
        let Some(Settings { whole, folders, .. }) = self.state.as_ref().map(|state| &state.settings) else {
            return Vec::new();
        };
        whole.languages.iter().cloned().zip(folders.iter().cloned()).collect()
    }

    /// This engine's book as the original of a further language; `None` before the first update.
    pub fn given<'a>(&'a self, translation: &'a Translation, folder: &'a str) -> Option<Given<'a>> {
        self.state.as_ref().map(|original| Given { original, translation, folder })
    }

    /// Whether a page of the book was made from this file, its own or one that it includes.
    pub fn reads(&self, path: &Path) -> bool {
        self.state.as_ref().is_some_and(|state| state.readers.contains_key(path))
    }

    /// As [`super::Engine::knows`], of a file in this language's content folder.
    pub fn knows(&self, file: &Path) -> bool {
        let Some(state) = &self.state else { return true };
        let content = state.tree.content_folder();
        let below = file.strip_prefix(&content).unwrap_or(file);
        // What is wrong may be wrong with it.
        !state.load_faults.is_empty()
            || below == Path::new("SUMMARY.md")
            || state.readers.contains_key(file)
            || state.tree.assets.iter().any(|asset| asset.source == file)
            || state.tree.unlisted.iter().any(|path| Path::new(path.as_str()) == below)
            || state.watch.iter().any(|watched| *watched != content && file.starts_with(watched))
    }

    /// The paths of pages that stand in for translations.
    pub fn taken(&self) -> &BTreeSet<SitePath> {
        static NONE: BTreeSet<SitePath> = BTreeSet::new();
        self.state.as_ref().map_or(&NONE, |state| &state.taken)
    }

    /// The pages that were read from this language's own folder, in no particular order.
    pub fn pages(&self) -> impl Iterator<Item = &source::SourcePage> {
        let state = self.state.iter();
        state.flat_map(|state| state.tree.pages.iter().filter(|page| !state.taken.contains(&page.path)))
    }

    /// The page of that path, as it was read.
    pub fn page(&self, path: &SitePath) -> Option<&source::SourcePage> {
        self.state.as_ref()?.tree.page(path)
    }

    /// The absolute path of the content folder; `None` before the first update.
    pub fn content_folder(&self) -> Option<PathBuf> {
        self.state.as_ref().map(|state| state.tree.content_folder())
    }

    /// What reads the text of the book as an editor does; `None` before the first update, and where it is not asked for.
    pub(super) fn editing(&self) -> Option<Editing<'_>> {
        let state = self.state.as_ref()?;
        let (settings, taken) = (&state.settings, &state.taken);
        Editing::new(&state.tree, taken, &self.files, &settings.config, &settings.parse_options)
    }

    /// The file that a page was read from at the last update, absolute.
    pub(super) fn source(&self, page: &SitePath) -> Option<PathBuf> {
        self.state.as_ref()?.tree.page(page).map(|page| page.source.clone())
    }

    /// What is wrong with the site of the last update although it builds; `output` is that site.
    pub(super) fn check(&self, output: &OutputSet) -> Vec<Diagnostic> {
        let Some(state) = &self.state else { return Vec::new() };
        let additions = state.settings.added.additions.iter();
        let mut diagnostics = check::check(&check::Input {
            site: state.site.book.site(),
            output,
            content_folder: &state.tree.content,
            unlisted: stages::unlisted(&state.tree),
            additions: additions.map(|addition| addition.bytes.as_slice()).collect(),
        });
        // What is the original's was looked at there, under its own name.
        let taken: BTreeSet<String> =
            state.taken.iter().map(|path| format!("{}/{}", state.tree.content, path.as_str())).collect();
        diagnostics.retain(|fault| !matches!(&fault.place, Place::File(file) if taken.contains(file)));
        diagnostics
    }

    fn report(&self, clock: Clock, parsed: usize, changed: Option<BTreeSet<String>>) -> EditionUpdate {
        let state = self.state.as_ref().expect("every update leaves a state");
        let mut diagnostics: Vec<Diagnostic> = Vec::new();
        diagnostics.extend_from_slice(&state.configure_faults);
        diagnostics.extend_from_slice(&state.load_faults);
        diagnostics.extend(stages::history_fault(&state.history.history));
        let is_told = |parse: &&Parse| parse.is_published(&self.options) && !state.taken.contains(&parse.page.path);
        let published = state.parses.iter().filter(is_told);
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
        EditionUpdate {
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

/// A page read again: its index in the tree, and what stands in its files now.
type Reread = (usize, source::SourcePage);

impl State {
    fn parse_of(&self, page: &SitePath) -> Option<&Parse> {
        self.tree.pages.binary_search_by(|one| one.path.cmp(page)).ok().map(|at| &self.parses[at])
    }

    /// Reads everything. Parses of equal text are taken over from `before`. Answers how many were not.
    fn read(
        fs: &dyn FileSystem,
        root: &Path,
        options: &Options,
        files: &Arc<Files>,
        before: Option<State>,
        given: Option<Given<'_>>,
        clock: &mut Clock,
    ) -> (State, usize) {
        let mut configure_faults = Vec::new();
        let mut known: HashMap<SitePath, Parse> = HashMap::new();
        let mut settings_before = None;
        let mut options_before = None;
        let mut book_before = None;
        let mut history = Known::default();
        if let Some(before) = before {
            let paths = before.tree.pages.iter().map(|page| page.path.clone());
            // Those of the original were read by other rules.
            known.extend(paths.zip(before.parses).filter(|(path, _)| !before.taken.contains(path)));
            options_before = Some(before.settings.parse_options.clone());
            settings_before = Some(before.settings);
            book_before = Some(before.site.book);
            history = before.history;
        }
        let settings = match given {
            Some(given) => Settings::of_translation(fs, root, given, settings_before, &mut configure_faults),
            None => Settings::read(fs, root, files, settings_before, &mut configure_faults),
        };
        clock.lap("configure");
        let (mut tree, mut load_faults) =
            match configure_faults.iter().any(|fault| given.is_some() && fault.severity == Severity::Error) {
                // There is no folder to read; all that there is of this language is the original.
                true => (SourceTree { root: root.to_owned(), ..SourceTree::default() }, Vec::new()),
                false => source::load(fs, root, &settings.source, files),
            };
        if options_before.as_ref() != Some(&settings.parse_options) {
            known.clear();
        }
        let mut taken = BTreeSet::new();
        if let Some(Given { original, .. }) = given {
            taken = translation::take_pages(&mut tree, &original.tree);
            known.extend(translation::taken_parses(&original.tree, &original.parses, &taken));
            // A language whose first page is still to be written shows the original.
            load_faults.retain(|fault| fault.code != codes::BOOK_EMPTY);
        }
        clock.lap("load");
        let spill = open_spill(&tree, &settings, options);
        let wanted = if settings.config.output.html.last_changed { stages::history_files(&tree) } else { Vec::new() };
        let ask = || fs.history(&tree.content_folder(), &wanted);
        let (parses, parsed) = std::thread::scope(|scope| {
            // git reads while pages are parsed: it is a process of its own, and mostly done before they are.
            let asked = (!history.covers(&wanted)).then(|| std::thread::Builder::new().spawn_scoped(scope, ask));
            let parsed = stages::parse(&tree, &settings.parse_options, &known, spill.as_ref());
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
        if let Some(Given { original, .. }) = given {
            translation::take_assets(&mut tree, &original.tree, &parses, settings.cover());
        }
        let read = Read::new(&tree, &parses, &history.history, &taken, given, spill.as_ref());
        let site = Assembled::new(fs, &settings, read, options, book_before.as_deref(), files);
        clock.lap("resolve");
        let mut state = State {
            settings,
            tree,
            taken,
            parses,
            site,
            history,
            spill,
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
        for (index, page) in self.tree.pages.iter().enumerate().filter(|(_, page)| !self.taken.contains(&page.path)) {
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
            (Changes::Paths(paths) | Changes::Anew(paths), Some(log)) => paths.contains(log),
            (Changes::Paths(_) | Changes::Anew(_), None) => false,
        }
    }

    /// The pages that these paths are read for, read again, if that is all that the paths mean and nothing is wrong with
    /// reading; those of equal text left out. `None` where more has to be looked at.
    fn reread(
        &self,
        fs: &dyn FileSystem,
        paths: &[PathBuf],
        files: &Files,
        given: Option<Given<'_>>,
    ) -> Option<Vec<Reread>> {
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
        // The pages of the original have been read already, and only their texts have changed.
        for path in given.map(|_| &self.taken).into_iter().flatten() {
            let index = self.tree.pages.binary_search_by(|page| page.path.cmp(path)).ok()?;
            let now = given?.original.tree.page(path)?;
            if now.hash != self.tree.pages[index].hash {
                reread.push((index, now.clone()));
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
        given: Option<Given<'_>>,
        clock: &mut Clock,
    ) -> (usize, Option<BTreeSet<String>>) {
        let mut parsed = reread.len();
        let mut replaced = Vec::with_capacity(parsed);
        for (index, page) in reread {
            let parse = match given.filter(|_| self.taken.contains(&page.path)) {
                Some(Given { original, .. }) => original.parse_of(&page.path).cloned(),
                None => None,
            };
            parsed -= usize::from(parse.is_some());
            let parse = parse.unwrap_or_else(|| stages::parse_page(&page, &self.settings.parse_options));
            self.tree.pages[index] = page;
            let before = std::mem::replace(&mut self.parses[index], parse);
            replaced.push((index, before));
        }
        clock.lap("parse");
        let names_others =
            replaced.iter().any(|(index, before)| targets(&before.page) != targets(&self.parses[*index].page));
        let has_other_assets = given.filter(|_| names_others).is_some_and(|Given { original, .. }| {
            translation::retake_assets(&mut self.tree, &original.tree, &self.parses, self.settings.cover())
        });
        let edition = self.site.book.site().editions.first();
        let in_place: Option<Vec<(usize, usize)>> = replaced
            .iter()
            .map(|(index, before)| {
                let after = &self.parses[*index];
                let at = edition?.by_path.get(&after.page.path)?;
                let published = before.is_published(options) && after.is_published(options);
                let is_in_place = published && !has_other_assets && is_alike(&before.page, &after.page);
                is_in_place.then_some((*index, *at))
            })
            .collect();
        let changed = match in_place {
            Some(places) => Some(self.site.replace(&self.settings, &self.tree, &self.parses, &places)),
            None => {
                let before = Arc::clone(&self.site.book);
                let spill = self.spill.as_ref();
                let read = Read::new(&self.tree, &self.parses, &self.history.history, &self.taken, given, spill);
                self.site = Assembled::new(fs, &self.settings, read, options, Some(&before), files);
                None
            }
        };
        clock.lap("resolve");
        (parsed, changed)
    }
}

/// A file for what is made of a book that is too large to hold all of it; `None` where none is wanted or none can be had.
fn open_spill(tree: &SourceTree, settings: &Settings, options: &Options) -> Option<Arc<Spill>> {
    let most = options.most_in_memory?;
    /// What a page takes besides what is made of its text, by as much text as takes the same: its sidebar, mostly.
    const PAGE: u64 = 4 << 10;
    let bytes = tree.pages.iter().map(|page| page.expanded.text.len() as u64 + PAGE).sum::<u64>();
    if bytes < most {
        return None;
    }
    // On the disk that the site goes to there is room for the site; temporary folders often lie in memory.
    let beside = settings.dest.ancestors().skip(1).find(|folder| folder.is_dir());
    Spill::new(beside).ok()
}

/// The files of the book that a page shows or links to.
fn targets(page: &ParsedPage) -> BTreeSet<&SitePath> {
    let named = page.face.links.iter().filter_map(|link| match &link.target {
        Target::Path { path, .. } => Some(path),
        _ => None,
    });
    named.collect()
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
