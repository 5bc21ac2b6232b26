//! Turns the book into a site.
//! In: the [`Site`] with every link resolved, the [`Config`], the [`Theme`], and the author's own styles and scripts. Out: an
//! [`OutputSet`] and the faults of templates. A pure function: no file, no clock, no environment; the same input gives the
//! same bytes on any number of threads. Never fails: where a template of the book's is broken, the theme's own takes its
//! place.
//!
//! Start at [`Renderer`]: it renders the whole, or single files for `serve`; what pages share is in a [`Frame`], which outlives
//! edits that change no more than pages' texts. Templates see what [`context`] says.

pub mod assets;
mod bank;
mod body;
mod contents;
pub mod context;
mod feed;
pub mod languages;
mod llms;
mod metadata;
pub mod navigation;
mod offline;
mod outline;
mod page;
mod pictures;
mod png;
mod policy;
mod print;
mod search;
mod site_files;
mod tags;
mod template_fault;
pub mod theme;
pub mod words;

pub use assets::{Addition, AdditionKind};
pub(crate) use body::{Shown, fill};
pub(crate) use page::escaped;
pub(crate) use policy::hash as policy_hash;
pub use search::FOLDER as SEARCH_FOLDER;
pub use theme::{Theme, ThemeFolder};
pub use words::{Words, locale, words};

use crate::config::{Config, NotFoundPage};
use crate::diag::Diagnostic;
use crate::glossary::Glossary;
use crate::model::site_path::encode_href;
use crate::model::{ActiveContent, Body, Content, Edition, Moment, OutputSet, Page, Site, SitePath};
use assets::{fingerprint, fingerprinted};
use bank::BankView;
use context::{Fields, Shared};
use navigation::{Navigation, Show};
use page::Place;
use policy::SiteNeeds;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use tags::{TAGS, Tags};
use tera::Value;
use theme::BundleScope;
use xxhash_rust::xxh3::Xxh3;

/// Books of fewer pages are rendered by one thread: starting others would cost more than it saves.
const PARALLEL_PAGES: usize = 32;

/// Above so many pages the lists of all entries are split, and there is no print page.
const LARGE_BOOK_PAGES: usize = 2_000;

/// The path of the page that lists everything.
const CONTENTS: &str = "contents.html";
const PRINT: &str = "print.html";
const NOT_FOUND: &str = "404.html";
const HOME: &str = "index.html";
const FEED: &str = "feed.xml";
/// The site as an archive.
pub const ARCHIVE: &str = "site.zip";

/// The bundle of the theme's that shows what a term means; its file holds the glossary too.
const TERMS: &str = "terms";

/// The paths that the renderer itself writes: a source that claims one of these is reported by whoever reads the sources.
pub const RESERVED: [&str; 11] = [
    CONTENTS,
    TAGS,
    PRINT,
    search::SEARCH,
    bank::BANK,
    bank::PRACTICE,
    FEED,
    "sitemap.xml",
    "robots.txt",
    ".nojekyll",
    "CNAME",
];

/// All that the site is made of.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    pub site: &'a Site,
    pub config: &'a Config,
    pub theme: &'a Theme,
    /// The folder of the pages relative to the book's root, `/` between the parts, for links that open a page for editing.
    pub source_folder: &'a str,
    /// In the order of the configuration.
    pub additions: &'a [Addition],
    /// By edition; empty if the book has none.
    pub glossaries: &'a [Option<Glossary>],
    /// Whether readers' browsers may keep the site: not where it is shown to be worked on.
    pub is_kept: bool,
    /// Former ids of headings and the present ones, by the page's path in the site.
    pub moved: &'a crate::anchors::Moved,
    /// The book's languages, in a book of several.
    pub languages: Option<languages::Here<'a>>,
    /// How many folders lie between the site's root and that of this language: 0 or 1.
    pub depth: usize,
}

/// What all pages of an edition share, as the [`Frame`] keeps it.
struct EditionFrame {
    navigation: Navigation,
    /// `ltr` or `rtl`.
    direction: &'static str,
    shared: Shared,
    /// Scripts that only some pages name: name and path, by name.
    scripts: Vec<(String, String)>,
    tags: Tags,
    /// The page that is the site's `index.html`.
    home: Option<usize>,
    /// The page that is shown as `index.html` once more, where no page has that path: the first, as in mdBook.
    home_copy: Option<usize>,
    /// The page whose text `404.html` shows.
    not_found: Option<usize>,
    /// Pages by the path of the written file.
    by_url: BTreeMap<SitePath, usize>,
}

