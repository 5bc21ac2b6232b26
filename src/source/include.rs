//! Includes, expanded before anything else reads a page, with mdBook's words and meaning.
//! Enters: a page's text and the files it names. Leaves: the text with the files in their places, a [`SourceMap`] that leads
//! back, and diagnostics. Knows no Markdown: an include works in prose, in code and in front matter alike. A directive that
//! cannot be followed stays in the text as written.
//!
//! | directive | becomes |
//! | --- | --- |
//! | `{{#include f}}` | the file, without its last line break |
//! | `f:2`, `f:2:10`, `f::10`, `f:2:` | line 2, lines 2 to 10, up to 10, from 2 |
//! | `f:name` | the lines between `ANCHOR: name` and `ANCHOR_END: name`, without any line that holds an anchor |
//! | `{{#rustdoc_include f:…}}` | the whole file, lines outside the choice behind `# ` |
//! | `{{#playground f words}}` | a fenced block of Rust; the words join its info string |
//! | `{{#title words}}` | nothing; the words are the page's `<title>` |
//! | `\{{#…}}` | the same without the backslash, not followed |
//!
//! Source: mdBook 0.5.4, "MdBook-specific features", and its `links` preprocessor's observable behaviour. Differences: a
//! backslash takes one directive out of force, not the rest of its line; what mdBook passes over in silence is reported.

use super::map::{Origin, Piece, SourceMap, push_piece, span_in};
use super::{FileSystem, Kind, MAX_FILE_BYTES, display_path, read_fault};
use crate::diag::{self, Code, Diagnostic, FileId, Files, Place, Span, codes};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::io;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

/// Files inside files inside files: more than this is taken for a circle. mdBook stops at 10.
const MAX_DEPTH: usize = 32;

/// Directives one page may follow, those of included files among them: a few files that include each other several times
/// over would otherwise keep a build busy for ever.
const MAX_DIRECTIVES: usize = 50_000;

/// A page's text as the parser is to see it.
#[derive(Clone, Debug)]
pub struct Expanded {
    /// Without a byte order mark.
    pub text: Arc<str>,
    pub map: SourceMap,
    /// Absolute paths that directives named, sorted, each once; those that do not exist too, since making one changes the
    /// page.
    pub includes: Vec<PathBuf>,
    /// The words of the last `{{#title}}`.
    pub title_override: Option<String>,
}

/// A file that the first page to ask for it reads, while the others wait.
type ReadOnce = OnceLock<Result<Included, Refusal>>;

/// What all pages of one load share.
pub(super) struct Includer<'a> {
    pub fs: &'a dyn FileSystem,
    /// The book's root, canonical: paths in messages start there.
    pub root: &'a Path,
    /// No include leads out of this folder, canonical.
    pub limit: &'a Path,
    pub files: &'a Files,
    /// By path as joined, so that each file is read once.
    pub cache: Mutex<HashMap<PathBuf, Arc<ReadOnce>>>,
    /// Folders as joined, and what they really are.
    pub folders: Mutex<HashMap<PathBuf, PathBuf>>,
}

/// A file that was read for an include.
#[derive(Clone, Debug)]
pub(super) struct Included {
    file: FileId,
    /// Canonical, to know a file again by whatever way it was reached.
    real: PathBuf,
    text: Arc<str>,
    /// 3 after a byte order mark.
    start: usize,
}

/// Why a file was not read: the code, and words that go on from the file's name.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    code: Code,
    words: String,
    help: Option<String>,
    /// Where the fault is the file's own rather than the directive's.
    place: Option<Place>,
}

// ---- Directives ----

/// Which part of a file is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Choice {
    /// Lines from 0, the end excluded.
    Lines(Range<usize>),
    Anchor(String),
}

impl Choice {
    const ALL: Choice = Choice::Lines(0..usize::MAX);

