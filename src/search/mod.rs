//! The index of the client-side search.
//! In: pages as plain texts ([`Page`]). Out: script files for a folder of their own; [`build`] gives the whole, [`Reader`]
//! reads it back. Knows no Markdown, no HTML, no disk and no clock: equal pages give equal bytes, however many threads work.
//!
//! The browser's side is the theme's `js/search/`. Both follow one rule for what is equal ([`mod@normalise`]) and what is a term
//! ([`token`]).
//!
//! | file | what it holds |
//! | --- | --- |
//! | `index.js` | the manifest: routing tables, settings; in a small book everything |
//! | shards ([`shard`]) | terms in order, each with its sections ([`posting`]) and their weights |
//! | bundles ([`bundle`]) | texts of some pages in a row |
//! | readings, variants, words ([`pinyin`], [`mod@normalise`]) | tables for queries that find nothing as they are |
//!
//! All but the manifest are named by their contents. The unit of search is the section: what stands under one heading.
//! Sections are numbered in reading order with room to spare ([`Numbers`]), so that a heading more or less on one page leaves
//! the numbers of the others, and so most files, as they were.

pub mod bundle;
pub mod normalise;
pub mod pinyin;
pub mod posting;
pub mod proof;
pub mod read;
pub mod shard;
#[cfg(test)]
mod tests;
pub mod token;
pub mod wire;

pub use read::Reader;

use bundle::{BUNDLE_SIZE, Bundles};
use normalise::{normalise, pairs, simplify};
use pinyin::Aliases;
use posting::{Chunk, Document, END_OF_SECTIONS, Field, Posting, SectionNumber};
use rayon::prelude::*;
use shard::{Files, SHARD_SIZE, Shards};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use wire::{TermList, VERSION, call, write_string};

/// One page. Words that are missing are empty.
#[derive(Clone, Debug, Default)]
pub struct Page<'a> {
    /// Path of the written file from the site's root, as a browser is to ask for it.
    pub url: &'a str,
    pub title: &'a str,
    /// The part of the book, for filters.
    pub part: &'a str,
    /// What sort of page it is, for filters; free of meaning here.
    pub kind: &'a str,
    /// BCP 47 tag where it is not the book's.
    pub language: &'a str,
    pub tags: Vec<&'a str>,
    /// Multiplies the scores of its sections. Not negative.
    pub boost: Option<f32>,
    /// In the order of the page.
    pub sections: Vec<Section<'a>>,
}

/// What stands under one heading, up to the next.
#[derive(Clone, Debug, Default)]
pub struct Section<'a> {
    /// Anchor of the heading; empty before the first heading.
    pub id: &'a str,
    /// Words of the heading.
    pub heading: &'a str,
    /// Level of the heading, 1 to 6; 0 before the first.
    pub level: u8,
    /// What a reader sees, blocks ending with line breaks.
    pub text: &'a str,
    /// The same for blocks of code.
    pub code: &'a str,
    pub question: Option<Question<'a>>,
}

/// What the index knows of a question whose stem is the section's heading.
#[derive(Clone, Debug, Default)]
pub struct Question<'a> {
    /// Name of its level, as readers see it.
    pub level: &'a str,
    /// Suggested time in seconds, the least and the most.
    pub seconds: Option<(u32, u32)>,
    /// Names of category, phase, traits: found like the words of a heading above.
    pub facets: Vec<&'a str>,
}

/// Pages that are handed over some at a time: the texts of a large book do not fit into memory together.
pub trait Pages: Sync {
    fn count(&self) -> usize;

    /// About how many bytes of text a page has. The index does not depend on it.
    fn bytes(&self, page: usize) -> usize;

