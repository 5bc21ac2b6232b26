//! The development server: shows the last good build and tells open pages when the next one is there.
//! Enters: generations of the site from the caller, requests from browsers on this machine. Leaves: answers, events.
//! It knows nothing of books: it asks a [`Shown`] for files, reads none but those it names, and keeps no state between requests. For
//! development only: it is not made to stand behind a proxy or on the open net.
//! Start at [`Server`]; [`watch`] is the other half of the loop, file events.

mod acceptor;
mod http;
mod mime;
mod poll;
mod reload;
pub(crate) mod request;
pub(crate) mod route;
pub mod watch;

use std::collections::BTreeSet;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use acceptor::{Connection, Limits, Slots};
use http::Answer;
use reload::Hub;
use request::{Head, HeadReader, Hosts, Method, Refusal};
use route::{Found, Mount, Place};

use crate::model::{Content, OutputSet};

/// The files of a site, which may be made when they are asked for.
pub trait Shown: fmt::Debug + Send + Sync {
    /// What stands at this path: relative, `/` between the parts, decoded.
    fn file(&self, path: &str) -> Option<Content>;

    /// Whether something stands at this path.
    fn has(&self, path: &str) -> bool;

    /// Whether there is no file at all.
    fn is_empty(&self) -> bool;

    /// Where words that the page at this path shows were written, `file:line`; `nth` counts places of the same words.
    fn place(&self, path: &str, words: &str, nth: usize) -> Option<String>;
}

impl Shown for OutputSet {
    fn file(&self, path: &str) -> Option<Content> {
        self.files.get(path).cloned()
    }

    fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    fn place(&self, _: &str, _: &str, _: usize) -> Option<String> {
        None
    }
}

/// One finished build as the server shows it.
#[derive(Clone, Debug)]
pub struct Generation {
    /// Counts the builds of this run, ascending. 0 stands for "none yet".
    pub number: u64,
    /// The last good site; empty when there has been none.
    pub site: Arc<dyn Shown>,
    /// When the last build failed: its messages as plain text, shown over the last good site.
    pub failure: Option<String>,
}

/// What a generation changed against the one published before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// Paths of the site, added, changed or removed. `None`: not known, or everything. Empty after a failed build.
    pub paths: Option<BTreeSet<String>>,
    /// Pages need not be loaded anew: swapping their style sheets shows all of the change. Holds too when only the names
    /// of style sheets changed in the pages.
    pub only_styles: bool,
}

impl Changed {
    /// Anything may have changed.
    pub fn everything() -> Changed {
        Changed::default()
    }

    /// The site is the same; only the failure came or went.
    pub fn nothing() -> Changed {
        Changed::paths(BTreeSet::new())
    }

    /// These changed, and only styles if all of them end in `.css`.
    pub fn paths(paths: BTreeSet<String>) -> Changed {
        let only_styles = !paths.is_empty() && paths.iter().all(|path| path.ends_with(".css"));
        Changed { paths: Some(paths), only_styles }
    }
}

/// Where and how to serve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// A name or an address to bind. Anything but a loopback address shows the site to the network.
    pub hostname: String,
    /// 0 takes any free port.
    pub port: u16,
    /// The path the site is shown under, `/` or such as `/repo/`, to rehearse a project page.
    pub mount: String,
}

impl Default for Options {
    fn default() -> Options {
        Options { hostname: "127.0.0.1".to_owned(), port: 3000, mount: "/".to_owned() }
    }
}

/// A bound server. Shared by reference: [`Server::run`] holds one thread until another calls [`Server::shutdown`].
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    hostname: String,
    slots: Arc<Slots>,
    site: Arc<Site>,
}

/// What the connections' threads share.
struct Site {
    hub: Hub,
    hosts: Hosts,
    mount: Mount,
    limits: Limits,
}

/// How a request goes on.
enum Reply {
    Answer(Answer),
    Events,
}

impl Server {
    /// Takes the address, so that a port in use is known before the first build. The error's text names the address and
    /// the mend.
    pub fn bind(options: &Options) -> io::Result<Server> {
        Server::bind_with(options, Limits::default())
    }

    fn bind_with(options: &Options, limits: Limits) -> io::Result<Server> {
        let mount = Mount::parse(&options.mount).map_err(|fault| io::Error::new(io::ErrorKind::InvalidInput, fault))?;
        let hostname = options.hostname.trim_start_matches('[').trim_end_matches(']').to_owned();
        let listener =
            TcpListener::bind((hostname.as_str(), options.port)).map_err(|error| explain(&error, options))?;
        let address = listener.local_addr()?;
        // Random enough to tell two runs apart, and nothing more is asked of it.
        let run = format!("{:08x}", RandomState::new().hash_one(std::process::id()) as u32);
        let none_yet = Generation { number: 0, site: Arc::new(OutputSet::default()), failure: None };
        let hosts = Hosts::new(&hostname, address.port());
        let site = Arc::new(Site { hub: Hub::new(run, none_yet), hosts, mount, limits });
        Ok(Server { listener, address, hostname, slots: Slots::new(limits.connections), site })
    }

