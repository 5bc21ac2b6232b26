//! What a link's words say about where it leads, and the words that the site's HTML needs instead.
//! Enters: a page's path and an href as written. Leaves: a [`Target`] and the href to write. Knows of no other page.

use crate::model::site_path::decode_href;
use crate::model::{SitePath, Target};

/// Judges `href` as written on the page at `path`. The second value is the href for the HTML, not yet escaped: links to
/// Markdown files lead to their pages, links to folders name their `index.html` (a folder is nothing under `file://`), links
/// from the root (`/a.md`) become relative.
pub fn classify(path: &SitePath, href: &str) -> (Target, String) {
    if let Some(fragment) = href.strip_prefix('#') {
        return (Target::Fragment(decode_href(fragment).into_owned()), href.to_owned());
    }
    if href.is_empty() {
        return (Target::Fragment(String::new()), href.to_owned());
    }
    if href.starts_with("//") || has_scheme(href) {
        return (Target::External, href.to_owned());
    }
    let (before, fragment) = href.split_once('#').map_or((href, None), |(before, fragment)| (before, Some(fragment)));
    let (file, query) = before.split_once('?').map_or((before, None), |(file, query)| (file, Some(query)));
    if file.is_empty() {
        return (Target::Fragment(decode_href(fragment.unwrap_or("")).into_owned()), href.to_owned());
    }
    let decoded = decode_href(file);
    let (joined, from_root) = match decoded.strip_prefix('/') {
        Some(rest) => (SitePath::root().join(rest), true),
        None => (path.join(&decoded), false),
    };
    let Some(joined) = joined else { return (Target::Outside, href.to_owned()) };
    let is_folder = decoded.ends_with('/')
        || decoded.ends_with("/.")
        || decoded.ends_with("/..")
        || matches!(decoded.as_ref(), "." | "..");
    let target = if is_folder { joined.join_below("index.html") } else { joined };
    let written = if target.is_markdown() || is_folder || from_root {
        let mut written = target.page_url().href_from(&path.page_url());
        if let Some(query) = query {
            written.push('?');
            written.push_str(query);
        }
        if let Some(fragment) = fragment {
            written.push('#');
            written.push_str(fragment);
        }
        written
    } else {
        href.to_owned()
    };
    (Target::Path { path: target, fragment: fragment.map(|fragment| decode_href(fragment).into_owned()) }, written)
}

/// Whether `href` starts with a scheme (RFC 3986 §3.1).
fn has_scheme(href: &str) -> bool {
    let Some(colon) = href.find(':') else { return false };
    let scheme = &href[..colon];
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}
