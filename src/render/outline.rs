//! The outline of one page: its headings as a nested list of links.
//! In: the page's face. Out: HTML, or nothing where there is nothing to choose from.

use crate::model::{Face, Heading};
use pulldown_cmark_escape::escape_href;
use std::collections::BTreeSet;

/// Above so many entries only the upper level is listed.
const MOST_ENTRIES: usize = 24;

/// `<ol>…</ol>` of the two levels below the page's title; `None` for a page with fewer than two such headings.
pub fn html(face: &Face, title: &str) -> Option<String> {
    // The parts of a question have the same names under each: the question itself is what a reader looks for.
    let parts: BTreeSet<usize> =
        face.questions.iter().flat_map(|question| question.parts.iter().map(|part| part.heading)).collect();
    let listed = face.headings.iter().enumerate().filter(|(at, heading)| heading.in_outline && !parts.contains(at));
    let mut headings: Vec<&Heading> = listed.map(|(_, heading)| heading).collect();
    // Where a page has no heading of level 1, its first heading may be its title; mdBook's books often have it so.
    let title_level = match headings.first() {
        _ if headings.iter().any(|heading| heading.level == 1) => 1,
        Some(first) if first.text == title => first.level,
        _ => 0,
    };
    headings.retain(|heading| heading.level > title_level && heading.level > 1);
    let upper = headings.iter().map(|heading| heading.level).min()?;
    headings.retain(|heading| heading.level <= upper + 1);
    if headings.len() > MOST_ENTRIES {
        headings.retain(|heading| heading.level == upper);
    }
    if headings.len() < 2 {
        return None;
    }
    let mut html = String::with_capacity(headings.len() * 96);
    html.push_str("<ol>");
    let mut headings = headings.into_iter().peekable();
    while let Some(heading) = headings.next() {
        html.push_str("<li>");
        // A page may start on the lower level: such headings stand by themselves.
        link(heading, &mut html);
        if heading.level == upper && headings.peek().is_some_and(|next| next.level > upper) {
            html.push_str("<ol>");
            while let Some(below) = headings.next_if(|next| next.level > upper) {
                html.push_str("<li>");
                link(below, &mut html);
                html.push_str("</li>");
            }
            html.push_str("</ol>");
        }
        html.push_str("</li>");
    }
    html.push_str("</ol>");
    Some(html)
}

/// A link with the heading's words as HTML.
pub fn link(heading: &Heading, html: &mut String) {
    html.push_str("<a href=\"#");
    escape_href(&mut *html, &heading.id).expect("writing to a string does not fail");
    html.push_str("\">");
    html.push_str(&heading.html);
    html.push_str("</a>");
}
