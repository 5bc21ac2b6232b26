//! What a page of one language shows of the others: the switch between them, `hreflang`, and what is said of a page that has
//! no translation or an old one.
//! In: which pages each language has, and in which state ([`Languages`]). Out: values for templates. Knows no text of a page.

use super::context::Fields;
use super::{CONTENTS, Frame, HOME, PRINT, Renderer, TAGS, bank, metadata, navigation, search};
use crate::model::SitePath;
use crate::model::site_path::encode_href;
use std::collections::BTreeMap;
use std::sync::Arc;
use tera::Value;

/// How a page of a further language stands to the original.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Written in the language that it is published in.
    Own,
    /// Translated from a text that has changed since.
    Outdated,
    /// The original, shown in place of a translation that there is not.
    Untranslated,
}

/// One language of a book of several.
#[derive(Clone, Debug, PartialEq)]
pub struct Language {
    /// BCP 47.
    pub tag: String,
    /// As its readers write it.
    pub name: String,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    /// Its folder in the site, with `/` at the end; empty for the book's own language.
    pub folder: String,
    /// The HTML files that readers may go to, by path from that folder.
    pub pages: Arc<BTreeMap<SitePath, State>>,
}

/// All languages of a book, its own first.
#[derive(Clone, Debug, PartialEq)]
pub struct Languages {
    pub list: Vec<Language>,
    /// Where the site as a whole is published, with `/` at the end, if that is known.
    pub root: Option<String>,
}

/// The languages as one of them sees the others.
#[derive(Clone, Copy, Debug)]
pub struct Here<'a> {
    pub languages: &'a Languages,
    /// Index of the language.
    pub own: usize,
}

/// The name of a language as its readers write it, for the languages of most books; of others the tag.
pub fn name(tag: &str) -> &str {
    let known = [
        ("ar", "العربية"),
        ("cs", "Čeština"),
        ("de", "Deutsch"),
        ("en", "English"),
        ("es", "Español"),
        ("fa", "فارسی"),
        ("fr", "Français"),
        ("he", "עברית"),
        ("hi", "हिन्दी"),
        ("id", "Bahasa Indonesia"),
        ("it", "Italiano"),
        ("ja", "日本語"),
        ("ko", "한국어"),
        ("ms", "Bahasa Melayu"),
        ("nl", "Nederlands"),
        ("pl", "Polski"),
        ("pt", "Português"),
        ("pt-BR", "Português (Brasil)"),
        ("ru", "Русский"),
        ("sv", "Svenska"),
        ("th", "ไทย"),
        ("tr", "Türkçe"),
        ("uk", "Українська"),
        ("vi", "Tiếng Việt"),
    ];
    let find = |wanted: &str| known.iter().find(|(tag, _)| *tag == wanted).map(|(_, name)| *name);
    let primary = tag.split('-').next().unwrap_or(tag);
    match (primary, super::locale(tag)) {
        ("zh", "zh-TW") => "繁體中文",
        ("zh", _) => "简体中文",
        _ => find(tag).or_else(|| find(primary)).unwrap_or(tag),
    }
}

impl Frame {
    /// The HTML files of the first edition that readers may go to.
    pub fn paths(&self) -> Vec<SitePath> {
        let Some(edition) = self.editions.first() else { return Vec::new() };
        let own = |path: &str| SitePath::root().join_below(path);
        let generated = [
            (edition.home_copy.is_some(), HOME),
            (true, CONTENTS),
            (!edition.tags.is_empty(), TAGS),
            (self.has_search, search::SEARCH),
            (self.has_bank, bank::BANK),
            (self.has_bank, bank::PRACTICE),
            (self.has_print, PRINT),
        ];
        let generated = generated.iter().filter(|(is_there, _)| *is_there).map(|(_, path)| own(path));
        let pages = edition.by_url.iter().filter(|(_, page)| Some(**page) != edition.not_found);
        generated.chain(pages.map(|(url, _)| url.clone())).collect()
    }
}

