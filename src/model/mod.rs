//! The book as plain data. No parsing, no HTML, no I/O: every stage may import this module, it imports only [`crate::diag`]
//! and the front matter's type.

pub mod active_content;
pub mod calendar;
pub mod link;
pub mod outline;
pub mod output;
pub mod page;
pub mod question;
pub mod site;
pub mod site_path;
pub mod stored;

pub use active_content::ActiveContent;
pub use calendar::Moment;
pub use link::{Link, LinkKind, Target};
pub use outline::{Chapter, Entry, Outline};
pub use output::{Content, OutputSet};
pub use page::{Body, BodyHtml, Definition, Face, Heading, Hole, Html, Length, ParsedPage, Section, Sections};
pub use question::{Part, PartKind, Question, Spanned, Time};
pub use site::{Asset, Edition, Page, Site};
pub use site_path::SitePath;
pub use stored::{Held, Stored};
