//! What tells reading systems of the book: its package, its contents, its title page.
//! In: the whole book, its documents and images. Out: XML.

use super::super::Inputs;
use super::super::whole::{Item, Whole};
use super::super::xhtml::escaped;
use super::document::whole_document;
use super::image::Image;
use super::{Document, EpubOptions, NAVIGATION, STYLE_SHEET, TITLE_PAGE};
use crate::model::SitePath;
use crate::model::calendar::Moment;
use crate::render::words;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The first moment that an archive knows.
const EARLIEST: &str = "1980-01-01T00:00:00Z";

/// The package document (EPUB 3.3 §5).
pub fn package(
    inputs: &Inputs<'_>,
    whole: &Whole<'_>,
    documents: &[Document],
    images: &BTreeMap<&SitePath, Image<'_>>,
    options: &EpubOptions,
) -> String {
    let language = inputs.language();
    let mut xml = String::new();
    let mut add = |text: std::fmt::Arguments<'_>| xml.write_fmt(text).expect("writing to a string does not fail");
    add(format_args!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" unique-identifier=\"id\" xml:lang=\"{0}\">\n\
         <metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n\
         <dc:identifier id=\"id\">{1}</dc:identifier>\n<dc:title>{2}</dc:title>\n<dc:language>{0}</dc:language>\n",
        escaped(language),
        identifier(inputs.book_id),
        escaped(&title(inputs))
    ));
    for author in inputs.config.book.authors.iter().filter(|author| !author.trim().is_empty()) {
        add(format_args!("<dc:creator>{}</dc:creator>\n", escaped(author)));
    }
    if let Some(description) = inputs.config.book.description.as_deref().filter(|text| !text.trim().is_empty()) {
        add(format_args!("<dc:description>{}</dc:description>\n", escaped(description)));
    }
    if let Some(root) = inputs.root() {
        add(format_args!("<dc:source>{}</dc:source>\n", escaped(&root)));
    }
    add(format_args!(
        "<meta property=\"dcterms:modified\">{}</meta>\n</metadata>\n<manifest>\n",
        changed(whole, options)
    ));
    add(format_args!(
        "<item id=\"contents\" href=\"{NAVIGATION}\" media-type=\"application/xhtml+xml\" properties=\"nav\"/>\n\
         <item id=\"title\" href=\"{TITLE_PAGE}\" media-type=\"application/xhtml+xml\"/>\n\
         <item id=\"style\" href=\"{STYLE_SHEET}\" media-type=\"text/css\"/>\n"
    ));
    for (at, Document { name, written }) in documents.iter().enumerate() {
        let properties: Vec<&str> = [("mathml", written.has_math), ("svg", written.has_svg)]
            .into_iter()
            .filter_map(|(name, is_there)| is_there.then_some(name))
            .collect();
        let properties = match properties.is_empty() {
            true => String::new(),
            false => format!(" properties=\"{}\"", properties.join(" ")),
        };
        add(format_args!(
            "<item id=\"page-{at}\" href=\"{name}\" media-type=\"application/xhtml+xml\"{properties}/>\n"
        ));
    }
    for (at, image) in images.values().enumerate() {
        add(format_args!("<item id=\"image-{at}\" href=\"{}\" media-type=\"{}\"/>\n", image.name, image.media_type));
    }
    let direction = crate::config::Language::new(language).map_or("ltr", |language| language.direction().as_str());
    let progression = if direction == "rtl" { " page-progression-direction=\"rtl\"" } else { "" };
    add(format_args!("</manifest>\n<spine{progression}>\n<itemref idref=\"title\"/>\n<itemref idref=\"contents\"/>\n"));
    for at in 0..documents.len() {
        add(format_args!("<itemref idref=\"page-{at}\"/>\n"));
    }
    add(format_args!("</spine>\n</package>\n"));
    xml
}

