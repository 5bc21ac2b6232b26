//! Lays the book's files over a built-in theme.
//! In: the book's theme folder as a map of paths to bytes, and the settings. Out: a [`Theme`], and a diagnostic for each file
//! that is broken, replaces nothing, or no longer fits. A broken file never takes effect: the theme's own stands in its place.

use super::overrides;
use super::{
    Bundle, BundleScope, ICONS, Icon, JoinedBundle, MDBOOK_FILES, Manifest, Source, Theme, ThemeFolder, built_in,
    own_templates, tokens,
};
use crate::config::{BaseTheme, Html};
use crate::diag::{self, Diagnostic, Files, Place, Span, codes};
use crate::markdown::active_content;
use crate::render::policy::{self, SiteNeeds};
use crate::render::words::{self, Words};
use crate::render::{assets, template_fault};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tera::Tera;

/// The theme that `html` names, with the book's files laid over it. Texts that messages point into join `sources`.
pub fn load(html: &Html, folder: ThemeFolder<'_>, sources: &Files) -> (Theme, Vec<Diagnostic>) {
    let base = html.base_theme;
    let mut loader = Loader { base, folder, sources, texts: BTreeMap::new(), diagnostics: Vec::new() };
    loader.read_texts();
    let manifest = loader.manifest();
    loader.report_strangers(&manifest);
    let (tera, templates) = loader.templates();
    loader.check_overrides();
    let locales = loader.locales();
    let icon = ICONS.into_iter().find_map(|(path, media_type)| {
        folder.files.get(path).map(|bytes| Icon { path, media_type, bytes: bytes.clone() })
    });
    let tokens = tokens::rules(html);
    let joined = |paths: &[String]| {
        let sheets = paths.iter().map(|path| loader.text(path)).chain([tokens.as_str()]);
        assets::join_styles(sheets)
    };
    let style = joined(&manifest.css);
    let standalone_style = joined(&manifest.standalone_css);
    let languages_style = assets::join_styles(manifest.languages_css.iter().map(|path| loader.text(path)));
    let (script, standalone_script) = (loader.script(&manifest.js), loader.script(&manifest.standalone_js));
    let needs = loader.needs(&tera, &templates);
    let paper = |own: &str, set: &Option<crate::config::Located<crate::config::Color>>| {
        set.as_ref().map_or_else(|| own.to_owned(), |color| color.as_str().to_owned())
    };
    let theme_style: String = manifest.css.iter().filter_map(|path| built_in::file(base, path)).collect();
    loader.diagnostics.extend(tokens::faults(html, &theme_style));
    let theme = Theme {
        own: own_templates(base),
        tera,
        sources: templates,
        style,
        standalone_style,
        languages_style,
        script,
        standalone_script,
        bundles: manifest
            .bundles
            .into_iter()
            .map(|(name, bundle)| {
                let Bundle { js, css, words, for_questions, per_page, for_search } = bundle;
                let style = assets::join_styles(css.iter().map(|path| loader.text(path)));
                let scope = match (for_questions, per_page, for_search) {
                    (true, ..) => BundleScope::Bank,
                    (false, true, _) => BundleScope::Page,
                    (false, false, true) => BundleScope::Search,
                    (false, false, false) => BundleScope::Site,
                };
                (name, JoinedBundle { script: loader.script(&js), style, words, scope })
            })
            .collect(),
        script_words: manifest.script_words,
        colors: [
            paper(&manifest.color_light, &html.colors.paper),
            paper(&manifest.color_dark, &html.dark_colors.paper),
        ],
        icon,
        locales,
        needs,
    };
    (theme, loader.diagnostics)
}

/// The template of the script that runs before the styles are read.
const EARLY: &str = "parts/early.js";

/// A book's `theme.toml`: what it leaves out stays the theme's.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Changes {
    name: Option<String>,
    css: Option<Vec<String>>,
    standalone_css: Option<Vec<String>>,
    languages_css: Option<Vec<String>>,
    js: Option<Vec<String>>,
    standalone_js: Option<Vec<String>>,
    script_words: Option<Vec<String>>,
    bundles: Option<BTreeMap<String, Bundle>>,
    color_light: Option<String>,
    color_dark: Option<String>,
}

