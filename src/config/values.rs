//! The checked values of `book.toml`: paths, URLs, names, languages.
//! In: TOML values. Out: types that hold only what can be used, so that no later stage checks again; a value that cannot be
//! used is reported and the default stands. Looks nothing up: whether a file exists is for `source` to say.
//!
//! How grave a fault is: an error where the value decides what is written or published, a warning where mdBook takes the
//! value and the book can be read without it.

use super::read::{Reader, Setting, Value};
use super::text::{either, quoted};
use crate::diag::{Severity, Span};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use toml::de::DeValue;

/// Gives the types below their JSON schema: `schema!(Type, "Name", { … })`.
#[cfg(test)]
macro_rules! schema {
    ($type:ty, $name:literal, { $($json:tt)* }) => {
        impl schemars::JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                $name.into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ $($json)* })
            }
        }
    };
}

#[cfg(test)]
pub(super) use schema;

/// A string that has passed a check.
macro_rules! checked_text {
    ($(#[$attribute:meta])* $name:ident) => {
        $(#[$attribute])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(test, derive(serde::Serialize), serde(transparent))]
        pub struct $name(String);

        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// A text that has passed the check.
            #[allow(dead_code, reason = "most types of this kind are made in one place that builds them directly")]
            pub(super) fn checked(text: &str) -> Self {
                $name(text.to_owned())
            }
        }

        impl std::ops::Deref for $name {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}

pub(super) use checked_text;

fn has_space_or_control(text: &str) -> bool {
    text.chars().any(|character| character.is_whitespace() || character.is_control())
}

// Paths.

checked_text! {
    /// A file or folder of the book: relative to its root (or to its content folder, where so said), parts joined by `/`, no
    /// `.` or `..` among them. Empty for the root itself.
    BookPath
}

/// Why a path is none of the book's.
fn book_path(written: &str) -> Result<BookPath, &'static str> {
    if written.chars().any(char::is_control) {
        return Err("holds a control character");
    }
    // A drive letter makes a path absolute on Windows, and is no sensible folder name elsewhere.
    let drive = written.as_bytes().get(1) == Some(&b':') && written.as_bytes()[0].is_ascii_alphabetic();
    if written.starts_with(['/', '\\']) || drive {
        return Err("must be relative to the book's folder");
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in written.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." if parts.pop().is_none() => return Err("leads out of the book's folder"),
            ".." => {}
            part => parts.push(part),
        }
    }
    Ok(BookPath(parts.join("/")))
}

impl BookPath {
    /// A path written in this program.
    pub(super) fn known(path: &'static str) -> Self {
        BookPath(path.to_owned())
    }

    fn read(value: &Value<'_>, reader: &mut Reader<'_>, severity: Severity) -> Option<Self> {
        let written = reader.string(value)?;
        match book_path(written) {
            Ok(path) => Some(path),
            Err(why) => {
                reader.unusable(value, severity, why);
                None
            }
        }
    }
}

checked_text! {
    /// The folder of the book's pages; otherwise as [`BookPath`]. Empty for the book's root.
    SourceFolder
}

impl SourceFolder {
    /// A folder inside the book, as `source` found it.
    pub(super) fn of_translation(folder: &str) -> Self {
        SourceFolder(folder.to_owned())
    }
}

impl Setting for SourceFolder {
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        BookPath::read(value, reader, Severity::Error).map(|path| SourceFolder(path.0))
    }
}

/// A file or folder whose absence leaves the book readable.
impl Setting for BookPath {
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let path = BookPath::read(value, reader, Severity::Warning)?;
        if path.is_empty() {
            reader.unusable(value, Severity::Warning, "names no file or folder");
            return None;
        }
        Some(path)
    }
}

/// A folder anywhere on the machine, relative to the book's root or absolute. Never empty.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(test, derive(serde::Serialize), serde(transparent))]
pub struct FolderPath(PathBuf);

impl FolderPath {
    /// A path written in this program.
    pub(super) fn known(path: &'static str) -> Self {
        FolderPath(PathBuf::from(path))
    }

    pub fn as_path(&self) -> &Path {
        &self.0
    }
}

impl Deref for FolderPath {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.0
    }
}

