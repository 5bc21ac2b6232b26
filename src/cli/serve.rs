//! `wence serve`.
//! Enters: a book's folder, an address. Leaves: the site on a local server, after every save as it is then; nothing on the
//! disk. Pages are rendered when they are asked for.
//! A build with errors is shown over the last good site and replaces nothing.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::thread;

use super::book::BookFolder;
use super::follow::{Follower, Following};
use super::report;
use super::terminal::Terminal;
use super::{Failure, Outcome};
use crate::build::{self, Book, Preview, Update};
use crate::diag;
use crate::model::{Content, OutputSet};
use crate::serve::{Changed, Generation, Options, Server, Shown};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The book's folder, the one with book.toml [default: the current folder]
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,

    /// The port to listen on; 0 takes any that is free
    #[arg(short, long, default_value_t = 3000)]
    port: u16,

    /// The name or address to listen on; other than the default it may show the book to your network
    #[arg(short = 'n', long, value_name = "HOST", default_value = "127.0.0.1")]
    hostname: String,

    /// Open the site in a browser
    #[arg(short, long)]
    open: bool,

    /// Show the site under a path, as GitHub Pages does for a project: /repo/
    #[arg(long, value_name = "PATH", default_value = "/")]
    mount: String,

    /// Build pages marked as drafts too
    #[arg(long)]
    drafts: bool,
}

pub(super) fn run(arguments: &Arguments, base: &Path, terminal: &Terminal) -> Result<Outcome, Failure> {
    let book = BookFolder::find(arguments.dir.as_deref(), base)?;
    let options =
        Options { hostname: arguments.hostname.clone(), port: arguments.port, mount: arguments.mount.clone() };
    // Before the first build, which would be in vain if the port were taken.
    let server = Arc::new(Server::bind(&options).map_err(|error| Failure::new(error.to_string()))?);
    let serving = {
        let server = Arc::clone(&server);
        thread::Builder::new().name("serve".to_owned()).spawn(move || server.run())
    };
    let serving = serving.map_err(|error| Failure::new(format!("cannot start a thread for the server: {error}")))?;

    let options = build::Options { drafts: arguments.drafts, preview: true, ..build::Options::default() };
    let mut session =
        Session { server: &server, site: Arc::new(OutputSet::default()), failed: false, stale: None, previewed: None };
    let mut following = Following::new(&book, &options, terminal);
    let announce = || -> Result<(), Failure> {
        terminal.print(format!("serving `{}` at {}\n", book.name(), server.url()).as_bytes())?;
        if let Some(url) = server.network_url() {
            terminal.print(format!("for other devices of this network: {url}\n").as_bytes())?;
        }
        if arguments.open {
            super::build::open(server.url(), terminal);
        }
        Ok(())
    };
    // A large book takes seconds; its pages can be looked at meanwhile.
    let preview = Preview::read(&book.root, &options);
    let is_large = preview.is_some();
    if let Some(preview) = preview {
        session.show_before_built(preview);
        announce()?;
    }
    following.start(&mut session);
    if !is_large {
        announce()?;
    }
    if let Err(error) = following.follow(&mut session) {
        terminal.warning(&format!("{error}: saves will not be noticed"));
    }
    // Until a signal ends the process.
    serving.join().map_err(|_| Failure::new("the server has stopped; this is a fault of Wence's, please report it"))?;
    Ok(Outcome::Done)
}

/// A book as the server asks for its files.
#[derive(Debug)]
struct Served(Arc<Book>);

impl Shown for Served {
    fn file(&self, path: &str) -> Option<Content> {
        self.0.file(path)
    }

    fn has(&self, path: &str) -> bool {
        self.0.has(path)
    }

    fn is_empty(&self) -> bool {
        self.0.pages() == 0
    }

    fn place(&self, path: &str, words: &str, nth: usize) -> Option<String> {
        self.0.place(path, words, nth)
    }
}

/// A book that is still being built: its pages as they are asked for, all else once it is built.
#[derive(Debug)]
struct Awaited {
    preview: Preview,
    built: Arc<OnceLock<Option<Arc<Book>>>>,
}

impl Awaited {
    /// The book, when it is built; `None` if that failed.
    fn book(&self) -> Option<&Book> {
        self.built.wait().as_deref()
    }
}

impl Shown for Awaited {
    fn file(&self, path: &str) -> Option<Content> {
        match self.built.get() {
            None => self.preview.file(path).or_else(|| self.book()?.file(path)),
            Some(built) => built.as_ref()?.file(path),
        }
    }

    fn has(&self, path: &str) -> bool {
        match self.built.get() {
            None => self.preview.has(path) || self.book().is_some_and(|book| book.has(path)),
            Some(built) => built.as_ref().is_some_and(|book| book.has(path)),
        }
    }

    fn is_empty(&self) -> bool {
        false
    }

    fn place(&self, path: &str, words: &str, nth: usize) -> Option<String> {
        self.book()?.place(path, words, nth)
    }
}

/// What the server has been given.
struct Session<'s> {
    server: &'s Server,
    /// Filled when the first build has ended, for those who wait for it.
    previewed: Option<Arc<OnceLock<Option<Arc<Book>>>>>,
    /// The last site without errors.
    site: Arc<dyn Shown>,
    /// Whether the last build had errors.
    failed: bool,
    /// Files of the site that changed since that site was shown; `None` for all there may be.
    stale: Option<BTreeSet<String>>,
}

impl Session<'_> {
    /// Shows the pages of a book that is still to be built.
    fn show_before_built(&mut self, preview: Preview) {
        let built = Arc::default();
        self.previewed = Some(Arc::clone(&built));
        let site = Arc::new(Awaited { preview, built });
        self.server.publish(Generation { number: 1, site, failure: None }, &Changed::everything());
    }
}

impl Follower for Session<'_> {
    fn check(&mut self, update: &mut Update) {
        update.diagnostics.extend(update.book.template_faults(update.changed.as_ref()));
        diag::sort(&update.files, &mut update.diagnostics);
    }

    fn take(&mut self, update: &mut Update, number: u64) -> Option<String> {
        let is_good = report::outcome(&update.diagnostics) == Outcome::Done;
        if let Some(built) = &self.previewed {
            // Later updates find it filled.
            let _ = built.set(is_good.then(|| Arc::clone(&update.book)));
        }
        let number = number + u64::from(self.previewed.is_some());
        self.stale = match (self.stale.take(), &update.changed) {
            (Some(mut stale), Some(changed)) => {
                stale.extend(changed.iter().cloned());
                Some(stale)
            }
            _ => None,
        };
        if !is_good {
            let failure = Some(report::failure_text(&update.diagnostics, &update.files));
            self.failed = true;
            self.server.publish(Generation { number, site: Arc::clone(&self.site), failure }, &Changed::nothing());
            return Some("the last good site stays".to_owned());
        }
        let changed = self.stale.replace(BTreeSet::new()).map_or_else(Changed::everything, Changed::paths);
        self.site = Arc::new(Served(Arc::clone(&update.book)));
        // Where nothing differs and nothing has failed the open pages need not be disturbed.
        if changed != Changed::nothing() || self.failed {
            self.server.publish(Generation { number, site: Arc::clone(&self.site), failure: None }, &changed);
        }
        self.failed = false;
        None
    }
}
