//! Diagnostics as GitHub's workflow commands, which put them beside the lines of a change.
//! Enters: diagnostics and the table of files. Leaves: one line each. Prints nothing itself.
//!
//! Source: GitHub Docs, "Workflow commands for GitHub Actions", and the escapes of `actions/toolkit`.

use super::render::position;
use super::{Diagnostic, Files, Severity};
use std::fmt::Write as _;

/// `prefix` is put before every path: the way from the repository's top to the book, empty or ending in `/`.
/// Ends in a line break unless it is empty.
pub fn annotations(diagnostics: &[Diagnostic], files: &Files, prefix: &str) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        let command = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let _ = write!(out, "::{command} title={}", property(diagnostic.code.name()));
        let position = position(&diagnostic.place, files);
        if let Some(path) = &position.path {
            let _ = write!(out, ",file={}", property(&format!("{prefix}{path}")));
        }
        let numbers = [
            ("line", position.line),
            ("endLine", position.end_line),
            ("col", position.column),
            ("endColumn", position.end_column),
        ];
        for (name, number) in numbers {
            // A column may stand only where the region has one line.
            let is_column = name == "col" || name == "endColumn";
            if let Some(number) = number.filter(|_| !is_column || position.line == position.end_line) {
                let _ = write!(out, ",{name}={number}");
            }
        }
        let help: String = diagnostic.help.iter().map(|help| format!("\nhelp: {help}")).collect();
        let _ = writeln!(out, "::{}", data(&format!("{}{help}", diagnostic.message)));
    }
    out
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Place, Span, codes};

    #[test]
    fn a_line_a_fault_with_nothing_that_could_end_it() {
        let files = Files::default();
        let id = files.insert("content/a,b.md", "参见 [x](y)\n下\n".into());
        let faults = [
            Diagnostic::error(codes::LINK_NOT_FOUND, Span::new(id, 7..13), "100 %\nof `x`").help("mend it"),
            Diagnostic::warning(codes::LINK_NOT_FOUND, Span::new(id, 7..16), "two lines"),
            Diagnostic::note(codes::CONFIG_VALUE, Place::Book, "no place"),
        ];
        let expected = "::error title=link-not-found,file=content/a%2Cb.md,line=1,endLine=1,col=4,endColumn=10::100 %25%0Aof `x`%0Ahelp: mend it\n\
            ::warning title=link-not-found,file=content/a%2Cb.md,line=1,endLine=2::two lines\n\
            ::notice title=config-value::no place\n";
        assert_eq!(annotations(&faults, &files, ""), expected);
    }
}