impl Setting for FolderPath {
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let written = reader.string(value)?;
        let why = if written.trim().is_empty() {
            "names no folder"
        } else if written.chars().any(char::is_control) {
            "holds a control character"
        } else {
            // Written on Windows, built elsewhere: `\` is a separator there and no part of any sensible name here.
            return Some(FolderPath(PathBuf::from(written.replace('\\', "/"))));
        };
        reader.unusable(value, Severity::Error, why);
        None
    }
}

/// The page shown for a URL that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum NotFoundPage {
    /// `404.md` of the content folder if there is one, else a page of Wence's own.
    #[default]
    Automatic,
    /// No such page is written.
    Off,
    /// A Markdown file, relative to the content folder.
    File { path: BookPath, span: Span },
}

impl Setting for NotFoundPage {
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        if reader.string(value)?.is_empty() {
            return Some(NotFoundPage::Off);
        }
        let path = <BookPath as Setting>::read(value, reader)?;
        if !path.ends_with(".md") {
            reader
                .unusable(value, Severity::Warning, "must name a Markdown file")
                .help
                .push("such as `404.md`".to_owned());
            return None;
        }
        let span = reader.span(value.span());
        Some(NotFoundPage::File { path, span })
    }
}

// Names and languages.

checked_text! {
    /// A language tag, well-formed by BCP 47 (RFC 5646 §2.1), in the case that §2.1.1 recommends: `zh-CN`, `zh-Hant`.
    Language
}

impl Language {
    /// mdBook's default.
    pub(super) fn english() -> Self {
        Language("en".to_owned())
    }

    /// `None` if the tag is not well-formed. Checked is the shape of the subtags, not that they are registered.
    pub fn new(tag: &str) -> Option<Self> {
        let mut canonical = String::with_capacity(tag.len());
        // After a singleton (`x-`, `u-`) subtags are no regions or scripts: they stay in lower case.
        let mut extension = false;
        for (n, subtag) in tag.split('-').enumerate() {
            let alphabetic = subtag.bytes().all(|byte| byte.is_ascii_alphabetic());
            if subtag.is_empty() || subtag.len() > 8 || !subtag.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                return None;
            }
            // A one-letter first subtag is allowed for private use (`x-…`) and old registrations (`i-…`) only.
            if n == 0 && (!alphabetic || subtag.len() == 1 && !matches!(subtag, "x" | "X" | "i" | "I")) {
                return None;
            }
            if n > 0 {
                canonical.push('-');
            }
            let start = canonical.len();
            canonical.push_str(&subtag.to_ascii_lowercase());
            if n > 0 && !extension && alphabetic {
                match subtag.len() {
                    2 => canonical[start..].make_ascii_uppercase(),
                    4 => canonical[start..=start].make_ascii_uppercase(),
                    _ => {}
                }
            }
            extension |= subtag.len() == 1;
        }
        // Nothing may follow a singleton directly: `zh-x` is unfinished.
        let unfinished = tag.rsplit('-').next().is_some_and(|last| last.len() == 1);
        (!unfinished).then_some(Language(canonical))
    }

    /// The first subtag: `zh` of `zh-CN`.
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or("")
    }

    /// Chinese or Japanese, which set no spaces between words.
    pub fn is_cjk(&self) -> bool {
        matches!(self.primary(), "zh" | "ja")
    }

    /// The direction of the script that the language is written in: the script subtag if there is one, else the language's
    /// usual script, as Unicode CLDR 47 has it (`characterOrder`). mdBook's three-letter names are known too.
    pub fn direction(&self) -> TextDirection {
        let script = self
            .0
            .split('-')
            .skip(1)
            .take_while(|subtag| subtag.len() > 1)
            .find(|subtag| subtag.len() == 4 && subtag.bytes().all(|byte| byte.is_ascii_alphabetic()));
        let right_to_left = match script {
            Some(script) => {
                matches!(script, "Adlm" | "Arab" | "Hebr" | "Mand" | "Nkoo" | "Rohg" | "Samr" | "Syrc" | "Thaa")
            }
            None => matches!(
                self.primary(),
                "ae" | "ar"
                    | "ara"
                    | "arc"
                    | "azb"
                    | "ckb"
                    | "dv"
                    | "fa"
                    | "fas"
                    | "glk"
                    | "he"
                    | "heb"
                    | "iw"
                    | "ji"
                    | "ks"
                    | "lrc"
                    | "mzn"
                    | "nqo"
                    | "per"
                    | "pnb"
                    | "prs"
                    | "ps"
                    | "pus"
                    | "sam"
                    | "sd"
                    | "syc"
                    | "syr"
                    | "ug"
                    | "ur"
                    | "urd"
                    | "yi"
                    | "yid"
            ),
        };
        if right_to_left { TextDirection::RightToLeft } else { TextDirection::LeftToRight }
    }
}

