//! Shell: POSIX `sh`, Bash and Zsh, as scripts and as sessions with prompts and output.
//! In: scripts, lines to type, or sessions. Out: tokens. Knows no other language.
//!
//! What a word means depends on where it stands, so the lexer keeps track of whether a command is due. It tells
//! commands, options, variables and strings apart; it does not know which commands exist.

use super::super::scan::{byte, line_end, past_escape, past_heredoc, skip_blanks, skip_while};
use super::super::{Class, Grammar, Language, Token, push_token};

pub(super) static SHELL: Language = Language {
    id: "shell",
    name: "Shell",
    aliases: &["sh", "bash", "zsh", "ksh", "ash", "dash", "shellscript", "bats", "terminal"],
    grammar: Grammar::Own(lex_script_or_session),
};

pub(super) static CONSOLE: Language = Language {
    id: "console",
    name: "Console",
    aliases: &["shell-session", "shellsession", "sh-session", "bash-session"],
    grammar: Grammar::Own(lex_session),
};

/// Commands that take another command as their argument.
const WRAPPERS: &[&[u8]] =
    &[b"sudo", b"doas", b"env", b"exec", b"nohup", b"nice", b"xargs", b"command", b"builtin", b"time", b"watch"];

/// Lexes the script that begins at `from` up to the end of its command at or behind `least`, heredocs included. Answers
/// where that is.
pub(super) fn lex_lines(bytes: &[u8], from: usize, least: usize, out: &mut Vec<Token>) -> usize {
    let mut lexer = Lexer::new(bytes, from, out);
    loop {
        lexer.run(true);
        if lexer.pos >= least {
            return lexer.pos;
        }
        lexer.newline();
    }
}

/// Lexes a script, or a session if the first line that is not a comment shows a prompt: many books call both `shell`.
fn lex_script_or_session(bytes: &[u8], from: usize, out: &mut Vec<Token>) {
    let mut line = from;
    loop {
        let end = line_end(bytes, line);
        let text = bytes[line..end].trim_ascii_end();
        if !text.is_empty() && text[0] != b'#' {
            // A line that begins with `>` may well empty a file.
            let is_session = text[0] != b'>' && prompt_end(text).is_some();
            return if is_session { lex_session(bytes, from, out) } else { Lexer::new(bytes, from, out).run(false) };
        }
        if end >= bytes.len() {
            return Lexer::new(bytes, from, out).run(false);
        }
        line = end + 1;
    }
}

/// Lexes a session: lines with a prompt are shell, with the lines they go on to; the others are output and stay plain.
fn lex_session(bytes: &[u8], from: usize, out: &mut Vec<Token>) {
    let mut line = from;
    while line < bytes.len() {
        let mut end = line_end(bytes, line);
        if let Some(command) = prompt_end(&bytes[line..end]).map(|len| line + len) {
            let prompt = bytes[line..command].trim_ascii_end().len();
            push_token(out, line, line + prompt, Class::Meta);
            // A quote that was never closed ends where the next command is typed.
            let mut limit = end;
            while limit < bytes.len() && prompt_end(&bytes[limit + 1..line_end(bytes, limit + 1)]).is_none() {
                limit = line_end(bytes, limit + 1);
            }
            let mut lexer = Lexer::new(&bytes[..limit], command, out);
            lexer.run(true);
            end = lexer.pos;
        } else if bytes[line..end].starts_with(b"# ") {
            push_token(out, line, end, Class::Comment);
        }
        line = (end + 1).min(bytes.len());
    }
}

/// The length of the prompt with which a line begins: `$ `, `> `, `% `, `user@host:~$ `, `[user@host dir]$ `, `PS C:\> `.
fn prompt_end(line: &[u8]) -> Option<usize> {
    // A lone sign at the end of a line is the prompt that waits for input.
    let is_sign =
        |i: usize| matches!(byte(line, i), b'$' | b'%' | b'>') && matches!(byte(line, i + 1), b' ' | b'\r' | 0);
    let sign = if is_sign(0) {
        0
    } else {
        let name = line.strip_prefix(b"PS ").map_or(0, |_| 3);
        let end = skip_while(line, name, |b| {
            b.is_ascii_alphanumeric() || b >= 0x80 || b"@:~/.-_\\[]".contains(&b) || (b == b' ' && line[0] == b'[')
        });
        let whole = byte(line, 0) != b'[' || line[..end].ends_with(b"]");
        let looks_like_one = name > 0 || (whole && line[..end].iter().any(|b| b"@~".contains(b)));
        // Root's prompt needs a host before it, or every heading of an output would be one.
        let root = looks_like_one && byte(line, end) == b'#' && byte(line, end + 1) == b' ';
        (looks_like_one && (is_sign(end) || root)).then_some(end)?
    };
    Some((sign + 2).min(line.len()))
}