    /// Reads what stands after a path's first colon. Whatever is no number where one belongs counts as left out, as in mdBook.
    fn parse(words: Option<&str>) -> Choice {
        let mut parts = words.unwrap_or("").splitn(3, ':');
        let first = parts.next().unwrap_or("");
        let start = match first.parse::<usize>() {
            Ok(line) => Some(line.saturating_sub(1)),
            Err(_) if first.is_empty() => None,
            Err(_) => return Choice::Anchor(first.to_owned()),
        };
        let end = parts.next().map(|end| end.parse::<usize>());
        Choice::Lines(match (start, end) {
            (Some(start), Some(Ok(end))) => start..end,
            (Some(start), Some(Err(_))) => start..usize::MAX,
            (Some(start), None) => start..start.saturating_add(1),
            (None, Some(Ok(end))) => 0..end,
            (None, _) => 0..usize::MAX,
        })
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Words<'t> {
    Include {
        path: &'t str,
        choice: Choice,
    },
    RustdocInclude {
        path: &'t str,
        choice: Choice,
    },
    Playground {
        path: &'t str,
        attributes: Vec<&'t str>,
    },
    Title(&'t str),
    /// A backslash before it; the text is what stands after the backslash.
    Escaped,
    /// One of ours with lines but no file: `{{#include :3}}`.
    Empty,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Directive<'t> {
    range: Range<usize>,
    words: Words<'t>,
}

/// Whether there can be a directive at all. One search through the text; most pages go no further.
pub(super) fn may_hold_directive(text: &[u8]) -> bool {
    let mut at = 0;
    while let Some(length) = memchr::memmem::find(&text[at..], b"{{") {
        // The last two braces of a run are those that count.
        let run = at + length;
        let end = run + text[run..].iter().take_while(|&&byte| byte == b'{').count();
        if text[end..].iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'#') {
            return true;
        }
        at = end;
    }
    false
}

/// The next place of a mark, remembered, so that many openings before one end do not each search for it.
#[derive(Default)]
struct Ahead {
    /// The mark stands first at `at` for a search from anywhere in `from..=at`.
    from: usize,
    at: Option<usize>,
}

impl Ahead {
    /// First byte at or after `from` where `mark` stands; the text's length where it does not.
    fn find(&mut self, text: &str, mark: &str, from: usize) -> usize {
        match self.at {
            Some(at) if (self.from..=at).contains(&from) => at,
            _ => {
                let at =
                    memchr::memmem::find(&text.as_bytes()[from..], mark.as_bytes()).map_or(text.len(), |n| from + n);
                *self = Ahead { from, at: Some(at) };
                at
            }
        }
    }
}

/// Finds the directives of a text one after the other, in time linear in the text.
struct Directives<'t> {
    text: &'t str,
    /// Bytes before it belong to directives already found.
    done: usize,
    close: Ahead,
    double_close: Ahead,
    line_end: Ahead,
}

impl<'t> Iterator for Directives<'t> {
    type Item = Directive<'t>;

    fn next(&mut self) -> Option<Directive<'t>> {
        let mut at = self.done;
        loop {
            let open = at + memchr::memmem::find(&self.text.as_bytes()[at..], b"{{")?;
            match self.directive_at(open) {
                Ok(directive) => {
                    self.done = directive.range.end;
                    return Some(directive);
                }
                Err(next) => at = next,
            }
        }
    }
}

impl<'t> Directives<'t> {
    fn new(text: &'t str) -> Self {
        let (close, double_close, line_end) = Default::default();
        Directives { text, done: 0, close, double_close, line_end }
    }

