//! The theme: templates, styles, scripts and words, from the files built into the program and those of the book that replace
//! them one by one.
//! In: the book's theme folder as a map of paths to bytes (reading it is the caller's). Out: a [`Theme`] ready to render
//! with, and a diagnostic for each file that is broken or replaces nothing. A broken file never takes effect: the theme's
//! own stands in its place, so that the book still opens.

use super::assets;
use super::template_fault;
use super::words::{self, Words};
use crate::diag::{self, Diagnostic, FileId, Files, Place, Span, codes};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tera::Tera;

macro_rules! embedded {
    ($($path:literal)*) => {
        /// The default theme's files, by path.
        const EMBEDDED: &[(&str, &str)] = &[$(($path, include_str!(concat!("../../themes/default/", $path)))),*];
    };
}

embedded! {
    "theme.toml"
    "templates/base.html"
    "templates/page.html"
    "templates/contents.html"
    "templates/print.html"
    "templates/404.html"
    "templates/redirect.html"
    "templates/parts/head.html"
    "templates/parts/early.js"
    "templates/parts/bar.html"
    "templates/parts/side.html"
    "templates/parts/outline.html"
    "templates/parts/foot.html"
    "css/layers.css"
    "css/tokens.css"
    "css/base.css"
    "css/layout.css"
    "css/prose.css"
    "css/code.css"
    "css/components.css"
    "css/print.css"
    "js/theme.js"
    "js/nav.js"
    "js/code.js"
    "js/tabs.js"
    "js/main.js"
    "locales/zh-CN.toml"
    "locales/zh-TW.toml"
    "locales/en.toml"
    "locales/ja.toml"
}

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

/// What `theme.toml` says: which files make the style sheet and the script, in which order.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    /// Shown to nobody but authors of themes.
    #[allow(dead_code, reason = "every theme names itself; `theme eject` will say the name")]
    name: String,
    /// Style sheets, joined in this order into one file.
    css: Vec<String>,
    /// The style sheets that `404.html` holds in itself.
    standalone_css: Vec<String>,
    /// Classic scripts, joined in this order into one file that is loaded with `defer`.
    js: Vec<String>,
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
    script: String,
    icon: Option<Icon>,
    /// Locales that the book changes, by name.
    locales: BTreeMap<String, Words>,
}

impl std::fmt::Debug for Theme {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Theme").field("overridden", &self.sources.keys()).finish_non_exhaustive()
    }
}

fn embedded(path: &str) -> Option<&'static str> {
    EMBEDDED.iter().find(|(known, _)| *known == path).map(|(_, text)| *text)
}

/// The paths of the default theme's files that a book may replace, in the order of the theme.
pub fn paths() -> impl Iterator<Item = &'static str> {
    EMBEDDED.iter().map(|(path, _)| *path)
}

/// The default theme's text of a file, for `theme eject`.
pub fn file(path: &str) -> Option<&'static str> {
    embedded(path)
}

fn own_templates() -> Tera {
    let mut tera = Tera::new();
    tera.set_fallback_prefixes([OWN]).expect("no template has been added yet");
    let templates =
        EMBEDDED.iter().filter_map(|(path, text)| Some((format!("{OWN}{}", path.strip_prefix("templates/")?), *text)));
    tera.add_raw_templates(templates).expect("the theme's own templates hold together, which a test checks");
    tera
}

impl Default for Theme {
    fn default() -> Self {
        let files = BTreeMap::new();
        let folder = ThemeFolder { path: "theme", files: &files, used_elsewhere: &BTreeSet::new() };
        Theme::load(folder, &Files::default()).0
    }
}

