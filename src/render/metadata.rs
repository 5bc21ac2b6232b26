//! What machines read in a page's head: its address, its description, and JSON-LD (schema.org) for search engines.
//! In: titles, paths, the site's URL. Out: plain strings and JSON that is safe inside `<script>`.

use crate::model::site_path::encode_href;
use crate::model::{Face, PartKind, Sections, SitePath};
use serde_json::Value;

/// The page's address on the web: `root` (which ends with `/`) and the page's path, without `index.html`, which every host
/// serves for the folder.
pub fn canonical(root: &str, url: &SitePath) -> String {
    let path = encode_href(url.as_str());
    let path = match path.strip_suffix("index.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
        _ => &path,
    };
    format!("{root}{path}")
}

/// At most 80 characters of one line, with an ellipsis where something is left out.
pub fn description(text: &str) -> String {
    const MOST: usize = 80;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MOST) {
        None => line,
        Some(_) => {
            let end = line.char_indices().nth(MOST - 1).map_or(line.len(), |(at, _)| at);
            format!("{}…", line[..end].trim_end())
        }
    }
}

/// What a page's JSON-LD is made of. Addresses are absolute.
pub struct Described<'a> {
    pub book: &'a str,
    pub book_url: &'a str,
    pub authors: &'a [String],
    pub language: &'a str,
    pub description: &'a str,
    pub url: &'a str,
    pub title: &'a str,
    /// Name and address of each step from the home page to this page, both included. A step without a page has no address.
    pub crumbs: Vec<(&'a str, Option<String>)>,
    pub is_home: bool,
    /// `YYYY-MM-DD`.
    pub changed: Option<&'a str>,
    /// Questions with the answers that stand on this page: [`questions`].
    pub questions: Vec<(&'a str, String)>,
}

/// The questions of a page that is made of them, each with the answer that readers find there. A page that says more outside
/// of its questions than in them is no list of questions, and has none here.
///
/// The answer is the outline, the part that each has: how to go about it, with nothing taken from the sample, which speaks for
/// a person that does not exist.
pub fn questions<'f>(face: &'f Face, sections: &Sections) -> Vec<(&'f str, String)> {
    if face.questions.is_empty() {
        return Vec::new();
    }
    let (mut inside, mut outside) = (0, 0);
    let mut open: Option<u8> = None;
    for section in sections.iter() {
        let heading = section.heading.and_then(|at| face.headings.get(at));
        let level = heading.map_or(0, |heading| heading.level);
        open = open.filter(|question| level > *question);
        if face.questions.iter().any(|question| Some(question.heading) == section.heading) {
            open = Some(level);
        }
        *(if open.is_some() { &mut inside } else { &mut outside }) += section.text.len();
    }
    if outside > inside {
        return Vec::new();
    }
    let asked = face.questions.iter().filter_map(|question| {
        let outline = question.parts.iter().find(|part| part.kind == PartKind::Outline)?;
        let text = sections.text_under(face, outline.heading);
        let answer = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
        Some((face.headings[question.heading].text.as_str(), answer)).filter(|(_, answer)| !answer.is_empty())
    });
    asked.collect()
}

/// The JSON-LD of a page: the book on its home page, the chapter and its breadcrumbs elsewhere. Written without a tree in
/// between, since it is made for every page.
pub fn structured_data(page: &Described<'_>) -> String {
    let mut json = Writer(String::with_capacity(1024));
    json.raw("{\"@context\":\"https://schema.org\",\"@graph\":[");
    if page.is_home {
        json.book(page);
        json.field("description", page.description);
        json.raw("}");
    } else {
        // A page of questions is a page of a kind (schema.org, FAQPage).
        json.raw(if page.questions.is_empty() { "{\"@type\":\"WebPage\"" } else { "{\"@type\":\"FAQPage\"" });
        json.field("@id", page.url);
        json.field("url", page.url);
        json.field("name", page.title);
        json.field("inLanguage", page.language);
        if !page.description.is_empty() {
            json.field("description", page.description);
        }
        if let Some(day) = page.changed {
            json.field("dateModified", day);
        }
        json.raw(",\"isPartOf\":");
        json.book(page);
        json.raw("}");
        json.questions(&page.questions);
        json.raw("},{\"@type\":\"BreadcrumbList\",\"itemListElement\":[");
        for (at, (name, url)) in page.crumbs.iter().enumerate() {
            json.raw(if at > 0 { ",{" } else { "{" });
            json.raw(&format!("\"@type\":\"ListItem\",\"position\":{}", at + 1));
            json.field("name", name);
            if let Some(url) = url {
                json.field("item", url);
            }
            json.raw("}");
        }
        json.raw("]}");
    }
    json.raw("]}");
    json.0
}

