//! `wence new page` and `wence new question`.
//! Enters: where to write, a title, an id, a question's attributes; on a terminal what is missing is asked for. Leaves: a
//! well-formed page or question there, ready to be filled in. Never writes over a file; a question is added after what a page
//! already holds.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, OpenOptions};
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use super::book::BookFolder;
use super::init::write_new;
use super::terminal::Terminal;
use super::{Failure, Outcome};
use crate::bank::{self, Facet};
use crate::build::{self, KnownQuestion};
use crate::config::Config;
use crate::markdown;
use crate::model::{SitePath, Time};

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
    /// The page, by its path in the folder of the pages [default: where most questions of the category are]
    #[arg(value_name = "PAGE", conflicts_with = "into")]
    page: Option<String>,

    /// The same as PAGE
    #[arg(long, value_name = "FILE")]
    into: Option<String>,

    /// The question's id, kept for good [default: the first free `question-N`]
    #[arg(long)]
    id: Option<String>,

    /// The question itself
    #[arg(long)]
    title: Option<String>,

    /// What it is about, as `[bank.categories]` has it
    #[arg(long)]
    category: Option<String>,

    /// When it comes up, as `[bank.phases]` has it
    #[arg(long)]
    phase: Option<String>,

    /// How hard it is, as `[bank.levels]` has it
    #[arg(long)]
    level: Option<String>,

    /// What it tests in a person, as `[bank.traits]` has it; several are joined by commas
    #[arg(long)]
    traits: Option<String>,

    /// How long an answer takes, in seconds: `90` or `60-120` [default: 60-120]
    #[arg(long)]
    time: Option<String>,
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
    // What the call itself has wrong is said before anything is asked.
    let mut known = Known { config, questions: build::known_questions(&pages.book.root), taken: ids(&pages.root()) };
    known.taken.extend(known.questions.iter().flat_map(|question| question.ids.iter().cloned()));
    let draft = Draft::from_flags(arguments, &known)?;
    let page = arguments.into.as_ref().or(arguments.page.as_ref());
    if let Some(page) = page {
        read_page(&pages.page(page)?, pages)?;
    }
    let draft = match Conversation::of(terminal) {
        Some(mut conversation) => draft.asked(&mut conversation, &known)?,
        None => draft,
    };
    let page = match page {
        Some(page) => pages.page(page)?,
        None => known.page_for(&draft).ok_or_else(|| {
            Failure::new("the book has no page with questions yet").help("name one: `wence new question PAGE`")
        })?,
    };
    let (path, shown) = (pages.on_disk(&page), pages.shown(&page));
    let text = read_page(&page, pages)?;
    let (id, question) = draft.text(&known)?;
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

/// The text of a page that a question is to join.
fn read_page(page: &str, pages: &Pages<'_>) -> Result<String, Failure> {
    let shown = pages.shown(page);
    fs::read_to_string(pages.on_disk(page)).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Failure::new(format!("there is no page `{shown}`"))
            .help(format!("`wence new page {}` writes one", page.strip_suffix(".md").unwrap_or(page))),
        io::ErrorKind::InvalidData => Failure::new(format!("`{shown}` is not UTF-8")),
        _ => Failure::new(format!("cannot read `{shown}`: {error}")),
    })
}

/// What the book has already.
struct Known<'c> {
    config: &'c Config,
    questions: Vec<KnownQuestion>,
    /// Ids and aliases, and all other ids that headings give.
    taken: BTreeSet<String>,
}

