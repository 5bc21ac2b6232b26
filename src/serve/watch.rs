//! File events, gathered into batches.
//! Enters: the folders and files a build depends on. Leaves: batches of paths that may have changed, once the disk has been
//! quiet for a moment. A path in a batch is a hint, not a promise: whoever builds compares contents.
//! Folders are watched, never single files: a save that renames a new file over the old leaves a file's own watch deaf.

use std::collections::BTreeSet;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use notify::event::{CreateKind, EventKind, ModifyKind, RenameMode};
use notify::{ErrorKind, RecommendedWatcher, RecursiveMode, Watcher as _, WatcherKind};
use walkdir::WalkDir;

use super::absolute;
use super::poll::{Look, Poller, Trace};
use crate::source::leftover;

/// A batch ends when nothing has happened for this long: an editor's save is several events within a few milliseconds.
const QUIET: Duration = Duration::from_millis(15);
/// A batch is not held back longer than this, however busy the disk.
const AT_MOST: Duration = Duration::from_millis(100);
/// More paths than this in one batch are not listed; the whole book is then to be looked at.
const MOST_PATHS: usize = 10_000;

/// What to watch. Relative paths are taken from the current folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Targets {
    /// With everything below. One that does not exist is noticed once it does, if the folder above it exists.
    pub folders: Vec<PathBuf>,
    /// Each by its name, present or not.
    pub files: Vec<PathBuf>,
    /// Folders and files that never count, with everything below: the output, caches.
    pub ignored: Vec<PathBuf>,
}

/// Paths that may have changed, as [`Targets`] spells their beginnings, made absolute.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// Sorted, unique. A path that is gone was deleted or renamed; if it was a folder it stands for all it held.
    pub paths: Vec<PathBuf>,
    /// Files that came and went since the batch before, as editors make them to rename them over a page. Sorted, unique, none of
    /// them in `paths`. They matter to nobody but who has looked at the disk in between.
    pub passed: Vec<PathBuf>,
    /// Events were lost or too many: anything may have changed.
    pub rescan: bool,
}

/// How events are come by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Method {
    /// The system reports them.
    Native,
    /// All files are looked at again and again; the text says why.
    Polling(String),
}

impl fmt::Display for Method {
    /// One line for the terminal.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Method::Native => formatter.write_str("watching for changes"),
            Method::Polling(why) => write!(formatter, "looking for changes every second ({why})"),
        }
    }
}

/// Watches until it is dropped; an iterator over batches.
pub struct Watcher {
    backend: Backend,
    method: Method,
    scope: Arc<Scope>,
    queue: Arc<Queue>,
}

enum Backend {
    /// Each folder has a watch of its own, set here: `notify`'s own following of new folders misses files made before it
    /// has caught up (notify #727), and it would also watch what is ignored.
    Single {
        watcher: RecommendedWatcher,
        watched: BTreeSet<PathBuf>,
    },
    /// One watch covers a folder with all below.
    Deep {
        _watcher: RecommendedWatcher,
    },
    Poll {
        _poller: Poller,
    },
}

/// Ends the iteration from another thread.
#[derive(Clone)]
pub struct Stopper {
    queue: Arc<Queue>,
}

impl Stopper {
    pub fn stop(&self) {
        self.queue.lock().is_stopped = true;
        self.queue.arrived.notify_all();
    }
}

/// What the watching thread has seen and nobody has taken yet.
#[derive(Default)]
struct Queue {
    pending: Mutex<Pending>,
    arrived: Condvar,
}

#[derive(Default)]
struct Pending {
    /// As the watches name them.
    paths: BTreeSet<PathBuf>,
    /// Of these, the ones that came or went, which may be folders.
    moved: BTreeSet<PathBuf>,
    /// Of `paths`, the files that were not there before the first that was heard of them.
    created: BTreeSet<PathBuf>,
    rescan: bool,
    last: Option<Instant>,
    is_stopped: bool,
}

impl Pending {
    fn is_empty(&self) -> bool {
        self.paths.is_empty() && !self.rescan
    }

    fn add(&mut self, path: PathBuf, scope: &Scope) {
        if self.paths.len() < MOST_PATHS {
            self.paths.insert(path);
        } else {
            self.lose(scope);
        }
    }

