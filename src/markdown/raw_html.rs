//! Raw HTML in Markdown: finds the attributes that the site cares for, and makes foreign HTML harmless.
//! Enters: the text of an HTML block or inline tag. Leaves: tags with the byte ranges of their parts, or sanitised HTML.
//! Follows the tokeniser of the HTML standard (§13.2.5) as far as tags and comments go; it is total and linear, and never
//! changes trusted HTML.

use pulldown_cmark_escape::{escape_html, escape_html_body_text};
use std::ops::Range;

/// One start or end tag. Ranges are bytes of the text scanned.
#[derive(Debug, PartialEq, Eq)]
pub struct TagToken<'a> {
    /// As written; compare without case.
    pub name: &'a str,
    pub is_end: bool,
    pub is_self_closing: bool,
    /// The whole tag, `<` and `>` included.
    pub range: Range<usize>,
    pub attributes: Vec<Attribute<'a>>,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Attribute<'a> {
    pub name: &'a str,
    /// Without quotes; `None` for an attribute without a value.
    pub value: Option<Range<usize>>,
}

/// All complete tags of `text`. Comments, declarations, processing instructions and the insides of `script`, `style`,
/// `textarea` and `title` are passed over.
pub fn tags(text: &str) -> Vec<TagToken<'_>> {
    let bytes = text.as_bytes();
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'<', &bytes[at..]) {
        let start = at + found;
        at = start + 1;
        let rest = &text[start..];
        if rest.starts_with("<!--") {
            at = find(text, start + 4, "-->").map_or(text.len(), |end| end + 3);
            continue;
        }
        if rest.starts_with("<!") || rest.starts_with("<?") {
            at = find(text, start + 2, ">").map_or(text.len(), |end| end + 1);
            continue;
        }
        if !opens_tag(bytes, start) {
            continue;
        }
        // A tag that is never closed swallows the rest of the text, as in a browser; looking for others in it could also take
        // quadratic time.
        let Some(tag) = scan_tag(text, start) else { break };
        at = tag.range.end;
        let raw_text = !tag.is_end
            && ["script", "style", "textarea", "title"].iter().any(|name| tag.name.eq_ignore_ascii_case(name));
        if raw_text {
            let close = format!("</{}", tag.name.to_ascii_lowercase());
            at = find_ignoring_case(text, at, &close).unwrap_or(text.len());
        }
        tags.push(tag);
    }
    tags
}

fn find(text: &str, from: usize, needle: &str) -> Option<usize> {
    text.get(from..)?.find(needle).map(|at| from + at)
}

fn find_ignoring_case(text: &str, from: usize, needle: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'<', bytes.get(from..)?)
        .map(|at| from + at)
        .find(|&at| bytes.get(at..at + needle.len()).is_some_and(|slice| slice.eq_ignore_ascii_case(needle.as_bytes())))
}

/// Whether a tag's name follows the `<` at `start`.
fn opens_tag(bytes: &[u8], start: usize) -> bool {
    let name = start + 1 + usize::from(bytes.get(start + 1) == Some(&b'/'));
    bytes.get(name).is_some_and(u8::is_ascii_alphabetic)
}

