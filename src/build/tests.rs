//! Whatever is edited, in whatever order, the book that is kept is the one that a clean build gives.

use super::*;
use crate::diag::render;
use crate::model::{Content, Moment};
use crate::source::{Gap, History, Memory};
use proptest::prelude::*;
use std::collections::{BTreeMap, HashMap};

const ROOT: &str = "/book";
const COMMITS: &str = ".git/logs/HEAD";
const ENGLISH: &str = "[languages.en]\ntitle = \"A book\"\n[output.html]\nsite-url = \"https://example.org/b/\"\n";

/// A book that is edited: its files by path from the root.
#[derive(Clone)]
struct Written(BTreeMap<String, String>);

impl Written {
    fn new() -> Written {
        let files = [
            ("book.toml", "[book]\ntitle = \"书\"\nlanguage = \"zh-CN\"\n[glossary]\nfile = \"terms.md\"\n"),
            // `旧节` has become `一节`; the page of `gone.html` is no more.
            (
                "anchors.lock",
                "version = 1\n[pages.\"a.html\"]\nids = [\"甲\", \"旧节\"]\n[pages.\"gone.html\"]\nids = [\"没了\"]\n",
            ),
            ("content/index.md", "# 首页\n\n开头。\n\n{{#include _shared.md}}\n"),
            ("content/_shared.md", "共用的话，见[甲](a.md#甲)。\n"),
            ("content/a.md", "# 甲\n\n## 一节\n\n见[乙](part/b.md)，再细说。\n\n![图](x.png)\n"),
            ("content/part/index.md", "# 部分\n\n文字。\n"),
            (
                "content/part/b.md",
                "# 乙\n\n## 问 {#ask .question}\n\n### 思路 {.outline}\n\n- 一\n\n回到[甲](../a.md#一节)。\n",
            ),
            ("content/part/c.md", "# 丙\n\n```rust\nfn main() {}\n```\n"),
            ("content/terms.md", "# 术语\n\n开头\n: 一页最先的话。\n\n文字（Text）\n: 写下的话。\n"),
            ("content/x.png", "not a picture"),
            // What is committed, a file and its time a line.
            (COMMITS, "content/a.md 1700000000\ncontent/_shared.md 1720000000\ncontent/index.md 1710000000\n"),
        ];
        Written(files.map(|(path, text)| (path.to_owned(), text.to_owned())).into())
    }

    /// The same book with pages in English, one of them without an original, and none for most.
    fn in_two_languages() -> Written {
        let mut written = Written::new();
        written.0.entry("book.toml".to_owned()).or_default().push_str(ENGLISH);
        let pages = [
            ("content.en/index.md", "# Home\n\nBegin with [A](a.md).\n"),
            ("content.en/a.md", "# A\n\n## A section\n\nSee [B](part/b.md).\n\n![a picture](x.png)\n"),
            ("content.en/only.md", "# Only here\n\n{{#include ../content/_shared.md}}\n"),
        ];
        written.0.extend(pages.map(|(path, text)| (path.to_owned(), text.to_owned())));
        written
    }

    fn disk(&self) -> Memory {
        let path = |path: &str| format!("{ROOT}/{path}");
        let disk = self.0.iter().fold(Memory::new(), |disk, (name, text)| disk.file(path(name), text));
        let commits = self.0.get(COMMITS).map_or("", String::as_str);
        let mut history = History { watch: Some(path(COMMITS).into()), ..History::default() };
        for (file, seconds) in commits.lines().filter_map(|line| line.split_once(' ')) {
            history
                .changed
                .insert(path(file).into(), Moment::new(seconds.parse().expect("a number"), 480).expect("a moment"));
        }
        if commits.ends_with("shallow\n") {
            history = History { changed: HashMap::new(), gap: Some(Gap::Shallow), ..history };
        }
        disk.history(history)
    }

    /// Pages, for an edit to choose from.
    fn pages(&self) -> Vec<String> {
        self.0.keys().filter(|path| path.ends_with(".md")).cloned().collect()
    }

