//! `wence build`.
//! Enters: a book's folder and flags. Leaves: the site in the output folder, or messages and the folder as it was.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::book::{self, BookFolder};
use super::progress::Progress;
use super::report::{self, Outlook};
use super::terminal::Terminal;
use super::{Failure, Outcome, count};
use crate::build::{Build, Options, build};
use crate::diag::{Diagnostic, Place, codes};
use crate::model::OutputSet;
use crate::output::{self, Target, Written};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The book's folder, the one with book.toml [default: the current folder]
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,

    /// Write the site to DIR, from the current folder [default: `build-dir` of book.toml]
    #[arg(short, long, value_name = "DIR")]
    dest_dir: Option<PathBuf>,

    /// Open the site in a browser when it is built
    #[arg(short, long)]
    open: bool,

    /// Build pages marked as drafts too
    #[arg(long)]
    drafts: bool,

    /// Take warnings for errors
    #[arg(long)]
    strict: bool,

    /// Use nothing of earlier builds. Hidden while every build does everything anew.
    #[arg(long, hide = true)]
    #[allow(dead_code, reason = "accepted already, so that scripts need not change when there is something to skip")]
    no_cache: bool,

    /// Show how long each stage took, and how large the parts of the site are
    #[arg(long)]
    timings: bool,

    /// Build twice and compare every byte
    #[arg(long)]
    verify: bool,
}

pub(super) fn run(arguments: &Arguments, base: &Path, terminal: &Terminal) -> Result<Outcome, Failure> {
    let began = Instant::now();
    let book = BookFolder::find(arguments.dir.as_deref(), base)?;
    let options = Options { drafts: arguments.drafts, ..Options::default() };
    let progress = Progress::start("building", terminal);
    let mut built = build(&book.root, &options);
    if arguments.verify {
        built.diagnostics.extend(verify(&book, &options, &built)?);
    }
    if arguments.strict {
        report::harden(&mut built.diagnostics);
    }

    let home = std::env::home_dir();
    let (folder, shown) = match &arguments.dest_dir {
        Some(folder) => (folder.clone(), book::shown(base, folder)),
        None => (built.dest.clone(), book.shown(&built.dest)),
    };
    let target = Target { folder: &folder, book_root: &book.root, sources: &built.sources, home: home.as_deref() };
    let mut written = None;
    let before = Instant::now();
    if report::outcome(&built.diagnostics) == Outcome::Done {
        match output::write(&built.output, &target) {
            Ok(mut result) => {
                if arguments.strict {
                    report::harden(&mut result.notes);
                }
                built.diagnostics.append(&mut result.notes);
                written = Some(result);
            }
            Err(error) => built.diagnostics.push(error),
        }
        built.timings.push(("write", before.elapsed()));
    } else if let Err(refusal) = output::check_target(&target) {
        // Said now, so that it need not be found out by another run.
        built.diagnostics.push(refusal);
    }
    drop(progress);

    report::print(&built.diagnostics, &Outlook { files: &built.files, prefix: &book.prefix }, terminal);
    if arguments.timings || terminal.is_verbose() {
        tell_timings(&built.timings, began.elapsed(), terminal);
        tell_sizes(&built.output, terminal);
    }
    terminal.say(&summary(&built, written.as_ref(), &shown, began.elapsed()));
    if arguments.open && written.is_some() {
        open(folder.join("index.html"), terminal);
    }
    Ok(report::outcome(&built.diagnostics))
}

/// Builds once more, on a single thread so that the order of work differs, and names the files that came out otherwise.
fn verify(book: &BookFolder, options: &Options, first: &Build) -> Result<Option<Diagnostic>, Failure> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build();
    let pool = pool.map_err(|error| Failure::new(format!("cannot start a thread for the second build: {error}")))?;
    let second = pool.install(|| build(&book.root, options));
    let differing = differences(&first.output, &second.output);
    if differing.is_empty() && first.diagnostics == second.diagnostics {
        return Ok(None);
    }
    let message = match differing.as_slice() {
        [] => "two builds of the same book gave different messages".to_owned(),
        [path] => format!("two builds of the same book differ in `{path}`"),
        [path, others @ ..] => {
            format!("two builds of the same book differ in `{path}` and {}", count(others.len(), "other file"))
        }
    };
    let mut fault = Diagnostic::error(codes::OUTPUT_NOT_DETERMINISTIC, Place::Book, message);
    if differing.len() > 1 {
        fault = fault.help(format!("the files are {}", differing.join(", ")));
    }
    Ok(Some(fault.help("if the book was not being edited meanwhile, please report this")))
}

/// Paths that only one of them has or whose contents differ, sorted.
fn differences(one: &OutputSet, other: &OutputSet) -> Vec<String> {
    let differs = |path: &&String| one.files.get(*path) != other.files.get(*path);
    let paths: std::collections::BTreeSet<&String> = one.files.keys().chain(other.files.keys()).collect();
    paths.into_iter().filter(differs).cloned().collect()
}

/// A line a stage, in the order they ran, times under each other.
fn tell_timings(timings: &[(&'static str, Duration)], total: Duration, terminal: &Terminal) {
    let stages = timings.iter().map(|(stage, time)| (*stage, *time)).chain([("total", total)]);
    for (stage, time) in stages {
        terminal.tell(&format!("{stage:<12} {:>10.2} ms", time.as_secs_f64() * 1000.0));
    }
}

/// The parts of the site that the build made itself: how many files, how many bytes.
fn tell_sizes(output: &OutputSet, terminal: &Terminal) {
    let mut sizes = [("pages", 0, 0), ("search", 0, 0), ("other", 0, 0)];
    for (path, content) in &output.files {
        let Some(bytes) = content.made_length() else { continue };
        let part = match path {
            path if path.ends_with(".html") => 0,
            path if path.starts_with("search/") => 1,
            _ => 2,
        };
        sizes[part].1 += 1;
        sizes[part].2 += bytes;
    }
    for (part, files, bytes) in sizes {
        terminal.tell(&format!("{part:<12} {:>10} in {}", report::bytes(bytes), count(files, "file")));
    }
}

fn summary(built: &Build, written: Option<&Written>, folder: &str, time: Duration) -> String {
    let (pages, questions) = (count(built.pages, "page"), count(built.questions, "question"));
    let (tally, time) = (report::tally(&built.diagnostics), report::duration(time));
    match written {
        Some(written) => format!(
            "{pages}, {questions}, {tally}: wrote {} ({} of {}) to `{folder}` in {time}",
            report::bytes(written.bytes_written),
            written.changed.len(),
            count(written.files, "file"),
        ),
        None => format!("{pages}, {questions}, {tally}: wrote nothing, `{folder}` is as it was, {time}"),
    }
}

/// Shows a file or an address. That no browser starts is no fault of the site's.
pub(super) fn open(what: impl AsRef<std::ffi::OsStr>, terminal: &Terminal) {
    if let Err(error) = open::that_detached(what.as_ref()) {
        terminal.warning(&format!("no browser could be started for `{}`: {error}", what.as_ref().display()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(files: &[(&str, &str)]) -> OutputSet {
        let mut set = OutputSet::default();
        for (path, text) in files {
            set.insert(*path, (*text).to_owned());
        }
        set
    }

    #[test]
    fn differences_are_changed_added_and_removed_files() {
        let one = set(&[("a", "1"), ("b", "2"), ("c", "3")]);
        let other = set(&[("b", "2"), ("c", "4"), ("d", "5")]);
        assert_eq!(differences(&one, &other), ["a", "c", "d"]);
        assert!(differences(&one, &one).is_empty());
    }
}
