//! `wence new page` and `wence new question`.
//! Enters: where to write, and a title or an id. Leaves: a well-formed page or question there, ready to be filled in.
//! Never writes over a file; a question is added after what a page already holds.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::book::BookFolder;
use super::init::write_new;
use super::terminal::Terminal;
use super::{Failure, Outcome};
use crate::config::{Config, Vocabulary};

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Write a new page
    Page(PageArguments),
    /// Add a question to a page
    Question(QuestionArguments),
}

#[derive(Debug, clap::Args)]
pub(super) struct PageArguments {
    /// The page's path in the folder of the pages; with `/` at its end a section's own page
    #[arg(value_name = "PATH")]
    path: String,

    /// The page's title [default: from the file's name]
    #[arg(long)]
    title: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(super) struct QuestionArguments {
    /// The page, by its path in the folder of the pages
    #[arg(value_name = "PAGE")]
    page: String,

    /// The question's id, kept for good [default: the first free `question-N`]
    #[arg(long)]
    id: Option<String>,

    /// The question itself
    #[arg(long)]
    title: Option<String>,
}

pub(super) fn run(command: &Command, base: &Path, terminal: &Terminal) -> Result<Outcome, Failure> {
    let book = BookFolder::find(None, base)?;
    let config = book.settings(terminal)?;
    let pages = Pages { folder: book.source_folder(&config)?, book: &book };
    match command {
        Command::Page(arguments) => new_page(arguments, &pages, terminal),
        Command::Question(arguments) => new_question(arguments, &pages, &config, terminal),
    }
}

/// The folder of the pages.
struct Pages<'b> {
    book: &'b BookFolder,
    /// Relative to the book's root; empty for the root itself.
    folder: String,
}

impl Pages<'_> {
    fn root(&self) -> PathBuf {
        self.book.root.join(&self.folder)
    }

    fn on_disk(&self, page: &str) -> PathBuf {
        self.root().join(page)
    }

    fn shown(&self, page: &str) -> String {
        self.book.shown(&self.on_disk(page))
    }

    /// The Markdown file that `written` means, relative to the folder of the pages, with `/` between the parts.
    fn page(&self, written: &str) -> Result<String, Failure> {
        let page = page_path(written)?;
        // What a shell completes begins at the book's root.
        let inner = page.strip_prefix(&self.folder).and_then(|rest| rest.strip_prefix('/'));
        match inner {
            Some(inner) if !self.on_disk(&self.folder).is_dir() => Ok(inner.to_owned()),
            _ => Ok(page),
        }
    }
}

/// Completes and checks a path written by hand: `a/b`, `a/b.md` and, for a section, `a/`.
fn page_path(written: &str) -> Result<String, Failure> {
    let shown = written.escape_debug();
    let refuse = |why: &str| Failure::new(format!("`{shown}` {why}"));
    if written.chars().any(char::is_control) {
        return Err(refuse("holds a control character"));
    }
    let drive = written.as_bytes().get(1) == Some(&b':') && written.as_bytes()[0].is_ascii_alphabetic();
    if written.starts_with('/') || written.contains('\\') || drive {
        return Err(
            refuse("is no path of a page").help("write it from the folder of the pages, with `/`: `guide/first`")
        );
    }
    let parts: Vec<&str> = written.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    if parts.is_empty() {
        return Err(refuse("names no page").help("write a path such as `guide/first`"));
    }
    if parts.contains(&"..") {
        return Err(refuse("leads upwards").help("write it from the folder of the pages: `guide/first`"));
    }
    if let Some(hidden) = parts.iter().find(|part| part.starts_with(['_', '.'])) {
        return Err(refuse("would be no page")
            .help(format!("files and folders that start with `_` or `.` are left out: rename `{hidden}`")));
    }
    let path = parts.join("/");
    if path == "SUMMARY" || path == "SUMMARY.md" {
        return Err(refuse("would be the book's table of contents").help("write the page under another name"));
    }
    if written.ends_with('/') {
        return Ok(format!("{path}/index.md"));
    }
    Ok(if path.ends_with(".md") { path } else { format!("{path}.md") })
}

