//! Ids of headings, and what can be wrong with the attributes written after one.
//! Enters: a heading's words and source. Leaves: ids that depend on the page alone, and diagnostics.

use super::cjk;
use crate::diag::{Diagnostic, Span, codes};
use crate::model::PartKind;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// The id that a heading's words give: letters, digits, `_` and `-` of any script stay, ASCII letters in lower case, white
/// space becomes `-`, the rest goes. This is mdBook's rule, so links into existing books keep working; Han stays Han.
/// Never empty, and never starts with `w-`, which is the theme's.
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for character in text.trim().chars() {
        // Han is asked for first: it is most of a Chinese heading, and `is_alphanumeric` looks it up in a table.
        if cjk::is_ideograph_or_kana(character) || character.is_alphanumeric() || character == '_' || character == '-' {
            slug.push(character.to_ascii_lowercase());
        } else if character.is_whitespace() {
            slug.push('-');
        }
    }
    if slug.is_empty() {
        slug.push_str("section");
    } else if slug.starts_with("w-") {
        slug.insert_str(0, "s-");
    }
    slug
}

/// The ids of one page, each given once.
#[derive(Default)]
pub struct Ids {
    taken: HashSet<String>,
    /// The number that the next repetition of a slug tries first: a page of thousands of equal headings would otherwise count
    /// up from one for each of them.
    next: HashMap<String, u32>,
}

impl Ids {
    /// Takes an id that the author gave. Answers whether it was free.
    pub fn reserve(&mut self, id: &str) -> bool {
        self.taken.insert(id.to_owned())
    }

    /// A free id made of `slug`: itself, else with `-1`, `-2` and so on, as mdBook numbers them.
    pub fn allocate(&mut self, slug: String) -> String {
        if self.taken.insert(slug.clone()) {
            return slug;
        }
        let number = self.next.entry(slug.clone()).or_insert(1);
        loop {
            let numbered = format!("{slug}-{number}");
            *number += 1;
            if self.taken.insert(numbered.clone()) {
                return numbered;
            }
        }
    }
}

/// Words in braces that were not read as attributes.
pub struct Unparsed {
    pub fault: Diagnostic,
    /// Whether they were meant to make the heading a question: then more is lost than a class, and it is an error.
    pub is_question: bool,
}

/// Looks for words in braces at a heading that the parser did not take for attributes though they look like some.
/// `text` is the heading's plain text, `source` the heading as written and `at` the place of a slice of it. `is_parsed` says
/// whether the parser has read attributes from other braces.
pub fn check_unparsed(
    text: &str,
    source: &str,
    is_parsed: bool,
    at: &dyn Fn(Range<usize>) -> Span,
) -> Option<Unparsed> {
    // Nearly every heading ends here.
    if !text.contains(['{', '｛', '}', '｝']) {
        return None;
    }
    let text = text.trim_end().trim_end_matches('#').trim_end();
    // The first brace that begins like attributes: values may have broken them with braces of their own.
    let opens = |text: &str| {
        text.match_indices(['{', '｛']).find_map(|(at, brace)| {
            let is_apart = brace == "｛" || at == 0 || text[..at].ends_with(char::is_whitespace);
            let inner = text[at + brace.len()..].trim_start();
            (is_apart && inner.starts_with(['#', '.', '＃', '．'])).then_some(at)
        })
    };
    opens(text)?;
    let start = opens(source)?;
    let ends_here = text.ends_with(['}', '｝']);
    let close = source[start..].find(['}', '｝']).map(|close| start + close);
    // Of several closing braces at the end of the line all belong to it; words after the first do not.
    let end = if ends_here && !is_parsed { source.rfind(['}', '｝']) } else { close };
    let end = end.map_or(source.len(), |end| end + source[end..].chars().next().map_or(0, char::len_utf8));
    let inner = &source[start..end];
    let is_question = inner.contains(".question") || inner.contains("．question");
    let is_part = inner
        .split([' ', '\t', '{', '｛', '}', '｝'])
        .any(|word| word.strip_prefix('.').is_some_and(|class| PartKind::of_class(class).is_some()));
    // Elsewhere in a heading braces may well be what the heading is about.
    if !ends_here && (source.contains('`') || !(is_question || is_part && close.is_some())) {
        return None;
    }
    let mend = if is_parsed {
        "join the two: a second `{…}` replaces the first"
    } else if inner.contains(['｛', '｝', '＃', '．']) {
        "write `{`, `}`, `#`, `.` and `=` in half width"
    } else if close.is_none() {
        "close the attributes with `}` at the end of the line"
    } else if source.trim_end().ends_with('#') && ends_here {
        "remove the `#` after the attributes: they must end the line"
    } else if !ends_here {
        "put the attributes at the end of the line"
    } else if inner.contains(['"', '\'']) {
        "attribute values need no quotes and can hold no space"
    } else {
        "write `{#id .class key=value}` with a single space between, no brace inside, at the end of the line"
    };
    let message = "the words in braces were not read as attributes and will be shown";
    let place = at(start..end);
    let fault = match is_question {
        true => Diagnostic::error(codes::HEADING_ATTRIBUTES, place, message),
        false => Diagnostic::warning(codes::HEADING_ATTRIBUTES, place, message),
    };
    Some(Unparsed { fault: fault.help(mend), is_question })
}

/// A value without the quotes that enclose it. The parser leaves them in (pulldown-cmark 0.13.6).
pub fn unquote(value: &str) -> &str {
    for quote in ['"', '\''] {
        if value.len() >= 2
            && let Some(inner) = value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote))
        {
            return inner;
        }
    }
    value
}

/// Whether a value is one half of a quoted text that a space broke in two.
pub fn is_split_quote(value: &str) -> bool {
    ['"', '\'']
        .into_iter()
        .any(|quote| (value.starts_with(quote) != value.ends_with(quote)) || value == quote.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_keep_han_and_follow_mdbook() {
        assert_eq!(slug("安装步骤"), "安装步骤");
        assert_eq!(slug("What is `Vec<T>`?"), "what-is-vect");
        assert_eq!(slug("a  b"), "a--b");
        assert_eq!(slug("？！"), "section");
        assert_eq!(slug("W-2 forms"), "s-w-2-forms");
    }

    #[test]
    fn taken_ids_are_numbered() {
        let mut ids = Ids::default();
        assert!(ids.reserve("a"));
        assert_eq!(ids.allocate("a".into()), "a-1");
        assert_eq!(ids.allocate("a".into()), "a-2");
        assert!(!ids.reserve("a-2"));
    }

    #[test]
    fn halves_of_quoted_values_are_seen() {
        assert_eq!(unquote("\"a\""), "a");
        assert!(is_split_quote("\"a"));
        assert!(is_split_quote("b\""));
        assert!(is_split_quote("\""));
        assert!(!is_split_quote("\"a\""));
        assert!(!is_split_quote("a"));
    }
}
