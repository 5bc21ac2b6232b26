//! `wence export`.
//! Enters: a book's folder, a format, where to write. Leaves: one file, or messages and no file.
//! Replaces only what an export wrote before.

use std::fs;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::book::{self, BookFolder};
use super::pdf;
use super::progress::Progress;
use super::replace::replace;
use super::report::{self, Outlook};
use super::terminal::Terminal;
use super::{Failure, Outcome, count};
use crate::build;
use crate::export::{AnkiOptions, EpubOptions, Format, Pack};
use crate::model::calendar::Moment;
use crate::model::{Content, OutputSet};

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Write a text file that Anki imports, one note a question
    Anki(AnkiArguments),
    /// Write the questions as one HTML file for paper
    Print(PrintArguments),
    /// Write the whole book as an EPUB
    Epub(BookArguments),
    /// Write the whole site as one HTML file, with its search and practice
    Single(BookArguments),
    /// Write the whole site as an archive to unpack and open
    Zip(BookArguments),
    /// Print the whole book as a PDF, by the Chromium of this machine
    Pdf(BookArguments),
}

#[derive(Debug, clap::Args)]
struct Where {
    /// The book's folder, the one with book.toml [default: the current folder]
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,

    /// Write to FILE, from the current folder; `-` is standard output [default: a name after the format]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Replace FILE whoever wrote it
    #[arg(long)]
    force: bool,

