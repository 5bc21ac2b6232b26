//! The user's `git`, as a program.
//! Enters: what is to be done in a repository. Leaves: what git answered, or a diagnostic in git's own words.
//! Calls plumbing that names every object and reference in full: no command here reads or writes the work tree, the index, a
//! local branch or a tracking branch (but for the one that a push of the user's own would move, too).

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{failed, failed_by_git};
use crate::diag::{Diagnostic, Place, codes};

/// So many lines of git's are repeated in a message.
const LINES_SHOWN: usize = 8;

#[derive(Debug)]
pub(super) struct Git {
    /// Where git runs: the book's folder.
    folder: PathBuf,
    /// Absolute.
    directory: PathBuf,
    prefix: String,
}

/// How one run ended.
struct Answer {
    success: bool,
    stdout: Vec<u8>,
    stderr: String,
}

impl Git {
    /// The repository whose work tree holds `folder`.
    pub fn find(folder: &Path) -> Result<Git, Diagnostic> {
        let mut git = Git { folder: folder.to_owned(), directory: PathBuf::new(), prefix: String::new() };
        let outside = |said: &str| {
            failed_by_git("the book is not in the work tree of a git repository".to_owned(), said)
                .help("`git init` makes one, `git remote add origin ADDRESS` names where the site goes")
        };
        let found = git.answer(&["rev-parse", "--is-inside-work-tree", "--absolute-git-dir", "--show-prefix"])?;
        let text = String::from_utf8_lossy(&found.stdout);
        let mut lines = text.lines();
        if !found.success || lines.next() != Some("true") {
            return Err(outside(&found.stderr));
        }
        git.directory = lines.next().map(PathBuf::from).ok_or_else(|| outside(""))?;
        git.prefix = lines.next().unwrap_or("").to_owned();
        Ok(git)
    }