    /// Hands over the pages of a range, in order: the same ones however often it is asked.
    fn read(&self, range: Range<usize>, take: &mut dyn FnMut(&[Page<'_>]));
}

impl Pages for [Page<'_>] {
    fn count(&self) -> usize {
        self.len()
    }

    fn bytes(&self, page: usize) -> usize {
        text_bytes(&self[page])
    }

    fn read(&self, range: Range<usize>, take: &mut dyn FnMut(&[Page<'_>])) {
        take(&self[range]);
    }
}

/// What holds for the whole index.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// BCP 47 tag of the book.
    pub language: String,
    /// Words of one meaning, group by group, in any spelling.
    pub synonyms: Vec<Vec<String>>,
}

/// Where the index is cut.
#[derive(Clone, Copy, Debug)]
struct Sizes {
    /// Bytes of text up to which everything lies in the manifest.
    single_file: usize,
    shard: usize,
    bundle: usize,
    /// Bytes of text in one chunk of work, the least and the most: chunks are joined term by term, so that a large book wants
    /// fewer of them, and each is in memory as a whole.
    chunk: [usize; 2],
}

/// The single file of a book of 60 KB has about as many bytes as a first query fetches otherwise.
const SIZES: Sizes = Sizes { single_file: 60_000, shard: SHARD_SIZE, bundle: BUNDLE_SIZE, chunk: [1 << 20, 4 << 20] };

/// Most words in the table for misspelt beginnings, about 10 KB.
const MOST_WORDS: usize = 3_000;

/// The numbers of a page's sections.
///
/// A page has room for the next multiple of four, and its sections are placed by the hash of their anchors: a new heading
/// leaves most others where they were, until the room is used up. More room would make all lists longer.
struct Numbers {
    first: SectionNumber,
    room: u32,
    /// Place of each section that is indexed, and its index on the page; sorted by place.
    places: Vec<(u32, u32)>,
}

impl Numbers {
    fn of(page: &Page, first: SectionNumber) -> Self {
        let shown: Vec<usize> = (0..page.sections.len()).filter(|&at| !is_empty(&page.sections[at])).collect();
        if shown.is_empty() {
            return Numbers { first, room: 0, places: Vec::new() };
        }
        let room = shown.len().next_multiple_of(4) as u32;
        let mut taken = vec![None; room as usize];
        for at in shown {
            let mut place = (xxhash_rust::xxh3::xxh3_64(page.sections[at].id.as_bytes()) % u64::from(room)) as usize;
            while taken[place].is_some() {
                place = (place + 1) % room as usize;
            }
            taken[place] = Some(at as u32);
        }
        let places = taken.iter().enumerate().filter_map(|(place, at)| Some((place as u32, (*at)?))).collect();
        Numbers { first, room, places }
    }
}

/// A section that shows nothing to find.
fn is_empty(section: &Section) -> bool {
    section.heading.is_empty() && section.text.trim().is_empty() && section.code.trim().is_empty()
}

/// What is made of the texts of some pages in a row.
struct Read {
    numbers: Vec<Numbers>,
    chunk: Chunk,
    /// Bytes of text.
    bytes: usize,
    /// What can be found by sound, each once.
    names: Vec<String>,
    /// Of the pages that have one, by the place in `numbers`.
    boosts: Vec<(usize, f32)>,
}

impl Read {
    /// Numbers the sections from `first` on.
    fn of(pages: &(impl Pages + ?Sized), range: Range<usize>, first: SectionNumber) -> Read {
        let mut read = None;
        pages.read(range, &mut |pages| {
            let mut numbers: Vec<Numbers> = Vec::with_capacity(pages.len());
            let mut next = first;
            for page in pages {
                let mut of_page = Numbers::of(page, next);
                // Sixteen million sections are more than a browser could rank.
                if next + of_page.room > END_OF_SECTIONS {
                    of_page = Numbers { first: next, room: 0, places: Vec::new() };
                }
                next += of_page.room;
                numbers.push(of_page);
            }
            let boosts = pages.iter().enumerate().filter_map(|(at, page)| page.boost.map(|boost| (at, boost)));
            read = Some(Read {
                chunk: chunk(pages, &numbers),
                bytes: pages.iter().map(text_bytes).sum(),
                names: names(pages),
                boosts: boosts.collect(),
                numbers,
            });
        });
        read.expect("pages are handed over once")
    }

    /// The number after those of its sections.
    fn end(&self) -> SectionNumber {
        self.numbers.last().map_or(0, |last| last.first + last.room)
    }

    /// Gives its sections, numbered from 0, numbers from `by` on.
    fn shift(&mut self, by: SectionNumber) {
        self.numbers.iter_mut().for_each(|numbers| numbers.first += by);
        self.chunk.shift(by);
    }
}

/// Builds the index and hands each file over: its name without folder, and its bytes. The manifest comes last.
pub fn build_into(pages: &(impl Pages + ?Sized), settings: &Settings, put: &mut dyn FnMut(String, Vec<u8>)) {
    build_sized(pages, settings, SIZES, put);
}

fn build_sized(pages: &(impl Pages + ?Sized), settings: &Settings, sizes: Sizes, put: &mut dyn FnMut(String, Vec<u8>)) {
    let ranges = ranges(pages, sizes.chunk);
    let of_range = |range: &Range<usize>| Read::of(pages, range.clone(), 0);
    let mut read: Vec<Read> = match ranges.len() {
        0..=1 => ranges.iter().map(of_range).collect(),
        _ => ranges.par_iter().map(of_range).collect(),
    };
    let mut next: SectionNumber = 0;
    for (range, read) in ranges.iter().zip(&mut read) {
        match next.checked_add(read.end()).filter(|end| *end <= END_OF_SECTIONS) {
            Some(_) if next == 0 => {}
            Some(_) => read.shift(next),
            // Not all of them have a number.
            None => *read = Read::of(pages, range.clone(), next),
        }
        next = read.end();
    }
    let is_small = read.iter().map(|read| read.bytes).sum::<usize>() <= sizes.single_file;
    let names: BTreeSet<String> = read.iter_mut().flat_map(|read| std::mem::take(&mut read.names)).collect();
    let boosts = boosts(&read);
    let (numbers, chunks): (Vec<Vec<Numbers>>, Vec<Chunk>) =
        read.into_iter().map(|read| (read.numbers, read.chunk)).unzip();

    let mut inline = String::new();
    let mut collect = |name: String, bytes: Vec<u8>| {
        if is_small {
            inline.push_str(std::str::from_utf8(&bytes).expect("files are text"));
        } else {
            put(name + ".js", bytes);
        }
    };
    let mut files = Files::new(&mut collect);
    let cut = |size| if is_small { usize::MAX / 4 } else { size };

    let mut aliases = Aliases::default();
    names.iter().for_each(|name| aliases.add(&normalise(name)));
    drop(names);
    let names = aliases.terms();
    // The first characters of terms: all that the texts have, in order.
    let mut used = Vec::new();
    let mut words = Vocabulary::default();
    let mut shards = Shards::new(&mut files, cut(sizes.shard), next);
    let mut pending = names.iter().peekable();
    posting::merge(&chunks, |term, postings| {
        while let Some((alias, count)) = pending.next_if(|(alias, _)| alias.as_str() < term) {
            shards.push_alias(alias, *count);
        }
        let first = term.chars().next().unwrap_or_default();
        if first > '\u{2e00}' && used.last() != Some(&first) {
            used.push(first);
        }
        words.add(term, postings);
        shards.push(term, postings);
    });
    for (alias, count) in pending {
        shards.push_alias(alias, *count);
    }
    let in_texts: BTreeSet<char> = chunks.into_iter().flat_map(|chunk| chunk.variants).collect();
    let terms = shards.finish();

    let mut bundles = Bundles::new(&mut files, cut(sizes.bundle));
    for (range, numbers) in ranges.into_iter().zip(&numbers) {
        pages.read(range, &mut |pages| {
            for (page, numbers) in pages.iter().zip(numbers) {
                let places = numbers.places.iter();
                let sections: Vec<_> =
                    places.map(|&(place, at)| (numbers.first + place, &page.sections[at as usize])).collect();
                bundles.push(page, numbers.first, numbers.room, &sections);
            }
        });
    }
    let texts = bundles.finish();

    // Characters of the texts that have another form stand in the manifest: telling a phrase needs them. The others only
    // serve queries in the form that the book does not use.
    let folds: String = pairs()
        .filter(|(from, to)| used.binary_search(to).is_ok() && !in_texts.contains(from))
        .flat_map(|(from, to)| [from, to])
        .collect();
    let text_folds: String = in_texts.iter().flat_map(|&from| [from, simplify(from)]).collect();

    let mut manifest = String::from("{");
    let mut field = |name: &str, value: &dyn Fn(&mut String)| {
        if manifest.len() > 1 {
            manifest.push(',');
        }
        write_string(name, &mut manifest);
        manifest.push(':');
        value(&mut manifest);
    };
    let string = |text: String| move |out: &mut String| write_string(&text, out);
    field("version", &|out| out.push_str(&VERSION.to_string()));
    field("language", &|out| write_string(&settings.language, out));
    let n_sections: usize = numbers.iter().flatten().map(|numbers| numbers.places.len()).sum();
    field("sections", &|out| out.push_str(&n_sections.to_string()));
    field("pages", &|out| out.push_str(&pages.count().to_string()));
    field("terms", &|out| {
        out.push_str(&format!("[{},", terms.levels));
        write_string(&terms.terms, out);
        out.push_str(&format!(",\"{}\"]", terms.files));
    });
    field("texts", &|out| out.push_str(&format!("[{},\"{}\",\"{}\"]", texts.levels, texts.first, texts.files)));
    field("textFolds", &string(text_folds));
    for (name, table) in [("folds", folds), ("readings", aliases.table()), ("words", words.finish())] {
        let has_any = !table.is_empty() && (name != "readings" || !names.is_empty());
        let file = if has_any {
            let mut data = String::new();
            write_string(&table, &mut data);
            files.add(&data)
        } else {
            String::new()
        };
        field(name, &string(file));
    }
    let synonyms = synonyms(&settings.synonyms);
    if !synonyms.is_empty() {
        field("synonyms", &|out| {
            out.push('[');
            for (number, group) in synonyms.iter().enumerate() {
                out.push_str(if number > 0 { ",[" } else { "[" });
                for (number, word) in group.iter().enumerate() {
                    if number > 0 {
                        out.push(',');
                    }
                    write_string(word, out);
                }
                out.push(']');
            }
            out.push(']');
        });
    }
    if !boosts.is_empty() {
        field("boosts", &string(boosts));
    }
    manifest.push('}');
    drop(files);
    let mut text = call("index", &manifest);
    text.push_str(&inline);
    put("index.js".into(), text.into_bytes());
}

/// Builds the index: names without folder, and bytes; the manifest comes last.
pub fn build(pages: &[Page<'_>], settings: &Settings) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    build_into(pages, settings, &mut |name, bytes| files.push((name, bytes)));
    files
}

fn text_bytes(page: &Page) -> usize {
    page.sections.iter().map(|section| section.heading.len() + section.text.len() + section.code.len()).sum()
}

/// Ranges of pages that are each a chunk of work.
fn ranges(pages: &(impl Pages + ?Sized), [least, most]: [usize; 2]) -> Vec<Range<usize>> {
    /// Into about so many chunks a book is cut whose chunks are neither the least nor the largest.
    const CHUNKS: usize = 64;
    let whole: usize = (0..pages.count()).map(|page| pages.bytes(page)).sum();
    let size = (whole / CHUNKS).clamp(least, most);
    let mut ranges = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for at in 0..pages.count() {
        if bytes >= size {
            ranges.push(start..at);
            (start, bytes) = (at, 0);
        }
        bytes += pages.bytes(at);
    }
    ranges.push(start..pages.count());
    ranges
}

/// The postings of some pages in a row.
fn chunk(pages: &[Page], numbers: &[Numbers]) -> Chunk {
    let mut documents = Vec::new();
    for (page, numbers) in pages.iter().zip(numbers) {
        let above = headings_above(page);
        for &(place, at) in &numbers.places {
            let section = &page.sections[at as usize];
            let mut fields = Vec::with_capacity(8);
            if section.heading != page.title {
                fields.push((Field::Title, page.title));
            }
            fields.push((Field::Heading, section.heading));
            fields.extend(above[at as usize].iter().map(|&heading| (Field::Trail, heading)));
            if section.level <= 1 {
                fields.extend(page.tags.iter().map(|&tag| (Field::Trail, tag)));
            }
            for facet in section.question.iter().flat_map(|question| &question.facets) {
                fields.push((Field::Trail, *facet));
            }
            fields.push((Field::Body, section.text));
            fields.push((Field::Code, section.code));
            documents.push(Document { number: numbers.first + place, fields });
        }
    }
    posting::index(&documents)
}

/// For each section the headings it stands under, without the page's title, which is a field of its own.
fn headings_above<'a>(page: &Page<'a>) -> Vec<Vec<&'a str>> {
    let mut open: Vec<(u8, &str)> = Vec::new();
    let mut above = Vec::with_capacity(page.sections.len());
    for section in &page.sections {
        while open.last().is_some_and(|&(level, _)| level >= section.level) {
            open.pop();
        }
        above.push(open.iter().map(|&(_, heading)| heading).filter(|&heading| heading != page.title).collect());
        open.push((section.level, section.heading));
    }
    above
}

/// The names on these pages that can be found by sound, each once.
fn names(pages: &[Page<'_>]) -> Vec<String> {
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for page in pages {
        names.insert(page.title);
        names.extend(&page.tags);
        for section in &page.sections {
            names.insert(section.heading);
            names.extend(section.question.iter().flat_map(|question| &question.facets));
        }
    }
    names.into_iter().filter(|name| !name.is_ascii()).map(str::to_owned).collect()
}

/// Words that a misspelt beginning may have meant: those of headings first, then the frequent ones.
#[derive(Default)]
struct Vocabulary {
    words: Vec<(u32, String)>,
}

impl Vocabulary {
    fn add(&mut self, term: &str, postings: &[Posting]) {
        let is_word = term.len() >= 4
            && term.len() <= 20
            && term.as_bytes()[0].is_ascii_lowercase()
            && term.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        if !is_word {
            return;
        }
        let in_names = postings.iter().any(|posting| {
            let weight = posting.weight();
            weight.heading > 0 || weight.title
        });
        if in_names || postings.len() > 2 {
            self.words.push((postings.len() as u32 + if in_names { 1 << 20 } else { 0 }, term.to_owned()));
        }
    }

    /// A [`TermList`].
    fn finish(mut self) -> String {
        self.words.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        self.words.truncate(MOST_WORDS);
        let words: BTreeSet<String> = self.words.into_iter().map(|(_, word)| word).collect();
        let mut list = TermList::default();
        words.iter().for_each(|word| list.push(word));
        list.text
    }
}

/// Normalised, without groups of fewer than two.
fn synonyms(groups: &[Vec<String>]) -> Vec<Vec<String>> {
    let groups = groups.iter().map(|group| {
        let mut words: Vec<String> = Vec::new();
        for word in group.iter().map(|word| normalise(word.trim())) {
            if !word.is_empty() && !words.contains(&word) {
                words.push(word);
            }
        }
        words
    });
    groups.filter(|group| group.len() > 1).collect()
}

/// `first,room,boost;…` of the pages that have a boost, in order.
fn boosts(read: &[Read]) -> String {
    let mut ranges: BTreeMap<SectionNumber, String> = BTreeMap::new();
    for read in read {
        for &(at, boost) in &read.boosts {
            let numbers = &read.numbers[at];
            if boost.is_finite() && boost >= 0.0 && numbers.room > 0 {
                ranges.insert(numbers.first, format!("{},{},{boost}", numbers.first, numbers.room));
            }
        }
    }
    ranges.into_values().collect::<Vec<_>>().join(";")
}
