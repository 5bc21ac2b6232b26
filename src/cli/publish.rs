//! `wence publish`.
//! Enters: a book's folder, a remote and a branch. Leaves: the book's site as a commit on that branch, there; or messages and
//! nothing changed.

use std::path::{Path, PathBuf};

use super::book::BookFolder;
use super::progress::Progress;
use super::report::{self, Outlook};
use super::terminal::Terminal;
use super::{Failure, Outcome, check, count};
use crate::diag::{Diagnostic, Files};
use crate::output::{self, Target};
use crate::publish::{Change, ChangeKind, Destination, Published, Request};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The book's folder, the one with book.toml [default: the current folder]
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,

    /// The remote to publish to, by name or address
    #[arg(long, value_name = "REMOTE", default_value = "origin")]
    remote: String,

    /// The branch to publish to
    #[arg(short, long, value_name = "BRANCH", default_value = "gh-pages")]
    branch: String,

    /// Take over a branch with files that Wence did not write
    #[arg(long)]
    adopt: bool,

    /// Make the site the only commit of the branch, its history dropped; not if somebody else published meanwhile
    #[arg(long)]
    force_with_lease: bool,

    /// Show what would change, and publish nothing
    #[arg(short = 'n', long)]
    dry_run: bool,

    /// First line of the commit's message
    #[arg(short, long, value_name = "TEXT", default_value = "Publish the site")]
    message: String,
}

pub(super) fn run(arguments: &Arguments, base: &Path, terminal: &Terminal) -> Result<Outcome, Failure> {
    let book = BookFolder::find(arguments.dir.as_deref(), base)?;
    let request = Request {
        book_root: &book.root,
        remote: &arguments.remote,
        branch: &arguments.branch,
        adopt: arguments.adopt,
        alone: arguments.force_with_lease,
    };
    // Asked first: a refusal should not have to wait for a build.
    let destination = match Destination::open(&request) {
        Ok(destination) => destination,
        Err(fault) => return Ok(tell(fault, &book, terminal)),
    };

    let progress = Progress::start("building", terminal);
    let built = check::examine(&book);
    drop(progress);
    report::print(&built.diagnostics, &Outlook { files: &built.files, prefix: &book.prefix }, terminal);
    let outcome = report::outcome(&built.diagnostics);
    if outcome != Outcome::Done {
        terminal.say(&format!("{}: published nothing", report::tally(&built.diagnostics)));
        return Ok(outcome);
    }

    let home = std::env::home_dir();
    let folder = destination.staging();
    let target = Target { folder, book_root: &book.root, sources: &built.sources, home: home.as_deref() };
    let published = match output::write(&built.output, &target) {
        Ok(_) if arguments.dry_run => destination.rehearse(folder),
        Ok(_) => destination.publish(folder, &arguments.message),
        Err(fault) => Err(fault),
    };
    // The site was there for git to read. What cannot be removed now, the next publication removes.
    let _ = output::clean(&target);
    let _ = folder.parent().map(std::fs::remove_dir);
    let published = match published {
        Ok(published) => published,
        Err(fault) => return Ok(tell(fault, &book, terminal)),
    };
    if arguments.dry_run {
        terminal.print(listing(&published.changes).as_bytes())?;
    }
    terminal.say(&summary(&published, arguments));
    Ok(Outcome::Done)
}

fn tell(fault: Diagnostic, book: &BookFolder, terminal: &Terminal) -> Outcome {
    report::print([&fault], &Outlook { files: &Files::default(), prefix: &book.prefix }, terminal);
    report::outcome(&[fault])
}

/// A line a file: what becomes of it, its size, its path.
fn listing(changes: &[Change]) -> String {
    let line = |change: &Change| {
        let word = match change.kind {
            ChangeKind::Added => "added",
            ChangeKind::Changed => "changed",
            ChangeKind::Removed => "removed",
        };
        format!("{word:<8}{:>10}  {}\n", report::bytes(change.bytes), change.path)
    };
    changes.iter().map(line).collect()
}

fn summary(published: &Published, arguments: &Arguments) -> String {
    let place = format!("`{}` of `{}`", arguments.branch, arguments.remote);
    if published.changes.is_empty() && !published.drops_history {
        return format!("{place} holds this site already: nothing to publish");
    }
    let number = |kind| published.changes.iter().filter(|change| change.kind == kind).count();
    let fresh = published.changes.iter().filter(|change| change.kind != ChangeKind::Removed);
    let amounts = format!(
        "{} added, {} changed, {} removed ({} of {})",
        number(ChangeKind::Added),
        number(ChangeKind::Changed),
        number(ChangeKind::Removed),
        report::bytes(fresh.map(|change| change.bytes).sum()),
        count(published.files, "file"),
    );
    let history = match (published.drops_history, &published.commit) {
        (false, _) => "",
        (true, Some(_)) => " and its history dropped",
        (true, None) => ", and its history would be dropped",
    };
    match &published.commit {
        Some(commit) => format!("{amounts}: published to {place} as {}{history}", commit.get(..10).unwrap_or(commit)),
        None => format!("{amounts}: would be published to {place}{history}"),
    }
}