    fn add_created(&mut self, path: PathBuf, scope: &Scope) {
        if self.paths.len() < MOST_PATHS && !self.paths.contains(&path) {
            self.created.insert(path.clone());
        }
        self.add(path, scope);
    }

    /// All that has been heard of, and nothing is left.
    fn take_batch(&mut self, scope: &Scope) -> Batch {
        let created = std::mem::take(&mut self.created);
        let is_gone =
            |path: &Path| matches!(path.symlink_metadata(), Err(error) if error.kind() == io::ErrorKind::NotFound);
        let (passed, paths): (BTreeSet<PathBuf>, BTreeSet<PathBuf>) =
            std::mem::take(&mut self.paths).into_iter().partition(|path| created.contains(path) && is_gone(path));
        let spelt = |paths: BTreeSet<PathBuf>| {
            paths.iter().map(|path| scope.spell(path)).collect::<BTreeSet<_>>().into_iter().collect()
        };
        Batch { paths: spelt(paths), passed: spelt(passed), rescan: std::mem::take(&mut self.rescan) }
    }

    fn add_moved(&mut self, path: PathBuf, scope: &Scope) {
        if self.moved.len() < MOST_PATHS {
            self.moved.insert(path);
        } else {
            self.lose(scope);
        }
    }

    /// Some event is not known. Among those may have been new folders, so all are looked for again.
    fn lose(&mut self, scope: &Scope) {
        if !std::mem::replace(&mut self.rescan, true) {
            self.moved.extend(scope.folders.iter().map(|(folder, _)| folder.clone()));
        }
    }
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().expect("no holder of this lock panics")
    }

    /// Takes what `notify` tells. Runs on its thread, so it must be quick and may not set watches.
    fn take(&self, event: notify::Result<notify::Event>, scope: &Scope) {
        let event = match event {
            Ok(event) => event,
            Err(error) => {
                log::warn!("file events may have been lost: {error}");
                let mut pending = self.lock();
                pending.lose(scope);
                pending.last = Some(Instant::now());
                self.arrived.notify_all();
                return;
            }
        };
        // Our own reading is reported too.
        if matches!(event.kind, EventKind::Access(_)) {
            return;
        }
        let is_folder = matches!(event.kind, EventKind::Create(CreateKind::Folder));
        let is_new_file = matches!(event.kind, EventKind::Create(CreateKind::File));
        let is_move = match event.kind {
            EventKind::Create(_)
            | EventKind::Remove(_)
            | EventKind::Modify(ModifyKind::Name(_))
            | EventKind::Any
            | EventKind::Other => true,
            // A folder may have been made readable.
            EventKind::Modify(ModifyKind::Metadata(_)) => event.paths.iter().any(|path| path.is_dir()),
            _ => false,
        };
        let came = match event.kind {
            EventKind::Modify(ModifyKind::Name(RenameMode::From)) | EventKind::Remove(_) => false,
            _ => is_move,
        };
        let rescan = event.need_rescan();
        let paths: Vec<PathBuf> = event
            .paths
            .into_iter()
            .filter(|path| scope.covers(path) && (is_folder || !is_temporary(path) || (came && path.is_dir())))
            .collect();
        if paths.is_empty() && !rescan {
            return;
        }
        let mut pending = self.lock();
        if rescan {
            pending.lose(scope);
        }
        for path in paths {
            if is_move {
                pending.add_moved(path.clone(), scope);
            }
            match is_new_file {
                true => pending.add_created(path, scope),
                false => pending.add(path, scope),
            }
        }
        pending.last = Some(Instant::now());
        self.arrived.notify_all();
    }

    /// Takes what a look at all files has found to be other than before.
    fn take_found(&self, paths: BTreeSet<PathBuf>, scope: &Scope) {
        let mut pending = self.lock();
        for path in paths.into_iter().filter(|path| path.is_dir() || !is_temporary(path)) {
            pending.add(path, scope);
        }
        pending.last = Some(Instant::now());
        self.arrived.notify_all();
    }
}

