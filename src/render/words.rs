//! The words of the interface, by language.
//! In: the theme's `locales/*.toml`, overlaid by the book's own. Out: [`Words`], which answers every key in every language:
//! what a locale of the book's leaves out comes from the theme's English. Knows no page and no template.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The locales that the default theme brings, each with its text. English first: it is what all others fall back to.
const EMBEDDED: [(&str, &str); 4] = [
    ("en", include_str!("../../themes/default/locales/en.toml")),
    ("zh-CN", include_str!("../../themes/default/locales/zh-CN.toml")),
    ("zh-TW", include_str!("../../themes/default/locales/zh-TW.toml")),
    ("ja", include_str!("../../themes/default/locales/ja.toml")),
];

static LOCALES: LazyLock<BTreeMap<&'static str, Words>> = LazyLock::new(|| {
    let english = Words { words: parse_embedded(EMBEDDED[0].1) };
    let mut locales = BTreeMap::new();
    for (name, text) in &EMBEDDED[1..] {
        locales.insert(*name, english.overlaid(parse_embedded(text)));
    }
    locales.insert("en", english);
    locales
});

fn parse_embedded(text: &str) -> BTreeMap<String, String> {
    toml::from_str(text).expect("the theme's own locales are tables of strings, which a test holds them to")
}

/// The interface's words in one language: key to text, in which `{n}` and the like stand for what is filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    words: BTreeMap<String, String>,
}

impl Words {
    /// The text of a key; empty for a key that no locale has, which a test keeps from happening with the theme's own.
    pub fn get(&self, key: &str) -> &str {
        self.words.get(key).map_or("", String::as_str)
    }

    /// The text of a key with `{n}` filled in.
    pub fn count(&self, key: &str, n: impl std::fmt::Display) -> String {
        self.get(key).replace("{n}", &n.to_string())
    }

    /// All keys and texts, by key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.words.iter().map(|(key, text)| (key.as_str(), text.as_str()))
    }

    /// These words with some replaced or added.
    pub fn overlaid(&self, words: BTreeMap<String, String>) -> Words {
        let mut all = self.clone();
        all.words.extend(words);
        all
    }
}

/// The locale of the default theme that suits a BCP 47 tag: `zh` and `zh-Hans*` are read as `zh-CN`; `zh-Hant*`, `zh-HK` and
/// `zh-MO` as `zh-TW`; any language without a locale as `en`.
pub fn locale(language: &str) -> &'static str {
    let mut subtags = language.split('-').map(str::to_ascii_lowercase);
    match subtags.next().as_deref() {
        Some("zh") => {
            let mut traditional = None;
            for subtag in subtags {
                // A script says more than a region: `zh-Hans-HK` is simplified.
                match subtag.as_str() {
                    "hant" => return "zh-TW",
                    "hans" => return "zh-CN",
                    "tw" | "hk" | "mo" => traditional = traditional.or(Some("zh-TW")),
                    _ => {}
                }
            }
            traditional.unwrap_or("zh-CN")
        }
        Some("ja") => "ja",
        _ => "en",
    }
}

/// The default theme's words for a BCP 47 tag, by the rules of [`locale`].
pub fn words(language: &str) -> &'static Words {
    LOCALES.get(locale(language)).expect("`locale` answers only with the names of embedded locales")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_locale_has_every_key_and_no_other() {
        let english = parse_embedded(EMBEDDED[0].1);
        for (name, text) in EMBEDDED {
            let locale = parse_embedded(text);
            let missing: Vec<_> = english.keys().filter(|key| !locale.contains_key(*key)).collect();
            let extra: Vec<_> = locale.keys().filter(|key| !english.contains_key(*key)).collect();
            assert!(missing.is_empty() && extra.is_empty(), "{name}: missing {missing:?}, extra {extra:?}");
            assert!(locale.values().all(|text| !text.trim().is_empty()), "{name}");
        }
    }

    #[test]
    fn every_locale_fills_in_the_same_places() {
        let english = parse_embedded(EMBEDDED[0].1);
        for (name, text) in EMBEDDED {
            for (key, words) in parse_embedded(text) {
                let places = |text: &str| text.contains("{n}");
                assert_eq!(places(&words), places(&english[&key]), "{name}: {key}");
            }
        }
    }

    #[test]
    fn languages_without_a_locale_find_the_nearest_one() {
        for (tag, expected) in [
            ("zh", "zh-CN"),
            ("zh-Hans", "zh-CN"),
            ("zh-SG", "zh-CN"),
            ("zh-TW", "zh-TW"),
            ("zh-Hant", "zh-TW"),
            ("zh-HK", "zh-TW"),
            ("zh-Hans-HK", "zh-CN"),
            ("ZH-hant-tw", "zh-TW"),
            ("ja-JP", "ja"),
            ("en-GB", "en"),
            ("de", "en"),
            ("", "en"),
        ] {
            assert_eq!(locale(tag), expected, "{tag}");
        }
        assert_eq!(words("zh").get("next"), "下一页");
        assert_eq!(words("fr").get("next"), "Next");
        assert_eq!(words("en").get("no such key"), "");
    }
}
