//! The order in which people expect names: digits count by their value, `第2章` before `第10章`, and so do Chinese numerals
//! after `第`, `第二章` before `第十章`.
//! Enters: names. Leaves: keys that compare. The order is total: different names have different keys.

use std::cmp::Ordering;

/// What a name is sorted by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NaturalKey {
    parts: Vec<Part>,
    /// Parts fold case and leading zeros away.
    name: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// Decimal digits without leading zeros; as long as the author likes.
    Number(String),
    Text(String),
}

impl Ord for Part {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Part::Number(a), Part::Number(b)) => a.len().cmp(&b.len()).then_with(|| a.cmp(b)),
            (Part::Number(_), Part::Text(_)) => Ordering::Less,
            (Part::Text(_), Part::Number(_)) => Ordering::Greater,
            (Part::Text(a), Part::Text(b)) => a.cmp(b),
        }
    }
}

impl PartialOrd for Part {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl NaturalKey {
    pub fn new(name: &str) -> Self {
        let mut parts: Vec<Part> = Vec::new();
        let mut text = String::new();
        let mut rest = name;
        while let Some(first) = rest.chars().next() {
            let numeral = if text.ends_with('第') { chinese_number(rest) } else { None };
            if let Some((value, length)) =
                digits(rest).or_else(|| numeral.map(|(value, length)| (value.to_string(), length)))
            {
                if !text.is_empty() {
                    parts.push(Part::Text(std::mem::take(&mut text)));
                }
                parts.push(Part::Number(value));
                rest = &rest[length..];
                continue;
            }
            text.extend(first.to_lowercase());
            rest = &rest[first.len_utf8()..];
        }
        if !text.is_empty() {
            parts.push(Part::Text(text));
        }
        NaturalKey { parts, name: name.to_owned() }
    }
}

/// The ASCII or full-width digits at the start of `text`: their value, and their bytes.
fn digits(text: &str) -> Option<(String, usize)> {
    let mut value = String::new();
    let mut length = 0;
    for character in text.chars() {
        let digit = match character {
            '0'..='9' => character,
            '０'..='９' => char::from(b'0' + (character as u32 - '０' as u32) as u8),
            _ => break,
        };
        length += character.len_utf8();
        if !(value.is_empty() && digit == '0') {
            value.push(digit);
        }
    }
    (length > 0).then_some((value, length))
}

/// The Chinese numeral at the start of `text`: its value below ten thousand, and its bytes. Read by place (二〇二六) or by
/// units (二百一十).
fn chinese_number(text: &str) -> Option<(u32, usize)> {
    let digit =
        |character: char| "零一二三四五六七八九".chars().position(|known| known == character).map(|value| value as u32);
    let (mut total, mut pending, mut length) = (0u32, None::<u32>, 0);
    for character in text.chars() {
        let character = match character {
            '〇' => '零',
            '两' => '二',
            other => other,
        };
        if let Some(value) = digit(character) {
            // A digit after a digit is read by place; 零 between units only fills a gap.
            pending = Some(match pending {
                Some(before) if before > 0 => before.checked_mul(10)?.checked_add(value)?,
                _ => value,
            });
        } else {
            let unit = match character {
                '十' => 10,
                '百' => 100,
                '千' => 1000,
                _ => break,
            };
            total = total.checked_add(pending.take().unwrap_or(1).checked_mul(unit)?)?;
        }
        length += character.len_utf8();
    }
    (length > 0).then_some((total.checked_add(pending.unwrap_or(0))?, length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sorted(mut names: Vec<&str>) -> Vec<&str> {
        names.sort_by_cached_key(|name| NaturalKey::new(name));
        names
    }

    #[test]
    fn digits_count_by_value() {
        assert_eq!(sorted(vec!["第10章", "第2章", "第1章"]), ["第1章", "第2章", "第10章"]);
        assert_eq!(sorted(vec!["a10b", "a9b", "A2", "a", "a１０a"]), ["a", "A2", "a9b", "a１０a", "a10b"]);
        assert_eq!(sorted(vec!["99999999999999999999999", "100000000000000000000000", "3"])[0], "3");
        assert_eq!(sorted(vec!["100000000000000000000000", "99999999999999999999999"])[0], "99999999999999999999999");
    }

    #[test]
    fn equal_values_fall_back_to_the_name() {
        assert_eq!(sorted(vec!["1", "01", "001"]), ["001", "01", "1"]);
        assert_eq!(sorted(vec!["b", "B"]), ["B", "b"]);
        assert_eq!(sorted(vec!["0", "00", ""]), ["", "0", "00"]);
    }

    #[test]
    fn chinese_numerals_after_di_count_by_value() {
        let names = [
            "第一章",
            "第二章",
            "第九章",
            "第十章",
            "第十一章",
            "第二十章",
            "第二十一章",
            "第一百零三章",
            "第两百章",
            "第二〇二六章",
        ];
        let mut shuffled: Vec<&str> = names.iter().rev().copied().collect();
        shuffled.swap(0, 4);
        assert_eq!(sorted(shuffled), names);
        assert_eq!(sorted(vec!["第2章", "第三章", "第一章"]), ["第一章", "第2章", "第三章"]);
        // Elsewhere they are words.
        assert_eq!(sorted(vec!["三体", "一般", "十分"]), ["一般", "三体", "十分"]);
    }

    proptest! {
        #[test]
        fn the_order_is_total_and_equal_only_for_equal_names(a in "[a-bA-B0-9第一十]{0,6}", b in "[a-bA-B0-9第一十]{0,6}") {
            let (one, other) = (NaturalKey::new(&a), NaturalKey::new(&b));
            prop_assert_eq!(one.cmp(&other), other.cmp(&one).reverse());
            prop_assert_eq!(one == other, a == b);
        }

        #[test]
        fn no_name_is_too_odd(name in any::<String>()) {
            NaturalKey::new(&name);
        }
    }
}