/// What surrounds the current position.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Commands, up to this byte; NUL for the whole input.
    Commands(u8),
    /// The elements of `name=(…)`.
    List,
    /// Inside double quotes.
    Quotes,
    /// Inside `${…}`.
    Parameter,
    /// Inside one of the parentheses of `$((…))`.
    Arithmetic,
}

/// Which `in` is due.
#[derive(Clone, Copy, PartialEq, Eq)]
enum InDue {
    No,
    /// Of `for` and `select`.
    List,
    /// Of `case`.
    Patterns,
}

/// The state of one nesting level.
#[derive(Clone, Copy)]
struct Frame {
    kind: Kind,
    /// The next word is a command.
    command_due: bool,
    /// The next word is a file's name after `>`.
    target_due: bool,
    /// The next word is the name of a variable, after `for`.
    name_due: bool,
    in_due: InDue,
    /// The byte before belongs to a word that may go on.
    in_word: bool,
    /// Inside `[[ … ]]`, where `&&` and `(` begin no command.
    in_test: bool,
    /// Open `case` statements.
    cases: u32,
    /// A pattern of a `case` is due.
    pattern_due: bool,
}

impl Frame {
    fn new(kind: Kind) -> Frame {
        Frame {
            kind,
            command_due: matches!(kind, Kind::Commands(_)),
            target_due: false,
            name_due: false,
            in_due: InDue::No,
            in_word: false,
            in_test: false,
            cases: 0,
            pattern_due: false,
        }
    }
}

struct Lexer<'a> {
    bytes: &'a [u8],
    out: &'a mut Vec<Token>,
    pos: usize,
    frame: Frame,
    stack: Vec<Frame>,
    /// Tags of the heredocs announced on this line, and whether tabs may stand before the closing one and variables
    /// count inside.
    heredocs: Vec<(std::ops::Range<usize>, bool, bool)>,
    /// This lexes a command inside a heredoc, in which no other begins: nothing nests without end.
    in_heredoc: bool,
}

impl<'a> Lexer<'a> {
    fn new(bytes: &'a [u8], from: usize, out: &'a mut Vec<Token>) -> Self {
        let frame = Frame::new(Kind::Commands(0));
        Lexer { bytes, out, pos: from, frame, stack: Vec::new(), heredocs: Vec::new(), in_heredoc: false }
    }

    /// Lexes to the end of input, or with `one_line` to the newline that ends the command, heredocs included.
    fn run(&mut self, one_line: bool) {
        while self.pos < self.bytes.len() {
            let at_newline = one_line && self.bytes[self.pos] == b'\n';
            if at_newline && self.stack.is_empty() && self.heredocs.is_empty() {
                return;
            }
            self.step();
        }
    }

    /// Takes one piece of whatever surrounds the current position.
    fn step(&mut self) {
        match self.frame.kind {
            Kind::Commands(_) | Kind::List => self.command(),
            Kind::Quotes => self.quotes(),
            Kind::Parameter => self.parameter(),
            Kind::Arithmetic => self.arithmetic(),
        }
    }

    fn push(&mut self, start: usize, end: usize, class: Class) {
        push_token(self.out, start, end, class);
        self.pos = end;
    }

    fn byte(&self, i: usize) -> u8 {
        byte(self.bytes, i)
    }

    fn enter(&mut self, kind: Kind) {
        self.stack.push(self.frame);
        self.frame = Frame::new(kind);
    }

    fn leave(&mut self) {
        if let Some(frame) = self.stack.pop() {
            self.frame = frame;
        }
    }

