//! Which sections hold which terms, and with what weight.
//! In: sections with their numbers. Out: terms in order, each with its postings, and their spelling in bits. Knows no files.
//!
//! Tokens are packed into one u64 each (term, section, field) and sorted by radix, since hash maps with a list per term took
//! more than twice the time. A book is cut into [`Chunk`]s by its bytes, never by the number of threads, so that the result
//! does not depend on who computed what.

use super::token::{Sink, cut_into, word_terms};
use super::wire::{BitReader, BitWriter, read_number, write_number};
use hashbrown::HashTable;
use std::cmp::Reverse;
use std::collections::binary_heap::PeekMut;
use std::collections::{BinaryHeap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;

/// Where in a section a token stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The page's title, which each of its sections has.
    Title,
    Heading,
    /// Headings above, tags, names of a question's facets.
    Trail,
    Body,
    Code,
}

/// The number of fields.
const FIELDS: usize = 5;

/// How much a term means to one section, as it is stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weight {
    /// 0 where the heading lacks the term; else 1 for the longest headings to 7 for a heading of one term ([`heading_class`]).
    pub heading: u8,
    pub title: bool,
    pub trail: bool,
    /// 0 where the text lacks it, else 1 to 4 by how often it stands there and how long the text is ([`body_class`]).
    pub body: u8,
}

/// Number of a section; page by page, in steps of at least one.
pub type SectionNumber = u32;

/// One section in a term's list: its number above eight bits of weight. Four bytes, since there are as many of these as
/// there are words and pairs in a book.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Posting(u32);

/// Sections are numbered below this.
pub const END_OF_SECTIONS: SectionNumber = 1 << 24;

impl Posting {
    /// `section` lies below [`END_OF_SECTIONS`].
    pub fn new(section: SectionNumber, weight: Weight) -> Self {
        debug_assert!(section < END_OF_SECTIONS);
        Posting(section << 8 | u32::from(weight.detail()))
    }

    pub fn section(self) -> SectionNumber {
        self.0 >> 8
    }

    pub fn weight(self) -> Weight {
        Weight::from_detail(self.0 as u8)
    }
}

impl std::fmt::Debug for Posting {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "{}: {:?}", self.section(), self.weight())
    }
}

impl Weight {
    fn detail(self) -> u8 {
        self.heading << 5 | u8::from(self.title) << 4 | u8::from(self.trail) << 3 | self.body
    }

    fn from_detail(detail: u8) -> Self {
        Weight { heading: detail >> 5, title: detail & 16 != 0, trail: detail & 8 != 0, body: detail & 7 }
    }

    /// For choosing the best of a long list; the browser has finer weights for ranking.
    pub fn rank(self) -> u32 {
        u32::from(self.heading) * 8 + u32::from(self.title) * 6 + u32::from(self.trail) * 2 + u32::from(self.body)
    }
}

/// Appends a list, with which a shard stores a term. `base` is below or equal to its first section, `room` the binary
/// logarithm of what the sections lie below.
///
/// One section is stored as its number alone. Of several the steps are stored by an exponential Golomb code whose order
/// follows from how far apart they are on average. Before each step stands the weight.
pub fn write_list(list: &[Posting], base: SectionNumber, room: u32, out: &mut BitWriter) {
    let order = order(list.len(), room);
    let mut next = base;
    for &posting in list {
        let (code, length) = WEIGHTS[(posting.0 & 0xff) as usize];
        let section = posting.section();
        if list.len() == 1 {
            out.bits(code.into(), length.into());
            out.bits((section - next).into(), room);
        } else {
            out.golomb_after(code, length, section - next, order);
        }
        next = section + 1;
    }
}

/// Reads what [`write_list`] wrote. `None` where the bits end too early.
pub fn read_list(count: usize, base: SectionNumber, room: u32, bits: &mut BitReader) -> Option<Vec<Posting>> {
    let order = order(count, room);
    let mut next = base;
    let mut list = Vec::new();
    for _ in 0..count {
        let weight = read_weight(bits)?;
        let step = if count == 1 { bits.bits(room)? } else { bits.golomb(order)? };
        let section = next.checked_add(step)?;
        if section >= END_OF_SECTIONS {
            return None;
        }
        list.push(Posting::new(section, weight));
        next = section.checked_add(1)?;
    }
    Some(list)
}