/// What counts, in the spelling of the watches.
#[derive(Debug)]
struct Scope {
    /// Where a target really is, with all links followed, and how the caller spells it.
    folders: Vec<(PathBuf, PathBuf)>,
    files: Vec<(PathBuf, PathBuf)>,
    ignored: Vec<PathBuf>,
}

impl Scope {
    fn new(targets: &Targets) -> Scope {
        let pair = |path: &PathBuf| (real(path), absolute(path));
        let pairs = |paths: &[PathBuf]| paths.iter().map(pair).collect::<Vec<_>>();
        Scope {
            folders: pairs(&targets.folders),
            files: pairs(&targets.files),
            ignored: targets.ignored.iter().flat_map(|path| [real(path), absolute(path)]).collect(),
        }
    }

    /// Whether an event at this path matters.
    fn covers(&self, path: &Path) -> bool {
        if self.files.iter().any(|(file, _)| file == path) {
            return true;
        }
        self.folders.iter().any(|(folder, _)| path.strip_prefix(folder).is_ok_and(|below| !is_hidden_history(below)))
            && !self.ignores(path)
    }

    fn ignores(&self, path: &Path) -> bool {
        self.ignored.iter().any(|ignored| path.starts_with(ignored))
    }

    /// The caller's spelling; of nested targets the innermost.
    fn spell(&self, path: &Path) -> PathBuf {
        let targets = self.files.iter().chain(&self.folders);
        let innermost =
            targets.filter(|(real, _)| path.starts_with(real)).max_by_key(|(real, _)| real.components().count());
        match innermost.and_then(|(real, given)| Some((given, path.strip_prefix(real).ok()?))) {
            // Joining nothing would put a slash at the end.
            Some((given, below)) if below.as_os_str().is_empty() => given.clone(),
            Some((given, below)) => given.join(below),
            None => path.to_owned(),
        }
    }

    /// The folders above targets, which tell when a target comes, goes or is replaced, unless a target covers them.
    fn parents(&self) -> BTreeSet<PathBuf> {
        let targets = self.folders.iter().chain(&self.files);
        let parents = targets.filter_map(|(real, _)| real.parent());
        parents
            .filter(|parent| !self.folders.iter().any(|(folder, _)| parent.starts_with(folder)))
            .map(Path::to_owned)
            .collect()
    }

    /// The folder and all folders below it that count, outermost first.
    fn folders_below(&self, root: &Path) -> Vec<PathBuf> {
        self.walk(root).filter(|entry| entry.file_type().is_dir()).map(walkdir::DirEntry::into_path).collect()
    }

    /// All that counts, with what tells one state of it from another.
    fn look(&self) -> Look {
        let mut look = Look::new();
        for (folder, _) in &self.folders {
            for entry in self.walk(folder) {
                if let Ok(found) = entry.metadata() {
                    look.insert(entry.into_path(), Trace::of(&found));
                }
            }
        }
        for (file, _) in &self.files {
            if let Ok(found) = std::fs::metadata(file) {
                look.insert(file.clone(), Trace::of(&found));
            }
        }
        look
    }

    fn walk(&self, root: &Path) -> impl Iterator<Item = walkdir::DirEntry> {
        let counts = |entry: &walkdir::DirEntry| self.covers(entry.path());
        // Unreadable folders and circles of links are the build's to report.
        WalkDir::new(root).follow_links(true).into_iter().filter_entry(counts).filter_map(Result::ok)
    }
}

/// The path with links followed as far as it exists.
fn real(path: &Path) -> PathBuf {
    let path = absolute(path);
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => parent.canonicalize().map_or_else(|_| path.clone(), |parent| parent.join(name)),
        _ => path,
    }
}

/// The folders of version control, which change at every command and hold nothing of the book.
fn is_hidden_history(below: &Path) -> bool {
    below.components().any(|part| matches!(part.as_os_str().to_str(), Some(".git" | ".hg" | ".svn" | ".jj")))
}

/// Files that editors and desktops make beside the one being edited.
fn is_temporary(path: &Path) -> bool {
    path.file_name().and_then(|name| name.to_str()).is_some_and(leftover::is_temporary)
}

