//! The sidebar, the breadcrumbs and the neighbours of every page.
//! In: an edition's outline and pages. Out: HTML of the sidebar for each page, and the pages above, before and after it.
//! Never does work for one page that grows with the number of pages: the tree is rendered once for all pages that show the
//! same branch from the same folder depth, and a page's own mark is put in at a recorded offset.

use crate::config::Fold;
use crate::model::site_path::encode_href;
use crate::model::{Edition, Entry, SitePath};
use pulldown_cmark_escape::escape_html;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// Up to so many pages the sidebar shows the whole tree; above it, the branch in view.
const WHOLE_TREE_PAGES: usize = 120;

/// Above so many pages the groups of a whole tree fold.
const OPEN_GROUPS_PAGES: usize = 30;

/// The most entries of one list that a branch shows at once; a longer list is shown in stretches of so many.
const STRETCH: usize = 60;

/// Entries nested deeper stand on this level: no reader tells ten indents from eleven, and no recursion may run away.
const DEEPEST: usize = 10;

/// The home page shows so many groups, and of each so many pages.
const MOST_GROUPS: usize = 24;
const MOST_OF_GROUP: usize = 12;

const CURRENT: &str = " aria-current=\"page\"";
const OPEN: &str = " open";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Root,
    /// A part title; its chapters are its children.
    Part,
    /// A first-level section of a book without numbers: its title stands over its pages.
    Group,
    Chapter,
    Separator,
}

#[derive(Debug)]
struct Node {
    kind: Kind,
    /// Escaped, with the number in front.
    label: String,
    title: String,
    /// Index into the edition's pages.
    page: Option<usize>,
    /// The first page at or below the node.
    first: Option<usize>,
    parent: usize,
    /// Where the node stands among its parent's children.
    place: usize,
    children: Vec<usize>,
}

/// What a page shares with others that show the same sidebar.
#[derive(Debug, Default)]
struct Fragment {
    html: String,
    /// Where a node's link can be marked, by node.
    marks: Vec<(usize, u32)>,
    /// Where a group can be opened: the node range it holds is known from the tree.
    folds: Vec<(usize, u32)>,
}

/// Which sidebar a page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct View {
    /// The innermost list that is open: a node's children.
    list: usize,
    /// Which stretch of that list.
    stretch: usize,
    /// Folders between the site's root and the page.
    depth: usize,
}

/// The navigation of one edition.
#[derive(Debug)]
pub struct Navigation {
    nodes: Vec<Node>,
    /// The node of each page; pages that the outline does not list have none.
    node_of: Vec<Option<usize>>,
    urls: Vec<String>,
    /// Pages of the outline in reading order.
    order: Vec<usize>,
    /// Where a page stands in `order`.
    position: Vec<Option<usize>>,
    whole: bool,
    /// Levels that stay open in a branch; 0 for none.
    open_levels: usize,
    fragments: BTreeMap<View, OnceLock<Arc<Fragment>>>,
}

/// What the navigation shows, and how.
#[derive(Clone, Copy, Debug)]
pub struct Show<'a> {
    /// Pages that no list shows, such as the one that becomes `404.html`.
    pub hidden: &'a BTreeSet<usize>,
    pub fold: &'a Fold,
    /// Whether chapter numbers are shown.
    pub numbers: bool,
    /// The page that is called by another name here, and the name: a home page that has the book's own title.
    pub home: Option<(usize, &'a str)>,
}

/// One step of the way from the home page to a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crumb<'a> {
    pub title: &'a str,
    /// Index into the edition's pages; `None` for titles without a page.
    pub page: Option<usize>,
}

/// An outermost entry of the book with the pages below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group<'a> {
    pub title: &'a str,
    /// Index into the edition's pages; `None` for a title without a page.
    pub page: Option<usize>,
    /// In reading order, however deep: index and title.
    pub pages: Vec<(usize, &'a str)>,
    /// How many pages more there are.
    pub more: usize,
}

