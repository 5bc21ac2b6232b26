//! From the path of a request to a file of the site.
//! Enters: the raw path as the client sent it. Leaves: a path that cannot leave the site, then the key of one of its files.
//! Never touches a disk: a path is only ever looked up in the build's own list.

use std::fmt::Write as _;

use super::Shown;

/// Where the server's own answers live. A site folder of this name would be hidden by them.
pub const OWN_FOLDER: &str = "__wence";

/// A decoded path: segments joined by `/`, none of them empty, `.` or `..`, no backslash, no control character,
/// no drive letter. Empty for the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SitePath {
    pub path: String,
    /// The path ended in `/`, or is the root.
    pub folder: bool,
}

/// Decodes a raw path that starts with `/` (query already cut off): percent signs once, then UTF-8, then the segments.
/// `None` when it is malformed or tries to climb out; such a request is refused, not mended.
pub fn decode_path(raw: &[u8]) -> Option<SitePath> {
    let rest = raw.strip_prefix(b"/")?;
    let decoded = String::from_utf8(decode_percent(rest)?).ok()?;
    if decoded.is_empty() {
        return Some(SitePath { path: decoded, folder: true });
    }
    let (path, folder) = match decoded.strip_suffix('/') {
        Some(path) => (path, true),
        None => (decoded.as_str(), false),
    };
    path.split('/').all(is_plain_segment).then(|| SitePath { path: path.to_owned(), folder })
}

/// The text of a percent-encoded value. `None` where it is malformed.
pub fn decode(raw: &[u8]) -> Option<String> {
    String::from_utf8(decode_percent(raw)?).ok()
}

/// Decodes `%XX` once. `None` when two hexadecimal digits do not follow a percent sign.
fn decode_percent(raw: &[u8]) -> Option<Vec<u8>> {
    let mut decoded = Vec::with_capacity(raw.len());
    let mut bytes = raw.iter();
    while let Some(&byte) = bytes.next() {
        if byte == b'%' {
            let high = char::from(*bytes.next()?).to_digit(16)?;
            let low = char::from(*bytes.next()?).to_digit(16)?;
            decoded.push((high * 16 + low) as u8);
        } else {
            decoded.push(byte);
        }
    }
    Some(decoded)
}

/// Trailing dots and spaces are left alone: the list of files knows no such aliases, unlike a Windows disk.
fn is_plain_segment(segment: &str) -> bool {
    let bytes = segment.as_bytes();
    let is_drive = bytes.len() >= 2 && bytes[0].is_ascii_alphabetic() && bytes[1] == b':';
    !matches!(segment, "" | "." | "..") && !is_drive && !segment.chars().any(|c| c == '\\' || c.is_control())
}

/// Encodes a decoded path for a `Location` header: everything but unreserved characters (RFC 3986 §2.3) and `/`.
pub fn encode_path(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for &byte in path.as_bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// The path under which the site is shown: the root, or a folder as a project page of GitHub's has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// Decoded, without slashes at the ends; empty for the root.
    prefix: String,
}

/// Where a path stands to the mount.
#[derive(Debug, PartialEq, Eq)]
pub enum Place {
    /// Inside the site; the path is relative to its root.
    Inside(SitePath),
    /// The server's root above the mount, or the mount without its last slash.
    Above,
    Outside,
}

impl Mount {
    /// Reads `/`, `/repo/`, `repo` and the like; the outer slashes may be missing. The error says what is wrong.
    pub fn parse(text: &str) -> Result<Mount, String> {
        let prefix = text.trim_matches('/');
        if !prefix.is_empty() && !prefix.split('/').all(is_plain_segment) {
            return Err(format!("`{text}` cannot be a path to serve under: write it like `/repo/`"));
        }
        if prefix.split('/').next() == Some(OWN_FOLDER) {
            return Err(format!("`{text}` is kept for the server itself: choose another path"));
        }
        Ok(Mount { prefix: prefix.to_owned() })
    }