    /// Makes one edit and answers the paths it touched.
    fn edit(&mut self, kind: usize, choice: usize, number: u32) -> Vec<String> {
        let pages = self.pages();
        let page = pages[choice % pages.len()].clone();
        let mut append = |page: &str, text: String| {
            self.0.get_mut(page).expect("a page of the book").push_str(&text);
            vec![page.to_owned()]
        };
        match kind {
            0 => append(&page, format!("\n又一段 {number}，**强调**。\n")),
            1 => append(&page, format!("\n## 新节 {number}\n\n文字。\n")),
            2 => append(&page, format!("\n[断了](nowhere-{number}.md)与[没有](#nothing)、[一节](a.md#一节)。\n")),
            3 => append(&page, format!("\n## 又问 {{#ask-{number} .question}}\n\n### 思路 {{.outline}}\n\n- 二\n")),
            4 => append(&page, "\n## 问 {#ask .question}\n\n### 思路 {.outline}\n\n- 同名\n".to_owned()),
            5 => append(&page, "\n{{#include missing.md}}\n".to_owned()),
            6 => append(&page, "\n![图](x.png)\n".to_owned()),
            7 => {
                // Positions move, nothing else.
                let text = self.0.get_mut(&page).expect("a page of the book");
                text.insert_str(text.find('\n').map_or(text.len(), |end| end + 1), "\n插在前面。\n");
                vec![page]
            }
            8 => {
                let text = self.0.get_mut(&page).expect("a page of the book");
                *text = format!(
                    "---\ntitle: 题 {number}\norder: {}\ndraft: {}\n---\n\n正文。\n",
                    number % 5,
                    number.is_multiple_of(3)
                );
                vec![page]
            }
            9 => {
                let new = format!("content/part/new-{number}.md");
                self.0.insert(new.clone(), format!("# 新页 {number}\n"));
                vec![new]
            }
            10 if pages.len() > 2 => {
                self.0.remove(&page);
                vec![page]
            }
            11 if pages.len() > 2 => {
                let text = self.0.remove(&page).expect("a page of the book");
                let new = format!("content/moved-{number}.md");
                self.0.insert(new.clone(), text);
                vec![page, new]
            }
            12 => {
                let settings = format!("[book]\ntitle = \"书 {}\"\nlanguage = \"zh-CN\"\n", number % 2);
                let html = format!("[output.html]\nsmart-punctuation = {}\n", number.is_multiple_of(3));
                let glossary = match number % 4 {
                    0 => "",
                    1 => "[glossary]\nfile = \"terms.md\"\nlink = false\n",
                    2 => "[glossary]\nfile = \"nowhere.md\"\n",
                    _ => "[glossary]\nfile = \"terms.md\"\n",
                };
                let is_translated = self.0.keys().any(|path| path.starts_with("content.en/"));
                let english = if is_translated && !number.is_multiple_of(5) { ENGLISH } else { "" };
                let html = if english.is_empty() { html } else { html.replace("[output.html]\n", english) };
                self.0.insert("book.toml".to_owned(), settings + &html + glossary);
                vec!["book.toml".to_owned()]
            }
            13 => {
                let style = "theme/css/tokens.css".to_owned();
                self.0.insert(style.clone(), format!(":root {{ --w-x: {number}px; }}\n"));
                vec![style]
            }
            14 => {
                let summary = "content/SUMMARY.md".to_owned();
                if self.0.remove(&summary).is_none() {
                    self.0.insert(summary.clone(), "# 目录\n\n- [甲](a.md)\n- [乙](part/b.md)\n".to_owned());
                }
                vec![summary]
            }
            15 => {
                self.0.insert("content/x.png".to_owned(), format!("another {number}"));
                vec!["content/x.png".to_owned()]
            }
            // A term more, or one that is explained twice, or not at all.
            16 => {
                let terms = "content/terms.md".to_owned();
                let term = ["正文", "强调", "开头", "文字", "甲"][choice % 5];
                let text = self.0.entry(terms.clone()).or_insert_with(|| "# 术语\n".to_owned());
                let explanation = if number.is_multiple_of(4) { String::new() } else { format!("说明 {number}。") };
                text.push_str(&format!("\n{term}\n: {explanation}\n"));
                vec![terms]
            }
            // An explanation in other words.
            17 => {
                let terms = "content/terms.md".to_owned();
                if let Some(text) = self.0.get_mut(&terms) {
                    *text = text.replace("写下的话。", &format!("写下的话，{number}。"));
                }
                vec![terms]
            }
            // The glossary's text, its terms as they are.
            18 => {
                let terms = "content/terms.md".to_owned();
                if let Some(text) = self.0.get_mut(&terms) {
                    text.insert_str(text.find('\n').map_or(text.len(), |end| end + 1), "\n插在术语前面，文字。\n");
                }
                vec![terms]
            }
            19 => append(
                &page,
                match number % 4 {
                    0 => "\n```aql\nlot: 5000\nlevel: II\naql: 2.5\n```\n".to_owned(),
                    1 => "\n```flow\nA -> B\n```\n".to_owned(),
                    2 => "\n```aql\nlot: many\n```\n".to_owned(),
                    _ => format!(
                        "\n```container\ncarton: 60 x 40 x 35\npieces: {}\nper carton: 24\n```\n",
                        1000 + number
                    ),
                },
            ),
            // An answer in other words, a question under another id with its former one as an alias, or with a category.
            20 => {
                let text = self.0.get_mut(&page).expect("a page of the book");
                *text = match number % 3 {
                    0 => text.replace("- 一\n", &format!("- 一，{number}\n")),
                    1 => text.replace(
                        "{#ask .question}",
                        &format!("{{#asked-{number} .question aliases=ask category=c{}}}", number % 2),
                    ),
                    _ => text.replace("## 问 ", "## 问什么 "),
                };
                vec![page]
            }
            // A heading in other words, whose former id the ledger may know.
            21 => {
                let text = self.0.get_mut(&page).expect("a page of the book");
                *text = text.replace("## 一节", "## 另一节").replace("# 丙", "# 丁");
                vec![page]
            }
            22 => {
                let lock = "anchors.lock".to_owned();
                let ledger = match number % 5 {
                    0 => None,
                    1 => Some("version = 1\n<<<<<<< HEAD\n".to_owned()),
                    2 => Some("version = 1\n[pages.\"part/c.html\"]\nids = [\"从前\"]\n".to_owned()),
                    3 => Some(format!(
                        "version = 1\n[pages.\"a.html\"]\nids = [\"甲\", \"旧 {number}\"]\n[pages.\"a.html\".moved]\n\"更旧\" = \"一节\"\n"
                    )),
                    _ => Some(build_from(&self.disk(), Path::new(ROOT), &Options::default()).ledger.encode()),
                };
                match ledger {
                    Some(text) => self.0.insert(lock.clone(), text),
                    None => self.0.remove(&lock),
                };
                vec![lock]
            }
            // A commit, or a repository that is cut short.
            24 => {
                let commits = self.0.get_mut(COMMITS).expect("the book is under version control");
                commits.push_str(&match number % 7 {
                    0 => "shallow\n".to_owned(),
                    _ => format!("{page} {}\n", 1_600_000_000 + i64::from(number) * 86_400),
                });
                vec![COMMITS.to_owned()]
            }
            // A translation more, or one less.
            25 if self.0.keys().any(|path| path.starts_with("content.en/")) => {
                let Some(path) = page.strip_prefix("content/") else { return vec![page] };
                let translation = format!("content.en/{path}");
                if self.0.remove(&translation).is_none() {
                    let text =
                        if number.is_multiple_of(2) { self.0[&page].clone() } else { format!("# New {number}\n") };
                    self.0.insert(translation.clone(), text);
                }
                vec![translation]
            }
            // The record of what translations were made from, or one that cannot be read.
            26 => {
                let lock = "translations.lock".to_owned();
                let record = match number % 4 {
                    0 => None,
                    1 => Some("version = 1\n<<<<<<< HEAD\n".to_owned()),
                    2 => Some("version = 1\n[pages.en]\n\"a.md\" = \"of another text\"\n".to_owned()),
                    _ => {
                        Some(build_from(&self.disk(), Path::new(ROOT), &Options::default()).translations.next.encode())
                    }
                };
                match record {
                    Some(text) => self.0.insert(lock.clone(), text),
                    None => self.0.remove(&lock),
                };
                vec![lock]
            }
            // Touched and not changed.
            _ => vec![page],
        }
    }
}

