//! What a site says of itself to those who look for it: programs, search engines, link previews.

use std::fs;

use crate::program::{Folder, wence};

/// A small book with what its pages may have.
fn book(settings: &str) -> Folder {
    let folder = Folder::new();
    let root = "[book]\ntitle = \"书 [一]\"\ndescription = \"说明\\n两行\"\nlanguage = \"zh-CN\"\n[output.html]\n";
    folder.write("book.toml", &format!("{root}{settings}"));
    folder.write("content/index.md", "# 首页\n\n开头，见[甲](part/a%20b.md#一节)。\n");
    folder.write("content/_shared.md", "共用的话。\n");
    folder.write("content/part/index.md", "---\ntitle: 部分\n---\n\n没有一级标题。\n");
    folder.write(
        "content/part/a b.md",
        "---\ntags: [样品, AQL]\ndescription: 讲甲\n---\n\n# 甲 [x]\n\n{{#include ../_shared.md}}\n\n## 一节\n\n回[首页](../index.md)。\n",
    );
    folder
}

fn build(folder: &Folder) {
    wence(folder.path(), &["build", "--strict", "-d", "site", "--verify"]).exits(0);
}

#[test]
fn pages_are_there_as_markdown_whose_links_hold() {
    let folder = book("");
    build(&folder);
    let text = folder.read("site/part/a b.md");
    assert_eq!(text, "# 甲 [x]\n\n共用的话。\n\n## 一节\n\n回[首页](../index.md)。\n");
    assert_eq!(folder.read("site/part/index.md"), "# 部分\n\n没有一级标题。\n");
    assert!(folder.join("site/index.md").exists() && !folder.join("site/_shared.md").exists());
    let page = folder.read("site/part/a b.html");
    assert!(page.contains("<link rel=\"alternate\" type=\"text/markdown\" href=\"../part/a%20b.md\">"), "{page}");
    // Nothing is written twice: a redirect from such a path is told.
    folder.append("book.toml", "[output.html.redirect]\n\"/part/a b.md\" = \"index.html\"\n");
    wence(folder.path(), &["build", "-d", "site"]).exits(1).says("duplicate-output");
    let without = book("markdown-pages = false\n[output.html.redirect]\n\"/part/a b.md\" = \"index.html\"\n");
    build(&without);
    assert!(!without.join("site/index.md").exists() && !without.read("site/index.html").contains("text/markdown"));
    assert!(without.read("site/llms.txt").contains("](part/a%20b.html)"));
}

/// The form that llmstxt.org asks for: a title, a quotation, then lists under headings of level 2.
#[test]
fn llms_txt_lists_every_page() {
    let folder = book("site-url = \"https://example.org/b/\"\n");
    build(&folder);
    assert_eq!(
        folder.read("site/llms.txt"),
        "# 书 [一]\n\n> 说明 两行\n\n## 目录\n\n- [首页](https://example.org/b/index.md): 开头，见甲。\n\n## 部分\n\n\
         - [部分](https://example.org/b/part/index.md): 没有一级标题。\n\
         - [甲 \\[x\\]](https://example.org/b/part/a%20b.md): 讲甲\n"
    );
    // The author's own stands.
    fs::write(folder.join("content/llms.txt"), "# Mine\n").unwrap();
    build(&folder);
    assert_eq!(folder.read("site/llms.txt"), "# Mine\n");
}

#[test]
fn tags_lead_from_pages_to_a_page_of_all() {
    let folder = book("");
    folder.write("content/b.md", "---\ntags: [aql, C++, \"C#\", AQL]\n---\n\n# 乙\n");
    build(&folder);
    let page = folder.read("site/part/a b.html");
    let links =
        "<li><a href=\"../tags.html#tag-%E6%A0%B7%E5%93%81\">样品</a></li><li><a href=\"../tags.html#tag-aql\">";
    assert!(page.contains(links), "{page}");
    let tags = folder.read("site/tags.html");
    let (_, list) = tags.split_once("<ul class=\"tags\">").expect("the list of all tags");
    let ids: Vec<&str> =
        list.split("<h2 id=\"").skip(1).map(|rest| rest.split('"').next().unwrap_or_default()).collect();
    assert_eq!(ids, ["tag-aql", "tag-c-", "tag-c--", "tag-样品"]);
    let (_, aql) = list.split_once("<h2 id=\"tag-aql\">").expect("a section");
    let aql = aql.split("</ul>").next().expect("a list");
    // One tag, however it is written, and each page once.
    assert!(aql.contains("href=\"b.html\">乙") && aql.contains("href=\"part/a%20b.html\">甲 [x]"), "{aql}");
    assert_eq!(aql.matches("<li>").count(), 2);
    assert!(folder.read("site/index.html").contains("href=\"tags.html\">标签"));
    assert!(!folder.read("site/index.html").contains("class=\"tags\""));
    let plain = book("base-theme = \"plain\"\n");
    build(&plain);
    assert!(plain.read("site/tags.html").contains("tag-aql"));
    let without = Folder::with_book("en");
    without.append("content/index.md", "\n[Tags](tags.html)\n");
    wence(without.path(), &["build", "-d", "site"]).exits(0).says("link-not-found");
    assert!(!without.join("site/tags.html").exists());
}

#[test]
fn link_previews_show_a_cover() {
    let folder = book("site-url = \"https://example.org/b/\"\n");
    build(&folder);
    let image = |page: &str| {
        let (_, rest) = page.split_once("<meta property=\"og:image\" content=\"")?;
        rest.split('"').next()?.strip_prefix("https://example.org/b/").map(str::to_owned)
    };
    let path = image(&folder.read("site/part/a b.html")).expect("an address in the site");
    let picture = fs::read(folder.join("site").join(&path)).expect("it is there");
    // Signature, and width and height where IHDR has them.
    assert!(picture.starts_with(b"\x89PNG\r\n\x1a\n") && picture.len() < 40_000);
    assert_eq!((&picture[16..20], &picture[20..24]), (&1200_u32.to_be_bytes()[..], &630_u32.to_be_bytes()[..]));
    folder.append("book.toml", "cover = \"part/own 1.png\"\n");
    fs::write(folder.join("content/part/own 1.png"), &picture).unwrap();
    build(&folder);
    assert_eq!(image(&folder.read("site/index.html")).as_deref(), Some("part/own%201.png"));
    assert!(!folder.join("site").join(&path).exists());
    fs::remove_file(folder.join("content/part/own 1.png")).unwrap();
    let run = wence(folder.path(), &["build", "-d", "site"]).exits(0);
    run.says("there is no picture `part/own 1.png`");
    let without = book("");
    build(&without);
    assert!(!without.read("site/index.html").contains("og:image"));
    assert!(
        !fs::read_dir(without.join("site/assets"))
            .unwrap()
            .any(|file| { file.unwrap().file_name().to_string_lossy().starts_with("cover") })
    );
}
