//! The server over real sockets on loopback: what it shows, and what it does not let itself be talked into.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::*;

/// Far beyond what any answer takes: only a hang meets it.
const PATIENCE: Duration = Duration::from_secs(30);

const HOME: &str = "<!doctype html><title>首页</title><body><p>问策</p></body>";

/// A server on a free port, running until dropped.
struct Running {
    server: Arc<Server>,
    ended: mpsc::Receiver<()>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.server.shutdown();
        let ended = self.ended.recv_timeout(PATIENCE);
        if !thread::panicking() {
            ended.expect("the server ends when told to");
            assert_eq!(self.server.slots.open(), 0);
        }
    }
}

struct Reply {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Reply {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            line.split_once(": ").filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
        })
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("the body is UTF-8")
    }
}

/// One client's connection.
struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Client {
    fn send(&mut self, bytes: impl AsRef<[u8]>) {
        // A server that has refused already may have closed; the answer tells.
        let _ = self.stream.write_all(bytes.as_ref());
    }

    fn more(&mut self) -> bool {
        let mut chunk = [0; 16 * 1024];
        match self.stream.read(&mut chunk) {
            Ok(n) => {
                self.buffer.extend_from_slice(&chunk[..n]);
                n > 0
            }
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionAborted
                ) =>
            {
                false
            }
            Err(error) => panic!("no answer: {error}"),
        }
    }

    /// The next answer; `None` when the connection ends without one.
    fn reply(&mut self, has_body: bool) -> Option<Reply> {
        let end = loop {
            match memchr::memmem::find(&self.buffer, b"\r\n\r\n") {
                Some(end) => break end,
                None if !self.more() => return None,
                None => {}
            }
        };
        let head = String::from_utf8(self.buffer[..end].to_vec()).expect("a head is ASCII");
        self.buffer.drain(..end + 4);
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status line");
        let mut reply = Reply { status, head, body: Vec::new() };
        if has_body && status != 304 {
            let length: usize =
                reply.header("Content-Length").and_then(|length| length.parse().ok()).expect("a length");
            while self.buffer.len() < length && self.more() {}
            reply.body = self.buffer.drain(..length.min(self.buffer.len())).collect();
        }
        Some(reply)
    }

    /// Whether the server closes without another byte.
    fn is_closed(&mut self) -> bool {
        self.buffer.is_empty() && !self.more()
    }

    /// The data of the next event.
    fn event(&mut self) -> serde_json::Value {
        self.next_event().expect("the stream goes on")
    }

    /// The same; `None` at the stream's end.
    fn next_event(&mut self) -> Option<serde_json::Value> {
        loop {
            if let Some(end) = memchr::memmem::find(&self.buffer, b"\n\n") {
                let event: Vec<u8> = self.buffer.drain(..end + 2).collect();
                let event = String::from_utf8(event).expect("events are UTF-8");
                if let Some(data) = event.lines().find_map(|line| line.strip_prefix("data: ")) {
                    return Some(serde_json::from_str(data).expect("events are JSON"));
                }
            } else if !self.more() {
                return None;
            }
        }
    }
}

fn start_with(options: &Options, limits: Limits) -> Running {
    let server = Arc::new(Server::bind_with(options, limits).expect("a free port"));
    let (sender, ended) = mpsc::channel();
    let running = Arc::clone(&server);
    thread::spawn(move || {
        running.run();
        let _ = sender.send(());
    });
    Running { server, ended }
}

fn any_port() -> Options {
    Options { port: 0, ..Options::default() }
}

fn site(files: &[(&str, &str)]) -> Arc<OutputSet> {
    let mut set = OutputSet::default();
    for (path, text) in files {
        set.insert(*path, (*text).to_owned());
    }
    Arc::new(set)
}

