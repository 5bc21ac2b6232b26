//! The fields at the top of a page, in YAML between `---` lines or in TOML between `+++` lines.
//! Enters: a page's text. Leaves: a [`FrontMatter`], the byte where the Markdown starts, and diagnostics for every fault of
//! the block at once. Never fails, and never takes for front matter what is Markdown: a page may begin with a rule (`---`).
//!
//! YAML is read by rules of our own where each line is a plain `key: value`, a short list or a map one level deep, which is
//! what people write, and by an event parser for YAML 1.2 otherwise. Both give the same tree; a property test holds them to it.

use crate::diag::{self, Diagnostic, Span, codes};
use serde_json::Value as Json;
use serde_saphyr::granit_parser::{self as yaml, Event, ScalarStyle, StructureStyle};
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

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

/// The fields that are known, in the order of the manual.
const FIELDS: [&str; 10] =
    ["title", "description", "order", "draft", "aliases", "date", "tags", "toc", "search", "extra"];

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

// ---- Where the block is ----

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Format {
    Yaml,
    Toml,
}

#[derive(Debug)]
struct Block {
    format: Format,
    /// The lines between the fences.
    content: Range<usize>,
    /// The byte after the closing fence's line.
    end: usize,
}

enum Found {
    Block(Block),
    /// Begins with a known field and has no end.
    Open(&'static str),
    Nothing,
}

/// Lines with the byte they start at; a line holds neither `\n` nor the `\r` before it.
fn lines_of(text: &str, from: usize) -> impl Iterator<Item = (usize, &str)> {
    let mut at = from;
    std::iter::from_fn(move || {
        if at >= text.len() {
            return None;
        }
        let start = at;
        let rest = &text[start..];
        let line = match memchr::memchr(b'\n', rest.as_bytes()) {
            Some(length) => {
                at += length + 1;
                &rest[..length]
            }
            None => {
                at = text.len();
                rest
            }
        };
        Some((start, line.strip_suffix('\r').unwrap_or(line)))
    })
}

fn find_block(text: &str) -> Found {
    // Nearly every page without front matter leaves here.
    let (format, fence) = match text.get(..3) {
        Some("---") => (Format::Yaml, "---"),
        Some("+++") => (Format::Toml, "+++"),
        _ => return Found::Nothing,
    };
    let is_fence = |line: &str| {
        let line = line.trim_end_matches([' ', '\t']);
        line == fence || (format == Format::Yaml && line == "...")
    };
    let mut lines = lines_of(text, 0);
    match lines.next() {
        Some((_, first)) if first.trim_end_matches([' ', '\t']) == fence => {}
        _ => return Found::Nothing,
    }
    let content_start = memchr::memchr(b'\n', text.as_bytes()).map_or(text.len(), |end| end + 1);
    // The key of the first line that says something, where that line has the form of a field.
    let mut first_key: Option<Option<&str>> = None;
    let mut comments = false;
    for (start, line) in lines {
        if is_fence(line) {
            let is_mapping = match first_key {
                Some(key) => key.is_some(),
                // Nothing between the fences is front matter without fields; `# words` between two rules is a heading.
                None => !comments || format == Format::Toml,
            };
            if !is_mapping {
                return Found::Nothing;
            }
            let end = memchr::memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |length| start + length + 1);
            return Found::Block(Block { format, content: content_start..start, end });
        }
        if first_key.is_none() {
            let line = line.trim();
            if line.starts_with('#') {
                comments = true;
            } else if !line.is_empty() {
                let key = key_of(line, format);
                if key.is_none() {
                    return Found::Nothing;
                }
                first_key = Some(key);
            }
        }
    }
    match first_key {
        Some(Some(key)) if FIELDS.contains(&key) => Found::Open(fence),
        _ => Found::Nothing,
    }
}

/// The key, where the line begins like a field: `key:` in YAML, `key =` or `[table]` in TOML.
fn key_of(line: &str, format: Format) -> Option<&str> {
    let (quote, rest) = match line.chars().next() {
        Some(quote @ ('"' | '\'')) => (Some(quote), &line[1..]),
        Some('[') if format == Format::Toml => return Some(line.trim_matches(['[', ']'])),
        _ => (None, line),
    };
    let is_key = |character: char| character.is_alphanumeric() || matches!(character, '_' | '-' | '.');
    let length = rest.find(|character| !is_key(character)).unwrap_or(rest.len());
    let (key, mut after) = rest.split_at(length);
    if key.is_empty() {
        return None;
    }
    if let Some(quote) = quote {
        after = after.strip_prefix(quote)?;
    }
    let after = after.trim_start_matches([' ', '\t']);
    match format {
        Format::Yaml => {
            after.strip_prefix(':').filter(|rest| rest.is_empty() || rest.starts_with([' ', '\t'])).map(|_| key)
        }
        Format::Toml => after.starts_with('=').then_some(key),
    }
}

