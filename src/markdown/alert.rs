//! Alerts: `> [!NOTE]` as GitHub writes them, with a title of their own (`> [!CAUTION] title`) and foldable
//! (`> [!TIP]- title` closed, `+` open). `EXAMPLE` joins GitHub's five kinds.
//! Enters: the source of a block quote's first paragraph. Leaves: what its first line asks for.

use super::Words;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Note,
    Tip,
    Important,
    Warning,
    Caution,
    Example,
}

impl Kind {
    const ALL: [Kind; 6] = [Kind::Note, Kind::Tip, Kind::Important, Kind::Warning, Kind::Caution, Kind::Example];

    /// The marker's word in lower case; part of the HTML class.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Note => "note",
            Kind::Tip => "tip",
            Kind::Important => "important",
            Kind::Warning => "warning",
            Kind::Caution => "caution",
            Kind::Example => "example",
        }
    }

    /// The title of an alert that has none of its own.
    pub fn word(self, words: &Words) -> &str {
        match self {
            Kind::Note => &words.note,
            Kind::Tip => &words.tip,
            Kind::Important => &words.important,
            Kind::Warning => &words.warning,
            Kind::Caution => &words.caution,
            Kind::Example => &words.example,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    /// Cannot be folded.
    None,
    Open,
    Closed,
}

/// An alert's first line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marker {
    pub kind: Kind,
    pub fold: Fold,
    /// Bytes that the marker takes of the paragraph, the blanks after it included.
    pub length: usize,
}

/// Reads the marker at the start of a paragraph's source. The kind may be in any case, as on GitHub.
pub fn parse_marker(source: &str) -> Option<Marker> {
    let rest = source.strip_prefix("[!")?;
    let close = rest.find(']')?;
    let kind = Kind::ALL.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(&rest[..close]))?;
    let mut after = &rest[close + 1..];
    // `[!NOTE](url)` and `[!NOTE][ref]` are links.
    if after.starts_with(['(', '[', ':']) {
        return None;
    }
    let fold = match after.as_bytes().first() {
        Some(b'-') => Fold::Closed,
        Some(b'+') => Fold::Open,
        _ => Fold::None,
    };
    if fold != Fold::None {
        after = &after[1..];
    }
    let trimmed = after.trim_start_matches([' ', '\t']);
    Some(Marker { kind, fold, length: source.len() - trimmed.len() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_of_all_kinds_are_read() {
        assert_eq!(parse_marker("[!NOTE]\nx"), Some(Marker { kind: Kind::Note, fold: Fold::None, length: 7 }));
        assert_eq!(parse_marker("[!tip]- 标题"), Some(Marker { kind: Kind::Tip, fold: Fold::Closed, length: 8 }));
        assert_eq!(parse_marker("[!Example]+"), Some(Marker { kind: Kind::Example, fold: Fold::Open, length: 11 }));
    }

    #[test]
    fn links_and_unknown_kinds_are_no_alerts() {
        for source in ["[!NOTE](x)", "[!NOTE][x]", "[!HINT]", "[!NOTE", "x [!NOTE]", ""] {
            assert_eq!(parse_marker(source), None, "{source}");
        }
    }
}
