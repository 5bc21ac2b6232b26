//! HTML and XML.
//! In: documents or parts of them. Out: tokens. Hands the content of `<script>` and `<style>` to the languages they
//! hold, and must come back at their closing tags whatever stands in between.

use super::super::scan::{byte, past, skip_while, starts_with};
use super::super::{Class, Grammar, Language, Token, push_token};
use super::{css, javascript, json};

pub(super) static HTML: Language = Language {
    id: "html",
    name: "HTML",
    aliases: &["htm", "xhtml", "vue", "svelte", "astro"],
    grammar: Grammar::Own(|bytes, from, out| Lexer { bytes, out, pos: from, embeds: true }.run()),
};

pub(super) static XML: Language = Language {
    id: "xml",
    name: "XML",
    aliases: &["svg", "rss", "atom", "xsd", "xsl", "xslt", "wsdl", "plist", "xaml", "mathml", "opml", "rdf"],
    grammar: Grammar::Own(|bytes, from, out| Lexer { bytes, out, pos: from, embeds: false }.run()),
};

struct Lexer<'a> {
    bytes: &'a [u8],
    out: &'a mut Vec<Token>,
    pos: usize,
    /// `<script>` and `<style>` hold other languages.
    embeds: bool,
}

impl Lexer<'_> {
    fn push(&mut self, start: usize, end: usize, class: Class) {
        push_token(self.out, start, end, class);
        self.pos = end;
    }

    fn run(&mut self) {
        while let Some(&b) = self.bytes.get(self.pos) {
            match b {
                b'<' => self.markup(),
                b'&' => self.entity(),
                _ => self.pos += 1,
            }
        }
    }

    /// Takes what begins with the `<` at the current position.
    fn markup(&mut self) {
        let (bytes, start) = (self.bytes, self.pos);
        let next = byte(bytes, start + 1);
        if starts_with(bytes, start, b"<!--") {
            self.push(start, past(bytes, start + 4, b"-->"), Class::Comment);
        } else if starts_with(bytes, start, b"<![CDATA[") {
            self.push(start, start + 9, Class::Meta);
            let end = past(bytes, self.pos, b"]]>");
            let text_end = if bytes[..end].ends_with(b"]]>") { (end - 3).max(self.pos) } else { end };
            self.push(self.pos, text_end, Class::String);
            self.push(text_end, end, Class::Meta);
        } else if next == b'?' {
            self.push(start, past(bytes, start + 2, b"?>"), Class::Meta);
        } else if next == b'!' && byte(bytes, start + 2).is_ascii_alphabetic() {
            self.push(start, past(bytes, start + 2, b">"), Class::Meta);
        } else if is_name_start(next) {
            self.pos = start + 1;
            self.tag();
        } else if next == b'/' && is_name_start(byte(bytes, start + 2)) {
            self.pos = start + 2;
            self.tag();
        } else {
            self.pos += 1;
        }
    }

    /// Takes `&amp;` and the like, or a bare ampersand.
    fn entity(&mut self) {
        let start = self.pos;
        let name = self.bytes[start + 1..].iter().take(32);
        let len = name.take_while(|b| b.is_ascii_alphanumeric() || **b == b'#').count();
        let end = start + 1 + len;
        if len > 0 && byte(self.bytes, end) == b';' {
            self.push(start, end + 1, Class::Number);
        } else {
            self.pos = end;
        }
    }

    /// Takes a tag from its name on, and what an element with another language holds.
    fn tag(&mut self) {
        let (bytes, start) = (self.bytes, self.pos);
        let opens = bytes[start - 1] == b'<';
        let name_end = skip_while(bytes, start, is_name);
        self.push(start, name_end, Class::Keyword);
        let mut hint = 0..0;
        while let Some(&b) = bytes.get(self.pos) {
            match b {
                b'>' => {
                    self.pos += 1;
                    if self.embeds && opens && bytes[self.pos - 2] != b'/' {
                        self.element(&bytes[start..name_end], &bytes[hint]);
                    }
                    return;
                }
                // A tag that was never closed.
                b'<' => return,
                b'=' => {
                    self.pos = skip_while(bytes, self.pos + 1, |b| b.is_ascii_whitespace());
                    self.attribute_value();
                }
                _ if is_name_start(b) || matches!(b, b'@' | b':' | b'#' | b'*' | b'[' | b'(') => {
                    let attribute = self.pos;
                    let end = skip_while(bytes, attribute, |b| {
                        !b.is_ascii_whitespace() && !matches!(b, b'=' | b'>' | b'/' | b'<' | b'"' | b'\'')
                    });
                    self.push(attribute, end, Class::Variable);
                    if matches!(&bytes[attribute..end], b"type" | b"lang") {
                        let value = skip_while(bytes, end, |b| b != b'>' && b != b' ' && b != b'\n');
                        hint = end..value;
                    }
                }
                _ => self.pos += 1,
            }
        }
    }

    fn attribute_value(&mut self) {
        let start = self.pos;
        let end = match byte(self.bytes, start) {
            quote @ (b'"' | b'\'') => past(self.bytes, start + 1, &[quote]),
            _ => skip_while(self.bytes, start, |b| !b.is_ascii_whitespace() && !matches!(b, b'>' | b'<')),
        };
        self.push(start, end, Class::String);
    }

    /// Takes the content of the element `name` if it is not HTML. `hint` is its `type` or `lang`.
    fn element(&mut self, name: &[u8], hint: &[u8]) {
        let says = |word: &[u8]| hint.windows(word.len()).any(|part| part == word);
        let language = if name.eq_ignore_ascii_case(b"script") {
            if says(b"json") || says(b"importmap") {
                &json::JSON
            } else if says(b"ts") || says(b"typescript") {
                &javascript::TYPESCRIPT
            } else if says(b"text/") && !says(b"script") {
                return;
            } else {
                &javascript::JAVASCRIPT
            }
        } else if name.eq_ignore_ascii_case(b"style") {
            if says(b"scss") {
                &css::SCSS
            } else if says(b"less") {
                &css::LESS
            } else {
                &css::CSS
            }
        } else {
            return;
        };
        let end = self.content_end(name);
        language.lex(&self.bytes[..end], self.pos, self.out);
        self.pos = end;
    }

    /// Where the closing tag of the element `name` begins, or the end of input.
    fn content_end(&self, name: &[u8]) -> usize {
        let mut i = self.pos;
        while i < self.bytes.len() {
            let closes = self.bytes[i] == b'<'
                && byte(self.bytes, i + 1) == b'/'
                && self.bytes[i + 2..].get(..name.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(name));
            if closes {
                return i;
            }
            i += 1;
        }
        i
    }
}

