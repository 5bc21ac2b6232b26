//! How the index is spelled in its files: numbers as bytes, bytes as base64, lists of terms as one text, everything as a
//! call in a script. `js/search/decode.js` reads it back.
//! In: values. Out: text and bytes. Knows no index.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// Version of everything below `search/`. A script of another version refuses the data.
pub const VERSION: u32 = 1;

/// Appends `value`, seven bits a byte, low bits first, the high bit set on all but the last (LEB128).
#[inline]
pub fn write_number(mut value: u32, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Reads what [`write_number`] wrote, from `*at` on. `None` where it ends too early or is no number of 32 bits.
#[inline]
pub fn read_number(bytes: &[u8], at: &mut usize) -> Option<u32> {
    let mut value = 0u64;
    for shift in (0..35).step_by(7) {
        let byte = *bytes.get(*at)?;
        *at += 1;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return u32::try_from(value).ok();
        }
    }
    None
}

/// Writes bits, the highest of a byte first.
#[derive(Default)]
pub struct BitWriter {
    bytes: Vec<u8>,
    held: u64,
    /// Bits of `held` that are not in `bytes` yet, below 32 between calls.
    count: u32,
}

impl BitWriter {
    /// Appends the low `count` bits of `value`, at most 32; higher bits are 0.
    #[inline]
    pub fn bits(&mut self, value: u64, count: u32) {
        self.held = self.held << count | value;
        self.count += count;
        if self.count >= 32 {
            self.count -= 32;
            self.bytes.extend_from_slice(&((self.held >> self.count) as u32).to_be_bytes());
        }
    }

    /// Appends `value` as an exponential Golomb code of the given order (Teuhola 1978; ITU-T H.264, clause 9.1, has order 0):
    /// of `(value >> order) + 1` the length in unary and the digits below the first, then the `order` low bits. Gaps in an
    /// index come in clusters; this code stays short for the long ones between clusters, where a Rice code does not.
    #[inline]
    pub fn golomb(&mut self, value: u32, order: u32) {
        self.golomb_after(0, 0, value, order);
    }

    /// Appends the low `count` bits of `before`, at most 16, and then `value` like [`BitWriter::golomb`].
    #[inline]
    pub fn golomb_after(&mut self, before: u16, count: u8, value: u32, order: u32) {
        let high = (u64::from(value) >> order) + 1;
        let length = 64 - high.leading_zeros();
        let low = u64::from(value) & ((1 << order) - 1);
        // The zeros before the digits are those that the number has anyway, if it fits.
        let whole = 2 * length - 1 + order;
        if whole + u32::from(count) <= 32 {
            self.bits(u64::from(before) << whole | high << order | low, whole + u32::from(count));
        } else {
            self.bits(before.into(), count.into());
            self.bits(0, length - 1);
            self.bits(high >> 1, length - 1);
            self.bits(high & 1, 1);
            self.bits(low, order);
        }
    }

    /// Bytes so far, the last few not counted.
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The bytes, the last one filled with zeros.
    pub fn finish(mut self) -> Vec<u8> {
        let last = ((self.held << (32 - self.count)) as u32).to_be_bytes();
        self.bytes.extend_from_slice(&last[..self.count.div_ceil(8) as usize]);
        self.bytes
    }
}

/// Reads what a [`BitWriter`] wrote. All reading gives `None` past the end.
pub struct BitReader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> BitReader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        BitReader { bytes, at: 0 }
    }

    /// The next `count` bits, at most 32.
    pub fn bits(&mut self, count: u32) -> Option<u32> {
        let mut value = 0;
        for _ in 0..count {
            let byte = *self.bytes.get(self.at >> 3)?;
            value = value << 1 | u32::from(byte >> (7 - (self.at & 7)) & 1);
            self.at += 1;
        }
        Some(value)
    }

    pub fn golomb(&mut self, order: u32) -> Option<u32> {
        let mut length = 0;
        while self.bits(1)? == 0 {
            length += 1;
            if length > 32 {
                return None;
            }
        }
        let high = (1u64 << length | u64::from(self.bits(length)?)) - 1;
        u32::try_from(high << order | u64::from(self.bits(order)?)).ok()
    }
}

/// RFC 4648, section 4, without the filling `=`.
pub fn write_base64(bytes: &[u8], out: &mut String) {
    STANDARD_NO_PAD.encode_string(bytes, out);
}

/// Reads what [`write_base64`] wrote.
pub fn read_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD_NO_PAD.decode(text).ok()
}

/// Appends `text` as a string literal that is JSON and JavaScript (since 2019) at once.
pub fn write_string(text: &str, out: &mut String) {
    out.push('"');
    let bytes = text.as_bytes();
    let mut copied = 0;
    let mut at = 0;
    while let Some(step) = first_escaped(&bytes[at..]) {
        at += step;
        out.push_str(&text[copied..at]);
        match bytes[at] {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            control => out.push_str(&format!("\\u{control:04x}")),
        }
        at += 1;
        copied = at;
    }
    out.push_str(&text[copied..]);
    out.push('"');
}

