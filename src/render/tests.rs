//! The renderer as a whole, on small books made by hand.

use super::*;
use crate::config;
use crate::diag::{FileId, Files, Place, Severity, Span, codes};
use crate::model::BodyHtml;
use crate::model::{
    Asset, Body, Chapter, Entry, Face, Heading, Hole, Html, Link, LinkKind, Outline, Page, ParsedPage, Target,
};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

fn path(text: &str) -> SitePath {
    SitePath::new(text).expect("a path inside the book")
}

/// A page with a title, a second heading `二`, and the given HTML between them.
fn page(file: &str, title: &str, html: &str, holes: Vec<(std::ops::Range<u32>, Hole)>, links: Vec<Link>) -> Page {
    let span = Span::new(FileId::DETACHED, 0..0);
    let head = format!("<h1 id=\"t\">{title}</h1>\n");
    let shift = head.len() as u32;
    let holes = holes.into_iter().map(|(range, hole)| (range.start + shift..range.end + shift, hole)).collect();
    let heading = |level, id: &str, text: &str| Heading {
        level,
        id: id.into(),
        text: text.into(),
        html: text.replace('&', "&amp;").replace('<', "&lt;"),
        in_outline: true,
        span,
    };
    let face = Face {
        headings: vec![heading(1, "t", title), heading(2, "二", "二"), heading(2, "三", "三")],
        links,
        ..Face::default()
    };
    let html = Html { text: format!("{head}{html}"), holes };
    let text = BodyHtml { html, ..BodyHtml::default() };
    let body = Body { held_html: text.into(), title_end: Some(head.len()), ..Body::default() };
    let parsed = ParsedPage { path: path(file), face, body };
    Page {
        parsed: Arc::new(parsed),
        title: title.into(),
        url: path(file).page_url(),
        language: "zh-CN".into(),
        number: None,
        changed: None,
    }
}

fn plain(file: &str, title: &str) -> Page {
    page(file, title, "<p>正文</p>\n", Vec::new(), Vec::new())
}

fn chapter(page: &Page) -> Chapter {
    Chapter { title: page.title.clone(), page: Some(page.parsed.path.clone()), ..Chapter::default() }
}

fn site(entries: Vec<Entry>, pages: Vec<Page>) -> Site {
    let by_path = pages.iter().enumerate().map(|(index, page)| (page.parsed.path.clone(), index)).collect();
    let outline = Outline { title: None, entries };
    let pages = pages.into_iter().map(Arc::new).collect();
    let edition = Edition { language: "zh-CN".into(), outline: Arc::new(outline), pages, by_path: Arc::new(by_path) };
    Site { editions: vec![edition], assets: Arc::default(), redirects: Arc::default() }
}

fn flat(pages: Vec<Page>) -> Site {
    site(pages.iter().map(|page| Entry::Chapter(chapter(page))).collect(), pages)
}

fn config(text: &str) -> Config {
    let (config, faults) = crate::config::parse(&format!("[book]\nlanguage = \"zh-CN\"\n{text}"), FileId::DETACHED);
    assert!(faults.is_empty(), "{faults:?}");
    config
}

fn render_with(site: &Site, settings: &str, theme: &Theme) -> (OutputSet, Vec<Diagnostic>) {
    render(&Inputs {
        site,
        config: &config(settings),
        theme,
        source_folder: "content",
        additions: &[],
        is_kept: true,
        glossaries: &[],
        moved: &BTreeMap::new(),
        languages: None,
        depth: 0,
    })
}

fn rendered(site: &Site, settings: &str) -> OutputSet {
    let (output, faults) = render_with(site, settings, &Theme::default());
    assert!(faults.is_empty(), "{faults:?}");
    output
}

fn text<'o>(output: &'o OutputSet, path: &str) -> &'o str {
    match &output.files[path] {
        Content::Bytes(bytes) => std::str::from_utf8(bytes).expect("HTML is UTF-8"),
        Content::Elsewhere(_) | Content::Copy(_) => panic!("{path} is not in memory"),
    }
}

fn override_theme(files: &[(&str, &str)]) -> (Theme, Vec<Diagnostic>, Files) {
    let files: BTreeMap<String, Vec<u8>> =
        files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
    let sources = Files::default();
    let folder = ThemeFolder { path: "theme", files: &files, used_elsewhere: &BTreeSet::new() };
    let (theme, faults) = Theme::load(&config::Html::default(), folder, &sources);
    (theme, faults, sources)
}