/// The tag that starts at `start`, which [`opens_tag`]; `None` when the text ends before it is closed.
fn scan_tag(text: &str, start: usize) -> Option<TagToken<'_>> {
    let bytes = text.as_bytes();
    let is_end = bytes.get(start + 1) == Some(&b'/');
    let mut at = start + 1 + usize::from(is_end);
    let name_start = at;
    while !matches!(bytes.get(at)?, b' ' | b'\t' | b'\n' | b'\r' | 0x0c | b'/' | b'>') {
        at += 1;
    }
    let name = &text[name_start..at];
    let mut attributes = Vec::new();
    let mut is_self_closing = false;
    loop {
        while matches!(bytes.get(at)?, b' ' | b'\t' | b'\n' | b'\r' | 0x0c) {
            at += 1;
        }
        match bytes[at] {
            b'>' => {
                let range = start..at + 1;
                return Some(TagToken { name, is_end, is_self_closing, range, attributes });
            }
            b'/' => {
                at += 1;
                is_self_closing = bytes.get(at) == Some(&b'>');
                continue;
            }
            _ => {}
        }
        let attribute_start = at;
        // A leading `=` is part of the name, as the standard says.
        at += 1;
        while !matches!(bytes.get(at)?, b' ' | b'\t' | b'\n' | b'\r' | 0x0c | b'/' | b'>' | b'=') {
            at += 1;
        }
        let attribute = &text[attribute_start..at];
        let mut after = at;
        while matches!(bytes.get(after)?, b' ' | b'\t' | b'\n' | b'\r' | 0x0c) {
            after += 1;
        }
        if bytes[after] != b'=' {
            attributes.push(Attribute { name: attribute, value: None });
            continue;
        }
        at = after + 1;
        while matches!(bytes.get(at)?, b' ' | b'\t' | b'\n' | b'\r' | 0x0c) {
            at += 1;
        }
        let value = match bytes[at] {
            quote @ (b'"' | b'\'') => {
                let from = at + 1;
                let end = from + memchr::memchr(quote, &bytes[from..])?;
                at = end + 1;
                from..end
            }
            b'>' => at..at,
            _ => {
                let from = at;
                while !matches!(bytes.get(at)?, b' ' | b'\t' | b'\n' | b'\r' | 0x0c | b'>') {
                    at += 1;
                }
                from..at
            }
        };
        attributes.push(Attribute { name: attribute, value: Some(value) });
    }
}

/// Elements that `untrusted` pages may use. None can run a script, load a document or leave its place on the page.
const HARMLESS: &[&str] = &[
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "var",
    "wbr",
];

/// Elements without an end tag.
const VOID: &[&str] = &["br", "col", "hr", "img", "wbr"];

/// Attributes that any harmless element may keep. `href` and `src` are kept when [`is_safe_url`] says so.
const HARMLESS_ATTRIBUTES: &[&str] = &[
    "abbr", "align", "alt", "cite", "colspan", "datetime", "dir", "headers", "height", "id", "lang", "open",
    "reversed", "rowspan", "scope", "span", "start", "title", "value", "width",
];

/// Whether a link may stand on an untrusted page: relative, or with a scheme that can carry no script.
pub fn is_safe_url(url: &str) -> bool {
    // Browsers drop tabs, line breaks and leading control characters before they read the scheme (URL standard §4.4).
    let squeezed: String =
        url.chars().filter(|character| !character.is_control() && !character.is_whitespace()).collect();
    match squeezed.find([':', '/', '?', '#']) {
        Some(at) if squeezed.as_bytes()[at] == b':' => {
            let scheme = squeezed[..at].to_ascii_lowercase();
            ["http", "https", "mailto", "tel", "ftp"].contains(&scheme.as_str())
        }
        // An entity could spell the colon; no honest relative path starts with one.
        _ => !squeezed.contains("&#") && !squeezed.to_ascii_lowercase().contains("&colon"),
    }
}

/// The end tags that are owed on a page of sanitised HTML.
#[derive(Debug, Default)]
pub struct OpenElements(Vec<String>);

impl OpenElements {
    /// Writes the end tags still owed, innermost first.
    pub fn close_all(&mut self, out: &mut String) {
        while let Some(name) = self.0.pop() {
            out.push_str("</");
            out.push_str(&name);
            out.push('>');
        }
    }
}

