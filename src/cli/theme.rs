//! `wence theme list` and `wence theme eject`.
//! Enters: names of the theme's files. Leaves: copies of them in the book's own theme folder, each with a line that remembers
//! what it was copied from. Never writes over a file.

use std::io;
use std::path::Path;

use super::book::BookFolder;
use super::init::write_new;
use super::terminal::Terminal;
use super::{Failure, Outcome, count};
use crate::config::{BaseTheme, Config};
use crate::diag;
use crate::render::theme::{built_in, overrides};

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// List the files of the theme; `*` marks those that the book replaces
    List(ListArguments),
    /// Copy files of the theme into the book's theme folder, to be changed there
    Eject(EjectArguments),
}

#[derive(Debug, clap::Args)]
pub(super) struct ListArguments {
    /// A built-in theme [default: the book's `base-theme`]
    #[arg(long, value_name = "NAME", value_enum)]
    theme: Option<BaseTheme>,
}

#[derive(Debug, clap::Args)]
pub(super) struct EjectArguments {
    /// Paths as `wence theme list` prints them, such as `templates/page.html`; `templates/` may be left out
    #[arg(value_name = "FILE", required = true)]
    files: Vec<String>,

    /// A built-in theme [default: the book's `base-theme`]
    #[arg(long, value_name = "NAME", value_enum)]
    theme: Option<BaseTheme>,

    /// Print the theme's text instead of writing a copy
    #[arg(long)]
    print: bool,
}

impl clap::ValueEnum for BaseTheme {
    fn value_variants<'a>() -> &'a [Self] {
        &BaseTheme::ALL
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(self.as_str().into())
    }
}

pub(super) fn run(command: &Command, base: &Path, terminal: &Terminal) -> Result<Outcome, Failure> {
    match command {
        Command::List(arguments) => list(arguments, base, terminal),
        Command::Eject(arguments) => eject(arguments, base, terminal),
    }
}

fn list(arguments: &ListArguments, base: &Path, terminal: &Terminal) -> Result<Outcome, Failure> {
    // Without a book there is nothing that could be replaced.
    let book = BookFolder::find(None, base).ok();
    let config = book.as_ref().map(|book| book.settings(terminal)).transpose()?.unwrap_or_default();
    let theme = arguments.theme.unwrap_or(config.output.html.base_theme);
    let mut paths: Vec<&str> = built_in::paths(theme).collect();
    paths.sort_unstable();
    let folder = book.map(|book| book.root.join(config.output.html.theme.as_str()));
    let mut lines = String::new();
    for path in paths {
        let replaced = folder.as_ref().is_some_and(|folder| {
            let at_top = path.strip_prefix("templates/").is_some_and(|name| folder.join(name).is_file());
            folder.join(path).is_file() || at_top
        });
        lines.push_str(if replaced { "* " } else { "  " });
        lines.push_str(path);
        lines.push('\n');
    }
    terminal.print(lines.as_bytes())?;
    Ok(Outcome::Done)
}

fn eject(arguments: &EjectArguments, base: &Path, terminal: &Terminal) -> Result<Outcome, Failure> {
    let book = match (BookFolder::find(None, base), arguments.print) {
        (Ok(book), _) => Some(book),
        (Err(_), true) => None,
        (Err(failure), false) => return Err(failure),
    };
    let config: Config = book.as_ref().map(|book| book.settings(terminal)).transpose()?.unwrap_or_default();
    let theme = arguments.theme.unwrap_or(config.output.html.base_theme);
    let paths = arguments.files.iter().map(|written| known_path(theme, written)).collect::<Result<Vec<_>, _>>()?;
    let Some(book) = book.filter(|_| !arguments.print) else {
        for path in paths {
            terminal.print(built_in::file(theme, path).unwrap_or_default().as_bytes())?;
        }
        return Ok(Outcome::Done);
    };
    let folder = book.root.join(config.output.html.theme.as_str());
    // All or none: a second run would otherwise stumble over what the first one wrote.
    let taken: Vec<String> =
        paths.iter().map(|path| folder.join(path)).filter(|path| path.exists()).map(|path| book.shown(&path)).collect();
    if !taken.is_empty() {
        return Err(Failure::new(format!("already there: `{}`", taken.join("`, `")))
            .help("take it away first, or see the theme's own text with `--print`"));
    }
    for path in &paths {
        let (text, target) = (built_in::file(theme, path).unwrap_or_default(), folder.join(path));
        let copy = overrides::stamp(theme.as_str(), path, text) + text;
        let fail = |error: io::Error| Failure::new(format!("cannot write `{}`: {error}", book.shown(&target)));
        write_new(&target, &copy).map_err(fail)?;
        terminal.say(&format!("copied to `{}`", book.shown(&target)));
    }
    let n_copied = count(paths.len(), "file");
    terminal.say(&format!("{n_copied}: what you do not change, delete again, so that it stays as new as the theme"));
    Ok(Outcome::Done)
}

/// The theme's path that `written` means.
fn known_path(theme: BaseTheme, written: &str) -> Result<&'static str, Failure> {
    let written = written.trim_start_matches("./");
    let known = || built_in::paths(theme);
    let found = known().find(|path| *path == written).or_else(|| {
        let in_templates = format!("templates/{written}");
        known().find(|path| *path == in_templates)
    });
    found.ok_or_else(|| {
        let failure = Failure::new(format!("the theme `{}` has no file `{}`", theme.as_str(), written.escape_debug()));
        match diag::nearest(written, known()) {
            Some(near) => failure.help(format!("did you mean `{near}`?")),
            None => failure.help("`wence theme list` prints all of them"),
        }
    })
}