/// All that is told of a book without reading its text as an editor does.
fn options() -> Options {
    // The service worker is made of a whole site, and not asked for file by file.
    Options { check: true, preview: true, ..Options::default() }
}

/// What readers and the author get: the site's files, and the messages.
fn shown(output: &OutputSet, diagnostics: &[Diagnostic], files: &Files) -> (BTreeMap<String, Content>, String) {
    (output.files.clone(), render::json(diagnostics, files))
}

/// A book as rendered last.
type Rendered = (Arc<Book>, OutputSet, Vec<Diagnostic>);

/// Checks that what the engine holds is the site that `disk` gives, however it is come by.
fn check(engine: &Engine, update: &Update, disk: &Memory, rendered: &mut Option<Rendered>) {
    let clean = build_from(disk, Path::new(ROOT), &options());
    let (mut output, faults) = update.book.render();
    let after = match rendered {
        Some((before, pages, faults)) => update.book.render_after(before, pages, faults),
        None => update.book.render(),
    };
    assert_eq!(after, (output.clone(), faults.clone()));
    *rendered = Some((Arc::clone(&update.book), after.0, after.1));
    for (path, bytes) in update.book.index() {
        output.insert(path, bytes);
    }
    let mut diagnostics = update.diagnostics.clone();
    diagnostics.extend(faults);
    diagnostics.extend(engine.check(&output));
    diag::sort(&update.files, &mut diagnostics);
    let kept = shown(&output, &diagnostics, &update.files);
    let clean_shown = shown(&clean.output, &clean.diagnostics, &clean.files);
    assert_eq!(kept.1, clean_shown.1);
    for (path, content) in &clean_shown.0 {
        assert_eq!(kept.0.get(path), Some(content), "{path}");
        assert_eq!(update.book.file(path).as_ref(), Some(content), "asked for: {path}");
        assert!(update.book.has(path), "{path}");
    }
    assert_eq!(kept.0.len(), clean_shown.0.len());
    assert_same_set_aside(disk, Path::new(ROOT), &options());
    assert_eq!(*update.watch, clean.watch);
    assert_eq!(update.ledger, clean.ledger);
    assert_eq!(engine.translations(), clean.translations);
    assert_eq!((update.questions, update.book.pages()), (clean.questions, clean.pages));
}

