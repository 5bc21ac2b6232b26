//! Finds in raw HTML what runs or loads something.
//! Enters: a start tag and the HTML it stands in. Leaves: entries in [`ActiveContent`]. Judges nothing and changes nothing; in
//! doubt it notes more rather than less, since a policy that is too narrow would break the author's page.

use super::raw_html::TagToken;
use crate::model::ActiveContent;

/// Notes what the tag brings to its page. `html` is the text that the tag's ranges point into.
pub fn note(tag: &TagToken<'_>, html: &str, found: &mut ActiveContent) {
    let attribute = |name: &str| {
        let attribute = tag.attributes.iter().find(|attribute| attribute.name.eq_ignore_ascii_case(name))?;
        Some(attribute.value.clone().map_or("", |value| &html[value]))
    };
    for attribute in &tag.attributes {
        let name = attribute.name;
        let value = attribute.value.clone().map_or("", |value| &html[value]);
        let is_handler = name.len() > 2 && name.as_bytes()[..2].eq_ignore_ascii_case(b"on");
        found.inline_script |= is_handler || runs_script(value);
        found.inline_style |= name.eq_ignore_ascii_case("style");
    }
    match tag.name.to_ascii_lowercase().as_str() {
        "script" => match attribute("src") {
            Some(src) => found.script_sources.extend(origin(src)),
            None => found.inline_script |= attribute("type").is_none_or(is_script_type),
        },
        "style" => found.inline_style = true,
        "link" if attribute("rel").is_some_and(|rel| rel.to_ascii_lowercase().contains("style")) => {
            found.style_sources.extend(attribute("href").and_then(origin));
        }
        "iframe" | "frame" | "embed" => found.frame_sources.extend(attribute("src").and_then(origin)),
        "object" => found.frame_sources.extend(attribute("data").and_then(origin)),
        "form" => found.form_sources.extend(attribute("action").and_then(origin)),
        "audio" | "video" => found.media = true,
        _ => {}
    }
}

/// Whether the value is an address that runs a script. Browsers drop white space and control characters before they read the
/// scheme (URL standard §4.4).
fn runs_script(value: &str) -> bool {
    let mut letters = value.chars().filter(|character| !character.is_whitespace() && !character.is_control());
    "javascript:".chars().all(|expected| letters.next().is_some_and(|letter| letter.eq_ignore_ascii_case(&expected)))
}

/// Whether a script of this type runs (HTML standard, "prepare the script element"); others are blocks of data.
fn is_script_type(value: &str) -> bool {
    let value = value.trim().to_ascii_lowercase();
    matches!(value.as_str(), "" | "module" | "importmap" | "speculationrules")
        || value.contains("javascript")
        || value.contains("ecmascript")
}

/// `https://host:port` of an absolute address; `None` for one of the site's own.
fn origin(address: &str) -> Option<String> {
    let address = address.trim();
    let (scheme, rest) = match address.strip_prefix("//") {
        Some(rest) => ("https", rest),
        None => address.split_once("://")?,
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or("");
    let is_host = !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte));
    let is_scheme = scheme.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (is_host && is_scheme).then(|| format!("{}://{}", scheme.to_ascii_lowercase(), host.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::super::raw_html::tags;
    use super::*;

    fn found(html: &str) -> ActiveContent {
        let mut found = ActiveContent::default();
        for tag in tags(html).iter().filter(|tag| !tag.is_end) {
            note(tag, html, &mut found);
        }
        found
    }

    #[test]
    fn text_and_pictures_bring_nothing() {
        for html in ["<b>x</b>", "<img src='https://a.example/b.png' alt=on>", "<a href='https://a.example/'>x</a>"] {
            assert!(found(html).is_empty(), "{html}");
        }
        assert!(found("<script type='application/json'>{}</script>").is_empty());
        assert!(found("<script src='own.js'></script><iframe src=own.html></iframe>").is_empty());
    }

    #[test]
    fn what_runs_is_noted() {
        for html in [
            "<script>x()</script>",
            "<SCRIPT type=module>x()</SCRIPT>",
            "<b ONCLICK=x()>",
            "<a href=' java\nscript:x()'>",
            "<a href='JavaScript:x'>",
        ] {
            assert!(found(html).inline_script, "{html}");
        }
        assert!(found("<b style='color:red'>").inline_style);
        assert!(found("<style>b{}</style>").inline_style);
        assert!(found("<video src=a.mp4>").media);
    }

    #[test]
    fn sources_are_origins() {
        let html = "<script src='https://CDN.example:8080/a.js?b'></script><iframe src='//video.example/1'></iframe>\
                    <link rel=stylesheet href=https://css.example/x.css><form action='http://form.example/#'>";
        let found = found(html);
        assert_eq!(found.script_sources.into_iter().collect::<Vec<_>>(), ["https://cdn.example:8080"]);
        assert_eq!(found.frame_sources.into_iter().collect::<Vec<_>>(), ["https://video.example"]);
        assert_eq!(found.style_sources.into_iter().collect::<Vec<_>>(), ["https://css.example"]);
        assert_eq!(found.form_sources.into_iter().collect::<Vec<_>>(), ["http://form.example"]);
        assert!(!found.inline_script);
        assert_eq!(origin("https://a b/"), None);
        assert_eq!(origin("https://a;script-src/"), None);
    }
}
