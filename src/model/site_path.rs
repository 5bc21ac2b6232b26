//! Paths of pages and files inside a book, and the hrefs that lead from one to another.
//! Enters: paths as authors and disks write them. Leaves: normalised relative paths and percent-encoded hrefs.
//! Knows no file system: a path says nothing of whether a file exists.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::sync::Arc;

/// A path from the content folder, or from the site's root: relative, `/` between the parts, no `.`, no `..`, no empty part,
/// decoded (never percent-encoded). Empty is the folder itself. Cheap to clone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SitePath(Arc<str>);

impl SitePath {
    /// The folder that all others are inside of.
    pub fn root() -> Self {
        SitePath(Arc::from(""))
    }

    /// `path` normalised: `.` and empty parts vanish, `..` takes back the part before it. `None` when it starts with `/` or
    /// leads above the root.
    pub fn new(path: &str) -> Option<Self> {
        Self::resolve("", path)
    }

    /// What `relative`, written in the file at this path, points to; resolved against the folder that holds the file.
    /// On the root it is resolved against the root. `None` when it starts with `/` or leads above the root.
    pub fn join(&self, relative: &str) -> Option<Self> {
        Self::resolve(self.folder(), relative)
    }

    /// `name` inside this path, which is taken for a folder.
    pub fn join_below(&self, name: &str) -> Self {
        match (self.0.is_empty(), name.is_empty()) {
            (true, _) => SitePath(Arc::from(name)),
            (_, true) => self.clone(),
            _ => SitePath(Arc::from(format!("{}/{name}", self.0))),
        }
    }

    fn resolve(folder: &str, relative: &str) -> Option<Self> {
        if relative.starts_with('/') {
            return None;
        }
        // Most paths come from a walk and are normal already.
        if folder.is_empty() && relative.split('/').all(|part| !matches!(part, "" | "." | "..")) {
            return Some(SitePath(Arc::from(relative)));
        }
        let mut joined = String::with_capacity(folder.len() + 1 + relative.len());
        joined.push_str(folder);
        for part in relative.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    if joined.is_empty() {
                        return None;
                    }
                    joined.truncate(joined.rfind('/').unwrap_or(0));
                }
                _ => {
                    if !joined.is_empty() {
                        joined.push('/');
                    }
                    joined.push_str(part);
                }
            }
        }
        Some(SitePath(Arc::from(joined)))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is the root itself.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The folder that holds the file, without a trailing `/`; empty for the root.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The part after the last `/`.
    pub fn file_name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&self.0, |(_, name)| name)
    }

    /// The file name without its extension. A name that starts with its only dot has none.
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        match name.rsplit_once('.') {
            Some((stem, _)) if !stem.is_empty() => stem,
            _ => name,
        }
    }

    /// The letters after the last dot of the file name; empty where there is none.
    pub fn extension(&self) -> &str {
        match self.file_name().rsplit_once('.') {
            Some((stem, extension)) if !stem.is_empty() => extension,
            _ => "",
        }
    }

    /// How many folders lie between the root and the file: 0 for `a.md`, 1 for `a/b.md`.
    pub fn depth(&self) -> usize {
        self.0.bytes().filter(|&byte| byte == b'/').count()
    }

    /// Whether the name ends in `.md` or `.markdown`, in letters of either case.
    pub fn is_markdown(&self) -> bool {
        let extension = self.extension();
        extension.eq_ignore_ascii_case("md") || extension.eq_ignore_ascii_case("markdown")
    }

    /// Whether the file is the page of the folder that holds it: `index.md`, or `README.md` in letters of either case, as
    /// mdBook and the code hosts have it.
    pub fn is_folder_page(&self) -> bool {
        self.is_markdown() && (self.stem() == "index" || self.stem().eq_ignore_ascii_case("readme"))
    }

    /// Path of the written file: `.html` for Markdown, `index.html` for a folder's page; any other path as it is.
    pub fn page_url(&self) -> Self {
        if !self.is_markdown() {
            return self.clone();
        }
        let stem = if self.is_folder_page() { "index" } else { self.stem() };
        let folder = self.folder();
        let separator = if folder.is_empty() { "" } else { "/" };
        SitePath(Arc::from(format!("{folder}{separator}{stem}.html")))
    }

    /// The way to this path from the file at `from`, not percent-encoded: `../b/c.html`. Never empty. The way to a folder
    /// ends in `/`, where the folder is the root or holds `from`.
    pub fn relative_to(&self, from: &SitePath) -> String {
        let mut target = self.0.split('/').filter(|part| !part.is_empty()).peekable();
        let mut base = from.folder().split('/').filter(|part| !part.is_empty()).peekable();
        // The last part of the target is a file's name even where a folder of `from` is called the same.
        let folders = self.depth();
        let mut shared = 0;
        while shared < folders && target.peek().is_some() && target.peek() == base.peek() {
            target.next();
            base.next();
            shared += 1;
        }
        let mut way = "../".repeat(base.count());
        for (at, part) in target.enumerate() {
            if at > 0 {
                way.push('/');
            }
            way.push_str(part);
        }
        if way.is_empty() {
            way.push_str("./");
        }
        way
    }

    /// [`Self::relative_to`], percent-encoded.
    pub fn href_from(&self, from: &SitePath) -> String {
        encode_href(&self.relative_to(from)).into_owned()
    }
}

impl Default for SitePath {
    fn default() -> Self {
        Self::root()
    }
}

impl fmt::Display for SitePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for SitePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, formatter)
    }
}

