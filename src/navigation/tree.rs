//! The order of a book without `SUMMARY.md`: its folders are its sections.
//! Enters: every page's path, title and place. Leaves: an [`Outline`] without numbers. Knows no file and no front matter.

use super::natural_order::NaturalKey;
use crate::model::{Chapter, Entry, Outline, SitePath};
use std::collections::BTreeMap;

/// A page as the order needs to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreePage {
    pub path: SitePath,
    pub title: String,
    /// The front matter's `order`: lowest first, pages without one after all that have one.
    pub order: Option<i64>,
    /// Left out. A draft that is a folder's page still gives the section its title and place.
    pub draft: bool,
}

/// The outline of `pages`, which may come in any order. A folder is a section; its `index.md` (or `README.md`) is the
/// section's page. The root's own is the home page and comes first. Inside a folder, pages and folders stand together by
/// order, then by name as people count ([`NaturalKey`]), then by path.
pub fn outline(pages: &[TreePage]) -> Outline {
    let mut root = Folder::default();
    for page in pages {
        let mut folder = &mut root;
        for name in page.path.folder().split('/').filter(|name| !name.is_empty()) {
            folder = folder.folders.entry(name).or_default();
        }
        folder.add(page);
    }
    let home = root.page.filter(|page| !page.draft).map(|page| Entry::Chapter(chapter_of(page)));
    let chapters = root.chapters().into_iter().map(Entry::Chapter);
    Outline { title: None, entries: home.into_iter().chain(chapters).collect() }
}

#[derive(Default)]
struct Folder<'p> {
    page: Option<&'p TreePage>,
    pages: Vec<&'p TreePage>,
    folders: BTreeMap<&'p str, Folder<'p>>,
}

impl<'p> Folder<'p> {
    fn add(&mut self, page: &'p TreePage) {
        if !page.path.is_folder_page() {
            self.pages.push(page);
            return;
        }
        // Two pages that would be the folder's own are a fault told elsewhere; `index.md` is taken whatever the order.
        match self.page {
            Some(own) if (own.path.stem() == "index", &page.path) > (page.path.stem() == "index", &own.path) => {
                self.pages.push(page)
            }
            _ => self.pages.extend(self.page.replace(page)),
        }
    }

    /// The chapters inside, in order; folders without a page in them vanish.
    fn chapters(self) -> Vec<Chapter> {
        let mut placed: Vec<((bool, i64, NaturalKey), Chapter)> = Vec::new();
        for page in self.pages.into_iter().filter(|page| !page.draft) {
            placed.push((place(Some(page), page.path.stem()), chapter_of(page)));
        }
        for (name, mut folder) in self.folders {
            let page = folder.page.take();
            let children = folder.chapters();
            let shown = page.filter(|page| !page.draft);
            if shown.is_none() && children.is_empty() {
                continue;
            }
            let title = page.map_or_else(|| humanised(name), |page| page.title.clone());
            let chapter = Chapter { title, page: shown.map(|page| page.path.clone()), children, ..Chapter::default() };
            placed.push((place(page, name), chapter));
        }
        placed.sort_by(|(a, one), (b, other)| a.cmp(b).then_with(|| one.page.cmp(&other.page)));
        placed.into_iter().map(|(_, chapter)| chapter).collect()
    }
}

fn place(page: Option<&TreePage>, name: &str) -> (bool, i64, NaturalKey) {
    let order = page.and_then(|page| page.order);
    (order.is_none(), order.unwrap_or(0), NaturalKey::new(name))
}

fn chapter_of(page: &TreePage) -> Chapter {
    Chapter { title: page.title.clone(), page: Some(page.path.clone()), ..Chapter::default() }
}

/// A title from a file's or folder's name: `02-getting_started` reads `Getting started`.
pub fn humanised(name: &str) -> String {
    let without_number = name.trim_start_matches(|character: char| character.is_ascii_digit());
    let words = match without_number.strip_prefix(['-', '_', '.', ' ']) {
        Some(words) if without_number.len() < name.len() && !words.is_empty() => words,
        _ => name,
    };
    let words: Vec<&str> = words.split(['-', '_', ' ']).filter(|word| !word.is_empty()).collect();
    if words.is_empty() {
        return name.to_owned();
    }
    let title = words.join(" ");
    let mut characters = title.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => title,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(path: &str, order: Option<i64>) -> TreePage {
        let path = SitePath::new(path).unwrap();
        TreePage { title: format!("T {path}"), path, order, draft: false }
    }

    /// A line a chapter, indented by depth.
    fn drawn(pages: &[TreePage]) -> String {
        let outline = outline(pages);
        let mut lines = String::new();
        for visit in outline.chapters() {
            let page = visit.chapter.page.as_ref().map_or("-", SitePath::as_str);
            lines.push_str(&format!("{}{} ({page})\n", "  ".repeat(visit.depth), visit.chapter.title));
        }
        lines
    }

    #[test]
    fn folders_are_sections_and_the_home_page_comes_first() {
        let pages = [
            page("zoo.md", None),
            page("before/index.md", Some(2)),
            page("before/第10章.md", None),
            page("before/第2章.md", None),
            page("before/last.md", Some(1)),
            page("02-no_page/a.md", None),
            page("index.md", Some(99)),
            page("after/README.md", Some(1)),
        ];
        insta::assert_snapshot!(drawn(&pages), @r"
        T index.md (index.md)
        T after/README.md (after/README.md)
        T before/index.md (before/index.md)
          T before/last.md (before/last.md)
          T before/第2章.md (before/第2章.md)
          T before/第10章.md (before/第10章.md)
        No page (-)
          T 02-no_page/a.md (02-no_page/a.md)
        T zoo.md (zoo.md)
        ");
    }

    #[test]
    fn drafts_are_left_out_and_their_sections_keep_the_title() {
        let mut pages =
            vec![page("a/index.md", None), page("a/b.md", None), page("c/index.md", None), page("d.md", None)];
        for draft in [0, 2, 3] {
            pages[draft].draft = true;
        }
        insta::assert_snapshot!(drawn(&pages), @r"
        T a/index.md (-)
          T a/b.md (a/b.md)
        ");
    }

    #[test]
    fn the_order_of_the_input_does_not_matter() {
        let mut pages: Vec<TreePage> = ["b.md", "a/README.md", "a/index.md", "a/x.md", "a/x/index.md", "a.md", "B.md"]
            .map(|path| page(path, None))
            .into();
        let first = outline(&pages);
        assert_eq!(first.flat().len(), pages.len());
        for _ in 0..pages.len() {
            pages.rotate_left(1);
            assert_eq!(outline(&pages), first);
        }
        pages.reverse();
        assert_eq!(outline(&pages), first);
    }

    #[test]
    fn names_become_titles() {
        for (name, title) in [
            ("getting-started", "Getting started"),
            ("02-getting_started", "Getting started"),
            ("2024", "2024"),
            ("01-", "01"),
            ("面试前", "面试前"),
            ("3d", "3d"),
            ("-", "-"),
        ] {
            assert_eq!(humanised(name), title, "{name}");
        }
    }
}
