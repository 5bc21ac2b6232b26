//! Answers: a file of the site or a short text, with validators, ranges and the headers that keep it harmless.
//! Enters: a checked head and what to show. Leaves: bytes on a connection. The head is printed by `tiny_http`; the body
//! is written here, so that a slow reader meets a deadline and a large file is never held whole.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use tiny_http::{HTTPVersion, Header, Response, StatusCode};
use xxhash_rust::xxh3::xxh3_128;

use super::acceptor::{Connection, Limits};
use super::mime;
use super::request::{Head, Method, Refusal};
use crate::model::Content;

/// Bytes of a file of the author's up to which it is read whole and hashed; larger ones are streamed and told apart by
/// length and time.
const READ_WHOLE: u64 = 4 * 1024 * 1024;
/// The same for a page, which must be whole to be given the reload script. A larger one goes without it.
const READ_WHOLE_PAGE: u64 = 64 * 1024 * 1024;
/// Bytes written under one deadline.
const CHUNK: usize = 64 * 1024;

/// For a client that finds every place taken, or every one for event streams. Written by hand, since the acceptor sends it
/// without a connection of its own.
pub const BUSY: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nServer: wence\r\nContent-Type: text/plain; charset=utf-8\r\n\
    Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\n\
    Retry-After: 2\r\nContent-Length: 44\r\nConnection: close\r\n\r\nall connections are in use: try again later\n";

/// One answer, not yet sent.
#[derive(Debug)]
pub struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Body,
    /// The connection is closed after it whatever the client wishes.
    closes: bool,
}

#[derive(Debug)]
enum Body {
    Shared(Arc<Vec<u8>>, Range<usize>),
    Owned(Vec<u8>, Range<usize>),
    /// `length` bytes from `start`.
    File {
        file: File,
        start: u64,
        length: usize,
    },
}

impl Body {
    fn len(&self) -> usize {
        match self {
            Body::Shared(_, range) | Body::Owned(_, range) => range.len(),
            Body::File { length, .. } => *length,
        }
    }

    /// Narrows a body that was whole.
    fn narrow(&mut self, part: &Range<usize>) {
        match self {
            Body::Shared(_, range) | Body::Owned(_, range) => *range = part.clone(),
            Body::File { start, length, .. } => {
                *start = part.start as u64;
                *length = part.len();
            }
        }
    }
}

impl Answer {
    /// A short text of the server's own.
    pub fn text(status: u16, kind: &str, text: impl Into<String>) -> Answer {
        let bytes = text.into().into_bytes();
        let whole = 0..bytes.len();
        let headers = vec![("Content-Type", kind.to_owned())];
        Answer { status, headers, body: Body::Owned(bytes, whole), closes: false }
    }

    /// Sends the client elsewhere on this server.
    pub fn redirect(status: u16, location: String) -> Answer {
        let mut answer = Answer::text(status, mime::PLAIN, format!("see {location}\n"));
        answer.headers.push(("Location", location));
        answer
    }

    pub fn refusal(refusal: Refusal) -> Answer {
        let mut answer = Answer::text(refusal.status, mime::PLAIN, format!("{}\n", refusal.reason));
        if refusal.status == 405 {
            answer.headers.push(("Allow", "GET, HEAD".to_owned()));
        }
        answer.closes = true;
        answer
    }

    /// A file of the site. `inject` changes the bytes of pages, and of pages only. An author's file is read from the disk
    /// now; the error is the disk's.
    pub fn file(path: &str, content: &Content, inject: impl FnOnce(&[u8]) -> Vec<u8>) -> io::Result<Answer> {
        let kind = mime::of(path);
        let (body, tag) = match content {
            Content::Bytes(bytes) if kind == mime::HTML => whole(inject(bytes)),
            Content::Bytes(bytes) => {
                let tag = hash_tag(bytes);
                (Body::Shared(Arc::clone(bytes), 0..bytes.len()), tag)
            }
            Content::Elsewhere(stored) => {
                let bytes = stored.read()?;
                whole(if kind == mime::HTML { inject(&bytes) } else { bytes })
            }
            Content::Copy(source) => match open(source)? {
                (file, length, _) if length <= if kind == mime::HTML { READ_WHOLE_PAGE } else { READ_WHOLE } => {
                    let mut bytes = Vec::with_capacity(length as usize);
                    file.take(length).read_to_end(&mut bytes)?;
                    whole(if kind == mime::HTML { inject(&bytes) } else { bytes })
                }
                (file, length, tag) => {
                    // Only a 32-bit machine can meet a file that is too long to count; it gets what it can address.
                    let length = usize::try_from(length).unwrap_or(usize::MAX - 1);
                    (Body::File { file, start: 0, length }, tag)
                }
            },
        };
        let headers = vec![("Content-Type", kind.to_owned()), ("ETag", tag)];
        Ok(Answer { status: 200, headers, body, closes: false })
    }

