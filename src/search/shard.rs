//! The ordered dictionary cut into files.
//! In: terms in order with their postings. Out: shards, and the routing table that tells which shard holds a term.
//! Must never cut by position: a border depends on the term that follows it, so that an edit moves only the borders near it.
//!
//! A shard is `["terms","postings"]`: a [`TermList`], and base64 of bits: five with the binary logarithm of what all section
//! numbers lie below, then for each term its count and its list ([`write_list`]). Counts are exponential Golomb codes of order
//! 0 with 0 and 1 exchanged, since most terms stand in one section. A count of [`LONGEST_LIST`] is followed by one bit: whether
//! there is a tail, and then the count of the whole in a code of order 10. An alias ([`super::pinyin`]) has a count and no
//! list.
//!
//! A list longer than [`LONGEST_LIST`] keeps its best sections under its term; the rest follows in the same order under
//! terms of their own, the term with [`TAIL`] and the first section's number, so that a browser asks for them only when the
//! best do not suffice, and only for the stretch of sections it needs.

use super::posting::{Posting, SectionNumber, write_list};
use super::wire::{BitWriter, TermList, call, write_base64, write_string};
use std::collections::HashMap;
use xxhash_rust::xxh3::xxh3_64;

/// Characters of a shard's file that borders aim at.
pub const SHARD_SIZE: usize = 4_500;

/// Most postings that stand under a term itself.
pub const LONGEST_LIST: usize = 1_024;

/// Most postings of one tail.
const LONGEST_TAIL: usize = 2_048;

/// Parts the term and the number of a tail; sorts before every character of a term.
pub const TAIL: char = '\u{1}';

/// More shards than this get a routing table of two levels.
const MOST_FIRST_TERMS: usize = 512;

/// First terms in one file of the second level, on average.
const FIRST_TERMS: u64 = 32;

/// Takes finished files. Names are letters and digits without folder and ending.
pub struct Files<'a> {
    put: &'a mut dyn FnMut(String, Vec<u8>),
    /// Hash of what stands under a name.
    taken: HashMap<String, u64>,
}

/// Length of a file's name.
pub const NAME: usize = 6;

impl<'a> Files<'a> {
    pub fn new(put: &'a mut dyn FnMut(String, Vec<u8>)) -> Self {
        Files { put, taken: HashMap::new() }
    }

    /// Writes `data`, JavaScript, under a name made from it, so that a browser never mixes files of two builds, and a file
    /// that did not change keeps its name. Lower case, since some disks take no notice of case.
    pub fn add(&mut self, data: &str) -> String {
        let whole = xxh3_64(data.as_bytes());
        let mut hash = whole;
        let name = loop {
            let mut name = String::new();
            let mut rest = hash;
            for _ in 0..NAME {
                name.push(char::from(b"0123456789abcdefghijklmnopqrstuvwxyz"[(rest % 36) as usize]));
                rest /= 36;
            }
            match self.taken.get(&name) {
                Some(&known) if known == whole => return name,
                // Two texts of one name: some dozen thousand files make it likely once in a while.
                Some(_) => hash = xxh3_64(&hash.to_le_bytes()),
                None => break name,
            }
        };
        self.taken.insert(name.clone(), whole);
        let text = call(&name, data);
        (self.put)(name.clone(), text.into_bytes());
        name
    }
}

/// A routing table as it stands in the manifest.
pub struct Routing {
    /// One for the files themselves, two if `files` are tables.
    pub levels: u8,
    /// A term for each file, above all terms of the file before and not above the file's first.
    pub terms: String,
    /// Names, each of [`NAME`] characters, in order.
    pub files: String,
}

/// Writes shards.
pub struct Shards<'f, 'a> {
    files: &'f mut Files<'a>,
    size: usize,
    room: u32,
    list: TermList,
    postings: BitWriter,
    key: String,
    /// The last term of the file before.
    last: String,
    keys: Vec<String>,
    names: Vec<String>,
}

impl<'f, 'a> Shards<'f, 'a> {
    /// `size` is [`SHARD_SIZE`], or more where there is to be one shard only; sections lie below `end`.
    pub fn new(files: &'f mut Files<'a>, size: usize, end: SectionNumber) -> Self {
        Shards {
            files,
            size,
            // A power of two changes seldom, and a change rewrites every file.
            room: u32::BITS - end.leading_zeros(),
            list: TermList::default(),
            postings: BitWriter::default(),
            key: String::new(),
            last: String::new(),
            keys: Vec::new(),
            names: Vec::new(),
        }
    }

