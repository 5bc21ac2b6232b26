//! `wence check`.
//! Enters: a book's folder. Leaves: everything a build would find, every warning as an error, and what an editor would mark;
//! nothing on the disk, but with `--fix` the pages' files, each replaced in one step, and with `--accept` the ledger of
//! published places.

use std::path::{Path, PathBuf};
use std::time::Instant;
use std::{fs, io};

use super::book::BookFolder;
use super::progress::Progress;
use super::replace::replace;
use super::report::{self, Outlook};
use super::terminal::Terminal;
use super::{Failure, Outcome, count};
use crate::anchors;
use crate::build::{Build, MendedFile, Options, build, mend};
use crate::diag::{self, Diagnostic, Severity, annotations, codes, render, sarif};
#[cfg(feature = "linkcheck")]
use crate::external;
use crate::external::Addresses;
use crate::lint::mend::changed_lines;
use crate::output::{self, Target};
use crate::translations;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The book's folder, the one with book.toml [default: the current folder]
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,

    /// Mend what has one right form in the pages' files, and show the lines
    #[arg(long)]
    fix: bool,

    /// With --fix: show the lines and write nothing
    #[arg(long, requires = "fix")]
    dry_run: bool,

    /// Ask the web for the addresses that pages link to, a host at a time with pauses; what was found is kept for a week
    #[arg(long)]
    external: bool,

    /// How to report
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,

    /// Record the book's headings in anchors.lock as published, and let go of those that vanished; in a book of several
    /// languages record new translations in translations.lock
    #[arg(long)]
    accept: bool,

    /// Record in translations.lock that this page, a file of a translation, follows its original as it is now
    #[arg(long, value_name = "FILE")]
    translated: Vec<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Messages with the lines they are about, on standard error
    Human,
    /// One JSON array on standard output, and nothing else there
    Json,
    /// A SARIF 2.1.0 document on standard output
    Sarif,
    /// GitHub's workflow commands on standard output: annotations of the lines of a change
    Github,
}

/// Builds the book in memory and looks for everything that can be wrong, every warning as an error.
pub(super) fn examine(book: &BookFolder) -> Build {
    let mut built = build(&book.root, &Options { prove_search: true, lint: true, check: true, ..Options::default() });
    report::harden(&mut built.diagnostics);
    built
}

/// Writes the ledger of what is published now, and takes back what was said of places that are gone. A book with other
/// faults is left alone: what a fault hides would be let go with the rest.
fn accept(built: &mut Build, book: &BookFolder) -> Result<Option<String>, Failure> {
    let is_gone = |fault: &Diagnostic| [codes::ANCHOR_VANISHED, codes::PAGE_VANISHED].contains(&fault.code);
    let shown = book.shown(&book.root.join(anchors::FILE));
    if built.diagnostics.iter().any(|fault| fault.severity == Severity::Error && !is_gone(fault)) {
        return Ok(Some(format!("`{shown}` is as it was: the other errors come first")));
    }
    built.diagnostics.retain(|fault| !is_gone(fault));
    let places = count(built.ledger.places(), "heading");
    let mut said = match write_record(book, anchors::FILE, &built.ledger.encode())? {
        true => format!("recorded {places} in `{shown}`: commit it"),
        false => format!("`{shown}` holds these {places} already"),
    };
    if !built.translations.pages.is_empty() {
        let record = &built.translations.next;
        let pages = count(record.pages(), "translation");
        let shown = book.shown(&book.root.join(translations::FILE));
        said.push_str(&match write_record(book, translations::FILE, &record.encode())? {
            true => format!("\nrecorded {pages} in `{shown}`: commit it"),
            false => format!("\n`{shown}` holds these {pages} already"),
        });
    }
    Ok(Some(said))
}

/// Writes a record of the book's, beside `book.toml`. `false` if it says so already.
fn write_record(book: &BookFolder, name: &str, text: &str) -> Result<bool, Failure> {
    let path = book.root.join(name);
    if fs::read(&path).is_ok_and(|before| before == text.as_bytes()) {
        return Ok(false);
    }
    let failed = |error: io::Error| Failure::new(format!("cannot write `{}`: {error}", book.shown(&path)));
    // In one step: a record cut short would look like one that had let go.
    replace(&path, text.as_bytes()).map_err(failed)?;
    Ok(true)
}

/// Records that these pages follow their originals as these are now.
fn record_translated(book: &BookFolder, files: &[PathBuf], base: &Path) -> Result<String, Failure> {
    let built = build(&book.root, &Options::default());
    if let Some(fault) = built.diagnostics.iter().find(|fault| fault.code == codes::TRANSLATIONS_LOCK) {
        return Err(Failure::new(fault.message.clone()).help(fault.help.join("; ")));
    }
    let translations = built.translations;
    let mut record = translations.next.clone();
    for file in files {
        let shown = super::book::shown(base, file);
        let absolute = std::path::absolute(file)
            .map_err(|error| Failure::new(format!("cannot tell where `{shown}` is: {error}")))?;
        let page = translations.pages.iter().find(|page| absolute == book.root.join(&page.file));
        let Some(page) = page else {
            return Err(Failure::new(format!("`{shown}` is no translation of a page of the book"))
                .help("name a file in the folder of one of its `[languages]` that has an original of the same name"));
        };
        record.set(page);
    }
    write_record(book, translations::FILE, &record.encode())?;
    let shown = book.shown(&book.root.join(translations::FILE));
    Ok(format!("recorded {} in `{shown}`: commit it", count(files.len(), "translation")))
}

