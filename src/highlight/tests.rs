//! What holds for every language, and the notation in which the languages' own tests state what they expect.

use super::*;

/// `code` with every token as `class(text)`: `k(fn) f(main)() {}`.
pub(super) fn marked(language: &str, code: &str) -> String {
    let mut found = Vec::new();
    tokens(find(language).expect("a known language"), code, &mut found);
    let mut out = String::new();
    let mut at = 0;
    for token in found {
        let (start, end) = (token.start as usize, token.end as usize);
        out += &format!("{}{}({})", &code[at..start], token.class.css(), &code[start..end]);
        at = end;
    }
    out + &code[at..]
}

/// Numbers that look random and are the same in every run (xorshift64*).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// A number below `bound`, which is not zero.
    fn below(&mut self, bound: usize) -> usize {
        (self.next() >> 33) as usize % bound
    }

    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}

/// Pieces that begin, end or disturb something in some language.
#[rustfmt::skip]
const PIECES: &[&str] = &[
    "\"", "'", "`", "\"\"\"", "'''", "\\", "\\\n", "\r\n", "\n", "\n", " ", "  ", "\t", "/", "//", "/*", "*/",
    "<!--", "-->", "<", ">", "</", "/>", "<a", "<a b=", "<T,>", "<script>", "</script>", "<style>", "</style>",
    "<![CDATA[", "]]>", "<?", "{", "}", "${", "#{", "$(", "$((", "))", ")", "(", "[", "]", "[[", "]]", "{{", "}}",
    "$", "$x", "@", "@x.y", "#", "# ", "#[", "#![", "#!", "#include <", "#define", "::", ":", ": ", ";", ";;", ",",
    ".", "..", "...", "=", "==", "=>", "!", "!=", "|", "|\n", ">-\n", "&", "&a", "*", "*a", "-", "- ", "--", "---",
    "+", "+++ ", "--- ", "@@ -1,2 +1,2 @@", "?", "~", "%", "<<EOS\n", "<<-'EOS'\n", "<<~EOS", "\nEOS\n", "EOS",
    "r#\"", "\"#", "r\"", "b'", "f\"", "R\"x(", ")x\"", "$$", "=begin\n", "\n=end", "0x", "0", "1.5e-", "1_0", "1'0",
    "-1", ".5", "2024-01-01T", "if", "fn", "class", "case", "esac", "in", "for", "return", "type", "match", "await",
    "select", "Abc", "ABC", "name", "name(", "name!", "name=", "key: ", "url(", "!x", "你好", "é", "\u{1F600}",
    "<?php ", "?>", "<<<EOT\n", "{$", "q{", "s/", "qw(", "=pod\n", "\n=cut\n", "__END__\n", "[==[", "]==]", "--[[",
    "{-", "-}", "(*", "*)", "#=", "=#", "{|", "|}", "<#", "#>", "@\"\n", "\n\"@", "@'", "$\"", "$@\"", "$$\"\"\"",
    "\\(", "#\"", "\"#", "~r/", "~S\"\"\"", "?a", "$a", "#\\", "\\newline", "%w[", "%in%", "%PATH%", "r\"--(", ")--\"",
    "\\begin{verbatim}", "\\end{", "\\verb|", "FROM x AS y\n", "RUN ", "COPY <<A\n", "a: b ; c\n\t", "$(X)", "GET / HTTP/1.1\n",
    "Content-Type: text/html\n\n", "```rust\n", "```\n", "~~~\n", "---\n", "''${", "'''", "``", "^", "&optional", "rem ",
    "\u{0}", "\u{3000}", "“", "$ ", "> ", "\\u{1F600}'",
];

fn check(language: &Language, code: &str) {
    let mut found = Vec::new();
    tokens(language, code, &mut found);
    let mut at = 0;
    for token in &found {
        let (start, end) = (token.start as usize, token.end as usize);
        assert!(start >= at && start < end, "{}: {token:?} in {code:?}", language.id());
        assert!(code.get(start..end).is_some(), "{}: {token:?} splits a character of {code:?}", language.id());
        at = end;
    }
    let mut html = String::new();
    write_html(code, &found, &mut html);
    for line in html.split('\n') {
        assert_eq!(line.matches("<span").count(), line.matches("</span>").count(), "{line}");
    }
    assert_eq!(text_of(&html), code, "{}", language.id());
}