impl Changes {
    fn over(self, own: Manifest) -> Manifest {
        Manifest {
            name: self.name.unwrap_or(own.name),
            css: self.css.unwrap_or(own.css),
            standalone_css: self.standalone_css.unwrap_or(own.standalone_css),
            languages_css: self.languages_css.unwrap_or(own.languages_css),
            js: self.js.unwrap_or(own.js),
            standalone_js: self.standalone_js.unwrap_or(own.standalone_js),
            script_words: self.script_words.unwrap_or(own.script_words),
            bundles: self.bundles.unwrap_or(own.bundles),
            color_light: self.color_light.unwrap_or(own.color_light),
            color_dark: self.color_dark.unwrap_or(own.color_dark),
        }
    }
}

struct Loader<'a> {
    base: BaseTheme,
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

    fn own(&self, path: &str) -> Option<&'static str> {
        built_in::file(self.base, path)
    }

    fn text(&self, path: &str) -> &str {
        self.texts.get(path).map_or_else(|| self.own(path).unwrap_or(""), |source| &source.text)
    }

    fn script(&self, paths: &[String]) -> String {
        assets::join_scripts(paths.iter().map(|path| match self.texts.get(path.as_str()) {
            Some(source) => Cow::Borrowed(&*source.text),
            None => Cow::Owned(assets::strip_own_script(self.own(path).unwrap_or(""))),
        }))
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
        let own: Manifest = toml::from_str(self.own("theme.toml").unwrap_or(""))
            .expect("the manifests of built-in themes are well-formed, which a test holds them to");
        let Some(source) = self.texts.get("theme.toml").cloned() else { return own };
        match toml::from_str::<Changes>(&source.text) {
            Ok(changes) => {
                let manifest = changes.over(own);
                for path in manifest.files() {
                    if self.own(path).is_none() && !self.texts.contains_key(path.as_str()) {
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
                own
            }
        }
    }

    /// Names the files of the folder that have no effect.
    fn report_strangers(&mut self, manifest: &Manifest) {
        for path in self.folder.files.keys() {
            let listed = manifest.files().any(|known| known == path);
            let known = self.own(path).is_some() || listed || ICONS.iter().any(|(icon, _)| icon == path);
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
                match diag::nearest(path, built_in::paths(self.base).chain(ICONS.iter().map(|(icon, _)| *icon))) {
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
        let known = built_in::paths(self.base).find(|known| known.strip_prefix("templates/") == Some(path))?;
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
            let mut tera = own_templates(self.base);
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

    /// Tells which of the book's files no longer fit the theme.
    fn check_overrides(&mut self) {
        let base = self.base;
        for (path, source) in &self.texts {
            if let Some(own) = built_in::file(base, path) {
                self.diagnostics.extend(overrides::check_stamp(path, source, own));
            }
        }
    }

    /// What the templates need of a Content-Security-Policy. Their inline scripts are known by their hashes where they are the
    /// theme's; those that the book's templates bring are allowed as they are.
    fn needs(&self, tera: &Tera, templates: &BTreeMap<String, Source>) -> SiteNeeds {
        let mut needs = SiteNeeds::default();
        match tera.render(EARLY, &tera::Context::new()) {
            Ok(early) if !early.is_empty() => needs.script_hashes.push(policy::hash(&early)),
            Ok(_) => {}
            // It asks for values of the page, so it is another text on every page.
            Err(_) => needs.inline_script = true,
        }
        for (name, source) in templates.iter().filter(|(name, _)| *name != EARLY) {
            let found = active_content(&source.text);
            // The frame of a page includes the early script; any other text in a script element is the author's.
            let includes_early = source.text.contains(EARLY) && source.text.matches("<script>").count() == 1;
            let is_own_frame = includes_early && ["parts/head.html", "base.html"].contains(&name.as_str());
            let is_standalone = name == "404.html";
            needs.inline_script |= found.inline_script && !is_own_frame && !is_standalone;
            needs.inline_style |= found.inline_style && !is_standalone;
            needs.own_scripts |= !found.script_sources.is_empty();
        }
        needs
    }

    fn locales(&mut self) -> BTreeMap<String, Words> {
        let mut locales = BTreeMap::new();
        for (path, source) in &self.texts.clone() {
            let Some(name) = path.strip_prefix("locales/").and_then(|name| name.strip_suffix(".toml")) else {
                continue;
            };
            match toml::from_str::<BTreeMap<String, String>>(&source.text) {
                Ok(changed) => {
                    let own = self.own("locales/en.toml").unwrap_or("");
                    let own: BTreeMap<String, String> = toml::from_str(own).unwrap_or_default();
                    let known: BTreeSet<&str> = own.keys().map(String::as_str).collect();
                    self.diagnostics.extend(overrides::unknown_words(source, &changed, &known));
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
