//! Lines of `name: value`, as pieces are written.
//! In: the lines. Out: fields in order with their places, and what is no field. Names are the author's: any language.

use super::Fault;
use std::ops::Range;

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field<'a> {
    /// Without white space around it; never empty.
    pub name: &'a str,
    pub value: &'a str,
    /// Bytes of the value; of the whole line if the value is empty.
    pub range: Range<usize>,
}

/// The fields, in order. A colon of either width parts name and value; empty lines and lines that start with `#` say nothing.
pub fn read<'a>(lines: &'a str, faults: &mut Vec<Fault>) -> Vec<Field<'a>> {
    let mut fields = Vec::new();
    for (range, line) in trimmed_lines(lines) {
        match line.split_once([':', '：']) {
            Some((name, value)) if !name.trim().is_empty() => {
                let (name, value) = (name.trim(), value.trim());
                let range = if value.is_empty() { range } else { range.end - value.len()..range.end };
                fields.push(Field { name, value, range });
            }
            _ => faults.push(Fault {
                range,
                message: format!("`{line}` is no `name: value`"),
                help: "write a name, a colon and a value on each line".to_owned(),
            }),
        }
    }
    fields
}

/// Lines that say something, without the white space around them, and their places.
pub fn trimmed_lines(lines: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut at = 0;
    lines.split_inclusive('\n').filter_map(move |whole| {
        let line = whole.trim();
        let start = at + (whole.len() - whole.trim_start().len());
        at += whole.len();
        (!line.is_empty() && !line.starts_with('#')).then_some((start..start + line.len(), line))
    })
}

/// The first field of one of these names.
pub fn get<'f, 'a>(fields: &'f [Field<'a>], names: &[&str]) -> Option<&'f Field<'a>> {
    fields.iter().find(|field| names.iter().any(|name| name.eq_ignore_ascii_case(field.name)))
}

/// The same, told as a fault where it is missing.
pub fn need<'f, 'a>(
    fields: &'f [Field<'a>],
    names: &[&str],
    example: &str,
    faults: &mut Vec<Fault>,
) -> Option<&'f Field<'a>> {
    let found = get(fields, names);
    if found.is_none() {
        faults.push(Fault {
            range: 0..0,
            message: format!("there is no `{}`", names[0]),
            help: format!("add a line such as `{example}`"),
        });
    }
    found
}

/// Tells fields that are none of `names`.
pub fn check_names(fields: &[Field<'_>], names: &[&[&str]], faults: &mut Vec<Fault>) {
    for field in fields {
        if !names.iter().flat_map(|names| names.iter()).any(|name| name.eq_ignore_ascii_case(field.name)) {
            let known: Vec<_> = names.iter().map(|names| format!("`{}`", names[0])).collect();
            faults.push(Fault {
                range: field.range.clone(),
                message: format!("`{}` means nothing here", field.name),
                help: format!("the names are {}", known.join(", ")),
            });
        }
    }
}

/// A number above 0 and below a thousand million, commas at the thousands allowed; a unit may follow.
pub fn number(text: &str) -> Option<f64> {
    let text = text.trim().replace(',', "");
    let end = text.find(|character: char| !character.is_ascii_digit() && character != '.').unwrap_or(text.len());
    let number: f64 = text[..end].parse().ok()?;
    (number > 0.0 && number < 1e9).then_some(number)
}

/// The same, whole.
pub fn whole(text: &str) -> Option<u64> {
    number(text).filter(|number| number.fract() == 0.0).map(|number| number as u64)
}

/// A value that must be read by `read`, told as a fault where it is not.
pub fn value<T>(
    field: Option<&Field<'_>>,
    what: &str,
    read: impl Fn(&str) -> Option<T>,
    faults: &mut Vec<Fault>,
) -> Option<T> {
    let field = field?;
    let read = read(field.value);
    if read.is_none() {
        faults.push(Fault {
            range: field.range.clone(),
            message: format!("`{}` is not {what}", field.value),
            help: format!("`{}` takes {what}", field.name),
        });
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_with_either_colon_and_known_by_their_places() {
        let text = "# 批\nlot: 5,000\n\n  批量：6000 \nno colon\n";
        let mut faults = Vec::new();
        let fields = read(text, &mut faults);
        let read: Vec<_> = fields.iter().map(|field| (field.name, field.value, &text[field.range.clone()])).collect();
        assert_eq!(read, [("lot", "5,000", "5,000"), ("批量", "6000", "6000")]);
        assert_eq!(&text[faults[0].range.clone()], "no colon");
    }

    #[test]
    fn numbers_have_bounds_and_may_have_units() {
        assert_eq!(number("1,250.5 kg"), Some(1250.5));
        assert_eq!(
            ["0", "-1", "1e30", "x", "1.2.3", "2000000000"].map(number),
            [None, None, Some(1.0), None, None, None]
        );
        assert_eq!((whole("6,000 件"), whole("2.5")), (Some(6000), None));
    }
}
