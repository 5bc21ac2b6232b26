//! Faults of templates, told as the faults of pages are.
//! In: the template engine's errors. Out: diagnostics with file, span and mend. The engine's own excerpt is left aside: its
//! caret counts characters, so it stands wrong after Chinese.

use super::theme::{Source, Theme, built_in};
use crate::diag::{self, Diagnostic, Place, Span, codes};
use std::error::Error as _;
use tera::{Error, ErrorKind, ReportError};

/// The fault of one template, and the name of the template, where the error tells it.
pub struct Fault {
    pub template: Option<String>,
    pub diagnostic: Diagnostic,
}

/// All faults that one error of the engine names; at least one. `sources` finds a template's file by its name.
pub fn faults(error: &Error, theme: &dyn Fn(&str) -> Option<Source>) -> Vec<Fault> {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => vec![of_report(report, theme)],
        ErrorKind::Msg(message) => of_message(message, theme),
        ErrorKind::CircularExtend { tpl, .. } => {
            let message = format!("the template `{tpl}` extends itself");
            let help = format!("write `{{% extends \"@theme/{tpl}\" %}}` to build on the theme's own");
            vec![whole(tpl, message, help, theme)]
        }
        ErrorKind::CircularInclude { tpl, include_chain } => {
            let message = format!("the template `{tpl}` includes itself: {}", include_chain.join(" → "));
            let help = format!("write `{{% include \"@theme/{tpl}\" %}}` for the theme's own");
            vec![whole(tpl, message, help, theme)]
        }
        ErrorKind::MissingParent { current, parent } => {
            let message = format!("the template `{current}` extends `{parent}`, which does not exist");
            let help = "extend `base.html` or one of the theme's own, such as `@theme/page.html`".to_owned();
            vec![whole(current, message, help, theme)]
        }
        other => {
            let mut message = lowered(other.to_string().lines().next().unwrap_or("unknown fault"));
            if let Some(source) = error.source() {
                message = format!("{message}: {}", one_line(&source.to_string()));
            }
            vec![Fault { template: None, diagnostic: Diagnostic::error(codes::TEMPLATE_SYNTAX, Place::Book, message) }]
        }
    }
}

/// A fault of a template as a whole, placed on its first line.
fn whole(name: &str, message: String, help: String, theme: &dyn Fn(&str) -> Option<Source>) -> Fault {
    let place = match theme(name) {
        Some(source) => Place::At(Span::new(source.file, 0..source.text.lines().next().map_or(0, str::len))),
        None => Place::File(Theme::display_name(name)),
    };
    let diagnostic = Diagnostic::error(codes::TEMPLATE_SYNTAX, place, message).help(help);
    Fault { template: Some(name.to_owned()), diagnostic }
}

fn of_report(report: &ReportError, theme: &dyn Fn(&str) -> Option<Source>) -> Fault {
    let name = report.filename();
    let place = match theme(name) {
        Some(source) => {
            let range = &report.span().range;
            Place::At(Span::new(source.file, floor(&source.text, range.start)..ceil(&source.text, range.end)))
        }
        None => Place::File(Theme::display_name(name)),
    };
    Fault { template: Some(name.to_owned()), diagnostic: worded(report.message(), place) }
}

/// Some faults come as a text of reports, each with a line ` --> file:line:column` and the source line with its carets.
fn of_message(message: &str, theme: &dyn Fn(&str) -> Option<Source>) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut words: Option<&str> = None;
    let mut lines = message.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(text) = line.strip_prefix("error: ") {
            words = Some(text);
        } else if let Some(locus) = line.trim_start().strip_prefix("--> ")
            && let Some(text) = words.take()
        {
            // The line of carets is the third after the locus.
            let carets = lines.clone().nth(2).map_or(1, |line| line.matches('^').count().max(1));
            faults.push(at_locus(text, locus, carets, theme));
        }
    }
    if faults.is_empty() {
        let diagnostic = worded(message.lines().next().unwrap_or(""), Place::Book);
        faults.push(Fault { template: None, diagnostic });
    }
    faults
}

