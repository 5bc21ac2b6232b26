//! Live reload: which generation is shown, who is to hear of the next, and the script that listens.
//! Enters: generations as they are published. Leaves: server-sent events (WHATWG HTML §9.2) and a script tag in pages.
//! A page names the generation it was made from when it subscribes, so a build that ends before that is not missed.

use std::collections::{BTreeSet, VecDeque};
use std::fmt;
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use serde::Serialize;

use super::acceptor::{Connection, Limits};
use super::http::BUSY;
use super::route::OWN_FOLDER;
use super::{Changed, Generation};

/// The script every page is given.
pub const SCRIPT: &str = include_str!("reload.js");

/// Generations whose changes are remembered. A page older than that is told to load anew.
const LOG: usize = 64;
/// More changed paths than that are not listed: the page then takes it that everything changed.
const MOST_PATHS: usize = 256;
/// How long a new stream waits for the place of one whose client has left.
const PLACE_TIME: Duration = Duration::from_millis(100);

/// A generation's name that also tells runs of the server apart: numbers start anew with each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    run: String,
    number: u64,
}

impl fmt::Display for Stamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}-{}", self.run, self.number)
    }
}

/// The site in view and the streams that wait for the next.
pub struct Hub {
    /// Letters and digits, different in each run.
    run: String,
    state: Mutex<State>,
    /// Told of a generation, a probe, a stream's end and the close.
    changed: Condvar,
}

struct State {
    generation: Arc<Generation>,
    log: VecDeque<Entry>,
    streams: usize,
    /// Raised to make every stream look whether its client is still there.
    probes: u64,
    is_closed: bool,
}

/// What one generation changed against the one before it.
struct Entry {
    before: u64,
    changed: Changed,
}

/// What a page is told. `data` of an event, as JSON.
#[derive(Debug, Serialize)]
struct News<'a> {
    generation: String,
    /// Paths of the site that changed since the page's generation, sorted; `null` when anything may have.
    paths: Option<BTreeSet<&'a str>>,
    /// All of the change is to styles.
    styles: bool,
    /// The messages of the last build, when it failed.
    failure: Option<&'a str>,
}

enum Woken {
    News,
    Probe,
    Idle,
    Closed,
}

impl Hub {
    pub fn new(run: String, generation: Generation) -> Hub {
        let state =
            State { generation: Arc::new(generation), log: VecDeque::new(), streams: 0, probes: 0, is_closed: false };
        Hub { run, state: Mutex::new(state), changed: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no holder of this lock panics")
    }

    pub fn current(&self) -> Arc<Generation> {
        Arc::clone(&self.lock().generation)
    }

    pub fn publish(&self, generation: Generation, changed: &Changed) {
        let mut state = self.lock();
        let before = state.generation.number;
        state.log.push_back(Entry { before, changed: changed.clone() });
        if state.log.len() > LOG {
            state.log.pop_front();
        }
        state.generation = Arc::new(generation);
        self.changed.notify_all();
    }

    /// Ends all streams.
    pub fn close(&self) {
        self.lock().is_closed = true;
        self.changed.notify_all();
    }

    pub fn stamp(&self, generation: &Generation) -> Stamp {
        Stamp { run: self.run.clone(), number: generation.number }
    }

    /// The number of a stamp of this run. A bare number is taken for one of this run.
    fn number_of(&self, stamp: &str) -> Option<u64> {
        let number = match stamp.rsplit_once('-') {
            Some((run, number)) => (run == self.run).then_some(number)?,
            None => stamp,
        };
        number.parse().ok()
    }

    /// One event, ready to be sent, and the number of the generation it tells of.
    fn event(&self, state: &State, since: Option<u64>) -> (String, u64) {
        let number = state.generation.number;
        let (paths, styles) = changes_since(state, since);
        let stamp = self.stamp(&state.generation).to_string();
        let failure = state.generation.failure.as_deref();
        let news = News { generation: stamp.clone(), paths, styles, failure };
        // Strings, booleans and lists of them always serialise; JSON holds no line break, so one `data` line is enough.
        let data = serde_json::to_string(&news).unwrap_or_default();
        (format!("id: {stamp}\ndata: {data}\n\n"), number)
    }

    fn wait(&self, seen: u64, probe: &mut u64, ping: Duration) -> Woken {
        let nothing_new =
            |state: &mut State| !state.is_closed && state.generation.number == seen && state.probes == *probe;
        let waited = self.changed.wait_timeout_while(self.lock(), ping, nothing_new);
        let state = waited.expect("no holder of this lock panics").0;
        if state.is_closed {
            return Woken::Closed;
        }
        let is_probe = std::mem::replace(probe, state.probes) != state.probes;
        if state.generation.number != seen {
            Woken::News
        } else if is_probe {
            Woken::Probe
        } else {
            Woken::Idle
        }
    }

    /// Takes one of the places for streams, after those whose clients have left were asked to free theirs: a page that is
    /// reloaded leaves its stream behind, and only a look at the socket shows it.
    fn enter(&self, most: usize) -> Option<Place<'_>> {
        let mut state = self.lock();
        state.probes += 1;
        self.changed.notify_all();
        if state.streams >= most {
            let is_full = |state: &mut State| state.streams >= most && !state.is_closed;
            state =
                self.changed.wait_timeout_while(state, PLACE_TIME, is_full).expect("no holder of this lock panics").0;
        }
        (state.streams < most && !state.is_closed).then(|| {
            state.streams += 1;
            Place { hub: self }
        })
    }