// ---- The tree both formats give ----

/// A word and the bytes of the page it stands at, quotes included.
#[derive(Clone, Debug, PartialEq)]
struct Name<'t> {
    text: Cow<'t, str>,
    range: Range<usize>,
}

#[derive(Clone, Debug, PartialEq)]
struct Node<'t> {
    value: Value<'t>,
    /// Bytes of the page. Of a list or map in block form: from its first value to its last. Of an absent value: its key's.
    range: Range<usize>,
}

#[derive(Clone, Debug, PartialEq)]
enum Value<'t> {
    /// A YAML scalar without quotes: what it is depends on the field, so that `title: 1984` is a title.
    Plain(Cow<'t, str>),
    Text(Cow<'t, str>),
    Boolean(bool),
    Integer(i64),
    Float(f64),
    /// A TOML date or time, as written; the flag says whether it has a day.
    Date(String, bool),
    List(Vec<Node<'t>>),
    Map(Vec<Field<'t>>),
}

type Field<'t> = (Name<'t>, Node<'t>);

struct Faults<'a> {
    diagnostics: &'a mut Vec<Diagnostic>,
    to_span: &'a dyn Fn(Range<usize>) -> Span,
}

impl Faults<'_> {
    fn syntax(&mut self, range: Range<usize>, message: impl Into<String>) -> &mut Diagnostic {
        let span = (self.to_span)(range);
        self.diagnostics.push(Diagnostic::error(codes::FRONT_MATTER_SYNTAX, span, message));
        self.diagnostics.last_mut().expect("one was just pushed")
    }
}

// ---- YAML, the plain part ----

/// Reads `content` where every line is of a form whose meaning is beyond doubt; `None` where one is not. `base` is the byte
/// of the page where `content` starts.
fn read_plain_yaml(content: &str, base: usize) -> Option<Vec<Field<'_>>> {
    let mut fields: Vec<Field> = Vec::new();
    // A key without a value may get one from the lines below it: their indentation and what they have been so far.
    let mut open: Option<usize> = None;
    let mut indentation = None;
    for (start, line) in lines_of(content, 0) {
        let line = line.trim_end_matches(' ');
        let indent = line.len() - line.trim_start_matches(' ').len();
        let words = &line[indent..];
        if words.is_empty() || words.starts_with('#') {
            if !words.chars().all(is_plain_character) {
                return None;
            }
            continue;
        }
        let at = base + start + indent;
        if let Some(item) = words.strip_prefix("- ") {
            let field = fields.get_mut(open?)?;
            if *indentation.get_or_insert(indent) != indent {
                return None;
            }
            let spaces = item.len() - item.trim_start_matches(' ').len();
            let node = plain_value(&item[spaces..], at + 2 + spaces)?;
            if matches!(node.value, Value::List(_)) {
                return None;
            }
            match &mut field.1.value {
                Value::Plain(_) => field.1 = Node { range: node.range.clone(), value: Value::List(vec![node]) },
                Value::List(items) => {
                    field.1.range.end = node.range.end;
                    items.push(node);
                }
                _ => return None,
            }
            continue;
        }
        let (key, rest) = words.split_once(':')?;
        let is_key = key.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && key.len() <= 64
            && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        if !is_key || !(rest.is_empty() || rest.starts_with(' ')) {
            return None;
        }
        let name = Name { text: key.into(), range: at..at + key.len() };
        let spaces = rest.len() - rest.trim_start_matches(' ').len();
        let node = match &rest[spaces..] {
            "" => Node { value: Value::Plain("".into()), range: name.range.clone() },
            words => plain_value(words, at + key.len() + 1 + spaces)?,
        };
        let is_empty = matches!(&node.value, Value::Plain(words) if words.is_empty());
        if indent == 0 {
            open = is_empty.then_some(fields.len());
            indentation = None;
            fields.push((name, node));
            continue;
        }
        let field = fields.get_mut(open?)?;
        if *indentation.get_or_insert(indent) != indent {
            return None;
        }
        match &mut field.1.value {
            Value::Plain(_) => {
                field.1 = Node { range: node.range.clone(), value: Value::Map(vec![(name, node)]) };
            }
            Value::Map(inner) => {
                field.1.range.end = node.range.end;
                inner.push((name, node));
            }
            _ => return None,
        }
    }
    Some(fields)
}

