//! Where links and images of a page lead within the book.
//! In: addresses as the site's pages have them, from the site's root. Out: addresses within the EPUB, or on the web.

use super::super::Inputs;
use super::super::whole::Whole;
use super::super::xhtml::{Addresses, Ids, Tree, Written, write};
use super::image::{Image, image};
use crate::model::SitePath;
use crate::model::site_path::decode_href;
use base64::Engine;
use std::collections::BTreeMap;

/// The document of this chapter.
pub fn document_name(chapter: usize) -> String {
    format!("page-{:04}.xhtml", chapter + 1)
}

/// What pages are written for.
pub struct Book<'a> {
    inputs: &'a Inputs<'a>,
    whole: &'a Whole<'a>,
    /// Images that a book may hold, by their path in the site.
    pub images: BTreeMap<&'a SitePath, Image<'a>>,
    /// The ids of each chapter, once they are known.
    pub places: Option<Vec<Ids>>,
    /// Where the site is published.
    root: Option<String>,
}

impl<'a> Book<'a> {
    pub fn new(inputs: &'a Inputs<'a>, whole: &'a Whole<'a>) -> Book<'a> {
        let images = inputs.images.iter().enumerate();
        let images = images.filter_map(|(at, (path, bytes))| Some((path, image(at, bytes)?))).collect();
        Book { inputs, whole, images, places: None, root: inputs.root() }
    }

    /// The chapter as XHTML.
    pub fn write(&self, chapter: usize, tree: &Tree) -> Written {
        write(
            tree,
            &Addresses {
                link: &|href| self.link(chapter, href),
                image: &|source| {
                    if is_picture(source) {
                        return Some(source.to_owned());
                    }
                    let path = site_path(source)?;
                    self.images.get(&path).map(|image| image.name.clone())
                },
            },
        )
    }

    fn link(&self, chapter: usize, href: &str) -> Option<String> {
        let href = href.trim();
        if let Some(fragment) = href.strip_prefix('#') {
            return Some(self.place(chapter, fragment));
        }
        if href.starts_with("//") {
            return web_address(&format!("https:{href}"));
        }
        if super::super::fragment::has_scheme(href) {
            return web_address(href);
        }
        let path = site_path(href)?;
        let fragment = href.split_once('#').map_or("", |(_, fragment)| fragment);
        if let Some(chapter) = self.chapter(&path) {
            return Some(self.place(chapter, fragment));
        }
        web_address(&format!("{}{href}", self.root.as_deref()?))
    }

    /// The chapter at a path of the site: a page, a folder's page, or where a page once was.
    fn chapter(&self, path: &SitePath) -> Option<usize> {
        let known = |path: &SitePath| {
            self.whole.chapter_at(path).or_else(|| self.whole.chapter_at(&path.join_below("index.html")))
        };
        known(path).or_else(|| {
            let target = self.inputs.site.redirects.get(path)?;
            known(&site_path(target)?)
        })
    }

    /// A place in a chapter; its beginning where it has no such place.
    fn place(&self, chapter: usize, fragment: &str) -> String {
        let name = document_name(chapter);
        let Some(places) = &self.places else { return name };
        let fragment = decode_href(fragment);
        match places[chapter].get(&fragment) {
            Some(id) => format!("{name}#{id}"),
            None => name,
        }
    }
}

/// The path of an address that starts at the site's root.
fn site_path(href: &str) -> Option<SitePath> {
    let path = href.split(['?', '#']).next().unwrap_or("");
    if path.starts_with('/') || super::super::fragment::has_scheme(path) {
        return None;
    }
    SitePath::new(&decode_href(path))
}

/// Whether an address is a picture of its own of a kind that every reading system shows.
fn is_picture(address: &str) -> bool {
    let Some((kind, data)) = address.strip_prefix("data:image/").and_then(|rest| rest.split_once(";base64,")) else {
        return false;
    };
    let bytes = base64::engine::general_purpose::STANDARD.decode(data.trim());
    let is_alike = |image: Image<'_>| image.media_type.strip_prefix("image/") == Some(kind) && kind != "svg+xml";
    bytes.is_ok_and(|bytes| image(0, &bytes).is_some_and(is_alike))
}

/// An address on the web that every reader of URLs understands; `None` if it is none.
fn web_address(href: &str) -> Option<String> {
    if !crate::markdown::is_safe_url(href) {
        return None;
    }
    let (scheme, rest) = href.split_once(':')?;
    let scheme = scheme.to_ascii_lowercase();
    if matches!(scheme.as_str(), "http" | "https" | "ftp") {
        let host = rest.strip_prefix("//")?.split(['/', '?', '#']).next()?;
        let host = host.rsplit('@').next()?;
        let (name, port) = host.rsplit_once(':').unwrap_or((host, "80"));
        let is_name =
            |character: char| !character.is_ascii() || character.is_ascii_alphanumeric() || "-._".contains(character);
        if name.is_empty() || !name.chars().all(is_name) || name.starts_with('.') || port.parse::<u16>().is_err() {
            return None;
        }
    }
    let mut address = format!("{scheme}:");
    let mut has_fragment = false;
    for (at, character) in rest.char_indices() {
        let is_escape = |rest: &str| {
            let bytes = rest.as_bytes();
            bytes.len() > 2 && bytes[1].is_ascii_hexdigit() && bytes[2].is_ascii_hexdigit()
        };
        let is_plain = match character {
            '%' => is_escape(&rest[at..]),
            '#' => !std::mem::replace(&mut has_fragment, true),
            // RFC 3986 §2: what may stand in a URI.
            _ => character.is_ascii_alphanumeric() || "-._~:/?@!$&'()*+,;=".contains(character),
        };
        if is_plain {
            address.push(character);
        } else {
            let mut buffer = [0; 4];
            for byte in character.encode_utf8(&mut buffer).bytes() {
                address.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    Some(address)
}

#[cfg(test)]
mod tests {
    use super::web_address;

    #[test]
    fn addresses_on_the_web_are_written_as_their_standard_has_it() {
        for (href, address) in [
            ("https://example.org/a?b=1#c", Some("https://example.org/a?b=1#c")),
            ("HTTP://example.org/订单 1", Some("http://example.org/%E8%AE%A2%E5%8D%95%201")),
            ("https://example.org/a#b#c%zz%41", Some("https://example.org/a#b%23c%25zz%41")),
            ("mailto:a@example.org", Some("mailto:a@example.org")),
            ("https://", None),
            ("http:example.org", None),
            ("http://[::1]/", None),
            ("https://example.org:99999/", None),
            ("javascript:alert(1)", None),
        ] {
            assert_eq!(web_address(href).as_deref(), address, "{href}");
        }
    }
}
