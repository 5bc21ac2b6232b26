//! The whole site as one HTML file that asks for no other: pages, images, styles, search and practice.
//! In: the finished site, whose print page holds all chapters. Out: that page with everything it names put into it. Links to
//! pages lead to places in the file, those to other files hold them, and scripts find what they would load by its path.
//!
//! The page's Content-Security-Policy names the file's own scripts and styles by their hashes and nothing that lies outside of
//! the file, so that no request can leave it, whatever its pages hold.

use super::Inputs;
use super::fragment::{has_scheme, media_type};
use super::print::MADE_BY;
use super::whole::Whole;
use crate::markdown::{HtmlTag, html_tags};
use crate::model::site_path::decode_href;
use crate::model::{Content, OutputSet, SitePath};
use crate::render::policy_hash;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use std::collections::BTreeMap;

/// Follows links to pages, also those that scripts write.
const PLACES: &str = include_str!("places.js");

/// Where practice stands in the file.
const PRACTICE: &str = "w-practice";

/// The page that is the beginning.
const PRINT: &str = "print.html";

/// The file; empty if the site has no page.
pub fn single(inputs: &Inputs<'_>) -> Vec<u8> {
    let Some(edition) = inputs.site.editions.first() else { return Vec::new() };
    let whole = Whole::new(edition, inputs.config);
    let site = Files(inputs.pages);
    let Some(print) = site.text(PRINT) else { return Vec::new() };
    let practice = site.text("practice.html");
    let book = Book { places: places(inputs, &whole, practice.is_some()), site, root: inputs.root() };
    let mut packer = Packer::default();
    // Its styles and scripts come after those that it stands on.
    let body = packer.pack(&book, print);
    // A way there, at the end of the contents.
    let link = |body: String| match body.find("</nav></header>").and_then(|end| body[..end].rfind("</ol>")) {
        Some(at) => {
            let title = crate::render::escaped(crate::render::words(inputs.language()).get("practice"));
            format!("{}<li><a href=\"#{PRACTICE}\">{title}</a></li>\n{}", &body[..at], &body[at..])
        }
        None => body,
    };
    let body = if practice.is_some() { link(body) } else { body };
    let practice = practice.map(|page| {
        let page = packer.pack(&book, page);
        let article = page.find("<article").and_then(|start| Some(&page[start..page.rfind("</article>")? + 10]));
        format!("<section id=\"{PRACTICE}\" hidden>\n{}\n</section>\n", article.unwrap_or(""))
    });
    let title = inputs.title;
    let body = match (body.find("<title>"), body.find("</title>")) {
        (Some(start), Some(end)) if start < end && !title.is_empty() => {
            format!("{}<title>{}{}", &body[..start], crate::render::escaped(title), &body[end..])
        }
        _ => body,
    };
    packer.finish(&book, &body, practice.as_deref().unwrap_or(""))
}

/// Where each page of the site is in the file, by its path.
fn places(inputs: &Inputs<'_>, whole: &Whole<'_>, has_practice: bool) -> BTreeMap<String, String> {
    let mut places = BTreeMap::new();
    for (at, chapter) in whole.chapters.iter().enumerate() {
        // As the print page names its chapters.
        places.insert(chapter.page.url.to_string(), format!("p{}", at + 1));
    }
    for (from, to) in inputs.site.redirects.iter() {
        if let Some(place) = places.get(to.split(['#', '?']).next().unwrap_or("")).cloned() {
            places.entry(from.to_string()).or_insert(place);
        }
    }
    let generated = ["index.html", "contents.html", "search.html", PRINT];
    for page in generated {
        places.entry(page.to_owned()).or_insert_with(|| "w-main".to_owned());
    }
    if has_practice {
        for page in ["practice.html", "bank.html"] {
            places.entry(page.to_owned()).or_insert_with(|| PRACTICE.to_owned());
        }
    }
    places
}

