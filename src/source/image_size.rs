//! Width and height of an image, read from the first bytes of its file.
//! Enters: bytes, which may be cut short or be no image at all. Leaves: CSS pixels, or nothing. Never decodes a picture.

/// As many bytes as are worth reading to find the size: a JPEG may hold a preview and colour profiles before its frame.
pub const HEAD: usize = 256 * 1024;

/// Width and height of a PNG, GIF, JPEG, WebP, BMP or SVG. `None` for anything else, for sizes of zero, and for an SVG that
/// gives neither its size in pixels nor a view box.
pub fn image_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let size = match bytes {
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => png(bytes),
        [b'G', b'I', b'F', b'8', ..] => Some((u16_le(bytes, 6)?.into(), u16_le(bytes, 8)?.into())),
        [0xff, 0xd8, ..] => jpeg(bytes),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => webp(bytes),
        [b'B', b'M', ..] => Some((u32_le(bytes, 18)?, (u32_le(bytes, 22)? as i32).unsigned_abs())),
        _ => svg(bytes),
    };
    size.filter(|&(width, height)| width > 0 && height > 0)
}

fn u16_be(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u16_le(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_be(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn u32_le(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// PNG specification §11.2.2: the header chunk comes first.
fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    (bytes.get(12..16)? == b"IHDR").then_some(())?;
    Some((u32_be(bytes, 16)?, u32_be(bytes, 20)?))
}

/// ITU-T T.81 annex B: segments up to the first start of frame. Exif orientations 5 to 8 lay the picture on its side.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    let mut on_its_side = false;
    loop {
        while *bytes.get(at)? != 0xff {
            at += 1;
        }
        while *bytes.get(at)? == 0xff {
            at += 1;
        }
        let marker = bytes[at];
        at += 1;
        match marker {
            0x01 | 0xd0..=0xd8 => continue,
            0xd9 | 0xda => return None,
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                let (height, width) = (u32::from(u16_be(bytes, at + 3)?), u32::from(u16_be(bytes, at + 5)?));
                return Some(if on_its_side { (height, width) } else { (width, height) });
            }
            _ => {}
        }
        let length = usize::from(u16_be(bytes, at)?);
        if marker == 0xe1
            && let Some(orientation) = bytes.get(at + 2..at + length).and_then(exif_orientation)
        {
            on_its_side = (5..=8).contains(&orientation);
        }
        at += length.max(2);
    }
}

/// The orientation tag of an Exif segment (CIPA DC-008 §4.6.4, tag 0x0112).
fn exif_orientation(segment: &[u8]) -> Option<u16> {
    let tiff = segment.strip_prefix(b"Exif\0\0")?;
    let little = tiff.starts_with(b"II");
    let short = |at: usize| if little { u16_le(tiff, at) } else { u16_be(tiff, at) };
    let long = |at: usize| if little { u32_le(tiff, at) } else { u32_be(tiff, at) };
    let directory = long(4)? as usize;
    let entries = usize::from(short(directory)?);
    (0..entries)
        .map(|entry| directory.saturating_add(2 + entry * 12))
        .find(|&entry| short(entry) == Some(0x0112))
        .and_then(|entry| short(entry + 8))
}

/// RFC 9649 §2: a lossy, lossless or extended first chunk.
fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    match bytes.get(12..16)? {
        b"VP8 " => Some((u32::from(u16_le(bytes, 26)? & 0x3fff), u32::from(u16_le(bytes, 28)? & 0x3fff))),
        b"VP8L" => {
            let bits = u32_le(bytes, 21)?;
            Some(((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1))
        }
        b"VP8X" => {
            let u24 = |at: usize| Some(u32::from(u16_le(bytes, at)?) | (u32::from(*bytes.get(at + 2)?) << 16));
            Some((u24(24)? + 1, u24(27)? + 1))
        }
        _ => None,
    }
}

/// The root element's `width` and `height` in pixels, else those of its `viewBox`.
fn svg(bytes: &[u8]) -> Option<(u32, u32)> {
    // The head may be cut inside a character; what stands before is enough.
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).ok()?,
    };
    let start = text.find("<svg")?;
    if !text.trim_start_matches('\u{feff}').trim_start().starts_with('<') {
        return None;
    }
    let tag = &text[start..start + text[start..].find('>')?];
    let attribute = |name: &str| {
        tag.match_indices(name).find_map(|(at, _)| {
            if !tag[..at].ends_with(char::is_whitespace) {
                return None;
            }
            let rest = tag[at + name.len()..].trim_start().strip_prefix('=')?.trim_start();
            let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
            rest[1..].split(quote).next()
        })
    };
    let pixels = |text: &str| {
        let number = text.trim().strip_suffix("px").unwrap_or(text.trim());
        number
            .parse::<f64>()
            .ok()
            .filter(|number| (0.5..=100_000.0).contains(number))
            .map(|number| number.round() as u32)
    };
    let given = attribute("width").and_then(pixels).zip(attribute("height").and_then(pixels));
    given.or_else(|| {
        let numbers: Vec<&str> =
            attribute("viewBox")?.split([' ', ',', '\n', '\t']).filter(|part| !part.is_empty()).collect();
        let [_, _, width, height] = numbers.as_slice() else { return None };
        pixels(width).zip(pixels(height))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sizes_are_read_from_each_format() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend([0, 0, 1, 0x40, 0, 0, 0, 0xf0]);
        assert_eq!(image_size(&png), Some((320, 240)));
        assert_eq!(image_size(b"GIF89a\x40\x01\xf0\x00"), Some((320, 240)));
        let jpeg = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x0b\x08\x00\xf0\x01\x40\x01";
        assert_eq!(image_size(jpeg), Some((320, 240)));
        let mut webp = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0".to_vec();
        webp.extend([0x3f, 1, 0, 0xef, 0, 0]);
        assert_eq!(image_size(&webp), Some((320, 240)));
    }

    #[test]
    fn svg_takes_its_size_or_its_view_box() {
        assert_eq!(image_size(b"<svg width=\"320px\" height='240'>"), Some((320, 240)));
        assert_eq!(
            image_size(b"<?xml version=\"1.0\"?>\n<svg viewBox=\"0 0 320 240\" width=\"100%\">"),
            Some((320, 240))
        );
        assert_eq!(image_size(b"<svg>"), None);
    }

    #[test]
    fn a_jpeg_on_its_side_is_turned() {
        let mut jpeg =
            b"\xff\xd8\xff\xe1\x00\x22Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
        jpeg.extend(b"\xff\xc0\x00\x0b\x08\x00\xf0\x01\x40\x01");
        assert_eq!(image_size(&jpeg), Some((240, 320)));
    }

    proptest! {
        #[test]
        fn any_bytes_are_fine(head in 0usize..6, bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let heads: [&[u8]; 6] = [b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8", b"RIFF0000WEBP", b"GIF8", b"BM"];
            let mut all = heads[head].to_vec();
            all.extend(bytes);
            let _ = image_size(&all);
        }
    }
}
