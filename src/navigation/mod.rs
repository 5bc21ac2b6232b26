//! The order of the book, from `SUMMARY.md` or from its folders.
//! Enters: the text of `SUMMARY.md`, or the faces of all pages. Leaves: an [`Outline`](crate::model::Outline). Reads no file
//! and renders nothing.

pub mod natural_order;
pub mod summary;
pub mod tree;
