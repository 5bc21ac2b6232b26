//! Which source writes which file of the site.
//! In: pages, assets and redirects. Out: the redirects that may be written, and an error for each path that is claimed twice
//! or is Wence's own.

use super::RedirectRequest;
use crate::diag::{Diagnostic, Place, codes};
use crate::model::{Asset, Page, SitePath};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Files that Wence adds to every site. A link may lead to them, a source may not claim them.
pub const ADDED: [&str; 7] =
    ["404.html", "contents.html", "feed.xml", "print.html", "search.html", "sitemap.xml", "tags.html"];

/// The search's index: every script in this folder. Pages and other files may lie there as well.
fn is_of_search(path: &str) -> bool {
    path.strip_prefix("search/").is_some_and(|name| name.ends_with(".js") && !name.contains('/'))
}

/// Files that only a book with questions gets; what holds for [`ADDED`] holds for them.
pub const ADDED_TO_BANKS: [&str; 3] = ["bank.html", "practice.html", "questions.json"];

/// Bytes of one name: the limit of ext4, XFS, Btrfs and APFS; that of NTFS is as many UTF-16 units, which is never less.
const LONGEST_NAME: usize = 255;

/// All that may claim a file.
pub struct Sources<'s> {
    /// From the book's root, as messages name files.
    pub content_folder: &'s str,
    pub pages: &'s [Arc<Page>],
    pub assets: &'s [Asset],
    pub redirects: &'s [RedirectRequest],
    /// Whether each page is written as Markdown, too, under the path of its source.
    pub markdown_pages: bool,
    /// Source of the page that may write `404.html`.
    pub not_found_page: Option<&'s SitePath>,
}

impl Sources<'_> {
    fn place(&self, path: &SitePath) -> Place {
        match self.content_folder {
            "" | "." => Place::File(path.as_str().to_owned()),
            folder => Place::File(format!("{folder}/{}", path.as_str())),
        }
    }
}

/// Checks all claims and answers the redirects: written path to target, which is relative to the site's root or has a scheme.
pub fn claim(sources: &Sources, diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<SitePath, String> {
    let has_questions = sources.pages.iter().any(|page| !page.parsed.face.questions.is_empty());
    // Paths that differ in case only are one file on Windows and macOS.
    let mut owners: HashMap<String, String> = HashMap::new();
    let mut claim = |path: &SitePath, source: &str, place: Place, diagnostics: &mut Vec<Diagnostic>| -> bool {
        if path.as_str().split('/').any(|name| name.len() > LONGEST_NAME) {
            let message = format!("`{source}` would be written under a name longer than {LONGEST_NAME} bytes");
            diagnostics.push(Diagnostic::error(codes::NAME_TOO_LONG, place, message).help("give it a shorter name"));
            return false;
        }
        let key = path.as_str().to_lowercase();
        let is_added = ADDED.contains(&key.as_str())
            || (has_questions && ADDED_TO_BANKS.contains(&key.as_str()))
            || is_of_search(&key);
        if is_added && !(key == "404.html" && sources.not_found_page.is_some_and(|page| page.as_str() == source)) {
            diagnostics.push(
                Diagnostic::error(
                    codes::RESERVED_OUTPUT,
                    place,
                    format!("`{source}` would be written to `{}`, which Wence writes itself", path.as_str()),
                )
                .help("give the file another name"),
            );
            return false;
        }
        if let Some(owner) = owners.get(&key) {
            let message = format!("`{source}` and `{owner}` would both be written to `{}`", path.as_str());
            diagnostics.push(
                Diagnostic::error(codes::DUPLICATE_OUTPUT, place, message).help("rename or remove one of the two"),
            );
            return false;
        }
        owners.insert(key, source.to_owned());
        true
    };
    for page in sources.pages {
        claim(&page.url, page.parsed.path.as_str(), sources.place(&page.parsed.path), diagnostics);
    }
    for asset in sources.assets {
        claim(&asset.path, asset.path.as_str(), sources.place(&asset.path), diagnostics);
    }
    if sources.markdown_pages && sources.redirects.iter().any(|request| request.from.is_markdown()) {
        for page in sources.pages {
            let source = format!("{} (as Markdown)", page.parsed.path.as_str());
            claim(&page.parsed.path, &source, sources.place(&page.parsed.path), diagnostics);
        }
    }
    let mut redirects = BTreeMap::new();
    for page in sources.pages {
        for alias in &page.parsed.face.front_matter.aliases {
            let Some(from) = alias_path(alias) else { continue };
            if from == page.url {
                continue;
            }
            let source = format!("{} (alias of {})", from.as_str(), page.parsed.path.as_str());
            if claim(&from, &source, sources.place(&page.parsed.path), diagnostics) {
                redirects.insert(from, page.url.as_str().to_owned());
            }
        }
    }
    for request in sources.redirects {
        let source = format!("{} (redirect)", request.from.as_str());
        if claim(&request.from, &source, request.span.into(), diagnostics) {
            redirects.insert(request.from.clone(), request.to.clone());
        }
    }
    redirects
}

/// The file that answers for an alias: a page's old source path, its old URL, or its old folder. `None` when it would lie
/// outside the site.
fn alias_path(alias: &str) -> Option<SitePath> {
    let trimmed = alias.trim_start_matches('/');
    let path = SitePath::new(trimmed)?;
    if path.is_root() || trimmed.ends_with('/') {
        return Some(path.join_below("index.html"));
    }
    if path.is_markdown() {
        return Some(path.page_url());
    }
    if path.extension().is_empty() { Some(path.join_below("index.html")) } else { Some(path) }
}
