//! Reads the head of a request and decides whether to answer it at all.
//! Enters: bytes of a connection that nobody vouches for. Leaves: a checked [`Head`], or a [`Refusal`].
//! Never reads a body: a request that announces one is refused and its connection closed, so that no byte of a body
//! can be taken for the next request. Grammar: RFC 9112; stricter than it where a browser never needs the laxity.

use std::io;
use std::net::IpAddr;
use std::time::{Duration, Instant};

use super::acceptor::Connection;

/// More header lines than any browser sends.
const MAX_HEADERS: usize = 100;

/// Why a request gets no more than a line of text. Every refusal closes the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub status: u16,
    /// For the person in front of the screen.
    pub reason: &'static str,
}

impl Refusal {
    pub const fn new(status: u16, reason: &'static str) -> Refusal {
        Refusal { status, reason }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Head,
    Other,
}

/// The head of one request. The target starts with `/`; header names are lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    pub method: Method,
    /// Raw, still encoded, without the query.
    pub path: Vec<u8>,
    /// Raw, without the question mark.
    pub query: Option<Vec<u8>>,
    /// The x of HTTP/1.x.
    minor: u8,
    headers: Vec<(String, Vec<u8>)>,
}

impl Head {
    fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.headers.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_slice())
    }

    /// The value, when the header stands exactly once and is UTF-8. The name is given in lower case.
    pub fn header<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        let mut values = self.values(name);
        let value = values.next()?;
        if values.next().is_some() {
            return None;
        }
        std::str::from_utf8(value).ok()
    }

    /// The value of a parameter of the query, undecoded: the server's own parameters need no encoding.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let query = std::str::from_utf8(self.query.as_deref()?).ok()?;
        query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
    }

    /// Whether the client lets the connection stay open after the answer.
    pub fn keeps_alive(&self) -> bool {
        let closes = self.values("connection").any(|value| {
            value.split(|&byte| byte == b',').any(|token| token.trim_ascii().eq_ignore_ascii_case(b"close"))
        });
        self.minor >= 1 && !closes
    }

    /// All that a request must satisfy before its path is looked at. `local` is the address it arrived at.
    pub fn check(&self, hosts: &Hosts, local: IpAddr) -> Result<(), Refusal> {
        let mut given = self.values("host");
        let host = match (given.next(), given.next()) {
            (Some(host), None) => std::str::from_utf8(host).unwrap_or_default(),
            _ => return Err(Refusal::new(400, "a request needs exactly one Host header")),
        };
        if !hosts.allow(host, local) {
            let reason = "this server answers only to the names it was started for; `--hostname NAME` adds one";
            return Err(Refusal::new(403, reason));
        }
        if self.method == Method::Other {
            return Err(Refusal::new(405, "only GET and HEAD are answered"));
        }
        if self.values("transfer-encoding").next().is_some() || self.values("content-length").any(|value| value != b"0")
        {
            return Err(Refusal::new(400, "a request must not carry a body"));
        }
        for origin in self.values("origin") {
            let authority = std::str::from_utf8(origin).ok().and_then(|origin| origin.strip_prefix("http://"));
            if !authority.is_some_and(|authority| hosts.allow(authority, local)) {
                return Err(Refusal::new(403, "pages of other sites may not use this server"));
            }
        }
        Ok(())
    }
}

/// The names under which the server may be addressed. A page of a foreign site that had its own name point at this
/// machine (DNS rebinding) is told by its `Host`.
#[derive(Clone, Debug)]
pub struct Hosts {
    /// The `--hostname` value, without brackets.
    hostname: String,
    port: u16,
}

impl Hosts {
    pub fn new(hostname: &str, port: u16) -> Hosts {
        Hosts { hostname: hostname.to_owned(), port }
    }

    /// Whether `host[:port]` is `localhost`, a loopback address, the `--hostname` value or the very address that the
    /// connection arrived at, each with our port. An address literal is safe to accept: rebinding needs a name.
    pub fn allow(&self, authority: &str, local: IpAddr) -> bool {
        let Some((host, port)) = split_authority(authority) else { return false };
        if port != self.port {
            return false;
        }
        if host.eq_ignore_ascii_case("localhost") || host.eq_ignore_ascii_case(&self.hostname) {
            return true;
        }
        match host.parse::<IpAddr>() {
            Ok(IpAddr::V4(address)) if address == std::net::Ipv4Addr::LOCALHOST => true,
            Ok(IpAddr::V6(address)) if address == std::net::Ipv6Addr::LOCALHOST => true,
            Ok(address) => address.to_canonical() == local.to_canonical(),
            Err(_) => false,
        }
    }
}

