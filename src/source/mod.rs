//! The only reader of the user's files.
//! Enters: a book's root folder, by way of a [`FileSystem`]. Leaves: a [`SourceTree`] of pages with their includes expanded
//! and of assets by name, and diagnostics for every file that cannot be part of the book. Reads no Markdown but `SUMMARY.md`,
//! writes nothing, and its result does not depend on the order in which a disk lists files. Start at [`load`].
//!
//! What is what, in the content folder:
//!
//! | name | without `SUMMARY.md` | with it |
//! | --- | --- | --- |
//! | `.name` | passed over | passed over |
//! | `name~`, `name.bak` and other [leftovers](leftover) | passed over | passed over |
//! | `_name` | passed over; there to be included | like any other |
//! | `*.md`, `*.markdown` | a page | a page if listed, else passed over |
//! | any other file | an asset, copied as it is | the same |
//!
//! A folder's name counts for all that is in it. The second column is mdBook's, whose books keep images under names like
//! `_images`. When the content folder is the book's root, `book.toml` and `theme/` are passed over as well.

mod beginnings;
mod disk;
pub mod folder;
mod history;
pub mod image_size;
mod include;
pub mod leftover;
mod map;
mod memory;
mod walk;

pub use beginnings::{Beginnings, has_pages};
pub use disk::Disk;
pub use history::{Gap, History};
pub use include::Expanded;
pub use map::SourceMap;
pub use memory::Memory;

use crate::diag::{self, Diagnostic, FileId, Files, Place, Span, codes};
use crate::model::{Chapter, Entry, Outline, SitePath};
use crate::navigation::summary;
use include::{Includer, may_hold_directive};
use map::Origin;
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use walk::{Walk, Walked};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// Largest text that is read, and largest page with its includes; positions are kept in 32 bits.
pub const MAX_FILE_BYTES: u64 = 64 << 20;

/// From this many pages on, files are read side by side; below it the threads would cost more than they save.
const PARALLEL_FROM: usize = 32;

/// A place that files are read from.
pub trait FileSystem: Sync {
    /// Puts all bytes of a file in place of what `bytes` holds. [`io::ErrorKind::FileTooLarge`] where there are more than
    /// `limit`; on any error `bytes` may hold anything.
    fn read_into(&self, path: &Path, limit: u64, bytes: &mut Vec<u8>) -> io::Result<()>;

    /// All bytes of a file, as [`Self::read_into`] has them.
    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.read_into(path, limit, &mut bytes)?;
        Ok(bytes)
    }

    /// The first bytes of a file, at most `most`.
    fn read_head(&self, path: &Path, most: usize) -> io::Result<Vec<u8>>;

    /// What a folder holds, in any order; symbolic links are not followed.
    fn list(&self, folder: &Path) -> io::Result<Vec<Listed>>;

    /// What stands at a path, symbolic links followed.
    fn status(&self, path: &Path) -> io::Result<Status>;

    /// What stands at a path, a symbolic link itself.
    fn kind(&self, path: &Path) -> io::Result<Kind>;

    /// The absolute path of what stands there, without symbolic links and `..`.
    fn canonical(&self, path: &Path) -> io::Result<PathBuf>;

    /// When `files` were last changed, as the version control of `folder` has it; all paths are absolute.
    fn history(&self, folder: &Path, files: &[PathBuf]) -> History;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    File,
    Folder,
    /// A symbolic link; not where links are followed.
    Link,
    /// A socket, a device and the like.
    Other,
}

/// One name in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub name: OsString,
    pub kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    pub kind: Kind,
    /// A file's length.
    pub bytes: u64,
}

/// What the configuration says of reading.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The content folder from the root, as `[book] src` names it; `None` is `content/`, else `src/`.
    pub src: Option<String>,
    /// Files and folders that are passed over, absolute or from the root: the output folder, the theme.
    pub ignore: Vec<PathBuf>,
    /// Whether a file that `SUMMARY.md` lists may be missing; its chapter is a draft then. Nothing is ever created.
    pub create_missing: bool,
    /// The folder that includes may not leave, where it is more than the book's root: a repository that the book documents.
    pub include_root: Option<PathBuf>,
    /// Whether pages get what they include; without it their texts are those of their files.
    pub follow_includes: bool,
    /// Pages that a `SUMMARY.md` may list although they have no file here: they are taken from elsewhere.
    pub stand_ins: BTreeSet<SitePath>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            src: None,
            ignore: Vec::new(),
            create_missing: true,
            include_root: None,
            follow_includes: true,
            stand_ins: BTreeSet::new(),
        }
    }
}

