//! Marks that are not as Chinese has them (GB/T 15834-2011): of half width, doubled, or left over from Markdown.
//! Enters: a block. Leaves: findings. Certain is what has one reading: a half-width comma between Chinese characters is one
//! too narrow, while a full stop there may part numbers or names.

use super::{Found, Line, Rule, Rules, is_chinese, is_han, is_latin};
use crate::markdown::cjk::is_wide_open;
use crate::markdown::prose::OBJECT;

pub fn check(found: &mut Found, rules: &Rules) {
    if rules.has(Rule::HalfWidthPunctuation) {
        if found.line.has_any(",;:?!.") {
            half_width(found);
        }
        if found.line.has_any("(") {
            brackets(found);
        }
    }
    if rules.has(Rule::DoubledPunctuation) && found.line.marks_meet() {
        doubled(found);
    }
    if rules.has(Rule::FullWidthLetters) && found.line.has_full_width() {
        full_width_letters(found);
    }
    if rules.has(Rule::LiteralEmphasis) && found.line.has_any("*") {
        literal_emphasis(found);
    }
}

fn wide(mark: char) -> Option<char> {
    Some(match mark {
        ',' => '，',
        ';' => '；',
        ':' => '：',
        '?' => '？',
        '!' => '！',
        _ => return None,
    })
}

fn half_width(found: &mut Found) {
    let line = found.line;
    for (index, &(_, mark)) in line.chars.iter().enumerate() {
        if mark == '.' {
            full_stop(found, index);
            continue;
        }
        let Some(replacement) = wide(mark) else { continue };
        let before = line.before(index);
        // Spaces after the mark: a wide one has room of its own.
        let spaces = line.chars[index + 1..].iter().take_while(|(_, c)| *c == ' ').count();
        let after = line.at(index + 1 + spaces);
        let follows_chinese = before.is_some_and(|c| is_han(c) || is_closing(c));
        let ends = after.is_none_or(|c| c == '\n');
        let precedes_chinese = after.is_some_and(|c| is_han(c) || is_wide_open(c) || matches!(c, '“' | '‘'));
        let leads_into_chinese = precedes_chinese && spaces == 0 && before.is_some_and(|c| is_latin(c) || c == '%');
        if !follows_chinese && !leads_into_chinese {
            continue;
        }
        if mark == ':' && is_code(line, index) {
            continue;
        }
        let is_certain = match mark {
            ':' => ends || precedes_chinese,
            _ => ends || precedes_chinese || after.is_some_and(|c| is_latin(c) || c == OBJECT || wide(c).is_some()),
        };
        let end = index + 1 + if ends { 0 } else { spaces };
        found.push(
            Rule::HalfWidthPunctuation,
            index..end,
            is_certain.then(|| replacement.to_string()),
            format_args!("half-width `{mark}` in Chinese text"),
            format_args!("write `{replacement}`"),
        );
    }
}

/// Marks that a Chinese mark may follow.
fn is_closing(c: char) -> bool {
    matches!(c, '）' | '》' | '〉' | '」' | '』' | '】' | '〕' | '”' | '’')
}

/// `:name:`, `a:b`, `http://`: signs rather than marks.
fn is_code(line: &Line, index: usize) -> bool {
    let rest = line.text(index + 1..line.chars.len());
    if rest.starts_with("//") || rest.starts_with(':') {
        return true;
    }
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+');
    let after = rest.trim_start_matches(is_of_name);
    let start = line.text(0..index);
    let before = start.trim_end_matches(is_of_name);
    after.len() < rest.len() && after.starts_with(':') || before.len() < start.len() && before.ends_with(':')
}

/// A full stop of half width, or several.
fn full_stop(found: &mut Found, index: usize) {
    let line = found.line;
    if line.before(index) == Some('.') {
        return;
    }
    let count = line.chars[index..].iter().take_while(|(_, c)| *c == '.').count();
    let before = line.before(index);
    let after = line.at(index + count);
    let follows_han = before.is_some_and(is_han);
    if count >= 3 {
        if follows_han || before.is_some_and(is_closing) || after.is_some_and(is_han) {
            let mend = (count == 3 || count == 6).then(|| "……".to_owned());
            let message = format_args!("`{}` in Chinese text", ".".repeat(count));
            found.push(Rule::HalfWidthPunctuation, index..index + count, mend, message, "write `……`");
        }
        return;
    }
    if count != 1 || !(follows_han || before.is_some_and(is_closing)) {
        return;
    }
    let ends = after.is_none_or(|c| c == '\n' || is_closing(c));
    if !ends && !after.is_some_and(|c| is_han(c) || c == ' ') {
        return;
    }
    let mend = ends.then(|| "。".to_owned());
    let message = "half-width `.` in Chinese text";
    found.push(Rule::HalfWidthPunctuation, index..index + 1, mend, message, "write `。`");
}

