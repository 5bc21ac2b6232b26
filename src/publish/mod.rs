//! Puts a finished site on a branch of a git repository.
//! Enters: a folder that `output` wrote, and the name of a branch at a remote. Leaves: one commit on that branch, there, or
//! nothing at all.
//! Never sees a book or a [`Site`](crate::model::Site). Never touches the work tree, the index, `HEAD` or any local branch, and
//! never forces a push that it was not asked to, and then with a lease alone: objects are added to the repository, and the
//! remote is asked to move its branch on to one of them.
//!
//! Everything is done by the `git` that the user has, with the user's settings: whatever address, key or password helper works
//! at the prompt works here. [`Destination::open`] looks and refuses, [`Destination::publish`] acts. `git` runs the program,
//! `tree` knows what a commit holds.

// As in `output`: the size of the error is of no account beside being the one type that every stage returns.
#![allow(clippy::result_large_err)]

mod git;
mod tree;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::diag::{Diagnostic, Place, codes};
use crate::output;
use git::{Git, lines};
use tree::{Blob, Files};
pub use tree::{Change, ChangeKind};

/// Which branch is meant.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// A folder in the repository's work tree: the one that holds `book.toml`.
    pub book_root: &'a Path,
    /// The name of a remote, or its address.
    pub remote: &'a str,
    /// Without `refs/heads/`.
    pub branch: &'a str,
    /// Whether a branch may be taken over that another program filled.
    pub adopt: bool,
    /// Whether the site becomes the branch's only commit: what was published before leaves its history.
    pub alone: bool,
}

/// A branch that may be published to, as the remote has it.
#[derive(Debug)]
pub struct Destination {
    git: Git,
    remote: String,
    branch: String,
    /// See [`Request::alone`].
    alone: bool,
    /// `None` while the remote has no such branch.
    tip: Option<Tip>,
    /// A folder of our own inside the git directory, outside the work tree; need not exist.
    staging: PathBuf,
}

/// The branch's newest commit.
#[derive(Debug)]
struct Tip {
    commit: String,
    files: Files,
    /// Paths among `files` that an earlier publication did not write, and that the next one keeps.
    kept: BTreeSet<String>,
}

/// What a publication did, or in a rehearsal would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// In the order of their paths. Empty: the branch holds this very site.
    pub changes: Vec<Change>,
    /// Whether commits leave the branch, as [`Request::alone`] asks.
    pub drops_history: bool,
    /// Files on the branch, kept ones included.
    pub files: usize,
    /// The new commit's id; `None` in a rehearsal and where nothing changed.
    pub commit: Option<String>,
}

/// Files that a branch keeps when it is adopted: the first names its domain, the second keeps GitHub from running Jekyll.
const KEPT_ON_ADOPTION: [&str; 2] = ["CNAME", ".nojekyll"];

impl Destination {
    /// Finds the repository, asks the remote for the branch, and decides whether it may be published to. Fetches the branch's
    /// commits where the repository does not have them; changes no reference, neither here nor there.
    ///
    /// # Errors
    /// `PUBLISH_REFUSED`: the branch is one that Wence will not write to. `PUBLISH_FAILED`: no repository, or git cannot do
    /// what it is asked.
    pub fn open(request: &Request) -> Result<Destination, Diagnostic> {
        let Request { remote, branch, .. } = *request;
        let git = Git::find(request.book_root)?;
        let reference = format!("refs/heads/{branch}");
        if branch.starts_with('-') || !git.succeeds(&["check-ref-format", &reference])? {
            return Err(refused(format!("`{branch}` cannot be the name of a branch")));
        }
        let current = git.try_run(&["symbolic-ref", "--quiet", "HEAD"])?;
        if current.is_some_and(|current| current.trim_end() == reference) {
            return Err(refused(format!("`{branch}` is the branch you are on")).help(
                "the site would take the place of the sources; name another with `--branch`, such as `gh-pages`",
            ));
        }
        let tip = match git.remote_tip(remote, &reference)? {
            None => None,
            Some(commit) => {
                git.fetch(remote, &reference, &commit)?;
                let files = tree::read(&git, &commit)?;
                let kept = files_kept(&git, &files, request)?;
                Some(Tip { commit, files, kept })
            }
        };
        let staging = git.directory().join("wence").join("site");
        Ok(Destination {
            remote: remote.to_owned(),
            branch: branch.to_owned(),
            alone: request.alone,
            tip,
            staging,
            git,
        })
    }

    /// A folder to write the site to, which no work tree shows.
    pub fn staging(&self) -> &Path {
        &self.staging
    }

    /// What publishing the folder would change. Writes nothing.
    ///
    /// # Errors
    /// As [`Self::publish`].
    pub fn rehearse(&self, folder: &Path) -> Result<Published, Diagnostic> {
        self.compare(folder, false).map(|(_, published)| published)
    }

    /// Commits the folder's site on top of the branch, or in its place, and pushes it. Where the branch holds the same files
    /// already, and no history that was to go, there is neither commit nor push.
    ///
    /// `title` is the first line of the commit's message, without a line break.
    ///
    /// # Errors
    /// `PUBLISH_FAILED`: the folder is no site of ours or is being written, or git failed. `PUSH_REJECTED`: the remote did not
    /// take the commit. After each all references are as they were, here and there.
    pub fn publish(&self, folder: &Path, title: &str) -> Result<Published, Diagnostic> {
        let (files, mut published) = self.compare(folder, true)?;
        let tip = self.tip.as_ref().map(|tip| tip.commit.as_str());
        if published.changes.is_empty() && tip.is_some() && !published.drops_history {
            return Ok(published);
        }
        let tree = tree::write(&self.git, &files)?;
        let parent = tip.filter(|_| !self.alone);
        let commit = self.git.commit(&tree, parent, &self.message(title)?)?;
        let lease = tip.filter(|_| self.alone);
        self.git.push(&self.remote, &commit, &self.branch, lease).map_err(|fault| self.explain(fault))?;
        published.commit = Some(commit);
        Ok(published)
    }

