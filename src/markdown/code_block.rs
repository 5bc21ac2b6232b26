//! Fenced and indented code: what the info string asks for, and the block as HTML.
//! Enters: info string and code. Leaves: HTML with colour classes, title, marked lines and hidden lines.

use crate::highlight::{self, Token};
use pulldown_cmark_escape::escape_html;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// What stands after the fence.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Info<'a> {
    /// The first word; empty when none was given.
    pub language: &'a str,
    pub title: Option<&'a str>,
    /// 1-based lines to mark, as written: `{2,4-6}`.
    pub marked: Vec<RangeInclusive<u32>>,
    /// mdBook's words after a comma, such as `ignore` or `editable`.
    pub flags: Vec<&'a str>,
}

/// Reads `rust title="a.rs" {2,4-6}` and mdBook's `rust,ignore,hidelines=#`. What makes no sense is passed over: an info
/// string is free text under CommonMark.
pub fn parse_info(info: &str) -> Info<'_> {
    let info = info.trim();
    let end =
        info.find(|character: char| character.is_whitespace() || matches!(character, ',' | '{')).unwrap_or(info.len());
    let mut parsed = Info { language: &info[..end], ..Info::default() };
    let mut rest = &info[end..];
    loop {
        rest = rest.trim_start_matches(|character: char| character.is_whitespace() || character == ',');
        if rest.is_empty() {
            return parsed;
        }
        if let Some(inner) = rest.strip_prefix('{') {
            let end = inner.find('}').unwrap_or(inner.len());
            parsed.marked.extend(inner[..end].split(',').filter_map(parse_lines));
            rest = inner.get(end + 1..).unwrap_or("");
            continue;
        }
        if let Some(quoted) = rest.strip_prefix("title=\"") {
            let end = quoted.find('"').unwrap_or(quoted.len());
            parsed.title = Some(&quoted[..end]).filter(|title| !title.is_empty());
            rest = quoted.get(end + 1..).unwrap_or("");
            continue;
        }
        let end = rest
            .find(|character: char| character.is_whitespace() || matches!(character, ',' | '{'))
            .unwrap_or(rest.len());
        let word = &rest[..end];
        match word.strip_prefix("title=") {
            Some(title) if !title.is_empty() => parsed.title = Some(title),
            _ => parsed.flags.push(word),
        }
        rest = &rest[end..];
    }
}

fn parse_lines(text: &str) -> Option<RangeInclusive<u32>> {
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    let from = from.trim().parse().ok()?;
    let to = to.trim().parse().ok()?;
    (from <= to).then_some(from..=to)
}

/// Lines that a block keeps from readers until they ask: mdBook's "boring" lines. Answers `None` when no line is hidden,
/// else the text with the marks taken out and, for each line, whether it is hidden.
fn hide_lines(info: &Info, code: &str, prefixes: &BTreeMap<String, String>) -> Option<(String, Vec<bool>)> {
    let own = info.flags.iter().find_map(|flag| flag.strip_prefix("hidelines="));
    let rust = info.language == "rust";
    let prefix = own.or_else(|| prefixes.get(info.language).map(String::as_str)).filter(|prefix| !prefix.is_empty());
    if prefix.is_none() && !rust {
        return None;
    }
    let mut text = String::with_capacity(code.len());
    let mut hidden = Vec::new();
    for line in code.split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        let body = &line[indent..];
        let (hide, shown) = match prefix {
            Some(prefix) => match body.strip_prefix(prefix) {
                Some(rest) => (true, rest),
                None => (false, body),
            },
            // rustdoc's rule: `# ` hides, `##` is an escaped `#`, `#[` and `#!` are Rust.
            None => match body.strip_prefix('#') {
                Some(rest) if rest.trim_end_matches(['\r', '\n']).is_empty() => (true, rest),
                Some(rest) if rest.starts_with(' ') => (true, &rest[1..]),
                Some(rest) if rest.starts_with('#') => (false, rest),
                _ => (false, body),
            },
        };
        text.push_str(&line[..indent]);
        text.push_str(shown);
        hidden.push(hide);
    }
    if hidden.contains(&true) || text.len() != code.len() { Some((text, hidden)) } else { None }
}

/// Whether a line of the block may be wider than a narrow screen: more than 28 columns, which is what 320 CSS pixels leave. A
/// wide character counts two.
pub fn may_scroll(code: &str) -> bool {
    const COLUMNS: usize = 28;
    let columns =
        |line: &str| line.chars().map(|character| 1 + usize::from(super::cjk::is_cjk(character))).sum::<usize>();
    code.lines().any(|line| line.len() > COLUMNS && columns(line) > COLUMNS)
}

