//! Reading without a network: `sw.js`, the service worker that keeps a site in its readers' browsers, and the manifest of the
//! site as an app.
//! In: the finished files of the site. Out: a list of what is kept, each file with a hash of its bytes, and the script that
//! keeps it (`worker.js` beside this file). Reads no file: whoever calls gives the bytes of assets.

use super::pictures;
use super::{ARCHIVE, CONTENTS, HOME, NOT_FOUND, PRINT, Renderer, SEARCH_FOLDER, ThemeFiles, assets, has_asset};
use crate::model::{Content, OutputSet, Site};
use rayon::prelude::*;
use serde_json::json;
use std::collections::{HashMap, HashSet};
use xxhash_rust::xxh3::Xxh3;
use xxhash_rust::xxh32::xxh32;

pub(super) const WORKER: &str = "sw.js";
pub(super) const MANIFEST: &str = "manifest.webmanifest";

const SCRIPT: &str = include_str!("worker.js");

/// Files for others than readers. `404.html` shows what is there; where nothing is there it is of no use.
const NOT_KEPT: [&str; 4] = [NOT_FOUND, "CNAME", ".nojekyll", "questions.json"];

/// Whether the files of an author leave room for a worker: one of their own stands.
pub(super) fn has_room(site: &Site) -> bool {
    !has_asset(site, WORKER)
}

/// The icons of the site as an app: path, width and height in pixels.
pub(super) fn icons(files: &mut ThemeFiles<'_>, paper: &str) -> Vec<(String, usize)> {
    let mut icon = |size| (files.add(&format!("assets/icon-{size}.png"), &pictures::icon(paper, size)), size);
    vec![icon(192), icon(512)]
}

impl Renderer<'_> {
    /// Web Application Manifest.
    pub(super) fn manifest(&self) -> String {
        let [paper, _] = self.inputs.theme.colors();
        let book = &self.inputs.config.book;
        let icons = self.icons.iter().map(|(path, size)| {
            json!({ "src": path, "sizes": format!("{size}x{size}"), "type": "image/png", "purpose": "any" })
        });
        let mut manifest = json!({
            "name": self.title,
            "lang": book.language.as_str(),
            "dir": self.inputs.config.text_direction().as_str(),
            "start_url": HOME,
            "scope": "./",
            "display": "minimal-ui",
            "background_color": paper,
            "theme_color": paper,
            "icons": icons.collect::<Vec<_>>(),
        });
        if let Some(description) = &book.description {
            manifest["description"] = description.as_str().into();
        }
        manifest.to_string() + "\n"
    }

    /// `sw.js` for the site in `output`, which is whole but for this file; `None` where there is to be none. `read` gives the
    /// bytes of an asset, if it has at most so many.
    ///
    /// `others` are the book's further languages, each with its folder in the site; what is theirs is kept after this one's.
    pub fn worker(
        &self,
        output: &OutputSet,
        others: &[(&str, Renderer<'_>)],
        read: &(dyn Fn(&std::path::Path, u64) -> Option<Vec<u8>> + Sync),
    ) -> Option<String> {
        if !self.has_offline {
            return None;
        }
        let mut parts = vec![Part::new("", self)?];
        parts.extend(others.iter().filter_map(|(folder, renderer)| Part::new(folder, renderer)));
        let asset_bytes =
            |path: &str| part_of(&parts, path).and_then(|(_, part, path)| part.renderer.asset_bytes(path));
        let mut wanted: Vec<((usize, Rank), &String, &Content)> = output
            .files
            .iter()
            .filter_map(|(path, content)| {
                let (at, part, inside) = part_of(&parts, path)?;
                Some(((at, part.rank(inside)?), path, content))
            })
            .collect();
        wanted.sort_by(|one, other| (one.0, one.1).cmp(&(other.0, other.1)));
        let mut left = u64::from(self.inputs.config.output.html.offline_limit) << 20;
        // Chapters are kept up to the first that finds no room: those after it need not be asked for their length.
        let mut has_room_for_pages = true;
        wanted.retain(|((_, rank), path, content)| {
            let is_page = rank.0 == PAGES;
            if is_page && !has_room_for_pages {
                return false;
            }
            let bytes = content.made_length().or_else(|| asset_bytes(path));
            let has_room = bytes.is_some_and(|bytes| bytes <= left);
            left -= bytes.filter(|_| has_room).unwrap_or(0);
            has_room_for_pages &= has_room || !is_page;
            has_room
        });
        let hashed: Vec<Option<u32>> = wanted
            .par_iter()
            .map(|(_, path, content)| match content {
                Content::Bytes(_) | Content::Elsewhere(_) => content.made().map(|bytes| xxh32(&bytes, 0)),
                Content::Copy(source) => read(source, asset_bytes(path)?).map(|bytes| xxh32(&bytes, 0)),
            })
            .collect();
        let mut version = Xxh3::new();
        let mut files = serde_json::Map::new();
        for ((_, path, _), hash) in wanted.iter().zip(hashed) {
            let Some(hash) = hash else { continue };
            version.update(path.as_bytes());
            version.update(&[0]);
            version.update(&hash.to_le_bytes());
            files.insert((*path).clone(), format!("{hash:08x}").into());
        }
        let list = serde_json::Value::Object(files);
        let head = format!("const VERSION='{:016x}',FILES={list}", version.digest());
        Some(assets::join_scripts([head.into(), SCRIPT.into()]))
    }
}

impl Renderer<'_> {
    fn asset_bytes(&self, path: &str) -> Option<u64> {
        let assets = &self.inputs.site.assets;
        assets.binary_search_by(|asset| asset.path.as_str().cmp(path)).ok().map(|at| assets[at].bytes)
    }
}