/// All that pages share: navigation, styles, scripts, words. It depends on the pages' paths, titles and order, on the ids
/// of their headings and questions, on which kinds of pieces they have, on the glossary's terms and the ids that moved, on
/// the configuration, the theme and the additions, and on nothing else of any page: while these stay, so may the frame.
pub struct Frame {
    /// The book's title; empty if it has none.
    title: String,
    /// Where the site is published, with `/` at the end, if that is known.
    root: Option<String>,
    editions: Vec<EditionFrame>,
    /// The theme's own files.
    files: Vec<(String, Content)>,
    needs: SiteNeeds,
    /// The policy of a page without HTML of its author's, which is nearly every page.
    plain_policy: Value,
    has_print: bool,
    has_search: bool,
    has_bank: bool,
    has_feed: bool,
    /// Whether there is a service worker.
    has_offline: bool,
    /// Of the site as an app: path, width and height.
    icons: Vec<(String, usize)>,
    /// Moved ids by the path of the file they stood in, each with the href that leads to its new place.
    moved: BTreeMap<String, BTreeMap<String, String>>,
}

impl std::fmt::Debug for Frame {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Frame").field("title", &self.title).finish_non_exhaustive()
    }
}

/// One edition, and what all its pages share.
struct EditionView<'a> {
    edition: &'a Edition,
    /// Empty where the theme has nothing for questions.
    bank: BankView<'a>,
    words: &'a Words,
    /// Absent where no page links to it.
    glossary: Option<&'a Glossary>,
    frame: &'a EditionFrame,
}

impl Deref for EditionView<'_> {
    type Target = EditionFrame;

    fn deref(&self) -> &EditionFrame {
        self.frame
    }
}

impl EditionView<'_> {
    /// Indices of the pages that are written under their own paths, in reading order and then by path.
    fn pages(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.edition.pages.len()).filter(|page| Some(*page) != self.not_found)
    }

    /// The attribute that names the language of a page's title in a list, with a leading space; empty where it is the list's.
    fn language_attribute(&self, page: &Page) -> String {
        let language = page.language_of(&page.title, &self.edition.language);
        language.map_or_else(String::new, |language| format!(" lang=\"{}\"", page::escaped(language)))
    }

    /// The scripts that a page with this body names besides those that every page does: those of its pieces, and that of
    /// terms if it links to any.
    fn page_bundles(&self, body: &Body, has_terms: bool) -> Vec<Value> {
        let is_needed = |name: &str| (has_terms && name == TERMS) || body.pieces.contains(&name);
        let needed = self.scripts.iter().filter(|(name, _)| is_needed(name));
        needed.map(|(name, path)| Fields::default().text("name", name).text("path", path).build()).collect()
    }
}

/// A site about to be written: everything that pages share is in its [`Frame`], so that each page costs only itself.
pub struct Renderer<'a> {
    inputs: Inputs<'a>,
    frame: &'a Frame,
    editions: Vec<EditionView<'a>>,
}

impl Deref for Renderer<'_> {
    type Target = Frame;

    fn deref(&self) -> &Frame {
        self.frame
    }
}

/// The whole site but for its search index. Diagnostics are those of the templates, each once however many pages meet it.
pub fn render(inputs: &Inputs<'_>) -> (OutputSet, Vec<Diagnostic>) {
    Renderer::new(*inputs, &Frame::new(*inputs)).site()
}

/// A policy as templates see it: escaped for an attribute in double quotes, with its own single quotes as they are, since
/// every page carries a dozen of them.
fn policy_value(text: Option<String>) -> Value {
    text.map_or_else(Value::none, |text| Value::safe_string(&text.replace('&', "&amp;").replace('"', "&quot;")))
}

/// The book's title: the settings' own, else that of `SUMMARY.md`; empty if it has none.
pub fn book_title(site: &Site, config: &Config) -> String {
    let title = config.book.title.clone().filter(|title| !title.trim().is_empty());
    title.or_else(|| site.editions.first().and_then(|edition| edition.outline.title.clone())).unwrap_or_default()
}

