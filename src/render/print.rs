//! `print.html`: the whole book on one page, to print or to keep.
//! In: a [`Renderer`]. Out: one page with every chapter in reading order, its ids prefixed so that they stay unique, and
//! links between pages of the book turned into links within the page.

use super::body::Shown;
use super::page::escaped;
use super::{EditionView, PRINT, Renderer};
use crate::diag::Diagnostic;
use crate::model::{ActiveContent, Content, OutputSet, SitePath};
use rayon::prelude::*;

impl Renderer<'_> {
    /// The page, whether or not the site has one; `None` for a site without pages.
    pub fn print_page(&self) -> Option<Content> {
        let edition = self.editions.first()?;
        let mut output = OutputSet::default();
        self.print(edition, &mut output, &mut Vec::new());
        output.files.remove(PRINT)
    }

    pub(super) fn print(&self, edition: &EditionView<'_>, output: &mut OutputSet, diagnostics: &mut Vec<Diagnostic>) {
        let order = edition.navigation.order();
        let mut place = vec![None; edition.edition.pages.len()];
        for (at, &page) in order.iter().enumerate() {
            place[page] = Some(at);
        }
        let anchor = |path: &SitePath| {
            let known = edition.edition.by_path.get(path).or_else(|| edition.by_url.get(path.page_url().as_str()));
            Some(prefix(place[*known?]?))
        };
        let chapters: Vec<String> = order
            .par_iter()
            .enumerate()
            .map(|(at, &index)| {
                let page = &edition.edition.pages[index];
                let face = &page.parsed.face;
                let prefix = prefix(at);
                let shown = Shown::Together { prefix: &prefix, anchor: &anchor };
                let body = page.parsed.body.html();
                let text = self.body_with_cards(edition, index, &body.html, 0, &shown, "", &[]);
                let mut chapter =
                    format!("<section class=\"chapter\" id=\"{prefix}\" lang=\"{}\">\n", escaped(&page.language));
                if face.headings.is_empty() {
                    chapter.push_str(&format!("<h1>{}</h1>\n", escaped(&page.title)));
                }
                chapter.push_str(&text);
                chapter.push_str("</section>\n");
                chapter
            })
            .collect();
        let mut contents = String::from("<ol>\n");
        for (at, &index) in order.iter().enumerate() {
            let page = &edition.edition.pages[index];
            let number = page.number.as_deref().filter(|_| !self.inputs.config.output.html.no_section_label);
            let number = number.map(|number| format!("{} ", escaped(number))).unwrap_or_default();
            contents.push_str(&format!("<li><a href=\"#{}\">{number}{}</a></li>\n", prefix(at), escaped(&page.title)));
        }
        contents.push_str("</ol>\n");
        let mut active_content = ActiveContent::default();
        for &index in order {
            active_content.extend(&edition.edition.pages[index].parsed.body.active_content);
        }
        let url = SitePath::root().join_below(PRINT);
        let title = edition.words.get("print");
        let head_title = if self.title.is_empty() { title.to_owned() } else { format!("{title} · {}", self.title) };
        let fields = self
            .fields("print", &url, &head_title)
            .text("title", if self.title.is_empty() { title } else { &self.title })
            .text("language", &edition.edition.language)
            .text("direction", edition.direction)
            .value("has_questions", !edition.bank.questions.is_empty())
            .value("page_break", self.inputs.config.output.html.print.page_break)
            .value("policy", self.policy(&active_content))
            .html("outline", &contents)
            .html("body", BODY);
        let context = edition.shared.with("", fields.build());
        let frame = self.inputs.theme.render("print.html", &context, 0, diagnostics);
        output.insert(PRINT, fill_frame(&frame, &chapters));
    }
}

/// What the template is given for the text of all chapters. The chapters of a book of 1,000 pages are some 10 MB: handed
/// through the template they would be copied three times over. Noncharacters keep it apart from all that authors write.
const BODY: &str = "\u{fdd1}wence:chapters\u{fdd1}";

/// The page with the chapters in their place; wherever and however often the template has put it.
fn fill_frame(frame: &[u8], chapters: &[String]) -> Vec<u8> {
    let length: usize = chapters.iter().map(String::len).sum();
    let mut page = Vec::with_capacity(frame.len() + length);
    let mut from = 0;
    for at in memchr::memmem::find_iter(frame, BODY.as_bytes()) {
        page.extend_from_slice(&frame[from..at]);
        for chapter in chapters {
            page.extend_from_slice(chapter.as_bytes());
        }
        from = at + BODY.len();
    }
    page.extend_from_slice(&frame[from..]);
    page
}

/// The id of the chapter at this place of the reading order, and the start of all ids in it. Headings' own ids never stand
/// on this page without it, so none can be the same.
fn prefix(place: usize) -> String {
    format!("p{}", place + 1)
}