fn link(href: &str, target: Target) -> Link {
    Link {
        kind: LinkKind::Link,
        href: href.into(),
        target,
        lacks_alternative: false,
        span: Span::new(FileId::DETACHED, 0..0),
    }
}

#[test]
fn an_empty_book_renders_without_faults() {
    let output = rendered(&flat(Vec::new()), "");
    assert!(output.files.contains_key("404.html"));
    assert!(!output.files.contains_key("print.html"));
}

#[test]
fn only_404_html_has_links_from_the_root() {
    let pages = vec![plain("index.md", "首页"), plain("before/公司.md", "研究公司")];
    let output = rendered(&flat(pages), "[output.html]\nsite-url = \"https://example.org/书/\"\n");
    for path in ["index.html", "before/公司.html", "contents.html", "print.html"] {
        let html = text(&output, path);
        assert!(!html.contains("href=\"/") && !html.contains("src=\"/"), "{path}");
    }
    assert!(text(&output, "404.html").contains("href=\"/书/index.html\""));
    assert!(text(&output, "before/公司.html").contains("data-base=\"../\""));
    assert!(text(&output, "404.html").contains("<style>"));
}

#[test]
fn the_current_page_is_marked_once_in_the_sidebar() {
    let pages = vec![plain("index.md", "首页"), plain("a/一.md", "一"), plain("a/二.md", "二")];
    let output = rendered(&flat(pages), "");
    let html = text(&output, "a/二.html");
    let side = &html[html.find("<nav class=\"side\"").unwrap()..html.find("<main").unwrap()];
    assert_eq!(side.matches("aria-current").count(), 1);
    assert!(side.contains("<a aria-current=\"page\" href=\"../a/%E4%BA%8C.html\">二</a>"), "{side}");
}

#[test]
fn neighbours_follow_the_reading_order() {
    let output = rendered(&flat(vec![plain("index.md", "甲"), plain("b.md", "乙"), plain("c.md", "丙")]), "");
    let html = text(&output, "b.html");
    assert!(html.contains("rel=\"prev\" href=\"index.html\"><small>上一页</small>甲"));
    assert!(html.contains("rel=\"next\" href=\"c.html\"><small>下一页</small>丙"));
    assert!(!text(&output, "c.html").contains("rel=\"next\""));
}

#[test]
fn without_an_index_page_the_first_page_is_the_home_page_too() {
    let html = "<p><a href=\"c.html\">丙</a></p>\n";
    let at = html.find("c.html").unwrap() as u32;
    let links = vec![link("c.md", Target::Path { path: path("a/c.md"), fragment: Some("二".into()) })];
    let first = page("a/b.md", "乙", html, vec![(at..at + 6, Hole::Href(0))], links);
    let output =
        rendered(&flat(vec![first, plain("a/c.md", "丙")]), "[output.html]\nsite-url = \"https://example.org/\"\n");
    assert!(text(&output, "index.html").contains("<a href=\"a/c.html#%E4%BA%8C\">丙</a>"));
    assert!(text(&output, "index.html").contains("rel=\"canonical\" href=\"https://example.org/\""));
    assert!(text(&output, "a/b.html").contains("<a href=\"c.html\">丙</a>"));
    assert!(text(&output, "sitemap.xml").contains("<loc>https://example.org/</loc>"));
}

#[test]
fn images_get_their_size_and_unknown_ones_stay() {
    let html = "<img src=\"x.png\" alt=\"\"><img src=\"y.png\" alt=\"\">";
    let first = html.find("><").unwrap() as u32;
    let second = html.len() as u32 - 1;
    let image =
        |file: &str| Link { kind: LinkKind::Image, ..link(file, Target::Path { path: path(file), fragment: None }) };
    let holes = vec![(first..first, Hole::ImageSize(0)), (second..second, Hole::ImageSize(1))];
    let mut site = flat(vec![page("index.md", "图", html, holes, vec![image("x.png"), image("y.png")])]);
    let asset = Asset { path: path("x.png"), source: PathBuf::from("/x.png"), bytes: 1, size: Some((640, 480)) };
    site.assets = Arc::new(vec![asset]);
    let output = rendered(&site, "");
    assert!(
        text(&output, "index.html")
            .contains("<img src=\"x.png\" alt=\"\" width=\"640\" height=\"480\"><img src=\"y.png\" alt=\"\">")
    );
    assert_eq!(output.files["x.png"], Content::Copy(PathBuf::from("/x.png")));
}

