//! The media type of a file by the end of its name.
//! Enters: a path of the site. Leaves: a `Content-Type` value, with the charset for text. Never looks at the bytes:
//! together with `X-Content-Type-Options: nosniff` that keeps an author's file from being run as something else.

/// Lower-case extensions and their types, sorted by extension. Types as registered with IANA; text is UTF-8, the only
/// encoding the generator reads and writes.
const TYPES: &[(&str, &str)] = &[
    ("apkg", "application/octet-stream"),
    ("atom", "application/atom+xml; charset=utf-8"),
    ("avif", "image/avif"),
    ("bmp", "image/bmp"),
    ("css", "text/css; charset=utf-8"),
    ("csv", "text/csv; charset=utf-8"),
    ("epub", "application/epub+zip"),
    ("flac", "audio/flac"),
    ("gif", "image/gif"),
    ("gz", "application/gzip"),
    ("htm", HTML),
    ("html", HTML),
    ("ico", "image/vnd.microsoft.icon"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("js", "text/javascript; charset=utf-8"),
    ("json", "application/json; charset=utf-8"),
    ("jsonld", "application/ld+json; charset=utf-8"),
    ("m4a", "audio/mp4"),
    ("m4v", "video/mp4"),
    ("map", "application/json; charset=utf-8"),
    ("md", "text/markdown; charset=utf-8"),
    ("mjs", "text/javascript; charset=utf-8"),
    ("mov", "video/quicktime"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("oga", "audio/ogg"),
    ("ogg", "audio/ogg"),
    ("ogv", "video/ogg"),
    ("opus", "audio/ogg"),
    ("otf", "font/otf"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("rss", "application/rss+xml; charset=utf-8"),
    ("svg", "image/svg+xml; charset=utf-8"),
    ("tar", "application/x-tar"),
    ("toml", "application/toml; charset=utf-8"),
    ("ttf", "font/ttf"),
    ("txt", "text/plain; charset=utf-8"),
    ("vtt", "text/vtt; charset=utf-8"),
    ("wasm", "application/wasm"),
    ("wav", "audio/wav"),
    ("webm", "video/webm"),
    ("webmanifest", "application/manifest+json; charset=utf-8"),
    ("webp", "image/webp"),
    ("woff", "font/woff"),
    ("woff2", "font/woff2"),
    ("xhtml", "application/xhtml+xml; charset=utf-8"),
    ("xml", "application/xml; charset=utf-8"),
    ("yaml", "application/yaml; charset=utf-8"),
    ("yml", "application/yaml; charset=utf-8"),
    ("zip", "application/zip"),
];

/// The type of pages, the only one that the reload script is put into.
pub const HTML: &str = "text/html; charset=utf-8";
pub const PLAIN: &str = "text/plain; charset=utf-8";

/// The type by the extension in any case; `application/octet-stream`, which browsers save and never run, for others.
pub fn of(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or_default();
    let extension = match name.rsplit_once('.') {
        Some((_, extension)) => extension.to_ascii_lowercase(),
        None => String::new(),
    };
    match TYPES.binary_search_by(|(known, _)| (*known).cmp(extension.as_str())) {
        Ok(at) => TYPES[at].1,
        Err(_) => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_text_names_its_charset() {
        assert!(TYPES.windows(2).all(|pair| pair[0].0 < pair[1].0));
        for (extension, kind) in TYPES {
            assert_eq!(extension.to_ascii_lowercase(), *extension);
            if kind.starts_with("text/") {
                assert!(kind.ends_with("; charset=utf-8"), "{extension}");
            }
        }
    }

    #[test]
    fn the_last_extension_of_the_last_segment_decides_in_any_case() {
        assert_eq!(of("a/b.html"), HTML);
        assert_eq!(of("图.PNG"), "image/png");
        assert_eq!(of("a.tar.gz"), "application/gzip");
        assert_eq!(of("search.js"), "text/javascript; charset=utf-8");
        for unknown in ["", "CNAME", ".nojekyll", "a.html/b", "a.", "a.exe", "a.html "] {
            assert_eq!(of(unknown), "application/octet-stream", "{unknown}");
        }
    }
}
