//! INI files and their kin: `.editorconfig`, systemd units, git's configuration, Java properties.
//! In: a file or a part of it. Out: tokens. Knows no other language. Values stay plain unless they are quoted, a number
//! or a truth value, because what else they mean differs from program to program.

use super::super::scan::{byte, line_end, past_quoted, skip_blanks, skip_while};
use super::super::{Class, Grammar, Language, Token, push_token};

pub(super) static INI: Language = Language {
    id: "ini",
    name: "INI",
    aliases: &[
        "cfg",
        "conf",
        "config",
        "properties",
        "editorconfig",
        "gitconfig",
        "systemd",
        "desktop",
        "dosini",
        "env",
        "dotenv",
    ],
    grammar: Grammar::Own(lex),
};

fn lex(bytes: &[u8], from: usize, out: &mut Vec<Token>) {
    let mut line = from;
    while line < bytes.len() {
        let end = line_end(bytes, line);
        lex_line(&bytes[..end], line, out);
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
}
