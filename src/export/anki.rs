//! The bank as a text file that Anki imports.
//! In: the questions. Out: one note a question, after the headers that Anki reads (Anki manual, "Importing: Text Files",
//! <https://docs.ankiweb.net/importing/text-files.html>; Anki 2.1.54 and later).
//!
//! A note keeps its GUID for as long as its question keeps its first id, so that a second import brings the notes up to date
//! and leaves the learner's records alone.

use super::fragment::{Images, Links, Setting, fragment};
use super::{Asked, Inputs};
use crate::bank::Facet;
use crate::model::site_path::encode_href;
use crate::render::escaped;
use base64::Engine;
use sha2::{Digest, Sha256};

/// How the notes are filed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnkiOptions {
    /// The deck's name, `::` between a deck and one inside it; the book's title if left out.
    pub deck: Option<String>,
    /// The note type's name; Anki's `Basic` if left out. Where a collection has none of that name, Anki takes the one that was
    /// used last. The first field gets the question, the second the answer.
    pub note_type: Option<String>,
}

/// The whole file.
pub fn notes(inputs: &Inputs<'_>, options: &AnkiOptions) -> String {
    let deck = options.deck.as_deref().unwrap_or(inputs.title);
    let deck = if deck.trim().is_empty() { inputs.book_id } else { deck };
    let note_type = options.note_type.as_deref().unwrap_or("Basic");
    // No `#columns`: where it is given Anki looks for fields of these very names, and every language has names of its own.
    let mut text = format!(
        "#separator:tab\n#html:true\n# {}\n#guid column:1\n#tags column:2\n#deck:{}\n#notetype:{}\n",
        super::print::MADE_BY,
        one_line(deck),
        one_line(note_type),
    );
    let root = inputs.root();
    let setting = Setting {
        links: Links::Absolute(root.as_deref()),
        images: Images::Within(inputs.images),
        classes: false,
        assets: &inputs.site.assets,
    };
    for asked in inputs.asked() {
        let fields = [
            guid(inputs.book_id, asked.first_id()),
            tags(&asked, inputs),
            front(&asked, inputs, &setting),
            back(&asked, &setting, root.as_deref()),
        ];
        // Every field in quotes: answers hold line breaks, quotes and tabs (RFC 4180 §2, with tabs for commas).
        let quoted = fields.map(|field| format!("\"{}\"", field.replace('"', "\"\"")));
        text.push_str(&quoted.join("\t"));
        text.push('\n');
    }
    text
}

/// Of the book and the question's first id, and of nothing else: 96 bits in characters that stand for themselves in a search.
fn guid(book_id: &str, first_id: &str) -> String {
    let digest = Sha256::digest(format!("{book_id}\n{first_id}"));
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&digest[..12])
}

/// `category::crisis level::2`: ids, since titles may change and hold spaces, under the facet's name.
fn tags(asked: &Asked<'_>, inputs: &Inputs<'_>) -> String {
    let tags = Facet::ALL.into_iter().flat_map(|facet| {
        asked.values(facet, inputs.config).into_iter().map(move |(id, _)| format!("{}::{id}", facet.noun()))
    });
    tags.collect::<Vec<_>>().join(" ")
}

fn front(asked: &Asked<'_>, inputs: &Inputs<'_>, setting: &Setting<'_>) -> String {
    let facts = asked.facts(inputs.config, inputs.language());
    let mut html = format!("<p>{}</p>{}", asked.heading.html, asked.lead(setting));
    if !facts.is_empty() {
        html.push_str(&format!("<p><small>{}</small></p>", escaped(&facts.join(" · "))));
    }
    html
}

/// All parts under their headings, and the way back to the book where its address is known.
fn back(asked: &Asked<'_>, setting: &Setting<'_>, root: Option<&str>) -> String {
    let mut html = String::new();
    for part in &asked.entry.question.parts {
        let body = fragment(asked.page, part.body.clone(), setting);
        html.push_str(&format!("<h3>{}</h3>\n{body}\n", asked.part_heading(part).html));
    }
    if let Some(root) = root {
        let address = format!("{root}{}", encode_href(asked.page.url.as_str()));
        html.push_str(&format!(
            "<p><small><a href=\"{}#{}\">{}</a></small></p>\n",
            escaped(&address),
            escaped(asked.id()),
            escaped(&asked.page.title)
        ));
    }
    html
}

/// A header ends with its line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guid_depends_on_the_book_and_the_first_id_alone() {
        // Notes in learners' collections are found by these: the values may never change.
        assert_eq!(guid("merchandiser-interview", "intro-self"), "8Nnc9yPFPv1Tn6zR");
        assert_ne!(guid("a", "b"), guid("b", "a"));
        assert_eq!(guid("a", "b").len(), 16);
    }
}
