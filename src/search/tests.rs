//! What holds for the whole index, and the files that hold the browser's half to the same rule.

use super::normalise::{normalise, pairs};
use super::token::{Class, LONGEST_WORD, Unit, class, units};
use super::*;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::path::PathBuf;

/// Compares `value` with a file of `tests/js/`, or writes it there if `WENCE_BLESS` is set.
fn golden(name: &str, value: &Value) {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/js")).join(name);
    let text = serde_json::to_string_pretty(value).expect("JSON") + "\n";
    if std::env::var_os("WENCE_BLESS").is_some() {
        std::fs::write(&path, text).expect("the folder exists");
    } else {
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(kept == text, "tests/js/{name} is stale: run the tests once with WENCE_BLESS=1 and read what changed");
    }
}

fn kept(name: &str) -> Value {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/js")).join(name);
    serde_json::from_str(&std::fs::read_to_string(path).expect("a file of the repository")).expect("JSON")
}

#[test]
fn vectors_for_the_browser() {
    let mut classes = String::new();
    let mut last = None;
    for code in 0..=0x10ffff_u32 {
        // Surrogates are no characters; they belong to what lies around them.
        let Some(c) = char::from_u32(code) else { continue };
        let letter = match class(c) {
            Class::Between => 'n',
            Class::Word => 'w',
            Class::Symbol => 's',
            Class::Wide => 'v',
        };
        if last != Some(letter) {
            classes.push_str(&format!("{code:x}{letter}"));
            last = Some(letter);
        }
    }
    let mut texts: Vec<String> = [
        "Rust 的所有權與借用",
        "Ｒｕｓｔ　１．０，「全形」ＡＢＣ",
        "ｶﾞｲﾄﾞﾌﾞｯｸ ﾊﾟﾋﾟﾌﾟ",
        "か\u{3099}き\u{3099} は\u{309a} ゝ\u{3099}",
        "CAFE\u{301} cafe\u{301} é E\u{302}\u{301}",
        "①②③ ㎏ ㍿ ™ … ½ ﬁ ﬀ ŉ",
        "ΟΔΟΣ ὈΔΥΣΣΕΎΣ ς",
        "İstanbul İ\u{300} I\u{307}\u{307} 𝐈\u{307} ı ẞ ß Ǆ ǅ",
        "ﾡￚ ㄱㅏㄴ ㅎㅏㄴ",
        "葛\u{e0100}城 辻\u{fe00} 神\u{fe00}",
        "soft\u{ad}ware zero\u{200b}width \u{feff}bom a\u{200d}\u{301}",
        "\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af} 한글 각\u{11a8}",
        "𝐑𝐮𝐬𝐭 𝒞 𝟙𝟚 🄰🅱 🈁 丽",
        "㍐ ㌀ ㊀ ㋿ ㏂",
        "\u{1} \u{7f} \u{80} \u{a0} \u{3000} \u{2003}",
        "🦀 👩\u{200d}💻 →←⇒ ≤≥≠ ✓ ½",
        "with_capacity HashMap<K, V> std::vec::Vec c++ C# .NET",
        "跟著我說：「乾杯！」後來瞭解臺灣",
        "ไทย ลาว ខ្មែរ မြန်မာ",
        "e\u{315}\u{300}\u{5ae} a\u{1dfa}\u{301} \u{301}a",
        "𠮷野家 𪚥 \u{2f800}\u{2f801}",
        "\u{a7f2}\u{a7f3} \u{10780} \u{1e030} \u{1ccd6}",
        "ſ K Å Ω ﬃ Ĳ",
        "<script>__proto__ constructor \\d+ [a-z]* ${x}",
        "",
    ]
    .map(String::from)
    .into();
    // Code points from everywhere, alone and with marks.
    texts.extend(
        (0x80..0x3_0000_u32).step_by(389).filter_map(char::from_u32).map(|c| format!("{c}x{c}\u{301}{c}\u{3099}")),
    );
    let vectors: Vec<Value> = texts
        .iter()
        .map(|text| {
            let normal = normalise(text);
            let units = units(&normal).into_iter().map(|unit| match unit {
                Unit::Wide(text) => format!("v{text}"),
                Unit::Word(text) => format!("w{text}"),
            });
            // One line each; no text has the mark between them.
            [text.as_str(), &normal, &units.collect::<Vec<_>>().join("|")].join("\u{2}").into()
        })
        .collect();
    let folds: String = pairs().flat_map(|(from, to)| [from, to]).collect();
    golden("search_vectors.json", &json!({ "classes": classes, "folds": folds, "vectors": vectors }));
}