/// Orders one and three more or less gave longer lists on two books.
fn order(count: usize, room: u32) -> u32 {
    room.saturating_sub(2 + count.max(1).ilog2())
}

/// The code of each weight and its length. Terms that stand in the text alone have short codes by how common their class is;
/// all else is spelled out after four ones.
const WEIGHTS: [(u16, u8); 256] = {
    let mut codes = [(0, 0); 256];
    let mut detail = 0;
    while detail < 256 {
        codes[detail] = match detail {
            2 => (0, 1),
            1 => (0b10, 2),
            3 => (0b110, 3),
            4 => (0b1110, 4),
            _ => (0b1111 << 8 | detail as u16, 12),
        };
        detail += 1;
    }
    codes
};

fn read_weight(bits: &mut BitReader) -> Option<Weight> {
    for body in [2, 1, 3, 4] {
        if bits.bits(1)? == 0 {
            return Some(Weight { body, ..Weight::default() });
        }
    }
    Some(Weight::from_detail(bits.bits(8)? as u8))
}

/// 7 for a heading of one term, 6 for two, then 5 up to three, 4 to five, 3 to eight, 2 to twelve, 1 beyond.
fn heading_class(terms: u32) -> u8 {
    match terms {
        0..=1 => 7,
        2 => 6,
        3 => 5,
        4..=5 => 4,
        6..=8 => 3,
        9..=12 => 2,
        _ => 1,
    }
}

/// The part of BM25 (Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework", §3.4) that the build can know:
/// the frequency, divided by the section's length in relation to a fixed one. Fixed, since an average would move with each
/// edit and with it every list. Code counts for 0.4.
fn body_class(in_body: u32, in_code: u32, share: f32) -> u8 {
    if in_body + in_code == 0 {
        return 0;
    }
    let frequency = (in_body as f32 + 0.4 * in_code as f32) * share;
    const BORDERS: [f32; 3] = [0.5, 1.1, 2.4];
    1 + BORDERS.iter().filter(|&&border| frequency > border).count() as u8
}

/// By what [`body_class`] multiplies the frequency in a text of so many tokens.
fn share(length: u32) -> f32 {
    const REFERENCE: f32 = 120.0;
    const SLOPE: f32 = 0.5;
    1.0 / (1.0 - SLOPE + SLOPE * length as f32 / REFERENCE)
}

/// One section as the index sees it; each field may hold several texts.
pub struct Document<'a> {
    pub number: SectionNumber,
    pub fields: Vec<(Field, &'a str)>,
}

/// A term of a chunk and where its postings lie there.
#[derive(Clone, Debug)]
struct Entry {
    start: u32,
    end: u32,
}

/// The postings of some sections in a row. Those of all chunks are held until they are joined, so they are packed.
pub struct Chunk {
    /// Sorted; two wide characters of 18 bits each, the second 0 for the last of a run.
    wide: Vec<u64>,
    /// Where the list of each of these ends in `postings`; the next one begins there.
    wide_ends: Vec<u32>,
    /// The names of `words`.
    names: String,
    /// Sorted; each with its start for a quick look, and where its name stands in `names`.
    words: Vec<(u64, (u32, u32), Entry)>,
    /// For each posting the step from the section before, or to the first from 0, as [`write_number`] has it, and the weight.
    postings: Vec<u8>,
    /// Added to the numbers of all sections.
    base: SectionNumber,
    /// Characters of the texts that have a simplified form, sorted.
    pub variants: Vec<char>,
}

/// The first eight bytes of a term as a number; these sort as the terms do, but for equal ones.
fn start_of(term: &str) -> u64 {
    if let Some(start) = term.as_bytes().first_chunk() {
        return u64::from_be_bytes(*start);
    }
    let start = term.bytes().fold(0, |start, byte| start << 8 | u64::from(byte));
    // Of an empty term nothing is left to shift.
    start.checked_shl(8 * (8 - term.len()) as u32).unwrap_or(0)
}

/// FxHash as in rustc: the words are few, short, and chosen by the author, so speed is all that counts.
#[derive(Default)]
pub(super) struct FxHasher(u64);