struct Writer(String);

impl Writer {
    fn raw(&mut self, json: &str) {
        self.0.push_str(json);
    }

    /// `,"name":"text"`.
    fn field(&mut self, name: &str, text: &str) {
        self.raw(",\"");
        self.raw(name);
        self.raw("\":");
        self.text(text);
    }

    /// A string (RFC 8259 §7) that is safe inside `<script>`: `<` is written as an escape.
    fn text(&mut self, text: &str) {
        self.raw("\"");
        for character in text.chars() {
            match character {
                '"' => self.raw("\\\""),
                '\\' => self.raw("\\\\"),
                '<' => self.raw("\\u003c"),
                control if control < ' ' => self.raw(&format!("\\u{:04x}", u32::from(control))),
                other => self.0.push(other),
            }
        }
        self.raw("\"");
    }

    /// `,"mainEntity":[…]`, if there are any.
    fn questions(&mut self, questions: &[(&str, String)]) {
        for (at, (question, answer)) in questions.iter().enumerate() {
            self.raw(if at > 0 { "," } else { ",\"mainEntity\":[" });
            self.raw("{\"@type\":\"Question\"");
            self.field("name", question);
            self.raw(",\"acceptedAnswer\":{\"@type\":\"Answer\"");
            self.field("text", answer);
            self.raw("}}");
        }
        if !questions.is_empty() {
            self.raw("]");
        }
    }

    /// The book, its brace left open.
    fn book(&mut self, page: &Described<'_>) {
        self.raw("{\"@type\":\"Book\"");
        self.field("@id", page.book_url);
        self.field("url", page.book_url);
        self.field("name", page.book);
        self.field("inLanguage", page.language);
        if !page.authors.is_empty() {
            self.raw(",\"author\":[");
            for (at, name) in page.authors.iter().enumerate() {
                self.raw(if at > 0 { ",{" } else { "{" });
                self.raw("\"@type\":\"Person\"");
                self.field("name", name);
                self.raw("}");
            }
            self.raw("]");
        }
    }
}

/// JSON that no HTML parser can end early: `<` is written as an escape (WHATWG HTML, restrictions for contents of script
/// elements).
pub fn script_json(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described<'a>(is_home: bool, authors: &'a [String]) -> Described<'a> {
        Described {
            book: "</script>\"书\\\n",
            book_url: "https://example.org/",
            authors,
            language: "zh-CN",
            description: "说明",
            url: "https://example.org/a.html",
            title: "甲",
            crumbs: vec![("首页", Some("https://example.org/".to_owned())), ("组", None)],
            is_home,
            changed: Some("2026-11-22"),
            questions: vec![("问</script>", "一\n二".to_owned()), ("乙", "三".to_owned())],
        }
    }

    #[test]
    fn structured_data_is_json_and_cannot_leave_its_element() {
        let authors = ["甲".to_owned(), "乙".to_owned()];
        for page in [described(true, &authors), described(false, &authors), described(false, &[])] {
            let text = structured_data(&page);
            assert!(!text.contains('<'));
            let json: Value = serde_json::from_str(&text).expect("well-formed JSON");
            let graph = json["@graph"].as_array().expect("a list");
            let book = if page.is_home { &graph[0] } else { &graph[0]["isPartOf"] };
            assert_eq!(book["name"], "</script>\"书\\\n");
            assert_eq!(graph.len(), if page.is_home { 1 } else { 2 });
            if !page.is_home {
                assert_eq!(graph[0]["@type"], "FAQPage");
                assert_eq!(graph[0]["mainEntity"][0]["acceptedAnswer"]["text"], "一\n二");
                assert_eq!(graph[0]["mainEntity"].as_array().map(Vec::len), Some(2));
            }
        }
    }

    #[test]
    fn addresses_name_folders_and_are_percent_encoded() {
        let path = |text: &str| SitePath::new(text).expect("a path inside the site");
        assert_eq!(canonical("https://e.org/", &path("index.html")), "https://e.org/");
        assert_eq!(canonical("https://e.org/g/", &path("面/index.html")), "https://e.org/g/%E9%9D%A2/");
        assert_eq!(canonical("https://e.org/", &path("myindex.html")), "https://e.org/myindex.html");
    }

    #[test]
    fn descriptions_are_cut_at_characters() {
        assert_eq!(description(" a\n b "), "a b");
        assert_eq!(description(&"字".repeat(81)).chars().count(), 80);
        assert_eq!(description(&"字".repeat(80)), "字".repeat(80));
    }
}