/// Writes the block. `tokens` is scratch space that is kept between blocks.
pub fn write_html(
    info: &Info,
    code: &str,
    prefixes: &BTreeMap<String, String>,
    tokens: &mut Vec<Token>,
    out: &mut String,
) {
    let language = highlight::find(info.language);
    out.push_str("<div class=\"code\"");
    if !info.language.is_empty() {
        out.push_str(" data-lang=\"");
        escape(info.language, out);
        out.push('"');
    }
    out.push('>');
    // Plain text needs no name over it.
    let shown_name = match language {
        Some(language) if language.id() == "text" => "",
        Some(language) => language.name(),
        None => info.language,
    };
    if info.title.is_some() || !shown_name.is_empty() {
        out.push_str("<div class=\"code-head\">");
        if let Some(title) = info.title {
            out.push_str("<span class=\"code-title\">");
            escape(title, out);
            out.push_str("</span>");
        }
        if !shown_name.is_empty() {
            out.push_str("<span class=\"code-lang\">");
            escape(shown_name, out);
            out.push_str("</span>");
        }
        out.push_str("</div>");
    }
    out.push_str("<pre><code");
    if !info.language.is_empty() {
        out.push_str(" class=\"language-");
        escape(info.language, out);
        out.push('"');
    }
    out.push('>');
    let hiding = hide_lines(info, code, prefixes);
    let (code, hidden) = match &hiding {
        Some((text, hidden)) => (text.as_str(), hidden.as_slice()),
        None => (code, [].as_slice()),
    };
    match language {
        Some(language) => highlight::tokens(language, code, tokens),
        None => tokens.clear(),
    }
    if info.marked.is_empty() && !hidden.contains(&true) {
        highlight::write_html(code, tokens, out);
    } else {
        write_lines(info, code, hidden, tokens, out);
    }
    out.push_str("</code></pre></div>\n");
}

/// Spans never cross a line break, so whole lines can be wrapped. Marked lines count as readers see them, hidden ones not.
fn write_lines(info: &Info, code: &str, hidden: &[bool], tokens: &[Token], out: &mut String) {
    let mut html = String::with_capacity(code.len() * 2);
    highlight::write_html(code, tokens, &mut html);
    let mut number = 0;
    for (index, line) in html.split_inclusive('\n').enumerate() {
        if hidden.get(index) == Some(&true) {
            out.push_str("<span class=\"hidden-line\">");
            out.push_str(line);
            out.push_str("</span>");
            continue;
        }
        number += 1;
        if info.marked.iter().any(|range| range.contains(&number)) {
            out.push_str("<mark class=\"line\">");
            out.push_str(line);
            out.push_str("</mark>");
        } else {
            out.push_str(line);
        }
    }
}

fn escape(text: &str, out: &mut String) {
    escape_html(out, text).expect("writing to a string does not fail");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(info: &str, code: &str) -> String {
        let mut out = String::new();
        write_html(&parse_info(info), code, &BTreeMap::new(), &mut Vec::new(), &mut out);
        out
    }

    #[test]
    fn info_strings_of_both_kinds_are_read() {
        let info = parse_info("rust title=\"src/main.rs\" {2,4-6}");
        assert_eq!((info.language, info.title), ("rust", Some("src/main.rs")));
        assert_eq!(info.marked, [2..=2, 4..=6]);
        assert_eq!(parse_info("rust,ignore,hidelines=!").flags, ["ignore", "hidelines=!"]);
        assert_eq!(parse_info("rust{1}").marked, [1..=1]);
        assert_eq!(parse_info("text title=").flags, ["title="]);
        assert_eq!(parse_info("  "), Info::default());
        assert_eq!(parse_info("x {9-1, a, 3"), Info { language: "x", marked: vec![3..=3], ..Info::default() });
    }

    #[test]
    fn marked_lines_are_wrapped_whole() {
        let html = html("text {2}", "一\n二\n三\n");
        assert!(html.contains("一\n<mark class=\"line\">二\n</mark>三\n"), "{html}");
    }

    #[test]
    fn hidden_lines_of_rust_are_kept_but_marked() {
        let html = html("rust", "# fn main() {\n##[x]\n#[attr]\n#\n# }\n");
        assert_eq!(html.matches("hidden-line").count(), 3);
        assert!(!html.contains("##"), "{html}");
    }

    #[test]
    fn titles_and_languages_are_escaped() {
        let html = html("<b> title=\"<i>\"", "<>&");
        assert!(!html.contains("<b>") && !html.contains("<i>"));
        assert!(html.contains("&lt;&gt;&amp;"), "{html}");
    }
}