/// A page as its parser is to see it.
#[derive(Clone, Debug)]
pub struct SourcePage {
    /// From the content folder: `before/index.md`.
    pub path: SitePath,
    /// Absolute, symbolic links not resolved.
    pub source: PathBuf,
    pub file: FileId,
    /// Shared, since whoever shows the page may be asked where its words stand.
    pub expanded: Arc<Expanded>,
    /// Of the text, the title that an include gave it and, where the text is not all of the file, the places it came from:
    /// pages with equal hashes parse alike, spans included. The same on every machine.
    pub hash: u128,
}

/// A file that is copied as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceAsset {
    /// From the content folder, and so from the site's root.
    pub path: SitePath,
    /// Absolute.
    pub source: PathBuf,
    pub bytes: u64,
}

/// `SUMMARY.md`, read.
#[derive(Clone, Debug)]
pub struct SummaryFile {
    pub file: FileId,
    /// A chapter whose file does not exist has no page.
    pub outline: Outline,
}

/// The files of a book.
#[derive(Clone, Debug, Default)]
pub struct SourceTree {
    /// Absolute, no symbolic link in it.
    pub root: PathBuf,
    /// The content folder from the root, `/` between the parts; empty when it is the root.
    pub content: String,
    /// Sorted by path, each path once.
    pub pages: Vec<SourcePage>,
    /// Sorted by path, each path once.
    pub assets: Vec<SourceAsset>,
    /// Markdown files that `SUMMARY.md` does not list, sorted: not part of the book, though they are there.
    pub unlisted: Vec<SitePath>,
    /// Decides order and membership where it is there.
    pub summary: Option<SummaryFile>,
}

impl SourceTree {
    /// Absolute path of the content folder.
    pub fn content_folder(&self) -> PathBuf {
        if self.content.is_empty() { self.root.clone() } else { self.root.join(&self.content) }
    }

    /// The page of that path.
    pub fn page(&self, path: &SitePath) -> Option<&SourcePage> {
        self.pages.binary_search_by(|page| page.path.cmp(path)).ok().map(|index| &self.pages[index])
    }
}

/// Reads the book at `root`. All faults of all files come together; a page that cannot be read is there with what could be
/// read of it, so that links to it are not reported as well.
pub fn load(fs: &dyn FileSystem, root: &Path, settings: &Settings, files: &Files) -> (SourceTree, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut tree = SourceTree::default();
    tree.root = match fs.canonical(root) {
        Ok(root) => root,
        Err(error) => {
            let message = format!("the folder `{}` cannot be read: {error}", root.display());
            diagnostics.push(Diagnostic::error(codes::FILE_UNREADABLE, Place::Book, message));
            return (tree, diagnostics);
        }
    };
    tree.content = match content_folder(fs, &tree.root, settings.src.as_deref()) {
        Ok(content) => content,
        Err(fault) => {
            diagnostics.push(*fault);
            return (tree, diagnostics);
        }
    };
    let content = tree.content_folder();
    let ignore = ignored(fs, &tree, settings);
    let summary_path = content.join("SUMMARY.md");
    // The walk tells of a link that leads out of the book; here it must not be followed.
    let has_summary = fs.status(&summary_path).is_ok_and(|status| status.kind == Kind::File)
        && fs.canonical(&summary_path).is_ok_and(|real| real.starts_with(&tree.root));
    let real_content = fs.canonical(&content).unwrap_or_else(|_| content.clone());
    let mut walk = Walk {
        fs,
        root: &tree.root,
        ignore: &ignore,
        skip_underscore: !has_summary,
        n_folder_links: 0,
        found: Vec::new(),
        diagnostics: Vec::new(),
    };
    walk.folder(&content, "", &mut vec![real_content]);
    diagnostics.append(&mut walk.diagnostics);
    let (mut pages, assets): (Vec<Walked>, Vec<Walked>) =
        walk.found.into_iter().partition(|found| found.path.is_markdown());
    pages.sort_by(|a, b| a.path.cmp(&b.path));

    if has_summary {
        let found: Vec<SitePath> = pages.iter().map(|page| page.path.clone()).collect();
        let summary = read_summary(fs, &tree, &summary_path, &mut pages, settings, files, &mut diagnostics);
        tree.summary = summary;
        tree.unlisted =
            found.into_iter().filter(|path| pages.binary_search_by(|page| page.path.cmp(path)).is_err()).collect();
    }
    let (assets, mut faults) = stat_assets(fs, &tree.root, assets);
    tree.assets = assets;
    diagnostics.append(&mut faults);
    let (pages, mut faults) = read_pages(fs, &tree, settings, files, &pages);
    tree.pages = pages;
    diagnostics.append(&mut faults);
    if tree.pages.is_empty() {
        let shown = if tree.content.is_empty() { "." } else { &tree.content };
        let fault = Diagnostic::error(codes::BOOK_EMPTY, Place::File(shown.to_owned()), "the book has no page");
        diagnostics.push(fault.help("write `index.md` in this folder"));
    }
    (tree, diagnostics)
}