    /// Sends events until the client leaves or the server stops. The first comes at once and tells the present state.
    /// With all places taken the client is told so instead, and asks again by itself. `since` is a stamp as the page or the
    /// browser's Last-Event-ID names it.
    pub fn stream(&self, connection: &Connection, since: Option<&str>, limits: &Limits) -> io::Result<()> {
        let send = |text: &str| connection.write_all(text.as_bytes(), Instant::now() + limits.write_time);
        let Some(_place) = self.enter(limits.streams) else {
            connection.write_all(BUSY, Instant::now() + limits.write_time)?;
            connection.linger();
            return Ok(());
        };
        let mut since = since.and_then(|stamp| self.number_of(stamp));
        let mut probe = 0;
        let (event, mut seen) = {
            let state = self.lock();
            probe = probe.max(state.probes);
            self.event(&state, since)
        };
        send(&format!("{EVENTS_HEAD}retry: 500\n\n{event}"))?;
        loop {
            match self.wait(seen, &mut probe, limits.ping) {
                Woken::News => {
                    since = Some(seen);
                    let (event, number) = self.event(&self.lock(), since);
                    seen = number;
                    send(&event)?;
                }
                Woken::Probe if connection.is_gone() => return Ok(()),
                Woken::Probe => {}
                Woken::Idle if connection.is_gone() => return Ok(()),
                Woken::Idle => send(":\n\n")?,
                Woken::Closed => return Ok(()),
            }
        }
    }

    #[cfg(test)]
    pub fn streams(&self) -> usize {
        self.lock().streams
    }
}

/// A stream's place, free again when dropped.
struct Place<'a> {
    hub: &'a Hub,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.hub.lock().streams -= 1;
        self.hub.changed.notify_all();
    }
}

/// Written by hand: the stream has no length and must not be chunked into pieces that a reader would wait for.
const EVENTS_HEAD: &str = "HTTP/1.1 200 OK\r\nServer: wence\r\nContent-Type: text/event-stream; charset=utf-8\r\n\
    Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\n\
    Connection: close\r\n\r\n";

/// The head alone, for a HEAD request.
pub fn events_head() -> &'static str {
    EVENTS_HEAD
}

/// All changes after generation `since`, and whether they are to styles only.
fn changes_since(state: &State, since: Option<u64>) -> (Option<BTreeSet<&str>>, bool) {
    let Some(since) = since else { return (None, false) };
    if since == state.generation.number {
        return (Some(BTreeSet::new()), false);
    }
    let Some(first) = state.log.iter().position(|entry| entry.before == since) else { return (None, false) };
    let mut paths = BTreeSet::new();
    let mut styles = true;
    for Entry { changed, .. } in state.log.range(first..) {
        match &changed.paths {
            Some(changed) => paths.extend(changed.iter().map(String::as_str)),
            None => return (None, false),
        }
        styles &= changed.only_styles || changed.paths.as_ref().is_some_and(BTreeSet::is_empty);
    }
    if paths.len() > MOST_PATHS && !styles {
        return (None, false);
    }
    let styles = styles && !paths.is_empty();
    (Some(paths), styles)
}

