//! The book as an EPUB 3.3, for readers with paper-like screens and telephones.
//! In: the whole book and the bytes of its images. Out: one file. Every page is a document of its own, in reading order; links
//! between pages lead within the book, those to other files of the site to their address on the web, where that is known.
//! Questions stand with all their parts open, and what is interactive on the site says its values.
//!
//! Names within the file are numbers: reading systems differ in which characters of authors' names they bear.

mod addresses;
mod document;
mod image;
mod package;

use super::Inputs;
use super::archive::Archive;
use super::whole::Whole;
use super::xhtml::{Tree, Written};
use crate::model::calendar::Moment;
use addresses::Book;
use rayon::prelude::*;
use std::io;

/// What whoever asks for an EPUB decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EpubOptions {
    /// When the book was last changed. Else the last change of a page that version control tells, and
    /// where it tells none the first moment of 1980, before which an archive knows no date.
    pub changed: Option<Moment>,
}

const STYLE: &str = include_str!("book.css");

/// Where the archive has the package, and what stands in it from there.
const FOLDER: &str = "EPUB/";
const PACKAGE: &str = "package.opf";
const NAVIGATION: &str = "contents.xhtml";
const TITLE_PAGE: &str = "title.xhtml";
const STYLE_SHEET: &str = "book.css";

/// What OCF 3.3 §4.2.6.3.1 wants every archive to say of where its package is.
const CONTAINER: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- Wence ",
    env!("CARGO_PKG_VERSION"),
    " -->\n",
    "<container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\">\n",
    "<rootfiles><rootfile full-path=\"EPUB/package.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles>\n",
    "</container>\n",
);

/// A page, written.
struct Document {
    name: String,
    written: Written,
}

/// The file.
pub fn epub(inputs: &Inputs<'_>, options: &EpubOptions) -> io::Result<Vec<u8>> {
    let Some(edition) = inputs.site.editions.first() else { return Ok(Vec::new()) };
    let whole = Whole::new(edition, inputs.config);
    let trees: Vec<Tree> =
        (0..whole.chapters.len()).into_par_iter().map(|at| Tree::parse(&document::html(inputs, &whole, at))).collect();
    let mut book = Book::new(inputs, &whole);
    // Twice: where links lead is known once it is known which places there are.
    let places: Vec<Written> = trees.par_iter().enumerate().map(|(at, tree)| book.write(at, tree)).collect();
    book.places = Some(places.into_iter().map(|written| written.ids).collect());
    let documents: Vec<Document> = trees
        .par_iter()
        .enumerate()
        .map(|(at, tree)| Document { name: addresses::document_name(at), written: book.write(at, tree) })
        .collect();

    let mut archive = Archive::new();
    archive.store("mimetype", b"application/epub+zip");
    // As it is: whoever replaces a file finds in it who made the file.
    archive.store("META-INF/container.xml", CONTAINER.as_bytes());
    let mut add = |name: &str, bytes: &[u8]| archive.add(&format!("{FOLDER}{name}"), bytes);
    add(PACKAGE, package::package(inputs, &whole, &documents, &book.images, options).as_bytes());
    add(NAVIGATION, package::navigation(inputs, &whole, &documents).as_bytes());
    add(TITLE_PAGE, package::title_page(inputs, &whole).as_bytes());
    add(STYLE_SHEET, STYLE.as_bytes());
    for (chapter, document) in whole.chapters.iter().zip(&documents) {
        add(&document.name, document::document(chapter.page, &document.written).as_bytes());
    }
    for image in book.images.values() {
        add(&image.name, &image.bytes);
    }
    archive.finish()
}