impl Hasher for FxHasher {
    fn write(&mut self, bytes: &[u8]) {
        let (groups, rest) = bytes.as_chunks::<8>();
        for group in groups {
            self.write_u64(u64::from_le_bytes(*group));
        }
        // Reads may overlap: what differs still differs, as the length is written besides.
        if let (Some(first), Some(last)) = (rest.first_chunk(), rest.last_chunk()) {
            self.write_u64(u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 32);
        } else if let (Some(&first), Some(&last)) = (rest.first(), rest.last()) {
            self.write_u64(u64::from(first) | u64::from(rest[rest.len() / 2]) << 8 | u64::from(last) << 16);
        }
        self.write_u64(bytes.len() as u64);
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x51_7c_c1_b7_27_22_0a_95);
    }

    fn write_u8(&mut self, byte: u8) {
        self.write_u64(u64::from(byte));
    }

    fn finish(&self) -> u64 {
        // The high bits are the good ones, the table takes the low ones.
        self.0.rotate_left(26)
    }
}

pub(super) type FxHashMap<K, V> = HashMap<K, V, BuildHasherDefault<FxHasher>>;

/// Strings as numbers, in the order they come. They lie in one text, as a book has hundreds of thousands of them.
#[derive(Default)]
struct Numbered {
    text: String,
    /// Where each ends in `text`.
    ends: Vec<u32>,
    /// Strings of at most eight bytes, as most words are, by [`start_of`]: they need no comparing. No word holds a zero byte.
    short: FxHashMap<u64, u32>,
    /// The others' numbers by the hash of their bytes.
    long: HashTable<u32>,
}

impl Numbered {
    /// The number of `name`, and whether it is new.
    #[inline]
    fn number(&mut self, name: &str) -> (u32, bool) {
        let next = self.ends.len() as u32;
        let number = if name.len() <= 8 {
            *self.short.entry(start_of(name)).or_insert(next)
        } else {
            let hash = |bytes: &[u8]| {
                let mut hasher = FxHasher::default();
                hasher.write(bytes);
                hasher.finish()
            };
            let at = |number: u32| range(&self.ends, number);
            let is_name = |&number: &u32| self.text.as_bytes()[at(number)] == *name.as_bytes();
            let hash_of = |&number: &u32| hash(&self.text.as_bytes()[at(number)]);
            *self.long.entry(hash(name.as_bytes()), is_name, hash_of).or_insert(next).get()
        };
        if number == next {
            self.text.push_str(name);
            self.ends.push(self.text.len() as u32);
        }
        (number, number == next)
    }
}

/// Where the string of a number lies.
fn range(ends: &[u32], number: u32) -> Range<usize> {
    let start = number.checked_sub(1).map_or(0, |before| ends[before as usize]);
    start as usize..ends[number as usize] as usize
}

/// Words as numbers in the order they come, and the terms of each.
#[derive(Default)]
struct Words {
    known: Numbered,
    /// For each word the range of `terms_of` that is its own.
    ranges: Vec<(u32, u32)>,
    terms_of: Vec<u32>,
    terms: Numbered,
}

impl Words {
    fn terms(&mut self, word: &str) -> &[u32] {
        let (index, is_new) = self.known.number(word);
        if is_new {
            let start = self.terms_of.len() as u32;
            word_terms(word, |term| self.terms_of.push(self.terms.number(term).0));
            self.ranges.push((start, self.terms_of.len() as u32));
        }
        let (start, end) = self.ranges[index as usize];
        &self.terms_of[start as usize..end as usize]
    }
}

/// Bits of a packed token below the term: 25 for the section's place in the chunk, 3 for the field.
const BELOW: u32 = 28;
/// Most sections of a chunk.
pub const MOST_SECTIONS: usize = 1 << 25;

/// Gathers the pieces of sections as packed tokens.
struct Tokens {
    /// The section's place and the field, as they stand below a term.
    below: u64,
    /// Pieces of the field so far. The single character at a run's end adds nothing, unless it is the whole run; that is rare
    /// enough to be let go.
    count: u32,
    wide: Vec<u64>,
    word_tokens: Vec<u64>,
    words: Words,
    /// A bit for each code point of the basic plane: the others have no variants.
    variants: Vec<u64>,
}

impl Tokens {
    fn terms(&mut self, word: &str) {
        let below = self.below;
        self.word_tokens.extend(self.words.terms(word).iter().map(|&term| u64::from(term) << BELOW | below));
    }
}