impl Navigation {
    /// The edition's navigation, as `show` asks for it.
    pub fn new(edition: &Edition, show: &Show<'_>) -> Navigation {
        let fold = show.fold;
        let mut builder = Builder::new(edition, show);
        builder.read_entries();
        let Builder { nodes, node_of, order, .. } = builder;
        let mut position = vec![None; edition.pages.len()];
        for (at, &page) in order.iter().enumerate() {
            position[page] = Some(at);
        }
        let urls = edition.pages.iter().map(|page| escaped_href(&page.url)).collect();
        let few = order.len() <= WHOLE_TREE_PAGES;
        let open_levels = if few { usize::from(fold.level) } else { 0 };
        let whole = few && !fold.enable;
        let mut navigation =
            Navigation { nodes, node_of, urls, order, position, whole, open_levels, fragments: BTreeMap::new() };
        let views: BTreeSet<View> =
            edition.pages.iter().enumerate().map(|(at, page)| navigation.view(at, page.url.depth())).collect();
        navigation.fragments = views.into_iter().map(|view| (view, OnceLock::new())).collect();
        navigation
    }

    /// Pages of the outline in reading order, each once.
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    /// Whether the outline names the page.
    pub fn is_listed(&self, page: usize) -> bool {
        self.position[page].is_some()
    }

    /// What stands outermost above the page: a part's title or a section's. A section's own page counts as in it.
    pub fn group(&self, page: usize) -> Option<&str> {
        let mut at = self.node_of[page]?;
        while self.nodes[at].parent != 0 {
            at = self.nodes[at].parent;
        }
        let node = &self.nodes[at];
        matches!(node.kind, Kind::Part | Kind::Group).then_some(node.title.as_str())
    }

    /// What stands outermost in the book, with the pages in it: parts, sections, chapters with others under them. Pages that
    /// stand by themselves are in none. At most [`MOST_GROUPS`] groups of [`MOST_OF_GROUP`] pages.
    pub fn groups(&self) -> Vec<Group<'_>> {
        let tops = self.nodes[0].children.iter().filter(|&&node| !self.nodes[node].children.is_empty());
        tops.take(MOST_GROUPS).map(|&node| self.group_of(node)).collect()
    }

    fn group_of(&self, top: usize) -> Group<'_> {
        let node = &self.nodes[top];
        let mut group = Group { title: &node.title, page: node.page, pages: Vec::new(), more: 0 };
        // Numbered in the order of the book: what is below a node follows it without a gap.
        for below in self.nodes[top + 1..].iter().take_while(|below| below.parent >= top) {
            let Some(page) = below.page else { continue };
            match group.pages.len() < MOST_OF_GROUP {
                true => group.pages.push((page, &below.title)),
                false => group.more += 1,
            }
        }
        group
    }

    pub fn previous(&self, page: usize) -> Option<usize> {
        self.position[page]?.checked_sub(1).map(|at| self.order[at])
    }

    pub fn next(&self, page: usize) -> Option<usize> {
        self.order.get(self.position[page]? + 1).copied()
    }

    /// What stands above the page, outermost first, without the home page and the page itself.
    pub fn crumbs(&self, page: usize) -> Vec<Crumb<'_>> {
        let mut crumbs = Vec::new();
        let Some(mut at) = self.node_of[page].map(|node| self.nodes[node].parent) else { return crumbs };
        while at != 0 {
            let node = &self.nodes[at];
            crumbs.push(Crumb { title: &node.title, page: node.page });
            at = node.parent;
        }
        crumbs.reverse();
        crumbs
    }

    /// The sidebar's lists for a page that is shown `depth` folders below the site's root.
    pub fn html(&self, page: usize, depth: usize) -> String {
        let view = self.view(page, depth);
        let fragment = match self.fragments.get(&view) {
            Some(cell) => Arc::clone(cell.get_or_init(|| Arc::new(self.render(view)))),
            None => Arc::new(self.render(view)),
        };
        let Some(node) = self.node_of[page] else { return fragment.html.clone() };
        let mut marks: Vec<(u32, &str)> = Vec::new();
        // Marks are sorted by node, since the tree is numbered in the order it is written.
        if let Ok(at) = fragment.marks.binary_search_by_key(&node, |mark| mark.0) {
            marks.push((fragment.marks[at].1, CURRENT));
        }
        let mut at = node;
        while at != 0 {
            if let Ok(fold) = fragment.folds.binary_search_by_key(&at, |fold| fold.0) {
                marks.push((fragment.folds[fold].1, OPEN));
            }
            at = self.nodes[at].parent;
        }
        marks.sort_unstable();
        let mut html = String::with_capacity(fragment.html.len() + 64);
        let mut from = 0;
        for (offset, words) in marks {
            html.push_str(&fragment.html[from..offset as usize]);
            html.push_str(words);
            from = offset as usize;
        }
        html.push_str(&fragment.html[from..]);
        html
    }

    fn view(&self, page: usize, depth: usize) -> View {
        let Some(node) = self.node_of[page].filter(|_| !self.whole) else { return View { list: 0, stretch: 0, depth } };
        if self.nodes[node].children.is_empty() {
            let Node { parent, place, .. } = self.nodes[node];
            View { list: parent, stretch: place / STRETCH, depth }
        } else {
            View { list: node, stretch: 0, depth }
        }
    }

    fn render(&self, view: View) -> Fragment {
        let base = "../".repeat(view.depth);
        let mut writer = Writer { navigation: self, base: &base, fragment: Fragment::default() };
        if self.whole {
            writer.whole_tree();
        } else {
            // From the open list up to the root, each with the stretch that holds the one below.
            let mut open = vec![(view.list, view.stretch)];
            let mut at = view.list;
            while at != 0 {
                let Node { parent, place, .. } = self.nodes[at];
                open.push((parent, place / STRETCH));
                at = parent;
            }
            open.reverse();
            writer.branch(&open, 0);
        }
        // Group titles are written before their pages and parts before their chapters, but keep the search honest.
        writer.fragment.marks.sort_unstable();
        writer.fragment.folds.sort_unstable();
        writer.fragment
    }
}