/// A small site, published as generation 1.
fn start() -> Running {
    let running = start_with(&any_port(), Limits::default());
    let files = [
        ("index.html", HOME),
        ("404.html", "<body>没有这一页</body>"),
        ("guide/index.html", "<body>guide</body>"),
        ("guide/面试.html", "<body>面试</body>"),
        ("style.css", "p { color: red }"),
        ("clip.mp3", "0123456789"),
    ];
    running.publish(1, site(&files), None, &Changed::everything());
    running
}

impl Running {
    fn publish(&self, number: u64, site: Arc<dyn Shown>, failure: Option<&str>, changed: &Changed) {
        self.server.publish(Generation { number, site, failure: failure.map(str::to_owned) }, changed);
    }

    fn client(&self) -> Client {
        let stream = TcpStream::connect(self.server.address()).expect("the server accepts");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time-out");
        stream.set_write_timeout(Some(PATIENCE)).expect("a time-out");
        Client { stream, buffer: Vec::new() }
    }

    fn request(&self, method: &str, target: &str, headers: &str) -> Reply {
        let mut client = self.client();
        let port = self.server.address().port();
        client.send(format!("{method} {target} HTTP/1.1\r\nHost: localhost:{port}\r\n{headers}\r\n"));
        client.reply(method != "HEAD").expect("an answer")
    }

    fn get(&self, target: &str) -> Reply {
        self.request("GET", target, "")
    }

    fn raw(&self, bytes: impl AsRef<[u8]>) -> Option<Reply> {
        let mut client = self.client();
        client.send(bytes);
        client.reply(true)
    }

    fn listen(&self, since: &str) -> Client {
        let mut client = self.client();
        let port = self.server.address().port();
        client.send(format!("GET /__wence/events?since={since} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"));
        client.reply(false).expect("a stream");
        client
    }

    fn stamp(&self) -> String {
        let reply = self.get("/");
        let text = reply.text();
        let from = text.find("data-generation=\"").expect("the page has the script") + "data-generation=\"".len();
        text[from..].split('"').next().expect("the attribute ends").to_owned()
    }
}

#[test]
fn pages_are_shown_with_their_type_and_the_script() {
    let running = start();
    let reply = running.get("/");
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("Content-Type"), Some("text/html; charset=utf-8"));
    assert_eq!(reply.header("Cache-Control"), Some("no-cache"));
    assert_eq!(reply.header("X-Content-Type-Options"), Some("nosniff"));
    assert!(reply.text().starts_with(
        "<!doctype html><title>首页</title><body><p>问策</p><script src=\"/__wence/reload.js\" data-generation=\""
    ));
    assert!(reply.text().ends_with(" data-page=\"index.html\" defer></script></body>"));
    let script = running.get("/__wence/reload.js");
    assert_eq!((script.status, script.header("Content-Type")), (200, Some("text/javascript; charset=utf-8")));
    assert_eq!(script.text(), reload::SCRIPT);
    let style = running.get("/style.css?v=1");
    assert_eq!((style.text(), style.header("Content-Type")), ("p { color: red }", Some("text/css; charset=utf-8")));
}

#[test]
fn paths_are_found_as_github_pages_finds_them() {
    let running = start();
    for target in ["/guide/%E9%9D%A2%E8%AF%95.html", "/guide/面试.html", "/guide/%e9%9d%a2%e8%af%95"] {
        let reply = running.get(target);
        assert_eq!(reply.status, 200, "{target}");
        assert!(reply.text().starts_with("<body>面试<script"), "{target}");
    }
    let reply = running.get("/guide?q=%E9%9D%A2\u{9762}");
    assert_eq!((reply.status, reply.header("Location")), (301, Some("/guide/?q=%E9%9D%A2%E9%9D%A2")));
    assert_eq!(running.get("/guide/").status, 200);
    for target in ["/nothing", "/GUIDE/", "/Style.css", "/__wence/other", "/__wenceevents"] {
        let reply = running.get(target);
        assert_eq!(reply.status, 404, "{target}");
        assert!(reply.text().starts_with("<body>没有这一页<script"), "{target}");
        assert!(!reply.text().contains("data-page"), "{target}");
    }
}