/// The site's files.
#[derive(Clone, Copy)]
struct Files<'a>(&'a OutputSet);

impl<'a> Files<'a> {
    fn bytes(self, path: &str) -> Option<&'a [u8]> {
        match self.0.files.get(path)? {
            Content::Bytes(bytes) => Some(bytes),
            // An export holds its site in memory.
            Content::Elsewhere(_) | Content::Copy(_) => None,
        }
    }

    fn text(self, path: &str) -> Option<&'a str> {
        std::str::from_utf8(self.bytes(path)?).ok()
    }

    /// The text of the file that an attribute names.
    fn named(self, href: &str) -> Option<(String, &'a str)> {
        let path = path_of(href)?.to_string();
        let text = self.text(&path)?;
        Some((path, text))
    }
}

/// What pages are packed with.
struct Book<'a> {
    site: Files<'a>,
    places: BTreeMap<String, String>,
    root: Option<String>,
}

/// The path of an address as it stands in an attribute, from the site's root.
fn path_of(href: &str) -> Option<SitePath> {
    let href = href.replace("&amp;", "&");
    let path = href.split(['?', '#']).next().unwrap_or("");
    (!path.is_empty() && !has_scheme(&href) && !href.starts_with('/')).then(|| SitePath::new(&decode_href(path)))?
}

#[derive(Default)]
struct Packer {
    /// Paths of styles that are in already, and their texts.
    styles: Vec<(String, String)>,
    scripts: Vec<(String, String)>,
    /// Inline scripts that pages have of themselves.
    own_scripts: Vec<String>,
    /// Whether an author's HTML has scripts or styles of its own.
    has_inline_script: bool,
    has_inline_style: bool,
}

impl Packer {
    /// A page without what it names: styles and scripts are taken out and gathered, images are put in, links lead elsewhere.
    fn pack(&mut self, book: &Book<'_>, page: &str) -> String {
        let mut out = String::with_capacity(page.len() + page.len() / 4);
        let mut from = 0;
        for tag in html_tags(page) {
            if tag.range.start < from {
                // Inside of a script.
                continue;
            }
            let name = tag.name.to_ascii_lowercase();
            let value = |wanted: &str| {
                let attribute = tag.attributes.iter().find(|attribute| attribute.name.eq_ignore_ascii_case(wanted))?;
                Some(attribute.value.clone().map_or("", |value| &page[value]))
            };
            out.push_str(&page[from..tag.range.start]);
            from = tag.range.end;
            match name.as_str() {
                _ if tag.is_end => out.push_str(&page[tag.range.clone()]),
                "script" => {
                    let end = page[from..].find("</script").map_or(page.len(), |end| from + end);
                    let text = &page[from..end];
                    from = page[end..].find('>').map_or(page.len(), |close| end + close + 1);
                    match value("src") {
                        Some(source) => self.gather(book, source, false),
                        None if value("type").is_some_and(|kind| kind.contains("json")) => {}
                        None => {
                            self.own_scripts.push(text.to_owned());
                            out.push_str(&format!("<script>{text}</script>"));
                        }
                    }
                }
                "link" => match value("rel") {
                    Some("stylesheet") => self.gather(book, value("href").unwrap_or(""), true),
                    Some("icon") if value("href").is_some_and(|href| href.starts_with("data:")) => {
                        out.push_str(&page[tag.range.clone()]);
                    }
                    _ => {}
                },
                "meta" if value("http-equiv") == Some("Content-Security-Policy") => {
                    let policy = value("content").unwrap_or("");
                    let allows = |directive: &str| {
                        let found = policy.split(';').find(|part| part.trim().starts_with(directive));
                        found.is_some_and(|part| part.contains("'unsafe-inline'"))
                    };
                    self.has_inline_script |= allows("script-src");
                    self.has_inline_style |= allows("style-src");
                    out.push_str(POLICY);
                }
                // Bundles are in the script.
                "html" => write_tag(&mut out, &tag, page, |name, value| {
                    let is_bundle = name.starts_with("data-") && value.ends_with(".js");
                    (!is_bundle).then(|| value.to_owned())
                }),
                _ => write_tag(&mut out, &tag, page, |attribute, value| book.attribute(&name, attribute, value)),
            }
        }
        out.push_str(&page[from..]);
        out
    }

