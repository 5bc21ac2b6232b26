//! Joins the pages into a site and checks every reference among them.
//! In: parsed pages, the outline, the assets, redirects. Out: a [`Site`], and one diagnostic for each target not found and
//! for each path that two sources claim. Knows neither Markdown nor HTML, reads no file. Start at [`resolve`].

mod outputs;

use crate::diag::{Diagnostic, Span, codes, nearest};
use crate::model::site_path::decode_href;
use crate::model::{Asset, Edition, Link, LinkKind, Moment, Outline, Page, ParsedPage, Site, SitePath, Target};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

/// A page that leads elsewhere, asked for in `book.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedirectRequest {
    pub from: SitePath,
    /// Relative to the site's root, or with a scheme.
    pub to: String,
    pub span: Span,
    /// Of `to`.
    pub to_span: Span,
}

/// Pages of the original in the book of a further language, which has none of these paths itself. What is wrong with them is
/// told of the original.
#[derive(Clone, Debug, Default)]
pub struct Borrowed {
    /// Of the original, BCP 47.
    pub language: String,
    /// By source path.
    pub pages: BTreeSet<SitePath>,
}

/// All that the site is made of.
pub struct Input {
    /// The content folder from the book's root, as messages name files.
    pub content_folder: String,
    pub language: String,
    /// Pages that stand in for translations which there are not.
    pub borrowed: Borrowed,
    pub outline: Outline,
    /// Every page that is published, in any order.
    pub pages: Vec<Arc<ParsedPage>>,
    /// When pages were last changed, by source path, where it is known.
    pub changed: HashMap<SitePath, Moment>,
    pub assets: Vec<Asset>,
    /// Markdown files that exist but are not published: drafts, and files that `SUMMARY.md` does not list.
    pub unpublished: BTreeSet<SitePath>,
    pub redirects: Vec<RedirectRequest>,
    /// Whether each page is written as Markdown, too.
    pub markdown_pages: bool,
    /// Source path of the page that serves as `404.html`.
    pub not_found_page: Option<SitePath>,
}

/// The site, and what checking its references found.
pub struct Resolved {
    pub site: Site,
    /// For checking a page again whose text has changed.
    pub targets: Targets,
    /// Two sources for one path, which is an error.
    pub claims: Vec<Diagnostic>,
    /// Redirects of the settings that end nowhere, which are warnings. No text of a page changes them.
    pub lost_redirects: Vec<Diagnostic>,
    /// References that lead nowhere, which are warnings, by the index of the page that holds them.
    pub broken: Vec<Vec<Diagnostic>>,
}

/// The site with its references checked.
pub fn resolve(input: Input) -> Resolved {
    let mut claims = Vec::new();
    let pages = order_pages(&input.outline, input.pages, &input.language, &input.borrowed, &input.changed);
    let by_path: BTreeMap<SitePath, usize> =
        pages.iter().enumerate().map(|(index, page)| (page.parsed.path.clone(), index)).collect();
    let sources = outputs::Sources {
        content_folder: &input.content_folder,
        pages: &pages,
        assets: &input.assets,
        redirects: &input.redirects,
        markdown_pages: input.markdown_pages,
        not_found_page: input.not_found_page.as_ref(),
    };
    let redirects = outputs::claim(&sources, &mut claims);
    let targets = Targets::new(&pages, &input.assets, input.unpublished, input.borrowed.pages, &redirects);
    let lost = |request| targets.check_redirect(request, &pages, &redirects);
    let lost_redirects = input.redirects.iter().filter_map(lost).collect();
    let edition =
        Edition { language: input.language, outline: Arc::new(input.outline), pages, by_path: Arc::new(by_path) };
    let site = Site { editions: vec![edition], assets: Arc::new(input.assets), redirects: Arc::new(redirects) };
    let broken = site.editions[0].pages.par_iter().map(|page| targets.check(&site, &page.parsed)).collect();
    Resolved { site, targets, claims, lost_redirects, broken }
}

