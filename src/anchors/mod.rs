//! The ledger of published places: what a reader once linked to should go on leading somewhere.
//! In: the text of `anchors.lock` and the site as it is now. Out: where old ids lead today, what has vanished, and the next
//! ledger's text. Reads and writes no file.
//!
//! A heading without an id of its own gets one from its words, so that mending a word breaks every link to it from outside.
//! The ledger remembers the ids of each page in their order; ids that are gone are matched with new ones that stand between
//! the same neighbours. Start at [`compare`].

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::diag::{Diagnostic, FileId, Place, Span, codes};
use crate::model::{Page, Site, SitePath};
use serde::Deserialize;

/// The ledger's name, beside `book.toml`.
pub const FILE: &str = "anchors.lock";

/// Of the format below.
const VERSION: u32 = 1;

/// Ids by page. Pages go by their path in the site, such as `guide/index.html`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// The folder of the site that the paths below are from, with `/` at the end; empty for the whole site.
    folder: String,
    pages: BTreeMap<String, Record>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    /// Of headings, in the order of the page.
    ids: Vec<String>,
    /// Former ids, and the present ones that they lead to.
    #[serde(default)]
    moved: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    version: u32,
    #[serde(default)]
    pages: BTreeMap<String, Record>,
}

/// Old ids and where they lead, by the page's path in the site.
pub type Moved = BTreeMap<String, BTreeMap<String, String>>;

/// What the site has made of the places in a ledger.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// Ids of former headings that lead to present ones of the same page.
    pub moved: Moved,
    /// A warning for each place that is gone.
    pub vanished: Vec<Diagnostic>,
    /// What the ledger should say once the vanished places are let go.
    pub next: Ledger,
}

impl Ledger {
    /// Places recorded, pages not counted.
    pub fn places(&self) -> usize {
        self.pages.values().map(|record| record.ids.len() + record.moved.len()).sum()
    }

    /// What is said of a folder of the site, by path from it. `folder` ends with `/`.
    pub fn below(&self, folder: &str) -> Ledger {
        let below = self.pages.iter().filter_map(|(page, record)| {
            let page = page.strip_prefix(folder)?;
            Some((page.to_owned(), record.clone()))
        });
        Ledger { folder: folder.to_owned(), pages: below.collect() }
    }

    /// What is said of the site but for these folders.
    pub fn outside(&self, folders: &[String]) -> Ledger {
        let mut rest = self.clone();
        rest.pages.retain(|page, _| !folders.iter().any(|folder| page.starts_with(folder)));
        rest
    }

    /// Adds what is said of a folder of the site.
    pub fn add(&mut self, below: &Ledger) {
        let pages = below.pages.iter().map(|(page, record)| (format!("{}{page}", below.folder), record.clone()));
        self.pages.extend(pages);
    }

    /// # Errors
    /// `ANCHORS_LOCK`: the text is no ledger, or one of another version of the program.
    pub fn decode(text: &str, file: FileId) -> Result<Ledger, Box<Diagnostic>> {
        let help = "bring it back from version control, or remove it and write it anew with `wence check --accept`";
        let wire: Wire = toml::from_str(text).map_err(|error| {
            let span = Span::new(file, error.span().unwrap_or(0..0));
            let message = format!("`{FILE}` cannot be read: {}", error.message().trim_end());
            Box::new(Diagnostic::error(codes::ANCHORS_LOCK, span, message).help(help))
        })?;
        if wire.version != VERSION {
            let message = format!("`{FILE}` has version {}; this program knows {VERSION}", wire.version);
            let fault = Diagnostic::error(codes::ANCHORS_LOCK, Span::new(file, 0..0), message).help(help);
            return Err(Box::new(fault));
        }
        Ok(Ledger { folder: String::new(), pages: wire.pages })
    }

    /// TOML with an id a line, so that two people's changes can be joined.
    pub fn encode(&self) -> String {
        let quoted = |text: &str| toml::Value::from(text).to_string();
        let mut out = format!(
            "# The headings that readers may have linked to, by page. Kept by `wence check --accept`; commit it.\nversion = {VERSION}\n"
        );
        for (page, record) in &self.pages {
            out.push_str(&format!("\n[pages.{}]\nids = [\n", key(page)));
            for id in &record.ids {
                out.push_str(&format!("    {},\n", quoted(id)));
            }
            out.push_str("]\n");
            if !record.moved.is_empty() {
                out.push_str(&format!("[pages.{}.moved]\n", key(page)));
                for (old, new) in &record.moved {
                    out.push_str(&format!("{} = {}\n", key(old), quoted(new)));
                }
            }
        }
        out
    }
}

/// A quoted key of TOML: a basic string, on one line whatever it holds.
pub(crate) fn key(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            _ if character.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(character))),
            _ => out.push(character),
        }
    }
    out.push('"');
    out
}