impl Setting for Language {
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let written = reader.string(value)?;
        if let Some(language) = Language::new(written) {
            return Some(language);
        }
        // The way locales are named on Unix; mdBook passes it on as it is.
        if let Some(language) = Language::new(&written.replace('_', "-")) {
            let help = format!("write `{language}`");
            reader.unusable(value, Severity::Warning, "joins the parts of a language tag by `_`").help.push(help);
            return Some(language);
        }
        let why = format!("is no language tag: {}", quoted(written));
        reader.unusable(value, Severity::Error, &why).help.push("write one such as `zh-CN`, `en` or `ja`".to_owned());
        None
    }
}

/// Which way lines of text run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(test, derive(serde::Serialize))]
pub enum TextDirection {
    #[cfg_attr(test, serde(rename = "ltr"))]
    LeftToRight,
    #[cfg_attr(test, serde(rename = "rtl"))]
    RightToLeft,
}

impl TextDirection {
    /// The value of HTML's `dir`.
    pub fn as_str(self) -> &'static str {
        match self {
            TextDirection::LeftToRight => "ltr",
            TextDirection::RightToLeft => "rtl",
        }
    }
}

impl Setting for TextDirection {
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        match reader.string(value)? {
            "ltr" => Some(TextDirection::LeftToRight),
            "rtl" => Some(TextDirection::RightToLeft),
            other => {
                let why = format!("is `ltr` or `rtl`, not {}", quoted(other));
                reader.unusable(value, Severity::Error, &why);
                None
            }
        }
    }
}

/// On, off, or as suits the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Switch {
    #[default]
    Automatic,
    On,
    Off,
}

impl Switch {
    /// The state, where `automatic` is what suits the book.
    pub fn resolve(self, automatic: bool) -> bool {
        match self {
            Switch::Automatic => automatic,
            Switch::On => true,
            Switch::Off => false,
        }
    }
}

impl Setting for Switch {
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        match (value.get_ref().as_bool(), value.get_ref().as_str()) {
            (Some(true), _) => Some(Switch::On),
            (Some(false), _) => Some(Switch::Off),
            (_, Some("auto")) => Some(Switch::Automatic),
            (_, Some(other)) => {
                let why = format!("is `true`, `false` or `\"auto\"`, not {}", quoted(other));
                reader.unusable(value, Severity::Error, &why);
                None
            }
            _ => {
                reader.mismatch(value, "`true`, `false` or `\"auto\"`");
                None
            }
        }
    }
}

/// The colours a reader meets first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(test, derive(serde::Serialize), serde(rename_all = "lowercase"))]
pub enum Appearance {
    /// As the reader's system has it.
    Auto,
    Light,
    Dark,
}

impl Appearance {
    /// mdBook's five colour schemes count as the one of our two that they resemble.
    const NAMES: [(&'static str, Appearance); 7] = [
        ("auto", Appearance::Auto),
        ("light", Appearance::Light),
        ("dark", Appearance::Dark),
        ("rust", Appearance::Light),
        ("coal", Appearance::Dark),
        ("navy", Appearance::Dark),
        ("ayu", Appearance::Dark),
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Appearance::Auto => "auto",
            Appearance::Light => "light",
            Appearance::Dark => "dark",
        }
    }
}

impl Setting for Appearance {
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let written = reader.string(value)?;
        // mdBook lowers the case too.
        let found = Self::NAMES.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(written));
        if found.is_none() {
            let names: Vec<String> = Self::NAMES.iter().map(|(name, _)| quoted(name)).collect();
            // A warning, since a theme of mdBook's may bring colour schemes of its own.
            let why = format!("names a colour scheme that Wence does not have: {}", quoted(written));
            reader.unusable(value, Severity::Warning, &why).help.push(format!("write {}", either(&names)));
        }
        found.map(|(_, appearance)| appearance)
    }
}

