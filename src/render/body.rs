//! A page's HTML with its holes filled.
//! In: the HTML that `markdown` wrote, and what each hole should say in the place where the page is shown: on its own, as the
//! home page or `404.html` (elsewhere than its path says), or as a chapter of the print page. Out: HTML. Parses nothing: it
//! only writes where a hole is.

use crate::model::site_path::encode_href;
use crate::model::{Asset, Face, Hole, Html, Link, SitePath, Target};
use pulldown_cmark_escape::{escape_href, escape_html};
use std::borrow::Cow;
use std::ops::Range;

/// Where a page is shown, and so what its links must say.
pub enum Shown<'a> {
    /// At its own path.
    AtHome,
    /// At another depth or under another name: links start with this, the way to the site's root.
    From(&'a str),
    /// Parts of the page on another at a given way from the site's root: links start with `base`, and places of the page itself
    /// are reached by its own path, `page`.
    Elsewhere { base: &'a str, page: &'a SitePath },
    /// Among the other pages on one, at the site's root: ids carry this prefix, and `anchor` finds a page's own prefix.
    Together { prefix: &'a str, anchor: &'a (dyn Fn(&SitePath) -> Option<String> + Sync) },
}

/// Words of running text that become a link to the glossary.
pub struct TermLink {
    /// Bytes of the page's HTML, in no hole.
    pub range: Range<u32>,
    /// The link's start tag.
    pub tag: String,
}

/// The bytes `range` of the page's HTML, filled, with `links` put around their words: sorted and disjoint. `range` must not
/// cut a hole or a link in two.
pub fn fill<'h>(
    html: &'h Html,
    range: Range<usize>,
    face: &Face,
    assets: &[Asset],
    shown: &Shown<'_>,
    links: &[TermLink],
) -> Cow<'h, str> {
    let text = &html.text;
    let mut out = String::new();
    let mut from = range.start;
    let first = html.holes.partition_point(|(hole, _)| (hole.start as usize) < range.start);
    let mut holes = html.holes[first..].iter().peekable();
    let mut links = links[links.partition_point(|link| (link.range.start as usize) < range.start)..].iter().peekable();
    loop {
        let link_start = links.peek().map_or(u32::MAX, |link| link.range.start);
        let (at, words) = match holes.peek() {
            Some((hole, _)) if hole.start <= link_start => {
                let Some((hole_range, hole)) = holes.next() else { break };
                let at = hole_range.start as usize..hole_range.end as usize;
                if at.start > range.end || at.end > range.end {
                    break;
                }
                let Some(words) = filled(hole, &text[at.clone()], face, assets, shown) else { continue };
                (at, words)
            }
            _ => {
                let Some(link) = links.next() else { break };
                let at = link.range.start as usize..link.range.end as usize;
                if at.start > range.end || at.end > range.end {
                    break;
                }
                let words = format!("{}{}</a>", link.tag, &text[at.clone()]);
                (at, words)
            }
        };
        if out.is_empty() {
            out.reserve(range.len() + 256);
        }
        out.push_str(&text[from..at.start]);
        out.push_str(&words);
        from = at.end;
    }
    if out.is_empty() && from == range.start {
        return Cow::Borrowed(&text[range]);
    }
    out.push_str(&text[from..range.end]);
    Cow::Owned(out)
}

/// What the hole should say instead; `None` where it is right as it is.
pub(super) fn filled(hole: &Hole, words: &str, face: &Face, assets: &[Asset], shown: &Shown<'_>) -> Option<String> {
    match (hole, shown) {
        (Hole::ImageSize(link), _) => {
            let (width, height) = size(face.links.get(*link as usize)?, assets)?;
            Some(format!(" width=\"{width}\" height=\"{height}\""))
        }
        (_, Shown::AtHome) => None,
        (Hole::Href(link), Shown::From(base) | Shown::Elsewhere { base, .. })
            if matches!(face.links.get(*link as usize)?.target, Target::Path { .. }) =>
        {
            let link = face.links.get(*link as usize)?;
            let Target::Path { path, fragment } = &link.target else { return None };
            Some(href(base, path, query(&link.href), fragment.as_deref()))
        }
        (Hole::Href(link), Shown::Together { prefix, anchor }) => {
            let link = face.links.get(*link as usize)?;
            match &link.target {
                Target::Path { path, fragment } => Some(match anchor(path) {
                    Some(prefix) => anchored(&prefix, fragment.as_deref()),
                    None => href("", path, query(&link.href), fragment.as_deref()),
                }),
                Target::Fragment(fragment) => Some(anchored(prefix, Some(fragment))),
                Target::External | Target::Outside => None,
            }
        }
        (Hole::Id, Shown::Together { prefix, .. }) => Some(format!("{prefix}-{words}")),
        (Hole::OwnAnchor, Shown::Together { prefix, .. }) => {
            Some(format!("#{prefix}-{}", words.strip_prefix('#').unwrap_or(words)))
        }
        // Among other pages a table is one of many of its name.
        (Hole::RegionName, Shown::Together { .. }) => {
            Some(format!("{words} · {}", super::page::escaped(face.title().unwrap_or_default())))
        }
        (Hole::Href(link), Shown::Elsewhere { base, page }) => match &face.links.get(*link as usize)?.target {
            Target::Fragment(fragment) => Some(href(base, page, "", Some(fragment))),
            _ => None,
        },
        (Hole::OwnAnchor, Shown::Elsewhere { base, page }) => Some(format!("{}{words}", href(base, page, "", None))),
        (Hole::Href(_) | Hole::Id | Hole::OwnAnchor | Hole::RegionName, Shown::From(_) | Shown::Elsewhere { .. }) => {
            None
        }
    }
}

/// Width and height of the image that a link shows, where the site's assets know them.
fn size(link: &Link, assets: &[Asset]) -> Option<(u32, u32)> {
    let Target::Path { path, .. } = &link.target else { return None };
    let at = assets.binary_search_by(|asset| asset.path.cmp(path)).ok()?;
    assets[at].size
}

/// The part of an href between `?` and `#`, with its `?`.
fn query(href: &str) -> &str {
    let before = href.split('#').next().unwrap_or("");
    before.find('?').map_or("", |at| &before[at..])
}

/// A link to a page from where `base` is the way to the site's root, as it stands in HTML.
pub fn href(base: &str, path: &SitePath, query: &str, fragment: Option<&str>) -> String {
    let path = path.page_url();
    let mut href = String::with_capacity(base.len() + path.as_str().len() + 16);
    escape_html(&mut href, base).expect("writing to a string does not fail");
    // A colon in the first part would read as a scheme (RFC 3986 §4.2).
    if base.is_empty() && path.as_str().split('/').next().is_some_and(|part| part.contains(':')) {
        href.push_str("./");
    }
    escape_html(&mut href, &encode_href(path.as_str())).expect("writing to a string does not fail");
    escape_href(&mut href, query).expect("writing to a string does not fail");
    if let Some(fragment) = fragment {
        href.push('#');
        escape_href(&mut href, fragment).expect("writing to a string does not fail");
    }
    href
}

/// `#prefix` for the top of a page, `#prefix-id` for a place on it.
fn anchored(prefix: &str, fragment: Option<&str>) -> String {
    let mut href = format!("#{prefix}");
    if let Some(fragment) = fragment.filter(|fragment| !fragment.is_empty()) {
        href.push('-');
        escape_href(&mut href, fragment).expect("writing to a string does not fail");
    }
    href
}