impl Theme {
    /// The default theme with the book's files laid over it. Texts that messages point into join `sources`.
    pub fn load(folder: ThemeFolder<'_>, sources: &Files) -> (Theme, Vec<Diagnostic>) {
        let mut loader = Loader { folder, sources, texts: BTreeMap::new(), diagnostics: Vec::new() };
        loader.read_texts();
        let manifest = loader.manifest();
        loader.report_strangers(&manifest);
        let (tera, templates) = loader.templates();
        let locales = loader.locales();
        let icon = ICONS.into_iter().find_map(|(path, media_type)| {
            folder.files.get(path).map(|bytes| Icon { path, media_type, bytes: bytes.clone() })
        });
        let style = assets::join_styles(manifest.css.iter().map(|path| loader.text(path)));
        let standalone_style = assets::join_styles(manifest.standalone_css.iter().map(|path| loader.text(path)));
        let script = assets::join_scripts(manifest.js.iter().map(|path| match loader.texts.get(path.as_str()) {
            Some(source) => Cow::Borrowed(&*source.text),
            None => Cow::Owned(assets::strip_own_script(embedded(path).unwrap_or(""))),
        }));
        let diagnostics = loader.diagnostics;
        let theme =
            Theme { tera, own: own_templates(), sources: templates, style, standalone_style, script, icon, locales };
        (theme, diagnostics)
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

    pub(super) fn script(&self) -> &str {
        &self.script
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
        let Err(error) = self.tera.render_to(template, context, &mut html) else { return html };
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

struct Loader<'a> {
    folder: ThemeFolder<'a>,
    sources: &'a Files,
    /// The book's files that are text and that the theme may use.
    texts: BTreeMap<&'a str, Source>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Loader<'a> {
    fn place(&self, path: &str) -> String {
        format!("{}/{path}", self.folder.path)
    }

    fn text(&self, path: &str) -> &str {
        self.texts.get(path).map_or_else(|| embedded(path).unwrap_or(""), |source| &source.text)
    }

    fn read_texts(&mut self) {
        for (path, bytes) in self.folder.files {
            let is_text = path == "theme.toml"
                || ["templates/", "css/", "js/", "locales/"].iter().any(|folder| path.starts_with(folder));
            if path.ends_with(".hbs") {
                continue;
            }
            let Some(path_in_theme) = is_text.then_some(path.as_str()).or_else(|| self.template_at_top(path)) else {
                continue;
            };
            let name = self.place(path);
            match std::str::from_utf8(bytes) {
                Ok(text) => {
                    let text: Arc<str> = text.strip_prefix('\u{feff}').unwrap_or(text).into();
                    let file = self.sources.insert(&name, text.clone());
                    self.texts.insert(path_in_theme, Source { file, text });
                }
                Err(error) => {
                    let message = format!("the file is not UTF-8 from byte {} on", error.valid_up_to());
                    let fault = Diagnostic::error(codes::INVALID_UTF8, Place::File(name), message);
                    self.diagnostics.push(fault.help("save the file as UTF-8"));
                }
            }
        }
    }

    fn manifest(&mut self) -> Manifest {
        let own =
            || toml::from_str(embedded("theme.toml").unwrap_or("")).expect("the theme's own manifest is well-formed");
        let Some(source) = self.texts.get("theme.toml").cloned() else { return own() };
        match toml::from_str::<Manifest>(&source.text) {
            Ok(manifest) => {
                for path in manifest.css.iter().chain(&manifest.standalone_css).chain(&manifest.js) {
                    if embedded(path).is_none() && !self.texts.contains_key(path.as_str()) {
                        let at = source.text.find(path.as_str()).unwrap_or(0);
                        let span = Span::new(source.file, at..at + path.len());
                        let message = format!("`theme.toml` names `{path}`, which does not exist");
                        let fault = Diagnostic::error(codes::THEME_FILE_UNKNOWN, span, message);
                        self.diagnostics.push(fault.help("write the file, or take its name out"));
                    }
                }
                manifest
            }
            Err(error) => {
                let fault = toml_fault(&source, &error, codes::TEMPLATE_SYNTAX);
                self.diagnostics.push(fault.help("the theme's own `theme.toml` takes its place"));
                own()
            }
        }
    }

    /// Names the files of the folder that have no effect.
    fn report_strangers(&mut self, manifest: &Manifest) {
        for path in self.folder.files.keys() {
            let listed =
                manifest.css.iter().chain(&manifest.standalone_css).chain(&manifest.js).any(|known| known == path);
            let known = embedded(path).is_some() || listed || ICONS.iter().any(|(icon, _)| icon == path);
            let known = known || self.template_at_top(path).is_some();
            if known || self.folder.used_elsewhere.contains(path) || self.is_part(path) {
                continue;
            }
            let place = Place::File(self.place(path));
            let fault = if path.ends_with(".hbs") {
                Diagnostic::note(
                    codes::THEME_FILE_IGNORED,
                    place,
                    format!("`{path}` is a template of mdBook's and has no effect"),
                )
                .help("templates of Wence are Tera: start from `theme/templates/page.html`")
            } else if MDBOOK_FILES.contains(&path.as_str()) || path.starts_with("fonts/") {
                Diagnostic::note(
                    codes::THEME_FILE_IGNORED,
                    place,
                    format!("`{path}` belongs to a theme of mdBook's and has no effect"),
                )
                .help("styles of your own go in a file that `[output.html] additional-css` names")
            } else {
                let fault = Diagnostic::warning(
                    codes::THEME_FILE_UNKNOWN,
                    place,
                    format!("`{path}` replaces no file of the theme"),
                );
                match diag::nearest(path, paths().chain(ICONS.iter().map(|(icon, _)| *icon))) {
                    Some(near) => fault.help(format!("did you mean `{near}`?")),
                    None => fault.help("`additional-css` and `additional-js` take files of your own"),
                }
            };
            self.diagnostics.push(fault);
        }
    }

    /// The theme's path of a template that lies in the theme folder itself, where mdBook's templates are: `page.html` stands for
    /// `templates/page.html`, unless that is there too.
    fn template_at_top(&self, path: &str) -> Option<&'static str> {
        let known = paths().find(|known| known.strip_prefix("templates/") == Some(path))?;
        (!self.folder.files.contains_key(known)).then_some(known)
    }

    /// Whether another template of the book's names this one: then it is a part of the author's making.
    fn is_part(&self, path: &str) -> bool {
        let Some(name) = path.strip_prefix("templates/") else { return false };
        let quoted = [format!("\"{name}\""), format!("'{name}'")];
        self.texts.iter().any(|(other, source)| {
            *other != path
                && other.starts_with("templates/")
                && quoted.iter().any(|name| source.text.contains(name.as_str()))
        })
    }

    /// The templates of theme and book together, and the texts of those of the book that hold. The engine stops at the first
    /// fault it meets, so each file is tried alone first, and then the set, less one more file each time.
    fn templates(&mut self) -> (Tera, BTreeMap<String, Source>) {
        let mut candidates: BTreeMap<String, Source> = BTreeMap::new();
        let mut faults = Vec::new();
        for (path, source) in &self.texts {
            let Some(name) = path.strip_prefix("templates/") else { continue };
            let find = |asked: &str| (asked == name).then(|| source.clone());
            match Tera::new().add_raw_template(name, &source.text) {
                Err(error) if matches!(error.kind(), tera::ErrorKind::SyntaxError(_)) => {
                    faults.extend(template_fault::faults(&error, &find).into_iter().map(|fault| fault.diagnostic));
                }
                // Other faults are those of a file without its fellows.
                _ => {
                    candidates.insert(name.to_owned(), source.clone());
                }
            }
        }
        let mut dropped = BTreeMap::new();
        let tera = loop {
            let mut tera = own_templates();
            let Err(error) = tera.add_raw_templates(candidates.iter().map(|(name, source)| (name, &*source.text)))
            else {
                break tera;
            };
            let find = |name: &str| candidates.get(name).or_else(|| dropped.get(name)).cloned();
            let found = template_fault::faults(&error, &find);
            let mut named: BTreeSet<String> = found
                .iter()
                .filter_map(|fault| fault.template.clone())
                .filter(|name| candidates.contains_key(name))
                .collect();
            if named.is_empty() {
                // The fault shows in one of the theme's files, or nowhere in particular: no file of the book's can be trusted.
                named.extend(candidates.keys().cloned());
            }
            faults.extend(found.into_iter().map(|fault| fault.diagnostic));
            for name in named {
                if let Some(source) = candidates.remove(&name) {
                    dropped.insert(name, source);
                }
            }
        };
        self.diagnostics.extend(faults);
        (tera, candidates)
    }

    fn locales(&mut self) -> BTreeMap<String, Words> {
        let mut locales = BTreeMap::new();
        for (path, source) in &self.texts {
            let Some(name) = path.strip_prefix("locales/").and_then(|name| name.strip_suffix(".toml")) else {
                continue;
            };
            match toml::from_str::<BTreeMap<String, String>>(&source.text) {
                Ok(changed) => {
                    locales.insert(name.to_owned(), words::words(name).overlaid(changed));
                }
                Err(error) => self.diagnostics.push(
                    toml_fault(source, &error, codes::TEMPLATE_SYNTAX)
                        .help("a locale holds lines such as `next = \"Next\"`"),
                ),
            }
        }
        locales
    }
}

fn toml_fault(source: &Source, error: &toml::de::Error, code: diag::Code) -> Diagnostic {
    let range = error.span().unwrap_or(0..0);
    let words = error.message().lines().next().unwrap_or("cannot be read");
    Diagnostic::error(code, Span::new(source.file, range), words.trim_end_matches('.').to_owned())
}
