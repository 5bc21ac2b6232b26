//! Dockerfiles, also called container files.
//! In: a file or a part of one. Out: tokens. Hands the commands of `RUN` and its kin to the shell or, where they are
//! lists, to JSON.

use super::super::scan::{byte, line_end, past_heredoc, past_quoted, seen, skip_blanks, skip_while, starts_with};
use super::super::{Class, Grammar, Language, Token, push_token};
use super::{json, shell};

pub(super) static DOCKERFILE: Language = Language {
    id: "dockerfile",
    name: "Dockerfile",
    aliases: &["docker", "containerfile", "buildah"],
    grammar: Grammar::Own(lex),
};

/// Instructions whose arguments are a command.
const COMMANDS: [&[u8]; 4] = [b"RUN", b"CMD", b"ENTRYPOINT", b"SHELL"];

fn lex(bytes: &[u8], from: usize, out: &mut Vec<Token>) {
    let mut line = from;
    while line < bytes.len() {
        let start = skip_blanks(bytes, line);
        let mut end = line_end(bytes, line);
        if byte(bytes, start) == b'#' {
            push_token(out, start, end, Class::Comment);
        } else if byte(bytes, start).is_ascii_alphabetic() {
            end = Instruction { bytes, out, pos: start, end: instruction_end(bytes, start) }.lex();
        }
        line = (end + 1).min(bytes.len());
    }
}

/// The end of the last line of the instruction at `from`. Comments and empty lines do not end it.
fn instruction_end(bytes: &[u8], from: usize) -> usize {
    let mut end = line_end(bytes, from);
    let mut goes_on = bytes[from..end].trim_ascii_end().ends_with(b"\\");
    while goes_on && end < bytes.len() {
        let line = end + 1;
        end = line_end(bytes, line);
        let text = bytes[line..end].trim_ascii();
        goes_on = text.is_empty() || text[0] == b'#' || text.ends_with(b"\\");
    }
    end
}

struct Instruction<'a> {
    bytes: &'a [u8],
    out: &'a mut Vec<Token>,
    pos: usize,
    end: usize,
}

