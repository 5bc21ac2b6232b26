//! The lexer for languages that a table describes.
//! In: a [`Table`](super::table::Table) (comments, strings, word lists, a few habits) and code. Out: tokens.
//! Must never go back over bytes it has passed, except for look-ahead that is bounded by a constant, by a run of
//! blanks, or by a line that is then not looked at again for the same purpose: time is linear for any input.
//! It does not recurse either; nesting (templates, JSX) lives on a stack of its own.

mod jsx;
mod literals;

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::OnceLock;

use self::literals::{past_hashed, past_tagged, past_text};
use super::scan::{byte, continued_line_end, line_end, past, past_heredoc, seen, skip_blanks, skip_while, starts_with};
use super::table::{Action, At, Capitals, FirstWord, MAX_PREFIX, Rule, Table, Text};
use super::words::{Then, WordMap, Words};
use super::{Class, Token, push_token};

/// How far to look for the `>` that makes `name<` a generic.
const MAX_GENERICS: usize = 80;

/// How far to look for the end of an operator or a variable that ends as it begins.
const MAX_BETWEEN: usize = 64;

/// The most hashes that Rust allows around a raw string.
const MAX_HASHES: usize = 255;

/// The longest tag that the C++ standard allows in a raw string.
const MAX_TAG: usize = 16;

/// Words before a `{` that opens a block, though a value is due after them.
const BLOCK_WORDS: &[&[u8]] = &[b"do", b"else", b"finally", b"try", b"BEGIN", b"END"];

/// A table together with what is computed from it when the language is first used.
pub(super) struct Grammar {
    table: &'static Table,
    compiled: OnceLock<Compiled>,
}

impl Grammar {
    pub const fn new(table: &'static Table) -> Grammar {
        Grammar { table, compiled: OnceLock::new() }
    }

    /// Lexes `bytes[from..]`, offsets counted from the start of `bytes`. Answers where it stopped, which is the end
    /// unless the table has an [`Action::End`].
    pub fn lex(&self, bytes: &[u8], from: usize, out: &mut Vec<Token>) -> usize {
        let compiled = self.compiled.get_or_init(|| Compiled::new(self.table));
        Lexer::new(compiled, bytes, from, out).run()
    }
}

const SPACE: u8 = 1;
const WORD: u8 = 2;
const DIGIT: u8 = 4;
const RULE: u8 = 8;
const SIGN: u8 = 16;

struct Compiled {
    table: &'static Table,
    /// What a byte may be or begin, as a set of the bits above.
    flags: [u8; 256],
    /// For each byte the rules that begin with it, as a range of `rules`.
    rule_ranges: [(u16, u16); 256],
    /// By first byte, then longest opening first.
    rules: Vec<Rule>,
    prefixes: Vec<(&'static str, &'static [Rule])>,
    words: WordMap,
    has_regex: bool,
}

impl Compiled {
    fn new(table: &'static Table) -> Compiled {
        let mut flags = [0; 256];
        for b in 0..=255u8 {
            let is_word = b.is_ascii_alphabetic() || b == b'_' || b >= 0x80;
            flags[usize::from(b)] = match b {
                b' ' | b'\t' | b'\r' => SPACE,
                b'0'..=b'9' => DIGIT,
                _ if is_word || table.word_bytes.as_bytes().contains(&b) => WORD,
                _ => 0,
            };
            if table.numbers.signed && matches!(b, b'+' | b'-') {
                flags[usize::from(b)] |= SIGN;
            }
        }
        let mut rules = table.rules.to_vec();
        rules.sort_by_key(|rule| (rule.open.as_bytes()[0], std::cmp::Reverse(rule.open.len())));
        let mut rule_ranges = [(0, 0); 256];
        for (i, rule) in rules.iter().enumerate() {
            let first = usize::from(rule.open.as_bytes()[0]);
            if flags[first] & RULE == 0 {
                flags[first] |= RULE;
                rule_ranges[first].0 = i as u16;
            }
            rule_ranges[first].1 = (i + 1) as u16;
        }
        let prefixes = table
            .prefixes
            .iter()
            .flat_map(|prefix| prefix.words.split_ascii_whitespace().map(|word| (word, prefix.rules)))
            .collect();
        let words = WordMap::new(table.words, table.fold_case);
        let has_regex = rules.iter().any(|rule| matches!(rule.action, Action::Regex));
        Compiled { table, flags, rule_ranges, rules, prefixes, words, has_regex }
    }

