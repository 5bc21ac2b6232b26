//! `feed.xml`: the pages that were changed last, as an Atom feed (RFC 4287).
//! In: a [`Renderer`] of a site whose address and last changes are known. Out: XML. Knows no clock: what the feed says of time
//! is what version control says of pages.

use super::page::escaped;
use super::{FEED, Renderer, metadata};
use crate::model::{Moment, Page};
use std::cmp::Reverse;

/// Feeds are asked for again and again, mostly for nothing: so many entries are some 15 KB.
const MOST: usize = 30;

impl Renderer<'_> {
    /// The feed of the site at `root`, newest change first; `None` where no page's last change is known.
    pub(super) fn feed(&self, root: &str) -> Option<String> {
        let pages = self.editions.iter().flat_map(|edition| edition.pages().map(|page| &*edition.edition.pages[page]));
        let mut entries: Vec<(Moment, &Page)> = pages.filter_map(|page| Some((dated(page)?, page))).collect();
        entries.sort_by(|(one, one_page), (other, other_page)| {
            (Reverse(one), &one_page.url).cmp(&(Reverse(other), &other_page.url))
        });
        entries.truncate(MOST);
        let (newest, _) = entries.first()?;
        let book = &self.inputs.config.book;
        let title = if self.title.is_empty() { root } else { &self.title };
        let mut xml = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n",
            text(book.language.as_str())
        );
        xml.push_str(&format!("<id>{}</id>\n", text(&format!("{root}{FEED}"))));
        xml.push_str(&format!("<title>{}</title>\n", text(title)));
        if let Some(description) = &book.description {
            xml.push_str(&format!("<subtitle>{}</subtitle>\n", text(description)));
        }
        xml.push_str(&format!("<updated>{}</updated>\n", newest.timestamp()));
        xml.push_str(&format!(
            "<link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>\n",
            text(&format!("{root}{FEED}"))
        ));
        xml.push_str(&format!("<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n", text(root)));
        // A feed must name an author (§4.1.1); a book that names none speaks for itself.
        let authors = book.authors.iter().filter(|name| !name.trim().is_empty());
        let mut names: Vec<&str> = authors.map(String::as_str).collect();
        if names.is_empty() {
            names.push(title);
        }
        for name in names {
            xml.push_str(&format!("<author><name>{}</name></author>\n", text(name)));
        }
        for (moment, page) in entries {
            self.entry(root, page, moment, &mut xml);
        }
        xml.push_str("</feed>\n");
        Some(xml)
    }

    fn entry(&self, root: &str, page: &Page, moment: Moment, xml: &mut String) {
        let address = text(&metadata::canonical(root, &page.url));
        xml.push_str(&format!("<entry>\n<id>{address}</id>\n<title>{}</title>\n", text(&page.title)));
        xml.push_str(&format!("<updated>{}</updated>\n", moment.timestamp()));
        if let Some(day) = &page.parsed.face.front_matter.date {
            xml.push_str(&format!("<published>{}T00:00:00Z</published>\n", text(day)));
        }
        xml.push_str(&format!("<link rel=\"alternate\" type=\"text/html\" href=\"{address}\"/>\n"));
        for tag in &page.parsed.face.front_matter.tags {
            xml.push_str(&format!("<category term=\"{}\"/>\n", text(tag)));
        }
        let summary = self.description(page);
        if !summary.is_empty() {
            xml.push_str(&format!("<summary>{}</summary>\n", text(&summary)));
        }
        xml.push_str("</entry>\n");
    }
}

/// The last change of a page that readers may be told of.
pub(super) fn dated(page: &Page) -> Option<Moment> {
    page.changed.filter(|_| !page.parsed.face.front_matter.draft)
}

/// Text as it stands in XML, without what XML 1.0 has no way to say (§2.2): control characters but for white space.
fn text(text: &str) -> String {
    let is_allowed = |character: &char| match character {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        other => *other >= ' ',
    };
    escaped(&text.chars().filter(is_allowed).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_holds_nothing_that_xml_cannot_say() {
        assert_eq!(text("a<b>&\"c\"\u{0}\u{1b}\u{ffff}\t字"), "a&lt;b&gt;&amp;&quot;c&quot;\t字");
    }
}
