//! Reads typed settings out of TOML values.
//! In: the recovered tree of `book.toml`, each value with its place. Out: values of the types in [`super::schema`], and one
//! diagnostic for each fault. Never stops at the first fault, never touches the disk, knows no key by name.
//!
//! `serde` is not used for this: it gives up at the first wrong value, and an author should see all of them at once.

use super::text::{either, quoted};
use crate::diag::{self, Diagnostic, FileId, Place, Severity, Span, codes};
use std::collections::BTreeMap;
use std::ops::{Deref, Range};
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

/// A TOML value and the bytes it stands on.
pub(super) type Value<'t> = Spanned<DeValue<'t>>;

/// Keys longer than this are no slip of the pen; comparing them with every known key would cost memory for nothing.
const LONGEST_KEY_TO_COMPARE: usize = 64;

/// A table with no near key to offer lists its keys if they are at most so many.
const KEYS_WORTH_LISTING: usize = 8;

/// One key that a table takes.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) key: &'static str,
    /// Older names of the key that mdBook took, or takes still.
    pub(super) aliases: &'static [&'static str],
    /// The keys of the value where it is a table of ours; empty for every other value.
    pub(super) table: &'static [Known],
}

impl Known {
    fn is_named(&self, name: &str) -> bool {
        self.key == name || self.aliases.contains(&name)
    }
}

/// A type that can be read from a value of `book.toml`.
pub(super) trait Setting: Sized {
    /// The keys a table of this type takes.
    const KEYS: &'static [Known] = &[];

    /// The value, or `None` if the default should stand: because the value is at fault, which is then reported, or because it
    /// says nothing (an empty URL).
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self>;
}

/// A setting with its place, for faults that only a later stage can find (a file that does not exist).
/// Reads like the value itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(test, derive(serde::Serialize), serde(transparent))]
pub struct Located<T> {
    pub value: T,
    /// `None` for a default that no text stands for.
    #[cfg_attr(test, serde(skip))]
    pub span: Option<Span>,
}

impl<T> Located<T> {
    /// A value that `book.toml` does not mention.
    pub(super) fn default_of(value: T) -> Self {
        Located { value, span: None }
    }

    /// Where a diagnostic about the value should point: the value, or the file if only the default is at fault.
    pub fn place(&self) -> Place {
        self.span.map_or_else(|| Place::File("book.toml".to_owned()), Place::At)
    }
}

