//! The theme: templates, styles, scripts and words, from the files built into the program and those of the book that replace
//! them one by one.
//! In: the book's theme folder as a map of paths to bytes (reading it is the caller's), and the settings. Out: a [`Theme`]
//! ready to render with, and a diagnostic for each file that is broken, replaces nothing, or no longer fits. A broken file
//! never takes effect: the theme's own stands in its place, so that the book still opens.
//!
//! [`built_in`] holds the themes' files, `load` lays the book's over them, [`overrides`] says which of those are stale,
//! `tokens` sets colours and fonts of `book.toml`.

pub mod built_in;
mod load;
pub mod overrides;
mod tokens;

use super::assets;
use super::policy::SiteNeeds;
use super::template_fault;
use super::words::{self, Words};
use crate::config::{BaseTheme, Html};
use crate::diag::{Diagnostic, FileId, Files};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tera::Tera;

/// Files of mdBook's themes besides its `.hbs` templates.
const MDBOOK_FILES: [&str; 18] = [
    "book.js",
    "highlight.js",
    "highlight.css",
    "ayu-highlight.css",
    "tomorrow-night.css",
    "clipboard.min.js",
    "elasticlunr.min.js",
    "mark.min.js",
    "searcher.js",
    "toc.js",
    "ace.js",
    "css/chrome.css",
    "css/general.css",
    "css/print.css.hbs",
    "css/variables.css",
    "fonts/fonts.css",
    "css/highlight.css",
    "css/fonts.css",
];

/// The prefix by which a template reaches the theme's own file behind one of the book's.
const OWN: &str = "@theme/";

/// Where an icon may lie in the theme folder; the first that is there is taken. mdBook has the same names.
const ICONS: [(&str, &str); 2] = [("favicon.svg", "image/svg+xml"), ("favicon.png", "image/png")];

/// One template as the author wrote it.
#[derive(Clone, Debug)]
pub struct Source {
    pub file: FileId,
    pub text: Arc<str>,
}

/// What `theme.toml` says: which files make the style sheet and the script, in which order, and what the program must know.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    /// Shown to nobody but authors of themes.
    #[allow(dead_code, reason = "every theme names itself, for people")]
    name: String,
    /// Style sheets, joined in this order into one file.
    css: Vec<String>,
    /// The style sheets that `404.html` holds in itself.
    standalone_css: Vec<String>,
    /// The style sheets that books of several languages have besides, in the same file.
    #[serde(default)]
    languages_css: Vec<String>,
    /// Classic scripts, joined in this order into one file that is loaded with `defer`. Without any there is no such file.
    js: Vec<String>,
    /// The scripts that `404.html` holds in itself.
    #[serde(default)]
    standalone_js: Vec<String>,
    /// Keys of the words that scripts show: they find them in `wence.words`.
    #[serde(default)]
    script_words: Vec<String>,
    /// Scripts that pages load when they need them, by name: each is one file, `assets/NAME.js`.
    #[serde(default)]
    bundles: BTreeMap<String, Bundle>,
    /// What a browser's own frame is coloured with, in the two appearances.
    color_light: String,
    color_dark: String,
}

impl Manifest {
    fn files(&self) -> impl Iterator<Item = &String> {
        let bundled = self.bundles.values().flat_map(|bundle| bundle.js.iter().chain(&bundle.css));
        self.css
            .iter()
            .chain(&self.standalone_css)
            .chain(&self.languages_css)
            .chain(&self.js)
            .chain(&self.standalone_js)
            .chain(bundled)
    }
}

/// A script of its own, beside the one that every page loads.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Bundle {
    /// Classic scripts, joined in this order.
    js: Vec<String>,
    /// Keys of the words that they show, besides those of `script_words`.
    #[serde(default)]
    words: Vec<String>,
    /// Style sheets, joined in this order into `assets/NAME.css`. Only bundles for questions have them.
    #[serde(default)]
    css: Vec<String>,
    /// Whether only books with questions have it. Such a bundle is no attribute of the root: templates name it where they need it,
    /// `theme.bank.NAME`.
    #[serde(default)]
    for_questions: bool,
    /// Whether the bundle is for what only some pages have: the site has its file if any page needs it, and only pages that
    /// do name it.
    #[serde(default)]
    per_page: bool,
    /// Whether only sites with a search have it.
    #[serde(default)]
    for_search: bool,
}

/// Which pages may need a bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BundleScope {
    /// All of them.
    Site,
    /// All of them, in a site with a search.
    Search,
    /// Those that show questions; a book without questions has no file of it.
    Bank,
    /// Those that hold a piece of its name.
    Page,
}

/// A bundle with its files joined.
#[derive(Clone, Debug)]
struct JoinedBundle {
    script: String,
    style: String,
    words: Vec<String>,
    scope: BundleScope,
}

/// The book's files that add to the theme or replace parts of it.
#[derive(Clone, Copy, Debug)]
pub struct ThemeFolder<'a> {
    /// The folder's path relative to the book's root, for messages: `theme`.
    pub path: &'a str,
    /// Files by their path within the folder, parts joined by `/`.
    pub files: &'a BTreeMap<String, Vec<u8>>,
    /// Files of the folder that the book uses in another way, such as those that `additional-css` names. Same paths.
    pub used_elsewhere: &'a BTreeSet<String>,
}

/// An icon of the book's own.
#[derive(Clone, Debug)]
pub struct Icon {
    pub path: &'static str,
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
}

