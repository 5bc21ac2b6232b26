//! The tree that both formats give, and the faults met on the way.
//! In: what the readers of YAML and TOML find. Out: fields with the bytes of the page they stand at.

use crate::diag::{Diagnostic, Span, codes};
use std::borrow::Cow;
use std::ops::Range;

/// A word and the bytes of the page it stands at, quotes included.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Name<'t> {
    pub text: Cow<'t, str>,
    pub range: Range<usize>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node<'t> {
    pub value: Value<'t>,
    /// Bytes of the page. Of a list or map in block form: from its first value to its last. Of an absent value: its key's.
    pub range: Range<usize>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value<'t> {
    /// A YAML scalar without quotes: what it is depends on the field, so that `title: 1984` is a title.
    Plain(Cow<'t, str>),
    Text(Cow<'t, str>),
    Boolean(bool),
    Integer(i64),
    Float(f64),
    /// A TOML date or time, as written; the flag says whether it has a day.
    Date(String, bool),
    List(Vec<Node<'t>>),
    Map(Vec<Field<'t>>),
}

pub(super) type Field<'t> = (Name<'t>, Node<'t>);

pub(super) struct Faults<'a> {
    pub diagnostics: &'a mut Vec<Diagnostic>,
    pub to_span: &'a dyn Fn(Range<usize>) -> Span,
}

impl Faults<'_> {
    pub fn syntax(&mut self, range: Range<usize>, message: impl Into<String>) -> &mut Diagnostic {
        let span = (self.to_span)(range);
        self.diagnostics.push(Diagnostic::error(codes::FRONT_MATTER_SYNTAX, span, message));
        self.diagnostics.last_mut().expect("one was just pushed")
    }
}
