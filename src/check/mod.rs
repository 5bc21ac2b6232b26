//! What can be wrong with a book although it builds: for readers who cannot see, for other systems, for those who publish.
//! In: the site with every page known, and the files it gives. Out: diagnostics. Changes nothing, reads no file, and repeats
//! nothing that parsing, `links` or `bank` tell at every build. Start at [`check`].

mod names;

use crate::diag::{Diagnostic, Place, codes};
use crate::model::site_path::encode_href;
use crate::model::{Asset, Heading, Link, OutputSet, Page, ParsedPage, Site, SitePath, Target};
use std::collections::HashSet;

/// All that is looked at.
pub struct Input<'a> {
    pub site: &'a Site,
    pub output: &'a OutputSet,
    /// From the book's root, as messages name files.
    pub content_folder: &'a str,
    /// Markdown files that are part of nothing.
    pub unlisted: Vec<SitePath>,
    /// The author's own styles and scripts, which may name pictures.
    pub additions: Vec<&'a [u8]>,
}

impl Input<'_> {
    fn place(&self, path: &SitePath) -> Place {
        match self.content_folder {
            "" | "." => Place::File(path.as_str().to_owned()),
            folder => Place::File(format!("{folder}/{}", path.as_str())),
        }
    }

    fn pages(&self) -> impl Iterator<Item = &Page> {
        self.site.editions.iter().flat_map(|edition| &edition.pages).map(|page| &**page)
    }
}

/// Every fault is a warning; in no particular order.
pub fn check(input: &Input) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for page in input.pages() {
        diagnostics.extend(check_headings(&page.parsed.face.headings));
        diagnostics.extend(check_images(&page.parsed));
    }
    for path in &input.unlisted {
        let shown = path.as_str();
        let fault = Diagnostic::warning(
            codes::PAGE_NOT_LISTED,
            input.place(path),
            format!("`{shown}` is not in `SUMMARY.md`, so it is not part of the site"),
        );
        diagnostics.push(fault.help("list it there, or move it out of the content folder"));
    }
    diagnostics.extend(check_assets(input));
    let sources: Vec<&SitePath> =
        input.pages().map(|page| &page.parsed.path).chain(input.site.assets.iter().map(|asset| &asset.path)).collect();
    diagnostics.extend(names::check(&sources, &|path| input.place(path)));
    diagnostics.extend(check_sizes(input));
    diagnostics
}

/// Headings that leave out a level. The first may be of any: some books give the title in the front matter.
fn check_headings(headings: &[Heading]) -> Vec<Diagnostic> {
    let outline: Vec<&Heading> = headings.iter().filter(|heading| heading.in_outline).collect();
    let skips = outline.windows(2).filter(|pair| pair[1].level > pair[0].level + 1);
    let fault = |pair: &[&Heading]| {
        let (above, heading) = (pair[0], pair[1]);
        let message = format!("a heading of level {} follows one of level {}", heading.level, above.level);
        Diagnostic::warning(codes::HEADING_ORDER, heading.span, message)
            .label(format!("level {}", heading.level))
            .other(above.span, format!("level {}", above.level))
            .help(format!("make it one of level {}, or put one of that level between them", above.level + 1))
    };
    skips.map(fault).collect()
}

fn check_images(page: &ParsedPage) -> Vec<Diagnostic> {
    let silent = page.face.links.iter().filter(|link| link.lacks_alternative);
    let fault = |link: &Link| {
        let message = format!("nothing says in words what `{}` shows", link.href);
        Diagnostic::warning(codes::IMAGE_WITHOUT_ALTERNATIVE, link.span, message)
            .label("shown here")
            .help("write it between the brackets: `![what it shows](…)`; an image for the eye alone is `<img alt=\"\" src=\"…\">`")
    };
    silent.map(fault).collect()
}

/// Pictures, sounds and films: what else lies in a content folder may be there for machines.
const SHOWN: [&str; 17] = [
    "apng", "avif", "bmp", "flac", "gif", "jpeg", "jpg", "m4a", "mov", "mp3", "mp4", "oga", "ogg", "png", "svg",
    "webm", "webp",
];

/// Files that may name others, in ways that nobody follows here.
const NAMING: [&str; 5] = ["css", "htm", "html", "js", "json"];

/// Attributes and functions that name a file and are no links.
const MENTIONS: [&str; 4] = ["srcset=", "poster=", "data=", "url("];

