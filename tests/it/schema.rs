//! Documents held against the schemas of their formats.

use serde_json::Value;

/// What the schema, JSON too, has against the document: places and words.
pub fn faults_by(schema: &str, document: &Value) -> Vec<String> {
    let schema: Value = serde_json::from_str(schema).expect("a schema is JSON");
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).expect("a schema");
    validator.iter_errors(document).map(|fault| format!("{}: {fault}", fault.instance_path())).collect()
}