checked_text! {
    /// The prefix of the keys under which a reader's browser keeps what belongs to this site: 1 to 64 ASCII letters, digits,
    /// `-`, `_`, `.`.
    SiteId
}

impl SiteId {
    /// Of the site in a further language. What belongs to its pages is kept apart: they have the same paths.
    pub(super) fn of_translation(id: &str, language: &Language) -> Self {
        SiteId(format!("{id}-{language}"))
    }
}

impl Setting for SiteId {
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let written = reader.string(value)?;
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        if (1..=64).contains(&written.len()) && written.bytes().all(allowed) {
            return Some(SiteId(written.to_owned()));
        }
        reader.unusable(value, Severity::Error, "is 1 to 64 of the characters `A-Z a-z 0-9 - _ .`");
        None
    }
}

// Where the site stands on the web.

/// The Content-Security-Policy of every page.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum PolicySetting {
    /// What the page needs and nothing else.
    #[default]
    Automatic,
    /// The same, and these sources by directive.
    With(Vec<(String, Vec<String>)>),
    /// None.
    Off,
}

/// Directives that only add sources a page may load from (Content Security Policy Level 3, §6.1).
const FETCH_DIRECTIVES: [&str; 11] = [
    "connect-src",
    "font-src",
    "form-action",
    "frame-src",
    "img-src",
    "manifest-src",
    "media-src",
    "object-src",
    "script-src",
    "style-src",
    "worker-src",
];

impl Setting for PolicySetting {
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let written = match value.get_ref() {
            DeValue::Boolean(true) => return Some(PolicySetting::Automatic),
            DeValue::Boolean(false) => return Some(PolicySetting::Off),
            DeValue::String(written) => written,
            _ => {
                let fault = reader.mismatch(value, "`true`, `false` or sources to add");
                fault.help.push("such as `\"connect-src https://stats.example.org\"`".to_owned());
                return None;
            }
        };
        let mut added = Vec::new();
        for directive in written.split(';').map(str::trim).filter(|directive| !directive.is_empty()) {
            let mut words = directive.split_ascii_whitespace();
            let name = words.next().unwrap_or("").to_ascii_lowercase();
            if !FETCH_DIRECTIVES.contains(&name.as_str()) {
                let why = format!("adds to {}, which is no directive that can be added to", quoted(&name));
                let names: Vec<String> = FETCH_DIRECTIVES.iter().map(|name| quoted(name)).collect();
                let near = crate::diag::nearest(&name, FETCH_DIRECTIVES);
                let help =
                    near.map_or_else(|| format!("write {}", either(&names)), |near| format!("did you mean `{near}`?"));
                reader.unusable(value, Severity::Error, &why).help.push(help);
                return None;
            }
            let sources: Vec<String> = words.map(str::to_owned).collect();
            let is_source =
                |source: &String| source.bytes().all(|byte| byte.is_ascii_graphic() && !b",\"<>".contains(&byte));
            if sources.is_empty() || !sources.iter().all(is_source) {
                let why = format!("names no usable source after {}", quoted(&name));
                let fault = reader.unusable(value, Severity::Error, &why);
                fault
                    .help
                    .push("sources are hosts such as `https://stats.example.org`, with spaces between".to_owned());
                return None;
            }
            added.push((name, sources));
        }
        Some(if added.is_empty() { PolicySetting::Automatic } else { PolicySetting::With(added) })
    }
}

/// `scheme://host[:port]` and the rest of an absolute `http` or `https` URL. A shape, not a full parse (WHATWG URL): enough to
/// keep nonsense out of `<a href>`.
fn split_web_url(url: &str) -> Option<(&str, &str)> {
    let scheme = ["https://", "http://"]
        .into_iter()
        .find(|scheme| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))?;
    let host = url[scheme.len()..].find(['/', '?', '#']).map_or(url.len(), |end| scheme.len() + end);
    let (origin, rest) = url.split_at(host);
    let name = &origin[scheme.len()..];
    let name = match name.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => name,
    };
    let v6 = name.starts_with('[') && name.ends_with(']');
    let usable = !name.is_empty() && (v6 || !name.contains([':', '@']));
    (usable && !has_space_or_control(url) && !url.contains(['"', '<', '>', '\\', '`'])).then_some((origin, rest))
}