#[test]
fn paths_that_climb_or_are_malformed_are_refused() {
    let running = start();
    let targets = [
        "/../etc/passwd",
        "/..",
        "/guide/../../etc/passwd",
        "/%2e%2e/etc/passwd",
        "/%2e%2e%2fetc%2fpasswd",
        "/..%5c..%5ca",
        "/..\\a",
        "//etc/passwd",
        "/./style.css",
        "/guide//",
        "/C:/windows",
        "/c%3A/",
        "/a%00",
        "/%",
        "/%g1",
        "/%ff%fe",
        "/%c0%ae%c0%ae/",
        "http://localhost/",
        "http://evil.example/style.css",
        "*",
        "style.css",
    ];
    for target in targets {
        assert_eq!(running.get(target).status, 400, "{target}");
    }
    // Encoded twice it is a strange name, which the site does not have.
    assert_eq!(running.get("/%252e%252e/etc/passwd").status, 404);
}

#[test]
fn a_head_request_is_answered_without_a_body() {
    let running = start();
    let mut client = running.client();
    let port = running.server.address().port();
    let head = format!("HEAD /style.css HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n");
    client.send(format!("{head}{head}"));
    for _ in 0..2 {
        let reply = client.reply(false).expect("an answer");
        assert_eq!((reply.status, reply.header("Content-Length")), (200, Some("16")));
    }
    assert_eq!(
        running.request("HEAD", "/__wence/events", "").header("Content-Type"),
        Some("text/event-stream; charset=utf-8")
    );
}

#[test]
fn a_connection_serves_many_requests_and_closes_when_asked() {
    let running = start();
    let mut client = running.client();
    let port = running.server.address().port();
    for _ in 0..3 {
        client.send(format!("GET /style.css HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"));
        let reply = client.reply(true).expect("an answer");
        assert_eq!((reply.status, reply.header("Connection")), (200, None));
    }
    client.send(format!("\r\nGET /style.css HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n"));
    assert_eq!(client.reply(true).expect("an answer").header("Connection"), Some("close"));
    assert!(client.is_closed());
    let mut old = running.client();
    old.send(format!("GET /style.css HTTP/1.0\r\nHost: localhost:{port}\r\n\r\n"));
    assert_eq!(old.reply(true).expect("an answer").header("Connection"), Some("close"));
    assert!(old.is_closed());
}

#[test]
fn an_unchanged_file_is_not_sent_again_and_a_new_generation_of_a_page_is() {
    let running = start();
    let tag = |target: &str| running.get(target).header("ETag").expect("a tag").to_owned();
    let again = |target: &str, tag: &str| running.request("GET", target, &format!("If-None-Match: {tag}\r\n"));
    for target in ["/", "/style.css", "/__wence/reload.js"] {
        let reply = again(target, &tag(target));
        assert_eq!((reply.status, reply.body.len()), (304, 0), "{target}");
        assert_eq!(again(target, "\"other\"").status, 200, "{target}");
    }
    let (page, style) = (tag("/"), tag("/style.css"));
    let shown = running.server.site.hub.current().site.clone();
    running.publish(2, shown, None, &Changed::nothing());
    assert_eq!(again("/", &page).status, 200);
    assert_eq!(again("/style.css", &style).status, 304);
}

