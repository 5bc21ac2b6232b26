//! The further languages of a book: the tables of `[languages]`.
//! In: TOML values. Out: [`Languages`], and the settings of the book in one of them ([`Config::in_language`]). Whether the
//! folders exist is for `source` to say.

use super::read::{Located, Reader, Setting, Value, table};
use super::schema::Config;
use super::text::quoted;
use super::values::{Language, NotFoundPage, SourceFolder, TextDirection};
use crate::diag::{Diagnostic, Span, codes};
use std::ops::Deref;

table! {
    /// The book in one further language: `[languages.en]`.
    TranslationTable {
        /// The folder with the translated pages, relative to the book.
        "src" src: Option<Located<SourceFolder>> = None;
        /// The language's name as its readers write it, for the switch between languages.
        "name" name: Option<String> = None;
        /// The book's title.
        "title" title: Option<String> = None;
        /// The book's description.
        "description" description: Option<String> = None;
        /// The edition, at the foot of every page.
        "edition" edition: Option<String> = None;
        /// The direction of text, `ltr` or `rtl`. When left out it follows from the language.
        "text-direction" text_direction: Option<TextDirection> = None;
    }
}

/// One further language of the book.
#[derive(Clone, Debug, PartialEq)]
pub struct Translation {
    /// Also the name of its folder in the site.
    pub language: Language,
    /// Of the language in `book.toml`.
    pub span: Span,
    pub settings: TranslationTable,
}

/// The further languages in the order of the file, each once and none of them the book's own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Languages(Vec<Translation>);

impl Deref for Languages {
    type Target = [Translation];

    fn deref(&self) -> &[Translation] {
        &self.0
    }
}

impl Setting for Languages {
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let mut languages: Vec<Translation> = Vec::new();
        reader.table(value, &[], |tag, value, reader| {
            let span = reader.key_span();
            let language = Language::new(tag);
            if language.is_none() {
                let message = format!("{} is no language tag", quoted(tag));
                let fault = Diagnostic::error(codes::CONFIG_VALUE, span, message);
                reader
                    .report(fault.help("write one such as `[languages.en]`, `[languages.ja]` or `[languages.zh-TW]`"));
            }
            // Faults in the table are told even where its name is one.
            let settings = TranslationTable::read(value, reader);
            let (Some(language), Some(settings)) = (language, settings) else { return true };
            match languages.iter().find(|other| is_same(&other.language, &language)) {
                Some(first) => {
                    let message = format!("the language `{language}` stands twice");
                    let fault = Diagnostic::error(codes::CONFIG_VALUE, span, message);
                    reader.report(fault.other(first.span, "the first is here").help("keep one of the two"));
                }
                None => languages.push(Translation { language, span, settings }),
            }
            true
        })?;
        Some(Languages(languages))
    }
}

/// Whether the two would have one folder on a disk that does not tell letters' cases apart.
fn is_same(one: &Language, other: &Language) -> bool {
    one.eq_ignore_ascii_case(other)
}

impl Languages {
    /// Takes out the book's own language, whose settings stand in `[book]`.
    pub(super) fn check_own(&mut self, own: &Language, reader: &mut Reader<'_>) {
        self.0.retain(|translation| {
            let is_other = !is_same(&translation.language, own);
            if !is_other {
                let message = format!("`{own}` is the book's own language");
                let fault = Diagnostic::error(codes::CONFIG_VALUE, translation.span, message);
                reader.report(fault.help("its settings stand in `[book]`; `[languages]` holds the others"));
            }
            is_other
        });
    }
}

impl Config {
    /// The settings of the book in a further language: its pages, which stand in `folder` of the book, make a site of their own
    /// in the folder of the site that is named for the language. `id` is that of the site as a whole.
    pub fn in_language(&self, translation: &Translation, folder: &str, id: &str) -> Config {
        let Translation { language, settings, .. } = translation;
        let mut config = self.clone();
        let book = &mut config.book;
        book.language = language.clone();
        book.text_direction = settings.text_direction;
        book.title = settings.title.clone().or(book.title.take());
        book.description = settings.description.clone().or(book.description.take());
        book.edition = settings.edition.clone().or(book.edition.take());
        let span = settings.src.as_ref().and_then(|src| src.span);
        book.src = Some(Located { value: SourceFolder::of_translation(folder), span });
        let html = &mut config.output.html;
        html.site_url = html.site_url.as_ref().map(|url| url.below(language));
        html.id = Some(super::SiteId::of_translation(id, language));
        // A host serves one of each, for the site as a whole.
        html.cname = None;
        if matches!(html.input_404, NotFoundPage::File { .. }) {
            html.input_404 = NotFoundPage::Automatic;
        }
        html.redirect = html.redirect.below(language);
        config
    }

    /// The settings of the book in its own language.
    pub fn in_own_language(&self) -> Config {
        let mut config = self.clone();
        let redirects = &mut config.output.html.redirect;
        *redirects = redirects.outside(self.languages.iter().map(|translation| translation.language.as_str()));
        config
    }
}

#[cfg(test)]
mod schemas {
    use super::{Languages, TranslationTable};
    use schemars::{JsonSchema, Schema, SchemaGenerator};
    use serde::{Serialize, Serializer};
    use std::borrow::Cow;
    use std::collections::BTreeMap;

    impl JsonSchema for Languages {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> Cow<'static, str> {
            "Languages".into()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            BTreeMap::<String, TranslationTable>::json_schema(generator)
        }
    }

    impl Serialize for Languages {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_map(self.iter().map(|one| (one.language.as_str(), &one.settings)))
        }
    }
}