    /// Takes an alias in place of the next term, and how many names hold it.
    pub fn push_alias(&mut self, alias: &str, count: u32) {
        self.head(alias);
        self.count(count);
    }

    /// Takes the next term.
    pub fn push(&mut self, term: &str, list: &[Posting]) {
        if list.len() <= LONGEST_LIST {
            self.entry(term, list, 0, None);
            return;
        }
        let mut ranks: Vec<(u32, u32)> =
            list.iter().enumerate().map(|(at, posting)| (posting.weight().rank(), u32::MAX - at as u32)).collect();
        // The earlier of two equals goes first.
        ranks.select_nth_unstable_by(LONGEST_LIST - 1, |a, b| b.cmp(a));
        let border = ranks[LONGEST_LIST - 1];
        let (mut best, mut rest) = (Vec::new(), Vec::new());
        for (at, &posting) in list.iter().enumerate() {
            let is_best = (posting.weight().rank(), u32::MAX - at as u32) >= border;
            if is_best { best.push(posting) } else { rest.push(posting) }
        }
        self.entry(term, &best, 0, Some(list.len() as u32));
        // Cut by section number, not by count, so that one posting more moves no later border.
        let span = rest.last().map_or(0, |last| last.section()) / (rest.len() / LONGEST_TAIL + 1) as u32 + 1;
        let span = span.next_power_of_two();
        for tail in rest.chunk_by(|a, b| a.section() / span == b.section() / span) {
            let base = tail[0].section() / span * span;
            self.entry(&format!("{term}{TAIL}{base:07x}"), tail, base, None);
        }
    }

    fn entry(&mut self, term: &str, list: &[Posting], base: SectionNumber, total: Option<u32>) {
        self.head(term);
        self.count(list.len() as u32);
        if list.len() == LONGEST_LIST {
            self.postings.bits(total.is_some().into(), 1);
            if let Some(total) = total {
                self.postings.golomb(total, 10);
            }
        }
        write_list(list, base, self.room, &mut self.postings);
    }

    fn count(&mut self, count: u32) {
        self.postings.golomb(if count < 2 { 1 - count } else { count }, 0);
    }

    /// Lists the term, in a new file if a border falls before it.
    fn head(&mut self, term: &str) {
        let size = self.list.len() + self.postings.len() * 4 / 3;
        // Half of the wanted size is left to chance: with some ten characters a term, one term in `size / 20` cuts.
        let chance = || xxh3_64(term.as_bytes()).is_multiple_of(self.size as u64 / 20);
        if size >= self.size / 2 && chance() || size >= self.size * 3 / 2 {
            self.close();
        }
        if self.list.len() == 0 {
            self.key = separator(&self.last, term);
            self.postings.bits(self.room.into(), 5);
        }
        self.list.push(term);
    }

    fn close(&mut self) {
        if self.list.len() == 0 {
            return;
        }
        let mut data = String::from("[");
        let list = std::mem::take(&mut self.list);
        write_string(&list.text, &mut data);
        self.last = list.last;
        data.push_str(",\"");
        write_base64(&std::mem::take(&mut self.postings).finish(), &mut data);
        data.push_str("\"]");
        self.keys.push(std::mem::take(&mut self.key));
        self.names.push(self.files.add(&data));
    }

    /// Writes what is left and gives the routing table.
    pub fn finish(mut self) -> Routing {
        self.close();
        if self.keys.len() <= MOST_FIRST_TERMS {
            let (terms, files) = table(&self.keys, &self.names);
            return Routing { levels: 1, terms, files };
        }
        let (mut keys, mut names) = (Vec::new(), Vec::new());
        let mut start = 0;
        for at in 1..=self.keys.len() {
            let cuts = at == self.keys.len()
                || at - start >= FIRST_TERMS as usize * 3
                || at - start >= FIRST_TERMS as usize / 4
                    && xxh3_64(self.keys[at].as_bytes()).is_multiple_of(FIRST_TERMS * 3 / 4);
            if cuts {
                let (terms, files) = table(&self.keys[start..at], &self.names[start..at]);
                let mut data = String::from("[");
                write_string(&terms, &mut data);
                data.push(',');
                write_string(&files, &mut data);
                data.push(']');
                names.push(self.files.add(&data));
                keys.push(self.keys[start].clone());
                start = at;
            }
        }
        let (terms, files) = table(&keys, &names);
        Routing { levels: 2, terms, files }
    }
}

