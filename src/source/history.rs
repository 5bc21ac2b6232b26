//! When files were last changed, by git.
//! Enters: a folder and files. Leaves: the moment of the last commit that changed each file's text, from one run of the user's
//! own `git log` over that folder. Reads the history and nothing of the work tree; a folder under no version control has no
//! history, and where git knows only a part of it there is none either, since the days would then depend on how the
//! repository was fetched.

use crate::model::Moment;
use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What version control says of a set of files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// By the path that was asked for; files that no commit has are missing.
    pub changed: HashMap<PathBuf, Moment>,
    /// Why nothing is known, though the folder is under version control.
    pub gap: Option<Gap>,
    /// A file that is written whenever a commit is made, absolute.
    pub watch: Option<PathBuf>,
}

/// Why a history is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gap {
    /// The repository was fetched without its older commits.
    Shallow,
    /// git cannot be run, or refuses; its own words.
    Git(String),
}

/// The history of `files`, absolute paths; those outside of `folder` are looked for in the same repository.
pub fn history(folder: &Path, files: &[PathBuf]) -> History {
    // Most of what is built beside a repository is built without one: starting a program to learn that would cost more than
    // the rest of a small build.
    if !folder.ancestors().any(|folder| folder.join(".git").exists()) {
        return History::default();
    }
    let repository = match Repository::find(folder) {
        Ok(repository) => repository,
        Err(gap) => return History { gap: Some(gap), ..History::default() },
    };
    let watch = Some(repository.log.clone()).filter(|log| log.exists());
    if repository.is_shallow {
        return History { gap: Some(Gap::Shallow), watch, ..History::default() };
    }
    if !repository.has_commits {
        return History { watch, ..History::default() };
    }
    match repository.last_changes(folder, files) {
        Ok(changed) => History { changed, gap: None, watch },
        Err(gap) => History { gap: Some(gap), watch, ..History::default() },
    }
}

/// Runs in `folder`, whatever repository a hook or the user's environment names, and fetches nothing over a network: history
/// without trees, as of a partial clone, is a gap like another.
fn git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.current_dir(plain(folder)).stdin(Stdio::null()).env("LC_ALL", "C");
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_NAMESPACE"] {
        command.env_remove(name);
    }
    command.env("GIT_OPTIONAL_LOCKS", "0").env("GIT_LITERAL_PATHSPECS", "1").env("GIT_NO_LAZY_FETCH", "1");
    // What a user may have set for reading logs with their own eyes; and two settings by which the files of a repository, which
    // may come from anybody, would name a program to be run.
    for setting in [
        "diff.relative=false",
        "log.diffMerges=off",
        "log.follow=false",
        "log.showRoot=true",
        "log.showSignature=false",
        "core.fsmonitor=false",
    ] {
        command.args(["-c", setting]);
    }
    command
}