/// Reads one page of a loaded book again, after it or a file it includes was saved. `None` where the tree has no such page.
pub fn load_page(
    fs: &dyn FileSystem,
    tree: &SourceTree,
    path: &SitePath,
    settings: &Settings,
    files: &Files,
) -> Option<(SourcePage, Vec<Diagnostic>)> {
    let page = tree.page(path)?;
    let walked = Walked { path: page.path.clone(), absolute: page.source.clone() };
    let (pages, diagnostics) = read_pages(fs, tree, settings, files, &[walked]);
    pages.into_iter().next().map(|page| (page, diagnostics))
}

/// Whether what stands at `path` lies in the book, symbolic links followed. What cannot be resolved, such as what is not there,
/// counts as inside: opening it says what is the matter.
pub fn is_inside(fs: &dyn FileSystem, root: &Path, path: &Path) -> bool {
    match (fs.canonical(root), fs.canonical(path)) {
        (Ok(root), Ok(real)) => real.starts_with(root),
        _ => true,
    }
}

/// The fault of a symbolic link of the book that [`is_inside`] has refused.
pub fn leads_out(root: &Path, path: &Path) -> Diagnostic {
    walk::outside(root, path)
}

/// A path for people: from `root`, with `/` between the parts.
fn display_path(root: &Path, path: &Path) -> String {
    let mut up = String::new();
    for above in root.ancestors() {
        if let Ok(rest) = path.strip_prefix(above) {
            let parts: Vec<_> = rest.components().map(|part| part.as_os_str().to_string_lossy()).collect();
            let shown = format!("{up}{}", parts.join("/"));
            return if shown.is_empty() { ".".to_owned() } else { shown };
        }
        up.push_str("../");
    }
    path.to_string_lossy().into_owned()
}

/// The content folder from the root.
fn content_folder(fs: &dyn FileSystem, root: &Path, src: Option<&str>) -> Result<String, Box<Diagnostic>> {
    let is_folder = |name: &str| fs.status(&root.join(name)).is_ok_and(|status| status.kind == Kind::Folder);
    let missing = |message: String| Diagnostic::error(codes::SOURCE_FOLDER_MISSING, Place::Book, message);
    let inside = |found: String| match fs.canonical(&root.join(&found)) {
        Ok(real) if !real.starts_with(root) => Err(Box::new(walk::outside(root, &root.join(found)))),
        _ => Ok(found),
    };
    let Some(src) = src else {
        let Some(found) = ["content", "src"].into_iter().find(|name| is_folder(name)) else {
            let fault = missing("there is neither a folder `content` nor a folder `src`".into());
            return Err(Box::new(
                fault.help("make `content/index.md`, or name the folder with `[book] src` in `book.toml`"),
            ));
        };
        return inside(found.to_owned());
    };
    let Some(path) = SitePath::new(&src.replace('\\', "/")) else {
        let message = format!("the content folder `{src}` is outside the book");
        return Err(Box::new(Diagnostic::error(codes::CONFIG_VALUE, Place::File("book.toml".into()), message)));
    };
    if path.is_root() || is_folder(path.as_str()) {
        return inside(path.as_str().to_owned());
    }
    let mut fault = missing(format!("there is no folder `{src}`"));
    let mut names: Vec<String> = fs
        .list(&root.join(path.folder()))
        .unwrap_or_default()
        .into_iter()
        .filter(|entry| entry.kind == Kind::Folder)
        .filter_map(|entry| entry.name.into_string().ok())
        .collect();
    names.sort();
    if let Some(near) = diag::nearest(path.file_name(), names.iter().map(String::as_str)) {
        fault = fault.help(format!("did you mean `{near}`?"));
    }
    Err(Box::new(fault))
}