    /// Records that a word begins or goes on here. True if it is the first piece of a command.
    fn begin_piece(&mut self) -> bool {
        if std::mem::replace(&mut self.frame.in_word, true) {
            return false;
        }
        if std::mem::take(&mut self.frame.target_due) {
            return false;
        }
        std::mem::take(&mut self.frame.command_due)
    }

    /// Records that a command may begin here.
    fn separator(&mut self) {
        self.frame.in_word = false;
        self.frame.target_due = false;
        self.frame.name_due = false;
        if self.frame.kind != Kind::List && !self.frame.in_test {
            self.frame.command_due = true;
        }
    }

    /// Takes one piece where commands stand.
    fn command(&mut self) {
        let start = self.pos;
        let next = self.byte(start + 1);
        match self.bytes[start] {
            b' ' | b'\t' | b'\r' => {
                self.pos += 1;
                self.frame.in_word = false;
            }
            b'\n' => self.newline(),
            b'#' if !self.frame.in_word => self.push(start, line_end(self.bytes, start), Class::Comment),
            b'\\' => {
                self.pos = past_escape(self.bytes, start);
                if !matches!(next, b'\n' | b'\r') {
                    self.begin_piece();
                }
            }
            b'\'' => {
                self.begin_piece();
                let end = skip_while(self.bytes, start + 1, |b| b != b'\'');
                self.push(start, (end + 1).min(self.bytes.len()), Class::String);
            }
            b'"' => {
                self.begin_piece();
                self.push(start, start + 1, Class::String);
                self.enter(Kind::Quotes);
            }
            b'`' => self.backtick(),
            b'$' => {
                let at_line_start = start == 0 || self.bytes[start - 1] == b'\n';
                if at_line_start && self.frame.command_due && matches!(next, b' ' | b'\t') {
                    // Instructions often show the prompt.
                    self.push(start, start + 1, Class::Meta);
                } else {
                    self.begin_piece();
                    self.dollar();
                }
            }
            b';' => {
                self.pos += 1;
                self.separator();
                if matches!(next, b';' | b'&') && self.frame.cases > 0 {
                    self.pos = skip_while(self.bytes, start, |b| b == b';' || b == b'&');
                    self.frame.pattern_due = true;
                }
            }
            b'&' if next == b'>' => self.redirection(start + 1),
            b'|' if self.frame.pattern_due => {
                self.pos += 1;
                self.frame.in_word = false;
            }
            b'&' | b'|' => {
                self.pos += 1;
                self.separator();
            }
            b'(' => self.open_parenthesis(),
            b')' => self.close_parenthesis(),
            b'<' | b'>' => self.redirection(start),
            _ => self.word(),
        }
    }

    fn newline(&mut self) {
        self.pos += 1;
        self.frame.in_test = false;
        self.separator();
        for (tag, tabs, expands) in std::mem::take(&mut self.heredocs) {
            let start = self.pos;
            let end = past_heredoc(self.bytes, start, &self.bytes[tag], tabs);
            if expands {
                self.expanding_text(start, end);
            }
            // What the variables have left.
            self.push(self.pos, end, Class::String);
        }
    }

    /// Takes the `$(…)` or `` `…` `` at `start` in a heredoc that ends at `end`.
    fn command_in_heredoc(&mut self, start: usize, end: usize) {
        self.push(self.pos, start, Class::String);
        let mut inner = Lexer::new(&self.bytes[..end], start, self.out);
        inner.in_heredoc = true;
        inner.step();
        while !inner.stack.is_empty() && inner.pos < end {
            inner.step();
        }
        self.pos = inner.pos.min(end);
    }

    /// Takes the text `start..end` of a heredoc up to its last variable or command.
    fn expanding_text(&mut self, start: usize, end: usize) {
        let mut i = start;
        while i < end {
            match self.bytes[i] {
                b'\\' => i = past_escape(self.bytes, i),
                b'`' => {
                    self.command_in_heredoc(i, end);
                    i = self.pos;
                }
                b'$' if self.byte(i + 1) == b'(' => {
                    self.command_in_heredoc(i, end);
                    i = self.pos;
                }
                b'$' => {
                    let variable = self.variable_end(i).filter(|&variable| variable <= end);
                    if let Some(variable) = variable {
                        self.push(self.pos, i, Class::String);
                        self.push(i, variable, Class::Variable);
                    }
                    i = variable.unwrap_or(i + 1);
                }
                _ => i += 1,
            }
        }
    }