#[test]
fn media_are_sent_in_ranges() {
    let running = start();
    let part = |headers: &str| running.request("GET", "/clip.mp3", headers);
    let whole = part("");
    assert_eq!(
        (whole.status, whole.header("Accept-Ranges"), whole.header("Content-Type")),
        (200, Some("bytes"), Some("audio/mpeg"))
    );
    let tag = whole.header("ETag").expect("a tag");
    let reply = part("Range: bytes=2-4\r\n");
    assert_eq!((reply.status, reply.text(), reply.header("Content-Range")), (206, "234", Some("bytes 2-4/10")));
    assert_eq!(part("Range: bytes=-3\r\n").text(), "789");
    assert_eq!(part(&format!("Range: bytes=8-\r\nIf-Range: {tag}\r\n")).text(), "89");
    assert_eq!(part("Range: bytes=8-\r\nIf-Range: \"old\"\r\n").text(), "0123456789");
    assert_eq!(part("Range: bytes=0-1,3-4\r\n").text(), "0123456789");
    let beyond = part("Range: bytes=10-\r\n");
    assert_eq!((beyond.status, beyond.header("Content-Range")), (416, Some("bytes */10")));
    assert_eq!(running.request("GET", "/", "Range: bytes=0-3\r\n").status, 200);
    let head = running.request("HEAD", "/clip.mp3", "Range: bytes=0-3\r\n");
    assert_eq!((head.status, head.header("Content-Length")), (200, Some("10")));
}

#[test]
fn the_authors_own_files_are_read_when_asked_for() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str| folder.path().join(name);
    let large: Vec<u8> = (0..5 * 1024 * 1024u32).map(|n| (n % 251) as u8).collect();
    std::fs::write(at("small.txt"), "小").expect("a file");
    std::fs::write(at("page.html"), "<body>raw</body>").expect("a file");
    std::fs::write(at("large.mp4"), &large).expect("a file");
    let mut set = OutputSet::default();
    for name in ["small.txt", "page.html", "large.mp4", "gone.png"] {
        set.insert(name, Content::Copy(at(name)));
    }
    set.insert("folder.png", Content::Copy(folder.path().to_owned()));
    let running = start_with(&any_port(), Limits::default());
    running.publish(1, Arc::new(set), None, &Changed::everything());
    assert_eq!(running.get("/small.txt").text(), "小");
    assert!(running.get("/page.html").text().starts_with("<body>raw<script"));
    let whole = running.get("/large.mp4");
    assert_eq!(whole.status, 200);
    assert!(whole.body == large);
    let part = running.request("GET", "/large.mp4", "Range: bytes=5000000-5000099\r\n");
    assert_eq!(part.status, 206);
    assert!(part.body == large[5_000_000..5_000_100]);
    let tag = whole.header("ETag").expect("a tag");
    assert_eq!(running.request("GET", "/large.mp4", &format!("If-None-Match: {tag}\r\n")).status, 304);
    assert_eq!(running.get("/gone.png").status, 404);
    assert_eq!(running.get("/folder.png").status, 404);
}

#[test]
fn only_our_own_names_are_answered() {
    let running = start();
    let port = running.server.address().port();
    let status = |headers: &str| running.raw(format!("GET / HTTP/1.1\r\n{headers}\r\n")).expect("an answer").status;
    for host in ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"] {
        assert_eq!(status(&format!("Host: {host}:{port}\r\n")), 200, "{host}");
    }
    assert_eq!(status(""), 400);
    assert_eq!(status(&format!("Host: localhost:{port}\r\nHost: localhost:{port}\r\n")), 400);
    for host in [
        "evil.example".to_owned(),
        format!("evil.example:{port}"),
        "localhost".to_owned(),
        format!("localhost:{}", port ^ 1),
    ] {
        assert_eq!(status(&format!("Host: {host}\r\n")), 403, "{host}");
    }
    for origin in ["null", "http://evil.example", "https://localhost"] {
        assert_eq!(status(&format!("Host: localhost:{port}\r\nOrigin: {origin}\r\n")), 403, "{origin}");
    }
    assert_eq!(status(&format!("Host: localhost:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n")), 200);
    let stream = running.request("GET", "/__wence/events?since=0", "Origin: http://evil.example\r\n");
    assert_eq!(stream.status, 403);
}

#[test]
fn a_name_given_by_the_user_is_answered_too() {
    let running = start_with(&Options { hostname: "0.0.0.0".into(), ..any_port() }, Limits::default());
    running.publish(1, site(&[("index.html", HOME)]), None, &Changed::everything());
    let port = running.server.address().port();
    assert_eq!(running.server.url(), format!("http://127.0.0.1:{port}/"));
    let mut client =
        Client { stream: TcpStream::connect(("127.0.0.1", port)).expect("a connection"), buffer: Vec::new() };
    client.send(format!("GET / HTTP/1.1\r\nHost: 0.0.0.0:{port}\r\n\r\n"));
    assert_eq!(client.reply(true).expect("an answer").status, 200);
}