/// What a browser shows: tags removed, escapes undone.
fn text_of(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        text.push_str(&rest[..open]);
        let close = rest[open..].find('>').expect("an escaped `<` or a whole tag");
        rest = &rest[open + close + 1..];
    }
    text.push_str(rest);
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// The sources of this module: real text in which most constructs occur, for the random edits to break.
const SAMPLES: &[&str] = &[
    include_str!("languages/shell.rs"),
    include_str!("languages/javascript.rs"),
    include_str!("languages/yaml.rs"),
    include_str!("languages/html.rs"),
    include_str!("languages/css.rs"),
    include_str!("languages/csharp.rs"),
    include_str!("languages/dockerfile.rs"),
    include_str!("languages/elixir.rs"),
    include_str!("languages/haskell.rs"),
    include_str!("languages/latex.rs"),
    include_str!("languages/lisp.rs"),
    include_str!("languages/lua.rs"),
    include_str!("languages/makefile.rs"),
    include_str!("languages/markdown.rs"),
    include_str!("languages/perl.rs"),
    include_str!("languages/php.rs"),
    include_str!("languages/powershell.rs"),
    include_str!("languages/ruby.rs"),
    include_str!("languages/sql.rs"),
];

#[test]
fn keeps_any_text_as_it_is() {
    let mut random = Random(0x5EED);
    for language in all() {
        for round in 0..400 {
            let code: String = (0..random.below(40) + round % 7).map(|_| random.pick(PIECES)).collect();
            check(language, &code);
        }
    }
}

#[test]
fn keeps_edited_samples_as_they_are() {
    let mut random = Random(0xD0C5);
    for language in all() {
        for _ in 0..60 {
            let sample: Vec<char> = random.pick(SAMPLES).chars().collect();
            let start = random.below(sample.len());
            let mut code: Vec<char> = sample[start..].iter().copied().take(600).collect();
            for _ in 0..random.below(8) {
                let at = random.below(code.len());
                match random.below(3) {
                    0 => drop(code.drain(at..(at + random.below(9)).min(code.len()))),
                    1 => drop(code.splice(at..at, random.pick(PIECES).chars())),
                    _ => code.truncate(at),
                }
                if code.is_empty() {
                    break;
                }
            }
            check(language, &code.into_iter().collect::<String>());
        }
    }
}

#[test]
fn keeps_every_prefix_of_its_own_samples() {
    // Code that stops in the middle of anything.
    let code =
        "a b'x' r#\"y\"# f\"{c:{d}}\" <E f={`${1}`}>g</E> R\"x(y)x\" $(( ${a:-\"b\"} )) <<A\nb\nA\nkey: |\n  c\n";
    for language in all() {
        for end in 0..=code.len() {
            check(language, &code[..end]);
        }
    }
}

#[test]
fn keeps_what_once_broke() {
    for (name, code) in [("php", "<?php \"?>"), ("makefile", "a: ;\\\u{1F600}$$x"), ("perl", "q,"), ("makefile", "# x")]
    {
        check(find(name).expect("a known language"), code);
    }
}

#[test]
fn takes_linear_time_on_hostile_input() {
    // Not by the clock: the steps of `scan` and the look-ahead of the lexers tell how many bytes they look at. Eight times
    // the input may make that eight times as many and some; a lexer that looked again from each piece would need 64 times.
    const SHORT: usize = 1_000;
    #[rustfmt::skip]
    let hostile = [
        "/[", "/", "\"", "'", "`${", "`${\n", "r#\"", "####", "r###", "/*", "/*/", "<a ", "<a b='", "<a>{", "<A<",
        "a<b<c", "${", "$((", "$(", "\"$(", "`\"", "<<A\n", "<<A ", "<<~A\n", "<!", "</", "<script>", "#[", "#[\"",
        "#include <", "R\"x(", ")x", "{", "[", "[a", "[\n", "a: {", "a: |\n", "- |\n", "- ", ">\n", "a:hover", "a{",
        "a;b", "url(", "#{", "@a:", "f\"{", "f\"{\n", "&a", "&", "case x in ", "x) ", "- \"", "a=", "a ", "  ", "\t",
        "\n", "\n\n  ", "-", "--- a\n", "1e", "0..", "a.", "a!", "\\", "$x", "$$", "::", "'a", "'\\u", "<<<", "<<'",
        "%w[", "\"#{", "@@", "key ", "a ;", "你", "if(", "){", "$$ ", "$a$ ", "{a|", "[=[", "--[[", "%w(", "s{", "q(", "<?php", "?>", "(*", "{-", "#=",
        "<<A\n#{", "<<~A\n#{\n", "@\"", "$\"{", "\\(", "\"\\(", "~r/", "%{", "=pod\n", "\\begin{verbatim}", "`$(", "$(a",
    ];
    let mut found = Vec::new();
    let mut seen = |language: &Language, piece: &str, len: usize| {
        scan::BYTES_SEEN.set(0);
        tokens(language, &piece.repeat(len / piece.len()), &mut found);
        scan::BYTES_SEEN.get() + len
    };
    for language in all() {
        for piece in hostile {
            let (short, long) = (seen(language, piece, SHORT), seen(language, piece, 8 * SHORT));
            assert!(long < 12 * short, "{}: {piece:?} {short} {long}", language.id());
        }
    }
}

