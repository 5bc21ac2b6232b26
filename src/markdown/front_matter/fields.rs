//! What the fields mean.
//! In: a tree. Out: a [`FrontMatter`], and a fault for each field that is unknown, stands twice or has a value of another kind.

use super::FrontMatter;
use super::tree::{Faults, Field, Name, Node, Value};
use crate::diag::{self, Diagnostic, codes};
use crate::model::calendar::{date_from_days, days_from_date};
use serde_json::Value as Json;
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

/// The fields that are known, in the order of the manual.
pub(super) const FIELDS: [&str; 10] =
    ["title", "description", "order", "draft", "aliases", "date", "tags", "toc", "search", "extra"];

pub(super) fn interpret(text: &str, fields: Vec<Field>, faults: &mut Faults) -> FrontMatter {
    let mut front_matter = FrontMatter::default();
    let mut seen: HashMap<Cow<str>, Range<usize>> = HashMap::new();
    for (name, node) in fields {
        if let Some(first) = seen.get(&name.text) {
            let other = (faults.to_span)(first.clone());
            let fault = faults.syntax(name.range, format!("the field `{}` stands twice", name.text));
            *fault = fault.clone().other(other, "first given here");
            continue;
        }
        let mut reader = FieldReader { page: text, name: &name, faults };
        match &*name.text {
            "title" => front_matter.title = reader.text(node).filter(|text| !text.is_empty()),
            "description" => front_matter.description = reader.text(node).filter(|text| !text.is_empty()),
            "order" => front_matter.order = reader.integer(node),
            "draft" => front_matter.draft = reader.boolean(node).unwrap_or(false),
            "aliases" => front_matter.aliases = reader.texts(node),
            "date" => front_matter.date = reader.date(node),
            "tags" => front_matter.tags = reader.texts(node),
            "toc" => front_matter.toc = reader.boolean(node),
            "search" => front_matter.search = reader.boolean(node),
            "extra" => front_matter.extra = reader.map(node),
            unknown => {
                let span = (faults.to_span)(name.range.clone());
                let fault = Diagnostic::error(
                    codes::FRONT_MATTER_UNKNOWN_FIELD,
                    span,
                    format!("`{unknown}` is not a field of the front matter"),
                );
                let help = match diag::nearest(unknown, FIELDS) {
                    Some(near) => format!("did you mean `{near}`? fields of your own go under `extra`"),
                    None => format!("fields of your own go under `extra`; known are {}", known_fields()),
                };
                faults.diagnostics.push(fault.help(help));
            }
        }
        seen.insert(name.text, name.range);
    }
    front_matter
}

fn known_fields() -> String {
    FIELDS.map(|field| format!("`{field}`")).join(", ")
}

/// Whether a YAML scalar without quotes stands for nothing (YAML 1.2.2 §10.3.2).
fn is_null(words: &str) -> bool {
    matches!(words, "" | "~" | "null" | "Null" | "NULL")
}

/// YAML 1.2.2 §10.3.2; the `yes` and `no` of YAML 1.1 are words.
fn boolean_of(words: &str) -> Option<bool> {
    match words {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}

struct FieldReader<'a, 'f, 'd> {
    page: &'a str,
    name: &'a Name<'a>,
    faults: &'f mut Faults<'d>,
}

