//! Strings, regular expressions and what else is taken in one piece.
//! In: the lexer at the opening of a literal, or back in a string after a hole. Out: its tokens, the lexer behind it or
//! in the next hole. Each form goes forward only and ends, at the latest, with its line or with the input.

use super::super::Class;
use super::super::scan::{byte, line_end, past, past_escape, past_quoted, seen, skip_blanks, skip_while, starts_with};
use super::super::table::{Escape, Hole, Text};
use super::{CodeMode, DIGIT, Lexer, MAX_HASHES, Mode, WORD};

/// Words before a dollar-quoted text that is code: `AS $$`, `DO $$`, `LANGUAGE plpgsql $$`.
const CODE_FOLLOWS: [&[u8]; 4] = [b"as", b"do", b"plpgsql", b"sql"];

/// The longest tag of a dollar-quoted string or of a string in braces; the standards set no limit that people reach.
const MAX_QUOTE_TAG: usize = 32;

/// The longest Rust character literal after its quote: `\u{10FFFF}'`.
const MAX_CHAR: usize = 12;

/// What stands at the first byte of a hole.
enum HoleCode {
    /// Code that begins at the offset.
    Opens(CodeMode, usize),
    /// An escaped opening that ends at the offset.
    Doubled(usize),
    None,
}