/// The name under which readers' browsers, and learners' collections, keep what belongs to this book.
pub fn site_id(site: &Site, config: &Config) -> String {
    let html = &config.output.html;
    match &html.id {
        Some(id) => id.to_string(),
        None => {
            let root = html.site_url.as_ref().and_then(|url| url.absolute());
            let title = book_title(site, config);
            fingerprint(format!("{title}\n{}", root.as_deref().unwrap_or("")).as_bytes())
        }
    }
}

/// The glossary of the edition of this index, where pages link to its terms.
fn linked_glossary(glossaries: &[Option<Glossary>], edition: usize) -> Option<&Glossary> {
    glossaries.get(edition)?.as_ref().filter(|glossary| glossary.has_links())
}

/// Whether the site has a file of the author's at this path.
fn has_asset(site: &Site, path: &str) -> bool {
    site.assets.binary_search_by(|asset| asset.path.as_str().cmp(path)).is_ok()
}

/// Takes out what has been said before, keeping the order.
fn keep_first(diagnostics: &mut Vec<Diagnostic>) {
    let mut seen = std::collections::HashSet::new();
    diagnostics.retain(|diagnostic| seen.insert(diagnostic.clone()));
}

impl Frame {
    /// Makes what pages share.
    pub fn new(inputs: Inputs<'_>) -> Self {
        let Inputs { site, config, theme, .. } = inputs;
        let html = &config.output.html;
        let n_pages: usize = site.editions.iter().map(|edition| edition.pages.len()).sum();
        let has_print = html.print.enable && (1..=LARGE_BOOK_PAGES).contains(&n_pages);
        let has_search = html.search.enable && n_pages > 0 && theme.has_search();
        let title = book_title(site, config);
        let has_bank = theme.has_bank()
            && site
                .editions
                .first()
                .is_some_and(|edition| edition.pages.iter().any(|page| !page.parsed.face.questions.is_empty()));
        let mut files = ThemeFiles::new(theme, inputs.additions, html.hash_files, has_bank, has_search);
        files.add_style(!config.languages.is_empty());
        let has_own_scripts = inputs.additions.iter().any(|addition| addition.kind == AdditionKind::Script);
        let mut needs = theme.needs().clone();
        needs.own_scripts |= has_own_scripts;
        let plain_policy = policy::policy(&html.content_security_policy, &needs, &ActiveContent::default());
        let plain_policy = policy_value(plain_policy);
        let root = html.site_url.as_ref().and_then(|url| url.absolute());
        let mut pages = site.editions.iter().flat_map(|edition| &edition.pages);
        let has_feed = html.feed && root.is_some() && pages.any(|page| feed::dated(page).is_some());
        let cover = root.as_deref().map(|root| format!("{root}{}", files.cover(inputs, &title)));
        let has_offline =
            inputs.is_kept && html.offline && n_pages > 0 && theme.has_scripts() && offline::has_room(site);
        let has_archive = inputs.is_kept && html.archive && n_pages > 0;
        let icons = if has_offline { offline::icons(&mut files, &theme.colors()[0]) } else { Vec::new() };
        let mut pages = site.editions.iter().take(1).flat_map(|edition| &edition.pages);
        let has_tags = pages.any(|page| !page.parsed.face.front_matter.tags.is_empty());
        let id = site_id(site, config);
        let book = Fields::default()
            .text("title", &title)
            .text("description", config.book.description.as_deref().unwrap_or(""))
            .value("authors", config.book.authors.iter().map(|name| Value::normal_string(name)).collect::<Vec<_>>())
            .text("language", config.book.language.as_str())
            .text("direction", config.text_direction().as_str())
            .build();
        let site_value = Fields::default()
            .text("id", &id)
            .maybe("url", root.as_deref())
            .maybe("repository", html.git_repository_url.as_ref().map(|url| url.as_str()))
            .text("appearance", html.appearance().as_str())
            .value("has_print", has_print)
            .value("has_search", has_search)
            .value("has_bank", has_bank)
            .maybe("cover", cover.as_deref())
            .maybe(
                "offline",
                has_offline.then(|| format!("{}{}", navigation::base(inputs.depth), offline::WORKER)).as_deref(),
            )
            .maybe("feed", has_feed.then_some(FEED))
            .maybe("archive", has_archive.then(|| format!("{}{ARCHIVE}", navigation::base(inputs.depth))).as_deref())
            .value("has_tags", has_tags)
            .value("search_limit", html.search.limit_results)
            .maybe("edition", config.book.edition.as_deref())
            .value("shortcuts", html.shortcuts)
            .build();
        let config_value = context::config(&config.extra);
        let editions = site
            .editions
            .iter()
            .enumerate()
            .map(|(index, edition)| {
                let words = theme.words(&edition.language);
                let glossary = linked_glossary(inputs.glossaries, index);
                let shared = Shared {
                    book: book.clone(),
                    site: site_value.clone(),
                    theme: files.value(&edition.language, words),
                    config: config_value.clone(),
                    words: context::words(words),
                };
                let scripts = files.page_scripts(edition, words, glossary);
                EditionFrame::new(edition, config, &title, words, shared, scripts)
            })
            .collect();
        let files = files.written;
        let mut moved: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for redirect in html.redirect.iter() {
            if let Some(fragment) = &redirect.fragment {
                let href = moved_href(&redirect.from, &redirect.to);
                moved.entry(redirect.from.clone()).or_default().insert(fragment.clone(), href);
            }
        }
        // Under its former ids a question is still found on its page.
        for page in site.editions.iter().flat_map(|edition| &edition.pages) {
            let face = &page.parsed.face;
            for question in &face.questions {
                for alias in question.aliases.iter().filter(|alias| !face.has_id(&alias.value)) {
                    let href = format!("#{}", encode_href(&face.headings[question.heading].id));
                    moved.entry(page.url.to_string()).or_default().entry(alias.value.clone()).or_insert(href);
                }
            }
        }
        for (page, ids) in inputs.moved {
            let of_page = moved.entry(page.clone()).or_default();
            for (old, new) in ids {
                // What the settings say of an id stands.
                of_page.entry(old.clone()).or_insert_with(|| format!("#{}", encode_href(new)));
            }
        }
        Frame {
            title,
            root,
            editions,
            files,
            needs,
            plain_policy,
            has_print,
            has_search,
            has_bank,
            has_feed,
            has_offline,
            icons,
            moved,
        }
    }
}

