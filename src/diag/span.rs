//! Positions in the author's files.
//! Enters and leaves: byte ranges. Never lines or columns; those are made only when a message is printed ([`super::lines`]).

/// Number of a file in a [`super::Files`] table. Stable while the process lives, meaningless outside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub(super) u32);

impl FileId {
    /// A number for text that stands in no table: tests and benchmarks that parse a string.
    pub const DETACHED: FileId = FileId(u32::MAX);
}

/// Bytes `start..end` of one file, `start <= end <= len`, both on character boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub file: FileId,
    pub start: u32,
    pub end: u32,
}

impl Span {
    /// `range` in bytes of `file`. Files above 4 GiB are refused when they are read, so the casts lose nothing.
    pub fn new(file: FileId, range: std::ops::Range<usize>) -> Self {
        Span { file, start: range.start as u32, end: range.end.max(range.start) as u32 }
    }

    /// The same bytes as a range of `usize`, to slice text with.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}