fn new_page(arguments: &PageArguments, pages: &Pages<'_>, terminal: &Terminal) -> Result<Outcome, Failure> {
    let page = pages.page(&arguments.path)?;
    let title = match &arguments.title {
        Some(title) => checked_title(title)?,
        None => title_of(&page),
    };
    let shown = pages.shown(&page);
    // Both would be written to the folder's `index.html`.
    if let Some(twin) = twin(&page).filter(|twin| pages.on_disk(twin).exists()) {
        return Err(
            Failure::new(format!("`{}` is this folder's page already", pages.shown(&twin))).help("edit that file")
        );
    }
    let text = format!("---\ntitle: {}\n---\n\n# {}\n\n", yaml_string(&title), escape_markdown(&title));
    write_new(&pages.on_disk(&page), &text).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => {
            Failure::new(format!("`{shown}` exists already")).help("edit it, or name another page")
        }
        _ => Failure::new(format!("cannot write `{shown}`: {error}")),
    })?;
    terminal.say(&format!("wrote {shown}"));
    if pages.on_disk("SUMMARY.md").is_file() {
        // Where in the order it belongs only the author knows.
        let line = format!("- [{}]({})", escape_markdown(&title), link_destination(&page));
        terminal.say(&format!("add this line to {}, where the page belongs:\n\n{line}", pages.shown("SUMMARY.md")));
    }
    Ok(Outcome::Done)
}

/// The other name for the page of a folder.
fn twin(page: &str) -> Option<String> {
    let (folder, name) = page.rsplit_once('/').map_or(("", page), |(folder, name)| (folder, name));
    let other = match name {
        "index.md" => "README.md",
        "README.md" => "index.md",
        _ => return None,
    };
    Some(if folder.is_empty() { other.to_owned() } else { format!("{folder}/{other}") })
}

fn checked_title(title: &str) -> Result<String, Failure> {
    let title = title.trim();
    if title.is_empty() {
        return Err(Failure::new("the title is empty"));
    }
    if title.chars().any(char::is_control) {
        return Err(Failure::new("the title holds a control character").help("write it on one line"));
    }
    Ok(title.to_owned())
}

/// `first-steps.md` → `First steps`; a folder's page is named for the folder.
fn title_of(page: &str) -> String {
    let stem = page.strip_suffix(".md").unwrap_or(page);
    let stem = stem.strip_suffix("/index").or(stem.strip_suffix("/README")).unwrap_or(stem);
    let name = stem.rsplit('/').next().unwrap_or(stem).replace(['-', '_'], " ");
    let name = name.trim();
    let mut letters = name.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => stem.to_owned(),
    }
}

/// The text as a YAML scalar: plain where no reader could take it for anything else, else quoted as JSON, which YAML 1.2
/// contains (§1.3).
fn yaml_string(text: &str) -> String {
    let is_word = |character: char| character.is_alphanumeric() || matches!(character, ' ' | '-' | '、' | '，' | '。');
    let begins_as_text = text.starts_with(|first: char| first.is_alphabetic());
    // `yes`, `null` and their like in all their spellings are short and ASCII.
    let is_keyword = text.len() <= 5 && text.is_ascii() && !text.contains(' ');
    if begins_as_text && !is_keyword && text.chars().all(is_word) && !text.ends_with([' ', '-']) {
        return text.to_owned();
    }
    serde_json::Value::from(text).to_string()
}