/// Checks that a build that sets aside all it can gives the same site.
fn assert_same_set_aside(fs: &dyn FileSystem, root: &Path, options: &Options) {
    let held = build_from(fs, root, options);
    let aside = build_from(fs, root, &Options { most_in_memory: Some(0), ..options.clone() });
    let is_aside = |content: &Content| matches!(content, Content::Elsewhere(_));
    assert!(!held.output.files.values().any(is_aside));
    assert!(aside.output.files.values().any(is_aside) || aside.pages == 0);
    let [held, aside] = [held, aside].map(|build| shown(&build.output, &build.diagnostics, &build.files));
    assert_eq!(held.1, aside.1);
    for (path, content) in &held.0 {
        assert_eq!(aside.0.get(path), Some(content), "{path}");
        assert_eq!(aside.0[path].made_length(), content.made_length(), "{path}");
    }
    assert_eq!(held.0.len(), aside.0.len());
}

#[test]
fn a_file_that_cannot_be_read_is_told_before_it_is_left_out_of_what_browsers_keep() {
    let disk = Written::new().disk().locked(format!("{ROOT}/content/paper.pdf"));
    let kept = build_from(&disk, Path::new(ROOT), &Options::default());
    let is_told = |fault: &Diagnostic| fault.code == codes::FILE_UNREADABLE && fault.message.contains("paper.pdf");
    assert!(kept.diagnostics.iter().any(|fault| is_told(fault) && fault.severity == Severity::Error));
    assert!(kept.diagnostics.iter().any(|fault| fault.help.iter().any(|help| help.contains("build again"))));
}

