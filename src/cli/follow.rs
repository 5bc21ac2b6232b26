//! Following a book: an update after every save, for as long as the command runs.
//! Enters: a book's folder, file events. Leaves: updates for a [`Follower`], and on the terminal what was wrong and what was
//! done. Knows nothing of where the site goes.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use super::book::BookFolder;
use super::count;
use super::progress::Progress;
use super::report::{self, Outlook};
use super::terminal::Terminal;
use crate::build::{Changes, Engine, Options, Update};
use crate::diag::{Diagnostic, Severity};
use crate::output::{self, Target};
use crate::serve::watch::{Batch, Method, Targets, Watcher};
use crate::source::Disk;

/// Who wants the book after every save.
pub(super) trait Follower {
    /// Adds what is found wrong on the way from the book to the site.
    fn check(&mut self, update: &mut Update);

    /// Takes the update, the `number`th from 1. Answers what is to be told besides, in a few words.
    fn take(&mut self, update: &mut Update, number: u64) -> Option<String>;
}

/// What is kept from one update to the next.
pub(super) struct Following<'s> {
    book: &'s BookFolder,
    engine: Engine,
    terminal: &'s Terminal,
    /// Number of the last update.
    number: u64,
    /// What the last update found, so that the next says only what is new.
    known: Vec<Diagnostic>,
    targets: Targets,
    /// What the targets were made from.
    watched: Arc<Vec<PathBuf>>,
    /// The folder that `wence build` would write to.
    dest: PathBuf,
    /// The folder that this command writes to, where it is another.
    written: Option<PathBuf>,
    /// When the last update began.
    began: SystemTime,
}

impl<'s> Following<'s> {
    pub fn new(book: &'s BookFolder, options: &Options, terminal: &'s Terminal) -> Following<'s> {
        Following {
            book,
            engine: Engine::new(&book.root, options),
            terminal,
            number: 0,
            known: Vec::new(),
            targets: Targets::default(),
            watched: Arc::default(),
            dest: book.root.join("book"),
            written: None,
            began: SystemTime::UNIX_EPOCH,
        }
    }

    /// Keeps what is written to this folder from being taken for an edit.
    pub fn also_writes_to(&mut self, folder: &Path) {
        self.written = std::path::absolute(folder).ok();
    }

    /// The first update.
    pub fn start(&mut self, follower: &mut dyn Follower) {
        self.update(&Batch { rescan: true, ..Batch::default() }, follower);
    }

    /// Updates at every change, for as long as changes can be noticed.
    pub fn follow(&mut self, follower: &mut dyn Follower) -> std::io::Result<()> {
        let mut said = None;
        let terminal = self.terminal;
        let mut say = |method: &Method| {
            if said.as_ref() != Some(method) {
                terminal.say(&format!("{method}; Ctrl+C ends"));
                said = Some(method.clone());
            }
        };
        loop {
            let mut watcher = Watcher::new(&self.targets)?;
            say(watcher.method());
            let watched = self.targets.clone();
            // What was saved between the start of the update and now, nobody has told.
            if changed_since(&watched, self.began) {
                self.update(&Batch { rescan: true, ..Batch::default() }, follower);
            }
            // An update that reads other files, such as a new include, needs other watches.
            while self.targets == watched {
                let Some(mut batch) = watcher.next() else { return Ok(()) };
                // A book may grow beyond what the system watches.
                say(watcher.method());
                // An update may have found what was on its way.
                batch.paths.extend(batch.passed.drain(..).filter(|path| self.engine.knows(path)));
                batch.paths.sort();
                batch.paths.retain(|path| !self.is_output(path));
                if batch.rescan || !batch.paths.is_empty() {
                    self.update(&batch, follower);
                }
            }
        }
    }

    /// Does what the batch asks for, and says what was done.
    fn update(&mut self, batch: &Batch, follower: &mut dyn Follower) {
        self.began = SystemTime::now();
        let start = Instant::now();
        let changes = match batch.rescan {
            true => Changes::Everything,
            false => Changes::Paths(batch.paths.clone()),
        };
        let progress = (self.number == 0).then(|| Progress::start("building", self.terminal));
        let mut update = self.engine.update(&Disk, &changes);
        follower.check(&mut update);
        self.number += 1;
        let more = follower.take(&mut update, self.number);
        drop(progress);
        if !Arc::ptr_eq(&self.watched, &update.watch) {
            self.watched = Arc::clone(&update.watch);
            self.targets = targets(&update, self.book, self.written.as_deref());
        }
        self.dest.clone_from(&update.dest);
        self.tell(&update, batch, more, start.elapsed());
        self.known = update.diagnostics;
    }

    /// Whether a build, ours or one beside us, wrote it.
    fn is_output(&self, path: &Path) -> bool {
        std::iter::once(&self.dest).chain(&self.written).any(|folder| {
            output::is_output(&Target { folder, book_root: &self.book.root, sources: &[], home: None }, path)
        })
    }

    /// Errors, warnings that were not there before, and one line about the update.
    fn tell(&self, update: &Update, batch: &Batch, more: Option<String>, time: Duration) {
        let is_news = |found: &&Diagnostic| found.severity == Severity::Error || !self.known.contains(found);
        let news = update.diagnostics.iter().filter(is_news);
        report::print(news, &Outlook { files: &update.files, prefix: &self.book.prefix }, self.terminal);
        let what = match batch.paths.as_slice() {
            _ if self.number == 1 => "built".to_owned(),
            [] => "built anew".to_owned(),
            [path] => format!("{} changed", self.book.shown(path)),
            [path, others @ ..] => {
                format!("{} and {} changed", self.book.shown(path), count(others.len(), "other file"))
            }
        };
        let pages = count(update.book.pages(), "page");
        let done = if self.number == 1 { pages } else { format!("{} of {pages} parsed", update.parsed) };
        let more = more.map(|words| format!("; {words}")).unwrap_or_default();
        let (tally, time) = (report::tally(&update.diagnostics), moment(time));
        self.terminal.say(&format!("{what}: {done}, {tally} in {time}{more}"));
    }
}

/// As [`report::duration`], with a decimal where whole milliseconds say little.
fn moment(time: Duration) -> String {
    match time < Duration::from_millis(100) {
        true => format!("{:.1} ms", time.as_secs_f64() * 1e3),
        false => report::duration(time),
    }
}

/// What to watch after a build: what it has read, but not what `wence build` would write.
fn targets(update: &Update, book: &BookFolder, written: Option<&Path>) -> Targets {
    let (folders, files) = update.watch.iter().cloned().partition(|path| path.is_dir());
    let mut ignored = vec![update.dest.clone(), book.root.join(super::clean::CACHE)];
    ignored.extend(written.map(Path::to_owned));
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