    /// The directive whose braces open at `open`; else where to look further.
    fn directive_at(&mut self, open: usize) -> Result<Directive<'t>, usize> {
        let text = self.text;
        let no = Err(open + 1);
        let after = text[open + 2..].trim_start();
        let Some(words) = after.strip_prefix('#') else { return no };
        let words_at = text.len() - words.len();
        if open > self.done && text.as_bytes()[open - 1] == b'\\' {
            let end = self.double_close.find(text, "}}", words_at);
            return if end < self.line_end.find(text, "\n", words_at) {
                Ok(Directive { range: open - 1..end + 2, words: Words::Escaped })
            } else {
                no
            };
        }
        let name_length = words
            .find(|character: char| !(character.is_ascii_alphanumeric() || character == '_'))
            .unwrap_or(words.len());
        let (name, rest) = words.split_at(name_length);
        if name.is_empty() || !rest.starts_with(char::is_whitespace) {
            return no;
        }
        let close = self.close.find(text, "}", words_at + name_length);
        if !text[close..].starts_with("}}") {
            return no;
        }
        let end = close + 2;
        let arguments = &text[words_at + name_length..close];
        let mut parts = arguments.split_whitespace();
        let path = parts.next();
        let words = match (name, path) {
            ("title", _) => Words::Title(arguments.trim()),
            ("playground" | "playpen", Some(path)) => Words::Playground { path, attributes: parts.collect() },
            ("include" | "rustdoc_include", Some(argument)) => {
                let (path, choice) = match argument.split_once(':') {
                    Some((path, choice)) => (path, Choice::parse(Some(choice))),
                    None => (argument, Choice::parse(None)),
                };
                match (path, name) {
                    ("", _) => Words::Empty,
                    (_, "include") => Words::Include { path, choice },
                    _ => Words::RustdocInclude { path, choice },
                }
            }
            // Another tool's, or prose about ours (`{{#include }}`); what stands inside it is not ours either.
            _ => return Err(end),
        };
        Ok(Directive { range: open..end, words })
    }
}

// ---- Expansion ----

/// A text with the way back to where it came from; expansion reads one and writes one.
struct Mapped<'t> {
    text: Cow<'t, str>,
    /// Sorted by `at`, the first at 0 unless the text is empty.
    pieces: Vec<Piece>,
}

impl<'t> Mapped<'t> {
    fn copied(text: &'t str, file: FileId, start: usize) -> Self {
        Mapped { text: text.into(), pieces: vec![Piece { at: 0, origin: Origin::Copied { file, start } }] }
    }

    fn empty() -> Self {
        Mapped { text: Cow::Borrowed(""), pieces: Vec::new() }
    }

    fn push(&mut self, text: &str, origin: Origin) {
        if text.is_empty() {
            return;
        }
        push_piece(&mut self.pieces, Piece { at: self.text.len(), origin });
        self.text.to_mut().push_str(text);
    }

    /// Appends bytes `range` of `other`.
    fn push_part(&mut self, other: &Mapped, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        let first = other.pieces.partition_point(|piece| piece.at <= range.start).saturating_sub(1);
        for (index, piece) in other.pieces.iter().enumerate().skip(first) {
            if piece.at >= range.end {
                break;
            }
            let start = piece.at.max(range.start);
            let end = other.pieces.get(index + 1).map_or(range.end, |next| next.at.min(range.end));
            let origin = match piece.origin {
                Origin::Copied { file, start: origin } => Origin::Copied { file, start: origin + (start - piece.at) },
                made => made,
            };
            self.push(&other.text[start..end], origin);
        }
    }

    /// `range` is not empty.
    fn span(&self, range: Range<usize>) -> Span {
        span_in(&self.pieces, self.text.len(), range)
    }
}

/// One file on the way from the page to the text in hand.
struct Link {
    real: PathBuf,
    choice: Choice,
}

struct Expander<'a, 'i> {
    includer: &'i Includer<'a>,
    named: BTreeSet<PathBuf>,
    title: Option<String>,
    directives: usize,
    diagnostics: Vec<Diagnostic>,
}