/// The page's path from the site's root, percent-encoded and escaped for an attribute.
fn escaped_href(url: &SitePath) -> String {
    escaped(&encode_href(url.as_str()))
}

fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    escape_html(&mut html, text).expect("writing to a string does not fail");
    html
}

struct Builder<'e> {
    edition: &'e Edition,
    show: &'e Show<'e>,
    nodes: Vec<Node>,
    node_of: Vec<Option<usize>>,
    order: Vec<usize>,
}

impl<'e> Builder<'e> {
    fn new(edition: &'e Edition, show: &'e Show<'e>) -> Self {
        let root = Node {
            kind: Kind::Root,
            label: String::new(),
            title: String::new(),
            page: None,
            first: None,
            parent: 0,
            place: 0,
            children: Vec::new(),
        };
        let (nodes, node_of) = (vec![root], vec![None; edition.pages.len()]);
        Builder { edition, show, nodes, node_of, order: Vec::new() }
    }

    fn add(&mut self, parent: usize, kind: Kind, title: &str, number: Option<&str>, page: Option<usize>) -> usize {
        let node = self.nodes.len();
        let place = self.nodes[parent].children.len();
        self.nodes[parent].children.push(node);
        let number = number
            .filter(|_| self.show.numbers)
            .map(|number| format!("<span class=\"no\">{}</span> ", escaped(number)));
        let foreign = page.and_then(|page| self.edition.pages[page].language_of(title, &self.edition.language));
        let title_html = match foreign {
            Some(language) => format!("<span lang=\"{}\">{}</span>", escaped(language), escaped(title)),
            None => escaped(title),
        };
        let label = number.unwrap_or_default() + &title_html;
        // A page that two lines name keeps its first place.
        let page = page.filter(|&page| !self.show.hidden.contains(&page));
        if let Some(page) = page
            && self.node_of[page].is_none()
        {
            self.node_of[page] = Some(node);
            self.order.push(page);
        }
        self.nodes.push(Node {
            kind,
            label,
            title: title.to_owned(),
            page,
            first: page,
            parent,
            place,
            children: Vec::new(),
        });
        node
    }

