//! `wence new page`.
//! Enters: a path in the folder of the pages, a title. Leaves: a page there with front matter and heading, and on the terminal
//! the line that `SUMMARY.md` wants. Never writes over a file, and never into `SUMMARY.md`.

use std::io;

use super::{Pages, checked_title, escape_markdown};
use crate::cli::init::write_new;
use crate::cli::terminal::Terminal;
use crate::cli::{Failure, Outcome};

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Arguments {
    /// The page's path in the folder of the pages; with `/` at its end a section's own page
    #[arg(value_name = "PATH")]
    path: String,

    /// The page's title [default: from the file's name]
    #[arg(long)]
    title: Option<String>,
}

/// Writes the page.
pub(super) fn write(arguments: &Arguments, pages: &Pages<'_>, terminal: &Terminal) -> Result<Outcome, Failure> {
    let page = pages.page(&arguments.path)?;
    let title = match &arguments.title {
        Some(title) => checked_title(title)?,
        None => title_of(&page),
    };
    let shown = pages.shown(&page);
    // Both would be written to the folder's `index.html`.
    if let Some(twin) = twin(&page).filter(|twin| pages.on_disk(twin).exists()) {
        return Err(
            Failure::new(format!("`{}` is this folder's page already", pages.shown(&twin))).help("edit that file")
        );
    }
    let text = format!("---\ntitle: {}\n---\n\n# {}\n\n", yaml_string(&title), escape_markdown(&title));
    write_new(&pages.on_disk(&page), &text).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => {
            Failure::new(format!("`{shown}` exists already")).help("edit it, or name another page")
        }
        _ => Failure::new(format!("cannot write `{shown}`: {error}")),
    })?;
    terminal.say(&format!("wrote {shown}"));
    if pages.on_disk("SUMMARY.md").is_file() {
        // Where in the order it belongs only the author knows.
        let line = format!("- [{}]({})", escape_markdown(&title), link_destination(&page));
        terminal.say(&format!("add this line to {}, where the page belongs:\n\n{line}", pages.shown("SUMMARY.md")));
    }
    Ok(Outcome::Done)
}

/// The other name for the page of a folder.
fn twin(page: &str) -> Option<String> {
    let (folder, name) = page.rsplit_once('/').map_or(("", page), |(folder, name)| (folder, name));
    let other = match name {
        "index.md" => "README.md",
        "README.md" => "index.md",
        _ => return None,
    };
    Some(if folder.is_empty() { other.to_owned() } else { format!("{folder}/{other}") })
}

/// `first-steps.md` → `First steps`; a folder's page is named for the folder.
fn title_of(page: &str) -> String {
    let stem = page.strip_suffix(".md").unwrap_or(page);
    let stem = stem.strip_suffix("/index").or(stem.strip_suffix("/README")).unwrap_or(stem);
    let name = stem.rsplit('/').next().unwrap_or(stem).replace(['-', '_'], " ");
    let name = name.trim();
    let mut letters = name.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => stem.to_owned(),
    }
}

/// The text as a YAML scalar: plain where no reader could take it for anything else, else quoted as JSON, which YAML 1.2
/// contains (§1.3).
fn yaml_string(text: &str) -> String {
    let is_word = |character: char| character.is_alphanumeric() || matches!(character, ' ' | '-' | '、' | '，' | '。');
    let begins_as_text = text.starts_with(|first: char| first.is_alphabetic());
    // `yes`, `null` and their like in all their spellings are short and ASCII.
    let is_keyword = text.len() <= 5 && text.is_ascii() && !text.contains(' ');
    if begins_as_text && !is_keyword && text.chars().all(is_word) && !text.ends_with([' ', '-']) {
        return text.to_owned();
    }
    serde_json::Value::from(text).to_string()
}

/// The path as a link writes it: in angle brackets where it holds what would end it (CommonMark 0.31.2 §6.3).
fn link_destination(path: &str) -> String {
    if path.contains([' ', '(', ')', '<', '>']) {
        let path = path.replace('<', "%3C").replace('>', "%3E");
        return format!("<{path}>");
    }
    path.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_come_from_names() {
        assert_eq!(title_of("guide/first-steps.md"), "First steps");
        assert_eq!(title_of("before/index.md"), "Before");
        assert_eq!(title_of("index.md"), "Index");
        assert_eq!(title_of("简历.md"), "简历");
        assert_eq!(title_of("-.md"), "-");
    }

    #[test]
    fn any_title_survives_front_matter() {
        for title in [
            "简历",
            "yes",
            "null",
            "12",
            "a: b",
            "# x",
            "\"",
            "'",
            "- a",
            "~",
            "[a]",
            "&a",
            "a #b",
            "问：答",
            "1e3",
            "a\\b",
            "tail -",
        ] {
            let yaml = format!("title: {}\n", yaml_string(title));
            let read: std::collections::BTreeMap<String, serde_json::Value> = serde_saphyr::from_str(&yaml).unwrap();
            assert_eq!(read["title"], serde_json::Value::from(title), "{yaml}");
        }
        assert_eq!(yaml_string("面试指南"), "面试指南");
    }
}
