//! The whole book in reading order, as every export of all its pages sees it.
//! In: an edition, the configuration. Out: [`Whole`]: the chapters, and the tree of contents that leads to them. Holds what is
//! the same in all formats; how a chapter is written is each format's own.

use crate::config::Config;
use crate::model::outline::{Chapter as Listed, Entry};
use crate::model::{Edition, Page, SitePath};
use std::collections::{BTreeMap, BTreeSet};

/// One edition of a book.
pub struct Whole<'a> {
    pub edition: &'a Edition,
    /// In reading order; pages that the outline does not list come last. The page of missing addresses is not among them.
    pub chapters: Vec<Chapter<'a>>,
    pub contents: Vec<Item>,
    /// Index into `chapters` by the page's path in the site.
    by_url: BTreeMap<&'a SitePath, usize>,
}

pub struct Chapter<'a> {
    /// Index into the edition's pages.
    pub index: usize,
    pub page: &'a Page,
}

/// An entry of the contents.
pub struct Item {
    /// With its number.
    pub title: String,
    /// Index into [`Whole::chapters`]; `None` for a title over others, which then has some. Chapters come in their own order,
    /// each once.
    pub chapter: Option<usize>,
    pub children: Vec<Item>,
}

/// Deeper entries stand on this level, as in the sidebar.
const DEEPEST: usize = 10;

impl<'a> Whole<'a> {
    pub fn new(edition: &'a Edition, config: &Config) -> Whole<'a> {
        let not_found = crate::render::not_found_page(edition, config);
        let order: Vec<usize> =
            edition.outline.flat().into_iter().filter_map(|path| edition.by_path.get(path).copied()).collect();
        let listed: BTreeSet<usize> = order.iter().copied().collect();
        let others = (0..edition.pages.len()).filter(|page| !listed.contains(page));
        let chapters: Vec<Chapter<'a>> = order
            .iter()
            .copied()
            .chain(others)
            .filter(|page| Some(*page) != not_found)
            .map(|index| Chapter { index, page: &edition.pages[index] })
            .collect();
        let by_url: BTreeMap<&SitePath, usize> =
            chapters.iter().enumerate().map(|(at, chapter)| (&chapter.page.url, at)).collect();
        let mut whole = Whole { edition, chapters, contents: Vec::new(), by_url };
        whole.contents = whole.read_contents(!config.output.html.no_section_label);
        whole
    }

    /// The chapter of the page at this path, of its source or of the site.
    pub fn chapter_at(&self, path: &SitePath) -> Option<usize> {
        let by_source = self.edition.by_path.get(path).map(|&page| &self.edition.pages[page].url);
        let own = by_source.and_then(|url| self.by_url.get(url));
        own.or_else(|| self.by_url.get(&path.page_url())).copied()
    }

    fn read_contents(&self, has_numbers: bool) -> Vec<Item> {
        let edition: &'a Edition = self.edition;
        let mut top: Vec<Item> = Vec::new();
        let mut part: Option<Item> = None;
        // A page listed twice is shown where it comes first.
        let mut reader = Reader { whole: self, has_numbers, next: 0 };
        for entry in &edition.outline.entries {
            match entry {
                Entry::Separator => {}
                Entry::PartTitle(title) => {
                    top.extend(part.take().and_then(Item::kept));
                    part = Some(Item { title: title.clone(), chapter: None, children: Vec::new() });
                }
                Entry::Chapter(chapter) => {
                    let list = part.as_mut().map_or(&mut top, |part| &mut part.children);
                    reader.read(chapter, 0, list);
                }
            }
        }
        top.extend(part.and_then(Item::kept));
        top
    }
}

impl Item {
    /// A title over nothing leads nowhere.
    fn kept(self) -> Option<Self> {
        (self.chapter.is_some() || !self.children.is_empty()).then_some(self)
    }
}

struct Reader<'w, 'a> {
    whole: &'w Whole<'a>,
    has_numbers: bool,
    /// The first chapter that no entry has led to yet.
    next: usize,
}

impl<'a> Reader<'_, 'a> {
    /// Adds the entry and those below it. Recursion ends at [`DEEPEST`]: what lies deeper is put on that level by a walk.
    fn read(&mut self, chapter: &'a Listed, depth: usize, list: &mut Vec<Item>) {
        let mut stack: Vec<&'a Listed> = vec![chapter];
        while let Some(chapter) = stack.pop() {
            let own = chapter.page.as_ref().and_then(|path| self.whole.chapter_at(path));
            let own = own.filter(|&own| own >= self.next);
            if let Some(own) = own {
                self.next = own + 1;
            }
            let words = match own.map(|own| self.whole.chapters[own].page) {
                Some(page) => page.title.as_str(),
                None => chapter.title.as_str(),
            };
            let number = chapter.number_text().filter(|_| self.has_numbers);
            let title = number.map_or_else(|| words.to_owned(), |number| format!("{number} {words}"));
            let mut item = Item { title, chapter: own, children: Vec::new() };
            match depth < DEEPEST {
                true => {
                    for child in &chapter.children {
                        self.read(child, depth + 1, &mut item.children);
                    }
                }
                false => stack.extend(chapter.children.iter().rev()),
            }
            list.extend(item.kept());
        }
    }
}