    fn read_entries(&mut self) {
        let outline = &self.edition.outline;
        let numbered = outline.chapters().any(|visit| visit.chapter.number.is_some());
        let mut top = 0;
        for entry in &outline.entries {
            match entry {
                Entry::PartTitle(title) => top = self.add(0, Kind::Part, title, None, None),
                Entry::Separator => {
                    top = 0;
                    self.add(0, Kind::Separator, "", None, None);
                }
                Entry::Chapter(chapter) => {
                    // The node, its depth, and the chapters that are still to be hung under it. Deeper levels join the last.
                    let mut open = vec![(top, std::slice::from_ref(chapter).iter())];
                    while let Some((parent, chapters)) = open.last_mut() {
                        let parent = *parent;
                        let Some(chapter) = chapters.next() else {
                            open.pop();
                            continue;
                        };
                        let page = chapter.page.as_ref().and_then(|path| self.edition.by_path.get(path)).copied();
                        let title = match (chapter.title.as_str(), page) {
                            (_, Some(page)) if self.show.home.is_some_and(|(home, _)| home == page) => {
                                self.show.home.map_or("", |(_, name)| name)
                            }
                            ("", Some(page)) => self.edition.pages[page].title.as_str(),
                            (title, _) => title,
                        };
                        let is_group = parent == 0 && !numbered && !chapter.children.is_empty();
                        let kind = if is_group { Kind::Group } else { Kind::Chapter };
                        if page.is_some_and(|page| self.show.hidden.contains(&page)) && chapter.children.is_empty() {
                            continue;
                        }
                        let node = self.add(parent, kind, title, chapter.number_text().as_deref(), page);
                        let below = if self.depth(node) < DEEPEST { node } else { parent };
                        open.push((below, chapter.children.iter()));
                    }
                }
            }
        }
        for node in (1..self.nodes.len()).rev() {
            let Node { parent, first, .. } = self.nodes[node];
            // Backwards, so that the first child's page is the one that stays.
            if self.nodes[parent].page.is_none() && first.is_some() {
                self.nodes[parent].first = first;
            }
        }
    }

    /// At most [`DEEPEST`] steps, since no node is hung deeper.
    fn depth(&self, mut node: usize) -> usize {
        let mut depth = 0;
        while node != 0 {
            node = self.nodes[node].parent;
            depth += 1;
        }
        depth
    }
}

struct Writer<'n> {
    navigation: &'n Navigation,
    base: &'n str,
    fragment: Fragment,
}