impl Includer<'_> {
    /// Expands the page at `path` (absolute), which stands in the table as `file`; `start` is the byte of `text` after a byte
    /// order mark.
    pub(super) fn expand(
        &self,
        path: &Path,
        file: FileId,
        text: &Arc<str>,
        start: usize,
    ) -> (Expanded, Vec<Diagnostic>) {
        let mut expander =
            Expander { includer: self, named: BTreeSet::new(), title: None, directives: 0, diagnostics: Vec::new() };
        let source = Mapped::copied(&text[start..], file, start);
        let mut out = Mapped::empty();
        let mut chain = vec![Link { real: path.to_owned(), choice: Choice::ALL }];
        expander.expand(&source, path.parent().unwrap_or(path), &mut chain, &mut out);
        let map = SourceMap::of_pieces(file, out.pieces, out.text.len());
        let expanded = Expanded {
            text: out.text.into(),
            map,
            includes: expander.named.into_iter().collect(),
            title_override: expander.title,
        };
        (expanded, expander.diagnostics)
    }

    /// The file at `path`, read once however many pages name it.
    fn read(&self, path: &Path) -> Result<Included, Refusal> {
        let cell = {
            let mut cache = self.cache.lock().expect("no holder of this lock panics");
            cache.entry(path.to_owned()).or_default().clone()
        };
        cell.get_or_init(|| self.read_afresh(path)).clone()
    }

    fn read_afresh(&self, path: &Path) -> Result<Included, Refusal> {
        let shown = display_path(self.root, &plain(path));
        let refuse = |code, words: String| Refusal { code, words, help: None, place: None };
        let outside = || Refusal {
            help: Some("move the file into the book, or copy what the page needs".into()),
            ..refuse(codes::INCLUDE_OUTSIDE_BOOK, "leads out of the book".into())
        };
        let (real, kind) = match self.real(path) {
            Ok(found) => found,
            Err(_) if !plain(path).starts_with(self.limit) => return Err(outside()),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                let help = self.nearest(path);
                return Err(Refusal { help, ..refuse(codes::INCLUDE_NOT_FOUND, "does not exist".into()) });
            }
            Err(error) => return Err(refuse(codes::FILE_UNREADABLE, format!("cannot be read: {error}"))),
        };
        if !real.starts_with(self.limit) {
            return Err(outside());
        }
        if kind != Kind::File {
            return Err(refuse(codes::INCLUDE_NOT_FOUND, "is not a file".into()));
        }
        let bytes = match self.fs.read(&real, MAX_FILE_BYTES) {
            Ok(bytes) => bytes,
            Err(error) => {
                let fault = read_fault(&shown, &error);
                return Err(Refusal {
                    code: fault.code,
                    words: "cannot be read".into(),
                    help: None,
                    place: Some(fault.place),
                });
            }
        };
        let shown = display_path(self.root, &real);
        match String::from_utf8(bytes) {
            Ok(text) => {
                let text: Arc<str> = super::with_known_line_ends(&text).into();
                let file = self.files.insert(&shown, text.clone());
                let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
                Ok(Included { file, real, text, start })
            }
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let lossy: Arc<str> = String::from_utf8_lossy(error.as_bytes()).into();
                let file = self.files.insert(&shown, lossy);
                let place = Place::At(Span::new(file, at..at + '\u{fffd}'.len_utf8()));
                Err(Refusal { code: codes::INVALID_UTF8, words: "is not UTF-8".into(), help: None, place: Some(place) })
            }
        }
    }

    /// Where a file really is, and what it is. The links of a folder are followed once for all files that pages take from it.
    fn real(&self, path: &Path) -> io::Result<(PathBuf, Kind)> {
        let whole = || {
            let real = self.fs.canonical(path)?;
            let kind = self.fs.kind(&real)?;
            Ok((real, kind))
        };
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return whole() };
        let known = self.folders.lock().expect("no holder of this lock panics").get(folder).cloned();
        let real_folder = match known {
            Some(real) => real,
            None => {
                let real = self.fs.canonical(folder)?;
                self.folders.lock().expect("no holder of this lock panics").insert(folder.to_owned(), real.clone());
                real
            }
        };
        let real = real_folder.join(name);
        match self.fs.kind(&real)? {
            Kind::Link => whole(),
            kind => Ok((real, kind)),
        }
    }

    /// What the author may have meant by a path that leads to nothing.
    fn nearest(&self, path: &Path) -> Option<String> {
        let folder = plain(path.parent()?);
        let name = path.file_name()?.to_str()?;
        let Ok(listed) = self.fs.list(&folder) else {
            return Some(format!("there is no folder `{}`", display_path(self.root, &folder)));
        };
        let mut names: Vec<String> = listed.into_iter().filter_map(|entry| entry.name.into_string().ok()).collect();
        names.sort();
        let near = diag::nearest(name, names.iter().map(String::as_str))?;
        Some(format!("did you mean `{near}`?"))
    }
}

/// `path` with its `.` and `..` worked out by words alone.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