    /// Takes a style or script of the site in, once.
    fn gather(&mut self, book: &Book<'_>, href: &str, is_style: bool) {
        let Some((path, text)) = book.site.named(href) else { return };
        let list = if is_style { &mut self.styles } else { &mut self.scripts };
        if !list.iter().any(|(known, _)| *known == path) {
            list.push((path, text.to_owned()));
        }
    }

    /// The page with all that was gathered.
    fn finish(self, book: &Book<'_>, body: &str, practice: &str) -> Vec<u8> {
        let scripts = self.all_scripts(book);
        let style: String = self.styles.iter().map(|(_, text)| text.replace("</", "<\\/")).collect();
        let sources = |inline: bool, hashes: &mut dyn Iterator<Item = String>| match inline {
            // A hash beside it would switch it off again (Content Security Policy §6.7.3.2).
            true => "'unsafe-inline'".to_owned(),
            false => hashes.collect::<Vec<_>>().join(" "),
        };
        let own = self.own_scripts.iter().chain(&scripts).map(|text| policy_hash(text));
        let policy = format!(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; form-action 'none'; \
             font-src data:; img-src data:; media-src data: blob:; script-src {}; style-src {}\">",
            sources(self.has_inline_script, &mut own.into_iter()),
            sources(self.has_inline_style, &mut std::iter::once(policy_hash(&style)))
        );
        let mut page = body.replace(POLICY, &policy);
        // Whoever replaces a file finds in it who made the file.
        if let Some(head) = page.find("<head>") {
            page.insert_str(head + "<head>".len(), &format!("\n<meta name=\"generator\" content=\"{MADE_BY}\">"));
        }
        let head = page.find("</head>").unwrap_or(0);
        page.insert_str(head, &format!("<style>{style}</style>\n"));
        let end = page.rfind("</main>").unwrap_or(page.len());
        page.insert_str(end, practice);
        let end = page.rfind("</body>").unwrap_or(page.len());
        let scripts: String = scripts.iter().map(|script| format!("<script>{script}</script>\n")).collect();
        page.insert_str(end, &scripts);
        page.into_bytes()
    }

    /// The scripts in the order in which they run: the theme's first, then what waits to be asked for, what was loaded on
    /// demand, and the pages' own.
    fn all_scripts(&self, book: &Book<'_>) -> Vec<String> {
        let mut scripts: Vec<String> = Vec::new();
        let places = serde_json::to_string(&book.places).unwrap_or_default();
        let safe = |text: &str| text.replace("</script", "<\\/script").replace("<!--", "<\\!--");
        let is_theme = |path: &str| path.starts_with("assets/theme");
        let own = |is_wanted: &dyn Fn(&str) -> bool| {
            let wanted = self.scripts.iter().filter(|(path, _)| is_wanted(path));
            wanted.map(|(_, text)| safe(text)).collect::<Vec<String>>()
        };
        let files = book.site.0.files.keys();
        let inside: String = files
            .clone()
            .filter(|path| path.starts_with("search/") || path.starts_with("assets/answers"))
            .filter_map(|path| {
                let text = safe(book.site.text(path)?);
                Some(format!("{}:function(){{{text}\n}},\n", serde_json::to_string(path).ok()?))
            })
            .collect();
        scripts.extend(own(&is_theme));
        scripts.push(format!(
            "Object.assign(window.wence=window.wence||{{}},{{places:{},inside:{{\n{inside}}}}});\n",
            safe(&places)
        ));
        // What pages load when they need it, each after what it stands on.
        let bundle = |name: &str| {
            let is_it = |path: &&String| {
                let rest = path.strip_prefix("assets/").and_then(|rest| rest.strip_prefix(name));
                rest.is_some_and(|rest| rest.starts_with(['-', '.']) && rest.ends_with(".js"))
            };
            let is_gathered = |path: &&String| self.scripts.iter().any(|(known, _)| known == *path);
            let mut found = files.clone().filter(is_it).filter(|path| !is_gathered(path));
            found.find_map(|path| book.site.text(path)).map(safe)
        };
        let is_data = |path: &str| path.starts_with("assets/questions");
        scripts.extend(["panels", "search", "terms", "aql", "backplan", "container"].into_iter().filter_map(bundle));
        scripts.extend(own(&|path| !is_theme(path) && !is_data(path)));
        scripts.extend(bundle("record"));
        scripts.extend(own(&is_data));
        scripts.push(PLACES.to_owned());
        scripts
    }
}

