//! What the book in a further language takes over from the original: pages that are not translated, and the pictures and files
//! that its pages show and its own folder lacks.
//! In: both as read. Out: the tree of the further language, completed, and the names of what came from the original. Reads no
//! file: what the original has read is shared.

use super::stages::Parse;
use crate::model::{Chapter, Entry, Outline, SitePath, Target};
use crate::source::SourceTree;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;
use std::sync::Arc;

/// Puts the pages of the original into `tree` that it lacks, and answers their paths. Where `tree` has a `SUMMARY.md` that
/// decides what belongs to it; where it has none, that of the original stands for it.
pub fn take_pages(tree: &mut SourceTree, original: &SourceTree) -> BTreeSet<SitePath> {
    let listed: Option<HashSet<SitePath>> =
        tree.summary.as_ref().map(|summary| summary.outline.flat().into_iter().cloned().collect());
    // A folder's page may be `index.md` here and `README.md` there: what counts is what is written.
    let own: BTreeSet<SitePath> = tree.pages.iter().map(|page| page.path.page_url()).collect();
    let is_wanted = |path: &SitePath| listed.as_ref().is_none_or(|listed| listed.contains(path));
    let missing = original.pages.iter().filter(|page| !own.contains(&page.path.page_url()) && is_wanted(&page.path));
    let taken: BTreeSet<SitePath> = missing.clone().map(|page| page.path.clone()).collect();
    tree.pages.extend(missing.cloned());
    tree.pages.sort_by(|one, other| one.path.cmp(&other.path));
    if listed.is_none() {
        tree.summary.clone_from(&original.summary);
    }
    taken
}

/// Puts the files of the original into `tree` that its pages show or link to, or that are `named` elsewhere, and that it lacks.
pub fn take_assets(tree: &mut SourceTree, original: &SourceTree, parses: &[Parse], named: Option<&str>) {
    let mut wanted: BTreeSet<&str> = named.into_iter().collect();
    for link in parses.iter().flat_map(|parse| &parse.page.face.links) {
        if let Target::Path { path, .. } = &link.target {
            wanted.insert(path.as_str());
        }
    }
    let own: BTreeSet<&SitePath> = tree.assets.iter().map(|asset| &asset.path).collect();
    let is_wanted = |path: &SitePath| wanted.contains(path.as_str()) && !own.contains(path);
    let taken: Vec<_> = original.assets.iter().filter(|asset| is_wanted(&asset.path)).cloned().collect();
    tree.assets.extend(taken);
    tree.assets.sort_by(|one, other| one.path.cmp(&other.path));
}

/// [`take_assets`] anew, once pages name other files than before. Answers whether `tree` has others now.
pub fn retake_assets(tree: &mut SourceTree, original: &SourceTree, parses: &[Parse], named: Option<&str>) -> bool {
    let before: Vec<SitePath> = tree.assets.iter().map(|asset| asset.path.clone()).collect();
    let of_original: HashSet<&Path> = original.assets.iter().map(|asset| asset.source.as_path()).collect();
    tree.assets.retain(|asset| !of_original.contains(asset.source.as_path()));
    take_assets(tree, original, parses, named);
    !tree.assets.iter().map(|asset| &asset.path).eq(&before)
}

/// The outline of the original with the titles that translated pages have themselves.
pub fn retitled(outline: &Outline, parses: &[Parse], taken: &BTreeSet<SitePath>) -> Outline {
    let translated = parses.iter().filter(|parse| !taken.contains(&parse.page.path));
    let titles: BTreeMap<SitePath, (&SitePath, &str)> = translated
        .map(|parse| {
            let path = &parse.page.path;
            (path.page_url(), (path, parse.page.face.title().unwrap_or(path.stem())))
        })
        .collect();
    // Nests as deep as `SUMMARY.md` may.
    fn retitle(chapter: &mut Chapter, titles: &BTreeMap<SitePath, (&SitePath, &str)>) {
        if let Some((path, title)) = chapter.page.as_ref().and_then(|page| titles.get(&page.page_url())) {
            chapter.page = Some((*path).clone());
            chapter.title = (*title).to_owned();
        }
        chapter.children.iter_mut().for_each(|child| retitle(child, titles));
    }
    let mut outline = outline.clone();
    for entry in &mut outline.entries {
        if let Entry::Chapter(chapter) = entry {
            retitle(chapter, &titles);
        }
    }
    outline
}

/// The parses of `taken` pages, as the original has them.
pub fn taken_parses<'a>(
    original: &'a SourceTree,
    parses: &'a [Parse],
    taken: &'a BTreeSet<SitePath>,
) -> impl Iterator<Item = (SitePath, Parse)> + 'a {
    let of_taken = original.pages.iter().zip(parses).filter(|(page, _)| taken.contains(&page.path));
    of_taken.map(|(page, parse)| (page.path.clone(), Parse { page: Arc::clone(&parse.page), ..parse.clone() }))
}