impl Instruction<'_> {
    fn push(&mut self, end: usize, class: Class) {
        push_token(self.out, self.pos, end, class);
        self.pos = end;
    }

    /// Takes the instruction. Answers where it ends, heredocs included.
    fn lex(&mut self) -> usize {
        let word = self.word_end();
        let name = &self.bytes[self.pos..word];
        let is_command = COMMANDS.iter().any(|command| command.eq_ignore_ascii_case(name));
        // `ONBUILD RUN …` and `HEALTHCHECK … CMD …`
        let wraps = name.eq_ignore_ascii_case(b"ONBUILD") || name.eq_ignore_ascii_case(b"HEALTHCHECK");
        let is_from = name.eq_ignore_ascii_case(b"FROM");
        self.push(word, Class::Keyword);
        self.skip_space();
        while starts_with(self.bytes, self.pos, b"--") {
            let flag = skip_while(self.bytes, self.pos, |b| b != b'=' && !b.is_ascii_whitespace());
            self.push(flag.min(self.end), Class::Meta);
            self.pos = skip_while(self.bytes, self.pos, |b| !b.is_ascii_whitespace());
            self.skip_space();
        }
        if self.pos >= self.end {
            return self.end;
        }
        if wraps && byte(self.bytes, self.pos).is_ascii_alphabetic() {
            return self.lex();
        }
        if !is_command {
            return self.arguments(is_from);
        }
        if self.bytes[self.pos] == b'[' {
            json::JSON.lex(&self.bytes[..self.end], self.pos, self.out);
            return self.end;
        }
        let is_script = starts_with(self.bytes, self.pos, b"<<")
            && !self.bytes[self.pos..self.end].iter().any(|b| matches!(b, b' ' | b'\t' | b';' | b'|' | b'>'));
        if is_script && let Some(tag) = self.heredoc_tag() {
            // `RUN <<EOF`: the heredoc is the script.
            let body = (self.end + 1).min(self.bytes.len());
            let end = past_heredoc(self.bytes, body, &self.bytes[tag.clone()], true);
            let closed = end >= body + tag.len() && self.bytes[body..end].ends_with(&self.bytes[tag.clone()]);
            let script_end = if closed { end - tag.len() } else { end };
            shell::SHELL.lex(&self.bytes[..script_end], body, self.out);
            self.pos = script_end;
            self.push(end, Class::String);
            return end;
        }
        shell::lex_lines(self.bytes, self.pos, self.end, self.out)
    }

    /// Takes `<<EOF` at the current position. Answers where its tag stands; with none nothing is taken.
    fn heredoc_tag(&mut self) -> Option<std::ops::Range<usize>> {
        if !starts_with(self.bytes, self.pos, b"<<") {
            return None;
        }
        let dash = self.pos + 2 + usize::from(byte(self.bytes, self.pos + 2) == b'-');
        let tag = dash + usize::from(matches!(byte(self.bytes, dash), b'"' | b'\''));
        let tag_end = skip_while(self.bytes, tag, |b| b.is_ascii_alphanumeric() || b == b'_');
        if tag_end == tag {
            return None;
        }
        self.push((tag_end + (tag - dash)).min(self.end), Class::String);
        Some(tag..tag_end)
    }

    fn word_end(&self) -> usize {
        skip_while(self.bytes, self.pos, |b| b.is_ascii_alphabetic())
    }

    /// Passes blanks and continued lines.
    fn skip_space(&mut self) {
        self.pos = skip_while(self.bytes, self.pos, |b| b.is_ascii_whitespace() || b == b'\\').min(self.end);
    }

    fn arguments(&mut self, is_from: bool) -> usize {
        let mut tags = Vec::new();
        while self.pos < self.end {
            let start = self.pos;
            let after_blank = self.bytes[start - 1].is_ascii_whitespace();
            match self.bytes[start] {
                b'"' | b'\'' => self.push(past_quoted(self.bytes, start).min(self.end), Class::String),
                b'#' if begins_line(self.bytes, start) => {
                    self.push(line_end(self.bytes, start), Class::Comment);
                }
                b'$' => {
                    let braced = byte(self.bytes, start + 1) == b'{';
                    let name = skip_while(self.bytes, start + 1 + usize::from(braced), |b| {
                        b.is_ascii_alphanumeric() || b == b'_' || (braced && b != b'}' && b != b'\n')
                    });
                    self.push((name + usize::from(braced)).min(self.end), Class::Variable);
                }
                b'<' => match self.heredoc_tag() {
                    Some(tag) => tags.push(tag),
                    None => self.pos += 1,
                },
                b if after_blank && (b.is_ascii_alphanumeric() || b == b'_') => {
                    let end = skip_while(self.bytes, start, |b| b.is_ascii_alphanumeric() || b"_.-".contains(&b));
                    let word = &self.bytes[start..end];
                    if byte(self.bytes, end) == b'=' {
                        self.push(end, Class::Variable);
                    } else if is_from && word.eq_ignore_ascii_case(b"AS") {
                        self.push(end, Class::Keyword);
                    } else if word.iter().all(u8::is_ascii_digit) {
                        self.push(end, Class::Number);
                    } else {
                        self.pos = end;
                    }
                }
                _ => self.pos += 1,
            }
        }
        let mut end = self.end;
        for tag in tags {
            self.pos = (end + 1).min(self.bytes.len());
            end = past_heredoc(self.bytes, self.pos, &self.bytes[tag], true);
            self.push(end, Class::String);
        }
        end
    }
}

/// Whether only blanks stand before `at` on its line.
fn begins_line(bytes: &[u8], at: usize) -> bool {
    let blanks = bytes[..at].iter().rev().take_while(|b| matches!(b, b' ' | b'\t')).count();
    seen(at - blanks, at);
    blanks == at || bytes[at - blanks - 1] == b'\n'
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::marked;

    #[test]
    fn hands_commands_to_the_shell() {
        assert_eq!(
            marked(
                "dockerfile",
                r#"# syntax=docker/dockerfile:1
FROM --platform=$BUILD rust:1 AS build
ENV A="b c" D=${E:-x}
RUN --mount=type=cache,target=/x apt-get update \
    # it's a note
    && echo "it's $HOME"
EXPOSE 80
COPY <<EOF /x
it's
EOF
RUN <<EOT
make all
EOT
HEALTHCHECK --interval=5s CMD ["curl", "-f"]
ENTRYPOINT ["/a", "b"]"#
            ),
            r#"c(# syntax=docker/dockerfile:1)
k(FROM) m(--platform)=$BUILD rust:1 k(AS) build
k(ENV) v(A)=s("b c") v(D)=v(${E:-x})
k(RUN) m(--mount)=type=cache,target=/x f(apt-get) update \
    c(# it's a note)
    && f(echo) s("it's )v($HOME)s(")
k(EXPOSE) n(80)
k(COPY) s(<<EOF) /x
s(it's
EOF)
k(RUN) s(<<EOT)
f(make) all
s(EOT)
k(HEALTHCHECK) m(--interval)=5s k(CMD) [s("curl"), s("-f")]
k(ENTRYPOINT) [s("/a"), s("b")]"#
        );
    }
}
