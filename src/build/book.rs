//! A book in one language, put together and not yet rendered.
//! In: the site with all that decides what it looks like. Out: each file of the site when it is asked for, or all at once.
//! A value that never changes: an edit makes another one, which shares what it can with the one before.

use super::late::{LateMarkdown, LatePage};
use super::place;
use crate::anchors::Moved;
use crate::bank;
use crate::config::Config;
use crate::diag::{Diagnostic, Files};
use crate::export;
use crate::glossary::Glossary;
use crate::model::{Content, OutputSet, Site, SitePath};
use crate::render::languages::{Here, Languages};
use crate::render::{self, Addition, Frame, Inputs, Renderer, Theme};
use crate::source::{Expanded, SourceTree};
use crate::spill::Spill;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

/// See the module's description.
#[derive(Debug)]
pub struct EditionBook {
    site: Site,
    look: Look,
    /// Former ids of headings.
    moved: Arc<Moved>,
    frame: Arc<Frame>,
    /// What the pages were parsed from, in the order of the first edition's pages, and the files that these map to.
    sources: Vec<Arc<Expanded>>,
    files: Arc<Files>,
    /// Files that neither are pages of the book nor belong to the search, with the faults of their templates, made when the
    /// first of them is asked for.
    others: OnceLock<(OutputSet, Vec<Diagnostic>)>,
    /// The index of the search, likewise.
    index: Arc<OnceLock<Arc<Index>>>,
    /// The index that was made last before this book. Pages that loaded its manifest go on asking for its files, whose
    /// names tell their contents.
    index_before: Option<Arc<Index>>,
    /// The book's languages and which of them this is, in a book of several that has been put together.
    languages: Option<(Arc<Languages>, usize)>,
    /// Where the site's files are set aside, if they are.
    spill: Option<Arc<Spill>>,
}

/// What decides how pages look, whatever stands in them and around them.
#[derive(Clone, Debug)]
pub(super) struct Look {
    pub config: Arc<Config>,
    pub theme: Arc<Theme>,
    pub additions: Arc<Vec<Addition>>,
    /// From the book's root.
    pub source_folder: Arc<str>,
    /// Whether readers' browsers may keep the site.
    pub is_kept: bool,
    /// How many folders lie between the site's root and that of this language.
    pub depth: usize,
    /// By edition; empty if the book has none.
    pub glossaries: Arc<[Option<Glossary>]>,
}

impl Look {
    /// Whether a page looks the same under both, its text and the site around it being the same. Values of settings that were
    /// read again and not changed are the former ones.
    fn is_same(&self, other: &Look) -> bool {
        let Look { config, theme, additions, source_folder, is_kept, depth, glossaries } = self;
        let is_alike = |(one, other): (&Option<Glossary>, &Option<Glossary>)| match (one, other) {
            (Some(one), Some(other)) => one.is_alike(other),
            (one, other) => one.is_none() && other.is_none(),
        };
        Arc::ptr_eq(config, &other.config)
            && Arc::ptr_eq(theme, &other.theme)
            && *additions == other.additions
            && *source_folder == other.source_folder
            && *is_kept == other.is_kept
            && *depth == other.depth
            && glossaries.len() == other.glossaries.len()
            && glossaries.iter().zip(other.glossaries.iter()).all(is_alike)
    }

    fn inputs<'a>(&'a self, site: &'a Site, moved: &'a Moved) -> Inputs<'a> {
        Inputs {
            site,
            config: &self.config,
            theme: &self.theme,
            source_folder: &self.source_folder,
            additions: &self.additions,
            glossaries: &self.glossaries,
            is_kept: self.is_kept,
            moved,
            languages: None,
            depth: self.depth,
        }
    }
}

/// Files of the search by path.
type Index = BTreeMap<String, Content>;

impl EditionBook {
    pub(super) fn new(
        site: Site,
        look: Look,
        moved: Moved,
        tree: &SourceTree,
        files: &Arc<Files>,
        spill: Option<&Arc<Spill>>,
    ) -> EditionBook {
        let pages = site.editions.first().map_or(&[][..], |edition| &edition.pages);
        let sources =
            pages.iter().filter_map(|page| tree.page(&page.parsed.path)).map(|page| Arc::clone(&page.expanded));
        let sources = sources.collect();
        let frame = Arc::new(Frame::new(look.inputs(&site, &moved)));
        EditionBook {
            site,
            look,
            moved: Arc::new(moved),
            frame,
            sources,
            files: Arc::clone(files),
            others: OnceLock::new(),
            index: Arc::default(),
            index_before: None,
            languages: None,
            spill: spill.cloned(),
        }
    }

