//! The built-in themes hold together, and a book's files are laid over them as promised.

use super::*;
use crate::config;
use crate::diag::codes;
use crate::render::words::words;

fn load(settings: &str, files: &[(&str, &str)]) -> (Theme, Vec<Diagnostic>) {
    let sources = Files::default();
    let text = format!("[output.html]\n{settings}");
    let (config, faults) = config::parse(&text, sources.insert("book.toml", text.as_str().into()));
    assert!(faults.is_empty(), "{faults:?}");
    let files: BTreeMap<String, Vec<u8>> =
        files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
    let folder = ThemeFolder { path: "theme", files: &files, used_elsewhere: &BTreeSet::new() };
    Theme::load(&config.output.html, folder, &sources)
}

fn messages(faults: &[Diagnostic]) -> Vec<&str> {
    faults.iter().map(|fault| fault.message.as_str()).collect()
}

#[test]
fn built_in_themes_load_without_a_fault() {
    for base in BaseTheme::ALL {
        let (theme, faults) = load(&format!("base-theme = \"{}\"", base.as_str()), &[]);
        assert_eq!(messages(&faults), [] as [&str; 0], "{}", base.as_str());
        assert!(theme.style().contains("--paper"));
        assert!(theme.colors().iter().all(|color| color.starts_with('#')));
    }
}

#[test]
fn the_plain_theme_has_no_script() {
    let (theme, _) = load("base-theme = \"plain\"", &[]);
    assert_eq!(theme.script(words("en")), None);
    assert_eq!(theme.standalone_script(), "");
}

/// The scripts find their words in `wence.words`; `theme.toml` says which ones the program puts there.
#[test]
fn every_word_that_the_scripts_ask_for_is_handed_to_them() {
    let (theme, _) = load("", &[]);
    let mut asked = BTreeSet::new();
    // The search engine shows nothing; its words are those of the book. A file that nothing joins asks for nothing.
    let manifest = built_in::file(BaseTheme::Default, "theme.toml").expect("every theme has one");
    let shows = |path: &&str| {
        path.starts_with("js/") && !path.starts_with("js/search/") && manifest.contains(&format!("\"{path}\""))
    };
    for path in built_in::paths(BaseTheme::Default).filter(shows) {
        let source = assets::strip_own_script(built_in::file(BaseTheme::Default, path).expect("a path of the theme"));
        for rest in source.split("words.").skip(1) {
            let end = rest.find(|byte: char| !byte.is_ascii_alphanumeric() && byte != '_').unwrap_or(rest.len());
            asked.insert(rest[..end].to_owned());
        }
    }
    let of_bundles = theme.bundles.values().flat_map(|bundle| &bundle.words);
    let handed: BTreeSet<String> = theme.script_words.iter().chain(of_bundles).cloned().collect();
    assert!(asked.is_subset(&handed), "not handed: {:?}", asked.difference(&handed).collect::<Vec<_>>());
    for key in &handed {
        assert!(!words("zh-CN").get(key).is_empty(), "{key} is no word");
    }
}

#[test]
fn a_copy_is_told_once_its_original_has_changed() {
    let own = built_in::file(BaseTheme::Default, "templates/parts/foot.html").expect("the theme has it");
    let copy = overrides::stamp("default", "templates/parts/foot.html", own) + own;
    let (_, faults) = load("", &[("templates/parts/foot.html", &copy)]);
    assert_eq!(messages(&faults), [] as [&str; 0]);
    let old = overrides::stamp("default", "templates/parts/foot.html", "another text") + own;
    let (_, faults) = load("", &[("templates/parts/foot.html", &old)]);
    assert_eq!(faults[0].code, codes::THEME_OVERRIDE_STALE);
    assert!(faults[0].message.contains("has changed since"), "{:?}", faults[0]);
}

#[test]
fn every_file_may_be_copied_and_still_works() {
    for base in BaseTheme::ALL {
        let paths: Vec<&str> = built_in::paths(base).collect();
        let copies: Vec<(&str, String)> = paths
            .iter()
            .map(|path| {
                let text = built_in::file(base, path).expect("a path of the theme");
                (*path, overrides::stamp(base.as_str(), path, text) + text)
            })
            .collect();
        let files: Vec<(&str, &str)> = copies.iter().map(|(path, text)| (*path, text.as_str())).collect();
        let settings = format!("base-theme = \"{}\"", base.as_str());
        let (theme, faults) = load(&settings, &files);
        assert_eq!(messages(&faults), [] as [&str; 0], "{}", base.as_str());
        let (plain, _) = load(&settings, &[]);
        assert_eq!(theme.style(), plain.style(), "a stamp is a comment");
        assert_eq!(theme.needs().script_hashes.first(), plain.needs().script_hashes.first());
        assert!(!theme.needs().inline_script && !theme.needs().inline_style, "{}", base.as_str());
    }
}