    fn is(&self, b: u8, flag: u8) -> bool {
        self.flags[usize::from(b)] & flag != 0
    }
}

/// Code, with the brackets that decide where it ends if it stands in a hole.
#[derive(Clone, Copy)]
struct CodeMode {
    open: u8,
    close: u8,
    /// Open brackets of that kind.
    depth: u32,
}

/// What surrounds the current position.
#[derive(Clone, Copy)]
enum Mode {
    Code(CodeMode),
    Text(&'static Text),
    /// Between `<` and `>`; the flag is true for `</…>`.
    JsxTag(bool),
    /// The content of an element.
    JsxContent,
}

struct Lexer<'a> {
    bytes: &'a [u8],
    out: &'a mut Vec<Token>,
    compiled: &'a Compiled,
    table: &'static Table,
    pos: usize,
    mode: Mode,
    /// The modes around the current one, innermost last.
    stack: Vec<Mode>,
    /// Where on the stack the outermost single-line string is suspended: the next newline ends it, whatever is open
    /// inside it.
    line_text: Option<usize>,
    /// The first byte of the current line that is no blank.
    line_start: usize,
    /// Whether the last token was an operand, so that a slash divides and a minus subtracts.
    after_operand: bool,
    /// What the next word is, if the last one announced it.
    expected: Option<Class>,
    /// Where the current chain of names with dots between begins, and whether it follows an operand.
    chain: (usize, bool),
    /// No regular expression closes before here.
    no_regex_before: usize,
    /// The tags of heredocs that were announced on the current line, and whether each expands what stands in it.
    heredocs: VecDeque<(Range<usize>, bool)>,
    /// While a heredoc is lexed, `bytes` ends with it: all bytes, and how deep the stack was outside.
    around_heredoc: Option<(&'a [u8], usize)>,
    /// For each open parenthesis and bracket whether an operand stands behind it once it is closed.
    brackets: Vec<bool>,
    /// Between `$$` and `$$` that hold code.
    dollar_quoted_code: bool,
    /// A dollar-quoted text was not closed.
    no_dollar_quoted: bool,
    /// The code has been ended from inside.
    stopped: bool,
}

impl<'a> Lexer<'a> {
    fn new(compiled: &'a Compiled, bytes: &'a [u8], from: usize, out: &'a mut Vec<Token>) -> Self {
        Lexer {
            bytes,
            out,
            compiled,
            table: compiled.table,
            pos: from,
            mode: Mode::Code(CodeMode { open: b'{', close: b'}', depth: 0 }),
            stack: Vec::new(),
            line_text: None,
            line_start: skip_blanks(bytes, from),
            after_operand: false,
            expected: None,
            chain: (from, false),
            no_regex_before: 0,
            heredocs: VecDeque::new(),
            around_heredoc: None,
            brackets: Vec::new(),
            dollar_quoted_code: false,
            no_dollar_quoted: false,
            stopped: false,
        }
    }

    /// Lexes to the end. Answers where that was.
    fn run(&mut self) -> usize {
        // The interpreter line of a script; `#![…]` in Rust is an attribute.
        if self.pos == 0 && self.bytes.starts_with(b"#!") && byte(self.bytes, 2) != b'[' {
            self.pos = line_end(self.bytes, 0);
            self.push(0, self.pos, Class::Comment);
        }
        while !self.stopped {
            if self.pos >= self.bytes.len() {
                if self.leave_heredoc() {
                    continue;
                }
                break;
            }
            match self.mode {
                Mode::Code(_) => self.code(),
                Mode::Text(text) => self.text(text),
                Mode::JsxTag(closing) => self.jsx_tag(closing),
                Mode::JsxContent => self.jsx_content(),
            }
        }
        self.pos
    }

