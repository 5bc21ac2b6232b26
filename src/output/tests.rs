//! The promises of the whole module, on a real disk. The process is ended before every single change there is.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use proptest::prelude::*;
use tempfile::TempDir;
use walkdir::WalkDir;

use super::*;
use crate::model::{Content, Stored};

const NO_EXCHANGE: Means = Means { exchange: false, ..ALL_MEANS };
const IN_PLACE: Means = Means { exchange: false, rename: false, link: true };
const NO_LINKS: Means = Means { link: false, ..ALL_MEANS };
const EVERY: [Means; 4] = [ALL_MEANS, NO_EXCHANGE, IN_PLACE, NO_LINKS];

/// A book's folder with sources in `content/` and a site for `book/`.
struct Book {
    folder: TempDir,
    sources: Vec<PathBuf>,
    output: PathBuf,
}

type Tree = BTreeMap<String, Vec<u8>>;

impl Book {
    fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let root = folder.path().canonicalize().expect("it exists").join("guide");
        let sources = vec![root.join("content"), root.join("theme")];
        fs::create_dir_all(&sources[0]).expect("writable");
        Book { output: root.join("book"), sources, folder }
    }

    fn root(&self) -> &Path {
        self.output.parent().expect("it stands in the root")
    }

    fn target(&self) -> Target<'_> {
        Target { folder: &self.output, book_root: self.root(), sources: &self.sources, home: Some(self.folder.path()) }
    }

    fn target_at<'a>(&'a self, folder: &'a Path) -> Target<'a> {
        Target { folder, ..self.target() }
    }

    fn write(&self, set: &OutputSet) -> Written {
        write(set, &self.target()).unwrap_or_else(|error| panic!("{error:?}"))
    }

    /// Puts a file into the output folder as a user would.
    fn put(&self, path: &str, bytes: &[u8]) {
        let path = self.output.join(path);
        fs::create_dir_all(path.parent().expect("below the output")).expect("writable");
        fs::write(path, bytes).expect("writable");
    }

    fn tree(&self) -> Tree {
        tree(&self.output)
    }

    /// Names in the book's folder.
    fn beside(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.root())
            .expect("it exists")
            .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

/// Paths and bytes of all but the manifest; folders end in `/`, links have where they lead.
fn tree(folder: &Path) -> Tree {
    let mut tree = Tree::new();
    for entry in WalkDir::new(folder).min_depth(1) {
        let entry = entry.expect("readable");
        let name = entry.path().strip_prefix(folder).expect("below it").to_string_lossy().replace('\\', "/");
        if name == manifest::NAME {
            continue;
        }
        if entry.file_type().is_dir() {
            tree.insert(name + "/", Vec::new());
        } else if entry.file_type().is_symlink() {
            let leads_to = fs::read_link(entry.path()).expect("a link");
            tree.insert(name, format!("-> {}", leads_to.display()).into_bytes());
        } else {
            tree.insert(name, fs::read(entry.path()).expect("readable"));
        }
    }
    tree
}

fn set(files: &[(&str, &str)]) -> OutputSet {
    let mut set = OutputSet::default();
    for (path, text) in files {
        assert!(set.insert(*path, text.as_bytes().to_vec()));
    }
    set
}