    /// Says so when the cause of a refusal is that the branch has moved since it was read.
    fn explain(&self, fault: Diagnostic) -> Diagnostic {
        let now = self.git.remote_tip(&self.remote, &format!("refs/heads/{}", self.branch));
        let then = self.tip.as_ref().map(|tip| tip.commit.as_str());
        match now {
            Ok(now) if now.as_deref() != then => {
                fault.help("somebody else published meanwhile; publish again to build on that")
            }
            _ => fault,
        }
    }

    /// The files of the next commit, and how they differ from the last one's.
    fn compare(&self, folder: &Path, store: bool) -> Result<(Files, Published), Diagnostic> {
        let site = read_site(folder)?;
        let written: Vec<&str> = site.files.iter().map(|(path, _)| path.as_str()).collect();
        if let Some(path) = written.iter().find(|path| path.split('/').any(|part| part.eq_ignore_ascii_case(".git"))) {
            return Err(failed(format!("`{path}` cannot be kept in a git repository")).help("give it another name"));
        }
        let ids = self.git.hash_files(folder, &written, store)?;
        // Half of one build and half of the next would be a site that nobody made.
        if read_site(folder)?.manifest != site.manifest {
            return Err(failed("another build wrote the site while it was being published".to_owned())
                .help("publish again when it is done"));
        }
        let blobs = site.files.iter().zip(ids).map(|((path, bytes), id)| (path.clone(), Blob::file(id, *bytes)));
        let mut files: Files = blobs.collect();
        let none = Files::default();
        let before = self.tip.as_ref().map_or(&none, |tip| &tip.files);
        if let Some(tip) = &self.tip {
            tree::keep(&mut files, tip.kept.iter().filter_map(|path| Some((path, tip.files.get(path)?))));
        }
        let drops_history = match &self.tip {
            Some(tip) => self.alone && self.git.has_parent(&tip.commit)?,
            None => false,
        };
        let changes = tree::changes(before, &files);
        let published = Published { changes, drops_history, files: files.len(), commit: None };
        Ok((files, published))
    }

    /// Names the commit that was built from, so that a reader of the history finds the sources of each publication.
    fn message(&self, title: &str) -> Result<String, Diagnostic> {
        let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
        let Some(source) = self.git.try_run(&["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])? else {
            return Ok(format!("{title}\n"));
        };
        let status = self.git.run(&["--no-optional-locks", "status", "--porcelain", "--", "."])?;
        let changed = if status.is_empty() { "" } else { ", and changes not committed" };
        Ok(format!("{title}\n\nBuilt from {}{changed}.\n", source.trim_end()))
    }
}

/// Decides whether the branch is ours to write to, and which of its files stay.
fn files_kept(git: &Git, files: &Files, request: &Request) -> Result<BTreeSet<String>, Diagnostic> {
    let branch = request.branch;
    let listed = match files.get(output::MANIFEST) {
        Some(blob) => output::listed(&git.read_blob(&blob.id)?),
        None => None,
    };
    let is_ours = |path: &str| listed.as_ref().is_some_and(|listed| listed.contains_key(path));
    let settings = format!("{}book.toml", git.prefix());
    if files.contains_key(&settings) && !is_ours(&settings) {
        return Err(refused(format!("`{branch}` holds the book's sources (`{settings}`)"))
            .help("the site would take their place; name another branch with `--branch`, such as `gh-pages`"));
    }
    match listed {
        Some(listed) => {
            let foreign = files.keys().filter(|path| *path != output::MANIFEST && !listed.contains_key(*path));
            Ok(foreign.cloned().collect())
        }
        None if request.adopt || files.is_empty() => {
            let kept = KEPT_ON_ADOPTION.iter().filter(|path| files.contains_key(**path));
            Ok(kept.map(|path| (*path).to_owned()).collect())
        }
        None => Err(refused(format!("`{branch}` of `{}` holds files that Wence did not write", request.remote))
            .help("name another branch with `--branch`, or take this one over with `--adopt`: its files leave the branch's newest commit (`CNAME` stays), its history remains")),
    }
}

/// What a build left in a folder.
struct Site {
    /// Byte for byte, to see whether another build comes between.
    manifest: Vec<u8>,
    /// Paths with their lengths, the manifest itself included, sorted.
    files: Vec<(String, u64)>,
}

fn read_site(folder: &Path) -> Result<Site, Diagnostic> {
    let path = folder.join(output::MANIFEST);
    let manifest =
        std::fs::read(&path).map_err(|error| failed(format!("cannot read `{}`: {error}", path.display())))?;
    let listed = output::listed(&manifest)
        .ok_or_else(|| failed(format!("`{}` holds no site that Wence wrote", folder.display())))?;
    let mut files: Vec<(String, u64)> = listed.into_iter().collect();
    files.push((output::MANIFEST.to_owned(), manifest.len() as u64));
    files.sort_unstable();
    Ok(Site { manifest, files })
}

fn refused(message: String) -> Diagnostic {
    Diagnostic::error(codes::PUBLISH_REFUSED, Place::Book, message)
}

fn failed(message: String) -> Diagnostic {
    Diagnostic::error(codes::PUBLISH_FAILED, Place::Book, message)
}

/// A failure in git's own words.
fn failed_by_git(message: String, said: &str) -> Diagnostic {
    let mut fault = failed(message);
    for line in lines(said) {
        fault = fault.help(format!("git says: {line}"));
    }
    fault
}