impl Frame {
    /// Whether the site has a bank of questions.
    pub fn has_bank(&self) -> bool {
        self.has_bank
    }
}

impl<'a> Renderer<'a> {
    /// `frame` was made from the same inputs, or from such as differ in the bodies of pages only.
    pub fn new(inputs: Inputs<'a>, frame: &'a Frame) -> Self {
        let editions = inputs.site.editions.iter().zip(&frame.editions).enumerate();
        let view = |(index, (edition, own)): (usize, (&'a Edition, &'a EditionFrame))| {
            let listed = own.navigation.order().iter().copied();
            let is_other = |page: &usize| !own.navigation.is_listed(*page) && Some(*page) != own.not_found;
            let pages = listed.chain((0..edition.pages.len()).filter(is_other));
            // A renderer may be made for each page.
            let pages = Some(pages).filter(|_| frame.has_bank).into_iter().flatten();
            let bank = BankView::new(edition, pages, &inputs.config.bank);
            let words = inputs.theme.words(&edition.language);
            let glossary = linked_glossary(inputs.glossaries, index);
            EditionView { edition, bank, words, glossary, frame: own }
        };
        Renderer { inputs, frame, editions: editions.map(view).collect() }
    }

    /// Every file but those of the search index.
    pub fn site(&self) -> (OutputSet, Vec<Diagnostic>) {
        self.site_reusing(&|_| None, &Content::from)
    }

    /// [`Self::site`], where `known` may have the first edition's page of an index already, and `keep` holds the pages of the
    /// book that are made.
    pub fn site_reusing(
        &self,
        known: &(dyn Fn(usize) -> Option<Content> + Sync),
        keep: &(dyn Fn(Vec<u8>) -> Content + Sync),
    ) -> (OutputSet, Vec<Diagnostic>) {
        let mut output = OutputSet::default();
        let mut diagnostics = Vec::new();
        for asset in self.inputs.site.assets.iter() {
            output.insert(asset.path.as_str(), Content::Copy(asset.source.clone()));
        }
        for (path, content) in &self.files {
            output.insert(path.as_str(), content.clone());
        }
        for (number, edition) in self.editions.iter().enumerate() {
            let pages: Vec<usize> = edition.pages().collect();
            let one = |page: &usize| {
                let mut faults = Vec::new();
                if let Some(content) = (number == 0).then(|| known(*page)).flatten() {
                    return (content, faults);
                }
                let html = self.page_html(edition, *page, Place::Own, &mut faults);
                (keep(html), faults)
            };
            let rendered: Vec<(Content, Vec<Diagnostic>)> = match pages.len() {
                0..PARALLEL_PAGES => pages.iter().map(one).collect(),
                _ => pages.par_iter().map(one).collect(),
            };
            for (page, (content, faults)) in pages.iter().zip(rendered) {
                output.insert(edition.edition.pages[*page].url.as_str(), content);
                diagnostics.extend(faults);
            }
        }
        self.site_files(&mut output, &mut diagnostics);
        keep_first(&mut diagnostics);
        (output, diagnostics)
    }

