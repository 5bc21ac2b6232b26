//! `wence new question`.
//! Enters: a page, an id, attributes, as far as somebody gave them; on a terminal the rest is asked for. Leaves: the question
//! with all its parts after what the page already holds, with the words of the book's own vocabularies, so that the book builds
//! at once. Changes nothing that stood there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, OpenOptions};
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;

use super::{Pages, checked_title, escape_markdown};
use crate::bank::{self, Facet};
use crate::build::{self, KnownQuestion};
use crate::cli::terminal::Terminal;
use crate::cli::{Failure, Outcome};
use crate::config::Config;
use crate::markdown;
use crate::model::{SitePath, Time};

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Arguments {
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

/// Adds the question to its page.
pub(super) fn add(
    arguments: &Arguments,
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
    fn from_flags(arguments: &Arguments, known: &Known<'_>) -> Result<Draft, Failure> {
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
