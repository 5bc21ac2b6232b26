//! Words for the messages about `book.toml`.
//! In: keys and values as the author wrote them. Out: pieces of one-line messages. Knows no key.

/// Messages show no more of a value than this many characters.
const SHOWN: usize = 60;

/// The text in backticks, on one line: control characters escaped, a long text cut.
pub(super) fn quoted(text: &str) -> String {
    let mut shown = String::from("`");
    for (n, character) in text.chars().enumerate() {
        if n == SHOWN {
            shown.push('…');
            break;
        }
        match character {
            '\u{fffd}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => {
                shown.extend(character.escape_unicode());
            }
            _ if character.is_control() => shown.extend(character.escape_default()),
            _ => shown.push(character),
        }
    }
    shown.push('`');
    shown
}

/// `a`, `a or b`, `a, b or c`.
pub(super) fn either(words: &[impl AsRef<str>]) -> String {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    match words.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [all @ .., last] => format!("{} or {last}", all.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_text_keeps_to_one_line() {
        assert_eq!(quoted("问策"), "`问策`");
        assert_eq!(quoted("a\r\nb\t\0"), "`a\\r\\nb\\t\\u{0}`");
        assert_eq!(quoted("\u{202e}x"), "`\\u{202e}x`", "nothing may turn the message round");
        assert_eq!(quoted(&"长".repeat(99)).chars().count(), 1 + 60 + 1 + 1);
    }

    #[test]
    fn choices_read_as_a_sentence() {
        assert_eq!(either(&["a"]), "a");
        assert_eq!(either(&["a", "b", "c"]), "a, b or c");
        assert_eq!(either(&[""; 0]), "");
    }
}
