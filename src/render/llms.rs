//! `llms.txt`: the book's pages as a list in Markdown, for programs that read sites on somebody's behalf (llmstxt.org).
//! In: a [`Renderer`]. Out: Markdown. Also says where the Markdown of a page stands in the site: under the path of its source,
//! so that the links among pages, which are written to sources, hold there as they are.

use super::{EditionView, LARGE_BOOK_PAGES, Renderer, metadata};
use crate::model::SitePath;
use crate::model::site_path::encode_href;

pub(super) const LLMS: &str = "llms.txt";

impl Renderer<'_> {
    /// Where the site has the Markdown of the first edition's page of this index, if it has.
    pub fn markdown_path(&self, page: usize) -> Option<&SitePath> {
        if !self.inputs.config.output.html.markdown_pages {
            return None;
        }
        let edition = self.editions.first()?;
        (edition.not_found != Some(page)).then(|| &edition.edition.pages[page].parsed.path)
    }

    pub(super) fn llms(&self, edition: &EditionView<'_>) -> String {
        let book = &self.inputs.config.book;
        let title = if self.title.is_empty() { edition.words.get("home") } else { &self.title };
        let mut text = format!("# {}\n", line(title));
        if let Some(description) = book.description.as_deref().map(line).filter(|text| !text.is_empty()) {
            text.push_str(&format!("\n> {description}\n"));
        }
        let pages: Vec<usize> = edition.pages().collect();
        // What is too long to be read at once is no help: of a large book the first page of each part leads to the others.
        let is_large = pages.len() > LARGE_BOOK_PAGES;
        let listed = edition.navigation.order().iter().copied();
        let others = pages.iter().copied().filter(|page| !edition.navigation.is_listed(*page));
        let mut group = None;
        for (at, page) in listed.chain(others).enumerate() {
            let title = edition.navigation.group(page);
            let is_first = at == 0 || group != Some(title);
            if is_first {
                group = Some(title);
                text.push_str(&format!("\n## {}\n\n", line(title.unwrap_or(edition.words.get("menu")))));
            }
            if is_first || !is_large {
                self.llms_entry(edition, page, &mut text);
            }
        }
        text
    }

    fn llms_entry(&self, edition: &EditionView<'_>, index: usize, text: &mut String) {
        let page = &edition.edition.pages[index];
        let root = self.root.as_deref().unwrap_or("");
        let address = match (self.markdown_path(index), root) {
            (Some(markdown), root) => format!("{root}{}", encode_href(markdown.as_str())),
            (None, "") => encode_href(page.url.as_str()).into_owned(),
            (None, root) => metadata::canonical(root, &page.url),
        };
        let title = line(&page.title).replace('[', "\\[").replace(']', "\\]");
        text.push_str(&format!("- [{title}]({address})"));
        let description = line(&self.description(page));
        if !description.is_empty() {
            text.push_str(&format!(": {description}"));
        }
        text.push('\n');
    }
}

/// The words on one line.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
