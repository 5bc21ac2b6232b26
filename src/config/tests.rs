//! What authors write, and what becomes of it.

use super::*;
use crate::diag::{Diagnostic, Place, Severity};
use proptest::prelude::*;

/// The settings, and each fault as `severity[code] bytes it stands on: message`, in the order of the file.
fn read(text: &str) -> (Config, Vec<String>) {
    let (config, mut diagnostics) = parse(text, FileId::DETACHED);
    diagnostics.sort_by_key(|fault| fault.place.clone());
    let shown = |fault: &Diagnostic| {
        let Place::At(span) = fault.place else { panic!("{fault:?} has no place") };
        let at = &text[span.range()];
        format!("{}[{}] {at}: {}", fault.severity.word(), fault.code.name(), fault.message)
    };
    let faults = diagnostics.iter().map(shown).collect();
    (config, faults)
}

fn settings(text: &str) -> Config {
    let (config, faults) = read(text);
    assert!(faults.is_empty(), "{text}\n{faults:#?}");
    config
}

fn faults(text: &str) -> Vec<String> {
    read(text).1
}

/// The ways to mend the only fault.
fn help(text: &str) -> Vec<String> {
    let (_, diagnostics) = parse(text, FileId::DETACHED);
    let [fault] = diagnostics.as_slice() else { panic!("one fault expected: {diagnostics:#?}") };
    fault.help.clone()
}

#[test]
fn nothing_written_means_the_defaults() {
    for text in ["", "\u{feff}", "\r\n", "# 注释\n", "[book]\n[output.html]\n[output.html.search]\n"] {
        assert_eq!(settings(text), Config::default(), "{text:?}");
    }
    let config = Config::default();
    assert_eq!(config.book.language.as_str(), "en");
    assert_eq!(config.book.src, None);
    assert_eq!(config.build.build_dir.to_str(), Some("book"));
    assert_eq!(config.output.html.theme.as_str(), "theme");
    assert!(config.build.create_missing && config.markdown.math && config.output.html.search.enable);
    assert!(!config.cjk_emphasis() && !config.cjk_line_breaks());
}