impl Sink for Tokens {
    #[inline]
    fn pair(&mut self, first: u32, second: u32) {
        self.count += 1;
        self.wide.push((u64::from(first) << 18 | u64::from(second)) << BELOW | self.below);
    }

    #[inline]
    fn last(&mut self, code: u32) {
        self.wide.push((u64::from(code) << 18) << BELOW | self.below);
    }

    #[inline]
    fn word(&mut self, word: &str) {
        self.count += 1;
        self.terms(word);
    }

    fn symbol(&mut self, symbol: char) {
        self.terms(symbol.encode_utf8(&mut [0; 4]));
    }

    fn variant(&mut self, original: u32) {
        if let Some(bits) = self.variants.get_mut(original as usize / 64) {
            *bits |= 1 << (original % 64);
        }
    }
}

/// Indexes sections, whose numbers rise. At most [`MOST_SECTIONS`].
pub fn index(documents: &[Document]) -> Chunk {
    let text: usize = documents.iter().flat_map(|document| &document.fields).map(|(_, text)| text.len()).sum();
    let mut tokens = Tokens {
        below: 0,
        count: 0,
        wide: Vec::with_capacity(text / 3),
        word_tokens: Vec::with_capacity(text / 12),
        words: Words::default(),
        variants: vec![0; (1 << 16) / 64],
    };
    let mut lengths: Vec<[u32; FIELDS]> = Vec::with_capacity(documents.len());
    for (place, document) in documents.iter().enumerate() {
        let mut length = [0; FIELDS];
        for &(field, text) in &document.fields {
            tokens.below = (place as u64) << 3 | field as u64;
            tokens.count = length[field as usize];
            cut_into(&mut tokens, text);
            length[field as usize] = tokens.count;
        }
        lengths.push(length);
    }

    let Tokens { mut wide, mut word_tokens, words, variants, .. } = tokens;
    let has_bit = |code: &u32| variants[*code as usize / 64] >> (code % 64) & 1 != 0;
    let variants = (0..1 << 16).filter(has_bit).filter_map(char::from_u32).collect();
    let mut chunk = Chunk {
        wide: Vec::new(),
        names: words.terms.text,
        words: Vec::with_capacity(words.terms.ends.len()),
        wide_ends: Vec::new(),
        postings: Vec::with_capacity(wide.len()),
        base: 0,
        variants,
    };
    let mut spare = vec![0; wide.len().max(word_tokens.len())];
    sort_by_characters(&mut wide, &mut spare);
    drop_found_anyway(&mut wide, documents.len());
    encode(&wide, documents, &lengths, &mut chunk.postings, |term, entry| {
        chunk.wide.push(term);
        chunk.wide_ends.push(entry.end);
    });
    let ends = words.terms.ends;
    sort_by_term(&mut word_tokens, &mut spare, usize::BITS - ends.len().leading_zeros());
    encode(&word_tokens, documents, &lengths, &mut chunk.postings, |term, entry| {
        let name = range(&ends, term as u32);
        let (start, end) = (name.start as u32, name.end as u32);
        chunk.words.push((start_of(&chunk.names[name]), (start, end), entry));
    });
    let names = &chunk.names;
    let name = |(start, end): (u32, u32)| &names[start as usize..end as usize];
    chunk.words.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| name(a.1).cmp(name(b.1))));
    chunk.wide.shrink_to_fit();
    chunk.wide_ends.shrink_to_fit();
    chunk.words.shrink_to_fit();
    chunk.names.shrink_to_fit();
    chunk.postings.shrink_to_fit();
    chunk
}

/// Sorts packed pairs of characters and leaves the order within a pair: by the second, then by the first. Texts use a few
/// thousand characters, so that each pass needs as many buckets only.
fn sort_by_characters(tokens: &mut Vec<u64>, spare: &mut Vec<u64>) {
    const CHARACTERS: usize = 1 << 18;
    let mut ranks = vec![0u16; CHARACTERS];
    for &token in tokens.iter() {
        ranks[(token >> (BELOW + 18)) as usize] = 1;
        ranks[(token >> BELOW) as usize & (CHARACTERS - 1)] = 1;
    }
    let mut count = 0u16;
    for rank in ranks.iter_mut().filter(|rank| **rank > 0) {
        *rank = count;
        match count.checked_add(1) {
            Some(more) => count = more,
            // More characters than any book has; the general way takes them all.
            None => return sort_by_term(tokens, spare, 36),
        }
    }
    let mut by_first = vec![0u32; usize::from(count) + 1];
    let mut by_second = by_first.clone();
    let first = |token: u64| usize::from(ranks[(token >> (BELOW + 18)) as usize]);
    let second = |token: u64| usize::from(ranks[(token >> BELOW) as usize & (CHARACTERS - 1)]);
    for &token in tokens.iter() {
        by_first[first(token)] += 1;
        by_second[second(token)] += 1;
    }
    spare.resize(tokens.len(), 0);
    distribute(tokens, spare, &mut by_second, second);
    std::mem::swap(tokens, spare);
    distribute(tokens, spare, &mut by_first, first);
    std::mem::swap(tokens, spare);
}

