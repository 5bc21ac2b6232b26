//! The program from outside: what it writes, what it says, how it ends.

use std::fs;
use std::process::Stdio;

use serde_json::Value;

use crate::program::{Folder, Served, command, finish, wence};

// New books.

#[test]
fn a_new_book_builds_at_once_without_a_warning() {
    for (language, word) in [("zh-CN", "欢迎"), ("zh-Hant", "欢迎"), ("en", "Welcome"), ("ja", "Welcome")] {
        let book = Folder::with_book(language);
        let run = wence(book.path(), &["build", "--strict"]).exits(0).says(" 0 warnings: wrote ");
        assert_eq!(run.stdout, "", "what is said about the work goes to standard error");
        assert_eq!(run.stderr.trim_end().lines().count(), 1, "{}", run.stderr);
        assert!(run.stderr.contains(" 1 question,"), "{}", run.stderr);
        assert!(book.read("book/index.html").contains(word), "{language}");
        assert!(book.read("book.toml").contains(&format!("language = \"{language}\"")));
        wence(book.path(), &["check"]).exits(0);
    }
}

#[test]
fn init_makes_the_folder_and_names_the_book_for_it() {
    let folder = Folder::new();
    wence(folder.path(), &["init", "书 架/指南", "--language", "zh-CN"]).exits(0).says("wence serve '书 架/指南'");
    assert!(folder.read("书 架/指南/book.toml").contains("title = \"指南\""));
    assert!(folder.read("书 架/指南/.gitignore").contains("/book/"));
    wence(folder.path(), &["build", "书 架/指南", "--strict"]).exits(0).says("`书 架/指南/book`");
}

#[test]
fn init_writes_over_nothing_and_names_what_is_in_the_way() {
    let folder = Folder::new();
    folder.write("content/index.md", "mine");
    let run = wence(folder.path(), &["init", "--title", "T"]).exits(2).says("`content/index.md` exists");
    assert!(!run.stderr.contains("book.toml"), "{}", run.stderr);
    assert_eq!(folder.files(), ["content/index.md"], "nothing else was written");
    assert_eq!(folder.read("content/index.md"), "mine");

    let book = Folder::with_book("en");
    let before = book.files();
    wence(book.path(), &["init", "--title", "Other"]).exits(2).says("`book.toml`").says("exist in `.` already");
    assert_eq!(book.files(), before);
    assert!(book.read("book.toml").contains("title = \"T\""));
}

#[test]
fn init_leaves_a_gitignore_that_is_there() {
    let folder = Folder::new();
    folder.write(".gitignore", "book\n");
    wence(folder.path(), &["init"]).exits(0).says("add `/.wence-cache/` to it");
    assert_eq!(folder.read(".gitignore"), "book\n");
}

#[test]
fn init_writes_a_workflow_when_asked() {
    let folder = Folder::new();
    wence(folder.path(), &["init", "--github-pages"]).exits(0);
    let workflow = folder.read(".github/workflows/pages.yml");
    assert!(workflow.contains("wence build --strict") && workflow.contains("actions/deploy-pages"), "{workflow}");
}

#[test]
fn init_refuses_what_would_not_build() {
    let folder = Folder::new();
    folder.write("file", "");
    wence(folder.path(), &["init", "--language", "Chinese!"]).exits(2).says("`Chinese!` is no language tag");
    wence(folder.path(), &["init", "--title", " "]).exits(2).says("the title is empty");
    wence(folder.path(), &["init", "--title", "a\nb"]).exits(2).says("control character");
    wence(folder.path(), &["init", "file"]).exits(2).says("`file` is a file");
    assert_eq!(folder.files(), ["file"]);
}

// Exit codes.

#[test]
fn a_wrong_call_ends_with_two() {
    let folder = Folder::new();
    for arguments in
        [&[][..], &["biuld"], &["build", "--nonsense"], &["serve", "-p", "http"], &["check", "--format", "xml"]]
    {
        let run = wence(folder.path(), arguments).exits(2);
        assert!(run.stdout.is_empty() && !run.stderr.is_empty(), "{arguments:?}");
    }
    wence(folder.path(), &["biuld"]).exits(2).says("build");
    wence(folder.path(), &["-C", "nowhere", "build"]).exits(2).says("`nowhere`");
}