#[test]
fn a_book_that_is_set_aside_gives_the_same_site() {
    let everything = Options { check: true, lint: true, prove_search: true, ..Options::default() };
    // One with questions, whose pages are rendered at once, and one without, whose pages are rendered when they are written.
    assert_same_set_aside(&Disk, Path::new(env!("CARGO_MANIFEST_DIR")), &everything);
    let mut written = Written::in_two_languages();
    written.0.insert("content/part/b.md".to_owned(), "# 乙\n\n没有题目。\n".to_owned());
    assert_same_set_aside(&written.disk(), Path::new(ROOT), &everything);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_series_of_edits_gives_the_clean_build(
        edits in prop::collection::vec((0usize..27, any::<usize>(), 0u32..1000, any::<bool>()), 1..10),
        in_two_languages: bool,
    ) {
        let mut written = if in_two_languages { Written::in_two_languages() } else { Written::new() };
        let mut engine = Engine::new(Path::new(ROOT), &options());
        engine.update(&written.disk(), &Changes::Everything);
        let mut touched = Vec::new();
        let mut rendered = None;
        for (kind, choice, number, waits) in edits {
            touched.extend(written.edit(kind, choice, number));
            // Several saves may be told of at once.
            if waits {
                continue;
            }
            let paths = touched.drain(..).map(|path| Path::new(ROOT).join(path)).collect();
            let update = engine.update(&written.disk(), &Changes::Paths(paths));
            check(&engine, &update, &written.disk(), &mut rendered);
        }
        let paths = touched.drain(..).map(|path| Path::new(ROOT).join(path)).collect();
        let update = engine.update(&written.disk(), &Changes::Paths(paths));
        check(&engine, &update, &written.disk(), &mut rendered);
    }
}

/// An update after one edit of a book that was built.
fn edited(edit: impl FnOnce(&mut Written) -> Vec<String>) -> Update {
    let mut written = Written::new();
    let mut engine = Engine::new(Path::new(ROOT), &options());
    let mut rendered = None;
    let first = engine.update(&written.disk(), &Changes::Everything);
    check(&engine, &first, &written.disk(), &mut rendered);
    let paths = edit(&mut written).into_iter().map(|path| Path::new(ROOT).join(path)).collect();
    let update = engine.update(&written.disk(), &Changes::Paths(paths));
    check(&engine, &update, &written.disk(), &mut rendered);
    update
}

fn names(update: &Update) -> Option<Vec<&str>> {
    update.changed.as_ref().map(|changed| changed.iter().map(String::as_str).collect())
}

#[test]
fn an_edit_costs_what_it_changed() {
    let text = edited(|written| written.edit(0, 1, 1));
    assert_eq!((text.parsed, names(&text)), (1, Some(vec!["a.html"])));
    let included = edited(|written| {
        written.0.insert("content/_shared.md".into(), "别的话。\n".into());
        vec!["content/_shared.md".into()]
    });
    assert_eq!((included.parsed, names(&included)), (1, Some(vec!["index.html"])));
    let heading = edited(|written| written.edit(1, 1, 1));
    assert_eq!((heading.parsed, names(&heading)), (1, None));
    let new = edited(|written| written.edit(9, 0, 1));
    assert_eq!((new.parsed, names(&new)), (1, None));
    let gone = edited(|written| written.edit(10, 3, 1));
    assert_eq!((gone.parsed, names(&gone)), (0, None));
    let touched = edited(|written| written.edit(23, 1, 1));
    assert_eq!((touched.parsed, names(&touched)), (0, Some(vec![])));
    let styles = edited(|written| written.edit(13, 0, 1));
    assert_eq!((styles.parsed, names(&styles)), (0, None));
    let piece = edited(|written| written.edit(19, 1, 3));
    assert_eq!((piece.parsed, names(&piece)), (1, None));
    let around_terms = edited(|written| written.edit(18, 0, 1));
    assert_eq!((around_terms.parsed, names(&around_terms)), (1, Some(vec!["terms.html"])));
    let commit = edited(|written| written.edit(24, 1, 1));
    assert_eq!((commit.parsed, names(&commit)), (0, None));
    let ledger = edited(|written| written.edit(22, 0, 2));
    assert_eq!((ledger.parsed, names(&ledger)), (0, None));
}

/// The text of a page of the book.
fn page(update: &Update, path: &str) -> String {
    match update.book.file(path) {
        Some(Content::Bytes(bytes)) => String::from_utf8_lossy(&bytes).into_owned(),
        other => panic!("{path}: {other:?}"),
    }
}

#[test]
fn a_term_changes_the_links_of_every_page_and_parses_one() {
    let untouched = edited(|written| written.edit(23, 1, 1));
    assert!(page(&untouched, "part/index.html").contains(">文字</a>"));
    assert!(!page(&untouched, "a.html").contains("class=\"term\""));
    let term = edited(|written| {
        let terms = written.0.get_mut("content/terms.md").expect("the glossary");
        terms.push_str("\n细说\n: 说得细。\n");
        vec!["content/terms.md".into()]
    });
    assert_eq!((term.parsed, names(&term)), (1, None));
    assert!(page(&term, "a.html").contains("class=\"term\""));
    let gone = edited(|written| {
        written.0.insert("content/terms.md".into(), "# 术语\n".into());
        vec!["content/terms.md".into()]
    });
    assert_eq!(gone.parsed, 1);
    assert!(!page(&gone, "part/index.html").contains("class=\"term\""));
}

