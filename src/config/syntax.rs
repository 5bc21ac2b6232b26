//! Gets the most out of a `book.toml` that is not well-formed.
//! In: its text. Out: the same text with the statements blanked that hide others ([`repair`]), and the TOML parser's faults in
//! our words ([`report`]). Judges no key and no value.
//!
//! The parser recovers from most faults by itself, but some take everything after them along: a missing `]`, a line without
//! `=`. Blanking such a statement and parsing again shows the faults beyond it, at their own places.

use super::read::Value;
use super::text::quoted;
use crate::diag::{Diagnostic, FileId, Span, codes};
use std::borrow::Cow;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Error};

const BYTE_ORDER_MARK: char = '\u{feff}';

/// Statements blanked at most. Each costs a parse, and a file with more of them is not TOML at all.
const ROUNDS: usize = 64;

/// The tree of a text, its place the whole text, and what the parser found wrong with it.
pub(super) fn tree(text: &str) -> (Value<'_>, Vec<Error>) {
    let (table, faults) = DeTable::parse_recoverable(text);
    (Spanned::new(0..text.len(), DeValue::Table(table.into_inner())), faults)
}

/// The text with each statement blanked that hides those after it, and a diagnostic for each. Bytes keep their places.
pub(super) fn repair(text: &str, file: FileId) -> (Cow<'_, str>, Vec<Diagnostic>) {
    let mut working = Cow::Borrowed(text);
    let mut diagnostics = Vec::new();
    for _ in 0..ROUNDS {
        let (root, faults) = tree(&working);
        let mut found: Vec<Hiding> = faults.iter().filter_map(|fault| hiding(&working, &root, fault)).collect();
        if found.is_empty() {
            break;
        }
        // An opening bracket draws the lines after it into its own fault, so nothing beyond it can be trusted in this round.
        found.sort_by_key(|hiding| (hiding.at.start, hiding.single_line));
        let n_lines = found.iter().take_while(|hiding| hiding.single_line).count();
        found.truncate(n_lines.max(1));
        let mut bytes = working.into_owned().into_bytes();
        for Hiding { at, blanked, what, help, .. } in found {
            blank(&mut bytes[blanked]);
            diagnostics.push(Diagnostic::error(codes::CONFIG_SYNTAX, Span::new(file, at), what).help(help));
        }
        // Whole lines were blanked, so no character was cut.
        working = Cow::Owned(String::from_utf8_lossy(&bytes).into_owned());
    }
    diagnostics.dedup();
    (working, diagnostics)
}

/// A fault that hides the statements after it.
struct Hiding {
    at: Range<usize>,
    /// The lines to go on without.
    blanked: Range<usize>,
    /// True if the parser finds its way back on the next line.
    single_line: bool,
    what: String,
    help: String,
}

fn hiding(text: &str, root: &Value<'_>, fault: &Error) -> Option<Hiding> {
    let at = fault.span()?.start.min(text.len());
    let message = fault.message();
    let line = line_around(text, at);
    if message.starts_with("key with no value") {
        let written = text[line.clone()].trim_start_matches(BYTE_ORDER_MARK).trim();
        let start = line.start + text[line.clone()].find(written)?;
        let help = match written.find(['=', ':', '＝', '：']).map(|sign| &written[sign..]) {
            Some(rest) if rest.starts_with(['＝', '：']) => "write the half-width `=`",
            Some(rest) if rest.starts_with(':') => "put `=` in the place of the `:`",
            _ => "write `key = value`",
        };
        let what = format!("neither a table nor `key = value`: {}", quoted(written));
        return Some(Hiding {
            at: start..start + written.len(),
            blanked: line,
            single_line: true,
            what,
            help: help.to_owned(),
        });
    }
    if message.starts_with("unclosed table") || message.starts_with("unclosed array table") {
        // The keys beneath a heading that cannot be read belong nowhere.
        let mut blanked = line.clone();
        while blanked.end < text.len() {
            let next = line_around(text, blanked.end);
            if is_heading(&text[next.clone()]) {
                break;
            }
            blanked.end = next.end;
        }
        let at = at..at;
        let what =
            format!("the heading {} is not closed", quoted(text[line].trim_start_matches(BYTE_ORDER_MARK).trim()));
        return Some(Hiding { at, blanked, single_line: false, what, help: "add `]`".to_owned() });
    }
    let (kind, close) = match message {
        _ if message.starts_with("unclosed array") => ("array", "]"),
        _ if message.starts_with("unclosed inline table") => ("table", "}"),
        _ if message.starts_with("invalid multi-line basic string") && at == text.len() => ("text", "\"\"\""),
        _ if message.starts_with("invalid multi-line literal string") && at == text.len() => ("text", "'''"),
        _ => return None,
    };
    let value = outermost(root.get_ref().as_table()?, at)?;
    let mut blanked = line_around(text, value.start);
    while blanked.end < text.len() {
        let next = line_around(text, blanked.end);
        if is_heading(&text[next.clone()]) || is_assignment(&text[next.clone()]) {
            break;
        }
        blanked.end = next.end;
    }
    let opening = text[value.start..].chars().next().map_or(0, char::len_utf8);
    let what = format!("the {kind} is not closed");
    let (at, help) = (value.start..value.start + opening, format!("add `{close}` at its end"));
    Some(Hiding { at, blanked, single_line: false, what, help })
}

