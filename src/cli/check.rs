//! `wence check`.
//! Enters: a book's folder. Leaves: everything a build would find, every warning as an error; nothing on the disk.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::book::BookFolder;
use super::progress::Progress;
use super::report::{self, Outlook};
use super::terminal::Terminal;
use super::{Failure, Outcome, count};
use crate::build::{Options, build};
use crate::diag::render;
use crate::output::{self, Target};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The book's folder, the one with book.toml [default: the current folder]
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,

    /// How to report
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Messages with the lines they are about, on standard error
    Human,
    /// One JSON array on standard output, and nothing else there
    Json,
}

pub(super) fn run(arguments: &Arguments, base: &Path, terminal: &Terminal) -> Result<Outcome, Failure> {
    let began = Instant::now();
    let book = BookFolder::find(arguments.dir.as_deref(), base)?;
    let progress = Progress::start("checking", terminal);
    let mut built = build(&book.root, &Options { drafts: false, prove_search: true });
    let home = std::env::home_dir();
    let (dest, sources) = (built.dest.as_path(), built.sources.as_slice());
    let target = Target { folder: dest, book_root: &book.root, sources, home: home.as_deref() };
    built.diagnostics.extend(output::check_target(&target).err());
    drop(progress);
    report::harden(&mut built.diagnostics);
    match arguments.format {
        Format::Json => {
            let json = render::json(&built.diagnostics, &built.files);
            terminal.print(format!("{}\n", json.trim_end()).as_bytes())?;
        }
        Format::Human => {
            report::print(&built.diagnostics, &Outlook { files: &built.files, prefix: &book.prefix }, terminal);
            let (pages, questions) = (count(built.pages, "page"), count(built.questions, "question"));
            let (tally, time) = (report::tally(&built.diagnostics), report::duration(began.elapsed()));
            terminal.say(&format!("{pages}, {questions}, {tally}: checked in {time}"));
        }
    }
    Ok(report::outcome(&built.diagnostics))
}