    /// The same book with other texts on some pages, given by their index in the first edition, with what they were parsed
    /// from; `site` is this book's, these pages replaced. Answers the files of the site that differ, but for those made of
    /// all pages.
    pub(super) fn with_pages(&self, site: Site, pages: &[(usize, Arc<Expanded>)]) -> (EditionBook, BTreeSet<String>) {
        let mut sources = self.sources.clone();
        for (page, source) in pages {
            sources[*page] = Arc::clone(source);
        }
        let book = EditionBook {
            site,
            look: self.look.clone(),
            moved: Arc::clone(&self.moved),
            frame: Arc::clone(&self.frame),
            sources,
            files: Arc::clone(&self.files),
            others: OnceLock::new(),
            index: Arc::default(),
            index_before: self.last_index(),
            languages: None,
            spill: self.spill.clone(),
        };
        let renderer = book.renderer();
        let changed = pages.iter().flat_map(|(page, _)| renderer.shown_at(*page)).collect();
        (book, changed)
    }

    /// The same book beside those in the other languages, of which it is the `own`th.
    pub(super) fn beside(&self, languages: &Arc<Languages>, own: usize) -> EditionBook {
        EditionBook { languages: Some((Arc::clone(languages), own)), ..self.alone() }
    }

    /// The same book as if there were no other language.
    pub(super) fn alone(&self) -> EditionBook {
        EditionBook {
            site: self.site.clone(),
            look: self.look.clone(),
            moved: Arc::clone(&self.moved),
            frame: Arc::clone(&self.frame),
            sources: self.sources.clone(),
            files: Arc::clone(&self.files),
            others: OnceLock::new(),
            index: Arc::clone(&self.index),
            index_before: self.index_before.clone(),
            languages: None,
            spill: self.spill.clone(),
        }
    }

    /// Whether pages offer the site as an archive.
    pub(super) fn offers_archive(&self) -> bool {
        self.look.is_kept && self.look.config.output.html.archive && self.pages() > 0
    }

    /// The same book, whose pages do not offer the site as an archive.
    pub(super) fn without_archive(&self) -> EditionBook {
        let mut config = Config::clone(&self.look.config);
        config.output.html.archive = false;
        let look = Look { config: Arc::new(config), ..self.look.clone() };
        let frame = Arc::new(Frame::new(look.inputs(&self.site, &self.moved)));
        EditionBook { look, frame, languages: self.languages.clone(), ..self.alone() }
    }

    /// What all pages share.
    pub(super) fn frame(&self) -> &Arc<Frame> {
        &self.frame
    }

    /// Takes over what browsers may still ask for of the book before.
    pub(super) fn following(mut self, before: &EditionBook) -> EditionBook {
        self.index_before = before.last_index();
        self
    }

    fn last_index(&self) -> Option<Arc<Index>> {
        self.index.get().or(self.index_before.as_ref()).cloned()
    }

    pub fn site(&self) -> &Site {
        &self.site
    }

    /// Where words that the page at this path of the site shows were written: file and line, as messages name them. `nth`
    /// counts, from 0, places that show the same words.
    pub fn place(&self, path: &str, words: &str, nth: usize) -> Option<String> {
        let pages = &self.site.editions.first()?.pages;
        let page = pages.iter().position(|page| page.url.as_str() == path)?;
        let source = self.sources.get(page)?;
        let at = place::find(&source.text, words, nth)?;
        let span = source.map.span(at..at);
        let file = self.files.get(span.file)?;
        let line = file.line_column(span.start).line;
        Some(format!("{}:{line}", file.path))
    }

    pub fn config(&self) -> &Config {
        &self.look.config
    }

    /// The bank as a file of the site.
    fn questions_json(&self) -> Option<String> {
        let config = self.config();
        let (bank, _) = bank::check(&self.site, &config.bank);
        // The work of finding the book's names is not for books without questions.
        if bank.entries.is_empty() {
            return None;
        }
        let title = render::book_title(&self.site, config);
        let book_id = render::site_id(&self.site, config);
        let inputs = export::Inputs {
            site: &self.site,
            bank: &bank,
            config,
            book_id: &book_id,
            title: &title,
            images: &BTreeMap::new(),
            pages: &OutputSet::default(),
        };
        export::questions_json(&inputs)
    }

    /// Puts what is made beside pages into a site that is otherwise whole.
    fn add_bank(&self, output: &mut OutputSet) {
        if let Some(json) = self.questions_json() {
            output.insert(export::QUESTIONS_JSON, json);
        }
    }