/// What goes first where not everything has room: the smaller, the sooner.
type Rank = (u8, usize);

/// The part that a path of the site belongs to, its index, and the path from its folder. The first part holds all paths, and
/// any other that holds one is narrower.
fn part_of<'p, 'a, 's>(parts: &'p [Part<'a>], path: &'s str) -> Option<(usize, &'p Part<'a>, &'s str)> {
    let at = parts.iter().rposition(|part| path.starts_with(part.folder))?;
    Some((at, &parts[at], &path[parts[at].folder.len()..]))
}

/// The files of one language.
struct Part<'a> {
    /// Of the site, with `/` at the end; empty for the first language.
    folder: &'a str,
    renderer: &'a Renderer<'a>,
    /// Of pages, by path from the folder.
    order: HashMap<&'a str, usize>,
    markdown: HashSet<&'a str>,
}

impl<'a> Part<'a> {
    fn new(folder: &'a str, renderer: &'a Renderer<'_>) -> Option<Part<'a>> {
        let edition = renderer.editions.first()?;
        let pages = &edition.edition.pages;
        let order = edition.navigation.order().iter().enumerate();
        let order = order.map(|(at, page)| (pages[*page].url.as_str(), at)).collect();
        let markdown = match renderer.inputs.config.output.html.markdown_pages {
            true => pages.iter().map(|page| page.parsed.path.as_str()).collect(),
            false => HashSet::new(),
        };
        Some(Part { folder, renderer, order, markdown })
    }

    /// Of the file at this path from the folder; `None` if it is not kept.
    fn rank(&self, path: &str) -> Option<Rank> {
        let is_kept = !NOT_KEPT.contains(&path) && !self.markdown.contains(path);
        is_kept.then(|| rank(path, &self.order)).flatten()
    }
}

/// The class of the book's own pages.
const PAGES: u8 = 1;

/// `None` for files that nobody reads on the site.
fn rank(path: &str, order: &HashMap<&str, usize>) -> Option<Rank> {
    if let Some(at) = order.get(path) {
        return Some((PAGES, *at));
    }
    Some(match path {
        HOME | CONTENTS | MANIFEST => (0, 0),
        PRINT => (5, 0),
        ARCHIVE => return None,
        _ if path.starts_with("assets/cover-") || path == "assets/cover.png" => return None,
        _ if path.starts_with("assets/") => (0, 1),
        _ if path.starts_with(SEARCH_FOLDER) => (2, 0),
        _ if path.ends_with(".html") => (0, 2),
        _ if path.ends_with(".txt") || path.ends_with(".xml") => return None,
        _ => (4, 0),
    })
}
