//! INI files and their kin: `.editorconfig`, systemd units, git's configuration, Java's properties, `.env`.
//! In: a file or a part of it. Out: tokens. Knows no other language. Values stay plain unless they are quoted, a number
//! or a truth value, because what else they mean differs from program to program.

use super::super::scan::{
    byte, continued_line_end, line_end, past_escape, past_quoted, seen, skip_blanks, skip_while, starts_with,
};
use super::super::{Class, Grammar, Language, Token, push_token};

pub(super) static INI: Language = Language {
    id: "ini",
    name: "INI",
    aliases: &["cfg", "conf", "config", "editorconfig", "gitconfig", "systemd", "desktop", "dosini"],
    grammar: Grammar::Own(lex),
};

pub(super) static PROPERTIES: Language =
    Language { id: "properties", name: "Properties", aliases: &["jproperties"], grammar: Grammar::Own(lex_properties) };

pub(super) static DOTENV: Language =
    Language { id: "dotenv", name: ".env", aliases: &["env", ".env"], grammar: Grammar::Own(lex_dotenv) };

fn lex(bytes: &[u8], from: usize, out: &mut Vec<Token>) {
    let mut line = from;
    while line < bytes.len() {
        let end = line_end(bytes, line);
        lex_line(&bytes[..end], line, out);
        line = (end + 1).min(bytes.len());
    }
}

/// Lexes Java's properties: no sections, no quotes, no comments behind values, and a backslash continues a line.
fn lex_properties(bytes: &[u8], from: usize, out: &mut Vec<Token>) {
    let mut line = from;
    while line < bytes.len() {
        let start = skip_blanks(bytes, line);
        let mut end = line_end(bytes, line);
        if matches!(byte(bytes, start), b'#' | b'!') {
            push_token(out, start, end, Class::Comment);
        } else {
            let mut name_end = start;
            while name_end < end && !matches!(bytes[name_end], b'=' | b':' | b' ' | b'\t') {
                name_end += if bytes[name_end] == b'\\' { 2 } else { 1 };
            }
            push_token(out, start, name_end.min(end), Class::Variable);
            let separator = skip_blanks(bytes, name_end.min(end));
            let sign = usize::from(matches!(byte(bytes, separator), b'=' | b':'));
            let value = skip_blanks(bytes, separator + sign).min(end);
            end = continued_line_end(bytes, line);
            let value_end = trimmed_end(bytes, value, end);
            let class = if is_constant(&bytes[value..value_end]) { Class::Number } else { Class::String };
            push_token(out, value, value_end, class);
        }
        line = (end + 1).min(bytes.len());
    }
}

/// Lexes a file of environment variables, whose quoted values may go over several lines.
fn lex_dotenv(bytes: &[u8], from: usize, out: &mut Vec<Token>) {
    let mut line = from;
    // A quote that is closed nowhere is looked for once.
    let mut unclosed = false;
    while line < bytes.len() {
        let mut start = skip_blanks(bytes, line);
        let mut end = line_end(bytes, line);
        if starts_with(bytes, start, b"export ") {
            push_token(out, start, start + 6, Class::Keyword);
            start = skip_blanks(bytes, start + 6);
        }
        let separator = skip_while(&bytes[..end], start, |b| b != b'=');
        if byte(bytes, start) == b'#' {
            push_token(out, start, end, Class::Comment);
        } else if separator < end {
            push_token(out, start, trimmed_end(bytes, start, separator), Class::Variable);
            let value_start = skip_blanks(bytes, separator + 1);
            let quote = byte(bytes, value_start);
            let mut close = value_start + 1;
            while quote == b'"' && !unclosed && close < bytes.len() && bytes[close] != quote {
                close = if bytes[close] == b'\\' { past_escape(bytes, close) } else { close + 1 };
            }
            seen(value_start, close);
            unclosed |= close >= bytes.len();
            if quote == b'"' && close > end && close < bytes.len() {
                push_token(out, value_start, close + 1, Class::String);
                end = line_end(bytes, close);
                push_token(out, comment_start(&bytes[..end], close + 1), end, Class::Comment);
            } else {
                value(&bytes[..end], separator + 1, out);
            }
        }
        line = (end + 1).min(bytes.len());
    }
}

