//! `wence clean`.
//! Enters: a book's folder. Leaves: its output folder and its cache removed, as far as they are proven to be ours.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::book::{self, BookFolder};
use super::report::{self, Outlook};
use super::terminal::Terminal;
use super::{Failure, Outcome};
use crate::diag::Files;
use crate::output::{self, Target};

/// The folder in a book's root where builds may keep what only they need.
pub(super) const CACHE: &str = ".wence-cache";

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The book's folder, the one with book.toml [default: the current folder]
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,

    /// The folder of the site, from the current folder [default: `build-dir` of book.toml]
    #[arg(short, long, value_name = "DIR")]
    dest_dir: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments, base: &Path, terminal: &Terminal) -> Result<Outcome, Failure> {
    let book = BookFolder::find(arguments.dir.as_deref(), base)?;
    let config = book.settings(terminal)?;
    let (folder, shown) = match &arguments.dest_dir {
        Some(folder) => (folder.clone(), book::shown(base, folder)),
        None => {
            let folder = book.root.join(config.build.build_dir.as_path());
            let shown = book.shown(&folder);
            (folder, shown)
        }
    };
    // A book without pages can be cleaned as well.
    let sources: Vec<PathBuf> =
        book.source_folder(&config).ok().map(|folder| book.root.join(folder)).into_iter().collect();
    let home = std::env::home_dir();
    let target = Target { folder: &folder, book_root: &book.root, sources: &sources, home: home.as_deref() };
    match output::clean(&target) {
        Ok(cleaned) => {
            terminal.say(&match cleaned.removed {
                true => format!("removed the site in `{shown}`"),
                false => format!("no site in `{shown}`"),
            });
            if !cleaned.kept.is_empty() {
                terminal.say(&format!("kept what no build wrote there: {}", cleaned.kept.join(", ")));
            }
        }
        Err(fault) => {
            report::print([&fault], &Outlook { files: &Files::default(), prefix: &book.prefix }, terminal);
            return Ok(report::outcome(&[fault]));
        }
    }
    remove_cache(&book, terminal)?;
    Ok(Outcome::Done)
}

fn remove_cache(book: &BookFolder, terminal: &Terminal) -> Result<(), Failure> {
    let cache = book.root.join(CACHE);
    // Of a link, what it leads to is not ours to remove.
    match fs::symlink_metadata(&cache) {
        Ok(found) if found.is_dir() => {}
        _ => return Ok(()),
    }
    let shown = book.shown(&cache);
    match fs::remove_dir_all(&cache) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(Failure::new(format!("cannot remove `{shown}`: {error}")))
        }
        _ => {
            terminal.say(&format!("removed the cache in `{shown}`"));
            Ok(())
        }
    }
}
