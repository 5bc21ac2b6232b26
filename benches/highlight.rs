//! How fast code is coloured: megabytes a second on one core, for each language.
//!
//! `cargo bench --bench highlight -- FOLDER…` (the repository itself if none is named). Every file below the folders whose
//! name or extension is a name of a language is read once; then each language's files are cut into tokens in turn, and
//! the best of several rounds counts, as the others measure the machine's other work too.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use wence::highlight::{self, Language};

const ROUNDS: usize = 7;

/// Larger files tell nothing about code in books.
const MAX_FILE: u64 = 1_000_000;

/// Enough of one language for a steady figure, in bytes.
const ENOUGH: usize = 4_000_000;

fn main() {
    // `cargo bench` adds flags of its own.
    let mut folders: Vec<PathBuf> =
        std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).map(Into::into).collect();
    if folders.is_empty() {
        folders.push(env!("CARGO_MANIFEST_DIR").into());
    }
    let mut files = BTreeMap::new();
    for folder in &folders {
        read(folder, &mut files);
    }
    for (id, texts) in &files {
        let language = highlight::find(id).expect("the id of a language");
        let bytes: usize = texts.iter().map(String::len).sum();
        let mut tokens = Vec::new();
        let mut n_tokens = 0;
        let mut best = Duration::MAX;
        for _ in 0..ROUNDS {
            let start = Instant::now();
            n_tokens = 0;
            for text in texts {
                highlight::tokens(language, text, &mut tokens);
                n_tokens += tokens.len();
            }
            best = best.min(start.elapsed());
        }
        let speed = bytes as f64 / 1e6 / best.as_secs_f64();
        println!(
            "{id:<12} {:>6} files {:>9.1} KB {n_tokens:>8} tokens {speed:>6.0} MB/s",
            texts.len(),
            bytes as f64 / 1e3
        );
    }
}

/// Adds the code below `path` to `files`, by the ids of the languages.
fn read(path: &Path, files: &mut BTreeMap<&'static str, Vec<String>>) {
    let Ok(entries) = std::fs::read_dir(path) else { return };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let Ok(metadata) = std::fs::symlink_metadata(&path) else { continue };
        if metadata.is_dir() {
            if !path.ends_with("target") && !path.ends_with(".git") {
                read(&path, files);
            }
        } else if metadata.is_file()
            && metadata.len() <= MAX_FILE
            && let Some(language) = language_of(&path)
        {
            let texts = files.entry(language.id()).or_default();
            if texts.iter().map(String::len).sum::<usize>() < ENOUGH
                && let Ok(text) = std::fs::read_to_string(&path)
            {
                texts.push(text);
            }
        }
    }
}

/// The language of the file, by its extension, else by its whole name as in `Dockerfile`.
fn language_of(path: &Path) -> Option<&'static Language> {
    let name = |part: Option<&std::ffi::OsStr>| part.and_then(|part| part.to_str()).and_then(highlight::find);
    name(path.extension()).or_else(|| name(path.file_name())).filter(|language| language.id() != "text")
}