#[test]
fn a_block_that_nothing_shows_is_told_with_the_nearest_name() {
    let page = "{% extends \"@theme/page.html\" %}\n{% block contnet %}x{% endblock %}{% block end %}y{% block inner %}z{% endblock %}{% endblock %}";
    let (_, faults) = load("", &[("templates/page.html", page)]);
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].message.contains("`contnet`"), "{faults:?}");
    assert!(faults[0].help.iter().any(|help| help.contains("`content`")), "{faults:?}");
}

#[test]
fn a_frame_that_lost_a_block_is_told() {
    let base = "<!doctype html><html lang=\"{{ page.language }}\"><title>{{ page.head_title }}</title>{% block main %}{% endblock main %}</html>";
    let (_, faults) = load("", &[("templates/base.html", base)]);
    assert!(messages(&faults).iter().any(|message| message.contains("`side`")), "{faults:?}");
    assert!(faults.iter().any(|fault| fault.help.iter().any(|help| help.contains("base.html"))), "{faults:?}");
}

#[test]
fn words_that_nothing_asks_for_are_told() {
    let (theme, faults) = load("", &[("locales/en.toml", "next = \"On\"\nnxet = \"x\"\n")]);
    assert_eq!(theme.words("en").get("next"), "On");
    assert_eq!(faults.len(), 1);
    assert!(faults[0].message.contains("`nxet`") && faults[0].help[0].contains("`next`"), "{faults:?}");
}

#[test]
fn a_manifest_changes_what_it_names_and_leaves_the_rest() {
    let (theme, faults) =
        load("", &[("theme.toml", "css = [\"css/tokens.css\", \"css/own.css\"]"), ("css/own.css", "b{}")]);
    assert_eq!(messages(&faults), [] as [&str; 0]);
    assert!(theme.style().contains("b{}") && !theme.style().contains(".prose"));
    assert!(theme.script(words("en")).is_some());
}

#[test]
fn colours_and_fonts_of_the_settings_follow_the_themes() {
    let (theme, _) = load("[output.html.colors]\npaper = \"#fffef8\"\n[output.html.fonts]\ncode = '\"Own Mono\"'", &[]);
    assert!(theme.style().trim_end().ends_with(":root:root:root{--mono:\"Own Mono\";}"), "{}", theme.style());
    assert!(theme.style().contains("--paper:#fffef8;"));
    assert_eq!(theme.colors()[0], "#fffef8");
}

#[test]
fn templates_of_the_books_with_scripts_widen_the_policy_and_others_do_not() {
    let (theme, _) = load("", &[("templates/parts/foot.html", "<p>x</p>")]);
    assert!(!theme.needs().inline_script);
    let (theme, _) = load("", &[("templates/parts/foot.html", "<p onclick=\"x()\" style=\"color:red\">x</p>")]);
    assert!(theme.needs().inline_script && theme.needs().inline_style);
}

#[test]
fn every_word_that_the_templates_ask_for_exists() {
    let words = words("zh-CN");
    for path in built_in::paths(BaseTheme::Default).filter(|path| path.starts_with("templates/")) {
        let source = built_in::file(BaseTheme::Default, path).expect("a path of the theme");
        for rest in source.split("words.").skip(1) {
            let end = rest.find(|byte: char| !byte.is_ascii_alphanumeric() && byte != '_').unwrap_or(rest.len());
            assert!(!words.get(&rest[..end]).is_empty(), "{path}: words.{}", &rest[..end]);
        }
    }
}

#[test]
fn the_dark_colours_of_the_system_and_of_the_choice_are_the_same() {
    let tokens = built_in::file(BaseTheme::Default, "css/tokens.css").expect("the theme has tokens");
    let block = |selector: &str| {
        let from = tokens.find(selector).expect("the block is there") + selector.len();
        let body = &tokens[from..from + tokens[from..].find('}').expect("the block ends")];
        body.lines().map(str::trim).filter(|line| line.starts_with("--")).map(str::to_owned).collect::<Vec<_>>()
    };
    let system = block("  :root:not([data-theme=light]) {");
    assert!(system.len() > 15);
    assert_eq!(system, block(":root[data-theme=dark] {"));
}

#[test]
fn the_theme_s_own_scripts_may_be_stripped_line_by_line() {
    for path in built_in::paths(BaseTheme::Default).filter(|path| path.starts_with("js/")) {
        let source = assets::strip_own_script(built_in::file(BaseTheme::Default, path).expect("a path of the theme"));
        // A scheme's slashes begin no comment: SVG's namespace is a URL.
        let code = source.replace("://", "");
        assert!(!code.contains("//") && !code.contains("/*"), "{path} has a comment after code");
        assert!(!source.contains('`'), "{path} holds a template literal");
        for forbidden in ["fetch(", "import(", "XMLHttpRequest", "innerHTML"] {
            assert!(!source.contains(forbidden), "{path} uses {forbidden}");
        }
    }
    assert!(built_in::file(BaseTheme::Default, "templates/parts/early.js").expect("the theme has it").len() <= 400);
}