    /// The address in use, with the port that was found when any would do.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address of the site's home page for a browser on this machine.
    pub fn url(&self) -> String {
        let ip = self.address.ip();
        let host = match (ip.is_unspecified(), self.hostname.parse::<IpAddr>()) {
            (true, _) if ip.is_ipv6() => "[::1]".to_owned(),
            (true, _) => "127.0.0.1".to_owned(),
            (false, Ok(IpAddr::V6(address))) => format!("[{address}]"),
            (false, _) => self.hostname.clone(),
        };
        format!("http://{host}:{}{}", self.address.port(), self.site.mount.url_path())
    }

    /// Under a wildcard, the address by which other devices of the network reach the site. `None` when only this machine
    /// does, or no network is there.
    pub fn network_url(&self) -> Option<String> {
        let (bind, probe): (IpAddr, IpAddr) = match self.address.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => (ip.into(), Ipv4Addr::new(192, 0, 2, 1).into()),
            // Bound to `::`, the server is reached by either family, and IPv4 addresses are the ones people can type.
            IpAddr::V6(ip) if ip.is_unspecified() => (Ipv4Addr::UNSPECIFIED.into(), Ipv4Addr::new(192, 0, 2, 1).into()),
            _ => return None,
        };
        // Connecting a UDP socket sends nothing; the system only chooses the address it would send from. The other end
        // is one of those kept for documentation (RFC 5737).
        let socket = UdpSocket::bind((bind, 0)).ok()?;
        socket.connect((probe, 9)).ok()?;
        let ip = socket.local_addr().ok()?.ip();
        (!ip.is_loopback() && !ip.is_unspecified())
            .then(|| format!("http://{ip}:{}{}", self.address.port(), self.site.mount.url_path()))
    }

    /// Shows a generation from now on and tells the open pages. Numbers must ascend.
    pub fn publish(&self, generation: Generation, changed: &Changed) {
        self.site.hub.publish(generation, changed);
    }

    /// Serves until [`Server::shutdown`], then waits for the connections to end.
    pub fn run(&self) {
        let site = Arc::clone(&self.site);
        let attend: Arc<dyn Fn(&Connection) + Send + Sync> = Arc::new(move |connection| site.attend(connection));
        acceptor::accept(&self.listener, &self.slots, &attend, http::BUSY);
    }

    /// Ends [`Server::run`], also one that has not begun. From any thread, such as a signal's.
    pub fn shutdown(&self) {
        self.site.hub.close();
        self.slots.stop(self.address);
    }
}

/// Says what was tried and what to do instead.
fn explain(error: &io::Error, options: &Options) -> io::Error {
    let Options { hostname, port, .. } = options;
    let text = match error.kind() {
        io::ErrorKind::AddrInUse => {
            format!(
                "port {port} on `{hostname}` is in use, perhaps by another `wence serve`: choose another with `-p PORT`"
            )
        }
        io::ErrorKind::PermissionDenied => {
            format!("port {port} on `{hostname}` may not be used by this user: choose one above 1023 with `-p PORT`")
        }
        _ => format!(
            "cannot listen on `{hostname}`, port {port}: {error}; `--hostname` takes a name or address of this machine"
        ),
    };
    io::Error::new(error.kind(), text)
}

impl Site {
    /// One connection from its first byte to its last.
    fn attend(&self, connection: &Connection) {
        let limits = &self.limits;
        let mut reader = HeadReader::new(limits.head_bytes);
        let mut idle = limits.head_time;
        loop {
            let head = match reader.next(connection, idle, limits.head_time) {
                Ok(Some(head)) => head,
                Ok(None) => return,
                Err(refusal) => {
                    connection.is_answered();
                    let _ = Answer::refusal(refusal).send(connection, None, limits);
                    return connection.linger();
                }
            };
            connection.is_answered();
            let answer = match self.reply(&head, connection) {
                Reply::Answer(answer) => answer,
                Reply::Events => {
                    // An error means that the client has left, which is how streams end.
                    let _ = self.stream(&head, connection);
                    return;
                }
            };
            match answer.send(connection, Some(&head), limits) {
                Ok(true) => {}
                Ok(false) => return connection.linger(),
                Err(error) => return log::debug!("an answer was cut short: {error}"),
            }
            connection.waits();
            idle = limits.idle_time;
        }
    }

    fn reply(&self, head: &Head, connection: &Connection) -> Reply {
        let checked = match connection.local_address() {
            Ok(local) => head.check(&self.hosts, local.ip()),
            Err(_) => Err(Refusal::new(400, "the connection is gone")),
        };
        if let Err(refusal) = checked {
            return Reply::Answer(Answer::refusal(refusal));
        }
        let own = head.path.strip_prefix(b"/").and_then(|path| path.strip_prefix(route::OWN_FOLDER.as_bytes()));
        Reply::Answer(match own {
            Some(b"/events") => return Reply::Events,
            Some(b"/place") => self.place(head),
            Some(b"/reload.js") => {
                let script = Content::from(reload::SCRIPT.to_owned());
                answer_or_missing(Answer::file("reload.js", &script, <[u8]>::to_vec)).conditional(head)
            }
            _ => self.answer(head),
        })
    }