impl Lexer<'_> {
    /// Goes on with a string that has holes, up to its end or to the next hole with code.
    pub(super) fn text(&mut self, text: &'static Text) {
        let bytes = self.bytes;
        let close = text.close.as_bytes();
        // NUL stands for no hole; no hole begins with it.
        let first = text.holes.first().map_or(0, |hole| hole.first_byte());
        let last = text.holes.last().map_or(0, |hole| hole.first_byte());
        let mut start = self.pos;
        let mut i = start;
        while i < bytes.len() {
            let b = bytes[i];
            if (b == first || b == last) && b != 0 {
                if let Some(end) = self.hole_name(text, i) {
                    self.push(start, i, Class::String);
                    self.push(i, end, Class::Variable);
                    (start, i) = (end, end);
                    continue;
                }
                match self.hole_code(text, i) {
                    HoleCode::Opens(code, inside) => {
                        seen(self.pos, i);
                        self.push(start, i, Class::String);
                        self.pos = inside;
                        self.after_operand = false;
                        self.enter(Mode::Code(code));
                        return;
                    }
                    HoleCode::Doubled(end) => {
                        i = end;
                        continue;
                    }
                    HoleCode::None => {}
                }
            }
            if close.first() == Some(&b) && bytes[i..].starts_with(close) {
                i += close.len();
                if let Some(len) = closing_escape(bytes, i, text) {
                    i += len;
                    continue;
                }
                i = past_trailing(bytes, i, text);
                break;
            } else if escapes(text, b) {
                i = past_escape(bytes, i);
            } else if b == b'\n' && !text.multiline {
                break;
            } else {
                i += 1;
            }
        }
        seen(self.pos, i);
        self.push(start, i, Class::String);
        self.pos = i;
        self.operand();
        self.leave();
    }

    /// The end of the variable at `at` in a string.
    fn hole_name(&self, text: &Text, at: usize) -> Option<usize> {
        let named = text.holes.iter().any(|hole| matches!(hole, Hole::Name(sigil) if *sigil == self.bytes[at]));
        (named && self.compiled.is(self.byte(at + 1), WORD)).then(|| self.word_end(at + 1))
    }

    /// The code at `at` in a string.
    fn hole_code(&self, text: &Text, at: usize) -> HoleCode {
        for hole in text.holes {
            let (open, close, doubles) = match *hole {
                Hole::Code { open, close } => (open, close, false),
                Hole::CodeUnlessDoubled { open, close } => (open, close, true),
                Hole::BracedDollar if starts_with(self.bytes, at, b"{$") => {
                    return HoleCode::Opens(CodeMode { open: b'{', close: b'}', depth: 0 }, at + 1);
                }
                Hole::BracedDollar | Hole::Name(_) => continue,
            };
            let open = open.as_bytes();
            let inside = at + open.len();
            if !starts_with(self.bytes, at, open) {
                continue;
            }
            if doubles && starts_with(self.bytes, inside, open) {
                return HoleCode::Doubled(inside + open.len());
            }
            let bracket = open[open.len() - 1];
            return HoleCode::Opens(CodeMode { open: bracket, close, depth: 0 }, inside);
        }
        HoleCode::None
    }

    pub(super) fn char_or_lifetime(&mut self, start: usize, inside: usize) -> bool {
        let first = self.byte(inside);
        let end = if first == b'\\' {
            let escaped = past_escape(self.bytes, inside);
            let rest = self.bytes[escaped..].iter().take(MAX_CHAR);
            let line = rest.take_while(|&&b| b != b'\n').position(|&b| b == b'\'');
            line.map(|len| escaped + len + 1)
        } else {
            let char_end = skip_while(self.bytes, inside + 1, |b| b & 0xC0 == 0x80);
            let closed = first != b'\n' && self.byte(char_end) == b'\'';
            closed.then_some(char_end + 1)
        };
        match end {
            Some(end) => {
                self.literal(start, end);
                true
            }
            None if self.compiled.is(first, WORD) => {
                self.pos = self.word_end(inside);
                self.push(start, self.pos, Class::Meta);
                true
            }
            None => false,
        }
    }

    /// Whether what begins at `at` may be the argument of the function whose name stands before it.
    fn begins_bare_argument(&self, at: usize) -> bool {
        if !self.table.bare_arguments || !self.is_blank_before(at) || matches!(self.byte(at + 1), b' ' | b'=' | b'\n') {
            return false;
        }
        let (word, before) = self.word_before(at);
        word.first().is_some_and(u8::is_ascii_lowercase) && !matches!(before, b'$' | b'@' | b'%' | b':')
    }

    pub(super) fn regex(&mut self, at: usize) -> bool {
        if (self.after_operand && !self.begins_bare_argument(at)) || at < self.no_regex_before {
            return false;
        }
        let mut in_set = false;
        let mut i = at + 1;
        loop {
            match self.byte(i) {
                b'\\' if self.byte(i + 1) != b'\n' => i += 1,
                b'[' => in_set = true,
                b']' => in_set = false,
                b'/' if !in_set => break,
                b if b == b'\n' || i >= self.bytes.len() => {
                    // Looking again from every later slash of a line without end would take quadratic time.
                    self.no_regex_before = i;
                    seen(at, i);
                    return false;
                }
                _ => {}
            }
            i += 1;
        }
        seen(at, i);
        let end = skip_while(self.bytes, i + 1, |b| b.is_ascii_alphabetic());
        self.literal(at, end);
        true
    }

    pub(super) fn heredoc(&mut self, at: usize, inside: usize) -> bool {
        let marked = matches!(self.byte(inside), b'-' | b'~');
        let quote = inside + usize::from(marked);
        let quoted = matches!(self.byte(quote), b'"' | b'\'' | b'`');
        let tag = quote + usize::from(quoted);
        let tag_end = self.word_end(tag);
        if tag_end == tag || (quoted && self.byte(tag_end) != self.bytes[quote]) {
            return false;
        }
        // `1 <<2` shifts, and behind a name only what looks like a tag is one: `puts <<EOS`.
        let first = self.bytes[tag];
        let shifts = self.after_operand && inside == at + 2 && !first.is_ascii_uppercase();
        if !quoted && (first.is_ascii_digit() || shifts) {
            return false;
        }
        self.heredocs.push_back((tag..tag_end, !quoted || self.bytes[quote] != b'\''));
        self.literal(at, tag_end + usize::from(quoted));
        true
    }

    /// The end of a comment whose inside begins at `from`, counting the comments in it.
    pub(super) fn past_nested(&self, from: usize, open: &[u8], close: &[u8]) -> usize {
        let mut depth = 1;
        let mut i = from;
        while i < self.bytes.len() {
            let b = self.bytes[i];
            if b == close[0] && self.bytes[i..].starts_with(close) {
                i += close.len();
                depth -= 1;
                if depth == 0 {
                    break;
                }
            } else if b == open[0] && self.bytes[i..].starts_with(open) {
                i += open.len();
                depth += 1;
            } else {
                i += 1;
            }
        }
        seen(from, i);
        i
    }

    /// Takes OCaml's `{tag|…|tag}`.
    pub(super) fn tagged_braces(&mut self, at: usize) -> bool {
        let letters = self.bytes[at + 1..].iter().take(MAX_QUOTE_TAG);
        let bar = at + 1 + letters.take_while(|&&b| b.is_ascii_lowercase() || b == b'_').count();
        if self.byte(bar) != b'|' {
            return false;
        }
        let mut end = bar + 1;
        let tag = &self.bytes[at + 1..bar];
        loop {
            end = past(self.bytes, end, b"|");
            let close = end + tag.len();
            if end >= self.bytes.len() || (starts_with(self.bytes, end, tag) && self.byte(close) == b'}') {
                self.literal(at, (close + 1).min(self.bytes.len()));
                return true;
            }
        }
    }

    /// Takes `$tag$…$tag$`, or only the first tag if a word says that code follows, if it ends such code, or if it is not
    /// closed.
    pub(super) fn dollar_quoted(&mut self, at: usize) -> bool {
        let letters = self.bytes[at + 1..].iter().take(MAX_QUOTE_TAG);
        let inside = at + 2 + letters.take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
        if self.byte(inside - 1) != b'$' || self.byte(at + 1).is_ascii_digit() {
            return false;
        }
        let tag = &self.bytes[at..inside];
        let (word, _) = self.word_before(at);
        let is_code = self.dollar_quoted_code || CODE_FOLLOWS.iter().any(|code| code.eq_ignore_ascii_case(word));
        if !is_code && !self.no_dollar_quoted {
            let end = past(self.bytes, inside, tag);
            if self.bytes[inside..end].ends_with(tag) {
                self.literal(at, end);
                return true;
            }
            // Looking again from every later tag would take quadratic time.
            self.no_dollar_quoted = true;
        }
        self.dollar_quoted_code = !self.dollar_quoted_code;
        self.push(at, inside, Class::Meta);
        self.pos = inside;
        self.after_operand = false;
        true
    }

    /// Takes `[==[…]==]` whose opening up to its first bracket is `start..inside`.
    pub(super) fn long_bracket(&mut self, start: usize, inside: usize, class: Class) -> bool {
        let signs = self.bytes[inside..].iter().take(MAX_HASHES).take_while(|&&b| b == b'=').count();
        if self.byte(inside + signs) != b'[' {
            return false;
        }
        let mut end = inside + signs + 1;
        loop {
            end = past(self.bytes, end, b"]");
            let equals = self.bytes[end..].iter().take(signs).take_while(|&&b| b == b'=').count();
            if end >= self.bytes.len() || (equals == signs && self.byte(end + signs) == b']') {
                end = (end + signs + 1).min(self.bytes.len());
                break;
            }
        }
        self.push(start, end, class);
        self.pos = end;
        if class != Class::Comment {
            self.operand();
        }
        true
    }

    /// Takes so many parts in delimiters behind the opening `start..inside`.
    pub(super) fn delimited(&mut self, start: usize, inside: usize, parts: u8) -> bool {
        let open = self.byte(inside);
        if !open.is_ascii_punctuation() || matches!(open, b',' | b';' | b'=' | b')' | b']' | b'}' | b'>') {
            return false;
        }
        let mut end = past_delimited(self.bytes, inside);
        if parts > 1 {
            let next = skip_while(self.bytes, end, |b| b.is_ascii_whitespace());
            end = match closing(open) {
                // `s{…}{…}`, but `s/…/…/`.
                Some(_) if self.byte(next).is_ascii_punctuation() => past_delimited(self.bytes, next),
                Some(_) => end,
                None => past_delimited(self.bytes, end.saturating_sub(1).max(inside)),
            };
        }
        self.literal(start, skip_while(self.bytes, end, |b| b.is_ascii_alphabetic()));
        true
    }

    /// Takes Perl's `q{…}` and its kin, if the word `start..end` is one here.
    pub(super) fn quote_word(&mut self, start: usize, end: usize) -> bool {
        let word = &self.bytes[start..end];
        let Some(&(_, parts)) = self.table.quote_words.iter().find(|(known, _)| known.as_bytes() == word) else {
            return false;
        };
        let delimiter = skip_blanks(self.bytes, end);
        let before = self.byte(start.wrapping_sub(1));
        // A key (`{s}`, `y => 1`), a method (`->s`), a test (`-s`), a name (`sub y`) or the rest of a line.
        let is_name = self.expected.is_some()
            || matches!(before, b'-' | b'>')
            || (before == b'{' && self.byte(delimiter) == b'}')
            || (self.byte(delimiter) == b'#' && delimiter > end)
            || (self.byte(delimiter) == b',' && matches!(self.byte(delimiter + 1), b' ' | b'\n' | 0));
        !is_name && self.delimited(start, delimiter, parts)
    }

    /// Takes Elixir's `~s(…)` whose sign is at `at`.
    pub(super) fn sigils(&mut self, at: usize, inside: usize) -> bool {
        let delimiter = skip_while(self.bytes, inside, |b| b.is_ascii_alphabetic());
        if delimiter == inside {
            return false;
        }
        for quotes in [&b"\"\"\""[..], b"'''"] {
            if starts_with(self.bytes, delimiter, quotes) {
                let end = past(self.bytes, delimiter + quotes.len(), quotes);
                self.literal(at, skip_while(self.bytes, end, |b| b.is_ascii_alphabetic()));
                return true;
            }
        }
        self.delimited(at, delimiter, 1)
    }

    /// Takes C#'s raw string, whose quotes begin at `at`.
    pub(super) fn quote_run(&mut self, start: usize, at: usize) {
        let inside = skip_while(self.bytes, at, |b| b == b'"');
        let mut end = inside;
        loop {
            let close = skip_while(self.bytes, end, |b| b != b'"');
            end = skip_while(self.bytes, close, |b| b == b'"');
            if end >= self.bytes.len() || end - close >= inside - at {
                return self.literal(start, end);
            }
        }
    }

    /// Takes R's `"---(…)---"` whose inside begins at `inside`.
    pub(super) fn dashed_string(&mut self, start: usize, inside: usize) -> bool {
        let quote = self.bytes[inside - 1];
        let dashes = self.bytes[inside..].iter().take(MAX_HASHES).take_while(|&&b| b == b'-').count();
        let Some(close) = closing(self.byte(inside + dashes)) else { return false };
        let mut end = inside + dashes + 1;
        loop {
            end = past(self.bytes, end, &[close]);
            let found = self.bytes[end..].iter().take(dashes).take_while(|&&b| b == b'-').count();
            if end >= self.bytes.len() || (found == dashes && self.byte(end + dashes) == quote) {
                self.literal(start, (end + dashes + 1).min(self.bytes.len()));
                return true;
            }
        }
    }

    /// Takes one character or escape behind the sign at `at`.
    pub(super) fn char_code(&mut self, at: usize, inside: usize) -> bool {
        let first = self.byte(inside);
        if !self.is_operand_due(at) || first.is_ascii_whitespace() || inside >= self.bytes.len() {
            return false;
        }
        let end = if first == b'\\' { past_escape(self.bytes, inside) } else { inside + 1 };
        // The bytes of one character.
        let end = skip_while(self.bytes, end, |b| b & 0xC0 == 0x80);
        if first != b'\\' && self.compiled.is(first, WORD) && self.compiled.is(self.byte(end), WORD | DIGIT) {
            return false;
        }
        self.literal(at, end);
        true
    }

    pub(super) fn attribute(&mut self, start: usize, inside: usize) {
        let mut depth = 1;
        let mut piece = start;
        let mut i = inside;
        while i < self.bytes.len() && depth > 0 {
            match self.bytes[i] {
                b'"' => {
                    let end = past_quoted(self.bytes, i);
                    self.push(piece, i, Class::Meta);
                    self.push(i, end, Class::String);
                    (piece, i) = (end, end);
                    continue;
                }
                b'/' if self.byte(i + 1) == b'/' => {
                    let end = line_end(self.bytes, i);
                    self.push(piece, i, Class::Meta);
                    self.push(i, end, Class::Comment);
                    (piece, i) = (end, end);
                    continue;
                }
                b'[' => depth += 1,
                b']' => depth -= 1,
                _ => {}
            }
            i += 1;
        }
        self.push(piece, i, Class::Meta);
        self.pos = i;
        self.after_operand = false;
    }
}