/// Writes `text` with harmless tags kept, their other attributes dropped, and everything else shown as text, so that
/// nothing an author wrote vanishes. End tags without a start are dropped; those missing are owed in `open`.
pub fn sanitise(text: &str, open: &mut OpenElements, out: &mut String) {
    let mut from = 0;
    let escape = |text: &str, out: &mut String| {
        // Comments carry nothing for readers.
        let mut rest = text;
        while let Some(start) = rest.find("<!--") {
            escape_html_body_text(&mut *out, &rest[..start]).expect("writing to a string does not fail");
            rest = rest[start..].find("-->").map_or("", |end| &rest[start + end + 3..]);
        }
        escape_html_body_text(&mut *out, rest).expect("writing to a string does not fail");
    };
    for tag in tags(text) {
        let name = tag.name.to_ascii_lowercase();
        if !HARMLESS.contains(&name.as_str()) {
            continue;
        }
        escape(&text[from..tag.range.start], out);
        from = tag.range.end;
        let is_void = VOID.contains(&name.as_str());
        if tag.is_end {
            if let Some(depth) = open.0.iter().rposition(|open| *open == name) {
                while open.0.len() > depth {
                    let inner = open.0.pop().unwrap_or_default();
                    out.push_str("</");
                    out.push_str(&inner);
                    out.push('>');
                }
            }
            continue;
        }
        out.push('<');
        out.push_str(&name);
        for attribute in &tag.attributes {
            let attribute_name = attribute.name.to_ascii_lowercase();
            let value = attribute.value.clone().map(|range| &text[range]);
            let kept = match attribute_name.as_str() {
                "href" | "src" => is_safe_url(value.unwrap_or("")),
                // Theme ids start with `w-`; a foreign element must not pass for one.
                "id" => !value.unwrap_or("").starts_with("w-"),
                other => HARMLESS_ATTRIBUTES.contains(&other),
            };
            if !kept {
                continue;
            }
            out.push(' ');
            out.push_str(&attribute_name);
            if let Some(value) = value {
                out.push_str("=\"");
                // Entities in the value are already escaped text; only what could end the attribute is escaped again.
                out.push_str(&value.replace('"', "&quot;").replace('<', "&lt;"));
                out.push('"');
            }
        }
        out.push('>');
        if !is_void {
            open.0.push(name);
        }
    }
    escape(&text[from..], out);
}

/// Writes `text` as an attribute's value.
pub fn escape_attribute(text: &str, out: &mut String) {
    escape_html(out, text).expect("writing to a string does not fail");
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn clean(text: &str) -> String {
        let mut out = String::new();
        let mut open = OpenElements::default();
        sanitise(text, &mut open, &mut out);
        open.close_all(&mut out);
        out
    }

    #[test]
    fn attributes_are_found_in_every_quoting() {
        let text = "<a\n href = \"x.md\" ID=y data-z title='q'>t</a><img src=a.png/>";
        let tags = tags(text);
        let values: Vec<_> = tags[0].attributes.iter().map(|a| (a.name, a.value.clone().map(|r| &text[r]))).collect();
        assert_eq!(values, [("href", Some("x.md")), ("ID", Some("y")), ("data-z", None), ("title", Some("q"))]);
        assert!(tags[1].is_end);
        assert_eq!(tags[2].attributes[0].value.clone().map(|r| &text[r]), Some("a.png/"));
    }

    #[test]
    fn comments_and_scripts_hold_no_tags() {
        assert!(tags("<!-- <a href=x> -->").is_empty());
        let names: Vec<_> =
            tags("<script>if (a<b) '<a href=x>'</script><p>").iter().map(|t| t.name.to_owned()).collect();
        assert_eq!(names, ["script", "script", "p"]);
    }

    #[test]
    fn sanitising_keeps_harmless_elements_and_shows_the_rest() {
        assert_eq!(clean("<b onclick=x>b</b>"), "<b>b</b>");
        assert_eq!(clean("<script>alert(1)</script>"), "&lt;script&gt;alert(1)&lt;/script&gt;");
        assert_eq!(clean("<a href=\"java\nscript:x\">y</a>"), "<a>y</a>");
        assert_eq!(clean("<a href='&#106;avascript:x'>y</a>"), "<a>y</a>");
        assert_eq!(clean("<div><b>"), "<div><b></b></div>");
        assert_eq!(clean("</div>x"), "x");
        assert_eq!(clean("<img src=x onerror=y>"), "<img src=\"x\">");
        assert_eq!(clean("<p style='x'>a<!-- c -->"), "<p>a</p>");
    }

    proptest! {
        #[test]
        fn scanning_is_total(text in "[<>/!a-c =\"'\\-甲\n]{0,60}") {
            for tag in tags(&text) {
                prop_assert!(text.is_char_boundary(tag.range.start) && text.is_char_boundary(tag.range.end));
            }
        }

        #[test]
        fn sanitised_html_has_no_foreign_tags(text in "(<(script|b|img|a|svg)|[<>/ \"'=a]|onload=|href=|javascript:){0,20}") {
            for tag in tags(&clean(&text)) {
                prop_assert!(HARMLESS.contains(&tag.name));
                for attribute in tag.attributes {
                    prop_assert!(!attribute.name.starts_with("on"));
                }
            }
        }
    }
}