/// The text so that Markdown shows it as it is: a backslash before what could be markup (CommonMark 0.31.2 §2.4).
fn escape_markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '{' | '}' | '#' | '&' | '~' | '$' | '|')
        {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// The path as a link writes it: in angle brackets where it holds what would end it (CommonMark 0.31.2 §6.3).
fn link_destination(path: &str) -> String {
    if path.contains([' ', '(', ')', '<', '>']) {
        let path = path.replace('<', "%3C").replace('>', "%3E");
        return format!("<{path}>");
    }
    path.to_owned()
}

fn new_question(
    arguments: &QuestionArguments,
    pages: &Pages<'_>,
    config: &Config,
    terminal: &Terminal,
) -> Result<Outcome, Failure> {
    let page = pages.page(&arguments.page)?;
    let (path, shown) = (pages.on_disk(&page), pages.shown(&page));
    let text = fs::read_to_string(&path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Failure::new(format!("there is no page `{shown}`"))
            .help(format!("`wence new page {}` writes one", arguments.page)),
        io::ErrorKind::InvalidData => Failure::new(format!("`{shown}` is not UTF-8")),
        _ => Failure::new(format!("cannot read `{shown}`: {error}")),
    })?;
    let taken = ids(&pages.root());
    let id = match &arguments.id {
        Some(id) => checked_id(id, &taken)?,
        None => (1..).map(|n| format!("question-{n}")).find(|id| !taken.contains(id)).expect("a book is finite"),
    };
    let is_chinese = config.book.language.primary() == "zh";
    let title = match &arguments.title {
        Some(title) => escape_markdown(&checked_title(title)?),
        None if is_chinese => "新题目".to_owned(),
        None => "A new question".to_owned(),
    };
    let question = question(&title, &id, config);
    let mut addition = String::new();
    if !text.is_empty() {
        addition.push_str(if text.ends_with('\n') { "\n" } else { "\n\n" });
    }
    addition.push_str(&question);
    // A file keeps one kind of line end.
    if text.contains("\r\n") {
        addition = addition.replace('\n', "\r\n");
    }
    let written = OpenOptions::new().append(true).open(&path).and_then(|mut file| file.write_all(addition.as_bytes()));
    written.map_err(|error| Failure::new(format!("cannot write `{shown}`: {error}")))?;
    terminal.say(&format!("added the question `{id}` to {shown}"));
    Ok(Outcome::Done)
}

/// What pulldown-cmark reads as the id of `{#id …}`, and what needs no escape in a URL's fragment or a file's name.
fn checked_id(id: &str, taken: &BTreeSet<String>) -> Result<String, Failure> {
    let is_plain = |character: char| character.is_alphanumeric() || matches!(character, '-' | '_');
    if id.is_empty() || !id.chars().all(is_plain) {
        return Err(
            Failure::new(format!("`{}` cannot be an id", id.escape_debug())).help("use letters, digits, `-` and `_`")
        );
    }
    if taken.contains(id) {
        return Err(
            Failure::new(format!("the id `{id}` is in use already")).help("ids of questions are unique in the book")
        );
    }
    Ok(id.to_owned())
}

/// The ids that the book's pages give by hand. Unreadable files are a build's to report.
fn ids(folder: &Path) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for entry in walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok) {
        if entry.path().extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let Ok(text) = fs::read_to_string(entry.path()) else { continue };
        for (start, _) in text.match_indices("{#") {
            let id = &text[start + 2..];
            let end = id.find(|character: char| character.is_whitespace() || character == '}').unwrap_or(id.len());
            ids.insert(id[..end].to_owned());
        }
    }
    ids
}

