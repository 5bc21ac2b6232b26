//! The texts, for snippets and for telling a phrase from its scattered pieces.
//! In: pages with their sections' numbers. Out: files of some pages in a row, and the table that tells which file holds a
//! section. Knows no terms.
//!
//! A bundle is a list of pages: `[url, title, part, kind, language, tags, first, room, sections]`, `first` and `room` being
//! the numbers that the page's sections may have, also those of other bundles. A section is `[number - first, id, heading,
//! level, text, code, question]`, a question `[level, least, most]`. What is missing is 0, and what is missing at the end of
//! a list is left out.

use super::posting::SectionNumber;
use super::shard::{Files, NAME};
use super::wire::{write_base64, write_number, write_string};
use super::{Page, Section};
use xxhash_rust::xxh3::xxh3_64;

/// Characters of a bundle's file that borders aim at.
pub const BUNDLE_SIZE: usize = 16_000;

/// More bundles than this get a table of two levels.
const MOST_FIRST: usize = 1_024;

/// First sections in one file of the second level, on average.
const FIRST: u64 = 48;

/// The table as it stands in the manifest.
pub struct Routing {
    pub levels: u8,
    /// Base64 of the steps between the first sections of the files ([`write_number`]).
    pub first: String,
    /// Names, each of [`NAME`] characters, in order.
    pub files: String,
}

pub struct Bundles<'f, 'a> {
    files: &'f mut Files<'a>,
    size: usize,
    text: String,
    first: SectionNumber,
    open_page: bool,
    firsts: Vec<SectionNumber>,
    names: Vec<String>,
}

/// A list under way: knows what is missing at its end.
struct List<'o> {
    out: &'o mut String,
    missing: usize,
    is_first: bool,
}

impl<'o> List<'o> {
    fn open(out: &'o mut String) -> Self {
        out.push('[');
        List { out, missing: 0, is_first: true }
    }

    fn next(&mut self) -> &mut String {
        for _ in 0..std::mem::take(&mut self.missing) {
            self.comma();
            self.out.push('0');
        }
        self.comma();
        self.out
    }

    fn comma(&mut self) {
        if !std::mem::take(&mut self.is_first) {
            self.out.push(',');
        }
    }

    fn text(&mut self, text: &str) {
        if text.is_empty() { self.missing += 1 } else { write_string(text, self.next()) }
    }

    fn number(&mut self, number: u32) {
        if number == 0 { self.missing += 1 } else { self.next().push_str(&number.to_string()) }
    }

    fn close(self) {
        self.out.push(']');
    }
}

impl<'f, 'a> Bundles<'f, 'a> {
    pub fn new(files: &'f mut Files<'a>, size: usize) -> Self {
        Bundles { files, size, text: String::new(), first: 0, open_page: false, firsts: Vec::new(), names: Vec::new() }
    }

    /// Takes the next page: the numbers its sections may have, and its sections in the order of their numbers.
    pub fn push(&mut self, page: &Page, first: SectionNumber, room: u32, sections: &[(SectionNumber, &Section)]) {
        // Between pages a border may come early, since a page cut in two repeats its face.
        self.border(page.url, self.size / 2, self.size as u64 / 2_000);
        for (number, section) in sections {
            if self.open_page {
                let mut key = String::from(page.url);
                key.push_str(section.id);
                self.border(&key, self.size, 3);
            }
            if !self.open_page {
                if self.text.is_empty() {
                    self.first = *number;
                    self.text.push('[');
                } else {
                    self.text.push(',');
                }
                let mut list = List::open(&mut self.text);
                list.text(page.url);
                list.text(page.title);
                list.text(page.part);
                list.text(page.kind);
                list.text(page.language);
                if page.tags.is_empty() {
                    list.number(0);
                } else {
                    let mut tags = List::open(list.next());
                    page.tags.iter().for_each(|tag| tags.text(tag));
                    tags.close();
                }
                // Zero is a number here and must not be left out as missing.
                list.next().push_str(&first.to_string());
                list.next().push_str(&room.to_string());
                list.next().push('[');
                self.open_page = true;
            } else {
                self.text.push(',');
            }
            write_section(number - first, section, &mut self.text);
        }
        self.close_page();
    }

    /// Closes the bundle if it has `least` characters and chance (`key`, one in `odds`) or twice the size wants it.
    fn border(&mut self, key: &str, least: usize, odds: u64) {
        let size = self.text.len();
        if size >= least && (xxh3_64(key.as_bytes()).is_multiple_of(odds.max(1)) || size >= self.size * 2) {
            self.close();
        }
    }

    fn close_page(&mut self) {
        if std::mem::take(&mut self.open_page) {
            self.text.push_str("]]");
        }
    }

    fn close(&mut self) {
        self.close_page();
        if self.text.is_empty() {
            return;
        }
        self.text.push(']');
        self.names.push(self.files.add(&self.text));
        self.firsts.push(self.first);
        self.text.clear();
    }

    /// Writes what is left and gives the table.
    pub fn finish(mut self) -> Routing {
        self.close();
        if self.firsts.len() <= MOST_FIRST {
            return Routing { levels: 1, first: steps(&self.firsts), files: self.names.concat() };
        }
        let (mut firsts, mut names) = (Vec::new(), Vec::new());
        let mut start = 0;
        for at in 1..=self.firsts.len() {
            let cuts = at == self.firsts.len()
                || at - start >= FIRST as usize * 3
                || at - start >= FIRST as usize / 4 && xxh3_64(self.names[at].as_bytes()).is_multiple_of(FIRST * 3 / 4);
            if cuts {
                let data = format!("[\"{}\",\"{}\"]", steps(&self.firsts[start..at]), self.names[start..at].concat());
                names.push(self.files.add(&data));
                firsts.push(self.firsts[start]);
                start = at;
            }
        }
        debug_assert!(names.iter().all(|name| name.len() == NAME));
        Routing { levels: 2, first: steps(&firsts), files: names.concat() }
    }
}

fn steps(numbers: &[SectionNumber]) -> String {
    let mut bytes = Vec::new();
    let mut last = 0;
    for &number in numbers {
        write_number(number - last, &mut bytes);
        last = number;
    }
    let mut text = String::new();
    write_base64(&bytes, &mut text);
    text
}

fn write_section(place: u32, section: &Section, out: &mut String) {
    let mut list = List::open(out);
    list.next().push_str(&place.to_string());
    list.text(section.id);
    list.text(section.heading);
    list.number(section.level.into());
    list.text(section.text.trim_end());
    list.text(section.code.trim_end());
    if let Some(question) = &section.question {
        let mut facets = List::open(list.next());
        facets.text(question.level);
        let (least, most) = question.seconds.unwrap_or_default();
        facets.number(least);
        facets.number(most);
        facets.close();
    }
    list.close();
}