/// Absolute paths that the walk passes over.
fn ignored(fs: &dyn FileSystem, tree: &SourceTree, settings: &Settings) -> HashSet<PathBuf> {
    let mut ignore: HashSet<PathBuf> = settings.ignore.iter().map(|path| tree.root.join(path)).collect();
    // The root may have been reached by way of a link, and with it every path made from it.
    let real: Vec<PathBuf> = ignore.iter().filter_map(|path| fs.canonical(path).ok()).collect();
    ignore.extend(real);
    if tree.content.is_empty() {
        ignore.insert(tree.root.join("book.toml"));
        ignore.insert(tree.root.join("theme"));
    }
    ignore
}

/// Does `work` for each item, side by side where there are many; results in the order of the items. A thread lends `work` one
/// buffer for all it does: fresh memory for each file would cost about as much as reading it.
fn map_in_order<T: Sync, R: Send>(items: &[T], work: impl Fn(&mut Vec<u8>, &T) -> R + Sync + Send) -> Vec<R> {
    if items.len() < PARALLEL_FROM {
        let mut buffer = Vec::new();
        return items.iter().map(|item| work(&mut buffer, item)).collect();
    }
    items.par_iter().map_init(Vec::new, |buffer, item| work(buffer, item)).collect()
}

fn stat_assets(fs: &dyn FileSystem, root: &Path, mut found: Vec<Walked>) -> (Vec<SourceAsset>, Vec<Diagnostic>) {
    found.sort_by(|a, b| a.path.cmp(&b.path));
    let lengths = map_in_order(&found, |_, asset| fs.status(&asset.absolute).map(|status| status.bytes));
    let mut diagnostics = Vec::new();
    let mut assets = Vec::with_capacity(found.len());
    for (Walked { path, absolute }, length) in found.into_iter().zip(lengths) {
        match length {
            Ok(bytes) => assets.push(SourceAsset { path, source: absolute, bytes }),
            Err(error) => diagnostics.push(read_fault(&display_path(root, &absolute), &error)),
        }
    }
    (assets, diagnostics)
}

/// The fault of a file that could not be read.
fn read_fault(shown: &str, error: &io::Error) -> Diagnostic {
    let place = Place::File(shown.to_owned());
    if error.kind() == io::ErrorKind::FileTooLarge {
        let message = format!("the file is larger than {} MiB", MAX_FILE_BYTES >> 20);
        return Diagnostic::error(codes::FILE_TOO_LARGE, place, message);
    }
    Diagnostic::error(codes::FILE_UNREADABLE, place, format!("cannot be read: {error}"))
}

/// A file's text, and the byte after a byte order mark. Where the bytes are not UTF-8, the first that are not, and the text
/// with marks in their places: it is the same up to there.
struct Text {
    text: Arc<str>,
    start: usize,
    invalid: Option<usize>,
}

fn decode(bytes: &[u8]) -> Text {
    let (text, invalid): (Arc<str>, _) = match std::str::from_utf8(bytes) {
        Ok(text) => (with_known_line_ends(text).into(), None),
        Err(error) => (String::from_utf8_lossy(bytes).into(), Some(error.valid_up_to())),
    };
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    Text { text, start, invalid }
}

/// The text with line feeds in place of carriage returns that no line feed follows: they end lines too (CommonMark 0.31.2,
/// section 2.1), and the parser takes them for white space. Every byte stays where it was.
fn with_known_line_ends(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    if memchr::memchr_iter(b'\r', bytes).all(|at| bytes.get(at + 1) == Some(&b'\n')) {
        return Cow::Borrowed(text);
    }
    let mut rest = text.chars().peekable();
    let mut settled = String::with_capacity(text.len());
    while let Some(c) = rest.next() {
        settled.push(if c == '\r' && rest.peek() != Some(&'\n') { '\n' } else { c });
    }
    Cow::Owned(settled)
}

fn invalid_utf8(file: FileId, at: usize) -> Diagnostic {
    let span = Span::new(file, at..at + char::REPLACEMENT_CHARACTER.len_utf8());
    Diagnostic::error(codes::INVALID_UTF8, span, "the file is not UTF-8")
        .label("the first byte that is not")
        .help("save the file as UTF-8")
}

/// What one thread makes of one page before its file has a number.
struct Read {
    text: Text,
    may_hold_directive: bool,
    hash: u128,
    fault: Option<Diagnostic>,
}

