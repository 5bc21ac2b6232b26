//! Keeps a book in all its languages.
//! In: a book's root, and after each save the paths that may have changed. Out: a [`Book`] as it stands now, and what was found
//! wrong with it. Joins what [`EditionEngine`]s make, each of one language,
//! and does nothing of theirs; a book of one language is its original and nothing else.

use super::book::EditionBook;
use super::editing::Editing;
use super::engine::{Changes, EditionEngine, EditionUpdate};
use super::whole_book::{Book, inside};
use super::{Options, engine, stages};
use crate::anchors::Ledger;
use crate::config::Translation;
use crate::diag::{Diagnostic, Files, Place, codes};
use crate::model::{OutputSet, SitePath};
use crate::render::languages::{self, Language, Languages, State};
use crate::source::{FileSystem, SourcePage};
use crate::translations::{self, Record, Translated};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

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

/// The translations of a book and what they were made from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Translations {
    /// Those with an original, by language and path.
    pub pages: Vec<Translated>,
    /// What the record of them should say of those that it lacks.
    pub next: Record,
}

/// See the module's description.
#[derive(Debug)]
pub struct Engine {
    root: PathBuf,
    options: Options,
    files: Arc<Files>,
    original: EditionEngine,
    /// In the order of the settings.
    translations: Vec<Kept>,
    /// What the languages of the last update share; `None` if there was but one.
    shared: Option<Shared>,
    watch: Arc<Vec<PathBuf>>,
    /// Whether whole texts are read, which can be held against the record.
    knows_texts: bool,
}

/// By the path of an original in the site: its source path, and its translations by index.
type ByUrl = HashMap<SitePath, (SitePath, Vec<usize>)>;

/// What is known of all languages together. It outlives edits of pages' texts.
#[derive(Debug)]
struct Shared {
    record: Record,
    record_faults: Vec<Diagnostic>,
    /// By language and path.
    translated: Vec<Translated>,
    by_url: ByUrl,
    /// Indices of translations that are out of date.
    outdated: BTreeSet<usize>,
    languages: Arc<Languages>,
    ledger: Arc<Ledger>,
}

/// The language and the path in the site of these translations.
fn shown_at<'t>(translated: &'t [Translated], which: &BTreeSet<usize>) -> BTreeSet<(&'t str, SitePath)> {
    which.iter().map(|&at| (translated[at].language.as_str(), translated[at].path.page_url())).collect()
}

/// A further language, and what keeps the book in it.
#[derive(Debug)]
struct Kept {
    translation: Translation,
    /// The content folder, from the root.
    folder: String,
    engine: EditionEngine,
}

impl Engine {
    /// `root` is the book's folder. Reads nothing yet.
    pub fn new(root: &Path, options: &Options) -> Engine {
        let files = Arc::default();
        Engine {
            root: root.to_owned(),
            options: options.clone(),
            original: EditionEngine::new(root, options, &files),
            files,
            translations: Vec::new(),
            shared: None,
            watch: Arc::default(),
            knows_texts: true,
        }
    }

    /// For a file system that gives the beginnings of texts alone: says of no translation that it is out of date.
    pub(super) fn of_beginnings(self) -> Engine {
        Engine { knows_texts: false, ..self }
    }

    /// Brings the book up to date. Never fails: a fault of any stage is a diagnostic, and the stages after it go on with what
    /// there is.
    pub fn update(&mut self, fs: &dyn FileSystem, changes: &Changes) -> Update {
        let original = self.original.update(fs, &self.of_original(changes), None);
        self.read_languages();
        if self.translations.is_empty() {
            self.shared = None;
            return of_one_language(original);
        }
        let updates: Vec<EditionUpdate> = (0..self.translations.len())
            .map(|at| {
                // What the original has read anew, a translation may have taken from it.
                let changes = match original.changed {
                    None => without_files(changes),
                    Some(_) => self.of_translation(at, changes),
                };
                let Kept { translation, folder, engine } = &mut self.translations[at];
                let given = self.original.given(translation, folder);
                engine.update(fs, &changes, given)
            })
            .collect();
        // A save of a page's text, of which there are most, must not cost what the whole book does.
        let are_texts = updates.iter().all(|update| update.changed.is_some());
        let (shared, are_same) = match (self.shared.take(), &original.changed) {
            (Some(mut shared), Some(changed)) if are_texts => {
                let is_same = !self.knows_texts || self.renew(&mut shared, changed, &original, &updates);
                (shared, is_same)
            }
            _ => (self.share(fs, &original, &updates), false),
        };
        let update = self.join(original, updates, &shared, are_same);
        self.shared = Some(shared);
        update
    }

