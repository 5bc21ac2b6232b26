//! YAML 1.2 by its events.
//! In: the lines between the fences. Out: a tree, and every fault that stands in the way of one. Follows no alias.

use super::tree::{Faults, Field, Name, Node, Value};
use serde_saphyr::granit_parser::{self as yaml, Event, ScalarStyle, StructureStyle};
use std::ops::Range;

/// Reads `content` as YAML 1.2. Anchors, aliases and keys that are no words are faults: front matter has no use for them, and
/// aliases can make a small text a huge tree.
pub(super) fn read_yaml<'t>(content: &'t str, base: usize, faults: &mut Faults) -> Vec<Field<'t>> {
    let mut options = yaml::Options::default();
    options.emit_comments = false;
    let parser = yaml::Parser::new_from_str_with_options(content, options);
    let mut reader = YamlReader { parser, base, len: content.len(), faults, broken: false };
    let mut root = None;
    while let Some((event, span)) = reader.next() {
        match event {
            Event::StreamStart | Event::DocumentStart(..) | Event::DocumentEnd => {}
            Event::StreamEnd => break,
            event if root.is_none() => root = Some(reader.node(event, span, None)),
            _ => break,
        }
    }
    let broken = reader.broken;
    match root {
        Some(Node { value: Value::Map(mut fields), .. }) => {
            // The field in hand when the parser gave up is not whole: what it holds is no fault of its own.
            if broken {
                fields.pop();
            }
            fields
        }
        Some(node) if !broken => {
            faults
                .syntax(node.range, "the front matter is not a list of fields")
                .help
                .push("write `key: value`, one field a line".into());
            Vec::new()
        }
        _ => Vec::new(),
    }
}

struct YamlReader<'t, 'f, 'd> {
    parser: yaml::Parser<'t, yaml::StrInput<'t>>,
    base: usize,
    len: usize,
    faults: &'f mut Faults<'d>,
    /// The parser met a fault, told it, and has nothing more to say.
    broken: bool,
}

impl<'t> YamlReader<'t, '_, '_> {
    fn next(&mut self) -> Option<(Event<'t>, Range<usize>)> {
        if self.broken {
            return None;
        }
        match self.parser.next_event()? {
            Ok((event, span)) => {
                let range = span.byte_range().unwrap_or(self.len..self.len);
                let start = range.start.min(self.len);
                Some((event, self.base + start..self.base + range.end.clamp(start, self.len)))
            }
            Err(error) => {
                self.broken = true;
                let at = self.base + error.marker().byte_offset().unwrap_or(self.len).min(self.len);
                let words = error.kind().to_string();
                self.faults
                    .syntax(at..at, format!("the front matter is not YAML: {words}"))
                    .help
                    .push("put text that holds `: `, ` #` or starts with a mark in quotes".into());
                None
            }
        }
    }

    /// The value that `event` begins. `key` is where its key stands.
    fn node(&mut self, event: Event<'t>, range: Range<usize>, key: Option<&Range<usize>>) -> Node<'t> {
        match event {
            Event::Scalar(text, style, _, tag) => {
                let is_text =
                    style != ScalarStyle::Plain || tag.as_ref().is_some_and(|tag| tag.is_yaml_core_schema_tag("str"));
                if let Some(tag) = tag
                    && !tag.is_yaml_core_schema()
                {
                    self.faults
                        .syntax(range.clone(), format!("a tag such as `{}` has no meaning here", tag.original()));
                }
                let range = match key {
                    Some(key) if text.is_empty() && !is_text => key.clone(),
                    _ => range,
                };
                Node { value: if is_text { Value::Text(text) } else { Value::Plain(text) }, range }
            }
            Event::SequenceStart(style, ..) => {
                let mut items = Vec::new();
                let mut end = range.end;
                while let Some((event, span)) = self.next() {
                    if matches!(event, Event::SequenceEnd) {
                        end = span.end;
                        break;
                    }
                    let item = self.node(event, span, None);
                    items.push(item);
                }
                let range = extent(
                    style,
                    range.start..end,
                    items.first().map(|node| &node.range),
                    items.last().map(|node| &node.range),
                );
                Node { value: Value::List(items), range }
            }
            Event::MappingStart(style, ..) => {
                let mut fields: Vec<Field> = Vec::new();
                let mut end = range.end;
                while let Some((event, span)) = self.next() {
                    if matches!(event, Event::MappingEnd) {
                        end = span.end;
                        break;
                    }
                    let is_word = matches!(event, Event::Scalar(..));
                    let key = self.node(event, span, None);
                    let Some((event, span)) = self.next() else { break };
                    let value = self.node(event, span, Some(&key.range));
                    match key.value {
                        Value::Plain(text) | Value::Text(text) if is_word => {
                            fields.push((Name { text, range: key.range }, value))
                        }
                        _ => {
                            self.faults.syntax(key.range, "the name of a field must be a word");
                        }
                    }
                }
                let range = extent(
                    style,
                    range.start..end,
                    fields.first().map(|field| &field.1.range),
                    fields.last().map(|field| &field.1.range),
                );
                Node { value: Value::Map(fields), range }
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.faults
                    .syntax(range.clone(), "aliases (`*name`) cannot be used in front matter")
                    .help
                    .push("write the value out".into());
                Node { value: Value::Plain("".into()), range }
            }
            _ => Node { value: Value::Plain("".into()), range },
        }
    }
}

/// Where a list or map stands: its brackets, or from its first value to its last.
fn extent(
    style: StructureStyle,
    brackets: Range<usize>,
    first: Option<&Range<usize>>,
    last: Option<&Range<usize>>,
) -> Range<usize> {
    match (style, first, last) {
        (StructureStyle::Block, Some(first), Some(last)) => first.start..last.end.max(first.start),
        _ => brackets.start..brackets.end.max(brackets.start),
    }
}