fn read_pages(
    fs: &dyn FileSystem,
    tree: &SourceTree,
    settings: &Settings,
    files: &Files,
    pages: &[Walked],
) -> (Vec<SourcePage>, Vec<Diagnostic>) {
    let read = map_in_order(pages, |bytes, page| {
        let (text, fault) = match fs.read_into(&page.absolute, MAX_FILE_BYTES, bytes) {
            Ok(()) => (decode(bytes), None),
            Err(error) => (decode(b""), Some(read_fault(&display_path(&tree.root, &page.absolute), &error))),
        };
        let body = &text.text.as_bytes()[text.start..];
        Read { may_hold_directive: may_hold_directive(body), hash: xxh3_128(body), text, fault }
    });

    // Numbers are given in order, so that they do not depend on which thread was first.
    let mut diagnostics = Vec::new();
    let mut numbered = Vec::with_capacity(pages.len());
    for (page, read) in pages.iter().zip(read) {
        let shown =
            if tree.content.is_empty() { page.path.to_string() } else { format!("{}/{}", tree.content, page.path) };
        let file = files.insert(&shown, read.text.text.clone());
        if let Some(at) = read.text.invalid {
            diagnostics.push(invalid_utf8(file, at));
        }
        diagnostics.extend(read.fault.clone());
        numbered.push((page, file, read));
    }

    let limit = settings.include_root.as_deref().and_then(|folder| fs.canonical(&tree.root.join(folder)).ok());
    let limit = limit.filter(|folder| tree.root.starts_with(folder)).unwrap_or_else(|| tree.root.clone());
    let includer =
        Includer { fs, root: &tree.root, limit: &limit, files, cache: Mutex::default(), folders: Mutex::default() };
    let expanded = map_in_order(&numbered, |_, (page, file, read)| {
        let Text { text, start, .. } = &read.text;
        if read.may_hold_directive && settings.follow_includes {
            let (expanded, faults) = includer.expand(&page.absolute, *file, text, *start);
            let hash = hash(&expanded, *file, files);
            return (expanded, hash, faults);
        }
        let body: Arc<str> = if *start == 0 { text.clone() } else { text[*start..].into() };
        let map = SourceMap::whole(*file, *start, body.len());
        let expanded = Expanded { text: body, map, includes: Vec::new(), title_override: None };
        let hash = if *start == 0 { read.hash } else { self::hash(&expanded, *file, files) };
        (expanded, hash, Vec::new())
    });
    let mut made = Vec::with_capacity(pages.len());
    for ((page, file, _), (expanded, hash, mut faults)) in numbered.iter().zip(expanded) {
        diagnostics.append(&mut faults);
        made.push(SourcePage {
            path: page.path.clone(),
            source: page.absolute.clone(),
            file: *file,
            expanded: Arc::new(expanded),
            hash,
        });
    }
    (made, diagnostics)
}

/// The hash of a page; of the text alone where all of it is the file's own, from its first byte on.
fn hash(expanded: &Expanded, file: FileId, files: &Files) -> u128 {
    let map = &expanded.map;
    let mut hasher = Xxh3::new();
    hasher.update(expanded.text.as_bytes());
    let mut number = |number: usize| hasher.update(&(number as u64).to_le_bytes());
    number(map.start());
    for piece in map.pieces() {
        number(piece.at);
        match piece.origin {
            Origin::Copied { start, .. } => number(start),
            Origin::Made(span) => {
                number(span.start as usize);
                number(span.end as usize);
            }
        }
    }
    // Files by name, since their numbers are this process's own.
    for piece in map.pieces() {
        let (Origin::Copied { file: id, .. } | Origin::Made(Span { file: id, .. })) = piece.origin;
        if id != file
            && let Some(file) = files.get(id)
        {
            hasher.update(file.path.as_bytes());
        }
        hasher.update(&[0]);
    }
    if let Some(title) = &expanded.title_override {
        hasher.update(b"\x01");
        hasher.update(title.as_bytes());
    }
    hasher.digest128()
}

