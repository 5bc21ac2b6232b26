//! `tags.html`: the tags of the front matter, with the pages of each.
//! In: an edition's pages. Out: the tags as pages link to them, and the body of the one page that lists all.

use super::context::Fields;
use super::page::escaped;
use super::{EditionView, Renderer};
use crate::model::Edition;
use crate::model::site_path::encode_href;
use std::collections::{BTreeMap, BTreeSet};
use tera::Value;

pub(super) const TAGS: &str = "tags.html";

/// A word that pages are marked with.
struct Tag {
    /// As the first page in reading order spells it.
    title: String,
    /// Unique on the page of tags.
    id: String,
    /// In reading order, each once.
    pages: Vec<usize>,
}

/// An edition's tags by their words, in lower case: spellings that differ in case only are one tag.
#[derive(Default)]
pub(super) struct Tags(BTreeMap<String, Tag>);

fn key(tag: &str) -> String {
    tag.trim().to_lowercase()
}

impl Tags {
    /// `order` holds the pages that are shown, each once.
    pub(super) fn new(edition: &Edition, order: impl Iterator<Item = usize>) -> Tags {
        let mut tags: BTreeMap<String, Tag> = BTreeMap::new();
        for page in order {
            for title in &edition.pages[page].parsed.face.front_matter.tags {
                let key = key(title);
                if key.is_empty() {
                    continue;
                }
                let new = || Tag { title: title.trim().to_owned(), id: String::new(), pages: Vec::new() };
                let pages = &mut tags.entry(key).or_insert_with(new).pages;
                if pages.last() != Some(&page) {
                    pages.push(page);
                }
            }
        }
        let mut taken: BTreeSet<String> = BTreeSet::new();
        for (key, tag) in &mut tags {
            let words: String = key.chars().map(|one| if one.is_alphanumeric() { one } else { '-' }).collect();
            let name = format!("tag-{words}");
            let numbered = (2..).map(|number| format!("{name}-{number}"));
            let mut names = std::iter::once(name.clone()).chain(numbered);
            tag.id = names.find(|name| !taken.contains(name)).unwrap_or(name);
            taken.insert(tag.id.clone());
        }
        Tags(tags)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Titles and ids of a page's tags, as the page has them, each once.
    pub(super) fn of_page<'t>(&'t self, tags: &[String]) -> Vec<(&'t str, &'t str)> {
        let mut found: Vec<(&str, &str)> = Vec::new();
        for tag in tags.iter().filter_map(|tag| self.0.get(&key(tag))) {
            if !found.iter().any(|(_, id)| *id == tag.id) {
                found.push((&tag.title, &tag.id));
            }
        }
        found
    }

    /// The same as templates see them, for a page whose way to the site's root is `base`.
    pub(super) fn links(&self, tags: &[String], base: &str) -> Vec<Value> {
        let link = |(title, id): (&str, &str)| {
            Fields::default().text("title", title).text("href", &format!("{base}{TAGS}#{}", encode_href(id))).build()
        };
        self.of_page(tags).into_iter().map(link).collect()
    }
}

impl Renderer<'_> {
    /// The body of the page of tags: all of them, then each with its pages.
    pub(super) fn tags(&self, edition: &EditionView<'_>) -> String {
        let tags = &edition.tags;
        let mut html = String::from("<ul class=\"tags\">\n");
        for tag in tags.0.values() {
            let (href, title) = (encode_href(&tag.id), escaped(&tag.title));
            html.push_str(&format!("<li><a href=\"#{href}\">{title}</a> <small>{}</small></li>\n", tag.pages.len()));
        }
        html.push_str("</ul>\n");
        for tag in tags.0.values() {
            html.push_str(&format!("<h2 id=\"{}\">{}</h2>\n<ul>\n", escaped(&tag.id), escaped(&tag.title)));
            for page in tag.pages.iter().map(|page| &edition.edition.pages[*page]) {
                let href = escaped(&encode_href(page.url.as_str()));
                let language = edition.language_attribute(page);
                html.push_str(&format!("<li><a href=\"{href}\"{language}>{}</a></li>\n", escaped(&page.title)));
            }
            html.push_str("</ul>\n");
        }
        html
    }
}
