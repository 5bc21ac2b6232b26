//! The pictures a site has without anybody having drawn them: the cover that link previews show, and the icons of the site as
//! an app. In: the theme's two colours of paper and the book's name. Out: PNG. No text stands on them: writing Han would take
//! a font of megabytes, and what shows the picture shows the title beside it.

use super::png::Picture;
use xxhash_rust::xxh3::xxh3_64;

/// Width and height of the cover, which every platform takes without cutting (Open Graph asks for 1.91 : 1).
pub const COVER: (usize, usize) = (1200, 630);

const INK: [u8; 3] = [0x22, 0x1f, 0x1a];
const BAMBOO: [u8; 3] = [0x25, 0x51, 0x39];
const CINNABAR: [u8; 3] = [0x8c, 0x23, 0x18];
const LINE: [u8; 3] = [0xdd, 0xd5, 0xc5];
const EDGE: [u8; 3] = [0x87, 0x7d, 0x6a];

/// `#FBF8F1` as three bytes; the default theme's paper for what is no colour of that form.
fn color(text: &str) -> [u8; 3] {
    const PAPER: [u8; 3] = [0xfb, 0xf8, 0xf1];
    let Some(digits) = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii()) else {
        return PAPER;
    };
    match u32::from_str_radix(digits, 16) {
        Ok(value) => [(value >> 16) as u8, (value >> 8) as u8, value as u8],
        Err(_) => PAPER,
    }
}

/// A row of bamboo slips bound by two cords. The book's name decides which of them carry writing and how far down, so that
/// two books do not look the same.
pub fn cover(paper: &str, name: &str) -> Vec<u8> {
    let (width, height) = COVER;
    let mut picture = Picture::new(width, height, vec![color(paper), LINE, EDGE, INK, BAMBOO, CINNABAR]);
    let (slip, gap, margin) = (46, 6, 107);
    let n_slips = (width - 2 * margin + gap) / (slip + gap);
    let mut state = xxh3_64(name.as_bytes()) | 1;
    let mut next = |below: u64| {
        // xorshift64 (Marsaglia 2003): any mixing would do.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) % below
    };
    let marked = next(n_slips as u64 / 3) as usize;
    for at in 0..n_slips {
        let x = margin + at * (slip + gap);
        picture.fill(x, 75, slip, height - 150, 1);
        picture.fill(x + 1, 76, slip - 2, height - 152, 0);
        if at == marked {
            picture.fill(x, 75, slip, height - 150, 5);
            continue;
        }
        // A column of strokes for the writing, each as high as a character.
        let mut y = 96;
        let end = 96 + next(21) as usize * 20;
        while y < end {
            let length = 10 + next(3) as usize * 8;
            if next(9) > 0 && !(165..=200).contains(&y) && !(425..=460).contains(&y) {
                picture.fill(x + (slip - length) / 2, y, length, 9, if next(12) == 0 { 4 } else { 3 });
            }
            y += 20;
        }
    }
    for cord in [183, 443] {
        picture.fill(margin - 30, cord, width - 2 * margin + 60, 3, 2);
        picture.fill(margin - 30, cord + 7, width - 2 * margin + 60, 3, 2);
    }
    picture.encode()
}

/// Three red slips and two cords, as beside the book's title, on paper: `size` pixels wide and high, with room around for
/// systems that cut icons to a shape.
pub fn icon(paper: &str, size: usize) -> Vec<u8> {
    let mut picture = Picture::new(size, size, vec![color(paper), CINNABAR]);
    let unit = size / 32;
    let (slip, gap, height) = (4 * unit, unit, 18 * unit);
    let left = (size - 3 * slip - 2 * gap) / 2;
    let top = (size - height) / 2;
    for at in 0..3 {
        picture.fill(left + at * (slip + gap), top, slip, height, 1);
    }
    for cord in [top + height * 22 / 100, top + height * 78 / 100] {
        picture.fill(left, cord, size - 2 * left, unit, 0);
    }
    picture.encode()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_small_and_the_books_own() {
        let one = cover("#FBF8F1", "甲");
        assert_eq!(one, cover("#FBF8F1", "甲"));
        assert_ne!(one, cover("#FBF8F1", "乙"));
        assert!(one.len() < 40_000, "{} bytes", one.len());
        assert!(icon("#FBF8F1", 512).len() < 6_000);
        assert_eq!(color("#FBF8F1"), [0xfb, 0xf8, 0xf1]);
        assert_eq!(color("paper"), color("#FBF8F1"));
        if let Some(folder) = std::env::var_os("WENCE_PICTURES") {
            let folder = std::path::PathBuf::from(folder);
            std::fs::write(folder.join("cover.png"), one).unwrap();
            std::fs::write(folder.join("icon.png"), icon("#FBF8F1", 192)).unwrap();
        }
    }
}
