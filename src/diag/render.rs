//! Turns diagnostics into text: for people, with the source line and a caret, and for programs, as JSON lines.
//! Enters: diagnostics and the table of files. Leaves: strings. Prints nothing itself.

use super::{Diagnostic, Files, Place, Severity, SourceFile, Span};
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde::Serialize;

/// How a message for people looks.
#[derive(Clone, Debug, Default)]
pub struct Style {
    /// ANSI colours.
    pub color: bool,
    /// Put before every path, so that a click in the terminal finds the file: the way from the current folder to the
    /// book's root, empty or ending in `/`.
    pub path_prefix: String,
    /// Cells a line may take; longer source lines are cut around the caret.
    pub width: usize,
}

/// One message with its source lines, without a trailing line break.
pub fn human(diagnostic: &Diagnostic, files: &Files, style: &Style) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.name());
    let mut spans: Vec<(Span, &str, bool)> = Vec::new();
    if let Place::At(span) = diagnostic.place {
        spans.push((span, diagnostic.label.as_str(), true));
    }
    spans.extend(diagnostic.others.iter().map(|label| (label.span, label.text.as_str(), false)));

    // The excerpts own the paths and texts that the group below borrows.
    let mut excerpts: Vec<Excerpt> = Vec::new();
    for (span, text, primary) in spans {
        let Some(file) = files.get(span.file) else { continue };
        let path = format!("{}{}", style.path_prefix, file.path);
        match excerpts.iter_mut().find(|excerpt| excerpt.path == path) {
            Some(excerpt) => excerpt.marks.push((span, text, primary)),
            None => excerpts.push(Excerpt { path, file, marks: vec![(span, text, primary)] }),
        }
    }
    if let Place::File(path) = &diagnostic.place {
        title = title.id(diagnostic.code.name());
        let path = format!("{}{path}", style.path_prefix);
        let mut group = Group::with_title(title).element(Origin::path(path));
        for help in &diagnostic.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        return renderer(style).render(&[group]).to_string();
    }
    let mut group = Group::with_title(title);
    for excerpt in &excerpts {
        let (origin, snippet) = excerpt.snippet();
        if let Some(origin) = origin {
            group = group.element(origin);
        }
        group = group.element(snippet);
    }
    for help in &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    renderer(style).render(&[group]).to_string()
}

fn renderer(style: &Style) -> Renderer {
    let renderer = if style.color { Renderer::styled() } else { Renderer::plain() };
    renderer.term_width(if style.width == 0 { 140 } else { style.width })
}

/// Bytes that an excerpt shows at most on either side of its marks. The printer walks all it is given and then cuts it to
/// the width of the terminal: a long line with a fault in every word would cost the square of its length.
const AROUND: usize = 1024;

/// The lines of one file that a message shows.
struct Excerpt<'a> {
    path: String,
    file: std::sync::Arc<SourceFile>,
    marks: Vec<(Span, &'a str, bool)>,
}

impl Excerpt<'_> {
    /// Only the lines from the first mark to the last are handed on: the printer would otherwise walk the whole file.
    /// Where the first of them is cut, the printer cannot count columns, and the place comes apart.
    fn snippet(&self) -> (Option<Origin<'_>>, Snippet<'_, Annotation<'_>>) {
        let text: &str = &self.file.text;
        let clamp = |offset: u32| {
            let mut offset = (offset as usize).min(text.len());
            while !text.is_char_boundary(offset) {
                offset -= 1;
            }
            offset
        };
        let first = self.marks.iter().map(|mark| clamp(mark.0.start)).min().unwrap_or(0);
        let last = self.marks.iter().map(|mark| clamp(mark.0.end)).max().unwrap_or(0);
        let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let start = text[..first].rfind('\n').map_or(bom, |at| at + 1);
        let end = text[last..].find('\n').map_or(text.len(), |at| last + at);
        let end = if text[..end].ends_with('\r') && end > last { end - 1 } else { end };
        let end = end.max(start).min(clamp(u32::try_from(last + AROUND).unwrap_or(u32::MAX)).max(start));
        let line = self.file.line_column(first as u32).line as usize;
        let cut = clamp(u32::try_from(first.saturating_sub(AROUND)).unwrap_or(u32::MAX));
        let is_cut = cut > start;
        let start = start.max(cut);
        let snippet = Snippet::source(&text[start..end]).line_start(line);
        let (origin, mut snippet) = if is_cut {
            let marked = self.marks.iter().find(|mark| mark.2).or(self.marks.first()).map_or(0, |mark| mark.0.start);
            let place = self.file.line_column(marked);
            let origin = Origin::path(self.path.as_str()).line(place.line as usize).char_column(place.column as usize);
            (Some(origin), snippet)
        } else {
            (None, snippet.path(self.path.as_str()))
        };
        for (span, label, primary) in &self.marks {
            let from = clamp(span.start).max(start) - start;
            // A mark over several lines is cut to its first: what is wrong begins there, and the excerpt stays short.
            let whole = &text[start + from..clamp(span.end).max(start + from)];
            let to = from + whole.find('\n').unwrap_or(whole.len());
            let kind = if *primary { AnnotationKind::Primary } else { AnnotationKind::Context };
            let annotation = kind.span(from..to);
            snippet = snippet.annotation(if label.is_empty() { annotation } else { annotation.label(*label) });
        }
        (origin, snippet)
    }
}

