//! The bank on paper: one HTML file that holds all it needs, to be printed from any browser.
//! In: the questions. Out: questions with room for notes, questions with an answer key at the end, or cards to cut out.

use super::fragment::{Images, Links, Setting, fragment};
use super::{Asked, Inputs};
use crate::model::PartKind;
use crate::render::{escaped, locale, words};

/// Whose file this is: whoever writes it looks for these words before a file is replaced.
pub const MADE_BY: &str = concat!("Wence ", env!("CARGO_PKG_VERSION"));

/// What the sheets hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pack {
    /// The questions, each with room for notes.
    Only,
    /// The questions, and after them all answers under the same numbers.
    Key,
    /// A card a question, its outline beside it: cut out, then folded in the middle.
    Cards,
}

const STYLE: &str = include_str!("print.css");

/// The whole file.
pub fn sheets(inputs: &Inputs<'_>, pack: Pack) -> String {
    let language = inputs.language();
    let asked: Vec<Asked<'_>> = inputs.asked().collect();
    let (class, heading) = match pack {
        Pack::Only => ("only", ""),
        Pack::Key => ("key", answers(language)),
        Pack::Cards => ("cards", ""),
    };
    let title = if inputs.title.is_empty() { inputs.book_id } else { inputs.title };
    let direction = crate::config::Language::new(language).map_or("ltr", |language| language.direction().as_str());
    let mut html = format!(
        "<!doctype html>\n<html lang=\"{}\" dir=\"{direction}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"generator\" content=\"{MADE_BY}\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data: https: http:\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>{1}</title>\n<style>\n{STYLE}</style>\n</head>\n\
         <body class=\"{class}\">\n<h1>{1}</h1>\n",
        escaped(language),
        escaped(title)
    );
    match pack {
        Pack::Cards => cards(inputs, &asked, &mut html),
        Pack::Only | Pack::Key => {
            questions(inputs, &asked, pack, &mut html);
            if pack == Pack::Key {
                key(inputs, &asked, heading, &mut html);
            }
        }
    }
    html.push_str("</body>\n</html>\n");
    html
}

/// The name of the part with the answers.
fn answers(language: &str) -> &'static str {
    match locale(language) {
        "zh-CN" => "参考答案",
        "zh-TW" => "參考答案",
        "ja" => "解答",
        _ => "Answers",
    }
}

fn setting<'a>(inputs: &Inputs<'a>, root: Option<&'a str>) -> Setting<'a> {
    Setting {
        links: Links::Absolute(root),
        images: Images::Within(inputs.images),
        classes: true,
        assets: &inputs.site.assets,
    }
}

/// The questions under the titles of their pages, numbered throughout.
fn questions(inputs: &Inputs<'_>, asked: &[Asked<'_>], pack: Pack, html: &mut String) {
    let root = inputs.root();
    let setting = setting(inputs, root.as_deref());
    let mut page = None;
    for (at, question) in asked.iter().enumerate() {
        if page != Some(question.entry.page) {
            if page.is_some() {
                html.push_str("</ol>\n");
            }
            page = Some(question.entry.page);
            html.push_str(&format!("<h2>{}</h2>\n<ol start=\"{}\">\n", escaped(&question.page.title), at + 1));
        }
        let facts = escaped(&question.facts(inputs.config, inputs.language()).join(" · "));
        let room = if pack == Pack::Only { "<div class=\"room\"></div>" } else { "" };
        let stem = &question.heading.html;
        let stem = match pack {
            Pack::Key => format!("<a href=\"#a{0}\" id=\"q{0}\">{stem}</a>", at + 1),
            _ => stem.clone(),
        };
        let lead = question.lead(&setting);
        html.push_str(&format!("<li><p class=\"stem\">{stem}</p><p class=\"facts\">{facts}</p>{lead}{room}</li>\n"));
    }
    if page.is_some() {
        html.push_str("</ol>\n");
    }
}

/// All answers, each under its question's number.
fn key(inputs: &Inputs<'_>, asked: &[Asked<'_>], heading: &str, html: &mut String) {
    let root = inputs.root();
    let setting = setting(inputs, root.as_deref());
    html.push_str(&format!("<section class=\"answers\">\n<h2>{heading}</h2>\n"));
    for (at, question) in asked.iter().enumerate() {
        html.push_str(&format!(
            "<article>\n<h3 id=\"a{0}\"><a href=\"#q{0}\">{0}</a> {1}</h3>\n",
            at + 1,
            question.heading.html
        ));
        for part in &question.entry.question.parts {
            let body = fragment(question.page, part.body.clone(), &setting);
            html.push_str(&format!("<h4>{}</h4>\n{body}\n", question.part_heading(part).html));
        }
        html.push_str("</article>\n");
    }
    html.push_str("</section>\n");
}

/// The question on the left half of a card, its outline on the right one.
fn cards(inputs: &Inputs<'_>, asked: &[Asked<'_>], html: &mut String) {
    let root = inputs.root();
    let setting = setting(inputs, root.as_deref());
    let language = inputs.language();
    for (at, question) in asked.iter().enumerate() {
        let facts = escaped(&question.facts(inputs.config, language).join(" · "));
        let number = escaped(&words(language).count("question", at + 1));
        let outline = question.entry.question.parts.iter().find(|part| part.kind == PartKind::Outline);
        let outline = outline.map(|part| fragment(question.page, part.body.clone(), &setting)).unwrap_or_default();
        html.push_str(&format!(
            "<div class=\"card\"><div class=\"front\"><p class=\"facts\">{number}</p><p class=\"stem\">{}</p>\
             <p class=\"facts\">{facts}</p>{}</div><div class=\"back\">{outline}</div></div>\n",
            question.heading.html,
            question.lead(&setting)
        ));
    }
}