    /// Hands over the index of the site's search, file by file: paths and bytes. Nothing where the book, or its theme, has no
    /// search.
    pub fn index(&self, put: &mut dyn FnMut(String, Vec<u8>)) {
        if let Some(edition) = self.editions.first().filter(|_| self.has_search) {
            self.search_index(edition, put);
        }
    }

    /// The Content-Security-Policy of a page with this HTML of its author's, as templates see it.
    fn policy(&self, page: &ActiveContent) -> Value {
        if page.is_empty() {
            return self.plain_policy.clone();
        }
        policy_value(policy::policy(&self.inputs.config.output.html.content_security_policy, &self.needs, page))
    }

    /// What the index in `output` does not find although it stands in the book.
    pub fn search_misses(&self, output: &OutputSet) -> Vec<Diagnostic> {
        let edition = self.editions.first().filter(|_| self.has_search);
        edition.map_or_else(Vec::new, |edition| self.misses(edition, output))
    }

    /// What stands at this path without being rendered: an asset, or a file of the theme's.
    pub fn plain_file(&self, path: &str) -> Option<Content> {
        let assets = &self.inputs.site.assets;
        if let Ok(at) = assets.binary_search_by(|asset| asset.path.as_str().cmp(path)) {
            return Some(Content::Copy(assets[at].source.clone()));
        }
        self.files.iter().find(|(file, _)| file == path).map(|(_, content)| content.clone())
    }

    /// Whether [`Self::page`] has something for this path.
    pub fn has_page(&self, path: &str) -> bool {
        self.editions.iter().any(|edition| {
            edition.by_url.get(path).is_some_and(|page| Some(*page) != edition.not_found)
                || (path == HOME && edition.home_copy.is_some())
        })
    }

    /// The index of the first edition's page that is shown at this path.
    pub fn page_at(&self, path: &str) -> Option<usize> {
        let edition = self.editions.first()?;
        let own = edition.by_url.get(path).copied().filter(|page| Some(*page) != edition.not_found);
        own.or(edition.home_copy.filter(|_| path == HOME))
    }

    /// The paths at which the first edition's page of this index is shown: its own, and the home page's where that is a copy.
    pub fn shown_at(&self, page: usize) -> Vec<String> {
        let Some(edition) = self.editions.first() else { return Vec::new() };
        let own = if edition.not_found == Some(page) { NOT_FOUND } else { edition.edition.pages[page].url.as_str() };
        let copy = edition.home_copy.filter(|copy| *copy == page).map(|_| HOME.to_owned());
        std::iter::once(own.to_owned()).chain(copy).collect()
    }