impl Expander<'_, '_> {
    /// Writes `source` to `out`, its directives followed. `folder` is where relative paths start.
    fn expand(&mut self, source: &Mapped, folder: &Path, chain: &mut Vec<Link>, out: &mut Mapped) {
        let text: &str = &source.text;
        let mut done = 0;
        for directive in Directives::new(text) {
            let range = directive.range.clone();
            out.push_part(source, done..range.start);
            done = range.end;
            let span = source.span(range.clone());
            let followed = match directive.words {
                Words::Escaped => {
                    out.push_part(source, range.start + 1..range.end);
                    continue;
                }
                Words::Title(words) => {
                    self.title = Some(words.to_owned());
                    continue;
                }
                Words::Empty => {
                    let fault = Diagnostic::warning(codes::INCLUDE_MALFORMED, span, "the include names no file");
                    self.diagnostics
                        .push(fault.help("write `{{#include path/of/file}}`, or `\\{{#include …}}` to show the words"));
                    false
                }
                Words::Include { path, choice } => {
                    self.follow(path, choice, span, folder, chain, out, |file, choice, expander| {
                        expander.chosen_lines(file, choice, span, path)
                    })
                }
                Words::RustdocInclude { path, choice } => {
                    self.follow(path, choice, span, folder, chain, out, |file, choice, expander| {
                        expander.chosen_lines_shown(file, choice, span, path)
                    })
                }
                Words::Playground { path, attributes } => {
                    self.follow(path, Choice::ALL, span, folder, chain, out, |file, _, _| {
                        Some(fenced(file, &attributes, span))
                    })
                }
            };
            if !followed {
                out.push_part(source, range);
            }
        }
        out.push_part(source, done..text.len());
    }