impl Watcher {
    /// Starts watching. Falls back to polling where the system cannot report events, or not all of them. The error names
    /// the path that cannot be watched.
    pub fn new(targets: &Targets) -> io::Result<Watcher> {
        let scope = Scope::new(targets);
        if let Some(why) = scope.folders.iter().find_map(|(folder, _)| remote_kind(folder)) {
            return Watcher::polling_because(targets, &why);
        }
        let scope = Arc::new(scope);
        let queue = Arc::new(Queue::default());
        match native(&scope, &queue) {
            Ok(backend) => Ok(Watcher { backend, method: Method::Native, scope, queue }),
            Err(error) => Watcher::polling_because(targets, &reason(&error)),
        }
    }

    /// Looks at all files every second, for disks whose changes are made elsewhere.
    pub fn polling(targets: &Targets) -> io::Result<Watcher> {
        Watcher::polling_because(targets, "as asked")
    }

    fn polling_because(targets: &Targets, why: &str) -> io::Result<Watcher> {
        let scope = Arc::new(Scope::new(targets));
        let queue = Arc::new(Queue::default());
        let backend = polling(&scope, &queue)?;
        Ok(Watcher { backend, method: Method::Polling(why.to_owned()), scope, queue })
    }

    /// Goes over to polling while it runs: the book has grown beyond what the system watches. What has happened since the
    /// last event in folders that nobody watches is not known, so all is to be looked at once.
    fn fall_back(&mut self, error: &notify::Error) {
        match polling(&self.scope, &self.queue) {
            Ok(backend) => {
                self.backend = backend;
                self.method = Method::Polling(reason(error));
                self.queue.lock().rescan = true;
            }
            Err(fault) => log::warn!("not all changes will be noticed: {error}; {fault}"),
        }
    }

    /// How events are come by; its `Display` is the line to show.
    pub fn method(&self) -> &Method {
        &self.method
    }

    pub fn stopper(&self) -> Stopper {
        Stopper { queue: Arc::clone(&self.queue) }
    }

    /// Looks into folders that came and forgets those that went. Answers the files found, which may have been made before
    /// anyone watched.
    fn follow(&mut self, moved: BTreeSet<PathBuf>) -> Vec<PathBuf> {
        let mut refused = None;
        if let Backend::Single { watcher, watched } = &mut self.backend {
            // First those that went: a folder that was renamed is one and the same to the system, under either name.
            for path in moved.iter().filter(|path| !path.is_dir()) {
                let gone: Vec<_> = watched.iter().filter(|known| known.starts_with(path)).cloned().collect();
                for folder in gone {
                    watched.remove(&folder);
                    // It may be gone already, and its watch with it.
                    let _ = watcher.unwatch(&folder);
                }
            }
            // Set anew even when known: another folder may have taken the place of the one that was watched.
            let mut fresh = BTreeSet::new();
            for path in moved.iter().filter(|path| path.is_dir()) {
                if let Err(error) = watch_below(watcher, &self.scope, path, &mut fresh) {
                    refused = Some(error);
                    break;
                }
            }
            watched.append(&mut fresh);
        }
        if let Some(error) = refused {
            self.fall_back(&error);
        }
        let folders = moved.iter().filter(|path| path.is_dir());
        let files = folders.flat_map(|path| self.scope.walk(path)).filter(|entry| entry.file_type().is_file());
        files.map(walkdir::DirEntry::into_path).filter(|path| !is_temporary(path)).collect()
    }
}

impl Iterator for Watcher {
    type Item = Batch;

    /// Waits for the next batch, which is never empty. What happens between two calls is kept. `None` once stopped.
    fn next(&mut self) -> Option<Batch> {
        // A guard borrows the queue, and following folders needs all of `self`.
        let queue = Arc::clone(&self.queue);
        let mut pending = queue.lock();
        let mut first = None;
        loop {
            if pending.is_stopped {
                return None;
            }
            if !pending.moved.is_empty() {
                let moved = std::mem::take(&mut pending.moved);
                // Setting watches waits for the thread that fills the queue.
                drop(pending);
                let found = self.follow(moved);
                pending = queue.lock();
                for path in found {
                    pending.add(path, &self.scope);
                }
                continue;
            }
            if pending.is_empty() {
                pending = queue.arrived.wait(pending).expect("no holder of this lock panics");
                continue;
            }
            let now = Instant::now();
            let quiet_at = pending.last.map_or(now, |last| last + QUIET);
            let due = quiet_at.min(*first.get_or_insert(now) + AT_MOST);
            if now >= due {
                return Some(pending.take_batch(&self.scope));
            }
            pending = queue.arrived.wait_timeout(pending, due - now).expect("no holder of this lock panics").0;
        }
    }
}

