//! Whether the book's files still fit the theme they build on.
//! In: the book's files and the theme's. Out: a warning for each file that was copied from a version of the theme that has
//! changed since, and for each word that nothing asks for. Also the line by which a copy remembers what it was copied from.
//! A template that fills a block which is no more is the template engine's to find.

use super::Source;
use super::assets::fingerprint;
use crate::diag::{self, Diagnostic, Place, Span, codes};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// What stands before the fingerprint of the copied text.
const MARK: &str = "wence: copied from ";

/// The line that `theme eject` puts before a copy: a comment of the file's kind with the text's fingerprint.
pub fn stamp(theme: &str, path: &str, text: &str) -> String {
    let words = format!("{MARK}{theme} {path} {}", fingerprint(text.as_bytes()));
    match path.rsplit('.').next() {
        _ if path.starts_with("templates/") => format!("{{#- {words} -#}}\n"),
        Some("css") => format!("/* {words} */\n"),
        Some("js") => format!("// {words}\n"),
        _ => format!("# {words}\n"),
    }
}

/// The fingerprint in a copy's first lines, and where it stands.
fn stamped(text: &str) -> Option<(&str, Range<usize>)> {
    let line = text.lines().take(3).find(|line| line.contains(MARK))?;
    let after = &line[line.find(MARK)? + MARK.len()..];
    let digits = after.split_whitespace().nth(2)?;
    let start = digits.as_ptr() as usize - text.as_ptr() as usize;
    Some((digits, start..start + digits.len()))
}

/// A copy whose original has changed. `own` is the theme's text of today.
pub fn check_stamp(path: &str, source: &Source, own: &str) -> Option<Diagnostic> {
    let (digits, range) = stamped(&source.text)?;
    let today = fingerprint(own.as_bytes());
    if digits == today {
        return None;
    }
    let message = format!("the theme's `{path}` has changed since this copy was made");
    let fault = Diagnostic::warning(codes::THEME_OVERRIDE_STALE, Span::new(source.file, range), message);
    Some(
        fault
            .help(format!("compare with `wence theme eject --print {path}` and take over what is new"))
            .help(format!("then write `{today}` here, so that this is not told again")),
    )
}

/// Words that nothing asks for. `known` are the keys of the theme.
pub fn unknown_words(source: &Source, words: &BTreeMap<String, String>, known: &BTreeSet<&str>) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for key in words.keys().filter(|key| !known.contains(key.as_str())) {
        let line_start = source.text.lines().scan(0, |at, line| {
            let start = *at;
            *at += line.len() + 1;
            Some((start, line))
        });
        let place = line_start
            .filter(|(_, line)| line.trim_start().trim_start_matches(['"', '\'']).starts_with(key.as_str()))
            .map(|(start, line)| start + line.find(key.as_str()).unwrap_or(0))
            .next();
        let place = place.map_or(Place::Book, |start| Place::At(Span::new(source.file, start..start + key.len())));
        let fault = Diagnostic::warning(
            codes::THEME_OVERRIDE_STALE,
            place,
            format!("the theme has no word `{key}`: only templates of your own can show it"),
        );
        faults.push(match diag::nearest(key, known.iter().copied()) {
            Some(near) => fault.help(format!("did you mean `{near}`?")),
            None => fault.help("take the line out if no template of yours names it"),
        });
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_found_again_in_every_kind_of_file() {
        for path in ["templates/page.html", "css/base.css", "js/nav.js", "locales/en.toml"] {
            let copy = stamp("default", path, "text") + "text";
            let (digits, range) = stamped(&copy).expect("it was stamped");
            assert_eq!(digits, fingerprint(b"text"));
            assert_eq!(&copy[range], digits);
        }
        assert_eq!(stamped("{# wence: something else #}\n"), None);
    }
}