#[test]
fn every_key_that_is_obeyed_can_be_set() {
    let config = settings(
        r##"
        [book]
        title = "跟单面试指南"
        authors = ["张三", "Li Si"]
        description = "一句话"
        language = "zh-cn"
        src = "./内容/"
        text-direction = "rtl"
        [build]
        build-dir = "../out"
        create-missing = false
        extra-watch-dirs = ["../shared"]
        [markdown]
        cjk-emphasis = false
        cjk-line-breaks = "auto"
        math = false
        wiki-links = true
        [output.html]
        site-url = "https://example.org/guide"
        cname = "docs.example.org"
        git-repository-url = "https://github.com/a/b"
        edit-url-template = "https://github.com/a/b/edit/main/{path}"
        theme = "style"
        additional-css = ["./a.css"]
        additional-js = ["js\\b.js"]
        default-theme = "dark"
        preferred-dark-theme = "coal"
        smart-punctuation = true
        definition-lists = false
        admonitions = false
        untrusted = true
        no-section-label = true
        hash-files = false
        input-404 = "missing.md"
        id = "guide-1"
        fold = { enable = true, level = 2 }
        print = { enable = false, page-break = false }
        code.hidelines = { python = "~" }
        search.enable = false
        redirect = { "/old.html#a" = "new.html#b" }
        [bank.levels]
        1 = "基础"
        [extra]
        colours = { accent = [1, 2.5, true, 2026-01-01] }
        "##,
    );
    assert_eq!(config.book.title.as_deref(), Some("跟单面试指南"));
    assert_eq!(config.book.authors, ["张三", "Li Si"]);
    assert_eq!(config.book.description.as_deref(), Some("一句话"));
    assert_eq!(config.book.language.as_str(), "zh-CN");
    assert!(config.is_cjk_language());
    assert_eq!(config.book.src.as_ref().unwrap().as_str(), "内容");
    assert_eq!(config.text_direction().as_str(), "rtl");
    assert_eq!(config.build.build_dir.to_str(), Some("../out"));
    assert!(!config.build.create_missing);
    assert_eq!(config.build.extra_watch_dirs[0].to_str(), Some("../shared"));
    assert!(!config.cjk_emphasis(), "the key goes before the language");
    assert!(config.cjk_line_breaks());
    assert!(!config.markdown.math && config.markdown.wiki_links);
    let html = &config.output.html;
    assert_eq!(html.site_url.as_ref().unwrap().absolute().as_deref(), Some("https://example.org/guide/"));
    assert_eq!(html.cname.as_deref(), Some("docs.example.org"));
    assert_eq!(html.git_repository_url.as_deref(), Some("https://github.com/a/b"));
    assert!(html.edit_url_template.as_ref().unwrap().ends_with("{path}"));
    assert_eq!(html.theme.as_str(), "style");
    assert_eq!(html.additional_css[0].as_str(), "a.css");
    assert_eq!(html.additional_js[0].as_str(), "js/b.js");
    assert_eq!(html.appearance(), Appearance::Dark);
    assert!(html.smart_punctuation && html.untrusted && html.no_section_label);
    assert!(!html.definition_lists && !html.admonitions && !html.hash_files);
    assert!(matches!(&html.input_404, NotFoundPage::File { path, .. } if path.as_str() == "missing.md"));
    assert_eq!(html.id.as_deref(), Some("guide-1"));
    assert_eq!((html.fold.enable, html.fold.level), (true, 2));
    assert_eq!((html.print.enable, html.print.page_break), (false, false));
    assert_eq!(html.code.hidelines["python"], "~");
    assert!(!html.search.enable);
    let [redirect] = &*html.redirect else { panic!("one redirect was written") };
    assert_eq!(
        (redirect.from.as_str(), redirect.fragment.as_deref(), redirect.to.as_str()),
        ("old.html", Some("a"), "new.html#b")
    );
    assert_eq!(config.bank.levels.get("1").unwrap().title, "基础");
    assert_eq!(serde_json::to_string(&config.extra).unwrap(), r#"{"colours":{"accent":[1,2.5,true,"2026-01-01"]}}"#);
}

#[test]
fn chinese_rules_follow_the_language_unless_told_otherwise() {
    let rules = |text| {
        let config = settings(text);
        (config.cjk_emphasis(), config.cjk_line_breaks())
    };
    assert_eq!(rules("[book]\nlanguage = \"zh-Hant-TW\""), (true, true));
    assert_eq!(rules("[book]\nlanguage = \"ja\"\n[markdown]\ncjk-line-breaks = false"), (true, false));
    assert_eq!(rules("[book]\nlanguage = \"ko\"\n[markdown]\ncjk-emphasis = true"), (true, false));
}

#[test]
fn one_run_shows_all_faults() {
    insta::assert_snapshot!(faults(
        r#"
        [book]
        tilte = "x"
        authors = "张三"
        language = 中文
        site-url = "https://example.org/"
        [outptu.html]
        [output.html]
        hash-files = "true"
        additional-css = ["a.css", 3, "../b.css"]
        fold.level = 300
        cname = "https://example.org/"
        [bank]
        levels = ["easy"]
        "#
    ).join("\n"), @r#"
    error[config-unknown-key] tilte: unknown key `tilte` in `[book]`
    error[config-syntax] "张三": `authors` must be an array, not a string
    error[config-syntax] 中文: string values must be quoted: `中文`
    error[config-unknown-key] site-url: unknown key `site-url` in `[book]`
    error[config-unknown-key] outptu: unknown key `outptu`
    error[config-syntax] "true": `hash-files` must be `true` or `false`, not a string
    error[config-syntax] 3: `additional-css` must be a string, not an integer
    warning[config-value] "../b.css": `additional-css` leads out of the book's folder
    error[config-value] 300: `level` must be between 0 and 255
    error[config-value] "https://example.org/": `cname` is no host name: `https://example.org/`
    error[config-value] "easy": the level `easy` is no whole number from 0 to 99
    "#);
}

#[test]
fn a_fault_leaves_the_rest_as_written() {
    let (config, faults) =
        read("[book]\ntitle = 3\nauthors = [\"甲\", 4, \"乙\"]\nsrc = \"/abs\"\ndescription = \"d\"\n");
    assert_eq!(faults.len(), 3);
    assert_eq!(config.book.title, None);
    assert_eq!(config.book.authors, ["甲", "乙"]);
    assert_eq!(config.book.src, None);
    assert_eq!(config.book.description.as_deref(), Some("d"));
}

#[test]
fn an_unknown_key_names_the_nearest_or_its_home() {
    assert_eq!(help("[book]\ntilte = 1"), ["did you mean `title`?"]);
    assert_eq!(help("[output.html]\nsite_url = 1"), ["did you mean `site-url`?"]);
    assert_eq!(help("[book]\nsite-url = 1"), ["`site-url` belongs in `[output.html]`"]);
    assert_eq!(help("title = 1"), ["`title` belongs in `[book]`"]);
    assert_eq!(help("[search]\nenable = true"), ["`search` belongs in `[output.html]`"]);
    assert_eq!(help("[output.html]\nlimit-results = 3"), ["`limit-results` belongs in `[output.html.search]`"]);
    assert_eq!(help("[output]\nsite-url = 1"), ["`site-url` belongs in `[output.html]`"]);
    assert_eq!(help("[output.html.print]\nxyzzy = 1"), ["known here: `enable`, `page-break`"]);
    assert_eq!(help("[output.html]\nxyzzyplugh = 1"), ["`wence config schema` prints every key"]);
    let long = format!("[book]\n{} = 1", "k".repeat(100_000));
    assert_eq!(help(&long).len(), 1, "a very long key is compared with none");
}

#[test]
fn wrong_types_say_how_to_write_it() {
    assert_eq!(help("[book]\nauthors = \"张三\""), ["put it in brackets: `[\"张三\"]`"]);
    assert_eq!(help("[book]\ntitle = 2026"), ["write it as text: `\"2026\"`"]);
    assert_eq!(help("[build]\ncreate-missing = \"false\""), ["leave out the quotes"]);
    assert_eq!(help("[[output.html]]\nid = \"x\""), ["write `[output.html]`, with one pair of brackets"]);
    assert_eq!(faults("book = 1"), ["error[config-syntax] 1: `book` must be a table, not an integer"]);
    assert_eq!(faults("output.html.search.enable = 1.5").len(), 1);
    assert_eq!(faults("[preprocessor]\nlinks = true").len(), 1);
}

#[test]
fn values_that_cannot_be_used_say_what_can() {
    for (text, expected) in [
        ("[book]\nlanguage = \"zh_cn\"", "write `zh-CN`"),
        ("[output.html]\nsite-url = \"example.org/guide\"", "write `https://example.org/guide/`"),
        ("[output.html]\ncname = \"https://docs.example.org/x\"", "write `docs.example.org`"),
        ("[output.html]\ndefault-theme = \"mocha\"", "write `auto`, `light`, `dark`, `rust`, `coal`, `navy` or `ayu`"),
        ("[output.html]\ninput-404 = \"404.html\"", "such as `404.md`"),
        ("[output.html]\ngit-repository-url = \"git@github.com:a/b\"", "start it with `https://`"),
        ("[build]\nbuild-dir = \"./.\"", "name a folder for the site alone, such as `book`"),
    ] {
        assert_eq!(help(text), [expected], "{text}");
    }
    for text in [
        "book.text-direction = \"left\"",
        "book.language = \"\"",
        "build.build-dir = \"\"",
        "build.build-dir = \"a\\u0000b\"",
        "output.html.id = \"a b\"",
        "output.html.fold.level = -1",
        "markdown.cjk-emphasis = \"yes\"",
    ] {
        assert!(faults(text)[0].starts_with("error[config-value]"), "{text}");
    }
}

#[test]
fn an_empty_value_is_as_good_as_none() {
    let config =
        settings("[output.html]\nsite-url = \"\"\ncname = \"\"\ngit-repository-url = \"\"\nedit-url-template = \"\"\n");
    assert_eq!(config, Config::default());
    assert_eq!(settings("output.html.input-404 = \"\"").output.html.input_404, NotFoundPage::Off);
    assert_eq!(settings("book.src = \".\"").book.src.unwrap().as_str(), "");
}

#[test]
fn two_colour_settings_make_one_appearance() {
    let appearance = |text: &str| settings(&format!("[output.html]\n{text}")).output.html.appearance();
    assert_eq!(appearance(""), Appearance::Auto);
    assert_eq!(appearance("default-theme = \"light\""), Appearance::Light);
    assert_eq!(appearance("default-theme = \"Rust\"\npreferred-dark-theme = \"ayu\""), Appearance::Auto);
    assert_eq!(appearance("preferred-dark-theme = \"navy\""), Appearance::Auto);
    assert_eq!(appearance("preferred-dark-theme = \"light\""), Appearance::Light);
    assert_eq!(appearance("default-theme = \"coal\""), Appearance::Dark);
}

#[test]
fn old_names_work_and_give_way_to_the_new() {
    assert!(settings("output.html.curly-quotes = true").output.html.smart_punctuation);
    let (config, faults) = read("[output.html]\nsmart-punctuation = false\ncurly-quotes = true");
    assert!(!config.output.html.smart_punctuation);
    assert_eq!(
        faults,
        ["warning[config-value] curly-quotes: `curly-quotes` is the old name of `smart-punctuation`, which is set too"]
    );
    assert_eq!(
        self::faults("[output.html.playpen]\neditable = true"),
        ["note[config-key-without-effect] editable: `editable` in `[output.html.playpen]` has no effect in Wence"]
    );
}

#[test]
fn a_vocabulary_has_three_spellings() {
    let terms = |text: &str| -> Vec<(String, String)> {
        let config = settings(text);
        config.bank.phases.terms.into_iter().map(|term| (term.id, term.title)).collect()
    };
    let both = [("before".to_owned(), "面试前".to_owned()), ("after".to_owned(), "面试后".to_owned())];
    assert_eq!(terms("[bank.phases]\nbefore = \"面试前\"\nafter = \"面试后\""), both);
    assert_eq!(
        terms(
            "[[bank.phases]]\nid = \"before\"\ntitle = \"面试前\"\n[[bank.phases]]\ntitle = \"面试后\"\nid = \"after\""
        ),
        both
    );
    assert_eq!(
        terms("[bank]\nphases = [\"b\", { id = \"a\" }, 3]"),
        [("b", "b"), ("a", "a"), ("3", "3")].map(|(id, title)| (id.to_owned(), title.to_owned()))
    );
}

#[test]
fn terms_stand_where_they_are_declared() {
    let text = "[bank]\nlevels = { 1 = \"易\" }\ntraits = [\"沟通\"]\n";
    let config = settings(text);
    assert_eq!(&text[config.bank.levels.terms[0].span.range()], "1");
    assert_eq!(&text[config.bank.traits.terms[0].span.range()], "\"沟通\"");
    assert_eq!(config.bank.levels.ids().collect::<Vec<_>>(), ["1"]);
    assert!(config.bank.categories.is_empty());
}

#[test]
fn faults_in_a_vocabulary_leave_the_other_terms() {
    let (config, faults) = read(
        "[bank]\ntraits = [\"a b\", \"a\", \"a\", { title = \"无\" }, { id = true }, {}, 1.5, \"b\"]\n\
         [bank.categories]\n\"x,y\" = \"坏\"\nz = \"\"\nw = 3\n[bank.levels]\n01 = \"a\"\n100 = \"b\"\n99 = \"c\"\n",
    );
    let ids = |vocabulary: &Vocabulary| vocabulary.ids().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(ids(&config.bank.traits), ["a", "b"]);
    assert_eq!(ids(&config.bank.categories), ["z"]);
    assert_eq!(config.bank.categories.terms[0].title, "z");
    assert_eq!(ids(&config.bank.levels), ["99"]);
    assert_eq!(faults.len(), 6 + 2 + 2, "{faults:#?}");
}

#[test]
fn redirects_at_fault_are_left_out_one_by_one() {
    let (config, faults) = read(
        "[output.html.redirect]\n\"/a.html\" = \"b.html\"\n\"a.html\" = \"c.html\"\n\"/a.html#x\" = \"b.html\"\n\
         \"../c.html\" = \"d\"\n\"/e.html\" = \"\"\n\"/f.html\" = \"javascript:alert(1)\"\n\"/g.html\" = 1\n\"旧.html\" = \"新.html\"\n",
    );
    let kept: Vec<&str> = config.output.html.redirect.iter().map(|redirect| redirect.from.as_str()).collect();
    assert_eq!(kept, ["a.html", "a.html", "旧.html"]);
    assert_eq!(faults.len(), 5, "{faults:#?}");
}

#[test]
fn byte_order_mark_and_crlf_move_no_place() {
    let text = "\u{feff}[book]\r\ntitle = \"跟单\"\r\n乱 = 1\r\n[output.html]\r\ntheme = 3\r\n";
    let (config, faults) = read(text);
    assert_eq!(config.book.title.as_deref(), Some("跟单"));
    assert!(faults[0].starts_with("error[config-syntax] 乱:"), "{faults:#?}");
    assert!(faults[1].starts_with("error[config-syntax] 3:"), "{faults:#?}");
    assert_eq!(self::faults("\u{feff}tilte = 1"), ["error[config-unknown-key] tilte: unknown key `tilte`"]);
}

/// Books of mdBook's as they are found: what they have in common with none of their text.
mod books_of_mdbook {
    use super::*;

    fn errors(text: &str) -> Vec<String> {
        faults(text).into_iter().filter(|fault| fault.starts_with("error")).collect()
    }

    #[test]
    fn a_translated_book_with_a_second_output() {
        let text = r#"
            [book]
            title = "语言 简体中文版"
            authors = [
                "A",
                "来自社区的贡献（翻译）",
            ]

            [output.html]
            additional-css = ["ferris.css", "theme/listing.css"]
            git-repository-url = "https://github.com/a/b/tree/main"

            [output.html.search]
            use-boolean-and = true

            [output.typst-pdf]
            pdf = true
            optional = true

            [rust]
            edition = "2024"
        "#;
        insta::assert_snapshot!(faults(text).join("\n"), @r#"
        note[config-key-without-effect] use-boolean-and: `use-boolean-and` in `[output.html.search]` has no effect in Wence
        warning[renderer-not-run] typst-pdf: the output `typst-pdf` is not made
        note[config-key-without-effect] edition: `edition` in `[rust]` has no effect in Wence
        "#);
    }

    #[test]
    fn tables_out_of_order_old_names_and_nested_settings_of_other_programs() {
        let text = r#"
            [output.html.playpen]
            editable = true
            [output.html.fold]
            enable = true
            [output.html]
            site-url = "/guide/"
            hash-files = true
            [output.html.search.chapter]
            "appendix.md" = { enable = false }
            [output.html.code.hidelines]
            python = "~"
            [output.html.redirect]
            "async/a.html" = "../b.html"
            "./vec.html" = "./vec/vec.html"
            "/types.html#a-b" = "types/x.html#a-"
            [output.pandoc.profile.pdf.variables]
            mainfont = ["x"]
            [preprocessor.gettext]
            after = ["links"]
            [preprocessor.links]
            [preprocessor.index]
            [build]
            extra-watch-dirs = ["po", "../third_party"]
        "#;
        let (config, faults) = read(text);
        assert_eq!(errors(text), [""; 0]);
        assert_eq!(faults.iter().filter(|fault| fault.starts_with("warning")).count(), 2, "{faults:#?}");
        assert_eq!(config.output.html.site_url.as_ref().unwrap().path(), "/guide/");
        assert_eq!(config.output.html.site_url.as_ref().unwrap().absolute(), None);
        assert_eq!(config.output.html.redirect.len(), 3);
        assert!(config.output.html.fold.enable);
    }

    #[test]
    fn every_key_mdbook_ever_had_is_taken() {
        let text = r#"
            [book]
            multilingual = false
            [build]
            use-default-preprocessors = true
            [output.html]
            mathjax-support = true
            google-analytics = "UA-1"
            copy-fonts = true
            livereload-url = "x"
            git-repository-icon = "fa-github"
            sidebar-header-nav = false
            curly-quotes = true
            theme = "./theme"
            preferred-dark-theme = "navy"
            default-theme = "ayu"
            no-section-label = true
            [output.html.playground]
            editable = true
            copyable = true
            copy-js = true
            line-numbers = true
            runnable = false
            [output.html.search]
            enable = true
            limit-results = 20
            teaser-word-count = 30
            use-boolean-and = true
            boost-title = 2
            boost-hierarchy = 2
            boost-paragraph = 1
            expand = true
            heading-split-level = 2
            copy-js = true
        "#;
        let (_, diagnostics) = parse(text, FileId::DETACHED);
        assert!(diagnostics.iter().all(|fault| fault.severity == Severity::Note), "{diagnostics:#?}");
        assert_eq!(diagnostics.len(), 2 + 6 + 5 + 8);
    }

    #[test]
    fn a_misspelt_html_output_is_asked_after() {
        assert_eq!(help("[output.htlm]"), ["did you mean `html`?"]);
    }
}

#[test]
fn the_schema_is_json_that_names_its_dialect() {
    let schema: serde_json::Value = serde_json::from_str(json_schema()).unwrap();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(schema["$defs"]["Book"]["properties"]["title"]["type"], "string");
}

/// Pieces from which both sound and broken files arise.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "[book]",
        "[output.html]",
        "[[bank.levels]]",
        "[bank.traits]",
        "[output.html.redirect]",
        "[",
        "]",
        "[[",
        "]]",
        "{",
        "}",
        "=",
        " = ",
        "\n",
        "\r\n",
        "\r",
        "\"",
        "'",
        "\"\"\"",
        "'''",
        ",",
        ".",
        "#",
        "title",
        "authors",
        "site-url",
        "id",
        "fold",
        "level",
        "true",
        "3",
        "-0x1f",
        "1e999",
        "nan",
        "2026-01-01",
        "\"跟单\"",
        "“引号”",
        "＝",
        "\u{feff}",
        "\0",
        "\\",
        "\\u00e9",
        "/a.html",
        "问策",
        "e\u{301}",
        "👩‍👩‍👧",
        " ",
        "\t",
        "extra",
        "markdown",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_text_breaks_the_reader_and_every_place_is_in_it(text in pieces()) {
        let (config, diagnostics) = parse(&text, FileId::DETACHED);
        for fault in &diagnostics {
            let Place::At(span) = fault.place else { panic!("{fault:?} has no place") };
            prop_assert!(text.get(span.range()).is_some(), "{fault:?}");
            for other in &fault.others {
                prop_assert!(text.get(other.span.range()).is_some(), "{fault:?}");
            }
            for line in fault.help.iter().chain([&fault.message]) {
                prop_assert!(!line.contains(['\n', '\r', '\0']), "{fault:?}");
            }
        }
        prop_assert_eq!((config, diagnostics), parse(&text, FileId::DETACHED));
    }

    #[test]
    fn a_change_anywhere_in_a_sound_file_is_survived(at in 0usize..600, piece in pieces(), cut in 0usize..30) {
        let sound = "[book]\ntitle = \"跟单\"\nauthors = [\n  \"甲\",\n]\n[output.html]\nfold = { enable = true }\n[bank]\nlevels = [1, 2]\n";
        let at = (0..=at % sound.len()).rev().find(|&at| sound.is_char_boundary(at)).unwrap_or(0);
        let end = (at + cut..=sound.len()).find(|&end| sound.is_char_boundary(end)).unwrap_or(sound.len());
        let text = format!("{}{piece}{}", &sound[..at], &sound[end..]);
        let (_, diagnostics) = parse(&text, FileId::DETACHED);
        for fault in diagnostics {
            let Place::At(span) = fault.place else { panic!("{fault:?} has no place") };
            prop_assert!(text.get(span.range()).is_some());
        }
    }
}