#[test]
fn a_folder_without_a_book_ends_with_two_and_says_what_to_do() {
    let folder = Folder::new();
    for name in ["build", "check", "serve", "clean"] {
        wence(folder.path(), &[name]).exits(2).says("no `book.toml`").says("wence init");
        wence(folder.path(), &[name, "nowhere"]).exits(2).says("there is no folder `nowhere`");
    }
    folder.write("book.toml", "");
    folder.write("content/index.md", "# T\n");
    wence(folder.path(), &["build", "content"]).exits(2).says("is above it");
    wence(folder.path(), &["build", "book.toml"]).exits(2).says("is a file");
    fs::remove_file(folder.join("book.toml")).unwrap();
    wence(folder.path(), &["build"]).exits(2).says("an empty `book.toml` is enough");
}

#[test]
fn a_broken_link_is_a_warning_in_build_and_an_error_when_strict() {
    let book = Folder::with_book("en");
    book.append("content/index.md", "\n[gone](missing.md)\n");
    wence(book.path(), &["build"])
        .exits(0)
        .says("warning[link-not-found]")
        .says("content/index.md:")
        .says("1 warning:");
    let before = book.read("book/index.html");

    book.append("content/index.md", "\nmore\n");
    wence(book.path(), &["build", "--strict"]).exits(1).says("error[link-not-found]").says("wrote nothing");
    assert_eq!(book.read("book/index.html"), before, "the last good site stays");
    wence(book.path(), &["check"]).exits(1).says("error[link-not-found]").says("1 error");
}

#[test]
fn faults_of_content_end_with_one_and_leave_the_site() {
    let book = Folder::with_book("en");
    wence(book.path(), &["build"]).exits(0);
    let before = book.read("book/index.html");
    book.append("content/index.md", "\n{{#include nothing.rs}}\n");
    wence(book.path(), &["build"]).exits(1).says("error[include-not-found]").says("`book` is as it was");
    assert_eq!(book.read("book/index.html"), before);
}

#[test]
fn faults_of_the_configuration_end_with_two_and_outweigh_the_others() {
    let book = Folder::with_book("en");
    book.append("content/index.md", "\n{{#include nothing.rs}}\n");
    let settings = book.read("book.toml").replace("title =", "tilte =");
    book.write("book.toml", &settings);
    let run = wence(book.path(), &["build"]).exits(2).says("error[config-unknown-key]").says("`title`");
    assert!(run.stderr.contains("error[include-not-found]"), "all faults come in one run:\n{}", run.stderr);
    wence(book.path(), &["new", "page", "x"]).exits(2).says("has to be mended first");
}

#[test]
fn messages_lead_to_the_file_from_where_the_user_stands() {
    let folder = Folder::new();
    wence(folder.path(), &["init", "a/b", "--language", "en"]).exits(0);
    folder.append("a/b/content/index.md", "\n[gone](missing.md)\n");
    wence(folder.path(), &["build", "a/b"]).exits(0).says(" a/b/content/index.md:");
    wence(folder.path(), &["-C", "a", "build", "b"]).exits(0).says(" a/b/content/index.md:");
    wence(&folder.join("a/b"), &["build"]).exits(0).says(" content/index.md:");
}

// Building.

#[test]
fn a_second_build_writes_nothing() {
    let book = Folder::with_book("zh-CN");
    wence(book.path(), &["build"]).exits(0);
    wence(book.path(), &["build"]).exits(0).says("wrote 0 B (0 of ");
}

#[test]
fn two_builds_are_compared_on_demand() {
    let book = Folder::with_book("zh-CN");
    wence(book.path(), &["build", "--verify"]).exits(0);
}

#[test]
fn timings_are_a_line_a_stage() {
    let book = Folder::with_book("en");
    let run = wence(book.path(), &["build", "--timings"]).exits(0);
    let stages: Vec<&str> = run.stderr.lines().filter(|line| line.ends_with(" ms") && !line.contains(':')).collect();
    assert!(stages.len() >= 3 && stages.last().unwrap().starts_with("total"), "{}", run.stderr);
}