/// One pass of a radix sort: `counts` tells how many tokens each bucket gets.
fn distribute(tokens: &[u64], into: &mut [u64], counts: &mut [u32], bucket: impl Fn(u64) -> usize) {
    let mut sum = 0;
    for count in counts.iter_mut() {
        sum += std::mem::replace(count, sum);
    }
    for &token in tokens {
        let start = &mut counts[bucket(token)];
        into[*start as usize] = token;
        *start += 1;
    }
}

/// Sorts packed tokens by term and leaves the order within a term: least significant digit first, 12 bits a pass, at most 36
/// bits.
fn sort_by_term(tokens: &mut Vec<u64>, spare: &mut Vec<u64>, bits: u32) {
    const DIGIT: u32 = 12;
    const VALUES: usize = 1 << DIGIT;
    let passes = bits.div_ceil(DIGIT).min(3) as usize;
    let digit = |token: u64, pass: usize| (token >> (BELOW + pass as u32 * DIGIT)) as usize & (VALUES - 1);
    let mut starts = vec![[0u32; VALUES]; passes];
    for &token in tokens.iter() {
        for (pass, starts) in starts.iter_mut().enumerate() {
            starts[digit(token, pass)] += 1;
        }
    }
    spare.resize(tokens.len(), 0);
    for (pass, starts) in starts.iter_mut().enumerate() {
        distribute(tokens, spare, starts, |token| digit(token, pass));
        std::mem::swap(tokens, spare);
    }
}

/// Drops the ends of runs in sections where another pair starts with the same character: a query of one character asks for
/// all terms that start with it. Those of names stay, for their weight.
fn drop_found_anyway(tokens: &mut Vec<u64>, n_documents: usize) {
    let first = |token: u64| token >> (BELOW + 18);
    let place = |token: u64| (token >> 3) as usize & (MOST_SECTIONS - 1);
    let is_end = |token: u64| token >> BELOW & 0x3ffff == 0;
    // The character last seen at the start of a pair in each section; no character is 0.
    let mut starts = vec![0u32; n_documents];
    let (mut read, mut written) = (0, 0);
    while read < tokens.len() {
        let character = first(tokens[read]);
        // Ends sort before all pairs of their character.
        let mut ends = read;
        while ends < tokens.len() && first(tokens[ends]) == character && is_end(tokens[ends]) {
            ends += 1;
        }
        let mut end = ends;
        while end < tokens.len() && first(tokens[end]) == character {
            starts[place(tokens[end])] = character as u32;
            end += 1;
        }
        for at in read..ends {
            let token = tokens[at];
            if token & 7 < Field::Body as u64 || starts[place(token)] != character as u32 {
                tokens[written] = token;
                written += 1;
            }
        }
        tokens.copy_within(ends..end, written);
        written += end - ends;
        read = end;
    }
    tokens.truncate(written);
}