/// `path:line:column: severity[code]: message`, for logs and for tests.
pub fn short(diagnostic: &Diagnostic, files: &Files) -> String {
    let place = match position(&diagnostic.place, files) {
        Position { path: None, .. } => String::new(),
        Position { path: Some(path), line: None, .. } => format!("{path}: "),
        Position { path: Some(path), line: Some(line), column, .. } => {
            format!("{path}:{line}:{}: ", column.unwrap_or(1))
        }
    };
    format!("{place}{}[{}]: {}", diagnostic.severity.word(), diagnostic.code.name(), diagnostic.message)
}

/// One message as programs read it. Lines and columns are 1-based, columns in characters, offsets in UTF-8 bytes.
#[derive(Serialize)]
struct Wire<'a> {
    severity: &'static str,
    code: &'static str,
    message: &'a str,
    #[serde(flatten)]
    position: Position,
    #[serde(skip_serializing_if = "str::is_empty")]
    label: &'a str,
    help: &'a [String],
    related: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Related<'a> {
    #[serde(flatten)]
    position: Position,
    message: &'a str,
}

/// Where a message points, as other programs count: lines and columns from 1, columns in characters, the end exclusive.
#[derive(Serialize, Default)]
pub(super) struct Position {
    pub path: Option<String>,
    pub line: Option<u32>,
    pub column: Option<u32>,
    pub end_line: Option<u32>,
    pub end_column: Option<u32>,
    start: Option<u32>,
    end: Option<u32>,
}

pub(super) fn position(place: &Place, files: &Files) -> Position {
    match place {
        Place::Book => Position::default(),
        Place::File(path) => Position { path: Some(path.clone()), ..Position::default() },
        Place::At(span) => {
            let Some(file) = files.get(span.file) else { return Position::default() };
            let start = file.line_column(span.start);
            let end = file.line_column(span.end);
            Position {
                path: Some(file.path.clone()),
                line: Some(start.line),
                column: Some(start.column),
                end_line: Some(end.line),
                end_column: Some(end.column),
                start: Some(span.start),
                end: Some(span.end),
            }
        }
    }
}

/// A JSON array of all messages, one object a line, in the order given.
pub fn json(diagnostics: &[Diagnostic], files: &Files) -> String {
    let mut out = String::from("[");
    for (number, diagnostic) in diagnostics.iter().enumerate() {
        let wire = Wire {
            severity: diagnostic.severity.word(),
            code: diagnostic.code.name(),
            message: &diagnostic.message,
            position: position(&diagnostic.place, files),
            label: &diagnostic.label,
            help: &diagnostic.help,
            related: diagnostic
                .others
                .iter()
                .map(|label| Related { position: position(&Place::At(label.span), files), message: &label.text })
                .collect(),
        };
        out.push_str(if number == 0 { "\n" } else { ",\n" });
        out.push_str(&serde_json::to_string(&wire).expect("strings and numbers always have a JSON form"));
    }
    out.push_str(if diagnostics.is_empty() { "]" } else { "\n]" });
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::codes;

    fn message(text: &str, range: std::ops::Range<usize>) -> String {
        let files = Files::default();
        let id = files.insert("content/a.md", text.into());
        let fault =
            Diagnostic::warning(codes::ANCHOR_NOT_FOUND, Span::new(id, range), "no heading `安装` in install.md")
                .label("linked here")
                .help("the nearest heading is `#安装步骤`");
        human(&fault, &files, &Style::default())
    }

    #[test]
    fn faults_in_every_word_of_a_long_line_cost_what_they_show() {
        let files = Files::default();
        let text = "前 [a](x) ".repeat(60_000);
        let file = files.insert("a.md", text.as_str().into());
        let begun = std::time::Instant::now();
        let at = text.len() / 2 + "前 ".len();
        for _ in 0..200 {
            let fault = Diagnostic::warning(codes::LINK_NOT_FOUND, Span::new(file, at..at + 6), "no file");
            let shown = human(&fault, &files, &Style::default());
            assert!(shown.contains("a.md:1:270003"), "{shown}");
            assert!(shown.contains("[a](x)") && shown.contains("^^^^^^") && shown.len() < 1000, "{shown}");
        }
        // It was ten milliseconds a message, five minutes for all of the line.
        assert!(begun.elapsed() < std::time::Duration::from_secs(2));
    }

    #[test]
    fn the_caret_stands_under_chinese_text_by_its_width() {
        let text = "# 题\n\n参见 [安装](install.md#安装)\n";
        let start = text.find('[').unwrap();
        insta::assert_snapshot!(message(text, start..text.len() - 1));
    }

    #[test]
    fn crlf_tabs_and_a_byte_order_mark_do_not_move_the_caret() {
        let text = "\u{feff}\tab [x](y)\r\nnext\r\n";
        let start = text.find('[').unwrap();
        insta::assert_snapshot!(message(text, start..start + 6));
    }

    #[test]
    fn an_empty_file_has_a_first_line() {
        insta::assert_snapshot!(message("", 0..0));
    }

    #[test]
    fn json_counts_columns_in_characters() {
        let files = Files::default();
        let id = files.insert("a.md", "参见 [x](y)\n".into());
        let fault = Diagnostic::error(codes::LINK_NOT_FOUND, Span::new(id, 7..13), "m");
        let parsed: serde_json::Value = serde_json::from_str(&json(&[fault], &files)).unwrap();
        assert_eq!(parsed[0]["line"], 1);
        assert_eq!(parsed[0]["column"], 4);
        assert_eq!(parsed[0]["start"], 7);
    }
}
