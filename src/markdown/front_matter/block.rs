//! Where front matter stands.
//! In: a page's text. Out: the lines between the fences, or that there are none. Reads no field beyond its name.

use super::fields::FIELDS;
use std::ops::Range;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Format {
    Yaml,
    Toml,
}

#[derive(Debug)]
pub(super) struct Block {
    pub format: Format,
    /// The lines between the fences.
    pub content: Range<usize>,
    /// The byte after the closing fence's line.
    pub end: usize,
}

pub(super) enum Found {
    Block(Block),
    /// Begins with a known field and has no end.
    Open(&'static str),
    Nothing,
}

/// Lines with the byte they start at; a line holds neither `\n` nor the `\r` before it.
pub(super) fn lines_of(text: &str, from: usize) -> impl Iterator<Item = (usize, &str)> {
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

pub(super) fn find_block(text: &str) -> Found {
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