    fn push(&mut self, start: usize, end: usize, class: Class) {
        push_token(self.out, start, end, class);
    }

    fn byte(&self, i: usize) -> u8 {
        byte(self.bytes, i)
    }

    /// The end of the word characters (digits too) at `from`.
    fn word_end(&self, from: usize) -> usize {
        skip_while(self.bytes, from, |b| self.compiled.is(b, WORD | DIGIT))
    }

    /// Suspends the current mode and enters another.
    fn enter(&mut self, mode: Mode) {
        if let Mode::Text(text) = self.mode
            && !text.multiline
            && self.line_text.is_none()
        {
            self.line_text = Some(self.stack.len());
        }
        self.stack.push(self.mode);
        self.mode = mode;
    }

    /// Goes back to the mode around the current one.
    fn leave(&mut self) {
        if let Some(mode) = self.stack.pop() {
            self.mode = mode;
            if self.line_text == Some(self.stack.len()) {
                self.line_text = None;
            }
        }
    }

    /// Lexes code until the mode changes or the input ends.
    fn code(&mut self) {
        let compiled = self.compiled;
        while let Some(&b) = self.bytes.get(self.pos) {
            let flags = compiled.flags[usize::from(b)];
            if flags & SPACE != 0 {
                self.pos += 1;
                continue;
            }
            if flags & RULE != 0 && self.apply_rules(b) {
                if matches!(self.mode, Mode::Code(_)) && !self.stopped {
                    continue;
                }
                return;
            }
            if flags & SIGN != 0 && self.begins_signed_number() {
                self.number(self.pos);
            } else if flags & WORD != 0 {
                self.word();
            } else if flags & DIGIT != 0 {
                self.number(self.pos);
            } else if self.punctuation(b) {
                return;
            }
            if !matches!(self.mode, Mode::Code(_)) {
                return;
            }
        }
    }

    /// Whether the sign at the current position belongs to a number.
    fn begins_signed_number(&self) -> bool {
        let next = self.pos + 1;
        let digit = next + usize::from(self.byte(next) == b'.');
        self.is_operand_due(self.pos) && self.byte(digit).is_ascii_digit()
    }

    /// Takes one byte that begins no word, number or rule. True if the mode has changed.
    fn punctuation(&mut self, b: u8) -> bool {
        let at = self.pos;
        self.pos += 1;
        let after_operand = std::mem::replace(&mut self.after_operand, false);
        self.expected = None;
        match b {
            b'\n' => {
                self.after_operand = after_operand;
                return self.newline();
            }
            b')' | b']' | b'}' => self.after_operand = true,
            // `name!` asserts in TypeScript, `i++` and `i--` are values.
            b'!' if after_operand && !self.is_blank_before(at) && self.byte(self.pos) != b'=' => {
                self.after_operand = true
            }
            b'+' | b'-' if after_operand && !self.table.headed.is_empty() && self.byte(self.pos) == b => {
                self.pos += 1;
                self.after_operand = true;
            }
            // Not in `0..10`.
            b'.' if !after_operand && self.byte(self.pos).is_ascii_digit() && self.byte(at.wrapping_sub(1)) != b'.' => {
                self.number(at);
            }
            b'<' if self.table.jsx && !after_operand && self.begins_jsx() => {
                self.enter(Mode::JsxTag(false));
                return true;
            }
            _ => {}
        }
        let closes_hole =
            !self.stack.is_empty() && matches!(self.mode, Mode::Code(code) if b == code.close && code.depth == 0);
        if !self.table.headed.is_empty() && !closes_hole {
            match b {
                b'(' => self.brackets.push(!self.is_headed(at)),
                b'{' => self.brackets.push(!self.is_block(at, after_operand)),
                b')' | b'}' => self.after_operand = self.brackets.pop().unwrap_or(true),
                _ => {}
            }
        }
        if let Mode::Code(code) = &mut self.mode {
            if b == code.open {
                code.depth += 1;
            } else if b == code.close {
                if code.depth > 0 {
                    code.depth -= 1;
                } else if !self.stack.is_empty() {
                    self.leave();
                    return true;
                }
            }
        }
        false
    }