impl Known<'_> {
    /// The page that holds most questions of the draft's category, or of all where it has none; the first of equals in
    /// reading order.
    fn page_for(&self, draft: &Draft) -> Option<String> {
        let category = draft.facets.get(Facet::Category.attribute());
        let page_of_most = |wanted: &dyn Fn(&KnownQuestion) -> bool| {
            let mut counts: Vec<(&SitePath, usize)> = Vec::new();
            for question in self.questions.iter().filter(|question| wanted(question)) {
                match counts.iter_mut().find(|(page, _)| *page == &question.page) {
                    Some((_, count)) => *count += 1,
                    None => counts.push((&question.page, 1)),
                }
            }
            let most = counts.iter().map(|(_, count)| *count).max()?;
            counts.iter().find(|(_, count)| *count == most).map(|(page, _)| page.as_str().to_owned())
        };
        let same = category.and_then(|category| page_of_most(&|question| question.category.as_ref() == Some(category)));
        same.or_else(|| page_of_most(&|_| true))
    }

    /// A value of a facet, or several, checked against the book's words.
    fn facet(&self, facet: Facet, written: &str) -> Result<String, Failure> {
        let vocabulary = facet.vocabulary(&self.config.bank);
        let values: Vec<&str> = written.split(',').map(str::trim).collect();
        let is_list = facet == Facet::Trait;
        if !is_list && values.len() > 1 {
            return Err(Failure::new(format!("a question has one {}", facet.noun())));
        }
        for (at, value) in values.iter().enumerate() {
            if value.is_empty() || values[..at].contains(value) {
                return Err(Failure::new(format!("`{}` is no list of {}s", written.escape_debug(), facet.noun()))
                    .help("name each once, joined by single commas"));
            }
            let is_known = vocabulary.get(value).is_some();
            let is_word = !value.contains(|character: char| {
                character.is_whitespace() || character.is_control() || "\"'{}=".contains(character)
            });
            if !vocabulary.is_empty() && !is_known {
                return Err(Failure::new(format!(
                    "`{}` is no {} that `[bank]` declares",
                    value.escape_debug(),
                    facet.noun()
                ))
                .help(bank::suggestion(facet, value, &self.config.bank)));
            }
            if !is_word {
                return Err(Failure::new(format!("`{}` cannot be a {}", value.escape_debug(), facet.noun()))
                    .help("a value holds no space, quote, brace or `=`"));
            }
            if facet == Facet::Level && !bank::is_level(value) {
                return Err(Failure::new(format!("the level `{value}` is no whole number from 0 to 99")));
            }
        }
        Ok(values.join(","))
    }
}

/// A question as far as it is known.
#[derive(Default)]
struct Draft {
    id: Option<String>,
    title: Option<String>,
    /// By attribute, each checked.
    facets: BTreeMap<&'static str, String>,
    time: Option<Time>,
}

impl Draft {
    fn from_flags(arguments: &QuestionArguments, known: &Known<'_>) -> Result<Draft, Failure> {
        let mut draft = Draft::default();
        for (facet, written) in [
            (Facet::Category, &arguments.category),
            (Facet::Phase, &arguments.phase),
            (Facet::Level, &arguments.level),
            (Facet::Trait, &arguments.traits),
        ] {
            if let Some(written) = written {
                draft.facets.insert(facet.attribute(), known.facet(facet, written)?);
            }
        }
        draft.id = arguments.id.as_deref().map(|id| checked_id(id, &known.taken)).transpose()?;
        draft.title = arguments.title.as_deref().map(checked_title).transpose()?;
        draft.time = arguments.time.as_deref().map(checked_time).transpose()?;
        Ok(draft)
    }

    /// Asks for what is missing, each until the answer can be used. An empty answer takes what is in brackets.
    fn asked(mut self, conversation: &mut Conversation<'_>, known: &Known<'_>) -> Result<Draft, Failure> {
        if self.title.is_none() {
            self.title = conversation.ask("question", "", &mut |answer| checked_title(answer).map(Some))?;
        }
        if self.id.is_none() {
            let free = free_id(&known.taken);
            self.id = conversation
                .ask("id, kept for good", &free, &mut |answer| checked_id(answer, &known.taken).map(Some))?;
        }
        for facet in Facet::ALL {
            let vocabulary = facet.vocabulary(&known.config.bank);
            if self.facets.contains_key(facet.attribute()) || vocabulary.is_empty() {
                continue;
            }
            let first = vocabulary.ids().next().unwrap_or_default();
            let terms: Vec<String> = vocabulary
                .terms
                .iter()
                .map(|term| match term.id == term.title {
                    true => term.id.clone(),
                    false => format!("{} ({})", term.id, term.title),
                })
                .collect();
            conversation.say(&format!("  {}", terms.join("  ")));
            let several = if facet == Facet::Trait { ", several joined by `,`" } else { "" };
            let prompt = format!("{}{several}", facet.noun());
            if let Some(value) = conversation.ask(&prompt, first, &mut |answer| known.facet(facet, answer).map(Some))? {
                self.facets.insert(facet.attribute(), value);
            }
        }
        if self.time.is_none() {
            self.time = conversation.ask("seconds", "60-120", &mut |answer| checked_time(answer).map(Some))?;
        }
        Ok(self)
    }