/// Where the site is published: an origin, if known, and the path beneath it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SiteUrl {
    origin: Option<String>,
    path: String,
}

impl SiteUrl {
    /// `https://example.org`, without a slash at the end. `None` if only the path is known, which is how mdBook's books have
    /// it (`/guide/`).
    pub fn origin(&self) -> Option<&str> {
        self.origin.as_deref()
    }

    /// `/guide/`: starts and ends with `/`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// `https://example.org/guide/`, ends with `/`. `None` as for [`origin`](Self::origin).
    pub fn absolute(&self) -> Option<String> {
        self.origin.as_ref().map(|origin| format!("{origin}{}", self.path))
    }

    /// The folder of that name in the site, which needs no percent-encoding.
    pub(super) fn below(&self, folder: &str) -> SiteUrl {
        SiteUrl { origin: self.origin.clone(), path: format!("{}{folder}/", self.path) }
    }

    fn parse(written: &str) -> Result<Self, &'static str> {
        let (origin, path) = match split_web_url(written) {
            Some((origin, rest)) => (Some(origin.to_owned()), rest),
            // `//example.org/` would be another host, not a path.
            None if written.starts_with('/') && !written.starts_with("//") => (None, written),
            None => return Err("must start with `https://`, or with `/` for the path alone"),
        };
        if path.contains(['?', '#']) {
            return Err("takes no `?` or `#`");
        }
        if has_space_or_control(path)
            || path.contains(['"', '<', '>', '\\', '`'])
            || path.split('/').any(|part| part == "..")
        {
            return Err("has a path that no URL can have");
        }
        let slash = if path.ends_with('/') { "" } else { "/" };
        Ok(SiteUrl { origin, path: format!("{path}{slash}") })
    }
}

impl Setting for SiteUrl {
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let written = reader.string(value)?.trim();
        // "Relative" is what every page is anyway.
        if matches!(written, "" | "." | "./") {
            return None;
        }
        match SiteUrl::parse(written) {
            Ok(url) => Some(url),
            Err(why) => {
                let host = written.trim_start_matches('/');
                let guess = format!("https://{host}{}", if host.ends_with('/') { "" } else { "/" });
                let help = SiteUrl::parse(&guess).is_ok().then(|| format!("write `{guess}`"));
                reader.unusable(value, Severity::Error, why).help.extend(help);
                None
            }
        }
    }
}

#[cfg(test)]
impl serde::Serialize for SiteUrl {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.absolute().unwrap_or_else(|| self.path.clone()))
    }
}

checked_text! {
    /// An absolute `http` or `https` URL.
    WebUrl
}

impl Setting for WebUrl {
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let written = reader.string(value)?.trim();
        if written.is_empty() {
            return None;
        }
        if split_web_url(written).is_none() {
            reader
                .unusable(value, Severity::Warning, "is no web address")
                .help
                .push("start it with `https://`".to_owned());
            return None;
        }
        Some(WebUrl(written.to_owned()))
    }
}

checked_text! {
    /// A [`WebUrl`] that holds `{path}`.
    EditUrlTemplate
}

impl Setting for EditUrlTemplate {
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let url = WebUrl::read(value, reader)?;
        if !url.contains("{path}") {
            let help = "put `{path}` where the file's path belongs, else every page has the same link";
            reader.unusable(value, Severity::Warning, "has no `{path}`").help.push(help.to_owned());
            return None;
        }
        Some(EditUrlTemplate(url.0))
    }
}

checked_text! {
    /// A host name with at least two labels (RFC 1123 §2.1), letters of any script allowed.
    HostName
}

fn is_host_name(name: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.chars().count())
            && label.chars().all(|character| character.is_alphanumeric() || character == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    name.len() <= 253 && name.contains('.') && name.split('.').all(is_label)
}