/// A question with all its parts, each with a word on what belongs there. Its attributes are the first term of every
/// vocabulary that the book declares, so that it builds at once.
fn question(title: &str, id: &str, config: &Config) -> String {
    let bank = &config.bank;
    let first = |name: &str, vocabulary: &Vocabulary| {
        vocabulary.ids().next().map(|id| format!(" {name}={id}")).unwrap_or_default()
    };
    let attributes = [
        first("category", &bank.categories),
        first("phase", &bank.phases),
        first("level", &bank.levels),
        first("traits", &bank.traits),
        " time=60-120".to_owned(),
    ];
    let parts = match config.book.language.primary() {
        "zh" => [
            ("考察点", "intent", "这道题想看出什么。"),
            ("回答思路", "outline", "1. 先说什么。\n2. 再说什么。"),
            ("参考回答", "sample", "一段说得出口的回答。"),
            ("常见失误", "pitfalls", "- 容易说错的地方。"),
            ("可能的追问", "followup", "- 接下来可能问什么。"),
            ("相关知识", "related", "- 可以参考的页面。"),
        ],
        _ => [
            ("What it asks", "intent", "What the question is meant to show."),
            ("How to answer", "outline", "1. What to say first.\n2. What to say next."),
            ("A sample answer", "sample", "An answer as it could be spoken."),
            ("Common slips", "pitfalls", "- What is easily said wrong."),
            ("What may be asked next", "followup", "- The next question."),
            ("Read on", "related", "- A page worth reading."),
        ],
    };
    let mut text = format!("## {title} {{#{id} .question{}}}\n", attributes.concat());
    for (heading, class, body) in parts {
        text.push_str(&format!("\n### {heading} {{.{class}}}\n\n{body}\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_named_with_or_without_its_ending() {
        for (written, page) in
            [("a/b", "a/b.md"), ("a/b.md", "a/b.md"), ("./a//b/", "a/b/index.md"), ("指南/v1.2", "指南/v1.2.md")]
        {
            assert_eq!(page_path(written).unwrap(), page);
        }
    }

    #[test]
    fn paths_that_are_no_pages_are_refused() {
        for written in
            ["", ".", "/", "/etc/x", "../x", "a/../../x", "_x", "a/.x/b", "a\\b", "C:x", "a\0b", "a\nb", "SUMMARY.md"]
        {
            assert!(page_path(written).is_err(), "{written:?}");
        }
    }

    #[test]
    fn titles_come_from_names() {
        assert_eq!(title_of("guide/first-steps.md"), "First steps");
        assert_eq!(title_of("before/index.md"), "Before");
        assert_eq!(title_of("index.md"), "Index");
        assert_eq!(title_of("简历.md"), "简历");
        assert_eq!(title_of("-.md"), "-");
    }

    #[test]
    fn any_title_survives_front_matter() {
        for title in [
            "简历",
            "yes",
            "null",
            "12",
            "a: b",
            "# x",
            "\"",
            "'",
            "- a",
            "~",
            "[a]",
            "&a",
            "a #b",
            "问：答",
            "1e3",
            "a\\b",
            "tail -",
        ] {
            let yaml = format!("title: {}\n", yaml_string(title));
            let read: std::collections::BTreeMap<String, serde_json::Value> = serde_saphyr::from_str(&yaml).unwrap();
            assert_eq!(read["title"], serde_json::Value::from(title), "{yaml}");
        }
        assert_eq!(yaml_string("面试指南"), "面试指南");
    }

    #[test]
    fn any_title_survives_markdown() {
        for title in ["a *b* `c`", "C#", "## x ##", "a {#b}", "<b>", "[a](b)", "a_b_", "\\", "&amp;", "1 | 2"] {
            let heading = format!("# {}\n", escape_markdown(title));
            let options = pulldown_cmark::Options::ENABLE_HEADING_ATTRIBUTES;
            let text: String = pulldown_cmark::Parser::new_ext(&heading, options)
                .filter_map(
                    |event| if let pulldown_cmark::Event::Text(text) = event { Some(text.into_string()) } else { None },
                )
                .collect();
            assert_eq!(text, title, "{heading}");
        }
    }

    #[test]
    fn a_question_takes_the_first_term_of_each_vocabulary() {
        let toml = "[book]\nlanguage = \"zh-CN\"\n[bank]\ncategories = [\"a\", \"b\"]\nlevels = [2, 1]\n";
        let (config, _) = crate::config::parse(toml, crate::diag::FileId::DETACHED);
        let text = question("题", "x", &config);
        assert!(text.starts_with("## 题 {#x .question category=a level=2 time=60-120}\n"), "{text}");
        assert!(text.contains("\n### 回答思路 {.outline}\n"));
    }

    #[test]
    fn ids_are_found_wherever_pages_give_them() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("a")).unwrap();
        fs::write(folder.path().join("a/b.md"), "## 题 {#一 .question}\r\n### x {#two}\n{#").unwrap();
        let ids = ids(folder.path());
        assert!(ids.contains("一") && ids.contains("two"));
        assert!(checked_id("two", &ids).is_err());
        assert!(checked_id("a b", &ids).is_err());
        assert_eq!(checked_id("three-三", &ids).unwrap(), "three-三");
    }
}
