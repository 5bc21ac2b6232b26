//! `wence new page` and `wence new question`: what both share, the folder of the pages and how a title is written.
//! Enters: where to write, a title, an id, a question's attributes; on a terminal what is missing is asked for. Leaves: a
//! well-formed page or question there, ready to be filled in. Never writes over a file; a question is added after what a page
//! already holds.

mod page;
mod question;

use std::path::{Path, PathBuf};

use super::book::BookFolder;
use super::terminal::Terminal;
use super::{Failure, Outcome};

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Write a new page
    Page(page::Arguments),
    /// Add a question to a page
    Question(question::Arguments),
}

pub(super) fn run(command: &Command, base: &Path, terminal: &Terminal) -> Result<Outcome, Failure> {
    let book = BookFolder::find(None, base)?;
    let config = book.settings(terminal)?;
    let pages = Pages { folder: book.source_folder(&config)?, book: &book };
    match command {
        Command::Page(arguments) => page::write(arguments, &pages, terminal),
        Command::Question(arguments) => question::add(arguments, &pages, &config, terminal),
    }
}

/// The folder of the pages.
struct Pages<'b> {
    book: &'b BookFolder,
    /// Relative to the book's root; empty for the root itself.
    folder: String,
}

impl Pages<'_> {
    fn root(&self) -> PathBuf {
        self.book.root.join(&self.folder)
    }

    fn on_disk(&self, page: &str) -> PathBuf {
        self.root().join(page)
    }

    fn shown(&self, page: &str) -> String {
        self.book.shown(&self.on_disk(page))
    }

    /// The Markdown file that `written` means, relative to the folder of the pages, with `/` between the parts.
    fn page(&self, written: &str) -> Result<String, Failure> {
        let page = page_path(written)?;
        // What a shell completes begins at the book's root.
        let inner = page.strip_prefix(&self.folder).and_then(|rest| rest.strip_prefix('/'));
        match inner {
            Some(inner) if !self.on_disk(&self.folder).is_dir() => Ok(inner.to_owned()),
            _ => Ok(page),
        }
    }
}

/// Completes and checks a path written by hand: `a/b`, `a/b.md` and, for a section, `a/`.
fn page_path(written: &str) -> Result<String, Failure> {
    let shown = written.escape_debug();
    let refuse = |why: &str| Failure::new(format!("`{shown}` {why}"));
    if written.chars().any(char::is_control) {
        return Err(refuse("holds a control character"));
    }
    let drive = written.as_bytes().get(1) == Some(&b':') && written.as_bytes()[0].is_ascii_alphabetic();
    if written.starts_with('/') || written.contains('\\') || drive {
        return Err(
            refuse("is no path of a page").help("write it from the folder of the pages, with `/`: `guide/first`")
        );
    }
    let parts: Vec<&str> = written.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    if parts.is_empty() {
        return Err(refuse("names no page").help("write a path such as `guide/first`"));
    }
    if parts.contains(&"..") {
        return Err(refuse("leads upwards").help("write it from the folder of the pages: `guide/first`"));
    }
    if let Some(hidden) = parts.iter().find(|part| part.starts_with(['_', '.'])) {
        return Err(refuse("would be no page")
            .help(format!("files and folders that start with `_` or `.` are left out: rename `{hidden}`")));
    }
    let path = parts.join("/");
    if path == "SUMMARY" || path == "SUMMARY.md" {
        return Err(refuse("would be the book's table of contents").help("write the page under another name"));
    }
    if written.ends_with('/') {
        return Ok(format!("{path}/index.md"));
    }
    Ok(if path.ends_with(".md") { path } else { format!("{path}.md") })
}

fn checked_title(title: &str) -> Result<String, Failure> {
    let title = title.trim();
    if title.is_empty() {
        return Err(Failure::new("the title is empty"));
    }
    if title.chars().any(char::is_control) {
        return Err(Failure::new("the title holds a control character").help("write it on one line"));
    }
    Ok(title.to_owned())
}

/// The text so that Markdown shows it as it is: a backslash before what could be markup (CommonMark 0.31.2 §2.4).
fn escape_markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '{' | '}' | '#' | '&' | '~' | '$' | '|')
        {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_named_with_or_without_its_ending() {
        for (written, page) in
            [("a/b", "a/b.md"), ("a/b.md", "a/b.md"), ("./a//b/", "a/b/index.md"), ("指南/v1.2", "指南/v1.2.md")]
        {
            assert_eq!(page_path(written).unwrap(), page);
        }
    }

    #[test]
    fn paths_that_are_no_pages_are_refused() {
        for written in
            ["", ".", "/", "/etc/x", "../x", "a/../../x", "_x", "a/.x/b", "a\\b", "C:x", "a\0b", "a\nb", "SUMMARY.md"]
        {
            assert!(page_path(written).is_err(), "{written:?}");
        }
    }

    #[test]
    fn any_title_survives_markdown() {
        for title in ["a *b* `c`", "C#", "## x ##", "a {#b}", "<b>", "[a](b)", "a_b_", "\\", "&amp;", "1 | 2"] {
            let heading = format!("# {}\n", escape_markdown(title));
            let options = pulldown_cmark::Options::ENABLE_HEADING_ATTRIBUTES;
            let text: String = pulldown_cmark::Parser::new_ext(&heading, options)
                .filter_map(
                    |event| if let pulldown_cmark::Event::Text(text) = event { Some(text.into_string()) } else { None },
                )
                .collect();
            assert_eq!(text, title, "{heading}");
        }
    }
}