impl Writer<'_> {
    fn push(&mut self, html: &str) {
        self.fragment.html.push_str(html);
    }

    /// `<a href="…">label</a>`, its place remembered; plain text without a page.
    fn link(&mut self, node: usize) {
        let navigation = self.navigation;
        let Node { page, label, .. } = &navigation.nodes[node];
        match page {
            Some(page) => {
                self.push("<a");
                if navigation.node_of[*page] == Some(node) {
                    self.fragment.marks.push((node, self.fragment.html.len() as u32));
                }
                self.push(" href=\"");
                self.push(self.base);
                self.push(&navigation.urls[*page]);
                self.push("\">");
                self.push(label);
                self.push("</a>");
            }
            None => {
                self.push("<span>");
                self.push(label);
                self.push("</span>");
            }
        }
    }

    /// All pages: groups under their titles, chapters nested.
    fn whole_tree(&mut self) {
        let navigation = self.navigation;
        let folds = navigation.order.len() > OPEN_GROUPS_PAGES;
        let top = &navigation.nodes[0].children;
        let mut at = 0;
        while at < top.len() {
            let node = top[at];
            match navigation.nodes[node].kind {
                Kind::Part | Kind::Group => {
                    self.group(node, folds);
                    at += 1;
                }
                Kind::Separator => {
                    self.push("<hr>");
                    at += 1;
                }
                Kind::Chapter | Kind::Root => {
                    let length =
                        top[at..].iter().take_while(|&&node| navigation.nodes[node].kind == Kind::Chapter).count();
                    self.list(&top[at..at + length.max(1)], "<ul>");
                    at += length.max(1);
                }
            }
        }
    }

    fn group(&mut self, node: usize, folds: bool) {
        let Node { label, page, children, .. } = &self.navigation.nodes[node];
        let id = format!("w-g{node}");
        if folds && !children.is_empty() {
            self.push("<details");
            self.fragment.folds.push((node, self.fragment.html.len() as u32));
            self.push("><summary>");
            self.push(label);
            self.push("</summary>");
            self.push("<ul>");
            if page.is_some() {
                self.push("<li>");
                self.link(node);
                self.push("</li>");
            }
            self.items(children);
            self.push("</ul></details>");
            return;
        }
        self.push("<p class=\"side-title\" id=\"");
        self.push(&id);
        self.push("\">");
        self.link(node);
        self.push("</p>");
        if !children.is_empty() {
            self.list(children, &format!("<ul aria-labelledby=\"{id}\">"));
        }
    }

    fn list(&mut self, nodes: &[usize], open: &str) {
        self.push(open);
        self.items(nodes);
        self.push("</ul>");
    }

    /// Recursion ends at [`DEEPEST`] levels.
    fn items(&mut self, nodes: &[usize]) {
        for &node in nodes {
            self.push("<li>");
            self.link(node);
            let children = &self.navigation.nodes[node].children;
            if !children.is_empty() {
                self.list(children, "<ul>");
            }
            self.push("</li>");
        }
    }

    /// The lists that `open` names, outermost first, each nested in the one before; `level` counts down them.
    fn branch(&mut self, open: &[(usize, usize)], level: usize) {
        let navigation = self.navigation;
        let Some(&(list, stretch)) = open.get(level) else { return };
        let children = &navigation.nodes[list].children;
        let shown = visible(children.len(), stretch);
        self.push("<ul>");
        if shown.start > 0 {
            self.push("<li class=\"cut\" aria-hidden=\"true\">⋯</li>");
        }
        for &node in &children[shown.clone()] {
            let Node { kind, first, page, label, children, .. } = &navigation.nodes[node];
            if *kind == Kind::Separator {
                self.push("</ul><hr><ul>");
                continue;
            }
            let on_the_way = open.get(level + 1).is_some_and(|next| next.0 == node);
            let stays_open =
                navigation.open_levels > level || (*kind == Kind::Part && navigation.order.len() <= WHOLE_TREE_PAGES);
            self.push(if *kind == Kind::Part { "<li class=\"part\">" } else { "<li>" });
            match (page, first) {
                // A closed title without a page of its own leads to the first page below it, else nothing would open it.
                (None, Some(first)) if !on_the_way && !stays_open => {
                    self.push("<a href=\"");
                    self.push(self.base);
                    self.push(&navigation.urls[*first]);
                    self.push("\">");
                    self.push(label);
                    self.push("</a>");
                }
                _ => self.link(node),
            }
            if on_the_way {
                self.branch(open, level + 1);
            } else if stays_open && !children.is_empty() {
                self.branch(&[&vec![(0, 0); level + 1][..], &[(node, 0)]].concat(), level + 1);
            }
            self.push("</li>");
        }
        if shown.end < children.len() {
            self.push("<li class=\"cut\" aria-hidden=\"true\">⋯</li>");
        }
        self.push("</ul>");
    }
}

/// The stretch of a list of `length` entries.
fn visible(length: usize, stretch: usize) -> Range<usize> {
    let start = (stretch * STRETCH).min(length);
    start..(start + STRETCH).min(length)
}

/// The site's root from a page `depth` folders down: `../../`, empty at the root.
pub fn base(depth: usize) -> Cow<'static, str> {
    match depth {
        0 => Cow::Borrowed(""),
        1 => Cow::Borrowed("../"),
        _ => Cow::Owned("../".repeat(depth)),
    }
}