impl Setting for HostName {
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let written = reader.string(value)?.trim();
        if written.is_empty() {
            return None;
        }
        if is_host_name(written) {
            return Some(HostName(written.to_owned()));
        }
        let host = split_web_url(written).and_then(|(origin, _)| origin.split_once("://")).map(|(_, host)| host);
        let host = host.unwrap_or(written).trim_end_matches(['/', '.']);
        let help = match is_host_name(host) {
            true => format!("write `{host}`"),
            false => "write one such as `docs.example.org`".to_owned(),
        };
        reader.unusable(value, Severity::Error, &format!("is no host name: {}", quoted(written))).help.push(help);
        None
    }
}

// Redirects.

/// One entry of `[output.html.redirect]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The file to write: relative to the site's root, parts joined by `/`, no `.` or `..`, never empty.
    pub from: String,
    /// The part after `#` that is redirected, where it is not the whole page. Never empty.
    pub fragment: Option<String>,
    /// A URL, or a path relative to `from`, or from the site's root if it starts with `/`. As written; never empty.
    pub to: String,
    /// The old path in the file.
    pub span: Span,
    /// The new one.
    pub to_span: Span,
}

/// All redirects in the order of the file. No two have the same `from` and `fragment`.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Redirects(Vec<Redirect>);

impl Deref for Redirects {
    type Target = [Redirect];

    fn deref(&self) -> &[Redirect] {
        &self.0
    }
}

impl Redirects {
    /// Those of a folder of the site, as from that folder.
    pub(super) fn below(&self, folder: &str) -> Redirects {
        let inside = |path: &str| path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')).map(str::to_owned);
        let below = self.0.iter().filter_map(|redirect| {
            let to = match redirect.to.strip_prefix('/').and_then(inside) {
                Some(to) => format!("/{to}"),
                None => redirect.to.clone(),
            };
            Some(Redirect { from: inside(&redirect.from)?, to, ..redirect.clone() })
        });
        Redirects(below.collect())
    }

    /// Those of no folder among these.
    pub(super) fn outside<'f>(&self, folders: impl Iterator<Item = &'f str> + Clone) -> Redirects {
        let is_outside = |redirect: &&Redirect| {
            let mut folders = folders.clone();
            !folders.any(|folder| redirect.from.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')))
        };
        Redirects(self.0.iter().filter(is_outside).cloned().collect())
    }
}

/// The file and fragment of an old path. mdBook's books write it with `/`, `./` or nothing in front.
fn redirect_source(written: &str) -> Result<(String, Option<String>), &'static str> {
    let (path, fragment) = written.split_once('#').map_or((written, ""), |(path, fragment)| (path, fragment));
    if path.contains('?') {
        return Err("holds a `?`, which no file of a site has");
    }
    let path = path.trim_start_matches(['/', '\\']);
    let folder = path.is_empty() || path.ends_with(['/', '\\']);
    let mut from = book_path(path).map_err(|_| "leads out of the site")?.0;
    if folder {
        from.push_str(if from.is_empty() { "index.html" } else { "/index.html" });
    }
    if from.is_empty() {
        return Err("names no file");
    }
    Ok((from, (!fragment.is_empty()).then(|| fragment.to_owned())))
}

fn redirect_target(written: &str) -> Result<(), &'static str> {
    if written.trim().is_empty() {
        return Err("must say where to go");
    }
    if written.chars().any(char::is_control) {
        return Err("holds a control character");
    }
    // `javascript:` and `data:` would run as the site.
    let scheme =
        written.find([':', '/', '?', '#']).filter(|&at| written.as_bytes()[at] == b':').map(|at| &written[..at]);
    match scheme {
        Some(scheme) if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") => {
            Err("must be a path or start with `https://`")
        }
        _ => Ok(()),
    }
}

impl Setting for Redirects {
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let mut redirects: Vec<Redirect> = Vec::new();
        let mut known = std::collections::HashMap::new();
        reader.table(value, &[], |key, value, reader| {
            let Some(to) = reader.string(value) else { return true };
            let span = reader.key_span();
            let source = redirect_source(key);
            if let Err(why) = redirect_target(to) {
                reader.unusable(value, Severity::Error, why);
            }
            match source {
                Err(why) => {
                    let message = format!("the old path {} {why}", quoted(key));
                    let fault = crate::diag::Diagnostic::error(crate::diag::codes::CONFIG_VALUE, span, message);
                    reader.report(fault.help("write it as from the site's root: `/old/page.html`"));
                }
                Ok((from, fragment)) => {
                    if let Some(first) = known.insert((from.clone(), fragment.clone()), span) {
                        let message = format!("two redirects of {}", quoted(key));
                        let fault = crate::diag::Diagnostic::error(crate::diag::codes::CONFIG_VALUE, span, message);
                        reader.report(fault.other(first, "the first is here").help("keep one of the two"));
                    } else if redirect_target(to).is_ok() {
                        let to_span = reader.span(value.span());
                        redirects.push(Redirect { from, fragment, to: to.to_owned(), span, to_span });
                    }
                }
            }
            true
        })?;
        Some(Redirects(redirects))
    }
}

