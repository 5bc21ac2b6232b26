//! `wence serve`.
//! Enters: a book's folder, an address. Leaves: the site on a local server, built anew at every save; nothing on the disk.
//! A build with errors is shown over the last good site and replaces nothing.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use super::book::BookFolder;
use super::progress::Progress;
use super::report::{self, Outlook};
use super::terminal::Terminal;
use super::{Failure, Outcome, count};
use crate::build::{self, Build, build};
use crate::diag::{Diagnostic, Severity};
use crate::model::OutputSet;
use crate::output::{self, Target};
use crate::serve::watch::{Batch, Targets, Watcher};
use crate::serve::{Changed, Generation, Options, Server};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The book's folder, the one with book.toml [default: the current folder]
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,

    /// The port to listen on; 0 takes any that is free
    #[arg(short, long, default_value_t = 3000)]
    port: u16,

    /// The name or address to listen on; other than the default it may show the book to your network
    #[arg(short = 'n', long, value_name = "HOST", default_value = "127.0.0.1")]
    hostname: String,

    /// Open the site in a browser
    #[arg(short, long)]
    open: bool,

    /// Show the site under a path, as GitHub Pages does for a project: /repo/
    #[arg(long, value_name = "PATH", default_value = "/")]
    mount: String,

    /// Build pages marked as drafts too
    #[arg(long)]
    drafts: bool,
}

pub(super) fn run(arguments: &Arguments, base: &Path, terminal: &Terminal) -> Result<Outcome, Failure> {
    let book = BookFolder::find(arguments.dir.as_deref(), base)?;
    let options =
        Options { hostname: arguments.hostname.clone(), port: arguments.port, mount: arguments.mount.clone() };
    // Before the first build, which would be in vain if the port were taken.
    let server = Arc::new(Server::bind(&options).map_err(|error| Failure::new(error.to_string()))?);
    let serving = {
        let server = Arc::clone(&server);
        thread::Builder::new().name("serve".to_owned()).spawn(move || server.run())
    };
    let serving = serving.map_err(|error| Failure::new(format!("cannot start a thread for the server: {error}")))?;

    let mut session = Session::new(&book, arguments.drafts, &server, terminal);
    session.rebuild(&Batch { paths: Vec::new(), rescan: true });
    terminal.print(format!("serving `{}` at {}\n", book.name(), server.url()).as_bytes())?;
    if arguments.open {
        super::build::open(server.url(), terminal);
    }
    if let Err(error) = session.follow() {
        terminal.warning(&format!("{error}: saves will not be noticed"));
    }
    // Until a signal ends the process.
    serving.join().map_err(|_| Failure::new("the server has stopped; this is a fault of Wence's, please report it"))?;
    Ok(Outcome::Done)
}

/// What is kept from one build to the next.
struct Session<'s> {
    book: &'s BookFolder,
    options: build::Options,
    server: &'s Server,
    terminal: &'s Terminal,
    /// Number of the last build.
    generation: u64,
    /// The last site without errors.
    site: Arc<OutputSet>,
    /// Whether the last build had errors.
    failed: bool,
    /// Files that changed since that site was built.
    touched: BTreeSet<PathBuf>,
    /// As `touched`, for all there is.
    all_touched: bool,
    /// What the last build found, so that the next says only what is new.
    known: Vec<Diagnostic>,
    targets: Targets,
    /// The folder that `wence build` would write to.
    dest: PathBuf,
    /// When the last build began.
    began: SystemTime,
}