    /// Whether a blank or nothing stands before `at`.
    fn is_blank_before(&self, at: usize) -> bool {
        at == 0 || self.bytes[at - 1].is_ascii_whitespace()
    }

    /// The word that ends at `end`, blanks after it left out, and the byte before it. The word may be empty.
    fn word_before(&self, end: usize) -> (&'a [u8], u8) {
        let text = self.bytes[..end].trim_ascii_end();
        // No word that matters here is longer.
        let len = text.iter().rev().take(12).take_while(|&&b| self.compiled.is(b, WORD | DIGIT)).count();
        seen(text.len() - len, end);
        let start = text.len() - len;
        (&text[start..], byte(text, start.wrapping_sub(1)))
    }

    /// Whether the parenthesis at `at` holds the condition of a statement.
    fn is_headed(&self, at: usize) -> bool {
        let (word, before) = self.word_before(at);
        before != b'.' && self.table.headed.iter().any(|head| head.as_bytes() == word)
    }

    /// Whether the bracket at `at` opens a block rather than an object.
    fn is_block(&self, at: usize, after_operand: bool) -> bool {
        let (word, before) = self.word_before(at);
        if !word.is_empty() {
            return after_operand || BLOCK_WORDS.contains(&word);
        }
        match before {
            b')' | b';' | b'}' => true,
            // The first thing in a hole is a value.
            b'{' => !matches!(self.mode, Mode::Code(code) if code.depth == 0 && !self.stack.is_empty()),
            b'>' => self.bytes[..at].trim_ascii_end().ends_with(b"=>"),
            _ => after_operand,
        }
    }

    /// Does what is due once a newline in code has been passed. True if the mode may have changed.
    fn newline(&mut self) -> bool {
        let mut changed = false;
        if let Some(suspended) = self.line_text.take() {
            self.stack.truncate(suspended);
            self.leave();
            changed = true;
        }
        changed |= self.begin_heredocs();
        self.line_start = skip_blanks(self.bytes, self.pos);
        changed
    }

    /// Takes the heredocs that begin here, up to the first one with holes, which becomes the mode. True if there is one.
    fn begin_heredocs(&mut self) -> bool {
        if self.around_heredoc.is_some() {
            return false;
        }
        while let Some((tag, expands)) = self.heredocs.pop_front() {
            let start = self.pos;
            // Most languages allow blanks before the closing tag, some say so in the opening, none would have such a
            // line mean anything else.
            let end = past_heredoc(self.bytes, start, &self.bytes[tag], true);
            if expands && !self.table.heredoc.holes.is_empty() {
                self.around_heredoc = Some((self.bytes, self.stack.len()));
                self.bytes = &self.bytes[..end];
                self.enter(Mode::Text(self.table.heredoc));
                return true;
            }
            self.pos = end;
            self.push(start, end, Class::String);
        }
        false
    }

    /// Goes on behind the heredoc whose end has been reached, whatever is open in it. False if there was none.
    fn leave_heredoc(&mut self) -> bool {
        let Some((bytes, depth)) = self.around_heredoc.take() else { return false };
        self.bytes = bytes;
        if self.stack.len() > depth {
            self.stack.truncate(depth + 1);
            self.leave();
        }
        self.line_text = None;
        self.begin_heredocs();
        self.line_start = skip_blanks(self.bytes, self.pos);
        true
    }

    fn apply_rules(&mut self, first: u8) -> bool {
        let compiled = self.compiled;
        let (from, to) = compiled.rule_ranges[usize::from(first)];
        compiled.rules[usize::from(from)..usize::from(to)]
            .iter()
            .any(|rule| self.applies(rule, self.pos) && self.apply(rule, self.pos, self.pos))
    }

