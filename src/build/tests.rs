//! Whatever is edited, in whatever order, the book that is kept is the one that a clean build gives.

use super::*;
use crate::diag::render;
use crate::model::Content;
use crate::source::Memory;
use proptest::prelude::*;
use std::collections::BTreeMap;

const ROOT: &str = "/book";

/// A book that is edited: its files by path from the root.
#[derive(Clone)]
struct Written(BTreeMap<String, String>);

impl Written {
    fn new() -> Written {
        let files = [
            ("book.toml", "[book]\ntitle = \"书\"\nlanguage = \"zh-CN\"\n"),
            ("content/index.md", "# 首页\n\n开头。\n\n{{#include _shared.md}}\n"),
            ("content/_shared.md", "共用的话，见[甲](a.md#甲)。\n"),
            ("content/a.md", "# 甲\n\n## 一节\n\n见[乙](part/b.md)。\n\n![图](x.png)\n"),
            ("content/part/index.md", "# 部分\n\n文字。\n"),
            (
                "content/part/b.md",
                "# 乙\n\n## 问 {#ask .question}\n\n### 思路 {.outline}\n\n- 一\n\n回到[甲](../a.md#一节)。\n",
            ),
            ("content/part/c.md", "# 丙\n\n```rust\nfn main() {}\n```\n"),
            ("content/x.png", "not a picture"),
        ];
        Written(files.map(|(path, text)| (path.to_owned(), text.to_owned())).into())
    }

    fn disk(&self) -> Memory {
        let path = |path: &str| format!("{ROOT}/{path}");
        self.0.iter().fold(Memory::new(), |disk, (name, text)| disk.file(path(name), text))
    }

    /// Pages, for an edit to choose from.
    fn pages(&self) -> Vec<String> {
        self.0.keys().filter(|path| path.ends_with(".md")).cloned().collect()
    }

    /// Makes one edit and answers the paths it touched.
    fn edit(&mut self, kind: usize, choice: usize, number: u32) -> Vec<String> {
        let pages = self.pages();
        let page = pages[choice % pages.len()].clone();
        let mut append = |page: &str, text: String| {
            self.0.get_mut(page).expect("a page of the book").push_str(&text);
            vec![page.to_owned()]
        };
        match kind {
            0 => append(&page, format!("\n又一段 {number}，**强调**。\n")),
            1 => append(&page, format!("\n## 新节 {number}\n\n文字。\n")),
            2 => append(&page, format!("\n[断了](nowhere-{number}.md)与[没有](#nothing)、[一节](a.md#一节)。\n")),
            3 => append(&page, format!("\n## 又问 {{#ask-{number} .question}}\n\n### 思路 {{.outline}}\n\n- 二\n")),
            4 => append(&page, "\n## 问 {#ask .question}\n\n### 思路 {.outline}\n\n- 同名\n".to_owned()),
            5 => append(&page, "\n{{#include missing.md}}\n".to_owned()),
            6 => append(&page, "\n![图](x.png)\n".to_owned()),
            7 => {
                // Positions move, nothing else.
                let text = self.0.get_mut(&page).expect("a page of the book");
                text.insert_str(text.find('\n').map_or(text.len(), |end| end + 1), "\n插在前面。\n");
                vec![page]
            }
            8 => {
                let text = self.0.get_mut(&page).expect("a page of the book");
                *text = format!(
                    "---\ntitle: 题 {number}\norder: {}\ndraft: {}\n---\n\n正文。\n",
                    number % 5,
                    number.is_multiple_of(3)
                );
                vec![page]
            }
            9 => {
                let new = format!("content/part/new-{number}.md");
                self.0.insert(new.clone(), format!("# 新页 {number}\n"));
                vec![new]
            }
            10 if pages.len() > 2 => {
                self.0.remove(&page);
                vec![page]
            }
            11 if pages.len() > 2 => {
                let text = self.0.remove(&page).expect("a page of the book");
                let new = format!("content/moved-{number}.md");
                self.0.insert(new.clone(), text);
                vec![page, new]
            }
            12 => {
                let settings = format!("[book]\ntitle = \"书 {}\"\nlanguage = \"zh-CN\"\n", number % 2);
                let html = format!("[output.html]\nsmart-punctuation = {}\n", number.is_multiple_of(3));
                self.0.insert("book.toml".to_owned(), settings + &html);
                vec!["book.toml".to_owned()]
            }
            13 => {
                let style = "theme/css/tokens.css".to_owned();
                self.0.insert(style.clone(), format!(":root {{ --w-x: {number}px; }}\n"));
                vec![style]
            }
            14 => {
                let summary = "content/SUMMARY.md".to_owned();
                if self.0.remove(&summary).is_none() {
                    self.0.insert(summary.clone(), "# 目录\n\n- [甲](a.md)\n- [乙](part/b.md)\n".to_owned());
                }
                vec![summary]
            }
            15 => {
                self.0.insert("content/x.png".to_owned(), format!("another {number}"));
                vec!["content/x.png".to_owned()]
            }
            // Touched and not changed.
            _ => vec![page],
        }
    }
}