    /// A hash of all that the first edition's page of this index shows of the site around it. With equal configuration, theme,
    /// additions, glossary and assets, a page that parses alike and has equal surroundings is the same, byte for byte.
    pub fn surroundings(&self, index: usize) -> u128 {
        let mut hasher = Xxh3::new();
        let mut add = |text: &str| {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        };
        let Some(edition) = self.editions.first() else { return 0 };
        let page = &edition.edition.pages[index];
        add(&self.title);
        add(page.url.as_str());
        add(&page.title);
        add(page.number.as_deref().unwrap_or(""));
        add(&page.changed.map(Moment::day).unwrap_or_default());
        add(&format!(
            "{:?}",
            (edition.home == Some(index), self.has_print, self.has_search, self.has_bank, self.has_feed)
        ));
        for (title, id) in edition.tags.of_page(&page.parsed.face.front_matter.tags) {
            add(title);
            add(id);
        }
        add(if edition.tags.is_empty() { "" } else { TAGS });
        add(self.moved_fragments(&page.url).as_deref().unwrap_or(""));
        add(&edition.navigation.html(index, page.url.depth()));
        for neighbour in [edition.navigation.previous(index), edition.navigation.next(index)] {
            let neighbour = neighbour.map(|page| &edition.edition.pages[page]);
            add(neighbour.map_or("", |page| &page.title));
            add(neighbour.map_or("", |page| page.url.as_str()));
            add(neighbour.map_or("", |page| page.language.as_str()));
        }
        for crumb in edition.navigation.crumbs(index) {
            add(crumb.title);
            add(crumb.page.map_or("", |page| edition.edition.pages[page].url.as_str()));
            add(crumb.page.map_or("", |page| edition.edition.pages[page].language.as_str()));
            add(if crumb.page == edition.home { "home" } else { "" });
        }
        if edition.home == Some(index) {
            for group in edition.navigation.groups() {
                add(group.title);
                add(&format!("{:?}", (group.page, &group.pages, group.more)));
                for page in group.page.iter().chain(group.pages.iter().map(|(page, _)| page)) {
                    add(edition.edition.pages[*page].url.as_str());
                }
            }
        }
        hasher.digest128()
    }

    /// What is neither a page nor a file that [`Self::plain_file`] has nor of the search, with the faults of its templates.
    pub fn other_files(&self) -> (OutputSet, Vec<Diagnostic>) {
        // Redirects give way to files: all that is there must be known by its path.
        let mut output = OutputSet::default();
        let nothing = Content::from(Vec::new());
        let assets = self.inputs.site.assets.iter().map(|asset| asset.path.as_str());
        let pages = self
            .editions
            .iter()
            .flat_map(|edition| edition.pages().map(|page| edition.edition.pages[page].url.as_str()));
        let known: Vec<&str> = assets.chain(pages).chain(self.files.iter().map(|(path, _)| path.as_str())).collect();
        for path in &known {
            output.insert(*path, nothing.clone());
        }
        let mut diagnostics = Vec::new();
        self.site_files(&mut output, &mut diagnostics);
        for path in known {
            output.files.remove(path);
        }
        keep_first(&mut diagnostics);
        (output, diagnostics)
    }

    /// The HTML of the page at this path of the site, and the faults of templates; `None` if the path is no page's.
    /// The generated pages (`contents.html` and the like) come from [`render`] alone.
    pub fn page(&self, path: &str) -> Option<(Vec<u8>, Vec<Diagnostic>)> {
        let mut diagnostics = Vec::new();
        for edition in &self.editions {
            if let Some(&page) = edition.by_url.get(path).filter(|page| Some(**page) != edition.not_found) {
                let html = self.page_html(edition, page, Place::Own, &mut diagnostics);
                return Some((html, diagnostics));
            }
            if let Some(page) = edition.home_copy.filter(|_| path == HOME) {
                let home = SitePath::root().join_below(HOME);
                let html = self.page_html(edition, page, Place::Copy(&home), &mut diagnostics);
                return Some((html, diagnostics));
            }
        }
        None
    }
}

impl EditionFrame {
    fn new(
        edition: &Edition,
        config: &Config,
        title: &str,
        words: &Words,
        shared: Shared,
        scripts: Vec<(String, String)>,
    ) -> Self {
        let html = &config.output.html;
        let not_found = not_found_page(edition, config);
        let hidden: BTreeSet<usize> = not_found.into_iter().collect();
        let by_url: BTreeMap<SitePath, usize> =
            edition.pages.iter().enumerate().map(|(index, page)| (page.url.clone(), index)).collect();
        let home = by_url.get(HOME).copied();
        let is_book_title = |page: &usize| edition.pages[*page].title == title;
        let navigation = Navigation::new(
            edition,
            &Show {
                hidden: &hidden,
                fold: &html.fold,
                numbers: !html.no_section_label,
                home: home.filter(is_book_title).map(|page| (page, words.get("home"))),
            },
        );
        let first = navigation
            .order()
            .first()
            .copied()
            .or_else(|| (0..edition.pages.len()).find(|page| Some(*page) != not_found));
        let home_copy = if home.is_none() { first } else { None };
        // The book's own setting is for the book's own language.
        let direction = match edition.language == config.book.language.as_str() {
            true => config.text_direction().as_str(),
            false => self::direction(&edition.language),
        };
        let listed = navigation.order().iter().copied();
        let others = (0..edition.pages.len()).filter(|page| !navigation.is_listed(*page) && Some(*page) != not_found);
        let tags = Tags::new(edition, listed.chain(others));
        EditionFrame { navigation, direction, shared, scripts, tags, home, home_copy, not_found, by_url }
    }
}