/// Round brackets of half width around Chinese, or right beside it.
fn brackets(found: &mut Found) {
    let line = found.line;
    let mut open: Vec<usize> = Vec::new();
    let mut pairs = Vec::new();
    for (index, &(_, c)) in line.chars.iter().enumerate() {
        match c {
            '(' => open.push(index),
            ')' => pairs.extend(open.pop().map(|start| (start, index))),
            _ => {}
        }
    }
    pairs.sort_unstable();
    for (start, end) in pairs {
        let inside = line.text(start + 1..end);
        let holds_han = inside.chars().any(is_han);
        let touches_han = line.before(start).is_some_and(is_chinese) || line.at(end + 1).is_some_and(is_chinese);
        if !holds_han && !touches_han || is_reference(line, start, end) {
            continue;
        }
        // Chinese on no side: the brackets may belong to a Latin sentence.
        let outside = |c: Option<char>| c.is_none_or(|c| is_chinese(c) || matches!(c, '\n' | ' ' | OBJECT));
        let is_certain = holds_han && outside(line.before(start)) && outside(line.at(end + 1));
        let from = start - usize::from(line.before(start) == Some(' ') && line.at(start.wrapping_sub(2)).is_some());
        let is_spaced_after = line.at(end + 1) == Some(' ') && line.at(end + 2).is_some_and(super::is_text);
        let to = end + 1 + usize::from(is_spaced_after);
        let edits = [(from..start + 1, "（".to_owned()), (end..to, "）".to_owned())];
        found.push_edits(
            Rule::HalfWidthPunctuation,
            start..end + 1,
            if is_certain { &edits } else { &[] },
            "half-width brackets in Chinese text",
            "write `（` and `）`",
        );
    }
}

/// `(EU) 2019/1020`, `(EC) No 1907/2006`: brackets of a Latin name that goes on behind them. Right after a Chinese character
/// they are more likely to explain it, unless a number follows.
fn is_reference(line: &Line, start: usize, end: usize) -> bool {
    let inside = line.text(start + 1..end);
    let goes_on = line.at(end + 2).filter(|c| line.at(end + 1) == Some(' ') && is_latin(*c));
    goes_on.is_some_and(|next| next.is_ascii_digit() || !line.before(start).is_some_and(is_han))
        && inside.is_ascii()
        && inside.starts_with(|c: char| c.is_ascii_alphabetic())
}

fn doubled(found: &mut Found) {
    let line = found.line;
    let is_mark = |c: char| matches!(c, '，' | '。' | '、' | '；' | '：');
    let mut index = 0;
    while index < line.chars.len() {
        let Some(first) = line.at(index).filter(|c| is_mark(*c)) else {
            index += 1;
            continue;
        };
        let count = line.chars[index..].iter().take_while(|(_, c)| is_mark(*c) || matches!(c, '！' | '？')).count();
        let marks = line.text(index..index + count);
        if count > 1 {
            let is_same = marks.chars().all(|c| c == first);
            let (mend, help) = match (is_same, first, count) {
                (true, '。', 2) => (None, "write `。`, or `……` for words left out".to_owned()),
                (true, '。', _) => (Some("……".to_owned()), "write `……`".to_owned()),
                (true, ..) => (Some(first.to_string()), format!("write `{first}` once")),
                _ => (None, "keep the one that is meant".to_owned()),
            };
            let message = format_args!("`{marks}`: marks in a row");
            found.push(Rule::DoubledPunctuation, index..index + count, mend, message, help);
        }
        index += count;
    }
}

fn full_width_letters(found: &mut Found) {
    let line = found.line;
    let half = |c: char| match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => char::from_u32(c as u32 - 0xfee0),
        _ => None,
    };
    let mut index = 0;
    while index < line.chars.len() {
        let count = line.chars[index..].iter().take_while(|&&(_, c)| half(c).is_some()).count();
        if count > 0 {
            let letters: String = line.chars[index..index + count].iter().filter_map(|&(_, c)| half(c)).collect();
            let message = format_args!("full-width `{}`", line.text(index..index + count));
            let help = format!("write `{letters}`");
            found.push(Rule::FullWidthLetters, index..index + count, Some(letters), message, help);
        }
        index += count.max(1);
    }
}

/// `**` that was meant to be strong text and is shown.
fn literal_emphasis(found: &mut Found) {
    let line = found.line;
    let text = &line.block.text;
    for (at, stars) in text.match_indices("**") {
        let before = text[..at].chars().next_back();
        let after = text[at + stars.len()..].chars().next();
        // More than two are a rule or a drawing; alone between spaces they are a power.
        let is_alone = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || c == '*');
        if before == Some('*') || after == Some('*') || is_alone(before) && is_alone(after) {
            continue;
        }
        let index = line.chars.partition_point(|&(place, _)| place < at);
        found.push(
            Rule::LiteralEmphasis,
            index..index + 2,
            None,
            "`**` is shown as it is",
            "put the stars next to the words they enclose, or write `\\*\\*` if they are meant",
        );
    }
}
