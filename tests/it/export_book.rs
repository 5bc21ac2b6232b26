//! The whole book in one file: held against the checker of its format, and against itself made once more.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use crate::program::{Folder, command, finish, wence};
use crate::webdriver::{Browser, ENTER};

/// A file's parts by their names, in their order in the archive.
fn parts(bytes: &[u8]) -> (Vec<String>, BTreeMap<String, Vec<u8>>) {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("it is an archive");
    let mut names = Vec::new();
    let mut parts = BTreeMap::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        let name = file.name().expect("names are UTF-8").into_owned();
        names.push(name.clone());
        parts.insert(name, bytes);
    }
    (names, parts)
}

fn bytes(path: PathBuf) -> Vec<u8> {
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Holds the file against EPUBCheck, unless the environment says that it is to be left out.
fn is_valid(epub: &Path) {
    if std::env::var_os("WENCE_TESTS_WITHOUT_EPUBCHECK").is_some() {
        return;
    }
    let venv = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/epub/venv/lib");
    let jar = std::fs::read_dir(&venv).into_iter().flatten().flatten();
    let jar = jar.map(|python| python.path().join("site-packages/epubcheck/epubcheck.jar")).find(|jar| jar.exists());
    let jar = jar.unwrap_or_else(|| {
        panic!(
            "nothing is in {}: `./tests/run` installs what the tests need; WENCE_TESTS_WITHOUT_EPUBCHECK=1 leaves it out",
            venv.display()
        )
    });
    let run = finish(Command::new("java").arg("-jar").arg(jar).arg("--failonwarnings").arg(epub));
    assert_eq!(run.code, Some(0), "{}\n{}", run.stdout, run.stderr);
}

const SETTINGS: &str = "\
[book]
title = \"书 <甲> & 乙\"
language = \"zh-CN\"
authors = [\"某 & 某\", \"\"]
description = \"一本 <书>\"

[output.html]
id = \"book\"
site-url = \"https://example.org/g/\"
";

/// The smallest picture there is.
const DOT: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

/// HTML that browsers read and no schema allows.
const RAW: &str = r##"# Raw

<div id=a><p>unclosed <span><div>block in span</div>
<a href="b.md#none">x <a href="b.md#yes">nested</a></a>
<ul>text<li>one</li><p>stray</p></ul>
<table><tr><td>1<table><tr><td>in</table><tfoot><tr><td>f</table>
<dl>stray<dd>d</dd></dl><dl><dt>t<h2 id="in-dt">h</h2></dt></dl>
<center><font color=red>red</font></center>
<h3>head <div>block</div> <ul><li>x</ul></h3>
<pre>pre <p>para</p> <table><tr><td>1<td>2</table></pre>
<img src=none.png><img src=data:image/png;base64,AAAA alt=data><img src="https://example.org/x.png" alt="far away">
<iframe src="https://example.org/v" title="video"></iframe><video controls><source src="v.mp4">no video</video>
<svg viewBox="0 0 1 1"><style>a{}</style><script>alert(1)</script><a href="javascript:alert(1)"><circle r=1 onclick=x foo:bar="1" /></a><foreignObject><p>html</p></foreignObject><foo:bar/></svg>
<math><mi>x</mi><semantics><mi>y</mi><annotation encoding="application/x-tex">y</annotation></semantics></math>
<custom-element foo="1"><p>in custom</p></custom-element>
<details><summary><h4>s</h4></summary>folded</details><summary>lone</summary>
<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby><rt>lone</rt>
<form><input value="v" checked><select><option>o</select><textarea>ta</textarea><button>b</button><label for=x>l</label></form>
<span id="a">dup</span><span id="1 2">space</span><span lang="not a lang!" dir=weird onclick=x style="color:red">attr</span>
<a href="http://[bad">bad</a><a href="javascript:alert(1)">js</a><a href="https://example.org/订 单">sp</a><a href="#1%202">id</a>
<figure><figcaption>one</figcaption><p>x</p><figcaption>two</figcaption></figure>
<main><header><main>m</main></header><nav><address><h2>a</h2></address></nav></main>
<p hidden aria-foo=1 role=banana tabindex=3 contenteditable data-x=1>p</p>
"##;

fn book() -> Folder {
    let book = Folder::new();
    book.write("book.toml", SETTINGS);
    book.write(
        "content/SUMMARY.md",
        "# 目录\n\n[序](index.md)\n\n# 上 & 下\n\n- [一](a/b.md)\n  - [二](raw.md)\n  - [草]()\n- [再](index.md)\n\n# 空\n",
    );
    book.write(
        "content/index.md",
        "# 序\n\n见[一](a/b.md#思路)、[夹](a/)、[全部](contents.html)、[外](https://example.org/)、[本页](#尾)[^1]。\n\n\
         ![点](<a/点 1.gif>)\n\n![图](a/s.svg)\n\n- [ ] 待\n- [x] 成\n\n$x^2$\n\n```rust,ignore\n# let hidden = 1;\nlet a = \"<&>\";\n```\n\n\
         ## 尾\n\n[^1]: 注文。\n\n    第二段。\n",
    );
    book.write(
        "content/a/b.md",
        "# 一\n\n## 加单？ {#rush .question time=60-90}\n\n### 思路 {.outline}\n\n先问。\n\n### 例 {.sample}\n\n再说。\n\n## 思路\n\n回[序](../index.md)。\n",
    );
    book.write("content/raw.md", RAW);
    std::fs::write(book.join("content/a/点 1.gif"), DOT).unwrap();
    // A drawing that XML does not allow and browsers show.
    book.write(
        "content/a/s.svg",
        "<svg viewBox=\"0 0 9 9\"><g style=\"fill:red\" inkscape:label=x><text>a &nbsp; & b</text></g><use xlink:href=\"#q\"/><g id=q>",
    );
    book
}

#[test]
fn an_epub_is_valid_and_holds_the_book() {
    let book = book();
    wence(book.path(), &["export", "epub"]).exits(0).says("to `book.epub`");
    let epub = bytes(book.join("book.epub"));
    is_valid(&book.join("book.epub"));
    let (names, parts) = parts(&epub);
    assert_eq!(names[0], "mimetype");
    let text = |name: &str| String::from_utf8(parts[name].clone()).unwrap();

    let package = text("EPUB/package.opf");
    for piece in [
        "<dc:title>书 &lt;甲&gt; &amp; 乙</dc:title>",
        "<dc:language>zh-CN</dc:language>",
        "<dc:creator>某 &amp; 某</dc:creator>",
        "<meta property=\"dcterms:modified\">1980-01-01T00:00:00Z</meta>",
        "media-type=\"application/xhtml+xml\" properties=\"mathml\"/>",
        "media-type=\"application/xhtml+xml\" properties=\"mathml svg\"/>",
        "media-type=\"image/gif\"",
        "media-type=\"image/svg+xml\"",
    ] {
        assert!(package.contains(piece), "{piece} is not in\n{package}");
    }
    let contents = text("EPUB/contents.xhtml");
    assert!(
        contents.contains(
            "<li><a href=\"page-0001.xhtml\">序</a></li>\n<li><span>上 &amp; 下</span>\n<ol>\n<li><a href=\"page-0002.xhtml\">1. 一</a>\n\
             <ol>\n<li><a href=\"page-0003.xhtml\">1.1. 二</a></li>\n</ol>\n</li>\n</ol>\n</li>\n</ol>"
        ),
        "{contents}"
    );
    assert!(!contents.contains('空') && !contents.contains('草'), "what leads nowhere is left out: {contents}");

    let first = text("EPUB/page-0001.xhtml");
    for piece in [
        "<a href=\"page-0002.xhtml#思路\">一</a>",
        "<a href=\"page-0001.xhtml#尾\">本页</a>",
        "<a href=\"https://example.org/g/contents.html\">全部</a>",
        "<a href=\"https://example.org/\">外</a>",
        "epub:type=\"noteref\"",
        "<aside epub:type=\"footnote\" role=\"doc-footnote\" id=\"w-fn-1\">",
        "alt=\"点\" width=\"1\" height=\"1\"/>",
        "<math xmlns=\"http://www.w3.org/1998/Math/MathML\"",
        "☑ ",
        "<span class=\"s\">&quot;&lt;&amp;&gt;&quot;</span>",
    ] {
        assert!(first.contains(piece), "{piece} is not in\n{first}");
    }
    let second = text("EPUB/page-0002.xhtml");
    assert!(second.contains("<p class=\"facts\">60–90 秒</p>") && second.contains("再说。"), "{second}");
    let raw = text("EPUB/page-0003.xhtml");
    for word in ["unclosed", "block in span", "nested", "stray", "far away", "folded", "in custom", "attr"] {
        assert!(raw.contains(word), "{word} is lost in\n{raw}");
    }
    assert!(!raw.contains("alert") && !raw.contains("onclick"), "{raw}");
}

#[test]
fn an_epub_is_the_same_whenever_it_is_made() {
    let book = book();
    wence(book.path(), &["export", "epub", "-o", "1.epub"]).exits(0);
    wence(book.path(), &["export", "epub", "-o", "2.epub"]).exits(0);
    let mut single = command(book.path());
    single.env("RAYON_NUM_THREADS", "1").env("TZ", "Asia/Shanghai").args(["export", "epub", "-o", "3.epub"]);
    finish(&mut single).exits(0);
    let one = bytes(book.join("1.epub"));
    assert!(one == bytes(book.join("2.epub")) && one == bytes(book.join("3.epub")), "three exports, one book");

    let dated = |seconds: &str| {
        let mut run = command(book.path());
        finish(run.env("SOURCE_DATE_EPOCH", seconds).args(["export", "epub", "-o", "4.epub"]))
    };
    dated("1700000000").exits(0);
    let (_, parts) = parts(&bytes(book.join("4.epub")));
    let package = String::from_utf8(parts["EPUB/package.opf"].clone()).unwrap();
    assert!(package.contains("2023-11-14T22:13:20Z"), "{package}");
    dated("yesterday").exits(2).says("`SOURCE_DATE_EPOCH` is `yesterday`");
    // Its own file is replaced, another's is not.
    wence(book.path(), &["export", "epub", "-o", "4.epub"]).exits(0);
    book.write("mine.epub", "mine");
    wence(book.path(), &["export", "epub", "-o", "mine.epub"]).exits(2).says("was not written by an export");
}

#[test]
fn a_book_of_nothing_is_still_a_book() {
    let book = Folder::new();
    book.write("book.toml", "[book]\ntitle = \"\"\nlanguage = \"ar\"\n");
    book.write("content/index.md", "\n");
    wence(book.path(), &["export", "epub"]).exits(0);
    is_valid(&book.join("book.epub"));
}

#[test]
fn one_file_searches_and_practises_and_asks_for_nothing() {
    let book = book();
    let far = "# Raw\n\n<video src=\"https://example.org/v.mp4\" poster=\"https://example.org/p.png\"></video>\n\n![far](https://example.org/x.png)\n";
    book.write("content/raw.md", far);
    wence(book.path(), &["export", "single"]).exits(0).says("to `book.html`");
    wence(book.path(), &["export", "single"]).exits(0);
    wence(book.path(), &["export", "single", "-o", "2.html"]).exits(0);
    let file = bytes(book.join("book.html"));
    assert!(file == bytes(book.join("2.html")), "two exports, one book");

    let browser = Browser::start();
    let address = format!("file://{}", book.join("book.html").display());
    browser.open(&address);
    browser.requests();
    browser.open(&address);
    // Every link leads to a place in the file or to the web.
    let lost = browser.texts(
        "return [...document.querySelectorAll('a[href]')].map(link => link.getAttribute('href')).filter(href => href[0] === '#' \
           ? !/^#(q|category|level|trait|phase)=/.test(href) && href.length > 1 && !document.getElementById(decodeURIComponent(href.slice(1))) \
           : !/^(https?|mailto):/.test(href))",
        json!([]),
    );
    assert_eq!(lost, Vec::<String>::new());
    assert_eq!(
        browser.evaluate("[...document.querySelectorAll('img')].some(image => image.src.startsWith('data:image/gif'))"),
        true
    );
    let twice = "(ids => ids.length - new Set(ids).size)([...document.querySelectorAll('[id]')].map(one => one.id))";
    assert_eq!(browser.evaluate(twice), json!(0), "ids are unique");

    browser.press(&["/"]);
    browser.wait_for("document.querySelector('#w-find input')");
    browser.insert("再说");
    browser.wait_for("document.querySelector('#w-find [role=option]')");
    browser.press(&[ENTER]);
    browser.wait_for("location.hash.startsWith('#p2-')");

    browser.open(&format!("{address}#q=rush"));
    browser.evaluate("location.reload()");
    browser
        .wait_for("!document.querySelector('.practice-round').hidden && !document.querySelector('#w-practice').hidden");
    browser.wait_for("document.querySelector('.practice-parts').textContent.includes('先问')");
    let requests: Vec<String> = browser.requests().into_iter().map(|request| request.url).collect();
    assert!(requests.iter().all(|url| url.starts_with(&address) || url.starts_with("data:")), "{requests:?}");
    assert_eq!(browser.console(), Vec::<String>::new());
}

#[test]
fn a_site_offers_itself_as_an_archive_if_it_is_asked_to() {
    let book = book();
    book.write("book.toml", &book.read("book.toml").replace("[output.html]", "[output.html]\narchive = true"));
    wence(book.path(), &["build", "--verify"]).exits(0);
    let archive = bytes(book.join("book/site.zip"));
    let (names, parts) = parts(&archive);
    let link = "href=\"site.zip\" download>";
    assert!(book.read("book/index.html").contains(link));
    let inside = String::from_utf8(parts["index.html"].clone()).unwrap();
    assert!(!inside.contains("site.zip"), "unpacked, there is none");
    let page = book.read("book/index.html");
    let (before, after) = page.split_once("<a href=\"site.zip\" download>").unwrap();
    assert!(inside == format!("{before}{}", after.split_once("</a>").unwrap().1), "all else is the same");
    assert!(names.contains(&"a/点 1.gif".to_owned()) && names.contains(&"search/index.js".to_owned()), "{names:?}");
    assert!(!book.read("book/sw.js").contains("site.zip"), "what is kept anyway is not kept twice");
    // What stands for itself offers nothing beside it.
    wence(book.path(), &["export", "zip"]).exits(0);
    assert!(bytes(book.join("site.zip")) == archive, "an export is another");
    wence(book.path(), &["export", "single"]).exits(0);
    assert!(!book.read("book.html").contains("site.zip"));

    book.write("content/site.zip", "the author's own");
    wence(book.path(), &["build"]).exits(0);
    assert_eq!(book.read("book/site.zip"), "the author's own");
}

#[test]
fn an_archive_holds_the_site() {
    let book = book();
    wence(book.path(), &["build"]).exits(0);
    wence(book.path(), &["export", "zip"]).exits(0).says("to `site.zip`");
    let archive = bytes(book.join("site.zip"));
    let (names, parts) = parts(&archive);
    for name in &names {
        assert!(parts[name] == bytes(book.join(&format!("book/{name}"))), "{name} is another");
    }
    assert!(names.contains(&"a/点 1.gif".to_owned()) && names.contains(&"search/index.js".to_owned()), "{names:?}");
    wence(book.path(), &["export", "zip"]).exits(0);
    assert!(archive == bytes(book.join("site.zip")), "two exports, one site");
}

#[test]
fn a_pdf_has_an_outline_and_is_the_same_again() {
    let book = book();
    book.write("content/raw.md", "# Raw\n\n![far](https://example.org/x.png)\n");
    wence(book.path(), &["export", "pdf"]).exits(0).says("to `book.pdf`");
    let pdf = bytes(book.join("book.pdf"));
    assert!(pdf.starts_with(b"%PDF"));
    let has = |text: &str| memchr::memmem::find(&pdf, text.as_bytes()).is_some();
    assert!(has("/Outlines") && has("\n%Wence "), "headings are its outline");
    wence(book.path(), &["export", "pdf"]).exits(0);
    assert!(pdf == bytes(book.join("book.pdf")), "two exports, one book");
    let mut without = command(book.path());
    let run = finish(without.env("CHROME", "/no/browser").args(["export", "pdf", "-o", "2.pdf"]));
    run.exits(2).says("no Chromium or Chrome was found to print with");
    assert!(!book.files().contains(&"2.pdf".to_owned()));
}
