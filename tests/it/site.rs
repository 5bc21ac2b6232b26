//! Sites as readers get them: a folder on the disk, or below a path of a web server. And the books of this repository that
//! the browser's tests open, with one page of every type.

use std::fmt;
use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

use crate::program::{Folder, files_below, wence};
use crate::webdriver::Browser;

/// Where the server shows a site: as GitHub Pages shows a repository's.
const MOUNT: &str = "/repo/";

/// A site in a folder of its own.
pub struct Site {
    /// Keeps the folder.
    _folder: Folder,
    pub root: PathBuf,
}

impl Site {
    /// Builds a book of the repository, `folder` from its root, strictly. The site's folder has a name that must be encoded
    /// in a URL.
    pub fn of_book(folder: &str) -> Site {
        Site::of_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder))
    }

    /// Builds the book in a folder.
    pub fn of_folder(book: &Path) -> Site {
        let site = Site::empty();
        wence(book, &["build", "--strict", "-d", site.root.to_str().expect("names in tests are Unicode")]).exits(0);
        site
    }

    pub fn empty() -> Site {
        let folder = Folder::new();
        let root = folder.join("指南 #1");
        fs::create_dir(&root).unwrap();
        // As the browser will name it.
        let root = root.canonicalize().unwrap();
        Site { _folder: folder, root }
    }

    /// The same site under another name of its folder.
    pub fn moved(self, name: &str) -> Site {
        let root = self.root.with_file_name(name);
        fs::rename(&self.root, &root).unwrap();
        Site { root, ..self }
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Paths of the pages that are read from a folder: not the page for what a server does not find, nor those that only
    /// lead elsewhere.
    pub fn pages(&self) -> Vec<String> {
        let redirects = |path: &str| self.read(path).contains("http-equiv=\"refresh\"");
        let is_read = |path: &String| path.ends_with(".html") && path != "404.html" && !redirects(path);
        files_below(&self.root).into_iter().filter(is_read).collect()
    }

    pub fn url(&self, page: &str) -> String {
        let path = self.root.join(page);
        format!("file://{}", encode_percent(path.to_str().expect("names in tests are Unicode")))
    }

    /// Path in the site and fragment of an address, both decoded. `None` if it does not lead to the site's folder.
    pub fn place(&self, url: &str) -> Option<(String, String)> {
        let (path, fragment) = url.strip_prefix("file://")?.split_once('#').unwrap_or((&url["file://".len()..], ""));
        let path = PathBuf::from(decode_percent(path.split('?').next().unwrap_or(path)));
        let path = path.strip_prefix(&self.root).ok()?.to_str()?.to_owned();
        Some((path, decode_percent(fragment)))
    }
}

pub fn encode_percent(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte);
    let code = |byte: u8| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(code).collect()
}

pub fn decode_percent(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = tail.get(..2).and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
        match (first, code) {
            (b'%', Some(byte)) => (bytes, rest) = ([bytes, vec![byte]].concat(), &tail[2..]),
            _ => (bytes, rest) = ([bytes, vec![*first]].concat(), tail),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A plain web server on a free port of loopback, with a site below [`MOUNT`] as it lies on the disk and nothing else. What is
/// not there is answered by the site's own `404.html`.
///
/// One thread a connection and one answer a connection: `tiny_http`'s own loop keeps a connection waiting behind another that
/// its browser holds open, now and then and for as long as that one lasts.
pub struct Server {
    address: SocketAddr,
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
    /// Ends in `/`.
    pub url: String,
}

impl Server {
    pub fn of(site: &Site) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let address = listener.local_addr().expect("it listens on a port");
        let is_over = Arc::new(AtomicBool::new(false));
        let thread = thread::spawn({
            let (is_over, root) = (Arc::clone(&is_over), site.root.clone());
            move || {
                for connection in listener.incoming().flatten() {
                    if is_over.load(Ordering::Acquire) {
                        return;
                    }
                    let root = root.clone();
                    // A browser that has left the page is no fault of the site.
                    thread::spawn(move || answer(connection, &root).ok());
                }
            }
        });
        Server { address, is_over, thread: Some(thread), url: format!("http://{address}{MOUNT}") }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Release);
        // Wakes the thread that accepts.
        let _ = TcpStream::connect(self.address);
        drop(self.thread.take().map(JoinHandle::join));
    }
}

