//! What the JSON schema says of these types, and how their defaults are written in it. For the tests that make the schema.

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