fn is_name_start(b: u8) -> bool {
    b.is_ascii_alphabetic() || b == b'_' || b >= 0x80
}

fn is_name(b: u8) -> bool {
    is_name_start(b) || b.is_ascii_digit() || matches!(b, b'-' | b'.' | b':')
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn html_knows_tags_attributes_and_entities() {
        assert_eq!(
            marked(
                "html",
                r#"<!DOCTYPE html>
<a href="/x?a=1&b=2" hidden data-n=1 title='it'>1 < 2 &amp; it's &c</a><!-- <b> --><br/>"#
            ),
            r#"m(<!DOCTYPE html>)
<k(a) v(href)=s("/x?a=1&b=2") v(hidden) v(data-n)=s(1) v(title)=s('it')>1 < 2 n(&amp;) it's &c</k(a)>c(<!-- <b> -->)<k(br)/>"#
        );
    }

    #[test]
    fn html_embeds_scripts_and_styles() {
        assert_eq!(
            marked(
                "html",
                r#"<style>a:hover { color: red }</style>
<script type="module">if (a < b) f("</p>")</script>
<script type="application/json">{"a": 1}</script><SCRIPT>`open</SCRIPT><p>"#
            ),
            r#"<k(style)>k(a)m(:hover) { v(color): red }</k(style)>
<k(script) v(type)=s("module")>k(if) (a < b) f(f)(s("</p>"))</k(script)>
<k(script) v(type)=s("application/json")>{v("a"): n(1)}</k(script)><k(SCRIPT)>s(`open)</k(SCRIPT)><k(p)>"#
        );
    }

    #[test]
    fn xml_knows_declarations_and_data() {
        assert_eq!(
            marked(
                "xml",
                r#"<?xml version="1.0"?>
<x:a b="1"><![CDATA[<raw>]]><script>a &lt; b</script></x:a>"#
            ),
            r#"m(<?xml version="1.0"?>)
<k(x:a) v(b)=s("1")>m(<![CDATA[)s(<raw>)m(]]>)<k(script)>a n(&lt;) b</k(script)></k(x:a)>"#
        );
    }
}