/// Puts the script into a page, before the end of its body, else at its end. `page` is the page's path in the site; a
/// page without one (an answer that stands for something missing) loads anew at any change.
pub fn inject(html: &[u8], stamp: &Stamp, page: Option<&str>) -> Vec<u8> {
    let at = ["</body>", "</BODY>"]
        .into_iter()
        .filter_map(|end| memchr::memmem::rfind(html, end.as_bytes()))
        .max()
        .unwrap_or(html.len());
    let page = page.map(|page| format!(" data-page=\"{}\"", escape_html(page))).unwrap_or_default();
    let tag = format!("<script src=\"/{OWN_FOLDER}/reload.js\" data-generation=\"{stamp}\"{page} defer></script>");
    [&html[..at], tag.as_bytes(), &html[at..]].concat()
}

/// Text as it may stand between tags and in quoted attributes.
pub fn escape_html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::OutputSet;

    fn generation(number: u64, failure: Option<&str>) -> Generation {
        Generation { number, site: Arc::new(OutputSet::default()), failure: failure.map(str::to_owned) }
    }

    fn changed(paths: &[&str]) -> Changed {
        Changed::paths(paths.iter().map(|&path| path.to_owned()).collect())
    }

    /// Four generations after the first: a page, a style, a failure, a page and a style.
    fn hub() -> Hub {
        let hub = Hub::new("r".into(), generation(0, None));
        hub.publish(generation(1, None), &changed(&["a.html"]));
        hub.publish(generation(2, None), &changed(&["s.css"]));
        hub.publish(generation(3, Some("线\n\"断\"")), &changed(&[]));
        hub.publish(generation(5, None), &changed(&["b.html", "t.css"]));
        hub
    }

    fn event(hub: &Hub, since: &str) -> String {
        hub.event(&hub.lock(), hub.number_of(since)).0
    }

    #[test]
    fn an_event_unites_all_changes_since_the_pages_generation() {
        let hub = hub();
        let all = r#"["a.html","b.html","s.css","t.css"]"#;
        let event = |since| event(&hub, since);
        assert_eq!(
            event("r-0"),
            format!("id: r-5\ndata: {{\"generation\":\"r-5\",\"paths\":{all},\"styles\":false,\"failure\":null}}\n\n")
        );
        assert!(event("r-3").contains(r#""paths":["b.html","t.css"],"styles":false"#));
        assert!(event("r-5").contains(r#""paths":[],"styles":false"#));
        assert_eq!(event("5"), event("r-5"));
    }

    #[test]
    fn an_unknown_generation_means_that_anything_may_have_changed() {
        let hub = hub();
        for since in ["r-4", "r-6", "x-5", "", "r-", "r--1", "99999999999999999999999"] {
            assert!(event(&hub, since).contains(r#""paths":null,"styles":false"#), "{since}");
        }
    }

    #[test]
    fn a_change_to_styles_is_told_apart_even_across_a_failure() {
        let hub = Hub::new("r".into(), generation(0, None));
        hub.publish(generation(1, Some("线\n\"断\"")), &changed(&[]));
        assert!(event(&hub, "r-0").contains(r#""paths":[],"styles":false,"failure":"线\n\"断\"""#));
        hub.publish(generation(2, None), &changed(&["s.css"]));
        assert!(event(&hub, "r-0").contains(r#""paths":["s.css"],"styles":true,"failure":null"#));
    }

    #[test]
    fn too_many_paths_and_too_old_pages_are_told_to_load_anew() {
        let hub = Hub::new("r".into(), generation(0, None));
        hub.publish(generation(1, None), &Changed::paths((0..=MOST_PATHS).map(|n| format!("{n}.html")).collect()));
        assert!(event(&hub, "r-0").contains(r#""paths":null"#));
        for number in 2..=(LOG as u64 + 1) {
            hub.publish(generation(number, None), &changed(&["a.html"]));
        }
        assert!(event(&hub, "r-0").contains(r#""paths":null"#));
        assert!(event(&hub, "r-1").contains(r#""paths":["a.html"]"#));
    }

    #[test]
    fn the_script_goes_before_the_end_of_the_body_or_to_the_end() {
        let stamp = Stamp { run: "r".into(), number: 7 };
        let text = |html: &str, page| String::from_utf8(inject(html.as_bytes(), &stamp, page)).expect("UTF-8");
        let tag = "<script src=\"/__wence/reload.js\" data-generation=\"r-7\" data-page=\"书/&lt;a&gt;.html\" defer></script>";
        assert_eq!(text("<p>x</body></html>", Some("书/<a>.html")), format!("<p>x{tag}</body></html>"));
        assert_eq!(text("<pre></body></pre></BODY>", Some("书/<a>.html")), format!("<pre></body></pre>{tag}</BODY>"));
        assert_eq!(text("", None), "<script src=\"/__wence/reload.js\" data-generation=\"r-7\" defer></script>");
    }
}
