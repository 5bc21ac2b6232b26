//! Images as a book may hold them.
//! In: the bytes of a file. Out: its name and media type by what it is, whatever it was called; nothing for formats that not
//! every reading system shows (EPUB 3.3 §3.2).

use super::super::xhtml::{Tree, write_svg};
use std::borrow::Cow;

pub struct Image<'a> {
    pub name: String,
    pub media_type: &'static str,
    pub bytes: Cow<'a, [u8]>,
}

/// The image of these bytes, the one of this number.
pub fn image(number: usize, bytes: &[u8]) -> Option<Image<'_>> {
    let (extension, media_type) = match bytes {
        [0x89, b'P', b'N', b'G', ..] => ("png", "image/png"),
        [0xff, 0xd8, 0xff, ..] => ("jpg", "image/jpeg"),
        [b'G', b'I', b'F', b'8', ..] => ("gif", "image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => ("webp", "image/webp"),
        _ => ("svg", "image/svg+xml"),
    };
    let bytes = match extension {
        "svg" => Cow::Owned(write_svg(&Tree::parse(std::str::from_utf8(bytes).ok()?))?.into_bytes()),
        _ => Cow::Borrowed(bytes),
    };
    Some(Image { name: format!("image-{:04}.{extension}", number + 1), media_type, bytes })
}
