//! Which pages are searched, and how much they count.
//! In: the table `[output.html.search.chapter]`, paths to settings, as mdBook has it. Out: an answer for each page. Knows no
//! page: a path that names none is nobody's fault here, since mdBook's books name folders too.

use super::read::{Known, Reader, Setting, Value};
use crate::diag::Severity;
use std::collections::BTreeMap;
use toml::de::DeValue;

/// What is set for one path.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
#[cfg_attr(test, derive(serde::Serialize))]
pub struct Searched {
    /// `None` leaves it to the folder above.
    pub enable: Option<bool>,
    /// Multiplies the scores of the page's results; more than 0, at most 10.
    pub boost: Option<f32>,
}

/// Settings by path from the folder of the pages: a file, or a folder with all that is in it.
#[derive(Clone, Debug, PartialEq, Default)]
#[cfg_attr(test, derive(serde::Serialize), serde(transparent))]
pub struct SearchedChapters(BTreeMap<String, Searched>);

impl SearchedChapters {
    /// What is set for the page at this path, or for the nearest folder above it.
    pub fn of(&self, path: &str) -> Searched {
        let mut found = Searched::default();
        let mut at = Some(path);
        while let Some(path) = at {
            if let Some(set) = self.0.get(path) {
                found.enable = found.enable.or(set.enable);
                found.boost = found.boost.or(set.boost);
            }
            at = path.rfind('/').map(|slash| &path[..slash]);
        }
        found
    }
}

const KEYS: &[Known] =
    &[Known { key: "enable", aliases: &[], table: &[] }, Known { key: "boost", aliases: &[], table: &[] }];

impl Setting for SearchedChapters {
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let mut chapters = BTreeMap::new();
        reader.table(value, &[], |path, value, reader| {
            let mut set = Searched::default();
            reader.table(value, KEYS, |key, value, reader| {
                match key {
                    "enable" => set.enable = bool::read(value, reader),
                    "boost" => set.boost = boost(value, reader),
                    _ => return false,
                }
                true
            });
            let path = path.trim_start_matches("./").trim_matches('/');
            chapters.insert(path.to_owned(), set);
            true
        })?;
        Some(SearchedChapters(chapters))
    }
}

fn boost(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<f32> {
    let number = match value.get_ref() {
        DeValue::Integer(number) => number.as_str().parse::<f32>().ok(),
        DeValue::Float(number) => number.as_str().parse::<f32>().ok(),
        _ => {
            reader.mismatch(value, "a number");
            return None;
        }
    };
    let number = number.filter(|number| *number > 0.0 && *number <= 10.0);
    if number.is_none() {
        reader
            .unusable(value, Severity::Error, "must be more than 0 and at most 10")
            .help
            .push("2 makes a page count twice".to_owned());
    }
    number
}

#[cfg(test)]
mod json {
    use super::super::values::schema;
    use super::SearchedChapters;

    schema!(SearchedChapters, "SearchedChapters", {
        "type": "object",
        "additionalProperties": {
            "type": "object",
            "properties": {
                "enable": { "type": "boolean" },
                "boost": { "type": "number", "exclusiveMinimum": 0, "maximum": 10 }
            },
            "additionalProperties": false
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_goes_by_its_own_entry_then_by_the_folders_above() {
        let set = |enable, boost| Searched { enable, boost };
        let chapters = SearchedChapters(BTreeMap::from([
            ("a".to_owned(), set(Some(false), Some(2.0))),
            ("a/b.md".to_owned(), set(Some(true), None)),
        ]));
        assert_eq!(chapters.of("a/b.md"), set(Some(true), Some(2.0)));
        assert_eq!(chapters.of("a/c/d.md"), set(Some(false), Some(2.0)));
        assert_eq!(chapters.of("ab.md"), Searched::default());
    }
}