/// A small book for the tests of the browser's half.
fn book(value: &Value) -> Vec<Page<'_>> {
    let text = |value: &'_ Value, key: &str| -> &'static str {
        Box::leak(value[key].as_str().unwrap_or_default().to_owned().into_boxed_str())
    };
    let list = |value: &'_ Value, key: &str| -> Vec<&'static str> {
        let values = value[key].as_array().into_iter().flatten();
        values
            .map(|word| -> &'static str { Box::leak(word.as_str().unwrap_or_default().to_owned().into_boxed_str()) })
            .collect()
    };
    let pages = value["pages"].as_array().into_iter().flatten();
    pages
        .map(|page| Page {
            url: text(page, "url"),
            title: text(page, "title"),
            part: text(page, "part"),
            tags: list(page, "tags"),
            boost: page["boost"].as_f64().map(|boost| boost as f32),
            sections: page["sections"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|section| Section {
                    id: text(section, "id"),
                    heading: text(section, "heading"),
                    level: section["level"].as_u64().unwrap_or_default() as u8,
                    text: text(section, "text"),
                    code: text(section, "code"),
                    question: section.get("question").map(|question| Question {
                        level: text(question, "level"),
                        seconds: question["seconds"].as_array().map(|range| {
                            let of = |at: usize| range.get(at).and_then(Value::as_u64).unwrap_or_default() as u32;
                            (of(0), of(1))
                        }),
                        facets: list(question, "facets"),
                    }),
                })
                .collect(),
            ..Page::default()
        })
        .collect()
}

fn settings() -> Settings {
    Settings {
        language: "zh-CN".into(),
        synonyms: vec![vec!["报错".into(), "错误".into(), "Ｅｒｒｏｒ".into()], vec!["单".into()]],
    }
}

#[test]
fn an_index_for_the_browser() {
    let value = kept("search_book.json");
    let pages = book(&value);
    let mut files = serde_json::Map::new();
    let small = Sizes { single_file: 0, shard: 1_500, bundle: 2_500, chunk: [5_000; 2] };
    build_sized(&pages[..], &settings(), small, &mut |name, bytes| {
        files.insert(name, String::from_utf8(bytes).expect("scripts are text").into());
    });
    assert!(files.len() > 12, "{} files", files.len());
    let mut single = build(&pages, &settings());
    assert_eq!(single.len(), 1);
    let (name, bytes) = single.remove(0);
    files.insert(format!("single/{name}"), String::from_utf8(bytes).expect("scripts are text").into());
    // More sections with one pair than a list holds.
    let ids: Vec<String> = (0..100).map(|at| format!("s{at}")).collect();
    let urls: Vec<String> = (0..12).map(|at| format!("{at}.html")).collect();
    let sections = ids.iter().map(|id| Section { id, text: "共同", ..Section::default() });
    let pages: Vec<Page> =
        urls.iter().map(|url| Page { url, sections: sections.clone().collect(), ..Page::default() }).collect();
    let (_, bytes) = build(&pages, &settings()).remove(0);
    files.insert("long/index.js".into(), String::from_utf8(bytes).expect("scripts are text").into());
    golden("search_index.json", &Value::Object(files));
}

/// Headings, texts and codes of a small site.
fn any_site() -> impl Strategy<Value = Vec<Vec<(String, String, String)>>> {
    let piece = "([所有权借用生命周期的锁🦀→，。ガ한ไ\u{20000}]{1,6}|[a-zA-Z_]{1,8}|[0-9]{1,3}| |\n){0,12}";
    let section = (piece, piece, piece);
    prop::collection::vec(prop::collection::vec(section, 0..6), 0..12)
}

fn pages_of(site: &[Vec<(String, String, String)>]) -> (Vec<String>, Vec<Vec<String>>) {
    let urls = (0..site.len()).map(|at| format!("{at}.html")).collect();
    let ids = site.iter().map(|sections| (0..sections.len()).map(|at| format!("s{at}")).collect()).collect();
    (urls, ids)
}

fn borrowed<'a>(
    site: &'a [Vec<(String, String, String)>],
    urls: &'a [String],
    ids: &'a [Vec<String>],
) -> Vec<Page<'a>> {
    let pages = site.iter().zip(urls).zip(ids);
    pages
        .map(|((sections, url), ids)| Page {
            url,
            title: sections.first().map_or("", |section| &section.0),
            sections: sections
                .iter()
                .zip(ids)
                .map(|((heading, text, code), id)| Section { id, heading, level: 2, text, code, question: None })
                .collect(),
            ..Page::default()
        })
        .collect()
}

fn files_of(pages: &[Page], sizes: Sizes) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    build_sized(pages, &settings(), sizes, &mut |name, bytes| files.push((name, bytes)));
    files
}

