//! One page of the book as HTML.
//! In: a [`Renderer`] and the page's place. Out: the page's text, and the faults of templates met on the way.

use super::body::{self, Shown, TermLink};
use super::context::Fields;
use super::languages::State;
use super::metadata::{self, Described};
use super::navigation::{self, Crumb};
use super::outline;
use super::{EditionView, Renderer};
use crate::diag::Diagnostic;
use crate::model::site_path::encode_href;
use crate::model::{BodyHtml, Html, Moment, Page, SitePath};
use tera::Value;

/// About the bytes that a page has besides its text and its sidebar.
const CHROME: usize = 8 * 1024;

/// How a page is shown: at its own path, or once more elsewhere.
#[derive(Clone, Copy)]
pub(super) enum Place<'a> {
    Own,
    /// The same page under another path, such as the first page as the home page.
    Copy(&'a SitePath),
}

impl Renderer<'_> {
    /// The page at `index` of `edition`, shown at `place`.
    pub(super) fn page_html(
        &self,
        edition: &EditionView<'_>,
        index: usize,
        place: Place<'_>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Vec<u8> {
        let page = &edition.edition.pages[index];
        let url = match place {
            Place::Own => &page.url,
            Place::Copy(url) => url,
        };
        let base = navigation::base(url.depth());
        let shown = if *url == page.url { Shown::AtHome } else { Shown::From(&base) };
        let text = page.parsed.body.html();
        let terms = term_links(edition, page, &text, &base);
        let (heading, body) = self.heading_and_body(edition, index, &text.html, &shown, &base, &terms);
        let is_home = edition.home == Some(index) || *url == "index.html";
        let sidebar = edition.navigation.html(index, url.depth());
        let groups = if edition.home == Some(index) { self.groups(edition, &base) } else { Vec::new() };
        let lead = if groups.is_empty() { 0 } else { lead_end(&body) };
        let fields = self
            .page_fields(edition, page, url, is_home)
            .html("heading", &heading)
            .html("body", body.as_ref())
            .value("has_questions", edition.bank.has_page(index))
            .html("navigation", &sidebar)
            .maybe_html("outline", self.outline(page).as_deref())
            .value("bundles", edition.page_bundles(&page.parsed.body, !terms.is_empty()))
            .value("policy", self.policy(&page.parsed.body.active_content))
            .value("groups", groups)
            .html("lead", &body[..lead])
            .html("rest", if lead > 0 { &body[lead..] } else { "" })
            .value("crumbs", self.crumbs(edition, index, &base, is_home))
            .value("tags", edition.tags.links(&page.parsed.face.front_matter.tags, &base))
            .value("previous", neighbour(edition, edition.navigation.previous(index), &base))
            .value("next", neighbour(edition, edition.navigation.next(index), &base))
            .maybe_html("structured_data", self.structured_data(edition, index, url, is_home).as_deref())
            .maybe_html("moved", self.moved_fragments(url).as_deref())
            .maybe("markdown", self.markdown_path(index).map(|path| encode_href(path.as_str())).as_deref());
        let capacity = body.len() + sidebar.len() + CHROME;
        self.inputs.theme.render("page.html", &edition.shared.with(&base, fields.build()), capacity, diagnostics)
    }

    /// HTML up to the end of the title, and after it. A page without any heading of level 1 gets one of its title, unless its
    /// first heading says the same.
    fn heading_and_body<'p>(
        &self,
        edition: &EditionView<'_>,
        index: usize,
        html: &'p Html,
        shown: &Shown<'_>,
        base: &str,
        terms: &[TermLink],
    ) -> (String, std::borrow::Cow<'p, str>) {
        let page = &edition.edition.pages[index];
        let face = &page.parsed.face;
        let split = self.title_end(edition, index, html);
        let mut heading = body::fill(html, 0..split, face, &self.inputs.site.assets, shown, terms).into_owned();
        let body = self.body_with_cards(edition, index, html, split, shown, base, terms);
        let first_says_it = face.headings.first().is_some_and(|first| first.in_outline && first.text == page.title)
            || (split == 0 && page.parsed.body.title_end.is_some());
        if heading.is_empty() && !first_says_it {
            heading = format!("<h1>{}</h1>\n", escaped(&page.title));
        }
        if face.front_matter.draft {
            let mark = format!(" <span class=\"draft-mark\">{}</span>", escaped(edition.words.get("draft")));
            match heading.rfind("</h1>") {
                Some(at) => heading.insert_str(at, &mark),
                None => heading.push_str(&format!("<p>{}</p>\n", mark.trim_start())),
            }
        }
        (heading, body)
    }

    /// What every kind of page says of itself.
    fn page_fields(&self, edition: &EditionView<'_>, page: &Page, url: &SitePath, is_home: bool) -> Fields {
        let face = &page.parsed.face;
        let description = self.description(page);
        let head_title = match &face.title_override {
            Some(title) => title.clone(),
            None if is_home || page.title == self.title || self.title.is_empty() => {
                match is_home && !self.title.is_empty() {
                    true => self.title.clone(),
                    false => page.title.clone(),
                }
            }
            None => format!("{} · {}", page.title, self.title),
        };
        // A page that is not translated keeps the language of its text; all around it is in the reader's.
        let foreign = (page.language != edition.edition.language).then(|| super::direction(&page.language));
        self.fields("page", url, &head_title)
            .text("title", &page.title)
            .text("description", &description)
            .maybe("number", page.number.as_deref().filter(|_| !self.inputs.config.output.html.no_section_label))
            .text("language", &edition.edition.language)
            .text("direction", edition.direction)
            .maybe("text_language", foreign.as_ref().map(|_| page.language.as_str()))
            .maybe("text_direction", foreign)
            .value("notice", self.notice(url, edition.words))
            .value("is_home", is_home)
            .value("draft", face.front_matter.draft)
            .value("minutes", face.length.minutes())
            .text("minutes_text", &edition.words.count("minutes", face.length.minutes()))
            .maybe("changed", page.changed.map(Moment::day).as_deref())
            .maybe("edit_url", self.edit_url(page).as_deref())
    }

    /// The fields that templates of every kind may ask for, each with a value that says nothing.
    pub(super) fn fields(&self, kind: &str, url: &SitePath, head_title: &str) -> Fields {
        let own = || self.root.as_deref().map(|root| metadata::canonical(root, url));
        let canonical = self.original_address(url).or_else(own);
        let empty: [&'static str; 20] = [
            "number",
            "navigation",
            "outline",
            "previous",
            "next",
            "changed",
            "edit_url",
            "structured_data",
            "moved",
            "style",
            "script",
            "pages_json",
            "target",
            "minutes",
            "minutes_text",
            "heading",
            "markdown",
            "notice",
            "text_language",
            "text_direction",
        ];
        let mut fields = Fields::with_capacity(45);
        for name in empty {
            fields = fields.value(name, Value::none());
        }
        fields
            .text("kind", kind)
            .text("title", head_title)
            .text("head_title", head_title)
            .text("description", "")
            .text("url", url.as_str())
            .maybe("canonical", canonical.as_deref())
            .html("body", "")
            .value("languages", self.switch(url))
            .value("alternates", self.alternates(url))
            .value("policy", self.plain_policy.clone())
            .value("bundles", Vec::<Value>::new())
            .value("groups", Vec::<Value>::new())
            .html("lead", "")
            .html("rest", "")
            .value("crumbs", Vec::<Value>::new())
            .value("tags", Vec::<Value>::new())
            .value("is_home", false)
            .value("draft", false)
            .value("page_break", false)
            .value("has_questions", false)
            .value("facets", Vec::<Value>::new())
            .value("question_groups", Vec::<Value>::new())
            .value("n_questions", Value::none())
            .value("shown", Value::none())
            .value("data", Value::none())
    }

    pub(super) fn description(&self, page: &Page) -> String {
        let face = &page.parsed.face;
        let book = self.inputs.config.book.description.as_deref();
        let own = face.front_matter.description.as_deref().filter(|text| !text.trim().is_empty());
        let text = own.or(Some(face.summary.as_str()).filter(|text| !text.is_empty())).or(book).unwrap_or("");
        match own {
            // What an author wrote for the purpose stays whole.
            Some(own) => own.split_whitespace().collect::<Vec<_>>().join(" "),
            None => metadata::description(text),
        }
    }

    fn outline(&self, page: &Page) -> Option<String> {
        let face = &page.parsed.face;
        if face.front_matter.toc == Some(false) {
            return None;
        }
        outline::html(face, &page.title)
    }

    fn edit_url(&self, page: &Page) -> Option<String> {
        let template = self.inputs.config.output.html.edit_url_template.as_ref()?;
        let folder = self.inputs.source_folder.trim_matches('/');
        let path = match folder {
            "" => page.parsed.path.as_str().to_owned(),
            folder => format!("{folder}/{}", page.parsed.path),
        };
        Some(template.replace("{path}", &encode_href(&path)))
    }

    fn crumbs(&self, edition: &EditionView<'_>, index: usize, base: &str, is_home: bool) -> Vec<Value> {
        if is_home {
            return Vec::new();
        }
        let href = |page: usize| format!("{base}{}", encode_href(edition.edition.pages[page].url.as_str()));
        let crumbs = edition.navigation.crumbs(index);
        crumbs
            .into_iter()
            .filter(|crumb| crumb.page.is_none() || crumb.page != edition.home)
            .map(|Crumb { title, page }| {
                let page = page.map(|page| (href(page), &edition.edition.pages[page]));
                let language = page.as_ref().and_then(|(_, page)| page.language_of(title, &edition.edition.language));
                Fields::default()
                    .text("title", title)
                    .maybe("href", page.as_ref().map(|(href, _)| href.as_str()))
                    .maybe("language", language)
                    .build()
            })
            .collect()
    }

    /// The book's groups for the home page, each with its pages. A book that is one list has none.
    fn groups(&self, edition: &EditionView<'_>, base: &str) -> Vec<Value> {
        let groups = edition.navigation.groups();
        if groups.len() < 2 {
            return Vec::new();
        }
        let href = |page: usize| format!("{base}{}", encode_href(edition.edition.pages[page].url.as_str()));
        let group = |group: &navigation::Group<'_>| {
            let pages: Vec<Value> = group
                .pages
                .iter()
                .map(|(page, title)| Fields::default().text("title", title).text("href", &href(*page)).build())
                .collect();
            Fields::default()
                .text("title", group.title)
                .maybe("href", group.page.map(href).as_deref())
                .value("pages", pages)
                .value("more", group.more)
                .build()
        };
        groups.iter().map(group).collect()
    }

    fn structured_data(
        &self,
        edition: &EditionView<'_>,
        index: usize,
        url: &SitePath,
        is_home: bool,
    ) -> Option<String> {
        let config = self.inputs.config;
        // What is not translated is described where it comes from.
        let root = self.root.as_deref().filter(|_| self.state(url) != Some(State::Untranslated))?;
        let page = &edition.edition.pages[index];
        let address = |page: usize| metadata::canonical(root, &edition.edition.pages[page].url);
        let own = metadata::canonical(root, url);
        let mut crumbs = vec![(edition.words.get("home"), Some(root.to_owned()))];
        crumbs.extend(
            edition
                .navigation
                .crumbs(index)
                .into_iter()
                .filter(|crumb| crumb.page.is_none() || crumb.page != edition.home)
                .map(|crumb| (crumb.title, crumb.page.map(address))),
        );
        crumbs.push((&page.title, Some(own.clone())));
        let changed = page.changed.map(Moment::day);
        let face = &page.parsed.face;
        let sections = (!face.questions.is_empty()).then(|| page.parsed.body.sections());
        let questions = sections.map_or_else(Vec::new, |sections| metadata::questions(face, &sections));
        let described = Described {
            book: &self.title,
            book_url: root,
            authors: &config.book.authors,
            language: &page.language,
            description: &self.description(page),
            url: &own,
            title: &page.title,
            crumbs,
            is_home,
            changed: changed.as_deref(),
            questions,
        };
        Some(metadata::structured_data(&described))
    }

    /// Ids of the page that have moved, and where to, as JSON for the script that follows them.
    pub(super) fn moved_fragments(&self, url: &SitePath) -> Option<String> {
        let moved = self.moved.get(url.as_str())?;
        let map: serde_json::Map<String, serde_json::Value> =
            moved.iter().map(|(fragment, href)| ((*fragment).to_owned(), href.as_str().into())).collect();
        Some(metadata::script_json(&map.into()))
    }
}

