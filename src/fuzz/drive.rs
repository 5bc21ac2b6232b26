//! Drives the functions of [`super`] with texts made from seeds.
//! Enters: the files of `fuzz/seeds/NAME`. Leaves: a failed test that names the text. The same texts on every machine and in
//! every run; `WENCE_FUZZ_ROUNDS=50` makes fifty times as many.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

/// No text grows longer, in bytes: a fault of a parser shows in short ones, and time of tests is dear.
const LONGEST: usize = 4096;

/// Far beyond what any of these texts takes in a build without optimisation; only work without an end meets it.
const PATIENCE: Duration = Duration::from_secs(20);

/// Numbers that look random, always the same ones (xorshift64*, Vigna 2016).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// Below `end`, which is not 0.
    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// A part of `bytes`, mostly short.
    fn part(&mut self, bytes: &[u8]) -> std::ops::Range<usize> {
        let start = self.below(bytes.len() + 1);
        let longest = if self.below(4) == 0 { bytes.len() } else { 12 };
        start..(start + self.below(longest + 1)).min(bytes.len())
    }
}

/// Bytes on which parsers turn.
const TURNS: [&[u8]; 24] = [
    b"\0",
    b"\r",
    b"\n",
    b"\r\n",
    b"\t",
    b"  ",
    b"%",
    b"\\",
    b"\"",
    b"'",
    b"<",
    b">",
    b"{",
    b"}",
    b"[",
    b"]",
    b"(",
    b":",
    b"#",
    b"-1",
    b"99999999999999999999",
    "\u{feff}".as_bytes(),
    "，😀".as_bytes(),
    b"\xff",
];

/// The words and the marks between them that a seed is made of.
fn tokens(seed: &[u8]) -> Vec<&[u8]> {
    seed.chunk_by(|one, other| one.is_ascii_alphanumeric() == other.is_ascii_alphanumeric()).collect()
}

fn changed(seeds: &[Vec<u8>], numbers: &mut Numbers) -> Vec<u8> {
    let mut text = seeds[numbers.below(seeds.len())].clone();
    for _ in 0..=numbers.below(6) {
        let part = numbers.part(&text);
        match numbers.below(7) {
            0 if !text.is_empty() => {
                let at = numbers.below(text.len());
                text[at] ^= 1 << numbers.below(8);
            }
            1 => drop(text.drain(part)),
            2 => {
                let turn = TURNS[numbers.below(TURNS.len())];
                text.splice(part, turn.iter().copied());
            }
            // Something that nests or lasts.
            3 => {
                let again = text[part.clone()].repeat(1 + numbers.below(40));
                text.splice(part, again);
            }
            4 => {
                let other = &seeds[numbers.below(seeds.len())];
                let taken = other[numbers.part(other)].to_vec();
                text.splice(part, taken);
            }
            5 => {
                let other = &seeds[numbers.below(seeds.len())];
                let tokens = tokens(other);
                if !tokens.is_empty() {
                    text.splice(part.start..part.start, tokens[numbers.below(tokens.len())].iter().copied());
                }
            }
            _ => text.truncate(part.end),
        }
        text.truncate(LONGEST);
    }
    text
}

fn drive(name: &str, rounds: usize, promise: impl Fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(name);
    let mut paths: Vec<_> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("readable").path())
        .collect();
    paths.sort();
    let seeds: Vec<Vec<u8>> = paths.iter().map(|path| fs::read(path).expect("readable")).collect();
    assert!(!seeds.is_empty(), "{} holds no seed", folder.display());
    let more: usize = std::env::var("WENCE_FUZZ_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let made = std::iter::repeat_with(|| changed(&seeds, &mut numbers)).take(rounds * more);
    for text in seeds.iter().cloned().chain(made) {
        let began = Instant::now();
        let held = catch_unwind(AssertUnwindSafe(|| promise(&text))).is_ok();
        let shown = String::from_utf8_lossy(&text);
        assert!(held, "{name} breaks on {} bytes: {}\n{shown}", text.len(), text.escape_ascii());
        assert!(began.elapsed() < PATIENCE, "{name} takes {:?} for:\n{shown}", began.elapsed());
    }
}

/// A test for each function, with how many texts it is given.
macro_rules! driven {
    ($($name:ident: $rounds:literal,)*) => {
        $(
            #[test]
            fn $name() {
                drive(stringify!($name), $rounds, super::$name);
            }
        )*

        #[test]
        fn every_function_has_a_fuzz_target_and_every_folder_of_seeds_a_function() {
            let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
            let names = |folder: &str| -> std::collections::BTreeSet<String> {
                let entries = fs::read_dir(fuzz.join(folder)).expect("readable");
                let stem = |path: std::path::PathBuf| path.file_stem().expect("a name").to_string_lossy().into_owned();
                entries.map(|entry| stem(entry.expect("readable").path())).collect()
            };
            let driven: std::collections::BTreeSet<String> = [$(stringify!($name).to_owned()),*].into();
            assert_eq!(names("seeds"), driven);
            assert_eq!(names("fuzz_targets"), driven);
        }
    };
}

driven! {
    anchors: 1500,
    book: 40,
    config: 600,
    front_matter: 1500,
    highlight: 150,
    include: 400,
    manifest: 1500,
    markdown: 500,
    picture: 3000,
    pieces: 600,
    request: 3000,
    route: 3000,
    search_index: 1500,
    search_terms: 60,
    summary: 1500,
    term: 1500,
    translations: 1500,
}
