//! A piece of a page's HTML as it may stand elsewhere.
//! In: a range of a page's body, and what becomes of links and images there. Out: HTML without what only the page's own
//! scripts and styles need: ids, links to headings, roles, controls. Never fails, walks the tags once.

use crate::markdown::html_tags;
use crate::model::site_path::{decode_href, encode_href};
use crate::model::{Asset, Page, SitePath};
use crate::render::{Shown, fill};
use base64::Engine;
use pulldown_cmark_escape::escape_html;
use std::collections::BTreeMap;
use std::ops::Range;

/// What a piece becomes part of.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    pub links: Links<'a>,
    pub images: Images<'a>,
    /// Whether classes stay, for a style sheet that knows them.
    pub classes: bool,
    pub assets: &'a [Asset],
}

#[derive(Clone, Copy)]
pub enum Links<'a> {
    /// From the site's root.
    Relative,
    /// With the address of the site's root, which ends with `/`. Where that is not known the words of a link stay alone.
    Absolute(Option<&'a str>),
}

#[derive(Clone, Copy)]
pub enum Images<'a> {
    /// By their path from the site's root.
    Paths,
    /// In the text itself. An image that is missing here is shown by its words.
    Within(&'a BTreeMap<SitePath, Vec<u8>>),
}

/// Elements that stay, each with the attributes that do.
const KEPT: &[(&str, &[&str])] = &[
    ("a", &[]),
    ("abbr", &["title"]),
    ("b", &[]),
    ("blockquote", &[]),
    ("br", &[]),
    ("code", &[]),
    ("dd", &[]),
    ("del", &[]),
    ("details", &["open"]),
    ("div", &[]),
    ("dl", &[]),
    ("dt", &[]),
    ("em", &[]),
    ("figcaption", &[]),
    ("figure", &[]),
    ("h1", &[]),
    ("h2", &[]),
    ("h3", &[]),
    ("h4", &[]),
    ("h5", &[]),
    ("h6", &[]),
    ("hr", &[]),
    ("i", &[]),
    ("img", &["alt", "width", "height"]),
    ("ins", &[]),
    ("kbd", &[]),
    ("li", &["value"]),
    ("mark", &[]),
    ("ol", &["start", "reversed", "type"]),
    ("p", &[]),
    ("pre", &[]),
    ("q", &[]),
    ("rp", &[]),
    ("rt", &[]),
    ("ruby", &[]),
    ("s", &[]),
    ("samp", &[]),
    ("small", &[]),
    ("span", &[]),
    ("strong", &[]),
    ("sub", &[]),
    ("summary", &[]),
    ("sup", &[]),
    ("table", &[]),
    ("tbody", &[]),
    ("td", &["colspan", "rowspan"]),
    ("tfoot", &[]),
    ("th", &["colspan", "rowspan", "scope"]),
    ("thead", &[]),
    ("tr", &[]),
    ("u", &[]),
    ("ul", &[]),
    ("var", &[]),
    ("wbr", &[]),
];

/// Elements that say nothing without a class.
const BARE: [&str; 2] = ["div", "span"];

/// Elements that go with all that they hold.
const DROPPED: [&str; 9] = ["script", "style", "template", "button", "iframe", "object", "audio", "video", "textarea"];

/// Classes of what the page alone needs: a heading's link to itself, the name of a code's language, code that readers open.
const OF_THE_PAGE: [&str; 3] = ["anchor", "code-lang", "hidden-line"];

/// The bytes `range` of the page's HTML, for another place.
pub fn fragment(page: &Page, range: Range<usize>, setting: &Setting<'_>) -> String {
    let (face, body) = (&page.parsed.face, page.parsed.body.html());
    let html = &body.html;
    let Some(_) = html.text.get(range.clone()) else { return String::new() };
    // Links first: from here on they start at the site's root.
    let text = fill(html, range, face, setting.assets, &Shown::From(""), &[]);
    clean(&text, page.url.as_str(), setting)
}

/// `html`, whose links start at the site's root or, for `#id`, at the page with the URL `page`.
pub fn clean(html: &str, page: &str, setting: &Setting<'_>) -> String {
    let mut out = String::with_capacity(html.len());
    // Start tags still open, with whether their end tag is written.
    let mut open: Vec<(String, bool)> = Vec::new();
    // The element whose end ends what is left out, and how many of its name are open in it.
    let mut dropped: Option<(String, usize)> = None;
    let mut foreign = 0usize;
    let mut from = 0;
    for tag in html_tags(html) {
        let name = tag.name.to_ascii_lowercase();
        if let Some((element, depth)) = &mut dropped {
            if *element == name && !tag.is_self_closing {
                *depth = if tag.is_end { *depth - 1 } else { *depth + 1 };
            }
            if *depth == 0 {
                dropped = None;
            }
            from = tag.range.end;
            continue;
        }
        out.push_str(&html[from..tag.range.start]);
        from = tag.range.end;
        if tag.is_end {
            // An end tag without a start, as a range may begin with, is left out.
            let Some(at) = open.iter().rposition(|(element, _)| *element == name) else { continue };
            for (element, is_written) in open.drain(at..).rev() {
                foreign -= usize::from(is_foreign(&element) && foreign > 0);
                if is_written {
                    out.push_str(&format!("</{element}>"));
                }
            }
            continue;
        }
        let value = |wanted: &str| {
            let found = tag.attributes.iter().find(|attribute| attribute.name.eq_ignore_ascii_case(wanted))?;
            Some(found.value.clone().map_or("", |value| &html[value]))
        };
        let is_void =
            matches!(name.as_str(), "br" | "hr" | "img" | "input" | "wbr" | "col" | "source" | "link" | "meta");
        let is_of_page = value("class").is_some_and(|class| OF_THE_PAGE.contains(&class));
        if is_of_page || DROPPED.contains(&name.as_str()) {
            if !is_void && !tag.is_self_closing {
                dropped = Some((name, 1));
            }
            continue;
        }
        let is_written = if foreign > 0 || is_foreign(&name) {
            write_foreign(&mut out, html, &tag);
            true
        } else {
            write_tag(&mut out, &name, &value, page, setting)
        };
        if !is_void && !tag.is_self_closing {
            foreign += usize::from(is_foreign(&name));
            open.push((name, is_written));
        }
    }
    if dropped.is_none() {
        out.push_str(&html[from..]);
    }
    for (element, is_written) in open.into_iter().rev() {
        if is_written {
            out.push_str(&format!("</{element}>"));
        }
    }
    out.trim().to_owned()
}

