//! `wence watch`.
//! Enters: a book's folder. Leaves: the site in the output folder, brought up to date at every save; after a save with errors
//! the folder as it was.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::book::{self, BookFolder};
use super::follow::{Follower, Following};
use super::report;
use super::terminal::Terminal;
use super::{Failure, Outcome, count};
use crate::build::{Book, Options, Update};
use crate::diag::{self, Diagnostic};
use crate::model::OutputSet;
use crate::output::{self, Target};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The book's folder, the one with book.toml [default: the current folder]
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,

    /// Write the site to DIR, from the current folder [default: `build-dir` of book.toml]
    #[arg(short, long, value_name = "DIR")]
    dest_dir: Option<PathBuf>,

    /// Build pages marked as drafts too
    #[arg(long)]
    drafts: bool,
}

pub(super) fn run(arguments: &Arguments, base: &Path, terminal: &Terminal) -> Result<Outcome, Failure> {
    let book = BookFolder::find(arguments.dir.as_deref(), base)?;
    let options = Options { drafts: arguments.drafts, ..Options::default() };
    let shown = arguments.dest_dir.as_ref().map(|folder| book::shown(base, folder));
    let mut writer =
        Writer { book: &book, dest_dir: arguments.dest_dir.clone().zip(shown), rendered: None, next: None };
    let mut following = Following::new(&book, &options, terminal);
    if let Some(folder) = &arguments.dest_dir {
        following.also_writes_to(folder);
    }
    following.start(&mut writer);
    following.follow(&mut writer).map_err(|error| Failure::new(format!("{error}: saves cannot be noticed")))?;
    Ok(Outcome::Done)
}

/// What is in the output folder, and what goes there next.
struct Writer<'s> {
    book: &'s BookFolder,
    /// Where to write, and how the user called it, if not where the settings say.
    dest_dir: Option<(PathBuf, String)>,
    /// The book last rendered, its pages and their faults.
    rendered: Option<(Arc<Book>, OutputSet, Vec<Diagnostic>)>,
    /// The whole site of the update that is being taken.
    next: Option<OutputSet>,
}

impl Follower for Writer<'_> {
    fn check(&mut self, update: &mut Update) {
        let (pages, faults) = match &self.rendered {
            Some((before, pages, faults)) => update.book.render_after(before, pages, faults),
            None => update.book.render(),
        };
        update.diagnostics.extend(faults.iter().cloned());
        diag::sort(&update.files, &mut update.diagnostics);
        let mut output = pages.clone();
        self.rendered = Some((Arc::clone(&update.book), pages, faults));
        if report::outcome(&update.diagnostics) == Outcome::Done {
            for (path, content) in update.book.index() {
                output.insert(path, content);
            }
            let faults = update.book.complete(&mut output);
            self.next = faults.is_empty().then_some(output);
            update.diagnostics.extend(faults);
        }
    }

    fn take(&mut self, update: &mut Update, _: u64) -> Option<String> {
        let (folder, shown) = match &self.dest_dir {
            Some((folder, shown)) => (folder.clone(), shown.clone()),
            None => (update.dest.clone(), self.book.shown(&update.dest)),
        };
        let Some(output) = self.next.take() else { return Some(format!("`{shown}` is as it was")) };
        let home = std::env::home_dir();
        let target =
            Target { folder: &folder, book_root: &self.book.root, sources: &update.sources, home: home.as_deref() };
        let written = output::write(&output, &target);
        let words = match written {
            Ok(mut written) => {
                update.diagnostics.append(&mut written.notes);
                let removed = match written.removed.len() {
                    0 => String::new(),
                    number => format!(", removed {}", count(number, "other file")),
                };
                format!("wrote {} to `{shown}`{removed}", count(written.changed.len(), "file"))
            }
            Err(error) => {
                update.diagnostics.push(error);
                format!("`{shown}` is as it was")
            }
        };
        Some(words)
    }
}
