//! Publishing to branches of real repositories: what arrives there, and that nothing else moves.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::program::{Folder, Run, command, files_below, finish};

/// A book under version control in `book/`, with the bare repository `remote.git` beside it as its `origin`.
struct Shelf(Folder);

impl Shelf {
    fn new() -> Shelf {
        let shelf = Shelf(Folder::new());
        let folder = shelf.0.path();
        shelf.git(folder, &["init", "--quiet", "--bare", "-b", "main", "remote.git"]);
        finish(command(folder).args(["init", "book", "--title", "T", "--language", "en"])).exits(0);
        shelf.book(&["init", "--quiet", "-b", "main"]);
        shelf.book(&["remote", "add", "origin", "../remote.git"]);
        shelf.book(&["add", "."]);
        shelf.book(&["commit", "--quiet", "-m", "first"]);
        shelf.book(&["push", "--quiet", "origin", "main"]);
        shelf
    }

    /// Runs git with no settings but the test's own.
    fn git(&self, folder: &Path, arguments: &[&str]) -> String {
        let mut git = Command::new("git");
        let output = without_settings(git.current_dir(folder).args(arguments)).output().expect("git is installed");
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
    }

    fn book(&self, arguments: &[&str]) -> String {
        self.git(&self.0.join("book"), arguments)
    }

    fn remote(&self, arguments: &[&str]) -> String {
        self.git(&self.0.join("remote.git"), arguments)
    }

    fn publish(&self, arguments: &[&str]) -> Run {
        finish(without_settings(command(&self.0.join("book")).arg("publish").args(arguments)))
    }

    fn tip(&self) -> String {
        self.remote(&["rev-parse", "gh-pages"])
    }

    /// All that must not move: the book's `HEAD`, index, branches and files, and the remote's other branches.
    fn state(&self) -> State {
        let folder = self.0.join("book");
        let files = files_below(&folder).into_iter().filter(|path| !path.starts_with(".git/"));
        State {
            head: fs::read(folder.join(".git/HEAD")).unwrap(),
            index: fs::read(folder.join(".git/index")).unwrap(),
            branches: self.book(&["for-each-ref", "refs/heads", "refs/tags"]),
            elsewhere: self.remote(&["for-each-ref", "--exclude=refs/heads/gh-pages"]),
            files: files.map(|path| (path.clone(), fs::read(folder.join(path)).unwrap())).collect(),
        }
    }

    /// Everything, of both repositories.
    fn everything(&self) -> (State, String, String) {
        (self.state(), self.book(&["for-each-ref"]), self.remote(&["for-each-ref"]))
    }

    /// Commits files to a branch of the remote that shares no history with any other, from a clone of its own.
    fn commit_to_remote(&self, branch: &str, files: &[(&str, &str)]) {
        let folder = tempfile::tempdir().unwrap();
        let remote = self.0.join("remote.git");
        self.git(folder.path(), &["clone", "--quiet", remote.to_str().unwrap(), "."]);
        if self.remote(&["branch", "--list", branch]).is_empty() {
            self.git(folder.path(), &["switch", "--quiet", "--orphan", branch]);
        } else {
            self.git(folder.path(), &["switch", "--quiet", branch]);
        }
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        self.git(folder.path(), &["add", "-A"]);
        self.git(folder.path(), &["commit", "--quiet", "-m", "by hand"]);
        self.git(folder.path(), &["push", "--quiet", "origin", branch]);
    }

    fn published_files(&self) -> Vec<String> {
        let listed = self.remote(&["-c", "core.quotePath=off", "ls-tree", "-r", "--name-only", "gh-pages"]);
        listed.lines().map(str::to_owned).collect()
    }
}

#[derive(Debug, PartialEq, Eq)]
struct State {
    head: Vec<u8>,
    index: Vec<u8>,
    branches: String,
    elsewhere: String,
    files: BTreeMap<String, Vec<u8>>,
}

fn without_settings(command: &mut Command) -> &mut Command {
    for (variable, value) in [
        ("GIT_CONFIG_GLOBAL", ""),
        ("GIT_CONFIG_SYSTEM", ""),
        ("GIT_AUTHOR_NAME", "A"),
        ("GIT_AUTHOR_EMAIL", "a@example.org"),
        ("GIT_COMMITTER_NAME", "A"),
        ("GIT_COMMITTER_EMAIL", "a@example.org"),
    ] {
        command.env(variable, value);
    }
    command.env_remove("GIT_DIR").env_remove("GIT_INDEX_FILE").env_remove("GIT_WORK_TREE")
}