/// The line that holds byte `at`, its line break included.
fn line_around(text: &str, at: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let start = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |end| end + 1);
    let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |end| at + end + 1);
    start..end
}

fn is_key(text: &str) -> bool {
    let allowed =
        |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.' | ' ' | '\t');
    match (text.strip_prefix('"'), text.strip_prefix('\'')) {
        (Some(rest), _) => rest.ends_with('"'),
        (_, Some(rest)) => rest.ends_with('\''),
        _ => !text.is_empty() && text.chars().all(allowed),
    }
}

/// `[key]` or `[[key]]`, closed or not; not the start of a nested array of numbers or strings.
fn is_heading(line: &str) -> bool {
    let Some(inner) = line.trim().strip_prefix('[') else { return false };
    let inner = inner.strip_prefix('[').unwrap_or(inner);
    let key = inner.split(']').next().unwrap_or("");
    is_key(key) && !key.starts_with(['"', '\'']) && !key.bytes().all(|byte| byte.is_ascii_digit() || byte == b' ')
}

/// `key = …`.
fn is_assignment(line: &str) -> bool {
    line.split_once('=').is_some_and(|(key, _)| is_key(key.trim()))
}

/// The array, inline table or text nearest the root that holds byte `at`.
fn outermost(table: &DeTable<'_>, at: usize) -> Option<Range<usize>> {
    table.iter().find_map(|(key, value)| {
        let span = value.span();
        let holds = span.start <= at && at <= span.end;
        match value.get_ref() {
            // The place of a table with a heading, or of an array of them, is the heading.
            DeValue::Table(table) => {
                if holds && span.start >= key.span().end {
                    Some(span)
                } else {
                    outermost(table, at)
                }
            }
            DeValue::Array(items) => {
                if holds && span.start >= key.span().end {
                    return Some(span);
                }
                items.iter().filter_map(|item| item.get_ref().as_table()).find_map(|table| outermost(table, at))
            }
            DeValue::String(_) if holds => Some(span),
            _ => None,
        }
    })
}

/// Puts spaces in the place of all but line breaks.
fn blank(line: &mut [u8]) {
    line.iter_mut().filter(|byte| !matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = b' ');
}

/// The faults as diagnostics, and the bytes whose recovered values are guesses: sorted, merged where they touch.
pub(super) fn report(text: &str, file: FileId, faults: &[Error]) -> (Vec<Diagnostic>, Vec<Range<usize>>) {
    let mut faults: Vec<(Range<usize>, &str)> =
        faults.iter().map(|fault| (place(text, fault.span()), fault.message())).collect();
    faults.sort_by_key(|(at, _)| (at.start, at.end));
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    let mut damaged: Vec<Range<usize>> = Vec::new();
    for (n, (at, message)) in faults.iter().enumerate() {
        if !message.starts_with("duplicate key") {
            damaged.push(at.clone());
        }
        // What is left of a line whose first fault was named already.
        let line = line_around(text, at.start);
        let follows = n > 0 && faults[n - 1].0.start >= line.start;
        if follows && message.starts_with("unexpected key or value") {
            continue;
        }
        let diagnostic = diagnostic(text, file, at, message);
        if diagnostics.last() != Some(&diagnostic) {
            diagnostics.push(diagnostic);
        }
    }
    (diagnostics, merged(damaged))
}

/// Where a fault is shown: within the text, and before a line break rather than inside it.
fn place(text: &str, span: Option<Range<usize>>) -> Range<usize> {
    let span = span.unwrap_or(0..0);
    let mut start = span.start.min(text.len());
    let mut end = span.end.clamp(start, text.len());
    if matches!(text.get(start..end), Some("" | "\r")) && text[..end].ends_with('\r') {
        end -= 1;
        start = start.min(end);
    }
    start..end
}

