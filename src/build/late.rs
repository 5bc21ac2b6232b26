//! Files of a site that are made when they are written: those of a large book do not fit into memory together.
//! In: the book, and which of its pages. Out: [`Stored`] values, equal to what [`EditionBook::render`] makes otherwise.

use super::book::EditionBook;
use crate::model::Stored;
use crate::source::Expanded;
use std::io;
use std::sync::{Arc, OnceLock};

/// A page as HTML.
#[derive(Debug)]
pub(super) struct LatePage {
    pub book: Arc<EditionBook>,
    /// In the site.
    pub path: String,
    /// Known once it has been rendered.
    pub length: OnceLock<u64>,
}

impl Stored for LatePage {
    fn length(&self) -> u64 {
        match self.length.get() {
            Some(length) => *length,
            None => self.read().map_or(0, |html| html.len() as u64),
        }
    }

    fn read(&self) -> io::Result<Vec<u8>> {
        let (html, _) = self.book.renderer().page(&self.path).ok_or(io::ErrorKind::NotFound)?;
        let _ = self.length.set(html.len() as u64);
        match self.book.spill_failure() {
            Some(failure) => Err(io::Error::other(failure)),
            None => Ok(html),
        }
    }
}

/// A page as Markdown.
#[derive(Debug)]
pub(super) struct LateMarkdown {
    pub source: Arc<Expanded>,
    /// What stands before the text, where it has no title itself.
    pub heading: String,
    /// Byte of the source where its text begins.
    pub start: usize,
}

impl LateMarkdown {
    fn text(&self) -> &str {
        self.source.text.get(self.start..).unwrap_or_default()
    }

    pub fn bytes(&self) -> Vec<u8> {
        [self.heading.as_bytes(), self.text().as_bytes()].concat()
    }
}

impl Stored for LateMarkdown {
    fn length(&self) -> u64 {
        (self.heading.len() + self.text().len()) as u64
    }

    fn read(&self) -> io::Result<Vec<u8>> {
        Ok(self.bytes())
    }
}