    fn applies(&self, rule: &Rule, at: usize) -> bool {
        starts_with(self.bytes, at, rule.open.as_bytes())
            && match rule.at {
                At::Anywhere => true,
                At::LineStart => at == self.line_start,
                At::Column0 => at == 0 || self.bytes[at - 1] == b'\n',
                At::OperandDue => self.is_operand_due(at),
                At::AfterBlank => self.is_blank_before(at),
                At::AfterNoSymbol => at == 0 || !b"!#$%&*+./<=>?@\\^|~:-".contains(&self.bytes[at - 1]),
            }
    }

    /// Takes what `rule` describes, its opening being at `at` and a prefix at `start..at`. False, and nothing taken,
    /// if it turns out not to be there.
    fn apply(&mut self, rule: &Rule, start: usize, at: usize) -> bool {
        let inside = at + rule.open.len();
        match rule.action {
            Action::Line(class) => {
                self.pos = line_end(self.bytes, inside);
                let stop = self.table.line_stop.as_bytes();
                if !stop.is_empty() {
                    let line = &self.bytes[inside..self.pos];
                    self.pos =
                        line.windows(stop.len()).position(|part| part == stop).map_or(self.pos, |len| inside + len);
                }
                self.push(start, self.pos, class);
            }
            Action::ContinuedLine(class) => {
                self.pos = continued_line_end(self.bytes, inside);
                self.push(start, self.pos, class);
            }
            Action::DashComment => {
                let next = skip_while(self.bytes, inside, |b| b == b'-');
                if b"!#$%&*+./<=>?@\\^|~:".contains(&self.byte(next)) {
                    return false;
                }
                self.pos = line_end(self.bytes, next);
                self.push(start, self.pos, Class::Comment);
            }
            Action::Rest(class) => {
                let end = line_end(self.bytes, inside);
                if !self.bytes[inside..end].trim_ascii().is_empty() {
                    return false;
                }
                self.pos = self.bytes.len();
                self.push(start, self.pos, class);
            }
            Action::Block(class, close) => {
                self.pos = past(self.bytes, inside, close.as_bytes());
                self.push(start, self.pos, class);
            }
            Action::NestedComment(close) => {
                self.pos = self.past_nested(inside, rule.open.as_bytes(), close.as_bytes());
                self.push(start, self.pos, Class::Comment);
            }
            Action::Text(text) if text.holes.is_empty() => {
                let end = past_text(self.bytes, inside, text);
                self.literal(start, end);
            }
            Action::Text(text) => {
                self.push(start, inside, Class::String);
                self.pos = inside;
                self.expected = None;
                self.enter(Mode::Text(text));
            }
            Action::Sigil { class, dotted } => {
                let mut end = self.word_end(inside);
                if end == inside {
                    return false;
                }
                while dotted && self.byte(end) == b'.' && self.compiled.is(self.byte(end + 1), WORD) {
                    end = self.word_end(end + 1);
                }
                self.push(start, end, class);
                self.pos = end;
                self.operand();
            }
            Action::Mark(class) => {
                self.push(start, inside, class);
                self.pos = inside;
            }
            Action::Skip => {
                self.pos = inside;
                self.after_operand = false;
            }
            Action::HashedString => {
                let hashes = self.bytes[at..].iter().take(MAX_HASHES);
                let quote = at + hashes.take_while(|&&b| b == b'#').count();
                if self.byte(quote) != b'"' {
                    return false;
                }
                let end = past_hashed(self.bytes, quote + 1, quote - at);
                self.literal(start, end);
            }
            Action::TaggedString => {
                let tag = self.bytes[inside..].iter().take(MAX_TAG + 1).position(|&b| b == b'(');
                let Some(tag_len) = tag else { return false };
                let tag = &self.bytes[inside..inside + tag_len];
                let end = past_tagged(self.bytes, inside + tag_len + 1, tag);
                self.literal(start, end);
            }
            Action::TaggedBraces => return self.tagged_braces(at),
            Action::DollarQuoted => return self.dollar_quoted(at),
            Action::LongBracket(class) => return self.long_bracket(at, inside, class),
            Action::Delimited(parts) => return self.delimited(at, inside, parts),
            Action::Sigils => return self.sigils(at, inside),
            Action::DashedString => return self.dashed_string(start, inside),
            Action::QuoteRun => self.quote_run(start, at),
            Action::Between(class, close) => {
                let text = self.bytes[inside..].iter().take(MAX_BETWEEN);
                let len = text.take_while(|&&b| b != close && !b.is_ascii_whitespace()).count();
                if self.byte(inside + len) != close {
                    return false;
                }
                self.pos = inside + len + 1;
                self.push(start, self.pos, class);
                self.after_operand = class == Class::Variable;
            }
            Action::NamedChar => {
                let first = skip_while(self.bytes, inside + 1, |b| b & 0xC0 == 0x80).min(self.bytes.len());
                let end = if self.byte(inside).is_ascii_alphanumeric() { self.word_end(first) } else { first };
                if end == inside {
                    return false;
                }
                self.literal(start, end);
            }
            Action::CharCode => return self.char_code(at, inside),
            Action::End => {
                self.pos = inside;
                self.stopped = true;
            }
            Action::CharOrLifetime => return self.char_or_lifetime(start, inside),
            Action::Regex => return self.regex(at),
            Action::Attribute => self.attribute(at, inside),
            Action::Directive => self.directive(at, inside),
            Action::Section => return self.section(at),
            Action::Heredoc => return self.heredoc(at, inside),
        }
        true
    }