/// Writes the postings of sorted tokens and tells each term's entry.
fn encode(
    tokens: &[u64],
    documents: &[Document],
    lengths: &[[u32; FIELDS]],
    out: &mut Vec<u8>,
    mut put: impl FnMut(u64, Entry),
) {
    let shares: Vec<f32> =
        lengths.iter().map(|length| share(length[Field::Body as usize] + length[Field::Code as usize])).collect();
    let once: Vec<[u8; 2]> = shares.iter().map(|&share| [body_class(1, 0, share), body_class(0, 1, share)]).collect();
    let mut at = 0;
    while at < tokens.len() {
        let term = tokens[at] >> BELOW;
        let start = out.len() as u32;
        let mut last = 0;
        let mut push = |section: SectionNumber, weight: Weight| {
            write_number(section - last, out);
            out.push(weight.detail());
            last = section;
        };
        while at < tokens.len() && tokens[at] >> BELOW == term {
            let section = tokens[at] >> 3;
            let place = section as usize & (MOST_SECTIONS - 1);
            // Once, in the text or in code: so it is with most.
            if tokens.get(at + 1).is_none_or(|next| next >> 3 != section) {
                let field = (tokens[at] & 7) as usize;
                if field >= Field::Body as usize {
                    let body = once[place][field - Field::Body as usize];
                    push(documents[place].number, Weight { body, ..Weight::default() });
                    at += 1;
                    continue;
                }
            }
            let mut frequency = [0u32; FIELDS];
            while at < tokens.len() && tokens[at] >> 3 == section {
                frequency[(tokens[at] & 7) as usize] += 1;
                at += 1;
            }
            let length = &lengths[place];
            let heading =
                if frequency[Field::Heading as usize] > 0 { heading_class(length[Field::Heading as usize]) } else { 0 };
            let weight = Weight {
                heading,
                title: frequency[Field::Title as usize] > 0,
                trail: frequency[Field::Trail as usize] > 0,
                body: body_class(frequency[Field::Body as usize], frequency[Field::Code as usize], shares[place]),
            };
            push(documents[place].number, weight);
        }
        put(term, Entry { start, end: out.len() as u32 });
    }
}

/// Lists of terms joined in order: of each chunk's own list, sorted, only the next term is looked at.
struct Merge<T> {
    /// The next term of each chunk that has any left, the chunk, and the term's place in its list.
    next: BinaryHeap<Reverse<(T, u32, u32)>>,
    /// Chunk and place of all that have the term at hand, in the order of the chunks.
    group: Vec<(u32, u32)>,
}

impl<T: Ord + Copy> Merge<T> {
    /// `term_at` gives the term at a place of a chunk's list.
    fn new(n_chunks: usize, term_at: impl Fn(u32, u32) -> Option<T>) -> Self {
        let first = |chunk: u32| term_at(chunk, 0).map(|term| Reverse((term, chunk, 0)));
        Merge { next: (0..n_chunks as u32).filter_map(first).collect(), group: Vec::new() }
    }

    fn peek(&self) -> Option<T> {
        self.next.peek().map(|Reverse((term, ..))| *term)
    }

    /// Puts those that have the next term in `group` and goes on to the one after.
    fn advance(&mut self, term_at: impl Fn(u32, u32) -> Option<T>) {
        self.group.clear();
        let term = self.peek();
        while let Some(mut top) = self.next.peek_mut()
            && Some(top.0.0) == term
        {
            let Reverse((_, chunk, place)) = *top;
            self.group.push((chunk, place));
            match term_at(chunk, place + 1) {
                Some(after) => *top = Reverse((after, chunk, place + 1)),
                None => {
                    PeekMut::pop(top);
                }
            }
        }
    }
}

/// Hands over every term of the chunks, in the order of code points, with all its postings. The chunks' sections rise from
/// chunk to chunk.
pub fn merge(chunks: &[Chunk], mut put: impl FnMut(&str, &[Posting])) {
    let wide_at = |chunk: u32, place: u32| chunks[chunk as usize].wide.get(place as usize).copied();
    let word_at = |chunk: u32, place: u32| {
        let chunk = &chunks[chunk as usize];
        chunk.words.get(place as usize).map(|(start, name, _)| (*start, chunk.name(*name)))
    };
    let mut wide = Merge::new(chunks.len(), wide_at);
    let mut words = Merge::new(chunks.len(), word_at);
    let mut together = Vec::new();
    let mut name = String::new();
    loop {
        // No character is of both classes, so the first one decides.
        let first_wide = wide.peek().map(|characters| (characters >> 18) as u32);
        let first_word = words.peek().and_then(|(_, word)| word.chars().next()).map(|c| c as u32);
        let takes_wide = match (first_wide, first_word) {
            (None, None) => return,
            (Some(wide), Some(word)) => wide < word,
            (wide, _) => wide.is_some(),
        };
        if let Some(term) = wide.peek().filter(|_| takes_wide) {
            name.clear();
            let characters = [(term >> 18) as u32, term as u32 & 0x3ffff];
            name.extend(characters.into_iter().filter(|&code| code != 0).filter_map(char::from_u32));
            wide.advance(wide_at);
            together.clear();
            wide.group.iter().for_each(|&(chunk, at)| chunks[chunk as usize].add_wide(at as usize, &mut together));
            put(&name, &together);
        } else if let Some((_, word)) = words.peek() {
            words.advance(word_at);
            together.clear();
            words.group.iter().for_each(|&(chunk, at)| chunks[chunk as usize].add_word(at as usize, &mut together));
            put(word, &together);
        }
    }
}