/// Templates, styles, scripts and words, checked.
pub struct Theme {
    tera: Tera,
    /// The theme without the book's files, for pages whose template turns out to be broken.
    own: Tera,
    sources: BTreeMap<String, Source>,
    style: String,
    standalone_style: String,
    languages_style: String,
    script: String,
    standalone_script: String,
    script_words: Vec<String>,
    /// By name.
    bundles: BTreeMap<String, JoinedBundle>,
    /// Of the paper, light and dark.
    colors: [String; 2],
    icon: Option<Icon>,
    /// Locales that the book changes, by name.
    locales: BTreeMap<String, Words>,
    needs: SiteNeeds,
}

impl std::fmt::Debug for Theme {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Theme").field("overridden", &self.sources.keys()).finish_non_exhaustive()
    }
}

fn own_templates(base: BaseTheme) -> Tera {
    let mut tera = Tera::new();
    tera.set_fallback_prefixes([OWN]).expect("no template has been added yet");
    let templates = built_in::paths(base).filter_map(|path| {
        let name = path.strip_prefix("templates/")?;
        Some((format!("{OWN}{name}"), built_in::file(base, path)?))
    });
    tera.add_raw_templates(templates).expect("the themes' own templates hold together, which a test checks");
    tera
}

impl Default for Theme {
    fn default() -> Self {
        let files = BTreeMap::new();
        let folder = ThemeFolder { path: "theme", files: &files, used_elsewhere: &BTreeSet::new() };
        Theme::load(&Html::default(), folder, &Files::default()).0
    }
}

impl Theme {
    /// The theme that the settings name, with the book's files laid over it. Texts that messages point into join `sources`.
    pub fn load(html: &Html, folder: ThemeFolder<'_>, sources: &Files) -> (Theme, Vec<Diagnostic>) {
        load::load(html, folder, sources)
    }

    /// The interface's words for a BCP 47 tag.
    pub fn words(&self, language: &str) -> &Words {
        self.locales.get(words::locale(language)).unwrap_or_else(|| words::words(language))
    }

    pub(super) fn style(&self) -> &str {
        &self.style
    }

    pub(super) fn standalone_style(&self) -> &str {
        &self.standalone_style
    }

    /// What books of several languages have besides.
    pub(super) fn languages_style(&self) -> &str {
        &self.languages_style
    }

    /// Whether pages load a script of the theme's.
    pub(super) fn has_scripts(&self) -> bool {
        !self.script.is_empty()
    }

    /// The script with the words it shows before it; none for a theme without scripts.
    pub(super) fn script(&self, words: &Words) -> Option<String> {
        if self.script.is_empty() {
            return None;
        }
        let shown = shown_words(&self.script_words, words);
        Some(assets::join_scripts([format!("window.wence={{words:{shown}}}").into(), self.script.as_str().into()]))
    }

    /// The scripts that pages load when they need them: name, which pages may, and text, by name.
    pub(super) fn bundles(&self, words: &Words) -> Vec<(&str, BundleScope, String)> {
        let text = |bundle: &JoinedBundle| {
            let before = format!("Object.assign(window.wence.words,{})", shown_words(&bundle.words, words));
            assets::join_scripts([before.into(), bundle.script.as_str().into()])
        };
        self.bundles.iter().map(|(name, bundle)| (name.as_str(), bundle.scope, text(bundle))).collect()
    }

    /// The style sheets of the bundles that have one, by name.
    pub(super) fn bundle_styles(&self) -> impl Iterator<Item = (&str, &str)> {
        let styles = self.bundles.iter().map(|(name, bundle)| (name.as_str(), bundle.style.as_str()));
        styles.filter(|(_, style)| !style.is_empty())
    }

    /// Whether the theme has cards for questions, a page of them all, and one to practise on.
    pub(super) fn has_bank(&self) -> bool {
        ["cards", "bank", "practice"].iter().all(|name| self.bundles.contains_key(*name))
    }

    /// Whether the theme can search: it has a script for it.
    pub(super) fn has_search(&self) -> bool {
        self.bundles.contains_key("search")
    }

    /// Whether the book replaces templates.
    pub fn has_templates_of_a_book(&self) -> bool {
        !self.sources.is_empty()
    }

    pub(super) fn standalone_script(&self) -> &str {
        &self.standalone_script
    }

    /// Colours of the paper, light and dark.
    pub(super) fn colors(&self) -> &[String; 2] {
        &self.colors
    }

    pub(super) fn needs(&self) -> &SiteNeeds {
        &self.needs
    }

    pub(super) fn icon(&self) -> Option<&Icon> {
        self.icon.as_ref()
    }

    /// Renders `template` with `context` into about `capacity` bytes. A fault of the book's templates is reported and the theme's own template takes the
    /// place; bytes of UTF-8 come back in any case, none only if even that fails.
    pub(super) fn render(
        &self,
        template: &str,
        context: &tera::Context,
        capacity: usize,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Vec<u8> {
        let mut html = Vec::with_capacity(capacity);
        let Err(error) = self.tera.render_to(template, context, &mut html) else {
            // Pages of a whole site are held at once.
            html.shrink_to_fit();
            return html;
        };
        let find = |name: &str| self.sources.get(name).cloned();
        diagnostics.extend(template_fault::faults(&error, &find).into_iter().map(|fault| fault.diagnostic));
        html.clear();
        if self.own.render_to(template, context, &mut html).is_err() {
            html.clear();
        }
        html
    }

    /// How a template is called in a message when its text is not at hand.
    pub(super) fn display_name(template: &str) -> String {
        match template.strip_prefix(OWN) {
            Some(path) => format!("the theme's own templates/{path}"),
            None => format!("theme/templates/{template}"),
        }
    }
}

/// The words of these keys as a JSON object.
fn shown_words(keys: &[String], words: &Words) -> serde_json::Value {
    let shown = keys.iter().map(|key| (key.clone(), words.get(key).into()));
    serde_json::Value::Object(shown.collect())
}

#[cfg(test)]
mod tests;