fn answer(connection: TcpStream, root: &Path) -> io::Result<()> {
    let mut reader = BufReader::new(connection);
    let mut request = String::new();
    reader.read_line(&mut request)?;
    let mut line = String::new();
    while reader.read_line(&mut line)? > 2 {
        line.clear();
    }
    let url = request.split(' ').nth(1).unwrap_or_default();
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let path = decode_percent(path.strip_prefix(MOUNT).unwrap_or("/"));
    let path = if path.is_empty() { "index.html".to_owned() } else { path };
    let found = fs::read(root.join(&path)).ok().filter(|_| !path.starts_with('/') && !path.contains(".."));
    let (status, path, bytes) = match found {
        Some(bytes) => ("200 OK", path, bytes),
        None => ("404 Not Found", "404.html".to_owned(), fs::read(root.join("404.html")).unwrap_or_default()),
    };
    let (kind, length) = (media_type(&path), bytes.len());
    let head =
        format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
    let mut connection = reader.into_inner();
    connection.write_all(head.as_bytes())?;
    connection.write_all(&bytes)
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "txt" => "text/plain; charset=utf-8",
        "xml" => "application/xml",
        _ => "application/octet-stream",
    }
}

/// What a page is for. Every type is looked at in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    Home,
    Section,
    Chapter,
    Questions,
    /// Every way of writing Markdown.
    Features,
    Contents,
    /// All questions.
    Bank,
    Practice,
    Print,
    Missing,
    /// As it would look if it did not lead on at once.
    Redirect,
}

/// A page of a book.
#[derive(Clone, Copy)]
pub struct Page<'s> {
    pub language: &'static str,
    pub kind: Type,
    pub site: &'s Site,
    pub path: &'static str,
}

impl fmt::Display for Page<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "{} {:?}", self.language, self.kind)
    }
}

impl Page<'_> {
    pub fn url(&self) -> String {
        self.site.url(self.path)
    }

    pub fn open(&self, browser: &Browser) {
        browser.open(&self.url());
    }
}

/// Books in one language that together have pages of every type: one written for readers, the other for the tests.
pub struct Shelf {
    pub language: &'static str,
    pub book: Site,
    pub features: Site,
}

/// A former path of a page of the second book, and the page there without what makes it lead on.
pub const REDIRECT: &str = "chapter/old-prose.html";
const HELD_REDIRECT: &str = "chapter/held.html";

impl Shelf {
    /// The guide, and `tests/sites/features/zh`.
    pub fn in_chinese() -> Shelf {
        Shelf::of("zh-CN", Site::of_book(""), Site::of_book("tests/sites/features/zh"))
    }

    /// The manual, and `tests/sites/features/en`.
    pub fn in_english() -> Shelf {
        Shelf::of("en", Site::of_book("docs"), Site::of_book("tests/sites/features/en"))
    }

    pub fn both() -> [Shelf; 2] {
        [Shelf::in_chinese(), Shelf::in_english()]
    }

    fn of(language: &'static str, book: Site, features: Site) -> Shelf {
        let redirect = features.read(REDIRECT);
        let (before, tag) = redirect.split_once("<meta http-equiv=\"refresh\"").expect("a redirect leads on");
        let (_, after) = tag.split_once('>').expect("a tag ends");
        fs::write(features.root.join(HELD_REDIRECT), format!("{before}{after}")).unwrap();
        Shelf { language, book, features }
    }

    /// A page of each type, in the order of [`Type`].
    pub fn pages(&self) -> Vec<Page<'_>> {
        let (book, features) = (&self.book, &self.features);
        let (section, chapter, questions) = match self.language {
            "en" => ("write/index.html", "write/links.html", (features, "chapter/questions.html")),
            _ => ("before/index.html", "before/company-research.html", (book, "questions/order.html")),
        };
        let pages = [
            (Type::Home, book, "index.html"),
            (Type::Section, book, section),
            (Type::Chapter, book, chapter),
            (Type::Questions, questions.0, questions.1),
            (Type::Features, features, "chapter/markdown.html"),
            // Those of a book for readers are long: a test of their own looks at them.
            (Type::Contents, features, "contents.html"),
            (Type::Bank, features, "bank.html"),
            (Type::Practice, features, "practice.html"),
            (Type::Print, features, "print.html"),
            (Type::Missing, features, "404.html"),
            (Type::Redirect, features, HELD_REDIRECT),
        ];
        pages.into_iter().map(|(kind, site, path)| Page { language: self.language, kind, site, path }).collect()
    }

    pub fn page(&self, kind: Type) -> Page<'_> {
        self.pages().into_iter().find(|page| page.kind == kind).expect("there is a page of every type")
    }
}
