//! HTTP messages, and the files of requests that editors send.
//! In: requests and answers, several with `###` between. Out: tokens. Hands the body to the language that its
//! `Content-Type` names.

use super::super::scan::{byte, line_end, skip_while, starts_with};
use super::super::{Class, Grammar, Language, Token, push_token};
use super::{html, json};

pub(super) static HTTP: Language =
    Language { id: "http", name: "HTTP", aliases: &["https", "rest"], grammar: Grammar::Own(lex) };

/// Where in a message a line stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Start,
    Headers,
}

fn lex(bytes: &[u8], from: usize, out: &mut Vec<Token>) {
    let mut part = Part::Start;
    let mut body = None;
    let mut line = from;
    while line < bytes.len() {
        let end = line_end(bytes, line);
        let text = bytes[line..end].trim_ascii();
        if text.starts_with(b"#") || text.starts_with(b"//") {
            push_token(out, line, end, Class::Comment);
        } else if part == Part::Start && !text.is_empty() {
            start_line(bytes, line, end, out);
            part = Part::Headers;
        } else if part == Part::Headers && text.is_empty() {
            let body_end = message_end(bytes, end);
            if let Some(language) = body.take() {
                let language: &Language = language;
                language.lex(&bytes[..body_end], end, out);
            }
            part = Part::Start;
            line = body_end;
            continue;
        } else if part == Part::Headers {
            body = header(bytes, line, end, out).or(body);
        }
        line = (end + 1).min(bytes.len());
    }
}

/// Where the message with a body at `from` ends: at the next `###`, request or status line, or with the input.
fn message_end(bytes: &[u8], from: usize) -> usize {
    let mut line = from;
    while line < bytes.len() {
        let end = line_end(bytes, line);
        let text = &bytes[line..end];
        let version = text.windows(6).any(|part| part == b" HTTP/");
        if line > from && (text.starts_with(b"###") || text.starts_with(b"HTTP/") || version) {
            return line;
        }
        line = (end + 1).min(bytes.len());
    }
    bytes.len()
}

/// Takes `GET /path HTTP/1.1` or `HTTP/1.1 200 OK`.
fn start_line(bytes: &[u8], start: usize, end: usize, out: &mut Vec<Token>) {
    let word = skip_while(&bytes[..end], start, |b| !b.is_ascii_whitespace());
    if starts_with(bytes, start, b"HTTP/") {
        push_token(out, start, word, Class::Meta);
        let code = skip_while(&bytes[..end], word, |b| b == b' ');
        push_token(out, code, skip_while(&bytes[..end], code, |b| b.is_ascii_digit()), Class::Number);
        return;
    }
    push_token(out, start, word, Class::Keyword);
    let target = skip_while(&bytes[..end], word, |b| b == b' ');
    let target_end = skip_while(&bytes[..end], target, |b| !b.is_ascii_whitespace());
    push_token(out, target, target_end, Class::String);
    let version = skip_while(&bytes[..end], target_end, |b| b == b' ');
    push_token(out, version, start + bytes[start..end].trim_ascii_end().len(), Class::Meta);
}

/// Takes a header. Answers the language of the body if the header tells it.
fn header(bytes: &[u8], start: usize, end: usize, out: &mut Vec<Token>) -> Option<&'static Language> {
    let colon = skip_while(&bytes[..end], start, |b| b != b':');
    if byte(&bytes[..end], colon) != b':' {
        return None;
    }
    push_token(out, start, colon, Class::Variable);
    let value = skip_while(&bytes[..end], colon + 1, |b| b == b' ');
    push_token(out, value, value + bytes[value..end].trim_ascii_end().len(), Class::String);
    if !bytes[start..colon].eq_ignore_ascii_case(b"content-type") {
        return None;
    }
    let says = |word: &[u8]| bytes[value..end].windows(word.len()).any(|part| part.eq_ignore_ascii_case(word));
    if says(b"json") {
        Some(&json::JSON)
    } else if says(b"html") {
        Some(&html::HTML)
    } else if says(b"xml") {
        Some(&html::XML)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn reads_headers_and_bodies() {
        assert_eq!(
            marked(
                "http",
                r#"POST /users?a=1 HTTP/1.1
Host: example.org
Content-Type: application/json

{"name": "x", "n": 1}
### note
HTTP/1.1 404 Not Found
Content-Length: 0"#
            ),
            r#"k(POST) s(/users?a=1) m(HTTP/1.1)
v(Host): s(example.org)
v(Content-Type): s(application/json)

{v("name"): s("x"), v("n"): n(1)}
c(### note)
m(HTTP/1.1) n(404) Not Found
v(Content-Length): s(0)"#
        );
    }
}
