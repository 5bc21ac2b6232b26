//! HTML and XML.
//! In: documents or parts of them. Out: tokens. Hands the content of `<script>` and `<style>` to the languages they
//! hold, and must come back at their closing tags whatever stands in between.

use super::super::scan::{byte, line_end, past, seen, skip_while, starts_with};
use super::super::{Class, Grammar, Language, Token, push_token};
use super::{css, javascript, json};

pub(super) static HTML: Language =
    Language { id: "html", name: "HTML", aliases: &["htm", "xhtml"], grammar: Grammar::Own(lex_html) };

pub(super) static VUE: Language = Language { id: "vue", name: "Vue", aliases: &[], grammar: Grammar::Own(lex_html) };

pub(super) static SVELTE: Language =
    Language { id: "svelte", name: "Svelte", aliases: &[], grammar: Grammar::Own(lex_html) };

pub(super) static XML: Language = Language {
    id: "xml",
    name: "XML",
    aliases: &["svg", "rss", "atom", "xsd", "xsl", "xslt", "wsdl", "plist", "xaml", "mathml", "opml", "rdf"],
    grammar: Grammar::Own(|bytes, from, out| Lexer { bytes, out, pos: from, embeds: false, island: None }.run()),
};

/// HTML below a script between two lines of dashes.
pub(super) static ASTRO: Language =
    Language { id: "astro", name: "Astro", aliases: &[], grammar: Grammar::Own(lex_astro) };

/// Takes a piece in another language that begins with `<?` at the offset. Answers where it ends.
pub(super) type Island = fn(bytes: &[u8], start: usize, out: &mut Vec<Token>) -> usize;

fn lex_astro(bytes: &[u8], from: usize, out: &mut Vec<Token>) {
    let mut start = from;
    let script = line_end(bytes, from);
    if bytes[from..script].trim_ascii() == b"---" {
        let end = find(bytes, script, b"\n---");
        push_token(out, from, from + bytes[from..script].trim_ascii_end().len(), Class::Meta);
        javascript::TYPESCRIPT.lex(&bytes[..end], script, out);
        start = line_end(bytes, (end + 1).min(bytes.len()));
        push_token(out, (end + 1).min(start), start, Class::Meta);
    }
    lex_html(bytes, start, out);
}

fn lex_html(bytes: &[u8], from: usize, out: &mut Vec<Token>) {
    Lexer { bytes, out, pos: from, embeds: true, island: None }.run();
}

/// Lexes HTML in which `<?` begins a piece in another language, wherever it stands.
pub(super) fn lex_with_islands(bytes: &[u8], from: usize, island: Island, out: &mut Vec<Token>) {
    Lexer { bytes, out, pos: from, embeds: true, island: Some(island) }.run();
}

struct Lexer<'a> {
    bytes: &'a [u8],
    out: &'a mut Vec<Token>,
    pos: usize,
    /// `<script>` and `<style>` hold other languages.
    embeds: bool,
    island: Option<Island>,
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
        } else if self.island(start) {
            // The position is behind it.
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

    /// Takes the island at `at`, if one begins there.
    fn island(&mut self, at: usize) -> bool {
        let Some(island) = self.island.filter(|_| starts_with(self.bytes, at, b"<?")) else { return false };
        self.pos = island(self.bytes, at, self.out);
        true
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
                b'<' if self.island(self.pos) => {}
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
            quote @ (b'"' | b'\'') if self.island.is_some() => {
                self.pos += 1;
                let end = self.quoted_with_islands(start, quote);
                self.push(end.min(self.pos), self.pos, Class::String);
                return;
            }
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
        } else if name.eq_ignore_ascii_case(b"textarea") || name.eq_ignore_ascii_case(b"title") {
            // Text without tags.
            let end = self.content_end(name);
            while self.pos < end {
                if self.bytes[self.pos] == b'&' {
                    self.entity();
                } else if !self.island(self.pos) {
                    self.pos += 1;
                }
            }
            return;
        } else {
            return;
        };
        let end = self.content_end(name);
        while self.pos < end {
            let piece_end = match self.island {
                Some(_) => find(&self.bytes[..end], self.pos, b"<?"),
                None => end,
            };
            language.lex(&self.bytes[..piece_end], self.pos, self.out);
            self.pos = piece_end;
            self.island(piece_end);
        }
    }

    /// Takes the inside of an attribute's value that begins with `quote` at `start`, up to its closing quote. Answers where
    /// the piece behind the last island begins.
    fn quoted_with_islands(&mut self, start: usize, quote: u8) -> usize {
        let mut piece = start;
        loop {
            let end = skip_while(self.bytes, self.pos, |b| b != quote && b != b'<');
            self.pos = (end + 1).min(self.bytes.len());
            if byte(self.bytes, end) != b'<' {
                return piece;
            }
            if starts_with(self.bytes, end, b"<?") {
                self.push(piece, end, Class::String);
                self.island(end);
                piece = self.pos;
            }
        }
    }

    /// Where the closing tag of the element `name` begins, or the end of input.
    fn content_end(&self, name: &[u8]) -> usize {
        let mut i = self.pos;
        while i < self.bytes.len() {
            let closes = self.bytes[i] == b'<'
                && byte(self.bytes, i + 1) == b'/'
                && self.bytes[i + 2..].get(..name.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(name));
            if closes {
                break;
            }
            i += 1;
        }
        seen(self.pos, i);
        i
    }
}

/// The first `needle` at or after `from`, or the end of input.
fn find(bytes: &[u8], from: usize, needle: &[u8]) -> usize {
    let end = past(bytes, from, needle);
    if bytes[from..end].ends_with(needle) { end - needle.len() } else { end }
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

    #[test]
    fn html_takes_no_tags_in_text_elements() {
        assert_eq!(
            marked("html", r#"<title>a <b> &amp; "c"</title><textarea rows=2><p class="x"></textarea><p>"#),
            r#"<k(title)>a <b> n(&amp;) "c"</k(title)><k(textarea) v(rows)=s(2)><p class="x"></k(textarea)><k(p)>"#
        );
    }

    #[test]
    fn vue_and_svelte_are_html() {
        assert_eq!(
            marked(
                "vue",
                r#"<template><p :class="a" @click="f">{{ x }}</p></template>
<script setup lang="ts">const x: number = 1 as const</script>
<style scoped lang="scss">.a { &:hover { color: red } }</style>"#
            ),
            r#"<k(template)><k(p) v(:class)=s("a") v(@click)=s("f")>{{ x }}</k(p)></k(template)>
<k(script) v(setup) v(lang)=s("ts")>k(const) x: t(number) = n(1) k(as) k(const)</k(script)>
<k(style) v(scoped) v(lang)=s("scss")>t(.a) { &m(:hover) { v(color): red } }</k(style)>"#
        );
    }

    #[test]
    fn astro_begins_with_a_script() {
        assert_eq!(
            marked(
                "astro",
                r#"---
const a: string = "b";
---
<p class={a}>it's</p>"#
            ),
            r#"m(---)
k(const) a: t(string) = s("b");
m(---)
<k(p) v(class)=s({a})>it's</k(p)>"#
        );
    }
}