/// The direction of a language by its tag: `ltr` or `rtl`.
fn direction(tag: &str) -> &'static str {
    crate::config::Language::new(tag).map_or("ltr", |language| language.direction().as_str())
}

/// The page whose text `404.html` shows, which is part of no list and of no export.
pub(crate) fn not_found_page(edition: &Edition, config: &Config) -> Option<usize> {
    let path = match &config.output.html.input_404 {
        NotFoundPage::Automatic => "404.md",
        NotFoundPage::File { path, .. } => path.as_str(),
        NotFoundPage::Off => return None,
    };
    edition.by_path.get(path).copied()
}

/// Where a moved id leads from the page it stood on: `to` is relative to that page, or from the site's root if it starts
/// with `/`.
fn moved_href(from: &str, to: &str) -> String {
    match to.strip_prefix('/') {
        Some(rest) => format!("{}{rest}", navigation::base(from.matches('/').count())),
        None => to.to_owned(),
    }
}

/// The theme's styles and scripts and the author's own, with the paths that templates find them under.
struct ThemeFiles<'a> {
    theme: &'a Theme,
    hash: bool,
    has_search: bool,
    written: Vec<(String, Content)>,
    style: String,
    icon: Option<(String, &'static str)>,
    styles: Vec<Value>,
    scripts: Vec<Value>,
    has_bank: bool,
    /// Style sheets of the bundles for questions, by the bundle's name.
    bank_styles: BTreeMap<String, String>,
    /// Paths of the theme's script by locale: each holds the words of one language.
    script_of: BTreeMap<&'static str, Scripts>,
    /// Editions whose pages' own scripts have been written.
    page_scripts: usize,
}

/// The glossary for the script that shows it: by id, the term's words and its explanation.
fn definitions(glossary: &Glossary) -> String {
    let terms = glossary.terms.iter().map(|term| (term.id.clone(), [term.term.as_str(), &term.text].into()));
    let terms: serde_json::Map<String, serde_json::Value> = terms.collect();
    format!(";\nwence.terms={}\n", serde_json::Value::Object(terms))
}

/// Paths of a language's scripts.
#[derive(Clone, Default)]
struct Scripts {
    /// The one that every page loads.
    main: Option<String>,
    /// Those that pages load when they need them, by name.
    bundles: Vec<(String, String)>,
    /// Those of the pages with questions, by name.
    of_bank: Vec<(String, String)>,
}

impl<'a> ThemeFiles<'a> {
    fn new(theme: &'a Theme, additions: &[Addition], hash: bool, has_bank: bool, has_search: bool) -> Self {
        let mut files = ThemeFiles {
            theme,
            hash,
            has_search,
            written: Vec::new(),
            style: String::new(),
            icon: None,
            styles: Vec::new(),
            scripts: Vec::new(),
            has_bank,
            bank_styles: BTreeMap::new(),
            script_of: BTreeMap::new(),
            page_scripts: 0,
        };
        files.icon =
            theme.icon().map(|icon| (files.add(&format!("assets/{}", icon.path), &icon.bytes), icon.media_type));
        for (name, style) in theme.bundle_styles().filter(|_| has_bank) {
            let href = files.add(&format!("assets/{name}.css"), style.as_bytes());
            files.bank_styles.insert(name.to_owned(), href);
        }
        for addition in additions {
            let href = Value::from(files.add(&addition.path, &addition.bytes));
            match addition.kind {
                AdditionKind::Style => files.styles.push(href),
                AdditionKind::Script => files.scripts.push(href),
            }
        }
        files
    }

    /// Writes the theme's style sheet; books of one language go without what shows several.
    fn add_style(&mut self, has_languages: bool) {
        let theme = self.theme;
        let style = match has_languages {
            true => format!("{}{}", theme.style(), theme.languages_style()).into(),
            false => std::borrow::Cow::Borrowed(theme.style()),
        };
        self.style = self.add("assets/theme.css", style.as_bytes());
    }

