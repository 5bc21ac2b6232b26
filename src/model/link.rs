//! Links and images as a page writes them, with the place they point to by their words alone.
//! Whether the target exists is for `links` to say, once all pages are known.

use super::SitePath;
use crate::diag::Span;

/// What in the page holds the reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// `[text](href)`, an autolink, or `<a href>` in raw HTML.
    Link,
    /// `![alt](src)`, or `src` in raw HTML.
    Image,
}

/// Where an href points, judged by its words and the page's own path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Has a scheme or a host: never checked in a build.
    External,
    /// A place on the same page; decoded, without `#`. Empty is the top.
    Fragment(String),
    /// A file of the book: decoded path from the content folder, and the decoded fragment if there is one.
    Path { path: SitePath, fragment: Option<String> },
    /// Leads above the content folder.
    Outside,
}

/// One reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub kind: LinkKind,
    /// As written by the author, before any decoding.
    pub href: String,
    pub target: Target,
    /// Of an image: nothing says in words what it shows, and nothing says that it is there for the eye alone.
    pub lacks_alternative: bool,
    /// The whole link or image in its source.
    pub span: Span,
}