impl FieldReader<'_, '_, '_> {
    fn wrong(&mut self, range: Range<usize>, expected: &str) {
        let written = self.page.get(range.clone()).unwrap_or("").lines().next().unwrap_or("").trim();
        let mut shown: String = written.chars().take(40).collect();
        if shown.len() < written.len() {
            shown.push('…');
        }
        let name = &self.name.text;
        self.faults.syntax(range, format!("`{name}` must be {expected}, not `{shown}`"));
    }

    fn text(&mut self, node: Node) -> Option<String> {
        match node.value {
            Value::Plain(words) if is_null(&words) => None,
            Value::Plain(words) | Value::Text(words) => Some(words.trim().to_owned()),
            _ => {
                self.wrong(node.range, "text");
                None
            }
        }
    }

    /// A list of texts; one text alone is a list of one.
    fn texts(&mut self, node: Node) -> Vec<String> {
        match node.value {
            Value::List(items) => items.into_iter().filter_map(|item| self.text_of_list(item)).collect(),
            Value::Plain(words) if is_null(&words) => Vec::new(),
            Value::Plain(words) | Value::Text(words) => vec![words.trim().to_owned()],
            _ => {
                self.wrong(node.range, "a list of texts");
                Vec::new()
            }
        }
    }

    fn text_of_list(&mut self, node: Node) -> Option<String> {
        match node.value {
            Value::Plain(words) | Value::Text(words) if !words.trim().is_empty() => Some(words.trim().to_owned()),
            _ => {
                self.wrong(node.range, "a list of texts");
                None
            }
        }
    }

    fn integer(&mut self, node: Node) -> Option<i64> {
        match &node.value {
            Value::Plain(words) if is_null(words) => return None,
            Value::Plain(words) => {
                if let Ok(number) = words.parse() {
                    return Some(number);
                }
            }
            Value::Integer(number) => return Some(*number),
            _ => {}
        }
        self.wrong(node.range, "a whole number");
        None
    }

    fn boolean(&mut self, node: Node) -> Option<bool> {
        match &node.value {
            Value::Plain(words) if is_null(words) => return None,
            Value::Plain(words) => {
                if let Some(value) = boolean_of(words) {
                    return Some(value);
                }
            }
            Value::Boolean(value) => return Some(*value),
            _ => {}
        }
        self.wrong(node.range, "`true` or `false`");
        None
    }

    fn date(&mut self, node: Node) -> Option<String> {
        match &node.value {
            Value::Plain(words) if is_null(words) => return None,
            Value::Plain(words) | Value::Text(words) => {
                if let Some(day) = day_of(words.trim()) {
                    return Some(day.to_owned());
                }
            }
            Value::Date(moment, true) => {
                if let Some(day) = day_of(moment) {
                    return Some(day.to_owned());
                }
            }
            _ => {}
        }
        self.wrong(node.range, "a day such as `2026-03-01`");
        None
    }

    fn map(&mut self, node: Node) -> serde_json::Map<String, Json> {
        match node.value {
            Value::Map(fields) => self.json_fields(fields),
            Value::Plain(words) if is_null(&words) => Default::default(),
            _ => {
                self.wrong(node.range, "a map of fields");
                Default::default()
            }
        }
    }

    fn json_fields(&mut self, fields: Vec<Field>) -> serde_json::Map<String, Json> {
        let mut map = serde_json::Map::new();
        for (name, node) in fields {
            if map.contains_key(&*name.text) {
                self.faults.syntax(name.range, format!("the field `{}` stands twice", name.text));
                continue;
            }
            let value = self.json(node);
            map.insert(name.text.into_owned(), value);
        }
        map
    }

    fn json(&mut self, node: Node) -> Json {
        match node.value {
            Value::Plain(words) => json_of_plain(&words),
            Value::Text(words) => Json::String(words.into_owned()),
            Value::Boolean(value) => Json::Bool(value),
            Value::Integer(number) => number.into(),
            Value::Float(number) => number.into(),
            Value::Date(moment, _) => Json::String(moment),
            Value::List(items) => items.into_iter().map(|item| self.json(item)).collect(),
            Value::Map(fields) => Json::Object(self.json_fields(fields)),
        }
    }
}

/// A YAML scalar without quotes by the core schema (YAML 1.2.2 §10.3.2). Numbers that JSON cannot hold stay text.
fn json_of_plain(words: &str) -> Json {
    if is_null(words) {
        return Json::Null;
    }
    if let Some(value) = boolean_of(words) {
        return Json::Bool(value);
    }
    let digits = words.trim_start_matches(['-', '+']);
    if words.len() - digits.len() <= 1 && digits.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
        if let Ok(number) = words.parse::<i64>() {
            return number.into();
        }
        let radix =
            [("0x", 16), ("0o", 8)].into_iter().find_map(|(prefix, radix)| Some((words.strip_prefix(prefix)?, radix)));
        if let Some((digits, radix)) = radix
            && !digits.starts_with('+')
            && let Ok(number) = i64::from_str_radix(digits, radix)
        {
            return number.into();
        }
        let is_float = digits.bytes().any(|byte| byte.is_ascii_digit())
            && digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-'));
        if is_float
            && let Ok(number) = words.parse::<f64>()
            && number.is_finite()
        {
            return number.into();
        }
    }
    Json::String(words.to_owned())
}

/// The day at the start of `words`, which may go on with a time; `None` where there is no such day in the calendar.
pub(super) fn day_of(words: &str) -> Option<&str> {
    let (day, rest) = words.split_at_checked(10)?;
    let is_time = |rest: &str| {
        rest.starts_with(['T', 't', ' '])
            && rest[1..].bytes().all(|byte| byte.is_ascii_digit() || b":.+-Zz ".contains(&byte))
    };
    if !rest.is_empty() && !is_time(rest) {
        return None;
    }
    let bytes = day.as_bytes();
    let shape = bytes.iter().enumerate().all(|(at, byte)| match at {
        4 | 7 => *byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    if !shape {
        return None;
    }
    let number = |range: Range<usize>| day[range].parse::<i64>().ok();
    let date = (number(0..4)?, number(5..7)?, number(8..10)?);
    // A day that the calendar does not have comes back as another.
    (date_from_days(days_from_date(date.0, date.1, date.2)) == date).then_some(day)
}
