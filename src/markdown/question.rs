//! Questions of the bank: headings with the class `question` and the parts beneath them.
//! Enters: the page's headings with their attributes. Leaves: typed records and a diagnostic for each slip of form.
//! Whether `[bank]` declares a value is not known here.

use super::heading::{is_split_quote, unquote};
use super::html::HeadingMark;
use crate::diag::{Diagnostic, Span, codes, nearest};
use crate::model::{Heading, Part, PartKind, Question, Spanned, Time};
use std::ops::Range;

/// The text the headings came from.
pub struct Source<'s> {
    pub text: &'s str,
    pub to_span: &'s dyn Fn(Range<usize>) -> Span,
}

impl Source<'_> {
    /// Place of `word` in the heading, for a message: after the last `{` if it is there, else the whole heading.
    fn place(&self, mark: &HeadingMark, word: &str) -> Span {
        let heading = &self.text[mark.source.clone()];
        let from = heading.rfind('{').unwrap_or(0);
        let range = match heading[from..].find(word) {
            Some(at) if !word.is_empty() => {
                let start = mark.source.start + from + at;
                start..start + word.len()
            }
            _ => mark.source.clone(),
        };
        (self.to_span)(range)
    }

    fn heading(&self, mark: &HeadingMark) -> Span {
        (self.to_span)(mark.source.clone())
    }
}

/// The attributes a question may have.
const ATTRIBUTES: [&str; 6] = ["category", "phase", "level", "traits", "time", "aliases"];

/// The questions of a page in order. `content_end` is the length of the body's HTML before the footnotes.
pub fn collect(
    headings: &[Heading],
    marks: &[HeadingMark],
    content_end: usize,
    source: &Source,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Question> {
    let mut questions: Vec<Question> = Vec::new();
    // Level of the question that is open.
    let mut open: Option<u8> = None;
    for (index, mark) in marks.iter().enumerate() {
        let level = headings[index].level;
        if mark.is_top && open.is_some_and(|question| level <= question) {
            open = None;
        }
        let is_question = mark.classes.iter().any(|class| class == "question");
        if is_question && mark.is_top {
            let question = read_question(index, mark, source, diagnostics);
            open = Some(level);
            questions.push(question);
            continue;
        }
        if is_question {
            diagnostics.push(
                Diagnostic::error(
                    codes::QUESTION_PART,
                    source.heading(mark),
                    "a question stands inside a quotation or list",
                )
                .help("move the heading out, to the page itself"),
            );
            continue;
        }
        let Some(kind) = mark.classes.iter().find_map(|class| PartKind::of_class(class)) else { continue };
        let (Some(_), Some(question), true) = (open, questions.last_mut(), mark.is_top) else {
            // A book without questions may use such a class for its own ends; only `[bank]` books are told.
            diagnostics.push(
                Diagnostic::warning(
                    codes::QUESTION_PART,
                    source.heading(mark),
                    format!("a part `{}` stands outside any question", kind.class()),
                )
                .help("put it beneath a heading with the class `question`, one level deeper than that heading"),
            );
            continue;
        };
        if kind != PartKind::Sample
            && let Some(first) = question.parts.iter().find(|part| part.kind == kind)
        {
            diagnostics.push(
                Diagnostic::error(
                    codes::QUESTION_PART,
                    source.heading(mark),
                    format!("the part `{}` stands twice in one question", kind.class()),
                )
                .other(source.heading(&marks[first.heading]), "first here")
                .help("join the two; only `sample` may repeat"),
            );
        }
        let end = marks
            .iter()
            .zip(headings)
            .skip(index + 1)
            .find(|(mark, heading)| mark.is_top && heading.level <= level)
            .map_or(content_end, |(mark, _)| mark.html.start);
        question.parts.push(Part { kind, heading: index, body: mark.html.end..end.max(mark.html.end) });
    }
    for question in &questions {
        if !question.parts.iter().any(|part| part.kind == PartKind::Outline) {
            diagnostics.push(
                Diagnostic::error(
                    codes::QUESTION_WITHOUT_OUTLINE,
                    question.span,
                    format!("the question `{}` has no outline", headings[question.heading].text),
                )
                .help("add a heading one level deeper with `{.outline}` and say how to go about the answer"),
            );
        }
    }
    questions
}

fn read_question(index: usize, mark: &HeadingMark, source: &Source, diagnostics: &mut Vec<Diagnostic>) -> Question {
    let mut question = Question {
        heading: index,
        id: mark.id.as_ref().map(|id| Spanned { value: id.clone(), span: source.place(mark, &format!("#{id}")) }),
        category: None,
        phase: None,
        level: None,
        traits: Vec::new(),
        time: None,
        aliases: Vec::new(),
        parts: Vec::new(),
        span: source.heading(mark),
    };
    if question.id.is_none() {
        diagnostics
            .push(Diagnostic::error(codes::QUESTION_ID, question.span, "a question without an id").help(
                "write one first in the braces: `{#short-name .question …}`; practice records are kept under it",
            ));
    }
    let mut seen: Vec<&str> = Vec::new();
    for (name, value) in &mark.attributes {
        let name = name.as_str();
        let span = source.place(mark, name);
        let mut fault = |message: String, help: String| {
            diagnostics.push(Diagnostic::error(codes::QUESTION_ATTRIBUTE, span, message).help(help));
        };
        let raw = value.as_deref().unwrap_or("");
        if is_split_quote(raw) || (value.is_none() && is_split_quote(name)) {
            fault(
                format!("the quoted value at `{name}` holds a space, which breaks it in two"),
                "a value can hold no space: write it without quotes and spaces".into(),
            );
            continue;
        }
        if !ATTRIBUTES.contains(&name) {
            fault(
                format!("a question has no attribute `{name}`"),
                match nearest(name, ATTRIBUTES) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("the attributes are {}", ATTRIBUTES.map(|name| format!("`{name}`")).join(", ")),
                },
            );
            continue;
        }
        if seen.contains(&name) {
            fault(
                format!("the attribute `{name}` stands twice"),
                "keep one of them; several values are joined by commas".into(),
            );
            continue;
        }
        seen.push(name);
        let value = unquote(raw).trim();
        if value.is_empty() {
            fault(format!("the attribute `{name}` has no value"), format!("write `{name}=…` or leave it out"));
            continue;
        }
        let spanned = |word: &str| Spanned { value: word.to_owned(), span: source.place(mark, word) };
        let list = || value.split(',').map(str::trim).filter(|word| !word.is_empty()).map(spanned).collect::<Vec<_>>();
        match name {
            "category" => question.category = Some(spanned(value)),
            "phase" => question.phase = Some(spanned(value)),
            "level" => question.level = Some(spanned(value)),
            "traits" => question.traits = list(),
            "aliases" => question.aliases = list(),
            _ => match parse_time(value) {
                Some(time) => question.time = Some(time),
                None => fault(
                    format!("`{value}` is no time"),
                    "write seconds, such as `time=90`, or a range, such as `time=60-120`".into(),
                ),
            },
        }
    }
    question
}

/// Seconds, `N` or `N-M` with `N <= M`, at least one and at most a day.
fn parse_time(text: &str) -> Option<Time> {
    let (least, most) = text.split_once(['-', '–', '～']).unwrap_or((text, text));
    let (least, most) = (least.trim().parse().ok()?, most.trim().parse().ok()?);
    (1 <= least && least <= most && most <= 86_400).then_some(Time { least, most })
}
