//! The names of a term as its entry writes them: `起订量（Minimum Order Quantity, MOQ）` has three.
//! In: the entry's words. Out: names, and the spellings of each that running text may use. Knows no page.

use crate::markdown::cjk;

/// The names of an entry, the main one first; unique, none empty.
///
/// Before the bracket and in it, semicolons part names. In a bracket commas do so too, but an English name may hold commas of
/// its own (`Cost, Insurance and Freight, CIF`), so only what is plainly another name is cut off there: words in Han or kana,
/// and abbreviations.
pub fn names(entry: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut add = |name: &str| {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    };
    for (part, is_bracket) in parts(entry) {
        for alternative in part.split([';', '；']) {
            if is_bracket {
                bracket_names(alternative, &mut add);
            } else {
                add(alternative);
            }
        }
    }
    names
}

/// The text outside brackets as one part, then the text of each bracket. A bracket in a bracket belongs to the outer one; one
/// that is never closed runs to the end.
fn parts(entry: &str) -> Vec<(String, bool)> {
    let mut outside = String::new();
    let mut brackets = Vec::new();
    let mut inside = String::new();
    let mut depth = 0;
    for character in entry.chars() {
        match character {
            '(' | '（' => {
                depth += 1;
                if depth == 1 {
                    continue;
                }
            }
            ')' | '）' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    brackets.push((std::mem::take(&mut inside), true));
                    continue;
                }
            }
            _ => {}
        }
        if depth > 0 { &mut inside } else { &mut outside }.push(character);
    }
    if !inside.is_empty() {
        brackets.push((inside, true));
    }
    let mut parts = vec![(outside, false)];
    parts.append(&mut brackets);
    parts
}

fn bracket_names(text: &str, add: &mut impl FnMut(&str)) {
    let pieces: Vec<&str> = text.split([',', '，']).map(str::trim).filter(|piece| !piece.is_empty()).collect();
    // `Ac` and `CoC` have small letters; so short a word is an abbreviation only behind the full name.
    let is_short_last = |at: usize| at > 0 && at + 1 == pieces.len() && pieces[at].chars().count() <= 3;
    let mut joined = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        if piece.chars().any(cjk::is_ideograph_or_kana) || is_capitals(piece) || is_short_last(at) {
            add(&joined);
            joined.clear();
            add(piece);
        } else {
            if !joined.is_empty() {
                joined.push_str(", ");
            }
            joined.push_str(piece);
        }
    }
    add(&joined);
}

/// Whether the name is written in capitals, such as `MOQ`, `D/P` or `40HQ`.
fn is_capitals(name: &str) -> bool {
    name.chars().any(char::is_uppercase) && !name.chars().any(char::is_lowercase)
}

/// The spellings under which running text may hold a name; empty for a name too short to mean anything: one character.
///
/// Capitals are kept, since `AC` is not `Ac`. A name in small letters may begin a sentence, and the capitals of an English
/// name of several words (`Bill of Lading`) are those of a title, so running text has it in small letters.
pub fn spellings(name: &str) -> Vec<String> {
    if name.chars().nth(1).is_none() {
        return Vec::new();
    }
    let mut spellings = vec![name.to_owned()];
    let mut add = |spelling: String| {
        if !spellings.contains(&spelling) {
            spellings.push(spelling);
        }
    };
    if name.is_ascii() && !is_capitals(name) {
        let small = match name.contains(' ') {
            true => {
                let words = name.split(' ').map(|word| match is_capitals(word) && word.len() > 1 {
                    true => word.to_owned(),
                    false => word.to_ascii_lowercase(),
                });
                words.collect::<Vec<_>>().join(" ")
            }
            false => name.to_owned(),
        };
        let (first, rest) = small.split_at(1);
        add(format!("{}{rest}", first.to_ascii_uppercase()));
        add(small);
    }
    spellings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_has_its_word_its_full_name_and_its_abbreviations() {
        for (entry, expected) in [
            ("起订量（Minimum Order Quantity, MOQ）", &["起订量", "Minimum Order Quantity", "MOQ"][..]),
            ("信用证（Letter of Credit，L/C）", &["信用证", "Letter of Credit", "L/C"]),
            (
                "成本、保险加运费（Cost, Insurance and Freight, CIF）",
                &["成本、保险加运费", "Cost, Insurance and Freight", "CIF"],
            ),
            ("接收数（acceptance number, Ac）", &["接收数", "acceptance number", "Ac"]),
            ("CIF（成本、保险加运费）", &["CIF", "成本、保险加运费"]),
            ("起订量；最小起订量 (MOQ)", &["起订量", "最小起订量", "MOQ"]),
            ("lead time", &["lead time"]),
            ("电放 (telex release)（电放提单）", &["电放", "telex release", "电放提单"]),
            ("没有合上（MOQ", &["没有合上", "MOQ"]),
            ("核实总重（VGM, Verified Gross Mass (SOLAS)）", &["核实总重", "VGM", "Verified Gross Mass (SOLAS)"]),
            ("MOQ（MOQ）", &["MOQ"]),
            ("（）", &[]),
        ] {
            assert_eq!(names(entry), expected, "{entry}");
        }
    }

    #[test]
    fn spellings_keep_capitals_that_mean_something() {
        assert_eq!(spellings("MOQ"), ["MOQ"]);
        assert_eq!(spellings("Ac"), ["Ac"]);
        assert_eq!(spellings("Bill of Lading"), ["Bill of Lading", "Bill of lading", "bill of lading"]);
        assert_eq!(spellings("lead time"), ["lead time", "Lead time"]);
        assert_eq!(spellings("CE marking"), ["CE marking"]);
        assert_eq!(spellings("起订量"), ["起订量"]);
        assert!(spellings("箱").is_empty());
    }
}
