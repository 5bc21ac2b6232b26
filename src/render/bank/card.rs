//! A question in its chapter: a card with its facts and its parts, each of them folded.
//! In: a page's HTML with its questions. Out: the same HTML with every question as a card; on the print page the parts stand
//! open, and nothing leads away.

use super::super::body::{self, Shown, TermLink};
use super::super::page::escaped;
use super::super::{EditionView, Renderer};
use super::{BankQuestion, PRACTICE, slip};
use crate::model::site_path::encode_href;
use crate::model::{Hole, Html, Page};
use pulldown_cmark_escape::escape_href;
use std::borrow::Cow;

impl Renderer<'_> {
    /// Where a page's text begins below its title. A title that is a question itself belongs to the question's card.
    pub(in crate::render) fn title_end(&self, edition: &EditionView<'_>, index: usize, html: &Html) -> usize {
        let body = &edition.edition.pages[index].parsed.body;
        let end = body.title_end.filter(|&end| html.text.is_char_boundary(end)).unwrap_or(0);
        let first = edition.bank.of_page(index).map(|(_, question)| question.question.head.start).next();
        first.map_or(end, |start| end.min(start))
    }

    /// `html`, that of the page, from a byte on, with its questions as cards. `base` is the way to the site's root.
    #[expect(clippy::too_many_arguments, reason = "cards are made of all that their page is made of")]
    pub(in crate::render) fn body_with_cards<'p>(
        &self,
        edition: &EditionView<'_>,
        index: usize,
        html: &'p Html,
        from: usize,
        shown: &Shown<'_>,
        base: &str,
        terms: &[TermLink],
    ) -> Cow<'p, str> {
        let page = &edition.edition.pages[index];
        let face = &page.parsed.face;
        let fill = |range| body::fill(html, range, face, &self.inputs.site.assets, shown, terms);
        let length = html.text.len();
        if !edition.bank.has_page(index) {
            return fill(from..length);
        }
        let mut out = String::with_capacity(length - from + length / 2);
        let mut at = from;
        for (place, question) in edition.bank.of_page(index) {
            let Some(before) = (at <= question.question.head.start).then_some(at..question.question.head.start) else {
                continue;
            };
            out.push_str(&fill(before));
            if at == from && !matches!(shown, Shown::Together { .. }) {
                // What js/bank/cards.js fills.
                out.push_str("<p class=\"q-tools\"></p>\n");
            }
            self.card(edition, page, html, place, question, shown, base, terms, &mut out);
            at = question.question.end.clamp(at, length);
        }
        out.push_str(&fill(at..length));
        Cow::Owned(out)
    }

    #[expect(clippy::too_many_arguments, reason = "a card is made of all that its page is made of")]
    fn card(
        &self,
        edition: &EditionView<'_>,
        page: &Page,
        html: &Html,
        place: usize,
        question: &BankQuestion<'_>,
        shown: &Shown<'_>,
        base: &str,
        terms: &[TermLink],
        out: &mut String,
    ) {
        let face = &page.parsed.face;
        let fill = |range| body::fill(html, range, face, &self.inputs.site.assets, shown, terms);
        let own = question.question;
        let is_print = matches!(shown, Shown::Together { .. });
        let words = edition.words;
        out.push_str(&format!("<article class=\"q\" data-q=\"{}\"", escaped(question.id)));
        if !own.aliases.is_empty() {
            let aliases: Vec<&str> = own.aliases.iter().map(|alias| alias.value.as_str()).collect();
            out.push_str(&format!(" data-aliases=\"{}\"", escaped(&aliases.join(" "))));
        }
        let slip = slip(place + 1, &page.language, words);
        out.push_str(&format!(">\n<p class=\"q-slip\" aria-hidden=\"true\">{slip}</p>\n<div class=\"q-body\">\n"));
        out.push_str(&fill(own.head.clone()));
        let facts = edition.bank.facts(question, words);
        if !facts.is_empty() {
            out.push_str(&format!("<p class=\"q-meta\">{facts}</p>\n"));
        }
        let mut at = own.head.end;
        for part in own.parts.iter().filter(|part| part.start < own.end) {
            out.push_str(&fill(at..part.start.max(at)));
            let heading = &face.headings[part.heading];
            let id = body::filled(&Hole::Id, &escaped(&heading.id), face, &[], shown);
            out.push_str(&format!(
                "<details class=\"q-part\" data-part=\"{}\" id=\"{}\"{}><summary>{}</summary>\n",
                part.kind.class(),
                id.unwrap_or_else(|| escaped(&heading.id)),
                if is_print { " open" } else { "" },
                heading.html
            ));
            at = part.body.end.min(own.end);
            out.push_str(&fill(part.body.start..at));
            out.push_str("</details>\n");
        }
        out.push_str(&fill(at..own.end.max(at)));
        if !is_print {
            if !question.near.is_empty() {
                out.push_str(&format!(
                    "<div class=\"q-near\"><span>{}</span><ul>",
                    escaped(words.get("near_questions"))
                ));
                for near in question.near.iter().map(|&near| &edition.bank.questions[near]) {
                    let href = near.href(edition, base);
                    out.push_str(&format!("<li><a href=\"{href}\">{}</a></li>", near.heading.html));
                }
                out.push_str("</ul></div>\n");
            }
            let mut id = String::new();
            escape_href(&mut id, question.id).expect("writing to a string does not fail");
            out.push_str(&format!(
                "<p class=\"q-foot\"><a href=\"{base}{PRACTICE}#q={id}\">{}</a> <span class=\"q-state\"></span></p>\n",
                escaped(words.get("practise_this"))
            ));
        }
        out.push_str("</div>\n</article>\n");
    }
}

impl BankQuestion<'_> {
    /// The way to the question in its chapter, ready for an attribute.
    pub(super) fn href(&self, edition: &EditionView<'_>, base: &str) -> String {
        let page = &edition.edition.pages[self.page];
        let mut href = format!("{base}{}#", escaped(&encode_href(page.url.as_str())));
        escape_href(&mut href, &self.heading.id).expect("writing to a string does not fail");
        href
    }
}
