//! Diagnostics as the command line treats them: what they print as, what they make of the exit code.
//! Enters: the diagnostics of a build. Leaves: text on standard error, an [`Outcome`], the words of a summary.

use std::time::Duration;

use super::terminal::Terminal;
use super::{Outcome, count};
use crate::diag::{Diagnostic, Fault, Files, Severity, render};

/// What the places of diagnostics mean.
#[derive(Clone, Copy)]
pub(super) struct Outlook<'a> {
    pub files: &'a Files,
    /// Put before paths; empty or ending in `/`.
    pub prefix: &'a str,
}

/// Makes every warning an error, as `--strict` and `check` want it. Notes stay what they are.
pub(super) fn harden(diagnostics: &mut [Diagnostic]) {
    for diagnostic in diagnostics {
        if diagnostic.severity == Severity::Warning {
            diagnostic.severity = Severity::Error;
        }
    }
}

/// What the errors among them make of the command: the gravest counts.
pub(super) fn outcome(diagnostics: &[Diagnostic]) -> Outcome {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    let outcomes = errors.map(|error| match error.code.fault() {
        Fault::Content => Outcome::ContentFault,
        Fault::Environment => Outcome::EnvironmentFault,
    });
    outcomes.max().unwrap_or(Outcome::Done)
}

/// Prints them in the order given, each followed by an empty line. Quiet leaves notes out.
pub(super) fn print<'d>(
    diagnostics: impl IntoIterator<Item = &'d Diagnostic>,
    outlook: &Outlook<'_>,
    terminal: &Terminal,
) {
    let style =
        render::Style { color: terminal.color(), path_prefix: outlook.prefix.to_owned(), width: terminal.width() };
    for diagnostic in diagnostics {
        if !(terminal.is_quiet() && diagnostic.severity == Severity::Note) {
            terminal.tell(&format!("{}\n", render::human(diagnostic, outlook.files, &style)));
        }
    }
}

/// The errors as one plain text, for the page that `serve` shows over the last good site.
pub(super) fn failure_text(diagnostics: &[Diagnostic], files: &Files) -> String {
    /// Who has made more faults than these mends these first; a page of thousands would only be slow.
    const SHOWN: usize = 50;
    let style = render::Style { color: false, path_prefix: String::new(), width: 100 };
    let errors: Vec<_> = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).collect();
    let mut texts: Vec<String> = errors.iter().take(SHOWN).map(|error| render::human(error, files, &style)).collect();
    if errors.len() > SHOWN {
        texts.push(format!("and {}", count(errors.len() - SHOWN, "more error")));
    }
    texts.join("\n\n")
}

/// `2 errors, 1 warning`; without errors `0 warnings`. Notes are not counted.
pub(super) fn tally(diagnostics: &[Diagnostic]) -> String {
    let number = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let warnings = count(number(Severity::Warning), "warning");
    match number(Severity::Error) {
        0 => warnings,
        errors => format!("{}, {warnings}", count(errors, "error")),
    }
}

/// Whole milliseconds below a second, then hundredths of a second.
pub(super) fn duration(duration: Duration) -> String {
    if duration < Duration::from_secs(1) {
        format!("{} ms", duration.as_millis())
    } else {
        format!("{:.2} s", duration.as_secs_f64())
    }
}

/// Decimal units, one decimal place from a kilobyte on.
pub(super) fn bytes(bytes: u64) -> String {
    let mut value = bytes as f64;
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    for unit in ["kB", "MB", "GB"] {
        value /= 1000.0;
        // What would round up to 1000.0 belongs to the next unit.
        if value < 999.95 {
            return format!("{value:.1} {unit}");
        }
    }
    format!("{:.1} TB", value / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Place, codes};

    fn content() -> Diagnostic {
        Diagnostic::warning(codes::LINK_NOT_FOUND, Place::File("a.md".to_owned()), "m")
    }

    fn environment() -> Diagnostic {
        Diagnostic::error(codes::FILE_UNREADABLE, Place::File("b.md".to_owned()), "m")
    }

    fn note() -> Diagnostic {
        Diagnostic::note(codes::CONFIG_KEY_WITHOUT_EFFECT, Place::Book, "m")
    }

    #[test]
    fn only_errors_fail_and_the_machine_outweighs_the_content() {
        assert_eq!(outcome(&[]), Outcome::Done);
        assert_eq!(outcome(&[content(), note()]), Outcome::Done);
        let mut hardened = [content(), note()];
        harden(&mut hardened);
        assert_eq!(outcome(&hardened), Outcome::ContentFault);
        assert_eq!(outcome(&[environment(), hardened[0].clone()]), Outcome::EnvironmentFault);
        assert_eq!(
            [Outcome::Done, Outcome::ContentFault, Outcome::EnvironmentFault].map(Outcome::exit_code),
            [0, 1, 2]
        );
    }

    #[test]
    fn strictness_leaves_notes_alone() {
        let mut diagnostics = [note()];
        harden(&mut diagnostics);
        assert_eq!(outcome(&diagnostics), Outcome::Done);
    }

    #[test]
    fn the_summary_counts_in_words() {
        assert_eq!(tally(&[]), "0 warnings");
        assert_eq!(tally(&[content(), note()]), "1 warning");
        assert_eq!(tally(&[environment(), content(), content()]), "1 error, 2 warnings");
    }

    #[test]
    fn a_flood_of_errors_is_cut_on_the_page_and_counted() {
        let text = failure_text(&vec![environment(); 60], &Files::default());
        assert_eq!(text.matches("error[").count(), 50);
        assert!(text.ends_with("and 10 more errors"));
    }

    #[test]
    fn amounts_are_short() {
        assert_eq!(bytes(0), "0 B");
        assert_eq!(bytes(999), "999 B");
        assert_eq!(bytes(1000), "1.0 kB");
        assert_eq!(bytes(999_990), "1.0 MB");
        assert_eq!(bytes(1_234_567), "1.2 MB");
        assert_eq!(bytes(u64::MAX), "18446744.1 TB");
        assert_eq!(duration(Duration::from_micros(1900)), "1 ms");
        assert_eq!(duration(Duration::from_secs(75)), "75.00 s");
    }
}