#[test]
fn a_page_says_when_it_or_what_it_includes_was_committed_last() {
    let day = |update: &Update, path: &str| {
        let page = page(update, path);
        let (_, rest) = page.split_once("<time datetime=\"")?;
        Some(rest[..10].to_owned())
    };
    let untouched = edited(|written| written.edit(23, 1, 1));
    assert_eq!(day(&untouched, "a.html").as_deref(), Some("2023-11-15"));
    assert_eq!(day(&untouched, "index.html").as_deref(), Some("2024-07-03"));
    assert_eq!(day(&untouched, "part/b.html"), None);
    // An edit that nobody has committed is no change yet.
    let edit = edited(|written| written.edit(0, 1, 1));
    assert_eq!(day(&edit, "a.html").as_deref(), Some("2023-11-15"));
    let commit = edited(|written| {
        written.0.get_mut(COMMITS).expect("commits").push_str("content/part/b.md 1730000000\n");
        vec![COMMITS.into()]
    });
    assert_eq!(day(&commit, "part/b.html").as_deref(), Some("2024-10-27"));
    let shallow = edited(|written| written.edit(24, 1, 0));
    assert_eq!(day(&shallow, "a.html"), None);
    let notes = shallow.diagnostics.iter().filter(|fault| fault.severity == Severity::Note);
    assert_eq!(notes.map(|note| note.code.name()).collect::<Vec<_>>(), ["history-unknown"]);
}

#[test]
fn a_ledger_that_changes_moves_former_ids() {
    let told =
        |update: &Update, code: &str| update.diagnostics.iter().filter(|fault| fault.code.name() == code).count();
    let untouched = edited(|written| written.edit(23, 1, 1));
    assert!(page(&untouched, "a.html").contains("旧节"));
    assert_eq!(told(&untouched, "page-vanished"), 1);
    let none = edited(|written| written.edit(22, 0, 0));
    assert!(!page(&none, "a.html").contains("旧节"));
    assert_eq!(told(&none, "page-vanished"), 0);
    let broken = edited(|written| written.edit(22, 0, 1));
    assert_eq!((broken.parsed, told(&broken, "anchors-lock")), (0, 1));
}

#[test]
fn names_that_no_disk_can_hold_are_told_at_their_sources() {
    // Fits as `.md`, not as `.html`; each of these characters is three bytes long.
    let (longest, longer) = ("题".repeat(83), "题".repeat(84));
    let disk = Memory::new()
        .file("/b/book.toml", "[book]\nlanguage = \"zh-CN\"\n")
        .file("/b/content/index.md", format!("---\naliases: [{}a.html]\n---\n# 首页\n", longest + "ab"))
        .file(format!("/b/content/{longer}.md"), "# 长\n")
        .file("/b/content/短.md", "# 短\n");
    let built = build_from(&disk, Path::new("/b"), &Options::default());
    let told: Vec<_> = built.diagnostics.iter().map(|fault| (fault.code.name(), fault.place.clone())).collect();
    let at = |path: String| ("name-too-long", crate::diag::Place::File(path));
    assert_eq!(told, [at("content/index.md".to_owned()), at(format!("content/{longer}.md"))]);
}

#[test]
fn a_file_that_is_gone_is_known_if_the_book_was_made_with_it() {
    let mut engine = Engine::new(Path::new(ROOT), &options());
    let known = |engine: &Engine, file: &str| engine.knows(&Path::new(ROOT).join(file));
    assert!(known(&engine, "content/passing.md"), "nothing has been read");
    engine.update(&Written::in_two_languages().disk(), &Changes::Everything);
    for file in ["content/a.md", "content/_shared.md", "content/x.png", "content.en/a.md", "content/SUMMARY.md"] {
        assert!(known(&engine, file), "{file}");
    }
    for file in ["content/a.md.Xy12", "content/part/passing.md", "content.en/passing.png"] {
        assert!(!known(&engine, file), "{file}");
    }
    assert!(known(&engine, "theme/passing.css"), "it is not a page's folder");
}