fn handler(scope: &Arc<Scope>, queue: &Arc<Queue>) -> impl FnMut(notify::Result<notify::Event>) + Send + 'static {
    let (scope, queue) = (Arc::clone(scope), Arc::clone(queue));
    move |event| queue.take(event, &scope)
}

/// Why events cannot be had, for [`Method::Polling`].
fn reason(error: &notify::Error) -> String {
    match &error.kind {
        ErrorKind::MaxFilesWatch => {
            "the system's limit of watches is reached; fs.inotify.max_user_watches raises it".to_owned()
        }
        _ => format!("the system does not report them: {error}"),
    }
}

/// The first look, which later ones are compared with, is over when this returns.
fn polling(scope: &Arc<Scope>, queue: &Arc<Queue>) -> io::Result<Backend> {
    let (scope, queue) = (Arc::clone(scope), Arc::clone(queue));
    let look = {
        let scope = Arc::clone(&scope);
        move || scope.look()
    };
    let tell = move |paths: BTreeSet<PathBuf>| queue.take_found(paths, &scope);
    let poller = Poller::start(look, tell);
    let poller = poller.map_err(|error| io::Error::new(error.kind(), format!("cannot watch for changes: {error}")))?;
    Ok(Backend::Poll { _poller: poller })
}

fn native(scope: &Arc<Scope>, queue: &Arc<Queue>) -> notify::Result<Backend> {
    let mut watcher = notify::recommended_watcher(handler(scope, queue))?;
    if RecommendedWatcher::kind() != WatcherKind::Inotify {
        watch_deep(&mut watcher, scope)?;
        return Ok(Backend::Deep { _watcher: watcher });
    }
    let mut watched = BTreeSet::new();
    for parent in scope.parents() {
        watch_one(&mut watcher, parent, &mut watched)?;
    }
    for (folder, _) in &scope.folders {
        watch_below(&mut watcher, scope, folder, &mut watched)?;
    }
    Ok(Backend::Single { watcher, watched })
}

/// Watches a folder and all below it that are not in `watched`. Looks again until nothing new turns up: a folder made
/// between the look and its parent's watch is neither seen nor reported.
fn watch_below(
    watcher: &mut RecommendedWatcher,
    scope: &Scope,
    root: &Path,
    watched: &mut BTreeSet<PathBuf>,
) -> notify::Result<()> {
    let mut refused = BTreeSet::new();
    loop {
        let below = scope.folders_below(root);
        let fresh: Vec<_> =
            below.into_iter().filter(|folder| !watched.contains(folder) && !refused.contains(folder)).collect();
        if fresh.is_empty() {
            return Ok(());
        }
        for folder in fresh {
            if !watch_one(watcher, folder.clone(), watched)? {
                refused.insert(folder);
            }
        }
    }
}

/// Answers `false` when the folder is not there any more, or may not be read: the build reports it, and the folder above tells
/// when its permissions change.
fn watch_one(
    watcher: &mut RecommendedWatcher,
    folder: PathBuf,
    watched: &mut BTreeSet<PathBuf>,
) -> notify::Result<bool> {
    match watcher.watch(&folder, RecursiveMode::NonRecursive) {
        Ok(()) => {
            watched.insert(folder);
            Ok(true)
        }
        Err(error) if is_missing(&error) || is_forbidden(&error) => Ok(false),
        Err(error) => Err(error),
    }
}