    /// Records that the last token is an operand.
    fn operand(&mut self) {
        self.after_operand = true;
        self.expected = None;
    }

    /// Takes a string literal without holes, or a key that is written as one.
    fn literal(&mut self, start: usize, end: usize) {
        let class = if self.is_key(start, end) { Class::Variable } else { Class::String };
        self.push(start, end, class);
        self.pos = end;
        self.operand();
    }

    /// Whether the word or string `start..end` is a key of a data file.
    fn is_key(&self, start: usize, end: usize) -> bool {
        let table = self.table;
        if table.key_ends.is_empty() {
            return false;
        }
        let sign = skip_blanks(self.bytes, end);
        let next = self.byte(sign);
        if next == b'=' && matches!(self.byte(sign + 1), b'=' | b'>') {
            return false;
        }
        let continues =
            table.dotted_keys && next == b'.' && (start == self.line_start || self.byte(start.wrapping_sub(1)) == b'.');
        continues || table.key_ends.contains(&next)
    }

    fn word(&mut self) {
        let start = self.pos;
        let end = self.word_end(start + 1);
        let next = self.byte(end);
        if end - start <= MAX_PREFIX && self.compiled.is(next, RULE) && self.prefixed(start, end) {
            return;
        }
        if !self.table.quote_words.is_empty() && self.quote_word(start, end) {
            return;
        }
        self.pos = end;
        let expected = self.expected.take();
        let after_dot = self.is_after_dot(start);
        if !after_dot {
            self.chain = (start, self.after_operand);
        }
        self.after_operand = true;
        if self.is_key(start, end) {
            self.push(start, end, Class::Variable);
        } else if let Some(list) = self.reserved(start, end, after_dot) {
            self.push(start, end, list.class);
            self.after_operand = list.class != Class::Keyword || list.then == Then::Value;
            if let Then::Name(class) = list.then {
                self.expected = Some(class);
            }
        } else if let Some(class) = expected.or_else(|| self.placed(start)).or_else(|| self.named(start, end, next)) {
            // A macro's bang is part of its name.
            let bang = self.table.bang_macros && class == Class::Function && self.is_macro(end, next);
            self.pos += usize::from(bang);
            self.push(start, self.pos, class);
        }
    }

    /// Takes a string whose prefix is the word `start..end`.
    fn prefixed(&mut self, start: usize, end: usize) -> bool {
        let compiled = self.compiled;
        let word = &self.bytes[start..end];
        compiled
            .prefixes
            .iter()
            .filter(|(prefix, _)| prefix.as_bytes() == word)
            .flat_map(|(_, rules)| rules.iter())
            .any(|rule| self.applies(rule, end) && self.apply(rule, start, end))
    }

    /// Whether a dot precedes, and not the two of a range.
    fn is_after_dot(&self, start: usize) -> bool {
        start > 0 && self.bytes[start - 1] == b'.' && (start == 1 || self.bytes[start - 2] != b'.')
    }