    /// The same with another status, for the page that stands for one that is not there.
    pub fn with_status(mut self, status: u16) -> Answer {
        self.status = status;
        self
    }

    /// Makes of a whole file what the request's conditions ask for (RFC 9110 §13 and §14): 304 when the client has these
    /// very bytes, 206 for a single range, 416 for one beyond the end. Several ranges are answered with the whole.
    pub fn conditional(mut self, head: &Head) -> Answer {
        let tag = self.header("ETag").unwrap_or_default().to_owned();
        if self.status != 200 || tag.is_empty() {
            return self;
        }
        if head.header("if-none-match").is_some_and(|known| names_tag(known, &tag)) {
            self.status = 304;
            return self;
        }
        if self.header("Content-Type") == Some(mime::HTML) {
            return self;
        }
        self.headers.push(("Accept-Ranges", "bytes".to_owned()));
        // A range is defined for GET alone, and If-Range only holds with these very bytes.
        if head.method != Method::Get || head.header("if-range").is_some_and(|known| known != tag) {
            return self;
        }
        let length = self.body.len();
        match head.header("range").map_or(Wanted::Whole, |value| parse_range(value, length)) {
            Wanted::Whole => {}
            Wanted::Part(part) => {
                self.status = 206;
                self.headers.push(("Content-Range", format!("bytes {}-{}/{length}", part.start, part.end - 1)));
                self.body.narrow(&part);
            }
            Wanted::Nothing => {
                let mut answer = Answer::text(416, mime::PLAIN, "the range is beyond the end of the file\n");
                answer.headers.push(("Content-Range", format!("bytes */{length}")));
                return answer;
            }
        }
        self
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// Sends it. Answers whether the connection can be used again; an error means that it cannot.
    pub fn send(self, connection: &Connection, head: Option<&Head>, limits: &Limits) -> io::Result<bool> {
        let keeps = !self.closes && head.is_some_and(Head::keeps_alive) && !connection.is_stopping();
        let is_bodiless = self.status == 304 || head.is_some_and(|head| head.method == Method::Head);
        let mut bytes = self.print_head(keeps)?;
        let deadline = || Instant::now() + limits.write_time;
        let write = |bytes: &[u8]| bytes.chunks(CHUNK).try_for_each(|chunk| connection.write_all(chunk, deadline()));
        let body: &[u8] = match &self.body {
            _ if is_bodiless => &[],
            Body::Shared(bytes, range) => &bytes[range.clone()],
            Body::Owned(bytes, range) => &bytes[range.clone()],
            Body::File { .. } => &[],
        };
        // Head and small body in one packet.
        let first = body.len().min(CHUNK);
        bytes.extend_from_slice(&body[..first]);
        write(&bytes)?;
        write(&body[first..])?;
        if let Body::File { mut file, start, length } = self.body
            && !is_bodiless
        {
            file.seek(SeekFrom::Start(start))?;
            let mut chunk = vec![0; CHUNK];
            let mut left = length;
            while left > 0 {
                let most = left.min(CHUNK);
                match file.read(&mut chunk[..most])? {
                    // Cut short since it was measured: only closing tells the client.
                    0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                    n => {
                        connection.write_all(&chunk[..n], deadline())?;
                        left -= n;
                    }
                }
            }
        }
        Ok(keeps)
    }

    fn print_head(&self, keeps: bool) -> io::Result<Vec<u8>> {
        let fixed = [
            ("Server", "wence"),
            // Ask again each time: that keeps validators useful, which `no-store` would not.
            ("Cache-Control", "no-cache"),
            ("X-Content-Type-Options", "nosniff"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
        ];
        let own = self.headers.iter().map(|(name, value)| (*name, value.as_str()));
        // Values are ASCII by construction; one that were not would be left out rather than garbled.
        let headers =
            fixed.into_iter().chain(own).filter_map(|(name, value)| Header::from_bytes(name, value).ok()).collect();
        let mut bytes = Vec::with_capacity(512 + self.body.len().min(CHUNK));
        // The threshold keeps it from chunking, of which the body written above knows nothing.
        Response::new(StatusCode(self.status), headers, io::empty(), Some(self.body.len()), None)
            .with_chunked_threshold(usize::MAX)
            .raw_print(&mut bytes, HTTPVersion(1, 1), &[], true, None)?;
        if !keeps {
            // `tiny_http` drops a Connection header of ours, so it goes in before the empty line.
            bytes.truncate(bytes.len() - 2);
            bytes.extend_from_slice(b"Connection: close\r\n\r\n");
        }
        Ok(bytes)
    }
}

fn whole(bytes: Vec<u8>) -> (Body, String) {
    let tag = hash_tag(&bytes);
    let range = 0..bytes.len();
    (Body::Owned(bytes, range), tag)
}

fn hash_tag(bytes: &[u8]) -> String {
    format!("\"{:032x}\"", xxh3_128(bytes))
}

/// Opens a plain file; answers its length and a tag made of length and time.
fn open(path: &Path) -> io::Result<(File, u64, String)> {
    // Asked before opening: opening a named pipe would wait for its writer.
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::ErrorKind::NotFound.into());
    }
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    let time = metadata.modified()?.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Ok((file, metadata.len(), format!("\"{:x}-{:x}\"", metadata.len(), time.as_nanos())))
}