impl<T> Deref for Located<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// What is known while the tree is walked: the way to the value in hand, and the faults so far.
pub(super) struct Reader<'t> {
    file: FileId,
    text: &'t str,
    /// The keys that the file as a whole takes, to say where a misplaced one belongs.
    root: &'static [Known],
    /// The keys that lead to the value in hand.
    path: Vec<String>,
    /// The last of `path`, as it stands in the file.
    key: Range<usize>,
    /// Where the parser found faults, sorted, none touching another: what it recovered there is a guess and must not be judged again.
    damaged: Vec<Range<usize>>,
    diagnostics: Vec<Diagnostic>,
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str, file: FileId, root: &'static [Known], damaged: Vec<Range<usize>>) -> Self {
        let (path, diagnostics) = (Vec::new(), Vec::new());
        Reader { file, text, root, path, key: 0..0, damaged, diagnostics }
    }

    pub(super) fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.diagnostics
    }

    /// How many faults were found so far.
    pub(super) fn n_faults(&self) -> usize {
        self.diagnostics.len()
    }

    pub(super) fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range)
    }

    /// The key whose value is being read, in backticks.
    pub(super) fn key(&self) -> String {
        quoted(self.path.last().map_or("book.toml", String::as_str))
    }

    /// Where that key stands.
    pub(super) fn key_span(&self) -> Span {
        self.span(self.key.clone())
    }

    /// The table that holds the key in hand, to go on with: " in `[output.html]`". Empty at the top.
    pub(super) fn of_table(&self) -> String {
        match self.path.as_slice() {
            [] | [_] => String::new(),
            [tables @ .., _] => format!(" in {}", quoted(&format!("[{}]", tables.join(".")))),
        }
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The value has the wrong type. `expected` names the right one with its article.
    pub(super) fn mismatch(&mut self, value: &Value<'_>, expected: &str) -> &mut Diagnostic {
        let message = format!("{} must be {expected}, not {}", self.key(), described(value.get_ref()));
        let span = self.span(value.span());
        self.diagnostics
            .push(Diagnostic::error(codes::CONFIG_SYNTAX, span, message).label(format!("expected {expected}")));
        self.diagnostics.last_mut().expect("one was pushed just above")
    }

    /// The value is of the right type and cannot be used. An [`Severity::Error`] where it decides what is written or
    /// published; a [`Severity::Warning`] where mdBook takes it and the book can be read without.
    pub(super) fn unusable(&mut self, value: &Value<'_>, severity: Severity, why: &str) -> &mut Diagnostic {
        let message = format!("{} {why}", self.key());
        let span = self.span(value.span());
        let mut diagnostic = Diagnostic::error(codes::CONFIG_VALUE, span, message);
        diagnostic.severity = severity;
        self.diagnostics.push(diagnostic);
        self.diagnostics.last_mut().expect("one was pushed just above")
    }

    /// The text of a string value; any other value is reported.
    pub(super) fn string<'v>(&mut self, value: &'v Value<'_>) -> Option<&'v str> {
        let text = value.get_ref().as_str();
        if text.is_none() {
            let written = self.text.get(value.span()).unwrap_or("");
            let scalar = !matches!(value.get_ref(), DeValue::Array(_) | DeValue::Table(_));
            let help = format!("write it as text: `\"{written}\"`");
            let fault = self.mismatch(value, "a string");
            if scalar && !written.is_empty() {
                fault.help.push(help);
            }
        }
        text
    }

    /// Gives each entry of a table to `read` with the key's own name (an older name is translated); `read` answers whether it
    /// knows the key, and an unknown one is reported. A value that is no table is reported too.
    pub(super) fn table<'v>(
        &mut self,
        value: &'v Value<'_>,
        known: &'static [Known],
        mut read: impl FnMut(&'v str, &'v Value<'_>, &mut Self) -> bool,
    ) -> Option<()> {
        let Some(table) = value.get_ref().as_table() else {
            let name = self.path.join(".");
            let of_tables =
                value.get_ref().as_array().is_some_and(|array| array.iter().any(|item| item.get_ref().is_table()));
            let fault = self.mismatch(value, "a table");
            if of_tables {
                fault.help.push(format!("write `[{name}]`, with one pair of brackets"));
            }
            return None;
        };
        self.entries(table, |key, value, reader| {
            let name: &str = key.get_ref();
            let current = known.iter().find(|known| known.aliases.contains(&name));
            let name = match current {
                Some(current) if table.contains_key(current.key) => {
                    let message = format!("{} is the old name of `{}`, which is set too", quoted(name), current.key);
                    let fault = Diagnostic::warning(codes::CONFIG_VALUE, reader.key_span(), message);
                    reader.report(fault.help(format!("remove {}", quoted(name))));
                    return;
                }
                Some(current) => current.key,
                None => name,
            };
            if !read(name, value, reader) {
                reader.unknown_key(known);
            }
        });
        Some(())
    }

    /// Gives each readable entry of a table to `read`, with the way to it set.
    pub(super) fn entries<'v, 'd>(
        &mut self,
        table: &'v DeTable<'d>,
        mut read: impl FnMut(&'v Spanned<DeString<'d>>, &'v Value<'d>, &mut Self),
    ) {
        for (key, value) in table {
            if self.is_damaged(key.span(), value) {
                continue;
            }
            self.path.push(key.get_ref().clone().into_owned());
            self.key = key.span();
            read(key, value, self);
            self.path.pop();
        }
    }

    /// True if the parser reported a fault in this entry, so that its key or value is not what the author meant.
    fn is_damaged(&self, key: Range<usize>, value: &Value<'_>) -> bool {
        let at = value.span();
        let (table, array) = (value.get_ref().is_table(), value.get_ref().is_array());
        // No value stands before its key but a table, or an array of tables, which stands where its heading does. The parser
        // leaves an empty value at the top of the file where it could read none.
        if at.start < key.end && !table && !array {
            return true;
        }
        // The entries of an inline table are judged one by one.
        let whole = if table && at.start >= key.end { key } else { at.start.min(key.start)..at.end.max(key.end) };
        let next = self.damaged.partition_point(|fault| fault.end < whole.start);
        self.damaged.get(next).is_some_and(|fault| fault.start <= whole.end)
    }

    fn unknown_key(&mut self, known: &'static [Known]) {
        let name = self.path.last().cloned().unwrap_or_default();
        let message = format!("unknown key {}{}", quoted(&name), self.of_table());
        let mut fault = Diagnostic::error(codes::CONFIG_UNKNOWN_KEY, self.key_span(), message);
        if name.chars().count() <= LONGEST_KEY_TO_COMPARE {
            if let Some(near) = diag::nearest(&name, known.iter().map(|known| known.key)) {
                fault.help.push(format!("did you mean `{near}`?"));
            }
            let homes = homes(self.root, &name);
            if !homes.is_empty() && homes.len() <= 3 {
                fault.help.push(format!("{} belongs in {}", quoted(&name), either(&homes)));
            }
        }
        if fault.help.is_empty() {
            if self.path.len() == 1 {
                fault.help.push("settings for a theme of your own go in `[extra]`".to_owned());
            }
            if known.len() <= KEYS_WORTH_LISTING {
                let keys: Vec<String> = known.iter().map(|known| quoted(known.key)).collect();
                fault.help.push(format!("known here: {}", keys.join(", ")));
            } else {
                fault.help.push("`wence config schema` prints every key".to_owned());
            }
        }
        self.report(fault);
    }
}