/// Splits `host:port`, `[v6]:port` or either without the port, which is then 80. The host comes without brackets.
fn split_authority(authority: &str) -> Option<(&str, u16)> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (host, port) = rest.split_once(']')?;
            host.parse::<std::net::Ipv6Addr>().ok()?;
            (host, if port.is_empty() { None } else { Some(port.strip_prefix(':')?) })
        }
        None => match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        },
    };
    let port = match port {
        // `u16::from_str` takes a plus sign, a port does not.
        Some(port) if port.bytes().all(|byte| byte.is_ascii_digit()) => port.parse().ok()?,
        Some(_) => return None,
        None => 80,
    };
    (!host.is_empty()).then_some((host, port))
}

/// Reads heads from one connection, one after the other. Bytes after a head are kept for the next.
pub struct HeadReader {
    buffer: Vec<u8>,
    /// Bytes of the buffer already searched for the end of a head.
    searched: usize,
    /// Bytes a head may have.
    limit: usize,
}

impl HeadReader {
    pub fn new(limit: usize) -> HeadReader {
        HeadReader { buffer: Vec::with_capacity(1024), searched: 0, limit }
    }

    /// Waits `idle` for a first byte and from then on `whole` for the whole head, however slowly its bytes come.
    /// `None` when the client closed, was dropped, or sent nothing in time: there is nobody to answer.
    pub fn next(&mut self, connection: &Connection, idle: Duration, whole: Duration) -> Result<Option<Head>, Refusal> {
        let mut deadline = Instant::now() + if self.buffer.is_empty() { idle } else { whole };
        let mut chunk = [0; 4096];
        loop {
            if let Some(head) = self.take()? {
                return parse_head(&head).map(Some);
            }
            match connection.read(&mut chunk, deadline) {
                Ok(0) => return Ok(None),
                Ok(n) => {
                    if self.buffer.is_empty() {
                        deadline = deadline.min(Instant::now() + whole);
                    }
                    self.buffer.extend_from_slice(&chunk[..n]);
                }
                Err(error) if error.kind() == io::ErrorKind::TimedOut && !self.buffer.is_empty() => {
                    return Err(Refusal::new(408, "the request did not come to its end in time"));
                }
                Err(_) => return Ok(None),
            }
        }
    }

    /// Takes a whole head, without the empty line that ends it, off the buffer.
    fn take(&mut self) -> Result<Option<Vec<u8>>, Refusal> {
        // RFC 9112 §2.2: empty lines before a request are to be passed over.
        while self.buffer.starts_with(b"\r\n") {
            self.buffer.drain(..2);
            self.searched = 0;
        }
        let from = self.searched.saturating_sub(3);
        if let Some(at) = memchr::memmem::find(&self.buffer[from..], b"\r\n\r\n") {
            let end = from + at;
            if end + 4 > self.limit {
                return Err(Refusal::new(431, "the request's head is too large"));
            }
            let head = self.buffer[..end].to_vec();
            self.buffer.drain(..end + 4);
            self.searched = 0;
            return Ok(Some(head));
        }
        // A line that ends without a carriage return is refused at once: waiting for the right end would only
        // run into the time limit.
        for at in memchr::memchr_iter(b'\n', &self.buffer[self.searched..]) {
            let at = self.searched + at;
            if at == 0 || self.buffer[at - 1] != b'\r' {
                return Err(Refusal::new(400, "lines of a request end in CRLF"));
            }
        }
        self.searched = self.buffer.len();
        if self.buffer.len() >= self.limit {
            return Err(Refusal::new(431, "the request's head is too large"));
        }
        Ok(None)
    }
}