/// Not a tab, a control character, a byte order mark or a line break of Unicode's, which YAML gives meanings of their own.
fn is_plain_character(character: char) -> bool {
    !character.is_control() && !matches!(character, '\u{feff}' | '\u{fffe}' | '\u{ffff}' | '\u{2028}' | '\u{2029}')
}

/// A scalar or a one-line list; `words` is trimmed and not empty.
fn plain_value(words: &str, at: usize) -> Option<Node<'_>> {
    let range = at..at + words.len();
    let Some(inner) = words.strip_prefix('[') else { return plain_scalar(words, at, false) };
    let inner = inner.strip_suffix(']')?;
    let mut items = Vec::new();
    if !inner.trim_matches(' ').is_empty() {
        let mut from = at + 1;
        for item in inner.split(',') {
            let trimmed = item.trim_start_matches(' ');
            let start = from + item.len() - trimmed.len();
            items.push(plain_scalar(trimmed.trim_end_matches(' '), start, true)?);
            from += item.len() + 1;
        }
    }
    Some(Node { value: Value::List(items), range })
}

/// A scalar on one line; `in_list` is the stricter rule of a list in brackets.
fn plain_scalar(words: &str, at: usize, in_list: bool) -> Option<Node<'_>> {
    let range = at..at + words.len();
    let mut characters = words.chars();
    let first = characters.next()?;
    if !words.chars().all(is_plain_character) || (in_list && words.contains(['[', ']', '{', '}', ':', '#'])) {
        return None;
    }
    if matches!(first, '"' | '\'') {
        let inner = words[1..].strip_suffix(first)?;
        // An escape, or a quote that ends the scalar early.
        if inner.contains(['\\', first]) {
            return None;
        }
        return Some(Node { value: Value::Text(inner.into()), range });
    }
    let starts_plain = first.is_alphanumeric()
        || first == '_'
        || (!first.is_ascii() && !first.is_whitespace())
        || (first == '-' && characters.next().is_some_and(|second| second.is_ascii_digit()));
    if !starts_plain || words.contains(": ") || words.contains(" #") || words.ends_with(':') {
        return None;
    }
    Some(Node { value: Value::Plain(words.into()), range })
}

// ---- YAML, all of it ----

/// Reads `content` as YAML 1.2. Anchors, aliases and keys that are no words are faults: front matter has no use for them, and
/// aliases can make a small text a huge tree.
fn read_yaml<'t>(content: &'t str, base: usize, faults: &mut Faults) -> Vec<Field<'t>> {
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

// ---- TOML ----

fn read_toml<'t>(content: &'t str, base: usize, faults: &mut Faults) -> Vec<Field<'t>> {
    let (table, errors) = toml::de::DeTable::parse_recoverable(content);
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        let start = span.start.min(content.len());
        let words = error.message().lines().next().unwrap_or("").to_owned();
        faults.syntax(
            base + start..base + span.end.clamp(start, content.len()),
            format!("the front matter is not TOML: {words}"),
        );
    }
    toml_fields(table.into_inner(), base)
}

