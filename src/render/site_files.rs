//! The files a site has once: `404.html`, `sitemap.xml`, `feed.xml`, `robots.txt`, `llms.txt`, `.nojekyll`, `CNAME`, redirects, and the lists of
//! everything.
//! In: a [`Renderer`] and the output with the pages in it. Out: more files in the output. A file of the author's under the
//! same path stays.

use super::body::{self, Shown};
use super::languages::State;
use super::llms::LLMS;
use super::offline::MANIFEST;
use super::page::{Place, escaped};
use super::tags::TAGS;
use super::{EditionView, FEED, HOME, NOT_FOUND, Renderer, metadata, navigation, policy, policy_value};
use crate::config::NotFoundPage;
use crate::diag::Diagnostic;
use crate::model::{ActiveContent, Moment, OutputSet, Page, SitePath};
use std::collections::BTreeMap;
use tera::Value;

impl Renderer<'_> {
    pub(super) fn site_files(&self, output: &mut OutputSet, diagnostics: &mut Vec<Diagnostic>) {
        let html = &self.inputs.config.output.html;
        let Some(edition) = self.editions.first() else { return };
        if let Some(page) = edition.home_copy {
            let home = SitePath::root().join_below(HOME);
            output.insert(HOME, self.page_html(edition, page, Place::Copy(&home), diagnostics));
        }
        self.contents(edition, output, diagnostics);
        if !edition.tags.is_empty() {
            self.write_list(edition, TAGS, ["tags", "tags_lead"], &self.tags(edition), output, diagnostics);
        }
        if !edition.bank.questions.is_empty() {
            self.bank_pages(edition, output, diagnostics);
        }
        if self.has_search {
            self.search_page(edition, output, diagnostics);
        }
        if self.has_print {
            self.print(edition, output, diagnostics);
        }
        if !matches!(html.input_404, NotFoundPage::Off) {
            output.insert(NOT_FOUND, self.not_found(edition, diagnostics));
        }
        self.redirects(edition, output, diagnostics);
        // GitHub Pages would run the site through Jekyll, which leaves out files that start with an underscore.
        output.insert(".nojekyll", Vec::new());
        if let Some(name) = &html.cname {
            output.insert("CNAME", format!("{name}\n"));
        }
        let mut robots = "User-agent: *\nAllow: /\n".to_owned();
        if let Some(root) = &self.root {
            output.insert("sitemap.xml", sitemap(self.sitemap_entries(root), self.inputs.languages.is_some()));
            if let Some(feed) = self.has_feed.then(|| self.feed(root)).flatten() {
                output.insert(FEED, feed);
            }
            robots.push_str(&format!("\nSitemap: {root}sitemap.xml\n"));
        }
        output.insert("robots.txt", robots);
        if self.has_offline {
            output.insert(MANIFEST, self.manifest());
        }
        if !edition.edition.pages.is_empty() {
            output.insert(LLMS, self.llms(edition));
        }
    }

    /// Served for any path, so its links start from the path of `site-url` and its styles are in it.
    fn not_found(&self, edition: &EditionView<'_>, diagnostics: &mut Vec<Diagnostic>) -> Vec<u8> {
        let base = self.inputs.config.output.html.site_url.as_ref().map_or("/", |url| url.path());
        let url = SitePath::root().join_below(NOT_FOUND);
        let title = edition.words.get("nf_title");
        // Inside `<style>` the only thing that must not occur is its end tag.
        let style = self.inputs.theme.standalone_style().replace("</", "<\\/");
        let mut fields = self
            .fields("404", &url, title)
            .text("language", &edition.edition.language)
            .text("direction", edition.direction)
            .value("canonical", Value::none())
            .html("script", self.inputs.theme.standalone_script())
            .maybe_html("pages_json", self.pages_json(edition).as_deref())
            .html("style", &style);
        let mut active_content = ActiveContent { inline_style: true, ..ActiveContent::default() };
        if let Some(page) = edition.not_found.map(|page| &edition.edition.pages[page]) {
            let (face, own) = (&page.parsed.face, page.parsed.body.html());
            let html = &own.html;
            let text = body::fill(html, 0..html.text.len(), face, &self.inputs.site.assets, &Shown::From(base), &[]);
            active_content.extend(&page.parsed.body.active_content);
            fields = fields.html("body", &text).text("title", &page.title).text("head_title", &page.title);
        }
        let mut needs = self.needs.clone();
        needs.script_hashes.push(policy::hash(self.inputs.theme.standalone_script()));
        let setting = &self.inputs.config.output.html.content_security_policy;
        let fields = fields.value("policy", policy_value(policy::policy(setting, &needs, &active_content)));
        self.inputs.theme.render("404.html", &edition.shared.with(base, fields.build()), 0, diagnostics)
    }

    /// Paths and titles of all pages, for finding what was meant by an address that leads nowhere. None where the list would
    /// be longer than the page is worth: more than 64 KiB.
    fn pages_json(&self, edition: &EditionView<'_>) -> Option<String> {
        const MOST_BYTES: usize = 64 * 1024;
        let listed: Vec<&Page> = edition.pages().map(|page| &*edition.edition.pages[page]).collect();
        let length: usize = listed.iter().map(|page| page.url.as_str().len() + page.title.len() + 8).sum();
        let pages: Vec<serde_json::Value> =
            listed.iter().map(|page| serde_json::json!([page.url.as_str(), page.title])).collect();
        (length <= MOST_BYTES).then(|| metadata::script_json(&pages.into()))
    }

    /// Pages that only lead elsewhere. They need no script, except where single ids of a vanished page have moved.
    fn redirects(&self, edition: &EditionView<'_>, output: &mut OutputSet, diagnostics: &mut Vec<Diagnostic>) {
        let mut targets: BTreeMap<&str, (SitePath, String)> = BTreeMap::new();
        for (from, to) in self.inputs.site.redirects.iter() {
            let href = if has_scheme(to) { to.clone() } else { format!("{}{to}", navigation::base(from.depth())) };
            targets.insert(from.as_str(), (from.clone(), href));
        }
        // A page of which only ids have moved still needs a file that follows them.
        for from in self.moved.keys().filter(|from| !output.files.contains_key(*from)) {
            let path = SitePath::root().join_below(from);
            let home = format!("{}{HOME}", navigation::base(path.depth()));
            targets.entry(from).or_insert((path, home));
        }
        for (from, (path, href)) in &targets {
            if output.files.contains_key(*from) {
                continue;
            }
            let mut target = String::new();
            pulldown_cmark_escape::escape_href(&mut target, href).expect("writing to a string does not fail");
            let canonical = match (has_scheme(href), &self.root) {
                (true, _) => Some(href.clone()),
                (false, Some(root)) => {
                    let bare = href.split(['#', '?']).next().unwrap_or("");
                    path.join(bare).map(|target| metadata::canonical(root, &target))
                }
                (false, None) => None,
            };
            let fields = self
                .fields("redirect", path, edition.words.get("moved_title"))
                .text("language", &edition.edition.language)
                .text("direction", edition.direction)
                .maybe("canonical", canonical.as_deref())
                // Escaped for an attribute already, so that text from a configuration cannot leave it.
                .html("target", &target)
                .maybe_html("moved", self.moved_fragments(path).as_deref());
            let context = edition.shared.with(&navigation::base(path.depth()), fields.build());
            output.insert(*from, self.inputs.theme.render("redirect.html", &context, 0, diagnostics));
        }
    }

    /// An entry of the sitemap for each page that is there to be found.
    fn sitemap_entries(&self, root: &str) -> Vec<String> {
        let home = SitePath::root().join_below(HOME);
        let pages = self.editions.iter().flat_map(|edition| {
            let copy = edition.home_copy.map(|page| (&home, edition.edition.pages[page].changed));
            let pages = edition.pages().map(|page| &edition.edition.pages[page]);
            let published = pages.filter(|page| !page.parsed.face.front_matter.draft);
            copy.into_iter().chain(published.map(|page| (&page.url, page.changed)))
        });
        // What is not translated is found as the original.
        let found = pages.filter(|(url, _)| self.state(url) != Some(State::Untranslated));
        let entry = |(url, changed): (&SitePath, Option<Moment>)| {
            let address = escaped(&metadata::canonical(root, url));
            let changed = changed.map_or_else(String::new, |moment| format!("<lastmod>{}</lastmod>", moment.day()));
            format!("<url><loc>{address}</loc>{changed}{}</url>\n", self.sitemap_alternates(url))
        };
        found.take(MOST_ADDRESSES).map(entry).collect()
    }

    /// The sitemap of several languages, this one first.
    pub fn sitemap_with(&self, others: &[Renderer<'_>]) -> Option<String> {
        let entries = |renderer: &Renderer<'_>| Some(renderer.sitemap_entries(renderer.root.as_deref()?));
        let mut all = entries(self)?;
        all.extend(others.iter().filter_map(entries).flatten());
        Some(sitemap(all, true))
    }
}

/// So many addresses a file may have.
const MOST_ADDRESSES: usize = 50_000;

/// The sitemaps.org protocol 0.9; a larger site names the first so many addresses as a file may have.
fn sitemap(entries: Vec<String>, has_languages: bool) -> String {
    let languages = if has_languages { " xmlns:xhtml=\"http://www.w3.org/1999/xhtml\"" } else { "" };
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"{languages}>\n",
    );
    xml.extend(entries.into_iter().take(MOST_ADDRESSES));
    xml.push_str("</urlset>\n");
    xml
}

/// Whether the address names a scheme or a host, so that it leads away from the site.
fn has_scheme(href: &str) -> bool {
    let scheme = href.split([':', '/', '?', '#']).next().unwrap_or("");
    let named = href[scheme.len()..].starts_with(':') && !scheme.is_empty();
    href.starts_with("//")
        || (named && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte)))
}
