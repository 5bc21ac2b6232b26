//! From bytes of an expanded text back to the files they came from.
//! Enters: pieces in the order of the text. Leaves: spans. A text without includes needs no piece at all.

use crate::diag::{FileId, Span};
use std::ops::Range;

/// A stretch of expanded text from `at` to the next piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Byte of the expanded text.
    pub at: usize,
    pub origin: Origin,
}

/// Where a piece came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// Copied, byte for byte, from `start` of the file.
    Copied { file: FileId, start: usize },
    /// Written by an include for its own sake; all of it stands for this span.
    Made(Span),
}

impl Piece {
    /// The same place further on in the piece.
    fn advanced(self, at: usize) -> Piece {
        let origin = match self.origin {
            Origin::Copied { file, start } => Origin::Copied { file, start: start + (at - self.at) },
            made => made,
        };
        Piece { at, origin }
    }
}

/// Appends a piece, or nothing where the last one goes on.
pub(super) fn push_piece(pieces: &mut Vec<Piece>, piece: Piece) {
    match pieces.last_mut() {
        Some(last) if last.at == piece.at => *last = piece,
        Some(last) if matches!(piece.origin, Origin::Copied { .. }) && last.advanced(piece.at) == piece => return,
        _ => pieces.push(piece),
    }
    // An empty piece was overwritten: what stands before it may go on in the new one.
    if let [.., before, last] = pieces[..]
        && matches!(last.origin, Origin::Copied { .. })
        && before.advanced(last.at) == last
    {
        pieces.pop();
    }
}

/// Maps bytes of a page's text to their files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceMap {
    /// The page's own file, and its byte where the text starts: past a byte order mark.
    file: FileId,
    start: usize,
    /// Sorted by `at`, the first at 0; empty when all of the text is the file's own.
    pieces: Vec<Piece>,
    len: usize,
}

impl SourceMap {
    /// The text is `file` from byte `start` on; `len` bytes.
    pub fn whole(file: FileId, start: usize, len: usize) -> Self {
        SourceMap { file, start, pieces: Vec::new(), len }
    }

    pub(super) fn of_pieces(file: FileId, pieces: Vec<Piece>, len: usize) -> Self {
        SourceMap { file, start: 0, pieces, len }
    }

    /// Whether every byte comes from the page's own file, none left out.
    pub fn is_whole(&self) -> bool {
        self.pieces.is_empty()
    }

    pub(super) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Byte of the file where the text starts, for a text without includes.
    pub(super) fn start(&self) -> usize {
        self.start
    }

    /// The span of `range`, bytes of the expanded text, in the file where it starts. A range that ends in the same file,
    /// further on, keeps its end; one that ends elsewhere is cut where its first piece ends.
    pub fn span(&self, range: Range<usize>) -> Span {
        let start = range.start.min(self.len);
        let end = range.end.clamp(start, self.len);
        if self.pieces.is_empty() {
            return Span::new(self.file, self.start + start..self.start + end);
        }
        span_in(&self.pieces, self.len, start..end)
    }
}

/// [`SourceMap::span`] for a text of `len` bytes that is all pieces; `range` lies inside it.
pub(super) fn span_in(pieces: &[Piece], len: usize, range: Range<usize>) -> Span {
    // The piece that holds a byte; the last piece for the end of the text.
    let index_of = |at: usize| pieces.partition_point(|piece| piece.at <= at).saturating_sub(1);
    let Range { start, end } = range;
    let index = index_of(start);
    let first = pieces[index];
    let (file, from) = match first.origin {
        Origin::Made(span) => return span,
        Origin::Copied { file, start: origin } => (file, origin + (start - first.at)),
    };
    // The last byte's piece: the one after it may begin where the range ends.
    let last = pieces[index_of(end.max(start + 1) - 1)];
    if let Origin::Copied { file: last_file, start: origin } = last.origin
        && last_file == file
        && end > start
        && origin + (end - last.at) >= from
    {
        return Span::new(file, from..origin + (end - last.at));
    }
    let piece_end = pieces.get(index + 1).map_or(len, |next| next.at);
    Span::new(file, from..from + (piece_end.min(end) - start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Files;

    fn copied(at: usize, file: FileId, start: usize) -> Piece {
        Piece { at, origin: Origin::Copied { file, start } }
    }

    #[test]
    fn a_text_without_includes_is_shifted_only() {
        let map = SourceMap::whole(FileId::DETACHED, 3, 10);
        assert_eq!(map.span(2..4), Span::new(FileId::DETACHED, 5..7));
        assert_eq!(map.span(8..99), Span::new(FileId::DETACHED, 11..13));
    }

    #[test]
    fn ranges_over_pieces_keep_to_the_file_they_start_in() {
        let files = Files::default();
        let (page, other) = (files.insert("a.md", "".into()), files.insert("b.md", "".into()));
        // Ten bytes of the page, five of the other file, and the page again after twenty bytes of directive.
        let map =
            SourceMap::of_pieces(page, vec![copied(0, page, 0), copied(10, other, 100), copied(15, page, 30)], 40);
        assert_eq!(map.span(2..5), Span::new(page, 2..5));
        assert_eq!(map.span(11..13), Span::new(other, 101..103));
        assert_eq!(map.span(8..12), Span::new(page, 8..10));
        assert_eq!(map.span(12..20), Span::new(other, 102..105));
        assert_eq!(map.span(8..20), Span::new(page, 8..35));
        assert_eq!(map.span(10..10), Span::new(other, 100..100));
        assert_eq!(map.span(40..40), Span::new(page, 55..55));
    }

    #[test]
    fn pieces_that_go_on_are_joined() {
        let mut pieces = Vec::new();
        let file = FileId::DETACHED;
        push_piece(&mut pieces, copied(0, file, 7));
        push_piece(&mut pieces, copied(3, file, 10));
        push_piece(&mut pieces, copied(3, file, 20));
        push_piece(&mut pieces, copied(3, file, 10));
        push_piece(&mut pieces, copied(5, file, 40));
        assert_eq!(pieces, [copied(0, file, 7), copied(5, file, 40)]);
    }
}