fn toml_fields(table: toml::de::DeTable<'_>, base: usize) -> Vec<Field<'_>> {
    let shift = |span: Range<usize>| base + span.start..base + span.end.max(span.start);
    table
        .into_iter()
        .map(|(key, value)| {
            let name = Name { range: shift(key.span()), text: key.into_inner() };
            (name, toml_node(value, base))
        })
        .collect()
}

fn toml_node(value: toml::Spanned<toml::de::DeValue<'_>>, base: usize) -> Node<'_> {
    use toml::de::DeValue;
    let span = value.span();
    let range = base + span.start..base + span.end.max(span.start);
    let value = match value.into_inner() {
        DeValue::String(text) => Value::Text(text),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Value::Integer(number),
            Err(_) => Value::Text(number.as_str().to_owned().into()),
        },
        DeValue::Float(number) => Value::Float(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(value) => Value::Boolean(value),
        DeValue::Datetime(moment) => Value::Date(moment.to_string(), moment.date.is_some()),
        DeValue::Array(items) => Value::List(items.into_iter().map(|item| toml_node(item, base)).collect()),
        DeValue::Table(table) => Value::Map(toml_fields(table, base)),
    };
    Node { value, range }
}

// ---- What the fields mean ----

fn interpret(text: &str, fields: Vec<Field>, faults: &mut Faults) -> FrontMatter {
    let mut front_matter = FrontMatter::default();
    let mut seen: HashMap<Cow<str>, Range<usize>> = HashMap::new();
    for (name, node) in fields {
        if let Some(first) = seen.get(&name.text) {
            let other = (faults.to_span)(first.clone());
            let fault = faults.syntax(name.range, format!("the field `{}` stands twice", name.text));
            *fault = fault.clone().other(other, "first given here");
            continue;
        }
        let mut reader = FieldReader { page: text, name: &name, faults };
        match &*name.text {
            "title" => front_matter.title = reader.text(node).filter(|text| !text.is_empty()),
            "description" => front_matter.description = reader.text(node).filter(|text| !text.is_empty()),
            "order" => front_matter.order = reader.integer(node),
            "draft" => front_matter.draft = reader.boolean(node).unwrap_or(false),
            "aliases" => front_matter.aliases = reader.texts(node),
            "date" => front_matter.date = reader.date(node),
            "tags" => front_matter.tags = reader.texts(node),
            "toc" => front_matter.toc = reader.boolean(node),
            "search" => front_matter.search = reader.boolean(node),
            "extra" => front_matter.extra = reader.map(node),
            unknown => {
                let span = (faults.to_span)(name.range.clone());
                let fault = Diagnostic::error(
                    codes::FRONT_MATTER_UNKNOWN_FIELD,
                    span,
                    format!("`{unknown}` is not a field of the front matter"),
                );
                let help = match diag::nearest(unknown, FIELDS) {
                    Some(near) => format!("did you mean `{near}`? fields of your own go under `extra`"),
                    None => format!("fields of your own go under `extra`; known are {}", known_fields()),
                };
                faults.diagnostics.push(fault.help(help));
            }
        }
        seen.insert(name.text, name.range);
    }
    front_matter
}

fn known_fields() -> String {
    FIELDS.map(|field| format!("`{field}`")).join(", ")
}

/// Whether a YAML scalar without quotes stands for nothing (YAML 1.2.2 §10.3.2).
fn is_null(words: &str) -> bool {
    matches!(words, "" | "~" | "null" | "Null" | "NULL")
}

/// YAML 1.2.2 §10.3.2; the `yes` and `no` of YAML 1.1 are words.
fn boolean_of(words: &str) -> Option<bool> {
    match words {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}

struct FieldReader<'a, 'f, 'd> {
    page: &'a str,
    name: &'a Name<'a>,
    faults: &'f mut Faults<'d>,
}

impl FieldReader<'_, '_, '_> {
    fn wrong(&mut self, range: Range<usize>, expected: &str) {
        let written = self.page.get(range.clone()).unwrap_or("").lines().next().unwrap_or("").trim();
        let mut shown: String = written.chars().take(40).collect();
        if shown.len() < written.len() {
            shown.push('…');
        }
        let name = &self.name.text;
        self.faults.syntax(range, format!("`{name}` must be {expected}, not `{shown}`"));
    }

    fn text(&mut self, node: Node) -> Option<String> {
        match node.value {
            Value::Plain(words) if is_null(&words) => None,
            Value::Plain(words) | Value::Text(words) => Some(words.trim().to_owned()),
            _ => {
                self.wrong(node.range, "text");
                None
            }
        }
    }

    /// A list of texts; one text alone is a list of one.
    fn texts(&mut self, node: Node) -> Vec<String> {
        match node.value {
            Value::List(items) => items.into_iter().filter_map(|item| self.text_of_list(item)).collect(),
            Value::Plain(words) if is_null(&words) => Vec::new(),
            Value::Plain(words) | Value::Text(words) => vec![words.trim().to_owned()],
            _ => {
                self.wrong(node.range, "a list of texts");
                Vec::new()
            }
        }
    }

    fn text_of_list(&mut self, node: Node) -> Option<String> {
        match node.value {
            Value::Plain(words) | Value::Text(words) if !words.trim().is_empty() => Some(words.trim().to_owned()),
            _ => {
                self.wrong(node.range, "a list of texts");
                None
            }
        }
    }

    fn integer(&mut self, node: Node) -> Option<i64> {
        match &node.value {
            Value::Plain(words) if is_null(words) => return None,
            Value::Plain(words) => {
                if let Ok(number) = words.parse() {
                    return Some(number);
                }
            }
            Value::Integer(number) => return Some(*number),
            _ => {}
        }
        self.wrong(node.range, "a whole number");
        None
    }

    fn boolean(&mut self, node: Node) -> Option<bool> {
        match &node.value {
            Value::Plain(words) if is_null(words) => return None,
            Value::Plain(words) => {
                if let Some(value) = boolean_of(words) {
                    return Some(value);
                }
            }
            Value::Boolean(value) => return Some(*value),
            _ => {}
        }
        self.wrong(node.range, "`true` or `false`");
        None
    }

    fn date(&mut self, node: Node) -> Option<String> {
        match &node.value {
            Value::Plain(words) if is_null(words) => return None,
            Value::Plain(words) | Value::Text(words) => {
                if let Some(day) = day_of(words.trim()) {
                    return Some(day.to_owned());
                }
            }
            Value::Date(moment, true) => {
                if let Some(day) = day_of(moment) {
                    return Some(day.to_owned());
                }
            }
            _ => {}
        }
        self.wrong(node.range, "a day such as `2026-03-01`");
        None
    }

    fn map(&mut self, node: Node) -> serde_json::Map<String, Json> {
        match node.value {
            Value::Map(fields) => self.json_fields(fields),
            Value::Plain(words) if is_null(&words) => Default::default(),
            _ => {
                self.wrong(node.range, "a map of fields");
                Default::default()
            }
        }
    }

    fn json_fields(&mut self, fields: Vec<Field>) -> serde_json::Map<String, Json> {
        let mut map = serde_json::Map::new();
        for (name, node) in fields {
            if map.contains_key(&*name.text) {
                self.faults.syntax(name.range, format!("the field `{}` stands twice", name.text));
                continue;
            }
            let value = self.json(node);
            map.insert(name.text.into_owned(), value);
        }
        map
    }

    fn json(&mut self, node: Node) -> Json {
        match node.value {
            Value::Plain(words) => json_of_plain(&words),
            Value::Text(words) => Json::String(words.into_owned()),
            Value::Boolean(value) => Json::Bool(value),
            Value::Integer(number) => number.into(),
            Value::Float(number) => number.into(),
            Value::Date(moment, _) => Json::String(moment),
            Value::List(items) => items.into_iter().map(|item| self.json(item)).collect(),
            Value::Map(fields) => Json::Object(self.json_fields(fields)),
        }
    }
}

/// A YAML scalar without quotes by the core schema (YAML 1.2.2 §10.3.2). Numbers that JSON cannot hold stay text.
fn json_of_plain(words: &str) -> Json {
    if is_null(words) {
        return Json::Null;
    }
    if let Some(value) = boolean_of(words) {
        return Json::Bool(value);
    }
    let digits = words.trim_start_matches(['-', '+']);
    if words.len() - digits.len() <= 1 && digits.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
        if let Ok(number) = words.parse::<i64>() {
            return number.into();
        }
        let radix =
            [("0x", 16), ("0o", 8)].into_iter().find_map(|(prefix, radix)| Some((words.strip_prefix(prefix)?, radix)));
        if let Some((digits, radix)) = radix
            && !digits.starts_with('+')
            && let Ok(number) = i64::from_str_radix(digits, radix)
        {
            return number.into();
        }
        let is_float = digits.bytes().any(|byte| byte.is_ascii_digit())
            && digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-'));
        if is_float
            && let Ok(number) = words.parse::<f64>()
            && number.is_finite()
        {
            return number.into();
        }
    }
    Json::String(words.to_owned())
}

