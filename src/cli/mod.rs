//! The command line.
//! Enters: arguments, the environment, the current folder. Leaves: calls into the library, messages, an exit code.
//! Decides nothing about books: what a build does is `build`'s, what may be written is `output`'s.
//! Start at [`main`]; each command has a file of its own.

mod book;
mod build;
mod check;
mod clean;
mod explain;
mod export;
mod follow;
mod init;
mod new;
mod pdf;
mod progress;
mod publish;
mod replace;
mod report;
mod serve;
mod terminal;
mod theme;
mod threads;
mod watch;
#[cfg(feature = "linkcheck")]
mod web;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

use terminal::{Terminal, Verbosity};

/// Heading of the flags that every command takes.
const EVERYWHERE: &str = "For every command";

/// Builds books from Markdown: for the web and from a folder on disk alike
#[derive(Debug, Parser)]
#[command(name = "wence", version, max_term_width = 100, propagate_version = false, disable_help_subcommand = true)]
#[command(
    after_help = "Exit codes: 0 done; 1 a page or template is at fault; 2 the call, the configuration or the machine."
)]
struct Arguments {
    /// Run as if started in DIR
    #[arg(short = 'C', value_name = "DIR", global = true, help_heading = EVERYWHERE)]
    current_dir: Option<PathBuf>,

    /// Say more; twice for even more
    #[arg(short, long, action = clap::ArgAction::Count, global = true, conflicts_with = "quiet", help_heading = EVERYWHERE)]
    verbose: u8,

    /// Say only what is wrong
    #[arg(short, long, global = true, help_heading = EVERYWHERE)]
    quiet: bool,

    /// Colours; `auto` means on a terminal, unless NO_COLOR is set
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Color::Auto, global = true, help_heading = EVERYWHERE)]
    color: Color,

    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the book's site
    Build(build::Arguments),
    /// Show the book in a browser and follow every save
    Serve(serve::Arguments),
    /// Build the book's site again at every save
    Watch(watch::Arguments),
    /// Report everything a build would find, and write nothing
    Check(check::Arguments),
    /// Write the questions for another program, or for paper
    #[command(subcommand)]
    Export(export::Command),
    /// Build, check, and put the site on a branch of a git remote
    Publish(publish::Arguments),
    /// Start a new book that builds at once
    Init(init::Arguments),
    /// Write a new page or question
    #[command(subcommand)]
    New(new::Command),
    /// Look at the theme's files, or copy them to change them
    #[command(subcommand)]
    Theme(theme::Command),
    /// Explain the code of a message, or list all codes
    Explain(explain::Arguments),
    /// Remove what builds have written
    Clean(clean::Arguments),
    /// Print the completion script for a shell
    Completions(CompletionsArguments),
    /// Print what can be set in book.toml
    #[command(subcommand)]
    Config(ConfigCommand),
}

impl Command {
    /// Whether the command reads a whole book, which is work for as many threads as there are processors.
    fn is_shared_among_threads(&self) -> bool {
        use Command::{Build, Check, Export, Publish, Serve, Watch};
        matches!(self, Build(_) | Serve(_) | Watch(_) | Check(_) | Export(_) | Publish(_))
    }
}

#[derive(Debug, Args)]
struct CompletionsArguments {
    #[arg(value_name = "SHELL")]
    shell: clap_complete::Shell,
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Print the JSON schema of book.toml, for editors
    Schema,
}

/// How a command ended, other than by a [`Failure`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    Done,
    /// A page or a template is at fault.
    ContentFault,
    /// The call, the configuration or the machine is.
    EnvironmentFault,
}

impl Outcome {
    fn exit_code(self) -> u8 {
        match self {
            Outcome::Done => 0,
            Outcome::ContentFault => 1,
            Outcome::EnvironmentFault => 2,
        }
    }
}

/// Why a command could not do its work: a wrong call, or the machine refused. Ends with exit code 2.
#[derive(Debug)]
struct Failure {
    /// One line, lower case, no full stop, names in backticks.
    message: String,
    help: Vec<String>,
}

impl Failure {
    fn new(message: impl Into<String>) -> Failure {
        Failure { message: message.into(), help: Vec::new() }
    }

    fn help(mut self, text: impl Into<String>) -> Failure {
        self.help.push(text.into());
        self
    }
}

/// Runs the program: parses the arguments of this process, does what they ask, and answers the exit code.
pub fn main() -> ExitCode {
    exit_on_signals();
    ExitCode::from(run(std::env::args_os()))
}

