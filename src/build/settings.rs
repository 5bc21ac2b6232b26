//! All that stands in files beside the pages: `book.toml`, the theme, added styles and scripts, the ledger of published places.
//! In: a book's root, or the original's settings for the book in a further language. Out: [`Settings`]. What came out as it was
//! before is the same value. Reads no page.

use super::SETTINGS_FILE;
use super::engine::Given;
use super::stages::{self, Added};
use crate::anchors::Ledger;
use crate::config::{self, Config};
use crate::diag::{Diagnostic, Files};
use crate::markdown::ParseOptions;
use crate::render::{self, Theme};
use crate::source::{self, FileSystem};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// All that stands in files beside the pages.
#[derive(Debug)]
pub(super) struct Settings {
    pub config: Arc<Config>,
    /// As it was read: of all languages.
    pub whole: Arc<Config>,
    /// The content folders of the further languages, from the root, in the order of the settings.
    pub folders: Vec<String>,
    pub theme: Arc<Theme>,
    pub added: Arc<Added>,
    pub parse_options: ParseOptions,
    pub source: source::Settings,
    /// Of published places; empty where the book has none.
    pub ledger: Ledger,
    /// The same of all languages, as it was read.
    pub all_ledgers: Ledger,
    pub dest: PathBuf,
}

impl Settings {
    /// The picture of link previews, from the content folder, if the author names one.
    pub fn cover(&self) -> Option<&str> {
        self.config.output.html.cover.as_ref().map(|cover| cover.value.as_str())
    }

    /// Reads settings and theme. What came out as it was `before` is the same value, so that what was made from it holds.
    pub fn read(
        fs: &dyn FileSystem,
        root: &Path,
        files: &Files,
        before: Option<Settings>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Settings {
        let config = read_config(fs, root, files, diagnostics);
        let dest = root.join(config.build.build_dir.value.as_path());
        let added = stages::read_additions(fs, root, &config, diagnostics);
        let (theme, faults) = Theme::load(&config.output.html, added.theme_folder(), files);
        diagnostics.extend(faults);
        let parse_options = stages::parse_options(&config, &theme);
        let folders = stages::translation_folders(fs, root, &config);
        let mut source = stages::source_settings(fs, root, &config, &dest);
        source.ignore.extend(folders.iter().map(|folder| root.join(folder)));
        let all_ledgers = stages::ledger(fs, root, files, diagnostics).unwrap_or_default();
        let languages = config.languages.iter().map(|translation| format!("{}/", translation.language));
        let ledger = all_ledgers.outside(&languages.collect::<Vec<_>>());
        let (config, whole, theme) = match before {
            Some(before) if *before.whole == config && *before.added == added => {
                (before.config, before.whole, before.theme)
            }
            _ => {
                let whole = Arc::new(config);
                let own = match whole.languages.is_empty() {
                    true => Arc::clone(&whole),
                    false => Arc::new(whole.in_own_language()),
                };
                (own, whole, Arc::new(theme))
            }
        };
        Settings {
            config,
            whole,
            folders,
            theme,
            added: Arc::new(added),
            parse_options,
            source,
            ledger,
            all_ledgers,
            dest,
        }
    }

    /// The settings of the book in a further language; nothing is read.
    pub fn of_translation(
        fs: &dyn FileSystem,
        root: &Path,
        given: Given<'_>,
        before: Option<Settings>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Settings {
        let Given { original, translation, folder } = given;
        diagnostics.extend(stages::translation_fault(fs, root, translation, folder));
        let Settings { whole, theme, added, dest, .. } = &original.settings;
        let id = render::site_id(original.site.book.site(), whole);
        let config = whole.in_language(translation, folder, &id);
        let parse_options = stages::parse_options(&config, theme);
        let mut source = stages::source_settings(fs, root, &config, dest);
        source.stand_ins = original.tree.pages.iter().map(|page| page.path.clone()).collect();
        let config = match before {
            Some(before) if *before.config == config => before.config,
            _ => Arc::new(config),
        };
        Settings {
            config,
            whole: Arc::clone(whole),
            folders: Vec::new(),
            theme: Arc::clone(theme),
            added: Arc::clone(added),
            parse_options,
            source,
            ledger: original.settings.all_ledgers.below(&format!("{}/", translation.language)),
            all_ledgers: Ledger::default(),
            dest: dest.clone(),
        }
    }
}

/// The settings, the default ones where they cannot be read.
pub(super) fn read_config(
    fs: &dyn FileSystem,
    root: &Path,
    files: &Files,
    diagnostics: &mut Vec<Diagnostic>,
) -> Config {
    match stages::read_settings(fs, root, SETTINGS_FILE, files) {
        Ok((file, text)) => {
            let (config, faults) = config::parse(&text, file);
            diagnostics.extend(faults);
            config
        }
        Err(fault) => {
            diagnostics.push(*fault);
            Config::default()
        }
    }
}