/// A report whose place is written as `file:line:column`, both counted from 1, columns in characters.
fn at_locus(words: &str, locus: &str, width: usize, theme: &dyn Fn(&str) -> Option<Source>) -> Fault {
    let mut parts = locus.rsplitn(3, ':');
    let column = parts.next().and_then(|text| text.trim().parse::<usize>().ok());
    let line = parts.next().and_then(|text| text.parse::<usize>().ok());
    let name = parts.next().unwrap_or(locus);
    let place = match (theme(name), line, column) {
        (Some(source), Some(line), Some(column)) => {
            let start: usize = source.text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
            let rest = source.text.get(start..).unwrap_or("");
            let offset = |characters: usize| rest.char_indices().nth(characters).map_or(rest.len(), |(at, _)| at);
            let from = offset(column.saturating_sub(1));
            Place::At(Span::new(source.file, start + from..start + offset(column.saturating_sub(1) + width).max(from)))
        }
        _ => Place::File(Theme::display_name(name)),
    };
    Fault { template: Some(name.to_owned()), diagnostic: worded(words, place) }
}

/// The engine's words in our manner: one line, lower case at the start, no full stop; what follows the first line is help.
fn worded(words: &str, place: Place) -> Diagnostic {
    let mut lines = words.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lowered(lines.next().unwrap_or("the template cannot be read"));
    // "Field `x` is not defined on `page`. Available: …": the second sentence is the mend.
    let (message, rest) = match first.split_once(". ") {
        Some((message, rest)) => (message.to_owned(), Some(rest.trim_end_matches('.').to_owned())),
        None => (first.trim_end_matches('.').to_owned(), None),
    };
    let mut diagnostic = Diagnostic::error(codes::TEMPLATE_SYNTAX, place, message);
    diagnostic.help.extend(rest.into_iter().chain(lines.map(str::to_owned)).map(|text| lowered(&text)));
    let near = diagnostic.help.iter().find_map(|help| help.strip_prefix("available ")).and_then(|list| {
        let known = list.split_once(": ").map_or("", |(_, names)| names).split(", ");
        let word = diagnostic.message.split('`').nth(1)?;
        diag::nearest(word, known.map(|name| name.trim_matches('`'))).map(|near| format!("did you mean `{near}`?"))
    });
    if let Some(near) = near {
        diagnostic.help.insert(0, near);
    }
    if diagnostic.message.contains("is not defined in any parent template") {
        diagnostic.help = help_with_block(&diagnostic);
    }
    if diagnostic.help.is_empty() && diagnostic.message.contains("not defined") {
        diagnostic
            .help
            .push("`x or \"\"` stands for a variable that may be missing, `a?.b` for a field of one".to_owned());
    }
    diagnostic
}

/// A block that no template has which this one builds on: misspelt, or lost by a frame of the book's.
fn help_with_block(diagnostic: &Diagnostic) -> Vec<String> {
    let block = diagnostic.message.split('`').nth(1).unwrap_or("");
    let blocks = built_in::blocks();
    match &diagnostic.place {
        // The theme's own page fills it, so the frame that it stands in is the book's.
        Place::File(_) => vec![format!(
            "write `{{% block {block} %}}{{% endblock {block} %}}` into the template of yours that takes the place of the theme's, such as `base.html`"
        )],
        _ => match diag::nearest(block, blocks.iter().copied()) {
            Some(near) if near != block => vec![format!("did you mean `{near}`?")],
            _ => vec![format!("the theme's blocks are `{}`", blocks.join("`, `"))],
        },
    }
}

fn lowered(text: &str) -> String {
    let mut characters = text.trim().chars();
    match characters.next() {
        Some(first) => first.to_lowercase().chain(characters).collect(),
        None => String::new(),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

fn ceil(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset += 1;
    }
    offset
}