/// The tables that take a key of this name, each as its heading in backticks.
fn homes(root: &'static [Known], name: &str) -> Vec<String> {
    fn walk(keys: &'static [Known], path: &mut Vec<&'static str>, name: &str, found: &mut Vec<String>) {
        for known in keys {
            if known.is_named(name) && !path.is_empty() {
                found.push(format!("`[{}]`", path.join(".")));
            }
            path.push(known.key);
            walk(known.table, path, name, found);
            path.pop();
        }
    }
    let mut found = Vec::new();
    walk(root, &mut Vec::new(), name, &mut found);
    found
}

/// The type of a value with its article.
pub(super) fn described(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "an integer",
        DeValue::Float(_) => "a decimal number",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "an array",
        DeValue::Table(_) => "a table",
    }
}

/// The whole number of a value. `None` if it is none, or does not fit.
pub(super) fn integer(value: &DeValue<'_>) -> Option<i64> {
    let digits = value.as_integer()?;
    i64::from_str_radix(digits.as_str(), digits.radix()).ok()
}

impl<T: Setting> Setting for Option<T> {
    const KEYS: &'static [Known] = T::KEYS;

    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        T::read(value, reader).map(Some)
    }
}

impl<T: Setting> Setting for Located<T> {
    const KEYS: &'static [Known] = T::KEYS;

    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let span = Some(reader.span(value.span()));
        T::read(value, reader).map(|value| Located { value, span })
    }
}

impl Setting for bool {
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        if let DeValue::Boolean(state) = value.get_ref() {
            return Some(*state);
        }
        let quotes = matches!(value.get_ref().as_str(), Some("true" | "false"));
        let fault = reader.mismatch(value, "`true` or `false`");
        if quotes {
            fault.help.push("leave out the quotes".to_owned());
        }
        None
    }
}

macro_rules! whole_number {
    ($($number:ty),*) => {$(
        impl Setting for $number {
            fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
                if !value.get_ref().is_integer() {
                    reader.mismatch(value, "a whole number");
                    return None;
                }
                let number = integer(value.get_ref()).and_then(|number| <$number>::try_from(number).ok());
                if number.is_none() {
                    reader.unusable(value, Severity::Error, &format!("must be between 0 and {}", <$number>::MAX));
                }
                number
            }
        }
    )*};
}

whole_number!(u8, u16);

impl Setting for String {
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        reader.string(value).map(str::to_owned)
    }
}