/// The contents (EPUB 3.3 §7): every chapter under the title it belongs to, and the landmarks.
pub fn navigation(inputs: &Inputs<'_>, whole: &Whole<'_>, documents: &[Document]) -> String {
    let words = words(inputs.language());
    let title = escaped(words.get("menu"));
    let mut body = format!("<nav epub:type=\"toc\" role=\"doc-toc\" id=\"toc\">\n<h1>{title}</h1>\n<ol>\n");
    match whole.contents.is_empty() {
        // A list may not be empty.
        true => body.push_str(&format!("<li><a href=\"{TITLE_PAGE}\">{}</a></li>\n", escaped(&self::title(inputs)))),
        false => whole.contents.iter().for_each(|item| entry(item, documents, &mut body)),
    }
    body.push_str(&format!(
        "</ol>\n</nav>\n<nav epub:type=\"landmarks\" hidden=\"hidden\">\n<ol>\n\
         <li><a epub:type=\"titlepage\" href=\"{TITLE_PAGE}\">{}</a></li>\n\
         <li><a epub:type=\"toc\" href=\"#toc\">{title}</a></li>\n",
        escaped(&self::title(inputs))
    ));
    if let Some((first, document)) = whole.chapters.first().zip(documents.first()) {
        let words = escaped(&shown(&first.page.title, &document.name));
        body.push_str(&format!("<li><a epub:type=\"bodymatter\" href=\"{}\">{words}</a></li>\n", document.name));
    }
    body.push_str("</ol>\n</nav>\n");
    whole_document(inputs.language(), words.get("menu"), "frontmatter", &body)
}

/// An entry with those below it; the whole book bounds how deep they lie.
fn entry(item: &Item, documents: &[Document], body: &mut String) {
    body.push_str("<li>");
    match item.chapter.and_then(|chapter| documents.get(chapter)) {
        Some(document) => {
            let words = escaped(&shown(&item.title, &document.name));
            body.push_str(&format!("<a href=\"{}\">{words}</a>", document.name));
        }
        None => body.push_str(&format!("<span>{}</span>", escaped(&shown(&item.title, "—")))),
    }
    if !item.children.is_empty() {
        body.push_str("\n<ol>\n");
        item.children.iter().for_each(|child| entry(child, documents, body));
        body.push_str("</ol>\n");
    }
    body.push_str("</li>\n");
}

/// The words of an entry, which must have some.
fn shown(title: &str, otherwise: &str) -> String {
    if title.trim().is_empty() { otherwise.to_owned() } else { title.to_owned() }
}

/// The title page.
pub fn title_page(inputs: &Inputs<'_>, whole: &Whole<'_>) -> String {
    let title = title(inputs);
    let book = &inputs.config.book;
    let mut body = format!("<section class=\"title-page\">\n<h1>{}</h1>\n", escaped(&title));
    let mut line = |class: &str, text: &str| {
        if !text.trim().is_empty() {
            body.push_str(&format!("<p class=\"{class}\">{}</p>\n", escaped(text)));
        }
    };
    line("authors", &book.authors.join(" · "));
    line("description", book.description.as_deref().unwrap_or(""));
    line("edition", book.edition.as_deref().unwrap_or(""));
    body.push_str("</section>\n");
    whole_document(&whole.edition.language, &title, "frontmatter", &body)
}

fn title(inputs: &Inputs<'_>) -> String {
    shown(inputs.title, inputs.book_id)
}

/// A name for the book that is the same for every export of it: a UUID of the version that holds what its maker likes
/// (RFC 9562 §5.8).
fn identifier(book_id: &str) -> String {
    let mut bytes: [u8; 16] = std::array::from_fn(|_| 0);
    bytes.copy_from_slice(&Sha256::digest(format!("wence-epub\n{book_id}"))[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("urn:uuid:{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// When the book was last changed, as the package says it.
fn changed(whole: &Whole<'_>, options: &EpubOptions) -> String {
    let last = || whole.chapters.iter().filter_map(|chapter| chapter.page.changed).max();
    options.changed.or_else(last).map_or_else(|| EARLIEST.to_owned(), Moment::timestamp)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_book_keeps_its_name() {
        let name = identifier("guide");
        assert_eq!(name, identifier("guide"));
        assert_ne!(name, identifier("manual"));
        assert_eq!((name.len(), &name[23..24]), ("urn:uuid:".len() + 36, "8"), "{name}");
    }
}