    /// The page of this index as Markdown: its text without front matter, includes expanded. Links in it are written to
    /// sources, and this stands under the path of one.
    fn markdown(&self, page: usize) -> Option<LateMarkdown> {
        let parsed = &self.site.editions.first()?.pages.get(page)?.parsed;
        let source = Arc::clone(self.sources.get(page)?);
        let start = parsed.body.markdown_start as usize;
        let text = source.text.get(start..)?;
        let start = start + (text.len() - text.trim_start_matches(['\r', '\n']).len());
        let heading = match parsed.face.headings.iter().any(|heading| heading.level == 1) {
            true => String::new(),
            // The title stands in the front matter alone, or nowhere.
            false => format!("# {}\n\n", self.site.editions[0].pages[page].title),
        };
        Some(LateMarkdown { source, heading, start })
    }

    /// Puts the Markdown of all pages beside them.
    fn add_markdown(&self, output: &mut OutputSet) {
        let renderer = self.renderer();
        for page in 0..self.sources.len() {
            if let (Some(path), Some(markdown)) = (renderer.markdown_path(page), self.markdown(page)) {
                let content = match &self.spill {
                    Some(_) => Content::Elsewhere(Arc::new(markdown)),
                    None => Content::from(markdown.bytes()),
                };
                output.insert(path.as_str(), content);
            }
        }
    }

    /// The page that holds all chapters, whether or not the site has it.
    pub fn print_page(&self) -> Option<Content> {
        self.renderer().print_page()
    }

    /// The number of pages.
    pub fn pages(&self) -> usize {
        self.site.editions.iter().map(|edition| edition.pages.len()).sum()
    }