    /// Puts the file's part into `out`, its own directives followed; `false` where that cannot be, with a diagnostic.
    #[allow(clippy::too_many_arguments, reason = "one call site a directive; a struct would be taken apart at once")]
    fn follow(
        &mut self,
        path: &str,
        choice: Choice,
        span: Span,
        folder: &Path,
        chain: &mut Vec<Link>,
        out: &mut Mapped,
        select: impl for<'f> FnOnce(&'f Included, &Choice, &mut Self) -> Option<Mapped<'f>>,
    ) -> bool {
        let joined = folder.join(path);
        self.named.insert(plain(&joined));
        self.directives += 1;
        if self.directives > MAX_DIRECTIVES {
            if self.directives == MAX_DIRECTIVES + 1 {
                let message =
                    format!("the page follows more than {MAX_DIRECTIVES} includes, those of included files counted");
                self.diagnostics.push(Diagnostic::error(codes::INCLUDE_LOOP, span, message));
            }
            return false;
        }
        let file = match self.includer.read(&joined) {
            Ok(file) => file,
            Err(refusal) => {
                let place = refusal.place.unwrap_or(Place::At(span));
                let is_own = place == Place::At(span);
                let message = format!("the included file `{path}` {}", refusal.words);
                let mut fault = Diagnostic::error(refusal.code, place, message);
                if !is_own {
                    fault = fault.other(span, "included here");
                }
                fault.help.extend(refusal.help);
                self.diagnostics.push(fault);
                return false;
            }
        };
        let link = Link { real: file.real.clone(), choice };
        if let Some(at) = chain.iter().position(|before| before.real == link.real && before.choice == link.choice) {
            let names: Vec<String> = chain[at..].iter().chain([&link]).map(|link| self.shown(&link.real)).collect();
            let message = format!("`{}` includes itself", names[0]);
            let fault = Diagnostic::error(codes::INCLUDE_LOOP, span, message)
                .help(format!("the way round is {}", names.join(" → ")));
            self.diagnostics.push(fault);
            return false;
        }
        if chain.len() > MAX_DEPTH {
            let message = format!("includes stand inside each other more than {MAX_DEPTH} deep");
            self.diagnostics.push(Diagnostic::error(codes::INCLUDE_LOOP, span, message));
            return false;
        }
        let Some(part) = select(&file, &link.choice, self) else { return false };
        if out.text.len() + part.text.len() > MAX_FILE_BYTES as usize {
            let message = format!("the page is larger than {} MiB with its includes", MAX_FILE_BYTES >> 20);
            self.diagnostics.push(Diagnostic::error(codes::FILE_TOO_LARGE, span, message));
            return false;
        }
        if may_hold_directive(part.text.as_bytes()) {
            chain.push(link);
            self.expand(&part, joined.parent().unwrap_or(folder), chain, out);
            chain.pop();
        } else {
            out.push_part(&part, 0..part.text.len());
        }
        true
    }

    fn shown(&self, path: &Path) -> String {
        display_path(self.includer.root, path)
    }

    /// The lines meant by an `include`, joined by line feeds, without a last one.
    fn chosen_lines<'f>(&mut self, file: &'f Included, choice: &Choice, span: Span, path: &str) -> Option<Mapped<'f>> {
        let text = &file.text[file.start..];
        let lines: Vec<Range<usize>> = match choice {
            Choice::Lines(range) => {
                // The whole file is by far the most common, and needs no list of lines.
                if *range == (0..usize::MAX) && memchr::memchr(b'\r', text.as_bytes()).is_none() {
                    let text = text.strip_suffix('\n').unwrap_or(text);
                    return Some(Mapped::copied(text, file.file, file.start));
                }
                self.check_range(text, range, span, path);
                line_ranges(text).skip(range.start).take(range.end.saturating_sub(range.start)).collect()
            }
            Choice::Anchor(name) => self.anchored(text, name, span, path),
        };
        let mut part = Mapped::empty();
        for (index, line) in lines.iter().enumerate() {
            if index > 0 {
                let end = lines[index - 1].end;
                // The line feed that joins is the one that ended the line, where it stands right behind it.
                part.push("\n", Origin::Copied { file: file.file, start: file.start + end });
            }
            part.push(&text[line.clone()], Origin::Copied { file: file.file, start: file.start + line.start });
        }
        Some(part)
    }

    /// The lines meant by a `rustdoc_include`: all of them, those not chosen behind `# `.
    fn chosen_lines_shown<'f>(
        &mut self,
        file: &'f Included,
        choice: &Choice,
        span: Span,
        path: &str,
    ) -> Option<Mapped<'f>> {
        let text = &file.text[file.start..];
        let mut part = Mapped::empty();
        let mut before: Option<usize> = None;
        let mut push = |line: Range<usize>, hidden: bool| {
            if let Some(end) = before {
                part.push("\n", Origin::Copied { file: file.file, start: file.start + end });
            }
            let start = file.start + line.start;
            if hidden {
                part.push("# ", Origin::Made(Span::new(file.file, start..start)));
            }
            part.push(&text[line.clone()], Origin::Copied { file: file.file, start });
            before = Some(line.end);
        };
        match choice {
            Choice::Lines(range) => {
                self.check_range(text, range, span, path);
                for (index, line) in line_ranges(text).enumerate() {
                    push(line, !range.contains(&index));
                }
            }
            Choice::Anchor(name) => {
                if !anchors(text).any(|anchor| anchor == name) {
                    self.report_anchor(text, name, span, path);
                }
                let mut inside = false;
                for line in line_ranges(text) {
                    let words = &text[line.clone()];
                    if inside {
                        match anchor_end(words) {
                            Some(end) if end == name => inside = false,
                            Some(_) => {}
                            None if anchor_start(words).is_none() => push(line, false),
                            None => {}
                        }
                    } else if let Some(start) = anchor_start(words) {
                        inside = start == name;
                    } else if anchor_end(words).is_none() {
                        push(line, true);
                    }
                }
            }
        }
        Some(part)
    }

    /// The lines between the first `ANCHOR: name` and the next `ANCHOR_END: name`, without lines that hold an anchor.
    fn anchored(&mut self, text: &str, name: &str, span: Span, path: &str) -> Vec<Range<usize>> {
        let mut lines = line_ranges(text);
        if !lines.any(|line| anchor_start(&text[line]) == Some(name)) {
            self.report_anchor(text, name, span, path);
        }
        lines
            .take_while(|line| anchor_end(&text[line.clone()]) != Some(name))
            .filter(|line| anchor_end(&text[line.clone()]).is_none() && anchor_start(&text[line.clone()]).is_none())
            .collect()
    }

    /// An anchor that is not there chooses no line. mdBook builds such books without a word, so this is no error.
    fn report_anchor(&mut self, text: &str, name: &str, span: Span, path: &str) {
        let fault =
            Diagnostic::warning(codes::INCLUDE_ANCHOR_NOT_FOUND, span, format!("`{path}` has no anchor `{name}`"));
        let known: BTreeSet<&str> = anchors(text).collect();
        let help = match diag::nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.is_empty() => format!("mark the lines with `ANCHOR: {name}` and `ANCHOR_END: {name}`"),
            None => {
                let shown: Vec<String> = known.iter().take(8).map(|name| format!("`{name}`")).collect();
                format!("its anchors are {}", shown.join(", "))
            }
        };
        self.diagnostics.push(fault.help(help));
    }

    /// Ranges that choose nothing are followed, as in mdBook, and told.
    fn check_range(&mut self, text: &str, range: &Range<usize>, span: Span, path: &str) {
        let message = if range.end <= range.start {
            "the range of lines ends before it starts".to_owned()
        } else if range.start > 0 && line_ranges(text).nth(range.start).is_none() {
            let count = line_ranges(text).count();
            format!("the range starts at line {}, and `{path}` has {count}", range.start.saturating_add(1))
        } else {
            return;
        };
        self.diagnostics.push(Diagnostic::warning(codes::INCLUDE_MALFORMED, span, message));
    }
}

