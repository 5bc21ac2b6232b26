//! Wence turns a folder of Markdown into a static site that reads the same from a web server and from `file://`.
//!
//! Data flows one way, one type a stage, so that no field is filled in later:
//!
//! ```text
//! source ──► SourceTree ──► markdown ──► ParsedPage ──► links ──► Site ──► render ──► OutputSet ──► output
//! reads the disk            one file alone               all pages          pages               writes the disk
//! ```
//!
//! [`build`] drives the stages; [`cli`], [`serve`] and [`publish`] are the rim. Everything between [`source`] and [`output`] is a function
//! of its arguments: no clock, no environment, no files but the nameless ones of [`spill`], for what does not fit into memory.
//! Faults of content are values ([`diag::Diagnostic`]) that travel beside each stage's result, so one run tells all of them.

pub mod anchors;
pub mod bank;
pub mod build;
pub mod check;
pub mod cli;
pub mod config;
pub mod diag;
pub mod export;
pub mod external;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
pub mod glossary;
pub mod highlight;
pub mod links;
pub mod lint;
pub mod markdown;
pub mod model;
pub mod navigation;
pub mod output;
pub mod piece;
pub mod publish;
pub mod render;
pub mod search;
pub mod serve;
pub mod source;
pub mod spill;
pub mod translations;