#[test]
fn the_site_goes_where_it_is_told_to() {
    let folder = Folder::new();
    wence(folder.path(), &["init", "b", "--language", "en"]).exits(0);
    wence(folder.path(), &["build", "b", "-d", "out/site"]).exits(0).says("to `out/site`");
    assert!(folder.join("out/site/index.html").is_file());
    assert!(!folder.join("b/book").exists());
}

#[test]
fn a_folder_of_the_users_is_never_replaced() {
    let book = Folder::with_book("en");
    book.write("mine/letter.txt", "dear");
    wence(book.path(), &["build", "-d", "mine"]).exits(2).says("error[output-refused]");
    wence(book.path(), &["build", "-d", "."]).exits(2).says("error[output-refused]");
    wence(book.path(), &["build", "-d", "content"]).exits(2).says("error[output-refused]");
    wence(book.path(), &["clean", "-d", "mine"]).exits(2).says("error[output-refused]");
    assert_eq!(book.read("mine/letter.txt"), "dear");
    // Said together with what else is wrong.
    book.append("content/index.md", "\n{{#include nothing.rs}}\n");
    wence(book.path(), &["build", "-d", "mine"]).exits(2).says("output-refused").says("include-not-found");
}

#[test]
fn clean_removes_the_site_and_the_cache_and_nothing_else() {
    let book = Folder::with_book("en");
    let before = book.files();
    wence(book.path(), &["clean"]).exits(0).says("no site in `book`");
    wence(book.path(), &["build"]).exits(0);
    book.write(".wence-cache/x", "");
    wence(book.path(), &["clean"]).exits(0).says("removed the site in `book`").says("removed the cache");
    assert_eq!(book.files(), before);

    wence(book.path(), &["build"]).exits(0);
    book.write("book/mine.txt", "");
    wence(book.path(), &["clean"]).exits(0).says("mine.txt");
    assert!(book.join("book/mine.txt").is_file());
}

#[test]
fn quiet_says_only_what_is_wrong() {
    let book = Folder::with_book("en");
    let run = wence(book.path(), &["-q", "build"]).exits(0);
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", ""));
    book.append("content/index.md", "\n[gone](missing.md)\n");
    wence(book.path(), &["build", "-q"]).exits(0).says("warning[link-not-found]");
}

