//! The record of what each translation was made from: whose original has changed since is out of date.
//! In: the text of `translations.lock`, and the pages of each language with the texts of their originals. Out: which pages are out
//! of date, and the next record. Reads and writes no file, and compares nothing but hashes.
//!
//! Only people know that a translation follows its original. So what is recorded stays until somebody says otherwise, for one
//! page at a time; a page that is new is taken to be made from the original as it stands.

use crate::anchors::key;
use crate::diag::{Diagnostic, FileId, Span, codes};
use crate::model::SitePath;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use xxhash_rust::xxh3::Xxh3;

/// The record's name, beside `book.toml`.
pub const FILE: &str = "translations.lock";

/// Of the format below.
const VERSION: u32 = 1;

/// Hashes of originals by language (BCP 47) and by the translation's source path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    languages: BTreeMap<String, BTreeMap<String, String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    version: u32,
    #[serde(default)]
    pages: BTreeMap<String, BTreeMap<String, String>>,
}

/// One page of a further language whose original is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Translated {
    pub language: String,
    /// Source path of the translation, from the content folder of its language.
    pub path: SitePath,
    /// The same from the book's root, `/` between the parts.
    pub file: String,
    /// Of the original as it stands now: [`hash`].
    pub original: String,
}

/// What a record says of the pages that there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// The pages out of date, by index.
    pub outdated: BTreeSet<usize>,
    /// What the record should say: pages that it lacks are made from their originals as these stand, and those that are gone
    /// are gone from it. What is out of date stays so.
    pub next: Record,
}

/// What of an original's text counts: all of it, front matter and includes as well, but for how its lines end, which differs
/// from one work tree to another. 32 hexadecimal digits.
pub fn hash(text: &str) -> String {
    let mut hasher = Xxh3::new();
    text.split('\r').for_each(|part| hasher.update(part.as_bytes()));
    format!("{:032x}", hasher.digest128())
}

impl Record {
    /// # Errors
    /// `TRANSLATIONS_LOCK`: the text is no record, or one of another version of the program.
    pub fn decode(text: &str, file: FileId) -> Result<Record, Box<Diagnostic>> {
        let help = "bring it back from version control, or remove it and write it anew with `wence check --accept`";
        let wire: Wire = toml::from_str(text).map_err(|error| {
            let span = Span::new(file, error.span().unwrap_or(0..0));
            let message = format!("`{FILE}` cannot be read: {}", error.message().trim_end());
            Box::new(Diagnostic::error(codes::TRANSLATIONS_LOCK, span, message).help(help))
        })?;
        if wire.version != VERSION {
            let message = format!("`{FILE}` has version {}; this program knows {VERSION}", wire.version);
            let fault = Diagnostic::error(codes::TRANSLATIONS_LOCK, Span::new(file, 0..0), message).help(help);
            return Err(Box::new(fault));
        }
        Ok(Record { languages: wire.pages })
    }

    /// TOML with a page a line, so that two people's changes can be joined.
    pub fn encode(&self) -> String {
        let mut out = format!(
            "# The text that each translation was made from, as a hash, by language and page. Kept by `wence check --accept` and\n\
             # `--translated`; commit it.\nversion = {VERSION}\n"
        );
        for (language, pages) in &self.languages {
            out.push_str(&format!("\n[pages.{}]\n", key(language)));
            for (page, original) in pages {
                out.push_str(&format!("{} = {}\n", key(page), toml::Value::from(original.as_str())));
            }
        }
        out
    }

    /// Pages recorded, in all languages.
    pub fn pages(&self) -> usize {
        self.languages.values().map(BTreeMap::len).sum()
    }

    /// Whether the original of this page is another than the one recorded.
    pub fn is_outdated(&self, page: &Translated) -> bool {
        self.get(page).is_some_and(|recorded| recorded != page.original)
    }

    fn get(&self, page: &Translated) -> Option<&str> {
        self.languages.get(&page.language)?.get(page.path.as_str()).map(String::as_str)
    }

    /// Says that this page follows its original as it stands now.
    pub fn set(&mut self, page: &Translated) {
        let language = self.languages.entry(page.language.clone()).or_default();
        language.insert(page.path.as_str().to_owned(), page.original.clone());
    }
}

/// Holds the record against the pages that there are.
pub fn compare(record: &Record, pages: &[Translated]) -> Comparison {
    let mut comparison = Comparison::default();
    for (index, page) in pages.iter().enumerate() {
        match record.get(page) {
            Some(recorded) if recorded != page.original => {
                comparison.outdated.insert(index);
                comparison.next.set(&Translated { original: recorded.to_owned(), ..page.clone() });
            }
            _ => comparison.next.set(page),
        }
    }
    comparison
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Files;

    fn page(path: &str, original: &str) -> Translated {
        let path = SitePath::new(path).expect("a path inside the book");
        let file = format!("content.en/{}", path.as_str());
        Translated { language: "en".to_owned(), path, file, original: hash(original) }
    }

    fn decode(text: &str) -> Result<Record, String> {
        let files = Files::default();
        Record::decode(text, files.insert(FILE, text.into())).map_err(|fault| fault.message)
    }

    #[test]
    fn decoding_what_was_encoded_gives_the_same_record() {
        let mut record = Record::default();
        assert_eq!(decode(&record.encode()), Ok(record.clone()));
        record.set(&page("面试/\"一\".md", "原文"));
        record.set(&Translated { language: "zh-TW".to_owned(), ..page("a.md", "") });
        assert_eq!(decode(&record.encode()), Ok(record));
    }

    #[test]
    fn foreign_text_is_no_record() {
        assert!(decode("version = 2").unwrap_err().contains("has version 2"));
        for text in ["", "version = 1\n[page]", "version = 1\n[pages.en]\n\"a.md\" = 1", "version = 1\n<<<<<<< HEAD"] {
            assert!(decode(text).unwrap_err().contains("cannot be read"), "{text}");
        }
    }

    #[test]
    fn a_translation_is_out_of_date_until_somebody_says_otherwise() {
        let first = compare(&Record::default(), &[page("a.md", "one"), page("b.md", "two")]);
        assert_eq!((first.outdated.len(), first.next.pages()), (0, 2));
        let later = [page("a.md", "one, changed"), page("c.md", "three")];
        let second = compare(&first.next, &later);
        assert_eq!(second.outdated, BTreeSet::from([0]));
        assert_eq!(second.next.pages(), 2, "b.md is gone, c.md is new");
        assert_eq!(compare(&second.next, &later).outdated, BTreeSet::from([0]), "to record is not to translate");
        let mut record = second.next;
        record.set(&later[0]);
        assert!(compare(&record, &later).outdated.is_empty());
    }

    #[test]
    fn how_lines_end_is_no_change() {
        assert_eq!(hash("a\nb\n"), hash("a\r\nb\r\n"));
        assert_ne!(hash("a\nb"), hash("ab"));
        assert_eq!(hash("").len(), 32);
    }
}