fn diagnostic(text: &str, file: FileId, at: &Range<usize>, message: &str) -> Diagnostic {
    let found = text.get(at.clone()).unwrap_or("");
    let (what, expected) = message.split_once(", expected ").unwrap_or((message, ""));
    let shown = if found.trim().is_empty() { String::new() } else { format!(": {}", quoted(found)) };
    let fault =
        |words: &str| Diagnostic::error(codes::CONFIG_SYNTAX, Span::new(file, at.clone()), words.to_owned() + &shown);
    let line_ends = text[at.end..].is_empty() || text[at.end..].starts_with(['\n', '\r']);
    let before = text[line_around(text, at.start).start..at.start].trim();
    match what {
        "string values must be quoted" | "invalid literal string" if found.is_empty() && before.ends_with('=') => {
            fault("the value is missing")
        }
        "string values must be quoted" => {
            let bare = found.trim_matches(['“', '”', '‘', '’', '「', '」', '＂']);
            let quotes = if bare.len() < found.len() { "write half-width quotes: " } else { "write " };
            fault(what).help(format!("{quotes}`\"{}\"`", quoted(bare).trim_matches('`')))
        }
        "duplicate key" if before.starts_with('[') => fault(what).help("put its keys beneath the first heading"),
        "duplicate key" => fault(what).help("keep one of the two"),
        "invalid boolean" => fault("neither `true` nor `false`").help(format!("write {expected}")),
        "invalid basic string" | "invalid literal string" if line_ends => {
            fault("the text is not closed").help("add the quote at its end")
        }
        "unquoted keys cannot be empty" => fault("the key is missing"),
        "invalid unquoted key" => fault("the key needs quotes").help(format!("bare keys hold {expected} only")),
        "too few unicode value digits" | "missing escaped value" => {
            fault("not an escape that text in double quotes knows").help("in single quotes a `\\` stands for itself")
        }
        "unexpected key or value" => {
            fault("something follows the value").help("start a new line, or a comment with `#`")
        }
        _ if expected.is_empty() || expected == "nothing" => fault(what),
        _ => fault(what).help(format!("expected {expected}")),
    }
}

/// The ranges in order, those that touch or overlap made one.
fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<String> {
        let (repaired, mut diagnostics) = repair(text, FileId::DETACHED);
        let (_, errors) = tree(&repaired);
        diagnostics.extend(report(&repaired, FileId::DETACHED, &errors).0);
        diagnostics.into_iter().map(|fault| fault.message).collect()
    }

    #[test]
    fn a_statement_that_hides_others_is_blanked_and_said_once() {
        for (text, message) in [
            ("title = [1\nbook = 2\n", "the array is not closed"),
            ("title = [\n  \"a\",\n  [1, 2],\nbook = 2\n", "the array is not closed"),
            ("title = { x = 1\r\nbook = 2\r\n", "the table is not closed"),
            ("title = \"\"\"x\n\nbook = 2\n", "the text is not closed"),
            ("title = '''x\nbook = 2", "the text is not closed"),
            ("标题\nbook = 2\n", "neither a table nor `key = value`: `标题`"),
            ("title ＝ 1\nbook = 2\n", "neither a table nor `key = value`: `title ＝ 1`"),
            ("title: x\r\nbook = 2\r\n", "neither a table nor `key = value`: `title: x`"),
            ("[output\ntheme = 1\n[book]\n", "the heading `[output` is not closed"),
            ("[[output]\ntheme = 1\n[book]\n", "the heading `[[output]` is not closed"),
        ] {
            assert_eq!(faults(text), [message], "{text}");
            let (repaired, _) = repair(text, FileId::DETACHED);
            assert_eq!(repaired.len(), text.len());
            assert_eq!(repaired.matches('\n').count(), text.matches('\n').count());
            let (root, _) = tree(&repaired);
            let keys: Vec<_> = root.get_ref().as_table().unwrap().keys().map(|key| key.get_ref().as_ref()).collect();
            assert_eq!(keys, ["book"], "{text}");
        }
    }

    #[test]
    fn small_slips_are_named_in_plain_words() {
        for (text, message) in [
            ("a = 问策", "string values must be quoted: `问策`"),
            ("a =\n", "the value is missing"),
            ("a = \"x\r\nb = 1\r\n", "the text is not closed"),
            ("a = 'x", "the text is not closed"),
            ("a = True", "neither `true` nor `false`: `True`"),
            ("a == 1", "extra `=`: `=`"),
            ("a = 1\na = 2", "duplicate key: `a`"),
            ("a = 'x' y", "something follows the value"),
            ("中 = 1", "the key needs quotes: `中`"),
            (" = 1", "the key is missing"),
        ] {
            assert_eq!(faults(text), [message], "{text}");
        }
    }

    #[test]
    fn full_width_quotes_are_recognised() {
        let (_, errors) = tree("a = “问策”");
        let (diagnostics, _) = report("a = “问策”", FileId::DETACHED, &errors);
        assert_eq!(diagnostics[0].help, ["write half-width quotes: `\"问策\"`"]);
    }

    #[test]
    fn well_formed_text_is_left_alone() {
        let text = "\u{feff}[a]\r\nb = [\r\n  1,\r\n]\r\n";
        assert!(matches!(repair(text, FileId::DETACHED), (Cow::Borrowed(_), faults) if faults.is_empty()));
        assert!(faults(text).is_empty());
    }
}
