//! A ZIP file that says nothing of the machine that made it.
//! In: names and bytes. Out: the archive. Every entry has the same date, the same rights and the same system, so equal files in
//! equal order give equal bytes.

use std::io::{self, Cursor, Write};
use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

/// Level 9 of DEFLATE: an export is made once and carried about often.
const LEVEL: i64 = 9;

/// Files whose formats are compressed already: deflating them again costs time and saves nothing.
const COMPRESSED: [&str; 15] =
    ["avif", "gif", "gz", "jpeg", "jpg", "m4a", "mp3", "mp4", "ogg", "png", "webm", "webp", "woff", "woff2", "zip"];

/// An archive in the making.
pub struct Archive {
    writer: ZipWriter<Cursor<Vec<u8>>>,
    /// The first thing that the format had no room for; [`Archive::finish`] tells it.
    fault: Option<io::Error>,
}

impl Archive {
    pub fn new() -> Archive {
        Archive { writer: ZipWriter::new(Cursor::new(Vec::new())), fault: None }
    }

    /// Adds a file as it is. The archive's readers may look for the first one's bytes at a fixed place.
    pub fn store(&mut self, name: &str, bytes: &[u8]) {
        self.write(name, bytes, options(CompressionMethod::Stored, None));
    }

    /// Adds a file, compressed where that helps.
    pub fn add(&mut self, name: &str, bytes: &[u8]) {
        let extension = name.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
        match COMPRESSED.contains(&extension.as_str()) {
            true => self.store(name, bytes),
            false => self.write(name, bytes, options(CompressionMethod::Deflated, Some(LEVEL))),
        }
    }

    fn write(&mut self, name: &str, bytes: &[u8], options: SimpleFileOptions) {
        let written = self.writer.start_file(name, options).and_then(|()| Ok(self.writer.write_all(bytes)?));
        self.keep_fault(name, written);
    }

    fn keep_fault(&mut self, name: &str, written: ZipResult<()>) {
        if let Err(error) = written
            && self.fault.is_none()
        {
            self.fault = Some(io::Error::other(format!("`{name}`: {error}")));
        }
    }

    /// Says of the archive, at its end, who made it.
    pub fn sign(&mut self, words: &str) {
        let set = self.writer.set_comment(words);
        self.keep_fault("the comment", set);
    }

    /// The archive's bytes. The first error of all that was added: a name that came before, or one, like a comment, of more
    /// than 65,535 bytes, or a file of more than 4 GiB.
    pub fn finish(self) -> io::Result<Vec<u8>> {
        match self.fault {
            Some(fault) => Err(fault),
            None => Ok(self.writer.finish()?.into_inner()),
        }
    }
}

fn options(method: CompressionMethod, level: Option<i64>) -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(method)
        .compression_level(level)
        // The earliest date that the format knows, 1 January 1980.
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(0o644)
        .system(System::Unix)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_file_stands_where_readers_of_epub_look_for_it() {
        let mut archive = Archive::new();
        archive.store("mimetype", b"application/epub+zip");
        archive.add("a/b.txt", &[b'a'; 1000]);
        let bytes = archive.finish().unwrap();
        // OCF 3.3 §4.3: the name at byte 30, the type at byte 38.
        assert_eq!(&bytes[30..58], b"mimetypeapplication/epub+zip");
        assert!(bytes.len() < 500, "text is compressed: {}", bytes.len());
    }

    #[test]
    fn what_the_format_has_no_room_for_is_told_and_no_archive_made() {
        let long = "a".repeat(70_000);
        for names in [["a.txt", "a.txt"], ["a.txt", long.as_str()]] {
            let mut archive = Archive::new();
            for name in names {
                archive.add(name, b"a");
            }
            assert!(archive.finish().is_err(), "{}", names[1].len());
        }
    }
}