/// Whether `b` takes the special meaning from what follows it in `text`.
fn escapes(text: &Text, b: u8) -> bool {
    match b {
        b'\\' => text.escape == Escape::Backslash,
        b'`' => text.escape == Escape::Backtick,
        _ => false,
    }
}

/// How many bytes belong to the string behind its closing text at `at`, if they make that mean something else.
fn closing_escape(bytes: &[u8], at: usize, text: &Text) -> Option<usize> {
    match text.escape {
        Escape::Doubled => starts_with(bytes, at, text.close.as_bytes()).then_some(text.close.len()),
        Escape::Quotes => matches!(byte(bytes, at), b'\'' | b'$').then_some(1),
        Escape::None | Escape::Backslash | Escape::Backtick => None,
    }
}

/// Past the quotes at `at` that belong to the closing ones before them.
fn past_trailing(bytes: &[u8], at: usize, text: &Text) -> usize {
    if text.trailing { skip_while(bytes, at, |b| b == text.close.as_bytes()[0]) } else { at }
}

/// The bracket that closes `open`, if it is one.
fn closing(open: u8) -> Option<u8> {
    match open {
        b'(' => Some(b')'),
        b'[' => Some(b']'),
        b'{' => Some(b'}'),
        b'<' => Some(b'>'),
        _ => None,
    }
}

