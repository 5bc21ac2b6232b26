//! What lies between two stages: the settings put into the form that each stage wants, pages handed out to threads, results
//! put back in order. Reads files only by way of [`crate::source`].

use super::Options;
use crate::anchors;
use crate::config::{Config, DEFAULT_SOURCE_FOLDERS, NotFoundPage, Translation};
use crate::diag::{Diagnostic, FileId, Files, Place, Severity, Span, codes};
use crate::links::RedirectRequest;
use crate::markdown::{self, ParseOptions, Words};
use crate::model::{Asset, LinkKind, Moment, Outline, ParsedPage, Site, SitePath, Target};
use crate::navigation::tree::{self, TreePage};
use crate::piece;
use crate::render::{Addition, AdditionKind, Theme, ThemeFolder};
use crate::source::{self, FileSystem, Gap, History, SourceTree, folder, image_size};
use crate::spill::Spill;
use crate::translations;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Fewer pages than this are parsed by one thread: starting others would cost more than it saves.
const PARALLEL_PAGES: usize = 32;

/// A file of settings, a style sheet or a script is refused above this size.
pub const MAX_ADDITION_BYTES: u64 = 16 * 1024 * 1024;

/// The text of the file `shown` of the book's folder, `book.toml` for one, joined to `files` under that name. Bytes that are not
/// UTF-8 are shown as the message's line; a symbolic link out of the book is not followed.
pub fn read_settings(
    fs: &dyn FileSystem,
    root: &Path,
    shown: &str,
    files: &Files,
) -> Result<(FileId, Arc<str>), Box<Diagnostic>> {
    let path = root.join(shown);
    if !source::is_inside(fs, root, &path) {
        return Err(Box::new(source::leads_out(root, &path)));
    }
    let bytes = fs.read(&path, MAX_ADDITION_BYTES).map_err(|error| {
        let place = Place::File(shown.to_owned());
        Box::new(Diagnostic::error(codes::FILE_UNREADABLE, place, format!("`{shown}` cannot be read: {error}")))
    })?;
    match String::from_utf8(bytes) {
        Ok(text) => {
            let text: Arc<str> = text.into();
            Ok((files.insert(shown, Arc::clone(&text)), text))
        }
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            // What stands before is the same in both texts; the first bad byte becomes one U+FFFD of three bytes.
            let file = files.insert(shown, String::from_utf8_lossy(error.as_bytes()).into());
            let span = Span::new(file, at..at + '\u{fffd}'.len_utf8());
            Err(Box::new(
                Diagnostic::error(codes::CONFIG_SYNTAX, span, format!("`{shown}` is not UTF-8"))
                    .help("save the file as UTF-8"),
            ))
        }
    }
}

/// The author's additions to the theme, as read.
#[derive(Debug, PartialEq)]
pub struct Added {
    /// The theme folder's path from the root.
    theme_path: String,
    theme_files: BTreeMap<String, Vec<u8>>,
    used_elsewhere: BTreeSet<String>,
    pub additions: Arc<Vec<Addition>>,
    /// What was read or looked for, absolute.
    pub watch: Vec<PathBuf>,
}

impl Added {
    pub fn theme_folder(&self) -> ThemeFolder<'_> {
        ThemeFolder { path: &self.theme_path, files: &self.theme_files, used_elsewhere: &self.used_elsewhere }
    }
}