#[test]
fn the_print_page_keeps_ids_apart_and_turns_links_inwards() {
    let html = "<p id=\"x\"><a href=\"#x\">x</a><a href=\"b.html\">b</a><a href=\"f.zip\">f</a></p>";
    let hole = |words: &str, from: usize| {
        let at = (html[from..].find(words).unwrap() + from) as u32;
        at..at + words.len() as u32
    };
    let holes = vec![
        (hole("x", 0), Hole::Id),
        (hole("#x", 0), Hole::OwnAnchor),
        (hole("b.html", 0), Hole::Href(0)),
        (hole("f.zip", 0), Hole::Href(1)),
    ];
    let links = vec![
        link("b.md", Target::Path { path: path("a/b.md"), fragment: None }),
        link("f.zip", Target::Path { path: path("a/f.zip"), fragment: None }),
    ];
    let output = rendered(&flat(vec![page("a/a.md", "甲", html, holes, links), plain("a/b.md", "乙")]), "");
    let print = text(&output, "print.html");
    assert!(
        print.contains("<p id=\"p1-x\"><a href=\"#p1-x\">x</a><a href=\"#p2\">b</a><a href=\"a/f.zip\">f</a></p>"),
        "{print}"
    );
    assert!(print.contains("id=\"p2\""));
}

#[test]
fn redirects_lead_on_without_script() {
    let mut site = flat(vec![plain("index.md", "首页"), plain("新/页.md", "页")]);
    Arc::make_mut(&mut site.redirects).insert(path("old/a.html"), "新/页.html#二".into());
    Arc::make_mut(&mut site.redirects).insert(path("out.html"), "https://example.com/?a=1&b=\"2".into());
    let settings = "[output.html]\nsite-url = \"https://example.org/\"\n[output.html.redirect]\n\"/gone.html#a\" = \"/新/页.html#二\"\n\"/index.html#old\" = \"#二\"\n";
    let output = rendered(&site, settings);
    let html = text(&output, "old/a.html");
    assert!(html.contains("content=\"0; url=../%E6%96%B0/%E9%A1%B5.html#%E4%BA%8C\""), "{html}");
    assert!(html.contains("<link rel=\"canonical\" href=\"https://example.org/%E6%96%B0/%E9%A1%B5.html\">"), "{html}");
    assert!(
        text(&output, "out.html").contains("url=https://example.com/?a=1&amp;b=%222\""),
        "{}",
        text(&output, "out.html")
    );
    assert!(text(&output, "gone.html").contains("{\"a\":\"新/页.html#二\"}"));
    assert!(text(&output, "index.html").contains("{\"old\":\"#二\"}"));
}

#[test]
fn a_page_is_never_replaced_by_a_redirect() {
    let mut site = flat(vec![plain("index.md", "首页")]);
    Arc::make_mut(&mut site.redirects).insert(path("index.html"), "elsewhere.html".into());
    assert!(text(&rendered(&site, ""), "index.html").contains("正文"));
}

#[test]
fn titles_with_markup_are_escaped_everywhere() {
    let output = rendered(
        &flat(vec![plain("index.md", "首页"), plain("a.md", "<b>&\"'</script>")]),
        "title = \"</title><i>\"\n[output.html]\nsite-url = \"https://example.org/\"\n",
    );
    for path in ["index.html", "a.html", "contents.html", "404.html"] {
        let html = text(&output, path).replace("<h1 id=\"t\"><b>&\"'</script></h1>", "");
        assert!(!html.contains("<b>") && !html.contains("<i>"), "{path}");
        assert_eq!(html.matches("<script").count(), html.matches("</script").count(), "{path}");
    }
}

