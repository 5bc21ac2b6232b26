//! YAML as people write it: a plain `key: value` a line, a short list, a map one level deep.
//! In: the lines between the fences. Out: the same tree as [`super::yaml`] gives, at a fraction of its cost, or `None` where a
//! line's meaning is not beyond doubt.

use super::block::lines_of;
use super::tree::{Field, Name, Node, Value};

/// Reads `content` where every line is of a form whose meaning is beyond doubt; `None` where one is not. `base` is the byte
/// of the page where `content` starts.
pub(super) fn read_plain_yaml(content: &str, base: usize) -> Option<Vec<Field<'_>>> {
    let mut fields: Vec<Field> = Vec::new();
    // A key without a value may get one from the lines below it: their indentation and what they have been so far.
    let mut open: Option<usize> = None;
    let mut indentation = None;
    for (start, line) in lines_of(content, 0) {
        let line = line.trim_end_matches(' ');
        let indent = line.len() - line.trim_start_matches(' ').len();
        let words = &line[indent..];
        if words.is_empty() || words.starts_with('#') {
            if !words.chars().all(is_plain_character) {
                return None;
            }
            continue;
        }
        let at = base + start + indent;
        if let Some(item) = words.strip_prefix("- ") {
            let field = fields.get_mut(open?)?;
            if *indentation.get_or_insert(indent) != indent {
                return None;
            }
            let spaces = item.len() - item.trim_start_matches(' ').len();
            let node = plain_value(&item[spaces..], at + 2 + spaces)?;
            if matches!(node.value, Value::List(_)) {
                return None;
            }
            match &mut field.1.value {
                Value::Plain(_) => field.1 = Node { range: node.range.clone(), value: Value::List(vec![node]) },
                Value::List(items) => {
                    field.1.range.end = node.range.end;
                    items.push(node);
                }
                _ => return None,
            }
            continue;
        }
        let (key, rest) = words.split_once(':')?;
        let is_key = key.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && key.len() <= 64
            && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        if !is_key || !(rest.is_empty() || rest.starts_with(' ')) {
            return None;
        }
        let name = Name { text: key.into(), range: at..at + key.len() };
        let spaces = rest.len() - rest.trim_start_matches(' ').len();
        let node = match &rest[spaces..] {
            "" => Node { value: Value::Plain("".into()), range: name.range.clone() },
            words => plain_value(words, at + key.len() + 1 + spaces)?,
        };
        let is_empty = matches!(&node.value, Value::Plain(words) if words.is_empty());
        if indent == 0 {
            open = is_empty.then_some(fields.len());
            indentation = None;
            fields.push((name, node));
            continue;
        }
        let field = fields.get_mut(open?)?;
        if *indentation.get_or_insert(indent) != indent {
            return None;
        }
        match &mut field.1.value {
            Value::Plain(_) => {
                field.1 = Node { range: node.range.clone(), value: Value::Map(vec![(name, node)]) };
            }
            Value::Map(inner) => {
                field.1.range.end = node.range.end;
                inner.push((name, node));
            }
            _ => return None,
        }
    }
    Some(fields)
}

/// Not a tab, a control character, a byte order mark or a line break of Unicode's, which YAML gives meanings of their own.
fn is_plain_character(character: char) -> bool {
    !character.is_control() && !matches!(character, '\u{feff}' | '\u{fffe}' | '\u{ffff}' | '\u{2028}' | '\u{2029}')
}

/// A scalar or a one-line list; `words` is trimmed and not empty.
fn plain_value(words: &str, at: usize) -> Option<Node<'_>> {
    let range = at..at + words.len();
    let Some(inner) = words.strip_prefix('[') else { return plain_scalar(words, at, false) };
    let inner = inner.strip_suffix(']')?;
    let mut items = Vec::new();
    if !inner.trim_matches(' ').is_empty() {
        let mut from = at + 1;
        for item in inner.split(',') {
            let trimmed = item.trim_start_matches(' ');
            let start = from + item.len() - trimmed.len();
            items.push(plain_scalar(trimmed.trim_end_matches(' '), start, true)?);
            from += item.len() + 1;
        }
    }
    Some(Node { value: Value::List(items), range })
}

/// A scalar on one line; `in_list` is the stricter rule of a list in brackets.
fn plain_scalar(words: &str, at: usize, in_list: bool) -> Option<Node<'_>> {
    let range = at..at + words.len();
    let mut characters = words.chars();
    let first = characters.next()?;
    if !words.chars().all(is_plain_character) || (in_list && words.contains(['[', ']', '{', '}', ':', '#'])) {
        return None;
    }
    if matches!(first, '"' | '\'') {
        let inner = words[1..].strip_suffix(first)?;
        // An escape, or a quote that ends the scalar early.
        if inner.contains(['\\', first]) {
            return None;
        }
        return Some(Node { value: Value::Text(inner.into()), range });
    }
    let starts_plain = first.is_alphanumeric()
        || first == '_'
        || (!first.is_ascii() && !first.is_whitespace())
        || (first == '-' && characters.next().is_some_and(|second| second.is_ascii_digit()));
    if !starts_plain || words.contains(": ") || words.contains(" #") || words.ends_with(':') {
        return None;
    }
    Some(Node { value: Value::Plain(words.into()), range })
}
