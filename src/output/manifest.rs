//! The list of what a build wrote, kept inside the output folder as proof that the folder is ours.
//! Enters: bytes of a former build's list, or paths and contents. Leaves: a [`Manifest`], or its bytes.
//! Holds no time, no absolute path and no version of the program: equal sites have equal lists.
//! Its paths come from a disk and may be anybody's: they are compared with, never joined to a folder and opened.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io};

use serde::Deserialize;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// In the output folder's top. A leading dot, since it is for the next build and not for readers: the archive made for
/// GitHub Pages leaves such files out, and a server that does answer with it tells only what is public.
pub(super) const NAME: &str = ".wence-manifest.json";

/// Of the format below. A list of another number proves nothing.
const VERSION: u32 = 1;

/// What is known of one file's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// XXH3, 128 bits, seed 0. Tells changes from accidents, not from malice: no decision of trust hangs on it.
    pub hash: u128,
    /// In bytes.
    pub length: u64,
}

impl Entry {
    pub fn of(bytes: &[u8]) -> Self {
        Entry { hash: xxh3_128(bytes), length: bytes.len() as u64 }
    }
}

/// An [`Entry`] made piece by piece, equal to that of all pieces joined.
pub(super) struct EntryBuilder {
    hash: Box<Xxh3>,
    length: u64,
}

impl EntryBuilder {
    pub fn new() -> Self {
        EntryBuilder { hash: Box::new(Xxh3::new()), length: 0 }
    }

    pub fn update(&mut self, bytes: &[u8]) {
        self.hash.update(bytes);
        self.length += bytes.len() as u64;
    }

    pub fn finish(&self) -> Entry {
        Entry { hash: self.hash.digest128(), length: self.length }
    }
}

/// All files of a site by path, as in [`crate::model::OutputSet`]; the manifest itself is not among them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    pub files: BTreeMap<String, Entry>,
}

/// Why bytes are no list of ours.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unfit {
    Malformed,
    OtherVersion(u32),
}

#[derive(Deserialize)]
struct Version {
    #[serde(rename = "wence-manifest")]
    version: u32,
}

#[derive(Deserialize)]
struct Wire<'a> {
    #[serde(borrow)]
    files: BTreeMap<Cow<'a, str>, (Cow<'a, str>, u64)>,
}

impl Manifest {
    /// JSON, one file a line in order of path, so that a diff of two builds is readable:
    /// `"path":["hash in 32 lower-case hexadecimal digits",length]`.
    pub fn encode(&self) -> Vec<u8> {
        let mut text = String::with_capacity(64 + self.files.len() * 96);
        let _ = write!(text, "{{\"wence-manifest\":{VERSION},\"files\":{{");
        for (index, (path, entry)) in self.files.iter().enumerate() {
            let separator = if index == 0 { "\n" } else { ",\n" };
            let path = serde_json::Value::String(path.clone());
            let _ = write!(text, "{separator}{path}:[\"{:032x}\",{}]", entry.hash, entry.length);
        }
        text.push_str("\n}}\n");
        text.into_bytes()
    }

    pub fn decode(bytes: &[u8]) -> Result<Self, Unfit> {
        let Version { version } = serde_json::from_slice(bytes).map_err(|_| Unfit::Malformed)?;
        if version != VERSION {
            return Err(Unfit::OtherVersion(version));
        }
        let Wire { files } = serde_json::from_slice(bytes).map_err(|_| Unfit::Malformed)?;
        let mut manifest = Manifest::default();
        for (path, (hash, length)) in files {
            let is_hash = hash.len() == 32 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
            let hash = if is_hash { u128::from_str_radix(&hash, 16).ok() } else { None };
            let entry = Entry { hash: hash.ok_or(Unfit::Malformed)?, length };
            manifest.files.insert(path.into_owned(), entry);
        }
        Ok(manifest)
    }

    /// The bytes of the list in `folder`, or `None` when it holds none. A link or a folder of that name is none.
    pub fn read_bytes(folder: &Path) -> io::Result<Option<Vec<u8>>> {
        let path = folder.join(NAME);
        match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_file() => fs::read(&path).map(Some),
            Ok(_) => Ok(None),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Every folder that a listed file stands in, the top (the empty path) left out.
    pub fn folders(&self) -> HashSet<&str> {
        let mut folders = HashSet::new();
        for path in self.files.keys() {
            folders.extend(folders_of(path));
        }
        folders
    }
}

/// The folders above a path, nearest first: `a/b/c.html` gives `a/b`, `a`.
pub(super) fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(path.rsplit_once('/'), |(folder, _)| folder.rsplit_once('/')).map(|(folder, _)| folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Manifest {
        let mut manifest = Manifest::default();
        manifest.files.insert("面试/第\"一\"章.html".to_owned(), Entry::of(b"a"));
        manifest.files.insert("index.html".to_owned(), Entry::of(b""));
        manifest
    }

    #[test]
    fn decoding_what_was_encoded_gives_the_same_list() {
        for manifest in [sample(), Manifest::default()] {
            assert_eq!(Manifest::decode(&manifest.encode()), Ok(manifest));
        }
    }

    #[test]
    fn the_bytes_are_fixed() {
        insta::assert_snapshot!(String::from_utf8(sample().encode()).expect("JSON is UTF-8"), @r#"
        {"wence-manifest":1,"files":{
        "index.html":["99aa06d3014798d86001c324468d497f",0],
        "面试/第\"一\"章.html":["a96faf705af16834e6c632b61e964e1f",1]
        }}
        "#);
    }

    #[test]
    fn foreign_bytes_are_no_list() {
        let malformed: [&[u8]; 7] = [
            b"",
            b"{",
            b"[]",
            b"\xff\xfe",
            br#"{"files":{}}"#,
            br#"{"wence-manifest":1}"#,
            br#"{"wence-manifest":1,"files":{"a":["+a96faf705af16834e6c632b61e964e1",1]}}"#,
        ];
        for bytes in malformed {
            assert_eq!(Manifest::decode(bytes), Err(Unfit::Malformed), "{}", String::from_utf8_lossy(bytes));
        }
        assert_eq!(Manifest::decode(br#"{"wence-manifest":2,"pages":[]}"#), Err(Unfit::OtherVersion(2)));
    }

    #[test]
    fn an_entry_made_in_pieces_equals_one_made_at_once() {
        let bytes: Vec<u8> = (0..100_000_u32).map(|number| (number * 31 % 251) as u8).collect();
        let mut builder = EntryBuilder::new();
        bytes.chunks(777).for_each(|chunk| builder.update(chunk));
        assert_eq!(builder.finish(), Entry::of(&bytes));
    }

    #[test]
    fn folders_are_those_above_each_path() {
        assert_eq!(folders_of("a/b/c.html").collect::<Vec<_>>(), ["a/b", "a"]);
        assert_eq!(folders_of("c.html").count(), 0);
    }
}