/// Parses a head without the empty line at its end (RFC 9112 §3 and §5). Refuses folded lines, spaces before a colon,
/// control characters, targets that are not a path and versions other than HTTP/1.0 and 1.1.
pub fn parse_head(bytes: &[u8]) -> Result<Head, Refusal> {
    const MALFORMED: Refusal = Refusal::new(400, "the request is not well-formed HTTP/1.1");
    let mut lines = crlf_lines(bytes);
    let mut words = lines.next().unwrap_or_default().split(|&byte| byte == b' ');
    let (Some(method), Some(target), Some(version), None) = (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(MALFORMED);
    };
    if !is_token(method)
        || !target.starts_with(b"/")
        || target.iter().any(|&byte| byte.is_ascii_control() || byte == b'#')
    {
        return Err(MALFORMED);
    }
    let minor = match version {
        b"HTTP/1.0" => 0,
        b"HTTP/1.1" => 1,
        version if version.starts_with(b"HTTP/") => return Err(Refusal::new(505, "only HTTP/1.1 is spoken here")),
        _ => return Err(MALFORMED),
    };
    let mut headers = Vec::new();
    for line in lines {
        let colon = memchr::memchr(b':', line).ok_or(MALFORMED)?;
        let (name, value) = (&line[..colon], line[colon + 1..].trim_ascii());
        if !is_token(name) || value.iter().any(|&byte| byte.is_ascii_control() && byte != b'\t') {
            return Err(MALFORMED);
        }
        if headers.len() == MAX_HEADERS {
            return Err(Refusal::new(431, "the request has too many headers"));
        }
        headers.push((String::from_utf8_lossy(name).to_ascii_lowercase(), value.to_vec()));
    }
    let method = match method {
        b"GET" => Method::Get,
        b"HEAD" => Method::Head,
        _ => Method::Other,
    };
    let (path, query) = match memchr::memchr(b'?', target) {
        Some(at) => (target[..at].to_vec(), Some(target[at + 1..].to_vec())),
        None => (target.to_vec(), None),
    };
    Ok(Head { method, path, query, minor, headers })
}

/// The lines between `\r\n`. A lone `\r` or `\n` stays in its line, where the checks refuse it as a control character.
fn crlf_lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(bytes);
    std::iter::from_fn(move || {
        let bytes = rest?;
        match memchr::memmem::find(bytes, b"\r\n") {
            Some(at) => {
                rest = Some(&bytes[at + 2..]);
                Some(&bytes[..at])
            }
            None => {
                rest = None;
                Some(bytes)
            }
        }
    })
}

