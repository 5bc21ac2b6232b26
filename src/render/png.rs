//! Pictures of few colours as PNG (ISO/IEC 15948:2004).
//! In: a palette and the rows of a picture. Out: bytes, the same for the same picture wherever it is made. Made for flat
//! figures: rows that repeat take next to nothing, and anything else is stored at length.

/// A picture whose pixels are indices into a palette.
pub struct Picture {
    width: usize,
    /// Red, green, blue; at most 256.
    palette: Vec<[u8; 3]>,
    pixels: Vec<u8>,
}

impl Picture {
    /// All of it in the first colour.
    pub fn new(width: usize, height: usize, palette: Vec<[u8; 3]>) -> Picture {
        Picture { width, palette, pixels: vec![0; width * height] }
    }

    /// Fills a rectangle; what lies outside of the picture is left out.
    pub fn fill(&mut self, x: usize, y: usize, width: usize, height: usize, color: u8) {
        let end = (x + width).min(self.width);
        for row in self.pixels.chunks_exact_mut(self.width).skip(y).take(height) {
            if let Some(run) = row.get_mut(x..end) {
                run.fill(color);
            }
        }
    }

    pub fn encode(&self) -> Vec<u8> {
        let height = self.pixels.len() / self.width.max(1);
        let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
        let mut header = Vec::new();
        header.extend_from_slice(&(self.width as u32).to_be_bytes());
        header.extend_from_slice(&(height as u32).to_be_bytes());
        // Eight bits a pixel, a palette, the one method of each kind that there is, no interlacing.
        header.extend_from_slice(&[8, 3, 0, 0, 0]);
        chunk(&mut png, b"IHDR", &header);
        chunk(&mut png, b"PLTE", &self.palette.concat());
        let mut rows = Vec::with_capacity(self.pixels.len() + height);
        for row in self.pixels.chunks_exact(self.width) {
            // Filter 0: as it is.
            rows.push(0);
            rows.extend_from_slice(row);
        }
        chunk(&mut png, b"IDAT", &zlib(&rows, self.width + 1));
        chunk(&mut png, b"IEND", &[]);
        png
    }
}

fn chunk(png: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    png.extend_from_slice(&(data.len() as u32).to_be_bytes());
    let start = png.len();
    png.extend_from_slice(kind);
    png.extend_from_slice(data);
    let checksum = crc32(&png[start..]);
    png.extend_from_slice(&checksum.to_be_bytes());
}

/// ISO 3309, as PNG has it in its annex D.
fn crc32(bytes: &[u8]) -> u32 {
    let mut table = [0u32; 256];
    for (index, entry) in table.iter_mut().enumerate() {
        let mut value = index as u32;
        for _ in 0..8 {
            value = if value & 1 == 1 { 0xedb8_8320 ^ (value >> 1) } else { value >> 1 };
        }
        *entry = value;
    }
    !bytes.iter().fold(!0, |crc, byte| table[((crc ^ u32::from(*byte)) & 0xff) as usize] ^ (crc >> 8))
}

/// RFC 1950.
fn zlib(bytes: &[u8], row: usize) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    out.extend_from_slice(&deflate(bytes, row));
    let (mut low, mut high) = (1u32, 0u32);
    // So many bytes can be added before the sums may overflow (RFC 1950 §9).
    for bytes in bytes.chunks(5_552) {
        for byte in bytes {
            low += u32::from(*byte);
            high += low;
        }
        low %= 65_521;
        high %= 65_521;
    }
    out.extend_from_slice(&(high << 16 | low).to_be_bytes());
    out
}

/// Bits, lowest first.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    held: u64,
    n_held: u32,
}

impl Bits {
    fn put(&mut self, bits: u32, n: u32) {
        self.held |= u64::from(bits) << self.n_held;
        self.n_held += n;
        while self.n_held >= 8 {
            self.bytes.push(self.held as u8);
            self.held >>= 8;
            self.n_held -= 8;
        }
    }