fn table(keys: &[String], names: &[String]) -> (String, String) {
    let mut list = TermList::default();
    keys.iter().for_each(|key| list.push(key));
    (list.text, names.concat())
}

/// The shortest start of `first` that sorts after `last`.
fn separator(last: &str, first: &str) -> String {
    let same = last.chars().zip(first.chars()).take_while(|(a, b)| a == b).count();
    first.chars().take(same + 1).collect()
}

#[cfg(test)]
mod tests {
    use super::super::posting::Weight;
    use super::super::wire::read_terms;
    use super::*;

    fn shards(terms: &[(String, Vec<Posting>)]) -> (Routing, HashMap<String, String>) {
        let mut written = HashMap::new();
        let mut put = |name: String, bytes: Vec<u8>| {
            let text = String::from_utf8(bytes).expect("scripts are text");
            assert!(written.insert(name, text).is_none());
        };
        let mut files = Files::new(&mut put);
        let mut shards = Shards::new(&mut files, SHARD_SIZE, 1 << 20);
        terms.iter().for_each(|(term, postings)| shards.push(term, postings));
        let routing = shards.finish();
        (routing, written)
    }

    fn postings(sections: &[u32]) -> Vec<Posting> {
        sections.iter().map(|&section| Posting::new(section, Weight { body: 2, ..Weight::default() })).collect()
    }

    fn many(count: u32) -> Vec<(String, Vec<Posting>)> {
        let mut terms: Vec<_> = (0..count).map(|n| format!("{:06x}", n.wrapping_mul(0x9e37_79b1) >> 8)).collect();
        terms.sort();
        terms.dedup();
        terms.into_iter().enumerate().map(|(at, term)| (term, postings(&[at as u32, at as u32 + 700]))).collect()
    }

    #[test]
    fn one_term_more_changes_few_files() {
        let mut terms = many(20_000);
        let (_, before) = shards(&terms);
        terms.insert(9_000, (format!("{}x", terms[8_999].0), postings(&[5])));
        let (_, after) = shards(&terms);
        let changed = after.keys().filter(|name| !before.contains_key(*name)).count();
        assert!(before.len() > 25, "{} files", before.len());
        assert!(changed <= 4, "{changed} of {} files changed", after.len());
    }

    #[test]
    fn routing_leads_to_the_file_of_a_term() {
        for count in [0, 1, 3_000, 400_000] {
            let terms = many(count);
            let (routing, files) = shards(&terms);
            assert_eq!(routing.levels, if count > 100_000 { 2 } else { 1 });
            let keys = read_terms(&routing.terms);
            assert_eq!(keys.len() * NAME, routing.files.len());
            assert!(keys.is_sorted());
            for (term, _) in terms.iter().step_by(997) {
                let at = keys.partition_point(|key| key <= term) - 1;
                let text = &files[&routing.files[at * NAME..][..NAME]];
                assert!(routing.levels == 2 || text.contains(&term[term.len() - 1..]), "{term}");
            }
        }
    }

    #[test]
    fn long_lists_keep_their_best_and_lose_none() {
        let mut list = postings(&(0..3 * LONGEST_LIST as u32).map(|at| at * 3).collect::<Vec<_>>());
        let named = Weight { heading: 1, ..Weight::default() };
        list.iter_mut().step_by(10).for_each(|posting| *posting = Posting::new(posting.section(), named));
        let (_, files) = shards(&[("所有".into(), list.clone())]);
        let text: String = files.into_values().collect();
        let data = text.strip_prefix("wence.searchData(").and_then(|text| text.strip_suffix(");\n")).expect("one call");
        let (_, data) = data.split_once(',').expect("a name");
        let [terms, bits]: [String; 2] = serde_json::from_str(data).expect("a shard");
        let read = super::super::read::read_shard(&terms, &bits).expect("a shard");
        let (best, tails) = read.split_first().expect("terms");
        assert_eq!((best.0.as_str(), best.1.len()), ("所有", LONGEST_LIST));
        assert!(
            list.iter().filter(|posting| posting.weight() == named).all(|posting| best.1.contains(&posting.section()))
        );
        assert!(tails.len() > 1 && tails.iter().all(|(term, _)| term.starts_with("所有\u{1}")));
        let mut all: Vec<u32> = read.iter().flat_map(|(_, sections)| sections).copied().collect();
        all.sort();
        assert!(all.into_iter().eq(list.iter().map(|posting| posting.section())));
    }
}
