//! Reading without a network: `sw.js`, the service worker that keeps a site in its readers' browsers, and the manifest of the
//! site as an app.
//! In: the finished files of the site. Out: a list of what is kept, each file with a hash of its bytes, and the script that
//! keeps it (`worker.js` beside this file). Reads no file: whoever calls gives the bytes of assets.

use super::pictures;
use super::{CONTENTS, HOME, NOT_FOUND, PRINT, Renderer, SEARCH_FOLDER, ThemeFiles, assets, has_asset};
use crate::model::{Content, OutputSet, Site};
use rayon::prelude::*;
use serde_json::json;
use std::collections::HashMap;
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
    pub fn worker(
        &self,
        output: &OutputSet,
        read: &(dyn Fn(&std::path::Path, u64) -> Option<Vec<u8>> + Sync),
    ) -> Option<String> {
        if !self.has_offline {
            return None;
        }
        let edition = self.editions.first()?;
        let order: HashMap<&str, usize> = edition
            .navigation
            .order()
            .iter()
            .enumerate()
            .map(|(at, page)| (edition.edition.pages[*page].url.as_str(), at))
            .collect();
        let markdown: std::collections::HashSet<&str> = match self.inputs.config.output.html.markdown_pages {
            true => edition.edition.pages.iter().map(|page| page.parsed.path.as_str()).collect(),
            false => Default::default(),
        };
        let mut wanted: Vec<(Rank, &String, &Content)> = output
            .files
            .iter()
            .filter(|(path, _)| !NOT_KEPT.contains(&path.as_str()) && !markdown.contains(path.as_str()))
            .filter_map(|(path, content)| Some((rank(path, &order)?, path, content)))
            .collect();
        wanted.sort_by(|one, other| (one.0, one.1).cmp(&(other.0, other.1)));
        let mut left = u64::from(self.inputs.config.output.html.offline_limit) << 20;
        wanted.retain(|(_, path, content)| {
            let bytes = match content {
                Content::Bytes(bytes) => Some(bytes.len() as u64),
                Content::Copy(_) => self.asset_bytes(path),
            };
            let has_room = bytes.is_some_and(|bytes| bytes <= left);
            left -= bytes.filter(|_| has_room).unwrap_or(0);
            has_room
        });
        let hashed: Vec<Option<u32>> = wanted
            .par_iter()
            .map(|(_, path, content)| match content {
                Content::Bytes(bytes) => Some(xxh32(bytes, 0)),
                Content::Copy(source) => read(source, self.asset_bytes(path)?).map(|bytes| xxh32(&bytes, 0)),
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

/// `None` for files that nobody reads on the site.
fn rank(path: &str, order: &HashMap<&str, usize>) -> Option<Rank> {
    if let Some(at) = order.get(path) {
        return Some((1, *at));
    }
    Some(match path {
        HOME | CONTENTS | MANIFEST => (0, 0),
        PRINT => (5, 0),
        _ if path.starts_with("assets/cover-") || path == "assets/cover.png" => return None,
        _ if path.starts_with("assets/") => (0, 1),
        _ if path.starts_with(SEARCH_FOLDER) => (2, 0),
        _ if path.ends_with(".html") => (0, 2),
        _ if path.ends_with(".txt") || path.ends_with(".xml") => return None,
        _ => (4, 0),
    })
}