    pub(super) fn renderer(&self) -> Renderer<'_> {
        let inputs = self.look.inputs(&self.site, &self.moved);
        let languages = self.languages.as_ref().map(|(languages, own)| Here { languages, own: *own });
        Renderer::new(Inputs { languages, ..inputs }, &self.frame)
    }

    /// What stands at this path of the site, rendered now where it is a page. The first question for a file that is made of
    /// all pages makes all such files of its kind.
    pub fn file(&self, path: &str) -> Option<Content> {
        let renderer = self.renderer();
        if let Some(content) = renderer.plain_file(path) {
            return Some(content);
        }
        if let Some((html, _)) = renderer.page(path) {
            return Some(html.into());
        }
        if let Some(page) = self.markdown_page(&renderer, path) {
            return self.markdown(page).map(|markdown| Content::from(markdown.bytes()));
        }
        if path.starts_with(render::SEARCH_FOLDER) {
            let index = self.index.get_or_init(|| Arc::new(self.index().into_iter().collect()));
            let before = || self.index_before.as_ref()?.get(path);
            if let Some(content) = index.get(path).or_else(before) {
                return Some(content.clone());
            }
        }
        self.others().0.files.get(path).cloned()
    }

    /// The source of the page of the book that stands at this path.
    pub(super) fn source_of(&self, path: &str) -> Option<&SitePath> {
        let page = self.renderer().page_at(path)?;
        Some(&self.site.editions.first()?.pages[page].parsed.path)
    }

    /// As [`Self::file`], for pages of the book and for files that stand as they are. Does not look at all pages.
    pub(super) fn single_file(&self, path: &str) -> Option<Content> {
        let renderer = self.renderer();
        renderer.plain_file(path).or_else(|| renderer.page(path).map(|(html, _)| html.into()))
    }

    /// Whether [`Self::single_file`] has something for this path.
    pub(super) fn has_single_file(&self, path: &str) -> bool {
        let renderer = self.renderer();
        renderer.plain_file(path).is_some() || renderer.has_page(path)
    }

    /// The page whose Markdown stands at this path.
    fn markdown_page(&self, renderer: &Renderer<'_>, path: &str) -> Option<usize> {
        let page = *self.site.editions.first()?.by_path.get(path)?;
        renderer.markdown_path(page).map(|_| page)
    }

    fn others(&self) -> &(OutputSet, Vec<Diagnostic>) {
        self.others.get_or_init(|| {
            let (mut files, faults) = self.renderer().other_files();
            self.add_bank(&mut files);
            (files, faults)
        })
    }

    /// Whether something stands at this path. Renders no page.
    pub fn has(&self, path: &str) -> bool {
        let renderer = self.renderer();
        renderer.plain_file(path).is_some() || renderer.has_page(path) || self.file(path).is_some()
    }

    /// The faults of templates: of the pages at these paths, or, with `None`, of pages of each kind.
    pub fn template_faults(&self, changed: Option<&BTreeSet<String>>) -> Vec<Diagnostic> {
        let renderer = self.renderer();
        let mut faults = Vec::new();
        let mut add = |path: &str| faults.extend(renderer.page(path).into_iter().flat_map(|(_, faults)| faults));
        match changed {
            Some(paths) => paths.iter().for_each(|path| add(path)),
            // Themes of our own hold together.
            None if !self.look.theme.has_templates_of_a_book() => {}
            None => {
                let pages = self.pages();
                [0, pages / 2, pages.saturating_sub(1)].into_iter().filter(|&page| page < pages).for_each(|page| {
                    renderer.shown_at(page).iter().for_each(|path| add(path));
                });
                faults.extend_from_slice(&self.others().1);
            }
        }
        faults
    }

    /// Every file of the site but for the search, and the faults of templates.
    pub fn render(self: &Arc<Self>) -> (OutputSet, Vec<Diagnostic>) {
        let renders_late = self.renders_late();
        let known = |page: usize| {
            let page = self.site.editions.first().filter(|_| renders_late)?.pages.get(page)?;
            let late = LatePage { book: Arc::clone(self), path: page.url.to_string(), length: OnceLock::new() };
            Some(Content::Elsewhere(Arc::new(late)))
        };
        let (mut output, faults) = self.renderer().site_reusing(&known, &|bytes| self.kept(bytes));
        self.add_bank(&mut output);
        self.add_markdown(&mut output);
        (output, faults)
    }

    /// As [`Self::render`], with what `before` rendered for pages that show the same in this book; `faults` are those of the
    /// templates then.
    pub fn render_after(
        self: &Arc<Self>,
        before: &EditionBook,
        rendered: &OutputSet,
        faults: &[Diagnostic],
    ) -> (OutputSet, Vec<Diagnostic>) {
        let is_one_frame = Arc::ptr_eq(&self.frame, &before.frame);
        let are_languages_same = self.languages == before.languages;
        let is_one_look = self.look.is_same(&before.look) && self.site.assets == before.site.assets;
        // Faults are not kept page by page: while there are any, all pages are looked at again.
        if !faults.is_empty() || !(is_one_frame || is_one_look) || !are_languages_same {
            return self.render();
        }
        let [old, new] = [before.renderer(), self.renderer()];
        let [old_edition, new_edition] = [before, self].map(|book| book.site.editions.first());
        let (Some(old_edition), Some(new_edition)) = (old_edition, new_edition) else { return self.render() };
        let known = |page: usize| {
            let now = new_edition.pages.get(page)?;
            let same_place = old_edition.pages.get(page).filter(|then| then.parsed.path == now.parsed.path);
            let was = same_place.map_or_else(|| old_edition.by_path.get(&now.parsed.path).copied(), |_| Some(page))?;
            let then = &old_edition.pages[was];
            let shows_same = Arc::ptr_eq(&then.parsed, &now.parsed)
                && (is_one_frame
                    // Cards of questions name others like them, wherever these are.
                    || (now.parsed.face.questions.is_empty() && old.surroundings(was) == new.surroundings(page)));
            if shows_same { rendered.files.get(now.url.as_str()).cloned() } else { None }
        };
        let (mut output, faults) = self.renderer().site_reusing(&known, &|bytes| self.kept(bytes));
        self.add_bank(&mut output);
        self.add_markdown(&mut output);
        (output, faults)
    }

    /// What the index in `output`, which is this book's, does not find although it stands in the book.
    pub fn search_misses(&self, output: &OutputSet) -> Vec<Diagnostic> {
        self.renderer().search_misses(output)
    }

    /// The files of the search, by path.
    pub fn index(&self) -> Vec<(String, Content)> {
        let mut files = Vec::new();
        self.renderer().index(&mut |path, bytes| files.push((path, self.kept(bytes))));
        files
    }

    /// Whether pages are rendered when they are written: in a book that is too large for all of them, whose templates hold
    /// together, and where a page does not have to look at all others for questions like its own.
    fn renders_late(&self) -> bool {
        self.spill.is_some() && !self.look.theme.has_templates_of_a_book() && !self.frame.has_bank()
    }

    /// A file of the site, set aside where there is not the memory for all of them.
    pub(super) fn kept(&self, bytes: Vec<u8>) -> Content {
        match &self.spill {
            Some(spill) => spill.put(bytes).map_or_else(Content::from, Content::Elsewhere),
            None => Content::from(bytes),
        }
    }

    /// Why something that was set aside cannot be had again, if that is so.
    pub(super) fn spill_failure(&self) -> Option<&str> {
        self.spill.as_ref().and_then(|spill| spill.failure())
    }
}
