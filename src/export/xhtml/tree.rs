//! HTML as a tree, built by the parser that browsers' standard describes.
//! In: HTML of any quality, as it stands in a `body`. Out: a [`Tree`] of elements and text. Comments, doctypes and processing
//! instructions are left out. Never fails: the standard says what becomes of every text.

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{ParseOpts, QualName, local_name, ns, parse_fragment};
use std::borrow::Cow;
use std::cell::{Ref, RefCell};

/// Nodes by index; see [`Tree::roots`].
#[derive(Debug, Default)]
pub struct Tree {
    nodes: Vec<Node>,
    /// What holds the topmost nodes.
    root: usize,
}

#[derive(Debug, Default)]
pub struct Node {
    parent: Option<usize>,
    pub children: Vec<usize>,
    pub content: Content,
}

#[derive(Debug, Default)]
pub enum Content {
    /// What is not shown: the document itself, comments.
    #[default]
    Nothing,
    Text(String),
    Element(Element),
}

#[derive(Debug)]
pub struct Element {
    pub name: QualName,
    pub attributes: Vec<Attribute>,
}

/// One that may be handed to another thread, unlike the parser's own.
#[derive(Debug)]
pub struct Attribute {
    pub name: QualName,
    pub value: String,
}

impl From<html5ever::Attribute> for Attribute {
    fn from(attribute: html5ever::Attribute) -> Self {
        Attribute { name: attribute.name, value: attribute.value.to_string() }
    }
}

impl Element {
    /// The value of an attribute without a namespace.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|attribute| {
            attribute.name.prefix.is_none() && attribute.name.ns == ns!() && &*attribute.name.local == name
        });
        found.map(|attribute| attribute.value.as_str())
    }

    /// Whether this is an element of HTML, and no part of a drawing or formula.
    pub fn is_html(&self) -> bool {
        self.name.ns == ns!(html)
    }

    pub fn local(&self) -> &str {
        &self.name.local
    }
}

impl Tree {
    /// The tree of `html`, read as the content of a `body`.
    pub fn parse(html: &str) -> Tree {
        let options = ParseOpts {
            // What stands in `noscript` is for those who read without scripts.
            tree_builder: TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() },
            ..ParseOpts::default()
        };
        let body = QualName::new(None, ns!(html), local_name!("body"));
        let sink = Sink { nodes: RefCell::new(vec![Node::default()]) };
        let nodes = parse_fragment(sink, options, body, Vec::new(), false).one(html);
        // The parser puts what it made into an `html` element of its own (HTML §13.4, step 7).
        let is_html = |&&index: &&usize| matches!(nodes[index].content, Content::Element(_));
        let root = nodes[0].children.iter().find(is_html).copied().unwrap_or(0);
        Tree { nodes, root }
    }

    pub fn node(&self, index: usize) -> &Node {
        &self.nodes[index]
    }

    pub fn element(&self, index: usize) -> Option<&Element> {
        match &self.nodes[index].content {
            Content::Element(element) => Some(element),
            Content::Text(_) | Content::Nothing => None,
        }
    }

    /// How many nodes there are; their indices are below.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The topmost nodes.
    pub fn roots(&self) -> &[usize] {
        &self.nodes[self.root].children
    }

    /// All nodes below the root in the order of the text.
    pub fn walk(&self) -> impl Iterator<Item = usize> + '_ {
        let mut stack: Vec<usize> = self.roots().iter().rev().copied().collect();
        std::iter::from_fn(move || {
            let node = stack.pop()?;
            stack.extend(self.nodes[node].children.iter().rev());
            Some(node)
        })
    }

    /// The words in a node.
    pub fn text(&self, node: usize) -> String {
        let mut text = String::new();
        let mut stack = vec![node];
        while let Some(node) = stack.pop() {
            if let Content::Text(words) = &self.nodes[node].content {
                text.push_str(words);
            }
            stack.extend(self.nodes[node].children.iter().rev());
        }
        text
    }

    pub fn parent(&self, node: usize) -> Option<usize> {
        self.nodes[node].parent
    }
}

