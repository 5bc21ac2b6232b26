//! The bank outside of the book: a deck that Anki itself imports, `questions.json` held against its schema, sheets of paper.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::program::{Folder, finish, wence};
use crate::schema::faults_by;

const SETTINGS: &str = "\
[book]
title = \"题 库\"
language = \"zh-CN\"

[output.html]
id = \"bank\"
site-url = \"https://example.org/g/\"

[bank.categories]
crisis = \"应变 与危机\"

[bank.levels]
2 = \"进阶\"
";

const FIRST: &str = "\
# 题

## 客户要**加单**，怎么办？ {#rush .question category=crisis level=2 traits=detail,ownership time=60-90}

| 单号 | 数量 |
| --- | --- |
| A1 | 500 |

见[下](#late)、[全部](bank.html)。

### 回答思路 {.outline}

1. 先问\t\"数量\"
2. 再问[日期](other.md#a)，见[下](#late)

```sh
echo \"a\tb\"

# done
```

### 参考回答 {.sample}

![图](dot.png) 行 {#not}

### 参考回答 {.sample}

再说一遍。

## 交期晚了？ {#late .question}

### 回答思路 {.outline}

#先说。
";

/// The smallest picture there is.
const DOT: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

fn book() -> Folder {
    let book = Folder::new();
    book.write("book.toml", SETTINGS);
    book.write("content/index.md", FIRST);
    book.write("content/other.md", "# 其他\n\n## 一 {#a}\n\n字。\n");
    std::fs::write(book.join("content/dot.png"), DOT).unwrap();
    book
}

/// Imports files into a new collection of Anki's own library, one after another. `None` where the environment says that Anki
/// is to be left out.
fn import(language: &str, files: &[&Path]) -> Option<Vec<Value>> {
    if std::env::var_os("WENCE_TESTS_WITHOUT_ANKI").is_some() {
        return None;
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/anki");
    let python = folder.join("venv/bin/python");
    assert!(
        python.exists(),
        "{} is missing: `./tests/run` installs what the tests need; WENCE_TESTS_WITHOUT_ANKI=1 leaves Anki out",
        python.display()
    );
    let run = finish(Command::new(python).arg(folder.join("import.py")).arg(language).args(files)).exits(0);
    Some(serde_json::from_str(&run.stdout).expect("the script prints JSON"))
}

/// The note with this text in its first field.
fn note<'n>(told: &'n Value, text: &str) -> &'n Value {
    let notes = told["notes"].as_array().expect("a list");
    let is_meant = |note: &&Value| note["fields"][0].as_str().is_some_and(|field| field.contains(text));
    notes.iter().find(is_meant).unwrap_or_else(|| panic!("{text} is not among {notes:#?}"))
}

#[test]
fn anki_takes_the_deck_and_a_second_import_brings_it_up_to_date() {
    let book = book();
    wence(book.path(), &["export", "anki", "-o", "1.txt"]).exits(0).says("2 questions, 0 warnings: wrote ");
    // One question gets another name and keeps its old one, the other gets other words; a third joins them.
    let edited = FIRST
        .replace("{#rush ", "{#rush-order aliases=rush ")
        .replace("(#late)", "(#late-delivery)")
        .replace("#late .question", "#late-delivery aliases=late .question level=2")
        .replace("#先说。", "先说，再写。");
    book.write(
        "content/index.md",
        &format!("{edited}\n## 新的？ {{#new .question}}\n\n### 思路 {{.outline}}\n\n一。\n"),
    );
    wence(book.path(), &["export", "anki", "-o", "2.txt"]).exits(0);
    let (first, second) = (book.join("1.txt"), book.join("2.txt"));
    // A profile's note types have names in its own language.
    for language in ["en", "zh-CN"] {
        let Some(told) = import(language, &[&first, &first, &second]) else { return };
        let [once, again, changed] = told.as_slice() else { panic!("{told:#?}") };
        assert_eq!(once["html"], true);
        assert_eq!(json!([once["new"], once["updated"], once["same"]]), json!([2, 0, 0]));
        assert_eq!(json!([again["new"], again["updated"], again["same"]]), json!([0, 0, 2]));
        assert_eq!(again["notes"], once["notes"], "the same file changes nothing");
        assert_eq!(json!([changed["new"], changed["updated"]]), json!([1, 2]));
        assert_eq!(changed["notes"].as_array().map(Vec::len), Some(3), "no note is there twice");

        let rush = note(once, "加单");
        assert_eq!(rush["tags"], json!(["category::crisis", "level::2", "trait::detail", "trait::ownership"]));
        assert_eq!(rush["decks"], json!(["题 库"]));
        assert_eq!(rush["cards"].as_array().map(Vec::len), Some(1));
        let fields = rush["fields"].as_array().unwrap();
        assert_eq!(
            fields[0],
            "<p>客户要<strong>加单</strong>，怎么办？</p><table><thead><tr><th scope=\"col\">单号</th><th scope=\"col\">数量</th></tr></thead><tbody>\n<tr><td>A1</td><td>500</td></tr>\n</tbody></table>\n<p>见<a href=\"https://example.org/g/index.html#late\">下</a>、<a href=\"https://example.org/g/bank.html\">全部</a>。</p><p><small>应变 与危机 · 进阶 · detail ownership · 60–90 秒</small></p>"
        );
        let back = fields[1].as_str().unwrap();
        for piece in [
            "<h3>回答思路</h3>\n<ol>\n<li>先问\t\"数量\"</li>",
            "<a href=\"https://example.org/g/other.html#a\">日期</a>",
            "<a href=\"https://example.org/g/index.html#late\">下</a>",
            "</ol>\n<pre><code>echo \"a\tb\"\n\n# done\n",
            "<img src=\"data:image/png;base64,R0lGODlh",
            "<a href=\"https://example.org/g/index.html#rush\">",
        ] {
            assert!(back.contains(piece), "{piece} is not in\n{back}");
        }
        assert_eq!(back.matches("<h3>参考回答</h3>").count(), 2, "a sample may repeat");

        let renamed = note(changed, "加单");
        assert_eq!((&renamed["guid"], &renamed["cards"]), (&rush["guid"], &rush["cards"]), "what was learnt stays");
        let (late, late_changed) = (note(once, "交期"), note(changed, "交期"));
        assert_eq!((&late_changed["guid"], &late_changed["cards"]), (&late["guid"], &late["cards"]));
        assert_eq!((&late["tags"], &late_changed["tags"]), (&json!([]), &json!(["level::2"])));
        assert!(late_changed["fields"][1].as_str().is_some_and(|back| back.contains("先说，再写。")));
    }
}

#[test]
fn questions_json_follows_the_schema_of_the_manual() {
    let book = book();
    wence(book.path(), &["build"]).exits(0);
    let text = book.read("book/questions.json");
    let bank: Value = serde_json::from_str(&text).unwrap();
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/content/reference/questions.schema.json");
    let schema = std::fs::read_to_string(schema).unwrap();
    assert_eq!(faults_by(&schema, &bank), [] as [String; 0]);
    assert_eq!(bank["version"], wence::export::QUESTIONS_JSON_VERSION);
    assert_eq!(
        bank["book"],
        json!({ "id": "bank", "title": "题 库", "language": "zh-CN", "url": "https://example.org/g/" })
    );
    assert_eq!(bank["vocabularies"]["categories"], json!([{ "id": "crisis", "title": "应变 与危机" }]));
    let rush = &bank["questions"][0];
    assert_eq!(rush.get("aliases"), None);
    assert_eq!((&rush["id"], &rush["url"]), (&json!("rush"), &json!("index.html#rush")));
    assert_eq!((&rush["text"], &rush["time"]), (&json!("客户要加单，怎么办？"), &json!({ "least": 60, "most": 90 })));
    let html = rush["parts"][0]["html"].as_str().unwrap();
    assert!(html.contains("<a href=\"other.html#a\">日期</a>") && html.contains("href=\"index.html#late\""), "{html}");
    assert!(rush["parts"][1]["html"].as_str().is_some_and(|html| html.contains("<img src=\"dot.png\" alt=\"图\"")));
    assert_eq!(bank["questions"][1].get("category"), None, "what is not said is not there");

    // Checked too: what nobody may write.
    let mut wrong = bank.clone();
    wrong["questions"][0]["levle"] = json!("2");
    assert_eq!(faults_by(&schema, &wrong).len(), 1);

    let without = SETTINGS.replace("[bank.categories]", "[bank]\njson = false\n\n[bank.categories]");
    book.write("book.toml", &without);
    wence(book.path(), &["build"]).exits(0);
    assert!(!book.files().contains(&"book/questions.json".to_owned()));
}

#[test]
fn a_question_is_found_under_its_former_id() {
    let book = book();
    book.write("content/index.md", &FIRST.replace("{#rush ", "{#rush-order aliases=rush,urgent "));
    wence(book.path(), &["build"]).exits(0);
    let page = book.read("book/index.html");
    assert!(page.contains("{\"rush\":\"#rush-order\",\"urgent\":\"#rush-order\"}"), "{page}");
    let bank: Value = serde_json::from_str(&book.read("book/questions.json")).unwrap();
    assert_eq!(bank["questions"][0]["aliases"], json!(["rush", "urgent"]));
}

#[test]
fn a_book_without_questions_has_no_files_of_a_bank() {
    let book = Folder::new();
    book.write("book.toml", "[book]\ntitle = \"T\"\n");
    book.write("content/index.md", "# T\n");
    wence(book.path(), &["build"]).exits(0);
    assert!(!book.files().contains(&"book/questions.json".to_owned()));
    wence(book.path(), &["export", "anki"]).exits(2).says("has no questions");
    assert!(!book.files().contains(&"questions-anki.txt".to_owned()));
}

#[test]
fn pages_of_questions_say_so_to_search_engines() {
    let book = book();
    book.write(
        "content/talk.md",
        &format!(
            "# 说\n\n{}\n\n{}",
            "很长的一章，只顺带一问。".repeat(80),
            "## 问 {#q .question}\n\n### 思路 {.outline}\n\n一。\n"
        ),
    );
    wence(book.path(), &["build"]).exits(0);
    let page = book.read("book/other.html");
    assert!(page.contains("\"WebPage\"") && !page.contains("FAQPage"));
    assert!(!book.read("book/talk.html").contains("FAQPage"), "a chapter with one question is no list of questions");
    book.write("content/bank.md", &FIRST.replace("rush", "rush-2").replace("late", "late-2"));
    wence(book.path(), &["build", "-d", "again"]).exits(1).says("bank.html");
    book.write("content/list.md", &FIRST.replace("rush", "rush-2").replace("late", "late-2"));
    std::fs::remove_file(book.join("content/bank.md")).unwrap();
    wence(book.path(), &["build"]).exits(0);
    let page = book.read("book/list.html");
    let start = page.find("application/ld+json\">").expect("there is structured data") + "application/ld+json\">".len();
    let data: Value = serde_json::from_str(&page[start..start + page[start..].find("</script>").unwrap()]).unwrap();
    let faq = &data["@graph"][0];
    assert_eq!(faq["@type"], "FAQPage");
    assert_eq!(faq["mainEntity"][0]["name"], "客户要加单，怎么办？");
    let answer = faq["mainEntity"][0]["acceptedAnswer"]["text"].as_str().unwrap();
    assert!(answer.starts_with("先问") && answer.contains("再问日期") && !answer.contains("再说一遍"), "{answer}");
}

#[test]
fn sheets_hold_all_they_need() {
    let book = book();
    wence(book.path(), &["export", "print"]).exits(0).says("to `questions.html`");
    wence(book.path(), &["export", "print", "--questions", "key"]).exits(0).says("to `questions-key.html`");
    wence(book.path(), &["export", "print", "--questions", "cards"]).exits(0).says("to `questions-cards.html`");
    let (only, key, cards) =
        (book.read("questions.html"), book.read("questions-key.html"), book.read("questions-cards.html"));
    for sheet in [&only, &key, &cards] {
        assert!(sheet.starts_with("<!doctype html>\n<html lang=\"zh-CN\" dir=\"ltr\">"), "{sheet}");
        assert!(sheet.contains("客户要<strong>加单</strong>，怎么办？") && sheet.contains("60–90 秒"), "{sheet}");
        for foreign in ["<script", "<link", "class=\"anchor\"", " id=\"rush\""] {
            assert!(!sheet.contains(foreign), "{foreign}: {sheet}");
        }
    }
    assert!(!only.contains("先问"), "the answers are not on the sheet of questions");
    assert!(key.contains("参考答案") && key.contains("data:image/png;base64,") && key.contains("再说一遍"));
    assert!(cards.contains("第 1 问") && cards.contains("先问") && !cards.contains("再说一遍"), "{cards}");
    // To a stream, and the same bytes again.
    let run = wence(book.path(), &["export", "print", "-o", "-"]).exits(0);
    assert_eq!(run.stdout, only);
}

#[test]
fn an_export_replaces_its_own_files_alone() {
    let book = book();
    book.write("mine.txt", "a list of mine");
    wence(book.path(), &["export", "anki", "-o", "mine.txt"]).exits(2).says("was not written by an export");
    assert_eq!(book.read("mine.txt"), "a list of mine");
    wence(book.path(), &["export", "anki", "-o", "mine.txt", "--force"]).exits(0);
    wence(book.path(), &["export", "anki", "-o", "mine.txt", "--deck", "A::B", "--notetype", "X"]).exits(0);
    assert!(book.read("mine.txt").contains("#deck:A::B\n#notetype:X\n"));
    wence(book.path(), &["export", "anki", "-o", "content"]).exits(2);
    wence(book.path(), &["export", "anki", "-o", "no/where.txt"]).exits(2).says("no/where.txt");
    book.append("content/index.md", "\n## 坏 {#bad .question}\n");
    let before = book.read("mine.txt");
    wence(book.path(), &["export", "anki", "-o", "mine.txt"]).exits(1).says("question-without-outline");
    assert_eq!(book.read("mine.txt"), before, "a bank with faults is not written");
    assert!(!book.files().iter().any(|path| path.starts_with('.')), "nothing is left behind: {:?}", book.files());
}
