//! TOML.
//! In: the lines between the fences. Out: a tree, with what of it could be read where there are faults.

use super::tree::{Faults, Field, Name, Node, Value};
use std::ops::Range;

pub(super) fn read_toml<'t>(content: &'t str, base: usize, faults: &mut Faults) -> Vec<Field<'t>> {
    let (table, errors) = toml::de::DeTable::parse_recoverable(content);
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        let start = span.start.min(content.len());
        let words = error.message().lines().next().unwrap_or("").to_owned();
        faults.syntax(
            base + start..base + span.end.clamp(start, content.len()),
            format!("the front matter is not TOML: {words}"),
        );
    }
    toml_fields(table.into_inner(), base)
}

fn toml_fields(table: toml::de::DeTable<'_>, base: usize) -> Vec<Field<'_>> {
    let shift = |span: Range<usize>| base + span.start..base + span.end.max(span.start);
    table
        .into_iter()
        .map(|(key, value)| {
            let name = Name { range: shift(key.span()), text: key.into_inner() };
            (name, toml_node(value, base))
        })
        .collect()
}

fn toml_node(value: toml::Spanned<toml::de::DeValue<'_>>, base: usize) -> Node<'_> {
    use toml::de::DeValue;
    let span = value.span();
    let range = base + span.start..base + span.end.max(span.start);
    let value = match value.into_inner() {
        DeValue::String(text) => Value::Text(text),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Value::Integer(number),
            Err(_) => Value::Text(number.as_str().to_owned().into()),
        },
        DeValue::Float(number) => Value::Float(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(value) => Value::Boolean(value),
        DeValue::Datetime(moment) => Value::Date(moment.to_string(), moment.date.is_some()),
        DeValue::Array(items) => Value::List(items.into_iter().map(|item| toml_node(item, base)).collect()),
        DeValue::Table(table) => Value::Map(toml_fields(table, base)),
    };
    Node { value, range }
}
