//! Questions of the bank: headings with the class `question` and the parts beneath them.
//! Enters: the page's headings with their attributes. Leaves: typed records and a diagnostic for each slip of form.
//! Whether `[bank]` declares a value is not known here.

use super::heading::{is_split_quote, unquote};
use super::html::HeadingMark;
use crate::diag::{Diagnostic, Span, codes, nearest};
use crate::model::{Heading, Part, PartKind, Question, Spanned, Time};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// The text the headings came from, and the HTML they were written to.
pub struct Source<'s> {
    pub text: &'s str,
    pub html: &'s str,
    pub to_span: &'s dyn Fn(Range<usize>) -> Span,
}

impl Source<'_> {
    fn heading(&self, mark: &HeadingMark) -> Span {
        (self.to_span)(mark.source.clone())
    }

    /// The words in the heading's braces, each with its place: all that was written, also what the parser passed over.
    /// Empty where there are no braces.
    fn words(&self, mark: &HeadingMark) -> Vec<Word<'_>> {
        let heading = &self.text[mark.source.clone()];
        let Some(close) = heading.rfind('}') else { return Vec::new() };
        let Some(open) = heading[..close].rfind('{') else { return Vec::new() };
        let mut words = Vec::new();
        let mut from = open + 1;
        // White space as the parser knows it: an ideographic space is part of a word.
        for word in heading[open + 1..close].split(|character: char| character.is_ascii_whitespace()) {
            if !word.is_empty() {
                words.push(Word { text: word, at: mark.source.start + from });
            }
            from += word.len() + 1;
        }
        words
    }

    fn span_of(&self, word: &Word) -> Span {
        (self.to_span)(word.at..word.at + word.text.len())
    }

    fn spanned(&self, word: &Word) -> Spanned {
        Spanned { value: word.text.to_owned(), span: self.span_of(word) }
    }
}

/// A piece of the page's text and the byte it starts at.
#[derive(Clone, Copy)]
struct Word<'s> {
    text: &'s str,
    at: usize,
}

impl<'s> Word<'s> {
    /// The bytes `range` of this word.
    fn slice(&self, range: Range<usize>) -> Word<'s> {
        Word { text: &self.text[range.clone()], at: self.at + range.start }
    }

    fn trimmed(&self) -> Word<'s> {
        let start = self.text.len() - self.text.trim_start().len();
        self.slice(start..start + self.text.trim().len())
    }
}

/// The class that makes a heading a question.
const CLASS: &str = "question";

/// The attributes a question may have.
const ATTRIBUTES: [&str; 6] = ["category", "phase", "level", "traits", "time", "aliases"];

/// The most that `time` may say, in seconds: a day.
const LONGEST_TIME: u32 = 86_400;

/// So many headings above a stray part are looked at for the one that it stands under: all of them, for each stray part of a
/// very long page, would take too long.
const MOST_ABOVE: usize = 32;

/// What the headings that follow belong to.
#[derive(Clone, Copy)]
enum Open {
    Nothing,
    /// A question at this level: the last one read.
    Question(u8),
    /// A heading at this level that was meant to be a question and is reported: what stands beneath it is left alone, so that
    /// one slip gives one message.
    Unread(u8),
}