/// Reads `SUMMARY.md` and leaves in `pages` what it lists.
#[allow(clippy::too_many_arguments, reason = "one step of `load`, cut out to be read by itself")]
fn read_summary(
    fs: &dyn FileSystem,
    tree: &SourceTree,
    path: &Path,
    pages: &mut Vec<Walked>,
    settings: &Settings,
    files: &Files,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<SummaryFile> {
    let shown = display_path(&tree.root, path);
    let text = match fs.read(path, MAX_FILE_BYTES) {
        Ok(bytes) => decode(&bytes),
        Err(error) => {
            diagnostics.push(read_fault(&shown, &error));
            return None;
        }
    };
    let file = files.insert(&shown, text.text.clone());
    if let Some(at) = text.invalid {
        diagnostics.push(invalid_utf8(file, at));
    }
    let to_span = |range: std::ops::Range<usize>| Span::new(file, text.start + range.start..text.start + range.end);
    let (mut outline, mut faults) = summary::parse(&text.text[text.start..], &to_span);
    diagnostics.append(&mut faults);

    let walked: HashMap<SitePath, PathBuf> = pages.drain(..).map(|page| (page.path, page.absolute)).collect();
    let mut listing = Listing {
        fs,
        tree,
        walked,
        create_missing: settings.create_missing,
        stand_ins: &settings.stand_ins,
        n_missing: 0,
        pages: HashMap::new(),
        diagnostics,
    };
    for entry in &mut outline.entries {
        if let Entry::Chapter(chapter) = entry {
            listing.chapter(chapter);
        }
    }
    pages.extend(listing.pages.into_iter().map(|(path, absolute)| Walked { path, absolute }));
    pages.sort_by(|a, b| a.path.cmp(&b.path));
    Some(SummaryFile { file, outline })
}

/// For how many missing files all others are searched for what was meant: with more, the whole list is wrong, and the search
/// would be quadratic.
const MAX_GUESSES: usize = 32;

/// Where the file of a chapter lies: in the book, or behind a link that leads out of it.
enum Found {
    Inside(PathBuf),
    Outside(Diagnostic),
}

/// Looks up the chapters of a summary.
struct Listing<'a> {
    fs: &'a dyn FileSystem,
    tree: &'a SourceTree,
    /// All Markdown files of the content folder.
    walked: HashMap<SitePath, PathBuf>,
    create_missing: bool,
    stand_ins: &'a BTreeSet<SitePath>,
    n_missing: usize,
    /// Those that are listed.
    pages: HashMap<SitePath, PathBuf>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Listing<'_> {
    /// A chapter without its file becomes a draft. `summary::parse` bounds the depth.
    fn chapter(&mut self, chapter: &mut Chapter) {
        if let Some(path) = chapter.page.take() {
            match self.find(&path) {
                Some(Found::Inside(absolute)) => {
                    self.pages.insert(path.clone(), absolute);
                    chapter.page = Some(path);
                }
                Some(Found::Outside(fault)) => self.diagnostics.push(fault),
                None if self.stand_ins.contains(&path) => chapter.page = Some(path),
                None => self.tell_missing(&path, chapter.span),
            }
        }
        for child in &mut chapter.children {
            self.chapter(child);
        }
    }

    fn find(&self, path: &SitePath) -> Option<Found> {
        if let Some(absolute) = self.walked.get(path) {
            return Some(Found::Inside(absolute.clone()));
        }
        // Names that the walk passes over may still be listed.
        let absolute = self.tree.content_folder().join(path.as_str());
        if !self.fs.status(&absolute).is_ok_and(|status| status.kind == Kind::File) {
            return None;
        }
        Some(match self.fs.canonical(&absolute).is_ok_and(|real| real.starts_with(&self.tree.root)) {
            true => Found::Inside(absolute),
            false => Found::Outside(walk::outside(&self.tree.root, &absolute)),
        })
    }

    fn tell_missing(&mut self, path: &SitePath, span: Option<Span>) {
        let place = span.map_or(Place::Book, Place::At);
        let message = format!("the file `{path}` does not exist");
        let fault = if self.create_missing {
            Diagnostic::warning(codes::SUMMARY_FILE_NOT_FOUND, place, message).label("shown without a link")
        } else {
            Diagnostic::error(codes::SUMMARY_FILE_NOT_FOUND, place, message)
        };
        self.n_missing += 1;
        let mut known: Vec<&str> = Vec::new();
        if self.n_missing <= MAX_GUESSES {
            known.extend(self.walked.keys().map(SitePath::as_str));
            known.sort_unstable();
        }
        let help = match diag::nearest(path.as_str(), known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("make the file with `wence new page {path}`, or write `()` for a chapter that is to come"),
        };
        self.diagnostics.push(fault.help(help));
    }
}

#[cfg(test)]
mod tests;