    /// The end of the `$name` or `${name}` at `i`, if it stands on one line and nothing is nested in it.
    fn variable_end(&self, i: usize) -> Option<usize> {
        if self.byte(i + 1) == b'{' {
            let end = skip_while(self.bytes, i + 2, |b| !matches!(b, b'}' | b'$' | b'\n'));
            return (self.byte(end) == b'}').then_some(end + 1);
        }
        self.simple_variable_end(i)
    }

    /// The end of `$name`, `$1` or `$?` at `i`.
    fn simple_variable_end(&self, i: usize) -> Option<usize> {
        match self.byte(i + 1) {
            b'0'..=b'9' | b'@' | b'*' | b'#' | b'?' | b'$' | b'!' | b'-' => Some(i + 2),
            b if b.is_ascii_alphabetic() || b == b'_' => Some(skip_while(self.bytes, i + 1, is_name)),
            _ => None,
        }
    }

    /// Takes what begins with the `$` at the current position, wherever it stands.
    fn dollar(&mut self) {
        let start = self.pos;
        let in_quotes = self.frame.kind == Kind::Quotes;
        match self.byte(start + 1) {
            b'(' if self.byte(start + 2) == b'(' => {
                self.pos = start + 3;
                self.enter(Kind::Arithmetic);
                self.enter(Kind::Arithmetic);
            }
            b'(' => {
                self.pos = start + 2;
                self.enter(Kind::Commands(b')'));
            }
            b'{' => {
                self.push(start, start + 2, Class::Variable);
                self.enter(Kind::Parameter);
            }
            b'\'' if !in_quotes => {
                let mut i = start + 2;
                while i < self.bytes.len() && self.bytes[i] != b'\'' {
                    i = if self.bytes[i] == b'\\' { past_escape(self.bytes, i) } else { i + 1 };
                }
                self.push(start, (i + 1).min(self.bytes.len()), Class::String);
            }
            _ => match self.simple_variable_end(start) {
                Some(end) => self.push(start, end, Class::Variable),
                None if in_quotes => self.push(start, start + 1, Class::String),
                None => self.pos += 1,
            },
        }
    }

    fn backtick(&mut self) {
        self.pos += 1;
        if self.frame.kind == Kind::Commands(b'`') {
            self.leave();
        } else {
            self.begin_piece();
            self.enter(Kind::Commands(b'`'));
        }
    }

    fn open_parenthesis(&mut self) {
        let start = self.pos;
        let next = self.byte(start + 1);
        self.pos += 1;
        if next == b')' && self.frame.in_word {
            // `name()`
            self.pos += 1;
            self.separator();
        } else if self.frame.pattern_due {
            self.frame.in_word = false;
        } else if self.frame.in_word && self.byte(start.wrapping_sub(1)) == b'=' {
            self.enter(Kind::List);
        } else if next == b'(' && !self.frame.in_word {
            self.pos += 1;
            self.frame.command_due = false;
            self.frame.name_due = false;
            self.enter(Kind::Arithmetic);
            self.enter(Kind::Arithmetic);
        } else {
            let in_test = self.frame.in_test;
            self.frame.command_due = false;
            self.enter(Kind::Commands(b')'));
            self.frame.in_test = in_test;
            self.frame.command_due = !in_test;
        }
    }

    fn close_parenthesis(&mut self) {
        self.pos += 1;
        if self.frame.pattern_due {
            self.frame.pattern_due = false;
            self.separator();
        } else if matches!(self.frame.kind, Kind::Commands(b')') | Kind::List) {
            self.leave();
        } else {
            self.separator();
        }
    }

    /// Takes the `<` or `>` at `sign` and what belongs to it.
    fn redirection(&mut self, sign: usize) {
        let next = self.byte(sign + 1);
        self.frame.in_word = false;
        match (self.bytes[sign], next) {
            (_, b'(') => {
                self.pos = sign + 2;
                self.begin_piece();
                self.enter(Kind::Commands(b')'));
            }
            (b'<', b'<') if self.byte(sign + 2) == b'<' => {
                self.pos = sign + 3;
                self.frame.target_due = true;
            }
            (b'<', b'<') => self.heredoc(sign + 2),
            _ => {
                let end = skip_while(self.bytes, sign + 1, |b| matches!(b, b'>' | b'&' | b'|'));
                // `>&2` and `<&-` have their target with them.
                let target = skip_while(self.bytes, end, |b| b.is_ascii_digit() || b == b'-');
                let duplicates = self.byte(end - 1) == b'&' && target > end;
                self.pos = if duplicates { target } else { end };
                self.frame.target_due = !duplicates;
            }
        }
    }

