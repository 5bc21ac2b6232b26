//! Guesses which language a misspelt name meant.
//! In: the name after the fence that [`find`](super::find) did not know. Out: the id of a known language, for a hint.
//! Must never guess wildly: a wrong hint is worse than none.

use super::all;

/// Names longer than this are not misspelt language names.
const MAX_LEN: usize = 24;

/// Languages that cannot be coloured but look like a slip of one that can.
const OTHERS: [&str; 4] = ["elvish", "prolog", "stylus", "xquery"];

/// The id of the language whose id or alias is closest to `name`, ASCII case not counted. First letters agree, as they
/// nearly always do in slips of the pen, and edits (insert, delete, replace, swap neighbours) are few: two, one for
/// names under six bytes. A name of three or four bytes is another word after most edits: there neighbours may be
/// swapped, and a fifth letter may be missing. Of equally close ones the first in [`all`]'s order.
pub fn nearest(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    let allowed = match name.len() {
        0..3 => return None,
        3..6 => 1,
        6..=MAX_LEN => 2,
        _ => return None,
    };
    if OTHERS.contains(&name.as_str()) {
        return None;
    }
    let known = all().flat_map(|language| language.names().map(move |known| (known, language.id())));
    known
        .filter(|(known, _)| known.as_bytes()[0] == name.as_bytes()[0] && known.len() > 2)
        .filter(|(known, _)| name.len() > 4 || known.len() == name.len().max(4) + 1 || are_swapped(&name, known))
        .map(|(known, id)| (edits(name.as_bytes(), known.as_bytes()), id))
        .filter(|&(edits, _)| edits <= allowed)
        .min_by_key(|&(edits, _)| edits)
        .map(|(_, id)| id)
}

/// Whether the two consist of the same bytes.
fn are_swapped(a: &str, b: &str) -> bool {
    let sorted = |text: &str| {
        let mut bytes = text.as_bytes().to_vec();
        bytes.sort_unstable();
        bytes
    };
    a.len() == b.len() && sorted(a) == sorted(b)
}

/// Edit distance with swaps of neighbours (optimal string alignment), in bytes.
fn edits(a: &[u8], b: &[u8]) -> usize {
    let mut before: Vec<usize> = vec![0; b.len() + 1];
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let replaced = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = replaced.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_edits() {
        assert_eq!(edits(b"json", b"json"), 0);
        assert_eq!(edits(b"jsno", b"json"), 1);
        assert_eq!(edits(b"pyton", b"python"), 1);
        assert_eq!(edits(b"", b"go"), 2);
        assert_eq!(edits(b"kitten", b"sitting"), 3);
    }

    #[test]
    fn hints_at_the_meant_language() {
        assert_eq!(nearest("pyton"), Some("python"));
        assert_eq!(nearest("Javscript"), Some("javascript"));
        assert_eq!(nearest("jsno"), Some("json"));
        assert_eq!(nearest("ymal"), Some("yaml"));
        assert_eq!(nearest("tmol"), Some("toml"));
        assert_eq!(nearest("rsut"), Some("rust"));
        assert_eq!(nearest("dokerfile"), Some("dockerfile"));
        assert_eq!(nearest("powershel"), Some("powershell"));
        assert_eq!(nearest("latx"), Some("latex"));
        assert_eq!(nearest("terrafrom"), Some("hcl"));
    }

    #[test]
    fn stays_silent_rather_than_guess() {
        for name in ["", "x", "foo", "brainfuck", "语言", &"rust".repeat(50)] {
            assert_eq!(nearest(name), None, "{name}");
        }
        // What people write after fences without meaning any language here.
        let others = "mermaid math katex plantuml dot graphviz ebnf awk sed csv cobol ada vhdl vb prolog wat qml jinja erb ejs \
                      haml pug stan sas stata chart gantt ditaa gherkin rst asciidoc org ssh regex tree cli input code \
                      example question d odin vlang gleam roc idris coq lean forth cue dhall sparql cypher kql apache bison \
                      lex mlir ptx gdscript haxe nushell elvish starlark build meson just stylus liquid cshtml jsp xpath \
                      hex base64 crontab service logs stdout error warning note info tip aql container flow logo basic";
        for name in others.split(' ').filter(|name| super::super::find(name).is_none()) {
            assert_eq!(nearest(name), None, "{name}");
        }
    }
}
