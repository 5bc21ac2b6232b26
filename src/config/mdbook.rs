//! What `book.toml` holds for mdBook's sake: keys that do nothing here, preprocessors, other outputs.
//! In: TOML values. Out: nothing but diagnostics, so that the same file serves both programs and nobody waits for an effect
//! that does not come. Runs no program.

use super::read::{Known, Reader, Setting, Value, table};
use super::schema::Html;
use super::text::quoted;
use crate::diag::{self, Diagnostic, codes};
use std::marker::PhantomData;

/// A key of mdBook's that has no meaning here: accepted with a note, whatever its value. `T` is mdBook's type, for the schema.
pub struct WithoutEffect<T>(PhantomData<fn() -> T>);

impl<T> Default for WithoutEffect<T> {
    fn default() -> Self {
        WithoutEffect(PhantomData)
    }
}

// Derived, these would ask the same of `T`, of which there is no value.
impl<T> Clone for WithoutEffect<T> {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl<T> PartialEq for WithoutEffect<T> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<T> std::fmt::Debug for WithoutEffect<T> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("WithoutEffect")
    }
}

impl<T> Setting for WithoutEffect<T> {
    fn read(_: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let message = format!("{}{} has no effect in Wence", reader.key(), reader.of_table());
        reader.report(Diagnostic::note(codes::CONFIG_KEY_WITHOUT_EFFECT, reader.key_span(), message));
        None
    }
}

/// The `[preprocessor.NAME]` tables. None is run: those built into mdBook are built in here too, the others are reported.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Preprocessors;

impl Setting for Preprocessors {
    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        reader.table(value, &[], |name, value, reader| {
            if !value.get_ref().is_table() {
                reader.mismatch(value, "a table");
            } else if !matches!(name, "links" | "index") {
                let message = format!("the preprocessor {} is not run", quoted(name));
                let fault = Diagnostic::warning(codes::PREPROCESSOR_NOT_RUN, reader.key_span(), message);
                reader.report(fault.help("pages that rely on it show their source as written"));
            }
            true
        })?;
        Some(Preprocessors)
    }
}

/// The `[output.NAME]` tables: `html` is ours, the others are mdBook's and reported.
#[derive(Clone, Debug, PartialEq, Default)]
#[cfg_attr(test, derive(serde::Serialize))]
pub struct Output {
    pub html: Html,
}

impl Setting for Output {
    const KEYS: &'static [Known] = &[Known { key: "html", aliases: &[], table: Html::KEYS }];

    fn read(value: &Value<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let mut output = Output::default();
        reader.table(value, Self::KEYS, |name, value, reader| {
            if name == "html" {
                if let Some(html) = Html::read(value, reader) {
                    output.html = html;
                }
                return true;
            }
            // Only a table can be an output's; anything else is a key that lost its way.
            if !value.get_ref().is_table() {
                return false;
            }
            let message = format!("the output {} is not made", quoted(name));
            let fault = Diagnostic::warning(codes::RENDERER_NOT_RUN, reader.key_span(), message);
            reader.report(match diag::nearest(name.get(..16).unwrap_or(name), ["html"]) {
                Some(_) => fault.help("did you mean `html`?"),
                None => fault.help("Wence writes the HTML site and leaves this output to mdBook"),
            });
            true
        })?;
        Some(output)
    }
}

table! {
    /// Rust code in the book. mdBook's; it does nothing here.
    Rust {
        /// The edition that mdBook compiles examples with.
        "edition" edition: WithoutEffect<String> = WithoutEffect::default();
    }
}

table! {
    /// mdBook's links from Rust code to the Rust playground. It does nothing here: code is never sent anywhere.
    Playground {
        /// An editor in place of the code.
        "editable" editable: WithoutEffect<bool> = WithoutEffect::default();
        /// The editor of early versions of mdBook.
        "editor" editor: WithoutEffect<String> = WithoutEffect::default();
        /// A button that copies the code. Every code block has one here.
        "copyable" copyable: WithoutEffect<bool> = WithoutEffect::default();
        /// Whether the editor's script is part of the site.
        "copy-js" copy_js: WithoutEffect<bool> = WithoutEffect::default();
        /// Line numbers in the editor.
        "line-numbers" line_numbers: WithoutEffect<bool> = WithoutEffect::default();
        /// A button that runs the code.
        "runnable" runnable: WithoutEffect<bool> = WithoutEffect::default();
    }
}

/// What the JSON schema says of these types.
#[cfg(test)]
mod schemas {
    use super::*;
    use crate::config::values::schema;
    use schemars::{JsonSchema, Schema, SchemaGenerator};
    use serde::{Serialize, Serializer};
    use std::borrow::Cow;

    impl<T: JsonSchema> JsonSchema for WithoutEffect<T> {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> Cow<'static, str> {
            T::schema_name()
        }

        /// Editors strike through what is deprecated, which is as near as the vocabulary of JSON Schema comes.
        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            let mut schema = T::json_schema(generator);
            schema.insert("deprecated".to_owned(), true.into());
            schema.insert(super::super::reference::WITHOUT_EFFECT.to_owned(), true.into());
            schema
        }
    }

    impl<T> Serialize for WithoutEffect<T> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_none()
        }
    }

    schema!(Preprocessors, "Preprocessors", { "type": "object", "additionalProperties": { "type": "object" } });

    impl Serialize for Preprocessors {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_map(std::iter::empty::<(&str, &str)>())
        }
    }

    impl JsonSchema for Output {
        fn schema_name() -> Cow<'static, str> {
            "Output".into()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            schemars::json_schema!({
                "type": "object",
                "properties": { "html": generator.subschema_for::<Html>() },
                "additionalProperties": { "type": "object" }
            })
        }
    }
}