const TINY: Sizes = Sizes { single_file: 0, shard: 300, bundle: 300, chunk: [100; 2] };

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_cut_out_of_a_text_finds_it(site in any_site(), at in any::<prop::sample::Index>(), length in 1usize..9) {
        let (urls, ids) = pages_of(&site);
        let pages = borrowed(&site, &urls, &ids);
        let files = files_of(&pages, TINY);
        let reader = Reader::open(files.iter().map(|(_, bytes)| bytes.as_slice())).expect("our own files");
        for (page, url) in pages.iter().zip(&urls) {
            for section in &page.sections {
                for text in [section.heading, section.text, section.code] {
                    // A stretch of one class, from a place where a word starts if it is of words.
                    let characters: Vec<char> = text.chars().collect();
                    if characters.is_empty() {
                        continue;
                    }
                    let start = at.index(characters.len());
                    let kind = class(characters[start]);
                    let before = start.checked_sub(1).map_or(' ', |at| characters[at]);
                    let starts_word = class(before) != Class::Word || before == '_' && characters[start] != '_';
                    if kind == Class::Between || kind == Class::Word && !starts_word {
                        continue;
                    }
                    let is_same = |c: &&char| class(**c) == kind;
                    let whole = characters[..start].iter().rev().take_while(is_same).count()
                        + characters[start..].iter().take_while(is_same).count();
                    // Of longer words not every part is found.
                    if kind == Class::Word && whole > LONGEST_WORD {
                        continue;
                    }
                    let run = characters[start..].iter().take_while(is_same).take(length);
                    let query: String = run.collect();
                    prop_assert!(
                        reader.find(&query).contains(&(url.as_str(), section.id)),
                        "{query:?} does not find {text:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn threads_change_no_byte(site in any_site()) {
        let (urls, ids) = pages_of(&site);
        let pages = borrowed(&site, &urls, &ids);
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            pool.install(|| files_of(&pages, TINY))
        };
        let one = with(1);
        prop_assert_eq!(&one, &with(4));
        let names: HashSet<_> = one.iter().map(|(name, _)| name).collect();
        prop_assert_eq!(names.len(), one.len());
        // Chunks are an inner matter.
        prop_assert_eq!(one, files_of(&pages, Sizes { chunk: [1 << 20; 2], ..TINY }));
    }
}

#[test]
fn one_edit_changes_few_files() {
    let line = |seed: u64| -> String {
        let mut state = seed;
        (0..400)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                // Squared, so that some characters are far more frequent than others.
                let part = (state >> 33) as f64 / f64::from(1u32 << 31);
                char::from_u32(0x4e00 + (part * part * 3000.0) as u32).unwrap_or('一')
            })
            .collect()
    };
    let mut site: Vec<Vec<(String, String, String)>> = (0..100)
        .map(|page| (0..8).map(|at| (format!("标题{page}之{at}"), line(page * 8 + at), String::new())).collect())
        .collect();
    let build = |site: &[Vec<(String, String, String)>]| {
        let (urls, mut ids) = pages_of(site);
        // Anchors come from headings, as they do in a book.
        for (ids, sections) in ids.iter_mut().zip(site) {
            *ids = sections.iter().map(|section| section.0.clone()).collect();
        }
        build(&borrowed(site, &urls, &ids), &settings())
    };
    let before = build(&site);
    let old: HashSet<&str> = before.iter().map(|(name, _)| name.as_str()).collect();
    let changed = |after: &[(String, Vec<u8>)]| after.iter().filter(|(name, _)| !old.contains(name.as_str())).count();

    site[50][3].1.insert_str(0, "改了这一句话");
    let after = build(&site);
    assert!(changed(&after) * 10 < after.len(), "a sentence: {} of {}", changed(&after), after.len());
    assert!(before.len() > 100);
}

#[test]
fn empty_and_odd_books_build() {
    for pages in
        [vec![], vec![Page::default()], vec![Page { url: "a", sections: vec![Section::default()], ..Page::default() }]]
    {
        let files = build(&pages, &Settings::default());
        assert_eq!(files.len(), 1);
        assert_eq!(files[0].0, "index.js");
        assert!(Reader::open([files[0].1.as_slice()]).expect("our own file").find("a").is_empty());
    }
    let odd = Page {
        url: "a\"\\\u{2028}.html",
        title: "</script>\0",
        boost: Some(f32::NAN),
        sections: vec![Section { heading: "__proto__", text: "constructor \u{1} ~x \u{10ffff}", ..Section::default() }],
        ..Page::default()
    };
    let files = build(&[odd], &Settings::default());
    let reader = Reader::open([files[0].1.as_slice()]).expect("our own file");
    for query in ["proto", "__proto__", "constructor", "x"] {
        assert_eq!(reader.find(query), [("a\"\\\u{2028}.html", "")], "{query}");
    }
}