    /// The language to export, of a book in several [default: the book's own]
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(super) struct AnkiArguments {
    #[command(flatten)]
    to: Where,

    /// The deck, with `::` between a deck and one inside it [default: the book's title]
    #[arg(long, value_name = "NAME")]
    deck: Option<String>,

    /// The note type: its first field gets the question, its second the answer [default: Basic]
    #[arg(long, value_name = "NAME")]
    notetype: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(super) struct PrintArguments {
    #[command(flatten)]
    to: Where,

    /// What the sheets hold
    #[arg(long, value_name = "PACK", value_enum, default_value_t = Questions::Only)]
    questions: Questions,
}

#[derive(Debug, clap::Args)]
pub(super) struct BookArguments {
    #[command(flatten)]
    to: Where,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Questions {
    /// The questions alone, with room for notes
    Only,
    /// The questions, and an answer key at the end
    Key,
    /// A card a question, to cut out and fold: question and outline
    Cards,
}

pub(super) fn run(command: &Command, base: &Path, terminal: &Terminal) -> Result<Outcome, Failure> {
    let (to, format) = match command {
        Command::Anki(arguments) => {
            let (deck, note_type) = (arguments.deck.clone(), arguments.notetype.clone());
            (&arguments.to, Format::Anki(AnkiOptions { deck, note_type }))
        }
        Command::Print(arguments) => {
            let pack = match arguments.questions {
                Questions::Only => Pack::Only,
                Questions::Key => Pack::Key,
                Questions::Cards => Pack::Cards,
            };
            (&arguments.to, Format::Print(pack))
        }
        Command::Single(arguments) | Command::Pdf(arguments) => (&arguments.to, Format::Single),
        Command::Zip(arguments) => (&arguments.to, Format::Zip),
        Command::Epub(arguments) => (&arguments.to, Format::Epub(EpubOptions { changed: source_date()? })),
    };
    let began = Instant::now();
    let book = BookFolder::find(to.dir.as_deref(), base)?;
    let is_pdf = matches!(command, Command::Pdf(_));
    let name = if is_pdf { "book.pdf" } else { format.file_name() };
    let path = to.output.clone().unwrap_or_else(|| PathBuf::from(name));
    let is_stream = path.as_os_str() == "-";
    let shown = if is_stream { "standard output".to_owned() } else { format!("`{}`", book::shown(base, &path)) };
    if !is_stream && !to.force {
        refuse_foreign(&path, &shown)?;
    }
    let progress = Progress::start("exporting", terminal);
    let made = build::export(&book.root, to.language.as_deref(), &format);
    // Told of only where the book itself has no errors.
    let printed = match &made.output {
        Ok(output) if is_pdf && report::outcome(&made.diagnostics) == Outcome::Done => {
            Some(pdf::print(only_file(output)))
        }
        _ => None,
    };
    drop(progress);
    report::print(&made.diagnostics, &Outlook { files: &made.files, prefix: &book.prefix }, terminal);
    let (questions, tally) = (count(made.questions, "question"), report::tally(&made.diagnostics));
    let outcome = report::outcome(&made.diagnostics);
    if outcome != Outcome::Done {
        terminal.say(&format!("{questions}, {tally}: wrote nothing"));
        return Ok(outcome);
    }
    let output = made.output.map_err(|error| Failure::new(format!("cannot make {shown}: {error}")))?;
    if made.questions == 0 && format.is_of_questions() {
        return Err(Failure::new(format!("the book in `{}` has no questions", book.name()))
            .help("`wence new question` writes one"));
    }
    let printed = printed.transpose()?;
    let bytes = printed.as_deref().unwrap_or_else(|| only_file(&output));
    if is_stream {
        terminal.print(bytes)?;
    } else {
        replace(&path, bytes).map_err(|error| Failure::new(format!("cannot write {shown}: {error}")))?;
    }
    let (size, time) = (report::bytes(bytes.len() as u64), report::duration(began.elapsed()));
    terminal.say(&format!("{questions}, {tally}: wrote {size} to {shown} in {time}"));
    Ok(Outcome::Done)
}

/// The bytes of the one file that an export makes.
fn only_file(output: &OutputSet) -> &[u8] {
    let bytes = output.files.values().find_map(|content| match content {
        Content::Bytes(bytes) => Some(bytes.as_slice()),
        // An export holds what it makes in memory.
        Content::Elsewhere(_) | Content::Copy(_) => None,
    });
    bytes.unwrap_or_default()
}

/// The date that whoever builds reproducibly gives all that is made, in seconds since 1970 (reproducible-builds.org,
/// "SOURCE_DATE_EPOCH specification").
fn source_date() -> Result<Option<Moment>, Failure> {
    const NAME: &str = "SOURCE_DATE_EPOCH";
    let Some(value) = std::env::var_os(NAME).filter(|value| !value.is_empty()) else { return Ok(None) };
    let seconds = value.to_str().and_then(|value| value.parse().ok());
    match seconds.and_then(|seconds| Moment::new(seconds, 0)) {
        Some(moment) => Ok(Some(moment)),
        None => Err(Failure::new(format!("`{NAME}` is `{}`, which is no number of seconds", value.display()))
            .help("set it to seconds since 1970, such as `$(git log -1 --format=%ct)`, or unset it")),
    }
}

/// A file that no export wrote stays: its name may have been meant for something else.
fn refuse_foreign(path: &Path, shown: &str) -> Result<(), Failure> {
    /// Every export says within so many bytes of its beginning or end who made it.
    const HEAD: u64 = 1024;
    let read = |mut file: fs::File| {
        let (mut head, mut tail) = (Vec::new(), Vec::new());
        Read::by_ref(&mut file).take(HEAD).read_to_end(&mut head)?;
        let end = file.seek(SeekFrom::End(0))?;
        file.seek(SeekFrom::Start(end.saturating_sub(HEAD)))?;
        file.take(HEAD).read_to_end(&mut tail)?;
        Ok((head, tail))
    };
    let (head, tail) = match fs::File::open(path).and_then(read) {
        Ok(ends) => ends,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Failure::new(format!("cannot write {shown}: {error}"))),
    };
    let head = String::from_utf8_lossy(&head);
    let marks = ["\n# Wence ", "name=\"generator\" content=\"Wence ", "\n<!-- Wence "];
    // An archive says so in its comment, the last thing in it (APPNOTE 4.3.16).
    let tail = String::from_utf8_lossy(&tail);
    let is_archive = head.starts_with("PK") && tail.contains("\0Wence ");
    let is_pdf = head.starts_with("%PDF") && tail.contains("\n%Wence ");
    let is_ours = marks.iter().any(|mark| head.contains(mark)) || is_archive || is_pdf;
    if is_ours || head.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!("{shown} was not written by an export"))
        .help("name another file with `-o`, or replace this one with `--force`"))
}
