//! Looks at files again and again, where the system does not report what happens to them.
//! Enters: how to look, and whom to tell. Leaves: the paths that are not as they were, a second later at the most.
//!
//! `notify` has such a watcher; it sees only times of last change that are later by a whole second, and so misses the second
//! save within a second, and a file that was brought back with its old time.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::Metadata;
use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, SystemTime};

/// Between the end of one look and the next: a look is tens of milliseconds of work for ten thousand files.
const PAUSE: Duration = Duration::from_secs(1);

/// What stands where.
pub type Look = BTreeMap<PathBuf, Trace>;

/// What a change of a file leaves on it, its bytes aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trace {
    is_folder: bool,
    /// In bytes; 0 for a folder, whose names are looked at themselves.
    length: u64,
    /// `None` for a folder, and where the system does not keep it.
    modified: Option<SystemTime>,
    /// Device, inode number, and the time at which anything at all last changed, in seconds and nanoseconds: a save that
    /// keeps length and time changes this, and so does another file that is renamed to the place.
    #[cfg(unix)]
    identity: Option<(u64, u64, i64, i64)>,
}

impl Trace {
    pub fn of(found: &Metadata) -> Trace {
        let is_folder = found.is_dir();
        Trace {
            is_folder,
            length: if is_folder { 0 } else { found.len() },
            modified: if is_folder { None } else { found.modified().ok() },
            #[cfg(unix)]
            identity: {
                use std::os::unix::fs::MetadataExt;
                (!is_folder).then(|| (found.dev(), found.ino(), found.ctime(), found.ctime_nsec()))
            },
        }
    }
}

/// Looks until it is dropped.
pub struct Poller {
    /// Its end is the sign to stop.
    running: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Poller {
    /// The first look is over when this returns: whatever changes from then on is told.
    pub fn start(
        look: impl Fn() -> Look + Send + 'static,
        tell: impl Fn(BTreeSet<PathBuf>) + Send + 'static,
    ) -> io::Result<Poller> {
        let (stop, stopped) = channel();
        let before = look();
        let thread =
            thread::Builder::new().name("poll".to_owned()).spawn(move || follow(before, &stopped, look, tell))?;
        Ok(Poller { running: Some((stop, thread)) })
    }
}

impl Drop for Poller {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.running.take() {
            drop(stop);
            let _ = thread.join();
        }
    }
}

fn follow(mut before: Look, stopped: &Receiver<()>, look: impl Fn() -> Look, tell: impl Fn(BTreeSet<PathBuf>)) {
    while stopped.recv_timeout(PAUSE) == Err(RecvTimeoutError::Timeout) {
        let now = look();
        let differing = differing(&before, &now);
        before = now;
        if !differing.is_empty() {
            tell(differing);
        }
    }
}

/// What came, went, or is not as it was.
fn differing(before: &Look, now: &Look) -> BTreeSet<PathBuf> {
    let changed = now.iter().filter(|(path, trace)| before.get(*path) != Some(*trace));
    let gone = before.iter().filter(|(path, _)| !now.contains_key(*path));
    changed.chain(gone).map(|(path, _)| path.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;

    fn look(folder: &Path) -> Look {
        let entries = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.expect("readable"));
        entries.map(|entry| (entry.path().to_owned(), Trace::of(&entry.metadata().expect("there")))).collect()
    }

    #[test]
    fn whatever_changes_is_told_and_nothing_else() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("part")).expect("a folder");
        for name in ["same.md", "longer.md", "gone.md", "older.md", "part/deep.md"] {
            fs::write(at(name), "one").expect("a file");
        }
        let before = look(folder.path());
        fs::write(at("longer.md"), "longer").expect("a file");
        fs::remove_file(at("gone.md")).expect("a deletion");
        fs::write(at("part/new.md"), "new").expect("a file");
        let older = fs::File::options().write(true).open(at("older.md")).expect("a file");
        older.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1)).expect("a time");
        let expected = ["gone.md", "longer.md", "older.md", "part/new.md"].map(at);
        assert_eq!(differing(&before, &look(folder.path())), BTreeSet::from(expected));
    }

    #[cfg(unix)]
    #[test]
    fn a_save_that_keeps_length_and_time_is_told() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("a.md");
        fs::write(&path, "one").expect("a file");
        let time = fs::metadata(&path).and_then(|found| found.modified()).expect("a time");
        let before = look(folder.path());
        // Longer than a tick of the clock that files are timed by.
        thread::sleep(Duration::from_millis(30));
        fs::write(&path, "two").expect("a file");
        fs::File::options().write(true).open(&path).and_then(|file| file.set_modified(time)).expect("a time");
        assert_eq!(differing(&before, &look(folder.path())), BTreeSet::from([path.clone()]));

        let before = look(folder.path());
        let other = folder.path().join("other");
        fs::write(&other, "six").expect("a file");
        fs::File::options().write(true).open(&other).and_then(|file| file.set_modified(time)).expect("a time");
        fs::rename(&other, &path).expect("a rename");
        assert_eq!(differing(&before, &look(folder.path())), BTreeSet::from([path]));
    }
}
