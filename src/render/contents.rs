//! `contents.html`: every page and every heading of the book in plain HTML, for readers without script and without search.
//! In: a [`Renderer`]. Out: one page, or one page of groups and a page for each where the book is large.

use super::page::escaped;
use super::{CONTENTS, EditionView, LARGE_BOOK_PAGES, Renderer};
use crate::diag::Diagnostic;
use crate::model::site_path::encode_href;
use crate::model::{OutputSet, Page, SitePath};
use pulldown_cmark_escape::escape_href;
use std::collections::BTreeSet;

impl Renderer<'_> {
    pub(super) fn contents(
        &self,
        edition: &EditionView<'_>,
        output: &mut OutputSet,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let groups = groups(edition);
        let n_pages: usize = groups.iter().map(|group| group.pages.len()).sum();
        if n_pages <= LARGE_BOOK_PAGES {
            let html = self.all_entries(edition);
            self.write_list(edition, CONTENTS, ["all", "all_lead"], &html, output, diagnostics);
            return;
        }
        // Groups share a page until it is full; a group that is too large alone is cut.
        let mut parts: Vec<Vec<Group>> = vec![Vec::new()];
        let mut room = LARGE_BOOK_PAGES;
        for group in &groups {
            let mut pages = group.pages.as_slice();
            while !pages.is_empty() {
                if room == 0 || (pages.len() > room && pages.len() <= LARGE_BOOK_PAGES) {
                    parts.push(Vec::new());
                    room = LARGE_BOOK_PAGES;
                }
                let (now, later) = pages.split_at(pages.len().min(room));
                let part = parts.last_mut().expect("there is always a part in work");
                part.push(Group { title: group.title.clone(), pages: now.to_vec() });
                room -= now.len();
                pages = later;
            }
        }
        let mut index = String::from("<ul>\n");
        for (at, part) in parts.iter().enumerate() {
            let path = format!("contents-{}.html", at + 1);
            let mut html = String::new();
            for group in part {
                write_group(edition, group, &mut html);
                let title =
                    group.title.clone().or_else(|| Some(edition.edition.pages[*group.pages.first()?].title.clone()));
                let title = escaped(&title.unwrap_or_default());
                index.push_str(&format!(
                    "<li><a href=\"{path}\">{title}</a> <small>{}</small></li>\n",
                    group.pages.len()
                ));
            }
            self.write_list(edition, &path, ["all", "all_lead"], &html, output, diagnostics);
        }
        index.push_str("</ul>\n");
        self.write_list(edition, CONTENTS, ["all", "all_lead"], &index, output, diagnostics);
    }

    /// Every page and every heading as lists.
    pub(super) fn all_entries(&self, edition: &EditionView<'_>) -> String {
        let mut html = String::new();
        for group in groups(edition) {
            write_group(edition, &group, &mut html);
        }
        html
    }

    /// A page that is a list; `words` are the keys of its title and of what stands above the list.
    pub(super) fn write_list(
        &self,
        edition: &EditionView<'_>,
        path: &str,
        words: [&str; 2],
        html: &str,
        output: &mut OutputSet,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let url = SitePath::root().join_below(path);
        let [title, lead] = words.map(|key| edition.words.get(key));
        let head_title = if self.title.is_empty() { title.to_owned() } else { format!("{title} · {}", self.title) };
        let fields = self
            .fields("contents", &url, &head_title)
            .text("title", title)
            .text("language", &edition.edition.language)
            .text("direction", edition.direction)
            .text("description", lead)
            .html("body", html);
        let context = edition.shared.with("", fields.build());
        output.insert(path, self.inputs.theme.render("contents.html", &context, 0, diagnostics));
    }
}

/// Pages under one title, in reading order.
struct Group {
    title: Option<String>,
    pages: Vec<usize>,
}

/// The pages by what stands outermost above them, then those that the outline does not list.
fn groups(edition: &EditionView<'_>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let listed = edition.navigation.order().iter().copied();
    let others = edition.pages().filter(|page| !edition.navigation.is_listed(*page));
    for page in listed.chain(others) {
        let title = edition.navigation.group(page);
        match groups.last_mut() {
            Some(group) if group.title.as_deref() == title => group.pages.push(page),
            _ => groups.push(Group { title: title.map(str::to_owned), pages: vec![page] }),
        }
    }
    groups
}

fn write_group(edition: &EditionView<'_>, group: &Group, html: &mut String) {
    let mut pages = group.pages.as_slice();
    if let Some(title) = &group.title {
        let title_html = escaped(title);
        match pages.first().map(|&page| &edition.edition.pages[page]) {
            // A section's own page says the same as its title.
            Some(page) if page.title == *title => {
                pages = &pages[1..];
                html.push_str(&format!(
                    "<h2><a href=\"{}\"{}>{title_html}</a></h2>\n",
                    href(page),
                    edition.language_attribute(page)
                ));
                html.push_str("<ul class=\"entries\">\n");
                let start = html.len();
                html.push_str(&format!("<li{}>", edition.language_attribute(page)));
                if write_headings(page, html) {
                    html.push_str("</li>\n");
                } else {
                    html.truncate(start);
                }
            }
            _ => html.push_str(&format!("<h2>{title_html}</h2>\n<ul class=\"entries\">\n")),
        }
    } else {
        html.push_str("<ul class=\"entries\">\n");
    }
    for page in pages.iter().map(|&page| &edition.edition.pages[page]) {
        html.push_str(&format!(
            "<li{}><a href=\"{}\">{}</a>",
            edition.language_attribute(page),
            href(page),
            escaped(&page.title)
        ));
        write_headings(page, html);
        html.push_str("</li>\n");
    }
    html.push_str("</ul>\n");
}

/// The page's path from the site's root, where this list stands, ready for an attribute.
fn href(page: &Page) -> String {
    escaped(&encode_href(page.url.as_str()))
}

/// The list of a page's headings below its title; `false` if it has none.
fn write_headings(page: &Page, html: &mut String) -> bool {
    let mut any = false;
    let face = &page.parsed.face;
    // The parts of a question have the same names under each.
    let parts: BTreeSet<usize> =
        face.questions.iter().flat_map(|question| question.parts.iter().map(|part| part.heading)).collect();
    let listed = face.headings.iter().enumerate().filter(|(at, _)| !parts.contains(at)).map(|(_, heading)| heading);
    for heading in listed.filter(|heading| heading.level > 1 && heading.text != page.title) {
        html.push_str(if any { "<li><a href=\"" } else { "<ul><li><a href=\"" });
        any = true;
        html.push_str(&href(page));
        html.push('#');
        escape_href(&mut *html, &heading.id).expect("writing to a string does not fail");
        html.push_str("\">");
        html.push_str(&heading.html);
        html.push_str("</a></li>");
    }
    html.push_str(if any { "</ul>" } else { "" });
    any
}