/// The questions of a page in order. `content_end` is the length of the body's HTML before the footnotes.
pub fn collect(
    headings: &[Heading],
    marks: &[HeadingMark],
    content_end: usize,
    source: &Source,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Question> {
    let mut questions: Vec<Question> = Vec::new();
    let mut open = Open::Nothing;
    // Headings of questions whose outline is there but misspelt or misplaced, which is told where it stands.
    let mut excused: HashSet<usize> = HashSet::new();
    // Heading of the first part of each kind in the open question.
    let mut first_parts: HashMap<PartKind, usize> = HashMap::new();
    for (index, mark) in marks.iter().enumerate() {
        let level = headings[index].level;
        let above = open;
        if mark.is_top && matches!(open, Open::Question(question) | Open::Unread(question) if level <= question) {
            open = Open::Nothing;
        }
        if mark.is_unread_question {
            open = Open::Unread(level);
            continue;
        }
        let parts: Vec<PartKind> = mark.classes.iter().filter_map(|class| PartKind::of_class(class)).collect();
        if mark.classes.iter().any(|class| class == CLASS) {
            if let Some(fault) = misplaced_question(&headings[index], mark, open, &parts, source) {
                diagnostics.push(fault);
                // Inside a question the parts that follow still belong to that one.
                if matches!(open, Open::Nothing) && mark.is_top {
                    open = Open::Unread(level);
                }
                continue;
            }
            let mut question = read_question(index, &headings[index], mark, source, diagnostics);
            let mut below = marks.iter().zip(headings).skip(index + 1);
            let next = below.find(|(mark, heading)| mark.is_top && heading.level <= level);
            question.end = next.map_or(content_end, |(next, _)| next.html.start).max(mark.html.end);
            questions.push(question);
            open = Open::Question(level);
            first_parts.clear();
            continue;
        }
        if let Some(fault) = almost_question(mark, source) {
            diagnostics.push(fault);
            open = if mark.is_top { Open::Unread(level) } else { open };
            continue;
        }
        let Some(&kind) = parts.first() else {
            if let (Open::Question(question), true) = (open, mark.is_top)
                && level == question + 1
                && let Some((near, fault)) = almost_part(mark, source)
            {
                diagnostics.push(fault);
                excused.extend(questions.last().filter(|_| near == PartKind::Outline).map(|question| question.heading));
            }
            continue;
        };
        let question = match open {
            Open::Unread(_) => continue,
            Open::Question(_) if mark.is_top => questions.last_mut(),
            _ => None,
        };
        let Some(question) = question else {
            let last = questions.last().map(|question| question.heading);
            diagnostics.push(stray_part(index, kind, headings, marks, (above, last), source));
            if matches!(above, Open::Question(_)) && kind == PartKind::Outline {
                excused.extend(last);
            }
            continue;
        };
        let first = *first_parts.entry(kind).or_insert(index);
        diagnostics.extend(misplaced_part(index, &parts, first, question, headings, marks, source));
        let end = marks
            .iter()
            .zip(headings)
            .skip(index + 1)
            .find(|(mark, heading)| mark.is_top && heading.level <= level)
            .map_or(content_end, |(mark, _)| mark.html.start);
        let body = mark.html.end..end.max(mark.html.end);
        if source.html[body.clone()].trim().is_empty() {
            let what = kind.class();
            diagnostics.push(
                Diagnostic::error(codes::QUESTION_PART, source.heading(mark), format!("the part `{what}` is empty"))
                    .help("write something beneath it, or take the heading out"),
            );
        }
        question.parts.push(Part { kind, heading: index, start: mark.html.start, body });
    }
    for question in &questions {
        let has_outline = question.parts.iter().any(|part| part.kind == PartKind::Outline);
        if !has_outline && !excused.contains(&question.heading) {
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

/// What is wrong with the place of a question.
fn misplaced_question(
    heading: &Heading,
    mark: &HeadingMark,
    open: Open,
    parts: &[PartKind],
    source: &Source,
) -> Option<Diagnostic> {
    let fault = |message: &str, help: &str| {
        Some(Diagnostic::error(codes::QUESTION_PART, source.heading(mark), message).help(help))
    };
    if !mark.is_top {
        return fault("a question stands inside a quotation or list", "move the heading out, to the page itself");
    }
    if !heading.in_outline {
        return fault("a question stands inside tabs", "move the heading out, to the page itself");
    }
    if !parts.is_empty() {
        return fault(
            "a heading is a question and a part of one",
            "leave `.question` to the question itself, and give its parts headings of their own",
        );
    }
    match open {
        Open::Question(level) => fault(
            "a question stands inside another question",
            &format!("write it with {level} `#`, as the question above, or take `.question` out"),
        ),
        _ => None,
    }
}

/// A heading that lacks the class `question` and yet was meant to be one: it has a question's attributes, or the class is run
/// together with the word beside it.
fn almost_question(mark: &HeadingMark, source: &Source) -> Option<Diagnostic> {
    let runs_together = |word: &str| {
        let word = word.trim_start_matches(['#', '.']);
        word.contains(".question")
            || word.strip_prefix(CLASS).is_some_and(|rest| rest.starts_with(['#', '.', ',', ';', '，', '；', '=']))
    };
    let has_id_like_class = mark.id.as_deref().is_some_and(|id| id.contains(".question"));
    let has_attributes = mark.attributes.iter().any(|(name, value)| {
        value.is_some() && (ATTRIBUTES.contains(&name.as_str()) && name != "level" && name != "time")
    });
    if !has_id_like_class && !has_attributes && !mark.classes.iter().any(|class| runs_together(class)) {
        return None;
    }
    let words = source.words(mark);
    if let Some(word) = words.iter().find(|word| word.text.starts_with(['#', '.']) && runs_together(word.text)) {
        return Some(
            Diagnostic::error(
                codes::QUESTION_ATTRIBUTE,
                source.span_of(word),
                format!("`{}` is read as one word, so the heading is no question", word.text),
            )
            .help("put a space between the words, and nothing else: `{#id .question category=…}`"),
        );
    }
    let class =
        words.iter().find(|word| word.text.strip_prefix('.').is_some_and(|class| nearest(class, [CLASS]).is_some()));
    let place = class.map_or(source.heading(mark), |word| source.span_of(word));
    let fault = Diagnostic::error(
        codes::QUESTION_ATTRIBUTE,
        place,
        "a heading has the attributes of a question but not the class `question`",
    );
    Some(match class {
        Some(_) => fault.help("did you mean `.question`?"),
        None => fault.help("add `.question` after the id, or take the attributes out"),
    })
}

/// A heading one level below its question whose class is nearly that of a part, and which part that is.
fn almost_part(mark: &HeadingMark, source: &Source) -> Option<(PartKind, Diagnostic)> {
    let known = || PartKind::ALL.into_iter().map(PartKind::class);
    let near = mark.classes.iter().find_map(|class| {
        let near = nearest(&class.to_lowercase().replace(['-', '_'], ""), known())?;
        Some((class, near))
    });
    let (class, near) = near?;
    let words = source.words(mark);
    let word = words.iter().find(|word| word.text.strip_prefix('.') == Some(class.as_str()));
    let fault = Diagnostic::error(
        codes::QUESTION_PART,
        word.map_or(source.heading(mark), |word| source.span_of(word)),
        format!("a question has no part `{class}`"),
    );
    Some((PartKind::of_class(near)?, fault.help(format!("did you mean `.{near}`?"))))
}

/// A part that belongs to no question. `above` is what was open before this heading, with the last question's heading.
fn stray_part(
    index: usize,
    kind: PartKind,
    headings: &[Heading],
    marks: &[HeadingMark],
    above: (Open, Option<usize>),
    source: &Source,
) -> Diagnostic {
    let (mark, level) = (&marks[index], headings[index].level);
    let place = source.heading(mark);
    if let (Open::Question(question), Some(last), true) = (above.0, above.1, mark.is_top) {
        // The question was open until this very heading closed it.
        return Diagnostic::error(
            codes::QUESTION_PART,
            place,
            format!("the part `{}` is no deeper than its question", kind.class()),
        )
        .other(source.heading(&marks[last]), "the question")
        .help(format!("write it with {} `#`, one more than the question", question + 1));
    }
    let fault = Diagnostic::warning(
        codes::QUESTION_PART,
        place,
        format!("a part `{}` stands outside any question", kind.class()),
    );
    if !mark.is_top {
        return fault.help("move the heading out of the quotation or list, to the page itself");
    }
    // The heading that it stands under may be a question with its class misspelt.
    let parent = (0..index).rev().take(MOST_ABOVE).find(|&other| marks[other].is_top && headings[other].level < level);
    let misspelt = parent.and_then(|parent| {
        let words = source.words(&marks[parent]);
        let word = words
            .into_iter()
            .find(|word| word.text.strip_prefix('.').is_some_and(|class| nearest(class, [CLASS]).is_some()))?;
        Some(source.spanned(&word))
    });
    match misspelt {
        Some(class) => fault
            .other(class.span, "no question begins here")
            .help(format!("did you mean `.question` where `{}` stands?", class.value)),
        None => fault.help("put it beneath a heading with the class `question`, one level deeper than that heading"),
    }
}

/// What is wrong with a part among the parts that its question has so far. `first` is the heading of the first of its kind.
fn misplaced_part(
    index: usize,
    kinds: &[PartKind],
    first: usize,
    question: &Question,
    headings: &[Heading],
    marks: &[HeadingMark],
    source: &Source,
) -> Option<Diagnostic> {
    let mark = &marks[index];
    let fault = |message: String| Diagnostic::error(codes::QUESTION_PART, source.heading(mark), message);
    let kind = kinds[0];
    if let Some(other) = kinds.iter().find(|other| **other != kind) {
        return Some(
            fault(format!("a heading is two parts at once, `{}` and `{}`", kind.class(), other.class()))
                .help("give each part a heading of its own"),
        );
    }
    if mark.classes.iter().any(|class| class == "tab") || !headings[index].in_outline {
        return Some(
            fault(format!("the part `{}` is a tab or stands in one", kind.class()))
                .help("take `.tab` out: the parts of a question are shown one after another"),
        );
    }
    if let Some(last) = question.parts.last()
        && headings[index].level > headings[last.heading].level
    {
        return Some(
            fault(format!("the part `{}` stands inside the part `{}`", kind.class(), last.kind.class()))
                .other(source.heading(&marks[last.heading]), "this part is still open")
                .help(format!("write it with {} `#`, as the part above", headings[last.heading].level)),
        );
    }
    (first != index && kind != PartKind::Sample).then(|| {
        fault(format!("the part `{}` stands twice in one question", kind.class()))
            .other(source.heading(&marks[first]), "first here")
            .help("join the two; only `sample` may repeat")
    })
}

fn read_question(
    index: usize,
    heading: &Heading,
    mark: &HeadingMark,
    source: &Source,
    diagnostics: &mut Vec<Diagnostic>,
) -> Question {
    let words = source.words(mark);
    let mut question = Question {
        heading: index,
        id: None,
        category: None,
        phase: None,
        level: None,
        traits: Vec::new(),
        time: None,
        aliases: Vec::new(),
        parts: Vec::new(),
        head: mark.html.clone(),
        end: mark.html.end,
        span: source.heading(mark),
    };
    if heading.text.trim().is_empty() {
        diagnostics.push(
            Diagnostic::error(codes::QUESTION_PART, question.span, "a question without words")
                .help("write the question before the braces"),
        );
    }
    question.id = read_id(mark, &words, source, diagnostics);
    let mut seen: Vec<Word> = Vec::new();
    let mut in_quotes = false;
    // How many words to pass over, since they belong to one that has been judged.
    let mut pass = 0;
    for (at, word) in words.iter().enumerate().filter(|(_, word)| !word.text.starts_with(['#', '.'])) {
        if pass > 0 {
            pass -= 1;
            continue;
        }
        let (name, value) = match word.text.find('=') {
            Some(at) => (word.slice(0..at), Some(word.slice(at + 1..word.text.len()))),
            None => (*word, None),
        };
        let raw = value.map_or("", |value| value.text);
        let mut fault = |place: &Word, message: String, help: String| {
            let place = if place.text.is_empty() { word } else { place };
            diagnostics.push(Diagnostic::error(codes::QUESTION_ATTRIBUTE, source.span_of(place), message).help(help));
        };
        // The words between the halves of a broken quotation say nothing more.
        if in_quotes {
            in_quotes = !word.text.ends_with(['"', '\'']);
            continue;
        }
        if is_split_quote(raw) || (value.is_none() && is_split_quote(name.text)) {
            in_quotes = raw.starts_with(['"', '\'']);
            fault(
                word,
                format!("the quoted value of `{}` holds a space, which breaks it in two", name.text),
                "a value can hold no space: write it without quotes and spaces".into(),
            );
            continue;
        }
        let half_width = half_width(word.text);
        if half_width != word.text && (value.is_none() || half_width.find('=') != word.text.find('=')) {
            fault(
                word,
                format!("`{}` is written with full-width signs", word.text),
                format!("did you mean `{half_width}`?"),
            );
            continue;
        }
        if !ATTRIBUTES.contains(&name.text) {
            let help = if name.text.is_empty() || name.text.starts_with(|first: char| first.is_ascii_digit()) {
                "write `name=value` without spaces around `=`".to_owned()
            } else if nearest(name.text, [CLASS]).is_some() {
                "a class begins with a dot: `.question`".to_owned()
            } else if name.text == "id" {
                format!("write the id as `#{raw}`")
            } else {
                match nearest(name.text, ATTRIBUTES) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("the attributes are {}", ATTRIBUTES.map(|name| format!("`{name}`")).join(", ")),
                }
            };
            fault(&name, format!("a question has no attribute `{}`", name.text), help);
            continue;
        }
        if let Some(first) = seen.iter().find(|first| first.text == name.text) {
            diagnostics.push(
                Diagnostic::error(
                    codes::QUESTION_ATTRIBUTE,
                    source.span_of(&name),
                    format!("the attribute `{}` stands twice", name.text),
                )
                .other(source.span_of(first), "first here")
                .help("keep one of them; several values are joined by commas"),
            );
            continue;
        }
        seen.push(name);
        let value = value.map(|value| {
            let inner = unquote(value.text);
            let start = (value.text.len() - inner.len()) / 2;
            value.slice(start..start + inner.len()).trimmed()
        });
        let Some(value) = value.filter(|value| !value.text.is_empty()) else {
            // `name = value` and `name =value`: the parser takes the name for a word of its own and drops the rest.
            let rest = words.get(at + 1).filter(|next| raw.is_empty() && next.text.starts_with('='));
            if let Some(next) = rest {
                let meant = if next.text.len() > 1 {
                    &next.text[1..]
                } else {
                    words.get(at + 2).map_or("…", |word| word.text)
                };
                pass = if next.text.len() > 1 { 1 } else { 2 };
                let help = format!("did you mean `{}={meant}`?", name.text);
                fault(&name, format!("the attribute `{}` has spaces around its `=`", name.text), help);
                continue;
            }
            let help = format!("write `{}=…` without spaces, or leave it out", name.text);
            fault(&name, format!("the attribute `{}` has no value", name.text), help);
            continue;
        };
        match name.text {
            "time" => match parse_time(value.text) {
                Ok(time) => question.time = Some(time),
                Err(help) => fault(&value, format!("`{}` is no time", value.text), help),
            },
            "traits" | "aliases" => {
                let list = read_list(name.text, value, &mut fault);
                let list = list.iter().map(|word| source.spanned(word)).collect();
                if name.text == "traits" {
                    question.traits = list;
                } else {
                    question.aliases = list;
                    for alias in question.aliases.iter().filter(|alias| !is_id(&alias.value)) {
                        diagnostics.push(unusable_id(alias.span, &alias.value));
                    }
                }
            }
            one => {
                if value.text.contains([',', '，', '、']) {
                    fault(&value, format!("`{one}` takes one value"), "keep one of them".into());
                    continue;
                }
                let value = Some(source.spanned(&value));
                match one {
                    "category" => question.category = value,
                    "phase" => question.phase = value,
                    _ => question.level = value,
                }
            }
        }
    }
    question
}

/// The id that the author gave, and what is wrong with it.
fn read_id(mark: &HeadingMark, words: &[Word], source: &Source, diagnostics: &mut Vec<Diagnostic>) -> Option<Spanned> {
    let mut given = words.iter().filter(|word| word.text.len() > 1 && word.text.starts_with('#'));
    let (first, second) = (given.next(), given.next());
    if let (Some(first), Some(second)) = (first, second) {
        diagnostics.push(
            Diagnostic::error(codes::QUESTION_ID, source.span_of(second), "a question with two ids")
                .other(source.span_of(first), "first given here")
                .help("keep one of them, and write a former id as `aliases=…`"),
        );
    }
    let Some(id) = &mark.id else {
        diagnostics
            .push(Diagnostic::error(codes::QUESTION_ID, source.heading(mark), "a question without an id").help(
                "write one first in the braces: `{#short-name .question …}`; practice records are kept under it",
            ));
        return None;
    };
    let word = words.iter().rev().find(|word| word.text.strip_prefix('#') == Some(id));
    let span = word.map_or(source.heading(mark), |word| source.span_of(word));
    if !is_id(id) {
        diagnostics.push(unusable_id(span, id));
    }
    Some(Spanned { value: id.clone(), span })
}

/// Ids are part of addresses, of practice records and of decks, and stand in lists: letters and digits of any script, `-`,
/// `_`, `.` and `:`. Those that start with `w-` are the theme's own.
fn is_id(id: &str) -> bool {
    let is_plain = |character: char| character.is_alphanumeric() || matches!(character, '-' | '_' | '.' | ':');
    !id.is_empty() && id.chars().all(is_plain) && !id.starts_with("w-")
}

fn unusable_id(span: Span, id: &str) -> Diagnostic {
    let fault = Diagnostic::error(codes::QUESTION_ID, span, format!("`{id}` cannot be the id of a question"));
    let plain: String = id
        .trim_start_matches("w-")
        .chars()
        .map(|character| if is_id(character.encode_utf8(&mut [0; 4])) { character } else { '-' })
        .collect();
    match plain.trim_matches('-') {
        "" => fault.help("use letters, digits, `-` and `_`"),
        plain => fault
            .help(format!("did you mean `{plain}`? ids hold letters, digits, `-` and `_`, and do not start with `w-`")),
    }
}

/// The words of a value that may hold several.
fn read_list<'s>(name: &str, value: Word<'s>, fault: &mut dyn FnMut(&Word, String, String)) -> Vec<Word<'s>> {
    const OTHER_COMMAS: [char; 6] = ['，', '、', ';', '；', '|', '/'];
    if value.text.contains(OTHER_COMMAS) {
        let mended = value.text.replace(OTHER_COMMAS, ",");
        fault(
            &value,
            format!("the values of `{name}` are not joined by `,`"),
            format!("did you mean `{name}={mended}`?"),
        );
        return Vec::new();
    }
    let mut list: Vec<Word> = Vec::new();
    let mut seen: HashSet<&str> = HashSet::new();
    let mut from = 0;
    for piece in value.text.split(',') {
        let word = value.slice(from..from + piece.len()).trimmed();
        from += piece.len() + 1;
        if word.text.is_empty() {
            fault(&value, format!("`{name}` has a comma too many"), "join the values by single commas".into());
        } else if !seen.insert(word.text) {
            fault(&word, format!("`{name}` names `{}` twice", word.text), "name each once".into());
        } else {
            list.push(word);
        }
    }
    list
}

/// Full-width forms of ASCII (U+FF01 to U+FF5E), which Chinese keyboards write, as ASCII.
fn half_width(text: &str) -> String {
    let narrow = |character: char| match u32::from(character) {
        code @ 0xff01..=0xff5e => char::from_u32(code - 0xfee0).unwrap_or(character),
        _ => character,
    };
    text.chars().map(narrow).collect()
}

/// Seconds, `N` or `N-M` with `N <= M`, at least one and at most a day; else what to write.
pub fn parse_time(text: &str) -> Result<Time, String> {
    const USAGE: &str = "write seconds, such as `time=90`, or a range, such as `time=60-120`";
    let (least, most) = text.split_once(['-', '–', '～']).unwrap_or((text, text));
    let numbers = (least.trim().parse::<u32>(), most.trim().parse::<u32>());
    let (Ok(least), Ok(most)) = numbers else {
        return Err(match (seconds(least), seconds(most)) {
            (Some(least), Some(most)) if least == most && (1..=LONGEST_TIME).contains(&least) => {
                format!("did you mean `time={least}`? times are whole seconds")
            }
            (Some(least), Some(most)) if 1 <= least && least < most && most <= LONGEST_TIME => {
                format!("did you mean `time={least}-{most}`? times are whole seconds")
            }
            _ => USAGE.to_owned(),
        });
    };
    if least > most {
        return Err(format!("did you mean `time={most}-{least}`? the shorter time comes first"));
    }
    if least == 0 || most > LONGEST_TIME {
        return Err(format!("a time is at least 1 and at most {LONGEST_TIME} seconds"));
    }
    Ok(Time { least, most })
}

/// The seconds that a time written in another way means: with a unit, or as `minutes:seconds`.
fn seconds(text: &str) -> Option<u32> {
    let text = half_width(text.trim()).to_lowercase();
    if let Some((minutes, seconds)) = text.split_once(':') {
        return minutes.parse::<u32>().ok()?.checked_mul(60)?.checked_add(seconds.parse().ok()?);
    }
    let digits = text.trim_end_matches(|character: char| !character.is_ascii_digit());
    let number: u32 = digits.parse().ok()?;
    match text[digits.len()..].trim() {
        "" | "s" | "sec" | "secs" | "second" | "seconds" | "秒" | "秒钟" | "秒鐘" => Some(number),
        "m" | "min" | "mins" | "minute" | "minutes" | "分" | "分钟" | "分鐘" => number.checked_mul(60),
        _ => None,
    }
}
