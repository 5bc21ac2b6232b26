//! Steps over bytes that several lexers share.
//! In: the bytes and an offset. Out: a later offset, at most the length, always where an ASCII byte begins or ends or
//! at the end of input, so that tokens cut there never split a character.
//! Must never look at a byte more than a fixed number of times per call.

#[cfg(test)]
thread_local! {
    /// How many bytes all steps of this thread have looked at.
    pub(super) static BYTES_SEEN: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Tells the test of linear time that the bytes `from..to` have been looked at. Whatever looks ahead calls this, so that
/// the test counts what a clock could only guess.
#[inline(always)]
pub(super) fn seen(from: usize, to: usize) {
    #[cfg(test)]
    BYTES_SEEN.with(|seen| seen.set(seen.get() + 1 + to.saturating_sub(from)));
    #[cfg(not(test))]
    let _ = (from, to);
}

/// The end of the line that contains `from`: the offset of its newline, or the end of input.
pub(super) fn line_end(bytes: &[u8], from: usize) -> usize {
    let end = match bytes.get(from..).unwrap_or_default().iter().position(|&b| b == b'\n') {
        Some(len) => from + len,
        None => bytes.len(),
    };
    seen(from, end);
    end
}

/// The end of the line at `from` and of those that a backslash at its end adds to it. A blank line ends them, whatever stands
/// before it.
pub(super) fn continued_line_end(bytes: &[u8], from: usize) -> usize {
    let mut start = from;
    loop {
        let end = line_end(bytes, start);
        if end >= bytes.len() || !bytes[start..end].trim_ascii_end().ends_with(b"\\") {
            return end;
        }
        start = end + 1;
    }
}

/// The first byte at or after `from` that is neither space nor tab.
pub(super) fn skip_blanks(bytes: &[u8], from: usize) -> usize {
    skip_while(bytes, from, |b| b == b' ' || b == b'\t')
}

/// The first byte at or after `from` for which `wanted` is false.
pub(super) fn skip_while(bytes: &[u8], from: usize, wanted: impl Fn(u8) -> bool) -> usize {
    let mut i = from;
    while i < bytes.len() && wanted(bytes[i]) {
        i += 1;
    }
    seen(from, i);
    i
}

/// The byte at `i`, or NUL past the end. NUL starts nothing in any language here.
pub(super) fn byte(bytes: &[u8], i: usize) -> u8 {
    bytes.get(i).copied().unwrap_or(0)
}

/// Whether `bytes[from..]` begins with `prefix`.
pub(super) fn starts_with(bytes: &[u8], from: usize, prefix: &[u8]) -> bool {
    bytes.get(from..).is_some_and(|rest| rest.starts_with(prefix))
}

/// Past the first `needle` at or after `from`, or the end of input. `needle` is short and not empty.
pub(super) fn past(bytes: &[u8], from: usize, needle: &[u8]) -> usize {
    let mut i = from;
    while i < bytes.len() {
        if bytes[i] == needle[0] && bytes[i..].starts_with(needle) {
            seen(from, i);
            return i + needle.len();
        }
        i += 1;
    }
    seen(from, i);
    bytes.len()
}

/// Past a backslash at `i` and what it escapes: a character, or a line end (also CRLF).
pub(super) fn past_escape(bytes: &[u8], i: usize) -> usize {
    let len = if starts_with(bytes, i + 1, b"\r\n") { 3 } else { 2 };
    skip_while(bytes, (i + len).min(bytes.len()), |b| b & 0xC0 == 0x80)
}

/// Past a quoted text whose opening quote is at `i`, with backslash escapes; at the newline if it is not closed.
pub(super) fn past_quoted(bytes: &[u8], i: usize) -> usize {
    let start = i;
    let quote = bytes[start];
    let mut i = start + 1;
    while i < bytes.len() {
        match bytes[i] {
            b'\\' => i = past_escape(bytes, i),
            b'\n' => break,
            b if b == quote => {
                i += 1;
                break;
            }
            _ => i += 1,
        }
    }
    seen(start, i);
    i
}

/// Letters, digits, underscore and everything beyond ASCII.
pub(super) fn is_word(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_' || b >= 0x80
}

/// The end of a heredoc whose lines begin at `from`: after its closing tag, before the newline.
pub(super) fn past_heredoc(bytes: &[u8], from: usize, tag: &[u8], indented: bool) -> usize {
    let mut line = from;
    while line < bytes.len() {
        let end = line_end(bytes, line);
        let content = if indented { skip_blanks(bytes, line).min(end) } else { line };
        // PHP and Ruby go on after the tag: `EOS;`, `EOS.strip`.
        let after = content + tag.len();
        if starts_with(bytes, content, tag) && !is_word(byte(bytes, after)) {
            return after;
        }
        line = (end + 1).min(bytes.len());
    }
    bytes.len()
}
