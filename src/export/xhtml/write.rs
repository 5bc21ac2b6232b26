//! A tree of HTML as XHTML.
//! In: a [`Tree`], and what becomes of its addresses. Out: [`Written`]. One walk with a stack of its own, so that no nesting is
//! too deep; what the content model forbids in a place becomes a neutral element there.

use super::names::Ids;
use super::tree::{Content, Element, Tree};
use html5ever::{Namespace, ns};

/// What becomes of addresses. Both get the value as the author meant it, entities resolved.
pub struct Addresses<'a> {
    /// Where a link leads now; `None` leaves its words alone.
    pub link: &'a dyn Fn(&str) -> Option<String>,
    /// Where an image comes from now; `None` leaves the words that describe it.
    pub image: &'a dyn Fn(&str) -> Option<String>,
}

/// A document's body.
#[derive(Debug, Default)]
pub struct Written {
    pub xhtml: String,
    pub ids: Ids,
    pub has_svg: bool,
    pub has_math: bool,
}

/// Elements nested deeper vanish and leave their words: no reading system need follow what no reader sees.
const DEEPEST: usize = 100;

/// Elements that stay as they are and hold phrases only, with the attributes that stay besides those that every element may
/// have.
const PHRASES: [(&str, &[&str]); 27] = [
    ("abbr", &[]),
    ("b", &[]),
    ("bdi", &[]),
    ("cite", &[]),
    ("code", &[]),
    ("dfn", &[]),
    ("em", &[]),
    ("h1", &[]),
    ("h2", &[]),
    ("h3", &[]),
    ("h4", &[]),
    ("h5", &[]),
    ("h6", &[]),
    ("i", &[]),
    ("kbd", &[]),
    ("mark", &[]),
    ("p", &[]),
    ("pre", &[]),
    ("q", &[]),
    ("s", &[]),
    ("samp", &[]),
    ("small", &[]),
    ("span", &[]),
    ("strong", &[]),
    ("sub", &[]),
    ("sup", &[]),
    ("u", &[]),
];

/// Elements that hold blocks, or take up a block.
const BLOCKS: [&str; 37] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "legend",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "ul",
];

/// Elements whose content is not a page's text, or cannot be shown in a book.
const LEFT_OUT: [&str; 22] = [
    "area", "base", "button", "canvas", "datalist", "dialog", "frame", "frameset", "head", "link", "map", "meta",
    "noframes", "param", "script", "select", "source", "style", "template", "title", "track", "textarea",
];

/// Elements that show a file of their own; they become a link to it.
const EMBEDDED: [(&str, &str); 5] =
    [("audio", "src"), ("embed", "src"), ("iframe", "src"), ("object", "data"), ("video", "src")];

/// Classes of what the site's scripts alone need: a heading's link to itself.
const OF_THE_SITE: [&str; 1] = ["anchor"];

/// What may stand in a place.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    /// Phrases only: no block.
    phrases: bool,
    /// No other link.
    in_link: bool,
    /// Neither headings nor sections.
    no_headings: bool,
    /// In a list of footnotes, whose items are notes.
    notes: bool,
    depth: usize,
}

enum Step {
    Enter(usize, Place),
    Raw(&'static str),
    Close(&'static str),
    CloseForeign(String),
}

/// `tree` as the content of a `body`.
pub fn write(tree: &Tree, addresses: &Addresses<'_>) -> Written {
    let mut writer = Writer::new(tree, addresses);
    writer.children(tree.roots(), Place::default());
    writer.finish()
}

/// The first drawing in `tree` as a file of its own; `None` if there is none. A standard's reader of HTML takes files that no
/// reader of XML would, and what comes out is well-formed.
pub fn write_svg(tree: &Tree) -> Option<String> {
    let is_drawing = |&node: &usize| {
        let element = tree.element(node);
        element.is_some_and(|element| element.name.ns == ns!(svg) && element.local() == "svg")
    };
    let drawing = tree.walk().find(is_drawing)?;
    let addresses = Addresses { link: &|_| None, image: &|_| None };
    let mut writer = Writer::new(tree, &addresses);
    writer.steps.push(Step::Enter(drawing, Place::default()));
    let xml = writer.finish().xhtml;
    Some(format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{xml}\n"))
}

/// Text as it stands in XML: escaped, without the characters that XML 1.0 (§2.2) knows no way to write.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_escaped(&mut out, text);
    out
}

fn push_escaped(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'.. => out.push(character),
            _ => {}
        }
    }
}

