//! Diagnostics as SARIF 2.1.0, which code hosts and editors read.
//! Enters: diagnostics, the table of files, the version of the program. Leaves: one JSON document. Prints nothing itself.
//!
//! Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0". Columns count Unicode code points and a
//! region's end is exclusive, both as in [`super::lines`], so that numbers are handed on as they are.

use super::render::{Position, position};
use super::{Code, Diagnostic, Files, Place, Severity};
use serde_json::{Value, json};

/// `prefix` is put before every path: the way from where the program was started to the book, empty or ending in `/`.
/// The document has the results in the order given, and one rule for each code among them, by name.
pub fn sarif(diagnostics: &[Diagnostic], files: &Files, prefix: &str, version: &str) -> String {
    let mut codes: Vec<Code> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    codes.sort_unstable_by_key(|code| code.name());
    codes.dedup();
    let results: Vec<Value> = diagnostics.iter().map(|diagnostic| result(diagnostic, &codes, files, prefix)).collect();
    let document = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "Wence",
                "semanticVersion": version,
                "rules": codes.iter().map(|code| rule(*code)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{document:#}")
}

fn rule(code: Code) -> Value {
    let entry = code.entry();
    let first = entry.meaning.split_inclusive(". ").next().unwrap_or(entry.meaning).trim_end();
    let mut help = entry.meaning.to_owned();
    for (word, example) in [("Wrong", entry.wrong), ("Right", entry.right)] {
        if !example.is_empty() {
            help.push_str(&format!("\n\n{word}:\n\n{example}"));
        }
    }
    json!({
        "id": entry.name,
        "shortDescription": { "text": first },
        "fullDescription": { "text": entry.meaning },
        "help": { "text": help },
    })
}

fn result(diagnostic: &Diagnostic, codes: &[Code], files: &Files, prefix: &str) -> Value {
    let mut text = diagnostic.message.clone();
    for help in &diagnostic.help {
        text.push_str("\nhelp: ");
        text.push_str(help);
    }
    let rule = codes.binary_search_by_key(&diagnostic.code.name(), |code| code.name()).unwrap_or_default();
    let mut result = json!({
        "ruleId": diagnostic.code.name(),
        "ruleIndex": rule,
        "level": match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        },
        "message": { "text": text },
    });
    if let Some(location) = location(&position(&diagnostic.place, files), prefix) {
        result["locations"] = json!([{ "physicalLocation": location }]);
    }
    let related: Vec<Value> = diagnostic
        .others
        .iter()
        .filter_map(|label| {
            let location = location(&position(&Place::At(label.span), files), prefix)?;
            Some(json!({ "physicalLocation": location, "message": { "text": label.text } }))
        })
        .collect();
    if !related.is_empty() {
        result["relatedLocations"] = related.into();
    }
    result
}

fn location(position: &Position, prefix: &str) -> Option<Value> {
    let path = format!("{prefix}{}", position.path.as_deref()?);
    let mut location = json!({ "artifactLocation": { "uri": uri(&path) } });
    if let (Some(line), Some(column)) = (position.line, position.column) {
        let mut region = json!({ "startLine": line, "startColumn": column });
        if let (Some(end_line), Some(end_column)) = (position.end_line, position.end_column) {
            region["endLine"] = end_line.into();
            region["endColumn"] = end_column.into();
        }
        location["region"] = region;
    }
    Some(location)
}

/// A path as a relative reference (RFC 3986 §4.2): every byte but unreserved ones and `/` percent-encoded.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Span, codes};

    #[test]
    fn a_result_has_its_rule_its_place_and_the_other_side() {
        let files = Files::default();
        let id = files.insert("content/面试 1.md", "# 题\n\n参见 [x](y)\n".into());
        let faults = [
            Diagnostic::note(codes::CONFIG_KEY_WITHOUT_EFFECT, Place::Book, "m"),
            Diagnostic::error(codes::ANCHOR_NOT_FOUND, Span::new(id, 14..20), "no heading `x`")
                .other(Span::new(id, 2..5), "here")
                .help("the nearest is `#y`"),
        ];
        let document: Value = serde_json::from_str(&sarif(&faults, &files, "docs/", "0.1.0")).unwrap();
        let run = &document["runs"][0];
        let rules: Vec<&Value> =
            run["tool"]["driver"]["rules"].as_array().unwrap().iter().map(|rule| &rule["id"]).collect();
        assert_eq!(rules, ["anchor-not-found", "config-key-without-effect"]);
        assert!(run["results"][0].get("locations").is_none() && run["results"][0]["level"] == "note");
        let result = &run["results"][1];
        assert_eq!((&result["ruleIndex"], &result["level"]), (&json!(0), &json!("error")));
        assert_eq!(result["message"]["text"], "no heading `x`\nhelp: the nearest is `#y`");
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "docs/content/%E9%9D%A2%E8%AF%95%201.md");
        assert_eq!(place["region"], json!({ "startLine": 3, "startColumn": 4, "endLine": 3, "endColumn": 10 }));
        assert_eq!(result["relatedLocations"][0]["physicalLocation"]["region"]["startLine"], 1);
    }
}