/// The day at the start of `words`, which may go on with a time; `None` where there is no such day in the calendar.
fn day_of(words: &str) -> Option<&str> {
    let (day, rest) = words.split_at_checked(10)?;
    let is_time = |rest: &str| {
        rest.starts_with(['T', 't', ' '])
            && rest[1..].bytes().all(|byte| byte.is_ascii_digit() || b":.+-Zz ".contains(&byte))
    };
    if !rest.is_empty() && !is_time(rest) {
        return None;
    }
    let bytes = day.as_bytes();
    let shape = bytes.iter().enumerate().all(|(at, byte)| match at {
        4 | 7 => *byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    if !shape {
        return None;
    }
    let number = |range: Range<usize>| day[range].parse::<u32>().ok();
    let (year, month, date) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let last = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => return None,
    };
    (1..=last).contains(&date).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::FileId;
    use proptest::prelude::*;
    use serde_json::json;

    fn to_span(range: Range<usize>) -> Span {
        Span::new(FileId::DETACHED, range)
    }

    fn read(text: &str) -> (FrontMatter, &str, Vec<Diagnostic>) {
        let (front_matter, start, diagnostics) = parse(text, &to_span);
        (front_matter, &text[start..], diagnostics)
    }

    /// A line a fault: code, the text it points at, the message, the help.
    fn faults(text: &str) -> String {
        let mut lines = String::new();
        for fault in parse(text, &to_span).2 {
            let diag::Place::At(span) = fault.place else { panic!("a fault without a place") };
            let (code, message, help) = (fault.code.name(), &fault.message, fault.help.join("; "));
            lines.push_str(&format!("{code} [{}] {message} ({help})\n", &text[span.range()]));
        }
        lines
    }

    #[test]
    fn all_fields_in_yaml() {
        let text = "---\ntitle: 面试前\ndescription: \"一句话: 说明\"\norder: -3\ndraft: true\naliases: [old.md, 'a b.md']\ndate: 2026-03-01\n\
                    tags:\n  - 行为\n  - STAR\ntoc: false\nsearch: true\nextra:\n  covers: P1\n  facts: [1, 2.5, yes, null]\n---\n# 正文\n";
        let (front_matter, body, diagnostics) = read(text);
        assert_eq!(diagnostics, []);
        assert_eq!(body, "# 正文\n");
        assert_eq!(
            front_matter,
            FrontMatter {
                title: Some("面试前".into()),
                description: Some("一句话: 说明".into()),
                order: Some(-3),
                draft: true,
                aliases: vec!["old.md".into(), "a b.md".into()],
                date: Some("2026-03-01".into()),
                tags: vec!["行为".into(), "STAR".into()],
                toc: Some(false),
                search: Some(true),
                extra: json!({"covers": "P1", "facts": [1, 2.5, "yes", null]}).as_object().unwrap().clone(),
            }
        );
    }

    #[test]
    fn all_fields_in_toml() {
        let text = "+++\ntitle = \"面试前\"\norder = 2\ndraft = false\ndate = 2026-03-01T10:00:00Z\ntags = [\"a\"]\n[extra]\nn = 0x10\nwhen = 10:00:00\n+++\n正文";
        let (front_matter, body, diagnostics) = read(text);
        assert_eq!(diagnostics, []);
        assert_eq!(body, "正文");
        assert_eq!(front_matter.date.as_deref(), Some("2026-03-01"));
        assert_eq!((front_matter.order, &front_matter.tags[..]), (Some(2), &["a".to_owned()][..]));
        assert_eq!(serde_json::Value::Object(front_matter.extra), json!({"n": 16, "when": "10:00:00"}));
    }

    #[test]
    fn what_is_markdown_stays_markdown() {
        for text in [
            "",
            "---",
            "---\n",
            "# a\n---\ntitle: x\n---\n",
            "---\n\nA page that begins with a rule.\n\n---\n",
            "---\n# A heading between two rules\n---\n",
            "---\n- a list\n---\n",
            "---\nno colon here\n---\n",
            "---\nhttp://example.org\n---\n",
            "----\ntitle: x\n----\n",
            " ---\ntitle: x\n---\n",
            "---\nwords: but no end\n",
            "+++\n正文\n+++\n",
            "\n---\ntitle: x\n---\n",
        ] {
            assert_eq!(read(text), (FrontMatter::default(), text, vec![]), "{text:?}");
        }
    }

    #[test]
    fn fences_may_have_crlf_trailing_blanks_and_dots() {
        for (text, body) in [
            ("---\r\ntitle: x\r\n---\r\nb", "b"),
            ("--- \ntitle: x\n---\t\nb", "b"),
            ("---\ntitle: x\n...\nb", "b"),
            ("---\n# 说明\n\ntitle: x\n---", ""),
            ("---\n\"title\": x\n---\n", ""),
            ("+++\r\ntitle = 'x'\r\n+++\r\n", ""),
        ] {
            let (front_matter, rest, diagnostics) = read(text);
            assert_eq!((front_matter.title.as_deref(), rest, &diagnostics[..]), (Some("x"), body, &[][..]), "{text:?}");
        }
        assert_eq!(read("---\n---\nb").1, "b");
        assert_eq!(read("+++\n+++\n").1, "");
    }

    #[test]
    fn all_faults_of_a_block_come_together() {
        insta::assert_snapshot!(
            faults("---\ntilte: a\nlayout: post\norder: 1.5\ndraft: yes\ndate: 2026-02-29\ntags: [a, [b]]\nextra: x\ntitle: [a]\ntitle: b\n---\n"),
            @r"
        front-matter-unknown-field [tilte] `tilte` is not a field of the front matter (did you mean `title`? fields of your own go under `extra`)
        front-matter-unknown-field [layout] `layout` is not a field of the front matter (fields of your own go under `extra`; known are `title`, `description`, `order`, `draft`, `aliases`, `date`, `tags`, `toc`, `search`, `extra`)
        front-matter-syntax [1.5] `order` must be a whole number, not `1.5` ()
        front-matter-syntax [yes] `draft` must be `true` or `false`, not `yes` ()
        front-matter-syntax [2026-02-29] `date` must be a day such as `2026-03-01`, not `2026-02-29` ()
        front-matter-syntax [[b]] `tags` must be a list of texts, not `[b]` ()
        front-matter-syntax [x] `extra` must be a map of fields, not `x` ()
        front-matter-syntax [[a]] `title` must be text, not `[a]` ()
        front-matter-syntax [title] the field `title` stands twice ()
        "
        );
        insta::assert_snapshot!(faults("+++\ntitle = 1984\norder = \"1\"\ndate = 10:00:00\nx = 1\ny = \n+++\n"), @r#"
        front-matter-syntax [] the front matter is not TOML: string values must be quoted, expected literal string ()
        front-matter-syntax [1984] `title` must be text, not `1984` ()
        front-matter-syntax ["1"] `order` must be a whole number, not `"1"` ()
        front-matter-syntax [10:00:00] `date` must be a day such as `2026-03-01`, not `10:00:00` ()
        front-matter-unknown-field [x] `x` is not a field of the front matter (fields of your own go under `extra`; known are `title`, `description`, `order`, `draft`, `aliases`, `date`, `tags`, `toc`, `search`, `extra`)
        front-matter-unknown-field [y] `y` is not a field of the front matter (fields of your own go under `extra`; known are `title`, `description`, `order`, `draft`, `aliases`, `date`, `tags`, `toc`, `search`, `extra`)
        "#);
    }

    #[test]
    fn broken_yaml_is_told_with_its_place() {
        insta::assert_snapshot!(faults("---\ntitle: [a\n---\n"), @"front-matter-syntax [] the front matter is not YAML: unclosed bracket '[' (put text that holds `: `, ` #` or starts with a mark in quotes)");
        insta::assert_snapshot!(faults("---\ntitle: a: b\n---\n"), @"front-matter-syntax [] the front matter is not YAML: mapping values are not allowed in this context (put text that holds `: `, ` #` or starts with a mark in quotes)");
        insta::assert_snapshot!(faults("---\ntitle: \"a\norder: 1\n---\n"), @"front-matter-syntax [] the front matter is not YAML: unclosed quote (put text that holds `: `, ` #` or starts with a mark in quotes)");
        insta::assert_snapshot!(faults("---\ntitle: &a x\ndescription: *a\n---\n"), @"front-matter-syntax [*a] aliases (`*name`) cannot be used in front matter (write the value out)");
        insta::assert_snapshot!(faults("---\ntitle: !x y\n? [a]\n: b\n---\n"), @r"
        front-matter-syntax [y] a tag such as `!x` has no meaning here ()
        front-matter-syntax [[a]] the name of a field must be a word ()
        ");
        insta::assert_snapshot!(faults("---\ntitle: x\n\n# Body\n"), @"front-matter-syntax [---] the front matter that starts with `---` is never closed (put a line `---` after the last field)");
    }

    #[test]
    fn scalars_without_quotes_are_text_where_text_is_asked_for() {
        let (front_matter, _, diagnostics) =
            read("---\ntitle: 1984\ndescription:\ntags: [no, 1.0, ~x]\naliases: a.md\norder: ~\n---\n");
        assert_eq!(diagnostics, []);
        assert_eq!(front_matter.title.as_deref(), Some("1984"));
        assert_eq!(front_matter.description, None);
        assert_eq!(front_matter.tags, ["no", "1.0", "~x"]);
        assert_eq!(front_matter.aliases, ["a.md"]);
        assert_eq!(front_matter.order, None);
    }

    #[test]
    fn what_the_plain_reader_leaves_goes_to_the_whole_one() {
        let text = "---\ntitle: >-\n  两行\n  一题\ndescription: \"a\\tb\"\nextra: {a: {b: [c]}, d: 0o17}\n---\n";
        let (front_matter, _, diagnostics) = read(text);
        assert_eq!(diagnostics, []);
        assert_eq!(front_matter.title.as_deref(), Some("两行 一题"));
        assert_eq!(front_matter.description.as_deref(), Some("a\tb"));
        assert_eq!(serde_json::Value::Object(front_matter.extra), json!({"a": {"b": ["c"]}, "d": 15}));
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        for day in ["2024-02-29", "2000-02-29", "2026-12-31 10:00:00 +0800", "2026-01-01T00:00:00.5Z"] {
            assert_eq!(day_of(day), Some(&day[..10]), "{day}");
        }
        for none in [
            "1900-02-29",
            "2026-04-31",
            "2026-13-01",
            "2026-1-1",
            "20260101",
            "2026-01-01x",
            "２０２６-01",
            "",
            "2026-00-10",
        ] {
            assert_eq!(day_of(none), None, "{none}");
        }
    }

    /// The fields by the whole reader, or `None` where it finds a fault.
    fn by_events(text: &str) -> Option<Vec<Field<'_>>> {
        let mut diagnostics = Vec::new();
        let mut faults = Faults { diagnostics: &mut diagnostics, to_span: &to_span };
        let fields = read_yaml(text, 0, &mut faults);
        diagnostics.is_empty().then_some(fields)
    }

    /// Names and values without their places. That a value is absent may be written as nothing or as `~`.
    fn meaning(fields: &[Field]) -> String {
        fn of(value: &Value) -> String {
            match value {
                Value::Plain(text) if text.is_empty() || text == "~" => "nothing".to_owned(),
                Value::List(items) => format!("{:?}", items.iter().map(|item| of(&item.value)).collect::<Vec<_>>()),
                Value::Map(fields) => meaning(fields),
                other => format!("{other:?}"),
            }
        }
        fields.iter().map(|(name, node)| format!("{}={};", name.text, of(&node.value))).collect()
    }

    fn scalar() -> impl Strategy<Value = String> {
        prop_oneof![
            4 => "[a-zA-Z0-9 题「（_.:/#,'\"\\\\~!&*?|>@%`{}\\[\\]-]{0,10}",
            1 => "(true|null|~|-?[0-9]{1,3}|0x1f|1e3|2026-01-01|\"[a-z题: ]{0,4}\"|'[a-z#, ]{0,4}')",
            1 => "\\[(([a-z题]{1,3}|\"[a-z ]{0,2}\"|-1| )(, ?)?){0,4}\\]",
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn both_yaml_readers_agree(
            lines in proptest::collection::vec(
                prop_oneof![
                    5 => ("[a-c_][a-c0-9-]{0,2}", scalar()).prop_map(|(key, value)| format!("{key}: {value}")),
                    1 => "[a-c]:",
                    2 => ("( {0,3})", scalar()).prop_map(|(indent, value)| format!("{indent}- {value}")),
                    2 => ("( {1,3})", "[a-c]{1,2}", scalar()).prop_map(|(indent, key, value)| format!("{indent}{key}: {value}")),
                    1 => "( {0,3})#[a-z ]{0,5}",
                    1 => " {0,3}",
                ],
                1..7,
            ),
            crlf in any::<bool>(),
        ) {
            let text = lines.join(if crlf { "\r\n" } else { "\n" });
            if let Some(fields) = read_plain_yaml(&text, 0)
                && !fields.is_empty()
            {
                prop_assert_eq!(Some(meaning(&fields)), by_events(&text).as_deref().map(meaning), "{}", text);
            }
        }

        #[test]
        fn no_text_is_too_odd(text in "(---|\\+\\+\\+)\n(([a-e]|title|order|extra)(:|=| )[ -~题\n\t]{0,12}\n){0,5}(---|\\+\\+\\+)?\n?[a-c]?") {
            let (_, start, diagnostics) = parse(&text, &to_span);
            prop_assert!(text.is_char_boundary(start));
            for fault in diagnostics {
                let diag::Place::At(span) = fault.place else { panic!("a fault without a place") };
                prop_assert!(text.get(span.range()).is_some(), "{:?} in {:?}", span, text);
            }
        }
    }
}
