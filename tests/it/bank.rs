//! The question bank: every fault of a bad one in a single run.

use std::path::Path;

use wence::build::{Options, build};
use wence::diag::render;

/// A message for each fault, with file, line, column, the line itself and what to write instead.
#[test]
fn every_fault_of_a_bank_is_told_in_one_run() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites/bad-bank");
    let built = build(&root, &Options::default());
    assert!(built.has_errors());
    let human = |fault| render::human(fault, &built.files, &render::Style::default());
    let messages: Vec<String> = built.diagnostics.iter().map(human).collect();
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(messages.join("\n\n"));
    });
}