/// Where the first byte stands that does not stand for itself in a string. Sixteen at a time, which compilers turn into
/// instructions for vectors: most of an index's bytes pass through here.
fn first_escaped(bytes: &[u8]) -> Option<usize> {
    const GROUP: usize = 16;
    let is_escaped = |byte: u8| (byte < 0x20) | (byte == b'"') | (byte == b'\\');
    let groups = bytes.chunks_exact(GROUP);
    let whole = bytes.len() - groups.remainder().len();
    let start = groups
        .map(|group| group.iter().fold(false, |any, &byte| any | is_escaped(byte)))
        .position(|any| any)
        .map_or(whole, |group| group * GROUP);
    Some(start + bytes[start..].iter().position(|&byte| is_escaped(byte))?)
}

/// Marks in a list of terms that tell how many code points a term shares with the one before: none of them can stand in a
/// term, and none needs an escape. More than their number are never shared.
pub const SHARED: &[u8; 22] = b" !#$%&()*+,-./:;<=>?@[";

/// A sorted list of terms as one text: for each its mark and the rest of it.
#[derive(Default)]
pub struct TermList {
    pub text: String,
    /// The last of the terms.
    pub last: String,
}

impl TermList {
    pub fn push(&mut self, term: &str) {
        let mut bytes = 0;
        let mut shared = 0;
        for (last, c) in self.last.chars().zip(term.chars()) {
            if last != c || shared == SHARED.len() - 1 {
                break;
            }
            bytes += c.len_utf8();
            shared += 1;
        }
        self.text.push(SHARED[shared] as char);
        self.text.push_str(&term[bytes..]);
        self.last.truncate(bytes);
        self.last.push_str(&term[bytes..]);
    }

    pub(super) fn len(&self) -> usize {
        self.text.len()
    }
}

/// Reads a [`TermList`] back.
pub fn read_terms(text: &str) -> Vec<String> {
    let mut terms: Vec<String> = Vec::new();
    let mark = |c: char| SHARED.iter().position(|&known| known as char == c);
    for c in text.chars() {
        match mark(c) {
            Some(shared) => {
                let term = terms.last().map(|last| last.chars().take(shared).collect());
                terms.push(term.unwrap_or_default());
            }
            None => {
                if let Some(term) = terms.last_mut() {
                    term.push(c);
                }
            }
        }
    }
    terms
}

/// One file's text: the call that hands `data`, JavaScript already, to the engine.
pub fn call(name: &str, data: &str) -> String {
    format!("wence.searchData(\"{name}\",{data});\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_come_back(values: Vec<u32>) {
            let mut bytes = Vec::new();
            values.iter().for_each(|&value| write_number(value, &mut bytes));
            let mut at = 0;
            for value in values {
                prop_assert_eq!(read_number(&bytes, &mut at), Some(value));
            }
            prop_assert_eq!(at, bytes.len());
            prop_assert_eq!(read_number(&bytes, &mut at), None);
        }

        #[test]
        fn codes_come_back(values in prop::collection::vec((any::<u32>(), 0u32..31), 0..50)) {
            let mut writer = BitWriter::default();
            for &(value, order) in &values {
                writer.golomb(value, order);
                writer.bits(u64::from(value) & ((1 << order) - 1), order);
            }
            let bytes = writer.finish();
            let mut reader = BitReader::new(&bytes);
            for (value, order) in values {
                prop_assert_eq!(reader.golomb(order), Some(value));
                prop_assert_eq!(reader.bits(order), Some(value & ((1 << order) - 1)));
            }
            prop_assert!(reader.bits(8).is_none());
        }

        #[test]
        fn bytes_come_back(bytes: Vec<u8>) {
            let mut text = String::new();
            write_base64(&bytes, &mut text);
            prop_assert_eq!(read_base64(&text), Some(bytes));
        }

        #[test]
        fn strings_are_json(text: String) {
            let mut literal = String::new();
            write_string(&text, &mut literal);
            prop_assert_eq!(serde_json::from_str::<String>(&literal).ok(), Some(text));
        }

        #[test]
        fn terms_come_back(mut terms in prop::collection::vec("[a-z_所有权借用\u{1}~\u{20000}]{1,30}", 0..50)) {
            terms.sort();
            let mut list = TermList::default();
            terms.iter().for_each(|term| list.push(term));
            prop_assert_eq!(read_terms(&list.text), terms);
        }
    }

    #[test]
    fn numbers_that_are_none_are_refused() {
        for bytes in [&[][..], &[0x80], &[0xff; 5], &[0xff, 0xff, 0xff, 0xff, 0x7f]] {
            assert_eq!(read_number(bytes, &mut 0), None, "{bytes:?}");
        }
    }
}