/// A token of RFC 9110 §5.6.2.
fn is_token(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte))
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, Ipv6Addr};

    use proptest::prelude::*;

    use super::*;

    const LOCAL: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    fn status(text: &str) -> u16 {
        parse_head(text.as_bytes())
            .and_then(|head| head.check(&Hosts::new("127.0.0.1", 3000), LOCAL))
            .map_or_else(|r| r.status, |()| 200)
    }

    #[test]
    fn a_plain_request_passes() {
        let head = parse_head(
            "GET /a%20b/?x=1&since=r-7 HTTP/1.1\r\nHost: localhost:3000\r\nX-名:\tvalue ".replace("名", "N").as_bytes(),
        )
        .expect("the head is good");
        assert_eq!(head.method, Method::Get);
        assert_eq!(head.path, b"/a%20b/");
        assert_eq!(head.parameter("since"), Some("r-7"));
        assert_eq!(head.parameter("sin"), None);
        assert_eq!(head.header("x-n"), Some("value"));
        assert!(head.keeps_alive());
    }

    #[test]
    fn malformed_heads_are_refused() {
        let host = "\r\nHost: localhost:3000";
        let refused = [
            (400, String::new()),
            (400, "GET".into()),
            (400, format!("GET / {host}")),
            (400, format!("GET  / HTTP/1.1{host}")),
            (400, format!("GET / HTTP/1.1 {host}")),
            (400, format!("GET /a b HTTP/1.1{host}")),
            (400, format!("G\tT / HTTP/1.1{host}")),
            (400, format!("GET http://localhost:3000/ HTTP/1.1{host}")),
            (400, format!("GET //a\u{1}b HTTP/1.1{host}")),
            (400, format!("GET * HTTP/1.1{host}")),
            (400, format!("GET /#a HTTP/1.1{host}")),
            (400, format!("GET / http/1.1{host}")),
            (505, format!("GET / HTTP/2.0{host}")),
            (505, format!("GET / HTTP/1.10{host}")),
            (400, format!("GET / HTTP/1.1{host}\r\n folded: x")),
            (400, format!("GET / HTTP/1.1{host}\r\nname : x")),
            (400, format!("GET / HTTP/1.1{host}\r\n: x")),
            (400, format!("GET / HTTP/1.1{host}\r\nno colon")),
            (400, format!("GET / HTTP/1.1{host}\r\na: b\nc: d")),
            (400, format!("GET / HTTP/1.1{host}\r\na: b\rc")),
            (400, format!("GET / HTTP/1.1{host}\r\na: \0")),
            (431, format!("GET / HTTP/1.1{host}{}", "\r\na: b".repeat(200))),
        ];
        for (expected, text) in refused {
            assert_eq!(status(&text), expected, "{text:?}");
        }
    }

    #[test]
    fn only_get_and_head_without_a_body_pass() {
        let with = |method: &str, header: &str| status(&format!("{method} / HTTP/1.1\r\nHost: localhost:3000{header}"));
        assert_eq!(with("GET", ""), 200);
        assert_eq!(with("HEAD", ""), 200);
        for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH", "get"] {
            assert_eq!(with(method, ""), 405, "{method}");
        }
        assert_eq!(with("GET", "\r\nContent-Length: 0"), 200);
        for length in ["1", "4611686018427387904", "-1", "+0", "00", "0, 0", "", "x", "99999999999999999999999999"] {
            assert_eq!(with("GET", &format!("\r\nContent-Length: {length}")), 400, "{length}");
        }
        assert_eq!(with("GET", "\r\nContent-Length: 0\r\nContent-Length: 5"), 400);
        for coding in ["chunked", "identity", "xchunked", "gzip, chunked", "", "\x0bchunked"] {
            assert_eq!(with("GET", &format!("\r\nTransfer-Encoding: {coding}")), 400, "{coding}");
        }
        assert_eq!(with("GET", "\r\ntransfer-ENCODING: chunked"), 400);
    }

    #[test]
    fn the_host_must_be_ours() {
        let with = |host: &str| status(&format!("GET / HTTP/1.1\r\n{host}"));
        for host in ["localhost:3000", "LocalHost:3000", "127.0.0.1:3000", "[::1]:3000"] {
            assert_eq!(with(&format!("Host: {host}")), 200, "{host}");
        }
        let foreign = [
            "",
            "localhost",
            "localhost:",
            "localhost:3001",
            "localhost:+3000",
            "localhost:3000:3000",
            "evil.example:3000",
            "localhost.evil.example:3000",
            "127.0.0.1.evil.example:3000",
            "127.0.0.2:3000",
            "[::1",
            "[::1]3000",
            "[localhost]:3000",
            "::1:3000",
            ":3000",
            "a@localhost:3000",
            "192.168.1.5:3000",
            "2130706433:3000",
            "localhost:3000, evil.example",
        ];
        for host in foreign {
            assert_eq!(with(&format!("Host: {host}")), 403, "{host}");
        }
        assert_eq!(with("Accept: */*"), 400);
        assert_eq!(with("Host: localhost:3000\r\nHost: evil.example"), 400);
    }

    #[test]
    fn a_host_may_be_the_given_name_or_the_address_arrived_at() {
        let hosts = Hosts::new("book.lan", 80);
        let local = "192.168.1.5".parse().expect("an address");
        assert!(hosts.allow("book.lan", local));
        assert!(hosts.allow("BOOK.lan:80", local));
        assert!(hosts.allow("192.168.1.5", local));
        assert!(!hosts.allow("192.168.1.6", local));
        assert!(hosts.allow("192.168.1.5", Ipv4Addr::new(192, 168, 1, 5).to_ipv6_mapped().into()));
        assert!(hosts.allow("[fe80:0::1]", IpAddr::V6(Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 1))));
    }

    #[test]
    fn foreign_origins_are_refused() {
        let with = |origin: &str| status(&format!("GET / HTTP/1.1\r\nHost: localhost:3000\r\nOrigin: {origin}"));
        assert_eq!(with("http://localhost:3000"), 200);
        assert_eq!(with("http://127.0.0.1:3000"), 200);
        for origin in [
            "null",
            "",
            "https://localhost:3000",
            "http://localhost",
            "http://localhost:3001",
            "http://evil.example",
            "http://localhost:3000/",
        ] {
            assert_eq!(with(origin), 403, "{origin}");
        }
        assert_eq!(with("http://localhost:3000\r\nOrigin: http://evil.example"), 403);
    }

    #[test]
    fn connections_close_when_the_client_says_so_or_is_old() {
        let keeps = |text: &str| parse_head(text.as_bytes()).expect("the head is good").keeps_alive();
        assert!(keeps("GET / HTTP/1.1\r\nConnection: keep-alive"));
        assert!(!keeps("GET / HTTP/1.1\r\nConnection: x, CLOSE"));
        assert!(!keeps("GET / HTTP/1.0\r\nConnection: keep-alive"));
    }

    proptest! {
        #[test]
        fn parsing_is_total(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse_head(&bytes);
        }

        #[test]
        fn parsing_is_total_on_near_heads(text in "(GET|HEAD|X) /[ -~]{0,20} HTTP/1\\.[0-9](\r\n[ -~\r\n\t]{0,30}){0,5}") {
            let _ = parse_head(text.as_bytes()).and_then(|head| head.check(&Hosts::new("h", 1), LOCAL));
        }

        #[test]
        fn authorities_are_split_without_panics(text in "[\\[\\]:a-z0-9.+]{0,16}") {
            let _ = split_authority(&text);
        }
    }
}