/// A fenced block of Rust that holds the file, as a `playground` asks for.
fn fenced<'f>(file: &'f Included, attributes: &[&str], span: Span) -> Mapped<'f> {
    let text = &file.text[file.start..];
    // Longer than any run of backticks inside, so that the file cannot end its own block.
    let run = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat((run + 1).max(3));
    let mut info = String::from("rust");
    for attribute in attributes {
        info.push(',');
        info.push_str(attribute);
    }
    let mut part = Mapped::empty();
    part.push(&format!("{fence}{info}\n"), Origin::Made(span));
    part.push(text, Origin::Copied { file: file.file, start: file.start });
    let line_break = if text.ends_with('\n') { "" } else { "\n" };
    part.push(&format!("{line_break}{fence}\n"), Origin::Made(span));
    part
}

/// Lines without their ends, a line feed with or without a carriage return before it. No empty line after the last end.
fn line_ranges(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        if at >= bytes.len() {
            return None;
        }
        let start = at;
        let end = match memchr::memchr(b'\n', &bytes[start..]) {
            Some(length) => {
                at = start + length + 1;
                if length > 0 && bytes[start + length - 1] == b'\r' { start + length - 1 } else { start + length }
            }
            None => {
                at = bytes.len();
                at
            }
        };
        Some(start..end)
    })
}

fn anchor_start(line: &str) -> Option<&str> {
    anchor_name(line, "ANCHOR:")
}

fn anchor_end(line: &str) -> Option<&str> {
    anchor_name(line, "ANCHOR_END:")
}

/// The name after the first `mark` that a name follows.
fn anchor_name<'t>(line: &'t str, mark: &str) -> Option<&'t str> {
    let mut rest = line;
    while let Some(at) = memchr::memmem::find(rest.as_bytes(), mark.as_bytes()) {
        rest = &rest[at + mark.len()..];
        let name = rest.trim_start();
        let length = name
            .find(|character: char| !(character.is_alphanumeric() || matches!(character, '_' | '-')))
            .unwrap_or(name.len());
        if length > 0 {
            return Some(&name[..length]);
        }
    }
    None
}

fn anchors(text: &str) -> impl Iterator<Item = &str> {
    line_ranges(text).filter_map(|line| anchor_start(&text[line]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_made_to_be_slow_are_read_in_one_pass() {
        for unit in ["{{#a ", "\\{{#a ", "{", "{{#include ", "{{ ", "{{#include a} ", "{{#x }}", "#", "{{{ #"] {
            let text = unit.repeat(200_000);
            may_hold_directive(text.as_bytes());
            Directives::new(&text).count();
        }
    }

    proptest! {
        #[test]
        fn the_quick_look_misses_no_directive(text in "(\\{|\\}|\\}\\}|\\{\\{| |\n|#|include|title|a|\\\\|题){0,20}") {
            let found = Directives::new(&text).count();
            prop_assert!(found == 0 || may_hold_directive(text.as_bytes()), "{:?}", text);
        }
    }
}