#[test]
fn other_methods_and_bodies_are_refused_and_the_connection_closed() {
    let running = start();
    let port = running.server.address().port();
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "CONNECT"] {
        let reply = running.request(method, "/", "");
        assert_eq!((reply.status, reply.header("Allow")), (405, Some("GET, HEAD")), "{method}");
    }
    // What follows each head must never be answered as a request of its own.
    let smuggled = format!("GET /style.css HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n");
    let bodies = [
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunked",
        "Transfer-Encoding: identity",
        "transfer-encoding:",
        "Content-Length: 54",
        "Content-Length: 4611686018427387904",
        "Content-Length: -1",
        "Content-Length: 0\r\nContent-Length: 54",
        "Content-Length : 54",
        " Content-Length: 54",
        "X: y\nContent-Length: 54",
    ];
    for header in bodies {
        let mut client = running.client();
        client.send(format!("GET / HTTP/1.1\r\nHost: localhost:{port}\r\n{header}\r\n\r\n{smuggled}"));
        let reply = client.reply(true).expect("an answer");
        assert_eq!((reply.status, reply.header("Connection")), (400, Some("close")), "{header}");
        assert!(client.is_closed(), "{header}");
    }
}

#[test]
fn a_head_that_is_too_large_is_refused_before_it_is_read() {
    let running = start();
    let port = running.server.address().port();
    let start = format!("GET / HTTP/1.1\r\nHost: localhost:{port}\r\nX: ");
    let mut client = running.client();
    client.send(&start);
    client.send("x".repeat(20 * 1024));
    assert_eq!(client.reply(true).expect("an answer").status, 431);
    assert!(client.is_closed());
    let just_right = 16 * 1024 - start.len() - 4;
    assert_eq!(running.raw(format!("{start}{}\r\n\r\n", "x".repeat(just_right))).expect("an answer").status, 200);
    assert_eq!(running.raw(format!("{start}{}\r\n\r\n", "x".repeat(just_right + 1))).expect("an answer").status, 431);
    let many = "X: y\r\n".repeat(150);
    assert_eq!(running.request("GET", "/", &many).status, 431);
    // 64 MB in one line: whether the client still sees the answer depends on its own pace, the server must live on.
    let mut flood = running.client();
    flood.send(&start);
    let chunk = vec![b'x'; 1024 * 1024];
    for _ in 0..64 {
        if flood.stream.write_all(&chunk).is_err() {
            break;
        }
    }
    drop(flood);
    assert_eq!(running.get("/").status, 200);
}

#[test]
fn bytes_that_are_not_http_are_refused() {
    let running = start();
    for bytes in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"[..],
        b"\0\0\0\0\r\n\r\n",
        b"GET /\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\n",
        b"GET / HTTP/1.1\n\n",
    ] {
        let status = running.raw(bytes).expect("an answer").status;
        assert!(matches!(status, 400 | 505), "{status} for {bytes:?}");
    }
    assert_eq!(running.get("/").status, 200);
}

#[test]
fn a_slow_head_is_given_up() {
    let limits =
        Limits { head_time: Duration::from_millis(100), idle_time: Duration::from_millis(100), ..Limits::default() };
    let running = start_with(&any_port(), limits);
    let mut silent = running.client();
    assert!(silent.is_closed());
    let mut slow = running.client();
    slow.send("GET / HTTP/1.1\r\n");
    assert_eq!(slow.reply(true).expect("an answer").status, 408);
    // One byte at a time, forever: the whole head has one deadline.
    let mut dripping = running.client();
    while dripping.stream.write_all(b"x").is_ok() {
        dripping.stream.set_read_timeout(Some(Duration::from_millis(5))).expect("a time-out");
        let mut bytes = [0; 1024];
        if dripping.stream.read(&mut bytes).is_ok() {
            break;
        }
    }
    let mut used = running.client();
    let port = running.server.address().port();
    used.send(format!("GET / HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"));
    assert_eq!(used.reply(true).expect("an answer").status, 503);
    assert!(used.is_closed());
}