pub(super) fn run(arguments: &Arguments, base: &Path, terminal: &Terminal) -> Result<Outcome, Failure> {
    let began = Instant::now();
    let book = BookFolder::find(arguments.dir.as_deref(), base)?;
    if arguments.external && !cfg!(feature = "linkcheck") {
        return Err(Failure::new("this `wence` was built without a way to the web".to_owned())
            .help("take a released one, or build it with `cargo install wence --features linkcheck`"));
    }
    if arguments.fix {
        fix(&book, arguments.dry_run, terminal)?;
    }
    if !arguments.translated.is_empty() {
        terminal.say(&record_translated(&book, &arguments.translated, base)?);
    }
    let progress = Progress::start("checking", terminal);
    let mut built = examine(&book);
    let home = std::env::home_dir();
    let (dest, sources) = (built.dest.as_path(), built.sources.as_slice());
    let target = Target { folder: dest, book_root: &book.root, sources, home: home.as_deref() };
    built.diagnostics.extend(output::check_target(&target).err());
    if arguments.external {
        let mut found = ask_hosts(&built.addresses, &book)?;
        report::harden(&mut found);
        built.diagnostics.extend(found);
        diag::sort(&built.files, &mut built.diagnostics);
    }
    drop(progress);
    let accepted = if arguments.accept { accept(&mut built, &book)? } else { None };
    match arguments.format {
        Format::Json => {
            let json = render::json(&built.diagnostics, &built.files);
            terminal.print(format!("{}\n", json.trim_end()).as_bytes())?;
        }
        Format::Sarif => {
            let document = sarif::sarif(&built.diagnostics, &built.files, &book.prefix, env!("CARGO_PKG_VERSION"));
            terminal.print(format!("{document}\n").as_bytes())?;
        }
        Format::Github => {
            let lines = annotations::annotations(&built.diagnostics, &built.files, &book.prefix);
            terminal.print(lines.as_bytes())?;
        }
        Format::Human => {
            report::print(&built.diagnostics, &Outlook { files: &built.files, prefix: &book.prefix }, terminal);
            let (pages, questions) = (count(built.pages, "page"), count(built.questions, "question"));
            let (tally, time) = (report::tally(&built.diagnostics), report::duration(began.elapsed()));
            terminal.say(&format!("{pages}, {questions}, {tally}: checked in {time}"));
            if let Some(accepted) = accepted {
                terminal.say(&accepted);
            }
        }
    }
    Ok(report::outcome(&built.diagnostics))
}

/// What is wrong with addresses of the web. What is found is kept in the book's cache.
#[cfg(feature = "linkcheck")]
fn ask_hosts(addresses: &Addresses, book: &BookFolder) -> Result<Vec<Diagnostic>, Failure> {
    let folder = book.root.join(super::clean::CACHE);
    let file = folder.join("external-links.json");
    let before = fs::read_to_string(&file).unwrap_or_default();
    let mut cache = external::Cache::decode(&before);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |time| time.as_secs());
    let found = external::check(addresses, &mut cache, now, &super::web::Hosts::new());
    let text = cache.encode();
    if text != before {
        let failed = |error: io::Error| Failure::new(format!("cannot write `{}`: {error}", book.shown(&file)));
        fs::create_dir_all(&folder).map_err(failed)?;
        replace(&file, text.as_bytes()).map_err(failed)?;
    }
    Ok(found)
}

#[cfg(not(feature = "linkcheck"))]
fn ask_hosts(_: &Addresses, _: &BookFolder) -> Result<Vec<Diagnostic>, Failure> {
    Ok(Vec::new())
}

/// Mends the pages' files, or shows how it would.
fn fix(book: &BookFolder, is_rehearsal: bool, terminal: &Terminal) -> Result<(), Failure> {
    let mended = mend(&book.root);
    let mut lines = 0;
    for file in &mended {
        let changed = changed_lines(&file.before, &file.after);
        lines += changed.len();
        for line in changed {
            let place = format!("{}{}:{}", book.prefix, file.shown, line.number);
            terminal.tell(&format!("{place}\n- {}\n+ {}", line.before.trim_end(), line.after.trim_end()));
        }
        if !is_rehearsal {
            write(file)?;
        }
    }
    let (lines, files) = (count(lines, "line"), count(mended.len(), "file"));
    let verb = if is_rehearsal { "would mend" } else { "mended" };
    terminal.say(&format!("{verb} {lines} in {files}"));
    Ok(())
}

/// Replaces a page's file in one step, if it is still what was read.
fn write(file: &MendedFile) -> Result<(), Failure> {
    let failure = |what: &str, error: &dyn std::fmt::Display| Failure::new(format!("`{}` {what}: {error}", file.shown));
    let now = std::fs::read(&file.path).map_err(|error| failure("cannot be read", &error))?;
    if now != file.before.as_bytes() {
        return Err(Failure::new(format!("`{}` has changed meanwhile; nothing was written to it", file.shown)));
    }
    // A link stays a link: the file that it leads to is replaced.
    let path = std::fs::canonicalize(&file.path).map_err(|error| failure("cannot be found", &error))?;
    replace(&path, file.after.as_bytes()).map_err(|error| failure("cannot be written", &error))
}