#[test]
fn colours_are_for_terminals_or_on_demand() {
    let book = Folder::with_book("en");
    book.append("content/index.md", "\n[gone](missing.md)\n");
    assert!(!wence(book.path(), &["build"]).stderr.contains('\x1b'));
    assert!(wence(book.path(), &["build", "--color", "always"]).stderr.contains('\x1b'));
    let run = finish(command(book.path()).arg("build").env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1"));
    assert!(!run.stderr.contains('\x1b'));
    let run = finish(command(book.path()).args(["build", "--color", "never"]).env("CLICOLOR_FORCE", "1"));
    assert!(!run.stderr.contains('\x1b'));
}

// Checking.

#[test]
fn check_reports_as_json_and_nothing_else() {
    let book = Folder::with_book("zh-CN");
    let run = wence(book.path(), &["check", "--format", "json"]).exits(0);
    assert_eq!(serde_json::from_str::<Value>(&run.stdout).unwrap(), Value::Array(Vec::new()));
    assert_eq!(run.stderr, "");

    book.append("content/index.md", "\n参见 [没有](missing.md)\n");
    let line = book.read("content/index.md").lines().count();
    let run = wence(book.path(), &["check", "--format", "json"]).exits(1);
    let messages: Value = serde_json::from_str(&run.stdout).unwrap();
    let [message] = messages.as_array().unwrap().as_slice() else { panic!("{messages}") };
    assert_eq!(message["severity"], "error");
    assert_eq!(message["code"], "link-not-found");
    assert_eq!(message["path"], "content/index.md");
    assert_eq!(message["line"], line);
    assert_eq!(message["column"], 4, "columns count characters");
    assert!(message["message"].is_string() && message["help"].is_array());
}

#[test]
fn check_writes_nothing() {
    let book = Folder::with_book("en");
    let before = book.files();
    wence(book.path(), &["check"]).exits(0).says("checked in");
    wence(book.path(), &["check", "--format", "json"]).exits(0);
    assert_eq!(book.files(), before);
}

#[test]
fn check_finds_that_the_output_folder_is_not_ours() {
    let book = Folder::with_book("en");
    book.write("book/letter.txt", "dear");
    wence(book.path(), &["check"]).exits(2).says("error[output-refused]");
}

// Writing.

#[test]
fn a_new_page_is_in_the_navigation() {
    let book = Folder::with_book("en");
    wence(book.path(), &["new", "page", "guide/a-first.page"]).exits(0).says("wrote content/guide/a-first.page.md");
    wence(book.path(), &["new", "page", "content/extra/", "--title", "More: *all* of it"]).exits(0);
    assert!(book.read("content/extra/index.md").starts_with("---\ntitle: \"More: *all* of it\"\n---\n"));
    wence(book.path(), &["build", "--strict"]).exits(0);
    let home = book.read("book/index.html");
    assert!(home.contains("extra/index.html") && home.contains("More: *all* of it"), "{home}");
}

#[test]
fn a_new_page_replaces_nothing_and_stays_in_the_book() {
    let book = Folder::with_book("en");
    let before = book.read("content/index.md");
    wence(book.path(), &["new", "page", "index"]).exits(2).says("`content/index.md` exists already");
    wence(book.path(), &["new", "page", "README"]).exits(2).says("`content/index.md` is this folder's page");
    for path in ["../x", "/x", "_x", ".x", ""] {
        wence(book.path(), &["new", "page", path]).exits(2);
    }
    assert_eq!(book.read("content/index.md"), before);
}

#[test]
fn a_new_page_of_a_listed_book_tells_the_line_to_add() {
    let book = Folder::new();
    book.write("book.toml", "");
    book.write("src/SUMMARY.md", "- [One](one.md)\n");
    book.write("src/one.md", "# One\n");
    let run = wence(book.path(), &["new", "page", "two words", "--title", "Two [2]"]).exits(0).says("src/SUMMARY.md");
    let line = run.stderr.trim_end().lines().last().unwrap().to_owned();
    assert_eq!(line, r"- [Two \[2\]](<two words.md>)");
    book.append("src/SUMMARY.md", &format!("{line}\n"));
    wence(book.path(), &["build", "--strict"]).exits(0).says("2 pages");
}

#[test]
fn a_new_question_builds_without_a_warning() {
    for language in ["zh-CN", "en"] {
        let book = Folder::with_book(language);
        wence(book.path(), &["new", "question", "questions"]).exits(0).says("`question-1`");
        wence(book.path(), &["new", "question", "questions.md"]).exits(0).says("`question-2`");
        wence(book.path(), &["new", "question", "guide/writing", "--id", "why", "--title", "为什么 *这样*？"]).exits(0);
        wence(book.path(), &["new", "question", "questions", "--id", "why"]).exits(2).says("`why` is in use");
        wence(book.path(), &["new", "question", "nowhere"]).exits(2).says("wence new page nowhere");
        wence(book.path(), &["build", "--strict"]).exits(0).says("4 questions");
    }
}

#[test]
fn a_new_question_takes_what_the_book_declares_and_finds_its_page() {
    let book = Folder::new();
    book.write(
        "book.toml",
        "[bank.categories]\norder = \"Orders\"\ncrisis = \"Crises\"\n[bank.traits]\ncalm = \"Calm\"\nfast = \"Fast\"\n",
    );
    book.write("content/index.md", "# T\n");
    wence(book.path(), &["new", "question", "--id", "a"]).exits(2).says("no page with questions yet");
    for (page, category) in [("orders", "order"), ("crises", "crisis")] {
        wence(book.path(), &["new", "page", page]).exits(0);
        wence(book.path(), &["new", "question", "--into", page, "--category", category]).exits(0);
    }
    let before = book.read("content/crises.md");
    for (flag, value, told) in [
        ("--category", "crisi", "did you mean `crisis`?"),
        ("--category", "Crises", "did you mean `crisis`?"),
        ("--traits", "calm,fats", "did you mean `fast`?"),
        ("--level", "hard", "no whole number from 0 to 99"),
        ("--time", "2min", "did you mean `120`?"),
        ("--id", "w-x", "`w-`"),
        ("--id", "question-1", "in use"),
        ("--into", "crisis", "there is no page"),
    ] {
        wence(book.path(), &["new", "question", flag, value]).exits(2).says(told);
    }
    let flags = ["--category", "crisis", "--traits", "fast,calm", "--level", "3", "--time", "45", "--title", "A {b}?"];
    wence(book.path(), &[&["new", "question", "--id", "late"], flags.as_slice()].concat())
        .exits(0)
        .says("to content/crises.md");
    let text = book.read("content/crises.md");
    let heading = "\n## A \\{b\\}? {#late .question category=crisis level=3 traits=fast,calm time=45}\n";
    assert!(text.starts_with(&before) && text.contains(heading), "{text}");
    wence(book.path(), &["build", "--strict"]).exits(0).says("3 questions");
}

#[test]
fn a_new_question_keeps_the_line_ends_of_its_page() {
    let book = Folder::with_book("en");
    book.write("content/guide/writing.md", "# W\r\n\r\nText without an end");
    wence(book.path(), &["new", "question", "guide/writing"]).exits(0);
    let text = book.read("content/guide/writing.md");
    assert!(text.starts_with("# W\r\n\r\nText without an end\r\n\r\n## "), "{text:?}");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
}

// Telling.

#[test]
fn every_command_explains_itself() {
    let folder = Folder::new();
    let help = wence(folder.path(), &["--help"]).exits(0).stdout;
    let commands = ["build", "serve", "check", "export", "init", "new", "explain", "clean", "completions", "config"];
    for name in commands {
        assert!(help.contains(&format!("\n  {name} ")), "{name} is missing:\n{help}");
        wence(folder.path(), &[name, "--help"]).exits(0);
    }
    let help = wence(folder.path(), &["build", "--help"]).exits(0).stdout;
    for flag in ["-d, --dest-dir", "-o, --open", "--drafts", "--strict", "--timings", "--verify", "-C ", "--color"] {
        assert!(help.contains(flag), "{flag} is missing:\n{help}");
    }
    let version = wence(folder.path(), &["--version"]).exits(0).stdout;
    assert_eq!(version, format!("wence {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn codes_are_explained() {
    let folder = Folder::new();
    let run = wence(folder.path(), &["explain", "link-not-found"]).exits(0);
    assert!(run.stdout.contains("Wrong:\n\n    [安装](instal.md)") && run.stdout.contains("Right:"), "{}", run.stdout);
    wence(folder.path(), &["explain", "link-notfound"]).exits(2).says("the nearest is `link-not-found`");
    wence(folder.path(), &["explain", "什么"]).exits(2).says("`什么`");
    let all = wence(folder.path(), &["explain"]).exits(0).stdout;
    assert!(all.lines().count() > 30 && all.contains("\nlink-not-found "), "{all}");
}

#[test]
fn completions_are_scripts() {
    let folder = Folder::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = wence(folder.path(), &["completions", shell]).exits(0);
        assert!(run.stdout.contains("wence") && run.stdout.contains("strict"), "{shell}");
    }
    wence(folder.path(), &["completions", "cmd"]).exits(2);
}

#[test]
fn the_schema_of_the_settings_is_json() {
    let folder = Folder::new();
    let run = wence(folder.path(), &["config", "schema"]).exits(0);
    let schema: Value = serde_json::from_str(&run.stdout).unwrap();
    assert!(schema["$schema"].is_string() && schema["properties"]["book"].is_object(), "{schema}");
}

#[test]
fn a_reader_that_leaves_early_is_no_fault() {
    let folder = Folder::new();
    // Standard output is a pipe that nobody reads.
    let mut child = command(folder.path())
        .args(["config", "schema"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}

// Serving.

#[test]
fn a_save_is_served() {
    let book = Folder::with_book("zh-CN");
    let before = book.files();
    let served = Served::start(book.path(), &["--mount", "/repo/"]);
    assert!(served.url.ends_with("/repo/"), "{}", served.url);
    served.wait_for("", "欢迎");
    book.append("content/index.md", "\n刚刚写下的一行。\n");
    served.wait_for("index.html", "刚刚写下的一行");
    // A build that fails is told of, and the last good site stays.
    let good = book.read("content/index.md");
    book.append("content/index.md", "\n{{#include nothing.rs}}\n");
    served.wait_for_failure("include-not-found");
    assert!(served.get("index.html").1.contains("刚刚写下的一行"));
    book.write("content/index.md", &good.replace("刚刚", "后来"));
    served.wait_for("index.html", "后来写下的一行");
    assert_eq!(book.files(), before, "serving writes nothing");
}

#[test]
fn a_port_in_use_ends_with_two() {
    let book = Folder::with_book("en");
    let served = Served::start(book.path(), &[] as &[&str]);
    let port = served.url.trim_end_matches('/').rsplit(':').next().unwrap();
    wence(book.path(), &["serve", "-p", port]).exits(2).says("is in use");
}

#[test]
#[cfg(unix)]
fn signals_end_with_the_code_that_shells_expect() {
    use rustix::process::{Pid, Signal, kill_process};
    let book = Folder::with_book("en");
    for (signal, code) in [(Signal::INT, 130), (Signal::TERM, 143)] {
        let mut served = Served::start(book.path(), &[] as &[&str]);
        kill_process(Pid::from_child(&served.process), signal).unwrap();
        assert_eq!(served.process.wait().unwrap().code(), Some(code));
    }
}

// Themes.

#[test]
fn a_file_of_the_theme_is_copied_and_the_book_still_builds() {
    let book = Folder::with_book("zh-CN");
    wence(book.path(), &["theme", "eject", "page.html", "css/print.css"])
        .exits(0)
        .says("copied to `theme/css/print.css`");
    let copy = book.read("theme/templates/page.html");
    assert!(copy.starts_with("{#- wence: copied from default templates/page.html "), "{copy}");
    wence(book.path(), &["build", "--strict"]).exits(0);
    let list = wence(book.path(), &["theme", "list"]).exits(0);
    assert!(list.stdout.contains("* templates/page.html\n") && list.stdout.contains("  templates/base.html\n"));
}

#[test]
fn eject_writes_over_nothing_and_all_or_none() {
    let book = Folder::with_book("en");
    book.write("theme/css/code.css", "mine");
    wence(book.path(), &["theme", "eject", "css/base.css", "css/code.css"]).exits(2).says("`theme/css/code.css`");
    assert_eq!(book.read("theme/css/code.css"), "mine");
    assert!(!book.files().contains(&"theme/css/base.css".to_owned()));
    wence(book.path(), &["theme", "eject", "css/bsae.css"]).exits(2).says("did you mean `css/base.css`?");
}

#[test]
fn the_themes_text_is_printed_outside_of_any_book() {
    let folder = Folder::new();
    let printed = wence(folder.path(), &["theme", "eject", "--print", "locales/en.toml"]).exits(0).stdout;
    assert!(printed.contains("next = \"Next\""), "{printed}");
    wence(folder.path(), &["theme", "eject", "locales/en.toml"]).exits(2);
    let list = wence(folder.path(), &["theme", "list", "--theme", "plain"]).exits(0).stdout;
    assert!(list.contains("  css/plain.css\n") && list.contains("  locales/ja.toml\n"), "{list}");
}

#[test]
fn a_copy_of_an_older_theme_is_told() {
    let book = Folder::with_book("en");
    wence(book.path(), &["theme", "eject", "css/print.css"]).exits(0);
    let copy = book.read("theme/css/print.css");
    let stamp = copy.lines().next().and_then(|line| line.split(' ').rev().nth(1)).expect("a fingerprint").to_owned();
    book.write("theme/css/print.css", &copy.replace(&stamp, "0123456789"));
    wence(book.path(), &["check"]).exits(1).says("theme-override-stale").says(&stamp);
    wence(book.path(), &["build"]).exits(0).says("has changed since this copy was made");
}

#[test]
fn the_plain_theme_builds_a_book_without_scripts() {
    let book = Folder::with_book("zh-CN");
    let settings = book.read("book.toml");
    book.write("book.toml", &format!("{settings}\n[output.html]\nbase-theme = \"plain\"\n"));
    wence(book.path(), &["build", "--strict"]).exits(0);
    let page = book.read("book/index.html");
    assert!(!page.contains("<script"), "{page}");
    assert!(page.contains("http-equiv=\"Content-Security-Policy\""), "{page}");
    assert!(!book.files().iter().any(|path| path.starts_with("book/assets/") && path.ends_with(".js")));
}