/// Bytes kept elsewhere, or lost there.
#[derive(Debug)]
struct Aside(Option<&'static str>);

impl Stored for Aside {
    fn length(&self) -> u64 {
        self.0.map_or(0, str::len) as u64
    }

    fn read(&self) -> io::Result<Vec<u8>> {
        self.0.map(|text| text.as_bytes().to_vec()).ok_or(io::ErrorKind::UnexpectedEof.into())
    }
}

fn aside(text: Option<&'static str>) -> Content {
    Content::Elsewhere(Arc::new(Aside(text)))
}

#[test]
fn what_was_set_aside_is_written_as_what_was_not() {
    for means in EVERY {
        let book = Book::new();
        let held = set(&[("a.html", "one"), ("b/c.html", "two")]);
        let mut set_aside = held.clone();
        set_aside.files.insert("a.html".to_owned(), aside(Some("one")));
        write_by(&set_aside, &book.target(), means).expect("a folder of ours");
        assert_eq!(book.tree(), expected(&held));
        let again = write_by(&set_aside, &book.target(), means).expect("a folder of ours");
        assert_eq!(again.changed, [] as [&str; 0]);
        set_aside.files.insert("a.html".to_owned(), aside(Some("another")));
        let again = write_by(&set_aside, &book.target(), means).expect("a folder of ours");
        assert_eq!(again.changed, ["a.html"]);
        assert_eq!(book.tree()["a.html"], b"another");
    }
}

#[test]
fn what_was_set_aside_and_lost_leaves_the_old_site() {
    for means in EVERY {
        let book = Book::new();
        let mut site = set(&[("a.html", "one"), ("b.html", "two")]);
        book.write(&site);
        let before = book.tree();
        site.files.insert("a.html".to_owned(), aside(None));
        site.files.insert("c.html".to_owned(), aside(None));
        let error = write_by(&site, &book.target(), means).expect_err("bytes that are gone");
        assert_eq!(error.code, codes::OUTPUT_FAILED);
        assert_eq!(book.tree(), before);
    }
}

fn expected(set: &OutputSet) -> Tree {
    let mut tree = Tree::new();
    for (path, content) in &set.files {
        let Content::Bytes(bytes) = content else { panic!("only made files here") };
        tree.insert(path.clone(), bytes.to_vec());
        tree.extend(manifest::folders_of(path).map(|folder| (format!("{folder}/"), Vec::new())));
    }
    tree
}

fn first_site() -> OutputSet {
    set(&[
        ("index.html", "first"),
        ("面试/自我介绍.html", "同一页"),
        ("面试/old.html", "leaves"),
        ("gone/deep/a.html", "leaves too"),
        ("shape", "a file that becomes a folder"),
        ("turn/b.css", "in a folder that becomes a file"),
    ])
}

fn second_site() -> OutputSet {
    set(&[
        ("index.html", "second"),
        ("面试/自我介绍.html", "同一页"),
        ("面试/new.html", "comes"),
        ("shape/c.html", "now below a folder"),
        ("turn", "now a file"),
        ("assets/style.css", ""),
    ])
}

#[cfg(unix)]
fn inode(path: &Path) -> (u64, std::time::SystemTime) {
    use std::os::unix::fs::MetadataExt;
    let found = fs::metadata(path).expect("it exists");
    (found.ino(), found.modified().expect("kept on Unix"))
}

#[test]
fn a_first_build_writes_the_set_and_nothing_beside_it() {
    let book = Book::new();
    let written = book.write(&first_site());
    assert_eq!(book.tree(), expected(&first_site()));
    assert_eq!(book.beside(), ["book", "content"]);
    assert_eq!((written.files, written.changed.len(), written.removed.len()), (6, 6, 0));
    assert_eq!(written.bytes_written, book.tree().values().map(|bytes| bytes.len() as u64).sum::<u64>());
    assert_eq!(written.notes, []);
}

#[test]
fn folders_above_the_target_are_made_and_an_empty_one_is_used() {
    let book = Book::new();
    let deep = book.root().join("public/网站/book");
    write(&first_site(), &book.target_at(&deep)).expect("nothing forbids it");
    assert_eq!(tree(&deep), expected(&first_site()));
    for means in EVERY {
        let empty = TempDir::new().expect("a temporary folder");
        let empty = empty.path().join("empty");
        fs::create_dir(&empty).expect("writable");
        write_by(&first_site(), &book.target_at(&empty), means).expect("empty folders are free");
        assert_eq!(tree(&empty), expected(&first_site()), "{means:?}");
    }
}

#[test]
fn a_second_build_reports_and_leaves_exactly_what_differs() {
    for means in EVERY {
        let book = Book::new();
        book.write(&first_site());
        let written = write_by(&second_site(), &book.target(), means).expect("ours");
        assert_eq!(book.tree(), expected(&second_site()), "{means:?}");
        assert_eq!(written.changed, ["assets/style.css", "index.html", "shape/c.html", "turn", "面试/new.html"]);
        assert_eq!(written.removed, ["gone/deep/a.html", "shape", "turn/b.css", "面试/old.html"]);
        assert_eq!(book.beside(), ["book", "content"], "{means:?}");
        assert_eq!(
            written.notes.iter().map(|note| note.code).collect::<Vec<_>>(),
            match means.rename {
                true => vec![],
                false => vec![codes::OUTPUT_IN_PLACE],
            }
        );
        assert_eq!(book.write(&second_site()).changed, [""; 0], "{means:?}");
    }
}

#[test]
fn the_empty_set_is_a_site_too() {
    for means in EVERY {
        let book = Book::new();
        book.write(&first_site());
        write_by(&OutputSet::default(), &book.target(), means).expect("ours");
        assert_eq!(book.tree(), Tree::new(), "{means:?}");
        assert_eq!(book.write(&first_site()).files, 6);
    }
}

#[cfg(unix)]
#[test]
fn unchanged_files_keep_inode_and_time() {
    for means in [ALL_MEANS, NO_EXCHANGE, IN_PLACE] {
        let book = Book::new();
        book.write(&first_site());
        let (same, other) = (book.output.join("面试/自我介绍.html"), book.output.join("index.html"));
        let before = (inode(&same), inode(&other));
        write_by(&second_site(), &book.target(), means).expect("ours");
        assert_eq!(inode(&same), before.0, "{means:?}");
        assert_ne!(inode(&other).0, before.1.0, "{means:?}");
    }
}

#[cfg(unix)]
#[test]
fn without_hard_links_unchanged_files_keep_their_time() {
    let book = Book::new();
    book.write(&first_site());
    let same = book.output.join("面试/自我介绍.html");
    let before = inode(&same).1;
    write_by(&second_site(), &book.target(), NO_LINKS).expect("ours");
    assert_eq!(inode(&same).1, before);
}

#[cfg(unix)]
#[test]
fn when_nothing_changed_nothing_is_touched() {
    let book = Book::new();
    book.write(&first_site());
    let all: Vec<PathBuf> =
        WalkDir::new(&book.output).into_iter().map(|entry| entry.expect("readable").into_path()).collect();
    let before: Vec<_> = all.iter().map(|path| inode(path)).collect();
    let written = book.write(&first_site());
    assert_eq!(written, Written { files: 6, ..Written::default() });
    assert_eq!(all.iter().map(|path| inode(path)).collect::<Vec<_>>(), before);
}

#[test]
fn equal_sets_give_equal_bytes_manifest_included_however_they_came_about() {
    let many = |text: &str| {
        let mut set = first_site();
        for number in 0..300 {
            set.insert(format!("part-{}/page-{number}.html", number % 7), format!("{text} {number}"));
        }
        set
    };
    let (one, other) = (Book::new(), Book::new());
    one.write(&many("a"));
    other.write(&second_site());
    other.write(&many("b"));
    other.write(&many("a"));
    assert_eq!(one.tree(), other.tree());
    let list = |book: &Book| fs::read(book.output.join(manifest::NAME)).expect("there");
    assert_eq!(list(&one), list(&other));
    assert!(Manifest::decode(&list(&one)).expect("ours").files.keys().eq(many("a").files.keys()));
}

#[test]
fn a_published_file_edited_or_removed_by_hand_is_mended() {
    for means in EVERY {
        let book = Book::new();
        book.write(&first_site());
        // Of the same length, so that only the bytes tell.
        book.put("index.html", b"fIrst");
        fs::remove_file(book.output.join("面试/old.html")).expect("there");
        fs::remove_dir_all(book.output.join("gone")).expect("there");
        let written = write_by(&first_site(), &book.target(), means).expect("ours");
        assert_eq!(written.changed, ["gone/deep/a.html", "index.html", "面试/old.html"]);
        assert_eq!(book.tree(), expected(&first_site()), "{means:?}");
    }
}

#[cfg(unix)]
#[test]
fn links_put_in_the_place_of_our_files_and_folders_are_never_followed() {
    for means in EVERY {
        let book = Book::new();
        book.write(&first_site());
        let elsewhere = book.folder.path().join("elsewhere");
        fs::create_dir_all(elsewhere.join("deep")).expect("writable");
        fs::write(elsewhere.join("deep/a.html"), "leaves too").expect("writable");
        fs::write(elsewhere.join("mine"), "first").expect("writable");
        fs::remove_file(book.output.join("index.html")).expect("there");
        std::os::unix::fs::symlink(elsewhere.join("mine"), book.output.join("index.html")).expect("writable");
        let written = write_by(&first_site(), &book.target(), means).expect("ours");
        assert_eq!(written.changed, ["index.html"]);
        assert_eq!(book.tree(), expected(&first_site()), "{means:?}");

        fs::remove_dir_all(book.output.join("gone")).expect("there");
        std::os::unix::fs::symlink(&elsewhere, book.output.join("gone")).expect("writable");
        let refused = write_by(&first_site(), &book.target(), means).expect_err("the link is the user's");
        assert_eq!(refused.code, codes::OUTPUT_REFUSED);
        assert!(refused.message.contains("`gone`"), "{}", refused.message);
        // Without a file of ours below it the link is foreign, and stays.
        write_by(&second_site(), &book.target(), means).expect("ours");
        assert!(fs::symlink_metadata(book.output.join("gone")).expect("kept").is_symlink());
        assert_eq!(fs::read(elsewhere.join("deep/a.html")).expect("kept"), b"leaves too");
        assert_eq!(fs::read(elsewhere.join("mine")).expect("kept"), b"first");
    }
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_hard_link() {
    for means in EVERY {
        let book = Book::new();
        book.write(&first_site());
        let second_name = book.folder.path().join("second-name");
        fs::hard_link(book.output.join("index.html"), &second_name).expect("same disk");
        write_by(&second_site(), &book.target(), means).expect("ours");
        assert_eq!(fs::read(second_name).expect("there"), b"first", "{means:?}");
    }
}

fn put_foreign_files(book: &Book) -> Tree {
    let before = book.tree();
    book.put("CNAME", "example.org".as_bytes());
    book.put(".git/HEAD", b"ref: refs/heads/gh-pages");
    fs::create_dir_all(book.output.join(".git/refs/tags")).expect("writable");
    book.put("面试/笔记.txt", "我的".as_bytes());
    book.put("gone/deep/mine.txt", b"mine");
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        use std::os::unix::fs::PermissionsExt;
        std::os::unix::fs::symlink("nowhere/to be found", book.output.join("面试/link")).expect("writable");
        fs::set_permissions(book.output.join(".git"), fs::Permissions::from_mode(0o750)).expect("ours");
        fs::write(book.output.join(std::ffi::OsStr::from_bytes(b"not-unicode-\xff")), "x").expect("writable");
    }
    let mut foreign = book.tree();
    foreign.retain(|path, _| !before.contains_key(path));
    foreign.extend(["gone/", "gone/deep/", "面试/"].map(|folder| (folder.to_owned(), Vec::new())));
    foreign
}

fn joined(set: &OutputSet, foreign: &Tree) -> Tree {
    let mut tree = expected(set);
    tree.extend(foreign.clone());
    tree
}

#[test]
fn foreign_files_are_carried_over() {
    for means in EVERY {
        let book = Book::new();
        book.write(&first_site());
        let foreign = put_foreign_files(&book);
        assert!(foreign.len() >= 8);
        for site in [second_site(), first_site(), OutputSet::default(), second_site()] {
            let written = write_by(&site, &book.target(), means).expect("ours");
            assert_eq!(book.tree(), joined(&site, &foreign), "{means:?}");
            assert!(!written.removed.iter().any(|path| foreign.contains_key(path)));
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(book.output.join(".git")).expect("kept").permissions().mode();
            assert_eq!(mode & 0o777, 0o750, "{means:?}");
        }
    }
}

#[test]
fn a_foreign_file_in_the_way_stops_the_build_and_is_named() {
    let claims = [
        ("CNAME", set(&[("CNAME", "generated")])),
        ("notes/mine.txt", set(&[("notes", "a file where the folder is")])),
        ("CNAME", set(&[("CNAME/index.html", "a folder where the file is")])),
    ];
    for means in EVERY {
        let book = Book::new();
        book.write(&first_site());
        book.put("CNAME", b"by hand");
        book.put("notes/mine.txt", b"by hand");
        let before = book.tree();
        for (name, site) in &claims {
            let refused = write_by(site, &book.target(), means).expect_err("user data is never lost");
            assert_eq!(refused.code, codes::OUTPUT_REFUSED);
            assert!(
                refused.message.contains(name) || refused.help.iter().any(|help| help.contains(name)),
                "{refused:?}"
            );
            assert_eq!(book.tree(), before);
            assert_eq!(book.beside(), ["book", "content"]);
        }
        // The same bytes lose nothing.
        write_by(&set(&[("CNAME", "by hand")]), &book.target(), means).expect("no conflict");
        assert!(book.write(&first_site()).removed.contains(&"CNAME".to_owned()));
    }
}

#[test]
fn folders_that_are_not_ours_to_replace_are_refused_and_left_alone() {
    let book = Book::new();
    let root = book.root().to_owned();
    let outside = TempDir::new().expect("a temporary folder");
    fs::write(book.sources[0].join("index.md"), "# 首页").expect("writable");
    fs::write(root.join("book.toml"), "").expect("writable");
    fs::create_dir(outside.path().join("full")).expect("writable");
    fs::write(outside.path().join("full/thesis.doc"), "years").expect("writable");
    #[cfg_attr(not(unix), allow(unused_mut))]
    let mut cases = vec![
        (root.clone(), "the book's own folder"),
        (root.join("."), "the book's own folder"),
        (root.join("content/.."), "the book's own folder"),
        (root.join("not-there/../../guide"), "the book's own folder"),
        (root.join("content"), "holds the book's sources"),
        (root.join("content/book"), "inside the book's sources in `content`"),
        (root.join("content/a/b/c"), "inside the book's sources in `content`"),
        (root.join("theme"), "holds the book's sources"),
        (root.join("../guide/content/x"), "inside the book's sources"),
        (book.folder.path().to_owned(), "a folder above the book"),
        (PathBuf::from("/"), "the top of the file system"),
        (root.join("book.toml"), "a file, not a folder"),
        (root.join("book.toml/site"), "a file"),
        (outside.path().join("full"), "not empty, and Wence did not write it (it holds `thesis.doc`)"),
        (outside.path().to_owned(), "not empty, and Wence did not write it (it holds `full`)"),
    ];
    #[cfg(unix)]
    {
        let link = |to: &Path, name: &str| {
            std::os::unix::fs::symlink(to, root.join(name)).expect("writable");
            root.join(name)
        };
        fs::create_dir(outside.path().join("vacant")).expect("writable");
        cases.push((link(&outside.path().join("vacant"), "out"), "a symbolic link that leads out of the book"));
        cases.push((link(&root.join("nowhere"), "dangling"), "a symbolic link that leads out of the book"));
        cases.push((link(&root, "itself").join("content/x"), "inside the book's sources"));
        cases.push((link(&root.join("content"), "pages"), "holds the book's sources"));
    }
    let before = tree(book.folder.path());
    for (folder, why) in cases {
        let target = book.target_at(&folder);
        let refused = check_target(&target).expect_err(&folder.display().to_string());
        assert_eq!(refused.code, codes::OUTPUT_REFUSED, "{folder:?}: {refused:?}");
        assert!(refused.message.contains(why), "{folder:?}: {}", refused.message);
        assert!(!refused.help.is_empty());
        assert_eq!(write(&first_site(), &target), Err(refused.clone()));
        assert_eq!(clean(&target), Err(refused));
    }
    assert_eq!(tree(book.folder.path()), before);
    assert_eq!(fs::read(outside.path().join("full/thesis.doc")).expect("there"), b"years");
}

#[test]
fn the_home_folder_and_those_above_it_are_refused() {
    let (book, home) = (Book::new(), TempDir::new().expect("a temporary folder"));
    let home_folder = home.path().join("users/me");
    fs::create_dir_all(&home_folder).expect("writable");
    for (folder, why) in [("users/me", "the home folder"), ("users", "a folder above the home folder")] {
        let folder = home.path().join(folder);
        let refused = check_target(&Target { home: Some(&home_folder), ..book.target_at(&folder) }).expect_err(why);
        assert!(refused.message.contains(why), "{}", refused.message);
    }
    let inside = home_folder.join("site");
    assert_eq!(check_target(&Target { home: Some(&home_folder), ..book.target_at(&inside) }), Ok(()));
}

#[test]
fn a_folder_in_a_book_whose_sources_are_its_root_is_allowed() {
    let book = Book::new();
    let sources = [book.root().to_owned()];
    assert_eq!(check_target(&Target { sources: &sources, ..book.target() }), Ok(()));
    assert_eq!(check_target(&book.target()), Ok(()));
    assert_eq!(book.beside(), ["content"]);
}

#[test]
fn a_relative_target_counts_from_the_working_directory_and_an_empty_one_fails() {
    let book = Book::new();
    assert_eq!(check_target(&book.target_at(Path::new("some/folder/that/is/not/there"))), Ok(()));
    assert!(check_target(&book.target_at(Path::new(""))).is_err());
}

#[test]
fn mdbooks_own_output_is_refused_with_the_mend() {
    let book = Book::new();
    book.put("index.html", b"<!DOCTYPE HTML>");
    book.put("book-1a2b3c.js", b"");
    let refused = check_target(&book.target()).expect_err("not ours");
    insta::assert_snapshot!(format!("{}\n{}", refused.message, refused.help.join("\n")), @r"
    the output folder `book` is not empty, and Wence did not write it (it holds `book-1a2b3c.js`)
    it looks like a site that mdBook built: if so, remove the folder, and build again
    name another folder with `-d`, or remove this one if nothing in it is needed
    ");
}

#[test]
fn a_manifest_that_is_damaged_or_of_another_version_proves_nothing() {
    let book = Book::new();
    book.write(&first_site());
    for (bytes, why) in [("{", "damaged"), (r#"{"wence-manifest":9}"#, "another version")] {
        book.put(manifest::NAME, bytes.as_bytes());
        let before = book.tree();
        let refused = write(&second_site(), &book.target()).expect_err("not proven ours");
        assert_eq!(refused.code, codes::OUTPUT_REFUSED);
        assert!(refused.message.contains(why), "{}", refused.message);
        assert_eq!(book.tree(), before);
    }
}

#[test]
fn a_manifest_that_names_files_elsewhere_gives_no_hold_on_them() {
    for means in EVERY {
        let book = Book::new();
        book.write(&first_site());
        let outside = book.root().join("content/index.md");
        fs::write(&outside, "mine").expect("writable");
        let mut list = Manifest::default();
        for path in ["../content/index.md", "content/../../content/index.md", &outside.to_string_lossy()] {
            list.files.insert(path.to_owned(), manifest::Entry::of(b"mine"));
        }
        book.put(manifest::NAME, &list.encode());
        fs::remove_dir_all(book.output.join("面试")).expect("there");
        let _ = write_by(&OutputSet::default(), &book.target(), means);
        let _ = clean_by(&book.target(), means);
        assert_eq!(fs::read(&outside).expect("untouched"), b"mine", "{means:?}");
    }
}

#[test]
fn paths_that_would_leave_the_folder_or_clash_are_refused() {
    let book = Book::new();
    for path in ["", "/etc/x", "../x", "a/../x", "a//b", "./x", "a/", "x\0y", manifest::NAME, ".wence-incoming/1"] {
        let error = write(&set(&[(path, "x")]), &book.target()).expect_err(path);
        assert_eq!(error.code, codes::OUTPUT_FAILED);
    }
    let error = write(&set(&[("a", "x"), ("a/b/c", "x")]), &book.target()).expect_err("file and folder");
    assert!(error.message.contains("`a` is a file of the site too"), "{}", error.message);
    assert_eq!(book.beside(), ["content"]);
}

#[test]
fn a_second_build_at_the_same_time_is_refused() {
    let book = Book::new();
    book.write(&first_site());
    let location = guard::locate(&book.target()).expect("allowed");
    let mut lock = Lock::acquire(&location).expect("free");
    lock.record(None);
    let locked = write(&second_site(), &book.target()).expect_err("held");
    assert_eq!(locked.code, codes::OUTPUT_LOCKED);
    if cfg!(unix) {
        assert!(locked.message.contains(&format!("(process {})", std::process::id())), "{}", locked.message);
    }
    assert_eq!(clean(&book.target()).expect_err("held").code, codes::OUTPUT_LOCKED);
    assert_eq!(book.tree(), expected(&first_site()));
    drop(lock);
    book.write(&second_site());
    assert_eq!(book.beside(), ["book", "content"]);
}

#[test]
fn many_builds_at_once_leave_one_whole_site() {
    let book = Book::new();
    let sites: Vec<OutputSet> =
        (0..4).map(|number| set(&[("index.html", &number.to_string()), (&format!("{number}.html"), "own")])).collect();
    std::thread::scope(|scope| {
        for site in &sites {
            scope.spawn(|| {
                for _ in 0..20 {
                    match write(site, &book.target()) {
                        Ok(_) => {}
                        Err(error) => assert_eq!(error.code, codes::OUTPUT_LOCKED, "{error:?}"),
                    }
                }
            });
        }
    });
    assert!(sites.iter().any(|site| book.tree() == expected(site)));
    assert_eq!(book.beside(), ["book", "content"]);
}

#[test]
fn assets_are_copied_and_copied_again_only_when_they_change() {
    for means in EVERY {
        let book = Book::new();
        let asset = book.sources[0].join("图.png");
        let large: Vec<u8> = (0..300_000_u32).flat_map(|number| number.to_le_bytes()).collect();
        fs::write(&asset, &large).expect("writable");
        let mut site = first_site();
        site.insert("图.png", Content::Copy(asset.clone()));
        let written = write_by(&site, &book.target(), means).expect("free");
        assert!(written.bytes_written > large.len() as u64);
        assert_eq!(fs::read(book.output.join("图.png")).expect("there"), large);
        assert_eq!(write_by(&site, &book.target(), means).expect("ours").changed, [""; 0]);

        fs::write(&asset, b"small").expect("writable");
        assert_eq!(write_by(&site, &book.target(), means).expect("ours").changed, ["图.png"], "{means:?}");
        assert_eq!(fs::read(book.output.join("图.png")).expect("there"), b"small");
        book.put("图.png", b"smeLL");
        assert_eq!(write_by(&site, &book.target(), means).expect("ours").changed, ["图.png"]);
        assert_eq!(fs::read(&asset).expect("there"), b"small");
    }
}

#[test]
fn an_asset_that_cannot_be_read_is_named_and_the_old_site_stays() {
    for means in EVERY {
        let book = Book::new();
        book.write(&first_site());
        for path in ["content/缺.png", "content"] {
            let mut site = second_site();
            site.insert("asset", Content::Copy(book.root().join(path)));
            let error = write_by(&site, &book.target(), means).expect_err("no such file");
            assert_eq!((error.code, &error.place), (codes::FILE_UNREADABLE, &Place::File(path.to_owned())));
            assert_eq!(book.beside(), ["book", "content"]);
            assert_eq!(book.tree(), expected(&first_site()), "{means:?}");
        }
        book.write(&first_site());
        assert_eq!(book.tree(), expected(&first_site()));
    }
}

#[test]
fn files_that_came_in_during_the_exchange_are_rescued() {
    let (book, old_book) = (Book::new(), Book::new());
    book.write(&OutputSet::default());
    old_book.write(&first_site());
    old_book.put("late.txt", b"late");
    old_book.put("both.txt", b"older");
    old_book.put("equal.txt", b"equal");
    old_book.put("drafts/one.md", b"one");
    book.put("both.txt", b"newer");
    book.put("equal.txt", b"equal");
    // As after an exchange: the old site under the staging name, the new one published.
    let location = guard::locate(&book.target()).expect("allowed");
    fs::rename(&old_book.output, &location.staging).expect("same disk");
    let mut rescued = exchange::retire(&location).expect("writable");
    rescued.sort();
    assert_eq!(rescued, ["both.txt.kept", "drafts/", "late.txt"]);
    let whole = [
        ("both.txt", "newer"),
        ("both.txt.kept", "older"),
        ("drafts/", ""),
        ("drafts/one.md", "one"),
        ("equal.txt", "equal"),
        ("late.txt", "late"),
    ];
    assert_eq!(book.tree(), whole.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).into());
    assert_eq!(book.beside(), ["book", "content"]);
}

#[cfg(unix)]
#[test]
fn a_site_whose_folders_are_read_only_is_replaced_and_leaves_nothing_behind() {
    use std::os::unix::fs::PermissionsExt;
    let chmod = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("ours");
    for means in [ALL_MEANS, NO_EXCHANGE, NO_LINKS] {
        let book = Book::new();
        book.write(&first_site());
        for site in [second_site(), first_site(), second_site()] {
            for folder in ["面试", ""] {
                chmod(&book.output.join(folder), 0o555);
            }
            let written = write_by(&site, &book.target(), means).expect("the folder above is writable");
            assert_eq!(written.notes, [], "{means:?}");
            assert_eq!(book.tree(), expected(&site), "{means:?}");
            assert_eq!(book.beside(), ["book", "content"], "{means:?}");
        }
        chmod(&book.output, 0o755);
    }
}

#[test]
fn clean_removes_our_site_and_keeps_foreign_files() {
    for means in EVERY {
        let book = Book::new();
        assert_eq!(clean_by(&book.target(), means), Ok(Cleaned::default()));
        book.write(&first_site());
        assert_eq!(clean_by(&book.target(), means), Ok(Cleaned { removed: true, kept: vec![] }));
        // A mount point can be emptied only.
        assert_eq!(book.tree_or_none(), if means.rename { None } else { Some(Tree::new()) });

        book.write(&first_site());
        let foreign = put_foreign_files(&book);
        let cleaned = clean_by(&book.target(), means).expect("ours");
        assert!(cleaned.removed);
        assert!(cleaned.kept.contains(&".git/".to_owned()) && cleaned.kept.contains(&"面试/笔记.txt".to_owned()));
        assert_eq!(book.tree(), foreign, "{means:?}");
        let again = clean_by(&book.target(), means).expect("still ours");
        assert_eq!(again, Cleaned { removed: false, kept: again.kept.clone() });
        assert_eq!(book.tree(), foreign);
        book.write(&second_site());
        assert_eq!(book.tree(), joined(&second_site(), &foreign), "{means:?}");
        assert_eq!(book.beside(), ["book", "content"]);
    }
}

impl Book {
    fn tree_or_none(&self) -> Option<Tree> {
        self.output.exists().then(|| self.tree())
    }
}

#[test]
fn the_folder_and_its_working_names_count_as_output() {
    let book = Book::new();
    let target = book.target();
    for inside in ["book", "book/a/b.html", ".book.wence-staging/x", ".book.wence-lock"] {
        assert!(is_output(&target, &book.root().join(inside)), "{inside}");
    }
    for outside in ["content/a.md", "book.toml", "books/x", ".book.wence-other"] {
        assert!(!is_output(&target, &book.root().join(outside)), "{outside}");
    }
}

/// Environment of a child process: the book's folder, the number of changes allowed, the index into [`EVERY`], what to do.
#[cfg(unix)]
const CHILD: &str = "WENCE_TEST_OUTPUT_CHILD";

/// Not a test by itself: what the children of the tests below run.
#[cfg(unix)]
#[test]
fn child_process() {
    let Ok(order) = std::env::var(CHILD) else { return };
    let parts: Vec<&str> = order.split('|').collect();
    let [root, changes, means, act] = parts[..] else { panic!("{order}") };
    let (root, means) = (PathBuf::from(root), EVERY[means.parse::<usize>().expect("an index")]);
    let (folder, sources) = (root.join("book"), [root.join("content")]);
    let target = Target { folder: &folder, book_root: &root, sources: &sources, home: None };
    disk::interruption::arm(changes.parse().expect("a number"));
    match act {
        "write" => drop(write_by(&second_site(), &target, means).expect("free")),
        "clean" => drop(clean_by(&target, means).expect("free")),
        _ => panic!("{order}"),
    }
}

/// Runs `act` in a process of its own that is killed before its change number `changes`, counted from 0.
/// Answers whether it lived to the end.
#[cfg(unix)]
fn run_child(book: &Book, changes: usize, means: usize, act: &str) -> bool {
    use std::os::unix::process::ExitStatusExt;
    let module = module_path!().split_once("::").expect("in a crate").1;
    let status = std::process::Command::new(std::env::current_exe().expect("known"))
        .args(["--exact", &format!("{module}::child_process"), "--quiet", "--test-threads=1"])
        .env(CHILD, format!("{}|{changes}|{means}|{act}", book.root().display()))
        .stdout(std::process::Stdio::null())
        .status()
        .expect("it starts");
    assert!(status.success() || status.signal() == Some(9), "{status:?}");
    status.success()
}

/// The published site, brought back first where a kill came between two renames. `None`: there is none.
#[cfg(unix)]
fn site_after_a_kill(book: &Book, may_be_absent: bool) -> Option<(Tree, Vec<u8>)> {
    if !book.output.exists() && may_be_absent {
        let location = guard::locate(&book.target()).expect("allowed");
        let lock = Lock::acquire(&location).expect("its holder is dead");
        exchange::recover(&location, lock.unfinished()).expect("writable");
    }
    Some((book.tree_or_none()?, fs::read(book.output.join(manifest::NAME)).ok()?))
}

/// What a build of the set leaves, foreign files and manifest included.
#[cfg(unix)]
fn whole_site(set: &OutputSet, foreign: &Tree) -> (Tree, Vec<u8>) {
    let mut list = Manifest::default();
    for (path, bytes) in expected(set).into_iter().filter(|(path, _)| !path.ends_with('/')) {
        list.files.insert(path, manifest::Entry::of(&bytes));
    }
    (joined(set, foreign), list.encode())
}

#[cfg(unix)]
#[test]
fn killed_before_any_change_the_folder_holds_the_old_site_or_the_new_one() {
    for (index, means) in EVERY.into_iter().enumerate().filter(|(_, means)| means.rename) {
        let mut outcomes = [0, 0];
        for changes in 0.. {
            let book = Book::new();
            book.write(&first_site());
            let foreign = put_foreign_files(&book);
            let (old, new) = (whole_site(&first_site(), &foreign), whole_site(&second_site(), &foreign));
            let survived = run_child(&book, changes, index, "write");
            let site = site_after_a_kill(&book, !means.exchange).expect("a site");
            assert!(site == old || site == new, "{means:?}, {changes} changes: {site:?}");
            outcomes[usize::from(site == new)] += 1;
            // The next build, killed somewhere too, and the one after it.
            run_child(&book, changes * 7 % 31, index, "write");
            let site = site_after_a_kill(&book, !means.exchange).expect("a site");
            assert!(site == old || site == new, "{means:?}, {changes} changes, killed again: {site:?}");
            write_by(&second_site(), &book.target(), means).expect("ours");
            assert_eq!(whole_site(&second_site(), &foreign), new);
            assert_eq!(site_after_a_kill(&book, false), Some(new));
            assert_eq!(book.beside(), ["book", "content"]);
            if survived {
                break;
            }
        }
        // Both before and after the exchange there are many steps; none would mean that the test tests nothing.
        assert!(outcomes.iter().all(|&count| count >= 10), "{means:?}: {outcomes:?}");
    }
}

#[cfg(unix)]
#[test]
fn after_a_kill_the_old_site_is_told_from_one_that_was_never_published() {
    let mut met = [0, 0];
    for changes in 0.. {
        let book = Book::new();
        book.write(&first_site());
        let survived = run_child(&book, changes, 0, "write");
        let staging = guard::locate(&book.target()).expect("allowed").staging;
        let is_published = book.tree() == expected(&second_site());
        let has_staging = staging.is_dir();
        if has_staging {
            fs::write(staging.join("late.txt"), "late").expect("writable");
            met[usize::from(is_published)] += 1;
        }
        book.write(&second_site());
        // It stood in the published folder until the exchange; a staging folder is nobody's to put files into.
        let mut whole = expected(&second_site());
        if has_staging && is_published {
            whole.insert("late.txt".to_owned(), b"late".to_vec());
        }
        assert_eq!(book.tree(), whole, "{changes} changes");
        assert_eq!(book.beside(), ["book", "content"]);
        if survived {
            break;
        }
    }
    assert!(met[0] >= 5 && met[1] >= 1, "{met:?}");
}

#[cfg(unix)]
#[test]
fn a_first_build_that_is_killed_leaves_nothing_or_the_site() {
    for (index, means) in EVERY.into_iter().enumerate() {
        for changes in 0.. {
            let book = Book::new();
            let survived = run_child(&book, changes, index, "write");
            if means.rename {
                let site = site_after_a_kill(&book, false);
                let new = whole_site(&second_site(), &Tree::new());
                assert!(site.is_none() || site == Some(new), "{changes} changes: {site:?}");
            }
            book.write(&second_site());
            assert_eq!(book.tree(), expected(&second_site()));
            assert_eq!(book.beside(), ["book", "content"]);
            if survived {
                break;
            }
        }
    }
}

#[cfg(unix)]
#[test]
fn killed_while_writing_in_place_every_file_is_whole_and_the_next_build_mends_the_site() {
    let index = EVERY.iter().position(|means| !means.rename).expect("one of them");
    for changes in 0.. {
        let book = Book::new();
        book.write(&first_site());
        let foreign = put_foreign_files(&book);
        let (old, new) = (joined(&first_site(), &foreign), joined(&second_site(), &foreign));
        let survived = run_child(&book, changes, index, "write");
        let mut left = book.tree();
        left.retain(|path, _| !path.starts_with(in_place::INCOMING));
        for (path, bytes) in &left {
            assert!(old.get(path) == Some(bytes) || new.get(path) == Some(bytes), "{changes} changes: {path}");
        }
        assert!(foreign.keys().all(|path| left.contains_key(path)), "{changes} changes: {left:?}");
        // A set that differs once more: leftovers count as ours, whatever they hold.
        let third = set(&[("index.html", "third"), ("turn", "third"), ("shape/c.html", "third")]);
        write_by(&third, &book.target(), EVERY[(changes + index) % EVERY.len()]).expect("ours");
        assert_eq!(book.tree(), joined(&third, &foreign), "{changes} changes");
        if survived {
            break;
        }
    }
}

#[cfg(unix)]
#[test]
fn a_clean_that_is_killed_can_be_run_again_or_built_over() {
    for index in 0..EVERY.len() {
        for changes in 0.. {
            let book = Book::new();
            book.write(&first_site());
            let foreign = put_foreign_files(&book);
            let survived = run_child(&book, changes, index, "clean");
            if changes % 2 == 0 {
                clean(&book.target()).expect("ours");
                assert_eq!(book.tree(), foreign, "{changes} changes");
            } else {
                book.write(&second_site());
                assert_eq!(book.tree(), joined(&second_site(), &foreign), "{changes} changes");
            }
            assert_eq!(book.beside(), ["book", "content"]);
            if survived {
                break;
            }
        }
    }
}

fn any_site() -> impl Strategy<Value = Vec<(String, String)>> {
    // Few names and few texts, so that files stay, change, and become folders of one another.
    let path = prop::collection::vec(prop::sample::select(vec!["a", "b", "页", "index.html"]), 1..4);
    prop::collection::vec((path.prop_map(|parts| parts.join("/")), "[xy]{0,2}"), 0..8)
}

fn site_of(files: Vec<(String, String)>) -> OutputSet {
    let mut site = OutputSet::default();
    for (path, text) in files {
        let clashes = site
            .files
            .keys()
            .any(|other| other.starts_with(&format!("{path}/")) || path.starts_with(&format!("{other}/")));
        if !clashes {
            site.insert(path, text);
        }
    }
    site
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_any_builds_the_folder_holds_the_set_and_the_foreign_files(
        steps in prop::collection::vec((any_site(), 0..EVERY.len(), prop::option::of("[mn]")), 1..8)
    ) {
        let book = Book::new();
        let mut foreign = Tree::new();
        for (files, means, added) in steps {
            let site = site_of(files);
            let written = write_by(&site, &book.target(), EVERY[means]).expect("ours");
            prop_assert_eq!(book.tree(), joined(&site, &foreign));
            prop_assert!(written.changed.is_sorted() && written.removed.is_sorted());
            prop_assert_eq!(book.beside(), ["book", "content"]);
            prop_assert_eq!(book.write(&site), Written { files: site.files.len(), ..Written::default() });
            // Names that no site uses, now beside pages, now in a folder that may leave.
            if let Some(name) = added {
                let folder = site.files.keys().find_map(|path| manifest::folders_of(path).next().map(str::to_owned));
                let path = folder.map_or(name.clone(), |folder| format!("{folder}/{name}"));
                // Files of later sites may claim what is a folder here: then the build rightly ends, which is tested above.
                if !path.contains('/') {
                    book.put(&path, b"foreign");
                    foreign.insert(path, b"foreign".to_vec());
                }
            }
        }
    }
}