/// Pages in reading order, each with the title and number that its chapter gives it; those without a chapter by path.
fn order_pages(
    outline: &Outline,
    parsed: Vec<Arc<ParsedPage>>,
    language: &str,
    borrowed: &Borrowed,
    changed: &HashMap<SitePath, Moment>,
) -> Vec<Arc<Page>> {
    let mut by_path: BTreeMap<SitePath, Arc<ParsedPage>> =
        parsed.into_iter().map(|page| (page.path.clone(), page)).collect();
    let mut pages = Vec::with_capacity(by_path.len());
    let page = |parsed: Arc<ParsedPage>, title: Option<&str>, number: Option<String>| {
        let own = parsed.face.title();
        let title = title.filter(|title| !title.is_empty()).or(own).unwrap_or(parsed.path.stem()).to_owned();
        let url = parsed.path.page_url();
        let changed = changed.get(&parsed.path).copied();
        let language = if borrowed.pages.contains(&parsed.path) { &borrowed.language } else { language };
        Arc::new(Page { title, url, language: language.to_owned(), number, changed, parsed })
    };
    for visit in outline.chapters() {
        let Some(parsed) = visit.chapter.page.as_ref().and_then(|path| by_path.remove(path)) else { continue };
        pages.push(page(parsed, Some(&visit.chapter.title), visit.chapter.number_text()));
    }
    pages.extend(by_path.into_values().map(|parsed| page(parsed, None, None)));
    pages
}

/// Everything that a link may lead to.
#[derive(Debug)]
pub struct Targets {
    /// Written files: pages, assets, redirects and what Wence adds. The page's index where it is one.
    by_url: HashMap<String, Option<usize>>,
    /// The written files that are no pages, sorted; made when the first link is broken.
    other_files: OnceLock<Vec<String>>,
    folders: BTreeSet<String>,
    unpublished: BTreeSet<SitePath>,
    /// Pages whose references are checked where they come from.
    borrowed: BTreeSet<SitePath>,
}

impl Targets {
    fn new(
        pages: &[Arc<Page>],
        assets: &[Asset],
        unpublished: BTreeSet<SitePath>,
        borrowed: BTreeSet<SitePath>,
        redirects: &BTreeMap<SitePath, String>,
    ) -> Self {
        let mut by_url: HashMap<String, Option<usize>> =
            outputs::ADDED.iter().map(|path| ((*path).to_owned(), None)).collect();
        if pages.iter().any(|page| !page.parsed.face.questions.is_empty()) {
            by_url.extend(outputs::ADDED_TO_BANKS.iter().map(|path| ((*path).to_owned(), None)));
        }
        // There is a page of tags where there are tags.
        if pages.iter().all(|page| page.parsed.face.front_matter.tags.is_empty()) {
            by_url.remove("tags.html");
        }
        by_url.extend(redirects.keys().map(|path| (path.as_str().to_owned(), None)));
        by_url.extend(assets.iter().map(|asset| (asset.path.as_str().to_owned(), None)));
        by_url.extend(pages.iter().enumerate().map(|(index, page)| (page.url.as_str().to_owned(), Some(index))));
        // The book's root is there even when no page is its own: the first page is written there too.
        if !pages.is_empty() {
            by_url.entry("index.html".to_owned()).or_insert(Some(0));
        }
        let mut folders = BTreeSet::new();
        for path in pages.iter().map(|page| &page.parsed.path).chain(assets.iter().map(|asset| &asset.path)) {
            if !folders.contains(path.folder()) {
                folders.insert(path.folder().to_owned());
            }
        }
        Targets { by_url, other_files: OnceLock::new(), folders, unpublished, borrowed }
    }

    /// The references of `page` that lead nowhere. `site` is the one that these targets were made of, or one that differs in
    /// the texts of pages only.
    pub fn check(&self, site: &Site, page: &ParsedPage) -> Vec<Diagnostic> {
        let Some(edition) = site.editions.first() else { return Vec::new() };
        if self.borrowed.contains(&page.path) {
            return Vec::new();
        }
        page.face.links.iter().filter_map(|link| self.check_link(edition, page, link)).collect()
    }