    /// The repository's own folder, of this work tree where there are several.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The way from the top of the work tree to the book: empty or ending in `/`.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    fn command(&self) -> Command {
        let mut command = Command::new("git");
        command.current_dir(&self.folder).stdin(Stdio::null()).env("LC_ALL", "C");
        command
    }

    fn answer(&self, arguments: &[&str]) -> Result<Answer, Diagnostic> {
        log::debug!("git {}", arguments.join(" "));
        let output = self.command().args(arguments).output().map_err(not_started)?;
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        Ok(Answer { success: output.status.success(), stdout: output.stdout, stderr })
    }

    /// Standard output, where git must succeed.
    pub fn run(&self, arguments: &[&str]) -> Result<String, Diagnostic> {
        let bytes = self.run_bytes(arguments)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    pub fn run_bytes(&self, arguments: &[&str]) -> Result<Vec<u8>, Diagnostic> {
        let answer = self.answer(arguments)?;
        if answer.success { Ok(answer.stdout) } else { Err(not_done(arguments, &answer.stderr)) }
    }

    /// Standard output, or `None` where git answers no.
    pub fn try_run(&self, arguments: &[&str]) -> Result<Option<String>, Diagnostic> {
        let answer = self.answer(arguments)?;
        Ok(answer.success.then(|| String::from_utf8_lossy(&answer.stdout).into_owned()))
    }

    pub fn succeeds(&self, arguments: &[&str]) -> Result<bool, Diagnostic> {
        self.answer(arguments).map(|answer| answer.success)
    }

    /// The commit that a reference of the remote's points to.
    pub fn remote_tip(&self, remote: &str, reference: &str) -> Result<Option<String>, Diagnostic> {
        let answer = self.answer(&["ls-remote", "--", remote, reference])?;
        if !answer.success {
            return Err(failed_by_git(format!("the remote `{remote}` cannot be read"), &answer.stderr)
                .help("`git remote -v` lists the remotes; name another with `--remote`"));
        }
        // A pattern also finds references that end in it, such as `refs/remotes/x/refs/heads/y`.
        let text = String::from_utf8_lossy(&answer.stdout);
        let mut found = text.lines().filter_map(|line| line.split_once('\t'));
        Ok(found.find(|(_, name)| *name == reference).map(|(id, _)| id.to_owned()))
    }

    /// Makes sure that the repository has a commit of the remote's, without giving it a name here.
    pub fn fetch(&self, remote: &str, reference: &str, commit: &str) -> Result<(), Diagnostic> {
        // `-t` alone is content with the header; the files are needed too.
        if self.succeeds(&["rev-list", "--quiet", "--objects", "--max-count=1", commit])? {
            return Ok(());
        }
        let quiet = ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"];
        let rest = ["--no-auto-maintenance", "--refmap=", "--", remote, reference];
        self.run(&[&quiet[..], &rest[..]].concat()).map(|_| ())
    }

    pub fn read_blob(&self, id: &str) -> Result<Vec<u8>, Diagnostic> {
        self.run_bytes(&["cat-file", "blob", id])
    }

    /// The object ids of files below `folder`, in their order, their bytes taken as they are: no line ending is changed and no
    /// filter runs. With `store` the bytes become objects of the repository.
    pub fn hash_files(&self, folder: &Path, paths: &[&str], store: bool) -> Result<Vec<String>, Diagnostic> {
        let mut command = self.command();
        command.current_dir(folder).arg("--git-dir").arg(&self.directory);
        command.args(["hash-object", "--no-filters", "--stdin-paths"]);
        if store {
            command.arg("-w");
        }
        let input: String = paths.iter().map(|path| quoted(path) + "\n").collect();
        let text = converse(command, input.as_bytes(), "hash-object")?;
        let ids: Vec<String> = text.lines().map(str::to_owned).collect();
        if ids.len() != paths.len() {
            return Err(failed("git stored fewer files than it was given".to_owned()));
        }
        Ok(ids)
    }

    /// A process that makes trees; see [`TreeMaker`].
    pub fn tree_maker(&self) -> Result<TreeMaker, Diagnostic> {
        let mut command = self.command();
        command.args(["mktree", "-z", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().map_err(not_started)?;
        let answers = BufReader::new(process.stdout.take().ok_or_else(|| failed("git has no output".to_owned()))?);
        Ok(TreeMaker { process, answers })
    }

    /// Makes a commit, which nothing names yet, and answers its id.
    pub fn commit(&self, tree: &str, parent: Option<&str>, message: &str) -> Result<String, Diagnostic> {
        let mut command = self.command();
        command.args(["commit-tree", tree, "-F", "-"]);
        if let Some(parent) = parent {
            command.args(["-p", parent]);
        }
        converse(command, message.as_bytes(), "commit-tree").map(|id| id.trim_end().to_owned()).map_err(|fault| {
            fault.help("if git does not know who you are: `git config user.name NAME`, `git config user.email ADDRESS`")
        })
    }

    /// Whether a commit follows another.
    pub fn has_parent(&self, commit: &str) -> Result<bool, Diagnostic> {
        self.succeeds(&["rev-parse", "--verify", "--quiet", &format!("{commit}^")])
    }

    /// Asks the remote to move its branch on to the commit. With `lease`, the branch is put there instead, as long as it is at
    /// that commit. A branch that moved meanwhile stays where it is.
    pub fn push(&self, remote: &str, commit: &str, branch: &str, lease: Option<&str>) -> Result<(), Diagnostic> {
        let target = format!("{commit}:refs/heads/{branch}");
        let lease = match lease {
            Some(tip) => format!("--force-with-lease=refs/heads/{branch}:{tip}"),
            None => "--no-force-with-lease".to_owned(),
        };
        let plain = ["push", "--porcelain", "--no-follow-tags", "--recurse-submodules=no", &lease];
        let answer = self.answer(&[&plain[..], &["--", remote, &target]].concat())?;
        if answer.success {
            return Ok(());
        }
        // `!<TAB>from:to<TAB>[rejected] (fetch first)`, as `git-push(1)` describes it.
        let text = String::from_utf8_lossy(&answer.stdout);
        let reason = text.lines().find_map(|line| line.strip_prefix("!\t")?.split('\t').next_back());
        let mut message = format!("`{remote}` did not take the new commit for `{branch}`");
        if let Some(reason) = reason {
            message.push_str(&format!(": {reason}"));
        }
        let mut fault = Diagnostic::error(codes::PUSH_REJECTED, Place::Book, message);
        for line in lines(&answer.stderr).filter(|line| !line.starts_with("error: failed to push some refs")) {
            fault = fault.help(format!("git says: {line}"));
        }
        Err(fault.help("nothing was published: Wence has moved no branch"))
    }
}

/// Makes tree objects one by one. A tree's subtrees come before it.
pub(super) struct TreeMaker {
    process: std::process::Child,
    answers: BufReader<std::process::ChildStdout>,
}

impl TreeMaker {
    /// `entries` in the form of `git ls-tree -z`. Answers the tree's id.
    pub fn make(&mut self, entries: &str) -> Result<String, Diagnostic> {
        let input = self.process.stdin.as_mut();
        // The empty entry ends the tree.
        let sent = input.map(|stdin| stdin.write_all(format!("{entries}\0").as_bytes()).and_then(|()| stdin.flush()));
        let mut id = String::new();
        let read = self.answers.read_line(&mut id);
        if !matches!(sent, Some(Ok(()))) || !matches!(read, Ok(1..)) {
            return Err(not_done(&["mktree"], &self.last_words()));
        }
        Ok(id.trim_end().to_owned())
    }

    fn last_words(&mut self) -> String {
        self.process.stdin = None;
        let mut said = String::new();
        if let Some(stderr) = self.process.stderr.as_mut() {
            let _ = std::io::Read::read_to_string(stderr, &mut said);
        }
        said
    }
}

impl Drop for TreeMaker {
    fn drop(&mut self) {
        // The end of its input is the sign to stop.
        self.process.stdin = None;
        let _ = self.process.wait();
    }
}

/// Gives a process its input while its output is read: neither side waits for the other with a full pipe.
fn converse(mut command: Command, input: &[u8], what: &str) -> Result<String, Diagnostic> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().map_err(not_started)?;
    let stdin = process.stdin.take();
    let output = std::thread::scope(|scope| {
        // A process that stops early closes its end; what it says of that follows below.
        let writer =
            std::thread::Builder::new().spawn_scoped(scope, move || stdin.map(|mut stdin| stdin.write_all(input)));
        let output = process.wait_with_output();
        writer.and(output)
    });
    let output = output.map_err(not_started)?;
    if !output.status.success() {
        return Err(not_done(&[what], &String::from_utf8_lossy(&output.stderr)));
    }
    String::from_utf8(output.stdout).map_err(|_| failed(format!("`git {what}` answered what is no text")))
}

/// A path as `--stdin-paths` wants it: as it is, or in double quotes with C's escapes where it would be misread.
fn quoted(path: &str) -> String {
    if !path.bytes().any(|byte| byte == b'"' || byte.is_ascii_control()) {
        return path.to_owned();
    }
    let mut out = String::from("\"");
    for character in path.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            _ if character.is_ascii_control() => out.push_str(&format!("\\{:03o}", u32::from(character))),
            _ => out.push(character),
        }
    }
    out.push('"');
    out
}

/// The lines of git's that are worth repeating.
pub(super) fn lines(said: &str) -> impl Iterator<Item = &str> {
    said.lines().map(str::trim).filter(|line| !line.is_empty()).take(LINES_SHOWN)
}

fn not_started(error: std::io::Error) -> Diagnostic {
    failed(format!("`git` cannot be run: {error}")).help("install git, 2.29 or newer, and see that it is in `PATH`")
}

fn not_done(arguments: &[&str], said: &str) -> Diagnostic {
    failed_by_git(format!("`git {}` failed", arguments.first().unwrap_or(&"")), said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_paths_are_quoted_and_others_left() {
        assert_eq!(quoted("面试/a b\\c.html"), "面试/a b\\c.html");
        assert_eq!(quoted("a\"b\\\n.html"), "\"a\\\"b\\\\\\012.html\"");
    }
}