/// Past the part whose opening delimiter is at `at`. Brackets of its kind nest in it.
fn past_delimited(bytes: &[u8], at: usize) -> usize {
    let open = bytes[at];
    let close = closing(open).unwrap_or(open);
    let mut depth = 1;
    let mut i = at + 1;
    while i < bytes.len() && depth > 0 {
        match bytes[i] {
            b'\\' => i = past_escape(bytes, i) - 1,
            b if b == close => depth -= 1,
            b if b == open => depth += 1,
            _ => {}
        }
        i += 1;
    }
    seen(at, i);
    i.min(bytes.len())
}

/// The end of a string without holes whose inside begins at `from`.
pub(super) fn past_text(bytes: &[u8], from: usize, text: &Text) -> usize {
    let close = text.close.as_bytes();
    let mut i = from;
    while i < bytes.len() {
        let b = bytes[i];
        if b == close[0] && bytes[i..].starts_with(close) {
            i += close.len();
            if let Some(len) = closing_escape(bytes, i, text) {
                i += len;
                continue;
            }
            i = past_trailing(bytes, i, text);
            break;
        } else if escapes(text, b) {
            i = past_escape(bytes, i);
        } else if b == b'\n' && !text.multiline {
            break;
        } else {
            i += 1;
        }
    }
    seen(from, i);
    i
}

/// The end of a raw string with this many hashes whose inside begins at `from`.
pub(super) fn past_hashed(bytes: &[u8], from: usize, hashes: usize) -> usize {
    let mut i = from;
    while i < bytes.len() {
        i += 1;
        if bytes[i - 1] == b'"' {
            let wanted = i + hashes;
            i = skip_while(bytes, i, |b| b == b'#').min(wanted);
            if i == wanted {
                break;
            }
        }
    }
    seen(from, i);
    i
}

/// The end of a C++ raw string with this tag whose inside begins at `from`.
pub(super) fn past_tagged(bytes: &[u8], from: usize, tag: &[u8]) -> usize {
    let mut i = from;
    while i < bytes.len() {
        i += 1;
        let end = i + tag.len();
        if bytes[i - 1] == b')' && starts_with(bytes, i, tag) && byte(bytes, end) == b'"' {
            i = end + 1;
            break;
        }
    }
    seen(from, i);
    i
}