impl<'s> Session<'s> {
    fn new(book: &'s BookFolder, drafts: bool, server: &'s Server, terminal: &'s Terminal) -> Session<'s> {
        Session {
            book,
            options: build::Options { drafts, ..build::Options::default() },
            server,
            terminal,
            generation: 0,
            site: Arc::default(),
            failed: false,
            touched: BTreeSet::new(),
            all_touched: true,
            known: Vec::new(),
            targets: Targets::default(),
            dest: book.root.join("book"),
            began: SystemTime::UNIX_EPOCH,
        }
    }

    /// Builds at every change, for as long as changes can be noticed.
    fn follow(&mut self) -> std::io::Result<()> {
        let mut said = None;
        loop {
            let mut watcher = Watcher::new(&self.targets)?;
            if said.as_ref() != Some(watcher.method()) {
                self.terminal.say(&format!("{}; Ctrl+C ends", watcher.method()));
                said = Some(watcher.method().clone());
            }
            let watched = self.targets.clone();
            // What was saved between the start of the build and now, nobody has told.
            if changed_since(&watched, self.began) {
                self.rebuild(&Batch { paths: Vec::new(), rescan: true });
            }
            // A build that reads other files, such as a new include, needs other watches.
            while self.targets == watched {
                let Some(mut batch) = watcher.next() else { return Ok(()) };
                batch.paths.retain(|path| !self.is_output(path));
                if batch.rescan || !batch.paths.is_empty() {
                    self.rebuild(&batch);
                }
            }
        }
    }

    /// Builds, prints what is new, and shows the result.
    fn rebuild(&mut self, batch: &Batch) {
        self.began = SystemTime::now();
        let start = Instant::now();
        self.touched.extend(batch.paths.iter().cloned());
        self.all_touched |= batch.rescan;
        let progress = Progress::start("building", self.terminal);
        let built = build(&self.book.root, &self.options);
        drop(progress);
        self.generation += 1;
        self.targets = targets(&built, self.book);
        self.dest.clone_from(&built.dest);
        let has_failed = report::outcome(&built.diagnostics) != Outcome::Done;
        let changed = self.publish(&built, has_failed);
        self.tell(&built, batch, changed, start.elapsed());
        self.failed = has_failed;
        self.known = built.diagnostics;
    }

    /// Whether a `wence build` beside us wrote it.
    fn is_output(&self, path: &Path) -> bool {
        output::is_output(&Target { folder: &self.dest, book_root: &self.book.root, sources: &[], home: None }, path)
    }

    /// Hands the build to the server. Answers the number of files that differ, when it is known.
    fn publish(&mut self, built: &Build, has_failed: bool) -> Option<usize> {
        let number = self.generation;
        if has_failed {
            let failure = Some(report::failure_text(&built.diagnostics, &built.files));
            self.server.publish(Generation { number, site: Arc::clone(&self.site), failure }, &Changed::nothing());
            return None;
        }
        let changed = match self.all_touched {
            true => Changed::everything(),
            false => Changed::between(&self.site, &built.output, &self.touched),
        };
        self.site = Arc::clone(&built.output);
        self.touched.clear();
        self.all_touched = false;
        let number_changed = changed.paths.as_ref().map(BTreeSet::len);
        // Where nothing differs and nothing has failed the open pages need not be disturbed.
        if number_changed != Some(0) || self.failed {
            self.server.publish(Generation { number, site: Arc::clone(&self.site), failure: None }, &changed);
        }
        number_changed
    }

    /// Errors, warnings that were not there before, and one line about the build.
    fn tell(&self, built: &Build, batch: &Batch, changed: Option<usize>, time: Duration) {
        let is_news = |found: &&Diagnostic| found.severity == Severity::Error || !self.known.contains(found);
        let news = built.diagnostics.iter().filter(is_news);
        report::print(news, &Outlook { files: &built.files, prefix: &self.book.prefix }, self.terminal);
        let what = match batch.paths.as_slice() {
            _ if self.generation == 1 => "built".to_owned(),
            [] => "built anew".to_owned(),
            [path] => format!("{} changed", self.book.shown(path)),
            [path, others @ ..] => {
                format!("{} and {} changed", self.book.shown(path), count(others.len(), "other file"))
            }
        };
        let (pages, tally, time) =
            (count(built.pages, "page"), report::tally(&built.diagnostics), report::duration(time));
        let differing = match changed {
            Some(number) => format!(", {} updated", count(number, "file")),
            None => String::new(),
        };
        let kept = if report::outcome(&built.diagnostics) == Outcome::Done { "" } else { "; the last good site stays" };
        self.terminal.say(&format!("{what}: {pages}, {tally}{differing} in {time}{kept}"));
    }
}

/// What to watch after a build: what it has read, but not what `wence build` would write.
fn targets(built: &Build, book: &BookFolder) -> Targets {
    let (folders, files) = built.watch.iter().cloned().partition(|path| path.is_dir());
    let ignored = vec![built.dest.clone(), book.root.join(super::clean::CACHE)];
    Targets { folders, files, ignored }
}

/// Whether anything watched has been written to since `moment`, judged by the times of files and folders.
fn changed_since(targets: &Targets, moment: SystemTime) -> bool {
    // Times of files are as coarse as the clock tick that wrote them.
    let moment = moment.checked_sub(Duration::from_millis(20)).unwrap_or(moment);
    let is_new = |path: &Path| fs::metadata(path).and_then(|found| found.modified()).is_ok_and(|time| time >= moment);
    let is_ignored = |path: &Path| targets.ignored.iter().any(|ignored| path.starts_with(ignored));
    targets.files.iter().any(|file| is_new(file))
        || targets.folders.iter().any(|folder| {
            let entries = walkdir::WalkDir::new(folder).into_iter().filter_entry(|entry| !is_ignored(entry.path()));
            entries.filter_map(Result::ok).any(|entry| is_new(entry.path()))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_save_between_build_and_watch_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let page = folder.path().join("content/a.md");
        fs::create_dir_all(page.parent().unwrap()).unwrap();
        fs::write(&page, "a").unwrap();
        let targets = Targets { folders: vec![folder.path().join("content")], ..Targets::default() };
        assert!(changed_since(&targets, SystemTime::now() - Duration::from_secs(60)));
        assert!(!changed_since(&targets, SystemTime::now() + Duration::from_secs(60)));
        let ignoring = Targets { ignored: vec![folder.path().join("content")], ..targets };
        assert!(!changed_since(&ignoring, SystemTime::UNIX_EPOCH + Duration::from_secs(1)));
    }
}