impl Chunk {
    /// Adds to the numbers of all sections, which stay below [`END_OF_SECTIONS`].
    pub fn shift(&mut self, by: SectionNumber) {
        self.base += by;
    }

    fn name(&self, (start, end): (u32, u32)) -> &str {
        &self.names[start as usize..end as usize]
    }

    /// Appends the list of the term at a place of `wide`.
    fn add_wide(&self, at: usize, out: &mut Vec<Posting>) {
        let start = at.checked_sub(1).map_or(0, |before| self.wide_ends[before]);
        self.add(&Entry { start, end: self.wide_ends[at] }, out);
    }

    /// The same of `words`.
    fn add_word(&self, at: usize, out: &mut Vec<Posting>) {
        self.add(&self.words[at].2, out);
    }

    fn add(&self, entry: &Entry, out: &mut Vec<Posting>) {
        let list = &self.postings[entry.start as usize..entry.end as usize];
        let (mut at, mut section) = (0, self.base);
        while let Some(step) = read_number(list, &mut at)
            && let Some(weight) = list.get(at)
        {
            section += step;
            out.push(Posting(section << 8 | u32::from(*weight)));
            at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_weight() -> impl Strategy<Value = Weight> {
        (0u8..8, any::<bool>(), any::<bool>(), 0u8..8).prop_map(|(heading, title, trail, body)| Weight {
            heading,
            title,
            trail,
            body,
        })
    }

    proptest! {
        #[test]
        fn lists_come_back(
            sections in prop::collection::btree_map(0u32..1 << 20, any_weight(), 0..200),
            room in 20u32..25,
        ) {
            let list: Vec<_> = sections.into_iter().map(|(section, weight)| Posting::new(section, weight)).collect();
            let base = list.first().map_or(0, |first| first.section() / 2);
            let mut writer = BitWriter::default();
            write_list(&list, base, room, &mut writer);
            let bytes = writer.finish();
            prop_assert_eq!(read_list(list.len(), base, room, &mut BitReader::new(&bytes)), Some(list));
        }

        #[test]
        fn any_cut_gives_the_same_lists(texts in prop::collection::vec("[ab 所有权的_A\u{20000}]{0,40}", 1..20), cut in 0usize..20) {
            let documents: Vec<_> = texts
                .iter()
                .enumerate()
                .map(|(at, text)| Document { number: at as u32 * 3 + 1, fields: vec![(Field::Body, text.as_str())] })
                .collect();
            let list = |chunks: &[Chunk]| {
                let mut all = Vec::new();
                merge(chunks, |term, postings| all.push((term.to_owned(), postings.to_vec())));
                all
            };
            let whole = list(&[index(&documents)]);
            let (first, second) = documents.split_at(cut.min(documents.len()));
            prop_assert_eq!(&list(&[index(first), index(second)]), &whole);
            prop_assert!(whole.is_sorted_by(|a, b| a.0 < b.0));
            for (_, list) in whole {
                prop_assert!(list.is_sorted_by(|a, b| a < b));
            }
        }
    }

    #[test]
    fn weights_tell_field_and_length() {
        let long = "别的 ".repeat(200);
        let documents = [
            Document { number: 1, fields: vec![(Field::Heading, "所有权"), (Field::Body, "所有权是什么")] },
            Document {
                number: 2, fields: vec![(Field::Body, "所有权"), (Field::Body, &long), (Field::Title, "所有")]
            },
        ];
        let mut found = Vec::new();
        merge(&[index(&documents)], |term, postings| {
            if term == "有权" {
                found.extend(postings.to_vec());
            }
        });
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].weight().heading, 6);
        assert!(found[0].weight().body > found[1].weight().body);
        assert!(!found[1].weight().title);
    }
}