#[test]
fn large_books_show_the_branch_in_view_and_nothing_grows_with_their_size() {
    let sidebar_of = |n: usize| {
        let pages: Vec<Page> =
            (0..n).map(|at| plain(&format!("s{:04}/p{at:05}.md", at / 20), &format!("页{at}"))).collect();
        let mut entries = Vec::new();
        for group in pages.chunks(20) {
            let children = group.iter().map(chapter).collect();
            entries.push(Entry::Chapter(Chapter { title: "组".into(), children, ..Chapter::default() }));
        }
        let site = site(entries, pages);
        let edition = &site.editions[0];
        let none = BTreeSet::new();
        let fold = crate::config::Fold::default();
        let navigation =
            Navigation::new(edition, &navigation::Show { hidden: &none, fold: &fold, numbers: true, home: None });
        let html = navigation.html(n / 2, 1);
        assert_eq!(html.matches("aria-current").count(), 1);
        assert_eq!(html.matches("<ul>").count(), html.matches("</ul>").count());
        html.matches("<li").count()
    };
    assert_eq!(sidebar_of(60), 60);
    assert_eq!(sidebar_of(200), 10 + 20);
    assert!(sidebar_of(4_000) <= 60 + 20 + 2);
}

#[test]
fn deep_nesting_neither_overflows_nor_loses_pages() {
    let pages: Vec<Page> = (0..3_000).map(|at| plain(&format!("p{at}.md"), "深")).collect();
    let mut nested: Option<Chapter> = None;
    for page in pages.iter().rev() {
        nested = Some(Chapter { children: nested.take().into_iter().collect(), ..chapter(page) });
    }
    let site = site(nested.into_iter().map(Entry::Chapter).collect(), pages);
    let none = BTreeSet::new();
    let fold = crate::config::Fold::default();
    let show = navigation::Show { hidden: &none, fold: &fold, numbers: true, home: None };
    let navigation = Navigation::new(&site.editions[0], &show);
    assert_eq!(navigation.order().len(), 3_000);
    assert!(navigation.html(2_999, 0).contains("aria-current"));
    // The chapters would be dropped one inside the other.
    std::mem::forget(site);
}

#[test]
fn numbers_parts_separators_and_drafts_of_a_summary_are_shown() {
    let pages = vec![plain("pre.md", "序"), plain("1.md", "一"), plain("11.md", "一之一"), plain("end.md", "跋")];
    let numbered = |page: &Page, number: &[u32]| Chapter { number: Some(number.to_vec()), ..chapter(page) };
    let draft = Chapter { title: "未写".into(), number: Some(vec![2]), ..Chapter::default() };
    let entries = vec![
        Entry::Chapter(chapter(&pages[0])),
        Entry::PartTitle("上篇".into()),
        Entry::Chapter(Chapter { children: vec![numbered(&pages[2], &[1, 1])], ..numbered(&pages[1], &[1]) }),
        Entry::Chapter(draft),
        Entry::Separator,
        Entry::Chapter(chapter(&pages[3])),
    ];
    let output = rendered(&site(entries, pages), "");
    let html = text(&output, "11.html");
    assert!(html.contains("<span class=\"no\">1.1.</span> 一之一"));
    assert!(html.contains("id=\"w-g2\"><span>上篇</span></p>"), "{html}");
    assert!(html.contains("<li><span><span class=\"no\">2.</span> 未写</span></li>"), "{html}");
    assert!(html.contains("<hr>"));
    assert!(
        html.contains("<li>上篇</li><li><a href=\"1.html\">一</a></li><li aria-current=\"page\">一之一</li>"),
        "{html}"
    );
}

#[test]
fn folded_chapters_open_only_on_the_way_to_the_page() {
    let pages = vec![plain("1.md", "一"), plain("11.md", "一之一"), plain("2.md", "二"), plain("21.md", "二之一")];
    let of = |page: usize, below: usize| Chapter { children: vec![chapter(&pages[below])], ..chapter(&pages[page]) };
    let entries = vec![Entry::Chapter(of(0, 1)), Entry::Chapter(of(2, 3))];
    let site = site(entries, pages.clone());
    let closed = rendered(&site, "[output.html.fold]\nenable = true\n");
    let side = |output: &OutputSet| {
        let html = text(output, "11.html");
        html[html.find("<nav class=\"side\"").unwrap()..html.find("<main").unwrap()].to_owned()
    };
    assert!(side(&closed).contains("11.html") && !side(&closed).contains("21.html"));
    let open = rendered(&site, "[output.html.fold]\nenable = true\nlevel = 1\n");
    assert!(side(&open).contains("21.html"));
}