    /// The word list to which `start..end` belongs in this place.
    fn reserved(&self, start: usize, end: usize, after_dot: bool) -> Option<&'static Words> {
        let word = &self.bytes[start..end];
        let list = self.compiled.words.get(word)?;
        let raw_name = self.table.raw_name.as_bytes();
        if !raw_name.is_empty() && self.bytes[..start].ends_with(raw_name) {
            return None;
        }
        if after_dot && !self.table.member_words.iter().any(|member| member.as_bytes() == word) {
            return None;
        }
        (!list.soft || self.continues(end)).then_some(list)
    }

    /// Whether a blank and then a name, a literal or an opening bracket follow.
    fn continues(&self, end: usize) -> bool {
        let next = skip_blanks(self.bytes, end);
        next > end
            && match self.byte(next) {
                b'(' | b'[' | b'{' | b'*' | b'"' | b'\'' | b'`' => true,
                // `of /a/g`, but not `type / 2`.
                b'/' => self.compiled.has_regex && !matches!(self.byte(next + 1), b' ' | b'=' | b'/' | b'*'),
                b => self.compiled.is(b, WORD | DIGIT),
            }
    }

    /// What the unreserved name at `start` is by its place alone.
    fn placed(&self, start: usize) -> Option<Class> {
        if self.table.list_heads && start > 0 && self.bytes[start - 1] == b'(' {
            return Some(Class::Function);
        }
        let behind_sign = || matches!(self.word_before(start), (b"", b'{' | b'}' | b';' | b'@'));
        match self.table.first_word {
            FirstWord::OfLine(class) if start == self.line_start || behind_sign() => Some(class),
            FirstWord::OfStatement(class) if (start == self.line_start && !self.chain.1) || behind_sign() => {
                Some(class)
            }
            _ => None,
        }
    }

    /// Whether no operand stands before `at`. In a list of Lisp each element stands for itself.
    fn is_operand_due(&self, at: usize) -> bool {
        !self.after_operand || (self.table.list_heads && self.is_blank_before(at))
    }

    /// What the unreserved name `start..end` is by its looks and by `next`, the byte after it.
    fn named(&self, start: usize, end: usize, next: u8) -> Option<Class> {
        let table = self.table;
        if table.bang_macros && self.is_macro(end, next) {
            return Some(Class::Function);
        }
        let generics = if next == b'<' && table.angle_generics { self.past_generics(end) } else { None };
        let called = table.calls
            && match next {
                b'(' | b'`' => true,
                b'<' => generics.is_some_and(|end| self.byte(end) == b'('),
                // Rust's `parse::<u8>()`.
                b':' => starts_with(self.bytes, end, b"::<"),
                _ => false,
            };
        let capital = is_capitalised(&self.bytes[start..end]);
        if table.capitals == Capitals::Variable && matches!(self.bytes[start], b'A'..=b'Z' | b'_') {
            return Some(Class::Variable);
        }
        if table.capitals == Capitals::Cmdlet && self.bytes[start..end].contains(&b'-') {
            return Some(Class::Function);
        }
        let is_type = match table.capitals {
            Capitals::Plain | Capitals::Variable | Capitals::Cmdlet => false,
            Capitals::Type => capital,
            Capitals::TypeUnlessCalled => capital && !called,
            Capitals::TypeUnlessMember => capital && !called && !self.is_after_dot(start),
            Capitals::TypeInContext => {
                let (chain, follows_operand) = self.chain;
                let after_name = follows_operand && chain != self.line_start;
                // `*Server`, `...Option`
                let marked = matches!(self.byte(chain.wrapping_sub(1)), b'*' | b'.');
                capital && !called && (next == b'{' || after_name || marked)
            }
        };
        let suffix = table.type_suffix.as_bytes();
        if is_type {
            Some(Class::Type)
        } else if called {
            Some(Class::Function)
        } else if generics.is_some() || (!suffix.is_empty() && self.bytes[start..end].ends_with(suffix)) {
            Some(Class::Type)
        } else {
            None
        }
    }

