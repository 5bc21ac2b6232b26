//! The order of the book: parts, chapters, their nesting and their numbers.
//! Enters: what `navigation` found in `SUMMARY.md` or in the folders. Leaves: read by everything that shows or follows the
//! reading order. Holds titles and paths only; what a page says is for the page.

use super::SitePath;
use crate::diag::Span;

/// The whole order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// The heading of `SUMMARY.md`, markup taken out. The book's own title stands in the configuration.
    pub title: Option<String>,
    /// In reading order.
    pub entries: Vec<Entry>,
}

/// One line of the outline's first level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    Chapter(Chapter),
    Separator,
    /// Title of the entries up to the next part title.
    PartTitle(String),
}

/// A page or a heading over pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chapter {
    /// Without markup; may be empty.
    pub title: String,
    /// Source path from the content folder. `None` for a draft of `SUMMARY.md`, for a listed file that does not exist, and
    /// for a folder without a page of its own.
    pub page: Option<SitePath>,
    /// One number a level, each from 1: `[2, 1]` reads `2.1.`. `None` outside the numbered chapters.
    pub number: Option<Vec<u32>>,
    /// In reading order.
    pub children: Vec<Chapter>,
    /// The chapter's link in `SUMMARY.md`.
    pub span: Option<Span>,
}

impl Chapter {
    /// The number as readers see it, such as `2.1.`.
    pub fn number_text(&self) -> Option<String> {
        let number = self.number.as_ref()?;
        let mut text = String::new();
        for part in number {
            text.push_str(&part.to_string());
            text.push('.');
        }
        Some(text)
    }
}

/// A chapter met on a walk through the outline.
#[derive(Clone, Copy, Debug)]
pub struct Visit<'a> {
    pub chapter: &'a Chapter,
    /// 0 for the first level.
    pub depth: usize,
    /// Title of the part it stands in; `None` before the first part title.
    pub part: Option<&'a str>,
}

impl Outline {
    /// All chapters in reading order, each before its children; those without a page too.
    pub fn chapters(&self) -> Chapters<'_> {
        Chapters { entries: self.entries.iter(), part: None, stack: Vec::new() }
    }

    /// The pages in reading order, each once: a page listed twice keeps its first place.
    pub fn flat(&self) -> Vec<&SitePath> {
        let mut seen = std::collections::HashSet::new();
        self.chapters()
            .filter_map(|visit| visit.chapter.page.as_ref())
            .filter(|page| seen.insert(page.as_str()))
            .collect()
    }
}

/// See [`Outline::chapters`]. Keeps its own stack, so that no nesting is too deep.
pub struct Chapters<'a> {
    entries: std::slice::Iter<'a, Entry>,
    part: Option<&'a str>,
    stack: Vec<std::slice::Iter<'a, Chapter>>,
}

impl<'a> Iterator for Chapters<'a> {
    type Item = Visit<'a>;

    fn next(&mut self) -> Option<Visit<'a>> {
        while let Some(level) = self.stack.last_mut() {
            if let Some(chapter) = level.next() {
                let depth = self.stack.len();
                self.stack.push(chapter.children.iter());
                return Some(Visit { chapter, depth, part: self.part });
            }
            self.stack.pop();
        }
        loop {
            match self.entries.next()? {
                Entry::Chapter(chapter) => {
                    self.stack.push(chapter.children.iter());
                    return Some(Visit { chapter, depth: 0, part: self.part });
                }
                Entry::PartTitle(title) => self.part = Some(title),
                Entry::Separator => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chapter(title: &str, page: Option<&str>, children: Vec<Chapter>) -> Chapter {
        Chapter { title: title.into(), page: page.and_then(SitePath::new), children, ..Chapter::default() }
    }

    fn outline() -> Outline {
        Outline {
            title: None,
            entries: vec![
                Entry::Chapter(chapter("序", Some("preface.md"), vec![])),
                Entry::PartTitle("上".into()),
                Entry::Chapter(chapter(
                    "一",
                    Some("1.md"),
                    vec![
                        chapter("一之一", None, vec![chapter("深", Some("deep.md"), vec![])]),
                        chapter("一之二", Some("1.md"), vec![]),
                    ],
                )),
                Entry::Separator,
                Entry::Chapter(chapter("二", Some("2.md"), vec![])),
            ],
        }
    }

    #[test]
    fn chapters_come_in_reading_order_with_depth_and_part() {
        let outline = outline();
        let seen: Vec<_> =
            outline.chapters().map(|visit| (visit.chapter.title.as_str(), visit.depth, visit.part)).collect();
        assert_eq!(
            seen,
            [
                ("序", 0, None),
                ("一", 0, Some("上")),
                ("一之一", 1, Some("上")),
                ("深", 2, Some("上")),
                ("一之二", 1, Some("上")),
                ("二", 0, Some("上"))
            ]
        );
    }

    #[test]
    fn the_flat_order_has_each_page_once_and_no_drafts() {
        let outline = outline();
        let pages: Vec<_> = outline.flat().into_iter().map(SitePath::as_str).collect();
        assert_eq!(pages, ["preface.md", "1.md", "deep.md", "2.md"]);
    }

    #[test]
    fn numbers_end_in_a_dot() {
        let chapter = Chapter { number: Some(vec![2, 10]), ..Chapter::default() };
        assert_eq!(chapter.number_text().as_deref(), Some("2.10."));
        assert_eq!(Chapter::default().number_text(), None);
    }
}