/// Where the first section of a page begins: what stands before it leads into the page. The whole text if it has none.
fn lead_end(body: &str) -> usize {
    let is_heading = |at: &usize| matches!(body.as_bytes().get(at + 2), Some(b'1'..=b'6'));
    let starts = memchr::memmem::find_iter(body.as_bytes(), "<h");
    starts.filter(|&at| at == 0 || body.as_bytes()[at - 1] == b'\n').find(is_heading).unwrap_or(body.len())
}

/// The first uses of the glossary's terms as links to it. The glossary itself has none.
fn term_links(edition: &EditionView<'_>, page: &Page, text: &BodyHtml, base: &str) -> Vec<TermLink> {
    let Some(glossary) = edition.glossary.filter(|glossary| glossary.page != page.parsed.path) else {
        return Vec::new();
    };
    let uses = glossary.first_uses(&text.html.text, &text.prose);
    let page_href = body::href(base, &glossary.page, "", None);
    let href = |term: usize| {
        let id = &glossary.terms[term].id;
        // Han in a fragment needs no percent-encoding, and a page may have dozens of these links.
        match id.chars().all(|character| character.is_alphanumeric() || character == '-') {
            true => format!("{page_href}#{id}"),
            false => body::href(base, &glossary.page, "", Some(id)),
        }
    };
    uses.into_iter()
        .map(|one| TermLink { tag: format!("<a class=\"term\" href=\"{}\">", href(one.term)), range: one.range })
        .collect()
}

fn neighbour(edition: &EditionView<'_>, page: Option<usize>, base: &str) -> Value {
    let Some(page) = page.map(|page| &edition.edition.pages[page]) else { return Value::none() };
    let href = format!("{base}{}", encode_href(page.url.as_str()));
    let language = page.language_of(&page.title, &edition.edition.language);
    Fields::default().text("title", &page.title).text("href", &href).maybe("language", language).build()
}

/// Text as it stands in HTML.
pub(crate) fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    pulldown_cmark_escape::escape_html(&mut html, text).expect("writing to a string does not fail");
    html
}
