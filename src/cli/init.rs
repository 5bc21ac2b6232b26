//! `wence init`.
//! Enters: a folder, a title, a language. Leaves: a book there that builds at once, without a warning.
//! Never writes over a file: one that is in the way is named, and nothing is written.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::book::{self, SETTINGS};
use super::terminal::Terminal;
use super::{Failure, Outcome};
use crate::config::Language;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The folder of the new book; made if need be [default: the current folder]
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,

    /// The book's title [default: the folder's name]
    #[arg(long)]
    title: Option<String>,

    /// The book's language, a tag such as zh-CN or en [default: the system's, Chinese or English]
    #[arg(long, value_name = "TAG")]
    language: Option<String>,

    /// Write a workflow too that publishes the book to GitHub Pages
    #[arg(long)]
    github_pages: bool,
}

/// The pages of a new book, path and text, in one language.
type Pages = [(&'static str, &'static str); 5];

const CHINESE: Pages = [
    ("index.md", include_str!("skeleton/zh/index.md")),
    ("guide/index.md", include_str!("skeleton/zh/guide/index.md")),
    ("guide/writing.md", include_str!("skeleton/zh/guide/writing.md")),
    ("guide/publishing.md", include_str!("skeleton/zh/guide/publishing.md")),
    ("questions.md", include_str!("skeleton/zh/questions.md")),
];

const ENGLISH: Pages = [
    ("index.md", include_str!("skeleton/en/index.md")),
    ("guide/index.md", include_str!("skeleton/en/guide/index.md")),
    ("guide/writing.md", include_str!("skeleton/en/guide/writing.md")),
    ("guide/publishing.md", include_str!("skeleton/en/guide/publishing.md")),
    ("questions.md", include_str!("skeleton/en/questions.md")),
];

const IGNORED: &str = include_str!("skeleton/gitignore");
const WORKFLOW: &str = include_str!("skeleton/pages.yml");

pub(super) fn run(arguments: &Arguments, base: &Path, terminal: &Terminal) -> Result<Outcome, Failure> {
    let folder = arguments.dir.as_deref().unwrap_or(Path::new("."));
    let shown = book::shown(base, folder);
    let root = std::path::absolute(folder)
        .map_err(|error| Failure::new(format!("cannot tell where the folder `{shown}` is: {error}")))?;
    if root.exists() && !root.is_dir() {
        return Err(Failure::new(format!("`{shown}` is a file")).help("name a folder for the book"));
    }
    let language = match &arguments.language {
        Some(tag) => Language::new(tag).ok_or_else(|| {
            Failure::new(format!("`{}` is no language tag", tag.escape_debug()))
                .help("write one such as `zh-CN`, `en` or `ja`")
        })?,
        None => system_language(|name| std::env::var(name).ok()),
    };
    let title = match &arguments.title {
        Some(title) if title.trim().is_empty() => return Err(Failure::new("the title is empty")),
        Some(title) if title.chars().any(char::is_control) => {
            return Err(Failure::new("the title holds a control character").help("write it on one line"));
        }
        Some(title) => title.trim().to_owned(),
        None => title_of(&root, &language),
    };

    let mut files = files(&title, &language, arguments.github_pages);
    let ignored = root.join(".gitignore");
    let has_ignored = ignored.symlink_metadata().is_ok();
    if has_ignored {
        // Often there before the book is. It is the author's, and a missing line in it breaks nothing.
        files.retain(|(path, _)| path != ".gitignore");
    }
    let taken: Vec<&str> =
        files.iter().map(|(path, _)| path.as_str()).filter(|path| root.join(path).symlink_metadata().is_ok()).collect();
    if !taken.is_empty() {
        let names: Vec<String> = taken.iter().map(|path| format!("`{path}`")).collect();
        let verb = if taken.len() == 1 { "exists" } else { "exist" };
        return Err(Failure::new(format!("{} {verb} in `{shown}` already, so nothing was written", names.join(", ")))
            .help("name another folder, or move these out of the way"));
    }
    for (path, text) in &files {
        write_new(&root.join(path), text)
            .map_err(|error| Failure::new(format!("cannot write `{path}` in `{shown}`: {error}")))?;
        terminal.say(&format!("wrote {}", book::shown(Path::new(&shown), Path::new(path))));
    }
    if has_ignored {
        tell_missing_lines(&ignored, terminal);
    }
    let there = if shown == "." { String::new() } else { format!(" {}", quoted_for_shell(&shown)) };
    terminal.say(&format!(
        "\nthe book is ready: `wence serve{there} --open` shows it, `wence build{there}` writes its site"
    ));
    Ok(Outcome::Done)
}