    fn is_macro(&self, end: usize, next: u8) -> bool {
        next == b'!' && self.byte(end + 1) != b'='
    }

    /// Past the `>` that closes the `<` at `open`, if only what types are made of stands between.
    fn past_generics(&self, open: usize) -> Option<usize> {
        let mut depth = 0;
        for (i, &b) in self.bytes[open..].iter().enumerate().take(MAX_GENERICS) {
            match b {
                b'<' => depth += 1,
                b'>' => {
                    depth -= 1;
                    if depth == 0 {
                        return Some(open + i + 1);
                    }
                }
                b' ' | b',' | b'.' | b':' | b'*' | b'&' | b'[' | b']' | b'|' | b'?' | b'\'' => {}
                _ if self.compiled.is(b, WORD | DIGIT) => {}
                _ => return None,
            }
        }
        None
    }

    /// Takes a number that begins at `start`, with a sign, a dot or a digit.
    fn number(&mut self, start: usize) {
        let numbers = self.table.numbers;
        let mut i = start;
        if matches!(self.byte(i), b'+' | b'-') {
            i += 1;
        }
        let radix = self.byte(i) == b'0' && matches!(self.byte(i + 1) | 0x20, b'x' | b'b' | b'o');
        let mut dot = false;
        loop {
            let b = self.byte(i);
            let next = self.byte(i + 1);
            let goes_on = match b {
                b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'_' => true,
                // One fraction only: the dots in `0..9` and `1.2.3` do not belong to the number before them.
                b'.' if !dot && !radix => {
                    dot = true;
                    next.is_ascii_digit()
                }
                b'+' | b'-' if !radix && matches!(self.byte(i - usize::from(i > start)), b'e' | b'E') => {
                    next.is_ascii_digit()
                }
                b'-' | b':' if numbers.dates => next.is_ascii_digit(),
                b'.' if numbers.dates => next.is_ascii_digit(),
                0 => false,
                _ => b == numbers.separator && next.is_ascii_alphanumeric(),
            };
            if !goes_on {
                break;
            }
            i += 1;
        }
        // A sign or dot was only taken with a digit after it, so there is progress.
        self.push(start, i, Class::Number);
        self.pos = i;
        self.operand();
    }

    fn directive(&mut self, start: usize, inside: usize) {
        let word = skip_blanks(self.bytes, inside);
        let end = self.word_end(word);
        self.push(start, end, Class::Meta);
        self.pos = end;
        self.after_operand = false;
        if matches!(&self.bytes[word..end], b"include" | b"import" | b"include_next") {
            let header = skip_blanks(self.bytes, end);
            if self.byte(header) == b'<' {
                let line = skip_while(self.bytes, header, |b| b != b'>' && b != b'\n');
                self.pos = line + usize::from(self.byte(line) == b'>');
                self.push(header, self.pos, Class::String);
            }
        }
    }

    fn section(&mut self, at: usize) -> bool {
        let end = skip_while(self.bytes, at, |b| b == b'[');
        let indented = at > 0 && self.bytes[at - 1] != b'\n';
        if indented && !self.compiled.is(self.byte(end), WORD) {
            // The last row of an array of arrays.
            return false;
        }
        let name_end = skip_while(self.bytes, end, |b| !matches!(b, b']' | b',' | b'\n' | b'#'));
        let close = skip_while(self.bytes, name_end, |b| b == b']');
        let rest = skip_while(self.bytes, close, |b| matches!(b, b' ' | b'\t' | b'\r'));
        let alone = rest >= self.bytes.len() || matches!(self.bytes[rest], b'\n' | b'#');
        if close == name_end || !alone {
            return false;
        }
        self.push(at, close, Class::Type);
        self.pos = close;
        true
    }
}

/// A capital first and a lower-case letter somewhere after it, or a capital alone.
fn is_capitalised(word: &[u8]) -> bool {
    word[0].is_ascii_uppercase() && (word.len() == 1 || word[1..].iter().any(|b| b.is_ascii_lowercase()))
}