    /// The question's id, and the question with all its parts, each with a word on what belongs there. What nobody gave is
    /// the first term of the vocabulary, so that the book builds at once.
    fn text(&self, known: &Known<'_>) -> Result<(String, String), Failure> {
        let language = known.config.book.language.primary();
        let id = self.id.clone().unwrap_or_else(|| free_id(&known.taken));
        let title = match &self.title {
            Some(title) => escape_markdown(title),
            None if language == "zh" => "新题目".to_owned(),
            None => "A new question".to_owned(),
        };
        let mut attributes = String::new();
        for facet in Facet::ALL {
            let first = || facet.vocabulary(&known.config.bank).ids().next().map(str::to_owned);
            if let Some(value) = self.facets.get(facet.attribute()).cloned().or_else(first) {
                attributes.push_str(&format!(" {}={value}", facet.attribute()));
            }
        }
        match self.time.unwrap_or(Time { least: 60, most: 120 }) {
            Time { least, most } if least == most => attributes.push_str(&format!(" time={most}")),
            Time { least, most } => attributes.push_str(&format!(" time={least}-{most}")),
        }
        let parts = match language {
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
        let mut text = format!("## {title} {{#{id} .question{attributes}}}\n");
        for (heading, class, body) in parts {
            text.push_str(&format!("\n### {heading} {{.{class}}}\n\n{body}\n"));
        }
        Ok((id, text))
    }
}

/// Questions and answers on a terminal.
struct Conversation<'t> {
    input: Box<dyn BufRead + 't>,
    say: Box<dyn Fn(&str) + 't>,
}