/// All files of a new book: path from its root, with `/`, and text.
fn files(title: &str, language: &Language, with_workflow: bool) -> Vec<(String, String)> {
    let is_chinese = language.primary() == "zh";
    let (settings, pages) = match is_chinese {
        true => (include_str!("skeleton/zh/book.toml"), &CHINESE),
        false => (include_str!("skeleton/en/book.toml"), &ENGLISH),
    };
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let settings = settings.replace("@LANGUAGE@", &quoted(language.as_str())).replace("@TITLE@", &quoted(title));
    let mut files = vec![(SETTINGS.to_owned(), settings), (".gitignore".to_owned(), IGNORED.to_owned())];
    files.extend(pages.iter().map(|(path, text)| (format!("content/{path}"), (*text).to_owned())));
    if with_workflow {
        let workflow = WORKFLOW.replace("@VERSION@", env!("CARGO_PKG_VERSION"));
        files.push((".github/workflows/pages.yml".to_owned(), workflow));
    }
    files
}

/// The locale's language where it is Chinese, else English: the two that the first pages are written in.
/// The variables are those of POSIX (XBD §8.2), in their order.
fn system_language(variable: impl Fn(&str) -> Option<String>) -> Language {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(variable).find(|value| !value.is_empty());
    let tag = locale.unwrap_or_default();
    let tag = tag.split(['.', '@']).next().unwrap_or("").replace('_', "-");
    let chinese = Language::new(&tag).filter(|language| language.primary() == "zh");
    chinese.or_else(|| Language::new("en")).expect("`en` is a language tag")
}

fn title_of(root: &Path, language: &Language) -> String {
    let name = root.components().next_back().map(|part| part.as_os_str().to_string_lossy());
    let name = name.filter(|name| name.chars().any(char::is_alphanumeric) && !name.chars().any(char::is_control));
    let unnamed = if language.primary() == "zh" { "我的书" } else { "My Book" };
    name.map_or_else(|| unnamed.to_owned(), |name| name.into_owned())
}

/// Writes a file that must not exist, and the folders above it.
pub(super) fn write_new(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(text.as_bytes())
}

fn tell_missing_lines(ignored: &Path, terminal: &Terminal) {
    let text = fs::read_to_string(ignored).unwrap_or_default();
    let has = |line: &str| text.lines().any(|known| known.trim().trim_matches('/') == line.trim_matches('/'));
    let missing: Vec<String> = IGNORED.lines().filter(|line| !has(line)).map(|line| format!("`{line}`")).collect();
    if !missing.is_empty() {
        terminal.say(&format!("left .gitignore as it is; add {} to it", missing.join(" and ")));
    }
}

/// The path as one word for a POSIX shell.
fn quoted_for_shell(path: &str) -> String {
    let is_plain = |character: char| character.is_alphanumeric() || "/._-+:@%,=".contains(character);
    if path.chars().all(is_plain) { path.to_owned() } else { format!("'{}'", path.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;
    use crate::diag::FileId;

    #[test]
    fn any_title_makes_settings_without_fault() {
        for title in ["跟单员面试指南", "a \"quoted\" \\ title", "'''", "@LANGUAGE@", "#"] {
            for tag in ["zh-CN", "en"] {
                let files = files(title, &Language::new(tag).unwrap(), true);
                let (config, faults) = config::parse(&files[0].1, FileId::DETACHED);
                assert_eq!((config.book.title.as_deref(), faults.as_slice()), (Some(title), [].as_slice()));
                assert_eq!(config.book.language.as_str(), tag);
                assert!(!config.bank.categories.is_empty());
                assert!(files.iter().all(|(_, text)| !text.contains("@VERSION@") && text.ends_with('\n')));
            }
        }
    }

    #[test]
    fn the_language_follows_the_locale() {
        let of = |pairs: &[(&str, &str)]| {
            let find = |name: &str| pairs.iter().find(|pair| pair.0 == name).map(|pair| pair.1.to_owned());
            system_language(find).to_string()
        };
        assert_eq!(of(&[("LANG", "zh_CN.UTF-8")]), "zh-CN");
        assert_eq!(of(&[("LANG", "zh_TW.UTF-8"), ("LC_ALL", "")]), "zh-TW");
        assert_eq!(of(&[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "C.UTF-8")]), "en");
        assert_eq!(of(&[("LANG", "de_DE@euro")]), "en");
        assert_eq!(of(&[]), "en");
    }

    #[test]
    fn a_folder_without_a_name_has_a_title_all_the_same() {
        let chinese = Language::new("zh").unwrap();
        assert_eq!(title_of(Path::new("/"), &chinese), "我的书");
        assert_eq!(title_of(Path::new("/a/指南"), &chinese), "指南");
    }

    #[test]
    fn paths_are_one_word_to_a_shell() {
        assert_eq!(quoted_for_shell("书/a-b"), "书/a-b");
        assert_eq!(quoted_for_shell("a b's"), r"'a b'\''s'");
    }
}