    /// The path of the picture that link previews show: the author's, or one that is written here.
    fn cover(&mut self, inputs: Inputs<'_>, title: &str) -> String {
        let own = inputs.config.output.html.cover.as_ref().map(|cover| cover.value.as_str());
        match own.filter(|path| has_asset(inputs.site, path)) {
            Some(path) => encode_href(path).into_owned(),
            None => {
                let [paper, _] = self.theme.colors();
                let picture = pictures::cover(paper, title);
                self.add("assets/cover.png", &picture)
            }
        }
    }

    /// Writes a file and answers its path as a link names it.
    fn add(&mut self, path: &str, bytes: &[u8]) -> String {
        let path = fingerprinted(path, bytes, self.hash);
        let href = encode_href(&path).into_owned();
        self.written.push((path, Content::from(bytes.to_vec())));
        href
    }

    /// Writes the scripts that only some pages of an edition name, if any does: name and path, by name.
    fn page_scripts(&mut self, edition: &Edition, words: &Words, glossary: Option<&Glossary>) -> Vec<(String, String)> {
        let used: BTreeSet<&str> =
            edition.pages.iter().flat_map(|page| page.parsed.body.pieces.iter().copied()).collect();
        // The first edition, of which most books have one alone, has the plain names.
        let is_first = self.page_scripts == 0;
        self.page_scripts += 1;
        let suffix = if is_first { String::new() } else { format!("-{}", edition.language) };
        let mut scripts = Vec::new();
        for (name, _, mut text) in
            self.theme.bundles(words).into_iter().filter(|(_, scope, _)| *scope == BundleScope::Page)
        {
            match glossary.filter(|_| name == TERMS) {
                Some(glossary) => text.push_str(&definitions(glossary)),
                None if used.contains(name) => {}
                None => continue,
            }
            scripts.push((name.to_owned(), self.add(&format!("assets/{name}{suffix}.js"), text.as_bytes())));
        }
        scripts
    }

    /// `theme` as the templates of an edition see it.
    fn value(&mut self, language: &str, words: &Words) -> Value {
        let locale = words::locale(language);
        let scripts = match self.script_of.get(locale) {
            Some(known) => known.clone(),
            None => {
                // A book of one language, as nearly all are, has the plain names.
                let suffix = if self.script_of.is_empty() { String::new() } else { format!("-{locale}") };
                let theme = self.theme;
                let main =
                    theme.script(words).map(|text| self.add(&format!("assets/theme{suffix}.js"), text.as_bytes()));
                let mut scripts = Scripts { main, ..Scripts::default() };
                for (name, scope, text) in theme.bundles(words) {
                    let list = match scope {
                        BundleScope::Site => &mut scripts.bundles,
                        BundleScope::Search if self.has_search => &mut scripts.bundles,
                        BundleScope::Bank if self.has_bank => &mut scripts.of_bank,
                        // Those of single pages are written where it is known which pages there are.
                        BundleScope::Bank | BundleScope::Page | BundleScope::Search => continue,
                    };
                    let path = fingerprinted(&format!("assets/{name}{suffix}.js"), text.as_bytes(), self.hash);
                    list.push((name.to_owned(), encode_href(&path).into_owned()));
                    self.written.push((path, Content::from(text.into_bytes())));
                }
                self.script_of.insert(locale, scripts.clone());
                scripts
            }
        };
        // A list in the order of the names: a map of Tera's has no order of its own, and pages write these out.
        let bundles: Vec<Value> = scripts
            .bundles
            .iter()
            .map(|(name, path)| Fields::default().text("name", name).text("path", path).build())
            .collect();
        let mut bank = tera::Map::new();
        for (name, path) in &scripts.of_bank {
            let style = self.bank_styles.get(name).map(String::as_str);
            bank.insert(name.clone().into(), Fields::default().text("script", path).maybe("style", style).build());
        }
        let [light, dark] = self.theme.colors();
        Fields::default()
            .text("style", &self.style)
            .maybe("script", scripts.main.as_deref())
            .value("bundles", bundles)
            .value("bank", bank)
            .maybe("icon", self.icon.as_ref().map(|(href, _)| href.as_str()))
            .maybe("icon_type", self.icon.as_ref().map(|(_, media_type)| *media_type))
            .text("color_light", light)
            .text("color_dark", dark)
            .value("styles", self.styles.clone())
            .value("scripts", self.scripts.clone())
            .build()
    }
}

#[cfg(test)]
mod tests;