/// An item at fault is left out; the others stay.
impl<T: Setting> Setting for Vec<T> {
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let Some(items) = value.get_ref().as_array() else {
            let written = reader.text.get(value.span()).unwrap_or("").to_owned();
            let text = value.get_ref().is_str();
            let fault = reader.mismatch(value, "an array");
            if text {
                fault.help.push(format!("put it in brackets: `[{written}]`"));
            }
            return None;
        };
        Some(items.iter().filter_map(|item| T::read(item, reader)).collect())
    }
}

/// An entry at fault is left out; the others stay.
impl Setting for BTreeMap<String, String> {
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let mut map = BTreeMap::new();
        reader.table(value, &[], |key, value, reader| {
            if let Some(text) = reader.string(value) {
                map.insert(key.to_owned(), text.to_owned());
            }
            true
        })?;
        Some(map)
    }
}

/// Anything at all: for tables that belong to the author. Dates become their text, since templates know no dates.
impl Setting for toml::Table {
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let mut table = toml::Table::new();
        reader.table(value, &[], |key, value, reader| {
            if let Some(value) = free(value, reader) {
                table.insert(key.to_owned(), value);
            }
            true
        })?;
        Some(table)
    }
}

/// Nests no deeper than the parser lets it (80 levels).
fn free(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<toml::Value> {
    Some(match value.get_ref() {
        DeValue::String(text) => toml::Value::String(text.clone().into_owned()),
        DeValue::Boolean(state) => toml::Value::Boolean(*state),
        DeValue::Datetime(date) => toml::Value::String(date.to_string()),
        DeValue::Integer(_) => match integer(value.get_ref()) {
            Some(number) => toml::Value::Integer(number),
            None => {
                reader.unusable(value, Severity::Error, "is a number larger than 64 bits hold");
                return None;
            }
        },
        DeValue::Float(digits) => match digits.as_str().parse() {
            Ok(number) => toml::Value::Float(number),
            Err(_) => {
                reader.mismatch(value, "a number");
                return None;
            }
        },
        DeValue::Array(items) => toml::Value::Array(items.iter().filter_map(|item| free(item, reader)).collect()),
        DeValue::Table(_) => toml::Value::Table(toml::Table::read(value, reader)?),
    })
}

/// Declares a table of `book.toml` once: a type with a field for each key, its defaults, how it is read, and (in tests, where
/// the JSON schema and the reference page are made) its schema. Doc comments are the manual's text.
///
/// A key is written `"key" | "older-name" field: Type = default;`.
macro_rules! table {
    (
        $(#[$table_attribute:meta])*
        $table:ident {
            $(
                $(#[$attribute:meta])*
                $key:literal $(| $alias:literal)* $field:ident : $type:ty = $default:expr;
            )*
        }
    ) => {
        #[derive(Clone, Debug, PartialEq)]
        #[cfg_attr(test, derive(serde::Serialize, schemars::JsonSchema), serde(default, deny_unknown_fields))]
        $(#[$table_attribute])*
        pub struct $table {
            $(
                $(#[$attribute])*
                #[cfg_attr(test, serde(rename = $key))]
                pub $field: $type,
            )*
        }

        impl Default for $table {
            fn default() -> Self {
                $table { $($field: $default,)* }
            }
        }

        impl $crate::config::read::Setting for $table {
            const KEYS: &'static [$crate::config::read::Known] = &[$(
                $crate::config::read::Known {
                    key: $key,
                    aliases: &[$($alias),*],
                    table: <$type as $crate::config::read::Setting>::KEYS,
                },
            )*];

            fn read(
                value: &$crate::config::read::Value<'_>,
                reader: &mut $crate::config::read::Reader<'_>,
            ) -> Option<Self> {
                let mut table = Self::default();
                reader.table(value, Self::KEYS, |key, value, reader| {
                    match key {
                        $(
                            $key => {
                                if let Some(read) = $crate::config::read::Setting::read(value, reader) {
                                    table.$field = read;
                                }
                            }
                        )*
                        _ => return false,
                    }
                    true
                })?;
                Some(table)
            }
        }
    };
}

pub(super) use table;