/// Reads the theme folder, and the styles and scripts that the settings name.
pub fn read_additions(fs: &dyn FileSystem, root: &Path, config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Added {
    let html = &config.output.html;
    let theme_path = html.theme.value.as_str().trim_end_matches('/').to_owned();
    let theme_root = root.join(&theme_path);
    let (theme_files, faults) = folder::read(fs, root, &theme_root);
    diagnostics.extend(faults);
    let mut added = Added {
        used_elsewhere: BTreeSet::new(),
        additions: Arc::default(),
        watch: vec![theme_root],
        theme_files,
        theme_path,
    };
    let mut additions = Vec::new();
    let styles = html.additional_css.iter().map(|path| (path, AdditionKind::Style));
    let scripts = html.additional_js.iter().map(|path| (path, AdditionKind::Script));
    for (path, kind) in styles.chain(scripts) {
        let relative = path.value.as_str();
        let absolute = root.join(relative);
        added.watch.push(absolute.clone());
        if let Some(inside) = relative.strip_prefix(&format!("{}/", added.theme_path)) {
            added.used_elsewhere.insert(inside.to_owned());
        }
        if !source::is_inside(fs, root, &absolute) {
            let place = path.span.map_or(Place::File(relative.to_owned()), Place::At);
            let message = format!("`{relative}` is a symbolic link that leads out of the book");
            diagnostics.push(
                Diagnostic::error(codes::SYMLINK_OUTSIDE_BOOK, place, message)
                    .help("copy what it points to into the book, or take the link away"),
            );
            continue;
        }
        match fs.read(&absolute, MAX_ADDITION_BYTES) {
            Ok(bytes) => additions.push(Addition { kind, path: relative.to_owned(), bytes }),
            Err(error) => {
                let place = path.span.map_or(Place::File(relative.to_owned()), Place::At);
                diagnostics.push(
                    Diagnostic::error(codes::CONFIG_VALUE, place, format!("`{relative}` cannot be read: {error}"))
                        .help("the path is relative to the book's folder"),
                );
            }
        }
    }
    added.additions = Arc::new(additions);
    added
}

/// How the content folder is to be read.
pub fn source_settings(fs: &dyn FileSystem, root: &Path, config: &Config, dest: &Path) -> source::Settings {
    source::Settings {
        src: config.book.src.as_ref().map(|folder| folder.value.as_str().to_owned()),
        create_missing: config.build.create_missing,
        follow_includes: true,
        stand_ins: BTreeSet::new(),
        include_root: if config.output.html.untrusted { None } else { project_root(fs, root) },
        ignore: vec![
            dest.to_path_buf(),
            root.join(config.output.html.theme.value.as_str()),
            root.join(".wence-cache"),
            root.join(anchors::FILE),
            root.join(translations::FILE),
        ],
    }
}

/// The content folders of the book's further languages, from the root, in the order of the settings: those that the settings
/// name, else that of the book with a dot and the language.
pub fn translation_folders(fs: &dyn FileSystem, root: &Path, config: &Config) -> Vec<String> {
    if config.languages.is_empty() {
        return Vec::new();
    }
    let is_folder = |name: &&&str| fs.status(&root.join(name)).is_ok_and(|found| found.kind == source::Kind::Folder);
    let own = match &config.book.src {
        Some(folder) => folder.value.as_str().to_owned(),
        None => DEFAULT_SOURCE_FOLDERS.iter().find(is_folder).unwrap_or(&DEFAULT_SOURCE_FOLDERS[0]).to_string(),
    };
    let one = |translation: &Translation| match (&translation.settings.src, own.as_str()) {
        (Some(folder), _) => folder.value.as_str().to_owned(),
        // Beside pages that stand in the book's own folder.
        (None, "") => translation.language.to_string(),
        (None, own) => format!("{own}.{}", translation.language),
    };
    config.languages.iter().map(one).collect()
}

/// Tells of a language whose folder is not there.
pub fn translation_fault(
    fs: &dyn FileSystem,
    root: &Path,
    translation: &Translation,
    folder: &str,
) -> Option<Diagnostic> {
    let Translation { language, settings, span } = translation;
    let place = settings.src.as_ref().and_then(|src| src.span).unwrap_or(*span);
    let (message, help) = if folder.is_empty() {
        let message = format!("the pages in `{language}` need a folder of their own");
        (message, format!("name it: `src = \"content.{language}\"`"))
    } else if fs.status(&root.join(folder)).is_ok_and(|found| found.kind == source::Kind::Folder) {
        return None;
    } else {
        let message = format!("there is no folder `{folder}` for the pages in `{language}`");
        (message, format!("make it, or name another as `src` in `[languages.{language}]`"))
    };
    Some(Diagnostic::error(codes::SOURCE_FOLDER_MISSING, place, message).help(help))
}

/// The folder of the project that the book belongs to, for a book that documents the code beside it: includes may go so far
/// and no farther. It is the nearest folder above the book under version control, else the outermost of a few above it that
/// holds a project's file. `None` for a book that stands alone.
fn project_root(fs: &dyn FileSystem, root: &Path) -> Option<PathBuf> {
    const PROJECT_FILES: [&str; 5] = ["Cargo.toml", "package.json", "pyproject.toml", "go.mod", "pom.xml"];
    /// Farther up lies what belongs to other projects.
    const MOST_LEVELS: usize = 4;
    let root = fs.canonical(root).ok()?;
    let exists = |folder: &Path, name: &str| fs.status(&folder.join(name)).is_ok();
    if let Some(repository) = root.ancestors().find(|folder| exists(folder, ".git")) {
        return Some(repository.to_path_buf());
    }
    let above = root.ancestors().skip(1).take(MOST_LEVELS);
    above.filter(|folder| PROJECT_FILES.iter().any(|name| exists(folder, name))).last().map(Path::to_path_buf)
}

/// One page as parsed, with what it was parsed from.
#[derive(Clone, Debug)]
pub struct Parse {
    /// The source's hash. Pages of one path and equal hashes parse alike.
    pub hash: u128,
    pub page: Arc<ParsedPage>,
    pub faults: Arc<[Diagnostic]>,
}

impl Parse {
    /// Whether the site has the page. What is wrong with a draft is told when it is built.
    pub fn is_published(&self, options: &Options) -> bool {
        options.drafts || !self.page.face.front_matter.draft
    }
}

/// Parses every page, each on its own, but for those whose parse is known; results in the order of the tree. `known` holds
/// parses by the same options. Answers how many were parsed.
pub fn parse(
    tree: &SourceTree,
    options: &ParseOptions,
    known: &HashMap<SitePath, Parse>,
    spill: Option<&Arc<Spill>>,
) -> (Vec<Parse>, usize) {
    let parsed = AtomicUsize::new(0);
    let one = |page: &source::SourcePage| match known.get(&page.path) {
        Some(parse) if parse.hash == page.hash => parse.clone(),
        _ => {
            parsed.fetch_add(1, Ordering::Relaxed);
            let mut parse = parse_page(page, options);
            if let Some(spill) = spill {
                set_aside(&mut parse, spill);
            }
            parse
        }
    };
    let parses = match tree.pages.len() {
        0..PARALLEL_PAGES => tree.pages.iter().map(one).collect(),
        _ => tree.pages.par_iter().map(one).collect(),
    };
    (parses, parsed.into_inner())
}

/// Leaves of a page in memory what other pages may ask for.
fn set_aside(parse: &mut Parse, spill: &Arc<Spill>) {
    let Some(page) = Arc::get_mut(&mut parse.page) else { return };
    spill.take(&mut page.body.held_html);
    spill.take(&mut page.body.held_sections);
}

/// Parses one page.
pub fn parse_page(page: &source::SourcePage, options: &ParseOptions) -> Parse {
    let expanded = &page.expanded;
    let to_span = |range| expanded.map.span(range);
    let (mut parsed, faults) = markdown::parse(&page.path, &expanded.text, &to_span, options);
    parsed.face.title_override.clone_from(&expanded.title_override);
    Parse { hash: page.hash, page: Arc::new(parsed), faults: faults.into() }
}

/// How the pages are to be read.
pub fn parse_options(config: &Config, theme: &Theme) -> ParseOptions {
    let words = theme.words(config.book.language.as_str());
    parse_options_in(config, |key| words.get(key).to_owned())
}

/// The same without the words of a theme, for those who ask for the text alone.
pub fn prose_options(config: &Config) -> ParseOptions {
    parse_options_in(config, |_| String::new())
}

fn parse_options_in(config: &Config, word: impl Fn(&str) -> String) -> ParseOptions {
    let html = &config.output.html;
    ParseOptions {
        cjk_emphasis: config.cjk_emphasis(),
        cjk_line_breaks: config.cjk_line_breaks(),
        smart_punctuation: html.smart_punctuation,
        math: config.markdown.math,
        wiki_links: config.markdown.wiki_links,
        definition_lists: html.definition_lists,
        alerts: html.admonitions,
        terms: config.glossary.file.is_some(),
        pieces: config.markdown.pieces,
        piece_words: piece::Words::new(&word),
        untrusted: html.untrusted,
        hidelines: html.code.hidelines.clone(),
        commonmark: false,
        words: Words {
            note: word("note"),
            tip: word("tip"),
            important: word("important"),
            warning: word("warning"),
            caution: word("caution"),
            example: word("example"),
            anchor: word("anchor") + &word("colon"),
            footnotes: word("notes"),
            back_to_reference: word("backto"),
            table: word("table"),
            code: word("code"),
        },
    }
}

/// In a book whose preprocessors are not run, unknown fields of the front matter are most likely theirs: mdBook itself has no
/// front matter. They are told, but they stop no build.
pub fn excuse_fields_of_preprocessors(diagnostics: &mut [Diagnostic]) {
    if !diagnostics.iter().any(|diagnostic| diagnostic.code == codes::PREPROCESSOR_NOT_RUN) {
        return;
    }
    for diagnostic in diagnostics {
        if diagnostic.code == codes::FRONT_MATTER_UNKNOWN_FIELD {
            diagnostic.severity = Severity::Warning;
        }
    }
}

/// The reading order: `SUMMARY.md`'s where there is one, else that of the folders.
pub fn outline(source: &SourceTree, published: &[Arc<ParsedPage>]) -> Outline {
    if let Some(summary) = &source.summary {
        return summary.outline.clone();
    }
    let pages = published.iter().map(|page| TreePage {
        path: page.path.clone(),
        title: page.face.title().unwrap_or(page.path.stem()).to_owned(),
        order: page.face.front_matter.order,
        draft: false,
    });
    tree::outline(&pages.collect::<Vec<_>>())
}

/// The files to copy, with the sizes of those that some page shows.
pub fn assets(fs: &dyn FileSystem, tree: &SourceTree, published: &[Arc<ParsedPage>]) -> Vec<Asset> {
    let mut shown: HashSet<&SitePath> = HashSet::new();
    for page in published {
        for link in &page.face.links {
            if let (LinkKind::Image, Target::Path { path, .. }) = (link.kind, &link.target) {
                shown.insert(path);
            }
        }
    }
    let one = |asset: &source::SourceAsset| {
        let size = shown.contains(&asset.path).then(|| {
            let head = fs.read_head(&asset.source, image_size::HEAD).unwrap_or_default();
            image_size::image_size(&head)
        });
        Asset { path: asset.path.clone(), source: asset.source.clone(), bytes: asset.bytes, size: size.flatten() }
    };
    tree.assets.par_iter().map(one).collect()
}

/// Redirects of whole pages. Those of single headings are the renderer's: they live on the page that was left.
pub fn redirects(config: &Config) -> Vec<RedirectRequest> {
    let whole = config.output.html.redirect.iter().filter(|redirect| redirect.fragment.is_none());
    whole
        .filter_map(|redirect| {
            let from = SitePath::new(&redirect.from)?;
            Some(RedirectRequest {
                from,
                to: redirect_target(&redirect.from, &redirect.to),
                span: redirect.span,
                to_span: redirect.to_span,
            })
        })
        .collect()
}

/// A redirect's target as the site keeps it: with its scheme, or from the site's root.
fn redirect_target(from: &str, to: &str) -> String {
    if to.contains("://") || to.starts_with("//") {
        return to.to_owned();
    }
    let end = to.find(['#', '?']).unwrap_or(to.len());
    let (path, rest) = to.split_at(end);
    let resolved = match path.strip_prefix('/') {
        Some(absolute) => SitePath::new(absolute),
        None => SitePath::new(from).and_then(|from| from.join(path)),
    };
    match resolved {
        Some(resolved) => format!("{}{rest}", resolved.as_str()),
        None => to.to_owned(),
    }
}

/// The ledger of published places; `None` where the book has none. One that cannot be read is told.
pub fn ledger(
    fs: &dyn FileSystem,
    root: &Path,
    files: &Files,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<anchors::Ledger> {
    fs.status(&root.join(anchors::FILE)).ok()?;
    let decoded =
        read_settings(fs, root, anchors::FILE, files).and_then(|(file, text)| anchors::Ledger::decode(&text, file));
    decoded.map_err(|fault| diagnostics.push(*fault)).ok()
}

/// What is recorded of translations; nothing where the book has no record. One that cannot be read is told.
pub fn translation_record(
    fs: &dyn FileSystem,
    root: &Path,
    files: &Files,
    diagnostics: &mut Vec<Diagnostic>,
) -> translations::Record {
    if fs.status(&root.join(translations::FILE)).is_err() {
        return translations::Record::default();
    }
    let decoded = read_settings(fs, root, translations::FILE, files)
        .and_then(|(file, text)| translations::Record::decode(&text, file));
    decoded.map_err(|fault| diagnostics.push(*fault)).unwrap_or_default()
}

/// The files whose changes are changes of pages: their own and those that they include, sorted, each once.
pub fn history_files(tree: &SourceTree) -> Vec<PathBuf> {
    let of_page =
        |page: &source::SourcePage| std::iter::once(page.source.clone()).chain(page.expanded.includes.clone());
    let mut files: Vec<PathBuf> = tree.pages.iter().flat_map(of_page).collect();
    files.sort();
    files.dedup();
    files
}

/// When each page was last changed: its own file or one that it includes, whichever was later.
pub fn last_changes(tree: &SourceTree, history: &History) -> HashMap<SitePath, Moment> {
    if history.changed.is_empty() {
        return HashMap::new();
    }
    let of_page = |page: &source::SourcePage| {
        // A file of the page's own that no commit has is new, whatever it includes.
        let own = *history.changed.get(&page.source)?;
        let includes = page.expanded.includes.iter().filter_map(|include| history.changed.get(include).copied());
        Some((page.path.clone(), includes.fold(own, Moment::max)))
    };
    tree.pages.iter().filter_map(of_page).collect()
}

/// Tells why pages have no days although the book is under version control.
pub fn history_fault(history: &History) -> Option<Diagnostic> {
    let (why, help) = match history.gap.as_ref()? {
        Gap::Shallow => (
            "the git repository is a shallow clone".to_owned(),
            "fetch all of it: `git fetch --unshallow`, or `fetch-depth: 0` for `actions/checkout`",
        ),
        Gap::Git(said) => (said.clone(), "`last-changed = false` under `[output.html]` does without"),
    };
    let message = format!("when pages were last changed is not known: {why}");
    Some(Diagnostic::note(codes::HISTORY_UNKNOWN, Place::Book, message).help(help))
}

/// Tells of a picture for link previews that the site does not have, or that no platform shows.
pub fn cover_fault(config: &Config, site: &Site) -> Option<Diagnostic> {
    let cover = config.output.html.cover.as_ref()?;
    let path = cover.value.as_str();
    let why = match site.assets.binary_search_by(|asset| asset.path.as_str().cmp(path)) {
        Err(_) => format!("there is no picture `{path}` in the folder of the pages"),
        Ok(at) => match site.assets[at].path.extension().to_ascii_lowercase().as_str() {
            "png" | "jpg" | "jpeg" | "gif" | "webp" => return None,
            _ => format!("`{path}` is no picture that link previews show"),
        },
    };
    let help = "name a PNG or JPEG of 1200 by 630 pixels, or leave the key out";
    Some(Diagnostic::warning(codes::CONFIG_VALUE, cover.place(), why).help(help))
}

/// Markdown files that are neither in `SUMMARY.md` nor included by a page that is.
pub fn unlisted(tree: &SourceTree) -> Vec<SitePath> {
    let included: HashSet<&Path> =
        tree.pages.iter().flat_map(|page| &page.expanded.includes).map(PathBuf::as_path).collect();
    let folder = tree.content_folder();
    let is_forgotten =
        |path: &&SitePath| path.as_str() != "SUMMARY.md" && !included.contains(folder.join(path.as_str()).as_path());
    tree.unlisted.iter().filter(is_forgotten).cloned().collect()
}

/// The page that is written as `404.html`.
pub fn not_found_page(config: &Config, tree: &SourceTree) -> Option<SitePath> {
    let path = match &config.output.html.input_404 {
        NotFoundPage::Off => return None,
        NotFoundPage::Automatic => SitePath::new("404.md")?,
        NotFoundPage::File { path, .. } => SitePath::new(path.as_str())?,
    };
    tree.pages.iter().any(|page| page.path == path).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag;
    use crate::source::Memory;

    #[test]
    fn settings_and_ledger_are_not_read_through_links_out_of_the_book() {
        let fs = Memory::new()
            .file("/elsewhere/secret", "secret words")
            .link("/book/book.toml", "/elsewhere/secret")
            .link("/book/anchors.lock", "/elsewhere/secret");
        let (root, files, mut diagnostics) = (Path::new("/book"), diag::Files::default(), Vec::new());
        diagnostics.extend(read_settings(&fs, root, "book.toml", &files).err().map(|fault| *fault));
        assert!(ledger(&fs, root, &files, &mut diagnostics).is_none());
        assert_eq!(diagnostics.iter().map(|fault| fault.code.name()).collect::<Vec<_>>(), ["symlink-outside-book"; 2]);
        let fs = Memory::new().file("/book/shared/settings", "[book]\n").link("/book/book.toml", "shared/settings");
        let (_, text) = read_settings(&fs, root, "book.toml", &files).expect("inside the book");
        assert_eq!(&*text, "[book]\n");
    }

    #[test]
    fn styles_are_not_read_through_links_out_of_the_book() {
        let fs = Memory::new()
            .file("/elsewhere/secret", "secret")
            .file("/book/shared.css", "a{}")
            .link("/book/out.css", "/elsewhere/secret")
            .link("/book/in.css", "shared.css");
        let files = diag::Files::default();
        let text = "[output.html]\nadditional-css = [\"out.css\", \"in.css\"]\n";
        let (config, faults) = crate::config::parse(text, files.insert("book.toml", text.into()));
        assert_eq!(faults, []);
        let mut diagnostics = Vec::new();
        let added = read_additions(&fs, Path::new("/book"), &config, &mut diagnostics);
        assert_eq!(added.additions.iter().map(|addition| addition.path.as_str()).collect::<Vec<_>>(), ["in.css"]);
        assert_eq!(diagnostics.iter().map(|fault| fault.code.name()).collect::<Vec<_>>(), ["symlink-outside-book"]);
    }
}
