//! Markdown.
//! In: a document or a part of one. Out: tokens: headings, quotes, marks of lists, code, links. Hands fenced code to the
//! language that it names, but no Markdown to itself, so that nothing recurses.

use super::super::scan::{byte, line_end, past, seen, skip_blanks, skip_while, starts_with};
use super::super::{Class, Grammar, Language, Token, find, push_token};
use super::yaml;

pub(super) static MARKDOWN: Language = Language {
    id: "markdown",
    name: "Markdown",
    aliases: &["md", "mdown", "mkd", "mdx", "gfm"],
    grammar: Grammar::Own(lex),
};

fn lex(bytes: &[u8], from: usize, out: &mut Vec<Token>) {
    let mut line = from;
    if from == 0 && bytes[..line_end(bytes, 0)].trim_ascii_end() == b"---" {
        line = front_matter(bytes, out);
    }
    while line < bytes.len() {
        let end = line_end(bytes, line);
        let start = skip_blanks(bytes, line).min(end);
        let sign = byte(bytes, start);
        let len = skip_while(&bytes[..end], start, |b| b == sign) - start;
        let next = match sign {
            b'`' | b'~' if len >= 3 => {
                line = fence(bytes, start, len, out);
                continue;
            }
            b'#' if len <= 6 && matches!(byte(bytes, start + len), b' ' | b'\n' | b'\r' | 0) => {
                push_token(out, start, end, Class::Keyword);
                end
            }
            b'>' => {
                push_token(out, start, end, Class::Comment);
                end
            }
            b'-' | b'*' | b'+' if byte(bytes, start + 1) == b' ' => {
                push_token(out, start, start + 1, Class::Meta);
                inline(bytes, start + 1, end, out)
            }
            b'0'..=b'9' => {
                let digits = skip_while(bytes, start, |b| b.is_ascii_digit());
                let marks = matches!(byte(bytes, digits), b'.' | b')') && byte(bytes, digits + 1) == b' ';
                let marker = digits + usize::from(marks);
                if marks {
                    push_token(out, start, marker, Class::Meta);
                }
                inline(bytes, marker, end, out)
            }
            _ => inline(bytes, start, end, out),
        };
        line = (next + 1).min(bytes.len());
    }
}

/// Takes the lines between two `---` at the beginning. Answers where the line behind them begins.
fn front_matter(bytes: &[u8], out: &mut Vec<Token>) -> usize {
    let close = past(bytes, 3, b"\n---");
    if !bytes[..close].ends_with(b"\n---") {
        return 0;
    }
    yaml::YAML.lex(&bytes[..close], 0, out);
    (line_end(bytes, close) + 1).min(bytes.len())
}

/// Takes the code block whose fence of `len` signs is at `start`. Answers where the line behind it begins.
fn fence(bytes: &[u8], start: usize, len: usize, out: &mut Vec<Token>) -> usize {
    let header_end = line_end(bytes, start);
    push_token(out, start, header_end, Class::Meta);
    let name = start + len;
    let name_end = skip_while(&bytes[..header_end], name, |b| !b.is_ascii_whitespace() && b != b',' && b != b'{');
    let body = (header_end + 1).min(bytes.len());
    let mut line = body;
    while line < bytes.len() {
        let text = skip_blanks(bytes, line);
        let close = skip_while(bytes, text, |b| b == bytes[start]);
        if close - text >= len {
            break;
        }
        line = (line_end(bytes, line) + 1).min(bytes.len());
    }
    let language = std::str::from_utf8(&bytes[name..name_end]).ok().and_then(find);
    match language {
        Some(language) if language.id() != MARKDOWN.id() => language.lex(&bytes[..line], body, out),
        _ => {}
    }
    let end = line_end(bytes, line);
    push_token(out, skip_blanks(bytes, line), end, Class::Meta);
    (end + 1).min(bytes.len())
}

/// Takes the text of a line from `from` on. Answers where it ended: at `end`, or behind a comment that goes on.
fn inline(bytes: &[u8], from: usize, end: usize, out: &mut Vec<Token>) -> usize {
    let line = &bytes[..end];
    // Code and addresses without an end are looked for once in a line.
    let (mut no_code, mut no_link) = (false, false);
    let mut i = from;
    while i < end {
        match bytes[i] {
            b'\\' => i += 2,
            b'`' if !no_code => {
                let ticks = skip_while(line, i, |b| b == b'`') - i;
                match code_end(line, i + ticks, ticks) {
                    Some(close) => {
                        push_token(out, i, close, Class::String);
                        i = close;
                    }
                    None => {
                        no_code = true;
                        i += ticks;
                    }
                }
            }
            b'<' if starts_with(bytes, i, b"<!--") => {
                let close = past(bytes, i + 4, b"-->");
                push_token(out, i, close, Class::Comment);
                if close > end {
                    return line_end(bytes, close);
                }
                i = close;
            }
            b'<' if byte(line, i + 1).is_ascii_alphabetic() || byte(line, i + 1) == b'/' => {
                let close = skip_while(line, i, |b| b != b'>');
                if byte(line, close) == b'>' {
                    push_token(out, i, close + 1, Class::Meta);
                }
                i = close + 1;
            }
            b']' if byte(line, i + 1) == b'(' && !no_link => {
                let close = skip_while(line, i, |b| b != b')');
                no_link = byte(line, close) != b')';
                if !no_link {
                    push_token(out, i + 2, close, Class::String);
                }
                i = if no_link { i + 1 } else { close };
            }
            _ => i += 1,
        }
    }
    end
}

/// The end of the code that `ticks` opened before `from`, if as many close it.
fn code_end(line: &[u8], from: usize, ticks: usize) -> Option<usize> {
    let mut i = from;
    let found = loop {
        i = skip_while(line, i, |b| b != b'`');
        if i >= line.len() {
            break None;
        }
        let run = skip_while(line, i, |b| b == b'`');
        if run - i == ticks {
            break Some(run);
        }
        i = run;
    };
    seen(from, i);
    found
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn hands_fenced_code_on() {
        assert_eq!(
            marked(
                "markdown",
                r#"---
title: A
---
# Head `x`
- it's `code` and ``a`b`` [link](https://x.y) <b>
> quote
1. one <!-- note
over --> two
```rust
let x = "a";
```
~~~md
# x
~~~"#
            ),
            r#"m(---)
v(title): s(A)
m(---)
k(# Head `x`)
m(-) it's s(`code`) and s(``a`b``) [link](s(https://x.y)) m(<b>)
c(> quote)
m(1.) one c(<!-- note
over -->) two
m(```rust)
k(let) x = s("a");
m(```)
m(~~~md)
# x
m(~~~)"#
        );
    }
}