/// Formulas and drawings: their attributes are what they show.
fn is_foreign(name: &str) -> bool {
    matches!(name, "math" | "svg")
}

/// A tag of a formula or drawing, without what runs.
fn write_foreign(out: &mut String, html: &str, tag: &crate::markdown::HtmlTag<'_>) {
    out.push('<');
    out.push_str(tag.name);
    for attribute in &tag.attributes {
        let name = attribute.name.to_ascii_lowercase();
        if name.starts_with("on") || name == "id" || name == "style" || name.ends_with("href") {
            continue;
        }
        let value = attribute.value.clone().map_or("", |value| &html[value]);
        out.push_str(&format!(" {}=\"{}\"", attribute.name, value.replace('"', "&quot;")));
    }
    out.push_str(if tag.is_self_closing { "/>" } else { ">" });
}

/// Writes a start tag as it may stand elsewhere, and answers whether its end tag belongs there too.
fn write_tag<'v>(
    out: &mut String,
    name: &str,
    value: &dyn Fn(&str) -> Option<&'v str>,
    page: &str,
    setting: &Setting<'_>,
) -> bool {
    if name == "input" {
        if value("type") == Some("checkbox") {
            out.push_str(if value("checked").is_some() { "☑ " } else { "☐ " });
        }
        return false;
    }
    let Some((_, kept)) = KEPT.iter().find(|(element, _)| *element == name) else { return false };
    let class = value("class").filter(|class| setting.classes && !class.is_empty());
    if BARE.contains(&name) && class.is_none() {
        return false;
    }
    let mut attributes = String::new();
    match name {
        "a" => {
            let Some(href) = value("href").and_then(|href| link(href, page, setting.links)) else { return false };
            attributes.push_str(&format!(" href=\"{href}\""));
        }
        "img" => match image(value("src").unwrap_or(""), setting) {
            Some(source) => attributes.push_str(&format!(" src=\"{source}\"")),
            None => {
                out.push_str(value("alt").unwrap_or(""));
                return false;
            }
        },
        _ => {}
    }
    for attribute in *kept {
        if let Some(value) = value(attribute) {
            attributes.push_str(&format!(" {attribute}=\"{}\"", value.replace('"', "&quot;")));
        }
    }
    if let Some(class) = class {
        attributes.push_str(&format!(" class=\"{}\"", class.replace('"', "&quot;")));
    }
    out.push_str(&format!("<{name}{attributes}>"));
    true
}

/// Where a link leads from elsewhere; `None` where it would lead nowhere. `href` is escaped for HTML, and so is the answer.
fn link(href: &str, page: &str, links: Links<'_>) -> Option<String> {
    if has_scheme(href) || href.starts_with("//") {
        return crate::markdown::is_safe_url(href).then(|| href.to_owned());
    }
    let root = match links {
        Links::Relative => "",
        Links::Absolute(root) => root?,
    };
    let mut address = String::new();
    escape_html(&mut address, root).expect("writing to a string does not fail");
    if href.starts_with('#') {
        escape_html(&mut address, &encode_href(page)).expect("writing to a string does not fail");
    }
    address.push_str(href);
    Some(address)
}

/// Where an image comes from elsewhere; `None` if it cannot be shown there.
fn image(source: &str, setting: &Setting<'_>) -> Option<String> {
    if has_scheme(source) || source.starts_with("//") {
        let is_picture = source.starts_with("data:image/");
        return (is_picture || crate::markdown::is_safe_url(source)).then(|| source.to_owned());
    }
    match setting.images {
        Images::Paths => Some(source.to_owned()),
        Images::Within(images) => {
            let path = source.split(['?', '#']).next().unwrap_or("").replace("&amp;", "&");
            let path = SitePath::new(&decode_href(&path))?;
            let bytes = images.get(&path)?;
            let data = base64::engine::general_purpose::STANDARD.encode(bytes);
            Some(format!("data:{};base64,{data}", media_type(path.extension())?))
        }
    }
}

/// The types of images that browsers and Anki show.
pub fn media_type(extension: &str) -> Option<&'static str> {
    Some(match extension.to_ascii_lowercase().as_str() {
        "apng" | "png" => "image/png",
        "avif" => "image/avif",
        "gif" => "image/gif",
        "jpg" | "jpeg" => "image/jpeg",
        "svg" => "image/svg+xml",
        "webp" => "image/webp",
        _ => return None,
    })
}

/// Whether a URL starts with a scheme (RFC 3986 §3.1).
pub fn has_scheme(url: &str) -> bool {
    let Some((scheme, _)) = url.split_once(':') else { return false };
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(|character| character.is_ascii_alphanumeric() || "+-.".contains(character))
}