/// What the JSON schema says of these types.
#[cfg(test)]
mod schemas {
    use super::*;
    use crate::config::read::Located;
    use schemars::{JsonSchema, Schema, SchemaGenerator};
    use serde::{Serialize, Serializer};
    use std::borrow::Cow;

    impl<T: JsonSchema> JsonSchema for Located<T> {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> Cow<'static, str> {
            T::schema_name()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            generator.subschema_for::<T>()
        }
    }

    schema!(BookPath, "BookPath", { "type": "string" });
    schema!(SourceFolder, "SourceFolder", { "type": "string" });
    schema!(FolderPath, "FolderPath", { "type": "string", "minLength": 1 });
    schema!(NotFoundPage, "NotFoundPage", { "type": "string", "pattern": "^$|\\.md$" });
    schema!(Language, "Language", { "type": "string", "pattern": "^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$" });
    schema!(TextDirection, "TextDirection", { "enum": ["ltr", "rtl"] });
    schema!(Switch, "Switch", { "enum": ["auto", true, false] });
    schema!(Appearance, "Appearance", { "enum": ["auto", "light", "dark", "rust", "coal", "navy", "ayu"] });
    schema!(SiteId, "SiteId", { "type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$" });
    schema!(PolicySetting, "PolicySetting", { "type": ["boolean", "string"] });
    schema!(SiteUrl, "SiteUrl", { "type": "string", "pattern": "^([Hh][Tt][Tt][Pp][Ss]?://|/|$|\\./?$)" });
    schema!(WebUrl, "WebUrl", { "type": "string", "pattern": "^([Hh][Tt][Tt][Pp][Ss]?://|$)" });
    schema!(EditUrlTemplate, "EditUrlTemplate", { "type": "string", "pattern": "^([Hh][Tt][Tt][Pp][Ss]?://.*\\{path\\}|$)" });
    schema!(HostName, "HostName", { "type": "string" });
    schema!(Redirects, "Redirects", {
        "type": "object",
        "additionalProperties": { "type": "string", "minLength": 1 }
    });

    impl Serialize for Switch {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            match self {
                Switch::Automatic => serializer.serialize_str("auto"),
                Switch::On => serializer.serialize_bool(true),
                Switch::Off => serializer.serialize_bool(false),
            }
        }
    }

    impl Serialize for PolicySetting {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            match self {
                PolicySetting::Automatic => serializer.serialize_bool(true),
                PolicySetting::Off => serializer.serialize_bool(false),
                PolicySetting::With(added) => {
                    let directives = added.iter().map(|(name, sources)| format!("{name} {}", sources.join(" ")));
                    serializer.serialize_str(&directives.collect::<Vec<_>>().join("; "))
                }
            }
        }
    }

    impl Serialize for NotFoundPage {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_str(match self {
                NotFoundPage::Automatic => "404.md",
                NotFoundPage::Off => "",
                NotFoundPage::File { path, .. } => path,
            })
        }
    }

    impl Serialize for Redirects {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_map(self.iter().map(|redirect| (&redirect.from, &redirect.to)))
        }
    }

    #[test]
    fn the_schema_lists_every_colour_scheme() {
        let names: Vec<&str> = Appearance::NAMES.iter().map(|(name, _)| *name).collect();
        let schema = <Appearance as JsonSchema>::json_schema(&mut SchemaGenerator::default());
        assert_eq!(serde_json::to_value(schema).unwrap()["enum"], serde_json::json!(names));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_tags_get_their_usual_case() {
        let canonical = |tag| Language::new(tag).map(|language| language.0);
        for (written, expected) in [
            ("zh-cn", "zh-CN"),
            ("ZH-HANT-tw", "zh-Hant-TW"),
            ("en", "en"),
            ("es-419", "es-419"),
            ("de-CH-1901", "de-CH-1901"),
            ("x-MINE", "x-mine"),
            ("en-u-CA-Buddhist", "en-u-ca-buddhist"),
        ] {
            assert_eq!(canonical(written).as_deref(), Some(expected));
        }
        for written in ["", "-", "zh-", "-zh", "zh_CN", "中文", "a", "1a", "zh--CN", "abcdefghi", "zh-x", "zh CN"] {
            assert_eq!(canonical(written), None, "{written}");
        }
    }

    #[test]
    fn direction_follows_the_script() {
        let direction = |tag| Language::new(tag).unwrap().direction().as_str();
        for tag in ["ar", "fa-IR", "he", "az-Arab", "ur", "yid"] {
            assert_eq!(direction(tag), "rtl", "{tag}");
        }
        for tag in ["zh-CN", "en", "ur-Latn", "ku", "en-x-arab"] {
            assert_eq!(direction(tag), "ltr", "{tag}");
        }
    }

    #[test]
    fn paths_are_brought_into_one_form() {
        for (written, expected) in [
            ("./src", "src"),
            ("a//b/", "a/b"),
            ("a/../b", "b"),
            (".", ""),
            ("theme\\x.css", "theme/x.css"),
            ("内容", "内容"),
        ] {
            assert_eq!(book_path(written).unwrap().as_str(), expected);
        }
        for written in ["..", "a/../../b", "/etc", "\\\\server\\x", "C:\\book", "c:book", "a\0b"] {
            assert!(book_path(written).is_err(), "{written}");
        }
    }

    #[test]
    fn site_urls_end_with_a_slash() {
        let url = |written| SiteUrl::parse(written).map(|url| (url.absolute(), url.path));
        assert_eq!(url("https://例子.中国"), Ok((Some("https://例子.中国/".into()), "/".into())));
        assert_eq!(url("HTTP://localhost:80/a"), Ok((Some("HTTP://localhost:80/a/".into()), "/a/".into())));
        assert_eq!(url("/mdBook/"), Ok((None, "/mdBook/".into())));
        for written in [
            "example.org",
            "//example.org/",
            "ftp://a.b/",
            "https://",
            "https:///a",
            "https://a b/",
            "https://a.b/?q",
            "/a\\b",
            "/../x",
        ] {
            assert!(url(written).is_err(), "{written}");
        }
    }

    #[test]
    fn host_names_have_labels_and_no_scheme() {
        for name in ["example.org", "a-b.example.co.uk", "文档.example.中国"] {
            assert!(is_host_name(name), "{name}");
        }
        for name in ["localhost", "https://example.org", "a..b", "-a.b", "a.b.", "a b.c", "a_b.c", &"a.".repeat(200)] {
            assert!(!is_host_name(name), "{name}");
        }
    }

    #[test]
    fn old_paths_of_redirects_may_start_in_three_ways() {
        let source = |written| redirect_source(written).map(|(from, fragment)| (from, fragment.unwrap_or_default()));
        for written in ["/a/b.html", "./a/b.html", "a/b.html"] {
            assert_eq!(source(written), Ok(("a/b.html".into(), String::new())));
        }
        assert_eq!(source("/a.html#旧"), Ok(("a.html".into(), "旧".into())));
        assert_eq!(source("/old/"), Ok(("old/index.html".into(), String::new())));
        assert_eq!(source("/"), Ok(("index.html".into(), String::new())));
        for written in ["/../a.html", "a?b.html", "a/../../b", "C:/x.html"] {
            assert!(source(written).is_err(), "{written}");
        }
        assert!(source(".").is_err());
    }

    #[test]
    fn redirects_lead_to_paths_or_the_web() {
        for target in ["b.html", "../b.html#x", "/b.html", "https://a.b/?c=d:e", "a/b:c"] {
            assert!(redirect_target(target).is_ok(), "{target}");
        }
        for target in ["", "  ", "javascript:alert(1)", "JavaScript:x", "data:text/html,x", "a\nb"] {
            assert!(redirect_target(target).is_err(), "{target}");
        }
    }
}