#[test]
fn the_page_that_404_md_makes_is_no_page_of_the_book() {
    let output = rendered(&flat(vec![plain("index.md", "首页"), plain("404.md", "走丢了")]), "");
    assert!(text(&output, "404.html").contains("走丢了"));
    assert!(!text(&output, "contents.html").contains("走丢了"));
    assert!(
        !rendered(&flat(vec![plain("index.md", "首页")]), "[output.html]\ninput-404 = \"\"\n")
            .files
            .contains_key("404.html")
    );
}

#[test]
fn site_files_follow_the_configuration() {
    let book = flat(vec![plain("index.md", "首页")]);
    let bare = rendered(&book, "");
    assert!(!bare.files.contains_key("sitemap.xml") && !bare.files.contains_key("CNAME"));
    assert!(bare.files.contains_key(".nojekyll"));
    assert!(!text(&bare, "index.html").contains("canonical"));
    let full = rendered(
        &book,
        "[output.html]\nsite-url = \"https://example.org/g/\"\ncname = \"example.org\"\n[output.html.print]\nenable = false\n",
    );
    assert_eq!(text(&full, "CNAME"), "example.org\n");
    assert!(text(&full, "robots.txt").contains("Sitemap: https://example.org/g/sitemap.xml"));
    assert!(text(&full, "index.html").contains("application/ld+json"));
    assert!(!full.files.contains_key("print.html"));
    assert!(!text(&full, "index.html").contains("print.html"));
}

#[test]
fn additions_keep_their_folder_and_are_loaded_after_the_theme() {
    let book = flat(vec![plain("index.md", "首页")]);
    let addition = Addition { kind: AdditionKind::Style, path: "theme/own.css".into(), bytes: b"a{}".to_vec() };
    let (config, theme) = (config(""), Theme::default());
    let inputs = Inputs {
        site: &book,
        config: &config,
        theme: &theme,
        source_folder: "content",
        additions: &[addition],
        is_kept: true,
        glossaries: &[],
        moved: &BTreeMap::new(),
        languages: None,
        depth: 0,
    };
    let (output, _) = render(&inputs);
    let own = output.files.keys().find(|path| path.starts_with("theme/own-")).expect("the addition is written");
    let html = text(&output, "index.html");
    assert!(html.find(own.as_str()).unwrap() > html.find("assets/theme-").unwrap());
}

#[test]
fn the_same_book_gives_the_same_bytes_on_any_number_of_threads() {
    let pages: Vec<Page> = (0..80).map(|at| plain(&format!("{}/{at}.md", at % 7), "页")).collect();
    let site = flat(pages);
    let with = |threads: usize| {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(|| rendered(&site, ""))
    };
    assert_eq!(with(1), with(4));
}

#[test]
fn a_template_of_the_book_builds_on_the_theme_s_own() {
    let (theme, faults, _) = override_theme(&[(
        "templates/page.html",
        "{% extends \"@theme/page.html\" %}{% block content %}<p>前</p>{{ super() }}{% endblock content %}",
    )]);
    assert!(faults.is_empty(), "{faults:?}");
    let (output, faults) = render_with(&flat(vec![plain("index.md", "首页")]), "", &theme);
    assert!(faults.is_empty(), "{faults:?}");
    assert!(text(&output, "index.html").contains("<p>前</p><p>正文</p>"));
}