    fn check_link(&self, edition: &Edition, page: &ParsedPage, link: &Link) -> Option<Diagnostic> {
        match &link.target {
            Target::External => None,
            Target::Fragment(fragment) => self.check_fragment(page, fragment, link, None),
            Target::Outside => Some(
                Diagnostic::warning(
                    codes::LINK_OUTSIDE_BOOK,
                    link.span,
                    format!("`{}` leads out of the book's content folder", link.href),
                )
                .label("linked here")
                .help("link to a page of the book, or give the whole address with its scheme"),
            ),
            Target::Path { path, fragment } => {
                let found = match edition.by_path.get(path) {
                    Some(&index) => Some(Some(index)),
                    // The page may have gone by its old name, or be the folder's page under its other name.
                    None if path.is_markdown() => self.by_url.get(path.page_url().as_str()).copied(),
                    None => self.by_url.get(path.as_str()).copied(),
                };
                match (found, fragment) {
                    (Some(Some(index)), Some(fragment)) => {
                        let target = &edition.pages[index].parsed;
                        self.check_fragment(target, fragment, link, Some(target.path.as_str()))
                    }
                    (Some(_), _) => None,
                    (None, _) => Some(self.not_found(edition, page, path, link)),
                }
            }
        }
    }

    /// Whether a redirect of the settings ends at something that the site has.
    fn check_redirect(
        &self,
        request: &RedirectRequest,
        pages: &[Arc<Page>],
        redirects: &BTreeMap<SitePath, String>,
    ) -> Option<Diagnostic> {
        let from = request.from.as_str();
        let mut to = request.to.as_str();
        for _ in 0..=redirects.len() {
            if to.contains("://") || to.starts_with("//") {
                return None;
            }
            let path = decode_href(to.split(['#', '?']).next().unwrap_or(""));
            let path = SitePath::new(path.trim_end_matches('/'))?;
            let is_folder = path.is_root() || self.folders.contains(path.as_str());
            let path = if is_folder { path.join_below("index.html") } else { path.page_url() };
            if path == request.from {
                return Some(
                    Diagnostic::warning(
                        codes::REDIRECT_LOOP,
                        request.to_span,
                        format!("the redirect from `{from}` leads back to itself"),
                    )
                    .help("redirect to the page where readers should end"),
                );
            }
            if let Some(next) = redirects.get(&path) {
                to = next;
                continue;
            }
            if self.by_url.contains_key(path.as_str()) {
                return None;
            }
            let fault = Diagnostic::warning(
                codes::REDIRECT_NOT_FOUND,
                request.to_span,
                format!("the redirect from `{from}` leads to `{}`, which the site does not have", path.as_str()),
            );
            let near = nearest(path.as_str(), pages.iter().map(|page| page.url.as_str()));
            return Some(match near {
                Some(near) => fault.help(format!("the nearest is `/{near}`")),
                None => fault.help("redirect to a page of the book, or to a whole address"),
            });
        }
        // A circle that others are in; theirs is the message.
        None
    }