struct Writer<'t> {
    tree: &'t Tree,
    addresses: &'t Addresses<'t>,
    out: Written,
    /// What is still to be done, the next last.
    steps: Vec<Step>,
    /// By node: whether a block of HTML stands in it.
    holds_block: Vec<bool>,
}

impl<'t> Writer<'t> {
    fn new(tree: &'t Tree, addresses: &'t Addresses<'t>) -> Self {
        let mut writer =
            Writer { tree, addresses, out: Written::default(), steps: Vec::new(), holds_block: Vec::new() };
        writer.find_blocks();
        writer
    }

    /// Takes step after step until none is left.
    fn finish(mut self) -> Written {
        while let Some(step) = self.steps.pop() {
            match step {
                Step::Enter(node, place) => self.node(node, place),
                Step::Raw(text) => self.out.xhtml.push_str(text),
                Step::Close(name) => self.close(name),
                Step::CloseForeign(name) => self.close(&name),
            }
        }
        self.out
    }

    fn find_blocks(&mut self) {
        self.holds_block = vec![false; self.tree.len()];
        for node in self.tree.walk() {
            let Some(element) = self.tree.element(node) else { continue };
            if !element.is_html() || !BLOCKS.contains(&element.local()) {
                continue;
            }
            let mut above = self.tree.parent(node);
            while let Some(parent) = above.filter(|&parent| !self.holds_block[parent]) {
                self.holds_block[parent] = true;
                above = self.tree.parent(parent);
            }
        }
    }

    fn children(&mut self, children: &[usize], place: Place) {
        self.steps.extend(children.iter().rev().map(|&child| Step::Enter(child, place)));
    }

    /// Leaves the element's tag out. Its id stays: links may lead to it.
    fn unwrap(&mut self, node: usize, place: Place) {
        if let Some(element) = self.tree.element(node) {
            self.place_id(element);
        }
        self.children(&self.tree.node(node).children, place);
    }

    fn place_id(&mut self, element: &Element) {
        let id = element.attribute("id").or_else(|| element.attribute("name").filter(|_| element.local() == "a"));
        if let Some(id) = id.and_then(|id| self.out.ids.write(id)) {
            let tag = format!("<span id=\"{id}\"></span>");
            self.out.xhtml.push_str(&tag);
        }
    }

    fn close(&mut self, name: &str) {
        self.out.xhtml.push_str("</");
        self.out.xhtml.push_str(name);
        self.out.xhtml.push('>');
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.xhtml.push(' ');
        self.out.xhtml.push_str(name);
        self.out.xhtml.push_str("=\"");
        push_escaped(&mut self.out.xhtml, value);
        self.out.xhtml.push('"');
    }

    /// Writes a start tag with the attributes that every element may have; `extra` come before them.
    fn open(&mut self, name: &'static str, element: &Element, class: Option<&str>, extra: &[(&str, &str)]) {
        self.out.xhtml.push('<');
        self.out.xhtml.push_str(name);
        for (name, value) in extra {
            self.attribute(name, value);
        }
        let id = element.attribute("id").or_else(|| element.attribute("name").filter(|_| element.local() == "a"));
        if let Some(id) = id.and_then(|id| self.out.ids.write(id)).map(str::to_owned) {
            self.attribute("id", &id);
        }
        let own = element.attribute("class").unwrap_or("");
        let classes: Vec<&str> = class.into_iter().chain(own.split_ascii_whitespace()).collect();
        if !classes.is_empty() {
            self.attribute("class", &classes.join(" "));
        }
        if let Some(language) = element.attribute("lang").filter(|tag| crate::config::Language::new(tag).is_some()) {
            self.attribute("xml:lang", language);
            self.attribute("lang", language);
        }
        let direction = element.attribute("dir").map(str::to_ascii_lowercase);
        if let Some(direction) = direction.filter(|direction| ["ltr", "rtl", "auto"].contains(&direction.as_str())) {
            self.attribute("dir", &direction);
        }
        if let Some(title) = element.attribute("title") {
            self.attribute("title", title);
        }
        self.out.xhtml.push('>');
    }