    /// Whether the book as it was last read has to do with this file, which is gone by now. `true` where that is not known.
    pub fn knows(&self, file: &Path) -> bool {
        let engines = std::iter::once(&self.original).chain(self.translations.iter().map(|kept| &kept.engine));
        let is_inside =
            |engine: &&EditionEngine| engine.content_folder().is_some_and(|folder| file.starts_with(folder));
        let mut holding = engines.filter(is_inside).peekable();
        holding.peek().is_none() || holding.any(|engine| engine.knows(file))
    }

    /// What of the changes may concern the original.
    fn of_original(&self, changes: &Changes) -> Changes {
        let Changes::Paths(paths) = changes else { return changes.clone() };
        let folders: Vec<PathBuf> = self.translations.iter().filter_map(|kept| kept.engine.content_folder()).collect();
        let is_of_others = |path: &Path| folders.iter().any(|folder| path.starts_with(folder));
        let is_own = |path: &&PathBuf| !is_of_others(path) || self.original.reads(path);
        Changes::Paths(paths.iter().filter(is_own).cloned().collect())
    }

    /// The same of a translation, where the original has changed in the texts of pages only.
    fn of_translation(&self, at: usize, changes: &Changes) -> Changes {
        let Changes::Paths(paths) = changes else { return changes.clone() };
        let engine = &self.translations[at].engine;
        let Some(folder) = engine.content_folder() else { return Changes::Everything };
        let is_own = |path: &&PathBuf| path.starts_with(&folder) || engine.reads(path);
        Changes::Paths(paths.iter().filter(is_own).cloned().collect())
    }

    /// Keeps one engine for each language that the settings name now.
    fn read_languages(&mut self) {
        let mut before: BTreeMap<String, EditionEngine> =
            self.translations.drain(..).map(|kept| (kept.translation.language.to_string(), kept.engine)).collect();
        for (translation, folder) in self.original.translations() {
            let known = before.remove(translation.language.as_str());
            let engine = known.unwrap_or_else(|| EditionEngine::new(&self.root, &self.options, &self.files));
            self.translations.push(Kept { translation, folder, engine });
        }
    }

    /// What all languages share, where anything but texts of pages may have changed.
    fn share(&mut self, fs: &dyn FileSystem, original: &EditionUpdate, updates: &[EditionUpdate]) -> Shared {
        let mut record_faults = Vec::new();
        let record = match self.knows_texts {
            true => stages::translation_record(fs, &self.root, &self.files, &mut record_faults),
            false => Record::default(),
        };
        let (translated, by_url) = self.translated();
        let outdated = translations::compare(&record, &translated).outdated;
        let languages = Arc::new(self.languages_of(&original.book, updates, &shown_at(&translated, &outdated)));
        let mut ledger = Ledger::clone(&original.ledger);
        updates.iter().for_each(|update| ledger.add(&update.ledger));
        Shared { record, record_faults, translated, by_url, outdated, languages, ledger: Arc::new(ledger) }
    }

    /// The same after texts of the original have changed at these paths of the site. `false` if pages came to be out of date by
    /// it, or up to date.
    fn renew(
        &self,
        shared: &mut Shared,
        changed: &BTreeSet<String>,
        original: &EditionUpdate,
        updates: &[EditionUpdate],
    ) -> bool {
        let mut is_same = true;
        for url in changed {
            let Some((path, indices)) = shared.by_url.get(url.as_str()) else { continue };
            let Some(page) = self.original.page(path) else { continue };
            let hash = translations::hash(&page.expanded.text);
            for &at in indices {
                shared.translated[at].original.clone_from(&hash);
                let is_outdated = shared.record.is_outdated(&shared.translated[at]);
                is_same &= is_outdated == shared.outdated.contains(&at);
                match is_outdated {
                    true => shared.outdated.insert(at),
                    false => shared.outdated.remove(&at),
                };
            }
        }
        if !is_same {
            let outdated = shown_at(&shared.translated, &shared.outdated);
            shared.languages = Arc::new(self.languages_of(&original.book, updates, &outdated));
        }
        is_same
    }

