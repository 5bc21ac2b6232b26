//! Makes the JSON schema and the manual's reference page from the types of [`super::schema`].
//! In: the types and their doc comments. Out: `book.schema.json` beside this file and `docs/content/reference/configuration.md`;
//! the tests compare both with what is checked in, and write them when `WENCE_BLESS` is set. Part of the tests only, so that
//! the program carries neither the generator nor its crate.

use super::read::{Known, Setting};
use super::schema::Config;
use serde_json::{Map, Value};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Marks a key that is accepted and ignored; an annotation of our own, which other readers of the schema skip.
pub(super) const WITHOUT_EFFECT: &str = "x-without-effect";

/// The schema as it is checked in.
fn schema() -> Value {
    let mut schema = serde_json::to_value(schemars::schema_for!(Config)).expect("a schema is JSON");
    tidy(&mut schema);
    let definitions = schema["$defs"].as_object().cloned().unwrap_or_default();
    add_aliases(&mut schema, Config::KEYS);
    let mut tables: Vec<(String, &'static [Known])> = Vec::new();
    name_tables(Config::KEYS, schema_properties(&schema), &definitions, &mut tables);
    for (name, known) in tables {
        add_aliases(&mut schema["$defs"][&name], known);
    }
    schema
}

/// TOML has no null, and a doc comment breaks its lines where the source does.
fn tidy(schema: &mut Value) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(tidy),
        Value::Object(object) => {
            if let Some(Value::String(description)) = object.get_mut("description") {
                *description = unwrapped(description);
            }
            if object.get("default").is_some_and(Value::is_null) {
                object.shift_remove("default");
            }
            // Tables state the defaults of their keys; once is enough.
            if object.contains_key("$ref") {
                object.shift_remove("default");
            }
            if let Some(Value::Array(types)) = object.get_mut("type") {
                types.retain(|name| name != "null");
                if let [one] = types.as_slice() {
                    object["type"] = one.clone();
                }
            }
            if let Some(Value::Array(items)) = object.get_mut("enum") {
                items.retain(|item| !item.is_null());
            }
            if let Some(Value::Array(choices)) = object.get_mut("anyOf") {
                choices.retain(|choice| choice.get("type").is_none_or(|name| name != "null"));
                if let [Value::Object(one)] = choices.as_slice() {
                    let one = one.clone();
                    object.shift_remove("anyOf");
                    object.extend(one);
                }
            }
            object.values_mut().for_each(tidy);
        }
        _ => {}
    }
}

/// Joins the lines of each paragraph; fenced code keeps its own.
fn unwrapped(text: &str) -> String {
    let mut out = String::new();
    let mut fenced = false;
    let mut joins = false;
    for line in text.lines() {
        let fence = line.starts_with("```");
        if line.is_empty() {
            out.push_str(if joins { "\n\n" } else { "\n" });
            joins = false;
            continue;
        }
        if joins && !fenced && !fence {
            out.push(' ');
        } else if joins {
            out.push('\n');
        }
        out.push_str(line);
        joins = true;
        if fence {
            fenced = !fenced;
        }
    }
    out.trim_end().to_owned()
}

fn schema_properties(schema: &Value) -> &Map<String, Value> {
    schema["properties"].as_object().expect("a table has properties")
}

/// The name of the definition that a property refers to.
fn definition(property: &Value) -> Option<&str> {
    property.get("$ref")?.as_str()?.strip_prefix("#/$defs/")
}

