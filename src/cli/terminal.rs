//! What the user sees, and how.
//! Enters: text, messages, failures. Leaves: bytes on the standard streams. Results go to standard output, everything said
//! about them to standard error. Never fails because nobody listens: a closed pipe ends the talk in silence.

use std::io::{self, IsTerminal, Write};

use annotate_snippets::{Group, Level, Renderer};
use anstream::{AutoStream, ColorChoice};

use super::Failure;

/// How much is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verbosity {
    /// Errors and warnings.
    Quiet,
    Normal,
    /// Timings and what goes on inside.
    Verbose,
    Debug,
}

/// Cells of a line where the terminal does not tell.
const DEFAULT_WIDTH: usize = 120;
/// No line is folded narrower, or source lines would show nothing.
const LEAST_WIDTH: usize = 60;

#[derive(Debug)]
pub(super) struct Terminal {
    verbosity: Verbosity,
    color: bool,
    width: usize,
}

impl Terminal {
    /// Decides on colours once, by flag, environment (`NO_COLOR`, `CLICOLOR_FORCE`, `TERM`) and whether standard error is a
    /// terminal, in this order. Also gives the `log` records of this program a way out.
    pub(super) fn new(verbosity: Verbosity, color: ColorChoice) -> Terminal {
        color.write_global();
        let color = AutoStream::choice(&io::stderr()) != ColorChoice::Never;
        // A second call, as in tests, finds the same logger in place.
        let _ = log::set_logger(&LOGGER);
        log::set_max_level(match verbosity {
            Verbosity::Quiet => log::LevelFilter::Error,
            Verbosity::Normal => log::LevelFilter::Warn,
            Verbosity::Verbose => log::LevelFilter::Info,
            Verbosity::Debug => log::LevelFilter::Debug,
        });
        Terminal { verbosity, color, width: width() }
    }

    pub(super) fn color(&self) -> bool {
        self.color
    }

    /// Cells a line may take.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    pub(super) fn is_quiet(&self) -> bool {
        self.verbosity == Verbosity::Quiet
    }

    pub(super) fn is_verbose(&self) -> bool {
        self.verbosity >= Verbosity::Verbose
    }

    /// Whether a line that is written over makes sense.
    pub(super) fn shows_progress(&self) -> bool {
        !self.is_quiet() && io::stderr().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
    }

    /// A result, on standard output, byte for byte.
    pub(super) fn print(&self, bytes: &[u8]) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        match out.write_all(bytes).and_then(|()| out.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(Failure::new(format!("cannot write to standard output: {error}")))
            }
            _ => Ok(()),
        }
    }

    /// A line about the work, unless quiet is asked for.
    pub(super) fn say(&self, line: &str) {
        if !self.is_quiet() {
            self.tell(line);
        }
    }

    /// A line that is shown however quiet.
    pub(super) fn tell(&self, line: &str) {
        tell(line);
    }

    /// The message of a command that could not do its work.
    pub(super) fn failure(&self, failure: &Failure) {
        self.headed(Level::ERROR, &failure.message, &failure.help);
    }

    /// Something the user should know although the command goes on.
    pub(super) fn warning(&self, message: &str) {
        self.headed(Level::WARNING, message, &[]);
    }

    fn headed(&self, level: Level<'_>, message: &str, help: &[String]) {
        let help = help.iter().map(|help| Level::HELP.message(help.as_str()));
        let group = Group::with_title(level.primary_title(message)).elements(help);
        let renderer = if self.color { Renderer::styled() } else { Renderer::plain() };
        self.tell(&renderer.term_width(self.width).render(&[group]));
    }
}

fn tell(line: &str) {
    // Nobody is left to be told where this fails.
    let _ = writeln!(anstream::stderr().lock(), "{line}");
}

/// The terminal's own width, or `COLUMNS`.
fn width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    columns.or_else(window_columns).unwrap_or(DEFAULT_WIDTH).max(LEAST_WIDTH)
}

#[cfg(unix)]
fn window_columns() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(io::stderr()).ok()?;
    (size.ws_col > 0).then_some(size.ws_col.into())
}

#[cfg(not(unix))]
fn window_columns() -> Option<usize> {
    None
}

/// Prints the records of this program; those of libraries concern nobody who writes a book.
struct Logger;

static LOGGER: Logger = Logger;

impl log::Log for Logger {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        metadata.level() <= log::max_level() && metadata.target().starts_with(env!("CARGO_PKG_NAME"))
    }

    fn log(&self, record: &log::Record<'_>) {
        if self.enabled(record.metadata()) {
            let word = match record.level() {
                log::Level::Error => "error",
                log::Level::Warn => "warning",
                _ => "note",
            };
            tell(&format!("{word}: {}", record.args()));
        }
    }

    fn flush(&self) {}
}