#[test]
fn a_reader_that_does_not_read_is_given_up() {
    let running = start_with(&any_port(), Limits { write_time: Duration::from_millis(100), ..Limits::default() });
    running.publish(1, site(&[("large.txt", &"x".repeat(64 * 1024 * 1024))]), None, &Changed::everything());
    let port = running.server.address().port();
    let mut client = running.client();
    client.send(format!("GET /large.txt HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"));
    // Nothing is read until the server has given up, which frees the place.
    let freed = running.server.slots.wait_until_empty(PATIENCE);
    assert!(freed);
    let reply = client.reply(true).expect("the beginning of an answer");
    assert!(reply.body.len() < 64 * 1024 * 1024);
}

#[test]
fn idle_connections_neither_block_others_nor_pile_up() {
    let running = start_with(&any_port(), Limits { connections: 16, streams: 4, ..Limits::default() });
    running.publish(1, site(&[("index.html", HOME)]), None, &Changed::everything());
    let mut idle: Vec<Client> = (0..60).map(|_| running.client()).collect();
    assert_eq!(running.get("/").status, 200);
    assert!(running.server.slots.open() <= 16);
    // The oldest were dropped.
    assert!(idle[0].is_closed());
    // The youngest was not.
    let port = running.server.address().port();
    let last = idle.last_mut().expect("there are sixty");
    last.send(format!("GET / HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"));
    assert_eq!(last.reply(true).expect("an answer").status, 200);
}

#[test]
fn a_room_of_500_is_served_and_who_finds_no_place_is_told() {
    let limits = Limits::default();
    assert!(limits.streams >= 500 && limits.streams < limits.connections * 3 / 4);
    assert_eq!((limits.head_bytes, limits.head_time), (16 * 1024, Duration::from_secs(10)));
    let running = start_with(&any_port(), Limits { connections: 8, streams: 8, ..limits });
    running.publish(1, site(&[("index.html", HOME)]), None, &Changed::everything());
    let mut streams: Vec<Client> = (0..8).map(|_| running.listen("0")).collect();
    for stream in &mut streams {
        stream.event();
    }
    for _ in 0..3 {
        let mut client = running.client();
        let reply = client.reply(true).expect("an answer");
        assert_eq!((reply.status, reply.header("Retry-After")), (503, Some("2")));
        assert_eq!(reply.text(), "all connections are in use: try again later\n");
        assert!(client.is_closed());
    }
    // Those who have a place keep it.
    running.publish(2, site(&[("index.html", "")]), None, &Changed::everything());
    for stream in &mut streams {
        stream.event();
    }
}

#[test]
fn only_under_a_wildcard_there_is_an_address_for_other_devices() {
    assert_eq!(start().server.network_url(), None);
    let running = start_with(&Options { hostname: "0.0.0.0".into(), ..any_port() }, Limits::default());
    running.publish(1, site(&[("index.html", HOME)]), None, &Changed::everything());
    // A machine without a network has none.
    if let Some(url) = running.server.network_url() {
        let authority = url.trim_start_matches("http://").trim_end_matches('/').to_owned();
        let stream = TcpStream::connect(&authority).expect("a connection");
        let mut client = Client { stream, buffer: Vec::new() };
        client.send(format!("GET / HTTP/1.1\r\nHost: {authority}\r\n\r\n"));
        assert_eq!(client.reply(true).expect("an answer").status, 200);
    }
}