#[test]
fn all_broken_templates_are_reported_and_the_theme_s_own_take_their_place() {
    let (theme, faults, sources) = override_theme(&[
        ("templates/page.html", "{% extends \"page.html\" %}"),
        ("templates/404.html", "注：{% if x %}"),
        ("templates/print.html", "注释 {{ page.title | shout }}"),
        ("templates/contents.html", "{% extends \"nowhere.html\" %}"),
    ]);
    let found: BTreeSet<String> = faults
        .iter()
        .map(|fault| match &fault.place {
            Place::At(span) => sources.get(span.file).expect("the file is known").path.clone(),
            other => panic!("{other:?}: {fault:?}"),
        })
        .collect();
    let expected = [
        "theme/templates/404.html",
        "theme/templates/contents.html",
        "theme/templates/page.html",
        "theme/templates/print.html",
    ];
    assert_eq!(found.into_iter().collect::<Vec<_>>(), expected);
    assert!(
        faults.iter().all(|fault| fault.code == codes::TEMPLATE_SYNTAX && !fault.message.contains('\n')),
        "{faults:?}"
    );
    assert!(faults.iter().any(|fault| fault.help.iter().any(|help| help.contains("@theme/page.html"))), "{faults:?}");
    let filter = faults.iter().find(|fault| fault.message.contains("shout")).expect("the filter is named");
    let Place::At(span) = filter.place else { unreachable!("checked above") };
    assert_eq!(&sources.get(span.file).unwrap().text[span.range()], "shout");
    let (output, faults) = render_with(&flat(vec![plain("index.md", "首页")]), "", &theme);
    assert!(faults.is_empty(), "{faults:?}");
    assert!(text(&output, "index.html").contains("正文"));
}

#[test]
fn an_undefined_variable_is_reported_once_for_all_pages_and_points_at_itself() {
    let source = "注释 {{ page.titel }}";
    let (theme, faults, sources) = override_theme(&[("templates/page.html", source)]);
    assert!(faults.is_empty(), "{faults:?}");
    let pages = (0..50).map(|at| plain(&format!("{at}.md"), "页")).collect();
    let (output, faults) = render_with(&flat(pages), "", &theme);
    assert_eq!(faults.len(), 1, "{faults:?}");
    let Place::At(span) = faults[0].place else { panic!("{:?}", faults[0]) };
    assert!(sources.get(span.file).unwrap().text[span.range()].contains("titel"));
    assert!(faults[0].help.iter().any(|help| help == "did you mean `title`?"), "{:?}", faults[0]);
    assert!(text(&output, "7.html").contains("正文"));
}

#[test]
fn files_of_the_theme_folder_without_effect_are_named() {
    let (_, faults, _) = override_theme(&[
        ("index.hbs", ""),
        ("css/chrome.css", ""),
        ("templates/pgae.html", ""),
        ("templates/parts/mine.html", "x"),
        ("templates/page.html", "{% include \"parts/mine.html\" %}"),
        ("favicon.svg", "<svg/>"),
        ("css/tokens.css", ":root{}"),
    ]);
    let said: Vec<(Severity, &str)> = faults.iter().map(|fault| (fault.severity, fault.code.name())).collect();
    assert_eq!(
        said,
        [
            (Severity::Note, "theme-file-ignored"),
            (Severity::Note, "theme-file-ignored"),
            (Severity::Warning, "theme-file-unknown"),
        ],
        "{faults:?}"
    );
    assert_eq!(faults[2].help, ["did you mean `templates/page.html`?"]);
}

#[test]
fn styles_words_and_icon_of_the_book_replace_the_theme_s() {
    let (theme, faults, _) = override_theme(&[
        ("css/tokens.css", ":root { --ink: red; }"),
        ("locales/zh-CN.toml", "next = \"往后\""),
        ("favicon.svg", "<svg/>"),
    ]);
    assert!(faults.is_empty(), "{faults:?}");
    let (output, _) = render_with(&flat(vec![plain("index.md", "首页"), plain("b.md", "乙")]), "", &theme);
    assert!(text(&output, "index.html").contains("<small>往后</small>"));
    assert!(text(&output, "index.html").contains("href=\"assets/favicon-"));
    let style = output.files.keys().find(|path| path.starts_with("assets/theme-") && path.ends_with(".css")).unwrap();
    assert!(text(&output, style).contains("--ink: red;"));
}

#[test]
fn broken_text_files_of_the_theme_are_reported() {
    let (_, faults, _) = override_theme(&[("locales/en.toml", "next = 注"), ("theme.toml", "name = 1")]);
    assert_eq!(faults.len(), 2, "{faults:?}");
    let files: BTreeMap<String, Vec<u8>> = [("css/base.css".to_owned(), vec![0xff])].into();
    let folder = ThemeFolder { path: "theme", files: &files, used_elsewhere: &BTreeSet::new() };
    let (_, faults) = Theme::load(&config::Html::default(), folder, &Files::default());
    assert_eq!(faults[0].code, codes::INVALID_UTF8);
}