    /// A Huffman code: highest bit first.
    fn put_code(&mut self, code: u32, n: u32) {
        self.put(code.reverse_bits() >> (32 - n), n);
    }

    /// A literal or the code of a length, by the fixed table (RFC 1951 §3.2.6).
    fn put_symbol(&mut self, symbol: u32) {
        match symbol {
            0..=143 => self.put_code(0x30 + symbol, 8),
            144..=255 => self.put_code(0x190 + symbol - 144, 9),
            256..=279 => self.put_code(symbol - 256, 7),
            _ => self.put_code(0xc0 + symbol - 280, 8),
        }
    }
}

/// RFC 1951, one block of fixed codes. Repeats are looked for at two places only: the byte before, and the row above.
fn deflate(bytes: &[u8], row: usize) -> Vec<u8> {
    const LONGEST: usize = 258;
    const FARTHEST: usize = 32_768;
    let mut bits = Bits::default();
    bits.put(0b011, 3);
    let mut at = 0;
    while at < bytes.len() {
        let repeat = |distance: usize| {
            if distance > at || distance > FARTHEST {
                return 0;
            }
            let ahead = bytes[at..].iter().zip(&bytes[at - distance..]).take(LONGEST);
            ahead.take_while(|(one, other)| one == other).count()
        };
        let (above, before) = (repeat(row), repeat(1));
        let (length, distance) = if above >= before { (above, row) } else { (before, 1) };
        if length < 3 {
            bits.put_symbol(u32::from(bytes[at]));
            at += 1;
            continue;
        }
        let (symbol, extra, n_extra) = length_code(length as u32);
        bits.put_symbol(symbol);
        bits.put(extra, n_extra);
        let (code, extra, n_extra) = distance_code(distance as u32);
        bits.put_code(code, 5);
        bits.put(extra, n_extra);
        at += length;
    }
    bits.put_symbol(256);
    bits.put(0, 7);
    bits.bytes
}

/// Symbol, extra bits and how many, of a length from 3 to 258 (RFC 1951 §3.2.5).
fn length_code(length: u32) -> (u32, u32, u32) {
    if length == 258 {
        return (285, 0, 0);
    }
    let value = length - 3;
    if value < 8 {
        return (257 + value, 0, 0);
    }
    let n_extra = value.ilog2() - 2;
    (257 + 4 * (n_extra + 1) + ((value >> n_extra) & 3), value & ((1 << n_extra) - 1), n_extra)
}

/// The same of a distance from 1 to 32,768.
fn distance_code(distance: u32) -> (u32, u32, u32) {
    let value = distance - 1;
    if value < 4 {
        return (value, 0, 0);
    }
    let n_extra = value.ilog2() - 1;
    (2 * (n_extra + 1) + ((value >> n_extra) & 1), value & ((1 << n_extra) - 1), n_extra)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_tables() {
        let lengths = [3, 10, 11, 12, 13, 18, 19, 130, 131, 257, 258].map(length_code);
        let expected = [
            (257, 0, 0),
            (264, 0, 0),
            (265, 0, 1),
            (265, 1, 1),
            (266, 0, 1),
            (268, 1, 1),
            (269, 0, 2),
            (280, 15, 4),
            (281, 0, 5),
            (284, 30, 5),
            (285, 0, 0),
        ];
        assert_eq!(lengths, expected);
        let distances = [1, 4, 5, 6, 7, 9, 1201, 24_577, 32_768].map(distance_code);
        let expected = [
            (0, 0, 0),
            (3, 0, 0),
            (4, 0, 1),
            (4, 1, 1),
            (5, 0, 1),
            (6, 0, 2),
            (20, 176, 9),
            (29, 0, 13),
            (29, 8191, 13),
        ];
        assert_eq!(distances, expected);
    }

    #[test]
    fn checksums_are_those_of_the_standards() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        let stream = zlib(b"Wikipedia", 100);
        assert_eq!(stream[stream.len() - 4..], 0x11e6_0398_u32.to_be_bytes());
    }
}