    /// One book of all languages. `are_same` tells whether each page stands to its original as before.
    fn join(
        &mut self,
        original: EditionUpdate,
        updates: Vec<EditionUpdate>,
        shared: &Shared,
        are_same: bool,
    ) -> Update {
        let Shared { record_faults, translated, outdated, languages, ledger, .. } = shared;
        let folders = languages.list[1..].iter().map(|language| language.folder.clone());
        let books = updates.iter().enumerate().map(|(at, update)| Arc::new(update.book.beside(languages, at + 1)));
        let book =
            Book { original: Arc::new(original.book.beside(languages, 0)), translations: folders.zip(books).collect() };
        let mut joined = Update { book: Arc::new(book), ledger: Arc::clone(ledger), ..of_one_language(original) };
        joined.diagnostics.extend_from_slice(record_faults);
        joined.diagnostics.extend(claims(&joined.book, &self.translations));
        if self.options.check {
            let kept = self.translations.iter().zip(&updates);
            joined.diagnostics.extend(kept.filter_map(|(kept, update)| untranslated(kept, &update.book)));
            joined.diagnostics.extend(outdated.iter().map(|&at| out_of_date(&translated[at])));
        }
        let mut watch: BTreeSet<PathBuf> = joined.watch.iter().cloned().collect();
        watch.insert(self.root.join(translations::FILE));
        for (update, language) in updates.into_iter().zip(&languages.list[1..]) {
            joined.diagnostics.extend(update.diagnostics);
            joined.questions += update.questions;
            joined.parsed += update.parsed;
            for (stage, time) in update.timings {
                match joined.timings.iter_mut().find(|(known, _)| *known == stage) {
                    Some((_, sum)) => *sum += time,
                    None => joined.timings.push((stage, time)),
                }
            }
            joined.changed = joined.changed.zip(update.changed).map(|(mut all, changed)| {
                all.extend(changed.iter().map(|path| format!("{}{path}", language.folder)));
                all
            });
            joined.sources.extend(update.sources);
            watch.extend(update.watch.iter().cloned());
        }
        joined.changed = joined.changed.filter(|_| are_same);
        joined.sources.sort();
        joined.sources.dedup();
        // The same value as long as it is the same list: whoever watches need not begin anew.
        if !self.watch.iter().eq(&watch) {
            self.watch = Arc::new(watch.into_iter().collect());
        }
        joined.watch = Arc::clone(&self.watch);
        engine::finish(&self.files, &mut joined.diagnostics);
        joined
    }

    /// The translations of the last update and what the record of them should say.
    pub(super) fn translations(&self) -> Translations {
        let Some(shared) = &self.shared else { return Translations::default() };
        let next = translations::compare(&shared.record, &shared.translated).next;
        Translations { pages: shared.translated.clone(), next }
    }

    /// The translations that have an original, by language and path, each with the hash of that; and for each original that
    /// has any, by its path in the site, its source path and theirs by index.
    fn translated(&self) -> (Vec<Translated>, ByUrl) {
        let mut by_url: HashMap<SitePath, (&SourcePage, Vec<usize>)> =
            self.original.pages().map(|page| (page.path.page_url(), (page, Vec::new()))).collect();
        let mut hashes: HashMap<&SitePath, String> = HashMap::new();
        let mut translated = Vec::new();
        for Kept { translation, folder, engine } in &self.translations {
            let mut pages: Vec<&SourcePage> = engine.pages().collect();
            pages.sort_by(|one, other| one.path.cmp(&other.path));
            for page in pages {
                let Some((original, indices)) = by_url.get_mut(&page.path.page_url()) else { continue };
                let hash = hashes.entry(&original.path);
                let hash = hash.or_insert_with(|| translations::hash(&original.expanded.text)).clone();
                indices.push(translated.len());
                translated.push(Translated {
                    language: translation.language.to_string(),
                    path: page.path.clone(),
                    file: format!("{folder}/{}", page.path.as_str()),
                    original: hash,
                });
            }
        }
        by_url.retain(|_, (_, indices)| !indices.is_empty());
        let by_url = by_url.into_iter().map(|(url, (page, indices))| (url, (page.path.clone(), indices)));
        (translated, by_url.collect())
    }

    /// Which pages each language has.
    fn languages_of(
        &self,
        original: &EditionBook,
        updates: &[EditionUpdate],
        outdated: &BTreeSet<(&str, SitePath)>,
    ) -> Languages {
        let config = original.config();
        let own = &config.book.language;
        let mut list = vec![Language {
            tag: own.to_string(),
            name: languages::name(own).to_owned(),
            direction: config.text_direction().as_str(),
            folder: String::new(),
            pages: Arc::new(original.frame().paths().into_iter().map(|path| (path, State::Own)).collect()),
        }];
        for (kept, update) in self.translations.iter().zip(updates) {
            let Kept { translation, engine, .. } = kept;
            let tag = translation.language.as_str();
            let taken: BTreeSet<SitePath> = engine.taken().iter().map(SitePath::page_url).collect();
            let state = |path: SitePath| {
                let is_taken = taken.contains(&path);
                let key = (tag, path);
                let state = match (is_taken, outdated.contains(&key)) {
                    (true, _) => State::Untranslated,
                    (false, true) => State::Outdated,
                    (false, false) => State::Own,
                };
                (key.1, state)
            };
            let pages = update.book.frame().paths().into_iter().map(state);
            list.push(Language {
                tag: tag.to_owned(),
                name: translation.settings.name.clone().unwrap_or_else(|| languages::name(tag).to_owned()),
                direction: update.book.config().text_direction().as_str(),
                folder: site_folder(tag),
                pages: Arc::new(pages.collect()),
            });
        }
        let root = config.output.html.site_url.as_ref().and_then(|url| url.absolute());
        Languages { list, root }
    }

