//! The fields at the top of a page, in YAML between `---` lines or in TOML between `+++` lines.
//! Enters: a page's text. Leaves: a [`FrontMatter`], the byte where the Markdown starts, and diagnostics for every fault of
//! the block at once. Never fails, and never takes for front matter what is Markdown: a page may begin with a rule (`---`).
//!
//! YAML is read by rules of our own where each line is a plain `key: value`, a short list or a map one level deep, which is
//! what people write, and by an event parser for YAML 1.2 otherwise. Both give the same tree; a property test holds them to it.

mod block;
mod fields;
mod plain_yaml;
#[cfg(test)]
mod tests;
mod toml;
mod tree;
mod yaml;

use crate::diag::{Diagnostic, Span, codes};
use block::{Format, Found, find_block};
use fields::interpret;
use plain_yaml::read_plain_yaml;
use serde_json::Value as Json;
use std::ops::Range;
use toml::read_toml;
use tree::Faults;
use yaml::read_yaml;

/// What a page says of itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FrontMatter {
    pub title: Option<String>,
    pub description: Option<String>,
    /// Place among its neighbours, lowest first; pages without one come after, by name.
    pub order: Option<i64>,
    /// Left out of the site unless drafts are asked for.
    pub draft: bool,
    /// Former paths of the page, as written.
    pub aliases: Vec<String>,
    /// `YYYY-MM-DD`, a day that exists.
    pub date: Option<String>,
    pub tags: Vec<String>,
    /// Whether the page shows its outline; `None` leaves it to the book.
    pub toc: Option<bool>,
    /// Whether the page is in the search index; `None` leaves it to the book.
    pub search: Option<bool>,
    /// The author's own fields.
    pub extra: serde_json::Map<String, Json>,
}

/// Reads the front matter of `text`, which starts at the page's first character (no byte order mark). The number is the byte
/// where the Markdown starts: 0 where there is no front matter. `to_span` maps bytes of `text` to their file.
pub fn parse(text: &str, to_span: &dyn Fn(Range<usize>) -> Span) -> (FrontMatter, usize, Vec<Diagnostic>) {
    let block = match find_block(text) {
        Found::Block(block) => block,
        Found::Open(fence) => {
            let fault = Diagnostic::error(
                codes::FRONT_MATTER_SYNTAX,
                to_span(0..fence.len()),
                format!("the front matter that starts with `{fence}` is never closed"),
            )
            .help(format!("put a line `{fence}` after the last field"));
            return (FrontMatter::default(), 0, vec![fault]);
        }
        Found::Nothing => return Default::default(),
    };
    let mut diagnostics = Vec::new();
    let fields = {
        let mut faults = Faults { diagnostics: &mut diagnostics, to_span };
        match block.format {
            Format::Yaml => {
                let content = &text[block.content.clone()];
                match read_plain_yaml(content, block.content.start) {
                    Some(fields) => fields,
                    None => read_yaml(content, block.content.start, &mut faults),
                }
            }
            Format::Toml => read_toml(&text[block.content.clone()], block.content.start, &mut faults),
        }
    };
    let mut faults = Faults { diagnostics: &mut diagnostics, to_span };
    let front_matter = interpret(text, fields, &mut faults);
    (front_matter, block.end, diagnostics)
}

/// Where the body starts: what [`parse`] gives beside the fields, without reading them.
pub fn body_start(text: &str) -> usize {
    match find_block(text) {
        Found::Block(block) => block.end,
        Found::Open(_) | Found::Nothing => 0,
    }
}