/// The path as other programs understand it: on Windows resolved paths begin with `\\?\`, which git does not take.
fn plain(folder: &Path) -> &Path {
    let plain = folder
        .to_str()
        .and_then(|path| path.strip_prefix(r"\\?\"))
        .filter(|path| path.as_bytes().get(1) == Some(&b':'));
    plain.map_or(folder, Path::new)
}

fn not_started(error: &io::Error) -> Gap {
    Gap::Git(match error.kind() {
        io::ErrorKind::NotFound => "there is no program `git`".to_owned(),
        _ => format!("git cannot be run: {error}"),
    })
}

/// The first line of what git said of a failure.
fn failure(stderr: &[u8]) -> Gap {
    let text = String::from_utf8_lossy(stderr);
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("git says nothing");
    Gap::Git(line.strip_prefix("fatal: ").unwrap_or(line).to_owned())
}

struct Repository {
    /// The top of the work tree, absolute.
    top: PathBuf,
    /// The way from there to the folder: empty or ending in `/`.
    prefix: String,
    /// Of the current branch's commits.
    log: PathBuf,
    is_shallow: bool,
    has_commits: bool,
}

impl Repository {
    fn find(folder: &Path) -> Result<Repository, Gap> {
        let arguments = [
            "--is-shallow-repository",
            "--show-toplevel",
            "--git-path",
            "logs/HEAD",
            "--show-prefix",
            "--verify",
            "-q",
        ];
        let output = git(folder).arg("rev-parse").args(arguments).arg("HEAD").output();
        let output = output.map_err(|error| not_started(&error))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let mut lines = text.lines();
        let (Some(shallow), Some(top), Some(log), Some(prefix)) =
            (lines.next(), lines.next(), lines.next(), lines.next())
        else {
            return Err(failure(&output.stderr));
        };
        Ok(Repository {
            top: PathBuf::from(top),
            prefix: prefix.to_owned(),
            log: folder.join(log),
            is_shallow: shallow == "true",
            // In a repository without commits `HEAD` is the one thing that is not there.
            has_commits: output.status.success(),
        })
    }

    /// The path from the top of the work tree, as git writes it.
    fn name(&self, folder: &Path, file: &Path) -> Option<String> {
        let (prefix, below) = match file.strip_prefix(folder) {
            Ok(below) => (self.prefix.as_str(), below),
            Err(_) => ("", file.strip_prefix(&self.top).ok()?),
        };
        let mut name = prefix.to_owned();
        for (at, part) in below.components().enumerate() {
            if at > 0 {
                name.push('/');
            }
            name.push_str(part.as_os_str().to_str()?);
        }
        Some(name)
    }

    fn last_changes(&self, folder: &Path, files: &[PathBuf]) -> Result<HashMap<PathBuf, Moment>, Gap> {
        let mut wanted = Wanted::default();
        let mut outside = Vec::new();
        for file in files {
            let Some(name) = self.name(folder, file) else { continue };
            if !file.starts_with(folder) {
                outside.push(format!("{}/{name}", self.top.display()));
            }
            wanted.files.insert(name.into_bytes(), file);
        }
        let mut command = git(folder);
        // A file that moved as it was has not changed; looking for those that moved and changed would read every version of
        // every file, for nothing, since these did change.
        command.args(["log", "-z", "--name-status", "-M100%", "--no-color", "--no-show-signature", "--no-ext-diff"]);
        command.args(["--format=%x01%cd", "--date=raw", "HEAD", "--", "."]).args(outside);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().map_err(|error| not_started(&error))?;
        let stdout = process.stdout.take().expect("the output was asked for");
        let read = wanted.read(BufReader::with_capacity(1 << 16, stdout));
        if matches!(read, Ok(true)) {
            // What is left of the history changes nothing.
            let _ = process.kill();
            let _ = process.wait();
            return Ok(wanted.found);
        }
        let mut stderr = Vec::new();
        if let Some(pipe) = process.stderr.take() {
            let _ = pipe.take(1 << 16).read_to_end(&mut stderr);
        }
        let succeeded = process.wait().is_ok_and(|status| status.success());
        if succeeded && read.is_ok() { Ok(wanted.found) } else { Err(failure(&stderr)) }
    }
}

/// Files whose last change is looked for, and those found.
#[derive(Default)]
struct Wanted<'f> {
    /// By the name they had at the commit that is being read.
    files: HashMap<Vec<u8>, &'f Path>,
    found: HashMap<PathBuf, Moment>,
}

impl Wanted<'_> {
    /// Reads a log, newest commit first. Answers whether every file was found before its end.
    fn read(&mut self, mut log: impl BufRead) -> io::Result<bool> {
        let mut field = Vec::new();
        let mut name = Vec::new();
        let mut moment = None;
        let next = |log: &mut dyn BufRead, field: &mut Vec<u8>| {
            field.clear();
            let length = log.read_until(0, field)?;
            if field.last() == Some(&0) {
                field.pop();
            }
            Ok::<bool, io::Error>(length > 0)
        };
        while !self.files.is_empty() {
            if !next(&mut log, &mut field)? {
                return Ok(false);
            }
            // The list of files starts on a line of its own.
            let head = field.strip_prefix(b"\n").unwrap_or(&field);
            match head.first() {
                Some(1) => moment = parse_moment(&head[1..]),
                Some(b'R') => {
                    let mut before = Vec::new();
                    next(&mut log, &mut before)?;
                    next(&mut log, &mut name)?;
                    if let Some(file) = self.files.remove(&name) {
                        self.files.insert(before, file);
                    }
                }
                // What is taken away here may be there all the same, by way of another branch.
                Some(b'D') => {
                    next(&mut log, &mut name)?;
                }
                Some(_) => {
                    next(&mut log, &mut name)?;
                    if let (Some(file), Some(moment)) = (self.files.remove(&name), moment) {
                        self.found.insert(file.to_owned(), moment);
                    }
                }
                None => {}
            }
        }
        Ok(true)
    }
}

/// `1795438028 +0800`, as `--date=raw` writes it.
fn parse_moment(text: &[u8]) -> Option<Moment> {
    let text = std::str::from_utf8(text).ok()?;
    let (seconds, zone) = text.trim().split_once(' ')?;
    let zone: i16 = zone.parse().ok()?;
    Moment::new(seconds.parse().ok()?, zone / 100 * 60 + zone % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(moment: Option<&Moment>) -> Option<String> {
        moment.map(|moment| moment.day())
    }

    #[test]
    fn moments_are_read_with_their_offset() {
        let read = |text: &str| parse_moment(text.as_bytes());
        assert_eq!(read("1795438028 +0800"), Moment::new(1_795_438_028, 480));
        assert_eq!(read("1795438028 -0330"), Moment::new(1_795_438_028, -210));
        assert_eq!(read("0 +0000"), Moment::new(0, 0));
        for text in ["", "1", "x +0000", "1 0x10", "99999999999999 +0000", "1 +9900"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_log_gives_each_file_its_newest_change_through_renames() {
        let log = "\u{1}300000 +0000\0\nM\0a\0R100\0old\0b\0\u{1}200000 +0000\0\nM\0a\0M\0old\0D\0gone\0\u{1}100000 +0000\0\nA\0a\0A\0old\0A\0c\0";
        let files = ["a", "b", "c", "old", "new"].map(PathBuf::from);
        let mut wanted = Wanted::default();
        for file in &files {
            wanted.files.insert(file.to_string_lossy().into_owned().into_bytes(), file);
        }
        // `old` as it is wanted is a file that came after the rename: `b` takes its place in the history.
        assert!(!wanted.read(log.as_bytes()).expect("reading bytes does not fail"));
        let found = |name: &str| day(wanted.found.get(Path::new(name)));
        assert_eq!(found("a").as_deref(), Some("1970-01-04"));
        assert_eq!(found("b").as_deref(), Some("1970-01-03"));
        assert_eq!(found("c").as_deref(), Some("1970-01-02"));
        assert_eq!((found("old"), found("new")), (None, None));
    }

    #[test]
    fn reading_ends_when_all_is_found() {
        let file = PathBuf::from("a");
        let mut wanted = Wanted::default();
        wanted.files.insert(b"a".to_vec(), &file);
        let mut log = "\u{1}300000 +0000\0\nM\0a\0\u{1}nonsense".as_bytes();
        assert!(wanted.read(&mut log).expect("reading bytes does not fail"));
        assert_eq!(log, "\u{1}nonsense".as_bytes());
    }
}