    /// Takes the tag of a heredoc after `<<`.
    fn heredoc(&mut self, from: usize) {
        let tabs = self.byte(from) == b'-';
        let quote = skip_blanks(self.bytes, from + usize::from(tabs));
        let quoted = matches!(self.byte(quote), b'\'' | b'"' | b'\\');
        let tag = quote + usize::from(quoted);
        let end = match self.byte(quote) {
            mark @ (b'\'' | b'"') => skip_while(self.bytes, tag, |b| b != mark && b != b'\n'),
            _ => skip_while(self.bytes, tag, |b| is_name(b) || b == b'-' || b == b'.'),
        };
        self.pos = end;
        if end > tag && !self.in_heredoc {
            let closed = quoted && self.byte(end) == self.byte(quote);
            self.push(quote, end + usize::from(closed), Class::String);
            self.heredocs.push((tag..end, tabs, !quoted));
        }
    }

    /// Takes a run of bytes without special meaning: a word or a piece of one.
    fn word(&mut self) {
        let start = self.pos;
        let end = skip_while(self.bytes, start, is_plain);
        // Every byte that is not plain has been dealt with, so there is progress.
        self.pos = end.max(start + 1);
        if self.frame.in_word {
            return;
        }
        let is_target = self.frame.target_due;
        let is_command = self.begin_piece();
        let word = &self.bytes[start..self.pos];
        if is_target {
            return;
        }
        if self.frame.pattern_due {
            if word == b"esac" {
                self.keyword(start, word);
            }
            return;
        }
        if std::mem::take(&mut self.frame.name_due) {
            self.push(start, self.pos, Class::Variable);
            return;
        }
        if is_command && self.keyword(start, word) {
            return;
        }
        if !is_command && self.argument_keyword(start, word) {
            return;
        }
        if let Some(name_len) = assigned_name(word) {
            self.push(start, start + name_len, Class::Variable);
            self.pos = start + name_len + if self.byte(start + name_len) == b'+' { 2 } else { 1 };
            // In `NAME=value command` the command is still to come.
            self.frame.command_due = is_command;
        } else if word[0] == b'-' && word.len() > 1 && (word[1].is_ascii_alphabetic() || word[1] == b'-') {
            let name = skip_while(word, 0, |b| b != b'=');
            self.push(start, start + name, Class::Meta);
            self.frame.command_due = is_command;
        } else if is_command {
            if word.iter().any(|&b| is_name(b) || b >= 0x80) {
                self.push(start, self.pos, Class::Function);
            }
            self.frame.command_due = WRAPPERS.contains(&word);
        } else if word.iter().all(u8::is_ascii_digit) && !matches!(self.byte(self.pos), b'<' | b'>') {
            self.push(start, self.pos, Class::Number);
        }
    }

    /// Takes `word` as a keyword where a command was due, and says what may follow it.
    fn keyword(&mut self, start: usize, word: &[u8]) -> bool {
        let frame = &mut self.frame;
        match word {
            b"if" | b"then" | b"elif" | b"else" | b"while" | b"until" | b"do" | b"time" | b"!" | b"{" | b"coproc"
            | b"function" => frame.command_due = true,
            b"fi" | b"done" | b"}" | b"[" => {}
            b"[[" => frame.in_test = true,
            b"for" | b"select" => {
                frame.name_due = true;
                frame.in_due = InDue::List;
            }
            b"case" => frame.in_due = InDue::Patterns,
            b"esac" => {
                frame.cases = frame.cases.saturating_sub(1);
                frame.pattern_due = false;
            }
            _ => return false,
        }
        self.push(start, start + word.len(), Class::Keyword);
        true
    }

