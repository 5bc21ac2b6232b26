//! The checked values of `book.toml`: paths, URLs, names, languages.
//! In: TOML values. Out: types that hold only what can be used, so that no later stage checks again; a value that cannot be
//! used is reported and the default stands. Looks nothing up: whether a file exists is for `source` to say. Here are the
//! choices between a few names; what takes more reading has a file of its own.
//!
//! How grave a fault is: an error where the value decides what is written or published, a warning where mdBook takes the
//! value and the book can be read without it.

mod language;
mod path;
mod policy;
mod redirect;
#[cfg(test)]
mod schemas;
mod web;

pub use language::{Language, TextDirection};
pub use path::{BookPath, FolderPath, SourceFolder};
pub use policy::PolicySetting;
pub use redirect::{Redirect, Redirects};
pub use web::{EditUrlTemplate, HostName, SiteUrl, WebUrl};

use crate::config::read::{Reader, Setting, Value};
use crate::config::text::{either, quoted};
use crate::diag::{Severity, Span};

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
pub(in crate::config) use schema;

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
            pub(in crate::config) fn checked(text: &str) -> Self {
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

pub(in crate::config) use checked_text;

fn has_space_or_control(text: &str) -> bool {
    text.chars().any(|character| character.is_whitespace() || character.is_control())
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
    pub(in crate::config) fn of_translation(id: &str, language: &Language) -> Self {
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