    /// What reads the text of the book as an editor does, of each language in which it is asked for.
    pub(super) fn editing(&self) -> Vec<Editing<'_>> {
        self.engines().filter_map(EditionEngine::editing).collect()
    }

    fn engines(&self) -> impl Iterator<Item = &EditionEngine> {
        std::iter::once(&self.original).chain(self.translations.iter().map(|kept| &kept.engine))
    }

    /// The file that the page at this path of `book`, which is this engine's, was read from, absolute.
    pub(super) fn source_of(&self, book: &Book, path: &str) -> Option<PathBuf> {
        let (at, edition, path) = book.edition_at(path);
        let page = edition.source_of(path)?;
        self.engines().nth(at)?.source(page)
    }

    /// What is wrong with the site of the last update although it builds; `output` is that site.
    pub(super) fn check(&self, output: &OutputSet) -> Vec<Diagnostic> {
        let mut diagnostics = self.original.check(output);
        for kept in &self.translations {
            let folder = site_folder(&kept.translation.language);
            diagnostics.extend(kept.engine.check(&inside(&folder, output)));
        }
        diagnostics
    }
}

/// An update of which no file is known to be looked at again, since all are.
fn without_files(changes: &Changes) -> Changes {
    match changes {
        Changes::Everything => Changes::Everything,
        Changes::Paths(paths) | Changes::Anew(paths) => Changes::Anew(paths.clone()),
    }
}

fn of_one_language(update: EditionUpdate) -> Update {
    let EditionUpdate { book, files, diagnostics, questions, ledger, timings, parsed, changed, dest, sources, watch } =
        update;
    let book = Arc::new(Book { original: book, translations: Vec::new() });
    Update { book, files, diagnostics, questions, ledger, timings, parsed, changed, dest, sources, watch }
}

/// Tells which pages a language lacks, if it lacks any.
fn untranslated(kept: &Kept, book: &EditionBook) -> Option<Diagnostic> {
    /// A language that has just been begun would fill the screen.
    const MOST_NAMED: usize = 20;
    // Drafts of the original are no pages of the site.
    let is_shown = |path: &&SitePath| book.site().editions.iter().any(|edition| edition.by_path.contains_key(*path));
    let taken: Vec<&SitePath> = kept.engine.taken().iter().filter(is_shown).collect();
    let (language, n_taken) = (&kept.translation.language, taken.len());
    let (noun, verb) = if n_taken == 1 { ("page", "is") } else { ("pages", "are") };
    let message = format!("{n_taken} {noun} {verb} not translated into `{language}`");
    let mut named: Vec<&str> = taken.iter().take(MOST_NAMED).map(|path| path.as_str()).collect();
    let others = format!("and {} more", n_taken.saturating_sub(MOST_NAMED));
    if n_taken > MOST_NAMED {
        named.push(&others);
    }
    let note = Diagnostic::note(codes::TRANSLATION_MISSING, Place::At(kept.translation.span), message);
    (n_taken > 0).then(|| note.help(format!("in `{}`: {}", kept.folder, named.join(", "))))
}

fn out_of_date(page: &Translated) -> Diagnostic {
    let message = format!("the original of `{}` has changed since it was translated", page.file);
    let note = Diagnostic::note(codes::TRANSLATION_OUTDATED, Place::File(page.file.clone()), message);
    note.help(format!("bring it up to date, then run `wence check --translated {}`", page.file))
}

/// Files of the original in the folder of another language.
fn claims(book: &Book, translations: &[Kept]) -> Vec<Diagnostic> {
    let site = book.site();
    let pages = site.editions.iter().flat_map(|edition| &edition.pages).map(|page| &page.url);
    let all: Vec<&SitePath> = pages.chain(site.assets.iter().map(|asset| &asset.path)).collect();
    let one = |(kept, (folder, _)): (&Kept, &(String, Arc<EditionBook>))| {
        // As on a disk that does not tell letters' cases apart.
        let is_inside = |path: &&&SitePath| {
            path.as_str().get(..folder.len()).is_some_and(|start| start.eq_ignore_ascii_case(folder))
        };
        let claimed = all.iter().find(is_inside)?;
        let language = &kept.translation.language;
        let message = format!(
            "the folder `{folder}` of the site is for the pages in `{language}`, and the book has `{claimed}`",
            claimed = claimed.as_str()
        );
        let fault = Diagnostic::error(codes::DUPLICATE_OUTPUT, Place::At(kept.translation.span), message);
        Some(fault.help("rename the folder of the book, or move its pages to the folder of the language"))
    };
    translations.iter().zip(&book.translations).filter_map(one).collect()
}

/// Where the pages of a language stand in the site.
fn site_folder(tag: &str) -> String {
    format!("{tag}/")
}
