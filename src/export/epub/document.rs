//! A page as a document of its own.
//! In: a page. Out: its HTML with all that a book shows of it; then, its content written as XHTML, the whole document.

use super::super::Inputs;
use super::super::whole::{Chapter, Whole};
use super::super::xhtml::{Written, escaped};
use super::STYLE_SHEET;
use crate::model::Page;
use crate::render::{Shown, fill};

/// The text of a chapter as the site has it, with links from the site's root, its title, and under every question what it is
/// about.
pub fn html(inputs: &Inputs<'_>, whole: &Whole<'_>, at: usize) -> String {
    let Chapter { page, index } = whole.chapters[at];
    let (face, body) = (&page.parsed.face, &page.parsed.body);
    let body_text = body.html();
    let text = &body_text.html.text;
    let fill = |range| fill(&body_text.html, range, face, &inputs.site.assets, &Shown::From(""), &[]);
    let mut html = String::with_capacity(text.len() + 256);
    let has_title = body.title_end.is_some() || face.headings.first().is_some_and(|first| first.text == page.title);
    if !has_title {
        html.push_str(&format!("<h1>{}</h1>\n", crate::render::escaped(&page.title)));
    }
    let mut from = 0;
    for question in inputs.asked().filter(|question| question.entry.page == index) {
        let end = question.entry.question.head.end;
        let facts = question.facts(inputs.config, &page.language).join(" · ");
        if end < from || end > text.len() || facts.is_empty() {
            continue;
        }
        html.push_str(&fill(from..end));
        html.push_str(&format!("<p class=\"facts\">{}</p>\n", crate::render::escaped(&facts)));
        from = end;
    }
    html.push_str(&fill(from..text.len()));
    html
}

/// The document of a page.
pub fn document(page: &Page, written: &Written) -> String {
    whole_document(&page.language, &page.title, "bodymatter", &written.xhtml)
}

/// A document of the book with this body.
pub fn whole_document(language: &str, title: &str, kind: &str, body: &str) -> String {
    let direction = crate::config::Language::new(language).map_or("ltr", |language| language.direction().as_str());
    let language = escaped(language);
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!DOCTYPE html>\n\
         <html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\" xml:lang=\"{language}\" lang=\"{language}\" dir=\"{direction}\">\n\
         <head>\n<meta charset=\"utf-8\"/>\n<title>{}</title>\n<link rel=\"stylesheet\" type=\"text/css\" href=\"{STYLE_SHEET}\"/>\n</head>\n\
         <body epub:type=\"{kind}\">\n{body}</body>\n</html>\n",
        escaped(title)
    )
}
