//! The theme's styles and scripts as the site serves them: each kind joined into one file with a fingerprint in its name.
//! In: the texts of a theme's files, in its order. Out: paths and bytes. Changes no meaning: what is taken out of a style
//! sheet is comments and indentation, and scripts of an author's stay as they are.

use std::borrow::Cow;
use xxhash_rust::xxh3::xxh3_64;

/// A style sheet or script of the author's own (`[output.html] additional-css`, `additional-js`), read by the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addition {
    pub kind: AdditionKind,
    /// Relative to the book's root, parts joined by `/`; the site keeps the folder, so that `url(…)` leads where it did.
    pub path: String,
    pub bytes: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdditionKind {
    Style,
    Script,
}

/// Ten hexadecimal digits of the bytes' XXH3 hash. Not for trust, only to give other bytes another name: with 40 bits and
/// the handful of files that replace one another under one name, a repeat is not to be expected.
pub fn fingerprint(bytes: &[u8]) -> String {
    let mut digits = format!("{:016x}", xxh3_64(bytes));
    digits.truncate(10);
    digits
}

/// `css/own.css` becomes `css/own-0123456789.css`; with `hash` off the path stays.
pub fn fingerprinted(path: &str, bytes: &[u8], hash: bool) -> String {
    if !hash {
        return path.to_owned();
    }
    let name_start = path.rfind('/').map_or(0, |slash| slash + 1);
    let (stem, ending) = match path[name_start..].rfind('.') {
        Some(dot) if dot > 0 => path.split_at(name_start + dot),
        _ => (path, ""),
    };
    format!("{stem}-{}{ending}", fingerprint(bytes))
}

/// Joins style sheets, without comments and indentation.
pub fn join_styles<'a>(sheets: impl IntoIterator<Item = &'a str>) -> String {
    let mut joined = String::new();
    for sheet in sheets {
        strip_css(sheet, &mut joined);
    }
    joined
}

/// Joins classic scripts. A line break and a semicolon between them keep one file's missing end from swallowing the next.
pub fn join_scripts<'a>(scripts: impl IntoIterator<Item = Cow<'a, str>>) -> String {
    let mut joined = String::new();
    for script in scripts {
        if !joined.is_empty() {
            joined.push_str(";\n");
        }
        joined.push_str(script.trim_end());
        joined.push('\n');
    }
    joined
}

/// Writes a style sheet without comments, indentation and empty lines (CSS Syntax Level 3, §4.3.2 and §4.3.5): strings stay
/// as they are, and of other white space with a line break in it one line break stays, since `a\nb` is a selector of two.
fn strip_css(css: &str, out: &mut String) {
    let css = css.strip_prefix('\u{feff}').unwrap_or(css);
    let bytes = css.as_bytes();
    let mut at = 0;
    let mut copied = 0;
    while at < bytes.len() {
        match bytes[at] {
            quote @ (b'"' | b'\'') => {
                at += 1;
                // An unescaped line break ends a bad string too.
                while at < bytes.len() && bytes[at] != quote && bytes[at] != b'\n' {
                    at += 1 + usize::from(bytes[at] == b'\\');
                }
                at = (at + 1).min(bytes.len());
            }
            // An escape outside strings, such as in a class name: the next byte is no quote and no comment.
            b'\\' => at = (at + 2).min(bytes.len()),
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                out.push_str(&css[copied..at]);
                let end = css[at + 2..].find("*/").map_or(bytes.len(), |end| at + 2 + end + 2);
                // A comment separates what stands around it, as in `a/**/b`; beside white space nothing is lost.
                let is_glue = |byte: Option<u8>| byte.is_some_and(|byte| !byte.is_ascii_whitespace());
                if is_glue(out.bytes().next_back()) && is_glue(bytes.get(end).copied()) {
                    out.push_str("/**/");
                }
                at = end;
                copied = end;
            }
            byte if byte.is_ascii_whitespace() => {
                let end = at + bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
                if bytes[at..end].contains(&b'\n') {
                    out.push_str(&css[copied..at]);
                    if !out.is_empty() && !out.ends_with('\n') {
                        out.push('\n');
                    }
                    copied = end;
                }
                at = end;
            }
            // The next character, so that slices never cut one in two.
            _ => at += 1,
        }
    }
    out.push_str(&css[copied..]);
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

/// Leaves lines out that hold nothing but a comment, and indentation. Only for the theme's own scripts, which hold no
/// template literal and no comment mark inside a string at the start of a line (a test holds them to it).
pub fn strip_own_script(script: &str) -> String {
    let mut out = String::with_capacity(script.len());
    let mut in_comment = false;
    for line in script.lines() {
        let line = line.trim();
        let starts = line.starts_with("/*");
        if in_comment || starts {
            in_comment = !line.ends_with("*/");
        } else if !line.is_empty() && !line.starts_with("//") {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stripped(css: &str) -> String {
        join_styles([css])
    }

    #[test]
    fn styles_lose_comments_and_indentation_only() {
        assert_eq!(
            stripped("/* a */\n.a,\n  .b {\n    color: red; /* why */\n\n  }\n"),
            ".a,\n.b {\ncolor: red; \n}\n"
        );
        assert_eq!(stripped("a\r\n  b{}"), "a\nb{}\n");
    }

    #[test]
    fn strings_and_escapes_in_styles_are_left_alone() {
        let css = "a::before{content:\"/* no */  \\\" '\"}b{content:'\\'/*x*/'}.c\\/\\*d{}\n";
        assert_eq!(stripped(css), css);
        assert_eq!(stripped("a{content:\"注\"}/* 注 */"), "a{content:\"注\"}\n");
    }

    #[test]
    fn broken_styles_do_not_end_the_joining() {
        assert_eq!(stripped("a{} /* open"), "a{} \n");
        assert_eq!(stripped("a{content:\"open"), "a{content:\"open\n");
        assert_eq!(stripped("a\\"), "a\\\n");
        assert_eq!(stripped("'\\"), "'\\\n");
        assert_eq!(stripped(""), "");
        assert_eq!(stripped("\u{feff}a{}"), "a{}\n");
        assert_eq!(stripped("a/**/b"), "a/**/b\n");
    }

    #[test]
    fn scripts_are_joined_so_that_none_runs_into_the_next() {
        assert_eq!(join_scripts([Cow::Borrowed("a()"), Cow::Borrowed("(b)()\n")]), "a()\n;\n(b)()\n");
    }

    #[test]
    fn names_carry_the_hash_before_the_ending() {
        assert_eq!(fingerprinted("theme/own.css", b"", false), "theme/own.css");
        assert_eq!(fingerprinted("theme/own.css", b"", true), format!("theme/own-{}.css", fingerprint(b"")));
        assert_eq!(fingerprinted("a.b/own", b"", true), format!("a.b/own-{}", fingerprint(b"")));
        assert_ne!(fingerprint(b"a"), fingerprint(b"b"));
        assert_eq!(fingerprint(b"a").len(), 10);
    }
}
