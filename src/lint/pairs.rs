//! Marks that come in twos: quotes and brackets.
//! Enters: a block, and the start of the next. Leaves: findings. Straight quotes around Chinese have one reading when they
//! come in pairs; everything else is left to a person.

use super::{Found, Quotes, Rule, Rules, has_han, is_chinese, is_latin};
use memchr::memmem::Finder;
use std::sync::LazyLock;

/// Opening and closing marks.
const PAIRS: [(char, char); 10] = [
    ('“', '”'),
    ('‘', '’'),
    ('「', '」'),
    ('『', '』'),
    ('（', '）'),
    ('《', '》'),
    ('〈', '〉'),
    ('【', '】'),
    ('〔', '〕'),
    ('［', '］'),
];

/// How many quotations of Chinese are in curly marks, and how many in corner marks.
pub fn count(text: &str) -> (usize, usize) {
    // Made once, not for every paragraph.
    static CURLY: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("“"));
    static CORNER: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("「"));
    let count = |mark: &Finder<'static>| {
        let is_of_chinese = |at: usize| {
            text[..at].chars().next_back().is_some_and(is_chinese)
                || text[at + mark.needle().len()..].chars().next().is_some_and(is_chinese)
        };
        mark.find_iter(text.as_bytes()).filter(|at| is_of_chinese(*at)).count()
    };
    (count(&CURLY), count(&CORNER))
}

pub fn check(found: &mut Found, rules: &Rules, next: &str) {
    straight(found, rules);
    if rules.has(Rule::Quotes) {
        of_the_other_kind(found, rules);
    }
    if rules.has(Rule::UnbalancedPairs) {
        unbalanced(found, next);
    }
}

/// Straight quotes, the one rule of this room that mends.
pub fn straight(found: &mut Found, rules: &Rules) {
    let line = found.line;
    if !rules.has(Rule::Quotes) || !line.has_any("\"") {
        return;
    }
    let (open, close) = match rules.quotes {
        Quotes::Corner => ("「", "」"),
        Quotes::Curly | Quotes::Any => ("“", "”"),
    };
    let places: Vec<usize> =
        line.chars.iter().enumerate().filter(|(_, (_, c))| *c == '"').map(|(index, _)| index).collect();
    let is_of_chinese =
        |index: usize| line.before(index).is_some_and(is_chinese) || line.at(index + 1).is_some_and(is_chinese);
    if places.len() % 2 == 1 {
        for &index in places.iter().filter(|&&index| is_of_chinese(index)) {
            let message = "straight `\"` in Chinese text, and its other half is missing";
            found.push(Rule::Quotes, index..index + 1, None, message, format_args!("write `{open}` and `{close}`"));
        }
        return;
    }
    for pair in places.chunks(2) {
        let &[start, end] = pair else { continue };
        let inside = line.text(start + 1..end);
        if !has_han(inside) && !is_of_chinese(start) && !is_of_chinese(end) {
            continue;
        }
        let is_tight = !inside.starts_with(char::is_whitespace) && !inside.ends_with(char::is_whitespace);
        let is_certain =
            has_han(inside) && is_tight && rules.quotes != Quotes::Any && !inside.contains(['“', '”', '「']);
        let edits = [(start..start + 1, open.to_owned()), (end..end + 1, close.to_owned())];
        found.push_edits(
            Rule::Quotes,
            start..end + 1,
            if is_certain { &edits } else { &[] },
            "straight quotes in Chinese text",
            format_args!("write `{open}` and `{close}`"),
        );
    }
}

fn of_the_other_kind(found: &mut Found, rules: &Rules) {
    let line = found.line;
    let (other, right) = match rules.quotes {
        Quotes::Curly => ('「', "“ ”"),
        Quotes::Corner => ('“', "「 」"),
        Quotes::Any => return,
    };
    for (index, &(_, c)) in line.chars.iter().enumerate() {
        if c == other && line.at(index + 1).is_some_and(is_chinese) {
            let message = format_args!("`{other}`, while the book has {right}");
            found.push(Rule::Quotes, index..index + 1, None, message, format_args!("write {right}"));
        }
    }
}

fn unbalanced(found: &mut Found, next: &str) {
    let line = found.line;
    let mut open: Vec<(usize, char, char)> = Vec::new();
    let mut lone: Vec<(usize, char)> = Vec::new();
    for (index, &(_, c)) in line.chars.iter().enumerate() {
        // All of them are of these blocks; Chinese characters and ASCII are not.
        if !matches!(c, '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}') {
            continue;
        }
        if let Some(&(mark, close)) = PAIRS.iter().find(|(mark, _)| *mark == c) {
            open.push((index, mark, close));
            continue;
        }
        if !PAIRS.iter().any(|(_, close)| *close == c) {
            continue;
        }
        // An apostrophe looks like a closing quote.
        if c == '’' && line.before(index).is_some_and(is_latin) && !open.iter().any(|(_, mark, _)| *mark == '‘') {
            continue;
        }
        // `1）` counts, and so does `a）`.
        let counter = line.chars[..index].iter().rev().take_while(|&&(_, c)| is_latin(c)).count();
        let begins = index.checked_sub(counter + 1).and_then(|at| line.at(at)).is_none_or(|c| !super::is_han(c));
        if c == '）' && (1..=2).contains(&counter) && begins && !open.iter().any(|(_, mark, _)| *mark == '（') {
            continue;
        }
        match open.iter().rposition(|(_, _, close)| *close == c) {
            Some(at) => {
                // What was opened since is left open.
                lone.extend(open.drain(at..).skip(1).map(|(index, mark, _)| (index, mark)));
            }
            None => lone.push((index, c)),
        }
    }
    for (index, mark, _) in open {
        // A quotation of several paragraphs opens each of them and closes the last.
        let goes_on = matches!(mark, '“' | '「') && next.starts_with(mark);
        if !goes_on {
            lone.push((index, mark));
        }
    }
    lone.sort_unstable();
    for (index, mark) in lone {
        let other = PAIRS.iter().find_map(|&(open, close)| match mark {
            mark if mark == open => Some(close),
            mark if mark == close => Some(open),
            _ => None,
        });
        let help = format_args!("add `{}`, or take this one out", other.unwrap_or(mark));
        found.push(
            Rule::UnbalancedPairs,
            index..index + 1,
            None,
            format_args!("`{mark}` without its other half"),
            help,
        );
    }
}