fn check_assets(input: &Input) -> Vec<Diagnostic> {
    let mut used: HashSet<&SitePath> = HashSet::new();
    for link in input.pages().flat_map(|page| &page.parsed.face.links) {
        if let Target::Path { path, .. } = &link.target {
            used.insert(path);
        }
    }
    let has = |extensions: &[&str], path: &SitePath| {
        extensions.iter().any(|extension| path.extension().eq_ignore_ascii_case(extension))
    };
    // Where a page of another kind lies, what lies beside or below it is its own.
    let foreign: HashSet<&str> =
        input.site.assets.iter().filter(|asset| has(&NAMING, &asset.path)).map(|asset| asset.path.folder()).collect();
    let is_foreign = |path: &SitePath| {
        let above = std::iter::successors(Some(path.folder()), |folder| {
            (!folder.is_empty()).then(|| folder.rsplit_once('/').map_or("", |(above, _)| above))
        });
        above.into_iter().any(|folder| foreign.contains(folder))
    };
    let by_browsers = |name: &str| name.starts_with("favicon") || name.starts_with("apple-touch-icon");
    let suspects: Vec<&Asset> = input
        .site
        .assets
        .iter()
        .filter(|asset| has(&SHOWN, &asset.path) && !used.contains(&asset.path))
        .filter(|asset| !by_browsers(asset.path.file_name()) && !is_foreign(&asset.path))
        .collect();
    if suspects.is_empty() {
        return Vec::new();
    }
    let mut texts: Vec<&[u8]> = input.additions.clone();
    let bodies: Vec<_> = input.pages().map(|page| page.parsed.body.html()).collect();
    let html = bodies.iter().map(|body| body.html.text.as_str());
    texts.extend(html.filter(|html| MENTIONS.iter().any(|word| html.contains(word))).map(str::as_bytes));
    let extra: Vec<String> = input
        .pages()
        .map(|page| &page.parsed.face.front_matter.extra)
        .filter(|extra| !extra.is_empty())
        .map(|extra| serde_json::Value::Object(extra.clone()).to_string())
        .collect();
    texts.extend(extra.iter().map(|text| text.as_bytes()));
    let is_named = |asset: &&Asset| {
        let name = asset.path.file_name();
        let encoded = encode_href(name);
        let holds = |text: &&[u8], name: &str| memchr::memmem::find(text, name.as_bytes()).is_some();
        texts.iter().any(|text| holds(text, name) || holds(text, &encoded))
    };
    let fault = |asset: &Asset| {
        let message = format!("no page shows `{}`", asset.path.as_str());
        Diagnostic::warning(codes::ASSET_NOT_USED, input.place(&asset.path), message)
            .help("show it or link to it, or remove it")
    };
    suspects.into_iter().filter(|asset| !is_named(asset)).map(fault).collect()
}

/// GitHub refuses a push with a larger file ("About large files on GitHub").
const LARGEST_FILE: u64 = 100 << 20;
/// "Published GitHub Pages sites may be no larger than 1 GB" ("GitHub Pages limits").
const LARGEST_SITE: u64 = 1_000_000_000;

fn check_sizes(input: &Input) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut total = 0_u64;
    let assets = &input.site.assets;
    for (path, content) in &input.output.files {
        let asset = assets.binary_search_by(|asset| asset.path.as_str().cmp(path)).ok().map(|at| &assets[at]);
        let bytes = content.made_length().unwrap_or_else(|| asset.map_or(0, |asset| asset.bytes));
        total = total.saturating_add(bytes);
        if bytes > LARGEST_FILE {
            let place = asset.map_or(Place::Book, |asset| input.place(&asset.path));
            let message = format!("`{path}` has {} MiB; GitHub takes no file above 100", bytes >> 20);
            let fault = Diagnostic::warning(codes::SITE_TOO_LARGE, place, message);
            diagnostics.push(fault.help("make it smaller, or keep it elsewhere and link to it"));
        }
    }
    if total > LARGEST_SITE {
        let message = format!("the site has {} MB; GitHub Pages publishes no more than 1,000", total / 1_000_000);
        let fault = Diagnostic::warning(codes::SITE_TOO_LARGE, Place::Book, message);
        diagnostics.push(fault.help("keep the largest files elsewhere and link to them"));
    }
    diagnostics
}