#[cfg(unix)]
fn write_hook(path: &Path, script: &str) {
    use std::os::unix::fs::PermissionsExt;
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_site_goes_to_its_branch_and_nothing_else_moves() {
    let shelf = Shelf::new();
    // What is staged, changed and untracked stays so.
    shelf.0.append("book/content/index.md", "\nstaged\n");
    shelf.book(&["add", "."]);
    shelf.0.append("book/content/index.md", "\n第二段\n");
    shelf.0.write("book/content/面试/复盘 (一).md", "# 复盘\n");
    let before = shelf.state();
    shelf.publish(&[]).exits(0).says("published to `gh-pages` of `origin` as ");
    assert_eq!(shelf.state(), before);

    let page = shelf.remote(&["show", "gh-pages:index.html"]);
    assert!(page.contains("staged") && page.contains("第二段"), "the site is that of the files as they are");
    assert!(shelf.published_files().contains(&".nojekyll".to_owned()));
    assert!(shelf.remote(&["show", "gh-pages:面试/复盘 (一).html"]).contains("复盘"));
    assert_eq!(shelf.remote(&["rev-list", "--count", "gh-pages"]), "1");
    let message = shelf.remote(&["log", "-1", "--format=%B", "gh-pages"]);
    let source = shelf.book(&["rev-parse", "HEAD"]);
    assert_eq!(message, format!("Publish the site\n\nBuilt from {source}, and changes not committed."));
    assert!(!shelf.0.join("book/.git/wence").exists(), "nothing is left behind");
}

#[test]
fn the_same_site_again_makes_no_commit_and_a_changed_page_adds_one() {
    let shelf = Shelf::new();
    shelf.publish(&[]).exits(0);
    let first = shelf.tip();
    shelf.publish(&[]).exits(0).says("nothing to publish");
    assert_eq!(shelf.tip(), first);

    shelf.0.write("book/content/picture.bin", "\r\n\0");
    shelf.publish(&["-m", "A picture"]).exits(0).says("1 added, 2 changed, 0 removed");
    assert_eq!(shelf.remote(&["rev-parse", "gh-pages^"]), first, "history is kept");
    assert_eq!(shelf.remote(&["log", "-1", "--format=%s", "gh-pages"]), "A picture");
    let touched = shelf.remote(&["diff", "--name-only", "gh-pages^", "gh-pages"]);
    assert_eq!(touched, ".wence-manifest.json\npicture.bin\nsw.js", "what is there, and the two lists of it");

    fs::remove_file(shelf.0.join("book/content/picture.bin")).unwrap();
    shelf.publish(&[]).exits(0).says("0 added, 2 changed, 1 removed");
    assert_eq!(
        shelf.remote(&["rev-parse", "gh-pages^{tree}"]),
        shelf.remote(&["rev-parse", &format!("{first}^{{tree}}")])
    );
}

#[test]
fn settings_of_git_do_not_change_the_bytes_and_another_clone_goes_on_from_the_last() {
    let shelf = Shelf::new();
    shelf.publish(&[]).exits(0);
    let first = shelf.tip();
    let clone = shelf.0.join("clone");
    shelf.git(shelf.0.path(), &["clone", "--quiet", "--single-branch", "remote.git", "clone"]);
    shelf.git(&clone, &["config", "core.autocrlf", "true"]);
    shelf.git(&clone, &["config", "core.attributesFile", "../attributes"]);
    shelf.0.write("attributes", "* text eol=crlf\n");
    let publish = || finish(without_settings(command(&clone).arg("publish")));
    publish().exits(0).says("nothing to publish");
    shelf.0.append("clone/content/index.md", "\nfrom the clone\n");
    publish().exits(0);
    assert_eq!(shelf.remote(&["rev-parse", "gh-pages^"]), first);
    assert_eq!(shelf.git(&clone, &["for-each-ref", "--format=%(refname)", "refs/heads"]), "refs/heads/main");
    // The first repository has never seen that commit.
    shelf.0.append("book/content/index.md", "\nand from the book\n");
    let before = shelf.state();
    shelf.publish(&[]).exits(0);
    assert_eq!(shelf.state(), before);
    assert_eq!(shelf.remote(&["rev-list", "--count", "gh-pages"]), "3");
}

#[test]
fn a_rehearsal_lists_files_and_changes_nothing() {
    let shelf = Shelf::new();
    let before = shelf.everything();
    let run = shelf.publish(&["--dry-run"]).exits(0).says("would be published");
    assert!(
        run.stdout.lines().any(|line| line.starts_with("added ") && line.ends_with("  index.html")),
        "{}",
        run.stdout
    );
    assert_eq!(shelf.everything(), before);
    shelf.publish(&[]).exits(0);
    shelf.0.append("book/content/index.md", "\nmore\n");
    let before = shelf.everything();
    let objects = files_below(&shelf.0.join("book/.git/objects"));
    let run = shelf.publish(&["-n"]).exits(0);
    assert!(
        run.stdout.lines().any(|line| line.starts_with("changed ") && line.ends_with("  index.html")),
        "{}",
        run.stdout
    );
    assert_eq!(shelf.everything(), before);
    assert_eq!(files_below(&shelf.0.join("book/.git/objects")), objects);
}

#[cfg(unix)]
#[test]
fn a_push_that_the_remote_refuses_leaves_both_as_they_were() {
    let shelf = Shelf::new();
    shelf.publish(&[]).exits(0);
    shelf.0.append("book/content/index.md", "\nmore\n");
    write_hook(&shelf.0.join("remote.git/hooks/pre-receive"), "echo this branch is frozen >&2; exit 1");
    let before = shelf.everything();
    let run = shelf.publish(&[]).exits(2).says("error[push-rejected]").says("pre-receive hook declined");
    assert!(run.stderr.contains("this branch is frozen"), "{}", run.stderr);
    assert_eq!(shelf.everything(), before);
    fs::remove_file(shelf.0.join("remote.git/hooks/pre-receive")).unwrap();
    shelf.publish(&[]).exits(0);
}

#[test]
fn a_branch_is_made_one_commit_again_if_that_is_asked_for() {
    let shelf = Shelf::new();
    shelf.publish(&["--force-with-lease"]).exits(0);
    shelf.commit_to_remote("gh-pages", &[("CNAME", "example.org\n")]);
    shelf.0.append("book/content/index.md", "\nmore\n");
    let before = shelf.state();
    shelf.publish(&["--force-with-lease", "--dry-run"]).exits(0).says("would be dropped");
    assert_eq!(shelf.remote(&["rev-list", "--count", "gh-pages"]), "2");
    shelf.publish(&["--force-with-lease"]).exits(0).says(" and its history dropped");
    assert_eq!(shelf.remote(&["rev-list", "--count", "gh-pages"]), "1");
    assert_eq!(shelf.remote(&["show", "gh-pages:CNAME"]), "example.org");
    assert_eq!(shelf.state(), before);
    let tip = shelf.tip();
    shelf.publish(&["--force-with-lease"]).exits(0).says("nothing to publish");
    assert_eq!(shelf.tip(), tip);

    // The same site, but on top of another.
    shelf.commit_to_remote("gh-pages", &[("CNAME", "example.com\n")]);
    shelf.publish(&[]).exits(0).says("nothing to publish");
    shelf.publish(&["--force-with-lease"]).exits(0).says("published to `gh-pages` of `origin` as ");
    assert_eq!(shelf.remote(&["rev-list", "--count", "gh-pages"]), "1");
}

#[cfg(unix)]
#[test]
fn who_publishes_meanwhile_is_not_overwritten() {
    let shelf = Shelf::new();
    shelf.publish(&[]).exits(0);
    let tree = shelf.remote(&["rev-parse", "gh-pages^{tree}"]);
    let other = shelf.book(&["commit-tree", &tree, "-p", "origin/gh-pages", "-m", "somebody else's"]);
    shelf.book(&["push", "--quiet", "origin", &format!("{other}:refs/heads/waiting")]);
    let script = format!("git --git-dir ../remote.git update-ref refs/heads/gh-pages {other}");
    write_hook(&shelf.0.join("book/.git/hooks/pre-push"), &script);
    shelf.0.append("book/content/index.md", "\nmine\n");
    shelf.publish(&["--force-with-lease"]).exits(2).says("error[push-rejected]").says("publish again");
    assert_eq!(shelf.tip(), other);
    shelf.remote(&["update-ref", "refs/heads/gh-pages", &format!("{other}^")]);
    shelf.publish(&[]).exits(2).says("error[push-rejected]").says("publish again");
    assert_eq!(shelf.tip(), other);
    fs::remove_file(shelf.0.join("book/.git/hooks/pre-push")).unwrap();
    shelf.publish(&[]).exits(0);
    assert_eq!(shelf.remote(&["rev-parse", "gh-pages^"]), other);
}

/// A server at the other end of a line, which is here the program that the line would start there.
#[cfg(unix)]
#[test]
fn a_remote_behind_ssh_is_reached_by_the_users_own_git() {
    let shelf = Shelf::new();
    let line = shelf.0.join("ssh");
    write_hook(&line, "for last; do :; done\nexec sh -c \"$last\"");
    let address = format!("ssh://git@host.example{}", shelf.0.join("remote.git").display());
    shelf.book(&["remote", "set-url", "origin", &address]);
    let before = shelf.state();
    let publish = || {
        let mut program = command(&shelf.0.join("book"));
        finish(without_settings(program.arg("publish").env("GIT_SSH_COMMAND", &line)))
    };
    publish().exits(0);
    let tip = shelf.tip();
    assert!(shelf.published_files().contains(&"index.html".to_owned()));
    publish().exits(0);
    assert_eq!(shelf.tip(), tip, "the same site again");
    assert!(shelf.state() == before);
    // Nobody answers: the error is git's own, and nothing has moved.
    write_hook(&line, "echo no route >&2\nexit 255");
    publish().exits(2).says("no route");
    assert_eq!(shelf.tip(), tip);
}

#[test]
fn branches_that_are_not_for_sites_are_refused() {
    let shelf = Shelf::new();
    shelf.book(&["switch", "--quiet", "-c", "draft"]);
    shelf.commit_to_remote("theirs", &[("index.html", "<p>theirs</p>"), ("CNAME", "example.org\n"), (".nojekyll", "")]);
    let before = shelf.everything();
    shelf.publish(&["--branch", "draft"]).exits(2).says("error[publish-refused]").says("the branch you are on");
    for arguments in [&["--branch", "main"][..], &["--branch", "main", "--adopt"]] {
        shelf.publish(arguments).exits(2).says("error[publish-refused]").says("the book's sources (`book.toml`)");
    }
    shelf.publish(&["--branch", "theirs"]).exits(2).says("error[publish-refused]").says("--adopt");
    shelf.publish(&["--branch", "a..b"]).exits(2).says("cannot be the name of a branch");
    shelf.publish(&["--branch=--force"]).exits(2).says("cannot be the name of a branch");
    shelf.publish(&["--remote", "nowhere"]).exits(2).says("error[publish-failed]").says("`nowhere`");
    assert_eq!(shelf.everything(), before);

    let theirs = shelf.remote(&["rev-parse", "theirs"]);
    shelf.publish(&["--branch", "theirs", "--adopt"]).exits(0);
    assert_eq!(shelf.remote(&["rev-parse", "theirs^"]), theirs);
    assert_eq!(shelf.remote(&["show", "theirs:CNAME"]), "example.org");
    assert!(shelf.remote(&["show", "theirs:index.html"]).contains("<html"));
    shelf.publish(&["--branch", "theirs"]).exits(0).says("nothing to publish");
}

#[test]
fn what_others_put_on_the_branch_stays() {
    let shelf = Shelf::new();
    shelf.publish(&[]).exits(0);
    shelf.commit_to_remote(
        "gh-pages",
        &[("CNAME", "docs.example.org\n"), ("google/proof.html", "x"), ("late.html", "y")],
    );
    shelf.publish(&[]).exits(0).says("nothing to publish");
    shelf.0.write("book/content/late.md", "# Late\n");
    shelf.publish(&[]).exits(0);
    assert_eq!(shelf.remote(&["show", "gh-pages:CNAME"]), "docs.example.org");
    assert_eq!(shelf.remote(&["show", "gh-pages:google/proof.html"]), "x");
    assert!(
        shelf.remote(&["show", "gh-pages:late.html"]).contains("<html"),
        "where both have a file the site's stands"
    );
}

#[test]
fn a_book_with_faults_is_not_published() {
    let shelf = Shelf::new();
    shelf.0.append("book/content/index.md", "\n[gone](missing.md)\n");
    let before = shelf.everything();
    shelf.publish(&[]).exits(1).says("error[link-not-found]").says("published nothing");
    assert_eq!(shelf.everything(), before);
    let folder = Folder::with_book("en");
    finish(without_settings(command(folder.path()).arg("publish")))
        .exits(2)
        .says("error[publish-failed]")
        .says("git repository");
}