    fn check_fragment(
        &self,
        target: &ParsedPage,
        fragment: &str,
        link: &Link,
        path: Option<&str>,
    ) -> Option<Diagnostic> {
        // `#` and `#top` are the top of any page (HTML standard §7.4.6.4); `:~:` begins a text fragment, which is no id.
        let id = fragment.split(":~:").next().unwrap_or("");
        if id.is_empty() || id.eq_ignore_ascii_case("top") || target.face.has_id(id) {
            return None;
        }
        let where_to = path.map_or_else(|| "this page".to_owned(), |path| path.to_owned());
        let mut fault =
            Diagnostic::warning(codes::ANCHOR_NOT_FOUND, link.span, format!("no heading `{id}` in {where_to}"))
                .label("linked here");
        let headings = &target.face.headings;
        // Distances to every heading of a very long page, for every broken link to it, would take longer than the build.
        let few = headings.get(..headings.len().min(1_000)).unwrap_or_default();
        let near = nearest(id, few.iter().map(|heading| heading.id.as_str())).or_else(|| {
            // A part of a longer id, or the heading's words instead of its id.
            headings
                .iter()
                .find(|heading| heading.text == id || heading.id.contains(id) || id.contains(heading.id.as_str()))
                .map(|heading| heading.id.as_str())
        });
        fault = match near {
            Some(near) => fault.help(format!("the nearest heading is `#{near}`")),
            None => fault.help("link to the page without `#…`, or give the heading this id: `## … {#id}`"),
        };
        Some(fault)
    }

    fn not_found(&self, edition: &Edition, page: &ParsedPage, path: &SitePath, link: &Link) -> Diagnostic {
        if self.unpublished.contains(path) {
            return Diagnostic::warning(
                codes::LINK_TO_DRAFT,
                link.span,
                format!("`{path}` exists but is not part of the site", path = path.as_str()),
            )
            .label("linked here")
            .help("publish it (take `draft` out, or list it in `SUMMARY.md`), or take the link out");
        }
        let (code, what) = match link.kind {
            LinkKind::Image => (codes::IMAGE_NOT_FOUND, "image"),
            LinkKind::Link => (codes::LINK_NOT_FOUND, "page or file"),
        };
        let fault = Diagnostic::warning(code, link.span, format!("no {what} `{}`", path.as_str())).label("linked here");
        if self.folders.contains(path.as_str()) {
            return fault.help(format!("`{}` is a folder: link to one of its pages by name", path.as_str()));
        }
        match self.nearest_path(edition, path, link.kind) {
            Some(near) => fault.help(format!("the nearest is `{}`", near.relative_to(&page.path))),
            None => fault.help("mend the path: it is relative to this page"),
        }
    }

    /// The existing path that was probably meant: one of the same name in another folder or other case, else a name like it
    /// in the same folder, else a path like it anywhere.
    fn nearest_path(&self, edition: &Edition, path: &SitePath, kind: LinkKind) -> Option<SitePath> {
        // A page's link may have been written as Markdown or as its URL; suggestions are sources.
        let sources = || edition.pages.iter().map(|page| page.parsed.path.as_str());
        let assets = self.other_files.get_or_init(|| {
            let mut assets: Vec<String> =
                self.by_url.iter().filter(|(_, page)| page.is_none()).map(|(path, _)| path.clone()).collect();
            assets.sort_unstable();
            assets
        });
        let assets = || assets.iter().map(String::as_str);
        let candidates: Vec<&str> = match kind {
            LinkKind::Image => assets().collect(),
            LinkKind::Link if path.is_markdown() => sources().collect(),
            LinkKind::Link => sources().chain(assets()).collect(),
        };
        let wanted = path.file_name().to_lowercase();
        let same_name = candidates.iter().copied().find(|candidate| {
            let name = candidate.rsplit('/').next().unwrap_or("");
            name.len() == wanted.len() && name.to_lowercase() == wanted
        });
        let folder = path.folder();
        let in_folder = || {
            let siblings = || {
                candidates.iter().filter_map(|path| {
                    let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
                    (parent == folder).then_some(name)
                })
            };
            let near = nearest(path.file_name(), siblings())?;
            Some(if folder.is_empty() { near.to_owned() } else { format!("{folder}/{near}") })
        };
        // Distances to every path of a very large book, for every broken link of it, would take longer than the build.
        let anywhere = || {
            (candidates.len() <= 2_000)
                .then(|| nearest(path.as_str(), candidates.iter().copied()).map(str::to_owned))
                .flatten()
        };
        let near = same_name.map(str::to_owned).or_else(in_folder).or_else(anywhere)?;
        SitePath::new(&near)
    }
}