/// What readers and the author get: the site's files, and the messages.
fn shown(output: &OutputSet, diagnostics: &[Diagnostic], files: &Files) -> (BTreeMap<String, Content>, String) {
    (output.files.clone(), render::json(diagnostics, files))
}

/// A book as rendered last.
type Rendered = (Arc<Book>, OutputSet, Vec<Diagnostic>);

/// Checks that what the engine holds is the site that `disk` gives, however it is come by.
fn check(update: &Update, disk: &Memory, rendered: &mut Option<Rendered>) {
    let clean = build_from(disk, Path::new(ROOT), &Options::default());
    let (mut output, faults) = update.book.render();
    let after = match rendered {
        Some((before, pages, faults)) => update.book.render_after(before, pages, faults),
        None => update.book.render(),
    };
    assert_eq!(after, (output.clone(), faults.clone()));
    *rendered = Some((Arc::clone(&update.book), after.0, after.1));
    for (path, bytes) in update.book.index() {
        output.insert(path, bytes);
    }
    let mut diagnostics = update.diagnostics.clone();
    diagnostics.extend(faults);
    diag::sort(&update.files, &mut diagnostics);
    let kept = shown(&output, &diagnostics, &update.files);
    let clean_shown = shown(&clean.output, &clean.diagnostics, &clean.files);
    assert_eq!(kept.1, clean_shown.1);
    for (path, content) in &clean_shown.0 {
        assert_eq!(kept.0.get(path), Some(content), "{path}");
        assert_eq!(update.book.file(path).as_ref(), Some(content), "asked for: {path}");
        assert!(update.book.has(path), "{path}");
    }
    assert_eq!(kept.0.len(), clean_shown.0.len());
    assert_eq!(*update.watch, clean.watch);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_series_of_edits_gives_the_clean_build(
        edits in prop::collection::vec((0usize..17, any::<usize>(), 0u32..1000, any::<bool>()), 1..10)
    ) {
        let mut written = Written::new();
        let mut engine = Engine::new(Path::new(ROOT), &Options::default());
        engine.update(&written.disk(), &Changes::Everything);
        let mut touched = Vec::new();
        let mut rendered = None;
        for (kind, choice, number, waits) in edits {
            touched.extend(written.edit(kind, choice, number));
            // Several saves may be told of at once.
            if waits {
                continue;
            }
            let paths = touched.drain(..).map(|path| Path::new(ROOT).join(path)).collect();
            check(&engine.update(&written.disk(), &Changes::Paths(paths)), &written.disk(), &mut rendered);
        }
        let paths = touched.drain(..).map(|path| Path::new(ROOT).join(path)).collect();
        check(&engine.update(&written.disk(), &Changes::Paths(paths)), &written.disk(), &mut rendered);
    }
}

/// An update after one edit of a book that was built.
fn edited(edit: impl FnOnce(&mut Written) -> Vec<String>) -> Update {
    let mut written = Written::new();
    let mut engine = Engine::new(Path::new(ROOT), &Options::default());
    let mut rendered = None;
    check(&engine.update(&written.disk(), &Changes::Everything), &written.disk(), &mut rendered);
    let paths = edit(&mut written).into_iter().map(|path| Path::new(ROOT).join(path)).collect();
    let update = engine.update(&written.disk(), &Changes::Paths(paths));
    check(&update, &written.disk(), &mut rendered);
    update
}

fn names(update: &Update) -> Option<Vec<&str>> {
    update.changed.as_ref().map(|changed| changed.iter().map(String::as_str).collect())
}

#[test]
fn an_edit_costs_what_it_changed() {
    let text = edited(|written| written.edit(0, 1, 1));
    assert_eq!((text.parsed, names(&text)), (1, Some(vec!["a.html"])));
    let included = edited(|written| {
        written.0.insert("content/_shared.md".into(), "别的话。\n".into());
        vec!["content/_shared.md".into()]
    });
    assert_eq!((included.parsed, names(&included)), (1, Some(vec!["index.html"])));
    let heading = edited(|written| written.edit(1, 1, 1));
    assert_eq!((heading.parsed, names(&heading)), (1, None));
    let new = edited(|written| written.edit(9, 0, 1));
    assert_eq!((new.parsed, names(&new)), (1, None));
    let gone = edited(|written| written.edit(10, 3, 1));
    assert_eq!((gone.parsed, names(&gone)), (0, None));
    let touched = edited(|written| written.edit(16, 1, 1));
    assert_eq!((touched.parsed, names(&touched)), (0, Some(vec![])));
    let styles = edited(|written| written.edit(13, 0, 1));
    assert_eq!((styles.parsed, names(&styles)), (0, None));
}
