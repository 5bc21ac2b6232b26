//! What machines read in a page's head: its address, its description, and JSON-LD (schema.org) for search engines.
//! In: titles, paths, the site's URL. Out: plain strings and JSON that is safe inside `<script>`.

use crate::model::SitePath;
use crate::model::site_path::encode_href;
use serde_json::{Value, json};

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
}

/// The JSON-LD of a page: the book on its home page, the chapter and its breadcrumbs elsewhere.
pub fn structured_data(page: &Described<'_>) -> String {
    let authors: Vec<Value> = page.authors.iter().map(|name| json!({ "@type": "Person", "name": name })).collect();
    let mut book = json!({ "@type": "Book", "@id": page.book_url, "name": page.book, "url": page.book_url, "inLanguage": page.language });
    if !authors.is_empty() {
        book["author"] = Value::Array(authors);
    }
    let graph = if page.is_home {
        book["description"] = json!(page.description);
        vec![book]
    } else {
        let mut chapter = json!({
            "@type": "WebPage",
            "@id": page.url,
            "name": page.title,
            "url": page.url,
            "inLanguage": page.language,
            "isPartOf": book,
        });
        if !page.description.is_empty() {
            chapter["description"] = json!(page.description);
        }
        if let Some(day) = page.changed {
            chapter["dateModified"] = json!(day);
        }
        let steps: Vec<Value> = page
            .crumbs
            .iter()
            .enumerate()
            .map(|(at, (name, url))| {
                let mut step = json!({ "@type": "ListItem", "position": at + 1, "name": name });
                if let Some(url) = url {
                    step["item"] = json!(url);
                }
                step
            })
            .collect();
        vec![chapter, json!({ "@type": "BreadcrumbList", "itemListElement": steps })]
    };
    script_json(&json!({ "@context": "https://schema.org", "@graph": graph }))
}

/// JSON that no HTML parser can end early: `<` is written as an escape (WHATWG HTML, restrictions for contents of script
/// elements).
pub fn script_json(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c")
}
