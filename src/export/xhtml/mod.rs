//! Pages as XHTML that reading systems accept.
//! In: the HTML of a page, raw HTML of its author's included, and what becomes of its links and images. Out: well-formed XML
//! that keeps to the content model of HTML (HTML §3.2.5), so that it is valid by the schemas of EPUB 3.3, and the ids that
//! stand in it. Never fails: what may not stand where it stands is turned into what may, and its words stay.

mod names;
mod tree;
mod write;

pub use names::Ids;
pub use tree::Tree;
pub use write::{Addresses, Written, escaped, write, write_svg};