/// Lexes the line that begins at `from` and ends with `bytes`.
fn lex_line(bytes: &[u8], from: usize, out: &mut Vec<Token>) {
    let start = skip_blanks(bytes, from);
    match byte(bytes, start) {
        b'#' | b';' | b'!' => push_token(out, start, bytes.len(), Class::Comment),
        b'[' => {
            let close = skip_while(bytes, start, |b| b != b']');
            let end = (close + 1).min(bytes.len());
            push_token(out, start, end, Class::Type);
            push_token(out, comment_start(bytes, end), bytes.len(), Class::Comment);
        }
        _ => {
            let separator = skip_while(bytes, start, |b| b != b'=' && b != b':');
            if separator < bytes.len() {
                push_token(out, start, trimmed_end(bytes, start, separator), Class::Variable);
                value(bytes, separator + 1, out);
            }
        }
    }
}

fn value(bytes: &[u8], from: usize, out: &mut Vec<Token>) {
    let start = skip_blanks(bytes, from);
    let quoted = matches!(byte(bytes, start), b'"' | b'\'');
    let quote_end = if quoted { past_quoted(bytes, start) } else { start };
    let comment = comment_start(bytes, quote_end);
    let end = trimmed_end(bytes, start, comment);
    if quoted {
        push_token(out, start, quote_end, Class::String);
    } else if is_constant(&bytes[start..end]) {
        push_token(out, start, end, Class::Number);
    }
    push_token(out, comment, bytes.len(), Class::Comment);
}

/// Where the comment on the rest of a line begins, or the line's end. A comment sign counts with blanks around it, so
/// that `#fff` and `a;b` are values.
fn comment_start(bytes: &[u8], from: usize) -> usize {
    let mut i = from;
    while i < bytes.len() {
        let spaced = i > 0 && matches!(bytes[i - 1], b' ' | b'\t') && matches!(byte(bytes, i + 1), b' ' | b'\t' | 0);
        if matches!(bytes[i], b'#' | b';') && spaced {
            break;
        }
        i += 1;
    }
    i
}

/// The end of `start..end` without trailing blanks.
fn trimmed_end(bytes: &[u8], start: usize, end: usize) -> usize {
    start + bytes[start..end].trim_ascii_end().len()
}

fn is_constant(value: &[u8]) -> bool {
    let word = ["true", "false", "yes", "no", "on", "off", "null", "none"]
        .iter()
        .any(|word| word.as_bytes().eq_ignore_ascii_case(value));
    let digits = value.strip_prefix(b"-").unwrap_or(value);
    word || (byte(digits, 0).is_ascii_digit()
        && digits.iter().all(|b| b.is_ascii_hexdigit() || matches!(b, b'.' | b'_' | b'x' | b'%')))
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn knows_sections_keys_and_constants() {
        assert_eq!(
            marked(
                "ini",
                r#"; note
[remote "origin"] # why
	url = git@x:y.git ; trailing
name = "a ; b" # c
port=8080
color = #fff
server.on: yes"#
            ),
            r#"c(; note)
t([remote "origin"]) c(# why)
	v(url) = git@x:y.git c(; trailing)
v(name) = s("a ; b") c(# c)
v(port)=n(8080)
v(color) = #fff
v(server.on): n(yes)"#
        );
    }

    #[test]
    fn properties_continue_after_a_backslash() {
        assert_eq!(
            marked(
                "properties",
                r"! note
a.b\:c = it's # no comment \
  more
key: 80
flag true"
            ),
            r"c(! note)
v(a.b\:c) = s(it's # no comment \
  more)
v(key): n(80)
v(flag) n(true)"
        );
    }

    #[test]
    fn dotenv_quotes_over_lines() {
        assert_eq!(
            marked(
                "dotenv",
                r#"# note
export KEY="a
b\"" # c
PORT=8080
NAME='x'"#
            ),
            r#"c(# note)
k(export) v(KEY)=s("a
b\"") c(# c)
v(PORT)=n(8080)
v(NAME)=s('x')"#
        );
    }
}