    /// Takes `word` as a keyword where an argument was due.
    fn argument_keyword(&mut self, start: usize, word: &[u8]) -> bool {
        match word {
            b"in" if self.frame.in_due != InDue::No => {
                if self.frame.in_due == InDue::Patterns {
                    self.frame.cases += 1;
                    self.frame.pattern_due = true;
                }
                self.frame.in_due = InDue::No;
            }
            b"]]" => self.frame.in_test = false,
            b"]" => {}
            _ => return false,
        }
        self.push(start, start + word.len(), Class::Keyword);
        true
    }

    /// Takes text in double quotes up to its end or to what is nested in it.
    fn quotes(&mut self) {
        let start = self.pos;
        let mut i = start;
        while i < self.bytes.len() {
            match self.bytes[i] {
                b'"' => {
                    self.push(start, i + 1, Class::String);
                    self.leave();
                    return;
                }
                b'\\' => i = past_escape(self.bytes, i),
                b'$' => {
                    self.push(start, i, Class::String);
                    self.dollar();
                    return;
                }
                b'`' => {
                    self.push(start, i, Class::String);
                    self.backtick();
                    return;
                }
                _ => i += 1,
            }
        }
        self.push(start, i, Class::String);
    }

    /// Takes the inside of `${…}` up to its end or to what is nested in it. It ends with the line at the latest.
    fn parameter(&mut self) {
        let start = self.pos;
        let in_quotes = self.stack.last().is_some_and(|frame| frame.kind == Kind::Quotes);
        let mut i = start;
        while i < self.bytes.len() {
            match self.bytes[i] {
                b'}' => {
                    self.push(start, i + 1, Class::Variable);
                    self.leave();
                    return;
                }
                b'\n' => {
                    self.push(start, i, Class::Variable);
                    self.leave();
                    return;
                }
                b'\\' => i = past_escape(self.bytes, i),
                b'$' => {
                    self.push(start, i, Class::Variable);
                    self.dollar();
                    return;
                }
                b'"' => {
                    self.push(start, i, Class::Variable);
                    self.push(i, i + 1, Class::String);
                    self.enter(Kind::Quotes);
                    return;
                }
                b'\'' if !in_quotes => {
                    let end = skip_while(self.bytes, i + 1, |b| b != b'\'' && b != b'\n');
                    if self.byte(end) == b'\'' {
                        self.push(start, i, Class::Variable);
                        self.push(i, end + 1, Class::String);
                        return;
                    }
                    // Not closed on its line, so no later one is.
                    i = end;
                }
                _ => i += 1,
            }
        }
        self.push(start, i, Class::Variable);
    }

    /// Takes one piece of an arithmetic expression.
    fn arithmetic(&mut self) {
        let start = self.pos;
        match self.bytes[start] {
            b'(' => {
                self.pos += 1;
                self.enter(Kind::Arithmetic);
            }
            b')' => {
                self.pos += 1;
                self.leave();
            }
            b'$' => self.dollar(),
            b'"' => {
                self.push(start, start + 1, Class::String);
                self.enter(Kind::Quotes);
            }
            b'0'..=b'9' => {
                let end = skip_while(self.bytes, start, |b| b.is_ascii_alphanumeric() || b == b'#');
                self.push(start, end, Class::Number);
            }
            b if is_name(b) => self.pos = skip_while(self.bytes, start, is_name),
            _ => self.pos += 1,
        }
    }
}

fn is_name(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_'
}

/// Whether a byte means nothing special in a word.
fn is_plain(b: u8) -> bool {
    !matches!(
        b,
        b' ' | b'\t'
            | b'\r'
            | b'\n'
            | b';'
            | b'&'
            | b'|'
            | b'<'
            | b'>'
            | b'('
            | b')'
            | b'\''
            | b'"'
            | b'`'
            | b'$'
            | b'\\'
    )
}