#[test]
fn clients_that_connect_and_leave_at_once_do_no_harm() {
    let running = start();
    let port = running.server.address().port();
    for round in 0..300 {
        let mut client = running.client();
        if round % 3 == 0 {
            client.send(format!("GET / HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"));
        }
        if round % 2 == 0 {
            let _ = client.stream.shutdown(Shutdown::Both);
        }
    }
    assert_eq!(running.get("/").status, 200);
}

#[test]
fn under_a_mount_the_site_has_its_own_root() {
    let running = start_with(&Options { mount: "/repo/".into(), ..any_port() }, Limits::default());
    running.publish(
        1,
        site(&[("index.html", HOME), ("a/index.html", ""), ("404.html", "missing")]),
        None,
        &Changed::everything(),
    );
    assert_eq!(running.server.url(), format!("http://127.0.0.1:{}/repo/", running.server.address().port()));
    for target in ["/", "/repo"] {
        let reply = running.get(target);
        assert_eq!((reply.status, reply.header("Location")), (302, Some("/repo/")), "{target}");
    }
    assert!(running.get("/repo/").text().contains("data-page=\"index.html\""));
    assert_eq!(running.get("/repo/a").header("Location"), Some("/repo/a/"));
    assert!(running.get("/repo/b").text().starts_with("missing<script src=\"/__wence/reload.js\""));
    let outside = running.get("/index.html");
    assert_eq!((outside.status, outside.text()), (404, "nothing is here: the site is shown under /repo/\n"));
    assert_eq!(running.get("/REPO/").status, 404);
    assert_eq!(running.get("/repo/../index.html").status, 400);
    assert_eq!(running.get("/__wence/reload.js").status, 200);
}

#[test]
fn a_page_hears_of_what_it_missed_and_of_what_comes() {
    let running = start();
    let before = running.stamp();
    let shown = running.server.site.hub.current().site.clone();
    let paths = |paths: &[&str]| Changed::paths(paths.iter().map(|&path| path.to_owned()).collect());
    // This build ends before the page subscribes.
    running.publish(2, Arc::clone(&shown), None, &paths(&["index.html"]));
    let mut missed = running.listen(&before);
    let event = missed.event();
    assert_eq!(event["paths"], serde_json::json!(["index.html"]));
    let mut client = running.listen(&running.stamp());
    let event = client.event();
    assert_eq!(
        (event["generation"].as_str(), &event["paths"]),
        (Some(running.stamp().as_str()), &serde_json::json!([]))
    );
    running.publish(3, Arc::clone(&shown), Some("error: `<b>`\n坏"), &Changed::nothing());
    for client in [&mut client, &mut missed] {
        let event = client.event();
        assert_eq!((event["failure"].as_str(), &event["paths"]), (Some("error: `<b>`\n坏"), &serde_json::json!([])));
    }
    running.publish(4, shown, None, &paths(&["style.css"]));
    let event = client.event();
    assert_eq!((&event["failure"], &event["styles"]), (&serde_json::Value::Null, &serde_json::json!(true)));
    // The browser takes a broken stream up where it was.
    let mut again = running.client();
    let port = running.server.address().port();
    again.send(format!(
        "GET /__wence/events?since={before} HTTP/1.1\r\nHost: localhost:{port}\r\nLast-Event-ID: {}\r\n\r\n",
        running.stamp()
    ));
    again.reply(false).expect("a stream");
    assert_eq!(again.event()["paths"], serde_json::json!([]));
}

#[test]
fn a_page_of_an_earlier_run_is_told_to_load_anew() {
    let running = start();
    assert_eq!(running.listen("0badcafe0-1").event()["paths"], serde_json::Value::Null);
    assert_eq!(running.listen("").event()["paths"], serde_json::Value::Null);
}

