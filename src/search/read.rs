//! Reads an index back, to prove what it finds without a browser.
//! In: the files of [`super::build`]. Out: sections that hold all terms of a query, before any ranking and without the
//! fallbacks. The browser finds at least these.

use super::normalise::normalise;
use super::pinyin::ALIAS;
use super::posting::read_list;
use super::shard::{LONGEST_LIST, TAIL};
use super::token::{Unit, units};
use super::wire::{BitReader, read_base64, read_terms};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

/// All terms of an index with their sections' numbers, and where each section lies.
pub struct Reader {
    /// Each list sorted.
    terms: BTreeMap<String, Vec<u32>>,
    sections: BTreeMap<u32, (String, String)>,
}

impl Reader {
    /// `None` where a file is not as [`super::build`] writes it.
    pub fn open<'a>(files: impl IntoIterator<Item = &'a [u8]>) -> Option<Reader> {
        let mut reader = Reader { terms: BTreeMap::new(), sections: BTreeMap::new() };
        for file in files {
            for line in std::str::from_utf8(file).ok()?.lines() {
                let (_, data) = line.strip_prefix("wence.searchData(\"")?.split_once("\",")?;
                let data = data.strip_suffix(");")?;
                // The manifest is an object and the small tables are strings; shards and bundles are lists.
                match serde_json::from_str::<serde_json::Value>(data) {
                    Ok(serde_json::Value::Array(values)) => reader.add(&values)?,
                    _ => continue,
                }
            }
        }
        for sections in reader.terms.values_mut() {
            sections.sort_unstable();
        }
        Some(reader)
    }

    fn add(&mut self, values: &[serde_json::Value]) -> Option<()> {
        if values.iter().all(|value| value.is_string()) {
            let (terms, postings) = (values.first()?.as_str()?, values.get(1)?.as_str()?);
            // Tables of the second level look alike; their names are no shard's postings, so reading ends early.
            if let Some(read) = read_shard(terms, postings) {
                for (term, sections) in read {
                    let term = term.split(TAIL).next().unwrap_or_default().to_owned();
                    self.terms.entry(term).or_default().extend(sections);
                }
            }
            return Some(());
        }
        for page in values {
            let page = page.as_array()?;
            let url = page.first()?.as_str()?;
            let first = u32::try_from(page.get(6)?.as_u64()?).ok()?;
            for section in page.get(8)?.as_array()? {
                let place = u32::try_from(section.get(0)?.as_u64()?).ok()?;
                let id = section.get(1).and_then(|id| id.as_str()).unwrap_or_default();
                self.sections.insert(first.checked_add(place)?, (url.to_owned(), id.to_owned()));
            }
        }
        Some(())
    }

    /// The sections that hold every term of `query`, the last word as a beginning; each as url and anchor. A query without
    /// terms finds none.
    pub fn find(&self, query: &str) -> Vec<(&str, &str)> {
        let mut found: Option<BTreeSet<u32>> = None;
        wants(query, &mut |want| match want {
            Want::Term(term) => narrow(&mut found, self.exact(term)),
            Want::Beginning(start) => narrow(&mut found, self.range(start)),
        });
        let sections = found.unwrap_or_default();
        let place = |number| self.sections.get(&number).map(|(url, id)| (url.as_str(), id.as_str()));
        sections.into_iter().filter_map(place).collect()
    }

    /// Whether [`Self::find`] would give a section of this number. Takes time by the query's length, not by the index's.
    pub fn finds(&self, query: &str, section: u32) -> bool {
        let holds = |sections: &Vec<u32>| sections.binary_search(&section).is_ok();
        let (mut asks, mut is_found) = (false, true);
        wants(query, &mut |want| {
            asks = true;
            is_found = is_found
                && match want {
                    Want::Term(term) => self.terms.get(term).is_some_and(holds),
                    Want::Beginning(start) => self.beginning(start).any(holds),
                };
        });
        asks && is_found
    }

    /// Numbers of all sections, each with its url and anchor.
    pub fn sections(&self) -> impl Iterator<Item = (u32, (&str, &str))> {
        self.sections.iter().map(|(number, (url, id))| (*number, (url.as_str(), id.as_str())))
    }

    fn exact(&self, term: &str) -> BTreeSet<u32> {
        self.terms.get(term).into_iter().flatten().copied().collect()
    }

    fn range(&self, start: &str) -> BTreeSet<u32> {
        self.beginning(start).flatten().copied().collect()
    }

    /// The sections of each term that begins so.
    fn beginning<'r>(&'r self, start: &'r str) -> impl Iterator<Item = &'r Vec<u32>> {
        let from = self.terms.range::<str, _>((Bound::Included(start), Bound::Unbounded));
        from.take_while(move |(term, _)| term.starts_with(start)).map(|(_, sections)| sections)
    }
}

/// What a section must hold to be found.
enum Want<'q> {
    Term(&'q str),
    /// Some term that begins so.
    Beginning(&'q str),
}

/// All that a query asks for, one after another.
fn wants(query: &str, put: &mut dyn FnMut(Want<'_>)) {
    let units = units(&normalise(query));
    for (number, unit) in units.iter().enumerate() {
        match unit {
            Unit::Word(word) if number + 1 == units.len() => put(Want::Beginning(word)),
            Unit::Word(word) => put(Want::Term(word)),
            Unit::Wide(run) if run.chars().nth(1).is_none() => put(Want::Beginning(run)),
            Unit::Wide(run) => {
                let starts = run.char_indices().map(|(at, _)| at);
                let ends = run.char_indices().map(|(at, c)| at + c.len_utf8()).skip(1);
                starts.zip(ends).for_each(|(start, end)| put(Want::Term(&run[start..end])));
            }
        }
    }
}

fn narrow(found: &mut Option<BTreeSet<u32>>, sections: BTreeSet<u32>) {
    *found = Some(match found.take() {
        Some(before) => before.intersection(&sections).copied().collect(),
        None => sections,
    });
}

/// The terms of a shard and their sections.
pub(super) fn read_shard(terms: &str, postings: &str) -> Option<Vec<(String, Vec<u32>)>> {
    let bytes = read_base64(postings)?;
    let mut bits = BitReader::new(&bytes);
    let room = bits.bits(5)?;
    let mut read = Vec::new();
    for term in read_terms(terms) {
        let code = bits.golomb(0)?;
        let count = if code < 2 { 1 - code } else { code } as usize;
        if term.starts_with(ALIAS) {
            continue;
        }
        if count == LONGEST_LIST && bits.bits(1)? == 1 {
            bits.golomb(10)?;
        }
        let base = term.split_once(TAIL).map_or(Some(0), |(_, base)| u32::from_str_radix(base, 16).ok())?;
        let list = read_list(count, base, room, &mut bits)?;
        read.push((term, list.into_iter().map(|posting| posting.section()).collect()));
    }
    Some(read)
}