fn name_tables(
    known: &'static [Known],
    properties: &Map<String, Value>,
    definitions: &Map<String, Value>,
    tables: &mut Vec<(String, &'static [Known])>,
) {
    for known in known.iter().filter(|known| !known.table.is_empty()) {
        let name = definition(&properties[known.key]).expect("a table refers to its definition");
        tables.push((name.to_owned(), known.table));
        name_tables(known.table, schema_properties(&definitions[name]), definitions, tables);
    }
}

fn add_aliases(schema: &mut Value, known: &'static [Known]) {
    let Some(properties) = schema["properties"].as_object_mut() else { return };
    for known in known {
        for alias in known.aliases {
            let mut property = properties[known.key].clone();
            property["description"] = format!("The old name of `{}`.", known.key).into();
            property["deprecated"] = true.into();
            property.as_object_mut().expect("just written to").shift_remove("default");
            properties.insert((*alias).to_owned(), property);
        }
    }
}

/// The reference page, Markdown.
fn reference_markdown() -> String {
    let schema = schema();
    let mut page = String::from(
        "---\n\
         title: Configuration\n\
         description: Every key of book.toml, its type, its default and what it does.\n\
         order: 10\n\
         ---\n\n\
         # Configuration\n\n\
         <!-- Made from the Rust types in src/config by the tests: WENCE_BLESS=1 cargo test reference. -->\n\n\
         The settings of a book stand in `book.toml`, in the book's root.\n\
         Every table and every key may be left out, and so may the file.\n\
         The keys are mdBook's where mdBook has them, so that the same file serves both.\n\
         A key that is not listed here is an error, with the nearest known one in the message.\n\
         `wence config schema` prints all of this as a JSON schema for editors.\n",
    );
    let definitions = schema["$defs"].as_object().expect("tables are definitions");
    write_tables(&mut page, Config::KEYS, schema_properties(&schema), definitions, &mut Vec::new());
    page
}

/// The properties that are tables of ours a section each, and what is beneath them after them.
fn write_tables(
    page: &mut String,
    known: &'static [Known],
    properties: &Map<String, Value>,
    definitions: &Map<String, Value>,
    path: &mut Vec<&'static str>,
) {
    for known in known {
        path.push(known.key);
        let property = &properties[known.key];
        if let Some(name) = definition(property) {
            let table = &definitions[name];
            // `[output]` holds nothing but tables, so its own section would be empty.
            if known.table.iter().any(|key| key.table.is_empty()) {
                write_table(page, known, table, path);
            }
            write_tables(page, known.table, schema_properties(table), definitions, path);
        } else if path.len() == 1 {
            let name = known.key;
            let free = if known.key == "preprocessor" { ".NAME" } else { "" };
            write!(page, "\n## `[{name}{free}]` {{#{name}}}\n\n{}\n", sentences(description(property))).expect(STRING);
        }
        path.pop();
    }
}

const STRING: &str = "writing to a string cannot fail";

fn write_table(page: &mut String, table: &Known, schema: &Value, path: &[&str]) {
    let (name, id) = (path.join("."), path.join("-"));
    write!(page, "\n## `[{name}]` {{#{id}}}\n\n{}\n", sentences(description(schema))).expect(STRING);
    if !table.aliases.is_empty() {
        writeln!(page, "\nThe old name `{}` works too.", table.aliases.join("`, `")).expect(STRING);
    }
    let properties = schema_properties(schema);
    let keys = || table.table.iter().filter(|known| known.table.is_empty());
    let is_idle = |known: &&Known| properties[known.key].get(WITHOUT_EFFECT).is_some();
    for known in keys().filter(|known| !is_idle(known)) {
        let (key, property) = (known.key, &properties[known.key]);
        write!(page, "\n### `{key}` {{#{id}-{key}}}\n\n{}", type_words(property)).expect(STRING);
        match property.get("default") {
            Some(default) => writeln!(page, "; default: {}.", toml_literal(default)),
            None => writeln!(page, "; no default."),
        }
        .expect(STRING);
        if !known.aliases.is_empty() {
            writeln!(page, "The old name `{}` works too.", known.aliases.join("`, `")).expect(STRING);
        }
        writeln!(page, "\n{}", sentences(description(property))).expect(STRING);
    }
    let idle: Vec<&Known> = keys().filter(is_idle).collect();
    if !idle.is_empty() {
        write!(page, "\n### Without effect {{#{id}-without-effect}}\n\nTaken for mdBook's sake, each with a note:\n\n")
            .expect(STRING);
        for known in idle {
            let names: Vec<String> =
                std::iter::once(&known.key).chain(known.aliases).map(|name| format!("`{name}`")).collect();
            let words = description(&properties[known.key]);
            writeln!(page, "- {}: {}", names.join(", "), sentences(words).replace('\n', " ")).expect(STRING);
        }
    }
}

fn description(schema: &Value) -> &str {
    schema["description"].as_str().expect("every key and table has a doc comment")
}

/// One sentence a line, as the manual is written. Code stays as it is.
fn sentences(text: &str) -> String {
    let mut fenced = false;
    let lines = text.lines().map(|line| {
        fenced ^= line.starts_with("```");
        if fenced { line.to_owned() } else { line.replace(". ", ".\n") }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What may be written, in words.
fn type_words(schema: &Value) -> String {
    if let Some(choices) = schema.get("enum").and_then(Value::as_array) {
        let choices: Vec<String> = choices.iter().map(toml_literal).collect();
        return format!("One of {}", choices.join(", "));
    }
    let items = |schema: &Value, key: &str| schema.get(key).and_then(|item| item.get("type")).cloned();
    match schema.get("type").and_then(Value::as_str) {
        Some("string") => "A string".to_owned(),
        Some("boolean") => "`true` or `false`".to_owned(),
        Some("integer") => "A whole number".to_owned(),
        Some("array") if items(schema, "items").is_some_and(|name| name == "string") => {
            "An array of strings".to_owned()
        }
        Some("array") if items(schema, "items").is_some_and(|name| name == "array") => {
            "An array of arrays of strings".to_owned()
        }
        Some("object") if items(schema, "additionalProperties").is_some_and(|name| name == "object") => {
            "A table of tables".to_owned()
        }
        Some("object") if items(schema, "additionalProperties").is_some_and(|name| name == "string") => {
            "A table of strings".to_owned()
        }
        None if schema["type"] == serde_json::json!(["boolean", "string"]) => "`true`, `false` or a string".to_owned(),
        None if schema.get("anyOf").is_some() => "A table of strings, or an array".to_owned(),
        other => panic!("no words for the type {other:?} of {schema}"),
    }
}

fn toml_literal(value: &Value) -> String {
    match value {
        Value::Array(items) if items.is_empty() => "none".to_owned(),
        Value::Object(entries) if entries.is_empty() => "none".to_owned(),
        value => format!("`{value}`"),
    }
}

fn in_repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Compares a generated file with the one checked in, or writes it if asked to.
fn assert_current(path: &str, generated: &str) {
    let file = in_repository(path);
    if std::env::var_os("WENCE_BLESS").is_some() {
        std::fs::create_dir_all(file.parent().expect("a file has a folder")).expect("the folder can be made");
        std::fs::write(&file, generated).expect("the file can be written");
    }
    let current = std::fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        current == generated,
        "{path} is not what the types say: run the tests with WENCE_BLESS=1 and look at the difference"
    );
}

#[test]
fn the_json_schema_is_current() {
    let schema = serde_json::to_string_pretty(&schema()).expect("a schema is JSON") + "\n";
    assert_current("src/config/book.schema.json", &schema);
}

#[test]
fn the_reference_page_is_current() {
    assert_current("docs/content/reference/configuration.md", &reference_markdown());
}

#[test]
fn examples_in_the_reference_are_free_of_faults() {
    let page = reference_markdown();
    let examples: Vec<&str> =
        page.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap_or_default()).collect();
    assert!(examples.len() >= 6);
    for example in examples {
        let (_, diagnostics) = super::parse(example, crate::diag::FileId::DETACHED);
        assert_eq!(diagnostics, [], "{example}");
    }
}

#[test]
fn the_schema_and_the_reader_take_the_same_keys() {
    fn compare(known: &'static [Known], properties: &Map<String, Value>, definitions: &Map<String, Value>) {
        let mut read: Vec<&str> =
            known.iter().flat_map(|known| known.aliases.iter().copied().chain([known.key])).collect();
        let mut written: Vec<&str> = properties.keys().map(String::as_str).collect();
        read.sort_unstable();
        written.sort_unstable();
        assert_eq!(read, written);
        for known in known.iter().filter(|known| !known.table.is_empty()) {
            let name = definition(&properties[known.key]).expect("a table refers to its definition");
            compare(known.table, schema_properties(&definitions[name]), definitions);
        }
    }
    let schema = schema();
    compare(Config::KEYS, schema_properties(&schema), schema["$defs"].as_object().unwrap());
}