    fn stream(&self, head: &Head, connection: &Connection) -> io::Result<()> {
        if head.method == Method::Head {
            return connection.write_all(reload::events_head().as_bytes(), Instant::now() + self.limits.write_time);
        }
        // A browser that takes a stream up again says how far it had come.
        let since = head.header("last-event-id").or_else(|| head.parameter("since"));
        self.hub.stream(connection, since, &self.limits)
    }

    /// Where the words that were clicked stand in the author's files.
    fn place(&self, head: &Head) -> Answer {
        let decoded = |name| head.parameter(name).and_then(|value| route::decode(value.as_bytes()));
        let (page, words) = (decoded("page").unwrap_or_default(), decoded("words").unwrap_or_default());
        let nth = head.parameter("nth").and_then(|nth| nth.parse().ok()).unwrap_or(0);
        match self.hub.current().site.place(&page, &words, nth) {
            Some(place) => Answer::text(200, mime::PLAIN, place),
            None => Answer::text(404, mime::PLAIN, "these words stand in no file of the book\n"),
        }
    }

    fn answer(&self, head: &Head) -> Answer {
        let Some(path) = route::decode_path(&head.path) else {
            return Answer::refusal(Refusal::new(400, "this path is malformed or leads out of the site"));
        };
        let path = match self.mount.place(path) {
            Place::Inside(path) => path,
            Place::Above => return Answer::redirect(302, self.mount.url_path()),
            Place::Outside => {
                let text = format!("nothing is here: the site is shown under {}\n", self.mount.url_path());
                return Answer::text(404, mime::PLAIN, text);
            }
        };
        let generation = self.hub.current();
        if generation.site.is_empty() {
            return self.stand_in(&generation);
        }
        match route::find(&*generation.site, &path) {
            Found::File(key) => match self.file(&generation, &key, Some(&key)) {
                Ok(answer) => answer.conditional(head),
                // Listed by the build, gone or unreadable since: the next build will say so.
                Err(error) => {
                    log::warn!("`{key}` cannot be read any more: {error}");
                    self.missing(&generation)
                }
            },
            Found::Folder => {
                let query = head.query.as_ref().map(|query| format!("?{}", encode_query(query))).unwrap_or_default();
                Answer::redirect(301, format!("{}{}/{query}", self.mount.url_path(), route::encode_path(&path.path)))
            }
            Found::Nothing => self.missing(&generation),
        }
    }

    /// A file of the site, a page with the reload script. `page` is what the script takes for the page's path.
    fn file(&self, generation: &Generation, key: &str, page: Option<&str>) -> io::Result<Answer> {
        let content = generation.site.file(key).ok_or(io::ErrorKind::NotFound)?;
        Answer::file(key, &content, |html| reload::inject(html, &self.hub.stamp(generation), page))
    }

    /// The site's own page for what it does not have, else a plain one; alive, so that the page shows once it is written.
    fn missing(&self, generation: &Generation) -> Answer {
        match self.file(generation, "404.html", None) {
            Ok(answer) => answer.with_status(404),
            Err(_) => self.page(generation, 404, "Not found", "<p>The site has no such page.</p>"),
        }
    }

    /// While there is no site to show: the messages of the failed build, or word that the first one is under way.
    fn stand_in(&self, generation: &Generation) -> Answer {
        match &generation.failure {
            Some(failure) => {
                let text = format!("<pre>{}</pre>", reload::escape_html(failure));
                self.page(generation, 500, "The build failed", &text)
            }
            None if generation.number == 0 => {
                self.page(generation, 503, "Building", "<p>The first build is under way.</p>")
            }
            None => self.page(generation, 404, "Not found", "<p>The site is empty.</p>"),
        }
    }

    fn page(&self, generation: &Generation, status: u16, title: &str, body: &str) -> Answer {
        let html = format!(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\">\
             <title>{title}</title></head>\n<body><h1>{title}</h1>\n{body}\n</body></html>\n"
        );
        let html = reload::inject(html.as_bytes(), &self.hub.stamp(generation), None);
        Answer::text(status, mime::HTML, String::from_utf8_lossy(&html))
    }
}

/// The server's own files are in memory, so that nothing can go wrong with them in practice.
fn answer_or_missing(answer: io::Result<Answer>) -> Answer {
    answer.unwrap_or_else(|error| Answer::text(404, mime::PLAIN, format!("{error}\n")))
}

/// A raw query as it may stand in a header: what is not ASCII is encoded, the rest is as the client wrote it.
fn encode_query(query: &[u8]) -> String {
    query
        .iter()
        .map(|&byte| if byte.is_ascii() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// Absolute, without touching links: how [`watch`] and the build name files alike.
pub(crate) fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests;
