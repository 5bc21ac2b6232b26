//! A question of the bank as its page writes it. Values are the author's words; whether `[bank]` declares them is for `bank` to say.

use crate::diag::Span;

/// The parts a question may have, known by their class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartKind {
    Intent,
    Outline,
    Sample,
    Pitfalls,
    FollowUp,
    Related,
}

impl PartKind {
    pub const ALL: [PartKind; 6] = [
        PartKind::Intent,
        PartKind::Outline,
        PartKind::Sample,
        PartKind::Pitfalls,
        PartKind::FollowUp,
        PartKind::Related,
    ];

    /// The heading's class.
    pub fn class(self) -> &'static str {
        match self {
            PartKind::Intent => "intent",
            PartKind::Outline => "outline",
            PartKind::Sample => "sample",
            PartKind::Pitfalls => "pitfalls",
            PartKind::FollowUp => "followup",
            PartKind::Related => "related",
        }
    }

    pub fn of_class(class: &str) -> Option<PartKind> {
        Self::ALL.into_iter().find(|kind| kind.class() == class)
    }
}

/// A word the author wrote, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned {
    pub value: String,
    pub span: Span,
}

/// Suggested speaking time in seconds, `least <= most`; the timer counts from `most`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time {
    pub least: u32,
    pub most: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub kind: PartKind,
    /// Index into the page's headings.
    pub heading: usize,
    /// Byte of the page's body HTML at which the part's heading begins.
    pub start: usize,
    /// Bytes of the page's body HTML after the part's heading up to the next part or the question's end.
    pub body: std::ops::Range<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Index into the page's headings: the stem's text and the id are the heading's.
    pub heading: usize,
    /// The id as given by the author; `None` when the author gave none.
    pub id: Option<Spanned>,
    pub category: Option<Spanned>,
    pub phase: Option<Spanned>,
    pub level: Option<Spanned>,
    pub traits: Vec<Spanned>,
    pub time: Option<Time>,
    pub aliases: Vec<Spanned>,
    /// In the order written.
    pub parts: Vec<Part>,
    /// Bytes of the page's body HTML that the heading takes.
    pub head: std::ops::Range<usize>,
    /// Byte of the page's body HTML at which the question ends: the next heading of its level or above.
    pub end: usize,
    /// The heading, attributes included.
    pub span: Span,
}

impl Question {
    /// Bytes of the page's body HTML between the stem and the first part: what else is asked, such as a table or an order that
    /// the question is about. Often empty.
    pub fn lead(&self) -> std::ops::Range<usize> {
        let end = self.parts.first().map_or(self.end, |part| part.start.min(self.end));
        self.head.end..end.max(self.head.end)
    }

    /// Whether the two differ in positions at most.
    pub fn is_alike(&self, other: &Question) -> bool {
        fn words(values: &[Spanned]) -> impl Iterator<Item = &str> {
            values.iter().map(|value| value.value.as_str())
        }
        fn word(value: &Option<Spanned>) -> Option<&str> {
            value.as_ref().map(|value| value.value.as_str())
        }
        let Question { heading, id, category, phase, level, traits, time, aliases, parts, span: _, head: _, end: _ } =
            self;
        *heading == other.heading
            && word(id) == word(&other.id)
            && word(category) == word(&other.category)
            && word(phase) == word(&other.phase)
            && word(level) == word(&other.level)
            && words(traits).eq(words(&other.traits))
            && *time == other.time
            && words(aliases).eq(words(&other.aliases))
            && parts
                .iter()
                .map(|part| (part.kind, part.heading))
                .eq(other.parts.iter().map(|part| (part.kind, part.heading)))
    }
}