fn watch_deep(watcher: &mut RecommendedWatcher, scope: &Scope) -> notify::Result<()> {
    let folders = scope.folders.iter().map(|(folder, _)| (folder.clone(), RecursiveMode::Recursive));
    let parents = scope.parents().into_iter().map(|parent| (parent, RecursiveMode::NonRecursive));
    for (folder, mode) in folders.chain(parents) {
        match watcher.watch(&folder, mode) {
            Err(error) if !is_missing(&error) => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

fn is_forbidden(error: &notify::Error) -> bool {
    matches!(&error.kind, ErrorKind::Io(error) if error.kind() == io::ErrorKind::PermissionDenied)
}

fn is_missing(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::PathNotFound => true,
        ErrorKind::Io(error) => error.kind() == io::ErrorKind::NotFound,
        _ => false,
    }
}

/// The name of the file system when it is one whose changes, made on another machine, are not reported here: network
/// shares and the Windows disks of WSL. Numbers from Linux's `magic.h` and the file systems' own headers.
#[cfg(target_os = "linux")]
fn remote_kind(folder: &Path) -> Option<String> {
    let kind = match rustix::fs::statfs(folder).ok()?.f_type as u32 {
        0x0102_1997 => "9P",
        0x6969 => "NFS",
        0x517b | 0xff53_4d42 | 0xfe53_4d42 => "SMB",
        0x786f_4256 => "VirtualBox",
        _ => return None,
    };
    Some(format!("the book is on a {kind} share, which does not report what others change"))
}

#[cfg(not(target_os = "linux"))]
fn remote_kind(_: &Path) -> Option<String> {
    None
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::mpsc;
    use std::thread;

    use super::*;

    /// Far beyond what any of it takes: only a lost event meets it.
    const PATIENCE: Duration = Duration::from_secs(30);

    struct Watching {
        folder: tempfile::TempDir,
        batches: mpsc::Receiver<Batch>,
        stopper: Stopper,
        thread: Option<thread::JoinHandle<()>>,
    }

    impl Drop for Watching {
        fn drop(&mut self) {
            self.stopper.stop();
            if let Some(thread) = self.thread.take() {
                let _ = thread.join();
            }
        }
    }

    /// Watches `content`, the file `book.toml` and the missing folder `theme` of a new folder; ignores `content/out`.
    fn watching(make: impl FnOnce(&Targets) -> io::Result<Watcher>) -> Watching {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = |name: &str| folder.path().join(name);
        fs::create_dir_all(at("content/part")).expect("a folder");
        fs::create_dir_all(at("content/out")).expect("a folder");
        fs::create_dir_all(at("content/.git")).expect("a folder");
        fs::write(at("content/a.md"), "one").expect("a file");
        fs::write(at("content/part/b.md"), "one").expect("a file");
        fs::write(at("book.toml"), "").expect("a file");
        let targets = Targets {
            folders: vec![at("content"), at("theme")],
            files: vec![at("book.toml")],
            ignored: vec![at("content/out")],
        };
        let watcher = make(&targets).expect("the folder can be watched");
        let stopper = watcher.stopper();
        let (sender, batches) = mpsc::channel();
        let thread = thread::spawn(move || {
            for batch in watcher {
                if sender.send(batch).is_err() {
                    break;
                }
            }
        });
        Watching { folder, batches, stopper, thread: Some(thread) }
    }

    impl Watching {
        fn at(&self, name: &str) -> PathBuf {
            self.folder.path().join(name)
        }

        fn write(&self, name: &str, text: &str) {
            fs::write(self.at(name), text).expect("the file can be written");
        }

        /// Takes batches until all of these were named; answers everything named.
        fn wait_for(&self, names: &[&str]) -> BTreeSet<PathBuf> {
            let mut seen = BTreeSet::new();
            while !names.iter().all(|name| seen.contains(&self.at(name))) {
                let batch = self
                    .batches
                    .recv_timeout(PATIENCE)
                    .unwrap_or_else(|_| panic!("no event for {names:?}, only {seen:?}"));
                assert!(batch.paths.windows(2).all(|pair| pair[0] < pair[1]));
                assert!(batch.rescan || !batch.paths.is_empty() || !batch.passed.is_empty());
                seen.extend(batch.paths);
            }
            seen
        }
    }

    #[test]
    fn a_plain_save_and_one_that_renames_over_the_old_file_are_both_noticed_again_and_again() {
        let watching = watching(Watcher::new);
        for round in 0..3 {
            watching.write("content/a.md", &format!("plain {round}"));
            watching.wait_for(&["content/a.md"]);
            watching.write("content/.a.md.swp", "x");
            fs::rename(watching.at("content/.a.md.swp"), watching.at("content/a.md")).expect("a rename");
            let seen = watching.wait_for(&["content/a.md"]);
            assert!(!seen.contains(&watching.at("content/.a.md.swp")));
        }
    }

    /// What the queue makes of these events in `folder`, all in one batch.
    fn batch_of(folder: &Path, events: &[(EventKind, &str)]) -> Batch {
        let scope = Scope::new(&Targets { folders: vec![folder.to_owned()], ..Targets::default() });
        let queue = Queue::default();
        for (kind, name) in events {
            queue.take(Ok(notify::Event::new(*kind).add_path(real(folder).join(name))), &scope);
        }
        queue.lock().take_batch(&scope)
    }

    #[test]
    fn a_file_that_came_and_went_is_told_apart_from_one_that_was_there() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join("page.md"), "two").expect("a file");
        fs::write(folder.path().join("new.md"), "one").expect("a file");
        let came = EventKind::Create(CreateKind::File);
        let [from, to] = [RenameMode::From, RenameMode::To].map(|mode| EventKind::Modify(ModifyKind::Name(mode)));
        let went = EventKind::Remove(notify::event::RemoveKind::File);
        let events = [
            (came, "page.md.Xy12"),
            (from, "page.md.Xy12"),
            (to, "page.md"),
            (came, "new.md"),
            (went, "old.md"),
            (came, "old.md"),
            (went, "old.md"),
        ];
        let batch = batch_of(folder.path(), &events);
        let names = |names: &[&str]| names.iter().map(|name| folder.path().join(name)).collect::<Vec<_>>();
        assert_eq!(batch.paths, names(&["new.md", "old.md", "page.md"]));
        assert_eq!(batch.passed, names(&["page.md.Xy12"]));
    }

    #[test]
    fn files_of_a_new_folder_are_named_and_the_folder_stays_watched() {
        let watching = watching(Watcher::new);
        fs::create_dir_all(watching.at("content/新/deep")).expect("folders");
        watching.write("content/新/c.md", "one");
        watching.write("content/新/deep/d.md", "one");
        watching.wait_for(&["content/新/c.md", "content/新/deep/d.md"]);
        watching.write("content/新/deep/e.md", "one");
        watching.wait_for(&["content/新/deep/e.md"]);
    }

    #[test]
    fn deletions_and_renames_of_files_and_folders_are_named() {
        let watching = watching(Watcher::new);
        fs::remove_file(watching.at("content/a.md")).expect("a deletion");
        watching.wait_for(&["content/a.md"]);
        fs::rename(watching.at("content/part"), watching.at("content/whole")).expect("a rename");
        watching.wait_for(&["content/part", "content/whole/b.md"]);
        watching.write("content/whole/b.md", "two");
        watching.wait_for(&["content/whole/b.md"]);
        fs::remove_dir_all(watching.at("content/whole")).expect("a deletion");
        watching.wait_for(&["content/whole"]);
    }

    #[test]
    fn a_target_that_comes_late_or_is_replaced_is_watched_again() {
        let watching = watching(Watcher::new);
        fs::create_dir(watching.at("theme")).expect("a folder");
        watching.write("theme/page.html", "x");
        watching.wait_for(&["theme/page.html"]);
        fs::rename(watching.at("content"), watching.at("aside")).expect("a rename");
        watching.wait_for(&["content"]);
        fs::create_dir(watching.at("content")).expect("a folder");
        watching.write("content/new.md", "x");
        watching.wait_for(&["content/new.md"]);
        watching.write("content/new.md", "y");
        watching.wait_for(&["content/new.md"]);
    }

    #[test]
    fn what_is_ignored_or_not_asked_for_makes_no_event() {
        let watching = watching(Watcher::new);
        watching.write("content/out/page.html", "x");
        watching.write("content/.git/index", "x");
        watching.write("content/a.md~", "x");
        watching.write("unrelated.toml", "x");
        let _ = fs::read(watching.at("content/a.md"));
        let _ = fs::read_dir(watching.at("content")).map(Iterator::count);
        watching.write("book.toml", "[book]");
        let seen = watching.wait_for(&["book.toml"]);
        assert_eq!(seen, BTreeSet::from([watching.at("book.toml")]));
    }

    #[test]
    fn many_saves_at_once_lose_none() {
        let watching = watching(Watcher::new);
        let names: Vec<String> = (0..300).map(|n| format!("content/part/{n}.md")).collect();
        for name in &names {
            watching.write(name, "x");
        }
        watching.wait_for(&names.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn polling_finds_a_change_and_says_why_it_polls() {
        let watching = watching(|targets| {
            let watcher = Watcher::polling(targets)?;
            assert_eq!(watcher.method().to_string(), "looking for changes every second (as asked)");
            Ok(watcher)
        });
        watching.write("content/part/new.md", "longer than before");
        watching.wait_for(&["content/part/new.md"]);
    }

    #[test]
    fn polling_finds_a_file_brought_back_with_an_older_time_and_a_new_folder() {
        let watching = watching(Watcher::polling);
        let path = watching.at("content/a.md");
        watching.write("content/a.md", "two");
        let file = fs::File::options().write(true).open(&path).expect("a file");
        file.set_modified(std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1)).expect("a time");
        watching.wait_for(&["content/a.md"]);
        fs::create_dir_all(watching.at("theme/parts")).expect("folders");
        watching.write("theme/parts/page.html", "x");
        watching.write("content/out/page.html", "x");
        let seen = watching.wait_for(&["theme/parts/page.html"]);
        assert!(!seen.contains(&watching.at("content/out/page.html")));
    }

    #[test]
    fn a_book_that_grows_beyond_what_the_system_watches_is_looked_at_instead() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let targets = Targets { folders: vec![folder.path().to_owned()], ..Targets::default() };
        let mut watcher = Watcher::new(&targets).expect("a watcher");
        fs::write(folder.path().join("unseen.md"), "x").expect("a file");
        watcher.fall_back(&notify::Error::new(ErrorKind::MaxFilesWatch));
        assert_eq!(
            watcher.method().to_string(),
            "looking for changes every second (the system's limit of watches is reached; fs.inotify.max_user_watches raises it)"
        );
        assert!(watcher.next().expect("not stopped").rescan);
        fs::write(folder.path().join("a.md"), "x").expect("a file");
        let found = watcher.find(|batch| batch.paths.contains(&folder.path().join("a.md")));
        assert!(found.is_some_and(|batch| !batch.rescan));
    }

    #[cfg(unix)]
    #[test]
    fn paths_are_named_as_the_caller_spells_them() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("real")).expect("a folder");
        std::os::unix::fs::symlink(at("real"), at("link")).expect("a link");
        let mut watcher =
            Watcher::new(&Targets { folders: vec![at("link")], ..Targets::default() }).expect("a watcher");
        fs::write(at("real/a.md"), "x").expect("a file");
        let batch = watcher.next().expect("not stopped");
        assert_eq!(batch.paths, [at("link/a.md")]);
    }

    #[test]
    fn a_stopped_watcher_answers_nothing_more() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut watcher = Watcher::new(&Targets { folders: vec![folder.path().to_owned()], ..Targets::default() })
            .expect("a watcher");
        let stopper = watcher.stopper();
        let thread = thread::spawn(move || watcher.next());
        stopper.stop();
        assert_eq!(thread.join().expect("no panic"), None);
    }

    #[test]
    fn editors_leftovers_are_told_from_pages() {
        for name in [
            ".a.md.swp",
            ".a.md.swx",
            "a.md~",
            ".#a.md",
            "#a.md#",
            "4913",
            "~$a.docx",
            ".~lock.a.odt#",
            "a.md___jb_tmp___",
            ".DS_Store",
        ] {
            assert!(is_temporary(Path::new("content").join(name).as_path()), "{name}");
        }
        for name in ["a.md", "a.swp", "#a.md", "4913.md", "~a.md", ".nojekyll", "CNAME", "问~策.md"] {
            assert!(!is_temporary(Path::new("content").join(name).as_path()), "{name}");
        }
    }
}