impl Here<'_> {
    fn language(&self) -> &Language {
        &self.languages.list[self.own]
    }

    fn state(&self, url: &SitePath) -> Option<State> {
        self.language().pages.get(url).copied()
    }

    /// The way to `url` of another language from a page of this one that lies `depth` folders below its root.
    fn href(&self, depth: usize, language: &Language, url: &SitePath) -> String {
        let up = if self.own == 0 { "" } else { "../" };
        format!("{}{up}{}{}", navigation::base(depth), language.folder, encode_href(url.as_str()))
    }

    /// The languages in which a page says the same, with its address on the web; empty unless there are two of them.
    fn alternates(&self, url: &SitePath) -> Vec<(&str, String)> {
        let Some(root) = self.languages.root.as_deref() else { return Vec::new() };
        if !matches!(self.state(url), Some(State::Own | State::Outdated)) {
            return Vec::new();
        }
        let has_own = |language: &&Language| matches!(language.pages.get(url), Some(State::Own | State::Outdated));
        let address = |language: &Language| metadata::canonical(&format!("{root}{}", language.folder), url);
        let having: Vec<&Language> = self.languages.list.iter().filter(has_own).collect();
        if having.len() < 2 {
            return Vec::new();
        }
        let mut alternates: Vec<(&str, String)> =
            having.iter().map(|language| (language.tag.as_str(), address(language))).collect();
        // The book's own language is for readers of all others.
        alternates
            .extend(having.first().filter(|first| first.folder.is_empty()).map(|own| ("x-default", address(own))));
        alternates
    }
}

impl Renderer<'_> {
    /// How the page of the first edition at this path stands to the original; `None` in books of one language.
    pub(super) fn state(&self, url: &SitePath) -> Option<State> {
        self.inputs.languages.and_then(|here| here.state(url))
    }

    /// The address of the original, where this path shows it in place of a translation.
    pub(super) fn original_address(&self, url: &SitePath) -> Option<String> {
        let here = self.inputs.languages.filter(|here| here.state(url) == Some(State::Untranslated))?;
        here.languages.root.as_deref().map(|root| metadata::canonical(root, url))
    }

    /// The switch: every language with the same page in it, or its home page where it has no such page.
    pub(super) fn switch(&self, url: &SitePath) -> Vec<Value> {
        let Some(here) = self.inputs.languages.filter(|here| here.state(url).is_some()) else { return Vec::new() };
        let home = SitePath::root().join_below(HOME);
        let one = |(at, language): (usize, &Language)| {
            let target = if language.pages.contains_key(url) { url } else { &home };
            let href = match at == here.own {
                true => format!("{}{}", navigation::base(url.depth()), encode_href(url.as_str())),
                false => here.href(url.depth(), language, target),
            };
            Fields::default()
                .text("tag", &language.tag)
                .text("name", &language.name)
                .text("direction", language.direction)
                .text("href", &href)
                .value("current", at == here.own)
                .build()
        };
        here.languages.list.iter().enumerate().map(one).collect()
    }

    /// `hreflang` and address of each language that has the page.
    pub(super) fn alternates(&self, url: &SitePath) -> Vec<Value> {
        let Some(here) = self.inputs.languages else { return Vec::new() };
        let one = |(tag, href): (&str, String)| Fields::default().text("tag", tag).text("href", &href).build();
        here.alternates(url).into_iter().map(one).collect()
    }

    /// The same for `sitemap.xml`, as elements of its own schema (Google, "Localized versions of your pages").
    pub(super) fn sitemap_alternates(&self, url: &SitePath) -> String {
        let Some(here) = self.inputs.languages else { return String::new() };
        let one = |(tag, href): (&str, String)| {
            format!("<xhtml:link rel=\"alternate\" hreflang=\"{tag}\" href=\"{}\"/>", super::escaped(&href))
        };
        here.alternates(url).into_iter().map(one).collect()
    }

    /// What readers are told of a page that is not translated, or whose original has changed since; none of others.
    pub(super) fn notice(&self, url: &SitePath, words: &super::Words) -> Value {
        let Some(here) = self.inputs.languages else { return Value::none() };
        let key = match here.state(url) {
            Some(State::Untranslated) => "untranslated",
            Some(State::Outdated) => "outdated",
            Some(State::Own) | None => return Value::none(),
        };
        let original = &here.languages.list[0];
        Fields::default()
            .text("kind", key)
            .text("text", words.get(key))
            .text("href", &here.href(url.depth(), original, url))
            .text("link", &words.get("original").replace("{n}", &original.name))
            .text("tag", &original.tag)
            .build()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_go_by_the_names_of_their_readers() {
        for (tag, expected) in [
            ("zh-CN", "简体中文"),
            ("zh-Hant", "繁體中文"),
            ("zh-HK", "繁體中文"),
            ("en-GB", "English"),
            ("pt-BR", "Português (Brasil)"),
            ("pt", "Português"),
            ("tlh", "tlh"),
        ] {
            assert_eq!(name(tag), expected);
        }
    }
}
