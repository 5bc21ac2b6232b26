//! The pages of one language as one site, and what is wrong with it as a whole.
//! In: what was read of the pages, [`Read`], and the settings. Out: [`Assembled`]: the book, and the faults of links, bank,
//! glossary and published places; later the same with other texts on some pages. Reads nothing but the sizes of pictures.

use super::book::{EditionBook, Look};
use super::engine::Given;
use super::settings::Settings;
use super::stages::{self, Parse};
use super::{Options, translation};
use crate::anchors::{self, Ledger};
use crate::bank;
use crate::diag::{Diagnostic, Files};
use crate::glossary;
use crate::links::{self, Borrowed, Targets};
use crate::model::{Page, ParsedPage, Site, SitePath};
use crate::source::{FileSystem, History, SourceTree};
use crate::spill::Spill;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What was read of the pages and of their past.
#[derive(Clone, Copy)]
pub(super) struct Read<'a> {
    pub tree: &'a SourceTree,
    /// Of the pages of `tree`, in its order.
    pub parses: &'a [Parse],
    pub history: &'a History,
    pub taken: &'a BTreeSet<SitePath>,
    /// Of the taken pages; empty where there is no original.
    pub original_language: &'a str,
    /// Whether the outline is the original's, which has other titles.
    pub is_retitled: bool,
    /// Where what is made of the pages is set aside, if it is.
    pub spill: Option<&'a Arc<Spill>>,
}

impl<'a> Read<'a> {
    pub fn new(
        tree: &'a SourceTree,
        parses: &'a [Parse],
        history: &'a History,
        taken: &'a BTreeSet<SitePath>,
        given: Option<Given<'a>>,
        spill: Option<&'a Arc<Spill>>,
    ) -> Read<'a> {
        let original_language = given.map_or("", |given| given.original.settings.config.book.language.as_str());
        let summary_of = |tree: &SourceTree| tree.summary.as_ref().map(|summary| summary.file);
        let is_retitled = given.is_some_and(|given| {
            let own = summary_of(tree);
            own.is_some() && own == summary_of(&given.original.tree)
        });
        Read { tree, parses, history, taken, original_language, is_retitled, spill }
    }
}

/// The pages as one site.
#[derive(Debug)]
pub(super) struct Assembled {
    pub book: Arc<EditionBook>,
    pub targets: Arc<Targets>,
    pub claims: Vec<Diagnostic>,
    pub lost_redirects: Vec<Diagnostic>,
    /// By the index of the page in the site.
    pub broken: Vec<Vec<Diagnostic>>,
    pub bank_faults: Vec<Diagnostic>,
    pub questions: usize,
    pub glossary_faults: Vec<Diagnostic>,
    pub cover_fault: Option<Diagnostic>,
    /// Places of the ledger that are gone.
    pub vanished: Vec<Diagnostic>,
    pub next_ledger: Arc<Ledger>,
}

impl Assembled {
    pub fn new(
        fs: &dyn FileSystem,
        settings: &Settings,
        read: Read<'_>,
        options: &Options,
        before: Option<&EditionBook>,
        files: &Arc<Files>,
    ) -> Assembled {
        let Read { tree, parses, history, taken, original_language, is_retitled, spill } = read;
        let published: Vec<Arc<ParsedPage>> =
            parses.iter().filter(|parse| parse.is_published(options)).map(|parse| Arc::clone(&parse.page)).collect();
        let drafts = parses.iter().filter(|parse| !parse.is_published(options)).map(|parse| parse.page.path.clone());
        let unpublished = tree.unlisted.iter().cloned().chain(drafts).collect();
        let input = links::Input {
            content_folder: tree.content.clone(),
            language: settings.config.book.language.as_str().to_owned(),
            borrowed: Borrowed { language: original_language.to_owned(), pages: taken.clone() },
            outline: match is_retitled {
                false => stages::outline(tree, &published),
                true => translation::retitled(&stages::outline(tree, &published), parses, taken),
            },
            assets: stages::assets(fs, tree, &published),
            pages: published,
            changed: stages::last_changes(tree, history),
            unpublished,
            redirects: stages::redirects(&settings.config),
            markdown_pages: settings.config.output.html.markdown_pages,
            not_found_page: stages::not_found_page(&settings.config, tree),
        };
        let links::Resolved { site, targets, claims, lost_redirects, broken } = links::resolve(input);
        let (bank_faults, questions) = check_bank(&site, settings);
        let cover_fault = stages::cover_fault(&settings.config, &site);
        let (glossaries, glossary_faults) = glossary::gather(&site, &settings.config.glossary);
        let anchors::Comparison { moved, vanished, next } = anchors::compare(&settings.ledger, &site, &tree.content);
        let look = Look {
            config: Arc::clone(&settings.config),
            theme: Arc::clone(&settings.theme),
            additions: Arc::clone(&settings.added.additions),
            source_folder: tree.content.as_str().into(),
            is_kept: !options.preview,
            depth: usize::from(!original_language.is_empty()),
            glossaries: glossaries.into(),
        };
        let book = EditionBook::new(site, look, moved, tree, files, spill);
        let book = match before {
            Some(before) => book.following(before),
            None => book,
        };
        Assembled {
            book: Arc::new(book),
            targets: Arc::new(targets),
            claims,
            lost_redirects,
            broken,
            bank_faults,
            questions,
            glossary_faults,
            cover_fault,
            vanished,
            next_ledger: Arc::new(next),
        }
    }

    /// Puts pages in the place of former ones that other pages cannot tell from them. `places` are indices into `parses` and
    /// into the site's pages. Answers the files of the site that changed.
    pub fn replace(
        &mut self,
        settings: &Settings,
        tree: &SourceTree,
        parses: &[Parse],
        places: &[(usize, usize)],
    ) -> BTreeSet<String> {
        if places.is_empty() {
            return BTreeSet::new();
        }
        let mut site = self.book.site().clone();
        for &(parse, at) in places {
            let page = &mut site.editions[0].pages[at];
            *page = Arc::new(Page { parsed: Arc::clone(&parses[parse].page), ..Page::clone(page) });
        }
        for &(parse, at) in places {
            self.broken[at] = self.targets.check(&site, &parses[parse].page);
        }
        if self.questions > 0 {
            (self.bank_faults, self.questions) = check_bank(&site, settings);
        }
        let glossary = settings.config.glossary.file.as_ref().map(|file| file.value.as_str());
        if places.iter().any(|&(parse, _)| Some(parses[parse].page.path.as_str()) == glossary) {
            // Its terms are the same, but they may stand elsewhere in the text.
            self.glossary_faults = glossary::gather(&site, &settings.config.glossary).1;
        }
        let source = |&(parse, at): &(usize, usize)| (at, Arc::clone(&tree.pages[parse].expanded));
        let pages: Vec<_> = places.iter().map(source).collect();
        let (book, changed) = self.book.with_pages(site, &pages);
        self.book = Arc::new(book);
        changed
    }
}

fn check_bank(site: &Site, settings: &Settings) -> (Vec<Diagnostic>, usize) {
    let (bank, faults) = bank::check(site, &settings.config.bank);
    (faults, bank.entries.len())
}