impl AsRef<str> for SitePath {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

// Equality, order and hash are those of the text, so maps may be asked with a `&str`.
impl Borrow<str> for SitePath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for SitePath {
    fn eq(&self, other: &str) -> bool {
        &*self.0 == other
    }
}

impl PartialEq<&str> for SitePath {
    fn eq(&self, other: &&str) -> bool {
        &*self.0 == *other
    }
}

/// Bytes that may stand in a path as they are: RFC 3986 §3.3 `pchar` and `/`, without the colon, which in a first part would
/// read as a scheme's end (§4.2), and without the apostrophe, which ends an
/// attribute in hand-written templates.
fn is_path_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$&()*+,;=@/".contains(&byte)
}

/// A path percent-encoded for an href: its UTF-8 bytes, save those that RFC 3986 lets a path hold. The ampersand is one of
/// them: whoever writes HTML escapes it.
pub fn encode_href(path: &str) -> Cow<'_, str> {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    if path.bytes().all(is_path_byte) {
        return Cow::Borrowed(path);
    }
    let mut encoded = String::with_capacity(path.len() * 3);
    for byte in path.bytes() {
        if is_path_byte(byte) {
            encoded.push(byte as char);
        } else {
            encoded.push('%');
            encoded.push(HEX[usize::from(byte >> 4)] as char);
            encoded.push(HEX[usize::from(byte & 15)] as char);
        }
    }
    Cow::Owned(encoded)
}

/// Undoes percent-encoding. A `%` without two hexadecimal digits stays, and so does the whole text where the bytes would be
/// no UTF-8.
pub fn decode_href(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).and_then(|&byte| (byte as char).to_digit(16));
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        match (bytes[at], digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                decoded.push((high * 16 + low) as u8);
                at += 3;
            }
            (byte, ..) => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(decoded).map_or(Cow::Borrowed(text), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn path(text: &str) -> SitePath {
        SitePath::new(text).expect("a path inside the root")
    }

    #[test]
    fn paths_are_normalised() {
        for (written, normal) in
            [("a/./b.md", "a/b.md"), ("./a.md", "a.md"), ("a//b/", "a/b"), ("a/../b", "b"), ("", ""), (".", "")]
        {
            assert_eq!(path(written).as_str(), normal, "{written}");
        }
        for outside in ["..", "a/../..", "/a", "/"] {
            assert_eq!(SitePath::new(outside), None, "{outside}");
        }
    }

    #[test]
    fn joining_starts_from_the_folder_of_the_file() {
        assert_eq!(path("a/b.md").join("c.md").unwrap(), "a/c.md");
        assert_eq!(path("a/b.md").join("../c.md").unwrap(), "c.md");
        assert_eq!(path("a/b.md").join("../../c.md"), None);
        assert_eq!(path("a/b.md").join("..").unwrap(), "");
        assert_eq!(path("a/b.md").join("/c.md"), None);
        assert_eq!(SitePath::root().join("第一章/序.md").unwrap(), "第一章/序.md");
        assert_eq!(path("a").join_below("index.html"), "a/index.html");
        assert_eq!(SitePath::root().join_below("index.html"), "index.html");
    }

    #[test]
    fn urls_follow_from_the_path_alone() {
        for (source, url) in [
            ("a/README.md", "a/index.html"),
            ("readme.MD", "index.html"),
            ("a/index.md", "a/index.html"),
            ("x.markdown", "x.html"),
            ("v1.2.md", "v1.2.html"),
            ("img/a.png", "img/a.png"),
            (".md", ".md"),
            ("序.md", "序.html"),
        ] {
            assert_eq!(path(source).page_url().as_str(), url, "{source}");
        }
    }

    #[test]
    fn the_way_between_two_pages() {
        for (from, to, way) in [
            ("a.html", "b.html", "b.html"),
            ("a/x.html", "b/c.html", "../b/c.html"),
            ("a/x.html", "a/y.html", "y.html"),
            ("a/x.html", "a/x.html", "x.html"),
            ("a/b/x.html", "index.html", "../../index.html"),
            ("a/x.html", "a", "../a"),
            ("a/x.html", "", "../"),
            ("x.html", "", "./"),
            ("a/x.html", "ab/x.html", "../ab/x.html"),
        ] {
            assert_eq!(path(to).relative_to(&path(from)), way, "{from} to {to}");
        }
    }

    #[test]
    fn hrefs_are_percent_encoded() {
        assert_eq!(path("第一章/a b?.html").href_from(&path("x.html")), "%E7%AC%AC%E4%B8%80%E7%AB%A0/a%20b%3F.html");
        assert_eq!(path("a:b.html").href_from(&path("x.html")), "a%3Ab.html");
        assert_eq!(encode_href("a-b_c~(1)%\"'#"), "a-b_c~(1)%25%22%27%23");
    }

    #[test]
    fn decoding_leaves_what_it_cannot_read() {
        assert_eq!(decode_href("100%"), "100%");
        assert_eq!(decode_href("%zz%4"), "%zz%4");
        assert_eq!(decode_href("%ff"), "%ff");
        assert_eq!(decode_href("%E5%BA%8F%20a"), "序 a");
    }

    proptest! {
        #[test]
        fn decoding_undoes_encoding(text in any::<String>()) {
            prop_assert_eq!(decode_href(&encode_href(&text)).into_owned(), text);
        }

        #[test]
        fn the_way_to_a_file_leads_there(from in "([ab]/){0,3}[a-c]\\.md", to in "([ab]/){0,3}[a-c]\\.md") {
            let (from, to) = (path(&from), path(&to));
            prop_assert_eq!(from.join(&to.relative_to(&from)), Some(to.clone()));
            let href = to.href_from(&from);
            prop_assert_eq!(from.join(&decode_href(&href)), Some(to));
        }
    }
}