    /// An element with its children.
    fn wrap(&mut self, node: usize, name: &'static str, class: Option<&str>, extra: &[(&str, &str)], inside: Place) {
        let Some(element) = self.tree.element(node) else { return };
        self.open(name, element, class, extra);
        self.steps.push(Step::Close(name));
        self.children(&self.tree.node(node).children, inside);
    }

    fn node(&mut self, node: usize, place: Place) {
        match &self.tree.node(node).content {
            Content::Nothing => {}
            Content::Text(text) => push_escaped(&mut self.out.xhtml, text),
            Content::Element(element) if element.is_html() => self.html(node, element, place),
            Content::Element(element) => self.foreign(node, element, place),
        }
    }

    fn html(&mut self, node: usize, element: &Element, place: Place) {
        let inside = Place { depth: place.depth + 1, notes: false, ..place };
        let name = element.local();
        let classes = || element.attribute("class").unwrap_or("").split_ascii_whitespace();
        if place.depth >= DEEPEST {
            return self.unwrap(node, Place { depth: DEEPEST, ..inside });
        }
        if LEFT_OUT.contains(&name) || classes().any(|class| OF_THE_SITE.contains(&class)) {
            return;
        }
        if let Some((_, source)) = EMBEDDED.iter().find(|(embedded, _)| *embedded == name) {
            return self.embedded(node, element, source, place);
        }
        match name {
            "br" | "wbr" => return self.out.xhtml.push_str(if name == "br" { "<br/>" } else { "<wbr/>" }),
            "img" => return self.image(element, place),
            "input" => return self.input(element),
            "a" => return self.link(node, element, place),
            "ins" | "del" => {
                let name = if name == "ins" { "ins" } else { "del" };
                return self.wrap(node, name, None, &[], inside);
            }
            "hr" if !place.phrases => return self.out.xhtml.push_str("<hr/>"),
            "hr" => return self.out.xhtml.push_str("<br/>"),
            "bdo" if element.attribute("dir").is_some() => return self.phrase(node, "bdo", place),
            "acronym" => return self.phrase(node, "abbr", place),
            "strike" => return self.phrase(node, "s", place),
            "tt" => return self.phrase(node, "code", place),
            "var" => return self.phrase(node, "var", place),
            "big" | "data" | "font" | "label" | "meter" | "nobr" | "output" | "progress" | "time" => {
                return self.phrase(node, "span", place);
            }
            "ruby" if !self.holds_block[node] => {
                return self.wrap(node, "ruby", None, &[], Place { phrases: true, ..inside });
            }
            "rt" | "rp" if self.is_in(node, &["ruby"]) => {
                let name = if name == "rt" { "rt" } else { "rp" };
                return self.wrap(node, name, None, &[], Place { phrases: true, ..inside });
            }
            _ => {}
        }
        if place.phrases && matches!(name, "caption" | "tbody" | "tfoot" | "thead") {
            return self.unwrap(node, inside);
        }
        if place.phrases && (BLOCKS.contains(&name) || matches!(name, "td" | "th" | "tr")) {
            // What is a block elsewhere is looked at as one.
            if matches!(name, "td" | "th") {
                // Cells in a line are told apart.
                self.steps.push(Step::Raw(" "));
            }
            return self.wrap(node, "span", Some("block"), &[], inside);
        }
        if let Some((name, _)) = PHRASES.iter().find(|(known, _)| *known == name) {
            return match *name {
                "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if place.no_headings => self.phrase(node, "p", place),
                "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "pre" => {
                    self.wrap(node, name, None, &[], Place { phrases: true, ..inside });
                }
                name => self.phrase(node, name, place),
            };
        }
        self.block(node, element, place, inside);
    }

    /// A phrase or a paragraph; where it holds blocks it becomes a block itself.
    fn phrase(&mut self, node: usize, name: &'static str, place: Place) {
        let inside = Place { depth: place.depth + 1, notes: false, ..place };
        match self.holds_block[node] && !place.phrases {
            true => self.wrap(node, "div", None, &[], inside),
            false => self.wrap(node, name, None, &[], Place { phrases: true, ..inside }),
        }
    }

    /// Elements that hold blocks, in a place where blocks may stand.
    fn block(&mut self, node: usize, element: &Element, place: Place, inside: Place) {
        let children = &self.tree.node(node).children;
        match element.local() {
            "ul" | "ol" if place.notes => self.wrap(node, "div", None, &[], Place { notes: true, ..inside }),
            "li" if place.notes => {
                self.open("aside", element, None, &[("epub:type", "footnote"), ("role", "doc-footnote")]);
                let number = self.number_in_list(node);
                self.out.xhtml.push_str(&format!("<span class=\"number\">{number}.</span> "));
                self.steps.push(Step::Close("aside"));
                self.children(children, Place { no_headings: true, ..inside });
            }
            "ul" | "dir" | "menu" => self.list(node, element, "ul", inside),
            "ol" => self.list(node, element, "ol", inside),
            "li" if self.is_in(node, &["ul", "ol", "menu", "dir"]) => {
                let value = element.attribute("value").and_then(|value| value.trim().parse::<i32>().ok());
                let value = value.filter(|_| self.is_in(node, &["ol"])).map(|value| value.to_string());
                let extra: Vec<(&str, &str)> = value.iter().map(|value| ("value", value.as_str())).collect();
                self.wrap(node, "li", None, &extra, inside);
            }
            "dl" if self.is_regular_list(node) => {
                self.wrap(node, "dl", None, &[], inside);
            }
            "dt" | "dd" if self.parent(node).is_some_and(|parent| self.is_regular_list(parent)) => {
                let name = if element.local() == "dt" { "dt" } else { "dd" };
                let no_headings = inside.no_headings || name == "dt";
                self.wrap(node, name, None, &[], Place { no_headings, ..inside });
            }
            "table" if !self.is_in_table_head(node) => self.table(node, element, inside),
            "caption" => self.wrap(node, "caption", None, &[], Place { no_headings: true, ..inside }),
            "colgroup" | "col" => {}
            "thead" | "tbody" | "tfoot" => self.wrap(node, "tbody", None, &[], inside),
            "tr" => self.wrap(node, "tr", None, &[], inside),
            "td" => self.cell(node, element, "td", inside),
            "th" => self.cell(node, element, "th", Place { no_headings: true, ..inside }),
            "blockquote" => self.wrap(node, "blockquote", None, &[], inside),
            "figure" => self.wrap(node, "figure", None, &[], inside),
            "figcaption" if self.is_caption(node) => self.wrap(node, "figcaption", None, &[], inside),
            "section" if element.attribute("role") == Some("doc-endnotes") => {
                let extra = [("epub:type", "footnotes")];
                self.wrap(node, "section", None, &extra, Place { notes: true, ..inside });
            }
            "section" | "article" if !place.no_headings => {
                let name = if element.local() == "section" { "section" } else { "article" };
                self.wrap(node, name, None, &[], inside);
            }
            "aside" if !place.no_headings => self.wrap(node, "aside", None, &[], inside),
            // A book's page has nothing to fold: all is open.
            "summary" => self.wrap(node, "div", Some("summary"), &[], inside),
            "details" => self.wrap(node, "div", Some("details"), &[], inside),
            "center" => self.wrap(node, "div", Some("center"), &[], inside),
            "picture" => self.children(children, inside),
            name if BLOCKS.contains(&name) => self.wrap(node, "div", None, &[], inside),
            _ => self.unwrap(node, inside),
        }
    }

    fn parent(&self, node: usize) -> Option<usize> {
        self.tree.parent(node)
    }

    /// Whether the node's parent is one of these elements.
    fn is_in(&self, node: usize, names: &[&str]) -> bool {
        let parent = self.parent(node).and_then(|parent| self.tree.element(parent));
        parent.is_some_and(|parent| parent.is_html() && names.contains(&parent.local()))
    }

    fn is_blank(&self, node: usize) -> bool {
        match &self.tree.node(node).content {
            Content::Nothing => true,
            Content::Text(text) => text.trim().is_empty(),
            Content::Element(_) => false,
        }
    }

    /// Whether what stands in a list of definitions may stand there: terms, then definitions, as often as one likes.
    fn is_regular_list(&self, node: usize) -> bool {
        if !self.tree.element(node).is_some_and(|element| element.is_html() && element.local() == "dl") {
            return false;
        }
        let mut last = None;
        for &child in self.tree.node(node).children.iter().filter(|&&child| !self.is_blank(child)) {
            let name = self.tree.element(child).map(Element::local);
            if !matches!((last, name), (None, Some("dt")) | (Some("dt" | "dd"), Some("dt" | "dd"))) {
                return false;
            }
            last = name;
        }
        last == Some("dd")
    }

    /// Whether the caption is its figure's first or last and its only one.
    fn is_caption(&self, node: usize) -> bool {
        if !self.is_in(node, &["figure"]) {
            return false;
        }
        let Some(figure) = self.parent(node) else { return false };
        let shown = || self.tree.node(figure).children.iter().filter(|&&child| !self.is_blank(child));
        let is_caption = |child: &usize| self.tree.element(*child).map(Element::local) == Some("figcaption");
        shown().filter(|child| is_caption(child)).count() == 1
            && (shown().next() == Some(&node) || shown().next_back() == Some(&node))
    }

    /// Whether the table stands in the caption of another.
    fn is_in_table_head(&self, node: usize) -> bool {
        let mut above = self.parent(node);
        while let Some(parent) = above {
            match self.tree.element(parent).map(Element::local) {
                Some("caption") => return true,
                Some("table") => return false,
                _ => above = self.parent(parent),
            }
        }
        false
    }

    /// Which item of its list this is, from 1.
    fn number_in_list(&self, node: usize) -> usize {
        let siblings = self.parent(node).map_or(&[][..], |parent| &self.tree.node(parent).children);
        let before = siblings.iter().take_while(|&&sibling| sibling != node);
        before.filter(|&&sibling| self.tree.element(sibling).is_some()).count() + 1
    }

    /// A list; what stands in it outside of an item becomes one.
    fn list(&mut self, node: usize, element: &Element, name: &'static str, inside: Place) {
        let start = element.attribute("start").and_then(|start| start.trim().parse::<i32>().ok());
        let start = start.filter(|_| name == "ol").map(|start| start.to_string());
        let kind = element.attribute("type").filter(|kind| name == "ol" && ["1", "a", "A", "i", "I"].contains(kind));
        let reversed = element.attribute("reversed").filter(|_| name == "ol").map(|_| "reversed");
        let extra: Vec<(&str, &str)> = [("start", start.as_deref()), ("type", kind), ("reversed", reversed)]
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect();
        self.open(name, element, None, &extra);
        self.steps.push(Step::Close(name));
        for &child in self.tree.node(node).children.iter().rev() {
            match self.tree.element(child).map(Element::local) {
                Some("li") => self.steps.push(Step::Enter(child, inside)),
                Some(name) if LEFT_OUT.contains(&name) => {}
                None if self.is_blank(child) => {}
                _ => {
                    self.steps.push(Step::Raw("</li>"));
                    self.steps.push(Step::Enter(child, inside));
                    self.steps.push(Step::Raw("<li>"));
                }
            }
        }
    }

    /// A table with its parts in the order that its content model asks for.
    fn table(&mut self, node: usize, element: &Element, inside: Place) {
        self.open("table", element, None, &[]);
        self.steps.push(Step::Close("table"));
        let part = |wanted: &str| {
            let children = self.tree.node(node).children.iter().copied();
            let is_wanted = |&child: &usize| self.tree.element(child).map(Element::local) == Some(wanted);
            children.filter(is_wanted).collect::<Vec<usize>>()
        };
        let (caption, head, foot) = (part("caption"), part("thead"), part("tfoot"));
        let heads = head.len().min(1);
        let feet = foot.len().saturating_sub(1);
        let mut parts: Vec<Step> = Vec::new();
        parts.extend(caption.first().map(|&caption| Step::Enter(caption, inside)));
        let mut whole = |name: (&'static str, &'static str), rows: &[usize]| {
            for &section in rows {
                parts.push(Step::Raw(name.0));
                parts.extend(self.tree.node(section).children.iter().map(|&row| Step::Enter(row, inside)));
                parts.push(Step::Raw(name.1));
            }
        };
        whole(("<thead>", "</thead>"), &head[..heads]);
        let bodies: Vec<usize> =
            head[heads..].iter().copied().chain(part("tbody")).chain(foot[..feet].iter().copied()).collect();
        whole(("<tbody>", "</tbody>"), &bodies);
        whole(("<tfoot>", "</tfoot>"), &foot[feet..]);
        self.steps.extend(parts.into_iter().rev());
    }

    fn cell(&mut self, node: usize, element: &Element, name: &'static str, inside: Place) {
        let span = |wanted: &str| {
            let span = element.attribute(wanted)?.trim().parse::<u16>().ok()?;
            // HTML §4.9.11: at most 1,000 columns and 65,534 rows.
            (2..=1000).contains(&span).then(|| span.to_string())
        };
        let (columns, rows) = (span("colspan"), span("rowspan"));
        let scope = element
            .attribute("scope")
            .filter(|scope| name == "th" && ["row", "col", "rowgroup", "colgroup"].contains(scope));
        let extra: Vec<(&str, &str)> =
            [("colspan", columns.as_deref()), ("rowspan", rows.as_deref()), ("scope", scope)]
                .into_iter()
                .filter_map(|(name, value)| Some((name, value?)))
                .collect();
        let align = match element.attribute("align") {
            Some("center") => Some("center"),
            Some("right") => Some("right"),
            _ => None,
        };
        self.wrap(node, name, align, &extra, inside);
    }

    fn link(&mut self, node: usize, element: &Element, place: Place) {
        let inside = Place { in_link: true, depth: place.depth + 1, notes: false, ..place };
        let href = element.attribute("href").filter(|_| !place.in_link).and_then(|href| (self.addresses.link)(href));
        let Some(href) = href else {
            return self.unwrap(node, Place { in_link: place.in_link, ..inside });
        };
        let role = element.attribute("role").filter(|role| ["doc-noteref", "doc-backlink"].contains(role));
        let kind = role.filter(|role| *role == "doc-noteref").map(|_| "noteref");
        let label = element.attribute("aria-label").filter(|_| role.is_some());
        let extra: Vec<(&str, &str)> =
            [("href", Some(href.as_str())), ("epub:type", kind), ("role", role), ("aria-label", label)]
                .into_iter()
                .filter_map(|(name, value)| Some((name, value?)))
                .collect();
        self.wrap(node, "a", None, &extra, inside);
    }

    fn image(&mut self, element: &Element, place: Place) {
        let words = element.attribute("alt").unwrap_or("");
        let source = element.attribute("src").and_then(|source| (self.addresses.image)(source));
        let Some(source) = source else {
            return self.missing_image(element, words, place);
        };
        let side = |name: &str| element.attribute(name).filter(|side| side.parse::<u32>().is_ok());
        let extra: Vec<(&str, &str)> = [
            ("src", Some(source.as_str())),
            ("alt", Some(words)),
            ("width", side("width")),
            ("height", side("height")),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect();
        self.open("img", element, None, &extra);
        self.out.xhtml.truncate(self.out.xhtml.len() - 1);
        self.out.xhtml.push_str("/>");
    }

    /// An image that a book cannot hold: its words, leading to it where it is on the web.
    fn missing_image(&mut self, element: &Element, words: &str, place: Place) {
        self.place_id(element);
        let source = element.attribute("src").filter(|_| !place.in_link);
        let href = source.and_then(|source| (self.addresses.link)(source));
        let words = match (words.trim().is_empty(), &href) {
            (true, Some(href)) => href.as_str(),
            (true, None) => return,
            (false, _) => words,
        };
        self.out.xhtml.push_str("<span class=\"missing\">");
        if let Some(href) = &href {
            self.out.xhtml.push_str("<a");
            self.attribute("href", href);
            self.out.xhtml.push('>');
        }
        push_escaped(&mut self.out.xhtml, words);
        self.out.xhtml.push_str(if href.is_some() { "</a></span>" } else { "</span>" });
    }

    /// A field says its value; a box whether it is ticked.
    fn input(&mut self, element: &Element) {
        let kind = element.attribute("type").unwrap_or("text").to_ascii_lowercase();
        match kind.as_str() {
            "checkbox" | "radio" => {
                let is_ticked = element.attribute("checked").is_some();
                self.out.xhtml.push_str(if is_ticked { "☑ " } else { "☐ " });
            }
            "button" | "file" | "hidden" | "image" | "password" | "reset" | "submit" => {}
            _ => {
                if let Some(value) = element.attribute("value").filter(|value| !value.is_empty()) {
                    self.out.xhtml.push_str("<span class=\"value\">");
                    push_escaped(&mut self.out.xhtml, value);
                    self.out.xhtml.push_str("</span>");
                }
            }
        }
    }

    /// A file that is shown in the page, as a link; what its author put there for readers without it follows.
    fn embedded(&mut self, node: usize, element: &Element, source: &str, place: Place) {
        let nested = || {
            let mut children = self.tree.node(node).children.iter();
            children.find_map(|&child| self.tree.element(child).filter(|child| child.local() == "source"))
        };
        let address = element.attribute(source).or_else(|| nested().and_then(|nested| nested.attribute("src")));
        let href = address.filter(|_| !place.in_link).and_then(|address| (self.addresses.link)(address));
        if let Some(href) = href {
            let words = element.attribute("title").filter(|title| !title.trim().is_empty()).unwrap_or(&href).to_owned();
            let (open, close) = if place.phrases { ("<span>", "</span>") } else { ("<p>", "</p>") };
            self.out.xhtml.push_str(open);
            self.out.xhtml.push_str("<a");
            self.attribute("href", &href);
            self.out.xhtml.push('>');
            push_escaped(&mut self.out.xhtml, &words);
            self.out.xhtml.push_str("</a>");
            self.out.xhtml.push_str(close);
        }
        self.unwrap(node, Place { depth: place.depth + 1, ..place });
    }

    /// A formula or a drawing: kept as it is, without what runs or loads.
    fn foreign(&mut self, node: usize, element: &Element, place: Place) {
        let (svg, math) = (element.name.ns == ns!(svg), element.name.ns == ns!(mathml));
        let name = element.local();
        let is_annotation = math && (name == "annotation-xml" || name == "annotation");
        if place.depth >= DEEPEST || is_annotation || name == "script" || !is_xml_name(name) || !(svg || math) {
            return;
        }
        if name == "style" && !is_self_contained(&self.tree.text(node)) {
            return;
        }
        let is_root = matches!(name, "svg" | "math") && !self.is_foreign_parent(node, &element.name.ns);
        self.out.has_svg |= svg;
        self.out.has_math |= math;
        self.out.xhtml.push('<');
        self.out.xhtml.push_str(name);
        if is_root {
            self.attribute("xmlns", if svg { ns!(svg) } else { ns!(mathml) }.as_ref());
            if svg {
                self.attribute("xmlns:xlink", ns!(xlink).as_ref());
            }
        }
        for attribute in &element.attributes {
            let local = &*attribute.name.local;
            let is_reference = local == "href" || local == "src";
            let is_plain = attribute.name.prefix.is_none() && is_xml_name(local);
            let is_kept = match local {
                "id" => {
                    if let Some(id) = self.out.ids.write(&attribute.value).map(str::to_owned) {
                        self.attribute("id", &id);
                    }
                    false
                }
                "xmlns" | "tabindex" => false,
                "style" => svg && is_self_contained(&attribute.value),
                // Within the drawing: `use`, gradients, pixels.
                _ if is_reference => {
                    let is_own = attribute.value.starts_with('#') || attribute.value.starts_with("data:image/");
                    if svg && is_own {
                        self.attribute("xlink:href", &attribute.value);
                    }
                    false
                }
                _ => is_plain && !local.starts_with("on") && !local.starts_with("data-"),
            };
            if is_kept {
                self.attribute(local, &attribute.value);
            }
        }
        self.out.xhtml.push('>');
        self.steps.push(Step::CloseForeign(name.to_owned()));
        let inside = Place { depth: place.depth + 1, phrases: true, ..place };
        if name == "foreignObject" {
            self.steps.push(Step::Close("div"));
            self.out.xhtml.push_str("<div");
            self.attribute("xmlns", ns!(html).as_ref());
            self.out.xhtml.push('>');
            return self.children(&self.tree.node(node).children, Place { phrases: false, ..inside });
        }
        self.children(&self.tree.node(node).children, inside);
    }

    fn is_foreign_parent(&self, node: usize, namespace: &Namespace) -> bool {
        let parent = self.parent(node).and_then(|parent| self.tree.element(parent));
        parent.is_some_and(|parent| parent.name.ns == *namespace)
    }
}

/// Whether a style loads nothing.
fn is_self_contained(style: &str) -> bool {
    let style = style.to_ascii_lowercase();
    let addresses = style.matches("url(").count();
    let own = style.matches("url(#").count() + style.matches("url(\"#").count() + style.matches("url('#").count();
    addresses == own && !style.contains("@import") && !style.contains("@font-face")
}

/// Whether XML can name an element or attribute so, without a prefix.
fn is_xml_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|character| character.is_ascii_alphanumeric() || "-_.".contains(character))
}