#[test]
fn ids_and_aliases_are_unique_sorted_and_lower_case() {
    let ids: Vec<_> = all().map(Language::id).collect();
    assert!(ids.is_sorted(), "{ids:?}");
    let mut names: Vec<_> = all().flat_map(|language| language.names().collect::<Vec<_>>()).collect();
    assert!(names.iter().all(|name| *name == name.to_lowercase()));
    names.sort();
    let n_names = names.len();
    names.dedup();
    assert_eq!(names.len(), n_names, "a name stands for two languages");
}

#[test]
fn finds_languages_by_any_name() {
    let names = "rs rust py js jsx ts tsx mjs sh bash zsh shell console yml yaml c++ cpp h hpp golang html xml svg jsonc json5 ini \
                 cfg properties diff patch postgresql mysql sqlite scss less text cs c# php swift lua hs pl r R scala dart docker \
                 make ps1 pwsh graphql proto zig ex erl clj nginx cmake objc groovy gradle tex latex vue svelte jl fs f# ml \
                 env dotenv http bat cmd tf hcl nix md racket elisp kt asm \
                 nasm f90 pascal vb vhdl verilog sol glsl wgsl awk nim matlab";
    for name in names.split(' ') {
        assert!(find(name).is_some(), "{name}");
    }
    assert_eq!(find("RS").map(Language::name), Some("Rust"));
    assert_eq!(find("C++").map(Language::id), Some("cpp"));
    assert!(find("").is_none());
    assert!(find("rust ").is_none());
}

#[test]
fn word_lists_are_lower_case_where_case_does_not_count() {
    // `WordMap` folds the text's words, not its own.
    assert_eq!(marked("sql", "SeLeCt"), "k(SeLeCt)");
}

#[test]
fn writes_a_span_for_each_line_of_a_token() {
    let mut found = Vec::new();
    let code = "/* a\n\nb */ x < \"&\"";
    tokens(find("c").expect("C"), code, &mut found);
    let mut html = String::from("<code>");
    write_html(code, &found, &mut html);
    assert_eq!(
        html,
        "<code><span class=\"c\">/* a</span>\n\n<span class=\"c\">b */</span> x &lt; <span class=\"s\">\"&amp;\"</span>"
    );
}

#[test]
fn leaves_text_plain_where_tokens_do_not_fit() {
    let token = |start, end| Token { start, end, class: Class::Keyword };
    for tokens in [[token(0, 9), token(1, 2)], [token(1, 4), token(3, 4)], [token(3, 1), token(2, 3)]] {
        let mut html = String::new();
        write_html("你a", &tokens, &mut html);
        assert_eq!(text_of(&html), "你a");
    }
}

#[test]
fn escapes_what_html_needs_and_no_more() {
    let mut out = String::new();
    escape_html("a < b && \"c\" > 'd' 你", &mut out);
    assert_eq!(out, "a &lt; b &amp;&amp; \"c\" &gt; 'd' 你");
}

#[test]
fn clears_the_tokens_of_the_block_before() {
    let mut found = vec![Token { start: 0, end: 1, class: Class::Keyword }];
    tokens(find("text").expect("plain text"), "x", &mut found);
    assert!(found.is_empty());
}

#[test]
fn classes_have_distinct_letters() {
    let mut letters = Class::ALL.map(Class::css);
    letters.sort();
    assert!(letters.windows(2).all(|pair| pair[0] != pair[1]));
}

/// The page of the manual that lists the languages.
fn reference() -> String {
    let mut page = String::from(
        "---\ntitle: Languages\ndescription: The languages whose code is coloured, and the names by which a fence asks for them.\n\
         order: 3\n---\n\n# Languages\n\n\
         <!-- Made from src/highlight/languages by the tests: WENCE_BLESS=1 cargo test languages. -->\n\n\
         A block of code is coloured while the site is built if one of these names stands after its fence, in capitals or \
         not.\nOther names leave it plain; one that looks like a slip of the pen is told in a note.\n\n\
         | language | names |\n| --- | --- |\n",
    );
    let mut languages: Vec<_> = all().collect();
    languages.sort_by_key(|language| language.name().trim_start_matches('.').to_lowercase());
    for language in languages {
        let names: Vec<_> = language.names().map(|name| format!("`{name}`")).collect();
        page += &format!("| {} | {} |\n", language.name(), names.join(" "));
    }
    page
}

#[test]
fn the_page_of_languages_is_current() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/content/reference/languages.md");
    if std::env::var_os("WENCE_BLESS").is_some() {
        std::fs::write(&file, reference()).expect("the page can be written");
    }
    let current = std::fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
    assert!(current == reference(), "run the tests with WENCE_BLESS=1 and look at the difference");
}