fn run(arguments: impl Iterator<Item = OsString>) -> u8 {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Nothing can be said where not even this can be printed.
            let _ = error.print();
            return u8::try_from(error.exit_code()).unwrap_or(2);
        }
    };
    let verbosity = match (arguments.quiet, arguments.verbose) {
        (true, _) => Verbosity::Quiet,
        (false, 0) => Verbosity::Normal,
        (false, 1) => Verbosity::Verbose,
        (false, _) => Verbosity::Debug,
    };
    let color = match arguments.color {
        Color::Auto => anstream::ColorChoice::Auto,
        Color::Always => anstream::ColorChoice::Always,
        Color::Never => anstream::ColorChoice::Never,
    };
    let terminal = Terminal::new(verbosity, color);
    match enter(arguments.current_dir.as_ref()).and_then(|()| {
        let base = arguments.current_dir.unwrap_or_default();
        dispatch(arguments.command, &base, &terminal)
    }) {
        Ok(outcome) => outcome.exit_code(),
        Err(failure) => {
            terminal.failure(&failure);
            Outcome::EnvironmentFault.exit_code()
        }
    }
}

/// Makes `-C` true for everything that follows, relative paths of other arguments included.
fn enter(folder: Option<&PathBuf>) -> Result<(), Failure> {
    let Some(folder) = folder else { return Ok(()) };
    std::env::set_current_dir(folder)
        .map_err(|error| Failure::new(format!("cannot go to the folder `{}` of `-C`: {error}", folder.display())))
}

/// `base` is what `-C` named: paths in messages start there, since the reader's own shell did not move.
fn dispatch(command: Command, base: &std::path::Path, terminal: &Terminal) -> Result<Outcome, Failure> {
    if command.is_shared_among_threads() {
        threads::prepare();
    }
    match command {
        Command::Build(arguments) => build::run(&arguments, base, terminal),
        Command::Serve(arguments) => serve::run(&arguments, base, terminal),
        Command::Watch(arguments) => watch::run(&arguments, base, terminal),
        Command::Check(arguments) => check::run(&arguments, base, terminal),
        Command::Export(command) => export::run(&command, base, terminal),
        Command::Publish(arguments) => publish::run(&arguments, base, terminal),
        Command::Init(arguments) => init::run(&arguments, base, terminal),
        Command::New(command) => new::run(&command, base, terminal),
        Command::Theme(command) => theme::run(&command, base, terminal),
        Command::Explain(arguments) => explain::run(&arguments, terminal),
        Command::Clean(arguments) => clean::run(&arguments, base, terminal),
        Command::Completions(arguments) => {
            let mut script = Vec::new();
            clap_complete::generate(arguments.shell, &mut Arguments::command(), "wence", &mut script);
            terminal.print(&script)?;
            Ok(Outcome::Done)
        }
        Command::Config(ConfigCommand::Schema) => {
            terminal.print(crate::config::json_schema().trim_end().as_bytes())?;
            terminal.print(b"\n")?;
            Ok(Outcome::Done)
        }
    }
}

/// Ends the process with 130 on SIGINT and 143 on SIGTERM, as shells count (128 and the signal's number), also where the
/// default would not: as the first process of a container, or started in the background by a script.
/// Ending at any instruction is safe, since a site is exchanged in one step and locks go with their process.
#[cfg(unix)]
fn exit_on_signals() {
    use signal_hook::consts::{SIGINT, SIGTERM};
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;
    for signal in [SIGINT, SIGTERM] {
        let always = Arc::new(AtomicBool::new(true));
        // Without a handler the system's default ends the process too.
        let _ = signal_hook::flag::register_conditional_shutdown(signal, 128 + signal, always);
    }
}

#[cfg(not(unix))]
fn exit_on_signals() {}

/// `1 page`, `2 pages`.
fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn flags_that_mdbook_has_are_spelt_as_there() {
        let parse =
            |line: &str| Arguments::try_parse_from(line.split(' ').map(OsString::from)).map(|parsed| parsed.command);
        assert!(matches!(parse("wence build book -d out -o"), Ok(Command::Build(_))));
        assert!(matches!(parse("wence serve -p 80 -n localhost --open"), Ok(Command::Serve(_))));
        assert!(matches!(parse("wence clean -d out"), Ok(Command::Clean(_))));
        assert!(matches!(parse("wence init --title T"), Ok(Command::Init(_))));
    }

    #[test]
    fn global_flags_may_follow_the_command() {
        let line = ["wence", "build", "-q", "--color", "never", "-C", "x"];
        let parsed = Arguments::try_parse_from(line).unwrap();
        assert!(parsed.quiet && matches!(parsed.color, Color::Never));
        assert_eq!(parsed.current_dir, Some(PathBuf::from("x")));
    }
}
