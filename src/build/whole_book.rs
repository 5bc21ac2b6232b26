//! A book in all its languages, put together and not yet rendered.
//! In: an [`EditionBook`] for each language. Out: the files of one site when they are asked for, or all at once: the original's at
//! the root, each further language's in a folder of its own; and what is made of a whole site. Never changes.

use super::book::EditionBook;
use crate::config::Config;
use crate::diag::{Diagnostic, Place, codes};
use crate::export;
use crate::external::{self, Addresses};
use crate::model::{Content, OutputSet, Site, Target};
use crate::render;
use crate::source::{Disk, FileSystem};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// Files that a host looks for at the root of a site alone, and those that are made for all languages together.
const ONCE: [&str; 5] = ["404.html", "sitemap.xml", "robots.txt", ".nojekyll", "CNAME"];

/// A book in all its languages, put together and not yet rendered; see [`EditionBook`].
#[derive(Debug)]
pub struct Book {
    pub(super) original: Arc<EditionBook>,
    /// Each with its folder of the site, which ends in `/`.
    pub(super) translations: Vec<(String, Arc<EditionBook>)>,
}

impl Book {
    /// The book of the language whose folder holds this path of the site: which it is, the book, and the path from its folder.
    pub(super) fn edition_at<'p>(&self, path: &'p str) -> (usize, &Arc<EditionBook>, &'p str) {
        let mut translations = self.translations.iter().enumerate();
        let found =
            translations.find_map(|(at, (folder, book))| Some((at + 1, book, path.strip_prefix(folder.as_str())?)));
        // A file for hosts is none of a language's.
        found.filter(|(.., path)| !ONCE.contains(path)).unwrap_or((0, &self.original, path))
    }

    fn editions(&self) -> impl Iterator<Item = (&str, &EditionBook)> {
        let translations = self.translations.iter().map(|(folder, book)| (folder.as_str(), &**book));
        std::iter::once(("", &*self.original)).chain(translations)
    }

    /// The book in one language alone, as if there were no other: in its own, or in that of this tag.
    pub fn in_language(&self, tag: Option<&str>) -> Option<EditionBook> {
        let is_wanted =
            |book: &&EditionBook| tag.is_none_or(|tag| book.config().book.language.eq_ignore_ascii_case(tag));
        self.editions().map(|(_, book)| book).find(is_wanted).map(EditionBook::alone)
    }

    /// The tags of its languages, its own first.
    pub fn languages(&self) -> Vec<String> {
        self.editions().map(|(_, book)| book.config().book.language.to_string()).collect()
    }

    /// The original's.
    pub fn site(&self) -> &Site {
        self.original.site()
    }

    /// The original's.
    pub fn config(&self) -> &Config {
        self.original.config()
    }

    /// See [`EditionBook::place`].
    pub fn place(&self, path: &str, words: &str, nth: usize) -> Option<String> {
        let (_, book, path) = self.edition_at(path);
        book.place(path, words, nth)
    }

    /// The addresses of the web that pages link to and show, but for those that the settings leave out.
    pub(super) fn addresses(&self) -> Addresses {
        let pages = self.editions().flat_map(|(_, book)| &book.site().editions).flat_map(|edition| &edition.pages);
        let links = pages.flat_map(|page| &page.parsed.face.links).filter(|link| link.target == Target::External);
        external::addresses(links.map(|link| (link.href.as_str(), link.span)), &self.config().check.ignore_external)
    }

    /// The number of pages, in all languages.
    pub fn pages(&self) -> usize {
        self.editions().map(|(_, book)| book.pages()).sum()
    }

    /// What stands at this path of the site, rendered now where it is a page.
    pub fn file(&self, path: &str) -> Option<Content> {
        let (_, book, path_inside) = self.edition_at(path);
        let content = book.file(path_inside);
        match (path, &content) {
            ("sitemap.xml", Some(Content::Bytes(_))) => self.sitemap().map(Content::from).or(content),
            _ => content,
        }
    }

    /// Whether something stands at this path. Renders no page.
    pub fn has(&self, path: &str) -> bool {
        let (_, book, path) = self.edition_at(path);
        book.has(path)
    }

    /// As [`Self::file`], for pages of the book and for files that stand as they are. Does not look at all pages.
    pub(super) fn single_file(&self, path: &str) -> Option<Content> {
        let (_, book, path) = self.edition_at(path);
        book.single_file(path)
    }

    /// Whether [`Self::single_file`] has something for this path.
    pub(super) fn has_single_file(&self, path: &str) -> bool {
        let (_, book, path) = self.edition_at(path);
        book.has_single_file(path)
    }

    /// The faults of templates: of the pages at these paths, or, with `None`, of pages of each kind.
    pub fn template_faults(&self, changed: Option<&BTreeSet<String>>) -> Vec<Diagnostic> {
        let Some(changed) = changed else {
            return self.editions().flat_map(|(_, book)| book.template_faults(None)).collect();
        };
        let mut by_edition: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
        for path in changed {
            let (at, _, path) = self.edition_at(path);
            by_edition.entry(at).or_default().insert(path.to_owned());
        }
        let books: Vec<&EditionBook> = self.editions().map(|(_, book)| book).collect();
        by_edition.iter().flat_map(|(at, paths)| books[*at].template_faults(Some(paths))).collect()
    }

    /// Every file of the site but for the search, and the faults of templates.
    pub fn render(&self) -> (OutputSet, Vec<Diagnostic>) {
        let (output, faults) = self.original.render();
        let others = self.translations.iter().map(|(_, book)| book.render()).collect();
        self.joined(output, faults, others)
    }

    /// As [`Self::render`], with what `before` rendered for pages that show the same in this book; `faults` are those of the
    /// templates then.
    pub fn render_after(
        &self,
        before: &Book,
        rendered: &OutputSet,
        faults: &[Diagnostic],
    ) -> (OutputSet, Vec<Diagnostic>) {
        let (output, own_faults) = self.original.render_after(&before.original, rendered, faults);
        let one = |(folder, book): &(String, Arc<EditionBook>)| match before
            .translations
            .iter()
            .find(|(other, _)| other == folder)
        {
            Some((_, before)) => book.render_after(before, &inside(folder, rendered), faults),
            None => book.render(),
        };
        let others = self.translations.iter().map(one).collect();
        self.joined(output, own_faults, others)
    }

    /// The site of all languages.
    fn joined(
        &self,
        mut output: OutputSet,
        mut faults: Vec<Diagnostic>,
        others: Vec<(OutputSet, Vec<Diagnostic>)>,
    ) -> (OutputSet, Vec<Diagnostic>) {
        for ((folder, _), (files, more)) in self.translations.iter().zip(others) {
            for (path, content) in files.files {
                if !ONCE.contains(&path.as_str()) {
                    output.insert(format!("{folder}{path}"), content);
                }
            }
            faults.extend(more.into_iter().filter(|fault| !faults.contains(fault)).collect::<Vec<_>>());
        }
        // The original's own names its pages alone; a file of the author's stays.
        if let (Some(sitemap), Some(Content::Bytes(_))) = (self.sitemap(), output.files.get("sitemap.xml")) {
            output.files.insert("sitemap.xml".to_owned(), sitemap.into());
        }
        (output, faults)
    }

    /// Of all languages, where there are several and the site's address is known, and where no file of the author's is in
    /// its place.
    fn sitemap(&self) -> Option<String> {
        if self.translations.is_empty() {
            return None;
        }
        let others: Vec<_> = self.translations.iter().map(|(_, book)| book.renderer()).collect();
        self.original.renderer().sitemap_with(&others)
    }

    /// Adds to `output`, which is this book's site with its index, what is made of a whole site: the archive of it, if that is
    /// asked for, and the service worker that keeps it in readers' browsers. Answers what went wrong.
    pub fn complete(&self, output: &mut OutputSet) -> Vec<Diagnostic> {
        self.complete_from(&Disk, output)
    }

    /// [`Self::complete`], where the site's assets are files of `fs`.
    pub(super) fn complete_from(&self, fs: &dyn FileSystem, output: &mut OutputSet) -> Vec<Diagnostic> {
        let fault = self.add_archive_from(fs, output);
        fault.into_iter().chain(self.add_worker_from(fs, output)).collect()
    }

    /// The archive's pages do not offer it: there it would not be found.
    fn add_archive_from(&self, fs: &dyn FileSystem, output: &mut OutputSet) -> Option<Diagnostic> {
        if !self.original.offers_archive() || output.files.contains_key(render::ARCHIVE) {
            return None;
        }
        let translations = self.translations.iter();
        let plain = Book {
            original: Arc::new(self.original.without_archive()),
            translations: translations
                .map(|(folder, book)| (folder.clone(), Arc::new(book.without_archive())))
                .collect(),
        };
        let (mut files, _) = plain.render();
        for (path, content) in &output.files {
            files.insert(path.as_str(), content.clone());
        }
        let archive = export::archive_of(&files, &|source| fs.read(source, u64::MAX));
        let fault = match archive {
            Ok(bytes) => {
                output.insert(render::ARCHIVE, self.original.kept(bytes));
                return None;
            }
            Err(error) => Diagnostic::error(
                codes::OUTPUT_FAILED,
                Place::Book,
                format!("`{}` cannot be made: {error}", render::ARCHIVE),
            ),
        };
        Some(fault.help("without it: `archive = false` in `[output.html]`"))
    }

    /// Adds `sw.js`, where the site's assets are files of `fs`. A list without a file that could not be read for an instant
    /// would keep readers' browsers from it as long as the site stays as it is.
    fn add_worker_from(&self, fs: &dyn FileSystem, output: &mut OutputSet) -> Vec<Diagnostic> {
        let unreadable: Mutex<BTreeMap<PathBuf, io::Error>> = Mutex::default();
        let read = |path: &Path, limit: u64| {
            let told = |error| unreadable.lock().expect("no holder panics").insert(path.to_owned(), error);
            fs.read(path, limit).map_err(told).ok()
        };
        let others: Vec<_> =
            self.translations.iter().map(|(folder, book)| (folder.as_str(), book.renderer())).collect();
        if let Some(worker) = self.original.renderer().worker(output, &others, &read) {
            output.insert("sw.js", worker);
        }
        let fault = |(path, error): (PathBuf, io::Error)| {
            let message = format!("`{}` cannot be read: {error}", path.display());
            Diagnostic::error(codes::FILE_UNREADABLE, Place::Book, message)
                .help("it was there when the book was read; build again")
        };
        unreadable.into_inner().expect("no holder panics").into_iter().map(fault).collect()
    }

    /// What the indices in `output`, which is this book's, do not find although it stands in the book.
    pub fn search_misses(&self, output: &OutputSet) -> Vec<Diagnostic> {
        let mut misses = self.original.search_misses(output);
        for (folder, book) in &self.translations {
            misses.extend(book.search_misses(&inside(folder, output)));
        }
        misses
    }

    /// Why something that was set aside cannot be had again, if that is so.
    pub(super) fn spill_failure(&self) -> Option<&str> {
        self.editions().find_map(|(_, book)| book.spill_failure())
    }

    /// The files of the searches, one a language, by path.
    pub fn index(&self) -> Vec<(String, Content)> {
        let of_edition = |(folder, book): (&str, &EditionBook)| {
            let files = book.index().into_iter();
            files.map(|(path, content)| (format!("{folder}{path}"), content)).collect::<Vec<_>>()
        };
        self.editions().flat_map(of_edition).collect()
    }
}

/// The files of a folder of the site, by path from it.
pub(super) fn inside(folder: &str, output: &OutputSet) -> OutputSet {
    let mut part = OutputSet::default();
    for (path, content) in &output.files {
        if let Some(path) = path.strip_prefix(folder) {
            part.insert(path, content.clone());
        }
    }
    part
}