/// Holds the ledger against the site. `content_folder` is as messages name files, from the book's root.
pub fn compare(ledger: &Ledger, site: &Site, content_folder: &str) -> Comparison {
    let mut comparison = Comparison::default();
    let pages: HashMap<&str, &Page> =
        site.editions.iter().flat_map(|edition| &edition.pages).map(|page| (page.url.as_str(), &**page)).collect();
    for (url, record) in &ledger.pages {
        let Some(page) = pages.get(url.as_str()) else {
            // A redirect leads on to whatever took the page's place.
            let is_redirected = SitePath::new(url).is_some_and(|path| site.redirects.contains_key(&path));
            if !is_redirected {
                comparison.vanished.push(page_gone(&format!("{}{url}", ledger.folder)));
            }
            continue;
        };
        let matched = rename(record, page);
        for id in matched.vanished {
            comparison.vanished.push(id_gone(&id, page, content_folder));
        }
        if !matched.moved.is_empty() {
            comparison.moved.insert(url.clone(), matched.moved);
        }
    }
    comparison.next.folder.clone_from(&ledger.folder);
    // What stands in for a translation has the ids of another language, which nobody will miss once it is translated.
    let own = site.editions.iter().flat_map(|edition| edition.pages.iter().map(|page| (&edition.language, page)));
    let borrowed: BTreeSet<&str> =
        own.filter(|(language, page)| **language != page.language).map(|(_, page)| page.url.as_str()).collect();
    for (url, page) in pages.into_iter().filter(|(url, _)| !borrowed.contains(url)) {
        let ids: Vec<String> = page.parsed.face.headings.iter().map(|heading| heading.id.clone()).collect();
        let moved = comparison.moved.get(url).cloned().unwrap_or_default();
        if !ids.is_empty() && !page.parsed.face.front_matter.draft {
            comparison.next.pages.insert(url.to_owned(), Record { ids, moved });
        }
    }
    comparison
}

struct Matched {
    moved: BTreeMap<String, String>,
    /// In the order of the record.
    vanished: Vec<String>,
}

/// Finds what became of the ids of one page.
fn rename(record: &Record, page: &Page) -> Matched {
    let face = &page.parsed.face;
    let position: HashMap<&str, usize> =
        face.headings.iter().enumerate().map(|(at, heading)| (heading.id.as_str(), at)).collect();
    let known: BTreeSet<&str> = record.ids.iter().map(String::as_str).collect();
    let mut matched = Matched { moved: BTreeMap::new(), vanished: Vec::new() };
    // Runs of ids that are gone, each between two that are still there or the page's ends.
    let mut at = 0;
    while at < record.ids.len() {
        if face.has_id(&record.ids[at]) {
            at += 1;
            continue;
        }
        let end = record.ids[at..].iter().position(|id| face.has_id(id)).map_or(record.ids.len(), |more| at + more);
        let gone = &record.ids[at..end];
        let before = at.checked_sub(1).map(|before| position.get(record.ids[before].as_str()).map(|found| found + 1));
        let after = record.ids.get(end).map(|after| position.get(after.as_str()).copied());
        // `None` inside: the neighbour lives on as an id of raw HTML, which says nothing of the order.
        let range = match (before.unwrap_or(Some(0)), after.unwrap_or(Some(face.headings.len()))) {
            (Some(from), Some(to)) if from <= to => from..to,
            _ => 0..0,
        };
        let fresh: Vec<&str> =
            face.headings[range].iter().map(|heading| heading.id.as_str()).filter(|id| !known.contains(id)).collect();
        // As many as before, in the same place: the same headings under other words. With any other number it would be a
        // guess, and so it would be with nothing left of a page of several headings.
        let is_anchored = gone.len() < record.ids.len() || gone.len() == 1;
        if fresh.len() == gone.len() && is_anchored {
            matched.moved.extend(gone.iter().cloned().zip(fresh.into_iter().map(str::to_owned)));
        } else {
            matched.vanished.extend_from_slice(gone);
        }
        at = end;
    }
    for (old, new) in &record.moved {
        // A heading may take its former words back, or be renamed once more.
        if face.has_id(old) {
            continue;
        }
        if face.has_id(new) {
            matched.moved.insert(old.clone(), new.clone());
        } else if let Some(newer) = matched.moved.get(new).cloned() {
            matched.moved.insert(old.clone(), newer);
        } else {
            matched.vanished.push(old.clone());
        }
    }
    matched
}

fn page_gone(url: &str) -> Diagnostic {
    let message = format!("the published page `{url}` is gone");
    Diagnostic::warning(codes::PAGE_VANISHED, Place::File(FILE.to_owned()), message)
        .help("name it as one of the `aliases` of the page that replaces it, or in `[output.html.redirect]`")
        .help("or let it go: `wence check --accept`")
}

fn id_gone(id: &str, page: &Page, content_folder: &str) -> Diagnostic {
    let path = page.parsed.path.as_str();
    let place = match content_folder {
        "" | "." => path.to_owned(),
        folder => format!("{folder}/{path}"),
    };
    let message = format!("`#{id}` was published on this page and is gone");
    Diagnostic::warning(codes::ANCHOR_VANISHED, Place::File(place), message)
        .help(format!("give the heading that replaces it that id: `## … {{#{id}}}`"))
        .help("or let it go: `wence check --accept`")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Files;

    fn ledger() -> Ledger {
        let record = Record {
            ids: vec!["安装".to_owned(), "a\"b\\".to_owned()],
            moved: BTreeMap::from([("旧 id".to_owned(), "安装".to_owned())]),
        };
        Ledger {
            folder: String::new(),
            pages: BTreeMap::from([("面试/\"一\".html".to_owned(), record), ("b.html".to_owned(), Record::default())]),
        }
    }

    fn decode(text: &str) -> Result<Ledger, String> {
        let files = Files::default();
        Ledger::decode(text, files.insert(FILE, text.into())).map_err(|fault| fault.message)
    }

    #[test]
    fn decoding_what_was_encoded_gives_the_same_ledger() {
        for ledger in [ledger(), Ledger::default()] {
            assert_eq!(decode(&ledger.encode()), Ok(ledger));
        }
    }

    #[test]
    fn foreign_text_is_no_ledger() {
        assert!(decode("version = 2").unwrap_err().contains("has version 2"));
        for text in ["", "version = 1\n[page]", "version = 1\n[pages.a]\nids = [1]", "version = 1\n<<<<<<< HEAD"] {
            assert!(decode(text).unwrap_err().contains("cannot be read"), "{text}");
        }
    }
}
