//! Spaces between Chinese and Latin, and beside full-width marks.
//! Enters: a block. Leaves: findings and counts. Only spaces of one line are looked at, and never those beside quotes, dashes
//! and dots, which Chinese and Latin share.

use super::{Found, Rule, Rules, Spacing, is_han, is_latin, is_text, is_wide_mark};
use crate::markdown::cjk::{is_wide_close, is_wide_open};
use crate::markdown::prose::OBJECT;

/// Signs that belong to the number before them.
fn is_unit_sign(c: char) -> bool {
    matches!(c, '%' | '‰' | '°' | '℃' | '℉' | '′' | '″')
}

/// Whether a space belongs between the two by the rule of spaced books.
fn meets(before: char, after: char) -> bool {
    is_han(before) && is_latin(after) || is_latin(before) && is_han(after)
}

/// How many meetings of Chinese and Latin have a space, and how many have none.
pub fn count(text: &str) -> (usize, usize) {
    let (mut spaced, mut tight) = (0, 0);
    let (mut second_last, mut last) = (OBJECT, OBJECT);
    for here in text.chars() {
        // Nearly every character is of the same kind as the one before it.
        if last == ' ' {
            spaced += usize::from(meets(second_last, here));
        } else if is_latin(last) != is_latin(here) {
            tight += usize::from(meets(last, here));
        }
        (second_last, last) = (last, here);
    }
    (spaced, tight)
}

pub fn check(found: &mut Found, rules: &Rules) {
    if !rules.has(Rule::Spacing) {
        return;
    }
    let line = found.line;
    for index in 1..line.chars.len() {
        let (before, here) = (line.chars[index - 1].1, line.chars[index].1);
        if here == ' ' {
            let spaces = line.chars[index..].iter().take_while(|(_, c)| *c == ' ').count();
            if before == ' ' {
                continue;
            }
            let Some(after) = line.at(index + spaces).filter(|c| is_text(*c)) else { continue };
            if !is_text(before) {
                continue;
            }
            // Beside a mark of Markdown the space may be what makes it one: `**重点。** 后文` on other sites.
            let is_plain = line.block.exact(line.bytes(index - 1..index + spaces + 1)).is_some();
            if !is_plain {
                continue;
            }
            if is_wide_close(before)
                || is_wide_mark(after) && (is_wide_close(after) || is_wide_open(after))
                || is_wide_open(before)
            {
                let mark = if is_wide_mark(before) { before } else { after };
                found.push(
                    Rule::Spacing,
                    index..index + spaces,
                    Some(String::new()),
                    format_args!("a space beside `{mark}`"),
                    "take the space out: the mark has room of its own",
                );
            } else if meets(before, after)
                && (rules.spacing == Spacing::None || rules.spacing == Spacing::Space && spaces > 1)
            {
                let (mend, help) = match rules.spacing {
                    Spacing::None => ("", "take the space out, as elsewhere in the book"),
                    _ => (" ", "write one space"),
                };
                found.push(
                    Rule::Spacing,
                    index..index + spaces,
                    Some(mend.to_owned()),
                    format_args!("space between `{before}` and `{after}`"),
                    help,
                );
            } else if is_latin(before)
                && is_unit_sign(after)
                && line.before(index - 1).is_some_and(|c| c.is_ascii_digit())
            {
                found.push(
                    Rule::Spacing,
                    index..index + spaces,
                    None,
                    format_args!("space between a number and `{after}`"),
                    "take the space out",
                );
            }
        } else if rules.spacing == Spacing::Space && is_latin(before) != is_latin(here) && meets(before, here) {
            found.push(
                Rule::Spacing,
                index - 1..index + 1,
                Some(format!("{before} {here}")),
                format_args!("no space between `{before}` and `{here}`"),
                "write a space between Chinese and Latin, as elsewhere in the book",
            );
        }
    }
}