/// The length of `NAME` in `NAME=…`, `NAME+=…` and `NAME[…]=…`.
fn assigned_name(word: &[u8]) -> Option<usize> {
    let name = skip_while(word, 0, is_name);
    if name == 0 || word[0].is_ascii_digit() {
        return None;
    }
    let end = match byte(word, name) {
        b'[' => skip_while(word, name, |b| b != b']') + 1,
        _ => name,
    };
    (byte(word, end) == b'=' || (byte(word, end) == b'+' && byte(word, end + 1) == b'=')).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn shell_tells_commands_options_and_arguments_apart() {
        assert_eq!(
            marked(
                "shell",
                r#"sudo apt-get install -y --no-install-recommends "curl" && FOO=1 make -j4 all | tee log.txt >&2 # done
$ ./configure --prefix=/usr"#
            ),
            r#"f(sudo) f(apt-get) install m(-y) m(--no-install-recommends) s("curl") && v(FOO)=1 f(make) m(-j4) all | f(tee) log.txt >&2 c(# done)
m($) f(./configure) m(--prefix)=/usr"#
        );
    }

    #[test]
    fn shell_takes_a_first_prompt_for_a_session() {
        assert_eq!(
            marked(
                "shell",
                r#"# Build
$ cargo run -- it
   Compiling x (it's "fine")
$ cat <<EOF
Hi $USER
EOF
Hi me
$ echo 'open
text
$ ls"#
            ),
            r#"c(# Build)
m($) f(cargo) run m(--) it
   Compiling x (it's "fine")
m($) f(cat) <<s(EOF)
s(Hi )v($USER)s(
EOF)
Hi me
m($) f(echo) s('open
text)
m($) f(ls)"#
        );
    }

    #[test]
    fn shell_fills_strings_and_parameters() {
        assert_eq!(
            marked(
                "shell",
                r#"echo "a $HOME ${x:-$(date +%Y "x")} \$y $((n + 1)) `id`" 'it $raw' $'a\'b' "$@" $? ${x%'}"'*} "${y:+it's}""#
            ),
            r#"f(echo) s("a )v($HOME)s( )v(${x:-)$(f(date) +%Y s("x"))v(})s( \$y )$((n + n(1)))s( )`f(id)`s(") s('it $raw') s($'a\'b') s(")v($@)s(") v($?) v(${x%)s('}"')v(*}) s(")v(${y:+it's})s(")"#
        );
    }

    #[test]
    fn shell_follows_statements() {
        assert_eq!(
            marked(
                "shell",
                r#"for f in *.txt; do cat "$f" 2>/dev/null; done
if [[ -z $x && $# -lt 2 ]]; then exit 1; fi
case "$1" in
  start|stop) run ;;
  *) echo no; exit 2;;
esac
greet() { local name=x; }
for ((i = 0; i < 10; i++)); do echo; done"#
            ),
            r#"k(for) v(f) k(in) *.txt; k(do) f(cat) s(")v($f)s(") 2>/dev/null; k(done)
k(if) k([[) m(-z) v($x) && v($#) m(-lt) n(2) k(]]); k(then) f(exit) n(1); k(fi)
k(case) s(")v($1)s(") k(in)
  start|stop) f(run) ;;
  *) f(echo) no; f(exit) n(2);;
k(esac)
f(greet)() k({) f(local) v(name)=x; k(})
k(for) ((i = n(0); i < n(10); i++)); k(do) f(echo); k(done)"#
        );
    }

    #[test]
    fn shell_reads_heredocs() {
        assert_eq!(
            marked(
                "shell",
                r"cat <<EOF > out.txt
Hi $USER it's $(date -u <<X) `id` \$(no) $((1 + 2))
EOF
cat <<-'THE END'
	$raw
	THE END
echo done"
            ),
            r"f(cat) <<s(EOF) > out.txt
s(Hi )v($USER)s( it's )$(f(date) m(-u) <<X)s( )`f(id)`s( \$(no) )$((n(1) + n(2)))s(
EOF)
f(cat) <<-s('THE END')
s(	$raw
	THE END)
f(echo) done"
        );
    }

    #[test]
    fn console_colours_commands_and_leaves_output() {
        assert_eq!(
            marked(
                "console",
                r#"$ cargo new hello \
    --bin # it's
     Created "it's" package
me@host:~/src$ ls -l
[me@host src]$ ls
[1/4] fetch a@1 $ x
# a remark
> dir
$"#
            ),
            r#"m($) f(cargo) new hello \
    m(--bin) c(# it's)
     Created "it's" package
m(me@host:~/src$) f(ls) m(-l)
m([me@host src]$) f(ls)
[1/4] fetch a@1 $ x
c(# a remark)
m(>) f(dir)
m($)"#
        );
    }
}