#[test]
fn streams_are_bounded_and_those_of_clients_that_left_are_free_again() {
    let running = start_with(&any_port(), Limits { streams: 3, ..Limits::default() });
    running.publish(1, site(&[("index.html", HOME)]), None, &Changed::everything());
    let mut streams: Vec<Client> = (0..3).map(|_| running.listen("0")).collect();
    for stream in &mut streams {
        stream.event();
    }
    let ask = || {
        let mut client = running.client();
        let port = running.server.address().port();
        client.send(format!("GET /__wence/events?since=0 HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"));
        let reply = client.reply(false).expect("an answer");
        (client, reply)
    };
    // One too many is told so, and pages can still be had.
    let (mut client, reply) = ask();
    assert_eq!((reply.status, reply.header("Retry-After")), (503, Some("2")));
    while client.more() {}
    assert_eq!(running.server.site.hub.streams(), 3);
    assert_eq!(running.get("/").status, 200);
    drop(streams.pop());
    // On a busy machine the place may be free only after the newcomer has been turned away.
    let found = std::iter::repeat_with(ask).take(100).find(|(_, reply)| reply.status == 200);
    let (mut client, _) = found.expect("a place");
    client.event();
    running.publish(2, site(&[("index.html", "")]), None, &Changed::everything());
    client.event();
    assert_eq!(running.get("/").status, 200);
}

#[test]
fn a_stream_gives_signs_of_life() {
    let running = start_with(&any_port(), Limits { ping: Duration::from_millis(20), ..Limits::default() });
    let mut client = running.listen("0");
    client.event();
    while memchr::memmem::find(&client.buffer, b":\n\n:\n\n").is_none() {
        assert!(client.more(), "the stream ended");
    }
}

#[test]
fn before_the_first_build_and_after_a_failed_one_every_page_says_so_and_is_alive() {
    let running = start_with(&any_port(), Limits::default());
    let reply = running.get("/guide/");
    assert_eq!(reply.status, 503);
    assert!(reply.text().contains("/__wence/reload.js"));
    running.publish(1, Arc::new(OutputSet::default()), Some("error: `<script>` & 坏"), &Changed::nothing());
    let reply = running.get("/any.html");
    assert_eq!((reply.status, reply.header("Content-Type")), (500, Some("text/html; charset=utf-8")));
    assert!(reply.text().contains("<pre>error: `&lt;script&gt;` &amp; 坏</pre>"));
    assert!(reply.text().contains("/__wence/reload.js") && !reply.text().contains("data-page"));
    running.publish(2, site(&[("index.html", HOME)]), None, &Changed::everything());
    assert_eq!(running.get("/").status, 200);
    running.publish(3, site(&[("index.html", HOME)]), Some("broken"), &Changed::nothing());
    let reply = running.get("/");
    assert_eq!(reply.status, 200);
    assert!(!reply.text().contains("broken"));
    // Without a 404 page of the site's own there is still one that comes alive.
    assert!(running.get("/x").text().contains("/__wence/reload.js"));
}

#[test]
fn shutdown_ends_idle_connections_streams_and_a_server_that_never_ran() {
    let running = start();
    let mut idle = running.client();
    let mut stream = running.listen("0");
    stream.event();
    running.server.shutdown();
    running.ended.recv_timeout(PATIENCE).expect("the server ends");
    assert!(idle.is_closed());
    while stream.more() {}
    let fresh = Server::bind(&any_port()).expect("a free port");
    fresh.shutdown();
    fresh.run();
    // `Drop` stops the first one again and waits for its end.
    let (sender, ended) = mpsc::channel();
    sender.send(()).expect("the receiver is here");
    let mut running = running;
    running.ended = ended;
}

#[test]
fn a_port_in_use_is_named_with_the_mend() {
    let first = Server::bind(&any_port()).expect("a free port");
    let port = first.address().port();
    let error = Server::bind(&Options { port, ..Options::default() }).err().expect("the port is taken");
    assert_eq!(error.kind(), io::ErrorKind::AddrInUse);
    assert_eq!(
        error.to_string(),
        format!(
            "port {port} on `127.0.0.1` is in use, perhaps by another `wence serve`: choose another with `-p PORT`"
        )
    );
    let error = Server::bind(&Options { mount: "/../".into(), ..any_port() }).err().expect("no such mount");
    assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
}