    /// Percent-encoded, with a slash at both ends.
    pub fn url_path(&self) -> String {
        if self.prefix.is_empty() { "/".to_owned() } else { format!("/{}/", encode_path(&self.prefix)) }
    }

    pub fn place(&self, path: SitePath) -> Place {
        if self.prefix.is_empty() {
            return Place::Inside(path);
        }
        if path.path.is_empty() {
            return Place::Above;
        }
        match path.path.strip_prefix(self.prefix.as_str()) {
            Some("") if path.folder => Place::Inside(SitePath { path: String::new(), folder: true }),
            Some("") => Place::Above,
            Some(rest) => match rest.strip_prefix('/') {
                Some(rest) => Place::Inside(SitePath { path: rest.to_owned(), folder: path.folder }),
                None => Place::Outside,
            },
            None => Place::Outside,
        }
    }
}

/// What the site has for a path.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// The key of a file in the set.
    File(String),
    /// A folder with an `index.html`, asked for without its last slash.
    Folder,
    Nothing,
}

/// Looks a path up as GitHub Pages does: the very file, then the same with `.html`, then a folder's index.
/// `a/` is `a/index.html` and nothing else.
pub fn find(site: &dyn Shown, path: &SitePath) -> Found {
    let has = |key: &str| site.has(key);
    if path.folder {
        let index = if path.path.is_empty() { "index.html".to_owned() } else { format!("{}/index.html", path.path) };
        return if has(&index) { Found::File(index) } else { Found::Nothing };
    }
    if has(&path.path) {
        return Found::File(path.path.clone());
    }
    let page = format!("{}.html", path.path);
    if has(&page) {
        return Found::File(page);
    }
    if has(&format!("{}/index.html", path.path)) { Found::Folder } else { Found::Nothing }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::OutputSet;

    fn decoded(raw: &str) -> Option<(String, bool)> {
        decode_path(raw.as_bytes()).map(|path| (path.path, path.folder))
    }

    #[test]
    fn plain_and_encoded_paths_are_decoded_once() {
        let file = |path: &str| Some((path.to_owned(), false));
        let folder = |path: &str| Some((path.to_owned(), true));
        assert_eq!(decoded("/"), folder(""));
        assert_eq!(decoded("/a/b.html"), file("a/b.html"));
        assert_eq!(decoded("/a/"), folder("a"));
        assert_eq!(decoded("/%E9%97%AE%E7%AD%96.html"), file("问策.html"));
        assert_eq!(decoded("/问策.html"), file("问策.html"));
        assert_eq!(decoded("/a%2fb"), file("a/b"));
        assert_eq!(decoded("/100%25.html"), file("100%.html"));
        assert_eq!(decoded("/%2541"), file("%41"));
        assert_eq!(decoded("/.nojekyll"), file(".nojekyll"));
        assert_eq!(decoded("/.../a"), file(".../a"));
    }

    #[test]
    fn malformed_and_climbing_paths_are_refused() {
        let refused = [
            "",
            "a",
            "//",
            "//a",
            "/a//b",
            "/a//",
            "/.",
            "/..",
            "/../",
            "/../etc/passwd",
            "/a/../b",
            "/a/..",
            "/./a",
            "/a/./b",
            "/%2e%2e/etc/passwd",
            "/%2e",
            "/a/%2E%2e/b",
            "/..%2fetc",
            "/%2e%2e%2f",
            "/a%2f..%2fb",
            "/%2f",
            "/%2fetc/passwd",
            "/a\\b",
            "/..\\..\\a",
            "/%5c",
            "/..%5C..%5Ca",
            "/C:/a",
            "/c:",
            "/a/D:x",
            "/%43%3a/windows",
            "/a%00.html",
            "/%0d%0a",
            "/%",
            "/%4",
            "/%zz",
            "/%+1",
            "/a%",
            "/%ff",
            "/%c0%ae%c0%ae/",
            "/%e9%97",
            "/\u{7f}",
            "http://localhost/a",
            "*",
        ];
        for raw in refused {
            assert_eq!(decoded(raw), None, "{raw}");
        }
    }

    #[test]
    fn a_mount_takes_its_prefix_off_whole_segments() {
        let place = |mount: &str, raw: &str| {
            Mount::parse(mount)
                .expect("the mount is good")
                .place(decode_path(raw.as_bytes()).expect("the path is good"))
        };
        let inside = |path: &str, folder| Place::Inside(SitePath { path: path.to_owned(), folder });
        assert_eq!(place("/", "/a"), inside("a", false));
        assert_eq!(place("/", "/"), inside("", true));
        assert_eq!(place("/repo/", "/repo/a/b"), inside("a/b", false));
        assert_eq!(place("/repo/", "/repo/"), inside("", true));
        assert_eq!(place("/repo/", "/repo"), Place::Above);
        assert_eq!(place("/repo/", "/"), Place::Above);
        assert_eq!(place("/repo/", "/repository/a"), Place::Outside);
        assert_eq!(place("/repo/", "/Repo/a"), Place::Outside);
        assert_eq!(place("书/一", "/%E4%B9%A6/一/"), inside("", true));
        assert_eq!(Mount::parse("书").expect("a plain segment").url_path(), "/%E4%B9%A6/");
        assert_eq!(Mount::parse("//").expect("the root").url_path(), "/");
    }

    #[test]
    fn mounts_that_no_request_could_reach_are_refused() {
        for bad in ["/a/../b/", "..", "/a//b/", "/__wence/", "__wence/x", "a\\b", "c:/"] {
            assert!(Mount::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn files_pages_and_folders_are_found_as_github_pages_finds_them() {
        let mut site = OutputSet::default();
        for path in ["index.html", "a.html", "a/index.html", "b/index.html", "c", "c.html", "d/e.css", "Case.html"] {
            site.insert(path, String::new());
        }
        let find = |raw: &str| find(&site, &decode_path(raw.as_bytes()).expect("the path is good"));
        let file = |path: &str| Found::File(path.to_owned());
        assert_eq!(find("/"), file("index.html"));
        assert_eq!(find("/a"), file("a.html"));
        assert_eq!(find("/a/"), file("a/index.html"));
        assert_eq!(find("/b"), Found::Folder);
        assert_eq!(find("/b/"), file("b/index.html"));
        assert_eq!(find("/c"), file("c"));
        assert_eq!(find("/d/e.css"), file("d/e.css"));
        assert_eq!(find("/d"), Found::Nothing);
        assert_eq!(find("/d/"), Found::Nothing);
        assert_eq!(find("/case.html"), Found::Nothing);
        assert_eq!(find("/a.html/"), Found::Nothing);
    }

    proptest! {
        #[test]
        fn decoding_is_total_and_never_leaves_the_site(raw in proptest::collection::vec(any::<u8>(), 0..64)) {
            let _ = decode_path(&raw);
        }

        #[test]
        fn no_spelling_of_a_path_yields_a_segment_that_climbs(
            pieces in proptest::collection::vec(
                proptest::sample::select(vec!["/", "%2f", ".", "..", "%2e", "%2E", "\\", "%5c", "a", "C:", "%00", "%", "问", "%25"]),
                0..12,
            ),
        ) {
            let raw = format!("/{}", pieces.concat());
            if let Some(path) = decode_path(raw.as_bytes()) {
                prop_assert!(!path.path.starts_with('/') && !path.path.ends_with('/'));
                prop_assert!(!path.path.contains(['\\', '\0']));
                if !path.path.is_empty() {
                    prop_assert!(path.path.split('/').all(|segment| !matches!(segment, "" | "." | "..")));
                }
            }
        }

        #[test]
        fn encoded_paths_are_decoded_to_themselves(segments in proptest::collection::vec("[^/\\\\\\p{Cc}:.]{1,8}", 1..4)) {
            let path = segments.join("/");
            prop_assert_eq!(decoded(&format!("/{}", encode_path(&path))), Some((path, false)));
        }
    }
}