/// Stands where the policy belongs. Noncharacters keep it apart from all that authors write.
const POLICY: &str = "\u{fdd1}wence:policy\u{fdd1}";

impl Book<'_> {
    /// What an attribute says in the file; `None` takes it out.
    fn attribute(&self, element: &str, name: &str, value: &str) -> Option<String> {
        match (element, name) {
            ("a" | "area", "href") => self.link(value),
            (_, "srcset" | "poster" | "background") => None,
            ("img" | "audio" | "video" | "source" | "track" | "image" | "input", "src" | "href" | "xlink:href") => {
                match value.starts_with("data:") {
                    true => Some(value.to_owned()),
                    false => self.within(value),
                }
            }
            ("iframe" | "embed" | "object" | "frame", "src" | "data") | ("form", "action") => None,
            _ => Some(value.to_owned()),
        }
    }

    /// The file of this address as a `data:` URL.
    fn within(&self, href: &str) -> Option<String> {
        let path = path_of(href)?;
        let bytes = self.site.bytes(path.as_str())?;
        Some(format!("data:{};base64,{}", media_type(path.extension())?, BASE64_STANDARD.encode(bytes)))
    }

    fn link(&self, href: &str) -> Option<String> {
        if href.starts_with('#') || has_scheme(href) {
            return Some(href.to_owned());
        }
        if href.starts_with("//") {
            return Some(format!("https:{href}"));
        }
        let path = path_of(href)?;
        if let Some(place) = self.places.get(path.as_str()) {
            let fragment = href.split_once('#').map_or("", |(_, fragment)| fragment);
            return Some(match (fragment.is_empty(), place.starts_with("w-")) {
                (false, false) => format!("#{place}-{fragment}"),
                (false, true) if place == PRACTICE => format!("#{fragment}"),
                _ => format!("#{place}"),
            });
        }
        // Another file of the site: on the web, where that is known.
        self.root.as_ref().map(|root| format!("{}{href}", crate::render::escaped(root)))
    }
}

/// Writes a start tag again with other values.
fn write_tag(out: &mut String, tag: &HtmlTag<'_>, page: &str, other: impl Fn(&str, &str) -> Option<String>) {
    let mut from = tag.range.start;
    for attribute in &tag.attributes {
        let Some(range) = attribute.value.clone() else { continue };
        let value = &page[range.clone()];
        match other(&attribute.name.to_ascii_lowercase(), value) {
            Some(same) if same == value => {}
            Some(other) => {
                out.push_str(&page[from..range.start]);
                out.push_str(&other);
                from = range.end;
            }
            None => {
                // Without its name too.
                let start = page[from..range.start].rfind(attribute.name).map_or(range.start, |at| from + at);
                out.push_str(&page[from..start]);
                let is_quoted = page[range.end..].starts_with(['"', '\'']);
                from = range.end + usize::from(is_quoted);
            }
        }
    }
    out.push_str(&page[from..tag.range.end]);
}