impl<'t> Conversation<'t> {
    /// Where both ends are a terminal and nobody asked for quiet.
    fn of(terminal: &'t Terminal) -> Option<Conversation<'t>> {
        let is_conversation = !terminal.is_quiet() && io::stdin().is_terminal() && io::stderr().is_terminal();
        is_conversation
            .then(|| Conversation { input: Box::new(io::stdin().lock()), say: Box::new(|line| terminal.say(line)) })
    }

    fn say(&self, line: &str) {
        (self.say)(line);
    }

    /// Asks until the answer can be used. An empty answer means `default`, and `None` where that is empty too. The end of
    /// the input ends the command: nothing has been written yet.
    fn ask<T>(
        &mut self,
        prompt: &str,
        default: &str,
        check: &mut dyn FnMut(&str) -> Result<Option<T>, Failure>,
    ) -> Result<Option<T>, Failure> {
        loop {
            let shown = if default.is_empty() { String::new() } else { format!(" [{default}]") };
            self.say(&format!("{prompt}{shown}:"));
            let mut line = String::new();
            match self.input.read_line(&mut line) {
                Ok(0) => return Err(Failure::new("the answers ended before the question was complete")),
                Ok(_) => {}
                Err(error) => return Err(Failure::new(format!("cannot read from the terminal: {error}"))),
            }
            let answer = if line.trim().is_empty() { default } else { line.trim() };
            if answer.is_empty() {
                return Ok(None);
            }
            match check(answer) {
                Ok(value) => return Ok(value),
                Err(failure) => {
                    self.say(&format!("  {}", failure.message));
                    failure.help.iter().for_each(|help| self.say(&format!("  {help}")));
                }
            }
        }
    }
}

fn checked_time(written: &str) -> Result<Time, Failure> {
    markdown::parse_time(written.trim()).map_err(|help| {
        Failure::new(format!("`{}` is no time", written.escape_debug())).help(help.replace("`time=", "`"))
    })
}

fn free_id(taken: &BTreeSet<String>) -> String {
    (1..).map(|n| format!("question-{n}")).find(|id| !taken.contains(id)).expect("a book is finite")
}

/// What pulldown-cmark reads as the id of `{#id …}`, and what needs no escape in a URL's fragment or a file's name.
fn checked_id(id: &str, taken: &BTreeSet<String>) -> Result<String, Failure> {
    let is_plain = |character: char| character.is_alphanumeric() || matches!(character, '-' | '_');
    if id.is_empty() || id.starts_with("w-") || !id.chars().all(is_plain) {
        return Err(Failure::new(format!("`{}` cannot be an id", id.escape_debug()))
            .help("use letters, digits, `-` and `_`; ids that start with `w-` are the theme's"));
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

    fn config() -> Config {
        let toml = "[book]\nlanguage = \"zh-CN\"\n[bank]\ncategories = [\"a\", \"b\"]\nlevels = [2, 1]\n[bank.traits]\nx = \"细心\"\ny = \"沟通\"\n";
        crate::config::parse(toml, crate::diag::FileId::DETACHED).0
    }

    fn known(config: &Config) -> Known<'_> {
        let question = |page: &str, id: &str, category: &str| KnownQuestion {
            page: SitePath::new(page).unwrap(),
            ids: vec![id.to_owned()],
            category: Some(category.to_owned()),
        };
        let questions = vec![question("one.md", "p", "a"), question("two.md", "q", "b"), question("two.md", "r", "a")];
        Known { config, questions, taken: ["p", "q", "r", "question-1"].map(str::to_owned).into() }
    }

    fn facets(pairs: &[(&'static str, &str)]) -> BTreeMap<&'static str, String> {
        pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
    }

    #[test]
    fn a_question_takes_the_first_term_of_each_vocabulary() {
        let config = config();
        let (id, text) = Draft::default().text(&known(&config)).unwrap();
        assert_eq!(id, "question-2");
        assert!(
            text.starts_with("## 新题目 {#question-2 .question category=a level=2 traits=x time=60-120}\n"),
            "{text}"
        );
        assert!(text.contains("\n### 回答思路 {.outline}\n"));
        let given = Draft {
            facets: facets(&[("category", "b"), ("traits", "y,x")]),
            time: Some(Time { least: 90, most: 90 }),
            title: Some("甲{乙}".to_owned()),
            id: Some("s".to_owned()),
        };
        let (_, text) = given.text(&known(&config)).unwrap();
        assert!(text.starts_with("## 甲\\{乙\\} {#s .question category=b level=2 traits=y,x time=90}\n"), "{text}");
    }

    #[test]
    fn a_question_joins_the_page_with_most_of_its_category() {
        let config = config();
        let page = |pairs: &[(&'static str, &str)]| {
            known(&config).page_for(&Draft { facets: facets(pairs), ..Draft::default() }).unwrap()
        };
        assert_eq!(page(&[("category", "a")]), "one.md");
        assert_eq!(page(&[("category", "b")]), "two.md");
        assert_eq!(page(&[]), "two.md");
    }

    #[test]
    fn words_that_the_book_does_not_have_are_refused_with_the_nearest() {
        let config = config();
        let refusal = |facet, value| known(&config).facet(facet, value).unwrap_err();
        assert_eq!(refusal(Facet::Trait, "x,细心").help, ["did you mean `x`?"]);
        assert_eq!(refusal(Facet::Category, "x").help, ["`x` is a trait: write `traits=x`"]);
        assert!(refusal(Facet::Category, "a,b").message.contains("one category"));
        assert!(refusal(Facet::Trait, "x,,y").message.contains("no list"));
        assert!(refusal(Facet::Phase, "a b").message.contains("cannot be a phase"));
        assert_eq!(known(&config).facet(Facet::Trait, "x, y").unwrap(), "x,y");
        assert_eq!(checked_time("2min").unwrap_err().help, ["did you mean `120`? times are whole seconds"]);
    }

    #[test]
    fn what_is_missing_is_asked_for_until_it_can_be_used() {
        let config = config();
        let said = std::cell::RefCell::new(Vec::new());
        let answers = "怎么办？\np\nnew-one\nc\nb\n\ny,x\n1:30\n90\n";
        let mut conversation = Conversation {
            input: Box::new(io::Cursor::new(answers)),
            say: Box::new(|line| said.borrow_mut().push(line.to_owned())),
        };
        let draft = Draft::default().asked(&mut conversation, &known(&config)).unwrap();
        let (_, text) = draft.text(&known(&config)).unwrap();
        assert!(
            text.starts_with("## 怎么办？ {#new-one .question category=b level=2 traits=y,x time=90}\n"),
            "{text}\n{said:?}"
        );
        let said = said.borrow().join("\n");
        for line in ["the id `p` is in use already", "`c` is no category", "x (细心)  y (沟通)", "did you mean `90`?"]
        {
            assert!(said.contains(line), "{line}: {said}");
        }
        let mut short = Conversation { input: Box::new(io::Cursor::new("题\n")), say: Box::new(|_| {}) };
        assert!(Draft::default().asked(&mut short, &known(&config)).is_err());
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