/// What the parser builds in. Handles are indices.
struct Sink {
    nodes: RefCell<Vec<Node>>,
}

impl Sink {
    fn create(&self, content: Content) -> usize {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Node { content, ..Node::default() });
        nodes.len() - 1
    }

    /// Puts `child` into `parent` before its child number `at`. Text joins text that it touches.
    fn insert(&self, parent: usize, at: usize, child: NodeOrText<usize>) {
        let child = match child {
            NodeOrText::AppendNode(child) => child,
            NodeOrText::AppendText(text) => {
                let mut nodes = self.nodes.borrow_mut();
                let before = at.checked_sub(1).map(|before| nodes[parent].children[before]);
                if let Some(Content::Text(known)) = before.map(|before| &mut nodes[before].content) {
                    known.push_str(&text);
                    return;
                }
                drop(nodes);
                self.create(Content::Text(text.to_string()))
            }
        };
        self.detach(child);
        let mut nodes = self.nodes.borrow_mut();
        nodes[child].parent = Some(parent);
        let at = at.min(nodes[parent].children.len());
        nodes[parent].children.insert(at, child);
    }

    fn detach(&self, child: usize) {
        let mut nodes = self.nodes.borrow_mut();
        if let Some(parent) = nodes[child].parent.take() {
            nodes[parent].children.retain(|&other| other != child);
        }
    }

    fn len(&self, node: usize) -> usize {
        self.nodes.borrow()[node].children.len()
    }
}

impl TreeSink for Sink {
    type Handle = usize;
    type Output = Vec<Node>;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Vec<Node> {
        self.nodes.into_inner()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> usize {
        0
    }

    fn elem_name<'a>(&'a self, target: &'a usize) -> Ref<'a, QualName> {
        Ref::map(self.nodes.borrow(), |nodes| match &nodes[*target].content {
            Content::Element(element) => &element.name,
            Content::Text(_) | Content::Nothing => unreachable!("the parser asks for names of elements alone"),
        })
    }

    fn create_element(&self, name: QualName, attributes: Vec<html5ever::Attribute>, _: ElementFlags) -> usize {
        let attributes = attributes.into_iter().map(Attribute::from).collect();
        self.create(Content::Element(Element { name, attributes }))
    }

    fn create_comment(&self, _: StrTendril) -> usize {
        self.create(Content::Nothing)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> usize {
        self.create(Content::Nothing)
    }

    fn append(&self, parent: &usize, child: NodeOrText<usize>) {
        self.insert(*parent, self.len(*parent), child);
    }

    fn append_based_on_parent_node(&self, element: &usize, before: &usize, child: NodeOrText<usize>) {
        let has_parent = self.nodes.borrow()[*element].parent.is_some();
        match has_parent {
            true => self.append_before_sibling(element, child),
            false => self.append(before, child),
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    /// The content of a template is its own child: nobody is shown it either way.
    fn get_template_contents(&self, target: &usize) -> usize {
        *target
    }

    fn same_node(&self, one: &usize, other: &usize) -> bool {
        one == other
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &usize, child: NodeOrText<usize>) {
        if let NodeOrText::AppendNode(child) = &child {
            self.detach(*child);
        }
        let nodes = self.nodes.borrow();
        let Some(parent) = nodes[*sibling].parent else { return };
        let at = nodes[parent].children.iter().position(|child| child == sibling).unwrap_or(0);
        drop(nodes);
        self.insert(parent, at, child);
    }

    fn add_attrs_if_missing(&self, target: &usize, attributes: Vec<html5ever::Attribute>) {
        if let Content::Element(element) = &mut self.nodes.borrow_mut()[*target].content {
            for attribute in attributes {
                if !element.attributes.iter().any(|known| known.name == attribute.name) {
                    element.attributes.push(attribute.into());
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &usize) {
        self.detach(*target);
    }

    fn reparent_children(&self, node: &usize, parent: &usize) {
        let children = std::mem::take(&mut self.nodes.borrow_mut()[*node].children);
        let mut nodes = self.nodes.borrow_mut();
        for &child in &children {
            nodes[child].parent = Some(*parent);
        }
        nodes[*parent].children.extend(children);
    }
}