/// Whether an If-None-Match value names the tag, compared weakly (RFC 9110 §13.1.2). Our tags hold no comma.
fn names_tag(value: &str, tag: &str) -> bool {
    value.split(',').map(str::trim).any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    Whole,
    /// Not empty, within the length.
    Part(Range<usize>),
    Nothing,
}

/// Reads a Range value for a body of `length` bytes (RFC 9110 §14.1.2). What is malformed, of another unit or more than
/// one range asks for the whole: a server may always ignore the header.
fn parse_range(value: &str, length: usize) -> Wanted {
    let number = |digits: &str| -> Option<Option<usize>> {
        if digits.is_empty() {
            return Some(None);
        }
        // A number too large to hold is still a number, and beyond the end.
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| Some(digits.parse().unwrap_or(usize::MAX)))
    };
    let bounds = value.strip_prefix("bytes=").and_then(|range| range.trim().split_once('-'));
    let Some((Some(first), Some(last))) = bounds.map(|(first, last)| (number(first), number(last))) else {
        return Wanted::Whole;
    };
    let part = match (first, last) {
        (None, None) => return Wanted::Whole,
        (Some(first), Some(last)) if first > last => return Wanted::Whole,
        (Some(first), last) => first..last.map_or(length, |last| last.saturating_add(1)).min(length),
        (None, Some(count)) => length.saturating_sub(count)..length,
    };
    if part.is_empty() { Wanted::Nothing } else { Wanted::Part(part) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_range_is_a_part_the_whole_or_nothing() {
        let part = |range: Range<usize>| Wanted::Part(range);
        assert_eq!(parse_range("bytes=0-3", 10), part(0..4));
        assert_eq!(parse_range("bytes=4-", 10), part(4..10));
        assert_eq!(parse_range("bytes=-3", 10), part(7..10));
        assert_eq!(parse_range("bytes=-99", 10), part(0..10));
        assert_eq!(parse_range("bytes=9-99999999999999999999999", 10), part(9..10));
        for beyond in ["bytes=10-", "bytes=10-20", "bytes=99999999999999999999999-", "bytes=-0"] {
            assert_eq!(parse_range(beyond, 10), Wanted::Nothing, "{beyond}");
        }
        assert_eq!(parse_range("bytes=0-", 0), Wanted::Nothing);
        for ignored in [
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=5-4",
            "bytes=+1-2",
            "bytes=a-b",
            "bytes=0-1,3-4",
            "lines=0-1",
            "bytes=1--2",
        ] {
            assert_eq!(parse_range(ignored, 10), Wanted::Whole, "{ignored}");
        }
    }

    #[test]
    fn tags_are_compared_weakly_and_in_lists() {
        assert!(names_tag("\"a\"", "\"a\""));
        assert!(names_tag("W/\"a\"", "\"a\""));
        assert!(names_tag("\"b\", \"a\"", "\"a\""));
        assert!(names_tag("*", "\"a\""));
        assert!(!names_tag("a", "\"a\""));
        assert!(!names_tag("", "\"a\""));
    }

    #[test]
    fn a_head_is_never_chunked_and_says_when_the_connection_closes() {
        let answer = Answer::text(200, mime::PLAIN, "x".repeat(100_000));
        let text =
            |keeps| String::from_utf8(answer.print_head(keeps).expect("printing to memory succeeds")).expect("ASCII");
        assert!(text(true).contains("\r\nContent-Length: 100000\r\n"));
        assert!(!text(true).contains("chunked") && !text(true).contains("Connection"));
        assert!(text(false).ends_with("\r\nConnection: close\r\n\r\n"));
    }

    proptest! {
        #[test]
        fn a_part_lies_within_the_body(value in "bytes=[0-9]{0,3}-[0-9]{0,3}", length in 0usize..200) {
            if let Wanted::Part(part) = parse_range(&value, length) {
                prop_assert!(part.start < part.end && part.end <= length);
            }
        }

        #[test]
        fn reading_a_range_is_total(value in any::<String>(), length in any::<usize>()) {
            let _ = parse_range(&value, length);
            let _ = parse_range(&format!("bytes={value}"), length);
        }
    }
}
